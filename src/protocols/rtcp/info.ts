import type { PacketText } from '../info/packet-text.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as rtcp from './codec.ts';

const TYPES: Readonly<Record<number, string>> = {
  192: 'Full Intra-frame Request (H.261)',
  193: 'Negative Acknowledgement (H.261)',
  194: 'SMPTE time-code mapping',
  195: 'Extended inter-arrival jitter report',
  200: 'Sender Report',
  201: 'Receiver Report',
  202: 'Source description',
  203: 'Goodbye',
  204: 'Application specific',
  205: 'Generic RTP Feedback',
  206: 'Payload-specific Feedback',
  207: 'Extended report (RFC 3611)',
  208: 'AVB RTCP packet (IEEE1733)',
  209: 'Receiver Summary Information',
  210: 'Port Mapping',
};
/** What feedback on a payload asks for (RFC 4585 §6.3, RFC 5104 §4.3), where Wireshark names it in the line. */
const FEEDBACK: Readonly<Record<number, string>> = {
  1: 'PLI',
  2: 'SLI',
  3: 'RPSI',
  4: 'FIR',
  5: 'TSTR',
  6: 'TSTN',
  7: 'VBCM',
  15: 'ALFB',
};

/** Wireshark's packet-rtcp.c. */
export function describeRtcp(view: PacketView, layer: number, text: PacketText): void {
  const bytes = view.layerBytes(layer);
  let first = layer;
  while (first > 0 && view.layerProtocol[first - 1] === Protocol.RTCP) first--;
  text.protocol = view.mediaAnnotation.isSecure ? 'SRTCP' : 'RTCP';
  text.info = '';
  for (let i = first; i <= layer; i++) {
    const at = view.layerStart[i];
    const type = rtcp.type(bytes, at);
    text.info += `${TYPES[type] ?? 'Unknown'}   `;
    const isReport = type === rtcp.SENDER_REPORT || type === rtcp.RECEIVER_REPORT;
    if (isReport && rtcp.blocksEnd(bytes, at) > view.layerEnd[i]) text.info += missing(view);
    if (type === rtcp.APPLICATION) text.info += application(bytes, at, view.layerEnd[i]);
    if (type === rtcp.PAYLOAD_FEEDBACK) {
      const feedback = FEEDBACK[rtcp.count(bytes, at)];
      if (feedback !== undefined) text.info += `${feedback}  `;
    }
  }
}

/** What Wireshark says where a report has fewer blocks than it counts. */
function missing({ payloadLength, payloadStart, payloadEnd }: PacketView): string {
  return payloadLength > payloadEnd - payloadStart
    ? '[Packet size limited during capture]'
    : '[Malformed Packet]';
}

/** `( TEST ) subtype=3`; Wireshark leaves a name out that is no text. */
function application(bytes: Uint8Array, at: number, end: number): string {
  const name = at + 2 * rtcp.HEADER_LENGTH;
  let shown = '';
  for (let i = name; i < Math.min(end, name + 4); i++) {
    if (bytes[i] < 0x20 || bytes[i] > 0x7e) {
      shown = '';
      break;
    }
    shown += String.fromCharCode(bytes[i]);
  }
  return `${shown === '' ? '' : `( ${shown} ) `}subtype=${rtcp.count(bytes, at)}`;
}
