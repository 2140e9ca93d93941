import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ComparedCapture } from '../../src/diagnosis/comparison/networks.ts';
import { type ComparisonReport, OUTCOMES } from '../../src/diagnosis/report/comparison.ts';
import { timeZoneNamed } from '../../src/diagnosis/report/time-zone.ts';
import { html } from '../../src/documents/emit-html.ts';
import { markdown } from '../../src/documents/emit-markdown.ts';
import { text } from '../../src/documents/emit-text.ts';
import { escapeHtml } from '../../src/documents/html/markup.ts';
import { json, ndjson } from '../../src/documents/json.ts';
import { junit } from '../../src/documents/junit.ts';
import comparisonSchema from '../../src/documents/schemas/comparison.schema.json' with {
  type: 'json',
};
import reportSchema from '../../src/documents/schemas/report.schema.json' with { type: 'json' };
import { ciscoSecureAccess } from '../../src/profiles/cisco-secure-access.ts';
import { compared, compareReports, withEndpoints } from '../../support/compared.ts';
import { forbiddenCharacter } from '../../support/fuzz/pipeline.ts';
import { captureNames } from '../../support/shipped-captures.ts';
import { ack, syn, TwoSides, type Way } from '../../support/two-sides.ts';
import { hostileReports } from './hostile-report.ts';
import { expectSound, structure } from './html-checks.ts';
import { errorsOf } from './junit-checks.ts';
import { renderer, unexpected } from './markdown-checks.ts';
import { expectDescribed } from './schema-checks.ts';

const OPTIONS = { color: false, width: 80 };
const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
ajv.addSchema(reportSchema, 'report.schema.json');
const validate = ajv.compile(comparisonSchema);

let dns: ComparisonReport;
let web: ComparisonReport;
/** Pairs of all kinds: every capture with the next. */
let all: ComparisonReport[];
let hostile: ComparisonReport[];

beforeAll(async () => {
  const open = await compared('secure-access-open-network.pcapng');
  dns = compareReports(await compared('secure-access-dns-unprotected.pcapng'), open);
  web = compareReports(await compared('secure-access-web-reject.pcapng'), open);
  const captures: ComparedCapture[] = [];
  for (const name of captureNames()) captures.push(await compared(name));
  all = captures.map((first, index) => compareReports(first, captures.at(index - 1)!));
  all.push(await betweenSides(), await betweenSides({ client: '198.51.100.9' }));
  // Each text with the first of the kinds of reports.
  const reports = (await hostileReports()).filter((_, index) => index % 3 === 0);
  const judged = await compared('clienthello-reset.pcapng');
  const named = (text: string): ComparedCapture => {
    const fn = { ...ciscoSecureAccess.functions[1], title: text, serverTitle: text };
    return withEndpoints(judged, (endpoint) => ({ ...endpoint, name: text, function: fn }));
  };
  hostile = reports.map((report, index) => {
    const title = report.capture.name;
    const second = reports[(index + 1) % reports.length];
    const comparison = compareReports(named(title), { ...named(second.capture.name), router: 'x' });
    const product = { title, functions: [{ id: 'web', title, opens: [] }] };
    return { ...comparison, reports: [{ ...report, product }, second] };
  });
  // Every capture is judged and printed: a busy machine takes its time.
}, 60_000);

/** Two sides of one firewall: the way back of a service is stopped. */
async function betweenSides(way: Way = {}): Promise<ComparisonReport> {
  const sides = new TwoSides(way);
  for (let index = 0; index < 10; index++) sides.works(2 * index, 41_000 + index);
  const ports = [50_000, 8443] as const;
  for (const at of [5, 6, 8, 12]) {
    sides.send({ at, ports, from: 'client', flags: syn, sequence: 7e8 });
    const answer = { sequence: 9e8, acknowledgment: 7e8 + 1, seen: 1 } as const;
    sides.send({ at: at + 0.01, ports, from: 'server', flags: syn | ack, ...answer });
  }
  return sides.report();
}

describe('text', () => {
  test('says the conclusion first, then the captures, the table, the proof', () => {
    const lines = text.renderComparison(dns, OPTIONS).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'The network is the cause: 4 of 4 services of DNS protection that fail on the',
      'first work on the second.',
      'Confidence: high.',
    ]);
    const table = lines.indexOf('Service                   Port     First     Second    Fails on');
    expect(lines.slice(table + 2, table + 5)).toEqual([
      'resolver1.opendns.com     udp 53   drop      answered  first only',
      'DNS protection',
      '208.67.222.222',
    ]);
    // From the article's packet list.
    expect(lines.join(' ').replace(/ +/g, ' ')).toContain('Frames 57, 3327, 6916, 6918.');
  });

  test('both addresses of what has another one elsewhere', () => {
    const shown = text.renderComparison(web, OPTIONS);
    expect(shown).toMatch(/sigproxy\.qq\.opendns\.com\nWeb protection\n18\.135\.112\.200\n198\.51/);
  });

  test('fits 80 columns, has no control characters, whatever the captures', () => {
    for (const comparison of [...all, ...hostile]) {
      const shown = text.renderComparison(comparison, OPTIONS);
      expect(forbiddenCharacter(shown, '\n')).toBeNull();
      if (hostile.includes(comparison)) continue;
      for (const line of shown.split('\n')) {
        // A hash is not broken; nor is a name in a paragraph.
        if (/^SHA-256|^\S+$/.test(line)) continue;
        expect(line.length, line).toBeLessThanOrEqual(80);
      }
    }
  });

  test('colours change nothing of the words', () => {
    const colored = text.renderComparison(web, { ...OPTIONS, color: true });
    expect(colored).toContain('\u001b[1;31m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colour sequences
    expect(colored.replace(/\u001b\[[0-9;]*m/g, '')).toBe(text.renderComparison(web, OPTIONS));
  });

  test('times on the clock that is asked for', () => {
    const timeZone = timeZoneNamed('Europe/Berlin') ?? undefined;
    expect(text.renderComparison(dns, { ...OPTIONS, timeZone })).toContain(
      '2024-08-27 05:06:35.702114',
    );
  });
});

