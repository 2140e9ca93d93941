import type { WrittenPacket } from './capture-writer.ts';

/** A small generator of numbers that are the same in every run (xorshift32). */
export function seeded(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Packets of various lengths and times; the bytes are UDP over IPv4 in Ethernet in name only. */
export function samplePackets(count: number, seed = 1): WrittenPacket[] {
  const random = seeded(seed);
  const packets: WrittenPacket[] = [];
  let seconds = 1_724_728_063;
  for (let i = 0; i < count; i++) {
    const bytes = Uint8Array.from({ length: 14 + (random() % 100) }, () => random() & 0xff);
    bytes.set([0x08, 0x00], 12);
    seconds += random() % 3;
    const nanoseconds = (random() % 1_000_000) * 1000;
    packets.push({
      bytes,
      seconds,
      nanoseconds,
      originalLength: bytes.length + (random() % 2) * 7,
    });
  }
  return packets;
}
