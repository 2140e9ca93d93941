// Damaged logs, look-ups, archives and profiles, and two captures to compare, through everything that
// reads them, and what must hold for each. Shared by `npm run fuzz` and the slice of it in the tests.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { diagnoseCapture } from '../../src/cli/diagnose-capture.ts';
import { errorLines } from '../../src/cli/errors.ts';
import { readProfileFile } from '../../src/cli/profile-file.ts';
import { Progress } from '../../src/cli/progress.ts';
import { compare } from '../../src/diagnosis/comparison/compare.ts';
import type { ComparedCapture } from '../../src/diagnosis/comparison/networks.ts';
import type { CaseReport } from '../../src/diagnosis/report/case-report.ts';
import { caseReportOf } from '../../src/diagnosis/report/case-report-of.ts';
import { comparisonReportOf } from '../../src/diagnosis/report/comparison-report-of.ts';
import type { Report } from '../../src/diagnosis/report/report.ts';
import type { ReportFormat } from '../../src/documents/format.ts';
import { COMPARISON_FORMAT_NAMES, FORMAT_NAMES, FORMATS } from '../../src/documents/formats.ts';
import { isFailure } from '../../src/evidence/verdict.ts';
import { readLog } from '../../src/inputs/logs/read-log.ts';
import { nodePlatform } from '../../src/platform/node/node-platform.ts';
import type { Input } from '../../src/platform/platform.ts';
import { ciscoSecureAccess } from '../../src/profiles/cisco-secure-access.ts';
import type { Profile } from '../../src/profiles/profile.ts';
import { readCase } from '../../src/tasks/case/read-case.ts';
import { Redaction } from '../../src/tasks/redaction.ts';
import { ADDRESSES, TEXTS } from '../identifying-packets.ts';
import { SeededRandom } from '../packet-builder.ts';
import { TEST_KEY } from '../redaction-key.ts';
import {
  type Check,
  forbiddenCharacter,
  inPieces,
  isRefusal,
  lineEnds,
  RENDERING,
  schemaProblem,
  watched,
} from './pipeline.ts';

/** What a redacted report must not have; `fuzz-originals.ts` has it in everything. */
const SECRETS = [...TEXTS, ...ADDRESSES, 'JaneSecret'].map((secret) => secret.toLowerCase());

const HEALTHY = new Uint8Array(readFileSync('captures/secure-access-healthy.pcapng'));
const noProgress = new Progress(process, true);

const folders = new Map<string, string>();

/** The folder of that name with these files; gone with the process. */
function folderOf(name: string, files: Readonly<Record<string, Uint8Array>>): string {
  let folder = folders.get(name);
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'pcap-verdict-fuzz-'));
    process.on('exit', () => rmSync(made, { recursive: true, force: true }));
    folders.set(name, made);
    folder = made;
  }
  for (const [path, bytes] of Object.entries(files)) writeFileSync(join(folder, path), bytes);
  return folder;
}

interface CaseOptions {
  readonly isRedacted: boolean;
  readonly profile?: Profile | undefined;
}

function redactionFor(isRedacted: boolean): Redaction | undefined {
  return isRedacted ? new Redaction(nodePlatform(), TEST_KEY, []) : undefined;
}

async function caseOf(path: string, { isRedacted, profile }: CaseOptions): Promise<CaseReport> {
  const redaction = redactionFor(isRedacted);
  const judged = await readCase({
    platform: nodePlatform(),
    name: 'case',
    roots: [{ path, name: '' }],
    displayFilter: undefined,
    profile: profile && (redaction?.forReports(profile) ?? profile),
    logZone: undefined,
    lookups: [],
    redaction,
    usesFrames: true,
    progress: noProgress,
  });
  return caseReportOf(judged);
}

/** Endpoints of the healthy capture as they are judged without anything beside it. */
const verdictsOf = ({ endpoints }: Report) =>
  endpoints
    .map(({ port, protocol, firstTime, verdict }) => `${firstTime} ${protocol} ${port}: ${verdict}`)
    .sort();
