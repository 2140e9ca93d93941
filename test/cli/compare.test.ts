import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ComparisonReport } from '../../src/diagnosis/report/comparison.ts';
import { pcapVerdict } from '../../support/cli.ts';
import { underKey } from '../../support/redaction-key.ts';

const BLOCKED = 'captures/secure-access-dns-unprotected.pcapng';
const OPEN = 'captures/secure-access-open-network.pcapng';
/** Nothing of the product in it. */
const OTHER = 'captures/lab/healthy.pcapng';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function compared(...args: string[]): ComparisonReport {
  const { out, errors, status } = pcapVerdict(['compare', ...args, '-f', 'json']);
  expect([errors, status]).toEqual([[], 0]);
  return JSON.parse(out);
}

describe('pcap-verdict compare', () => {
  test.each(['text', 'html', 'json', 'ndjson', 'markdown', 'junit'])(
    '%s: the same bytes in two runs, no path of this machine',
    (format) => {
      const args = ['compare', join(process.cwd(), BLOCKED), OPEN, '-f', format];
      const { out, errors, status } = pcapVerdict(args);
      expect([errors, status]).toEqual([[], 0]);
      expect(out).toContain('The network is the cause');
      expect(out).not.toContain(process.cwd());
      expect(out.endsWith('\n')).toBe(true);
      expect(pcapVerdict(args).out).toBe(out);
    },
  );

  test('-f says which formats there are', () => {
    const { errors, status } = pcapVerdict(['compare', BLOCKED, OPEN, '-f', 'sarif']);
    expect(status).toBe(2);
    expect(errors.join(' ')).toContain('text, html, json, ndjson, markdown, wiki, adf, eml, junit');
  });

  test('-o writes one file, never over a capture, never into a folder', () => {
    const file = join(folder, 'cross-check.md');
    const { out, status } = pcapVerdict(['compare', BLOCKED, OPEN, '-f', 'markdown', '-o', file]);
    expect([out, status]).toEqual(['', 0]);
    expect(readFileSync(file, 'utf8')).toMatch(/^# Cross-check of /);
    expect(pcapVerdict(['compare', BLOCKED, OPEN, '-o', `${folder}/`]).errors[0]).toContain(
      'is a folder',
    );
    const copy = join(folder, 'copy.pcapng');
    writeFileSync(copy, readFileSync(OPEN));
    const { errors } = pcapVerdict(['compare', BLOCKED, copy, '-o', copy]);
    expect(errors[0]).toContain('would write over a capture');
    expect(readFileSync(copy).equals(readFileSync(OPEN))).toBe(true);
  });

  test('--exit-code: 1 where the first is blocked', () => {
    expect(pcapVerdict(['compare', BLOCKED, OPEN, '--exit-code']).status).toBe(1);
    expect(pcapVerdict(['compare', OPEN, BLOCKED, '--exit-code']).status).toBe(0);
  });

  test('one of them may come on standard input', () => {
    const input = readFileSync(OPEN);
    const { out, status } = pcapVerdict(['compare', BLOCKED, '-', '-f', 'json'], { input });
    expect(status).toBe(0);
    expect(JSON.parse(out).conclusion.code).toBe('network');
    const { errors } = pcapVerdict(['compare', '-', '-'], { input });
    expect(errors[0]).toContain('only one of the two');
  });

  test('a capture that cannot be read is named', () => {
    const bad = join(folder, 'notes.txt');
    writeFileSync(bad, 'these are no packets\n'.repeat(4));
    for (const args of [
      [BLOCKED, bad],
      [bad, OPEN],
    ]) {
      const { errors, out, status } = pcapVerdict(['compare', ...args]);
      expect([out, status]).toEqual(['', 2]);
      expect(errors.join(' ')).toContain('notes.txt');
      expect(errors.length).toBeLessThanOrEqual(2);
    }
    expect(pcapVerdict(['compare', BLOCKED]).status).toBe(2);
  });

  test('-Y compares only what matches', () => {
    const { services, displayFilter } = compared(BLOCKED, OPEN, '-Y', 'udp.port == 443');
    expect(displayFilter).toBe('udp.port == 443');
    expect(services.map(({ port, protocol }) => `${protocol} ${port}`)).toEqual([
      'udp 443',
      'udp 443',
    ]);
  });

  test('a look-up names what the first capture has no name for', () => {
    const lookup = join(folder, 'nslookup.txt');
    const [name, address] = ['swg-url-proxy-https-sse.sigproxy.qq.opendns.com', '18.135.112.200'];
    // As nslookup prints it on Windows.
    writeFileSync(
      lookup,
      `Server:  ad.lab.local\r\nAddress:  192.168.0.65\r\n\r\nName:    ${name}\r\nAddress:  ${address}\r\n`,
    );
    // Without its DNS, the capture has an address only.
    const filter = ['-Y', `ip.addr == ${address} or ip.addr == 198.51.100.112`];
    const first = join(folder, 'gateway.pcapng');
    const reject = 'captures/secure-access-web-reject.pcapng';
    expect(pcapVerdict(['evidence', reject, '-o', first]).status).toBe(0);
    expect(compared(first, OPEN, ...filter).conclusion.code).toBe('cannot-tell');
    const { conclusion } = compared(first, OPEN, ...filter, '--nslookup', lookup);
    expect(conclusion.code).toBe('network');
    expect(conclusion.text).toContain('Web protection');
  });

  test('times in a time zone', () => {
    const { out } = pcapVerdict(['compare', BLOCKED, OPEN, '--time-zone', '+02:00']);
    expect(out).toContain('2024-08-27 05:06:35.702114');
    expect(pcapVerdict(['compare', BLOCKED, OPEN, '--time-zone', 'Narnia']).status).toBe(2);
  });
});

describe('both captures are judged with one profile', () => {
  const profiles = (...args: string[]) => compared(...args).reports.map(({ profile }) => profile);

  test('the first’s product, where it has one', () => {
    expect(profiles(BLOCKED, OTHER)).toEqual(['cisco-secure-access', 'cisco-secure-access']);
  });

  test('else the second’s', () => {
    expect(profiles(OTHER, OPEN)).toEqual(['cisco-secure-access', 'cisco-secure-access']);
  });

  test('none where the first can be read once only', () => {
    const { out } = pcapVerdict(['compare', '-', OPEN, '-f', 'json'], {
      input: readFileSync(OTHER),
    });
    const { reports } = JSON.parse(out) as ComparisonReport;
    expect(reports.map(({ profile }) => profile)).toEqual(['generic', 'generic']);
  });

  test('the one that is asked for', () => {
    expect(profiles(BLOCKED, OPEN, '--profile', 'generic')).toEqual(['generic', 'generic']);
  });
});

describe('redacted', () => {
  // Of the site, and of its neighbours: read off the captures with tshark.
  const OWN = ['192.168.0.', '172.20.10.', '00:1b:17:4c:a0:10', '9e:58:3c:41:d2:64', 'example.'];

  test.each(['text', 'html', 'json', 'markdown', 'junit'])(
    '%s tells nothing of whose',
    (format) => {
      // Under one key: a random one turns a neighbour's network into this one now and then.
      const args = ['compare', BLOCKED, OPEN, ...underKey(folder), '-f', format];
      const { out, status } = pcapVerdict(args);
      expect(status).toBe(0);
      for (const text of [...OWN, 'secure-access-dns-unprotected']) expect(out).not.toContain(text);
      expect(out).toContain('208.67.222.222');
    },
  );

  test('the conclusion and the outcomes stay', () => {
    for (const first of ['dns-unprotected', 'web-drop']) {
      const path = `captures/secure-access-${first}.pcapng`;
      const plain = compared(path, OPEN);
      const redacted = compared(path, OPEN, ...underKey(folder));
      expect(redacted.conclusion.text).toBe(plain.conclusion.text);
      expect(redacted.conclusion.confidence).toBe(plain.conclusion.confidence);
      expect(redacted.counts).toEqual(plain.counts);
    }
    const healthy = 'captures/secure-access-healthy.pcapng';
    expect(compared(BLOCKED, healthy, '--redact').conclusion.code).toBe('changed');
  });
});
