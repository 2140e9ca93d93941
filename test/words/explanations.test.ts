import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explainCommand } from '../../src/cli/commands/explain.ts';
import { inputTexts } from '../../src/words/errors/input.ts';
import { words } from '../../src/words/say.ts';
import { captureNames, reportOf } from '../../support/shipped-captures.ts';

const codes = Object.keys(words.notes);

/** Codes of notes: those with sentences, and `.note('cut-rows', …)`, `tell(…)`, `code: 'sorted'`, `const code = …` in the source. */
function inSource(): string[] {
  const files = [
    ...['src/diagnosis/diagnose.ts', 'src/capture/kept-texts.ts'],
    ...['reader', 'rows', 'times'].map((name) => `src/inputs/packet-lists/${name}.ts`),
    ...['hex', 'fields', 'tcpdump'].map((name) => `src/inputs/packet-lists/formats/${name}.ts`),
    'src/inputs/statements/reader.ts',
  ];
  const made = files.flatMap((file) => {
    // A note's sentence has a code of its own.
    const source = readFileSync(file, 'utf8').replace(
      /sentence(?: =|:) \{[^}]*\}|\(rows\) => \(\{[\s\S]*?\}\)\)/g,
      '',
    );
    return [
      ...source.matchAll(
        /(?:\.note\(|code:|tell\(\s*this\.#\w+,|const code =(?= '[a-z-]+';\s*(?:return|notes\.push\()\s*\{ code,))\s*'([a-z-]+)'/g,
      ),
    ].map(([, code]) => code);
  });
  // Beside these, errors have codes there.
  const noted = [
    'capture/sequence-reader',
    'capture/records/record-layout-reader',
    'tasks/redaction',
  ]
    .map((name) => readFileSync(`src/${name}.ts`, 'utf8'))
    .flatMap((source) => [
      ...source.matchAll(
        /(?:const code = '([a-z-]+)';[^}]*?\{ code|\{ code: '([a-z-]+)'), sentence:/g,
      ),
    ])
    .map(([, code, own]) => code ?? own);
  // What is wrong with a row has a code, too, and is no note.
  return [...Object.keys(words.quality), ...noted, ...made.filter((code) => !(code in inputTexts))];
}

test('every note that the program makes can be explained, and no other', () => {
  expect([...new Set(inSource())].sort()).toEqual(codes.toSorted());
});

test('so can those of the captures, and those of a case', async () => {
  const names = captureNames();
  expect(names.length).toBeGreaterThan(40);
  for (const name of names) {
    const { capture } = await reportOf(name);
    for (const { code } of capture.quality) expect(codes).toContain(code);
  }
  for (const code of [...codes, 'log', 'log-disagrees']) {
    expect(explainCommand(code)).toMatch(/^[\s\S]+\n\nWhat to do: [\s\S]{8,}/);
    expect(explainCommand(undefined)).toContain(`  ${code} `);
  }
});
