import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CaseReport } from '../../src/diagnosis/report/case-report.ts';
import { timeZoneNamed } from '../../src/diagnosis/report/time-zone.ts';
import { html as htmlReport } from '../../src/documents/emit-html.ts';
import { markdown } from '../../src/documents/emit-markdown.ts';
import { text } from '../../src/documents/emit-text.ts';
import { json, ndjson, withoutFrames } from '../../src/documents/json.ts';
import { junit } from '../../src/documents/junit.ts';
import { sarif } from '../../src/documents/sarif.ts';
import schema from '../../src/documents/schemas/case.schema.json' with { type: 'json' };
import comparisonSchema from '../../src/documents/schemas/comparison.schema.json' with {
  type: 'json',
};
import reportSchema from '../../src/documents/schemas/report.schema.json' with { type: 'json' };
import { largeCase, logsOnly, poisoned, seedCase } from '../../support/case-report.ts';
import { forbiddenCharacter } from '../../support/fuzz/pipeline.ts';
import { HOSTILE_NAMES } from '../hostile/hostile-packets.ts';
import { LIVE_TEXTS } from './hostile-report.ts';
import { errorsOf as junitErrorsOf } from './junit-checks.ts';
import { renderer, unexpected } from './markdown-checks.ts';
import { errorsOf as sarifErrorsOf } from './sarif-checks.ts';
import { expectDescribed } from './schema-checks.ts';

const OPTIONS = { color: false, width: 80 };
const HOSTILE = [...HOSTILE_NAMES, ...LIVE_TEXTS];

let report: CaseReport;
beforeAll(async () => {
  report = await seedCase();
});

describe('a case in JSON', () => {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
  ajv
    .addSchema(reportSchema, 'report.schema.json')
    .addSchema(comparisonSchema, 'comparison.schema.json');
  const validate = ajv.compile(schema);

  function complaints(value: unknown): string[] {
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  }

  test('follows its schema, and is the report itself, without frames', async () => {
    expect(report.reports[0].frames).toBeDefined();
    for (const one of [report, await logsOnly(), await largeCase()]) {
      const copy = JSON.parse(json.renderCase!(one, OPTIONS));
      expect(complaints(copy)).toEqual([]);
      expect(copy).toEqual(withoutFrames(one));
    }
  });

  test('NDJSON is the same on one line, whatever the texts', () => {
    for (const text of HOSTILE) {
      const hostile = withoutFrames(poisoned(report, text));
      const line = ndjson.renderCase!(hostile, OPTIONS);
      expect(line.match(/\n/g)).toHaveLength(1);
      expect(forbiddenCharacter(line)).toBeNull();
      // A half of a surrogate pair comes back as it is.
      expect(JSON.parse(line)).toEqual(hostile);
      expect(JSON.parse(json.renderCase!(hostile, OPTIONS))).toEqual(hostile);
    }
  });

  // Each takes a sound report and breaks one thing.
  const changes: [string, (copy: ReturnType<typeof JSON.parse>) => void, RegExp][] = [
    ['a report of another kind', (copy) => (copy.kind = 'capture'), /kind/],
    ['an unknown field', (copy) => (copy.logs[0].extra = 1), /additional properties/],
    ['a field is missing', (copy) => delete copy.timeline[0].mood, /must have required/],
    ['an unknown verdict', (copy) => (copy.findings[0].verdict = 'blocked'), /verdict/],
    ['a local time', (copy) => (copy.timeline[0].time = '2024-08-27T03:06:36'), /time/],
    ['line 0', (copy) => (copy.findings[0].cited[0].line = 0), /line/],
    ['an unknown kind of file', (copy) => (copy.files[0].kind = 'virus'), /kind/],
    ['a capture’s report that is none', (copy) => delete copy.reports[0].profile, /reports\/0/],
  ];
  test.each(changes)('%s is refused', (_name, change, complaint) => {
    const copy = structuredClone(withoutFrames(report));
    expect(complaints(copy)).toEqual([]);
    change(copy);
    expect(complaints(copy).join('\n')).toMatch(complaint);
  });

  test('the schema describes every property', () => expectDescribed(schema, ''));
});

