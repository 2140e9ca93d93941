import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/diagnosis/report/report.ts';
import type { LiveChange } from '../../src/documents/live-change.ts';
import changeSchema from '../../src/documents/schemas/change.schema.json' with { type: 'json' };
import reportSchema from '../../src/documents/schemas/report.schema.json' with { type: 'json' };
import { writePcap } from '../../support/capture-writer.ts';
import { CLI, pcapVerdict } from '../../support/cli.ts';
import { LiveRun } from '../../support/live-session.ts';
import { ethernet, etherType } from '../../support/packet-builder.ts';
import { ACK, SYN, segmentBytes } from '../../support/tracked.ts';
import { expectDescribed } from '../documents/schema-checks.ts';

const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-live-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CLIENT = { address: '192.0.2.10', port: 40_000 };
const HEALTHY = { address: '198.51.100.80', port: 80 };
const SILENT = { address: '203.0.113.5', port: 443 };
const MACS = { source: '00:00:5e:00:53:01', destination: '00:00:5e:00:53:02' };
const HEADER_LENGTH = 24;
const ASKED = Uint8Array.of(1, 2, 3, 4);
/** Milliseconds in which a look comes. */
const A_LOOK = 2_500;
/** Milliseconds for what is under way after Ctrl-C. */
const A_DRAIN = 1_000;
/** Milliseconds after which silence says something of SYNs that were sent for 3 s, at the latest. */
const LONG_SILENCE = 15_000;

/** Records of a pcap; `at` in seconds. */
function records(...packets: readonly (readonly [number, Uint8Array])[]): Uint8Array {
  return writePcap(
    packets.map(([at, bytes]) => ({
      bytes: ethernet({ ...MACS, etherType: etherType.ipv4 }, bytes),
      seconds: Math.floor(at),
      nanoseconds: Math.round((at % 1) * 1e6) * 1e3,
    })),
  ).subarray(HEADER_LENGTH);
}

const header = writePcap([]);
const syn = segmentBytes({ ...CLIENT, port: 40_001 }, SILENT, { flags: SYN, sequence: 7 });

/** A request to a server that works, and its answer. */
function handshake(at: number, port = CLIENT.port): Uint8Array {
  const client = { ...CLIENT, port };
  return records(
    [at, segmentBytes(client, HEALTHY, { flags: SYN, sequence: 100 })],
    [
      at + 0.02,
      segmentBytes(HEALTHY, client, { flags: SYN | ACK, sequence: 900, acknowledgment: 101 }),
    ],
    [
      at + 0.021,
      segmentBytes(client, HEALTHY, {
        flags: ACK,
        sequence: 101,
        acknowledgment: 901,
        data: ASKED,
      }),
    ],
    [
      at + 0.021,
      segmentBytes(HEALTHY, client, {
        flags: ACK,
        sequence: 901,
        acknowledgment: 101 + ASKED.length,
        data: ASKED,
      }),
    ],
  );
}

/** What a run has said so far. */
class Live extends LiveRun {
  get lines(): unknown[] {
    return this.out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }

  get changes(): LiveChange[] {
    return (this.lines as LiveChange[]).filter(({ type }) => type === 'change');
  }

  /** Of the silent server's endpoint: "drop low". */
  get told(): string[] {
    return this.changes
      .filter(({ endpoint }) => endpoint.server === SILENT.address)
      .map(({ endpoint }) => `${endpoint.verdict} ${endpoint.confidence}`);
  }

  /** The report of a file with the same bytes. */
  reportOfFile(): Report {
    const path = join(folder, 'same.pcap');
    writeFileSync(path, this.written);
    return JSON.parse(pcapVerdict([path, '-f', 'json']).out);
  }
}

/** A report without what names the input. */
function anonymous(report: Report) {
  return { ...report, capture: { ...report.capture, name: '', sha256: '' } };
}

