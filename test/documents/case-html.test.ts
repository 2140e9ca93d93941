import { beforeAll, describe, expect, test } from 'vitest';
import type { CaseReport } from '../../src/diagnosis/report/case-report.ts';
import { timeZoneNamed } from '../../src/diagnosis/report/time-zone.ts';
import { html as htmlReport } from '../../src/documents/emit-html.ts';
import { escapeHtml } from '../../src/documents/html/markup.ts';
import { largeCase, logsOnly, poisoned, seedCase } from '../../support/case-report.ts';
import { forbiddenCharacter } from '../../support/fuzz/pipeline.ts';
import { HOSTILE_NAMES } from '../hostile/hostile-packets.ts';
import { LIVE_TEXTS } from './hostile-report.ts';
import { expectSound, structure } from './html-checks.ts';

const BERLIN = timeZoneNamed('Europe/Berlin') ?? undefined;

function render(report: CaseReport, timeZone?: typeof BERLIN): string {
  return htmlReport.renderCase!(report, { color: false, width: 80, timeZone });
}

/** The entries of the time line: when, and what. */
function entriesOf(page: string): string[] {
  return [
    ...page.matchAll(/<span class="at">(.*?)<\/span>.*?<span class="unseen">(\w+): <\/span>/g),
  ].map(([, time, kind]) => `${time} ${kind}`);
}

