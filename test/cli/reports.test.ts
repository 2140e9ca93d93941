import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Progress, progressText } from '../../src/cli/progress.ts';
import type { ReadingState } from '../../src/tasks/progress.ts';
import { CLI, pcapVerdict, pcapVerdictProcess } from '../../support/cli.ts';

const DROP = 'captures/syn-drop.pcapng';
const HEALTHY = 'captures/healthy.pcapng';
const REJECT = 'captures/secure-access-web-reject.pcapng';
const FORMATS = [
  ...['text', 'html', 'json', 'ndjson', 'markdown', 'wiki', 'adf', 'eml', 'junit', 'sarif'],
];
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences are what is looked for
const ANSI = /\u001b\[/;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('every format', () => {
  test.each(FORMATS)('%s: the same bytes in two runs, no path of this machine', (format) => {
    const args = [join(process.cwd(), DROP), '-f', format];
    const { out, errors, status } = pcapVerdict(args);
    expect([errors, status]).toEqual([[], 0]);
    expect(out.length).toBeGreaterThan(500);
    expect(out.endsWith('\n')).toBe(true);
    expect(out).not.toContain(process.cwd());
    expect(pcapVerdict(args).out).toBe(out);
  });

  test('-f takes one of them', () => {
    expect(pcapVerdict([DROP, '-f', 'pfd']).errors.join(' ')).toContain('markdown');
  });
});

describe('several captures in one call', () => {
  test('text and Markdown: one after the other', () => {
    for (const format of ['text', 'markdown', 'ndjson']) {
      const { out } = pcapVerdict([DROP, HEALTHY, '-f', format]);
      const first = pcapVerdict([DROP, '-f', format]).out;
      const second = pcapVerdict([HEALTHY, '-f', format]).out;
      expect(out.startsWith(first)).toBe(true);
      expect(out.endsWith(second)).toBe(true);
    }
  });

  test('NDJSON: a line for each', () => {
    const lines = pcapVerdict([DROP, HEALTHY, '-f', 'ndjson']).out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).capture.name)).toEqual([
      'syn-drop.pcapng',
      'healthy.pcapng',
    ]);
  });

  test('JUnit and SARIF: one document, which also tells what could not be read', () => {
    const junit = pcapVerdict([DROP, 'absent.pcap', HEALTHY, '-f', 'junit']);
    expect(junit.status).toBe(2);
    expect(junit.out.match(/<testsuite /g)).toHaveLength(3);
    expect(junit.out).toContain('<testcase name="capture is readable" classname="absent.pcap"');
    const sarif = pcapVerdict([DROP, join(folder, 'absent.pcap'), '-f', 'sarif']);
    const [run] = JSON.parse(sarif.out).runs;
    expect(run.artifacts).toHaveLength(2);
    expect(run.invocations[0].executionSuccessful).toBe(false);
    expect(sarif.out).not.toContain(folder);
  });

  test('--joint: what each says, and what fails where', () => {
    const { out } = pcapVerdict([
      REJECT,
      HEALTHY,
      'captures/secure-access-healthy.pcapng',
      '--joint',
    ]);
    expect(out).toMatch(/^3 captures\n\n1\. {2}secure-access-web-reject\.pcapng\n {4}REJECT: /);
    expect(out).toContain('    18.135.112.200 tcp 443: 1 reject, 3 answered');
    // Only a name that is longer than a line may stand out.
    const long = out.split('\n').filter((line) => line.length > 80 && /\S\s+\S/.test(line.trim()));
    expect(long).toEqual([]);
    expect(out.endsWith(pcapVerdict(['captures/secure-access-healthy.pcapng']).out)).toBe(true);
    expect(pcapVerdict([REJECT, HEALTHY, '--joint', '-f', 'markdown']).out).toMatch(
      /^# 2 packet captures\n/,
    );
    expect(pcapVerdict([REJECT, HEALTHY, '--joint', '-f', 'ndjson']).status).toBe(2);
  });

  test('-o FOLDER/: a file for each, also where names repeat', () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    copyFileSync(HEALTHY, join(other, 'syn-drop.pcapng'));
    const reports = `${join(folder, 'new', 'reports')}/`;
    const args = [
      DROP,
      join(other, 'syn-drop.pcapng'),
      'absent.pcap',
      '-f',
      'markdown',
      '-o',
      reports,
    ];
    const { out, status } = pcapVerdict(args);
    expect([out, status]).toEqual(['', 2]);
    expect(readdirSync(reports).sort()).toEqual(['syn-drop.pcapng-2.md', 'syn-drop.pcapng.md']);
    expect(readFileSync(join(reports, 'syn-drop.pcapng.md'), 'utf8')).toBe(
      pcapVerdict([DROP, '-f', 'markdown']).out,
    );
    expect(readFileSync(join(reports, 'syn-drop.pcapng-2.md'), 'utf8')).toContain('answered');
  });

  test('-o never writes over a capture', () => {
    const copy = join(folder, 'precious.pcapng');
    copyFileSync(DROP, copy);
    const { errors, status } = pcapVerdict([copy, '-o', copy]);
    expect(status).toBe(2);
    expect(errors[0]).toContain('would write over a capture');
    expect(readFileSync(copy).equals(readFileSync(DROP))).toBe(true);
  });
});

