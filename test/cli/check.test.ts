import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { pcapVerdict } from '../../support/cli.ts';
import { forbiddenCharacter } from '../../support/fuzz/pipeline.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
  copyFileSync('captures/syn-drop.pcapng', join(folder, 'drop.pcapng'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function expectation(text: string, ending = 'yaml'): void {
  writeFileSync(join(folder, `drop.pcapng.expect.${ending}`), text);
}

function written(): string {
  return readFileSync(join(folder, 'drop.pcapng.expect.yaml'), 'utf8');
}

const check = (...args: string[]) => pcapVerdict(['check', folder, ...args]);

// What captures/README.md says of syn-drop.pcapng.
const TRUE = `summary: drop
endpoints:
  203.0.113.55 tcp 8443:
    verdict: drop
    confidence: [medium, high]
    patterns: [syn-only-retransmits]
    frames: [25]
    attempts: 2
    retransmissions: 10
others: answered
problems: 0
`;

describe('check', () => {
  test('what is as expected is ok', () => {
    expectation(TRUE);
    const { out, errors, status } = check();
    expect(out).toMatch(/^ok {2}.*drop\.pcapng\n1 capture: 1 as expected\n$/);
    expect([errors, status]).toEqual([[], 0]);
    // One file alone, by its own name or by its expectation's.
    expect(pcapVerdict(['check', join(folder, 'drop.pcapng')]).status).toBe(0);
    expect(pcapVerdict(['check', join(folder, 'drop.pcapng.expect.yaml')]).status).toBe(0);
  });

  test('JSON is an expectation, too', () => {
    expectation(
      JSON.stringify({ endpoints: { '203.0.113.55 tcp 8443': { verdict: 'drop' } } }),
      'json',
    );
    expect(check().status).toBe(0);
  });

  test.each([
    ['summary: drop', 'summary: answered', '- summary: answered', '+ summary: drop'],
    [
      'verdict: drop',
      'verdict: [reject, closed]',
      '- verdict: reject or closed',
      '+ verdict: drop',
    ],
    ['[medium, high]', 'low', '- confidence: low', '+ confidence: medium'],
    ['syn-only-retransmits', 'syn-reset', '- patterns: syn-reset', '+ patterns: syn-only-'],
    ['frames: [25]', 'frames: [25, 3]', '- frames: 3', '+ frames: 25, 26'],
    ['attempts: 2', 'attempts: 3', '- attempts: 3', '+ attempts: 2'],
    ['others: answered', 'others: closed', '- verdict: closed', '+ verdict: answered'],
    ['others: answered', 'others: none', '- verdict: no such endpoint', '+ verdict: answered'],
    ['problems: 0', 'problems: 1', '- problems: 1', '+ problems: 0'],
    ['problems: 0', 'quality: syn-flood', '- quality: syn-flood', '+ quality: none'],
    ['tcp 8443', 'tcp 8444', '- verdict: drop', '+ verdict: not in the report'],
    ['203.', '192.0.2.1 -> 203.', '- verdict: drop', '+ verdict: not in the report'],
    ['problems: 0', 'profile: cisco-secure-access', '- profile: cisco', '+ profile: generic'],
  ])('%s is missed as %s', (there, instead, minus, plus) => {
    expectation(TRUE.replace(there, instead));
    const { out, status } = check();
    expect(status).toBe(1);
    expect(out).toContain('DIFFERS');
    expect(out).toContain(minus);
    expect(out).toContain(plus);
    expect(out).toContain('1 different');
  });

  test.each([
    ['sumary: drop', /:1:1: unknown key "sumary"; known here: .*summary/],
    ['summary: dropped', /:1:10: "dropped" is none of drop, reject/],
    ['endpoints:\n  1.2.3.4 tcp 80:\n    verdict: drop\n    port: 3', /:4:5: unknown key "port"/],
    ['endpoints:\n  1.2.3.4:80: drop', /:2:3: an endpoint is "ADDRESS tcp PORT"/],
    ['endpoints:\n  1.2.3.4 tcp 80:\n    frames: [1, x]', /:3:17: a whole number/],
    ['summary: [drop', /:1:15: /],
    ['summary: drop\nsummary: drop', /:2:1: Map keys must be unique/],
    ['- drop', /:1:1: an expectation file is a mapping/],
  ])('an error in a file is told with its line and column: %j', (text, message) => {
    expectation(text);
    const { out, status } = check();
    expect(out).toMatch(message);
    expect(out.split('\n')).toHaveLength(4);
    expect(status).toBe(2);
  });

  test('a missing expectation, a missing capture, a capture that is none: told, and the others checked', () => {
    expectation(TRUE);
    copyFileSync('captures/healthy.pcapng.gz', join(folder, 'new.pcapng.gz'));
    writeFileSync(join(folder, 'gone.pcap.expect.yaml'), 'summary: drop\n');
    writeFileSync(join(folder, 'text.pcap'), 'no capture\n');
    writeFileSync(join(folder, 'text.pcap.expect.yaml'), 'summary: drop\n');
    const { out, errors, status } = check();
    expect(out).toContain('no new.pcapng.gz.expect.yaml beside it; --update writes one');
    expect(out).toContain('gone.pcap.expect.yaml is there, its capture is not');
    expect(out).toMatch(/^ERROR .*text\.pcap$/m);
    expect(out).toMatch(/^ok .*drop\.pcapng$/m);
    expect(out).toContain(
      '4 captures: 1 as expected, 1 without expectation, 1 without capture, 1 with errors',
    );
    expect([errors, status]).toEqual([[], 2]);
    rmSync(join(folder, 'text.pcap'));
    rmSync(join(folder, 'text.pcap.expect.yaml'));
    expect(check().status).toBe(1);
  });

  test('--update writes what is seen, which then is as expected', () => {
    const { out, status } = check('--update');
    expect(out).toContain('1 written');
    expect(status).toBe(0);
    expect(written()).toBe(`summary: drop
endpoints:
  203.0.113.55 tcp 8443:
    verdict: drop
    confidence: medium
    patterns: [syn-only-retransmits]
others: answered
`);
    expect(check().status).toBe(0);
  });

  test('--update changes what was missed, and keeps all else: comments, order, keys', () => {
    expectation(`# why this is here
others: answered # all of them
endpoints:
  # the server
  203.0.113.55 tcp 8443: { verdict: reject, frames: [25, 3] } # seen in March
  192.0.2.99 tcp 80: drop
summary: reject # for now
`);
    expect(check('--update').status).toBe(0);
    expect(written()).toBe(`# why this is here
others: answered # all of them
endpoints:
  # the server
  203.0.113.55 tcp 8443: {verdict: drop, frames: [25]} # seen in March
summary: drop # for now
`);
    const before = written();
    expect(check('--update').out).toContain('1 as expected');
    expect(written()).toBe(before);
  });

  test('--update shows what it changed', () => {
    expectation('summary: answered\nothers: answered\n');
    const { out, status } = check('--update');
    expect(status).toBe(0);
    expect(out).toMatch(/^written {2}/);
    expect(out).toContain('    - summary: answered\n    + summary: drop\n');
    expect(out).toContain('+ verdict: drop');
    rmSync(join(folder, 'drop.pcapng.expect.yaml'));
    expect(check('--update').out).toContain('a new file');
  });

  test('--watch checks again what changes, and ends with what is true then', async () => {
    expectation(TRUE);
    const child = spawn(process.execPath, ['dist/cli/main.js', 'check', folder, '--watch']);
    let out = '';
    child.stdout.on('data', (data) => (out += data));
    const until = async (text: string) => {
      const from = performance.now();
      while (!out.includes(text) && performance.now() - from < 20_000) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(out).toContain(text);
      out = '';
    };
    await until('1 capture: 1 as expected');
    copyFileSync('captures/healthy.pcapng', join(folder, 'healthy.pcapng'));
    await until('2 captures: 1 as expected, 1 without expectation');
    rmSync(join(folder, 'healthy.pcapng'));
    await until('1 capture: 1 as expected');
    expectation(TRUE.replace('attempts: 2', 'attempts: 3'));
    await until('1 capture: 0 as expected, 1 different');
    child.kill('SIGINT');
    const status = await new Promise((resolve) => child.on('exit', resolve));
    expect(status).toBe(1);
  });

  test('--watch is for reading', () => {
    expectation(TRUE);
    for (const further of [['--update'], ['-f', 'junit']]) {
      expect(check('--watch', ...further).status).toBe(2);
    }
  });

  test('-f junit: a test for each capture', async () => {
    expectation(TRUE.replace('attempts: 2', 'attempts: 3'));
    const { out, status } = check('-f', 'junit');
    expect(status).toBe(1);
    expect(out).toContain('tests="1" failures="1" errors="0"');
    expect(out).toContain('203.0.113.55 tcp 8443: attempts: expected 3, seen 2');
    const contents = readFileSync('test/documents/schemas/jenkins-junit.xsd', 'utf8');
    const { errors } = await validateXML({
      xml: [{ fileName: 'check.xml', contents: out }],
      schema: [{ fileName: 'junit.xsd', contents }],
    });
    expect(errors).toEqual([]);
  });

  test('a hostile file name and hostile expectations move no terminal', () => {
    copyFileSync('captures/syn-drop.pcapng', join(folder, 'a\u001b[31m\u202e.pcapng'));
    expectation('summary: "\u202edrop\\e[31m"\n');
    const { out } = check();
    expect(forbiddenCharacter(out, '\n')).toBeNull();
  });

  test('nothing to check is wrong usage', () => {
    rmSync(join(folder, 'drop.pcapng'));
    const { out, errors, status } = check();
    expect([out, status]).toEqual(['', 2]);
    expect(errors[0]).toContain('there is no capture in this folder');
  });
});
