import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CaseReport } from '../../../src/diagnosis/report/case-report.ts';
import {
  capture,
  folderOf,
  PLUGIN_LOG,
  readFolder,
  removeFolders,
  seedCase,
  WEB_CAPTURE,
} from '../../../support/case-folder.ts';
import { type ZippedFile, zipOf } from '../../../support/zip-writer.ts';

afterAll(removeFolders);

function zipped(files: Readonly<Record<string, string | Uint8Array>>): ZippedFile[] {
  return Object.entries(files).map(([name, content]) => ({ name, content }));
}

function readZip(files: readonly ZippedFile[]): Promise<CaseReport> {
  return readFolder(join(folderOf({ 'case.zip': zipOf(files) }), 'case.zip'));
}

/** What became of each file, by its path below the archive. */
function fates({ files }: CaseReport): Record<string, string> {
  return Object.fromEntries(
    files.map(({ path, kind, text }) => [
      path.replace(/^case\.zip\/?/, ''),
      kind === 'unreadable' ? `unreadable: ${text}` : kind,
    ]),
  );
}

const REJECT = 'A firewall rejects TCP 443 to the Secure Web Gateway 18.135.112.200';
const WEB = { name: WEB_CAPTURE, content: capture(WEB_CAPTURE) };

describe('an archive', () => {
  test('is read like the folder that it was made of', async () => {
    const files = seedCase();
    const folder = await readFolder(folderOf(files));
    const archive = await readZip(zipped(files));
    expect(archive.summary).toEqual(folder.summary);
    expect(archive.findings).toHaveLength(folder.findings.length);
    expect(archive.reports.map(({ capture: { sha256 } }) => sha256)).toEqual(
      folder.reports.map(({ capture: { sha256 } }) => sha256),
    );
    // Frames were looked up in a second reading.
    expect(archive.timeline.length).toBe(folder.timeline.length);
  });

  test('inside an archive is read, too', async () => {
    const bundle = zipOf([{ name: 'Umbrella\\cscumbrellaplugin.txt', content: PLUGIN_LOG }]);
    const report = await readZip([{ name: 'DARTBundle.zip', content: bundle, method: 0 }, WEB]);
    expect(fates(report)).toEqual({
      '': 'archive',
      'DARTBundle.zip': 'archive',
      'DARTBundle.zip/Umbrella/cscumbrellaplugin.txt': 'log',
      [WEB_CAPTURE]: 'capture',
    });
  });

  test('that other programs wrote is read', async ({ skip }) => {
    if (spawnSync('zip', ['-v']).status !== 0) skip('zip is not installed');
    const folder = folderOf({ [`a folder/${WEB_CAPTURE}`]: capture(WEB_CAPTURE) });
    expect(spawnSync('zip', ['-qr', 'case.zip', 'a folder'], { cwd: folder }).status).toBe(0);
    const report = await readFolder(join(folder, 'case.zip'));
    expect(report.reports).toHaveLength(1);
  });
});