describe('--time-zone', () => {
  const timeOf = (...args: string[]) =>
    /^Time {7}(.*\n(?: {11}.*\n)?)/m
      .exec(pcapVerdict([DROP, ...args]).out)![1]
      .replace(/\s+/g, ' ')
      .trim();

  test('UTC is the default, and always said', () => {
    expect(timeOf()).toBe('2024-09-03 10:00:00.214530 to 2024-09-03 10:00:38.822417 UTC');
    expect(timeOf('--time-zone', 'utc')).toBe(timeOf());
  });

  test('zones by name and by offset', () => {
    expect(timeOf('--time-zone', 'Europe/Berlin')).toBe(
      '2024-09-03 12:00:00.214530 to 2024-09-03 12:00:38.822417 +02:00 (Europe/Berlin)',
    );
    expect(timeOf('--time-zone', '-03:30')).toBe(
      '2024-09-03 06:30:00.214530 to 2024-09-03 06:30:38.822417 -03:30',
    );
    expect(pcapVerdict([DROP, '-f', 'markdown', '--time-zone', 'Asia/Kolkata']).out).toContain(
      '- Time: 2024-09-03 15:30:00.214530 to 2024-09-03 15:30:38.822417 +05:30 (Asia/Kolkata)',
    );
  });

  test('local is the zone of the computer', () => {
    // A process takes its zone from TZ when it begins.
    const { out } = pcapVerdictProcess([DROP, '--time-zone', 'local'], {
      env: { TZ: 'America/New_York' },
    });
    expect(out).toContain('2024-09-03 06:00:00.214530');
    expect(out).toContain('-04:00');
  });

  test('JSON stays UTC', () => {
    expect(pcapVerdict([DROP, '-f', 'json', '--time-zone', 'Asia/Tokyo']).out).toBe(
      pcapVerdict([DROP, '-f', 'json']).out,
    );
  });

  test('what is no zone brings what is like it', () => {
    const { out, errors, status } = pcapVerdict([DROP, '--time-zone', 'Europe/Berln']);
    expect([out, status]).toEqual(['', 2]);
    expect(errors.join(' ')).toContain('Did you mean Europe/Berlin?');
    expect(pcapVerdict([DROP, '--time-zone', 'berlin']).errors.join(' ')).toContain(
      'Europe/Berlin',
    );
    expect(pcapVerdict([DROP, '--time-zone', '+25:00']).errors.join(' ')).toContain('IANA name');
  });
});

