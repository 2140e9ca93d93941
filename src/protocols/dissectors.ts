import { DISSECTOR_TABLES } from '../data/dissector-tables.ts';
import { readUint16 } from './bytes.ts';
import { DATAGRAM_PROTOCOLS, recogniseDatagram } from './datagram-protocols.ts';
import * as ethernet from './ethernet/codec.ts';
import * as frameRelay from './frame-relay/codec.ts';
import * as gre from './gre/codec.ts';
import * as ipv4 from './ipv4/codec.ts';
import * as ipv6 from './ipv6/codec.ts';
import * as extension from './ipv6/extension.ts';
import * as linuxSll from './linux-sll/codec.ts';
import * as linuxSll2 from './linux-sll2/codec.ts';
import * as llc from './llc/codec.ts';
import type { PacketView } from './packet-view.ts';
import * as ppp from './ppp/codec.ts';
import { Protocol } from './protocol.ts';
import * as radius from './radius/codec.ts';
import * as sip from './sip/codec.ts';
import * as udp from './udp/codec.ts';
import * as vlan from './vlan/codec.ts';

/*
 * What Wireshark calls the bytes that no decoder here claims: its dissector tables name a protocol by
 * port, EtherType and the like. Looked up only when a filter or a column asks, never while decoding.
 */

type TableName = keyof typeof DISSECTOR_TABLES;

const tables = new Map<TableName, ReadonlyMap<number, string>>();

function tableOf(table: TableName): ReadonlyMap<number, string> {
  const known = tables.get(table);
  if (known !== undefined) return known;
  const byKey = new Map<number, string>();
  for (const word of DISSECTOR_TABLES[table].trim().split(/\s+/)) {
    const colon = word.lastIndexOf(':');
    for (const run of word.slice(colon + 1).split(',')) {
      const [first, last = first] = run.split('-').map(Number);
      for (let key = first; key <= last; key++) byKey.set(key, word.slice(0, colon));
    }
  }
  tables.set(table, byKey);
  return byKey;
}

/** Cisco's organisation in SNAP headers, and protocols in its numbers. */
const CISCO = 0x00000c;
const CISCO_PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [0x010b, 'stp'],
  [0x010c, 'vlan'],
  [0x0111, 'udld'],
  [0x2000, 'cdp'],
  [0x2003, 'vtp'],
  [0x2004, 'dtp'],
]);

/** What Cisco HDLC carries besides EtherTypes. */
const CISCO_HDLC_TYPES: ReadonlyMap<number, string> = new Map([
  [0x2000, 'cdp'],
  [0x8035, 'slarp'],
  [0xfefe, 'osi'],
]);
const LINK_TYPES_CISCO_HDLC = [104, 205];

/** Whether the layer is Cisco's HDLC, which Wireshark names apart: by link type or address. */
export function isCiscoHdlc(view: PacketView, layer: number): boolean {
  if (layer !== 0 || view.layerProtocol[layer] !== Protocol.PPP) return false;
  if (LINK_TYPES_CISCO_HDLC.includes(view.linkType)) return true;
  return ppp.hasCiscoAddress(view.layerBytes(layer), view.layerStart[layer]);
}

/** Bay Networks' organisation, later Nortel's, and the discovery protocol that has its numbers. */
const NORTEL = 0x000081;
const NORTEL_PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [0x01a1, 'ndp'],
  [0x01a2, 'ndp'],
]);

/** TCP: what does not look like these, on their ports, is data. */
const DECODED_OVER_TCP: ReadonlySet<string> = new Set(['tls', 'http', 'dns']);

/** IGMP's versions have dissectors of their own, by message type (RFC 3376 §4), of the same name. */
const IGMP_TYPES: readonly number[] = [0x11, 0x12, 0x16, 0x17, 0x22];
const UDP_ENCAPSULATION_MARKER = 4;

/** OSI's protocols by their identifier (ISO/IEC TR 9577), which is their first byte. */
export const OSI_PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [0x00, 'clnp'],
  [0x08, 'q931'],
  [0x81, 'clnp'],
  [0x82, 'esis'],
  [0x83, 'isis'],
]);

/** What else Frame Relay gives an identifier (RFC 2427, FRF.3.2). */
const FRAME_RELAY_PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [0x09, 'lmi'],
  [0xb0, 'wcp'],
]);

