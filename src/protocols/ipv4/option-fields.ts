import { formatIpv4 } from '../address-text.ts';
import { readInt32, readUint32 } from '../bytes.ts';
import {
  bits8,
  bitsOf,
  type Condition,
  eachUint32,
  type FieldTable,
  type NumberReader,
  type PartReader,
  type PartWalker,
  type ValueSink,
} from '../fields/field.ts';
import { addQuickStartFields } from '../fields/quick-start.ts';
import type { PacketView } from '../packet-view.ts';
import * as ipv4 from './codec.ts';

/* Options of the IPv4 header (RFC 791 §3.1, IANA's IP option numbers). */
const END_OF_OPTIONS = 0;
const NO_OPERATION = 1;
const RECORD_ROUTE = 7;
const MTU_PROBE = 11;
const MTU_REPLY = 12;
const QUICK_START = 25;
const TIMESTAMP = 68;
const TRACEROUTE = 82;
const SECURITY = 130;
const LOOSE_SOURCE_ROUTE = 131;
const EXTENDED_SECURITY = 133;
const COMMERCIAL_SECURITY = 134;
const STREAM_ID = 136;
const STRICT_SOURCE_ROUTE = 137;
const ROUTER_ALERT = 148;
const SELECTIVE_BROADCAST = 149;

/** Lengths that Wireshark asks for: others end its reading of the options. */
const LENGTHS: ReadonlyMap<number, readonly [least: number, most: number]> = new Map([
  [RECORD_ROUTE, [3, 255]],
  [MTU_PROBE, [4, 4]],
  [MTU_REPLY, [4, 4]],
  [QUICK_START, [8, 8]],
  [TIMESTAMP, [4, 255]],
  [TRACEROUTE, [12, 12]],
  [SECURITY, [3, 11]],
  [LOOSE_SOURCE_ROUTE, [3, 255]],
  [EXTENDED_SECURITY, [3, 255]],
  [COMMERCIAL_SECURITY, [10, 255]],
  [STREAM_ID, [4, 4]],
  [STRICT_SOURCE_ROUTE, [3, 255]],
  [ROUTER_ALERT, [4, 4]],
  [SELECTIVE_BROADCAST, [6, 255]],
]);

/** Where the first address of a route, and of timestamps, stands in its option. */
const ROUTE_START = 3;
const TIMESTAMPS_START = 4;

/** Each option, as far as their lengths can be right. */
const eachOption: PartWalker = (view, layer, sink, read) => {
  const bytes = view.layerBytes(layer);
  const header = view.layerStart[layer];
  const end = Math.min(header + ipv4.headerLength(bytes, header), view.layerEnd[layer]);
  let at = header + ipv4.MINIMUM_HEADER_LENGTH;
  while (at < end) {
    let next = at + 1;
    if (bytes[at] > NO_OPERATION) {
      const length = at + 1 < end ? bytes[at + 1] : 0;
      if (length < 2 || at + length > end) return false;
      next = at + length;
    }
    if (read(bytes, at, next, sink, view, layer)) return true;
    if (bytes[at] === END_OF_OPTIONS) return false;
    at = next;
  }
  return false;
};

/** Whether an option is of one of these types, and of a length that it may have. */
const isOf =
  (...types: readonly number[]): Condition =>
  (bytes, at, end) => {
    if (!types.includes(bytes[at])) return false;
    const [least, most] = LENGTHS.get(bytes[at]) ?? [1, 255];
    return end - at >= least && end - at <= most;
  };

/** Wireshark shows the type of what it knows. */
const type: NumberReader = (bytes, at) =>
  bytes[at] <= NO_OPERATION || LENGTHS.has(bytes[at]) ? bytes[at] : Number.NaN;

const isSourceRoute = isOf(LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE);

/** An address of a route, by its place before, at or behind the pointer. */
type Place = 'recorded' | 'current' | 'next' | 'last' | 'empty';

function eachAddress(
  wanted: Place,
  give: (address: number, sink: ValueSink) => boolean,
): PartReader {
  return (bytes, at, end, sink) => {
    const isRecord = bytes[at] === RECORD_ROUTE;
    if (end - at < ROUTE_START) return false;
    const pointer = at + bytes[at + 2] - 1;
    if (bytes[at + 2] < 4 || (bytes[at + 2] & 3) !== 0) return false;
    for (let place = at + ROUTE_START; place + 4 <= end; place += 4) {
      let found: Place;
      if (place < pointer) found = 'recorded';
      else if (isRecord) found = 'empty';
      else if (place + 8 > end) found = 'last';
      else found = 'next';
      if (found === wanted && give(readInt32(bytes, place) >>> 0, sink)) return true;
    }
    return false;
  };
}

