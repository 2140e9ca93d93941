import { formatIpv6, formatMac } from '../address-text.ts';
import { readInt32 } from '../bytes.ts';
import type { PacketText } from '../info/packet-text.ts';
import * as ipv6 from '../ipv6/codec.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as icmpv6 from './codec.ts';

/** Names of types and codes (IANA ICMPv6 parameters), spelled as in Wireshark's packet-icmpv6.c. */
export interface MessageType {
  readonly name: string;
  /** Names of the codes, where the line shows the code. */
  readonly codes?: Readonly<Record<number, string>>;
  /** What the line shows for a code without a name; `Unknown (n)` where absent. */
  readonly unknownCode?: string;
}

const EXTENDED_ECHO_REPLY_CODES = {
  0: 'No error',
  1: 'Malformed Query',
  2: 'No Such Interface',
  3: 'No Such Table Entry',
  4: 'Multiple Interfaces Satisfy Query',
};

export const MESSAGE_TYPES: Readonly<Record<number, MessageType>> = {
  1: {
    name: 'Destination Unreachable',
    codes: {
      0: 'no route to destination',
      1: 'Administratively prohibited',
      2: 'Beyond scope of source address',
      3: 'Address unreachable',
      4: 'Port unreachable',
      5: 'Source address failed ingress/egress policy',
      6: 'Reject route to destination',
      7: 'Error in Source Routing Header',
    },
    unknownCode: 'Unknown',
  },
  2: { name: 'Packet Too Big' },
  3: {
    name: 'Time Exceeded',
    codes: { 0: 'hop limit exceeded in transit', 1: 'fragment reassembly time exceeded' },
  },
  4: {
    name: 'Parameter Problem',
    codes: {
      0: 'erroneous header field encountered',
      1: 'unrecognized Next Header type encountered',
      2: 'unrecognized IPv6 option encountered',
      3: 'IPv6 First Fragment has incomplete IPv6 Header Chain',
    },
  },
  100: { name: 'Private experimentation' },
  101: { name: 'Private experimentation' },
  127: { name: 'Reserved for expansion of ICMPv6 error messages' },
  128: { name: 'Echo (ping) request' },
  129: { name: 'Echo (ping) reply' },
  130: { name: 'Multicast Listener Query' },
  131: { name: 'Multicast Listener Report' },
  132: { name: 'Multicast Listener Done' },
  133: { name: 'Router Solicitation' },
  134: { name: 'Router Advertisement' },
  135: { name: 'Neighbor Solicitation' },
  136: { name: 'Neighbor Advertisement' },
  137: { name: 'Redirect' },
  138: {
    name: 'Router Renumbering',
    codes: { 0: 'Command', 1: 'Result', 255: 'Sequence Number Reset' },
  },
  139: {
    name: 'Node Information Query',
    codes: {
      0: 'Query subject = IPv6 addresses',
      1: 'Query subject = DNS name or empty',
      2: 'Query subject = IPv4 addresses',
    },
  },
  140: {
    name: 'Node Information Reply',
    codes: { 0: 'Successful', 1: 'Refused', 2: 'Unknown query type' },
  },
  141: { name: 'Inverse Neighbor Discovery Solicitation' },
  142: { name: 'Inverse Neighbor Discovery Advertisement' },
  143: { name: 'Multicast Listener Report Message v2' },
  144: { name: 'Home Agent Address Discovery Request' },
  145: { name: 'Home Agent Address Discovery Reply' },
  146: { name: 'Mobile Prefix Solicitation' },
  147: { name: 'Mobile Prefix Advertisement' },
  148: { name: 'Certification Path Solicitation' },
  149: { name: 'Certification Path Advertisement' },
  151: { name: 'Multicast Router Advertisement' },
  152: { name: 'Multicast Router Solicitation' },
  153: { name: 'Multicast Router Termination' },
  155: {
    name: 'RPL Control',
    codes: {
      0: 'DODAG Information Solicitation',
      1: 'DODAG Information Object',
      2: 'Destination Advertisement Object',
      3: 'Destination Advertisement Object Acknowledgment',
    },
  },
  156: { name: 'Locator Update' },
  157: { name: 'Duplicate Address Request' },
  158: { name: 'Duplicate Address Confirmation' },
  159: { name: 'MPL Control Message' },
  160: { name: 'Extended Echo request', codes: { 0: 'No error' } },
  161: { name: 'Extended Echo reply', codes: EXTENDED_ECHO_REPLY_CODES },
  200: { name: 'Private experimentation' },
  201: { name: 'Private experimentation' },
  255: { name: 'Reserved for expansion of ICMPv6 informational messages' },
};