/** IS-IS has a dissector for each kind of message (ISO/IEC 10589 §9.1). */
const ISIS_TYPE = 4;
const ISIS_TYPE_MASK = 0x1f;
const ISIS_MESSAGES: ReadonlyMap<number, string> = new Map([
  ...[15, 16, 17].map((type) => [type, 'isis.hello'] as const),
  ...[18, 20].map((type) => [type, 'isis.lsp'] as const),
  ...[24, 25].map((type) => [type, 'isis.csnp'] as const),
  ...[26, 27].map((type) => [type, 'isis.psnp'] as const),
]);

const NONE: readonly string[] = [];

function isisMessage(bytes: Uint8Array, at: number, length: number): readonly string[] {
  if (length <= ISIS_TYPE) return NONE;
  const message = ISIS_MESSAGES.get(bytes[at + ISIS_TYPE] & ISIS_TYPE_MASK);
  return message === undefined ? NONE : [message];
}

/**
 * The protocols inside the one of that name, which `Protocol.DATA` layer `layer` is here, outermost first:
 * what Wireshark shows of some protocols is several.
 */
export function namesInside(view: PacketView, layer: number, name: string): readonly string[] {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const length = view.layerEnd[layer] - at;
  switch (name) {
    case 'igmp':
      return length > 0 && IGMP_TYPES.includes(bytes[at]) ? ['igmp'] : NONE;
    case 'udpencap':
      // Four zeros stand before IKE, a security parameter index before ESP (RFC 3948 §2).
      if (length <= UDP_ENCAPSULATION_MARKER) return NONE;
      return readUint16(bytes, at) === 0 && readUint16(bytes, at + 2) === 0 ? ['isakmp'] : ['esp'];
    case 'osi': {
      const protocol = length > 0 ? OSI_PROTOCOLS.get(bytes[at]) : undefined;
      if (protocol === 'isis') return [protocol, ...isisMessage(bytes, at, length)];
      return protocol === undefined ? NONE : [protocol];
    }
    case 'sip':
      return sip.hasSession(bytes, at, view.layerEnd[layer]) ? ['sdp'] : NONE;
    case 'isis':
      return isisMessage(bytes, at, length);
    default:
      return NONE;
  }
}

/** Every name that a table has. */
export function dissectorNames(table: TableName): ReadonlySet<string> {
  return new Set(tableOf(table).values());
}

/** Wireshark's name for what the key names in that table, or null. */
export function dissectorName(table: TableName, key: number): string | null {
  return tableOf(table).get(key) ?? null;
}

/**
 * Wireshark's protocol name for the layer `layer`, which is `Protocol.DATA` here: `data` where its
 * tables name none, too.
 */
export function nameOfData(view: PacketView, layer: number): string {
  const carrier = layer - 1;
  if (carrier < 0) return 'data';
  const bytes = view.layerBytes(carrier);
  const at = view.layerStart[carrier];
  switch (view.layerProtocol[carrier] as Protocol) {
    case Protocol.UDP:
      return nameByLooks(view, layer) ?? nameOverUdp(view, layer, bytes, at);
    case Protocol.TCP:
      // What an ICMP error quotes stands alone: there the port is all there is.
      return isQuoted(view, carrier) ? byPort('TCP_PORT', bytes, at) : nameOverTcp(bytes, at);
    case Protocol.ETHERNET:
      return dissectorName('ETHER_TYPE', ethernet.typeOrLength(bytes, at)) ?? 'data';
    case Protocol.VLAN:
      return dissectorName('ETHER_TYPE', vlan.typeOrLength(bytes, at)) ?? 'data';
    case Protocol.LINUX_SLL:
      return dissectorName('ETHER_TYPE', linuxSll.protocol(bytes, at)) ?? 'data';
    case Protocol.LINUX_SLL2:
      return dissectorName('ETHER_TYPE', linuxSll2.protocol(bytes, at)) ?? 'data';
    case Protocol.IPV4:
      // Fragments are data, whatever they are pieces of.
      if (ipv4.isFragment(bytes, at)) return 'data';
      return dissectorName('IP_PROTOCOL', ipv4.protocol(bytes, at)) ?? 'data';
    case Protocol.IPV6:
      return dissectorName('IP_PROTOCOL', ipv6.nextHeader(bytes, at)) ?? 'data';
    case Protocol.IPV6_HOP_BY_HOP:
    case Protocol.IPV6_DESTINATION:
    case Protocol.IPV6_ROUTING:
    case Protocol.AUTHENTICATION_HEADER:
      return dissectorName('IP_PROTOCOL', extension.nextHeader(bytes, at)) ?? 'data';
    case Protocol.GRE:
      return dissectorName('GRE_PROTOCOL', gre.protocol(bytes, at)) ?? 'data';
    case Protocol.PPP:
      if (isCiscoHdlc(view, carrier)) {
        return CISCO_HDLC_TYPES.get(ppp.ciscoType(bytes, at)) ?? 'data';
      }
      return dissectorName('PPP_PROTOCOL', ppp.protocol(bytes, at)) ?? 'data';
    case Protocol.FRAME_RELAY: {
      const end = view.layerEnd[carrier];
      const type = frameRelay.bareType(bytes, at, end);
      if (type >= 0)
        return CISCO_HDLC_TYPES.get(type) ?? dissectorName('ETHER_TYPE', type) ?? 'data';
      const identifier = frameRelay.protocolIdentifier(bytes, at, end);
      return OSI_PROTOCOLS.get(identifier) ?? FRAME_RELAY_PROTOCOLS.get(identifier) ?? 'data';
    }
    case Protocol.LLC:
      if (llc.isSnap(bytes, at) && view.layerEnd[carrier] - at >= llc.SNAP_HEADER_LENGTH) {
        const organisation = llc.oui(bytes, at);
        const number = llc.pid(bytes, at);
        if (organisation === CISCO) return CISCO_PROTOCOLS.get(number) ?? 'data';
        if (organisation === NORTEL) return NORTEL_PROTOCOLS.get(number) ?? 'data';
        return (organisation === 0 ? dissectorName('ETHER_TYPE', number) : null) ?? 'data';
      }
      return dissectorName('LLC_SAP', llc.destinationSap(bytes, at)) ?? 'data';
    default:
      return 'data';
  }
}

