import { Analysis } from '../analysis.ts';
import { FieldTable, type NumberReader, type ValueSink } from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as arp from './codec.ts';

const OPCODES = { names: { 1: 'request', 2: 'reply' } };
const CLAIMS = { needs: Analysis.ARP } as const;

type Read = (bytes: Uint8Array, at: number) => number;

/** Offset of an address in a message whose addresses have any length. */
const senderHardware: Read = (_bytes, at) => at + arp.FIXED_LENGTH;
const senderProtocol: Read = (bytes, at) => senderHardware(bytes, at) + bytes[at + 4];
const targetHardware: Read = (bytes, at) => senderProtocol(bytes, at) + bytes[at + 5];
const targetProtocol: Read = (bytes, at) => targetHardware(bytes, at) + bytes[at + 4];

const isIpv4 = (bytes: Uint8Array, at: number) =>
  arp.protocolType(bytes, at) === 0x0800 && arp.protocolLength(bytes, at) === 4;

const ipv4 =
  (offset: Read): NumberReader =>
  (bytes, at) => {
    if (!isIpv4(bytes, at)) return Number.NaN;
    const start = offset(bytes, at);
    return (
      ((bytes[start] << 24) |
        (bytes[start + 1] << 16) |
        (bytes[start + 2] << 8) |
        bytes[start + 3]) >>>
      0
    );
  };

/** Bytes of an address where `isMeant`. */
function address(offset: Read, length: Read, isMeant: (bytes: Uint8Array, at: number) => boolean) {
  return (view: PacketView, layer: number, sink: ValueSink) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const count = length(bytes, at);
    if (count === 0 || !isMeant(bytes, at)) return false;
    const start = offset(bytes, at);
    return sink.bytes(bytes, start, start + count);
  };
}
const isMac = arp.isEthernetHardware;
const isOtherHardware = (bytes: Uint8Array, at: number) => !arp.isEthernetHardware(bytes, at);
const isOtherProtocol = (bytes: Uint8Array, at: number) => !isIpv4(bytes, at);

function isQuestionOrAnswer(bytes: Uint8Array, at: number): boolean {
  const opcode = arp.opcode(bytes, at);
  return opcode === arp.REQUEST || opcode === arp.REPLY;
}

/** RFC 5944 §4.6: who asks for or answers with its own address tells others of it. */
function isGratuitous(bytes: Uint8Array, at: number): boolean {
  if (!isQuestionOrAnswer(bytes, at)) return false;
  const sender = senderProtocol(bytes, at);
  const target = targetProtocol(bytes, at);
  const length = arp.protocolLength(bytes, at);
  for (let i = 0; i < length; i++) if (bytes[sender + i] !== bytes[target + i]) return false;
  return true;
}

function hasNoTarget(bytes: Uint8Array, at: number): boolean {
  const start = targetHardware(bytes, at);
  const length = arp.hardwareLength(bytes, at);
  for (let i = 0; i < length; i++) if (bytes[start + i] !== 0) return false;
  return true;
}

const trueWhere =
  (test: (bytes: Uint8Array, at: number) => boolean): NumberReader =>
  (bytes, at) =>
    test(bytes, at) ? 1 : Number.NaN;

/** Duplicates that the analysis found: of the frame, so of its first ARP layer. */
function claims(read: (view: PacketView, i: number) => number) {
  return (view: PacketView, layer: number, sink: ValueSink) => {
    if (layer !== view.findLayer(Protocol.ARP)) return false;
    for (let i = 0; i < view.arpAnnotation.count; i++) {
      if (sink.number(read(view, i))) return true;
    }
    return false;
  };
}

/** Address Resolution Protocol. */
export const arpFields = new FieldTable([Protocol.ARP])
  .uint16('arp.hw.type', 'Hardware type', arp.hardwareType)
  .hex16('arp.proto.type', 'Protocol type', arp.protocolType)
  .uint8('arp.hw.size', 'Length of a hardware address', arp.hardwareLength)
  .uint8('arp.proto.size', 'Length of a protocol address', arp.protocolLength)
  .uint16('arp.opcode', 'Operation: 1 request, 2 reply', arp.opcode, OPCODES)
  .number(
    'arp.isgratuitous',
    'FT_BOOLEAN',
    '0',
    'Sender and target address are the same',
    trueWhere(isGratuitous),
  )
  .number(
    'arp.isprobe',
    'FT_BOOLEAN',
    '0',
    'Asks whether an address is in use (RFC 5227)',
    trueWhere(
      (bytes, at) =>
        arp.isEthernetIpv4(bytes, at) &&
        isMac(bytes, at) &&
        arp.opcode(bytes, at) === arp.REQUEST &&
        arp.senderProtocol(bytes, at) === 0 &&
        hasNoTarget(bytes, at),
    ),
  )
  .number(
    'arp.isannouncement',
    'FT_BOOLEAN',
    '0',
    'Announces an address (RFC 5227)',
    trueWhere(
      (bytes, at) =>
        isGratuitous(bytes, at) && arp.opcode(bytes, at) === arp.REQUEST && hasNoTarget(bytes, at),
    ),
  )
  .mac(
    'arp.src.hw_mac',
    'Sender hardware address',
    address(senderHardware, arp.hardwareLength, isMac),
  )
  .octets(
    'arp.src.hw',
    'Sender hardware address that is no MAC address',
    address(senderHardware, arp.hardwareLength, isOtherHardware),
  )
  .ipv4('arp.src.proto_ipv4', 'Sender IPv4 address', ipv4(senderProtocol))
  .octets(
    'arp.src.proto',
    'Sender protocol address that is not IPv4',
    address(senderProtocol, arp.protocolLength, isOtherProtocol),
  )
  .mac(
    'arp.dst.hw_mac',
    'Target hardware address',
    address(targetHardware, arp.hardwareLength, isMac),
  )
  .octets(
    'arp.dst.hw',
    'Target hardware address that is no MAC address',
    address(targetHardware, arp.hardwareLength, isOtherHardware),
  )
  .ipv4('arp.dst.proto_ipv4', 'Target IPv4 address', ipv4(targetProtocol))
  .octets(
    'arp.dst.proto',
    'Target protocol address that is not IPv4',
    address(targetProtocol, arp.protocolLength, isOtherProtocol),
  )
  .values(
    'arp.duplicate-address-detected',
    'FT_NONE',
    '',
    'Another host claims the address',
    (view, layer, sink) => {
      if (layer !== view.findLayer(Protocol.ARP)) return false;
      for (let i = 0; i < view.arpAnnotation.count; i++) if (sink.label()) return true;
      return false;
    },
    CLAIMS,
  )
  .values(
    'arp.duplicate-address-frame',
    'FT_FRAMENUM',
    '',
    'Frame in which the other host claimed it last',
    claims((view, i) => view.arpAnnotation.frames[i]),
    CLAIMS,
  )
  .values(
    'arp.seconds-since-duplicate-address-frame',
    'FT_UINT32',
    'BASE_DEC',
    'Seconds since that frame',
    claims((view, i) => view.arpAnnotation.seconds[i] >>> 0),
    CLAIMS,
  ).fields;
