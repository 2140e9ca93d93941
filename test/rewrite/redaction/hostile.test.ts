import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { Decoder } from '../../../src/protocols/decoder.ts';
import { PacketView } from '../../../src/protocols/packet-view.ts';
import { KeptAddresses, KeptNames } from '../../../src/rewrite/redaction/kept.ts';
import { mappersUnder } from '../../../src/rewrite/redaction/mappers.ts';
import { PacketRedactor } from '../../../src/rewrite/redaction/packet-redactor.ts';
import { identifyingFrames } from '../../../support/identifying-packets.ts';
import { SAMPLES } from '../../../support/protocol-packets/samples.ts';
import { seeded } from '../../../support/sample-packets.ts';
import { hostilePackets } from '../../hostile/hostile-packets.ts';

const keyed = (input: Uint8Array) => createHmac('sha256', 'k').update(input).digest();
const GUARD = 64;

function redactor() {
  return new PacketRedactor(mappersUnder(keyed, new KeptAddresses(), new KeptNames()));
}

test('damaged lengths, counts and pointers neither throw nor reach outside of the packet', () => {
  const random = seeded(5);
  const packets = [
    ...SAMPLES.map(({ linkType, bytes }) => ({ linkType, bytes })),
    ...[...identifyingFrames(), ...hostilePackets().map(({ bytes }) => bytes)].map((bytes) => ({
      linkType: 1,
      bytes,
    })),
  ];
  const decoder = new Decoder({ dnsPorts: [443] });
  const target = redactor();
  const view = new PacketView();
  for (let round = 0; round < 6_000; round++) {
    const { linkType, bytes } = packets[random() % packets.length];
    const length = random() % 4 === 0 ? random() % (bytes.length + 1) : bytes.length;
    const damaged = new Uint8Array(length + 2 * GUARD).fill(0xee);
    damaged.set(bytes.subarray(0, length), GUARD);
    for (let flips = random() % 6; flips > 0 && length > 0; flips--) {
      damaged[GUARD + (random() % length)] = random() & 0xff;
    }
    view.bytes = damaged;
    view.start = GUARD;
    view.end = GUARD + length;
    view.originalLength = bytes.length;
    view.capturedLength = length;
    view.frameNumber = round + 1;
    view.linkType = linkType;
    decoder.decode(view);
    const into = new Uint8Array(length + GUARD);
    const kept = target.redact(view, into.subarray(0, length));
    expect(kept).toBeGreaterThanOrEqual(0);
    expect(kept).toBeLessThanOrEqual(length);
    // Bytes around the packet are not of it: not one of them may come along.
    expect(into.subarray(length).every((byte) => byte === 0)).toBe(true);
  }
}, 60_000);

test('payloads that nobody understands do not come along, on whatever ports', () => {
  const decoder = new Decoder();
  const target = redactor();
  const view = new PacketView();
  const random = seeded(9);
  for (let round = 0; round < 500; round++) {
    const payload = Uint8Array.from({ length: 200 }, () => 0x80 | (random() & 0x7f));
    const frame = Uint8Array.from([
      ...[2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0],
      ...[0x45, 0, 0, 228, 0, 0, 0x40, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2],
      ...[random() & 0xff, random() & 0xff, random() & 0xff, random() & 0xff, 0, 208, 0, 0],
      ...payload,
    ]);
    view.bytes = frame;
    view.start = 0;
    view.end = frame.length;
    view.originalLength = frame.length;
    view.linkType = 1;
    decoder.decode(view);
    const into = new Uint8Array(frame.length);
    const kept = Buffer.from(into.buffer, 0, target.redact(view, into));
    for (let at = 0; at + 8 <= payload.length; at += 8) {
      expect(kept.includes(Buffer.from(payload.subarray(at, at + 8)))).toBe(false);
    }
  }
});
