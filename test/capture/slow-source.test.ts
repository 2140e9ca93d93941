import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ByteSource, NOTHING_YET } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { PacketRecord } from '../../src/capture/packet-record.ts';

/** Gives a capture in pieces; after each there is nothing for as long as anyone is patient. */
class Pieces implements ByteSource {
  readonly name = 'pieces';
  readonly size = null;
  #isPause = false;

  constructor(readonly pieces: Uint8Array[]) {}

  async read(into: Uint8Array, offset: number, _: number, patience?: number): Promise<number> {
    if (this.#isPause && patience !== undefined) {
      this.#isPause = false;
      return NOTHING_YET;
    }
    const piece = this.pieces.shift();
    if (piece === undefined) return 0;
    into.set(piece, offset);
    this.#isPause = true;
    return piece.length;
  }

  allocate(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  async close(): Promise<void> {}
}

function cut(bytes: Uint8Array, length: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += length) pieces.push(bytes.slice(at, at + length));
  return pieces;
}

// capinfos counts 356 packets in both.
test.each([
  ['captures/healthy.pcapng', 100],
  ['captures/healthy.pcapng', 7],
  ['captures/healthy-big-endian.pcap', 100],
  ['captures/healthy-big-endian.pcap', 7],
])('what has come is handed on before the rest comes: %s in pieces of %i', async (path, length) => {
  const bytes = new Uint8Array(readFileSync(path));
  const whole = await openCapture(new Pieces([bytes]));
  const expected = await times(whole);
  expect(expected).toHaveLength(356);
  const pieces = new Pieces(cut(bytes, length));
  const reader = await openCapture(pieces);
  let chunks = 0;
  let beforeEnd = 0;
  const record = new PacketRecord();
  const seen: string[] = [];
  while (await reader.refill()) {
    chunks++;
    while (reader.next(record)) {
      seen.push(`${record.seconds} ${record.nanoseconds}`);
      if (pieces.pieces.length > 0) beforeEnd++;
    }
  }
  expect(seen).toEqual(expected);
  expect(reader.problems).toEqual([]);
  // Not one chunk at the end: nearly all packets are out while there are more to come.
  expect(chunks).toBeGreaterThan(10);
  expect(beforeEnd).toBeGreaterThan(expected.length / 2);
});

async function times(reader: Awaited<ReturnType<typeof openCapture>>): Promise<string[]> {
  const record = new PacketRecord();
  const all: string[] = [];
  while (await reader.refill()) {
    while (reader.next(record)) all.push(`${record.seconds} ${record.nanoseconds}`);
  }
  return all;
}
