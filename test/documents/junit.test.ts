import { describe, expect, test } from 'vitest';
import { junit } from '../../src/documents/junit.ts';
import { forbiddenCharacter } from '../../support/fuzz/pipeline.ts';
import { captureNames, reportOf } from '../../support/shipped-captures.ts';
import { hostileReports } from './hostile-report.ts';
import { errorsOf } from './junit-checks.ts';

const OPTIONS = { color: false, width: 80 };
describe('a report in JUnit XML', () => {
  test('every capture is valid, in one document', async () => {
    const reports = [];
    for (const name of captureNames()) reports.push(await reportOf(name));
    const text = junit.renderAll!(reports, OPTIONS, [{ name: 'a&b.pcap', text: 'is "no" <pcap>' }]);
    expect(await errorsOf(text)).toEqual([]);
    expect(text.match(/<testsuite /g)).toHaveLength(reports.length + 1);
    expect(text).toContain('<error type="unreadable" message="is &quot;no&quot; &lt;pcap&gt;">');
  });

  test('the checks can fail', async () => {
    expect(await errorsOf('<testsuites><testsuite/></testsuites>')).not.toEqual([]);
    expect(await errorsOf('<testsuites>')).not.toEqual([]);
  });

  test('an endpoint is a test: it passes where it answered, and is skipped in doubt', async () => {
    const report = await reportOf('secure-access-web-reject.pcapng');
    const text = junit.render(report, OPTIONS);
    expect(text).toContain(`<property name="sha256" value="${report.capture.sha256}"/>`);
    const [, tests, failures] = /tests="(\d+)" failures="(\d+)" errors="0"/.exec(text)!;
    expect(Number(tests)).toBe(report.endpoints.length);
    expect(Number(failures)).toBe(1);
    expect(text).toMatch(
      /<testcase name="192\.168\.0\.204 → 18\.135\.112\.200 tcp 443[^>]*>\s*<failure type="reject" message="reject \(confidence high\): A firewall rejects/,
    );
    expect(text).toMatch(/<testcase name="192\.168\.0\.204 → 208\.67\.222\.222 udp 53[^>]*\/>/);
    const doubt = junit.render(await reportOf('trap-ends-too-soon.pcapng'), OPTIONS);
    expect(doubt).toMatch(/203\.0\.113\.120 tcp 443[^>]*>\s*<skipped>[^<]+<\/skipped>/);
    expect(doubt).toContain('failures="0"');
  });

  test('green is for what answered only: what the server refuses fails, too', async () => {
    const text = junit.render(await reportOf('trap-server-app-down.pcapng'), OPTIONS);
    expect(text).toContain('<failure type="closed"');
  });

  test('what belongs to no endpoint is a test of its own', async () => {
    const text = junit.render(await reportOf('arp-unanswered.pcapng'), OPTIONS);
    expect(text).toMatch(/name="unreachable\/192\.168\.1\.77"[^>]*>\s*<failure type="unreachable"/);
  });

  test('hostile names break nothing', async () => {
    const reports = await hostileReports();
    const text = junit.renderAll!(reports, OPTIONS, [
      { name: ']]><x>\u0000"', text: '\u001b[31m</error>' },
    ]);
    expect(forbiddenCharacter(text, '\n')).toBeNull();
    expect(await errorsOf(text)).toEqual([]);
  });
});
