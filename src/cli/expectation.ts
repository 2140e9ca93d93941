import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  Scalar,
} from 'yaml';
import type { Report, ReportEndpoint } from '../diagnosis/report/report.ts';
import { endpointText, serviceText } from '../documents/service-text.ts';
import { CONFIDENCES, GRAVITY } from '../evidence/verdict.ts';
import { checkWords } from '../words/command-line/check.ts';
import { english } from '../words/say.ts';
import { ExpectationError, excessOf } from './expectation-text.ts';

type Value = string | number;
/** What a report says under a key: a value, none, or several of which some may be expected. */
type Seen = Value | null | readonly Value[];

/** A key of an expectation file: how it is read, and what a report or an endpoint has for it. */
interface Key<Subject> {
  /** Its values: any word, any whole number, or one of these words. */
  readonly values: 'word' | 'number' | readonly string[];
  /** The file may list several: any of them, or all where several are seen. */
  readonly isList: boolean;
  readonly seen: (subject: Subject) => Seen;
}
type Keys<Subject> = Readonly<Record<string, Key<Subject>>>;

const word = { values: 'word', isList: false } as const;
const words = { values: 'word', isList: true } as const;
const number = { values: 'number', isList: false } as const;
const numbers = { values: 'number', isList: true } as const;
const verdicts = { values: GRAVITY, isList: true } as const;
const confidences = { values: CONFIDENCES, isList: true } as const;

/** What is read and compared before the endpoints, and after them. */
const SUMMARY_KEYS: Keys<Report> = {
  profile: { ...word, seen: ({ profile }) => profile },
  summary: { ...verdicts, seen: ({ summary }) => summary.verdict },
};
const CAPTURE_KEYS: Keys<Report> = {
  // Identifiers, such as of findings that belong to no endpoint.
  findings: { ...words, seen: ({ findings }) => findings.map(({ id }) => id) },
  quality: { ...words, seen: ({ capture }) => capture.quality.map(({ code }) => code) },
  // How often the capture is damaged.
  problems: { ...number, seen: ({ capture }) => capture.problems.length },
};

/** An endpoint's keys. Messages name them in another order than differences come in. */
const VERDICT_KEYS: Keys<ReportEndpoint> = {
  verdict: { ...verdicts, seen: ({ verdict }) => verdict },
  confidence: { ...confidences, seen: ({ confidence }) => confidence },
  patterns: { ...words, seen: ({ patterns }) => patterns },
  frames: { ...numbers, seen: citedFrames },
};
const PLACE_KEYS: Keys<ReportEndpoint> = {
  function: { ...word, seen: (endpoint) => endpoint.function },
  place: { ...word, seen: ({ place }) => place?.code ?? null },
  stage: { ...word, seen: ({ stage }) => stage },
};
const COUNT_KEYS: Keys<ReportEndpoint> = {
  attempts: { ...number, seen: ({ attempts }) => attempts },
  retransmissions: { ...number, seen: ({ retransmissions }) => retransmissions },
  answered: { ...number, seen: ({ answered }) => answered },
  refused: { ...number, seen: ({ refused }) => refused },
};

/** What is expected by key; what is left out may be anything. */
type Expected = ReadonlyMap<string, readonly Value[]>;

/** What a capture is expected to show: the content of an expectation file. */
export interface Expectation {
  readonly report: Expected;
  /** By endpoint: `18.135.112.200 tcp 443`, with `192.168.0.204 → ` before it where clients differ. */
  readonly endpoints: ReadonlyMap<string, Expected>;
  /** Verdicts of which every other endpoint has one; empty: there are to be no others. */
  readonly others: readonly Value[] | undefined;
}

/** Its own look for keys that stand there twice compares each with all before it: the reader does not. */
function parsed(text: string): Document.Parsed {
  return parseDocument(text, { uniqueKeys: false, prettyErrors: false });
}

/**
 * Reads an expectation file, YAML or JSON (which is YAML, too).
 * @throws ExpectationError with line and column
 */
