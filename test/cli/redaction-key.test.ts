import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redactionKey } from '../../src/cli/redaction-key.ts';
import { FORMAT_NAMES } from '../../src/documents/formats.ts';
import { nodePlatform, SCRYPT } from '../../src/platform/node/node-platform.ts';
import { pcapVerdict } from '../../support/cli.ts';

const CAPTURE = 'captures/syn-drop.pcapng';
let folder = '';
let counter = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newPath = () => join(folder, `key-${counter++}`);
const report = (...args: string[]) => pcapVerdict([CAPTURE, '-f', 'json', '-q', ...args]);
const client = ({ out }: { out: string }): string => JSON.parse(out).endpoints[0].client;

describe('--redact-key-file', () => {
  test('is made where there is none: 32 random bytes that only the owner reads', () => {
    const paths = [newPath(), newPath()];
    const secrets = paths.map((path) => {
      const { errors, status } = report('--redact-key-file', path);
      expect(status).toBe(0);
      expect(errors).toEqual([expect.stringContaining(`made a redaction key in ${path}`)]);
      if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
      return /^pcap-verdict redaction key 1: ([0-9a-f]{64})\n$/.exec(
        readFileSync(path, 'utf8'),
      )?.[1];
    });
    expect(secrets[0]).toBeDefined();
    expect(secrets[1]).toBeDefined();
    expect(secrets[0]).not.toBe(secrets[1]);
  });

  test('one file: the same replacements in all runs and commands; another: others', () => {
    const file = ['--redact-key-file', newPath()];
    const first = client(report(...file));
    const again = report(...file);
    expect(again.errors).toEqual([]);
    expect(client(again)).toBe(first);
    const joint = pcapVerdict([CAPTURE, CAPTURE, '--joint', '-f', 'json', '-q', ...file]);
    expect(joint.out).toContain(first);
    const copy = join(folder, 'copy.pcapng');
    copyFileSync(CAPTURE, copy);
    const compared = pcapVerdict(['compare', CAPTURE, copy, '-f', 'json', ...file]);
    expect(compared.out).toContain(first);
    const proof = join(folder, 'proof.pcapng');
    expect(pcapVerdict(['evidence', CAPTURE, '-o', proof, '-q', ...file]).status).toBe(0);
    expect(client(pcapVerdict([proof, '-f', 'json']))).toBe(first);
    expect(client(report('--redact-key-file', newPath()))).not.toBe(first);
    expect(client(report('--redact'))).not.toBe(first);
  });

  test.skipIf(process.platform === 'win32')('says so where others may read it', () => {
    const path = newPath();
    report('--redact-key-file', path);
    chmodSync(path, 0o644);
    const { errors, status } = report('--redact-key-file', path);
    expect(status).toBe(0);
    expect(errors).toEqual([
      `pcap-verdict: others may read the redaction key in ${path}: chmod 600 ${path}`,
    ]);
  });

  test('a file that holds no key is refused and stays as it is', () => {
    for (const content of ['', 'a word\n', readFileSync(CAPTURE), `${'0'.repeat(64)}\n`]) {
      const path = newPath();
      writeFileSync(path, content);
      const { errors, status, out } = report('--redact-key-file', path);
      expect([status, out]).toEqual([2, '']);
      expect(errors[0]).toContain('holds no redaction key');
      expect(readFileSync(path).equals(Buffer.from(content))).toBe(true);
    }
    expect(report('--redact-key-file', folder).errors[0]).toMatch(/no file; a key is kept in one/);
    expect(report('--redact-key-file', join(folder, 'no', 'key')).status).toBe(2);
    expect(report('--redact-key-file', '').errors[0]).toContain('is empty');
    if (process.platform === 'win32') return;
    // What a link leads to is not made: it may be anywhere.
    const link = newPath();
    symlinkSync(join(folder, 'elsewhere'), link);
    expect(report('--redact-key-file', link).status).toBe(2);
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
  });
});