describe('verdicts ripen', () => {
  // A client's SYNs after 1, 3, 7 and 15 s, as Linux and Windows send them, written faster than they
  // say: what counts is the capture's own time.
  test('a drop is told after three SYNs, is surer when it holds, and Ctrl-C gives the report', async () => {
    const live = new Live('-f', 'ndjson');
    const begun = live.now - 20;
    await live.write(header, handshake(begun), records([begun + 0.1, syn], [begun + 1.1, syn]));
    await live.wait(A_LOOK);
    expect(live.told).toEqual([]);
    await live.write(records([begun + 3.1, syn]), handshake(begun + 4, 40_002));
    await live.wait(A_LOOK);
    expect(live.told, 'SYNs for 4 s').toEqual([]);
    await live.write(records([begun + 7.1, syn]));
    await live.wait(A_LOOK);
    expect(live.told).toEqual(['drop low']);
    await live.write(records([begun + 15.1, syn]), handshake(begun + 18, 40_003));
    await live.wait(A_LOOK);
    expect(live.told).toHaveLength(2);
    await live.interrupt();
    await live.wait(A_DRAIN);
    expect(await live.status).toBe(0);
    expect(live.errors).toBe('');
    const [healthy] = live.changes;
    expect(healthy.endpoint).toMatchObject({ server: HEALTHY.address, verdict: 'answered' });
    const drop = live.changes.find(({ endpoint }) => endpoint.verdict === 'drop');
    expect(drop?.endpoint.evidence[0]).toMatchObject({
      code: 'syn-only-retransmits',
      frames: [5, 6, 7, 12],
    });
    const report = live.lines.at(-1) as Report;
    expect(anonymous(report)).toEqual(anonymous(live.reportOfFile()));
    const final = report.endpoints.find(({ server }) => server === SILENT.address);
    expect(live.told).toEqual(['drop low', `drop ${final?.confidence}`]);
    expect(final?.confidence).not.toBe('low');
    // The pipe had not ended: there is no file of which this would be the hash.
    expect(report.capture.sha256).toBeNull();
  });

  test('on a network that falls silent, by the clock on the wall', async () => {
    const live = new Live('-f', 'ndjson');
    const begun = live.now - 3.5;
    const all = [header, handshake(begun), records([begun + 0.1, syn], [begun + 3.1, syn])];
    const buffered = new Live('-f', 'ndjson');
    // A writer that fills blocks before it writes stops amid a record: more packets wait with it.
    await buffered.write(...all, records([begun + 3.2, syn]).subarray(0, 40));
    await live.write(...all);
    let silence = 0;
    for (; live.told.length === 0 && silence < LONG_SILENCE; silence += A_LOOK) {
      await live.wait(A_LOOK);
    }
    expect(live.told).toEqual(['drop low']);
    await buffered.wait(silence);
    expect(buffered.told).toEqual([]);
    await live.interrupt('SIGTERM');
    await live.wait(A_DRAIN);
    expect(await live.status).toBe(0);
    expect(await buffered.end()).toBe(0);
    const { capture } = buffered.lines.at(-1) as Report;
    expect(capture.problems).toMatchObject([{ code: 'truncated' }]);
  });

  test('what was under way at Ctrl-C is no damage of the capture', async () => {
    const live = new Live('-f', 'ndjson');
    await live.write(header, handshake(live.now), records([live.now, syn]).subarray(0, 4));
    await live.wait(A_LOOK);
    expect(live.changes.length).toBeGreaterThan(0);
    await live.interrupt();
    await live.wait(A_DRAIN);
    expect(await live.status).toBe(0);
    expect((live.lines.at(-1) as Report).capture.problems).toEqual([]);
    expect(live.reportOfFile().capture.problems).toMatchObject([{ code: 'truncated' }]);
  });

  test('a second Ctrl-C ends it at once', async () => {
    const live = new Live('-f', 'ndjson');
    await live.write(header, handshake(live.now));
    await live.wait(A_LOOK);
    // Amid what it waits for after the first.
    await live.interrupt();
    await live.wait(A_DRAIN / 2);
    expect(live.exited).toBeUndefined();
    await live.interrupt();
    expect(live.exited).toBe(130);
    expect(await live.end()).toBe(0);
  });

  test('text into a pipe: lines with --live, else the report alone', async () => {
    const plain = new Live('--time-zone', '+02:00');
    const lines = new Live('--live', '--time-zone', '+02:00');
    // An old capture: only --live makes it one of right now.
    const all = [header, handshake(1e9), records([1e9 + 1, syn]), handshake(1e9 + 8, 40_002)];
    for (const live of [plain, lines]) {
      await live.write(...all);
      await live.wait(A_LOOK);
      await live.interrupt();
      await live.wait(A_DRAIN);
      expect(await live.status).toBe(0);
    }
    expect(plain.out).toMatch(/^(?:ANSWERED|INCONCLUSIVE)/);
    expect(lines.out).toMatch(
      /^2001-09-09 03:46:48\.\d+ \+02:00 {2}answered \(high\) {2}192\.0\.2\.10 → 198\.51\.100\.80 tcp 80: /m,
    );
    expect(lines.out.endsWith(`\n\n${plain.out}`)).toBe(true);
  });
});

