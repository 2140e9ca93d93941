import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { judgeInParallel, threadsFor } from '../../src/cli/parallel.ts';
import type { JobResult } from '../../src/cli/session.ts';
import { PROFILES } from '../../src/profiles/profiles.ts';
import { packed, unpacked } from '../../src/tasks/parcel.ts';
import { NSLOOKUP } from '../../support/case-folder.ts';
import { CLI } from '../../support/cli.ts';
import { underKey } from '../../support/redaction-key.ts';
import { captureNames, labCaptureNames } from '../../support/shipped-captures.ts';
import { zipOf } from '../../support/zip-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'jobs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CAPTURES = captureNames()
  .filter((name) => name.endsWith('.pcapng'))
  .slice(0, 12)
  .map((name) => `captures/${name}`);

/** Threads need the program's own process. */
function run(args: readonly string[], input = '') {
  const result = spawnSync(process.execPath, [CLI, ...args], { input, maxBuffer: 1 << 28 });
  return { status: result.status, out: String(result.stdout), errors: String(result.stderr) };
}

describe('--jobs', () => {
  test.each([
    ['text'],
    ['json'],
    ['ndjson'],
    ['junit', '--exit-code'],
    ['html', '--joint'],
    ['text', '-Y', 'tcp', '--target', '203.0.113.55:8443'],
  ])('-f %s: three at a time print what one after the other prints', (format, ...more) => {
    const args = [...CAPTURES, '-f', format, ...more];
    const one = run([...args, '--jobs', '1']);
    expect(one.out.length).toBeGreaterThan(1_000);
    expect(run([...args, '--jobs', '3'])).toEqual(one);
  });

  test('--redact: all threads redact under one key, of a file or a random one', () => {
    const key = underKey(folder);
    const args = [...CAPTURES.slice(0, 5), '-f', 'ndjson'];
    const one = run([...args, '--jobs', '1', ...key]);
    expect(one.out).toContain('"redacted"');
    expect(run([...args, '--jobs', '3', ...key])).toEqual(one);
    // Under a key that is in no file, and whose captures different threads judge.
    const copies = [CAPTURES[0], join(folder, 'copy.pcapng')];
    cpSync(copies[0], copies[1]);
    const { out } = run([...copies, '--redact', '--jobs', '2', '-f', 'ndjson']);
    const [first, second] = out.trim().split('\n');
    expect(first).toBe(second);
    expect(first.length).toBeGreaterThan(1_000);
  });

  test('what cannot be read costs the others nothing, and is told in its turn', () => {
    const bad = join(folder, 'bad.pcapng');
    writeFileSync(bad, 'no capture');
    const args = [CAPTURES[0], bad, CAPTURES[1], join(folder, 'absent.pcapng'), '-f', 'ndjson'];
    const one = run([...args, '--jobs', '1']);
    expect(one.status).toBe(2);
    // What is not there is said before anything is read.
    expect(one.errors).toMatch(/absent\.pcapng.*[\s\S]*bad\.pcapng/);
    expect(run([...args, '--jobs', '2'])).toEqual(one);
    expect(run(args)).toEqual(one);
  });

  test.each(['0', '-1', '1.5', '65', 'x'])('%s is refused', (number) => {
    const { errors, status } = run([CAPTURES[0], `--jobs=${number}`]);
    expect(status).toBe(2);
    expect(errors).toMatch(/--jobs takes a whole number from 1 to 64/);
  });

  test('is one for what comes through a pipe, and by default for little', () => {
    expect(threadsFor(['-', 'captures/syn-drop.pcapng'], 8)).toBe(1);
    expect(threadsFor(CAPTURES, undefined)).toBe(1);
    expect(threadsFor(['absent', `captures/syn-drop.pcapng/${'x'.repeat(300)}`], undefined)).toBe(
      1,
    );
    expect(threadsFor(CAPTURES, 8)).toBe(8);
    expect(threadsFor(CAPTURES.slice(0, 2), 8)).toBe(2);
  });
});

