import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openCapture } from '../../src/capture/open-capture.ts';
import { PacketRecord } from '../../src/capture/packet-record.ts';
import { openPath } from '../../src/platform/node/path-source.ts';
import { toldInWords } from '../../src/words/errors/said.ts';
import { writePcap } from '../../support/capture-writer.ts';
import { readSource } from '../../support/read-capture.ts';
import { samplePackets } from '../../support/sample-packets.ts';

const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('files', () => {
  for (const count of [1, 3000, 60_000]) {
    it(`${count} packets, with the SHA-256 of the file`, async () => {
      const bytes = writePcap(samplePackets(count));
      const source = await openPath(file(`${count}.pcap`, bytes), { sha256: true });
      const { packets, reader } = await readSource(source);
      expect(packets).toHaveLength(count);
      expect(reader.name).toBe(`${count}.pcap`);
      expect(reader.sourceBytesRead).toBe(bytes.length);
      expect(await source.sha256()).toBe(sha256(bytes));
    });
  }

  it('the hash covers what the reader did not read', async () => {
    const bytes = writePcap(samplePackets(60_000));
    const source = await openPath(file('partly.pcap', bytes), { sha256: true });
    const reader = await openCapture(source);
    expect(await reader.refill()).toBe(true);
    expect(reader.next(new PacketRecord())).toBe(true);
    expect(await source.sha256()).toBe(sha256(bytes));
    await reader.close();
  });

  it('no hash unless asked for', async () => {
    const source = await openPath(file('plain.pcap', writePcap(samplePackets(1))));
    await readSource(source);
    expect(await source.sha256()).toBeNull();
  });
});

describe('what cannot be opened', () => {
  it('absent, a directory, empty', async () => {
    await expect(openPath(join(folder, 'absent'))).rejects.toMatchObject({ code: 'unreadable' });
    await expect(toldInWords(() => openPath(folder))).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('is a directory'),
    });
    const empty = file('empty', new Uint8Array(0));
    await expect(openPath(empty)).rejects.toMatchObject({ code: 'empty' });
  });
});

it('every file of the room is free of Node', () => {
  const found = spawnSync('grep', ['-rlE', "from 'node:", 'src/capture']).stdout.toString();
  expect(found.trim()).toBe('');
});
