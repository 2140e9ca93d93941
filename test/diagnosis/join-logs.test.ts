import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Report } from '../../src/diagnosis/report/report.ts';
import { reportOf } from '../../src/diagnosis/report/report-of.ts';
import { timeZoneNamed } from '../../src/diagnosis/report/time-zone.ts';
import { openText } from '../../src/inputs/open-text.ts';
import { pcapVerdict } from '../../support/cli.ts';
import { underKey } from '../../support/redaction-key.ts';

/** Two connections to this server are silent, and eight other servers answer. */
const CAPTURE = 'captures/syn-drop.pcapng';
const SILENT = '203.0.113.55';
/** Seconds since 1970 of the first SYN to it, and the client's ports. */
const FIRST = 1_725_357_601;
const PORTS = [49_759, 49_760];

interface Line {
  readonly prefix: string;
  readonly at?: number;
  readonly server?: string;
  readonly port?: number;
  readonly clientPort?: number;
  readonly client?: string;
}

/** The kernel's line at a time of its own clock, in a form of date. */
function line(one: Line, date: (seconds: number) => string): string {
  const { at = FIRST, server = SILENT, port = 8443, clientPort = PORTS[0] } = one;
  const { client = '192.168.1.21' } = one;
  return `${date(at)} fw1 kernel: ${one.prefix}IN=eth0 OUT=eth1 SRC=${client} DST=${server} LEN=60 TTL=63 ID=1 PROTO=TCP SPT=${clientPort} DPT=${port} WINDOW=64240 RES=0x00 SYN URGP=0\n`;
}

const utc = (seconds: number) => new Date(seconds * 1000).toISOString();
const local = (seconds: number) => utc(seconds).slice(0, 19);
const rfc3164 = (seconds: number) => {
  const text = new Date(seconds * 1000).toUTCString();
  return `${text.slice(8, 11)} ${text.slice(5, 7).replace(/^0/, ' ')} ${text.slice(17, 25)}`;
};

async function reportBeside(log: string, zone?: string): Promise<Report> {
  const reader = await openCapture(new MemorySource(readFileSync(CAPTURE), 'syn-drop.pcapng'));
  const bytes = new TextEncoder().encode(log);
  return reportOf(
    await diagnose(reader, {
      firewallLogs: [
        {
          name: 'fw.log',
          open: () => openCapture(new MemorySource(bytes, 'fw.log'), [openText]),
        },
      ],
      logZone: zone === undefined ? undefined : (timeZoneNamed(zone) ?? undefined),
    }),
  );
}

const silentOf = ({ endpoints }: Report) => endpoints.find(({ server }) => server === SILENT);
const noteOf = ({ capture }: Report) =>
  capture.quality.find(({ code }) => code === 'log-joined')?.text ?? '';

describe("a firewall's log beside packets", () => {
  test('what it dropped is certain, and the capture agrees', async () => {
    const report = await reportBeside(line({ prefix: 'FWD-DROP ' }, utc));
    const endpoint = silentOf(report);
    expect(endpoint).toMatchObject({ verdict: 'drop', confidence: 'certain', attempts: 2 });
    expect(endpoint?.evidence[0]).toMatchObject({
      code: 'firewall-dropped',
      source: { file: 'fw.log', line: 1 },
      values: { beside: 'silence', device: 'fw1', rule: 'FWD-DROP' },
    });
    expect(noteOf(report)).toMatch(/1 line of 1 .*clock is that of the capture/);
  });

  test('what it let through is dropped further on', async () => {
    const report = await reportBeside(line({ prefix: 'ACCEPT ' }, utc));
    const endpoint = silentOf(report);
    expect(endpoint).toMatchObject({ verdict: 'drop', confidence: 'medium' });
    const row = endpoint?.evidence.find(({ code }) => code === 'firewall-allowed');
    expect(row?.text).toMatch(/nothing came back.*further on/);
  });

  test('a service that answers stays answered, and the contradiction is told', async () => {
    const report = await reportBeside(
      line(
        { prefix: 'DROP ', server: '203.0.113.20', port: 443, clientPort: 49_725, at: FIRST - 1 },
        utc,
      ),
    );
    const endpoint = report.endpoints.find(({ server }) => server === '203.0.113.20');
    expect(endpoint).toMatchObject({ verdict: 'answered' });
    expect(endpoint?.evidence.map(({ text }) => text).join()).toMatch(
      /But the capture has answers/,
    );
  });

  test('lines about other connections make no endpoint', async () => {
    const report = await reportBeside(line({ prefix: 'DROP ', server: '198.51.100.99' }, utc));
    expect(report.endpoints.some(({ server }) => server === '198.51.100.99')).toBe(false);
    expect(noteOf(report)).toMatch(/0 lines of 1/);
  });

  test('lines of another day are not of the capture', async () => {
    const report = await reportBeside(
      line({ prefix: 'DROP ', at: FIRST - 86_400, clientPort: 50_000 }, utc),
    );
    expect(silentOf(report)).toMatchObject({ confidence: 'medium' });
  });

  test('a clock that is ahead is found by connections of both, whatever its zone', async () => {
    const ahead = 7_200 + 40;
    const log = PORTS.map((clientPort) =>
      line({ prefix: 'DROP ', at: FIRST + ahead, clientPort }, rfc3164),
    ).join('');
    const report = await reportBeside(log);
    expect(silentOf(report)).toMatchObject({ verdict: 'drop', confidence: 'certain' });
    expect(noteOf(report)).toMatch(/2 h 40 s ahead/);
  });

  test('without a zone and without such connections nothing is certain', async () => {
    const log = line({ prefix: 'DROP ', at: FIRST + 7_200, clientPort: 50_000 }, local);
    const report = await reportBeside(log);
    expect(silentOf(report)).toMatchObject({ verdict: 'drop', confidence: 'medium' });
    expect(noteOf(report)).toMatch(/could not be compared/);
    const given = await reportBeside(log, '+02:00');
    expect(silentOf(given)).toMatchObject({ verdict: 'drop', confidence: 'certain' });
    expect(noteOf(given)).toMatch(/zone that was given/);
    // Of another time in that zone.
    expect(silentOf(await reportBeside(log, 'UTC'))).toMatchObject({ confidence: 'medium' });
  });

  test('through NAT, where the log says what became of the addresses', async () => {
    const flow = (id: number, message: string) =>
      `${utc(FIRST).slice(0, 19).replace('T', ' ')} id=20085 trace_id=${id} func=fw_forward_handler line=1 msg="${message}"\n`;
    const report = await reportBeside(
      flow(
        1,
        `vd-root:0 received a packet(proto=6, 10.9.9.9:1024->203.0.113.200:8443) from port1. flag [S], seq 1, ack 0, win 1`,
      ) +
        flow(1, 'SNAT 10.9.9.9->192.168.1.21:49759') +
        flow(1, `DNAT 203.0.113.200:8443->${SILENT}:8443`) +
        flow(1, 'Denied by forward policy check (policy 0)'),
      'UTC',
    );
    const row = silentOf(report)?.evidence.find(({ code }) => code === 'firewall-dropped');
    expect(row?.text).toMatch(/policy 0/);
  });
});

