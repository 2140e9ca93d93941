import { isFailure } from '../../evidence/verdict.ts';
import type { ProfileFunction } from '../../profiles/profile.ts';
import { failText } from '../../words/en/summary.ts';
import type { CaseFinding } from '../report/case-report.ts';
import {
  type CaseFacts,
  isDuring,
  isOfFamily,
  isoText,
  type LogMoment,
  logTimeText,
  momentsOfRound,
  SECOND,
  subjectOf,
} from './case-facts.ts';
import { isIpv6Endpoint, isRequest } from './moments.ts';

/** The last that a log tells of each function and family. */
export function statusOf(facts: CaseFacts, file: number): string[] {
  const last = new Map<string, LogMoment>();
  for (const moment of facts.logMoments) {
    const subject = subjectOf(moment);
    if (moment.file === file && subject !== null) last.set(subject, moment);
  }
  return [...last].map(
    ([subject, { entry }]) => `${subject}: the client ${entry.event.text}, ${at(entry.localTime)}`,
  );
}

function at(localTime: number): string {
  return logTimeText(localTime) ?? 'at an unknown time';
}

/** What logs tell that no capture bears out: it is not covered, or the packets say otherwise. */
export function logFindings(facts: CaseFacts): CaseFinding[] {
  return [...lastFailures(facts)].flatMap(([fn, last]) => {
    const failures = last.filter((failure) => !isOver(failure, facts));
    if (failures.length === 0 || isOfAbsentFamily(fn, failures, facts)) return [];
    return findingOf(facts, fn, failures) ?? [];
  });
}

/** Of each function and family the last that a log decides, where that is a failure. */
function lastFailures({ logMoments }: CaseFacts): Map<ProfileFunction, LogMoment[]> {
  const last = new Map<string, LogMoment>();
  for (const moment of logMoments) {
    const { file, function: fn, entry } = moment;
    const { kind } = entry.event;
    if (fn === null || kind === 'probe' || kind === 'state') continue;
    last.set(`${file} ${fn.id} ${entry.addressFamily}`, moment);
  }
  const failures = new Map<ProfileFunction, LogMoment[]>();
  for (const moment of last.values()) {
    const { function: fn, entry } = moment;
    if (fn === null || entry.event.kind === 'recovery') continue;
    failures.set(fn, [...(failures.get(fn) ?? []), moment]);
  }
  return failures;
}

/**
 * Where a PC has no IPv6 the client fails over it, and works over IPv4 (and the other way round): a
 * failure over one family alone counts where neither log nor capture knows the function by the other.
 */
function isOfAbsentFamily(
  fn: ProfileFunction,
  failures: readonly LogMoment[],
  { logMoments, captures }: CaseFacts,
): boolean {
  const failed = new Set(failures.map(({ entry }) => entry.addressFamily));
  if (failed.has(null) || failed.size > 1) return false;
  return (
    logMoments.some(
      ({ function: other, entry: { addressFamily } }) =>
        other === fn && addressFamily !== null && !failed.has(addressFamily),
    ) ||
    captures.some(({ report }) =>
      report.endpoints.some(
        (endpoint) =>
          endpoint.function === fn.id && !failed.has(isIpv6Endpoint(endpoint) ? 'ipv6' : 'ipv4'),
      ),
    )
  );
}

/** Whether a capture shows that the servers answered after that. */
function isOver(failure: LogMoment, { captures }: CaseFacts): boolean {
  return captures.some(({ report, moments }) =>
    moments.some(({ kind, endpoint, time }) => {
      const { function: id, verdict } = report.endpoints[endpoint];
      return (
        kind === 'answer' &&
        verdict === 'answered' &&
        time >= failure.time + SECOND &&
        id === failure.function?.id &&
        isOfFamily(failure, isIpv6Endpoint(report.endpoints[endpoint]))
      );
    }),
  );
}

function findingOf(
  facts: CaseFacts,
  fn: ProfileFunction,
  failures: readonly LogMoment[],
): CaseFinding | null {
  const said = failures.map((failure) => {
    const family = failure.entry.addressFamily;
    const over = family === null ? '' : ` over ${family === 'ipv6' ? 'IPv6' : 'IPv4'}`;
    return `The client ${failure.entry.event.text}${over}: ${at(failure.entry.localTime)} by its own clock.`;
  });
  const shared = {
    verdict: 'inconclusive',
    confidence: 'low',
    source: null,
    cited: failures.map(({ file, entry: { line } }) => ({ file, line })),
    impact: fn.impact,
  } as const;
  for (const capture of facts.captures) {
    const { report } = capture;
    // A capture that shows the failure at that time says more, and has its finding.
    const isShown = report.endpoints.some(
      ({ function: id, verdict }) => id === fn.id && isFailure(verdict),
    );
    if (isShown && failures.some(({ time }) => isDuring(time, capture))) return null;
    const isOwn = (index: number) => report.endpoints[index].function === fn.id;
    for (const failure of failures) {
      const round = momentsOfRound(failure, capture, isOwn);
      const answered = round.filter(({ kind }) => kind === 'answer');
      if (!round.some(isRequest)) continue;
      // What failed in the capture has its finding there, with what the log says.
      if (answered.length === 0) return null;
      const { server, protocol, port } = report.endpoints[answered[0].endpoint];
      return {
        ...shared,
        id: `log-disagrees/${fn.id}`,
        title: `The client's log says that ${failText([fn])}, while servers of it answer in ${report.capture.name}`,
        together: [
          ...said,
          `Before it ${server} answered on ${protocol.toUpperCase()} ${port} in the capture (frame ${answered[0].frame}): the network let these packets through.`,
        ],
        remedy: [
          'Look at the PC: local firewall or antivirus, another VPN client, a proxy setting, the client itself.',
          'Check that log and capture are of the same PC and the same time.',
        ],
      };
    }
  }
  // A display filter that leaves the function out asks not to be told of it.
  const isFiltered = facts.captures.some(({ report }) => report.displayFilter !== null);
  if (isFiltered) return null;
  return {
    ...shared,
    id: `log/${fn.id}`,
    title: `The client's log says that ${fn.title} failed at ${at(lastOf(failures).entry.localTime)}`,
    together: [...said, notCovered(facts, fn, failures)],
    remedy: [
      "Capture on the PC's outgoing interface while the client tries, and judge the capture together with this log.",
      ...fn.remedy.map((line) => `If a firewall is in the way, it must allow: ${line}.`),
    ],
  };
}

/** The latest by its log's own clock. */
function lastOf(failures: readonly LogMoment[]): LogMoment {
  return failures.toSorted((one, other) => other.entry.localTime - one.entry.localTime || 0)[0];
}

/** Why no capture bears a log out. */
function notCovered(
  { captures }: CaseFacts,
  fn: ProfileFunction,
  failures: readonly LogMoment[],
): string {
  if (captures.length === 0) {
    return 'There is no capture in the case: a log alone cannot tell a firewall that drops from one that rejects, or from a server that is down.';
  }
  const { time } = lastOf(failures);
  const isDateless = captures.every(({ report }) =>
    report.capture.quality.some(({ code }) => code === 'no-date'),
  );
  if (isDateless) {
    return 'The packet list has times without a date, so the log could not be held against it: export it again with the times as Date and Time of Day.';
  }
  if (Number.isNaN(time)) {
    return "How the log's clock stands to the captures' is not known, so no packets could be held against it.";
  }
  return captures.some((capture) => isDuring(time, capture))
    ? `The capture has no packet to the ${fn.serverTitle} at that time.`
    : `No capture covers that time (${isoText(time)}).`;
}