export function parseExpectation(text: string): Expectation {
  const fail = (message: string, offset: number): never => {
    const before = text.slice(0, offset).split('\n');
    throw new ExpectationError(message, before.length, before[before.length - 1].length + 1);
  };
  const excess = excessOf(text);
  if (excess !== null) fail(excess.message, excess.offset);
  const document = parsed(text);
  const [error] = document.errors;
  if (error !== undefined) fail(error.message.split('\n')[0].replace(/:$/, ''), error.pos[0]);
  return new ExpectationReader(fail).expectation(document.contents);
}

type Fail = (message: string, offset: number) => never;
type Readers = Readonly<Record<string, (node: unknown) => void>>;

/** Turns YAML nodes into an expectation; what it does not know is an error at its place. */
class ExpectationReader {
  readonly #fail: Fail;

  constructor(fail: Fail) {
    this.#fail = fail;
  }

  expectation(root: unknown): Expectation {
    const report = new Map<string, Value[]>();
    let endpoints: Expectation['endpoints'] = new Map();
    let others: Expectation['others'];
    this.#entries(root, checkWords.fileAsMapping, {
      // A sentence for the reader.
      about: (node) => this.#text(node),
      ...this.#readers(SUMMARY_KEYS, report),
      endpoints: (node) => {
        endpoints = this.#endpoints(node);
      },
      others: (node) => {
        const isNone = isScalar(node) && node.value === 'none';
        others = isNone ? [] : this.#values(node, verdicts);
      },
      ...this.#readers(CAPTURE_KEYS, report),
    });
    return { report, endpoints, others };
  }

  #endpoints(node: unknown): Map<string, Expected> {
    if (!isMap(node)) return this.#wrong(node, checkWords.endpointsNoMapping);
    const endpoints = new Map<string, Expected>();
    for (const { key, value } of node.items) {
      const name = withArrow(this.#text(key));
      if (endpoints.has(name)) this.#wrong(key, 'Map keys must be unique');
      if (!/^(?:\S+ → )?\S+ (?:tcp|udp) \d+$/.test(name)) {
        this.#wrong(key, checkWords.badEndpointName);
      }
      endpoints.set(name, this.#endpoint(value));
    }
    return endpoints;
  }

  #endpoint(node: unknown): Expected {
    // The verdict alone.
    if (!isMap(node)) return new Map([['verdict', this.#values(node, verdicts)]]);
    const expected = new Map<string, Value[]>();
    const keys = { ...VERDICT_KEYS, ...PLACE_KEYS, ...COUNT_KEYS };
    this.#entries(node, 'an endpoint', this.#readers(keys, expected));
    return expected;
  }

  /** Readers of a table's keys, which put into `expected` what they read. */
  #readers(keys: Keys<never>, expected: Map<string, Value[]>): Readers {
    const readers = Object.entries(keys).map(([name, key]) => [
      name,
      (node: unknown) => expected.set(name, this.#values(node, key)),
    ]);
    return Object.fromEntries(readers);
  }

  /** Reads a mapping of which every key is known. */
  #entries(node: unknown, what: string, readers: Readers): void {
    if (!isMap(node)) this.#wrong(node, checkWords.noMapping(what));
    else {
      const names = new Set<string>();
      for (const { key, value } of node.items) {
        const name = this.#text(key);
        if (names.has(name)) this.#wrong(key, 'Map keys must be unique');
        names.add(name);
        if (!Object.hasOwn(readers, name)) {
          this.#wrong(key, checkWords.unknownKey(name, Object.keys(readers).join(', ')));
        }
        readers[name](value);
      }
    }
  }

  /** One value, or a list of them where the key takes one. */
  #values(node: unknown, { values, isList }: Pick<Key<never>, 'values' | 'isList'>): Value[] {
    const read = (item: unknown): Value => {
      if (values === 'number') return this.#count(item);
      return values === 'word' ? this.#text(item) : this.#oneOf(item, values);
    };
    return isList && isSeq(node) ? node.items.map(read) : [read(node)];
  }

  #oneOf(node: unknown, values: readonly string[]): string {
    const text = this.#text(node);
    if (values.includes(text)) return text;
    return this.#wrong(node, checkWords.valueIsNoChoice(text, values.join(', ')));
  }

  #text(node: unknown): string {
    if (isScalar(node) && typeof node.value === 'string') return node.value;
    return this.#wrong(node, checkWords.wordExpected);
  }

  #count(node: unknown): number {
    if (isScalar(node) && Number.isSafeInteger(node.value) && Number(node.value) >= 0) {
      return Number(node.value);
    }
    return this.#wrong(node, checkWords.wholeNumberExpected);
  }

  #wrong(node: unknown, message: string): never {
    return this.#fail(message, (node as Node | null)?.range?.[0] ?? 0);
  }
}