/** Neighbor discovery options (RFC 4861 §4.6.1) and where they start in each message. */
const SOURCE_LINK_ADDRESS = 1;
const TARGET_LINK_ADDRESS = 2;
const OPTIONS_AT: Readonly<Record<number, number>> = {
  [icmpv6.ROUTER_SOLICITATION]: 8,
  [icmpv6.ROUTER_ADVERTISEMENT]: 16,
  [icmpv6.NEIGHBOR_SOLICITATION]: 24,
  [icmpv6.NEIGHBOR_ADVERTISEMENT]: 24,
  [icmpv6.NEIGHBOR_REDIRECT]: 40,
};
const TARGET = 8;

const ROUTER_FLAG = 0x80;
const SOLICITED_FLAG = 0x40;
const OVERRIDE_FLAG = 0x20;

function address(bytes: Uint8Array, at: number): string {
  return formatIpv6(
    readInt32(bytes, at),
    readInt32(bytes, at + 4),
    readInt32(bytes, at + 8),
    readInt32(bytes, at + 12),
  );
}

function linkAddresses(bytes: Uint8Array, from: number, limit: number): string {
  let text = '';
  let at = from;
  while (at + 8 <= limit) {
    const length = bytes[at + 1] << 3;
    if (length === 0 || at + length > limit) break;
    if (length === 8) {
      if (bytes[at] === SOURCE_LINK_ADDRESS) text += ` from ${formatMac(bytes, at + 2)}`;
      if (bytes[at] === TARGET_LINK_ADDRESS) text += ` is at ${formatMac(bytes, at + 2)}`;
    }
    at += length;
  }
  return text;
}

/** Wireshark's packet-icmpv6.c. */
export function describeIcmpv6(view: PacketView, layer: number, text: PacketText): void {
  text.protocol = 'ICMPv6';
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const limit = view.layerEnd[layer];
  const number = icmpv6.type(bytes, at);
  const code = icmpv6.code(bytes, at);
  const type = MESSAGE_TYPES[number];
  text.info = type?.name ?? `Unknown (${number})`;
  if (type?.codes !== undefined) {
    text.info += ` (${type.codes[code] ?? type.unknownCode ?? `Unknown (${code})`})`;
  }
  if (number === icmpv6.ECHO_REQUEST || number === icmpv6.ECHO_REPLY) {
    if (at + icmpv6.ERROR_HEADER_LENGTH > limit) return;
    const identifier = icmpv6.identifier(bytes, at).toString(16).padStart(4, '0');
    text.info += ` id=0x${identifier}, seq=${icmpv6.sequence(bytes, at)}`;
    if (view.network >= 0 && view.layerProtocol[view.network] === Protocol.IPV6) {
      const header = view.layerStart[view.network];
      text.info += `, hop limit=${ipv6.hopLimit(view.layerBytes(view.network), header)}`;
    }
    const { requestFrame } = view.echoAnnotation;
    if (requestFrame !== 0) text.info += ` (request in ${requestFrame})`;
    return;
  }
  const options = OPTIONS_AT[number];
  if (options === undefined || at + options > limit) return;
  if (number === icmpv6.NEIGHBOR_SOLICITATION) text.info += ` for ${address(bytes, at + TARGET)}`;
  if (number === icmpv6.NEIGHBOR_ADVERTISEMENT) {
    const flags = bytes[at + 4];
    const names: string[] = [];
    if ((flags & ROUTER_FLAG) !== 0) names.push('rtr');
    if ((flags & SOLICITED_FLAG) !== 0) names.push('sol');
    if ((flags & OVERRIDE_FLAG) !== 0) names.push('ovr');
    text.info += ` ${address(bytes, at + TARGET)} (${names.join(', ') || 'none'})`;
  }
  text.info += linkAddresses(bytes, at + options, limit);
}
