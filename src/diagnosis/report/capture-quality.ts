import { lossOf } from '../../evidence/capture-loss.ts';
import type { CaptureFacts } from '../../track/facts.ts';
import { count, duration, grouped } from '../../words/en/phrases.ts';

/** A share of connections from which on a lack is worth a line. */
const NOTABLE_SHARE = 0.2;

/**
 * What the reader should know of the capture before trusting it.
 * @param droppedPackets packets lost, by the capture's own statistics
 * @param cutOff services of which nothing can be said because the capture ends
 * @param notListed endpoints that were judged and are not in the report
 * @param lineLosses share of packets that had to be sent again, 0 where it is not worth a word
 */
export function captureQuality(
  facts: CaptureFacts,
  droppedPackets: number,
  cutOff: number,
  notListed: { readonly answered: number; readonly others: number },
  lineLosses: number,
): { code: string; text: string }[] {
  const found: { code: string; text: string }[] = [];
  const add = (code: string, text: string) => found.push({ code, text });
  const connections = facts.oneWayConnections + facts.twoWayConnections;
  const loss = lossOf({ capture: facts, droppedPackets });
  if (loss !== null) add('lost-packets', `${loss.text} Silence may be the capture's own.`);
  if (lineLosses > 0) {
    add(
      'packet-loss',
      `The line loses packets: about ${Math.round(lineLosses * 100)} % had to be sent again, though the services answer.`,
    );
  }
  if (cutOff > 0) {
    add(
      'too-short',
      `The capture ends too soon for ${count(cutOff, 'service')}: an answer may have come after its end.`,
    );
  }
  if (connections > 0 && facts.oneWayConnections / connections >= NOTABLE_SHARE) {
    add(
      'one-way',
      `${facts.oneWayConnections} of ${count(connections, 'TCP connection')} with packets of one side only.`,
    );
  }
  if (connections > 0 && facts.midstreamConnections / connections >= NOTABLE_SHARE) {
    add(
      'late-start',
      `${facts.midstreamConnections} of ${count(connections, 'TCP connection')} began before the capture.`,
    );
  }
  if (facts.duplicates > 0) {
    add(
      'duplicates',
      `At least ${count(facts.duplicates, 'packet')} captured more than once (mirrored port or "any" interface); each counted once.`,
    );
  }
  if (facts.cutPackets > 0) {
    add(
      'cut-short',
      `${count(facts.cutPackets, 'packet')} cut by the snap length before the transport header was whole.`,
    );
  }
  if (facts.cutQuestions > 0) {
    add(
      'cut-questions',
      `${count(facts.cutQuestions, 'DNS question')} cut by the snap length: different names may count as one.`,
    );
  }
  if (facts.malformedPackets > 0) {
    add('malformed', `${count(facts.malformedPackets, 'packet')} with malformed headers.`);
  }
  if (facts.clock.jumpsBack > 0) {
    add(
      'clock-jumps',
      `The clock went back ${count(facts.clock.jumpsBack, 'time')} while capturing; times across that are not counted.`,
    );
  }
  if (facts.clock.pauses > 0) {
    add(
      'pauses',
      `The capture has nothing for up to ${duration(facts.clock.longestPause)} in the middle of traffic (${count(facts.clock.pauses, 'pause')}): the host slept or its clock was set; that time is not counted as silence.`,
    );
  }
  if (facts.flowsEvicted > 0) {
    add(
      'flow-limit',
      `More connections at once than are followed: ${count(facts.flowsEvicted, 'quiet one')} ended early; their silence is not counted as such.`,
    );
  }
  if (facts.endpointsNotFollowed > 0) {
    add(
      'endpoint-limit',
      `More endpoints than are followed (a scan or flood): ${count(facts.endpointsNotFollowed, 'connection')} not judged.`,
    );
  }
  if (facts.endpointsLeftOut > 0) {
    add(
      'endpoints-left-out',
      `More endpoints than are followed: ${count(facts.endpointsLeftOut, 'time')} one that answered was left out to make room.`,
    );
  }
  if (notListed.answered + notListed.others > 0) {
    add(
      'endpoints-not-listed',
      `More endpoints than a report can list: ${[
        notListed.others > 0
          ? `${grouped(notListed.others)} that did not answer (the least grave)`
          : '',
        notListed.answered > 0 ? `${grouped(notListed.answered)} that answered` : '',
      ]
        .filter((part) => part !== '')
        .join(' and ')} are left out.`,
    );
  }
  return found;
}