let healthy: { readonly sha256: string | null; readonly verdicts: readonly string[] } | undefined;

async function healthyAlone() {
  if (healthy === undefined) {
    const { reports } = await caseOf(folderOf('', { 'healthy.pcapng': HEALTHY }), {
      isRedacted: false,
    });
    healthy = { sha256: reports[0].capture.sha256, verdicts: verdictsOf(reports[0]) };
  }
  return healthy;
}

/**
 * A case of a healthy capture and a damaged file.
 * @param name of the file
 * @param isEvidence whether what the file says may fail, a capture in an archive
 */
export function caseCheck(name: string, isEvidence = false): Check {
  return (bytes, turn) =>
    watched(async (at) => {
      at.stage = 'healthy';
      const known = await healthyAlone();
      at.stage = 'case';
      const path = folderOf(name, { 'healthy.pcapng': HEALTHY, [name]: bytes });
      const isRedacted = turn % 3 === 0;
      const report = await caseOf(path, { isRedacted });
      at.packets = report.reports.reduce((sum, { capture }) => sum + capture.packets, 0);
      const understood = report.files.filter(
        ({ kind }) => kind !== 'other' && kind !== 'unreadable',
      );
      at.isReadable = understood.length > 1;

      // A redacted report has no hash of its original: there the verdicts tell which one it is.
      const beside = report.reports.find(
        (one) =>
          one.capture.sha256 === known.sha256 ||
          (isRedacted && verdictsOf(one).join() === known.verdicts.join()),
      );
      if (beside === undefined) return 'the healthy capture is not in the report';
      const verdicts = verdictsOf(beside);
      if (verdicts.join() !== known.verdicts.join()) {
        const other = verdicts.filter((verdict) => !known.verdicts.includes(verdict));
        return `the healthy capture is judged otherwise: ${other.join(', ')}`;
      }
      if (isFailure(beside.summary.verdict)) return `healthy capture: ${beside.summary.text}`;
      if (!isEvidence && isFailure(report.summary.verdict)) return `case: ${report.summary.text}`;

      const bad = await badCase(report, turn, isRedacted, at);
      if (bad !== null || turn % 5 !== 0) return bad;
      at.stage = 'case, again';
      const again = await caseOf(path, { isRedacted });
      return JSON.stringify(again) === JSON.stringify(report) ? null : 'not the same twice';
    });
}

async function badCase(
  report: CaseReport,
  turn: number,
  isRedacted: boolean,
  at: { stage: string },
): Promise<string | null> {
  for (const name of new Set([FORMAT_NAMES[turn % FORMAT_NAMES.length], 'json'] as const)) {
    at.stage = `case -f ${name}`;
    const format = await FORMATS[name].load();
    const output = format.renderCase?.(report, RENDERING) ?? '';
    const bad = forbiddenCharacter(output, lineEnds(name)) ?? (isRedacted ? leak(output) : null);
    if (bad !== null) return `case -f ${name}: ${bad}`;
    if (name === 'json') return schemaProblem('case', JSON.parse(output));
  }
  return null;
}

function leak(output: string): string | null {
  const lower = output.toLowerCase();
  const secret = SECRETS.find((word) => lower.includes(word));
  if (secret === undefined) return null;
  const at = lower.indexOf(secret);
  return `redacted, and has ${secret}: ${JSON.stringify(output.slice(Math.max(0, at - 60), at + 60))}`;
}

const inCase = caseCheck('Umbrella.txt');

/** A damaged log: by itself the same whole and in pieces, and in a case. */
export const logCheck: Check = async (bytes, turn) => {
  const alone = await watched(async (at) => {
    at.stage = 'log in pieces';
    for (const log of ciscoSecureAccess.logs ?? []) {
      const source = () => new MemorySource(bytes, 'Umbrella.txt');
      const whole = await readLog(source(), log);
      const pieces = await readLog(inPieces(source(), new SeededRandom(turn)), log);
      if (!isDeepStrictEqual(whole, pieces)) return `${log.title}: in pieces another reading`;
    }
    return null;
  });
  return alone.failure === null ? inCase(bytes, turn) : alone;
};

