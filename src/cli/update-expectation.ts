import { type Document, isCollection, isMap, isScalar, isSeq, parseDocument, Scalar } from 'yaml';
import type { Report, ReportEndpoint } from '../diagnosis/report/report.ts';
import { endpointText, serviceText } from '../documents/service-text.ts';
import type { Verdict } from '../evidence/verdict.ts';
import { citedFrames, type Expectation, endpointsNamed, misses } from './expectation.ts';

/** A new expectation file: the verdicts that are seen, each with its confidence and patterns. */
export function newExpectation(report: Report): string {
  const lines = [`summary: ${report.summary.verdict}`];
  const failed = report.endpoints.filter(({ verdict }) => verdict !== 'answered');
  if (failed.length > 0) lines.push('endpoints:');
  for (const [name, endpoint] of named(failed, report)) {
    lines.push(`  ${quoted(name)}:`, `    verdict: ${endpoint.verdict}`);
    if (endpoint.verdict !== 'inconclusive') lines.push(`    confidence: ${endpoint.confidence}`);
    const { patterns } = endpoint;
    if (patterns.length > 0) lines.push(`    patterns: [${patterns.join(', ')}]`);
  }
  lines.push(`others: ${failed.length === report.endpoints.length ? 'none' : 'answered'}`);
  return `${lines.join('\n')}\n`;
}

/** Endpoints by the shortest key that means them alone: with the client only where services repeat. */
function named(endpoints: readonly ReportEndpoint[], report: Report): [string, ReportEndpoint][] {
  return endpoints.map((endpoint) => [
    endpointsNamed(report, serviceText(endpoint)).length > 1
      ? endpointText(endpoint)
      : serviceText(endpoint),
    endpoint,
  ]);
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
  const document = parseDocument(text);
  const missed = misses(expectation, report);
  for (const [name] of expectation.endpoints) {
    if (endpointsNamed(report, name).length === 0)
      document.deleteIn(['endpoints', keyOf(document, name)]);
  }
  for (const { about, key } of missed) {
    if (about === 'report') {
      if (key === 'profile') set(document, ['profile'], report.profile);
      if (key === 'summary') set(document, ['summary'], report.summary.verdict);
      if (key === 'findings')
        keep(
          document,
          ['findings'],
          report.findings.map(({ id }) => id),
        );
      if (key === 'quality') {
        keep(
          document,
          ['quality'],
          report.capture.quality.map(({ code }) => code),
        );
      }
      if (key === 'problems') set(document, ['problems'], report.capture.problems.length);
      continue;
    }
    const endpoint =
      endpointsNamed(report, about)[0] ??
      report.endpoints.find((candidate) => endpointText(candidate) === about);
    if (endpoint === undefined) continue;
    const isNamed =
      keyOf(document, about) !== undefined && document.hasIn(['endpoints', keyOf(document, about)]);
    const name = isNamed ? keyOf(document, about) : (named([endpoint], report)[0][0] as string);
    const path = ['endpoints', name];
    const node = document.getIn(path, true);
    if (!isMap(node)) {
      // The verdict alone, or nothing yet.
      set(document, path, endpoint.verdict);
    } else if (key === 'patterns') keep(document, [...path, key], endpoint.patterns);
    else if (key === 'frames') keep(document, [...path, key], citedFrames(endpoint));
    else set(document, [...path, key], seenValue(endpoint, key));
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function seenValue(endpoint: ReportEndpoint, key: string): Verdict | string | number | null {
  if (key === 'place') return endpoint.place?.code ?? null;
  return endpoint[key as 'verdict' | 'attempts' | 'function' | 'stage'];
}

/** The key as the file writes it: `->` stands for an arrow, too. */
function keyOf(document: Document, name: string): string | undefined {
  const endpoints = document.get('endpoints');
  if (!isMap(endpoints)) return undefined;
  for (const { key } of endpoints.items) {
    const text = isScalar(key) ? String(key.value) : '';
    if (text.replace(/\s*->\s*/, ' → ') === name) return text;
  }
  return undefined;
}

/** Sets a value, and keeps the comment beside the one that was there. */
function set(document: Document, path: (string | undefined)[], value: unknown): void {
  const old = document.getIn(path, true);
  if (value === null) {
    document.deleteIn(path);
    return;
  }
  if (isScalar(old)) {
    old.value = value;
    return;
  }
  const scalar = new Scalar(value);
  if (isCollection(old) && old.comment) scalar.comment = old.comment;
  document.setIn(path, scalar);
}

/** A list of what is expected among others: what is no longer there goes, the rest stays. */
function keep(document: Document, path: (string | undefined)[], seen: readonly unknown[]): void {
  const node = document.getIn(path, true);
  if (isSeq(node)) {
    node.items = node.items.filter((item) => isScalar(item) && seen.includes(item.value));
    if (node.items.length > 0) return;
  }
  if (seen.length === 0) document.deleteIn(path);
  else document.setIn(path, document.createNode([...seen], { flow: true }));
}
