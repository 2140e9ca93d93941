// How fast logs are read, and in how much memory, on logs made for it:
//
//     node scripts/run.mjs scripts/bench-logs.ts [--megabytes 1000] [--rounds 1] [--only TEXT]
//
// Exit status 1 where a log takes more of a processor than the project promises: what else the machine
// does at the time is not the reader's.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ProfileLog } from '../src/inputs/logs/profile-log.ts';
import { readLog } from '../src/inputs/logs/read-log.ts';
import { openPath } from '../src/platform/node/path-source.ts';
import { ciscoSecureAccess } from '../src/profiles/cisco-secure-access.ts';

/** What the project promises, megabytes a second. */
const PROMISED = 200;
/** Time of the first record, in seconds. */
const START = Date.UTC(2024, 7, 27, 3, 7, 43) / 1000;

const { values: options } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const wanted = Number(options.megabytes) * 1e6;
const rounds = Number(options.rounds);

const [lines, blocks] = ciscoSecureAccess.logs ?? [];
const two = (number: number) => String(number).padStart(2, '0');

/** A record of the log `number`, known or not. */
function bracketed(number: number, isKnown: boolean): string {
  const time = new Date((START + (number >> 3)) * 1000).toISOString();
  const family = number % 3 === 0 ? 'IPv6' : 'IPv4';
  const message = isKnown
    ? `Dns Protection ${family} State Machine: probing for OpenDNS resolvers at addresses 208.67.222.222, 208.67.220.220, port 443`
    : `Dns Protection ${family} a line of this benchmark, number ${number}, that no profile knows, as long as others are`;
  return `${time.slice(0, 10)} ${time.slice(11, 19)} [${8880 + (number & 7)}] [DEBUG] < ${number % 20}> ${message}\r\n`;
}

function block(number: number, isKnown: boolean): string {
  const time = new Date((START + (number >> 3)) * 1000);
  const date = `${two(time.getUTCMonth() + 1)}/${two(time.getUTCDate())}/${time.getUTCFullYear()}`;
  const message = isKnown
    ? 'WARN | Thread 27cc | TCP handshake to SWG Proxy URL was not successful. Since fail open p'
    : `TRACE | Thread ${(number & 0xffff).toString(16)} | a line of this benchmark that no profile knows`;
  const clock = time.toISOString().slice(11, 19);
  return `Date : ${date}\r\nTime : ${clock}\r\nType : Warning\r\nSource : csc_swgagent\r\n\r\nDescription : ${message}\r\n\r\n`;
}

interface Row {
  readonly title: string;
  readonly log: ProfileLog;
  readonly record: (number: number, isKnown: boolean) => string;
  /** One record of as many is known. */
  readonly knownOf: number;
  readonly encoding: 'latin1' | 'utf16le';
}

const rows: Row[] = [
  ...([
    ['bracketed-lines', lines, bracketed],
    ['event-blocks', blocks, block],
  ] as const),
].flatMap(([format, log, record]) =>
  (['latin1', 'utf16le'] as const).flatMap((encoding) =>
    [1, 1000].map((knownOf) => ({
      title: `${format}, ${encoding === 'latin1' ? 'UTF-8' : 'UTF-16'}, ${knownOf === 1 ? 'all known' : `1 of ${knownOf} known`}`,
      log,
      record,
      knownOf,
      encoding,
    })),
  ),
);

/** Writes a log of about `wanted` bytes: one part of it many times over. */
function write(path: string, { record, knownOf, encoding }: Row): { bytes: number; known: number } {
  const texts: string[] = [];
  for (let number = 0; number < 100_000; number++) {
    texts.push(record(number, number % knownOf === 0));
  }
  const part = Buffer.from(texts.join(''), encoding);
  const mark = encoding === 'utf16le' ? Buffer.from([0xff, 0xfe]) : Buffer.alloc(0);
  const parts = Math.ceil(wanted / part.length);
  const file = openSync(path, 'w');
  writeSync(file, mark);
  for (let done = 0; done < parts; done++) writeSync(file, part);
  closeSync(file);
  return { bytes: mark.length + parts * part.length, known: (parts * 100_000) / knownOf };
}

const folder = mkdtempSync(join(tmpdir(), 'bench-logs-'));
let isSlow = false;
try {
  for (const row of rows.filter(({ title }) => title.includes(options.only))) {
    const path = join(folder, 'log.txt');
    const { bytes, known } = write(path, row);
    for (let round = 0; round < rounds; round++) {
      const source = await openPath(path);
      const [began, used] = [performance.now(), process.cpuUsage()];
      const reading = await readLog(source, row.log);
      const seconds = (performance.now() - began) / 1000;
      const { user, system } = process.cpuUsage(used);
      await source.close();
      if (reading.known !== known)
        throw new Error(`${row.title}: ${reading.known} of ${known} known`);
      const speed = bytes / 1e6 / seconds;
      const cpu = bytes / (user + system);
      isSlow ||= cpu < PROMISED;
      const memory = process.memoryUsage().rss / 1e6;
      console.log(
        `${row.title.padEnd(44)} ${(bytes / 1e6).toFixed(0)} MB  ${speed.toFixed(0).padStart(5)} MB/s  ` +
          `${cpu.toFixed(0).padStart(5)} MB per second of processor time  ${memory.toFixed(0)} MB resident`,
      );
    }
    rmSync(path);
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(isSlow ? 1 : 0);
