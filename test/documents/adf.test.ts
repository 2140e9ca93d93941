import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { reportOf as reportIn } from '../../src/diagnosis/report/report-of.ts';
import { adf } from '../../src/documents/emit-adf.ts';
import { wiki } from '../../src/documents/emit-wiki.ts';
import type { Report } from '../../src/index.ts';
import { escapeText } from '../../src/protocols/escape.ts';
import { LANGUAGE_TAGS, LANGUAGES } from '../../src/words/languages.ts';
import { poisoned, seedCase } from '../../support/case-report.ts';
import { compared, compareReports } from '../../support/compared.ts';
import { forbiddenCharacter } from '../../support/fuzz/pipeline.ts';
import { captureNames, diagnosisOf, reportOf } from '../../support/shipped-captures.ts';
import { HOSTILE_NAMES } from '../hostile/hostile-packets.ts';
import { hostileReports, LIVE_TEXTS } from './hostile-report.ts';

const OPTIONS = { color: false, width: 80 };
/** What a field of Jira Cloud takes. */
const ROOM = 32_767;

// Of draft 4, of which it uses nothing that later ones read in another way.
const { $schema: _, ...schema } = JSON.parse(
  readFileSync('test/documents/schemas/adf-1.json', 'utf8'),
);
const validate = new Ajv({ strict: false }).compile(schema);

/** Of what Atlassian's schema knows, nodes that Jira shows, and none that does or loads anything. */
const NODES: ReadonlySet<string> = new Set([
  ...['doc', 'heading', 'paragraph', 'text', 'bulletList', 'listItem', 'codeBlock'],
  ...['table', 'tableRow', 'tableHeader', 'tableCell'],
]);

interface Node {
  readonly type: string;
  readonly text?: string;
  readonly marks?: readonly { readonly type: string }[];
  readonly attrs?: object;
  readonly content?: readonly Node[];
}

function nodesOf(node: Node): Node[] {
  return [node, ...(node.content ?? []).flatMap(nodesOf)];
}

function textOf(node: Node): string {
  return node.text ?? (node.content ?? []).map(textOf).join('');
}

/** What a document is, after all that is to hold of every one. */
function sound(written: string): Node {
  expect(written.endsWith('\n')).toBe(true);
  expect(forbiddenCharacter(written.slice(0, -1), '')).toBeNull();
  expect(written.length - 1).toBeLessThanOrEqual(ROOM);
  const document = JSON.parse(written);
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
  for (const { type, marks = [], attrs = {} } of nodesOf(document)) {
    expect(NODES).toContain(type);
    for (const mark of marks)
      expect(mark).toEqual({ type: expect.stringMatching(/^strong$|^code$/) });
    expect(Object.keys(attrs)).toEqual(type === 'heading' ? ['level'] : []);
  }
  return document;
}

/** A capture in which very many services fail, each for itself. */
async function large(): Promise<Report> {
  const report = await reportOf('secure-access-dns-unprotected.pcapng');
  const [finding] = report.findings;
  return {
    ...report,
    findings: Array.from({ length: 60 }, (_, index) => ({
      ...finding,
      id: `${finding.id}/${index}`,
    })),
  };
}

const drop = await reportOf('syn-drop.pcapng');

