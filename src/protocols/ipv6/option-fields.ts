import { readUint16 } from '../bytes.ts';
import { FieldTable, type NumberReader } from '../fields/field.ts';
import {
  bitsOf,
  type PartReader,
  PartTable,
  type PartWalker,
  uint8At,
  uint32At,
} from '../fields/parts.ts';
import { Protocol } from '../protocol.ts';
import * as extension from './extension.ts';

/* Options of hop-by-hop and destination headers (RFC 8200 §4.2, IANA's list of IPv6 options). */
const PAD_1 = 0x00;
const PAD_N = 0x01;
const TUNNEL_ENCAPSULATION_LIMIT = 0x04;
const ROUTER_ALERT = 0x05;
const CALIPSO = 0x07;
const PERFORMANCE_METRICS = 0x0f;
const QUICK_START = 0x26;
const PATH_MTU = 0x30;
const RPL = 0x23;
const RPL_OLD = 0x63;
const ILNP_NONCE = 0x8b;
const JUMBO_PAYLOAD = 0xc2;
const HOME_ADDRESS = 0xc9;
/** Types for experiments (RFC 4727 §3.2). */
const EXPERIMENTAL = [0x1e, 0x3e, 0x5e, 0x7e, 0x9e, 0xbe, 0xde, 0xfe];

/** Types that Wireshark knows besides: their contents are not shown here. */
const KNOWN_BESIDES = [0x08, 0x11, 0x31, 0x03, 0x6d, 0x8a, 0x8c, 0xee];
const SHOWN = [
  PAD_1,
  PAD_N,
  TUNNEL_ENCAPSULATION_LIMIT,
  ROUTER_ALERT,
  CALIPSO,
  PERFORMANCE_METRICS,
  QUICK_START,
  PATH_MTU,
  RPL,
  RPL_OLD,
  ILNP_NONCE,
  JUMBO_PAYLOAD,
  HOME_ADDRESS,
  ...EXPERIMENTAL,
];
const KNOWN: ReadonlySet<number> = new Set([...SHOWN, ...KNOWN_BESIDES]);

/** Bytes of value that a type must have; others Wireshark only marks. */
const LENGTHS: ReadonlyMap<number, number> = new Map([
  [TUNNEL_ENCAPSULATION_LIMIT, 1],
  [ROUTER_ALERT, 2],
  [PERFORMANCE_METRICS, 10],
  [QUICK_START, 6],
  [PATH_MTU, 4],
  [JUMBO_PAYLOAD, 4],
  [HOME_ADDRESS, 16],
]);

/** Each option: the part starts at its type. */
const eachOption: PartWalker = (view, layer, sink, read) => {
  const bytes = view.layerBytes(layer);
  const start = view.layerStart[layer];
  const end = Math.min(start + extension.headerLength(bytes, start), view.layerEnd[layer]);
  let at = start + 2;
  while (at < end) {
    const next = bytes[at] === PAD_1 ? at + 1 : at + 2 + (bytes[at + 1] ?? 0);
    if (bytes[at] !== PAD_1 && at + 2 > end) return false;
    if (read(bytes, at, Math.min(next, end), sink, view, layer)) return true;
    at = next;
  }
  return false;
};

const optionsOf =
  (...types: readonly number[]): PartWalker =>
  (view, layer, sink, read) =>
    eachOption(view, layer, sink, (bytes, at, end, inner, innerView, innerLayer) => {
      if (!types.includes(bytes[at])) return false;
      const length = LENGTHS.get(bytes[at]);
      // Of this one Wireshark shows the values, whatever the length.
      const isFree = length === undefined || bytes[at] === PATH_MTU;
      if (!isFree && bytes[at + 1] !== length) return false;
      return read(bytes, at, end, inner, innerView, innerLayer);
    });

