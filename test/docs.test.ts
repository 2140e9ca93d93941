import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  HIGH_MARGIN,
  MEDIUM_MARGIN,
  MINIMUM_MARGIN,
  MINIMUM_SCORE,
} from '../src/diagnosis/judge.ts';
import { EVIDENCE, EVIDENCE_CODES } from '../src/evidence/table.ts';
import { HYPOTHESES } from '../src/evidence/verdict.ts';
import { layOut, seedCase } from '../support/case-folder.ts';

const verdictsPage = readFileSync('docs/verdicts.md', 'utf8');

/** Rows of the page's table of rules: code → the cells behind it. */
const rows = new Map(
  [...verdictsPage.matchAll(/^\| (\*\*)?`([a-z-]+)`(?:\*\*)?( ¹)? \| (.*) \|$/gm)]
    .map(([, bold, code, support, cells]) => ({
      code,
      isPattern: bold !== undefined,
      supportsOnly: support !== undefined,
      cells: cells.split('|').map((cell) => cell.trim()),
    }))
    .filter(({ cells }) => cells.length === 1 + HYPOTHESES.length)
    .map((row) => [row.code, row] as const),
);

describe('docs/verdicts.md says what the rules say', () => {
  test('every code, and no other', () => {
    expect([...rows.keys()].sort()).toEqual(EVIDENCE_CODES.toSorted());
  });

  test.each(EVIDENCE_CODES)('%s', (code) => {
    const row = rows.get(code);
    const { kind, supportsOnly, weights: stands } = EVIDENCE[code];
    expect(row?.isPattern).toBe(kind === 'pattern');
    expect(row?.supportsOnly).toBe(supportsOnly === true);
    const weights = row?.cells.slice(1).map((cell) => Number(cell.replace('−', '-')));
    expect(weights).toEqual(HYPOTHESES.map((verdict) => stands[verdict] ?? 0));
  });

  test('the margins', () => {
    expect(verdictsPage).toContain(
      `under ${MINIMUM_MARGIN}, or the best sum is under ${MINIMUM_SCORE}`,
    );
    expect(verdictsPage).toContain(`| from ${MINIMUM_MARGIN} | \`low\``);
    expect(verdictsPage).toContain(`| from ${MEDIUM_MARGIN} | \`medium\``);
    expect(verdictsPage).toContain(`| from ${HIGH_MARGIN} | \`high\``);
  });
});

describe('README.md and docs/commands.md show what the commands print', () => {
  const page = ['README.md', 'docs/commands.md']
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  const examples = [...page.matchAll(/```console\n([^`]*)```/g)]
    .flatMap(([, block]) => block.split(/^\$ /m).slice(1))
    .map((example) => {
      const [command, ...lines] = example.split('\n');
      return { command, lines };
    })
    .filter(({ command }) => /^(pcap-verdict|npm start)/.test(command));

  // Some of them write files.
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  symlinkSync(resolve('captures'), join(folder, 'captures'));
  layOut(join(folder, 'SR-4711'), seedCase());
  afterAll(() => rmSync(folder, { recursive: true }));

  test('there are several', () => expect(examples.length).toBeGreaterThan(4));

  test.each(examples)('$command', ({ command, lines }) => {
    const run = command.replace(
      /^(npm start --|pcap-verdict)/,
      `node '${resolve('dist/cli/main.js')}'`,
    );
    const { stdout, stderr } = spawnSync(run, { shell: true, encoding: 'utf8', cwd: folder });
    const printed = new Set((stdout + stderr).split('\n').map((line) => line.trimEnd()));
    // A line with an ellipsis stands for lines left out.
    const shown = lines.map((line) => line.trimEnd()).filter((line) => !/…|^$/.test(line));
    for (const line of shown) expect(printed, line).toContain(line);
  });
});

describe('docs/limits.md names the bounds that the code has', () => {
  const page = readFileSync('docs/limits.md', 'utf8');
  const bounds = [
    ...page.matchAll(/^\| .* \| ([\d,]+) \| `([A-Z_]+)` in `(src\/[^`]+)` \|$/gm),
  ].map(([, number, constant, file]) => ({
    number: Number(number.replaceAll(',', '')),
    constant,
    file,
  }));

  test('there are many', () => expect(bounds.length).toBeGreaterThan(30));

  test.each(bounds)('$constant in $file', ({ number, constant, file }) => {
    const definition = new RegExp(
      `^(?:export )?const ${constant} = ([\\d_]+)(?: << (\\d+))?;`,
      'm',
    );
    const match = definition.exec(readFileSync(file, 'utf8'));
    expect(match, `${constant} is not in ${file}`).not.toBeNull();
    const [, base, shift] = match ?? [];
    expect(Number(base.replaceAll('_', '')) * 2 ** Number(shift ?? 0)).toBe(number);
  });
});