const giveNumber = (address: number, sink: ValueSink) => sink.number(address);
const giveText = (address: number, sink: ValueSink) => sink.text(formatIpv4(address));

const eachTimestamp =
  (hasAddress: boolean): PartReader =>
  (bytes, at, end, sink) => {
    if (end - at < TIMESTAMPS_START) return false;
    const flag = bytes[at + 3] & 0xf;
    const step = flag === 0 ? 4 : 8;
    if (hasAddress && flag === 0) return false;
    for (let place = at + TIMESTAMPS_START; place + step <= end; place += step) {
      const offset = hasAddress || flag === 0 ? place : place + 4;
      if (sink.number(readUint32(bytes, offset))) return true;
    }
    return false;
  };

/** RFC 791's form of the security option: 11 bytes, and one of its levels. */
const RFC_791_LENGTH = 11;
const RFC_791_LEVELS: ReadonlySet<number> = new Set([
  0x0000, 0xf135, 0x789a, 0xbc4d, 0x5e26, 0xaf13, 0xd788, 0x6bc5, 0x35e2, 0x9af1, 0x4d78, 0x24bd,
  0x135e, 0x89af, 0xc4d6, 0xe26b,
]);
const isRfc791: Condition = (bytes, at, end) =>
  end - at === RFC_791_LENGTH && RFC_791_LEVELS.has((bytes[at + 2] << 8) | bytes[at + 3]);
/**
 * Bits of the flags of RFC 1108 §2.4, which go on in the next byte while the lowest bit is set.
 * @param first mask in the first byte
 * @param later mask in the bytes after it; 0 where the bits have no meaning there
 */
const eachAuthority =
  (first: number, later: number): PartReader =>
  (bytes, at, end, sink) => {
    for (let place = at + 3; place < end; place++) {
      const mask = place === at + 3 ? first : later;
      const shift = 31 - Math.clz32(mask & -mask);
      if (mask !== 0 && sink.number((bytes[place] & mask) >>> shift)) return true;
      if ((bytes[place] & 1) === 0) return false;
    }
    return false;
  };

