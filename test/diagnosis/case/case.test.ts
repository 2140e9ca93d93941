import { afterAll, describe, expect, test } from 'vitest';
import type { CaseReport } from '../../../src/diagnosis/report/case-report.ts';
import { UTC } from '../../../src/diagnosis/report/time-zone.ts';
import {
  capture,
  DNS_CAPTURE,
  EVENT_LOG,
  EVENT_LOG_PATH,
  folderOf,
  NSLOOKUP,
  PLUGIN_LOG,
  PLUGIN_LOG_PATH,
  readFolder,
  removeFolders,
  seedCase,
  WEB_CAPTURE,
} from '../../../support/case-folder.ts';
import { cpuMilliseconds } from '../../../support/cpu-time.ts';

afterAll(removeFolders);

/** Lines of the log, at other times of the day. */
function shifted(hours: number): string {
  return PLUGIN_LOG.replaceAll(' 03:', ` ${String(3 + hours).padStart(2, '0')}:`);
}

function findingOf(report: CaseReport, id: string) {
  const found = report.findings.find((finding) => finding.id === id);
  if (found === undefined) throw new Error(`no finding ${id}`);
  return found;
}

describe("the article's case as a folder", () => {
  const report = readFolder(folderOf(seedCase()));

  test('gives both verdicts in one sentence each, and says what confirms them', async () => {
    const { summary } = await report;
    expect(summary).toEqual({
      verdict: 'drop',
      confidence: 'high',
      text:
        'A firewall drops UDP 53 and 443 to the OpenDNS resolvers 208.67.222.222 and 208.67.220.220: DNS protection fails. ' +
        'A firewall rejects TCP 443 to the Secure Web Gateway 18.135.112.200: Web protection fails. ' +
        "The client's log tells of the same, probably at the same time.",
    });
  });

  test('holds the log against the queries before it', async () => {
    // The article's own table has these eight between 03:07:43 and 03:07:53.
    expect(findingOf(await report, 'drop/dns-protection').together[0]).toBe(
      'At 03:07:53 the client rejected all candidate resolvers; before it the capture has 8 queries (TXT debug.opendns.com) in frames 6797, 6798, 6825, 6826, 6915, 6916, 6918 and 6919, which have no answer.',
    );
  });

  test('holds the event log against the SYNs before it, and their resets', async () => {
    const { together, cited } = findingOf(await report, 'reject/web-protection');
    expect(together[0]).toMatch(
      /^At 06:41:22 the client .+; before it the capture has 9 SYNs in frames 6955, 7071, 7128, 7129, 7205, 7289, 7290, 7434 and 7435, answered by 9 RSTs /,
    );
    const { files } = await report;
    expect(cited.map(({ file, line }) => [files[file].path, line])).toEqual([[EVENT_LOG_PATH, 1]]);
  });

  test('tells the families apart', async () => {
    const { together, cited } = findingOf(await report, 'drop/dns-protection');
    expect(together[1]).toMatch(
      /^Over IPv6 the client rejected .+ at 03:07:43; the capture has no packet to any of its servers/,
    );
    expect(cited.map(({ line }) => line)).toEqual([6, 3]);
  });

  test('has log lines and packets on one time line', async () => {
    const { timeline, files } = await report;
    const around = timeline
      .filter(
        ({ time }) =>
          time !== null && time >= '2024-08-27T03:07:43' && time < '2024-08-27T03:07:54',
      )
      .map(({ time, kind, file, function: fn, frames, lines }) => [
        time?.slice(11, 23),
        files[file].path.slice(files[file].path.lastIndexOf('/') + 1),
        fn,
        kind === 'log' ? lines : frames,
      ]);
    const plugin = 'cscumbrellaplugin.txt';
    expect(around).toEqual([
      ['03:07:43Z', plugin, 'DNS protection, IPv4', [1]],
      ['03:07:43Z', plugin, 'DNS protection, IPv4', [2]],
      ['03:07:43Z', plugin, 'DNS protection, IPv6', [3]],
      ['03:07:43.572', DNS_CAPTURE, 'DNS protection', [6797, 6798, 6825, 6826]],
      ['03:07:48Z', plugin, 'DNS protection, IPv4', [4]],
      ['03:07:48Z', plugin, 'DNS protection, IPv4', [5]],
      ['03:07:48.569', DNS_CAPTURE, 'DNS protection', [6915, 6916, 6918, 6919]],
      ['03:07:53Z', plugin, 'DNS protection, IPv4', [6]],
    ]);
  });

  test('says what each file was taken for', async () => {
    const { files } = await report;
    expect(files.map(({ path, kind }) => [path, kind]).sort()).toEqual(
      [
        [EVENT_LOG_PATH, 'log'],
        [PLUGIN_LOG_PATH, 'log'],
        ['nslookup.txt', 'look-up'],
        [DNS_CAPTURE, 'capture'],
        [WEB_CAPTURE, 'capture'],
      ].sort(),
    );
  });

  test('says that each of the two works in the other capture', async () => {
    const sentence = findingOf(await report, 'reject/web-protection').together[1];
    expect(sentence).toContain(`In ${DNS_CAPTURE}, `);
    expect(sentence).toContain('earlier and from the same client address, the same works');
  });
});