/** Protocols that Wireshark knows by their bytes on any port, by their names in the table here. */
const HEURISTICS: Readonly<Record<string, string>> = {
  STUN: 'stun',
  WireGuard: 'wg',
  DTLS: 'dtls',
  SIP: 'sip',
};

/** What a port names rejects bytes that are none of its own. */
function nameByLooks(view: PacketView, layer: number): string | undefined {
  const end = view.layerEnd[layer];
  const at = view.layerStart[layer];
  const row = recogniseDatagram(view.layerBytes(layer), at, end, end, 0, 0);
  return row < 0 ? undefined : HEURISTICS[DATAGRAM_PROTOCOLS[row].name];
}

/** Whether Wireshark takes TCP between these ports for that protocol, the lower asked first. */
export function isTcpPortOf(name: string, source: number, destination: number): boolean {
  const lower = dissectorName('TCP_PORT', Math.min(source, destination));
  return (lower ?? dissectorName('TCP_PORT', Math.max(source, destination))) === name;
}

function isQuoted(view: PacketView, layer: number): boolean {
  return view.quotedFrom >= 0 && layer >= view.quotedFrom;
}

function nameOverTcp(bytes: Uint8Array, at: number): string {
  const name = byPort('TCP_PORT', bytes, at);
  return DECODED_OVER_TCP.has(name) ? 'data' : name;
}

const TPLINK_KEY = 171;
const OPENING_BRACE = 0x7b;

/** Protocols whose dissectors look first, and leave what is none of theirs to the other port's, or as data. */
const LOOKS: Readonly<Record<string, (bytes: Uint8Array, at: number, end: number) => boolean>> = {
  radius: (bytes, at, end) =>
    end - at >= 4 &&
    radius.isCode(radius.code(bytes, at)) &&
    radius.length(bytes, at) >= radius.HEADER_LENGTH &&
    radius.length(bytes, at) <= radius.LONGEST,
  // JSON, each byte of it combined with the one before.
  'tplink-smarthome': (bytes, at, end) =>
    end - at >= 2 && (bytes[at] ^ TPLINK_KEY) === OPENING_BRACE,
};

/** The lower port first, as Wireshark asks. TCP's ports stand where UDP's do. */
function byPort(
  table: 'TCP_PORT' | 'UDP_PORT',
  bytes: Uint8Array,
  at: number,
  fits: (name: string) => boolean = () => true,
): string {
  const source = udp.sourcePort(bytes, at);
  const destination = udp.destinationPort(bytes, at);
  const names = [Math.min(source, destination), Math.max(source, destination)].map((port) =>
    dissectorName(table, port),
  );
  return names.find((name) => name !== null && fits(name)) ?? 'data';
}

function nameOverUdp(view: PacketView, layer: number, bytes: Uint8Array, at: number): string {
  const payload = view.layerBytes(layer);
  const start = view.layerStart[layer];
  const end = view.layerEnd[layer];
  return byPort('UDP_PORT', bytes, at, (name) => LOOKS[name]?.(payload, start, end) ?? true);
}