/** A profile file: refused with its reasons, or good for a case. */
export const profileCheck: Check = (bytes, turn) =>
  watched(async (at) => {
    at.stage = 'profile';
    const path = folderOf('profile', { 'own.json': bytes });
    let profile: Profile;
    try {
      profile = await readProfileFile(join(path, 'own.json'));
    } catch (error) {
      // Only the closed set; its lines are what a user sees.
      if (!isRefusal(error)) throw error;
      return forbiddenCharacter(errorLines(error, '').join('\n'));
    }
    at.isReadable = true;
    const isRedacted = turn % 3 === 0;
    at.stage = 'case with the profile';
    const files = { 'healthy.pcapng': HEALTHY, 'log.txt': logFor(profile) };
    return badCase(
      await caseOf(folderOf('with a profile', files), { isRedacted, profile }),
      turn,
      isRedacted,
      at,
    );
  });

/** A log in which every text that a profile looks for stands. */
function logFor({ logs = [] }: Profile): Uint8Array {
  const lines = logs
    .flatMap(({ events }) => events)
    .map(({ contains }) => `2024-08-27 03:07:43 [1] [DEBUG] < 1> ${contains.join(' ')} JaneSecret`);
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

/** As `compare` judges one of its captures. */
async function compared(bytes: Uint8Array, redaction?: Redaction): Promise<ComparedCapture> {
  const input: Input = {
    label: 'JaneSecret.pcap',
    file: null,
    isRepeatable: true,
    async open() {
      return Object.assign(new MemorySource(bytes, 'JaneSecret.pcap'), {
        sha256: async () => null,
      });
    },
  };
  let router: string | null = null;
  const diagnosis = await diagnoseCapture(input, {
    progress: noProgress,
    label: '',
    redaction,
    onRouter(mac) {
      router = mac;
    },
  });
  return { diagnosis, router: redaction === undefined ? diagnosis.capture.router : router };
}

/** A damaged capture compared with a whole one, and the other way round. */
export const compareCheck: Check = (bytes, turn) =>
  watched(async (at) => {
    at.stage = 'open';
    const redaction = redactionFor(turn % 3 === 0);
    const damaged = await compared(bytes, redaction);
    at.isReadable = true;
    at.packets = damaged.diagnosis.capture.packets;
    const whole = await compared(HEALTHY, redaction);
    at.stage = 'compare';
    const [first, second] = turn % 2 === 0 ? [damaged, whole] : [whole, damaged];
    const comparison = comparisonReportOf(compare(first, second));
    const { reports, conclusion, services } = comparison;
    // What works wherever it was asked for is no network's fault.
    if (
      conclusion.code.startsWith('network') &&
      !reports[0].endpoints.some(({ verdict }) => isFailure(verdict))
    ) {
      return `compare: ${conclusion.text}`;
    }
    for (const [index, report] of reports.entries()) {
      for (const service of services) {
        const side = index === 0 ? service.first : service.second;
        const own = side?.endpoints.map((endpoint) => report.endpoints[endpoint]) ?? [];
        if (own.includes(undefined as never)) return 'compare: an endpoint that is not there';
        if (side?.status === 'fails' && !own.some(({ verdict }) => isFailure(verdict)))
          return `compare: ${service.title} fails without a failure`;
      }
    }
    const name = COMPARISON_FORMAT_NAMES[turn % COMPARISON_FORMAT_NAMES.length];
    at.stage = `compare -f ${name}`;
    const format: ReportFormat = await FORMATS[name].load();
    const output = format.renderComparison!(comparison, RENDERING);
    const bad =
      forbiddenCharacter(output, lineEnds(name)) ?? (redaction === undefined ? null : leak(output));
    if (bad !== null) return `compare -f ${name}: ${bad}`;
    return schemaProblem('comparison', JSON.parse(JSON.stringify(comparison)));
  });
