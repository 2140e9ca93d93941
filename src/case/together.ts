import type { ReportFinding } from '../report/report.ts';
import { listSome } from '../verdict/target-text.ts';
import {
  type CaseCapture,
  type CaseFacts,
  isoText,
  type LogMoment,
  logTimeText,
} from './case-facts.ts';
import type { LogClock } from './clock.ts';
import { isIpv6Endpoint, type Moment } from './moments.ts';
import { requestText } from './timeline.ts';

/** What a log says of a time shortly after a capture's end may still be about it (milliseconds). */
const AFTER_CAPTURE = 60_000;
/** Logs have whole seconds: a line was written up to one later than it says. */
const SECOND = 1_000;
/** Where a log does not tell when a round of probes began, it is taken to be this long. */
const ROUND = 30_000;
/** And never longer than this. */
const LONGEST_ROUND = 300_000;
const SENTENCES = 3;
const FRAMES_NAMED = 12;
const RST = 0x04;

/** Sentences about one finding, and the places in logs that they rest on. */
export interface Together {
  readonly sentences: readonly string[];
  readonly cited: readonly { readonly file: number; readonly line: number }[];
}

/** What the logs say of a capture's finding, with the packets that each line is about. */
export function togetherOf(
  facts: CaseFacts,
  capture: CaseCapture,
  finding: ReportFinding,
): Together {
  const ids = new Set(finding.endpoints.map((index) => capture.report.endpoints[index].function));
  const failures = facts.logMoments.filter(
    ({ entry: { event }, function: fn, time }) =>
      fn !== null &&
      ids.has(fn.id) &&
      (event.kind === 'failure' || event.kind === 'open') &&
      time >= capture.from - SECOND &&
      time <= capture.to + AFTER_CAPTURE,
  );
  const cited: LogMoment[] = [];
  const sentences: string[] = [];
  let further = 0;
  for (const failure of failures) {
    const round = roundBefore(facts, failure);
    const moments = capture.moments.filter(
      ({ time, endpoint }) =>
        time >= round &&
        time < failure.time + SECOND &&
        finding.endpoints.includes(endpoint) &&
        isOfFamily(failure, isIpv6Endpoint(capture.report.endpoints[endpoint])),
    );
    const requests = moments.filter(({ isRequest }) => isRequest);
    if (requests.length === 0) continue;
    cited.push(failure);
    if (sentences.length >= SENTENCES) {
      further++;
      continue;
    }
    sentences.push(sentence(failure, requests, moments, facts.clock));
  }
  if (further > 0) {
    const last = cited[cited.length - 1];
    sentences.push(
      `The log says so ${further} more ${further === 1 ? 'time' : 'times'} while the capture ran, the last at ${clockTime(last, facts.clock)}.`,
    );
  }
  const unseen = failures.find(
    (failure) =>
      failure.entry.addressFamily !== null &&
      !facts.captures.some(({ report }) =>
        report.endpoints.some(
          (endpoint) =>
            endpoint.function === failure.function?.id &&
            isOfFamily(failure, isIpv6Endpoint(endpoint)),
        ),
      ),
  );
  if (unseen !== undefined && sentences.length > 0) {
    const family = unseen.entry.addressFamily === 'ipv6' ? 'IPv6' : 'IPv4';
    cited.push(unseen);
    sentences.push(
      `Over ${family} the client ${unseen.entry.event.text} too, at ${clockTime(unseen, facts.clock)}, without a packet to any server of that family in the capture: the PC probably has no ${family} there.`,
    );
  }
  return {
    sentences,
    cited: cited.map(({ file, entry: { line } }) => ({ file, line })),
  };
}

function isOfFamily({ entry: { addressFamily } }: LogMoment, isIpv6: boolean): boolean {
  return addressFamily === null || (addressFamily === 'ipv6') === isIpv6;
}

/**
 * When the round of probes began that ended with a failure: with the first line about the same
 * function and family behind the last failure, recovery or fail-open before it.
 */
function roundBefore(facts: CaseFacts, failure: LogMoment): number {
  let begun = Number.NaN;
  for (const moment of facts.logMoments) {
    if (moment === failure) break;
    const { entry, file, time } = moment;
    if (
      file !== failure.file ||
      moment.function !== failure.function ||
      entry.addressFamily !== failure.entry.addressFamily
    ) {
      continue;
    }
    const isStep = entry.event.kind === 'probe' || entry.event.kind === 'state';
    if (!isStep) begun = Number.NaN;
    else if (Number.isNaN(begun)) begun = time;
  }
  const from = Number.isNaN(begun) ? failure.time - ROUND : begun;
  return Math.max(from, failure.time - LONGEST_ROUND) - SECOND;
}

function sentence(
  failure: LogMoment,
  requests: readonly Moment[],
  moments: readonly Moment[],
  clock: LogClock,
): string {
  const resets = moments.filter(
    ({ isRequest, frame }) => !isRequest && ((frame.tcpFlags ?? 0) & RST) !== 0,
  );
  const replies = moments.length - requests.length;
  const fate =
    resets.length > 0
      ? `answered by ${resets.length === 1 ? 'an RST' : `${resets.length} RSTs`} (${framesText(resets)})`
      : replies > 0
        ? `refused (${framesText(moments.filter(({ isRequest }) => !isRequest))})`
        : requests.length === 1
          ? 'which has no answer'
          : 'which have no answer';
  return `At ${clockTime(failure, clock)} the client ${failure.entry.event.text}; before it the capture has ${requestText(requests)} in ${framesText(requests)}, ${fate}.`;
}

function framesText(moments: readonly Moment[]): string {
  const numbers = moments.map(({ frame }) => String(frame.number));
  return `${numbers.length === 1 ? 'frame' : 'frames'} ${listSome(numbers, FRAMES_NAMED)}`;
}

/** `03:07:53`; with UTC's where the log's is another. */
export function clockTime({ entry, time }: LogMoment, { offset }: LogClock): string {
  const own = logTimeText(entry.localTime)?.slice(11) ?? 'an unknown time';
  if (offset === null || offset === 0) return own;
  return `${own} by the log (${isoText(time)?.slice(11, 19)} UTC)`;
}
