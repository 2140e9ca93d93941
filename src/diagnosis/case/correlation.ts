import { isFailure } from '../../evidence/verdict.ts';
import type { Sentence } from '../../words/say.ts';
import type { Finding } from '../diagnosis.ts';
import type { LogLine } from './case.ts';
import {
  type CaseCapture,
  type CaseFacts,
  isDuring,
  isOfFamily,
  type PlacedEvent,
  packetsOfRound,
  timeOf,
} from './facts.ts';
import { isRequest, repliesOf, requestsOf } from './packets.ts';

const SENTENCES = 2;

/** Sentences about one finding, and the places in logs that they rest on. */
export interface Correlation {
  readonly sentences: readonly Sentence[];
  readonly cited: readonly LogLine[];
}

/** What the logs say of a capture's finding, with the packets that each line is about. */
export function correlationOf(
  facts: CaseFacts,
  capture: CaseCapture,
  finding: Finding,
): Correlation {
  const { endpoints } = capture.diagnosis;
  const members = new Set(finding.endpoints);
  const ids = new Set(finding.endpoints.map((index) => endpoints[index].function?.id));
  const isJudged = isFailure(finding.verdict);
  const failures = facts.logEvents.filter(
    ({ entry: { event }, function: fn, time }) =>
      fn !== null &&
      ids.has(fn.id) &&
      (event.kind === 'failure' || event.kind === 'open') &&
      isDuring(time, capture),
  );
  const seen = failures.filter(isFirstOfSecond()).flatMap((failure) => {
    const packets = packetsOfRound(failure, capture, (index) => members.has(index));
    return packets.some(isRequest) ? [{ failure, packets }] : [];
  });
  const sentences = seen.slice(0, SENTENCES).map(
    ({ failure, packets }): Sentence => ({
      code: 'log-and-packets',
      time: timeOf(failure),
      event: failure.entry.event.text,
      isWhole: capture.isWhole,
      requests: requestsOf(packets),
      replies: repliesOf(packets),
      isJudged,
    }),
  );
  const cited = seen.map(({ failure }) => failure);
  const further = seen.length - sentences.length;
  if (further > 0) {
    const last = timeOf(cited[cited.length - 1]);
    sentences.push({ code: 'log-says-so-again', number: further, last });
  }
  const other = seen.length > 0 && isJudged ? ofOtherFamily(capture, failures) : null;
  const family = other?.entry.addressFamily ?? null;
  if (other !== null && family !== null) {
    cited.push(other);
    const { text: event } = other.entry.event;
    sentences.push({ code: 'log-of-other-family', event, family, time: timeOf(other) });
  }
  return { sentences, cited: cited.map(({ file, entry: { line } }) => ({ file, line })) };
}

/** Of one round several lines of the same second may tell the same. */
function isFirstOfSecond(): (failure: PlacedEvent) => boolean {
  const seen = new Set<string>();
  return ({ file, time, entry: { event, addressFamily } }) => {
    const key = `${file} ${time} ${event.id} ${addressFamily}`;
    return !seen.has(key) && seen.add(key) !== null;
  };
}

/** A failure over a family of which the capture has no endpoint of the function. */
function ofOtherFamily(
  { diagnosis }: CaseCapture,
  failures: readonly PlacedEvent[],
): PlacedEvent | null {
  const isSeen = (failure: PlacedEvent) =>
    diagnosis.endpoints.some(
      (endpoint) => endpoint.function?.id === failure.function?.id && isOfFamily(failure, endpoint),
    );
  return (
    failures.find((failure) => failure.entry.addressFamily !== null && !isSeen(failure)) ?? null
  );
}
