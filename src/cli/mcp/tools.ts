import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { CaptureReader } from '../../capture/reader.ts';
import { compare as compareCaptures } from '../../diagnosis/comparison/compare.ts';
import type { Diagnosis } from '../../diagnosis/diagnosis.ts';
import type { ComparisonReport } from '../../diagnosis/report/comparison.ts';
import { comparisonReportOf } from '../../diagnosis/report/comparison-report-of.ts';
import type { Report, ReportEndpoint, ReportFinding } from '../../diagnosis/report/report.ts';
import { reportOf } from '../../diagnosis/report/report-of.ts';
import { sidesReportOf } from '../../diagnosis/report/sides-report-of.ts';
import { compareSides } from '../../diagnosis/sides/compare-sides.ts';
import { parseTarget } from '../../diagnosis/target.ts';
import { compileDisplayFilter, type DisplayFilter } from '../../filter/display-filter.ts';
import type { Input, Platform } from '../../platform/platform.ts';
import { dnsPolicy } from '../../profiles/dns-policy.ts';
import type { Profile } from '../../profiles/profile.ts';
import { PROFILES, profileNamed } from '../../profiles/profiles.ts';
import { FIELDS } from '../../protocols/fields/registry.ts';
import { writeEvidence } from '../../rewrite/evidence-capture/write-evidence.ts';
import { diagnoseInput, diagnoseToCompare } from '../../tasks/diagnose-input.ts';
import { reopen } from '../../tasks/input.ts';
import { journalOf } from '../../tasks/journal.ts';
import { listFlows } from '../../tasks/list-flows.ts';
import { listPackets } from '../../tasks/list-packets.ts';
import type { Progress } from '../../tasks/progress.ts';
import type { Redaction } from '../../tasks/redaction.ts';
import { mcpWords } from '../../words/command-line/mcp.ts';
import { explainCommand } from '../commands/explain.ts';
import { UsageError } from '../errors.ts';
import { listCaptures } from './list-captures.ts';
import { quoted, quotedOrNull } from './quoted.ts';
import type { Roots } from './roots.ts';

/** Findings, endpoints of each, and rows of evidence of each that a result has. */
const MOST_FINDINGS = 10;
const MOST_ENDPOINTS = 8;
const MOST_EVIDENCE = 6;
const MOST_FRAMES = 8;
const MOST_NOTES = 12;
/** Rows of a page: asked for, and at the most. */
const ROWS = 50;
const MOST_ROWS = 200;
const MOST_FIELDS = 100;
/** Reports that can be read as resources. */
const MOST_REPORTS = 8;

/** What a call has of the server and of the request. */
export interface ToolContext {
  readonly roots: Roots;
  readonly platform: Platform;
  readonly redaction: Redaction | undefined;
  /** Where evidence may be written; undefined where nothing may. */
  readonly output: string | undefined;
  /** Ends with an error where the request was cancelled. */
  readonly progress: Progress;
  readonly reports: Reports;
}

/** Reports of this session, by the name that resources have for them. */
export class Reports {
  readonly #kept = new Map<string, Report>();
  #last = 0;