describe('a hostile archive is bounded and named, and costs the rest nothing:', () => {
  test.each([
    ['../../../etc/cron.d/job'],
    ['/etc/passwd'],
    ['C:\\Windows\\system32\\x.txt'],
    ['a/../../b'],
  ])('a path that leads out of it: %s', async (name) => {
    const report = await readZip([{ name, content: PLUGIN_LOG }, WEB]);
    expect(fates(report)[name.replaceAll('\\', '/')]).toBe(
      'unreadable: its path leads out of the archive',
    );
    expect(report.summary.text).toContain(REJECT);
  });

  test('files that unpack to far more than captures do', async () => {
    // Of valid log lines 40 MB, and the same again and again: the archive has less than 1 MB.
    const line = `${PLUGIN_LOG.split('\n')[0]}\n`;
    const bomb = { name: 'cscumbrellaplugin.txt', content: line.repeat(400_000) };
    const again = Array.from({ length: 20 }, (_, index) => ({
      name: `${index}/cscumbrellaplugin.txt`,
      content: '',
      dataOf: 1,
    }));
    const begun = process.memoryUsage().rss;
    const report = await readZip([WEB, bomb, ...again]);
    expect(report.summary.text).toContain(REJECT);
    expect(
      report.logs.some(({ problems }) =>
        problems.some(({ text }) => text.includes('unpack to too much')),
      ),
    ).toBe(true);
    expect(process.memoryUsage().rss - begun).toBeLessThan(400 * 2 ** 20);
  }, 60_000);

  test('an archive in an archive in an archive …', async () => {
    let inner = zipOf([{ name: 'cscumbrellaplugin.txt', content: PLUGIN_LOG }]);
    for (let depth = 0; depth < 8; depth++) inner = zipOf([{ name: 'next.zip', content: inner }]);
    const report = await readZip([{ name: 'nested.zip', content: inner }, WEB]);
    const deepest = report.files.filter(({ kind }) => kind === 'unreadable');
    expect(deepest.map(({ text }) => text)).toEqual([
      'archives lie in each other more than 4 deep',
    ]);
    expect(report.summary.text).toContain(REJECT);
  });

  test('a file that says it is smaller than it is', async () => {
    const report = await readZip([{ ...WEB, name: 'liar.pcapng', claims: 100 }, WEB]);
    expect(report.reports.length).toBeGreaterThan(0);
    expect(report.summary.text).toContain(REJECT);
  });

  test.each([
    ['stored', 0],
    ['deflated', 8],
  ])('a checksum that is wrong is told on the file and in its report: %s', async (_, method) => {
    const healthy = { name: 'healthy.pcapng', content: capture('healthy.pcapng') };
    const report = await readZip([{ ...healthy, method, crc32: 0x1234_5678 }]);
    const [{ text }] = report.files.filter(({ kind }) => kind === 'capture');
    expect(text).toMatch(/packets, damaged: what it shows may be wrong$/);
    const [{ capture: read, summary }] = report.reports;
    expect(read.problems).toMatchObject([{ code: 'damaged-compression' }]);
    expect(read.problems[0].text).toMatch(/checksum \(CRC-32\) is not the one in the archive/);
    // The same capture, whole, carries an all-clear.
    expect(summary.verdict).toBe('inconclusive');
    const whole = await readZip([{ ...healthy, method }]);
    expect(whole.reports[0].capture.problems).toEqual([]);
    expect(whole.summary.verdict).toBe('answered');
  });

  test('a log with a wrong checksum says so, a look-up with one is not used', async () => {
    const log = { name: 'Umbrella/cscumbrellaplugin.txt', content: PLUGIN_LOG };
    const wrong = { crc32: 1 };
    const lookup = { name: 'nslookup.txt', content: seedCase()['nslookup.txt'] };
    const report = await readZip([{ ...log, ...wrong }, { ...lookup, ...wrong }, WEB]);
    expect(JSON.stringify(report.logs[0].problems)).toMatch(/checksum/);
    expect(fates(report)[lookup.name]).toMatch(/^unreadable: .*checksum/);
  });

  // Written by libarchive: AES of WinZip (deflated and stored), and PKWARE's own encryption.
  test.each(['aes256', 'aes128', 'traditional'])('encrypted: %s', async (name) => {
    const path = join(import.meta.dirname, 'encrypted', `${name}.zip`);
    const read = (password?: string) =>
      readFolder(path, { zipPassword: password && Buffer.from(password) } as object);
    const report = await read('correct horse');
    expect(report.reports).toHaveLength(1);
    expect(report.reports[0].capture.problems).toEqual([]);
    const sha256 = createHash('sha256').update(capture('trap-dns-in-icmp-quotes.pcapng'));
    expect(report.reports[0].capture.sha256).toBe(sha256.digest('hex'));
    const reasons = await Promise.all(
      [undefined, 'wrong'].map(async (password) => (await read(password)).files[1].text),
    );
    expect(reasons).toEqual([
      'it is encrypted: --zip-password-file FILE names its password',
      'it is encrypted with another password than --zip-password-file has',
    ]);
  });

  test('an encrypted file that was changed', async () => {
    const bytes = readFileSync(join(import.meta.dirname, 'encrypted', 'aes128.zip'));
    // Far behind the local header, within the stored bytes of the capture.
    bytes[700] ^= 1;
    const report = await readFolder(join(folderOf({ 'case.zip': bytes }), 'case.zip'), {
      zipPassword: Buffer.from('correct horse'),
    });
    expect(JSON.stringify(report)).toMatch(/authentication code is wrong/);
  });

  test('an encrypted file, and packing that is not read here', async () => {
    const report = await readZip([
      { ...WEB, name: 'secret.pcapng', flags: 1 },
      { ...WEB, name: 'large.pcapng', method: 9 },
      WEB,
    ]);
    const found = fates(report);
    expect(found['secret.pcapng']).toBe(
      'unreadable: it is encrypted: --zip-password-file FILE names its password',
    );
    expect(found['large.pcapng']).toMatch(/^unreadable: it is packed with Deflate64/);
    expect(report.summary.text).toContain(REJECT);
  });

  test('one whose list of files is damaged after the first', async () => {
    const bytes = zipOf([WEB, { name: 'cscumbrellaplugin.txt', content: PLUGIN_LOG }]);
    const second = bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1');
    bytes.writeUInt32LE(0, second);
    const report = await readFolder(join(folderOf({ 'case.zip': bytes }), 'case.zip'));
    expect(report.files[0].text).toMatch(/list of files is damaged after 1 of them/);
    expect(report.summary.text).toContain(REJECT);
  });

  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    [
      'no more than its magic number',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(100)]),
    ],
  ])('one that is %s', async (_, damage) => {
    const folder = folderOf({
      'case.zip': damage(zipOf([WEB])),
      [WEB_CAPTURE]: capture(WEB_CAPTURE),
    });
    const report = await readFolder(folder);
    expect(report.files.find(({ path }) => path === 'case.zip')).toMatchObject({
      kind: 'unreadable',
      text: expect.stringMatching(/is damaged: its end is missing; a download or copy may have/),
    });
    expect(report.summary.text).toContain(REJECT);
  });

  test('damaged data of one file', async () => {
    const bytes = zipOf([{ name: 'cscumbrellaplugin.txt', content: PLUGIN_LOG.repeat(50) }, WEB]);
    bytes.fill(0xff, 60, 120);
    const report = await readFolder(join(folderOf({ 'case.zip': bytes }), 'case.zip'));
    expect(report.files[1].kind).toBe('unreadable');
    expect(report.summary.text).toContain(REJECT);
  });

  test('nothing is ever written to a disk', async () => {
    const folder = folderOf({
      'case.zip': zipOf([...zipped(seedCase()), { name: '../escaped.txt', content: 'x' }]),
    });
    await readFolder(join(folder, 'case.zip'));
    expect(readdirSync(folder)).toEqual(['case.zip']);
    expect(readdirSync(join(folder, '..'))).not.toContain('escaped.txt');
  });
});

