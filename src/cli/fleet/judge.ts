import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { InputError } from '../../capture/errors.ts';
import type { Report, ReportEndpoint, ReportFinding } from '../../diagnosis/report/report.ts';
import { reportOf } from '../../diagnosis/report/report-of.ts';
import { ndjson } from '../../documents/json.ts';
import { isFailure } from '../../evidence/verdict.ts';
import { compileDisplayFilter } from '../../filter/display-filter.ts';
import type { Platform } from '../../platform/platform.ts';
import { profileNamed } from '../../profiles/profiles.ts';
import { parseAddress } from '../../protocols/address-text.ts';
import { profileOf } from '../../tasks/profile-of.ts';
import { fleetCommandWords } from '../../words/command-line/fleet-command.ts';
import { diagnoseCapture } from '../diagnose-capture.ts';
import { reason, UsageError } from '../errors.ts';
import { caseHints } from '../lookup-files.ts';
import { Progress } from '../progress.ts';
import { oneCapture } from '../sequence.ts';
import { storable } from './database.ts';
import type { Answer, Job, JobOptions, Judged, Result } from './job.ts';

/** Characters of a report that is kept. */
const LONGEST_REPORT = 67_108_864;
/** Rows of a capture in the table of endpoints; those that fail come first. The report has them all. */
const MOST_ENDPOINTS = 5_000;
const MOST_FINDINGS = 1_000;
/** Clients and networks of a finding, and its services. */
const MOST_NAMED = 64;
/** Sets of options that are kept compiled. */
const MOST_OPTION_SETS = 16;
/** Hexadecimal digits that tell findings of one verdict on one server apart. */
const KEY_DIGITS = 12;
/** Bits of a client's network: a usual site's, as nobody says how large it is (RFC 6177 for IPv6's 64). */
const NETWORK_BITS = { 4: 24, 6: 64 } as const;

/** Judges jobs one at a time, as the single command judges its captures. */
export class Judge {
  readonly #known = new Map<string, ReturnType<typeof compiled>>();

  constructor(readonly platform: Platform) {}

  /** Whatever is wrong with a file is its result; what is wrong with us is a failure. */
  async judge(job: Job): Promise<Answer> {
    const begun = performance.now();
    const end = (
      outcome: Result['outcome'],
      error: string | null,
      judged: Judged | null = null,
    ) => ({
      result: {
        outcome,
        error: error === null ? null : storable(error),
        milliseconds: performance.now() - begun,
        judged,
      },
    });
    const absent = await absentOf(job);
    if (absent !== null) return end('missing', absent);
    try {
      const options = await this.#options(job);
      const paths = job.files.map(({ path }) => path);
      const diagnosis = await diagnoseCapture(oneCapture(paths, job.isSequence, this.platform), {
        ...options,
        lookups: [],
        progress: new Progress({ stderr: new Writable() }, true),
        label: '',
      });
      const report = reportOf(diagnosis);
      const changed = changedOf(job, report);
      if (changed !== null) return end('changed', changed);
      const judged = judgedOf(job, report);
      const lost = judged.report === null ? fleetCommandWords.reportTooLong : null;
      return end(report.capture.problems.length > 0 ? 'damaged' : 'judged', lost, judged);
    } catch (error) {
      if (!(error instanceof InputError)) return { failure: storable(reason(error)) };
      const gone = await absentOf(job);
      return gone === null ? end('unreadable', reason(error)) : end('missing', gone);
    }
  }

  async #options({ optionSet, options }: Job): Promise<Awaited<ReturnType<typeof compiled>>> {
    let known = this.#known.get(optionSet);
    if (known === undefined) {
      if (this.#known.size >= MOST_OPTION_SETS) this.#known.clear();
      known = compiled(options, this.platform);
      this.#known.set(optionSet, known);
    }
    return known;
  }
}

/** As the command line makes them of the same texts. */
async function compiled(options: JobOptions, platform: Platform) {
  const { displayFilter, profileName, profileText, targets } = options;
  const profile = profileName === null ? undefined : profileNamed(profileName);
  if (profileName !== null && profile === undefined) {
    throw new UsageError(fleetCommandWords.unknownProfileOfJob(profileName));
  }
  return {
    displayFilter: displayFilter === null ? undefined : compileDisplayFilter(displayFilter),
    profile: profileText === null ? profile : await profileOf(profileText, 'the profile'),
    targets: (await caseHints({ target: targets, nslookup: [] }, [], platform)).targets,
  };
}

