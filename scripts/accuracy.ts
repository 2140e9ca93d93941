// Says how the verdicts on captures/lab compare with the rules that were in force:
//
//     npm run accuracy [-- --held-out | --write]
//
// Without an option only the scenarios that rules may be tuned on; --held-out adds the others;
// --write puts both tables into docs/accuracy.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { accuracyOf, accuracyTable, labReport, truths } from '../support/lab/accuracy.ts';

const { values: options } = parseArgs({
  options: {
    'held-out': { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

const PAGE = 'docs/accuracy.md';
let page = options.write ? readFileSync(PAGE, 'utf8') : '';
for (const heldOut of options.write || options['held-out'] ? [false, true] : [false]) {
  const scenarios = truths().filter((truth) => truth.heldOut === heldOut);
  const accuracy = accuracyOf(scenarios, await Promise.all(scenarios.map(labReport)));
  const table = accuracyTable(accuracy);
  const name = heldOut ? 'held-out' : 'tuned';
  console.log(`\n${name}\n\n${table}\n`);
  for (const line of accuracy.complaints) console.log(line);
  page = page.replace(
    new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- end -->)`),
    (_, begin: string, end: string) => `${begin}\n${table}\n${end}`,
  );
}
if (options.write) writeFileSync(PAGE, page);
