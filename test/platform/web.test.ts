import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Sha256 } from '../../src/capture/sha256.ts';
import { UnpackBudget } from '../../src/platform/unpack-budget.ts';
import { blobInput } from '../../src/platform/web/blob-input.ts';
import { hmacSha256 } from '../../src/platform/web/hmac.ts';
import { webPlatform } from '../../src/platform/web/web-platform.ts';
import { said, toldInWords } from '../../src/words/errors/said.ts';
import { zipOf } from '../../support/zip-writer.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('SHA-256 of every length about a block, in pieces of any, is that of Node', () => {
  for (let length = 0; length < 200; length++) {
    const bytes = randomBytes(length);
    const hash = new Sha256();
    const cut = length % 61;
    hash.update(bytes.subarray(0, cut)).update(bytes.subarray(cut));
    expect(hex(hash.digest()), `${length}`).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
  const large = randomBytes(3_000_001);
  expect(hex(new Sha256().update(large).digest())).toBe(
    createHash('sha256').update(large).digest('hex'),
  );
});

test('HMAC-SHA-256 is that of Node, of short and of long keys', () => {
  for (const length of [0, 1, 32, 64, 65, 200]) {
    const [key, bytes] = [randomBytes(length), randomBytes(77)];
    const theirs = createHmac('sha256', key).update(bytes).digest('hex');
    expect(hex(hmacSha256(key, bytes)), `${length}`).toBe(theirs);
  }
});

async function readAll(input: ReturnType<typeof blobInput>) {
  const source = await input.open({ sha256: true });
  const room = new Uint8Array(100_000);
  const parts: Buffer[] = [];
  for (;;) {
    const count = await source.read(room, 7, 90_001);
    if (count === 0) break;
    parts.push(Buffer.from(room.subarray(7, 7 + count)));
  }
  const sha256 = await source.sha256();
  await source.close();
  return { bytes: Buffer.concat(parts), sha256 };
}

test('a blob is read as it is, whole and in pieces, and hashed', async () => {
  const all = randomBytes(5_000_000);
  const input = blobInput(new Blob([all]), 'a/b.pcap');
  const { bytes, sha256 } = await readAll(input);
  expect(bytes.equals(all)).toBe(true);
  expect(sha256).toBe(createHash('sha256').update(all).digest('hex'));
  const pieces = await input.openPieces!([
    { start: 10, end: 20 },
    { start: 30, end: 30 },
    { start: 4_999_990, end: 5_000_000 },
  ]);
  const room = new Uint8Array(64);
  let at = 0;
  for (let count = -1; count !== 0; at += count) count = await pieces.read(room, at, 64 - at);
  expect(hex(room.subarray(0, at))).toBe(hex(all.subarray(10, 20)) + hex(all.subarray(-10)));
  await expect(blobInput(new Blob([]), 'x').open({})).rejects.toMatchObject({ code: 'empty' });
});

const open = (bytes: Uint8Array, password?: string, budget = new UnpackBudget()) =>
  webPlatform({ files: [], hashes: true }).openArchive(
    bytes,
    'case.zip',
    budget,
    password === undefined ? undefined : new TextEncoder().encode(password),
  );

test('a ZIP archive gives its files, as they were packed', async () => {
  const capture = readFileSync('captures/syn-drop.pcapng');
  const archive = await open(zipOf([{ name: 'logs/a.pcapng', content: capture }]));
  const [entry] = await archive.entries();
  expect(entry).toMatchObject({ path: 'logs/a.pcapng', bytes: capture.length, problem: null });
  // Twice, as a diagnosis with frames does.
  for (let turn = 0; turn < 2; turn++) {
    const { bytes, sha256 } = await readAll(entry.input!);
    expect(bytes.equals(capture)).toBe(true);
    expect(sha256).toBe(createHash('sha256').update(capture).digest('hex'));
  }
});

test('a ZIP archive that is damaged, leads out, or unpacks to too much says so', async () => {
  const damaged = await open(Buffer.from(`PK\x03\x04${'x'.repeat(60)}`));
  expect(await damaged.entries()).toEqual([]);
  expect(said(damaged.problem!)).toContain('damaged');
  await expect(open(Buffer.from('PK'))).rejects.toMatchObject({ code: 'damaged-compression' });
  const out = await open(zipOf([{ name: '../a.pcap', content: Buffer.from('x') }]));
  const entries = await out.entries();
  for (const { input } of entries) expect(input).toBeNull();
  const budget = new UnpackBudget();
  budget.take(UnpackBudget.FREE);
  const bomb = await open(
    zipOf([{ name: 'a.pcap', content: Buffer.alloc(100_000) }]),
    undefined,
    budget,
  );
  const [{ input }] = await bomb.entries();
  await expect(toldInWords(() => readAll(input!))).rejects.toThrow('too much');
});

test.each(['aes256', 'aes128', 'traditional'])('an encrypted archive: %s', async (name) => {
  const bytes = readFileSync(`test/diagnosis/case/encrypted/${name}.zip`);
  const [unknown] = await (await open(bytes)).entries();
  expect(said(unknown.problem!)).toContain('encrypted');
  const [wrong] = await (await open(bytes, 'another')).entries();
  await expect(toldInWords(() => readAll(wrong.input!))).rejects.toThrow(/password|archive says/);
  const [right] = await (await open(bytes, 'correct horse')).entries();
  const read = await readAll(right.input!);
  expect(read.bytes.length).toBe(right.bytes);
});
