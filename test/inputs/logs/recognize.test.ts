import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { recognizeLog } from '../../../src/inputs/logs/read-log.ts';
import { ciscoSecureAccess } from '../../../src/profiles/cisco-secure-access.ts';
import { ARTICLE_BLOCK, ARTICLE_LINES, blocksLog, linesLog } from './support.ts';

const profiles = [ciscoSecureAccess];
const bytes = (lines: readonly string[], encoding: BufferEncoding = 'utf8') =>
  Buffer.from(`\ufeff${lines.join('\r\n')}`, encoding);
const recognize = (head: Uint8Array, name: string) => recognizeLog(head, name, profiles);

const OTHER_LINES = ['2024-08-27 03:07:43 [1] [INFO] started', '2024-08-27 03:07:44 [1] [INFO] up'];
const OTHER_BLOCK = ['Date : 08/27/2024', 'Time : 06:41:22', 'Description : started'];

test('a log is known by its content, whatever its name', () => {
  expect(recognize(bytes(ARTICLE_LINES), 'x.log')).toBe(linesLog);
  expect(recognize(bytes(ARTICLE_BLOCK, 'utf16le'), 'cscumbrellaplugin.txt')).toBe(blocksLog);
  expect(recognize(bytes([...OTHER_LINES, ...ARTICLE_LINES]), 'x.log')).toBe(linesLog);
});

test('where the content has no known text, its name decides', () => {
  expect(recognize(bytes(OTHER_LINES), 'Logs\\CSCUmbrellaPlugin.TXT')).toBe(linesLog);
  expect(recognize(bytes(OTHER_BLOCK), 'dart/Umbrella.txt')).toBe(blocksLog);
  // Other logs of the same bundle are written alike.
  expect(recognize(bytes(OTHER_BLOCK), 'AnyConnect.txt')).toBeNull();
  expect(recognize(bytes(OTHER_LINES), 'other.txt')).toBeNull();
});

test('records may go on for lines', () => {
  const long = ARTICLE_LINES.flatMap((line) => [line, '{', '  "a": 1', '}']);
  expect(recognize(bytes(long), 'CscUmbrellaPlugin.txt')).toBe(linesLog);
  expect(recognize(bytes(ARTICLE_LINES.flatMap((line) => [line, '  more'])), 'x.log')).toBe(
    linesLog,
  );
});

test('other files are none, even with a log\u2019s name or its lines', () => {
  expect(recognize(bytes([]), 'Umbrella.txt')).toBeNull();
  expect(recognize(bytes(['Name: example.com', 'Address: 192.0.2.1']), 'Umbrella.txt')).toBeNull();
  const cited = ['The log says:', '', ...Array(20).fill('and much more text'), ...ARTICLE_LINES];
  expect(recognize(bytes(cited), 'notes.md')).toBeNull();
  const capture = readFileSync('captures/secure-access-dns-unprotected.pcapng');
  expect(recognize(capture, 'cscumbrellaplugin.txt')).toBeNull();
});