/** Adds the fields of the options. */
export function addOptionFields(table: FieldTable): void {
  const options = table.parts(eachOption);
  const of = (...types: readonly number[]) => options.when(isOf(...types));
  options
    .uint8('ip.opt.type', 'Option type', type)
    .bit('ip.opt.type.copy', '8', 'The option is copied into fragments', type, 0x80)
    .uint8('ip.opt.type.class', 'Option class', bitsOf(type, 0x60))
    .uint8('ip.opt.type.number', 'Option number', bitsOf(type, 0x1f))
    .uint8('ip.opt.len', 'Option length in bytes', (bytes, at, end) =>
      bytes[at] > NO_OPERATION && LENGTHS.has(bytes[at]) ? end - at : Number.NaN,
    );
  const firstPlace = (type: number) => (type === TIMESTAMP ? 5 : 4);
  of(RECORD_ROUTE, TIMESTAMP, LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE)
    .uint8('ip.opt.ptr', 'Place in a route or of timestamps', 2)
    .label(
      'ip.opt.ptr.before_address',
      'The pointer points before the first address',
      (bytes, at) => bytes[at + 2] < firstPlace(bytes[at]),
    )
    .label('ip.opt.ptr.middle_address', 'The pointer points into an address', (bytes, at) => {
      const behind = bytes[at + 2] - firstPlace(bytes[at]);
      return behind >= 0 && (behind & 3) !== 0;
    });
  const route = of(RECORD_ROUTE, LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE);
  const addRoute = (name: string, place: Place, meaning: string) =>
    route
      .part(`ip.${name}`, 'FT_IPv4', '', meaning, eachAddress(place, giveNumber))
      .string(`ip.${name}_host`, `${meaning}, as text`, eachAddress(place, giveText));
  addRoute('rec_rt', 'recorded', 'Address that the packet went through');
  addRoute('src_rt', 'next', 'Address that the packet is to go through');
  addRoute('empty_rt', 'empty', 'Room for an address of the route');
  of(TIMESTAMP)
    .uint8('ip.opt.overflow', 'Hosts without room', bits8(3, 0xf0))
    .hex8('ip.opt.flag', 'Form of timestamps', bits8(3, 0x0f))
    .part('ip.opt.time_stamp', 'FT_UINT32', 'BASE_DEC', 'Timestamp', eachTimestamp(false))
    .part('ip.opt.time_stamp_addr', 'FT_IPv4', '', 'Who wrote a timestamp', eachTimestamp(true));
  of(STREAM_ID).uint16('ip.opt.sid', 'Stream identifier', 2);
  of(MTU_PROBE, MTU_REPLY).uint16('ip.opt.mtu', 'MTU in bytes', 2);
  of(TRACEROUTE)
    .uint16('ip.opt.id_number', 'Traceroute identifier', 2)
    .uint16('ip.opt.ohc', 'Outbound hops', 4)
    .uint16('ip.opt.rhc', 'Return hops', 6)
    .ipv4('ip.opt.originator', 'Originator of the traceroute', 8);
  of(ROUTER_ALERT).uint16('ip.opt.ra', 'Router alert', 2);
  of(SELECTIVE_BROADCAST) //
    .part('ip.opt.addr', 'FT_IPv4', '', 'Address of a selective broadcast', eachUint32(2));
  addQuickStartFields(of(QUICK_START), 'ip')
    .when((bytes, at) => bytes[at + 2] >> 4 === 0)
    .uint8('ip.opt.qs_ttl_diff', 'Difference of the TTLs', (bytes, at, _end, view, layer) => {
      return (ipv4.timeToLive(bytes, view.layerStart[layer]) - bytes[at + 3]) & 0xff;
    });
  const security = of(SECURITY);
  security
    .when(isRfc791)
    .hex16('ip.opt.sec_rfc791_sec', 'Security', 2)
    .uint16('ip.opt.sec_rfc791_comp', 'Compartments', 4);
  const rfc1108 = security
    .when((...option) => !isRfc791(...option))
    .hex8('ip.opt.sec_cl', 'Classification level', 2);
  /* Masks in the first byte of flags, and in those after it. */
  const flags = (name: string, meaning: string, first: number, later: number) =>
    rfc1108.part(
      `ip.opt.sec_prot_auth_${name}`,
      'FT_UINT8',
      'BASE_HEX',
      meaning,
      eachAuthority(first, later),
    );
  const flag = (name: string, meaning: string, first: number, later = 0) =>
    rfc1108.part(
      `ip.opt.sec_prot_auth_${name}`,
      'FT_BOOLEAN',
      '8',
      meaning,
      eachAuthority(first, later),
    );
  flags('flags', 'Protection authority flags', 0xff, 0xff);
  flag('genser', 'GENSER', 0x80);
  flag('siop_esi', 'SIOP-ESI', 0x40);
  flag('sci', 'SCI', 0x20);
  flag('nsa', 'NSA', 0x10);
  flag('doe', 'DOE', 0x08);
  flags('unassigned', 'Unassigned flags', 0x06, 0xfe);
  flag('fti', 'More flags follow', 0x01, 0x01);
  of(EXTENDED_SECURITY)
    .hex8('ip.opt.ext_sec_add_sec_info_format_code', 'Format of additional security information', 2)
    .rest('ip.opt.ext_sec_add_sec_info', 'Additional security information', 3);
  of(COMMERCIAL_SECURITY).uint32('ip.cipso.doi', 'CIPSO domain of interpretation', 2);
}

/**
 * Last address of a source route not yet at its end: where the packet is to arrive, Wireshark's
 * `ip.dst`; NaN where there is none.
 */
export function routedDestination(view: PacketView, layer: number): number {
  const bytes = view.layerBytes(layer);
  if (bytes[view.layerStart[layer]] === 0x45) return Number.NaN;
  let address = Number.NaN;
  const last = eachAddress('last', (found) => {
    address = found;
    return true;
  });
  eachOption(view, layer, NOBODY, (option, at, end, sink) =>
    isSourceRoute(option, at, end, view, layer) ? last(option, at, end, sink, view, layer) : false,
  );
  return address;
}
const NOBODY = null as unknown as ValueSink;
