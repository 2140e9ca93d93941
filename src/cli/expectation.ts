import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Report, ReportEndpoint } from '../diagnosis/report/report.ts';
import { endpointText, serviceText } from '../documents/service-text.ts';
import { CONFIDENCES, type Confidence, GRAVITY, type Verdict } from '../evidence/verdict.ts';

/** What a capture is expected to show: the content of an expectation file. */
export interface Expectation {
  /** Name of the profile that is to be found. */
  readonly profile?: string;
  /** Verdicts of which the summary's is to be one. */
  readonly summary?: readonly Verdict[];
  /** By endpoint: `18.135.112.200 tcp 443`, with `192.168.0.204 → ` before it where clients differ. */
  readonly endpoints: ReadonlyMap<string, ExpectedEndpoint>;
  /** Verdicts of which every other endpoint has one; empty: there are to be no others. */
  readonly others?: readonly Verdict[];
  /** Identifiers of findings, such as of those that belong to no endpoint. */
  readonly findings?: readonly string[];
  /** Codes of notes on the capture's quality. */
  readonly quality?: readonly string[];
  /** How often the capture is damaged. */
  readonly problems?: number;
}

/** What one endpoint is expected to be; what is left out may be anything. */
export interface ExpectedEndpoint {
  readonly verdict?: readonly Verdict[];
  readonly confidence?: readonly Confidence[];
  /** Patterns that are to be named, among others. */
  readonly patterns?: readonly string[];
  /** Frames that are to be cited, among others. */
  readonly frames?: readonly number[];
  readonly counts: Readonly<Partial<Record<CountKey, number>>>;
  readonly function?: string;
  readonly place?: string;
  readonly stage?: string;
}

const COUNT_KEYS = ['attempts', 'retransmissions', 'answered', 'refused'] as const;
type CountKey = (typeof COUNT_KEYS)[number];

/** An expectation file with an error in it. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';
  /** @param line, column from 1 */
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}

/**
 * Reads an expectation file, YAML or JSON (which is YAML, too).
 * @throws ExpectationError with line and column
 */
export function parseExpectation(text: string): Expectation {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const fail = (message: string, offset: number): never => {
    const { line, col } = lines.linePos(offset);
    throw new ExpectationError(message, line, col);
  };
  const [error] = document.errors;
  if (error !== undefined) {
    fail(error.message.split(/ at line \d+| \n|\n/)[0].replace(/:$/, ''), error.pos[0]);
  }
  return new ExpectationReader(fail).expectation(document.contents);
}

type Fail = (message: string, offset: number) => never;

/** Turns YAML nodes into an expectation; what it does not know is an error at its place. */
class ExpectationReader {
  readonly #fail: Fail;

  constructor(fail: Fail) {
    this.#fail = fail;
  }

  expectation(root: unknown): Expectation {
    const expected: { -readonly [Key in keyof Expectation]: Expectation[Key] } = {
      endpoints: new Map(),
    };
    this.#entries(root, 'an expectation file', {
      // A sentence for the reader.
      about: (node) => this.#text(node),
      profile: (node) => {
        expected.profile = this.#text(node);
      },
      summary: (node) => {
        expected.summary = this.#verdicts(node);
      },
      endpoints: (node) => {
        expected.endpoints = this.#endpoints(node);
      },
      others: (node) => {
        const isNone = isScalar(node) && node.value === 'none';
        expected.others = isNone ? [] : this.#verdicts(node);
      },
      findings: (node) => {
        expected.findings = this.#list(node, (item) => this.#text(item));
      },
      quality: (node) => {
        expected.quality = this.#list(node, (item) => this.#text(item));
      },
      problems: (node) => {
        expected.problems = this.#count(node);
      },
    });
    return expected;
  }

  #endpoints(node: unknown): Map<string, ExpectedEndpoint> {
    if (!isMap(node))
      return this.#wrong(node, 'endpoints are a mapping: "ADDRESS tcp PORT: VERDICT"');
    const endpoints = new Map<string, ExpectedEndpoint>();
    for (const { key, value } of node.items) {
      const name = this.#text(key).replace(/\s*->\s*/, ' → ');
      if (!/^(?:\S+ → )?\S+ (?:tcp|udp) \d+$/.test(name)) {
        this.#wrong(key, 'an endpoint is "ADDRESS tcp PORT" or "CLIENT → ADDRESS udp PORT"');
      }
      endpoints.set(name, this.#endpoint(value));
    }
    return endpoints;
  }

  #endpoint(node: unknown): ExpectedEndpoint {
    // The verdict alone.
    if (!isMap(node)) return { verdict: this.#verdicts(node), counts: {} };
    const counts: Partial<Record<CountKey, number>> = {};
    const expected: { -readonly [Key in keyof ExpectedEndpoint]: ExpectedEndpoint[Key] } = {
      counts,
    };
    const readers: Record<string, (value: unknown) => void> = {
      verdict: (value) => {
        expected.verdict = this.#verdicts(value);
      },
      confidence: (value) => {
        expected.confidence = this.#list(value, (item) => this.#oneOf(item, CONFIDENCES));
      },
      patterns: (value) => {
        expected.patterns = this.#list(value, (item) => this.#text(item));
      },
      frames: (value) => {
        expected.frames = this.#list(value, (item) => this.#count(item));
      },
      function: (value) => {
        expected.function = this.#text(value);
      },
      place: (value) => {
        expected.place = this.#text(value);
      },
      stage: (value) => {
        expected.stage = this.#text(value);
      },
    };
    for (const key of COUNT_KEYS) {
      readers[key] = (value) => {
        counts[key] = this.#count(value);
      };
    }
    this.#entries(node, 'an endpoint', readers);
    return expected;
  }

  /** Reads a mapping of which every key is known. */
  #entries(
    node: unknown,
    what: string,
    readers: Readonly<Record<string, (value: unknown) => void>>,
  ): void {
    if (!isMap(node)) this.#wrong(node, `${what} is a mapping of keys to values`);
    else {
      for (const { key, value } of node.items) {
        const name = this.#text(key);
        if (!Object.hasOwn(readers, name)) {
          this.#wrong(key, `unknown key "${name}"; known here: ${Object.keys(readers).join(', ')}`);
        }
        readers[name](value);
      }
    }
  }

  #verdicts(node: unknown): Verdict[] {
    return this.#list(node, (item) => this.#oneOf(item, GRAVITY));
  }

  /** A list, or one value of its kind. */
  #list<Value>(node: unknown, read: (item: unknown) => Value): Value[] {
    return isSeq(node) ? node.items.map(read) : [read(node)];
  }

  #oneOf<Value extends string>(node: unknown, values: readonly Value[]): Value {
    const text = this.#text(node);
    const found = values.find((value) => value === text);
    return found ?? this.#wrong(node, `"${text}" is none of ${values.join(', ')}`);
  }

  #text(node: unknown): string {
    if (isScalar(node) && typeof node.value === 'string') return node.value;
    return this.#wrong(node, 'a word is expected here');
  }

  #count(node: unknown): number {
    if (isScalar(node) && Number.isSafeInteger(node.value) && Number(node.value) >= 0) {
      return Number(node.value);
    }
    return this.#wrong(node, 'a whole number is expected here');
  }

  #wrong(node: unknown, message: string): never {
    return this.#fail(message, (node as Node | null)?.range?.[0] ?? 0);
  }
}

