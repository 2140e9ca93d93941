import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pcapVerdict, pcapVerdictProcess } from '../../support/cli.ts';
import { seeded } from '../../support/sample-packets.ts';

const GOOD = 'captures/syn-drop.pcapng';
let folder = '';

const random = seeded(3);
const noise = (length: number) => Uint8Array.from({ length }, () => random() & 0xff);
const ascii = (text: string) => new TextEncoder().encode(text);

const FILES: Readonly<Record<string, Uint8Array>> = {
  'empty.pcap': new Uint8Array(0),
  'one-byte.pcap': Uint8Array.of(0xd4),
  'magic-only.pcap': Uint8Array.of(0xd4, 0xc3, 0xb2, 0xa1),
  'cut-header.pcapng': Uint8Array.of(0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0),
  'text.pcap': ascii('This is not a capture.\nReally not.\n'),
  'page.pcap': ascii('<!doctype html><title>403 Forbidden</title>'),
  'noise.pcap': noise(5_000),
  'zeros.pcap': new Uint8Array(4_096),
  'noise.pcap.gz': gzipSync(noise(2_000)),
  'cut.pcap.gz': gzipSync(noise(2_000)).subarray(0, 9),
  'snoop.cap': Uint8Array.of(...ascii('snoop\0\0\0'), 0, 0, 0, 9, 0, 0, 0, 4),
  'eyesdn.cap': Uint8Array.of(...ascii('EyeSDN'), 0, 0, 0, 1),
  'netmon.cap': Uint8Array.of(...ascii('GMBU'), ...new Uint8Array(200)),
  'readme.txt': ascii('The user cannot connect since Monday. See the screenshot.\n'),
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
  for (const [name, bytes] of Object.entries(FILES)) writeFileSync(join(folder, name), bytes);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Exit status 2, nothing on standard output, a line or two that a person can read. */
function expectRefusal(
  args: readonly string[],
  lines = 2,
  input?: Uint8Array,
  run = pcapVerdict,
): readonly string[] {
  const { out, errors, status } = run(args, input === undefined ? {} : { input });
  const all = errors.join('\n');
  expect(status, all).toBe(2);
  expect(out).toBe('');
  expect(errors.length, all).toBeGreaterThan(0);
  expect(errors.length, all).toBeLessThanOrEqual(lines);
  expect(errors[0]).toMatch(/^pcap-verdict: /);
  expect(all).not.toMatch(/\bat .*:\d+:\d+|node:|TypeError|RangeError|internal error|undefined/);
  return errors;
}

describe('files that are no capture', () => {
  test.each(Object.keys(FILES))('%s', (name) => {
    for (const command of [[], ['packets'], ['flows']]) {
      const errors = expectRefusal([...command, join(folder, name)]);
      expect(errors.join(' ')).toContain(name);
    }
  });

  test.each(Object.entries(FILES))('%s on standard input', (_, bytes) => {
    for (const command of [[], ['packets'], ['flows']]) {
      expectRefusal([...command, '-'], 2, bytes);
    }
  });

  test.each([1_200_000, 3_000_000])(
    '%i bytes, hashed on a thread, and every command ends',
    (length) => {
      const path = join(folder, `screenshot-${length}.png`);
      writeFileSync(path, noise(length));
      for (const command of [[], ['packets'], ['flows'], ['evidence', '-o', join(folder, 'x')]]) {
        expectRefusal([...command, path], 2, undefined, pcapVerdictProcess);
      }
      expectRefusal(['-'], 2, noise(length), pcapVerdictProcess);
      const beside = pcapVerdictProcess(['-f', 'json', path, GOOD]);
      expect(beside.status).toBe(2);
      expect(beside.out).toContain('"verdict": "drop"');
    },
  );

  test('a directory, a file that is not there, a name with nothing in it', () => {
    for (const path of [folder, join(folder, 'absent.pcap'), join(folder, 'empty.pcap/x'), '']) {
      for (const command of [[], ['packets'], ['flows']]) expectRefusal([...command, path]);
    }
  });

  test.skipIf(process.getuid?.() === 0)('a file that may not be read', () => {
    const path = join(folder, 'secret.pcap');
    writeFileSync(path, 'x');
    chmodSync(path, 0);
    expect(expectRefusal([path]).join(' ')).toContain('permission');
  });

  test('foreign formats are called by their names, with what to do', () => {
    expect(expectRefusal([join(folder, 'eyesdn.cap')]).join(' ')).toMatch(/EyeSDN[\s\S]*editcap/i);
    expect(expectRefusal([join(folder, 'snoop.cap')]).join(' ')).toMatch(/snoop.* version 9/i);
    expect(expectRefusal([join(folder, 'netmon.cap')]).join(' ')).toMatch(
      /Network Monitor|NetMon/i,
    );
  });
});

describe('wrong usage', () => {
  test.each([
    [['--frobnicate', GOOD]],
    [[]],
    [['packets']],
    [['packets', GOOD, 'another.pcap']],
    [['packets', GOOD, '-c', '0']],
    [['packets', GOOD, '-c', '-1']],
    [['packets', GOOD, '-c', '1.5']],
    [['packets', GOOD, '-c', 'many']],
    [['packets', GOOD, '-t', 'local']],
    [['packets', GOOD, '-f', 'xml']],
    [['flows', GOOD, '-f', 'xml']],
    [[GOOD, '-f', 'xml']],
    [[GOOD, '-f']],
    [[GOOD, '-Y']],
    [[GOOD, '--profile', 'no-such-product']],
    [[GOOD, '-o', '/no/such/folder/report.txt']],
    [['explain', 'no-such-code']],
  ])('%j', (args) => {
    expectRefusal(args);
  });

  test.each([
    'ip.addr ==',
    'ip.adr == 1.2.3.4',
    'tcp.port == "x',
    '((tcp)',
    'ip.addr == 1.2.3.4.5',
    'dns.qry.name matches "("',
    'tcp.port in {80',
    '(((((((((((((((((((((',
    '!'.repeat(5_000),
  ])('filter %j: a caret under the place', (filter) => {
    for (const command of [[], ['packets'], ['flows']]) {
      const errors = expectRefusal([...command, GOOD, '-Y', filter], 3);
      expect(errors.some((line) => /^ *\^/.test(line))).toBe(true);
    }
  });

  test('an unknown field brings the nearest names', () => {
    expect(expectRefusal([GOOD, '-Y', 'ip.adr == 1.2.3.4'], 3).join('\n')).toContain('ip.addr');
  });

  test('a filter is judged before a file is opened', () => {
    const errors = expectRefusal(['absent.pcap', '-Y', 'nonsense.field'], 3);
    expect(errors.join('\n')).toContain('nonsense.field');
  });
});

describe('several files of which one is bad', () => {
  test('the good ones have their reports, the bad one its lines', () => {
    const bad = join(folder, 'text.pcap');
    const { out, errors, status } = pcapVerdict([GOOD, bad, 'captures/healthy.pcapng']);
    expect(status).toBe(2);
    expect(out).toContain('syn-drop.pcapng');
    expect(out).toContain('healthy.pcapng');
    expect(errors.length).toBeLessThanOrEqual(2);
    expect(errors.join(' ')).toContain('text.pcap');
  });

  test('as JSON it is a list of the readable ones', () => {
    const { out } = pcapVerdict([GOOD, 'absent.pcap', 'captures/healthy.pcapng', '-f', 'json']);
    const names = JSON.parse(out).map(
      (report: { capture: { name: string } }) => report.capture.name,
    );
    expect(names).toEqual(['syn-drop.pcapng', 'healthy.pcapng']);
  });
});

describe('captures that break part-way', () => {
  test('are analysed up to there, and the place is named', () => {
    const whole = readFileSync(GOOD);
    const path = join(folder, 'broken.pcapng');
    writeFileSync(path, whole.subarray(0, whole.length - 50));
    const { out, errors, status } = pcapVerdict([path, '-f', 'json']);
    expect(status).toBe(0);
    expect(errors).toEqual([]);
    const report = JSON.parse(out);
    expect(report.capture.packets).toBe(205);
    expect(report.capture.problems).toHaveLength(1);
    expect(report.capture.problems[0].offset).toBeGreaterThan(0);
    const text = pcapVerdict([path]).out.replace(/\s+/g, ' ');
    expect(text).toContain(`byte ${report.capture.problems[0].offset.toLocaleString('en-US')}`);
    const list = pcapVerdict(['packets', path, '-f', 'tsv']);
    expect(list.status).toBe(0);
    expect(list.out.trimEnd().split('\n')).toHaveLength(206);
    expect(list.errors).toHaveLength(1);
  });
});
