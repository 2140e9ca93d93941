import { PacketView } from '../../src/protocols/packet-view.ts';

/**
 * Reads a classic pcap file, either byte order, as far as its records go: enough to feed the decoder
 * without the capture layer. Null where the bytes are something else.
 */
export function readClassicPcap(
  file: Uint8Array,
  onPacket: (view: PacketView) => void,
): number | null {
  if (file.length < 24) return null;
  const data = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const magic = data.getUint32(0, true);
  const isLittle = magic === 0xa1b2c3d4 || magic === 0xa1b23c4d;
  const bigMagic = data.getUint32(0, false);
  if (!isLittle && bigMagic !== 0xa1b2c3d4 && bigMagic !== 0xa1b23c4d) return null;
  const isNano = (isLittle ? magic : bigMagic) === 0xa1b23c4d;
  const view = new PacketView();
  view.bytes = file;
  view.linkType = data.getUint32(20, isLittle) & 0xffff;
  let at = 24;
  let packets = 0;
  while (at + 16 <= file.length) {
    const captured = data.getUint32(at + 8, isLittle);
    if (at + 16 + captured > file.length) break;
    view.frameNumber = ++packets;
    view.seconds = data.getUint32(at, isLittle);
    view.nanoseconds = data.getUint32(at + 4, isLittle) * (isNano ? 1 : 1000);
    view.originalLength = Math.max(data.getUint32(at + 12, isLittle), captured);
    view.start = at + 16;
    view.end = view.start + captured;
    onPacket(view);
    at = view.end;
  }
  return packets;
}
