// Reads what tcpdump wrote: the one form of pcap that it writes on this machine. The project's own
// reader stays out of the lab, which is there to judge it.

import type { WrittenPacket } from '../capture-writer.ts';

export interface PcapFile {
  readonly linkType: number;
  readonly snapLength: number;
  readonly nanosecond: boolean;
  readonly packets: readonly WrittenPacket[];
}

/** Throws where the file is not a little-endian pcap of version 2.4. */
export function readPcap(file: Buffer): PcapFile {
  const magic = file.readUInt32LE(0);
  const nanosecond = magic === 0xa1b23c4d;
  if (!nanosecond && magic !== 0xa1b2c3d4) throw new Error('not the pcap of this machine');
  const packets: WrittenPacket[] = [];
  for (let at = 24; at + 16 <= file.length; ) {
    const length = file.readUInt32LE(at + 8);
    packets.push({
      seconds: file.readUInt32LE(at),
      nanoseconds: file.readUInt32LE(at + 4) * (nanosecond ? 1 : 1000),
      originalLength: file.readUInt32LE(at + 12),
      bytes: file.subarray(at + 16, at + 16 + length),
    });
    at += 16 + length;
  }
  return {
    linkType: file.readUInt32LE(20),
    snapLength: file.readUInt32LE(16),
    nanosecond,
    packets,
  };
}
