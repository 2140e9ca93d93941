import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import type { CaseReport } from '../../src/diagnosis/report/case-report.ts';
import { FORMAT_NAMES } from '../../src/documents/formats.ts';
import schema from '../../src/documents/schemas/case.schema.json' with { type: 'json' };
import comparisonSchema from '../../src/documents/schemas/comparison.schema.json' with {
  type: 'json',
};
import reportSchema from '../../src/documents/schemas/report.schema.json' with { type: 'json' };
import { capture, folderOf, removeFolders } from '../../support/case-folder.ts';
import { pcapVerdict } from '../../support/cli.ts';
import { SIDES_CAPTURES } from '../../support/lab/sides.ts';

afterAll(removeFolders);

const place = (name: string) => readFileSync(join(SIDES_CAPTURES, name));

/** A folder with the captures of one scenario of the lab, one for each place. */
function folderWith(scenario: string): string {
  const names = readdirSync(SIDES_CAPTURES).filter(
    (name) => name.startsWith(`${scenario}.`) && !name.endsWith('.json'),
  );
  const files = Object.fromEntries(
    names.map((name) => [name.slice(scenario.length + 1), place(name)]),
  );
  return folderOf(files);
}

function judged(folder: string, ...args: string[]): CaseReport {
  const { out, errors, status } = pcapVerdict(['case', folder, '-f', 'json', ...args]);
  expect([errors, status]).toEqual([[], 0]);
  return JSON.parse(out);
}

describe('a case with captures of both sides', () => {
  test('says between which two it is stopped and which way, once', () => {
    const { summary, findings, sides } = judged(folderWith('sides-drop-way-back'));
    expect(summary).toMatchObject({ verdict: 'drop', confidence: 'certain' });
    expect(findings.map(({ verdict }) => verdict)).toEqual(['drop']);
    const [{ title, source, together, remedy }] = findings;
    expect(title).toContain('between client.pcapng.gz and server.pcapng.gz drops packets of');
    expect(title).toContain('203.0.113.20:8080 tcp, 203.0.113.21:8080 tcp');
    expect(title).toContain('on the way back');
    expect(source).not.toBeNull();
    expect(together.join(' ')).toMatch(/19 SYN\/ACKs leave .*In server.pcapng.gz: frames 17, 98,/);
    // The requests pass: a rule for them helps nobody, and the second place is there already.
    expect(remedy.join(' ')).not.toMatch(/Allow TCP 8080|another open network|second place/);
    expect(sides.map(({ conclusion, places }) => [conclusion.code, places])).toEqual([
      [
        'between-sides',
        [
          { name: 'client.pcapng.gz', title: "the client's side", report: 0 },
          { name: 'server.pcapng.gz', title: "the server's side", report: 1 },
        ],
      ],
    ]);
  });

  test('the page offers no rule to allow what passes, and draws the packets of both', () => {
    const { out } = pcapVerdict(['case', folderWith('sides-drop-way-back'), '-f', 'html']);
    expect(out).not.toMatch(/What to allow|does not tell which device/);
    expect(out).toContain('It is stopped between the two captures');
    expect(out.match(/<h4[^>]*>What happened<\/h4>/g)).toHaveLength(1);
    const forth = pcapVerdict(['case', folderWith('sides-drop'), '-f', 'html']).out;
    expect(forth).toContain('What to allow');
  });

  test('of four places names the two in the middle', () => {
    const { findings, sides } = judged(folderWith('sides-four-places'));
    expect(findings).toHaveLength(1);
    expect(findings[0].title).toContain('between inside.pcapng.gz and outside.pcapng.gz drops');
    expect(sides).toHaveLength(1);
    expect(sides[0].places.map(({ name }) => name.split('.')[0])).toEqual([
      'client',
      'inside',
      'outside',
      'server',
    ]);
  });

  test('works at both: neither is elsewhere', () => {
    const { summary, sides } = judged(folderWith('sides-healthy'));
    expect(summary.verdict).toBe('answered');
    expect(sides[0].conclusion.code).toBe('nothing-fails');
    const { findings } = judged(folderWith('sides-reject-reset'));
    expect(findings[0].together.join(' ')).not.toMatch(/it works|is the cause/i);
  });

  test.each([
    [
      'of two days',
      {
        'client.pcapng.gz': place('sides-drop-way-back.client.pcapng.gz'),
        'server.pcapng.gz': place('sides-drop.server.pcapng.gz'),
      },
    ],
    [
      'of other networks',
      {
        'office.pcapng': capture('secure-access-dns-unprotected.pcapng'),
        'hotspot.pcapng': capture('secure-access-open-network.pcapng'),
      },
    ],
  ])('captures %s are no sides', (_, files) => {
    expect(judged(folderOf(files)).sides).toEqual([]);
  });

  test('in JSON keeps to its schema', () => {
    const validate = new Ajv2020({ strict: false })
      .addSchema(reportSchema, 'report.schema.json')
      .addSchema(comparisonSchema, 'comparison.schema.json')
      .compile(schema);
    validate(judged(folderWith('sides-three-places')));
    expect(validate.errors).toBeNull();
  });

  test.each(FORMAT_NAMES)('as %s names the two places, twice the same', (format) => {
    const args = ['case', folderWith('sides-mtu'), '-f', format];
    const { out, errors, status } = pcapVerdict(args);
    expect([errors, status]).toEqual([[], 0]);
    expect(
      out
        .replaceAll('&#46;', '.')
        .replace(/[\s`]+/g, ' ')
        .replaceAll(' .', '.'),
    ).toContain('between client.pcapng.gz and server.pcapng.gz');
    expect(pcapVerdict(args).out).toBe(out);
  });

  test('redacted, says the same of replaced addresses', () => {
    const folder = folderWith('sides-drop-way-back');
    const { findings, sides } = judged(folder, '--redact');
    expect(sides[0].conclusion.code).toBe('between-sides');
    expect(findings.map(({ verdict, confidence }) => [verdict, confidence])).toEqual([
      ['drop', 'certain'],
    ]);
    expect(JSON.stringify(findings)).not.toMatch(/client\.pcapng|192\.0\.2\.20/);
  });
});
