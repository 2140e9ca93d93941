// Rewrites the expected reports in captures/ and says what changed, verdicts first:
//
//     npm run update-expected [-- --check] [CAPTURE...]
//
// Read what it prints before you commit: the expected reports are only as true as their reader.
// --check writes nothing and exits with 1 where something would change.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { Report } from '../src/index.ts';
import {
  captureNames,
  endpointName,
  expectedPath,
  labCaptureNames,
  reportFile,
  reportOf,
} from '../test/support/expected-report.ts';

const { values: options, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});

type Endpoint = Report['endpoints'][number];

function judgement({ verdict, confidence, patterns }: Endpoint): string {
  return [verdict, `(${confidence})`, ...patterns].join(' ');
}

/** Verdicts, confidences and patterns that are not what they were. */
function judgementChanges(before: Report, after: Report): string[] {
  const lines: string[] = [];
  const was = `${before.summary.verdict} (${before.summary.confidence}) ${before.summary.text}`;
  const is = `${after.summary.verdict} (${after.summary.confidence}) ${after.summary.text}`;
  if (was !== is) lines.push(`summary: ${was}`, `      →  ${is}`);
  const old = new Map(before.endpoints.map((endpoint) => [endpointName(endpoint), endpoint]));
  for (const endpoint of after.endpoints) {
    const name = endpointName(endpoint);
    const previous = old.get(name);
    old.delete(name);
    if (previous === undefined) lines.push(`new: ${name}: ${judgement(endpoint)}`);
    else if (judgement(previous) !== judgement(endpoint)) {
      lines.push(`${name}: ${judgement(previous)} → ${judgement(endpoint)}`);
    }
  }
  for (const name of old.keys()) lines.push(`gone: ${name}`);
  return lines;
}

/** Every leaf that changed, as `path: before → after`. */
function leafChanges(before: unknown, after: unknown, path = ''): string[] {
  if (before === after) return [];
  if (isBranch(before) && isBranch(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) =>
      leafChanges(before[key], after[key], path === '' ? key : `${path}.${key}`),
    );
  }
  return [`${path}: ${shown(before)} → ${shown(after)}`];
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

const LEAVES_SHOWN = 12;
let changed = 0;
const wanted = positionals.map((path) => basename(path));
const names = [...captureNames(), ...labCaptureNames()].filter(
  (name) => wanted.length === 0 || wanted.includes(basename(name)),
);
for (const name of names) {
  const path = expectedPath(name);
  const report = await reportOf(name);
  const text = reportFile(report);
  const previous = existsSync(path) ? readFileSync(path, 'utf8') : null;
  if (previous === text) continue;
  changed++;
  console.log(`\n${name}${previous === null ? ': new' : ''}`);
  if (previous === null) {
    console.log(`  ${report.summary.text}`);
    for (const endpoint of report.endpoints) {
      console.log(`  ${endpointName(endpoint)}: ${judgement(endpoint)}`);
    }
  } else {
    const before = JSON.parse(previous) as Report;
    const judgements = judgementChanges(before, report);
    for (const line of judgements) console.log(`  ${line}`);
    // Endpoints that come or go move all others: their list says enough then.
    const leaves = leafChanges(
      { ...before, summary: null, endpoints: byName(before) },
      { ...report, summary: null, endpoints: byName(report) },
    );
    for (const line of leaves.slice(0, LEAVES_SHOWN)) console.log(`    ${line}`);
    if (leaves.length > LEAVES_SHOWN) console.log(`    and ${leaves.length - LEAVES_SHOWN} more`);
  }
  if (!options.check) writeFileSync(path, text);
}
console.log(
  `\n${names.length} captures, ${changed} expected reports ${options.check ? 'would change' : 'written'}`,
);
if (options.check && changed > 0) process.exitCode = 1;

function byName(report: Report): Record<string, Endpoint> {
  return Object.fromEntries(report.endpoints.map((endpoint) => [endpointName(endpoint), endpoint]));
}
