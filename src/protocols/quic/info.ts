import { hexDigits } from '../bytes.ts';
import type { PacketText } from '../info/packet-text.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import type { QuicPacket } from './annotation.ts';
import * as quic from './codec.ts';
import * as frames from './frames.ts';

/** RFC 9000 §17.2, as version 1 numbers them. */
const TYPES: readonly string[] = ['Initial', '0-RTT', 'Handshake', 'Retry'];

/** `, DCID=8d2041ac`: the connection ID whose length byte is at `at`; nothing for an empty one. */
function idText(name: string, bytes: Uint8Array, at: number, end: number): string {
  if (at < 0 || at >= end || bytes[at] === 0 || at + 1 + bytes[at] > end) return '';
  return `, ${name}=${hexDigits(bytes, at + 1, at + 1 + bytes[at])}`;
}

/** Frames as Wireshark spells them in the line. */
const FRAMES: Readonly<Record<number, string>> = {
  [frames.PADDING]: 'PADDING',
  [frames.PING]: 'PING',
  [frames.ACK]: 'ACK',
  [frames.ACK_ECN]: 'ACK_ECN',
  [frames.CRYPTO]: 'CRYPTO',
  [frames.CONNECTION_CLOSE]: 'CC',
  [frames.CONNECTION_CLOSE_BY_APPLICATION]: 'CC',
};

/** `, PKN: 0, CRYPTO, PADDING` */
function initialText(packet: QuicPacket): string {
  let text = `, PKN: ${packet.packetNumber}`;
  const reader = new frames.FrameReader();
  reader.begin(packet.plain, 0, packet.plainLength);
  while (reader.next()) text += `, ${FRAMES[reader.type]}`;
  return text;
}

/** Wireshark's packet-quic.c. */
export function describeQuic(view: PacketView, layer: number, text: PacketText): void {
  const bytes = view.layerBytes(layer);
  let first = layer;
  while (first > 0 && view.layerProtocol[first - 1] === Protocol.QUIC) first--;
  let last = layer;
  // What ends a datagram may be padding, which is no packet.
  while (
    last > first &&
    quic.isPadding(bytes, view.layerStart[first], view.layerStart[last], view.layerEnd[last])
  ) {
    last--;
  }
  const at = view.layerStart[last];
  const end = view.layerEnd[last];
  text.protocol = 'QUIC';
  if (!quic.hasLongHeader(bytes, at)) {
    text.info = 'Protected Payload (KP0)';
    const id = quic.shortIdAt(at);
    const idEnd = id + view.quicAnnotation.shortIdLength;
    if (idEnd > id) text.info += `, DCID=${hexDigits(bytes, id, idEnd)}`;
    return;
  }
  if (quic.afterIds(bytes, at, end) < 0) {
    text.info = '';
    return;
  }
  text.info =
    quic.version(bytes, at) === 0 ? 'Version Negotiation' : TYPES[quic.packetType(bytes, at)];
  text.info += idText('DCID', bytes, quic.destinationIdAt(at), end);
  text.info += idText('SCID', bytes, quic.sourceIdAt(bytes, at, end), end);
  const packet = view.quicAnnotation.of(last);
  if (packet !== null) text.info += initialText(packet);
}
