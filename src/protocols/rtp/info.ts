import { escapeText } from '../escape.ts';
import type { PacketText } from '../info/packet-text.ts';
import type { PacketView } from '../packet-view.ts';
import { describeUdp } from '../udp/info.ts';
import * as rtp from './codec.ts';

/** Wireshark's names of payload types (RFC 3551 §6). */
const TYPES: Readonly<Record<number, string>> = {
  0: 'ITU-T G.711 PCMU',
  1: 'USA Federal Standard FS-1016',
  2: 'ITU-T G.721',
  3: 'GSM 06.10',
  4: 'ITU-T G.723',
  5: 'DVI4 8000 samples/s',
  6: 'DVI4 16000 samples/s',
  7: 'Experimental linear predictive encoding from Xerox PARC',
  8: 'ITU-T G.711 PCMA',
  9: 'ITU-T G.722',
  10: '16-bit uncompressed audio, stereo',
  11: '16-bit uncompressed audio, monaural',
  12: 'Qualcomm Code Excited Linear Predictive coding',
  13: 'Comfort noise',
  14: 'MPEG-I/II Audio',
  15: 'ITU-T G.728',
  16: 'DVI4 11025 samples/s',
  17: 'DVI4 22050 samples/s',
  18: 'ITU-T G.729',
  19: 'Comfort noise (old)',
  25: 'Sun CellB video encoding',
  26: 'JPEG-compressed video',
  28: "'nv' program",
  31: 'ITU-T H.261',
  32: 'MPEG-I/II Video',
  33: 'MPEG-II transport streams',
  34: 'ITU-T H.263',
};

function typeName(type: number, encoding: string): string {
  if (encoding !== '') return escapeText(encoding);
  if (type >= rtp.FIRST_DYNAMIC) return `DynamicRTP-Type-${type}`;
  if (type >= 72 && type <= 76) return 'Reserved for RTCP conflict avoidance';
  return TYPES[type] ?? 'Unassigned';
}

/** Keys of a telephone, and what a call waiting does (RFC 4733 §3.2). */
const EVENTS: readonly string[] = [
  ...['Zero 0', 'One 1', 'Two 2', 'Three 3', 'Four 4', 'Five 5', 'Six 6', 'Seven 7', 'Eight 8'],
  ...['Nine 9', 'Star *', 'Pound #', 'A', 'B', 'C', 'D'],
].map((key) => `DTMF ${key}`);

/** A key that was pressed; empty where the media is none. */
function eventText(bytes: Uint8Array, at: number, end: number): string {
  const event = rtp.payloadAt(bytes, at, end);
  if (event + 1 >= end || EVENTS[bytes[event]] === undefined) return '';
  const isLast = (bytes[event + 1] & 0x80) !== 0;
  return `Payload type=RTP Event, ${EVENTS[bytes[event]]}${isLast ? ' (end)' : ''}`;
}

/** Wireshark's packet-rtp.c. */
export function describeRtp(view: PacketView, layer: number, text: PacketText): void {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const { encoding, isSecure } = view.mediaAnnotation;
  if (view.layerEnd[layer] - at < rtp.HEADER_LENGTH) {
    describeUdp(view, view.transport, text);
    text.info += '[Malformed Packet]';
    return;
  }
  const event =
    rtp.isEvent(encoding) && !isSecure ? eventText(bytes, at, view.layerEnd[layer]) : '';
  if (event !== '') {
    text.protocol = 'RTP EVENT';
    text.info = event;
    return;
  }
  text.protocol = isSecure ? 'SRTP' : 'RTP';
  const type = typeName(rtp.payloadType(bytes, at), encoding);
  const source = (rtp.ssrc(bytes, at) >>> 0).toString(16).toUpperCase();
  const numbers = `Seq=${rtp.sequence(bytes, at)}, Time=${rtp.timestamp(bytes, at)}`;
  text.info = `PT=${type}, SSRC=0x${source}, ${numbers}${rtp.isMarked(bytes, at) ? ', Mark' : ''}`;
}
