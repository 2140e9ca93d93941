import type { PacketText } from '../info/packet-text.ts';
import * as ipv4 from '../ipv4/codec.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as icmp from './codec.ts';

/** Names of types and codes (IANA ICMP parameters), spelled as in Wireshark's packet-icmp.c. */
export interface MessageType {
  readonly name: string;
  readonly codes?: readonly string[];
  /** The message has an identifier and a sequence number that the line shows. */
  readonly isQuery?: boolean;
}

export const MESSAGE_TYPES: Readonly<Record<number, MessageType>> = {
  0: { name: 'Echo (ping) reply', isQuery: true },
  1: { name: 'Reserved' },
  2: { name: 'Reserved' },
  3: {
    name: 'Destination unreachable',
    codes: [
      'Network unreachable',
      'Host unreachable',
      'Protocol unreachable',
      'Port unreachable',
      'Fragmentation needed',
      'Source route failed',
      'Destination network unknown',
      'Destination host unknown',
      'Source host isolated',
      'Network administratively prohibited',
      'Host administratively prohibited',
      'Network unreachable for TOS',
      'Host unreachable for TOS',
      'Communication administratively filtered',
      'Host precedence violation',
      'Precedence cutoff in effect',
    ],
  },
  4: { name: 'Source quench (flow control)' },
  5: {
    name: 'Redirect',
    codes: [
      'Redirect for network',
      'Redirect for host',
      'Redirect for TOS and network',
      'Redirect for TOS and host',
    ],
  },
  6: { name: 'Alternate host address', codes: ['Alternate address for host'] },
  8: { name: 'Echo (ping) request', isQuery: true },
  9: { name: 'Router advertisement', codes: [] },
  10: { name: 'Router solicitation' },
  11: {
    name: 'Time-to-live exceeded',
    codes: ['Time to live exceeded in transit', 'Fragment reassembly time exceeded'],
  },
  12: {
    name: 'Parameter problem',
    codes: ['Pointer indicates the error', 'Required option missing', 'Bad length'],
  },
  13: { name: 'Timestamp request', isQuery: true },
  14: { name: 'Timestamp reply', isQuery: true },
  15: { name: 'Information request', isQuery: true },
  16: { name: 'Information reply', isQuery: true },
  17: { name: 'Address mask request', isQuery: true },
  18: { name: 'Address mask reply', isQuery: true },
  19: { name: 'Reserved (for security)' },
  30: { name: 'Traceroute' },
  31: { name: 'Datagram Conversion Error' },
  32: { name: 'Mobile Host Redirect' },
  33: { name: 'IPv6 Where-Are-You' },
  34: { name: 'IPv6 I-Am-Here' },
  35: { name: 'Mobile Registration Request' },
  36: { name: 'Mobile Registration Reply' },
  37: { name: 'Domain Name Request' },
  38: { name: 'Domain Name Reply' },
  39: { name: 'SKIP' },
  40: {
    name: 'Photuris',
    codes: [
      'Bad SPI',
      'Authentication Failed',
      'Decompression Failed',
      'Decryption Failed',
      'Need Authentication',
      'Need Authorization',
    ],
  },
  41: { name: 'Experimental mobility protocols' },
  42: { name: 'Extended Echo request', codes: ['No error'] },
  43: {
    name: 'Extended Echo reply',
    codes: [
      'No error',
      'Malformed Query',
      'No Such Interface',
      'No Such Table Entry',
      'Multiple Interfaces Satisfy Query',
    ],
  },
};

const ROUTER_ADVERTISEMENT = 9;
/** Codes of a router advertisement that make it a Mobile IP one (RFC 5944 §2.1). */
const MOBILE_ADVERTISEMENTS: Readonly<Record<number, string>> = {
  0: 'Normal router advertisement',
  16: 'Does not route common traffic',
};

/** Wireshark pads the name of the type to this many columns. */
const NAME_WIDTH = 20;

function hex4(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`;
}

/** Wireshark's packet-icmp.c. */
export function describeIcmp(view: PacketView, layer: number, text: PacketText): void {
  text.protocol = 'ICMP';
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const code = icmp.code(bytes, at);
  const number = icmp.type(bytes, at);
  const type = MESSAGE_TYPES[number];
  if (type === undefined) {
    text.info = 'Unknown ICMP (obsolete or malformed?)';
    return;
  }
  let { name } = type;
  let meaning = type.codes?.[code];
  if (number === ROUTER_ADVERTISEMENT && MOBILE_ADVERTISEMENTS[code] !== undefined) {
    name = 'Mobile IP Advertisement';
    meaning = MOBILE_ADVERTISEMENTS[code];
  }
  text.info = name.padEnd(NAME_WIDTH);
  if (type.codes !== undefined) text.info += ` (${meaning ?? `Unknown code: ${code}`})`;
  if (type.isQuery !== true) return;
  const sequence = icmp.sequence(bytes, at);
  const swapped = ((sequence & 0xff) << 8) | (sequence >> 8);
  text.info += ` id=${hex4(icmp.identifier(bytes, at))}, seq=${sequence}/${swapped}`;
  if (view.network >= 0 && view.layerProtocol[view.network] === Protocol.IPV4) {
    const ip = view.layerStart[view.network];
    text.info += `, ttl=${ipv4.timeToLive(view.layerBytes(view.network), ip)}`;
  }
  const { requestFrame } = view.echoAnnotation;
  if (requestFrame !== 0) text.info += ` (request in ${requestFrame})`;
}