describe('a folder', () => {
  test('is not left through a link, and what is no file is not opened', async () => {
    const folder = folderOf({ [WEB_CAPTURE]: capture(WEB_CAPTURE) });
    symlinkSync('/etc/passwd', join(folder, 'link.txt'));
    spawnSync('mkfifo', [join(folder, 'pipe')]);
    const found = fates(await readFolder(folder));
    expect(found['link.txt']).toMatch(/^unreadable: it is a link to elsewhere/);
    expect(found.pipe ?? 'unreadable: it is no regular file').toBe(
      'unreadable: it is no regular file',
    );
  });

  test('or archive may be named by a link', async () => {
    const files = { [WEB_CAPTURE]: capture(WEB_CAPTURE), 'cscumbrellaplugin.txt': PLUGIN_LOG };
    const folder = folderOf({ 'case.zip': zipOf(zipped(files)) });
    symlinkSync(folderOf(files), join(folder, 'to-folder'));
    symlinkSync(join(folder, 'case.zip'), join(folder, 'to-archive'));
    for (const link of ['to-folder', 'to-archive']) {
      const { reports, logs } = await readFolder(join(folder, link));
      expect([link, reports.length, logs.length]).toEqual([link, 1, 1]);
    }
  });

  test('may be deep; too deep is named', async () => {
    const folder = folderOf({ [WEB_CAPTURE]: capture(WEB_CAPTURE) });
    const deep = join(folder, ...Array.from({ length: 40 }, () => 'd'));
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 'cscumbrellaplugin.txt'), PLUGIN_LOG);
    const { files, logs } = await readFolder(folder);
    expect(logs).toEqual([]);
    expect(files.some(({ text }) => text.includes('more than 32 deep'))).toBe(true);
  });

  test('lists what was not understood, and twins once', async () => {
    const report = await readFolder(
      folderOf({
        'photo.png': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
        'notes.txt': 'The user says that it does not work.\n',
        'empty.log': '',
        'broken.pcapng': Buffer.from('0a0d0d0a00000000ffffffff', 'hex'),
        'copy.pcapng': capture(WEB_CAPTURE),
        [WEB_CAPTURE]: capture(WEB_CAPTURE),
      }),
    );
    const found = fates(report);
    expect(found['photo.png']).toBe('other');
    expect(found['notes.txt']).toBe('other');
    expect(found['empty.log']).toBe('other');
    expect(found['broken.pcapng']).toMatch(/^unreadable: /);
    expect(report.reports).toHaveLength(1);
    expect(report.files.find(({ path }) => path === WEB_CAPTURE)?.text).toBe(
      'the same capture as copy.pcapng',
    );
  });
});