describe('--files-from', () => {
  test.each([
    ['lines', '\n'],
    ['lines of Windows', '\r\n'],
    ['names that NUL ends', '\0'],
  ])('%s', (_, end) => {
    const list = join(folder, 'list');
    writeFileSync(list, CAPTURES.map((name) => `${name}${end}`).join(''));
    const expected = run([...CAPTURES, '-f', 'ndjson']);
    expect(run(['--files-from', list, '-f', 'ndjson'])).toEqual(expected);
    expect(run(['--files-from', list, '-f', 'ndjson', '--jobs', '2'])).toEqual(expected);
  });

  test('comes from standard input too, and may be of one sequence', () => {
    const list = CAPTURES.join('\n');
    expect(run(['--files-from', '-', '-f', 'ndjson'], list)).toEqual(
      run([...CAPTURES, '-f', 'ndjson']),
    );
    expect(run(['--files-from', '-', '--sequence', '-f', 'json'], CAPTURES[0]).status).toBe(0);
  });

  test('an empty list, and one that is not there, are told in plain lines', () => {
    expect(run(['--files-from', '-'], '\n\n').errors).toMatch(/without a name in it/);
    const absent = run(['--files-from', join(folder, 'absent')]);
    expect(absent.status).toBe(2);
    expect(absent.errors).toMatch(/absent/);
    expect(absent.errors.trim().split('\n').length).toBeLessThanOrEqual(2);
  });
});

describe('judging in parallel', () => {
  const result = (index: number): JobResult => ({
    ...{ report: null, unreadable: null },
    lines: [`${index}`],
  });
  const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
  const thread = async () => ({
    async judge(index: number) {
      // The first takes longest: all others wait for their turn.
      await pause(index === 0 ? 50 : index % 3);
      if (index === 7) throw new Error('its thread ended');
      return result(index);
    },
    async close() {},
  });

  test('results come in order, and a thread that breaks costs one of them', async () => {
    const taken: string[] = [];
    let most = 0;
    let begun = 0;
    const start = async () => {
      const one = await thread();
      const judge = (index: number) => {
        begun = Math.max(begun, index);
        return one.judge(index);
      };
      return { ...one, judge };
    };
    await judgeInParallel(
      40,
      3,
      start,
      (index, error) => ({ ...result(index), lines: [`${index}: ${(error as Error).message}`] }),
      async (index, { lines }) => {
        expect(index).toBe(taken.length);
        most = Math.max(most, begun - index);
        taken.push(...lines);
      },
    );
    expect(taken).toEqual(
      Array.from({ length: 40 }, (_, i) => (i === 7 ? '7: its thread ended' : `${i}`)),
    );
    // Reports that wait for their turn are bounded.
    expect(most).toBeLessThanOrEqual(12);
  });

  test('what cannot be written ends it', async () => {
    const failing = judgeInParallel(40, 3, thread, result, async (index) => {
      if (index === 2) throw new Error('no room');
    });
    await expect(failing).rejects.toThrow('no room');
    // Whatever the others are at, and without a thread more.
    let started = 0;
    const start = async () => {
      const own = started++;
      return {
        judge: (index: number) =>
          own === 0 ? Promise.resolve(result(index)) : new Promise<JobResult>(() => {}),
        async close() {},
      };
    };
    const stuck = judgeInParallel(40, 3, start, result, () => Promise.reject(new Error('no room')));
    await expect(stuck).rejects.toThrow('no room');
    await pause(5);
    expect(started).toBe(3);
  });
});

describe('check --jobs', () => {
  test.each([['text'], ['junit']])('-f %s: three at a time print what one prints', (format) => {
    const broken = join(folder, `broken-${format}`);
    mkdirSync(broken);
    // One as expected, one that differs, one without expectation, one without capture, one that is none.
    cpSync(CAPTURES[0], join(broken, 'b.pcapng'));
    cpSync(`${CAPTURES[1]}.expect.yaml`, join(broken, 'b.pcapng.expect.yaml'));
    cpSync(CAPTURES[2], join(broken, 'c.pcapng'));
    cpSync(`${CAPTURES[1]}.expect.yaml`, join(broken, 'd.pcapng.expect.yaml'));
    writeFileSync(join(broken, 'e.pcapng'), 'no capture');
    cpSync(`${CAPTURES[1]}.expect.yaml`, join(broken, 'e.pcapng.expect.yaml'));
    const args = ['check', 'captures', broken, '-f', format];
    const one = run([...args, '--jobs', '1']);
    expect(one.status).toBe(2);
    expect(one.out.length).toBeGreaterThan(2_000);
    expect(run([...args, '--jobs', '3'])).toEqual(one);
  });

  test('what ends it with one ends it with three', () => {
    const bad = join(folder, 'bad');
    mkdirSync(bad);
    for (const name of ['a', 'b', 'c']) {
      cpSync(CAPTURES[0], join(bad, `${name}.pcapng`));
      // Of a folder no expectation can be read.
      mkdirSync(join(bad, `${name}.pcapng.expect.yaml`));
    }
    const one = run(['check', bad, '--jobs', '1']);
    expect(one.status).toBe(2);
    expect(run(['check', bad, '--jobs', '2'])).toEqual(one);
  });
});