describe('on the command line', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
    writeFileSync(join(folder, 'fw.log'), line({ prefix: 'FWD-DROP ' }, utc));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('a log among the captures is held against them', () => {
    const { out } = pcapVerdict([CAPTURE, join(folder, 'fw.log'), '-f', 'json']);
    const report = JSON.parse(out);
    expect(report.capture.name).toBe('syn-drop.pcapng');
    expect(silentOf(report)).toMatchObject({ confidence: 'certain' });
  });

  test('so is one in a case', () => {
    const { out } = pcapVerdict(['case', CAPTURE, join(folder, 'fw.log'), '-f', 'json']);
    const { reports, files, summary } = JSON.parse(out);
    expect(reports).toHaveLength(1);
    expect(silentOf(reports[0])).toMatchObject({ confidence: 'certain' });
    expect(summary.confidence).toBe('certain');
    expect(files.map(({ kind }: { kind: string }) => kind)).toEqual(['capture', 'log']);
  });

  test('a case of a log alone is about the log', () => {
    const { out } = pcapVerdict(['case', join(folder, 'fw.log'), '-f', 'json']);
    const { reports } = JSON.parse(out);
    expect(reports).toMatchObject([{ capture: { format: 'netfilter-log' } }]);
  });

  test('SARIF points at the line', () => {
    const { out } = pcapVerdict([join(folder, 'fw.log'), '-f', 'sarif']);
    const [{ locations }] = JSON.parse(out).runs[0].results;
    expect(locations[0].physicalLocation.region).toEqual({ startLine: 1 });
  });

  test('a log has no packets that would be evidence', () => {
    const log = join(folder, 'fw.log');
    const { errors, status } = pcapVerdict(['evidence', log, '-o', join(folder, 'ev.pcapng')]);
    expect(status).toBe(2);
    expect(errors.join()).toMatch(/log, which has no packets/);
  });

  test('its lines are listed without data that a SYN does not carry', () => {
    const { out } = pcapVerdict(['packets', join(folder, 'fw.log')]);
    expect(out).toMatch(/49759 → 8443 \[SYN\] Seq=0 Len=0/);
  });

  test('redacted, a log alone tells neither device nor rule nor addresses', () => {
    const args = [join(folder, 'fw.log'), ...underKey(folder), '-f', 'json'];
    const { out } = pcapVerdict(args);
    const [endpoint] = JSON.parse(out).endpoints;
    expect(endpoint).toMatchObject({ verdict: 'drop', port: 8443 });
    expect(out).not.toMatch(/fw1|FWD|203\.0\.113\.55|192\.168\.1\.21/);
  });

  test('redacted, a log beside its capture still joins, and one rule stays one', () => {
    const log = join(folder, 'office-gateway.log');
    const lines = PORTS.map((clientPort) => line({ prefix: 'FWD-DROP ', clientPort }, utc));
    writeFileSync(log, lines.join(''));
    const args = [CAPTURE, log, '-f', 'json'];
    const own = JSON.parse(pcapVerdict(args).out) as Report;
    const { out } = pcapVerdict([...args, ...underKey(folder)]);
    const redacted = JSON.parse(out) as Report;
    const at = own.endpoints.findIndex(({ server }) => server === SILENT);
    expect(redacted.endpoints[at]).toMatchObject({ verdict: 'drop', confidence: 'certain' });
    const [said] = redacted.endpoints[at].evidence;
    expect(said).toMatchObject({ code: 'firewall-dropped', source: { file: 'log-1', line: 1 } });
    const { device, rule, times } = said.values as Record<string, string | number>;
    expect(device).toMatch(/^[a-z0-9]{3}$/);
    expect(rule).toMatch(/^[a-z0-9]{8}$/);
    expect(times).toBe((own.endpoints[at].evidence[0].values as Record<string, unknown>).times);
    expect(noteOf(redacted)).toMatch(/2 lines of 2/);
    expect(redacted.capture.quality.map(({ code }) => code)).not.toContain('redaction-differs');
    expect(out).not.toMatch(/fw1|FWD|office|203\.0\.113\.55|192\.168\.1\.21/);
  });
});
