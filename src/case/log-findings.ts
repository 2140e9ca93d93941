import type { ProfileFunction } from '../profile/profile.ts';
import type { CaseFinding } from '../report/case-report.ts';
import { isFailure } from '../verdict/verdict.ts';
import {
  type CaseCapture,
  type CaseFacts,
  isoText,
  type LogMoment,
  logTimeText,
  subjectOf,
} from './case-facts.ts';

/** A log's line is about what the capture shows up to this long before or after (milliseconds). */
const MARGIN = 60_000;

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
  const failing = new Map<ProfileFunction, LogMoment[]>();
  for (const moments of lastDecisive(facts).values()) {
    const [{ function: fn, entry }] = moments;
    if (fn === null || entry.event.kind === 'recovery') continue;
    failing.set(fn, [...(failing.get(fn) ?? []), ...moments]);
  }
  return [...failing].flatMap(([fn, moments]) => findingOf(facts, fn, moments) ?? []);
}

/** The last line about each function and family that tells of failure or success. */
function lastDecisive(facts: CaseFacts): Map<string, LogMoment[]> {
  const last = new Map<string, LogMoment[]>();
  for (const moment of facts.logMoments) {
    const subject = subjectOf(moment);
    const { kind } = moment.entry.event;
    if (subject === null || kind === 'probe' || kind === 'state') continue;
    last.set(subject, [moment]);
  }
  return last;
}

function findingOf(
  facts: CaseFacts,
  fn: ProfileFunction,
  moments: readonly LogMoment[],
): CaseFinding | null {
  const ofFunction = facts.captures.map((capture) => ({
    capture,
    endpoints: capture.report.endpoints.filter((endpoint) => endpoint.function === fn.id),
  }));
  // A capture that shows the failure says more, and has its finding.
  if (ofFunction.some(({ endpoints }) => endpoints.some(({ verdict }) => isFailure(verdict)))) {
    return null;
  }
  const said = moments.map((moment) => {
    const family = moment.entry.addressFamily;
    const over = family === null ? '' : ` over ${family === 'ipv6' ? 'IPv6' : 'IPv4'}`;
    return `The client ${moment.entry.event.text}${over}: ${at(moment.entry.localTime)} by its own clock.`;
  });
  const cited = moments.map(({ file, entry: { line } }) => ({ file, line }));
  const shared = { verdict: 'inconclusive', confidence: 'low', source: null, cited } as const;
  for (const { capture, endpoints } of ofFunction) {
    const moment = moments.find(({ time }) => isDuring(time, capture));
    const [answered] = endpoints.filter(({ verdict }) => verdict === 'answered');
    if (moment === undefined || answered === undefined) continue;
    return {
      ...shared,
      id: `log-disagrees/${fn.id}`,
      title: `The client's log says that ${fn.title} fails, while its servers answer in ${capture.report.capture.name}`,
      together: [
        ...said,
        `In the capture ${answered.server} answered on ${answered.protocol.toUpperCase()} ${answered.port} between ${answered.firstTime.slice(11, 19)} and ${answered.lastTime.slice(11, 19)} UTC: the network let these packets through.`,
      ],
      impact: fn.impact,
      remedy: [
        'Look at the PC: local firewall or antivirus, another VPN client, a proxy setting, the client itself.',
        'Check that log and capture are of the same PC and the same time.',
      ],
    };
  }
  const isCovered = facts.captures.some((capture) =>
    moments.some(({ time }) => isDuring(time, capture)),
  );
  const why =
    facts.captures.length === 0
      ? 'There is no capture in the case: a log alone cannot tell a firewall that drops from one that rejects, or from a server that is down.'
      : Number.isNaN(moments[0].time)
        ? "The log's clock is not known, so no capture could be held against it."
        : isCovered
          ? `The capture has no packet to the ${fn.serverTitle} at that time.`
          : `No capture covers that time (${moments.map(({ time }) => isoText(time)).join(', ')}).`;
  return {
    ...shared,
    id: `log/${fn.id}`,
    title: `The client's log says that ${fn.title} fails`,
    together: [...said, why],
    impact: fn.impact,
    remedy: [
      "Capture on the PC's outgoing interface while the client tries, and judge the capture together with this log.",
      ...fn.remedy.map((line) => `If a firewall is in the way, it must allow: ${line}.`),
    ],
  };
}

function isDuring(time: number, { from, to }: CaseCapture): boolean {
  return time >= from - MARGIN && time <= to + MARGIN;
}