  keep(report: Report): string {
    const name = `${++this.#last}`;
    this.#kept.set(name, report);
    for (const old of this.#kept.keys()) {
      if (this.#kept.size <= MOST_REPORTS) break;
      this.#kept.delete(old);
    }
    return name;
  }

  get(name: string): Report | undefined {
    return this.#kept.get(name);
  }

  get names(): readonly string[] {
    return [...this.#kept.keys()];
  }
}

export interface Tool {
  readonly title: string;
  readonly description: string;
  /** JSON Schema of its arguments. */
  readonly inputSchema: {
    readonly type: 'object';
    readonly properties: Readonly<Record<string, Schema>>;
    readonly required: string[];
  };
  /** Whether it changes nothing. */
  readonly readOnly: boolean;
  /** @returns what the client is given, as JSON */
  run(given: Given, context: ToolContext): Promise<object>;
}

interface Schema {
  readonly type: 'string' | 'integer' | 'boolean' | 'array';
  readonly description: string;
  readonly items?: { readonly type: 'string' };
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

/** The arguments of a call, of whatever kind: each is checked where it is used. */
export class Given {
  constructor(
    readonly values: Readonly<Record<string, unknown>>,
    schema: Tool['inputSchema'],
  ) {
    for (const name of Object.keys(values)) {
      if (schema.properties[name] === undefined) {
        const known = Object.keys(schema.properties).join(', ');
        throw new UsageError(mcpWords.unknownArgument(quoted(name)), mcpWords.knownAre(known));
      }
    }
    for (const name of schema.required) {
      if (values[name] === undefined) throw new UsageError(mcpWords.argumentMissing(name));
    }
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || typeof value === 'string') return value;
    throw new UsageError(mcpWords.argumentIsNoText(name));
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw new UsageError(mcpWords.argumentEmpty(name));
    return value;
  }

  number(name: string, fallback: number, minimum: number, maximum: number): number {
    const value = this.values[name] ?? fallback;
    if (typeof value === 'number' && Number.isInteger(value)) {
      if (value >= minimum && value <= maximum) return value;
    }
    throw new UsageError(mcpWords.argumentOutOfRange(name, minimum, maximum));
  }

  yes(name: string): boolean {
    const value = this.values[name] ?? false;
    if (typeof value === 'boolean') return value;
    throw new UsageError(mcpWords.argumentIsNoBoolean(name));
  }

  texts(name: string): readonly string[] {
    const value = this.values[name] ?? [];
    if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
    throw new UsageError(mcpWords.argumentIsNoList(name));
  }

  filter(): DisplayFilter | undefined {
    const text = this.text('filter');
    return text === undefined || text.trim() === '' ? undefined : compileDisplayFilter(text);
  }

  profile(): Profile | undefined {
    const name = this.text('profile');
    if (name === undefined || name === '') return undefined;
    const profile = profileNamed(name);
    if (profile !== undefined) return profile;
    throw new UsageError(
      mcpWords.unknownProfile(quoted(name)),
      mcpWords.knownAre(PROFILES.map((known) => known.name).join(', ')),
    );
  }
}

const PATH: Schema = {
  type: 'string',
  description: mcpWords.parameters.path,
};
const FILTER: Schema = {
  type: 'string',
  description: mcpWords.parameters.filter,
};
const PROFILE: Schema = {
  type: 'string',
  description: mcpWords.parameters.profile(PROFILES.map(({ name }) => name).join(', ')),
};
const LIMIT: Schema = {
  type: 'integer',
  description: mcpWords.parameters.limit(ROWS),
  minimum: 1,
  maximum: MOST_ROWS,
};
const OFFSET = (description: string): Schema => ({ type: 'integer', description, minimum: 0 });

function schema(properties: Record<string, Schema>, ...required: string[]): Tool['inputSchema'] {
  return { type: 'object', properties, required };
}

/** All tools, by name; a new one is a row here. */
export const TOOLS: Readonly<Record<string, Tool>> = {
  captures: {
    title: mcpWords.captures.title,
    description: mcpWords.captures.description,
    inputSchema: schema({ offset: OFFSET(mcpWords.parameters.offset), limit: LIMIT }),
    readOnly: true,
    run: captures,
  },
  diagnose: {
    title: mcpWords.diagnose.title,
    description: mcpWords.diagnose.description,
    inputSchema: schema(
      {
        path: PATH,
        filter: FILTER,
        profile: PROFILE,
        targets: {
          type: 'array',
          items: { type: 'string' },
          description: mcpWords.diagnose.targets,
        },
      },
      'path',
    ),
    readOnly: true,
    async run(given, context) {
      const { diagnosis } = await diagnosed(given, context);
      const report = reportOf(diagnosis);
      return { ...shortReport(report), report: reportUri(context.reports.keep(report)) };
    },
  },
  compare: {
    title: 'Compare captures',
    description: mcpWords.compare.description,
    inputSchema: schema(
      {
        paths: {
          type: 'array',
          items: { type: 'string' },
          description: mcpWords.compare.paths,
        },
        sides: { type: 'boolean', description: mcpWords.compare.sides },
        filter: FILTER,
        profile: PROFILE,
      },
      'paths',
    ),
    readOnly: true,
    run: compare,
  },
  packets: {
    title: 'List packets',
    description: mcpWords.packets.description,
    inputSchema: schema(
      {
        path: PATH,
        filter: FILTER,
        after: OFFSET(mcpWords.packets.after),
        limit: LIMIT,
      },
      'path',
    ),
    readOnly: true,
    run: packets,
  },
  flows: {
    title: 'List flows',
    description: mcpWords.flows.description,
    inputSchema: schema(
      { path: PATH, filter: FILTER, offset: OFFSET(mcpWords.parameters.offset), limit: LIMIT },
      'path',
    ),
    readOnly: true,
    run: flows,
  },
  fields: {
    title: mcpWords.fields.title,
    description: mcpWords.fields.description,
    inputSchema: schema({ text: { type: 'string', description: 'such as tls.handshake' } }, 'text'),
    readOnly: true,
    async run(given) {
      const text = given.required('text').toLowerCase();
      const found = [...FIELDS.values()].filter(
        ({ name, meaning }) => name.includes(text) || meaning.toLowerCase().includes(text),
      );
      const shown = found.slice(0, MOST_FIELDS);
      return {
        fields: shown.map(({ name, type, meaning }) => ({ name, type, meaning })),
        ...leftOut(found.length - shown.length),
      };
    },
  },
  explain: {
    title: mcpWords.explain.title,
    description: mcpWords.explain.description,
    inputSchema: schema({ code: { type: 'string', description: mcpWords.explain.code } }, 'code'),
    readOnly: true,
    run: async (given) => ({ text: explainCommand(given.required('code')) }),
  },
  evidence: {
    title: mcpWords.evidence.title,
    description: mcpWords.evidence.description,
    inputSchema: schema(
      {
        path: PATH,
        filter: FILTER,
        profile: PROFILE,
        name: {
          type: 'string',
          description: mcpWords.evidence.name,
        },
        headersOnly: { type: 'boolean', description: mcpWords.evidence.headersOnly },
      },
      'path',
      'name',
    ),
    readOnly: false,
    run: evidence,
  },
};

export function reportUri(name: string): string {
  return `pcap-verdict://report/${name}`;
}

function inputOf(given: Given, { roots, platform }: ToolContext): Input {
  return platform.input(roots.resolve(given.required('path')));
}

async function diagnosed(
  given: Given,
  context: ToolContext,
): Promise<{ input: Input; diagnosis: Diagnosis }> {
  const input = inputOf(given, context);
  const targets = given.texts('targets').map((text) => {
    const target = parseTarget(text);
    if (typeof target === 'string' || target === null) {
      throw new UsageError(mcpWords.badTarget(quoted(text)), mcpWords.badTargetAdvice);
    }
    return target;
  });
  const { redaction, progress } = context;
  const diagnosis = await diagnoseInput(input, {
    displayFilter: given.filter(),
    profile: given.profile(),
    targets,
    redaction,
    progress,
    label: '',
  });
  return { input, diagnosis };
}

function leftOut(count: number): { leftOut?: number } {
  return count > 0 ? { leftOut: count } : {};
}

/** What a client needs of a report: a twentieth of it, with what to cite. */
function shortReport(report: Report): object {
  const { capture, summary, findings, endpoints, profile } = report;
  const shown = findings.slice(0, MOST_FINDINGS);
  const counts: Record<string, number> = {};
  for (const { verdict } of endpoints) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return {
    verdict: summary.verdict,
    confidence: summary.confidence,
    summary: quoted(summary.text),
    capture: {
      name: quoted(capture.name),
      format: capture.format,
      packets: capture.packets,
      firstTime: capture.firstTime,
      lastTime: capture.lastTime,
      notes: [...capture.quality, ...capture.problems]
        .slice(0, MOST_NOTES)
        .map(({ code, text }) => ({ code, text: quoted(text) })),
    },
    profile,
    endpoints: counts,
    findings: shown.map((finding) => shortFinding(finding, endpoints)),
    ...leftOut(findings.length - shown.length),
  };
}

function shortFinding(finding: ReportFinding, endpoints: readonly ReportEndpoint[]): object {
  const concerned = finding.endpoints.slice(0, MOST_ENDPOINTS).map((index) => endpoints[index]);
  return {
    title: quoted(finding.title),
    verdict: finding.verdict,
    confidence: finding.confidence,
    impact: quotedOrNull(finding.impact),
    scope: quotedOrNull(finding.scope),
    remedy: finding.remedy.map(quoted),
    endpoints: concerned.map(shortEndpoint),
    ...leftOut(finding.endpoints.length - concerned.length),
  };
}

function shortEndpoint(endpoint: ReportEndpoint): object {
  const { client, server, port, protocol, name, verdict, confidence, alternative } = endpoint;
  const rows = endpoint.evidence.slice(0, MOST_EVIDENCE);
  return {
    client,
    server,
    port,
    protocol,
    name: quotedOrNull(name),
    verdict,
    confidence,
    place: endpoint.place && { code: endpoint.place.code, text: quoted(endpoint.place.text) },
    otherExplanation: alternative && {
      verdict: alternative.verdict,
      text: quoted(alternative.text),
    },
    evidence: rows.map(({ code, text, frames }) => ({
      code,
      text: quoted(text),
      frames: frames.slice(0, MOST_FRAMES),
      ...leftOut(frames.length - MOST_FRAMES),
    })),
    ...leftOut(endpoint.evidence.length - rows.length),
  };
}

async function compare(given: Given, context: ToolContext): Promise<object> {
  const { roots, platform, redaction, progress } = context;
  const paths = given.texts('paths').map((path) => roots.resolve(path));
  const sides = given.yes('sides');
  if (paths.length < 2 || paths.length > (sides ? 8 : 2)) {
    throw new UsageError(mcpWords.wrongNumberOfCaptures);
  }
  const displayFilter = given.filter();
  const judged = [];
  const places = [];
  for (const path of paths) {
    const input = platform.input(path);
    const profile: Profile | undefined = given.profile() ?? judged[0]?.diagnosis.profile;
    const options = { displayFilter, profile, redaction, progress, label: '' };
    const one = await diagnoseToCompare(input, options);
    judged.push(one);
    if (!sides) continue;
    const reader = await reopen(input, redaction);
    const journal = await journalOf(reader, one.diagnosis.profile, progress, '');
    places.push({ diagnosis: one.diagnosis, journal });
  }
  const [one, other] = judged;
  const report: ComparisonReport = sides
    ? sidesReportOf(compareSides(places))
    : comparisonReportOf(compareCaptures(one, other));
  const { conclusion, counts, services, reports } = report;
  return {
    conclusion: conclusion.code,
    confidence: conclusion.confidence,
    text: quoted(conclusion.text),
    reasons: conclusion.reasons.map(quoted),
    advice: conclusion.advice.map(quoted),
    counts,
    services: services.slice(0, MOST_FINDINGS).map((service) => ({
      title: quoted(service.title),
      protocol: service.protocol,
      port: service.port,
      outcome: service.outcome,
      confidence: service.confidence,
      reason: quotedOrNull(service.reason),
    })),
    ...leftOut(services.length - MOST_FINDINGS),
    reports: reports.map((one) => reportUri(context.reports.keep(one))),
  };
}

/** The packets of a capture as the server may show them. */
async function readerOf(given: Given, context: ToolContext): Promise<CaptureReader> {
  const input = inputOf(given, context);
  const { redaction, progress } = context;
  // What is redacted alike is known when the capture was diagnosed.
  if (redaction !== undefined) await redaction.diagnose(input, { progress, label: '' });
  return reopen(input, redaction);
}

async function captures(given: Given, { roots, progress }: ToolContext): Promise<object> {
  const offset = given.number('offset', 0, 0, Number.MAX_SAFE_INTEGER);
  const limit = given.number('limit', ROWS, 1, MOST_ROWS);
  const { captures: all, oddNames, isCut } = listCaptures(roots, () => progress.update());
  const shown = all.slice(offset, offset + limit);
  return {
    captures: shown.map((one) => ({ ...one, path: quoted(one.path) })),
    total: all.length,
    next: offset + shown.length < all.length ? offset + shown.length : null,
    ...(oddNames > 0 ? { oddNames } : {}),
    ...(isCut ? { incomplete: true } : {}),
  };
}

async function packets(given: Given, context: ToolContext): Promise<object> {
  const filter = given.filter();
  const after = given.number('after', 0, 0, Number.MAX_SAFE_INTEGER);
  const limit = given.number('limit', ROWS, 1, MOST_ROWS);
  const { progress } = context;
  const rows: object[] = [];
  let next: number | null = null;
  await progress.during(await readerOf(given, context), '', (reader) =>
    listPackets(reader, {
      filter,
      timeFormat: 'utc',
      after,
      take({ number, time, source, destination, protocol, length, info }) {
        // One more shows that there is a next page.
        if (rows.length === limit) {
          next = (rows[limit - 1] as { frame: number }).frame;
          return false;
        }
        rows.push({
          frame: number,
          time,
          source,
          destination,
          protocol,
          length,
          info: quoted(info),
        });
        return true;
      },
      onBatch: () => progress.update(),
    }),
  );
  return { packets: rows, next };
}

async function flows(given: Given, context: ToolContext): Promise<object> {
  const filter = given.filter();
  const offset = given.number('offset', 0, 0, Number.MAX_SAFE_INTEGER);
  const limit = given.number('limit', ROWS, 1, MOST_ROWS);
  const { progress } = context;
  const shown: object[] = [];
  let count = 0;
  await progress.during(await readerOf(given, context), '', (reader) =>
    listFlows(
      reader,
      filter,
      (rows) => {
        for (const row of rows) if (count++ >= offset && shown.length < limit) shown.push(row);
      },
      () => progress.update(),
    ),
  );
  return {
    flows: shown,
    total: count,
    next: offset + shown.length < count ? offset + limit : null,
  };
}

async function evidence(given: Given, context: ToolContext): Promise<object> {
  const { output, redaction, progress } = context;
  if (output === undefined) {
    throw new UsageError(mcpWords.writingNotAllowed, mcpWords.writingNotAllowedAdvice);
  }
  const name = given.required('name');
  if (!/^[\w][\w.-]{0,100}\.pcapng$/.test(name)) {
    throw new UsageError(mcpWords.badEvidenceName);
  }
  const { input, diagnosis } = await diagnosed(given, context);
  const codes = diagnosis.capture.quality.map(({ code }) => code);
  if (codes.includes('exported') || codes.includes('log')) {
    throw new UsageError(mcpWords.noPacketsForEvidence);
  }
  const parts: Uint8Array[] = [];
  const profile = redaction === undefined ? given.profile() : redaction.profile;
  const { packets: written, cited } = await writeEvidence(
    () => reopen(input, redaction),
    (bytes) => parts.push(bytes.slice()),
    {
      diagnosis,
      context: 0,
      citedOnly: false,
      headersOnly: given.yes('headersOnly'),
      isRedacted: redaction !== undefined,
      dns: dnsPolicy({ profile }),
      onProgress: () => progress.update(),
    },
  );
  let file: number;
  try {
    // Never over what is there.
    file = openSync(join(output, name), 'wx');
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new UsageError(isThere ? mcpWords.evidenceAlreadyThere : mcpWords.evidenceUnwritable);
  }
  try {
    for (const bytes of parts) writeSync(file, bytes);
  } finally {
    closeSync(file);
  }
  return { file: name, packets: written, cited };
}
