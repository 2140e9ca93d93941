import { isFailure } from '../../evidence/verdict.ts';
import { count, listSome } from '../../words/en/phrases.ts';
import type { ReportFinding } from '../report/report.ts';
import {
  type CaseCapture,
  type CaseFacts,
  isDuring,
  isOfFamily,
  isoText,
  type LogMoment,
  logTimeText,
  momentsOfRound,
} from './case-facts.ts';
import { isIpv6Endpoint, isRequest, type Moment } from './moments.ts';

const SENTENCES = 2;
const FRAMES_NAMED = 12;
const NAMES_NAMED = 3;

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
  const { endpoints } = capture.report;
  const members = new Set(finding.endpoints);
  const ids = new Set(finding.endpoints.map((index) => endpoints[index].function));
  const failures = facts.logMoments.filter(
    ({ entry: { event }, function: fn, time }) =>
      fn !== null &&
      ids.has(fn.id) &&
      (event.kind === 'failure' || event.kind === 'open') &&
      isDuring(time, capture),
  );
  const told = failures.filter(isFirstOfSecond()).flatMap((failure) => {
    const moments = momentsOfRound(failure, capture, (index) => members.has(index));
    return moments.some(isRequest) ? [{ failure, moments }] : [];
  });
  const sentences = told
    .slice(0, SENTENCES)
    .map(({ failure, moments }) => sentence(failure, moments, capture, finding));
  const further = told.length - sentences.length;
  if (further > 0) {
    sentences.push(
      `The log says so ${count(further, 'more time', 'more times')} during the capture, the last at ${clockTime(told[told.length - 1].failure)}.`,
    );
  }
  const cited = told.map(({ failure }) => failure);
  const other =
    told.length > 0 && isFailure(finding.verdict) ? otherFamily(capture, failures) : null;
  if (other !== null) {
    cited.push(other);
    sentences.push(
      `Over ${other.entry.addressFamily === 'ipv6' ? 'IPv6' : 'IPv4'} the client ${other.entry.event.text} too, at ${clockTime(other)}; the capture has no packet to any of its servers of that family.`,
    );
  }
  return { sentences, cited: cited.map(({ file, entry: { line } }) => ({ file, line })) };
}

/** Of one round several lines of the same second may tell the same. */
function isFirstOfSecond(): (failure: LogMoment) => boolean {
  const told = new Set<string>();
  return ({ file, time, entry: { event, addressFamily } }) => {
    const key = `${file} ${time} ${event.id} ${addressFamily}`;
    return !told.has(key) && told.add(key) !== null;
  };
}

/** A failure over a family of which the capture has no endpoint of the function. */
function otherFamily({ report }: CaseCapture, failures: readonly LogMoment[]): LogMoment | null {
  const isSeen = (failure: LogMoment) =>
    report.endpoints.some(
      (endpoint) =>
        endpoint.function === failure.function?.id && isOfFamily(failure, isIpv6Endpoint(endpoint)),
    );
  return (
    failures.find((failure) => failure.entry.addressFamily !== null && !isSeen(failure)) ?? null
  );
}

function sentence(
  failure: LogMoment,
  moments: readonly Moment[],
  { isWhole }: CaseCapture,
  { verdict }: ReportFinding,
): string {
  const requests = moments.filter(isRequest);
  const least = isWhole ? '' : 'at least ';
  return `At ${clockTime(failure)} the client ${failure.entry.event.text}; before it the capture has ${least}${requestText(requests)} in ${framesText(requests)}, ${fateOf(moments, requests.length, isFailure(verdict))}.`;
}

function fateOf(moments: readonly Moment[], requests: number, isJudged: boolean): string {
  const resets = moments.filter(({ kind }) => kind === 'reset');
  const errors = moments.filter(({ kind }) => kind === 'icmp');
  const answers = moments.filter(({ kind }) => kind === 'answer');
  const parts = [
    ...(answers.length > 0 ? [`with ${count(answers.length, 'answer')}`] : []),
    ...(resets.length > 0
      ? [
          `answered by ${resets.length === 1 ? 'an RST' : `${resets.length} RSTs`} (${framesText(resets)})`,
        ]
      : []),
    ...(errors.length > 0
      ? [`refused by ${count(errors.length, 'ICMP error')} (${framesText(errors)})`]
      : []),
  ];
  if (parts.length > 0) return parts.join(', ');
  if (!isJudged) return 'without an answer in this capture';
  return requests === 1 ? 'which has no answer' : 'which have no answer';
}

/** What the client sent: "4 queries (TXT debug.opendns.com)", "2 SYNs". */
export function requestText(requests: readonly Moment[]): string {
  const names = new Set(requests.flatMap(({ question }) => (question === '' ? [] : [question])));
  const isQuery = requests.some(({ kind }) => kind === 'query');
  const what = isQuery ? count(requests.length, 'query', 'queries') : count(requests.length, 'SYN');
  return names.size === 0 ? what : `${what} (${listSome([...names], NAMES_NAMED)})`;
}

function framesText(moments: readonly Moment[]): string {
  const numbers = moments.map(({ frame }) => String(frame));
  return `${numbers.length === 1 ? 'frame' : 'frames'} ${listSome(numbers, FRAMES_NAMED)}`;
}

/** `03:07:53`; with UTC's where the log's is another. */
export function clockTime({ entry, time, clock: { offset } }: LogMoment): string {
  const own = logTimeText(entry.localTime)?.slice(11) ?? 'an unknown time';
  if (offset === null || offset === 0) return own;
  return `${own} by the log (${isoText(time)?.slice(11, 19)} UTC)`;
}
