import { readUint16 } from '../bytes.ts';
import {
  bits8,
  bits16,
  eachBytes,
  type FieldTable,
  type PartReader,
  type PartWalker,
  uint16At,
  type ValueSink,
} from '../fields/field.ts';
import * as icmpv6 from './codec.ts';

/* Options of neighbor discovery (RFC 4861 §4.6, IANA's list of option formats). */
const SOURCE_LINK_ADDRESS = 1;
const TARGET_LINK_ADDRESS = 2;
const PREFIX_INFORMATION = 3;
const REDIRECTED_HEADER = 4;
const MTU = 5;
const ADVERTISEMENT_INTERVAL = 7;
const HOME_AGENT = 8;
const NONCE = 14;
const ROUTE_INFORMATION = 24;
const DNS_SERVERS = 25;
const DNS_SEARCH_LIST = 31;
const CAPTIVE_PORTAL = 37;
const NAT64_PREFIX = 38;

const UNIT = 8;

/** Where options start in messages of each type. */
const OPTIONS_AT: ReadonlyMap<number, number> = new Map([
  [icmpv6.ROUTER_SOLICITATION, 8],
  [icmpv6.ROUTER_ADVERTISEMENT, 16],
  [icmpv6.NEIGHBOR_SOLICITATION, 24],
  [icmpv6.NEIGHBOR_ADVERTISEMENT, 24],
  [icmpv6.NEIGHBOR_REDIRECT, 40],
]);

/** Each option, whole or as far as it is there. */
const eachOption: PartWalker = (view, layer, sink, read) => {
  const bytes = view.layerBytes(layer);
  const start = view.layerStart[layer];
  const end = view.layerEnd[layer];
  const offset = OPTIONS_AT.get(icmpv6.type(bytes, start));
  if (offset === undefined) return false;
  let at = start + offset;
  while (at + 2 <= end) {
    const length = bytes[at + 1] * UNIT;
    if (read(bytes, at, length === 0 ? at + 2 : Math.min(at + length, end), sink, view, layer)) {
      return true;
    }
    if (length === 0) return false;
    at += length;
  }
  return false;
};

/** As long as the option: longer than six bytes on links other than Ethernet. */
const linkAddress: PartReader = (bytes, at, end, sink) =>
  at + 8 <= end && sink.bytes(bytes, at + 2, end);

/** Bytes of a NAT64 prefix, by its code (RFC 8781 §4). */
const NAT64_LENGTHS = [12, 8, 7, 6, 5, 4];
const prefix = new Uint8Array(16);

/** A code that names no length: Wireshark says the same of it as of the option's length. */
function hasOddPrefixLength(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === NAT64_PREFIX && (bytes[at + 3] & 7) >= NAT64_LENGTHS.length;
}

/** A prefix of an address, zeros behind it. */
function givePrefix(bytes: Uint8Array, at: number, length: number, sink: ValueSink): boolean {
  prefix.fill(0);
  for (let i = 0; i < length; i++) prefix[i] = bytes[at + i];
  return sink.bytes(prefix, 0, 16);
}

/** Domain names one after the other, each with labels and a final zero (RFC 8106 §5.2). */
const eachName: PartReader = (bytes, at, end, sink) => {
  let place = at + 8;
  while (place < end && bytes[place] !== 0) {
    let name = '';
    while (place < end && bytes[place] !== 0) {
      const label = bytes[place];
      if (label > 63 || place + 1 + label > end) return false;
      if (name !== '') name += '.';
      for (let i = 1; i <= label; i++) name += String.fromCharCode(bytes[place + i]);
      place += 1 + label;
    }
    if (sink.text(name)) return true;
    place++;
  }
  return false;
};

/** The text of an option, up to a zero byte. */
const untilZero: PartReader = (bytes, at, end, sink) => {
  let text = '';
  for (let i = at + 2; i < end && bytes[i] !== 0; i++) text += String.fromCharCode(bytes[i]);
  return sink.text(text);
};

