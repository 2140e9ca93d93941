// A pcapng in memory from many packets: what tests' own writer does for few, in one buffer.

import type { LabCapture } from './packets.ts';

/** A packet to be written; times in nanoseconds. */
export interface OutPacket {
  readonly bytes: Uint8Array;
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly originalLength: number;
  readonly interfaceIndex: number;
}

const HEADER = 28;
const INTERFACE = 32;
const PACKET = 32;
const STATISTICS = 40;
const SECRETS = 20;
const TLS_KEY_LOG = 0x544c534b;

/** One section, with the interfaces of a capture, what they say they lost, and decryption secrets. */
export function capturesBytes(
  packets: readonly OutPacket[],
  interfaces: LabCapture['interfaces'],
  keyLogs: LabCapture['keyLogs'] = [],
): Uint8Array {
  const padded = (length: number) => (length + 3) & ~3;
  const size =
    HEADER +
    interfaces.length * (INTERFACE + STATISTICS) +
    keyLogs.reduce((sum, { length }) => sum + SECRETS + padded(length), 0) +
    packets.reduce((sum, { bytes }) => sum + PACKET + padded(bytes.length), 0);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  let at = 0;
  const put32 = (offset: number, value: number) => view.setUint32(at + offset, value, true);
  const put16 = (offset: number, value: number) => view.setUint16(at + offset, value, true);
  const block = (type: number, length: number) => {
    put32(0, type);
    put32(4, length);
    put32(length - 4, length);
  };

  block(0x0a0d0d0a, HEADER);
  put32(8, 0x1a2b3c4d);
  put16(12, 1);
  file.fill(0xff, at + 16, at + 24);
  at += HEADER;
  for (const { linkType, snapLength } of interfaces) {
    block(1, INTERFACE);
    put16(8, linkType);
    put32(12, snapLength);
    // if_tsresol: nanoseconds.
    put16(16, 9);
    put16(18, 1);
    file[at + 20] = 9;
    at += INTERFACE;
  }
  // Before the packets that they open (draft-ietf-opsawg-pcapng §4.7).
  for (const keyLog of keyLogs) {
    const length = SECRETS + padded(keyLog.length);
    block(0xa, length);
    put32(8, TLS_KEY_LOG);
    put32(12, keyLog.length);
    file.set(keyLog, at + 16);
    at += length;
  }
  for (const { bytes, seconds, nanoseconds, originalLength, interfaceIndex } of packets) {
    const length = PACKET + padded(bytes.length);
    const ticks = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
    block(6, length);
    put32(8, interfaceIndex);
    put32(12, Number(ticks >> 32n));
    put32(16, Number(ticks & 0xffff_ffffn));
    put32(20, bytes.length);
    put32(24, originalLength);
    file.set(bytes, at + 28);
    at += length;
  }
  interfaces.forEach(({ dropped }, index) => {
    if (dropped === null) return;
    block(5, STATISTICS);
    put32(8, index);
    // isb_ifdrop.
    put16(20, 5);
    put16(22, 8);
    put32(24, dropped);
    at += STATISTICS;
  });
  return file.subarray(0, at);
}