describe('case --jobs', () => {
  const all = join(folder, 'case');
  mkdirSync(all);
  const names = [...captureNames(), ...labCaptureNames()];
  // Each tenth of those that the lab made, all others, one twice, one that is none, a look-up.
  for (const [index, name] of names.entries()) {
    if (name.startsWith('lab/') && index % 10 > 0) continue;
    cpSync(`captures/${name}`, join(all, name.replace('/', '-')));
  }
  cpSync(CAPTURES[0], join(all, 'zz-twice.pcapng'));
  writeFileSync(join(all, 'bad.pcapng'), readFileSync(CAPTURES[1]).subarray(0, 20));
  writeFileSync(join(all, 'nslookup.txt'), NSLOOKUP);

  test.each([['json'], ['html'], ['text', '--profile', 'web-and-dns']])(
    '-f %s: three at a time print what one prints, of what is shipped',
    (format, ...more) => {
      const args = ['case', all, '-f', format, ...more];
      const one = run([...args, '--jobs', '1']);
      expect(one.errors).toBe('');
      expect(one.status).toBe(0);
      const several = run([...args, '--jobs', '3']);
      expect(several.out === one.out).toBe(true);
      expect(several).toEqual(one);
    },
    60_000,
  );

  test('of an archive, and of one in a folder, they are judged in threads, too', () => {
    const zipped = join(folder, 'zipped');
    mkdirSync(zipped);
    const content = (name: string) => ({
      name: name.replace('captures/', 'in/'),
      content: readFileSync(name),
    });
    const bad = { name: 'in/bad.pcapng', content: readFileSync(CAPTURES[1]).subarray(0, 20) };
    // Two files of one name are two files.
    const again = { ...content(CAPTURES[3]), name: content(CAPTURES[2]).name };
    writeFileSync(join(zipped, 'a.zip'), zipOf([...CAPTURES.slice(0, 6).map(content), bad, again]));
    writeFileSync(
      join(zipped, 'b.zip'),
      zipOf([{ name: 'c.zip', content: zipOf(CAPTURES.slice(6, 8).map(content)) }]),
    );
    cpSync(CAPTURES[8], join(zipped, 'plain.pcapng'));
    for (const place of [join(zipped, 'a.zip'), zipped]) {
      const args = ['case', place, '-f', 'json'];
      const one = run([...args, '--jobs', '1']);
      expect(one.out.length).toBeGreaterThan(10_000);
      expect(run([...args, '--jobs', '3'])).toEqual(one);
    }
  });

  test('with logs, as diagnose --logs has it', () => {
    const args = [...CAPTURES, '--logs', join(all, 'nslookup.txt'), '-f', 'json'];
    const one = run([...args, '--jobs', '1']);
    expect(one.out.length).toBeGreaterThan(10_000);
    expect(run([...args, '--jobs', '2'])).toEqual(one);
  });

  test('what comes through a pipe is read once', () => {
    const args = ['case', ...CAPTURES, '--nslookup', '-', '-f', 'json'];
    const one = run([...args, '--jobs', '1'], NSLOOKUP);
    expect(one.errors).toBe('');
    expect(one.out.length).toBeGreaterThan(10_000);
    expect(run([...args, '--jobs', '2'], NSLOOKUP)).toEqual(one);
  });
});

test("between threads functions stay the profile's own objects", () => {
  const [profile] = PROFILES;
  const [fn] = profile.functions;
  const value = { profile, endpoints: [{ function: fn }, { function: fn }] };
  const clone = unpacked(structuredClone(packed(value, PROFILES)), PROFILES) as typeof value;
  expect(clone.profile).toBe(profile);
  expect(clone.endpoints[1].function).toBe(fn);
  expect(() => packed({ one: new Map() }, PROFILES)).toThrow(/Map does not go/);
});