/** One thing that is not as expected: what is wrong with what. */
export interface Miss {
  /** The endpoint, or `report`. */
  readonly about: string;
  readonly key: string;
  readonly expected: string;
  readonly seen: string;
  /** What is seen, to be written in the place of what was expected. */
  readonly instead: Seen;
  /** Null where it is about the report, or an endpoint that is not in it. */
  readonly endpoint: ReportEndpoint | null;
}

/** All that a report has other than expected: of its summary, its endpoints, the capture. */
export function misses(expectation: Expectation, report: Report): Miss[] {
  const { others } = expectation;
  const named = new Set<ReportEndpoint>();
  const names = new EndpointNames(report);
  const found = missesOf('report', null, SUMMARY_KEYS, report, expectation.report);
  const keys = { ...VERDICT_KEYS, ...COUNT_KEYS, ...PLACE_KEYS };
  for (const [name, expected] of expectation.endpoints) {
    const endpoints = names.named(name);
    if (endpoints.length === 0) {
      found.push({
        about: name,
        key: 'verdict',
        expected: expected.get('verdict')?.join(' or ') ?? 'an endpoint',
        seen: checkWords.seenNotInReport,
        instead: null,
        endpoint: null,
      });
    }
    for (const endpoint of endpoints) {
      named.add(endpoint);
      const about = endpoints.length > 1 ? endpointText(endpoint, english.words) : name;
      found.push(...missesOf(about, endpoint, keys, endpoint, expected));
    }
  }
  for (const endpoint of report.endpoints) {
    const { verdict } = endpoint;
    if (named.has(endpoint) || others === undefined || others.includes(verdict)) continue;
    found.push({
      about: endpointText(endpoint, english.words),
      key: 'verdict',
      expected: others.length === 0 ? checkWords.expectedNoSuchEndpoint : others.join(' or '),
      seen: verdict,
      instead: verdict,
      endpoint,
    });
  }
  found.push(...missesOf('report', null, CAPTURE_KEYS, report, expectation.report));
  return found;
}

/** What one subject has other than expected, in the order of the table of keys. */
function missesOf<Subject>(
  about: string,
  endpoint: ReportEndpoint | null,
  keys: Keys<Subject>,
  subject: Subject,
  expectations: Expected,
): Miss[] {
  return Object.entries(keys).flatMap(([key, { seen: seenIn }]): Miss[] => {
    const expected = expectations.get(key);
    if (expected === undefined) return [];
    const instead = seenIn(subject);
    const seen = [instead ?? []].flat();
    const missing = expected.filter((value) => !seen.includes(value));
    const isAll = Array.isArray(instead);
    // Of several that are seen all expected ones are to be there; a value is to be one of them.
    if (isAll ? missing.length === 0 : missing.length < expected.length) return [];
    const shown = seen.length === 0 ? 'none' : seen.join(', ');
    return [
      { about, key, expected: missing.join(isAll ? ', ' : ' or '), seen: shown, instead, endpoint },
    ];
  });
}

/** Endpoints by what keys of `endpoints` call them: of any client where the key names none. */
class EndpointNames {
  readonly #byName = new Map<string, ReportEndpoint[]>();

  constructor({ endpoints }: Report) {
    for (const endpoint of endpoints) {
      for (const name of new Set([serviceText(endpoint), endpointText(endpoint, english.words)])) {
        const known = this.#byName.get(name);
        if (known === undefined) this.#byName.set(name, [endpoint]);
        else known.push(endpoint);
      }
    }
  }

  named(name: string): readonly ReportEndpoint[] {
    return this.#byName.get(name) ?? [];
  }