describe('a process with a pipe', () => {
  const started = (...options: string[]) => {
    const child = spawn(process.execPath, [CLI, '-', ...options]);
    const run = { child, out: '', status: new Promise((done) => child.on('close', done)) };
    child.stdout.on('data', (text: Buffer) => {
      run.out += text.toString();
    });
    // It may end before all is written.
    child.stdin.on('error', () => {});
    return run;
  };

  test('ends with its report at Ctrl-C', async () => {
    const run = started('-f', 'ndjson', '--live');
    run.child.stdin.write(Buffer.concat([header, handshake(Date.now() / 1000)]));
    while (!run.out.includes('"change"')) await pause(50);
    run.child.kill('SIGINT');
    expect(await run.status).toBe(0);
    expect(JSON.parse(run.out.trimEnd().split('\n').at(-1)!).capture.packets).toBe(4);
  });

  test('a capture that is not of right now is no live one, however slowly it comes', async () => {
    const bytes = readFileSync('captures/syn-drop.pcapng');
    const run = started('-f', 'ndjson');
    const length = Math.ceil(bytes.length / 8);
    // More pieces than there are buffers, each handed on by itself: the hash must have them all.
    for (let at = 0; at < bytes.length; at += length) {
      run.child.stdin.write(bytes.subarray(at, at + length));
      await pause(300);
    }
    run.child.stdin.end();
    expect(await run.status).toBe(0);
    const { out } = pcapVerdict(['captures/syn-drop.pcapng', '-f', 'ndjson']);
    expect(run.out).toBe(out.replace('"name":"syn-drop.pcapng"', '"name":"standard input"'));
  });
});

test('changes follow their schema', async () => {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
  ajv.addSchema(reportSchema, 'report.schema.json');
  const validate = ajv.compile(changeSchema);
  expectDescribed(changeSchema, '');
  const live = new Live('--live', '-f', 'ndjson');
  await live.write(readFileSync('captures/syn-drop.pcapng'));
  await live.wait(A_LOOK);
  await live.end();
  expect(live.changes.length).toBeGreaterThan(1);
  for (const change of live.changes) {
    expect(validate(change) || validate.errors).toBe(true);
  }
});

describe('the command line', () => {
  test.each([
    [['captures/healthy.pcapng', '--live'], /^pcap-verdict: --live is for one capture/],
    [['-', '--live', '-f', 'html'], /^pcap-verdict: --live has no place in -f html/],
  ])('%j is refused', (args, message) => {
    const { status, errors } = pcapVerdict(args);
    expect(status).toBe(2);
    expect(errors[0]).toMatch(message);
  });

  const noScript = spawnSync('script', ['--version']).error !== undefined;
  if (noScript) console.warn('skipped: the live table on a terminal (no script(1))');
  test.skipIf(noScript)(
    'a table on a terminal, written over in place, gone at the end',
    async () => {
      const pipe = join(folder, 'pipe');
      expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
      const command = `stty rows 12 cols 90; exec '${process.execPath}' ${CLI} - < '${pipe}'`;
      const child = spawn('script', ['-qec', command, '/dev/null'], {
        env: { ...process.env, TERM: 'xterm', NO_COLOR: '1' },
      });
      let screen = '';
      child.stdout.on('data', (text: Buffer) => {
        screen += text.toString();
      });
      const ended = new Promise((resolve) => child.on('close', resolve));
      const writer = spawn('sh', ['-c', `cat > '${pipe}'`]);
      const begun = Date.now() / 1000 - 20;
      writer.stdin.write(
        Buffer.concat([header, handshake(begun), records([begun + 0.1, syn], [begun + 1.1, syn])]),
      );
      while (!screen.includes('waiting')) await pause(50);
      const later = records([begun + 3.1, syn], [begun + 7.1, syn]);
      writer.stdin.end(Buffer.concat([later, handshake(begun + 8, 40_002)]));
      await ended;
      const begin = '\u001b';
      const draws = screen.split(`${begin}[J`);
      const [table] = draws;
      expect(table).toMatch(/client 192\.0\.2\.10/);
      expect(table).toMatch(/verdict +sure +tries +answers +since +service/);
      expect(table).toMatch(/waiting +1 +0 +\d\d:\d\d:\d\d +203\.0\.113\.5 tcp 443/);
      expect(table).toMatch(/answered +high +1 +1 +\d\d:\d\d:\d\d +198\.51\.100\.80 tcp 80/);
      expect(table.split('\n').length).toBeLessThan(12);
      // Over the table before: as many lines up as it had.
      const drawn = table.split('\n').length - 1;
      expect(draws[1].replace('\r', '').startsWith(`${begin}[${drawn}A`)).toBe(true);
      const [report] = draws.slice(-1);
      expect(report).toMatch(/^DROP: /);
      expect(report).not.toContain(begin);
    },
  );
});