const notPad1 =
  (reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    bytes[at] === PAD_1 ? Number.NaN : reader(bytes, at, end, view, layer);
const type = uint8At(0);

const quickStart =
  (functions: readonly number[], reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    functions.includes(bytes[at + 2] >> 4) ? reader(bytes, at, end, view, layer) : Number.NaN;

const whereUnknown =
  (read: PartReader): PartReader =>
  (bytes, at, end, sink, view, layer) =>
    KNOWN.has(bytes[at]) ? false : read(bytes, at, end, sink, view, layer);

const table = new FieldTable([Protocol.IPV6_HOP_BY_HOP, Protocol.IPV6_DESTINATION]);

new PartTable(table, eachOption)
  .label('ipv6.opt', 'Option')
  .hex8('ipv6.opt.type', 'Option type', type)
  .uint8(
    'ipv6.opt.type.action',
    'What to do where the type is not known',
    bitsOf(notPad1(type), 0xc0),
  )
  .bit('ipv6.opt.type.change', '8', 'Routers may change the option', notPad1(type), 0x20)
  .hex8('ipv6.opt.type.rest', 'Rest of the type', bitsOf(notPad1(type), 0x1f))
  .uint8('ipv6.opt.length', 'Length of the value in bytes', notPad1(uint8At(1)))
  .values('ipv6.opt.pad1', 'FT_NONE', '', 'One byte of padding', (bytes, at, _end, sink) =>
    bytes[at] === PAD_1 ? sink.label() : false,
  )
  .octets('ipv6.opt.padn', 'Padding', (bytes, at, end, sink) =>
    bytes[at] === PAD_N ? sink.bytes(bytes, at + 2, end) : false,
  )
  .octets(
    'ipv6.opt.unknown',
    'Value of an unknown option',
    whereUnknown((bytes, at, end, sink) => sink.bytes(bytes, at + 2, end)),
  )
  .values(
    'ipv6.opt.unknown_data.expert',
    'FT_NONE',
    '',
    'An option is not known',
    whereUnknown((_bytes, _at, _end, sink) => sink.label()),
  )
  .values(
    'ipv6.opt.invalid_len',
    'FT_NONE',
    '',
    'An option has not the length that its type asks for',
    (bytes, at, _end, sink) => {
      const length = LENGTHS.get(bytes[at]);
      return length !== undefined && bytes[at + 1] !== length && sink.label();
    },
  );
new PartTable(table, optionsOf(ROUTER_ALERT)).uint16('ipv6.opt.router_alert', 'Router alert', 2);
new PartTable(table, optionsOf(TUNNEL_ENCAPSULATION_LIMIT)).uint8(
  'ipv6.opt.tel',
  'Tunnel encapsulation limit',
  2,
);
new PartTable(table, optionsOf(JUMBO_PAYLOAD)).uint32(
  'ipv6.opt.jumbo',
  'Payload length of a jumbogram in bytes',
  2,
);
new PartTable(table, optionsOf(PATH_MTU))
  .uint16('ipv6.opt.pmtu.min', 'Smallest MTU so far', 2)
  .uint16('ipv6.opt.pmtu.rtn', 'Smallest MTU of the other way', (bytes, at, end) =>
    at + 6 <= end ? readUint16(bytes, at + 4) & 0xfffe : Number.NaN,
  )
  .number(
    'ipv6.opt.pmtu.r_flag',
    'FT_BOOLEAN',
    '0',
    'The MTU is to be returned',
    (bytes, at, end) => (at + 6 <= end ? bytes[at + 5] & 1 : Number.NaN),
  );
new PartTable(table, optionsOf(HOME_ADDRESS)).ipv6(
  'ipv6.opt.mipv6.home_address',
  'Home address of a mobile node',
  2,
);
const rplFlags = uint8At(2);
new PartTable(table, optionsOf(RPL, RPL_OLD))
  .hex8('ipv6.opt.rpl.flag', 'RPL flags', rplFlags)
  .bit('ipv6.opt.rpl.flag.o', '8', 'The packet goes down', rplFlags, 0x80)
  .bit('ipv6.opt.rpl.flag.r', '8', 'Rank error', rplFlags, 0x40)
  .bit('ipv6.opt.rpl.flag.f', '8', 'Forwarding error', rplFlags, 0x20)
  .hex8('ipv6.opt.rpl.flag.rsv', 'Reserved', bitsOf(rplFlags, 0x1f))
  .hex8('ipv6.opt.rpl.instance_id', 'RPL instance', 3)
  .hex16('ipv6.opt.rpl.sender_rank', 'Rank of the sender', 4);
new PartTable(table, optionsOf(QUICK_START))
  .uint8('ipv6.opt.qs_func', 'Quick-Start function', bitsOf(uint8At(2), 0xf0))
  .uint8('ipv6.opt.qs_rate', 'Quick-Start rate', quickStart([0, 8], bitsOf(uint8At(2), 0x0f)))
  .uint8('ipv6.opt.qs_ttl', 'Quick-Start TTL', quickStart([0], uint8At(3)))
  .uint8('ipv6.opt.qs_unused', 'Not used', quickStart([8], uint8At(3)))
  .hex32(
    'ipv6.opt.qs_nonce',
    'Quick-Start nonce',
    quickStart([0, 8], bitsOf(uint32At(4), 0xfffffffc)),
  )
  .hex32('ipv6.opt.qs_reserved', 'Reserved', quickStart([0, 8], bitsOf(uint32At(4), 3)));
new PartTable(table, optionsOf(CALIPSO))
  .uint32('ipv6.opt.calipso.doi', 'Domain of interpretation', 2)
  .uint8('ipv6.opt.calipso.cmpt.length', 'Length of the compartment bitmap in words', 6)
  .uint8('ipv6.opt.calipso.sens_level', 'Sensitivity level', 7)
  .hex16('ipv6.opt.calipso.checksum', 'Checksum', 8);
new PartTable(table, optionsOf(PERFORMANCE_METRICS))
  .uint8('ipv6.opt.pdm.scale_dtlr', 'Scale of time since received', 2)
  .uint8('ipv6.opt.pdm.scale_dtls', 'Scale of time since sent', 3)
  .uint16('ipv6.opt.pdm.psn_this_pkt', 'Number of this packet', 4)
  .uint16('ipv6.opt.pdm.psn_last_recv', 'Last number received', 6)
  .uint16('ipv6.opt.pdm.delta_last_recv', 'Time since received', 8)
  .uint16('ipv6.opt.pdm.delta_last_sent', 'Time since sent', 10);
new PartTable(table, optionsOf(ILNP_NONCE)).rest('ipv6.opt.ilnp_nonce', 'ILNP nonce', 2);
new PartTable(table, optionsOf(...EXPERIMENTAL)).octets(
  'ipv6.opt.experimental',
  'Value of an experimental option',
  (bytes, at, end, sink) => sink.bytes(bytes, at + 2, end),
);

/** Options of IPv6 extension headers. */
export const ipv6OptionFields = table.fields;