/** Which of the files is not there. */
async function absentOf({ files }: Job): Promise<string | null> {
  for (const { path } of files) {
    try {
      await stat(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return fleetCommandWords.captureGone(path);
    }
  }
  return null;
}

/** Which of the files has other bytes than it had. */
function changedOf({ files }: Job, { capture }: Report): string | null {
  const read = capture.files ?? [capture];
  const odd = files.find(({ sha256 }, index) => read[index]?.sha256 !== sha256);
  if (odd === undefined) return null;
  return fleetCommandWords.captureChanged(odd.path);
}

function judgedOf({ id }: Job, report: Report): Judged {
  const { capture, summary } = report;
  const line = ndjson.render(report, { color: false, width: 0 }).trimEnd();
  return {
    verdict: summary.verdict,
    confidence: summary.confidence,
    summary: storable(summary.text),
    packets: capture.packets,
    problems: capture.problems.length,
    firstTime: storableTime(capture.firstTime),
    lastTime: storableTime(capture.lastTime),
    report: line.length > LONGEST_REPORT ? null : line,
    endpoints: storableJson(endpointRows(id, report)),
    findings: storableJson(findingRows(id, report)),
  };
}

function endpointRows(capture: string, { endpoints }: Report) {
  const numbered = endpoints.map((endpoint, number) => ({ endpoint, number }));
  const ranked =
    numbered.length <= MOST_ENDPOINTS
      ? numbered
      : numbered
          .toSorted(
            (one, other) =>
              Number(isFailure(other.endpoint.verdict)) - Number(isFailure(one.endpoint.verdict)),
          )
          .slice(0, MOST_ENDPOINTS);
  return ranked.map(({ endpoint, number }) => ({
    capture,
    number,
    client: endpoint.client,
    network: networkOf(endpoint.client),
    server: endpoint.server,
    port: endpoint.port,
    protocol: endpoint.protocol,
    application: endpoint.application,
    name: endpoint.name,
    service: serviceOf(endpoint),
    function: endpoint.function,
    verdict: endpoint.verdict,
    confidence: endpoint.confidence,
    score: endpoint.score,
    stage: endpoint.stage,
    place: endpoint.place?.code ?? null,
    attempts: endpoint.attempts,
    retransmissions: endpoint.retransmissions,
    answered: endpoint.answered,
    first_time: storableTime(endpoint.firstTime),
    last_time: storableTime(endpoint.lastTime),
    failed_since: storableTime(endpoint.failed?.firstTime ?? null),
    evidence: endpoint.evidence,
  }));
}

function findingRows(capture: string, { findings, endpoints }: Report) {
  return findings.slice(0, MOST_FINDINGS).map((finding: ReportFinding, number) => {
    const concerned = finding.endpoints.map((index) => endpoints[index]);
    const some = (values: readonly (string | null)[]) =>
      [...new Set(values)].filter((value) => value !== null).slice(0, MOST_NAMED);
    const clients = concerned.map(({ client }) => client);
    const services = some(concerned.map(serviceOf)).sort();
    if (finding.scan !== undefined) clients.push(finding.scan.client);
    const times = (of: (endpoint: ReportEndpoint) => string | null) =>
      concerned.map((endpoint) => storableTime(of(endpoint))).filter((time) => time !== null);
    return {
      capture,
      number,
      key: keyOf(finding, services, concerned),
      title: finding.title,
      verdict: finding.verdict,
      confidence: finding.confidence,
      impact: finding.impact,
      scope: finding.scope,
      remedy: finding.remedy,
      endpoints: finding.endpoints,
      services,
      networks: some(clients.map(networkOf)),
      clients: some(clients),
      failed_since: least(times(({ failed, firstTime }) => failed?.firstTime ?? firstTime)),
      last_time: greatest(times(({ failed, lastTime }) => failed?.lastTime ?? lastTime)),
    };
  });
}

/**
 * What is the same finding in all captures: the same verdict on the same services, which fail at the same stage.
 * A finding's own identity is of one capture, where it names a server with whatever fails there.
 */
function keyOf(
  { id }: ReportFinding,
  services: readonly (string | null)[],
  concerned: readonly ReportEndpoint[],
): string {
  const stages = [...new Set(concerned.map(({ stage }) => stage ?? ''))].sort();
  const text = JSON.stringify([services, stages]);
  return `${id}#${createHash('sha256').update(text).digest('hex').slice(0, KEY_DIGITS)}`;
}

/** What is the same service in all captures: its name, or its address, with the port. */
function serviceOf({ name, server, port, protocol }: ReportEndpoint): string {
  return `${name ?? server} ${protocol}${port === null ? '' : `/${port}`}`;
}

/** The network of a client, as PostgreSQL's `cidr`; null for what is no address. */
function networkOf(client: string): string | null {
  const words = parseAddress(client);
  if (words === null) return null;
  if (!client.includes(':')) return `${client.replace(/\.\d+$/, '.0')}/${NETWORK_BITS[4]}`;
  const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
  const groups = `${hex(words[0])}${hex(words[1])}`.match(/.{4}/g) ?? [];
  return `${groups.join(':')}::/${NETWORK_BITS[6]}`;
}

/** Times are ISO 8601 with as many digits as the capture has: they sort as text. */
function least(times: readonly string[]): string | null {
  return times.reduce<string | null>(
    (found, time) => (found === null || time < found ? time : found),
    null,
  );
}

function greatest(times: readonly string[]): string | null {
  return times.reduce<string | null>(
    (found, time) => (found === null || time > found ? time : found),
    null,
  );
}

/** PostgreSQL takes years of four digits however they are written; a capture may claim any. */
function storableTime(time: string | null): string | null {
  return time !== null && /^\d{4}-/.test(time) && !time.startsWith('0000') ? time : null;
}

function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, member) =>
    typeof member === 'string' ? storable(member) : member,
  );
}
