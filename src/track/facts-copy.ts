import {
  CaptureFacts,
  EndpointFacts,
  LaterFacts,
  QuicFacts,
  ResetFacts,
  UnansweredFacts,
} from './facts.ts';
import { copyOfFrames, type FrameSample, Range } from './frame-sample.ts';

/*
 * Copies of facts, to which what is not over yet can be added for one look. Shared with the original
 * is what the end of a flow does not touch.
 */

/** An endpoint's facts as they are now. */
export function copyEndpoint(facts: EndpointFacts): EndpointFacts {
  const { client, server, port, protocol, manyClients, reference } = facts;
  const copy = new EndpointFacts(client, server, port, protocol, manyClients, reference);
  Object.assign(copy, facts);
  copy.silent = copyOfFrames(facts.silent);
  copy.pending = copyOfFrames(facts.pending);
  copy.answers = copyOfFrames(facts.answers);
  copy.oneWay = copyOfFrames(facts.oneWay);
  copy.stalled = copyOfFrames(facts.stalled);
  copy.resetAfterData = copyOfFrames(facts.resetAfterData);
  copy.injectedResets = copyOfFrames(facts.injectedResets);
  copy.unacknowledged = copyOfFrames(facts.unacknowledged);
  copy.resets = facts.resets && filled(new ResetFacts(), facts.resets, 'synFrames');
  copy.quic = facts.quic && filled(new QuicFacts(), facts.quic, 'silent');
  copy.unanswered =
    facts.unanswered && filled(new UnansweredFacts(), facts.unanswered, 'holes', 'requests');
  if (facts.later !== null) {
    const idle = Object.assign(new Range(), facts.later.idle);
    const stalledSince = [...facts.later.stalledSince];
    copy.later = Object.assign(filled(new LaterFacts(), facts.later, 'stalled'), {
      idle,
      stalledSince,
    });
  }
  if (facts.questions.length > 0) copy.questions = facts.questions.map((row) => ({ ...row }));
  if (facts.serverNames.length > 0) copy.serverNames = facts.serverNames.map((row) => ({ ...row }));
  return copy;
}

/** Fills a copy: of the samples named it has its own. */
function filled<Key extends string, Facts extends Record<Key, FrameSample>>(
  copy: Facts,
  facts: Facts,
  ...samples: Key[]
): Facts {
  Object.assign(copy, facts);
  for (const sample of samples) Object.assign(copy, { [sample]: facts[sample].copy() });
  return copy;
}

/**
 * The capture's facts as they are now.
 * @param attempts becomes a copy of theirs: it is large, and used again
 */
export function copyCapture(facts: CaptureFacts, attempts: CaptureFacts['attempts']): CaptureFacts {
  attempts.copyFrom(facts.attempts);
  return Object.assign(Object.create(CaptureFacts.prototype), facts, { attempts });
}
