import { readUint16 } from '../bytes.ts';
import { bits8, bits16, FieldTable, type PartReader, type PartWalker } from '../fields/field.ts';
import { addQuickStartFields } from '../fields/quick-start.ts';
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

const table = new FieldTable([Protocol.IPV6_HOP_BY_HOP, Protocol.IPV6_DESTINATION]);
const options = table.parts(eachOption);
/** Options of these types whose length is right. */
const of = (...types: readonly number[]) =>
  options.when((bytes, at) => {
    if (!types.includes(bytes[at])) return false;
    const length = LENGTHS.get(bytes[at]);
    // Of this one Wireshark shows the values, whatever the length.
    return length === undefined || bytes[at] === PATH_MTU || bytes[at + 1] === length;
  });

options
  .label('ipv6.opt', 'Option')
  .hex8('ipv6.opt.type', 'Option type', 0)
  .label('ipv6.opt.pad1', 'One byte of padding', (bytes, at) => bytes[at] === PAD_1)
  .label(
    'ipv6.opt.invalid_len',
    'An option has not the length that its type asks for',
    (bytes, at) => {
      const length = LENGTHS.get(bytes[at]);
      return length !== undefined && bytes[at + 1] !== length;
    },
  );
options
  .when((bytes, at) => bytes[at] !== PAD_1)
  .uint8('ipv6.opt.type.action', 'What to do where the type is not known', bits8(0, 0xc0))
  .bit('ipv6.opt.type.change', '8', 'Routers may change the option', 0, 0x20)
  .hex8('ipv6.opt.type.rest', 'Rest of the type', bits8(0, 0x1f))
  .uint8('ipv6.opt.length', 'Length of the value in bytes', 1);
const value: PartReader = (bytes, at, end, sink) => sink.bytes(bytes, at + 2, end);
of(PAD_N).octets('ipv6.opt.padn', 'Padding', value);
options
  .when((bytes, at) => !KNOWN.has(bytes[at]))
  .octets('ipv6.opt.unknown', 'Value of an unknown option', value)
  .label('ipv6.opt.unknown_data.expert', 'An option is not known');
of(ROUTER_ALERT).uint16('ipv6.opt.router_alert', 'Router alert', 2);
of(TUNNEL_ENCAPSULATION_LIMIT).uint8('ipv6.opt.tel', 'Tunnel encapsulation limit', 2);
of(JUMBO_PAYLOAD).uint32('ipv6.opt.jumbo', 'Payload length of a jumbogram in bytes', 2);
of(PATH_MTU)
  .uint16('ipv6.opt.pmtu.min', 'Smallest MTU so far', 2)
  .uint16('ipv6.opt.pmtu.rtn', 'Smallest MTU of the other way', (bytes, at, end) =>
    at + 6 <= end ? readUint16(bytes, at + 4) & 0xfffe : Number.NaN,
  )
  .number('ipv6.opt.pmtu.r_flag', 'FT_BOOLEAN', '0', 'The MTU is to be returned', bits16(4, 1));
of(HOME_ADDRESS).ipv6('ipv6.opt.mipv6.home_address', 'Home address of a mobile node', 2);
of(RPL, RPL_OLD)
  .hex8('ipv6.opt.rpl.flag', 'RPL flags', 2)
  .bit('ipv6.opt.rpl.flag.o', '8', 'The packet goes down', 2, 0x80)
  .bit('ipv6.opt.rpl.flag.r', '8', 'Rank error', 2, 0x40)
  .bit('ipv6.opt.rpl.flag.f', '8', 'Forwarding error', 2, 0x20)
  .hex8('ipv6.opt.rpl.flag.rsv', 'Reserved', bits8(2, 0x1f))
  .hex8('ipv6.opt.rpl.instance_id', 'RPL instance', 3)
  .hex16('ipv6.opt.rpl.sender_rank', 'Rank of the sender', 4);
addQuickStartFields(of(QUICK_START), 'ipv6');
of(CALIPSO)
  .uint32('ipv6.opt.calipso.doi', 'Domain of interpretation', 2)
  .uint8('ipv6.opt.calipso.cmpt.length', 'Length of the compartment bitmap in words', 6)
  .uint8('ipv6.opt.calipso.sens_level', 'Sensitivity level', 7)
  .hex16('ipv6.opt.calipso.checksum', 'Checksum', 8);
of(PERFORMANCE_METRICS)
  .uint8('ipv6.opt.pdm.scale_dtlr', 'Scale of time since received', 2)
  .uint8('ipv6.opt.pdm.scale_dtls', 'Scale of time since sent', 3)
  .uint16('ipv6.opt.pdm.psn_this_pkt', 'Number of this packet', 4)
  .uint16('ipv6.opt.pdm.psn_last_recv', 'Last number received', 6)
  .uint16('ipv6.opt.pdm.delta_last_recv', 'Time since received', 8)
  .uint16('ipv6.opt.pdm.delta_last_sent', 'Time since sent', 10);
of(ILNP_NONCE).rest('ipv6.opt.ilnp_nonce', 'ILNP nonce', 2);
of(...EXPERIMENTAL).octets('ipv6.opt.experimental', 'Value of an experimental option', value);

/** Options of IPv6 extension headers. */
export const ipv6OptionFields = table.fields;
