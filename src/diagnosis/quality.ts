import { linkTypeName } from '../capture/link-types.ts';
import { captureLoss } from '../evidence/loss.ts';
import type { CaptureFacts } from '../track/facts/capture-facts.ts';
import type { Undecoded } from '../words/en/quality.ts';
import type { Sentence } from '../words/say.ts';
import type { Note } from './diagnosis.ts';

/** A share of connections from which on a lack is worth a line. */
const NOTABLE_SHARE = 0.2;

/** What only a diagnosis knows of how far its capture can be trusted. */
export interface QualityInput {
  /** Packets lost, by the capture's own statistics. */
  readonly droppedPackets: number;
  /** Services of which nothing can be said because the capture ends. */
  readonly cutOff: number;
  /** Endpoints that were judged and are not in the report. */
  readonly notListed: { readonly answered: number; readonly others: number };
  /** Endpoints that are not followed, and counted in findings on scans. */
  readonly inScans: number;
  /** Share of packets that had to be sent again, 0 where it is not worth a word. */
  readonly lineLosses: number;
}

/** What the reader should know of the capture before trusting it. */
export function qualityOf(
  facts: CaptureFacts,
  { droppedPackets, cutOff, notListed, inScans, lineLosses }: QualityInput,
): Note[] {
  const connections = facts.oneWayConnections + facts.twoWayConnections;
  const isNotable = (number: number) =>
    connections > 0 && number / connections >= NOTABLE_SHARE ? number : 0;
  const loss = captureLoss({ capture: facts, droppedPackets });
  const numbers = [
    ['too-short', cutOff],
    ['one-way', isNotable(facts.oneWayConnections)],
    ['late-start', isNotable(facts.midstreamConnections)],
    ['duplicates', facts.duplicates],
    ['cut-short', facts.cutPackets],
    ['cut-questions', facts.cutQuestions],
    ['malformed', facts.malformedPackets],
    ['clock-jumps', facts.clock.jumpsBack],
    ['pauses', facts.clock.pauses],
    ['flow-limit', facts.flowsEvicted],
    ['endpoint-limit', facts.endpointsNotFollowed - inScans],
    ['endpoints-left-out', facts.endpointsLeftOut],
  ] as const;
  const undecoded = undecodedIn(facts);
  const { encrypted } = undecoded;
  const sentences: Sentence[] = [
    ...(facts.undecoded.total > 0 ? [{ code: 'undecoded', undecoded } as const] : []),
    ...(encrypted > 0 ? [{ code: 'encrypted-frames', number: encrypted } as const] : []),
    ...(loss === null ? [] : [{ code: 'lost-packets', loss } as const]),
    ...(lineLosses > 0 ? [{ code: 'packet-loss', share: lineLosses } as const] : []),
    ...numbers
      .filter(([, number]) => number > 0)
      .map(([code, number]) => ({
        ...{ code, number, longest: facts.clock.longestPause },
        of: connections + (code === 'late-start' ? facts.midstreamUnanswered : 0),
      })),
    ...(notListed.answered + notListed.others > 0
      ? [{ code: 'endpoints-not-listed', ...notListed } as const]
      : []),
  ];
  return sentences.map((sentence) => ({ code: sentence.code, sentence }));
}

/** The link type of rows of a list that do not show addresses. */
const NOTHING_KNOWN = 147;

/** What of a capture shows no IP. */
export function undecodedIn({ undecoded, isPacketList }: CaptureFacts): Undecoded {
  const { byLinkType, byGreType, others, encrypted, withoutData } = undecoded;
  const linkTypes = [...byLinkType].map(([linkType, packets]) => ({
    ...{ linkType, name: linkTypeName(linkType), packets },
    isNotShown: isPacketList && linkType === NOTHING_KNOWN,
  }));
  linkTypes.sort((one, other) => other.packets - one.packets);
  const greTypes = [...byGreType].map(([type, packets]) => ({ type, packets }));
  greTypes.sort((one, other) => other.packets - one.packets);
  return { linkTypes, greTypes, others, encrypted, withoutData };
}

/** The same, where it is all that the capture has; else null. */
export function allUndecoded(facts: CaptureFacts): Undecoded | null {
  const { total, encrypted, withoutData } = facts.undecoded;
  const number = total + encrypted + withoutData;
  return number > 0 && number === facts.packets ? undecodedIn(facts) : null;
}
