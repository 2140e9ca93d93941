// Says how the verdicts on captures/lab compare with the rules that were in force:
//
//     npm run accuracy [-- --held-out | --write] [--derived] [--corpus] [--lab FOLDER]
//
// Without an option only the scenarios that rules may be tuned on; --held-out adds the others;
// --derived also measures what is made of the captures (support/lab/derive.ts: half a minute), and
// --corpus counts what tshark says of ../shared/corpus (minutes, the first time); and
// --complaints 'false alarm,false all-clear,otherwise,summary,abstained,lost' lists what is wrong there.
// --seeds 11,12 takes out other packets than the tables' (1,2), to see whether what was tuned on them holds.
// --write puts all tables into docs/. --lab (or LAB_CAPTURES) measures another folder of captures with
// truths, --only NAME the scenarios whose name has it. --printed compares verdicts on what tcpdump
// prints of the captures with the captures' own, and nothing else (minutes; --ways 'tcpdump -nn,tcpdump
// -nn -v': these alone; --one-of 9: on every ninth scenario by a hash of its name, --one-of 1 on all).
// --misled CODE shows where a code misled. --sides counts captures of several places, and nothing else.
// Of held-out scenarios only figures are shown.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  accuracyOf,
  accuracyTable,
  judgeLab,
  LAB_CAPTURES,
  truths,
} from '../support/lab/accuracy.ts';
import { confidenceTable } from '../support/lab/confidence.ts';
import { hasCorpus, labelledCorpus } from '../support/lab/corpus-labels.ts';
import {
  DerivedMeasure,
  derivedTable,
  healthyCaptures,
  keptTable,
} from '../support/lab/derived-accuracy.ts';
import { HAND_WRITTEN, handWrittenTruths } from '../support/lab/hand-written.ts';
import { honestyOf, honestyTable, objection, together } from '../support/lab/honesty.ts';
import { type Labelled, labelledEndpoints } from '../support/lab/label.ts';
import { labelledTexts, PRINTINGS, PrintedMeasure, printedTable } from '../support/lab/printed.ts';
import { judgeSides, sidesScore, sidesTruths } from '../support/lab/sides.ts';
import { installed } from '../support/tools.ts';