  /** The shortest key that means an endpoint alone: with the client only where services repeat. */
  shortest(endpoint: ReportEndpoint): string {
    const service = serviceText(endpoint);
    return this.named(service).length > 1 ? endpointText(endpoint, english.words) : service;
  }
}

/** Frames that the evidence of an endpoint names, in rising order. */
function citedFrames({ evidence }: ReportEndpoint): number[] {
  const frames = new Set(evidence.flatMap((row) => row.frames));
  return [...frames].sort((first, second) => first - second);
}

/** A new expectation file: the verdicts that are seen, each with its confidence and patterns. */
export function newExpectation(report: Report): string {
  const lines = [`summary: ${report.summary.verdict}`];
  const failed = report.endpoints.filter(({ verdict }) => verdict !== 'answered');
  const names = new EndpointNames(report);
  if (failed.length > 0) lines.push('endpoints:');
  for (const endpoint of failed) {
    const name = quoted(names.shortest(endpoint));
    lines.push(`  ${name}:`, `    verdict: ${endpoint.verdict}`);
    if (endpoint.verdict !== 'inconclusive') lines.push(`    confidence: ${endpoint.confidence}`);
    const { patterns } = endpoint;
    if (patterns.length > 0) lines.push(`    patterns: [${patterns.join(', ')}]`);
  }
  lines.push(`others: ${failed.length === report.endpoints.length ? 'none' : 'answered'}`);
  return `${lines.join('\n')}\n`;
}

/** An address that ends in "::" would end the key. */
function quoted(name: string): string {
  return /:\s/.test(name) ? `'${name}'` : name;
}

/**
 * An expectation file with what is seen in the place of what was missed. Keys that are not there stay
 * away, those that hold stay as they are; order and comments stay.
 */
export function updatedExpectation(text: string, expectation: Expectation, report: Report): string {
  const document = parsed(text);
  const names = new EndpointNames(report);
  const keys = keysOf(document);
  for (const { about, key, instead, endpoint } of misses(expectation, report)) {
    if (about === 'report') write(document, [key], instead);
    else if (endpoint === null) document.deleteIn(['endpoints', keys.get(about)]);
    else {
      const path = ['endpoints', keys.get(about) ?? names.shortest(endpoint)];
      // The verdict alone, or nothing yet, where there is no mapping.
      if (isMap(document.getIn(path, true))) write(document, [...path, key], instead);
      else write(document, path, endpoint.verdict);
    }
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** The keys of endpoints as the file writes them, by what they mean: `->` stands for an arrow, too. */
function keysOf(document: Document): Map<string, string> {
  const endpoints = document.get('endpoints');
  const keys = new Map<string, string>();
  if (!isMap(endpoints)) return keys;
  for (const { key } of endpoints.items) {
    const text = isScalar(key) ? String(key.value) : '';
    keys.set(withArrow(text), text);
  }
  return keys;
}

function withArrow(name: string): string {
  return name.replace(/\s*->\s*/, ' → ');
}

function write(document: Document, path: readonly (string | undefined)[], value: Seen): void {
  if (value === null) document.deleteIn(path);
  else if (typeof value === 'object') keep(document, path, value);
  else set(document, path, value);
}

/** Sets a value, and keeps the comment beside the one that was there. */
function set(document: Document, path: readonly (string | undefined)[], value: Value): void {
  const old = document.getIn(path, true);
  if (isScalar(old)) {
    old.value = value;
    return;
  }
  const scalar = new Scalar(value);
  if (isCollection(old) && old.comment) scalar.comment = old.comment;
  document.setIn(path, scalar);
}

/** A list of what is expected among others: what is no longer there goes, the rest stays. */
function keep(
  document: Document,
  path: readonly (string | undefined)[],
  seen: readonly unknown[],
): void {
  const node = document.getIn(path, true);
  if (isSeq(node)) {
    node.items = node.items.filter((item) => isScalar(item) && seen.includes(item.value));
    if (node.items.length > 0) return;
  }
  if (seen.length === 0) document.deleteIn(path);
  else document.setIn(path, document.createNode([...seen], { flow: true }));
}