describe('--redact-key', () => {
  test('a word without a file is refused, in plain words', () => {
    const { errors, status } = report('--redact-key', 'hunter2');
    expect(status).toBe(2);
    expect(errors[0]).toContain('--redact-key needs --redact-key-file');
    expect(errors[1]).toContain('--redact-key-file FILE');
  });

  test('word and file: both are needed for the same replacements', () => {
    const [file, other] = [newPath(), newPath()];
    const both = ['--redact-key', 'a word', '--redact-key-file', file];
    const first = client(report(...both));
    expect(client(report(...both))).toBe(first);
    expect(client(report('--redact-key-file', file))).not.toBe(first);
    expect(client(report('--redact-key', 'another', '--redact-key-file', file))).not.toBe(first);
    expect(client(report('--redact-key', 'a word', '--redact-key-file', other))).not.toBe(first);
  });

  test('the word goes through scrypt, with the file as salt, and costs at least as much as is said', () => {
    // OWASP's least: N = 2^17, r = 8, p = 1, which takes 128 MiB a guess.
    expect(SCRYPT.N).toBeGreaterThanOrEqual(1 << 17);
    expect(SCRYPT.r).toBeGreaterThanOrEqual(8);
    const path = newPath();
    const calls: [Uint8Array, Uint8Array][] = [];
    const platform = {
      ...nodePlatform(),
      stretch: (secret: Uint8Array, salt: Uint8Array) => {
        calls.push([secret, salt]);
        return new Uint8Array(32);
      },
    };
    const key = redactionKey({ word: 'Zu\u0308rich', file: path }, platform, () => {});
    expect(calls).toHaveLength(1);
    expect(Buffer.from(calls[0][0]).toString()).toBe('Z\u00fcrich');
    expect(readFileSync(path, 'latin1')).toContain(Buffer.from(calls[0][1]).toString('hex'));
    expect(key.bytes).toEqual(new Uint8Array(32));
  });
});

describe('no output has anything of the key', () => {
  const word = 'CorrectHorse';
  const proof = () => join(folder, 'whose.pcapng');
  test.each([...FORMAT_NAMES, 'evidence'])('%s', (format) => {
    for (const more of [[], ['--redact-key', word]]) {
      const path = newPath();
      const key = redactionKey({ word: more[1], file: path }, nodePlatform(), () => {});
      const args = ['--redact-key-file', path, '-q', ...more];
      const { out, errors, status } =
        format === 'evidence'
          ? pcapVerdict(['evidence', CAPTURE, '-o', proof(), ...args])
          : pcapVerdict([CAPTURE, '-f', format, ...args]);
      expect(status).toBe(0);
      const written = format === 'evidence' ? readFileSync(proof()) : Buffer.from(out);
      const salt = Buffer.from(readFileSync(path, 'latin1').slice(-65, -1), 'hex');
      for (const secret of [salt, Buffer.from(key.bytes), Buffer.from(word)]) {
        for (let at = 0; at + 8 <= secret.length; at += 4) {
          const part = secret.subarray(at, at + 8);
          expect(written.includes(part)).toBe(false);
          for (const encoding of ['hex', 'base64'] as const) {
            expect(written.toString('latin1').toLowerCase()).not.toContain(
              part.toString(encoding).replace(/=+$/, '').slice(0, 10).toLowerCase(),
            );
          }
        }
      }
      expect(written.toString('latin1')).not.toContain(path);
      expect(errors.join('')).not.toContain(word);
    }
  });

  test('nor a hash of what was redacted, by which a guess could be checked', () => {
    const hash = JSON.parse(pcapVerdict([CAPTURE, '-f', 'json']).out).capture.sha256;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    for (const format of FORMAT_NAMES) {
      const { out } = pcapVerdict([CAPTURE, '-f', format, '--redact', '-q']);
      expect(out).not.toContain(hash.slice(0, 8));
    }
  });
});