describe('the page of a case', () => {
  let report: CaseReport;
  let page = '';
  beforeAll(async () => {
    report = await seedCase();
    page = render(report);
  });

  test('is sound, complete, and the same twice', () => {
    expectSound(page);
    expect(render(report)).toBe(page);
    expect(forbiddenCharacter(page)).toBeNull();
    expect(page).toContain(`<h1>${escapeHtml(report.summary.text)}</h1>`);
    for (const { title, together, remedy } of report.findings) {
      for (const text of [title, ...together, ...remedy]) expect(page).toContain(escapeHtml(text));
    }
    for (const { message } of report.timeline) {
      if (message !== null) expect(page).toContain(`<p class="words">${escapeHtml(message)}</p>`);
    }
    for (const { path, text } of report.files) {
      expect(page).toContain(escapeHtml(path));
      expect(page).toContain(escapeHtml(text));
    }
    for (const { title, clock, problems } of report.logs) {
      for (const text of [title, clock.text, ...problems.map((problem) => problem.text)]) {
        expect(page).toContain(escapeHtml(text));
      }
    }
    for (const { capture } of report.reports) expect(page).toContain(capture.sha256);
  });

  test('begins with what a reader wants first', () => {
    const order = [
      '<h1>A firewall drops',
      '<h2>What fails</h2>',
      'TCP  18.135.112.200  443',
      '1. A firewall drops UDP 53 and 443',
      'the 8 queries of the 10 seconds before it',
      'cscumbrellaplugin.txt: lines 1, 2, 6',
      'What happened',
      'class="ladder',
      '2. A firewall rejects TCP 443',
      '3. The client finds no resolver over IPv6',
      '<h2 id="timeline">',
      '<h2 id="logs">',
      '<h2 id="files">',
      '<h2 id="captures">',
      'Endpoints over time',
    ].map((text) => page.indexOf(text));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
  });

  test('has what is to be opened of all captures', () => {
    const [, list] = /<h2>What to allow<\/h2><pre[^>]*>(.*?)<\/pre>/s.exec(page) ?? [];
    // By hand, from the findings of the two captures.
    expect(list.split('\n').map((line) => line.split('  #')[0])).toEqual([
      'UDP  208.67.222.222  53',
      // What does not fit into one answer is asked over TCP.
      'TCP  208.67.222.222  53',
      'UDP  208.67.222.222  443',
      'UDP  208.67.220.220  443',
      'UDP  208.67.220.220  53',
      'TCP  208.67.220.220  53',
      'TCP  18.135.112.200  443',
      // What the profile says that both resolvers have beside that: encrypted DNS over TCP, and IPv6.
      ...['TCP  208.67.222.222  443', 'TCP  208.67.220.220  443'],
      ...['UDP  2620:119:53::53  53', 'TCP  2620:119:53::53  53'],
      ...['UDP  2620:119:53::53  443', 'TCP  2620:119:53::53  443'],
      ...['UDP  2620:119:35::35  53', 'TCP  2620:119:35::35  53'],
      ...['UDP  2620:119:35::35  443', 'TCP  2620:119:35::35  443'],
    ]);
  });

  test('one time line of packets and log, on one clock', () => {
    expect(entriesOf(page)).toEqual([
      '03:06:36.491 Packets',
      '03:07:16.585 Packets',
      '03:07:43 Log',
      '03:07:43 Log',
      '03:07:43.572 Packets',
      '03:07:48 Log',
      '03:07:48.569 Packets',
      '03:07:53 Log',
      '03:07:54.070 Packets',
      '06:40:50.127 Packets',
      '06:41:19.310 Packets',
      '06:41:22 Log',
    ]);
    expect(page).toContain('05:07:53 in the log');
    // From 03:07:54.070 to 06:40:50.127.
    expect(page).toContain('3 h 32 min later');
    // Where the page has the frames, they are links; others are numbers.
    expect(page).toContain('frames <a href="#f1-n6797">6797</a>');
    expect(page).toContain('frames 661, 690');
  });

  test('on the clock of a place, by which the log goes, too', () => {
    const there = render(report, BERLIN);
    expect(entriesOf(there)[7]).toBe('05:07:53 Log');
    expect(there).toContain('<b>2024-08-27</b> <span class="quiet">+02:00 (Europe/Berlin)</span>');
    expect(there).not.toContain('in the log');
  });

  test('a log whose clock is not known has its own', () => {
    const timeline = report.timeline.map((entry) =>
      entry.kind === 'log' ? { ...entry, time: null } : entry,
    );
    const lost = render({
      ...report,
      timeline: timeline.toSorted((one, other) => Number(!one.time) - Number(!other.time)),
      logs: report.logs.map((log) => ({
        ...log,
        clock: {
          offset: null,
          aheadOf: 'utc' as const,
          certainty: 'unknown' as const,
          text: 'Nothing tells.',
        },
      })),
    });
    expectSound(lost);
    expect(lost).toContain('<b>2024-08-27</b> <span class="quiet">the log’s own clock</span>');
    expect(entriesOf(lost).slice(-2)).toEqual(['05:07:53 Log', '08:41:22 Log']);
    expect(lost).toContain('not known. Nothing tells.');
  });

  test('a case of logs alone, and one of nothing', async () => {
    const alone = render(await logsOnly());
    expectSound(alone);
    expect(alone).toContain('only a log or a look-up tells of it');
    expect(alone).not.toContain('Captures');
    expectSound(
      render({ ...report, findings: [], timeline: [], logs: [], files: [], reports: [] }),
    );
  });

  test('names a capture’s findings that the case’s do not have', () => {
    const fewer = render({ ...report, findings: report.findings.slice(0, 1) });
    expect(fewer).toContain('Further findings in this capture');
    expect(page).not.toContain('Further findings in this capture');
  });

  test('a finding of no service has no proof of packets', () => {
    const [first, ...others] = report.reports;
    const findings = [{ ...first.findings[0], endpoints: [] }, ...first.findings.slice(1)];
    const proofs = (page: string) => page.split('<details class="proof"').length - 1;
    const without = render({ ...report, reports: [{ ...first, findings }, ...others] });
    expect(proofs(without)).toBe(proofs(page) - 1);
    expect(without).not.toContain('(0 endpoints)');
  });

  test('two files of one name are told apart by their folders', () => {
    const files = report.files.map((file, index) =>
      index === 5 ? { ...file, path: 'other/cscumbrellaplugin.txt' } : file,
    );
    expect(render({ ...report, files })).toContain(
      'DART.zip/Cisco Secure Client/Umbrella/cscumbrellaplugin.txt: lines 1, 2, 6',
    );
  });

  test('hostile texts are texts, in logs, paths and all else', () => {
    const plain = structure(render(poisoned(report, 'x')));
    for (const text of [...HOSTILE_NAMES, ...LIVE_TEXTS, '"><img src=x onerror=alert(1)>']) {
      const hostile = render(poisoned(report, text));
      expect(forbiddenCharacter(hostile), text).toBeNull();
      expect(structure(hostile), text).toBe(plain);
    }
    expectSound(render(poisoned(report, '"><img src=x onerror=alert(1)>')));
    expect(render(poisoned(report, 'a\u202eb'))).toContain('candidate resoa\\u202Eb');
  });

  test('stays readable at its largest, and says what is left out', async () => {
    const large = render(await largeCase());
    expectSound(large);
    expect(large.length).toBeLessThan(2_500_000);
    for (const text of [
      '160 further entries',
      '1,700 entries that tell least',
      '28 more: see the JSON report',
      '980 files of no use for a verdict',
      '780 rows left out',
      '899 rows left out',
      '300 further files',
      'Further captures',
      '34 further logs',
      '60 logs more',
    ]) {
      expect(large.includes(text), text).toBe(true);
    }
  });
});