describe('a log without a capture', () => {
  test('gives its status and its time, and no verdict', async () => {
    const { summary, findings, logs } = await readFolder(
      folderOf({ 'cscumbrellaplugin.txt': PLUGIN_LOG }),
    );
    expect(summary.verdict).toBe('inconclusive');
    expect(summary.text).toMatch(
      /^The client's log says that DNS protection failed at 2024-08-27 03:07:53\. There is no capture/,
    );
    expect(findings.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['log/dns-protection', 'inconclusive'],
    ]);
    expect(logs[0].status).toEqual([
      'DNS protection, IPv4: the client rejected all candidate resolvers, 2024-08-27 03:07:53',
      'DNS protection, IPv6: the client rejected all candidate resolvers, 2024-08-27 03:07:43',
    ]);
    expect(logs[0].clock.offset).toBeNull();
  });
});

describe('a log and a capture', () => {
  test('of another time are not held together', async () => {
    const { findings } = await readFolder(
      folderOf({ 'cscumbrellaplugin.txt': shifted(6), [WEB_CAPTURE]: capture(WEB_CAPTURE) }),
      { logZone: UTC },
    );
    const told = findings.find(({ id }) => id === 'log/dns-protection');
    expect(told?.together.at(-1)).toMatch(/^No capture covers that time/);
  });

  test('that disagree are told as such: the log fails, the servers answer', async () => {
    const healthy = 'secure-access-healthy.pcapng';
    const { reports } = await readFolder(folderOf({ [healthy]: capture(healthy) }));
    // A round of probes that ends in the second of the capture's last packet.
    const last = Date.parse(reports[0].capture.lastTime ?? '');
    const moved = (line: string, time: number) =>
      `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')}${line.slice(19)}\n`;
    const [, probing, , , , rejected] = PLUGIN_LOG.split('\n');
    const log = moved(probing, last - 12_000) + moved(rejected, last);
    const both = await readFolder(
      folderOf({ [healthy]: capture(healthy), 'cscumbrellaplugin.txt': log }),
      { logZone: UTC },
    );
    const told = both.findings.find(({ id }) => id === 'log-disagrees/dns-protection');
    expect(told?.verdict).toBe('inconclusive');
    expect(told?.title).toContain('while servers of it answer');
    expect(told?.remedy[0]).toContain('Look at the PC');
  });

  test('with a clock that is given are held together by it', async () => {
    const log = shifted(2);
    const { findings, logs } = await readFolder(
      folderOf({ 'cscumbrellaplugin.txt': log, [DNS_CAPTURE]: capture(DNS_CAPTURE) }),
      { logZone: { name: '+02:00', offset: () => 7_200 } },
    );
    expect(logs[0].clock).toMatchObject({ offset: 120, certainty: 'given' });
    expect(findings[0].together[0]).toMatch(
      /^At 05:07:53 by the log \(03:07:53 UTC\) the client rejected .+ 8 queries/,
    );
  });
});

test('an event log whose lines nobody knows is listed, and changes no verdict', async () => {
  const strange = EVENT_LOG.replace('TCP handshake', 'Something else');
  const { files, findings } = await readFolder(
    folderOf({ 'Umbrella.txt': strange, [WEB_CAPTURE]: capture(WEB_CAPTURE) }),
  );
  expect(files.map(({ path, kind }) => [path, kind])).toContainEqual(['Umbrella.txt', 'log']);
  expect(findings.map(({ verdict }) => verdict)).toEqual(['reject']);
});

describe('a look-up', () => {
  const refused = `${NSLOOKUP.split('\n').slice(0, 3).join('\n')}

*** ad.lab.local can't find swg-url-proxy-https-sse.sigproxy.qq.opendns.com: Non-existent domain
`;

  test('without a capture tells what failed', async () => {
    const { findings } = await readFolder(folderOf({ 'nslookup.txt': refused }));
    expect(findings.map(({ id }) => id.split('/')[1])).toEqual(['lookup-failed']);
  });

  test('that gives a private address for what works in the capture is no headline', async () => {
    const healthy = 'secure-access-healthy.pcapng';
    const sinkhole = NSLOOKUP.replace('18.135.112.200', '10.135.112.200');
    const { findings, summary } = await readFolder(
      folderOf({ [healthy]: capture(healthy), 'nslookup.txt': sinkhole }),
    );
    expect(findings.map(({ id }) => id.split('/')[1])).toContain('lookup-sinkhole');
    expect(summary.verdict).toBe('answered');
  });

  test('is read whole, however much stands before it in the file', async () => {
    // A hundred look-ups of many addresses each.
    const addresses = Array.from({ length: 50 }, (_, index) => `203.0.113.${index + 1}`);
    const answer = `${NSLOOKUP.split('\n').slice(1, 4).join('\n')}
Name: www.example.com
Addresses: ${addresses.join('\n          ')}

`;
    const before = `C:\\Users\\admin>nslookup www.example.com\n${answer}`.repeat(100);
    expect(before.length).toBeGreaterThan(65_536);
    const { findings } = await readFolder(folderOf({ 'nslookup.txt': before + refused }));
    expect(findings.map(({ id }) => id.split('/')[1])).toEqual(['lookup-failed']);
  });

  test('beside two captures tells it once', async () => {
    const { findings } = await readFolder(folderOf({ ...seedCase(), 'nslookup.txt': refused }));
    expect(findings.filter(({ id }) => id.includes('/lookup-failed/'))).toHaveLength(1);
  });

  test('of what one of two captures asks for is not called absent', async () => {
    const { reports } = await readFolder(
      folderOf({
        [WEB_CAPTURE]: capture(WEB_CAPTURE),
        'dns-drop-ipv6.pcapng': capture('dns-drop-ipv6.pcapng'),
        'nslookup.txt': NSLOOKUP,
      }),
    );
    const notes = reports.flatMap((report) => report.capture.quality.map(({ code }) => code));
    expect(notes).not.toContain('target-absent');
    const { reports: alone } = await readFolder(
      folderOf({
        'dns-drop-ipv6.pcapng': capture('dns-drop-ipv6.pcapng'),
        'nslookup.txt': NSLOOKUP,
      }),
    );
    expect(alone[0].capture.quality.map(({ code }) => code)).toContain('target-absent');
  });
});

