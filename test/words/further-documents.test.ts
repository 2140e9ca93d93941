import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { explainCommand } from '../../src/cli/commands/explain.ts';
import { Progress } from '../../src/cli/progress.ts';
import { compare } from '../../src/diagnosis/comparison/compare.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { caseReportOf } from '../../src/diagnosis/report/case-report-of.ts';
import { comparisonReportOf } from '../../src/diagnosis/report/comparison-report-of.ts';
import { reportOf } from '../../src/diagnosis/report/report-of.ts';
import { sidesReportOf } from '../../src/diagnosis/report/sides-report-of.ts';
import { compareSides } from '../../src/diagnosis/sides/compare-sides.ts';
import type { RenderOptions, ReportFormat } from '../../src/documents/format.ts';
import { FORMATS } from '../../src/documents/formats.ts';
import { openText } from '../../src/inputs/open-text.ts';
import { nodePlatform } from '../../src/platform/node/node-platform.ts';
import { PROFILES } from '../../src/profiles/profiles.ts';
import { readCase } from '../../src/tasks/case/read-case.ts';
import { LANGUAGE_TAGS, LANGUAGES } from '../../src/words/languages.ts';
import { english, type Speaker } from '../../src/words/say.ts';
import {
  capture,
  folderOf,
  PLUGIN_LOG,
  removeFolders,
  seedCase,
} from '../../support/case-folder.ts';
import { compared } from '../../support/compared.ts';
import {
  CODES,
  factsIn,
  IN_WORDS,
  outside,
  pseudo,
  textOf,
  textsOf,
  unspokenIn,
  wordsIn,
} from '../../support/pseudo-language.ts';
import { diagnosisOf } from '../../support/shipped-captures.ts';
import { placeOf, syn, TwoSides } from '../../support/two-sides.ts';

// Documents about more than one capture, about lists and logs, and `explain`: `languages.test.ts` has those about a
// shipped capture.

const OTHERS = LANGUAGE_TAGS.filter((tag) => tag !== 'en');
const RENDERING = { color: false, width: 80 };
const FORMAT_NAMES = ['text', 'html', 'markdown'] as const;

/** What a document is made of: a report in a language, and how a format writes it. */
interface Told {
  readonly report: (speaker: Speaker) => unknown;
  readonly render: (
    format: Required<ReportFormat>,
    report: unknown,
    options: RenderOptions,
  ) => string;
}

const told = new Map<string, Told>();

function tell<Report>(
  name: string,
  report: (speaker: Speaker) => Report,
  render: (format: Required<ReportFormat>, report: Report, options: RenderOptions) => string,
): void {
  told.set(name, { report, render: render as Told['render'] });
}

/** Lists that other programs print, and a log: what their readers say of them is part of a report. */
const TEXTS: Readonly<Record<string, string>> = {
  'list.txt': `No.     Time           Source                Destination           Protocol Length Info
      1 10:00:00.000000 192.0.2.20            203.0.113.5           TCP      66     50000 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460
      3 10:00:03.000000 192.0.2.20            203.0.113.5           TCP      66     [TCP Retransmission] 50000 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460
      2 10:00:01.000000 192.0.2.20            203.0.113.5           TCP      66     [TCP Retransmission] 50000 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460
      4 10:00:03.000000 printer.example       203.0.113.9           DNS      80     Standard query 0x1234 A www.example.com
      5 nothing that one can read
`,
  'list.csv': `"No.","Time","Source","Destination","Protocol","Length","Info"
"1","0.000000","192.0.2.20","203.0.113.53","DNS","80","Standard query 0x1234 A www.example.com"
"2","5.000000","192.0.2.20","203.0.113.53","DNS","80","Standard query 0x1234 A www.example.com"
`,
  'printed.txt': `10:00:00.000000 IP 192.0.2.20.50000 > 203.0.113.5.443: Flags [S], seq 1, win 64240, options [mss 1460], length 0
10:00:01.000000 IP 192.0.2.20.50000 > 203.0.113.5.443: Flags [S], seq 1, win 64240, options [mss 1460], length 0
10:00:02.000000 IP 192.0.2.20.50002 > 203.0.113.5.443: tcp 0
10:00:03.000000 IP pc.example.50001 > www.example.443: Flags [S], seq 1, win 64240, length 0
`,
  'firewall.log': `date=2022-07-01 time=12:00:39 devname="fg1" devid="FG100" logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=192.0.2.20 srcport=50123 srcintf="lan" dstip=203.0.113.5 dstport=443 dstintf="wan1" proto=6 action="deny" policyid=0 policytype="policy" service="HTTPS" sentbyte=0 rcvdbyte=0 sentpkt=0
date=2022-07-01 time=12:00:40 devname="fg1" type="traffic" subtype="forward" srcip=192.0.2.20 srcport=50123 dstip=203.0.113.5 dstport=
`,
};

