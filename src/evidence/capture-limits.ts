import type { EndpointFacts } from '../track/facts.ts';
import { count, duration } from '../words/en/phrases.ts';
import { lossOf } from './capture-loss.ts';
import { asksAgain, isOneWay } from './left-out.ts';
import type { DetectContext, Detector, Observation } from './observation.ts';

/** Share of lost packets from which on silence proves nothing. */
const MEANINGFUL_LOSS = 0.01;
/** Share of packets cut before their ports from which on answers may be among them. */
const MEANINGFUL_CUT = 0.05;
/** Whether the capture can carry a verdict that rests on silence. */
export const captureLimits: Detector = {
  codes: [
    {
      code: 'capture-ends-too-soon',
      title: 'The capture ends before an answer could have come',
      meaning:
        'The last attempt is younger than the time after which a client would try again: nothing follows from the silence.',
      advice: 'Capture again, and let it run for at least 30 seconds after the failure.',
    },
    {
      code: 'capture-many-connections',
      title: 'More was open at once than can be followed',
      meaning:
        'Attempts had to be given up before an answer could come, to make room for others: whether one came is not known.',
      advice:
        'Cut the capture to the client or the server in question first (`tcpdump -r` or `editcap` with a filter).',
    },
    {
      code: 'capture-lost-packets',
      title: 'Packets were lost while capturing',
      meaning:
        'The capturing host dropped packets, as its statistics say, or as acknowledgments of data show that the capture does not have: answers may have come and not been written down. A client that goes on asking had none all the same.',
      advice: 'Capture again with a capture filter, a larger buffer, or on a faster host.',
    },
    {
      code: 'capture-one-way',
      title: 'The capture shows one direction only',
      meaning:
        "Connections go on although one side's packets are missing: the capture was taken where only one direction passes.",
      advice: "Capture on the client's own interface.",
    },
    {
      code: 'capture-cut-short',
      title: 'Packets were cut before their ports',
      meaning:
        'The snap length kept so little of some packets that nothing tells whose they are: answers may be among them.',
      advice: 'Capture again with a larger snap length (`-s 0`), or at least 96 bytes.',
    },
    {
      code: 'capture-clock-jumped',
      title: 'The clock jumped, or the host slept',
      meaning:
        'Time stamps go back or leave out minutes in the middle of traffic while an answer was due. That time is not counted as silence, but answers may have come in it.',
      advice: 'Capture again while the host stays awake and its clock is left alone.',
    },
    {
      code: 'capture-exported',
      title: 'The capture is a packet list that was exported',
      meaning:
        'Somebody chose the rows of the list, mostly with a display filter: answers, resets or ICMP errors may have been left out. So silence in it is no more than probable, however often it shows.',
      advice: 'Send the capture itself (pcapng): it has all packets, and all of each.',
    },
    {
      code: 'capture-errors-not-told',
      title: 'ICMP errors in the list do not show what they are about',
      meaning:
        'A row of a packet list says which error came, and to whom, but not which packet it quotes: it may be about any service that the client asked.',
      advice: 'Send the capture itself, or export with `tshark -T json`, which has what is quoted.',
    },
  ],
  detect(endpoint, context) {
    const found: Observation[] = [];
    const { capture } = context;
    if (endpoint.pendingAttempts > 0) {
      found.push({
        code: 'capture-ends-too-soon',
        text: `The capture ends too soon after ${count(endpoint.pendingAttempts, 'attempt')}: the answer may have come later.`,
        frames: endpoint.pending.frames,
        strength: 1,
      });
    }
    if (endpoint.evictedAttempts > 0) {
      found.push({
        code: 'capture-many-connections',
        text: `More connections were open at once than can be followed: whether ${count(endpoint.evictedAttempts, 'attempt')} had an answer is not known.`,
        frames: [],
        strength: 1,
      });
    }
    const silences =
      endpoint.silentAttempts +
      endpoint.stalledAttempts +
      endpoint.halfOpen +
      (endpoint.later?.stalledConnections ?? 0);
    if (silences === 0) return found;
    if (capture.isSelection) {
      found.push({
        code: 'capture-exported',
        text: 'This is an exported packet list: answers may have been filtered out of it.',
        frames: [],
        strength: 1,
      });
    }
    const errors = errorsNotTold(endpoint, context);
    if (errors !== null) {
      const { total, frames } = errors;
      found.push({
        code: 'capture-errors-not-told',
        text: `${count(total, 'ICMP error')} to this client ${total === 1 ? 'does' : 'do'} not show in the list what ${total === 1 ? 'it is' : 'they are'} about: what looks like silence may have been refused.`,
        frames,
        strength: Math.min(1, total / silences),
      });
    }
    const lone = loneShare(endpoint);
    const loss = lossOf(context);
    if (loss !== null) {
      found.push({
        code: 'capture-lost-packets',
        text: `${loss.text} Answers may be among them.`,
        frames: [],
        strength: lone * Math.min(1, loss.share / MEANINGFUL_LOSS),
      });
    }
    const connections = capture.oneWayConnections + capture.twoWayConnections;
    const oneWay = connections > 0 ? capture.oneWayConnections / connections : 0;
    if (isOneWay(capture)) {
      found.push({
        code: 'capture-one-way',
        text: `${count(capture.oneWayConnections, 'connection')} of ${connections} ${capture.oneWayConnections === 1 ? 'shows' : 'show'} one direction only.`,
        frames: [],
        // A filter for one direction leaves out the answers to what is asked again, too.
        strength:
          (capture.isSelection || !asksAgain(endpoint) ? 1 : lone) * Math.min(1, oneWay * 2),
      });
    }
    const cut = capture.cutPackets / capture.packets;
    if (capture.cutPackets > 0) {
      found.push({
        code: 'capture-cut-short',
        text: `${count(capture.cutPackets, 'packet')} ${capture.cutPackets === 1 ? 'is' : 'are'} cut so short that nothing tells whose they are: answers may be among them.`,
        frames: [],
        strength: lone * Math.min(1, cut / MEANINGFUL_CUT),
      });
    }
    if (capture.clock.jumpsAfter(endpoint.firstFrame)) {
      found.push({
        code: 'capture-clock-jumped',
        text: clockText(context),
        frames: capture.clock.jumps
          .map(({ frame }) => frame)
          .filter((frame) => frame > endpoint.firstFrame)
          .slice(0, 3),
        strength: lone,
      });
    }
    return found;
  },
};

/** ICMP errors that may be about an endpoint: those since it was first asked; null where none is. */
function errorsNotTold(
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
  if (endpoint.silentAttempts === 0) return 0.25;
  const again = endpoint.silentRetransmissions / endpoint.silentAttempts;
  return 1 / (1 + again);
}

function clockText({ capture: { clock } }: DetectContext): string {
  const parts = [
    ...(clock.jumpsBack > 0 ? [`the clock goes back ${count(clock.jumpsBack, 'time')}`] : []),
    ...(clock.pauses > 0
      ? [`the capture has nothing for up to ${duration(clock.longestPause)} (host asleep?)`]
      : []),
  ];
  return `While an answer was due, ${parts.join(', and ')}; that time is not counted.`;
}
