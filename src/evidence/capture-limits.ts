import { Protocol } from '../protocols/protocol.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { type DetectContext, detector, limit, type Seen } from './evidence.ts';
import { asksAgain, isDataOnly, isOneWay, silencesOf } from './left-out.ts';
import { type CaptureLoss, captureLoss } from './loss.ts';
import type { OfConnections } from './request-unanswered.ts';

/** Share of lost packets from which on silence proves nothing. */
export const MEANINGFUL_LOSS = 0.01;
/** The same from which on an exchange that is there says less of those that may not be. */
export const MUCH_LOSS = 0.04;
/** Share of packets cut before their ports from which on answers may be among them. */
export const MEANINGFUL_CUT = 0.05;

/** What one direction says at least of an endpoint that never answered, even if it is asked again. */
const LEAST_ONE_WAY = 0.6;

export interface ClockJumped {
  readonly jumpsBack: number;
  readonly pauses: number;
  /** Microseconds. */
  readonly longestPause: number;
}

const codes = {
  'capture-ends-too-soon': limit<{ attempts: number }>({ weights: {} }),
  // Dropped, or left out by a capture filter: later fragments have no ports.
  'capture-first-fragments': limit<{ answers: number }>({ weights: {}, tooLittle: 'this' }),
  'capture-many-connections': limit<{ attempts: number }>({ weights: {} }),
  'capture-lost-packets': limit<CaptureLoss>({
    weights: { drop: -6, unreachable: -3 },
    better: 'all-packets',
  }),
  // What failed may be in what was lost.
  'capture-incomplete': limit<CaptureLoss>({
    weights: { answered: -1 },
    atMost: { answered: 'medium' },
  }),
  'capture-one-way': limit<OfConnections>({
    weights: { drop: -7, unreachable: -7 },
    better: 'both-ways',
  }),
  'capture-cut-short': limit<{ packets: number }>({
    weights: { drop: -5, unreachable: -3 },
    better: 'whole-packets',
  }),
  // Who left out SYNs, acknowledgments and FINs may have left out refusals.
  'capture-filtered': limit({
    weights: { answered: -1, drop: -7, unreachable: -7 },
    better: 'both-ways',
  }),
  'capture-clock-jumped': limit<ClockJumped>({ weights: { drop: -1, unreachable: -1 } }),
  // More of the same silence makes it no surer: what a filter left out, it left out every time.
  'capture-exported': limit({ weights: {}, atMost: { drop: 'medium', unreachable: 'medium' } }),
  // It may have been refused, as loudly as can be: then nothing was dropped.
  'capture-errors-not-told': limit<{ errors: number }>({
    weights: { drop: -6, unreachable: -3 },
    atMost: { drop: 'low', unreachable: 'low' },
    better: 'capture-itself',
  }),
  // The same of a snap length that ends before what an error quotes: 96 bytes do with ICMPv6.
  'capture-errors-cut': limit<{ errors: number }>({
    weights: { drop: -6, unreachable: -3 },
    atMost: { drop: 'low', unreachable: 'low' },
    better: 'whole-packets',
  }),
};

/** DNS answers over UDP of which only the first IP fragment came; each is a pending attempt, too. */
export function begunAnswers({ isDns, protocol, pending }: EndpointFacts): number {
  return isDns && protocol === Protocol.UDP ? pending.unfinished.total : 0;
}

/** Whether the capture can carry a verdict that rests on silence. */
export const captureLimits = detector({
  codes,
  detect(endpoint, context) {
    const found: Seen<typeof codes>[] = [];
    const { capture } = context;
    const begun = begunAnswers(endpoint);
    const tooYoung = endpoint.pending.attempts - begun;
    if (tooYoung > 0) {
      found.push({
        code: 'capture-ends-too-soon',
        values: { attempts: tooYoung },
        frames: endpoint.pending.packets.frames,
      });
    }
    if (begun > 0) {
      found.push({
        code: 'capture-first-fragments',
        values: { answers: begun },
        frames: endpoint.pending.unfinished.frames,
      });
    }
    if (endpoint.pending.evicted > 0) {
      found.push({
        code: 'capture-many-connections',
        values: { attempts: endpoint.pending.evicted },
      });
    }
    const hasAnswer = endpoint.exchanges + endpoint.handshake.nothingAsked.total > 0;
    const loss = captureLoss(context);
    if (loss !== null && loss.share >= MUCH_LOSS && hasAnswer) {
      found.push({ code: 'capture-incomplete', values: loss });
    }
    const silences = silencesOf(endpoint);
    if (silences === 0) return found;
    if (capture.isSelection) found.push({ code: 'capture-exported', values: {} });
    const errors = unquotedErrors(endpoint, context);
    if (errors !== null) {
      found.push({
        code: capture.isPacketList ? 'capture-errors-not-told' : 'capture-errors-cut',
        values: { errors: errors.total },
        frames: errors.frames,
        strength: Math.min(1, errors.total / silences),
      });
    }
    if (isDataOnly(capture)) found.push({ code: 'capture-filtered', values: {} });
    const lone = loneShare(endpoint);
    if (loss !== null) {
      found.push({
        code: 'capture-lost-packets',
        values: loss,
        strength: lone * Math.min(1, loss.share / MEANINGFUL_LOSS),
      });
    }
    if (isOneWay(capture)) {
      const connections = capture.oneWayConnections;
      const of = connections + capture.twoWayConnections;
      // A filter for one direction leaves out the answers to what is asked again, too.
      const isSure = asksAgain(endpoint) && endpoint.answered > 0;
      const share =
        capture.isSelection || !asksAgain(endpoint)
          ? 1
          : isSure
            ? lone
            : Math.max(LEAST_ONE_WAY, lone);
      found.push({
        code: 'capture-one-way',
        values: { connections, of },
        strength: share * Math.min(1, (connections / of) * 2),
      });
    }
    if (capture.cutPackets > 0) {
      const cut = capture.cutPackets / capture.packets;
      found.push({
        code: 'capture-cut-short',
        values: { packets: capture.cutPackets },
        strength: lone * Math.min(1, cut / MEANINGFUL_CUT),
      });
    }
    const { clock } = capture;
    if (clock.jumpsAfter(endpoint.firstFrame)) {
      const { jumpsBack, pauses, longestPause } = clock;
      found.push({
        code: 'capture-clock-jumped',
        values: { jumpsBack, pauses, longestPause },
        frames: clock.jumps
          .map(({ frame }) => frame)
          .filter((frame) => frame > endpoint.firstFrame)
          .slice(0, 3),
        strength: lone,
      });
    }
    return found;
  },
});

/** ICMP errors that may be about an endpoint: those since it was first asked; null where none is. */
function unquotedErrors(
  { client, firstFrame }: EndpointFacts,
  { capture }: DetectContext,
): { total: number; frames: readonly number[] } | null {
  const errors = capture.errorsWithoutQuotation.get(client.join());
  if (errors === undefined) return null;
  const { frames, total } = errors;
  // Of very many errors not all frames are known, and the last are not among them.
  const since = frames.filter((frame) => frame > firstFrame);
  const others = total - frames.length;
  return since.length + others === 0 ? null : { total: since.length + others, frames: since };
}

/**
 * How far the silence rests on the capture alone: 1 where each attempt was made once, less where
 * the client itself asked again, which it does not where it had an answer.
 */
function loneShare(endpoint: EndpointFacts): number {
  if (endpoint.silence.attempts === 0) return 0.25;
  const again = endpoint.silence.retransmissions / endpoint.silence.attempts;
  return 1 / (1 + again);
}