beforeAll(async () => {
  for (const [name, text] of Object.entries(TEXTS)) {
    const reader = await openCapture(new MemorySource(new TextEncoder().encode(text), name), [
      openText,
    ]);
    const diagnosis = { ...(await diagnose(reader)), version: 'test' };
    tell(
      name,
      (speaker) => reportOf(diagnosis, speaker),
      (format, report, options) => format.render(report, options),
    );
  }

  const folders = {
    'the seed case': seedCase(),
    'a case of all kinds of files': {
      ...seedCase(),
      ...TEXTS,
      'twin.pcapng': capture('secure-access-dns-unprotected.pcapng'),
      'broken.pcapng': capture('syn-drop.pcapng').subarray(0, 60),
      'nothing.txt': '',
      'report.pdf': '%PDF-1.7\n',
      'notes.md': 'What the user said.\n',
    },
    'logs alone': { 'cscumbrellaplugin.txt': PLUGIN_LOG },
    'captures that works in another': {
      'home.pcapng': capture('secure-access-open-network.pcapng'),
      'office.pcapng': capture('secure-access-web-reject.pcapng'),
    },
  };
  for (const [name, files] of Object.entries(folders)) {
    const judged = await readCase({
      ...{ platform: nodePlatform(), name: 'case', usesFrames: false },
      roots: [{ path: folderOf(files), name: '' }],
      ...{ displayFilter: undefined, profile: undefined, logZone: undefined },
      ...{ targets: [], lookups: [], redaction: undefined },
      progress: new Progress(process, true),
    });
    tell(
      name,
      (speaker) => caseReportOf({ ...judged, version: 'test' }, speaker),
      (format, report, options) => format.renderCase(report, options),
    );
  }

  for (const [first, second] of [
    ['secure-access-web-reject.pcapng', 'secure-access-open-network.pcapng'],
    ['secure-access-dns-unprotected.pcapng', 'secure-access-healthy.pcapng'],
    ['healthy.pcapng', 'healthy-vlan.pcapng'],
    ['syn-drop.pcapng', 'trap-server-app-down.pcapng'],
    ['trap-ends-too-soon.pcapng', 'healthy.pcapng'],
  ]) {
    const both = compare(await compared(first), await compared(second));
    tell(
      `${first} against ${second}`,
      (speaker) => comparisonReportOf(both, speaker),
      (format, report, options) => format.renderComparison(report, options),
    );
  }

  for (const [name, pair] of Object.entries(SIDES)) {
    const places = [await placeOf(pair.bytes(0), 'client'), await placeOf(pair.bytes(1), 'server')];
    const sides = compareSides(places);
    tell(
      `two sides: ${name}`,
      (speaker) => sidesReportOf(sides, speaker),
      (format, report, options) => format.renderComparison(report, options),
    );
  }

  const diagnoses = await Promise.all(
    ['syn-drop.pcapng', 'healthy.pcapng', 'captive-portal.pcapng'].map(diagnosisOf),
  );
  tell(
    'several captures',
    (speaker) => diagnoses.map((one) => reportOf(one, speaker)),
    (format, reports, options) =>
      format.renderAll(reports, options, [{ name: 'x.pcap', text: '' }]),
  );
}, 180_000);
afterAll(removeFolders);

/** Pairs of captures of one way. */
const SIDES: Readonly<Record<string, TwoSides>> = {
  dropped: attempted(0),
  'seen beyond, and not answered': attempted('both'),
  'clocks apart': attempted(0, { offset: 3_600, drift: 50 }),
};

function attempted(seen: 0 | 'both', clock = { offset: 3, drift: 0 }): TwoSides {
  const sides = new TwoSides({}, clock);
  for (let index = 0; index < 10; index++) sides.works(2 * index, 41_000 + index);
  sides.neighbors(1);
  for (const at of [5, 6, 8, 12]) {
    sides.send({ at, ports: [50_000, 8443], from: 'client', flags: syn, sequence: 7e8, seen });
  }
  return sides;
}