const { values: options } = parseArgs({
  options: {
    'held-out': { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    lab: { type: 'string', default: process.env.LAB_CAPTURES ?? LAB_CAPTURES },
    misled: { type: 'string' },
    sides: { type: 'boolean', default: false },
    derived: { type: 'boolean', default: false },
    corpus: { type: 'boolean', default: false },
    complaints: { type: 'string', default: '' },
    printed: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    ways: { type: 'string', default: '' },
    'one-of': { type: 'string', default: '' },
    seeds: { type: 'string' },
  },
});
if (!existsSync(options.lab)) {
  console.error(`${options.lab} is not here`);
  process.exit(2);
}

if (options.write && options.seeds !== undefined) {
  console.error('--write is of the tables: leave --seeds out');
  process.exit(2);
}

if (options.write && options.only !== '') {
  console.error('--write is of all scenarios: leave --only out');
  process.exit(2);
}

const PAGES = ['docs/accuracy.md', 'docs/honesty.md'];
const pages = new Map(PAGES.map((path) => [path, readFileSync(path, 'utf8')]));

/** Puts a table where its page has a place for it. */
function put(name: string, table: string): void {
  const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- end -->)`);
  for (const [path, page] of pages) {
    pages.set(
      path,
      page.replace(place, (_, begin: string, end: string) => `${begin}\n${table}\n${end}`),
    );
  }
}

if (options.printed) {
  const measure = new PrintedMeasure(
    PRINTINGS.filter(
      ({ name }) => options.ways === '' || options.ways.split(',').includes(name),
    ).map((printing) => {
      const oneOf = options['one-of'] === '' ? printing.oneOf : Number(options['one-of']);
      return { ...printing, oneOf };
    }),
  );
  for (const truth of truths(options.lab)) {
    if (truth.heldOut !== options['held-out'] || !truth.name.includes(options.only)) continue;
    await measure.add(truth, options.lab);
  }
  const table = printedTable(measure.rows);
  console.log(table);
  if (options.write) {
    put(options['held-out'] ? 'printed-held-out' : 'printed', table);
    for (const [path, page] of pages) writeFileSync(path, page);
  }
  // Of held-out scenarios only figures are shown.
  const shown = options['held-out'] ? [] : measure.complaints;
  for (const { kind, text } of shown) {
    if (options.complaints.split(',').includes(kind)) console.log(text);
  }
  process.exit(0);
}

if (options.sides) {
  let named = 0;
  let abstained = 0;
  let wrong = 0;
  const all = sidesTruths();
  for (const truth of all) {
    const score = sidesScore(truth, await judgeSides(truth));
    named += score.named;
    abstained += score.abstained;
    wrong += score.wrong.length;
    for (const line of score.wrong) console.log(line);
  }
  console.log(
    `${all.length} scenarios of several places: ${named} segments and directions right, ${abstained} rightly left open, ${wrong} wrong`,
  );
  process.exit(wrong === 0 ? 0 : 1);
}

const labelled: Labelled[] = [];
const isDeriving = options.derived || options.write;
const healthy = isDeriving ? await healthyCaptures() : null;
for (const heldOut of [false, true]) {
  const isShown = !heldOut || options.write || options['held-out'];
  const scenarios = truths(options.lab).filter(
    (truth) => truth.heldOut === heldOut && truth.name.includes(options.only),
  );
  const judged = await Promise.all(scenarios.map((truth) => judgeLab(truth, options.lab)));
  labelled.push(...scenarios.flatMap((truth, at) => labelledEndpoints(truth, judged[at])));
  if (!isShown) continue;
  const accuracy = accuracyOf(
    scenarios,
    judged.map(({ report }) => report),
  );
  const table = accuracyTable(accuracy);
  const name = heldOut ? 'held-out' : 'tuned';
  console.log(`\n${name}\n\n${table}\n`);
  for (const line of accuracy.complaints) console.log(line);
  put(name, table);
}

// Captures written by hand have labels, too; they are no lab's.
const written = (options.lab === LAB_CAPTURES ? handWrittenTruths() : []).filter(({ name }) =>
  name.includes(options.only),
);
for (const truth of written) {
  labelled.push(...labelledEndpoints(truth, await judgeLab(truth, HAND_WRITTEN)));
}

const derived = new DerivedMeasure(options.seeds?.split(',').map(Number));
if (healthy !== null) {
  for (const truth of written) {
    await derived.add(truth, await judgeLab(truth, HAND_WRITTEN), healthy, HAND_WRITTEN);
  }
  for (const truth of truths(options.lab)) {
    const own = options.write || options['held-out'] || !truth.heldOut;
    if (!own || !truth.name.includes(options.only)) continue;
    await derived.add(truth, await judgeLab(truth, options.lab), healthy, options.lab);
  }
  put('derived', derivedTable(derived.rows));
  put('kept', keptTable(derived.rows));
  console.log(`\nderived\n\n${derivedTable(derived.rows)}\n\n${keptTable(derived.rows)}\n`);
  console.log(
    confidenceTable([
      ['lab', labelled],
      ['derived', derived.labelled],
    ]),
  );
  for (const one of derived.complaints) {
    if (one.truth.heldOut || !options.complaints.split(',').includes(one.kind)) continue;
    console.log(
      [
        one.kind,
        `${one.truth.name} / ${one.row} ${one.variant}: ${one.endpoint}: ${one.verdict} ${one.confidence}, right: ${one.accepted.join(' or ')}`,
        one.codes.join(' '),
      ].join('\t'),
    );
  }
}

// What tshark says of other projects' captures; minutes, the first time.
const corpus: Labelled[] = [];
const isCorpus = (options.corpus || options.write) && hasCorpus();
if (options.write && !isCorpus) console.log('no corpus, or no tshark: its labels are not counted');
if (isCorpus) {
  const found = await labelledCorpus();
  corpus.push(...found);
  console.log(`\ncorpus: ${found.length} labels by tshark; verdicts that differ:\n`);
  for (const one of found) {
    if (one.verdict === 'inconclusive' || one.label.accepted.includes(one.verdict)) continue;
    const codes = one.evidence.map(({ code }) => code).join(' ');
    console.log(
      `${one.capture}: ${one.service}: ${one.verdict} ${one.confidence}, tshark ${one.label.accepted.join(' or ')}\t${codes}`,
    );
  }
}

if (isDeriving && isCorpus) {
  const table = confidenceTable([
    ['lab', labelled],
    ['derived', derived.labelled],
    ['corpus', corpus],
    ['all', [...labelled, ...derived.labelled, ...corpus]],
  ]);
  put('confidence', table);
  console.log(`\nconfidence\n\n${table}`);
}

const heldOutNames = new Set(
  truths(options.lab).flatMap(({ name, heldOut }) => (heldOut ? [name] : [])),
);
const texts: Labelled[] = [];
if (isDeriving && installed('tcpdump')) {
  for (const truth of truths(options.lab)) {
    if (truth.name.includes(options.only)) texts.push(...(await labelledTexts(truth, options.lab)));
  }
} else if (options.write) console.log('no tcpdump: labels of texts are not counted');
const sources = {
  lab: honestyOf(labelled),
  derived: honestyOf(derived.labelled),
  printed: honestyOf(texts),
  corpus: honestyOf(corpus),
};
put('honesty', honestyTable(sources));
console.log('\nhonesty of the codes: held, misled (captures)\n');
for (const [index, { code, weight, untold, captures }] of sources.lab.entries()) {
  const all = together(sources, index);
  const no = objection(all);
  console.log(
    `${code.padEnd(34)} ${weight.toFixed(1).padStart(4)} ${String(all.held).padStart(5)} ${String(all.misled).padStart(4)} (${captures.size})${untold > 0 ? ` +${untold} untold` : ''}${no === null ? '' : `  WARNING weighs more than 1: ${no}`}`,
  );
  if (options.misled !== code) continue;
  const misleading = Object.values(sources).flatMap((rows) => rows[index].misleading);
  for (const { capture, service, verdict, confidence, label } of misleading) {
    if (heldOutNames.has(capture.split(' ')[0])) continue;
    console.log(
      `    ${capture}: ${service}: ${verdict} ${confidence}, truth ${label.accepted.join(' or ')}`,
    );
  }
}
if (options.write) for (const [path, page] of pages) writeFileSync(path, page);