describe('JSON', () => {
  test('follows its schema', () => {
    for (const comparison of all) {
      const copy = JSON.parse(json.renderComparison!(comparison, OPTIONS));
      expect(validate(copy), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
      expect(copy).toEqual(comparison);
      const line = ndjson.renderComparison!(comparison, OPTIONS);
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(JSON.parse(line)).toEqual(copy);
    }
    for (const comparison of hostile) {
      expect(forbiddenCharacter(json.renderComparison!(comparison, OPTIONS), '\n')).toBeNull();
    }
  });

  test('every index is of an endpoint, and every endpoint is in one service', () => {
    for (const { services, reports, counts, sides } of all) {
      if (sides !== undefined) continue;
      for (const [index, side] of (['first', 'second'] as const).entries()) {
        const listed = services.flatMap((service) => service[side]?.endpoints ?? []);
        expect(listed.sort((a, b) => a - b)).toEqual(reports[index].endpoints.map((_, at) => at));
      }
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(services.length);
    }
  });

  test('the schema describes every property, and every outcome that there is', () => {
    expectDescribed(comparisonSchema, '', ['sides']);
    expect(comparisonSchema.properties.counts.required).toEqual(OUTCOMES);
    expect(comparisonSchema.$defs.service.properties.outcome.enum).toEqual(OUTCOMES);
  });

  test('a broken comparison is refused', () => {
    const copy = JSON.parse(JSON.stringify(dns));
    expect(validate(copy)).toBe(true);
    expect(validate({ ...copy, kind: 'case' })).toBe(false);
    expect(validate({ ...copy, reports: [copy.reports[0]] })).toBe(false);
    expect(validate({ ...copy, conclusion: { ...copy.conclusion, code: 'guilty' } })).toBe(false);
  });
});

describe('Markdown', () => {
  test('says the conclusion, what to do, and what fails where', () => {
    const shown = markdown.renderComparison(web, OPTIONS);
    expect(shown).toMatch(
      /^# Cross-check of `secure-access-web-reject\.pcapng` and `secure-access-open-network\.pcapng`: network\n/,
    );
    expect(shown).toContain(
      '| `swg-url-proxy-https-sse.sigproxy.qq.opendns.com` | Web protection | tcp 443 | `18.135.112.200 / 198.51.100.112` | **reject** | answered | first only (high) |',
    );
  });

  test('nothing out of a capture is live in it', () => {
    for (const comparison of [...all, ...hostile]) {
      const shown = markdown.renderComparison(comparison, OPTIONS);
      expect(forbiddenCharacter(shown, '\n')).toBeNull();
      expect(unexpected(renderer.render(shown)), shown).toEqual([]);
    }
  });
});

describe('HTML', () => {
  test('is sound and says all of the conclusion', () => {
    for (const comparison of all) {
      const page = html.renderComparison(comparison, OPTIONS);
      expectSound(page);
      expect(page).toContain(`<h1>${escapeHtml(comparison.conclusion.text)}</h1>`);
      for (const line of [...comparison.conclusion.reasons, ...comparison.conclusion.advice]) {
        expect(page).toContain(`<li>${escapeHtml(line)}</li>`);
      }
    }
  });

  test('hostile names are text', () => {
    const structures = new Set<string>();
    for (const comparison of hostile) {
      const page = html.renderComparison(comparison, OPTIONS);
      expectSound(page);
      expect(forbiddenCharacter(page)).toBeNull();
      structures.add(structure(page).replace(/<br<span<\/span|<wbr/g, ''));
    }
    // Three kinds of captures, in their pairs; names add nothing.
    expect(structures.size).toBeLessThan(20);
  });
});

describe('JUnit', () => {
  test('is valid, whatever the captures', async () => {
    const documents = [...all, ...hostile].map((comparison) =>
      junit.renderComparison!(comparison, OPTIONS),
    );
    expect(await errorsOf(documents[0])).toEqual([]);
    // The others in one document: to begin a validator for each takes long.
    const suites = documents.map((document) => document.split(/<\/?testsuites>/)[1]);
    const [head] = documents[0].split('<testsuites>');
    expect(await errorsOf(`${head}<testsuites>${suites.join('')}</testsuites>`)).toEqual([]);
  });

  test('a service that fails on the first is a failure, one that works passes', () => {
    const shown = junit.renderComparison!(web, OPTIONS);
    expect(shown).toContain('tests="20" failures="1" errors="0" skipped="0"');
    expect(shown).toContain(
      '<failure type="reject" message="fails on the first only (confidence high): first: reject, second: answered">',
    );
    expect(shown).toContain('<property name="conclusion" value="network"/>');
  });
});

test('the documentation shows what the program prints', () => {
  const page = readFileSync('docs/compare.md', 'utf8');
  expect(page).toContain(`\n${text.renderComparison(web, OPTIONS)}`);
});