/** One thing that is not as expected: what is wrong with what. */
export interface Miss {
  /** The endpoint, or what of the report. */
  readonly about: string;
  readonly key: string;
  readonly expected: string;
  readonly seen: string;
}

/** All that a report has other than expected, in the order of the file. */
export function misses(expectation: Expectation, report: Report): Miss[] {
  const found: Miss[] = [];
  const check = (
    about: string,
    key: string,
    seen: string | number | null,
    expected: readonly (string | number)[] | undefined,
  ) => {
    if (expected === undefined || (seen !== null && expected.includes(seen))) return;
    found.push({ about, key, expected: expected.join(' or '), seen: String(seen ?? 'none') });
  };
  const contains = (
    about: string,
    key: string,
    seen: readonly (string | number)[],
    expected: readonly (string | number)[] = [],
  ) => {
    const missing = expected.filter((item) => !seen.includes(item));
    if (missing.length === 0) return;
    const shown = seen.length === 0 ? 'none' : seen.join(', ');
    found.push({ about, key, expected: missing.join(', '), seen: shown });
  };
  const one = <Value>(value: Value | undefined) => (value === undefined ? undefined : [value]);
  check('report', 'profile', report.profile, one(expectation.profile));
  check('report', 'summary', report.summary.verdict, expectation.summary);
  const named = new Set<ReportEndpoint>();
  for (const [name, expected] of expectation.endpoints) {
    const endpoints = endpointsNamed(report, name);
    if (endpoints.length === 0) {
      const verdict = expected.verdict?.join(' or ') ?? 'an endpoint';
      found.push({ about: name, key: 'verdict', expected: verdict, seen: 'not in the report' });
    }
    for (const endpoint of endpoints) {
      named.add(endpoint);
      const about = endpoints.length > 1 ? endpointText(endpoint) : name;
      check(about, 'verdict', endpoint.verdict, expected.verdict);
      check(about, 'confidence', endpoint.confidence, expected.confidence);
      contains(about, 'patterns', endpoint.patterns, expected.patterns);
      contains(about, 'frames', citedFrames(endpoint), expected.frames);
      for (const key of COUNT_KEYS) check(about, key, endpoint[key], one(expected.counts[key]));
      check(about, 'function', endpoint.function, one(expected.function));
      check(about, 'place', endpoint.place?.code ?? null, one(expected.place));
      check(about, 'stage', endpoint.stage, one(expected.stage));
    }
  }
  for (const endpoint of report.endpoints) {
    if (named.has(endpoint) || expectation.others === undefined) continue;
    if (expectation.others.includes(endpoint.verdict)) continue;
    found.push({
      about: endpointText(endpoint),
      key: 'verdict',
      expected:
        expectation.others.length === 0 ? 'no such endpoint' : expectation.others.join(' or '),
      seen: endpoint.verdict,
    });
  }
  contains(
    'report',
    'findings',
    report.findings.map(({ id }) => id),
    expectation.findings,
  );
  contains(
    'report',
    'quality',
    report.capture.quality.map(({ code }) => code),
    expectation.quality,
  );
  check('report', 'problems', report.capture.problems.length, one(expectation.problems));
  return found;
}

/** Endpoints that a key of `endpoints` names: of any client where it names none. */
export function endpointsNamed(report: Report, name: string): ReportEndpoint[] {
  const isWithClient = name.includes(' → ');
  return report.endpoints.filter(
    (endpoint) => (isWithClient ? endpointText(endpoint) : serviceText(endpoint)) === name,
  );
}

/** Frames that the evidence of an endpoint names, in rising order. */
export function citedFrames({ evidence }: ReportEndpoint): number[] {
  const frames = new Set(evidence.flatMap((row) => row.frames));
  return [...frames].sort((first, second) => first - second);
}