/** Adds the fields of the options. */
export function addNeighborOptionFields(table: FieldTable): void {
  const options = table.parts(eachOption);
  const of = (...types: readonly number[]) =>
    options.when((bytes, at) => types.includes(bytes[at]) && bytes[at + 1] > 0);
  options
    .label('icmpv6.opt', 'Option')
    .uint8('icmpv6.opt.type', 'Option type', 0)
    .uint8('icmpv6.opt.length', 'Option length in units of 8 bytes', 1)
    .label(
      'icmpv6.invalid_option_length',
      'An option of length 0, or of another than it must have',
      (bytes, at) => bytes[at + 1] === 0 || hasOddPrefixLength(bytes, at),
    );
  of(SOURCE_LINK_ADDRESS, TARGET_LINK_ADDRESS).octets(
    'icmpv6.opt.linkaddr',
    'Link-layer address',
    linkAddress,
  );
  of(SOURCE_LINK_ADDRESS).octets(
    'icmpv6.opt.src_linkaddr',
    'Link-layer address of the sender',
    linkAddress,
  );
  of(TARGET_LINK_ADDRESS).octets(
    'icmpv6.opt.target_linkaddr',
    'Link-layer address of the target',
    linkAddress,
  );
  of(PREFIX_INFORMATION)
    .hex8('icmpv6.opt.prefix.flag', 'Flags of the prefix', 3)
    .bit('icmpv6.opt.prefix.flag.l', '8', 'On-link', 3, 0x80)
    .bit('icmpv6.opt.prefix.flag.a', '8', 'For autonomous configuration', 3, 0x40)
    .bit('icmpv6.opt.prefix.flag.r', '8', "The router's own address", 3, 0x20)
    .uint8('icmpv6.opt.prefix.flag.reserved', 'Reserved', bits8(3, 0x1f))
    .uint32('icmpv6.opt.prefix.valid_lifetime', 'Seconds that the prefix is valid', 4)
    .uint32(
      'icmpv6.opt.prefix.preferred_lifetime',
      'Seconds that addresses of the prefix are preferred',
      8,
    );
  of(PREFIX_INFORMATION, ROUTE_INFORMATION)
    .uint8('icmpv6.opt.prefix.length', 'Bits of the prefix', 2)
    .ipv6('icmpv6.opt.prefix', 'Prefix', (bytes, at, end, sink) => {
      if (bytes[at] === PREFIX_INFORMATION) {
        return at + 32 <= end && sink.bytes(bytes, at + 16, at + 32);
      }
      // A route's prefix has as many bytes as the option leaves: 0, 8 or 16 (RFC 4191 §2.3).
      return end > at + 8 && givePrefix(bytes, at + 8, Math.min(end - at - 8, 16), sink);
    });
  of(REDIRECTED_HEADER).label('icmpv6.opt.redirected_packet', 'Packet that was redirected');
  of(MTU).uint32('icmpv6.opt.mtu', 'MTU of the link in bytes', 4);
  of(ADVERTISEMENT_INTERVAL).uint32(
    'icmpv6.opt.advertisement_interval',
    'Milliseconds between advertisements at the most',
    4,
  );
  of(HOME_AGENT)
    .uint16('icmpv6.opt.home_agent_preference', 'Preference of the home agent', 4)
    .uint16('icmpv6.opt.home_agent_lifetime', 'Seconds that the home agent serves', 6);
  of(NONCE).rest('icmpv6.opt.nonce', 'Nonce', 2);
  const preference = bits8(3, 0x18);
  of(ROUTE_INFORMATION)
    .hex8('icmpv6.opt.route_info.flag', 'Flags of a route', 3)
    .uint8('icmpv6.opt.route_info.flag.route_preference', 'Preference of a route', preference)
    // As Wireshark prints bits that lie apart.
    .uint8('icmpv6.opt.route_info.flag.reserved', 'Reserved', bits8(3, 0xe7))
    .uint32('icmpv6.opt.route_lifetime', 'Seconds that a route is good for', 4);
  of(DNS_SERVERS)
    .uint32('icmpv6.opt.rdnss.lifetime', 'Seconds that DNS servers may be used', 4)
    .ipv6('icmpv6.opt.rdnss', 'DNS server', eachBytes(8, 16));
  of(DNS_SEARCH_LIST)
    .uint32('icmpv6.opt.dnssl.lifetime', 'Seconds that a DNS search list may be used', 4)
    .string('icmpv6.opt.dnssl', 'Domain to search', eachName);
  of(CAPTIVE_PORTAL).string('icmpv6.opt.captive_portal', 'Address of a captive portal', untilZero);
  of(NAT64_PREFIX)
    .uint16(
      'icmpv6.opt.pref64.scaled_lifetime',
      'Time that a NAT64 prefix is good for, in units of 8 seconds',
      bits16(2, 0xfff8),
    )
    .hex16('icmpv6.opt.pref64.plc', 'Length of the NAT64 prefix, as a code', bits16(2, 7))
    .ipv6('icmpv6.opt.pref64.prefix', 'NAT64 prefix', (bytes, at, end, sink) => {
      const length = NAT64_LENGTHS[readUint16(bytes, at + 2) & 7];
      if (length === undefined || at + 4 + length > end) return false;
      return givePrefix(bytes, at + 4, length, sink);
    });
}

/* Records of multicast listener reports, version 2 (RFC 9777 §5.2). */
const RECORDS_AT = 8;
const RECORD_HEADER_LENGTH = 20;

const eachRecord: PartWalker = (view, layer, sink, read) => {
  const bytes = view.layerBytes(layer);
  const start = view.layerStart[layer];
  const end = view.layerEnd[layer];
  if (icmpv6.type(bytes, start) !== icmpv6.LISTENER_REPORT_2 || end - start < RECORDS_AT)
    return false;
  let at = start + RECORDS_AT;
  for (let i = 0; i < readUint16(bytes, start + 6) && at < end; i++) {
    let next = end;
    if (at + RECORD_HEADER_LENGTH <= end) {
      next = at + RECORD_HEADER_LENGTH + 16 * readUint16(bytes, at + 2) + 4 * bytes[at + 1];
    }
    if (read(bytes, at, Math.min(next, end), sink, view, layer)) return true;
    at = next;
  }
  return false;
};

/** Adds the fields of listener reports. */
export function addListenerRecordFields(table: FieldTable): void {
  table
    .parts(eachRecord)
    .label('icmpv6.mldr.mar', 'Record of a multicast address')
    .uint8('icmpv6.mldr.mar.record_type', 'Record type', 0)
    .uint8('icmpv6.mldr.mar.aux_data_len', 'Words of auxiliary data', 1)
    .uint16('icmpv6.mldr.mar.nb_sources', 'How many sources', 2)
    .ipv6('icmpv6.mldr.mar.multicast_address', 'Multicast address', 4)
    .ipv6(
      'icmpv6.mldr.mar.source_address',
      'Address of a source',
      eachBytes(RECORD_HEADER_LENGTH, 16, uint16At(2)),
    )
    .octets('icmpv6.mldr.mar.auxiliary_data', 'Auxiliary data', (bytes, at, end, sink) => {
      if (at + RECORD_HEADER_LENGTH > end || bytes[at + 1] === 0) return false;
      const place = at + RECORD_HEADER_LENGTH + 16 * readUint16(bytes, at + 2);
      return place < end && sink.bytes(bytes, place, Math.min(place + 4 * bytes[at + 1], end));
    });
}