describe('a case in Markdown', () => {
  test('says the verdict, what to do, and each finding with what holds it together', () => {
    const lines = markdown.renderCase!(report, OPTIONS).split('\n');
    expect(lines[0]).toBe('# Case `ticket-4711`: drop');
    expect(lines[2]).toMatch(/^\*\*DROP\*\* \(confidence: high\): A firewall drops UDP 53 and 443/);
    expect(lines[4]).toBe('## What to do');
    const order = [
      '## Findings',
      '- In `cscumbrellaplugin.txt`: lines 1, 2, 6',
      '- In `Umbrella.txt`: line 1',
      '## Time line',
      '## Logs',
      '## Files',
      '## Captures',
    ].map((line) => lines.indexOf(line));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
  });

  test('the time line is a table of packets and log, by their frames and lines', () => {
    const text = markdown.renderCase!(report, OPTIONS);
    expect(text).toMatch(/\| 2024-08-27 03:06:36\.491 UTC \| \*\*packets\*\* \| .*frame 57 \|/);
    expect(text).toMatch(
      /\| 03:07:53 \| \*\*log\*\* \| DNS protection, IPv4: The client rejected all candidate resolvers `Dns Protection IPv4 .*` \| `cscumbrellaplugin.txt` line 6, at 05:07:53 of its own clock \|/,
    );
    const there = markdown.renderCase!(report, {
      ...OPTIONS,
      timeZone: timeZoneNamed('+02:00') ?? undefined,
    });
    expect(there).toMatch(/\| 05:07:53 \| .*`cscumbrellaplugin.txt` line 6 \|/);
  });

  test('nothing of logs, paths and packets is live, and tables stay whole', () => {
    for (const text of HOSTILE) {
      const document = markdown.renderCase!(poisoned(report, text), OPTIONS);
      expect(forbiddenCharacter(document, '\n'), text).toBeNull();
      const html = renderer.render(document);
      expect(unexpected(html), text).toEqual([]);
      for (const [table] of html.matchAll(/<table>[\s\S]*?<\/table>/g)) {
        const cells = [...table.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(
          ([, row]) => row.match(/<t[hd]/g)?.length,
        );
        expect(new Set(cells).size, text).toBe(1);
      }
    }
  });

  test('a large case says what it leaves out', async () => {
    const text = markdown.renderCase!(await largeCase(), OPTIONS);
    // GitHub takes 65,536 characters in a comment.
    expect(text.length).toBeLessThan(65_536);
    for (const part of ['88 further findings', '1,840 further entries', '2,259 further files']) {
      expect(text.includes(part), part).toBe(true);
    }
  });
});

describe('a case in JUnit XML', () => {
  test('is valid: the captures’ suites, and one of what belongs to none of them', async () => {
    const text = junit.renderCase!(report, OPTIONS);
    expect(await junitErrorsOf(text)).toEqual([]);
    expect(text.match(/<testsuite /g)).toHaveLength(1 + report.reports.length);
    // By hand: the finding of the log alone, and the file that cannot be read.
    expect(text).toContain(
      '<testsuite name="case ticket-4711" package="pcap-verdict" id="0" tests="2" failures="0" errors="1" skipped="1"',
    );
    expect(text).toContain('<error type="unreadable" message="begins like pcapng and ends');
    expect(text).toContain('the 8 queries of the 10 seconds before it');
    // A capture's endpoints are tests as without the case.
    expect(text).toContain(junit.render(report.reports[1], OPTIONS).split('\n')[12]);
  });

  test('what logs last tell, and by which clock, is told as in the text', () => {
    const output = junit.renderCase!(report, OPTIONS);
    const path = 'DART.zip/Cisco Secure Client/Umbrella/cscumbrellaplugin.txt';
    expect(output).toContain(`${path}: Clock: UTC+02:00 (certain). All 3 times`);
    expect(output).toContain(`${path}: Last: DNS protection, IPv4: rejected all`);
  });

  test('what a log tells fails, or passes, by its verdict', () => {
    const verdicts = ['drop', 'answered'] as const;
    const findings = verdicts.map((verdict) => ({ ...report.findings[2], id: verdict, verdict }));
    const text = junit.renderCase!({ ...report, findings }, OPTIONS);
    expect(text).toContain('tests="3" failures="1" errors="1" skipped="0"');
  });

  test('hostile texts break nothing', async () => {
    // Several at a time: both schemas take their time.
    for (let at = 0; at < HOSTILE.length; at += 16) {
      const text = HOSTILE.slice(at, at + 16).join(' ');
      const document = junit.renderCase!(poisoned(report, text), OPTIONS);
      expect(forbiddenCharacter(document, '\n'), text).toBeNull();
      expect(await junitErrorsOf(document), text).toEqual([]);
    }
  });
});

describe('the clock of a log', () => {
  const why = '2 of 2 probing events during the capture have their packets within a second.';

  /** The case with these clocks of its two logs. */
  function withClocks(...clocks: Pick<CaseReport['logs'][0]['clock'], 'offset' | 'aheadOf'>[]) {
    const logs = report.logs.map((log, index) => ({
      ...log,
      clock: { ...clocks[index], certainty: 'probable' as const, text: why },
    }));
    return { ...report, logs };
  }

  test('is told of each log, once where it is the same', () => {
    const wide = { ...OPTIONS, width: 200 };
    const shown = (offset: number, other: number) =>
      text.renderCase!(
        withClocks({ offset, aheadOf: 'utc' }, { offset: other, aheadOf: 'utc' }),
        wide,
      )
        .replaceAll(/\s+/g, ' ')
        .match(/Clock: UTC\S* \(probable\)\. 2 of 2/g);
    expect(shown(120, 120)).toEqual(['Clock: UTC+02:00 (probable). 2 of 2']);
    // Two PCs, and the same reason.
    expect(shown(-300, 120)).toEqual([
      'Clock: UTC−05:00 (probable). 2 of 2',
      'Clock: UTC+02:00 (probable). 2 of 2',
    ]);
  });

  test("that is held against a packet list's is not called UTC", () => {
    const lists = withClocks({ offset: 0, aheadOf: 'list' }, { offset: -90, aheadOf: 'list' });
    for (const { renderCase } of [text, markdown, junit, htmlReport]) {
      const shown = renderCase!(lists, OPTIONS).replaceAll(/\s+/g, ' ');
      expect(shown).toMatch(/(?<!behind )that of the packet list \\?\(probable\\?\)\. 2 of 2/);
      expect(shown).toMatch(/`?01:30`? behind that of the packet list \\?\(probable\\?\)\. 2 of 2/);
    }
  });
});

describe('a case in SARIF', () => {
  test('its files are artifacts, its findings results, log lines related places', () => {
    const text = sarif.renderCase!(report, OPTIONS);
    expect(sarifErrorsOf(text)).toEqual([]);
    const [run] = JSON.parse(text).runs;
    expect(
      run.artifacts.map(({ location }: { location: { uri: string } }) =>
        decodeURIComponent(location.uri),
      ),
    ).toEqual(report.files.map(({ path }) => path));
    expect(run.artifacts[0].hashes).toEqual({ 'sha-256': report.reports[0].capture.sha256 });
    expect(run.results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual([
      'dns-unanswered-retransmits',
      'syn-reset',
      'inconclusive',
    ]);
    const [dns, , ipv6] = run.results;
    expect(dns.locations[0].physicalLocation.artifactLocation.index).toBe(0);
    expect(dns.message.text).toContain('the 8 queries of the 10 seconds before it');
    expect(
      dns.relatedLocations.map(
        ({ physicalLocation }: { physicalLocation: { region: object } }) => physicalLocation.region,
      ),
    ).toEqual([{ startLine: 1 }, { startLine: 2 }, { startLine: 6 }]);
    expect(ipv6.locations[0].physicalLocation.artifactLocation.index).toBe(3);
    const [invocation] = run.invocations;
    expect(invocation.executionSuccessful).toBe(false);
    expect(
      invocation.toolExecutionNotifications.map(({ level }: { level: string }) => level),
    ).toEqual(['warning', 'error']);
  });

  test('a capture whose file is not listed, and its findings, are there all the same', () => {
    const text = sarif.renderCase!(
      { ...report, files: report.files.slice(1, 5), findings: [] },
      OPTIONS,
    );
    expect(sarifErrorsOf(text)).toEqual([]);
    const [run] = JSON.parse(text).runs;
    expect(run.results).toHaveLength(2);
    for (const { locations } of run.results) {
      const { uri, index } = locations[0].physicalLocation.artifactLocation;
      expect(run.artifacts[index].location.uri).toBe(uri);
    }
    expect(run.invocations[0].executionSuccessful).toBe(true);
  });

  test('hostile texts are valid, neither links nor placeholders, and lead out of no folder', () => {
    for (const text of [...HOSTILE, '/../../x', '/..']) {
      const document = sarif.renderCase!(poisoned(report, text), OPTIONS);
      expect(sarifErrorsOf(document), text).toEqual([]);
      expect(forbiddenCharacter(document, '\n')).toBeNull();
      const [run] = JSON.parse(document).runs;
      for (const { message } of [
        ...run.results,
        ...run.invocations[0].toolExecutionNotifications,
      ]) {
        expect(message.text).not.toMatch(/\]\(/);
        expect(message.text.replace(/\{\{|\}\}/g, '')).not.toMatch(/[{}]/);
      }
      for (const { location } of run.artifacts) {
        expect(location.uri, text).not.toMatch(/:|(?:^|\/)\.{0,2}(?:\/|$)/);
      }
    }
  });
});