describe('colours', () => {
  test('what the user says counts, then the environment, then the other end', () => {
    const colored = (args: string[], env: Record<string, string> = {}) =>
      ANSI.test(
        pcapVerdict([DROP, ...args], { env: { NO_COLOR: '', FORCE_COLOR: '', ...env } }).out,
      );
    expect(colored([])).toBe(false);
    expect(colored(['--color'])).toBe(true);
    expect(colored([], { FORCE_COLOR: '1' })).toBe(true);
    expect(colored([], { FORCE_COLOR: '0' })).toBe(false);
    expect(colored([], { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
    expect(colored(['--no-color'], { FORCE_COLOR: '1' })).toBe(false);
    expect(colored(['--color'], { NO_COLOR: '1' })).toBe(true);
    expect(colored(['--color', '-f', 'markdown'])).toBe(false);
  });
});

describe('progress', () => {
  test('says which of how many, share, bytes, packets, rate and time left', () => {
    const state = { bytesRead: 420_000_000, size: 1_040_000_000, packets: 1_234_567 };
    const text = (more: Partial<ReadingState>) =>
      progressText({ ...{ label: '', milliseconds: 500 }, ...state, ...more });
    expect(text({ label: '3 of 14, case.pcapng' })).toBe(
      '3 of 14, case.pcapng: 40 %, 420 MB of 1.04 GB, 1,234,567 packets, 2,469,134/s, 1 s left',
    );
    expect(text({ size: null })).toBe('420 MB, 1,234,567 packets, 2,469,134/s');
    // A capture that is still being written grows past its size.
    expect(text({ size: 1_000_000, milliseconds: 600_000 })).toContain('100 %');
    expect(text({ size: 42_000_000_000, milliseconds: 2_000 })).toContain('3 min 18 s left');
  });

  test('threads tell of what they read, which is shown in one line', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    try {
      const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 120 });
      const progress = new Progress({ stderr }, false);
      const tellers = [progress.follow(), progress.follow()];
      const threads = tellers.map((tell) => {
        const jobs = { paths: { captures: [], logs: [] }, next: async () => null, done() {}, tell };
        return new Progress({ stderr: new PassThrough(), jobs }, false);
      });
      for (const [index, thread] of threads.entries()) {
        const state = { sourceBytesRead: 3e8, size: 1e9 + 1e9 * index, packets: 1_000_000 };
        thread.begin(state, `${index + 1} of 14, case.pcapng`);
      }
      const shown = () => stderr.read()?.toString() ?? null;
      vi.setSystemTime(900);
      for (const thread of threads) thread.update();
      expect(shown()).toBeNull();
      vi.setSystemTime(2_000);
      threads[0].update();
      expect(shown()).toBe(
        '\r\u001b[K1 of 14, case.pcapng: 30 %, 300 MB of 1.00 GB, 1,000,000 packets, 500,000/s, 5 s left',
      );
      threads[1].update();
      expect(shown()).toBeNull();
      vi.setSystemTime(4_000);
      threads[0].update();
      expect(shown()).toBe(
        '\r\u001b[K1 of 14, case.pcapng and 1 more: 20 %, 600 MB of 3.00 GB, 2,000,000 packets, 500,000/s, 16 s left',
      );
      // The first is done, and its report is written.
      threads[0].end();
      progress.end();
      expect(shown()).toBe('\r\u001b[K');
      vi.setSystemTime(6_000);
      threads[1].update();
      expect(shown()).toMatch(/K2 of 14, case\.pcapng: 15 %/);
    } finally {
      vi.useRealTimers();
    }
  });

  test('nothing is told where nobody looks', () => {
    const stderr = new PassThrough();
    expect(new Progress({ stderr }, false).follow()).toBeUndefined();
    const terminal = Object.assign(stderr, { isTTY: true });
    expect(new Progress({ stderr: terminal }, true).follow()).toBeUndefined();
  });
});

const onTerminal = (command: string, env: Record<string, string> = {}) =>
  spawnSync('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm-256color', NO_COLOR: '1', ...env },
  }).stdout.toString();

describe.skipIf(spawnSync('script', ['--version']).error !== undefined)('on a terminal', () => {
  const run = `'${process.execPath}' ${CLI}`;

  test('a hint says what to look at next, unless it is to be quiet', () => {
    const hint = /pcap-verdict packets captures\/syn-drop\.pcapng -Y '([^']+)'/;
    const out = onTerminal(`${run} ${DROP}`);
    const [, filter] = hint.exec(out)!;
    expect(filter).toBe('ip.addr == 203.0.113.55 and tcp.port == 8443');
    expect(pcapVerdict(['packets', DROP, '-Y', filter]).out.split('\n').length).toBeGreaterThan(10);
    expect(onTerminal(`${run} ${DROP} -q`)).not.toMatch(hint);
    expect(onTerminal(`${run} ${HEALTHY}`)).not.toMatch(hint);
    expect(pcapVerdict([DROP]).errors).toEqual([]);
  });

  test('a hint is never made of a file name that a shell would take apart', () => {
    const odd = join(folder, "a'b $(x).pcapng");
    writeFileSync(odd, readFileSync(DROP));
    expect(onTerminal(`${run} "${odd.replace('$', '\\$')}"`)).not.toContain('The packets:');
  });
});