describe('a healthy capture is not alarmed about', () => {
  const healthy = 'secure-access-healthy.pcapng';
  const [, probing, overIpv6, , , rejected] = PLUGIN_LOG.split('\n');
  /** A line of the log at seconds from the capture's first packet (2024-08-27 09:02:11 UTC). */
  const line = (text: string, seconds: number) =>
    `${new Date(Date.UTC(2024, 7, 27, 9, 2, 11 + seconds)).toISOString().slice(0, 19).replace('T', ' ')}${text.slice(19)}\n`;
  const read = (log: string) =>
    readFolder(folderOf({ [healthy]: capture(healthy), 'cscumbrellaplugin.txt': log }), {
      logZone: UTC,
    });

  test('where the log fails over the family that the PC does not have', async () => {
    const { findings, summary } = await read(line(probing, 1) + line(overIpv6, 1));
    expect(findings).toEqual([]);
    expect(summary.verdict).toBe('answered');
  });

  test('where the failure was before its packets', async () => {
    const { findings, summary } = await read(line(rejected, -46) + line(probing, 1));
    expect(findings).toEqual([]);
    expect(summary.text).not.toContain('log');
  });

  test('where the failure came after its end: that is said behind what it shows', async () => {
    const { findings, summary } = await read(line(probing, 1) + line(rejected, 79));
    expect(findings.map(({ id }) => id)).toEqual(['log/dns-protection']);
    expect(summary).toMatchObject({ verdict: 'answered' });
    expect(summary.text).toMatch(
      / But: The client's log says that DNS protection failed at 2024-08-27 09:03:30\. No capture covers that time/,
    );
  });
});

test('a log of 20,000 failures is held against a capture in no time, and told in a few sentences', async () => {
  const rejected = PLUGIN_LOG.split('\n')[5].slice(19);
  const begin = Date.UTC(2024, 7, 27, 3, 6, 30);
  const lines = Array.from({ length: 20_000 }, (_, index) =>
    new Date(begin + index * 5).toISOString().slice(0, 19).replace('T', ' '),
  );
  const folder = folderOf({
    [DNS_CAPTURE]: capture(DNS_CAPTURE),
    'cscumbrellaplugin.txt': lines.map((time) => `${time}${rejected}\n`).join(''),
  });
  const begun = cpuMilliseconds();
  const { findings } = await readFolder(folder, { logZone: UTC });
  expect(cpuMilliseconds() - begun).toBeLessThan(5_000);
  expect(findings[0].together.length).toBeLessThan(6);
});

test('two failures in a row do not share packets', async () => {
  const log = ['06:41:20', '06:41:21']
    .map((time) => EVENT_LOG.replace('06:41:22', time))
    .join('\n');
  const { findings } = await readFolder(
    folderOf({ 'Umbrella.txt': log, [WEB_CAPTURE]: capture(WEB_CAPTURE) }),
    { logZone: UTC },
  );
  const [first, second] = findings[0].together.map((sentence) =>
    [...sentence.matchAll(/\b\d{4}\b/g)].map(([frame]) => frame),
  );
  expect(first.length).toBeGreaterThan(2);
  expect(second.length).toBeGreaterThan(2);
  expect(second.filter((frame) => first.includes(frame))).toEqual([]);
});

test('an ICMP error stands behind the packet that it is about', async () => {
  const name = 'icmp-admin-prohibited.pcapng';
  const { timeline } = await readFolder(folderOf({ [name]: capture(name) }));
  const refused = timeline.filter(({ text }) => text.includes('ICMP error'));
  expect(refused.length).toBeGreaterThan(0);
  for (const { frames } of refused) expect(frames).toEqual(frames.toSorted((a, b) => a - b));
});
