import { formatIpv4 } from '../address-text.ts';
import { readInt32, readUint32 } from '../bytes.ts';
import type { FieldTable, NumberReader, ValueSink } from '../fields/field.ts';
import {
  bitsOf,
  type PartReader,
  PartTable,
  type PartWalker,
  uint8At,
  uint16At,
} from '../fields/parts.ts';
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

function walk(
  view: PacketView,
  layer: number,
  sink: ValueSink,
  wanted: readonly number[] | null,
  read: PartReader,
): boolean {
  const bytes = view.layerBytes(layer);
  const header = view.layerStart[layer];
  const end = Math.min(header + ipv4.headerLength(bytes, header), view.layerEnd[layer]);
  let at = header + ipv4.MINIMUM_HEADER_LENGTH;
  while (at < end) {
    const type = bytes[at];
    let next = at + 1;
    if (type > NO_OPERATION) {
      const length = at + 1 < end ? bytes[at + 1] : 0;
      if (length < 2 || at + length > end) return false;
      next = at + length;
    }
    if (wanted === null || wanted.includes(type)) {
      const [least, most] = LENGTHS.get(type) ?? [1, 255];
      const isFit = next - at >= least && next - at <= most;
      if ((wanted === null || isFit) && read(bytes, at, next, sink, view, layer)) return true;
    }
    if (type === END_OF_OPTIONS) return false;
    at = next;
  }
  return false;
}

const anyOption: PartWalker = (view, layer, sink, read) => walk(view, layer, sink, null, read);
const optionsOf =
  (...types: readonly number[]): PartWalker =>
  (view, layer, sink, read) =>
    walk(view, layer, sink, types, read);

/** Wireshark shows the type of what it knows. */
const type: NumberReader = (bytes, at) =>
  bytes[at] <= NO_OPERATION || LENGTHS.has(bytes[at]) ? bytes[at] : Number.NaN;

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

const routes: readonly (readonly [string, Place, string])[] = [
  ['rec_rt', 'recorded', 'Address that the packet went through'],
  ['src_rt', 'next', 'Address that the packet is to go through'],
  ['empty_rt', 'empty', 'Room for an address of the route'],
];

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
const isRfc791 = (bytes: Uint8Array, at: number, end: number) =>
  end - at === RFC_791_LENGTH && RFC_791_LEVELS.has((bytes[at + 2] << 8) | bytes[at + 3]);