describe('a report in the Atlassian Document Format', () => {
  test('says the verdict first, what to do, and has a row for each endpoint', async () => {
    const report = await reportOf('secure-access-dns-unprotected.pcapng');
    const { content = [] } = sound(adf.render(report, OPTIONS));
    expect(content.slice(0, 3).map(textOf)).toEqual([
      'Packet capture secure-access-dns-unprotected.pcapng: drop',
      `DROP (confidence: high): ${report.summary.text}`,
      'What to do',
    ]);
    expect(content[0].content?.[1]).toEqual({
      type: 'text',
      text: report.capture.name,
      marks: [{ type: 'code' }],
    });
    expect(textOf(content[3].content![0])).toBe(
      'Allow UDP and TCP 53 to 208.67.222.222 and 208.67.220.220.',
    );
    const [endpoints, evidence] = content.filter(({ type }) => type === 'table');
    const rows = endpoints.content!.map((row) => row.content!.map(textOf));
    expect(rows[0].slice(0, 5)).toEqual(['Client', 'Server', 'Port', 'Name', 'Verdict']);
    expect(rows.slice(1).map((row) => row[1])).toEqual(
      report.endpoints.slice(0, 8).map(({ server }) => server),
    );
    expect(evidence.content!.map(textOf).join('\n')).toContain('57, 3327, 6916, 6918');
    const [lines] = content.filter(({ type }) => type === 'codeBlock');
    expect(textOf(lines)).toMatch(/^udp 192\.168\.0\.204:\S+ -> 208\.67\.222\.222:53, 4 tries/);
  });

  test('every capture, in every language, has room in a field', async () => {
    let cut = 0;
    for (const name of captureNames()) {
      const diagnosis = await diagnosisOf(name);
      for (const tag of LANGUAGE_TAGS) {
        const speaker = await LANGUAGES[tag].load();
        const { words } = speaker;
        const written = adf.render(reportIn(diagnosis, speaker), { ...OPTIONS, words });
        sound(written);
        if (written.includes(words.documents.fieldIsFull(ROOM))) cut++;
      }
    }
    expect(cut).toBe(0);
  });

  test('where there is no more room, whole rows are left out, and it says so', async () => {
    const written = adf.render(await large(), OPTIONS);
    const { content = [] } = sound(written);
    expect(written.length).toBeGreaterThan(ROOM - 3_000);
    expect(textOf(content[0])).toMatch(/: drop$/);
    expect(textOf(content.at(-1)!)).toBe(
      'The rest is left out: a field of Jira has room for 32,767 characters. The HTML report (-f html) has all of it.',
    );
    expect(content.at(-2)?.type).not.toBe('heading');
    for (const { content: rows = [] } of content.filter(({ type }) => type === 'table')) {
      expect(rows.length).toBeGreaterThan(1);
      expect(new Set(rows.map((row) => row.content?.length)).size).toBe(1);
    }
  });

  test.each([...LIVE_TEXTS, ...HOSTILE_NAMES].map((text) => [text]))('%j is text', (text) => {
    const report = { ...drop, displayFilter: text };
    const nodes = nodesOf(sound(adf.render(report, { ...OPTIONS, title: text, note: [text] })));
    const shown = escapeText(text).trim().replace(/ {2,}/g, ' ');
    const title = nodes.find(({ type }) => type === 'heading')!;
    expect(textOf(title).replace(/ {2,}/g, ' ')).toContain(shown);
  });

  test('several captures are one document; one capture has no list of them', () => {
    const joint = sound(
      adf.renderAll([drop, drop], OPTIONS, [{ name: '<b>@x', text: '[a|https://x.y]' }]),
    );
    expect(textOf(joint)).toContain('<b>@x');
    expect(adf.renderAll([drop], OPTIONS)).toBe(adf.render(drop, OPTIONS));
  });

  test('what wiki markup says of it, in the same order', () => {
    const titles = (adf.render(drop, OPTIONS).match(/"heading".*?\]/g) ?? []).length;
    expect(wiki.render(drop, OPTIONS).match(/^h[1-6]\. /gm)).toHaveLength(titles);
  });

  test('whole reports, of captures, cases and comparisons', async () => {
    const ofCase = await seedCase();
    for (const report of await hostileReports()) sound(adf.render(report, OPTIONS));
    for (const text of ['', ...LIVE_TEXTS, ...HOSTILE_NAMES]) {
      sound(adf.renderCase(text === '' ? ofCase : poisoned(ofCase, text), OPTIONS));
    }
    const comparison = compareReports(
      await compared('secure-access-open-network.pcapng'),
      await compared('secure-access-dns-unprotected.pcapng'),
    );
    expect(textOf(sound(adf.renderComparison(comparison, OPTIONS)))).toContain(
      comparison.conclusion.text,
    );
  });
});
