import { beforeAll, describe, expect, test } from 'vitest';
import { ndjson } from '../../src/documents/json.ts';
import { sarif } from '../../src/documents/sarif.ts';
import { forbiddenCharacter } from '../../support/fuzz/pipeline.ts';
import { captureNames, reportOf } from '../../support/shipped-captures.ts';
import { hostileReports } from './hostile-report.ts';
import { errorsOf } from './sarif-checks.ts';

const OPTIONS = { color: false, width: 80 };

describe('a report in SARIF', () => {
  let text = '';
  beforeAll(async () => {
    const reports = [];
    for (const name of captureNames()) reports.push(await reportOf(name));
    text = sarif.renderAll!(reports, OPTIONS, [{ name: 'no capture.pcap', text: 'is text' }]);
  });

  test("every capture is valid by SARIF's own schema", () => {
    expect(errorsOf(text)).toEqual([]);
    const wrong = JSON.parse(text);
    wrong.runs[0].results[0].level = 'grave';
    expect(errorsOf(JSON.stringify(wrong))).not.toEqual([]);
  });

  test('results point to their rules and artifacts', () => {
    const [run] = JSON.parse(text).runs;
    expect(run.results.length).toBeGreaterThan(20);
    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      const { uri, index } = result.locations[0].physicalLocation.artifactLocation;
      expect(run.artifacts[index].location.uri).toBe(uri);
      const { region } = result.locations[0].physicalLocation;
      expect(region.startLine).toBeGreaterThanOrEqual(1);
      // 3.27.10: a level other than none is for what fails.
      expect(result.level === 'none').toBe(result.kind !== 'fail');
    }
    for (const { help, shortDescription } of run.tool.driver.rules) {
      expect(help.text).toContain('What to do');
      expect(shortDescription.text).not.toBe('');
    }
    expect(run.invocations[0].executionSuccessful).toBe(false);
    expect(run.artifacts.at(-1).location.uri).toBe('no%20capture.pcap');
  });

  test('the level is the confidence, the frames are the proof', async () => {
    const report = await reportOf('secure-access-dns-unprotected.pcapng');
    const [run] = JSON.parse(sarif.render(report, OPTIONS)).runs;
    expect(run.results).toHaveLength(1);
    const [result] = run.results;
    expect([result.ruleId, result.level]).toEqual(['dns-unanswered-retransmits', 'error']);
    // From the article's packet lists.
    expect(result.properties.frames).toEqual([
      57, 3327, 6797, 6798, 6825, 6826, 6915, 6916, 6918, 6919, 7610, 7886, 7887, 7891, 7892,
    ]);
    // Code scanning refuses results without a line.
    expect(result.locations[0].physicalLocation.region).toEqual({ startLine: 57 });
    expect(run.artifacts[0].hashes).toEqual({ 'sha-256': report.capture.sha256 });
    expect(run.invocations[0].executionSuccessful).toBe(true);
  });

  test('hostile names are valid, and neither links nor placeholders', async () => {
    const hostile = sarif.renderAll!(await hostileReports(), OPTIONS, [
      { name: '../x\ud800', text: '[a](https://evil.example)' },
    ]);
    expect(errorsOf(hostile)).toEqual([]);
    expect(forbiddenCharacter(hostile, '\n')).toBeNull();
    const [run] = JSON.parse(hostile).runs;
    const messages: string[] = [
      ...run.results,
      ...run.invocations[0].toolExecutionNotifications,
    ].map(({ message }) => message.text);
    expect(messages.length).toBeGreaterThan(100);
    for (const message of messages) {
      expect(message).not.toMatch(/\]\(/);
      expect(message.replace(/\{\{|\}\}/g, '')).not.toMatch(/[{}]/);
    }
    for (const [, value] of hostile.matchAll(/"uri": "(.*)"/g)) expect(value).not.toMatch(/[/:]/);
  });
});

describe('a report in NDJSON', () => {
  test('is the JSON report on one line, whatever the names', async () => {
    const text = (await hostileReports()).map((report) => ndjson.render(report, OPTIONS)).join('');
    expect(forbiddenCharacter(text, '\n')).toBeNull();
    const lines = text.trimEnd().split('\n');
    for (const line of lines) expect(JSON.parse(line).schemaVersion).toBe(2);
    const report = await reportOf('syn-drop.pcapng');
    expect(JSON.parse(ndjson.render(report, OPTIONS))).toEqual(report);
  });
});