describe.each(FORMAT_NAMES)('%s', (name) => {
  test('has no English outside of words', async () => {
    const format = (await FORMATS[name].load()) as Required<ReportFormat>;
    for (const [what, { report: reportIn, render }] of told) {
      const report = reportIn(pseudo);
      const document = render(format, report, { ...RENDERING, words: pseudo.words });
      const known = wordsIn(`${outside(JSON.stringify(report))} ${CODES}`);
      const left = outside(name === 'html' ? textOf(document) : document);
      expect(
        [...wordsIn(left)].filter((word) => !known.has(word)),
        what,
      ).toEqual([]);
    }
  });

  test.each(OTHERS)('is written in %s', async (tag) => {
    const speaker = await LANGUAGES[tag].load();
    const format = (await FORMATS[name].load()) as Required<ReportFormat>;
    for (const [what, { report, render }] of told) {
      const options = { ...RENDERING, words: speaker.words };
      expect(render(format, report(speaker), options), what).toMatch(/\S/);
    }
  });
});

test('reports have no English in what is said in words', () => {
  for (const [what, { report }] of told) expect(unspokenIn(report(pseudo)), what).toEqual([]);
});

describe.each(OTHERS)('%s says what English says', (tag) => {
  test('with the same numbers, addresses and frames in every sentence', async () => {
    const speaker = await LANGUAGES[tag].load();
    const differences: string[] = [];
    for (const [what, { report }] of told) {
      const own = textsOf(report(speaker), '', new Map());
      for (const [path, text] of textsOf(report(english), '', new Map())) {
        const said = own.get(path) ?? '';
        if (factsIn(text).join(' ') !== factsIn(said).join(' ')) {
          differences.push(`${what}${path}\n  ${text}\n  ${said}`);
        }
      }
    }
    expect([...new Set(differences)]).toEqual([]);
  });

  test('with the same verdicts, frames and codes', async () => {
    const speaker = await LANGUAGES[tag].load();
    for (const [what, { report }] of told) {
      const factsOf = (told: Speaker) =>
        JSON.stringify(report(told), (key, value) => (IN_WORDS.test(key) ? undefined : value), 1);
      // By lines: the whole is too long to be read.
      const [own, all] = [factsOf(speaker), factsOf(english)].map((facts) => facts.split('\n'));
      const different = all.filter((line, index) => own[index] !== line);
      expect([own.length, different], what).toEqual([all.length, []]);
    }
  });

  test('with what shipped profiles say in its own words', async () => {
    const speaker = await LANGUAGES[tag].load();
    const texts = PROFILES.flatMap(({ functions, logs = [] }) => [
      ...functions.flatMap((fn) => [fn.title, fn.serverTitle, fn.impact, ...fn.remedy]),
      ...logs.flatMap((log) => [log.title, ...log.events.map(({ text }) => text)]),
    ]).filter((text) => speaker.words.products(text) !== text);
    for (const [what, { report }] of told) {
      const said = [...textsOf(report(speaker), '', new Map())].filter(
        ([path]) => !/\.values\./.test(path),
      );
      // "DNS protection: Unprotected" is what the product itself shows.
      const left = said.filter(([, text]) =>
        texts.some((one) => text.replace(/[“「"]\w+ protection: .*?[”」"]/g, '').includes(one)),
      );
      expect(left, what).toEqual([]);
    }
  });

  test('when it explains: the same numbers and the same codes', async () => {
    const { words } = await LANGUAGES[tag].load();
    const { verdicts, confidences, places, evidence, lookups, caseFindings, notes } = english.words;
    const topics = { verdicts, confidences, places, evidence, lookups, caseFindings, notes };
    const different: string[] = [];
    for (const topic of Object.values(topics)) {
      for (const code of Object.keys(topic)) {
        const [own, said] = [explainCommand(code), explainCommand(code, words)];
        expect(said.split('\n')[0]).toContain(code);
        if (factsIn(own).join(' ') !== factsIn(said).join(' ')) different.push(`${own}\n${said}`);
      }
    }
    expect(different).toEqual([]);
  });
});

test('explain has no English outside of words', () => {
  for (const code of Object.keys(english.words.notes)) {
    const left = outside(explainCommand(code, pseudo.words).replace(code, ''));
    expect([...wordsIn(left)], code).toEqual([]);
  }
});