const onlyRfc791 =
  (reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    isRfc791(bytes, at, end) ? reader(bytes, at, end, view, layer) : Number.NaN;

/**
 * Bits of the flags of RFC 1108 §2.4, which go on in the next byte while the lowest bit is set.
 * @param first mask in the first byte
 * @param later mask in the bytes after it; 0 where the bits have no meaning there
 */
const eachAuthority =
  (first: number, later: number): PartReader =>
  (bytes, at, end, sink) => {
    if (isRfc791(bytes, at, end)) return false;
    for (let place = at + 3; place < end; place++) {
      const mask = place === at + 3 ? first : later;
      const shift = 31 - Math.clz32(mask & -mask);
      if (mask !== 0 && sink.number((bytes[place] & mask) >>> shift)) return true;
      if ((bytes[place] & 1) === 0) return false;
    }
    return false;
  };

/** Quick-Start (RFC 4782 §3.1): function 0 asks for a rate, 8 reports the one approved. */
const quickStart =
  (functions: readonly number[], reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    functions.includes(bytes[at + 2] >> 4) ? reader(bytes, at, end, view, layer) : Number.NaN;

/** Adds the fields of the options. */
export function addOptionFields(table: FieldTable): void {
  new PartTable(table, anyOption)
    .uint8('ip.opt.type', 'Option type', type)
    .bit('ip.opt.type.copy', '8', 'The option is copied into fragments', type, 0x80)
    .uint8('ip.opt.type.class', 'Option class', bitsOf(type, 0x60))
    .uint8('ip.opt.type.number', 'Option number', bitsOf(type, 0x1f))
    .uint8('ip.opt.len', 'Option length in bytes', (bytes, at, end) =>
      bytes[at] > NO_OPERATION && LENGTHS.has(bytes[at]) ? end - at : Number.NaN,
    );
  const pointed = new PartTable(
    table,
    optionsOf(RECORD_ROUTE, TIMESTAMP, LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE),
  );
  pointed
    .uint8('ip.opt.ptr', 'Place in a route or of timestamps', 2)
    .values(
      'ip.opt.ptr.before_address',
      'FT_NONE',
      '',
      'The pointer points before the first address',
      (bytes, at, _end, sink) => bytes[at + 2] < (bytes[at] === TIMESTAMP ? 5 : 4) && sink.label(),
    )
    .values(
      'ip.opt.ptr.middle_address',
      'FT_NONE',
      '',
      'The pointer points into an address',
      (bytes, at, _end, sink) => {
        const first = bytes[at] === TIMESTAMP ? 5 : 4;
        return bytes[at + 2] >= first && ((bytes[at + 2] - first) & 3) !== 0 && sink.label();
      },
    );
  const route = new PartTable(
    table,
    optionsOf(RECORD_ROUTE, LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE),
  );
  for (const [name, place, meaning] of routes) {
    route
      .values(
        `ip.${name}`,
        'FT_IPv4',
        '',
        meaning,
        eachAddress(place, (address, sink) => sink.number(address)),
      )
      .string(
        `ip.${name}_host`,
        `${meaning}, as text`,
        eachAddress(place, (address, sink) => sink.text(formatIpv4(address))),
      );
  }
  new PartTable(table, optionsOf(TIMESTAMP))
    .uint8('ip.opt.overflow', 'Hosts without room', bitsOf(uint8At(3), 0xf0))
    .hex8('ip.opt.flag', 'Form of timestamps', bitsOf(uint8At(3), 0x0f))
    .values('ip.opt.time_stamp', 'FT_UINT32', 'BASE_DEC', 'Timestamp', eachTimestamp(false))
    .values('ip.opt.time_stamp_addr', 'FT_IPv4', '', 'Who wrote a timestamp', eachTimestamp(true));
  new PartTable(table, optionsOf(STREAM_ID)).uint16('ip.opt.sid', 'Stream identifier', 2);
  new PartTable(table, optionsOf(MTU_PROBE, MTU_REPLY)).uint16('ip.opt.mtu', 'MTU in bytes', 2);
  new PartTable(table, optionsOf(TRACEROUTE))
    .uint16('ip.opt.id_number', 'Traceroute identifier', 2)
    .uint16('ip.opt.ohc', 'Outbound hops', 4)
    .uint16('ip.opt.rhc', 'Return hops', 6)
    .ipv4('ip.opt.originator', 'Originator of the traceroute', 8);
  new PartTable(table, optionsOf(ROUTER_ALERT)).uint16('ip.opt.ra', 'Router alert', 2);
  new PartTable(table, optionsOf(SELECTIVE_BROADCAST)).values(
    'ip.opt.addr',
    'FT_IPv4',
    '',
    'Address of a selective broadcast',
    (bytes, at, end, sink) => {
      for (let place = at + 2; place + 4 <= end; place += 4) {
        if (sink.number(readUint32(bytes, place))) return true;
      }
      return false;
    },
  );
  new PartTable(table, optionsOf(QUICK_START))
    .uint8('ip.opt.qs_func', 'Quick-Start function', bitsOf(uint8At(2), 0xf0))
    .uint8('ip.opt.qs_rate', 'Quick-Start rate', quickStart([0, 8], bitsOf(uint8At(2), 0x0f)))
    .uint8('ip.opt.qs_ttl', 'Quick-Start TTL', quickStart([0], uint8At(3)))
    .uint8(
      'ip.opt.qs_ttl_diff',
      'Difference of the TTLs',
      quickStart([0], (bytes, at, _end, view, layer) => {
        return (bytes[view.layerStart[layer] + 8] - bytes[at + 3]) & 0xff;
      }),
    )
    .uint8('ip.opt.qs_unused', 'Not used', quickStart([8], uint8At(3)))
    .hex32(
      'ip.opt.qs_nonce',
      'Quick-Start nonce',
      quickStart([0, 8], (bytes, at) => readUint32(bytes, at + 4) >>> 2),
    )
    .hex32(
      'ip.opt.qs_reserved',
      'Reserved',
      quickStart([0, 8], (bytes, at) => bytes[at + 7] & 3),
    );
  new PartTable(table, optionsOf(SECURITY))
    .hex16('ip.opt.sec_rfc791_sec', 'Security', onlyRfc791(uint16At(2)))
    .uint16('ip.opt.sec_rfc791_comp', 'Compartments', onlyRfc791(uint16At(4)))
    .hex8('ip.opt.sec_cl', 'Classification level', (bytes, at, end) =>
      isRfc791(bytes, at, end) ? Number.NaN : bytes[at + 2],
    )
    .values(
      'ip.opt.sec_prot_auth_flags',
      'FT_UINT8',
      'BASE_HEX',
      'Protection authority flags',
      eachAuthority(0xff, 0xff),
    )
    .values('ip.opt.sec_prot_auth_genser', 'FT_BOOLEAN', '8', 'GENSER', eachAuthority(0x80, 0))
    .values('ip.opt.sec_prot_auth_siop_esi', 'FT_BOOLEAN', '8', 'SIOP-ESI', eachAuthority(0x40, 0))
    .values('ip.opt.sec_prot_auth_sci', 'FT_BOOLEAN', '8', 'SCI', eachAuthority(0x20, 0))
    .values('ip.opt.sec_prot_auth_nsa', 'FT_BOOLEAN', '8', 'NSA', eachAuthority(0x10, 0))
    .values('ip.opt.sec_prot_auth_doe', 'FT_BOOLEAN', '8', 'DOE', eachAuthority(0x08, 0))
    .values(
      'ip.opt.sec_prot_auth_unassigned',
      'FT_UINT8',
      'BASE_HEX',
      'Unassigned flags',
      eachAuthority(0x06, 0xfe),
    )
    .values(
      'ip.opt.sec_prot_auth_fti',
      'FT_BOOLEAN',
      '8',
      'More flags follow',
      eachAuthority(0x01, 0x01),
    );
  new PartTable(table, optionsOf(EXTENDED_SECURITY))
    .hex8('ip.opt.ext_sec_add_sec_info_format_code', 'Format of additional security information', 2)
    .rest('ip.opt.ext_sec_add_sec_info', 'Additional security information', 3);
  new PartTable(table, optionsOf(COMMERCIAL_SECURITY)).uint32(
    'ip.cipso.doi',
    'CIPSO domain of interpretation',
    2,
  );
}

/**
 * Last address of a source route not yet at its end: where the packet is to arrive, Wireshark's
 * `ip.dst`; NaN where there is none.
 */
export function routedDestination(view: PacketView, layer: number): number {
  const found = { address: Number.NaN };
  const bytes = view.layerBytes(layer);
  if (bytes[view.layerStart[layer]] === 0x45) return found.address;
  walk(
    view,
    layer,
    NOBODY,
    [LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE],
    eachAddress('last', (address) => {
      found.address = address;
      return true;
    }),
  );
  return found.address;
}
const NOBODY = null as unknown as ValueSink;
