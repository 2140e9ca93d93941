import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { MemorySource } from '../../../src/capture/byte-source.ts';
import { openPacketList } from '../../../src/inputs/packet-lists/open-packet-list.ts';
import { said } from '../../../src/words/errors/said.ts';
import { readSource } from '../../../support/read-capture.ts';
import { installed, run } from '../../../support/tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'k12-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (bytes: Uint8Array) =>
  readSource(new MemorySource(bytes, 'k12.txt'), [openPacketList]);

const RULER = '+---------+---------------+----------+';

describe('K12 text', () => {
  test('bytes, times over midnight, what is not understood', async () => {
    const text = [
      ...[RULER, '23:59:59,999,999   ETHER', '|0   |01|02|ff|', ''],
      ...[RULER, '00:00:00,000,001   MTP-L2', '|0   |03|', '', 'hello', ''],
    ].join('\r\n');
    const { packets, problems, reader } = await read(new TextEncoder().encode(text));
    expect(reader.format).toBe('k12text');
    expect(
      packets.map(({ bytes, seconds, nanoseconds, linkType }) => [
        ...[[...bytes], seconds, nanoseconds, linkType],
      ]),
    ).toEqual([
      [[1, 2, 255], 86_399, 999_999_000, 1],
      [[3], 86_400, 1_000, 0xffff],
    ]);
    expect(problems.map(({ sentence }) => said(sentence)).join()).toContain(
      'a ruler, a time or bytes',
    );
  });

  test.skipIf(!installed('editcap'))('as editcap writes it', async () => {
    const file = join(folder, 'drop.txt');
    const capture = join('captures', 'syn-drop.pcapng');
    run('editcap', ['-F', 'k12text', capture, file]);
    const [printed, original] = await Promise.all([
      read(readFileSync(file)),
      read(readFileSync(capture)),
    ]);
    expect(printed.problems).toEqual([]);
    expect(printed.reader.isSelection).toBe(false);
    expect(printed.packets.map(({ bytes }) => [...bytes])).toEqual(
      original.packets.map(({ bytes }) => [...bytes]),
    );
    const day = original.packets[0].seconds - printed.packets[0].seconds;
    expect(printed.packets.map(({ seconds }) => seconds + day)).toEqual(
      original.packets.map(({ seconds }) => seconds),
    );
  });
});
