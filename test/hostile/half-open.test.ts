import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Report } from '../../src/diagnosis/report/report.ts';
import { CLI } from '../../support/cli.ts';

const CONNECTIONS = 1_000_000;
const MAXIMUM_MEGABYTES = 300;

const SYN = 2;
const SYN_ACK = 0x12;
const PSH_ACK = 0x18;
const RECORD_LENGTH = 16 + 54;
const INTERVAL = 20;

const FLOODED = address(203, 0, 113, 10);
const SCANNER = address(192, 0, 2, 66);
const CLIENT = address(192, 168, 1, 20);
const DEAD = address(198, 51, 100, 77);
const ALIVE = address(198, 51, 100, 78);

function address(a: number, b: number, c: number, d: number): number {
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

/** A classic capture of TCP segments without data, made as it is sent. */
class Packets {
  buffer = Buffer.alloc(1 << 20);
  length = 24;
  microseconds = 0;

  constructor() {
    this.buffer.writeUInt32LE(0xa1b2c3d4, 0);
    this.buffer.writeUInt32LE(0x0004_0002, 4);
    this.buffer.writeUInt32LE(262_144, 16);
    this.buffer.writeUInt32LE(1, 20);
  }

  get isFull(): boolean {
    return this.length + 20 * RECORD_LENGTH > this.buffer.length;
  }

  take(): Buffer {
    const bytes = this.buffer.subarray(0, this.length);
    this.buffer = Buffer.alloc(1 << 20);
    this.length = 0;
    return bytes;
  }

  segment(
    [source, sourcePort]: readonly [number, number],
    [destination, destinationPort]: readonly [number, number],
    flags: number,
    sequence: number,
    acknowledgment = 0,
    data = 0,
  ): void {
    const { buffer, length: at } = this;
    buffer.writeUInt32LE(1_700_000_000 + Math.floor(this.microseconds / 1e6), at);
    buffer.writeUInt32LE(this.microseconds % 1e6, at + 4);
    buffer.writeUInt32LE(54 + data, at + 8);
    buffer.writeUInt32LE(54 + data, at + 12);
    buffer.writeUInt16BE(0x0800, at + 28);
    const ip = at + 30;
    buffer[ip] = 0x45;
    buffer.writeUInt16BE(40 + data, ip + 2);
    buffer[ip + 8] = 64;
    buffer[ip + 9] = 6;
    buffer.writeUInt32BE(source, ip + 12);
    buffer.writeUInt32BE(destination, ip + 16);
    buffer.writeUInt16BE(sourcePort, ip + 20);
    buffer.writeUInt16BE(destinationPort, ip + 22);
    buffer.writeUInt32BE(sequence, ip + 24);
    buffer.writeUInt32BE(acknowledgment, ip + 28);
    buffer[ip + 32] = 0x50;
    buffer[ip + 33] = flags;
    buffer.writeUInt16BE(64_240, ip + 34);
    this.length = ip + 40 + data;
  }

  exchange(client: readonly [number, number], server: readonly [number, number]): void {
    this.segment(client, server, SYN, 100);
    this.microseconds += 5_000;
    this.segment(server, client, SYN_ACK, 500, 101);
    this.segment(client, server, PSH_ACK, 101, 501, 20);
    this.microseconds += 5_000;
    this.segment(server, client, PSH_ACK, 501, 121, 20);
  }
}

/** A flood of one service and a scan of very many, half of them answered; nothing goes on. */
function halfOpen(packets: Packets, i: number): void {
  const isFlood = (i & 1) === 0;
  const client = isFlood
    ? ([address(11, 0, 0, 0) + i, 1024 + (i & 0x7fff)] as const)
    : ([SCANNER, 40_000] as const);
  const server = isFlood
    ? ([FLOODED, 443] as const)
    : ([address(45, 0, 0, 0) + (i >>> 8), 1 + (i & 0xff)] as const);
  packets.segment(client, server, SYN, i);
  if ((i & 2) === 0) packets.segment(server, client, SYN_ACK, 9, i + 1);
}

function* capture(): Generator<Buffer> {
  const packets = new Packets();
  const start = CONNECTIONS / 4;
  // The dead service is asked in the midst of it, after 0, 1, 3 and 7 seconds.
  const asked = [0, 1, 3, 7].map((seconds) => start + (seconds * 1e6) / INTERVAL);
  for (let i = 0; i < CONNECTIONS; i++) {
    if (asked.includes(i)) packets.segment([CLIENT, 50_000], [DEAD, 443], SYN, 1000);
    if (i === start) packets.exchange([CLIENT, 50_001], [ALIVE, 443]);
    halfOpen(packets, i);
    packets.microseconds += INTERVAL;
    if (packets.isFull) yield packets.take();
  }
  // And another when all is over.
  packets.exchange([CLIENT, 50_003], [ALIVE, 443]);
  for (const pause of [0, 1, 2, 4]) {
    packets.microseconds += pause * 1e6;
    packets.segment([CLIENT, 50_002], [DEAD, 8443], SYN, 1000);
  }
  packets.microseconds += 5e6;
  packets.exchange([CLIENT, 50_004], [ALIVE, 443]);
  yield packets.take();
}

/** Runs the built command on what is written to it. */
async function diagnose(input: Iterable<Buffer>): Promise<{ report: Report; megabytes: number }> {
  const tellPeak =
    'process.on("exit",()=>process.stderr.write("\\npeak "+process.resourceUsage().maxRSS))';
  const child = spawn(process.execPath, [
    '--import',
    `data:text/javascript,${encodeURIComponent(tellPeak)}`,
    CLI,
    '-',
    '-f',
    'json',
  ]);
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => errors.push(bytes));
  const ended = new Promise((resolve) => child.on('close', resolve));
  for (const bytes of input) {
    if (!child.stdin.write(bytes)) {
      await new Promise((resolve) => child.stdin.once('drain', resolve));
    }
  }
  child.stdin.end();
  expect(await ended).toBe(0);
  const peak = /peak (\d+)/.exec(Buffer.concat(errors).toString());
  return {
    report: JSON.parse(Buffer.concat(out).toString()) as Report,
    megabytes: Number(peak?.[1]) / 1024,
  };
}

test('a million half-open connections: bounded memory, and what is real is found', {
  timeout: 120_000,
}, async () => {
  const { report, megabytes } = await diagnose(capture());
  expect(report.capture.packets).toBe(1.5 * CONNECTIONS + 4 + 4 + 3 * 4);
  expect(megabytes).toBeLessThan(MAXIMUM_MEGABYTES);
  const verdicts = (server: string) =>
    report.endpoints
      .filter((endpoint) => endpoint.server === server)
      .map(({ port, verdict, attempts }) => ({ port, verdict, attempts }));
  expect(verdicts('198.51.100.78')).toEqual([{ port: 443, verdict: 'answered', attempts: 3 }]);
  expect(
    verdicts('198.51.100.77').sort((one, other) => (one.port ?? 0) - (other.port ?? 0)),
  ).toEqual([
    { port: 443, verdict: 'drop', attempts: 1 },
    { port: 8443, verdict: 'drop', attempts: 1 },
  ]);
  // Nobody drops or rejects what a flood or a scan asked once.
  const alarms = report.endpoints.filter(
    ({ verdict }) => verdict === 'drop' || verdict === 'reject',
  );
  expect(alarms).toHaveLength(2);
  expect(report.capture.quality.map(({ code }) => code)).toContain('endpoint-limit');
});
