import { describe, expect, it } from 'vitest';
import { text } from '../../src/documents/emit-text.ts';
import { captureNames, reportOf } from '../../support/shipped-captures.ts';

const WIDTH = 80;

describe.each(captureNames())('%s', (name) => {
  it('fits 80 columns, has no control characters, and agrees with its endpoints', async () => {
    const report = await reportOf(name);
    const rendered = text.render(report, { color: false, width: WIDTH });
    for (const line of rendered.split('\n')) {
      expect(/\p{C}/u.test(line), line).toBe(false);
      // A word that cannot be cut (a hash) may be longer, on a line with nothing but its label.
      if (line.length > WIDTH) expect(line).toMatch(/^ *(?:\S+ +)?\S+$/);
    }
    const verdicts = report.endpoints.map(({ verdict }) => verdict);
    // What has no endpoint, as nothing was ever sent to it, may fail all the same.
    const ofNone = report.findings.find(({ endpoints }) => endpoints.length === 0);
    if (verdicts.length > 0 && verdicts.every((verdict) => verdict === 'answered')) {
      expect(report.summary.verdict).toBe(ofNone?.verdict ?? 'answered');
    }
  });
});

describe('text report', () => {
  it('of long names and IPv6 addresses fits too, and counts one as one', async () => {
    const report = await reportOf('dns-drop-ipv6.pcapng');
    const long = '2001:db8:1111:2222:3333:4444:5555:6666';
    const rendered = text.render(
      {
        ...report,
        capture: { ...report.capture, name: `${'a capture of '.repeat(8)}x.pcap`, packets: 1 },
        endpoints: report.endpoints.map((endpoint) => ({
          ...endpoint,
          client: long,
          server: long,
          name: 'name\u001b[31m\u202e.example',
        })),
      },
      { color: false, width: WIDTH },
    );
    for (const line of rendered.split('\n')) {
      expect(line.length, line).toBeLessThanOrEqual(WIDTH);
      expect(/\p{C}/u.test(line), line).toBe(false);
    }
    expect(rendered).toMatch(/\b1\s+packet\)/);
  });
});
