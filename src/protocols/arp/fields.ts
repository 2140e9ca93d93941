import { Analysis } from '../analysis.ts';
import { readUint32 } from '../bytes.ts';
import {
  type Condition,
  FieldTable,
  numberWhere,
  type PartReader,
  type ValueSink,
} from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as arp from './codec.ts';

const CLAIMS = { needs: Analysis.ARP } as const;

type Read = (bytes: Uint8Array, at: number) => number;

/** Offset of an address in a message whose addresses have any length. */
const senderHardware: Read = (_bytes, at) => at + arp.FIXED_LENGTH;
const senderProtocol: Read = (bytes, at) =>
  senderHardware(bytes, at) + arp.hardwareLength(bytes, at);
const targetHardware: Read = (bytes, at) =>
  senderProtocol(bytes, at) + arp.protocolLength(bytes, at);
const targetProtocol: Read = (bytes, at) =>
  targetHardware(bytes, at) + arp.hardwareLength(bytes, at);

const isIpv4 = (bytes: Uint8Array, at: number) =>
  arp.protocolType(bytes, at) === 0x0800 && arp.protocolLength(bytes, at) === 4;

/** The bytes of an address. */
const address =
  (offset: Read, length: Read): PartReader =>
  (bytes, at, _end, sink) => {
    const start = offset(bytes, at);
    const count = length(bytes, at);
    return count > 0 && sink.bytes(bytes, start, start + count);
  };
const hardware = (offset: Read) => address(offset, arp.hardwareLength);
const protocol = (offset: Read) => address(offset, arp.protocolLength);

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

const trueWhere = (condition: Condition) => numberWhere(condition, () => 1);

/** Duplicates that the analysis found: of the frame, so of its first ARP layer. */
function claims(give: (view: PacketView, i: number, sink: ValueSink) => boolean) {
  return (view: PacketView, layer: number, sink: ValueSink) => {
    if (layer !== view.findLayer(Protocol.ARP)) return false;
    for (let i = 0; i < view.arpAnnotation.count; i++) {
      if (give(view, i, sink)) return true;
    }
    return false;
  };
}

/** Address Resolution Protocol. */
const table = new FieldTable([Protocol.ARP])
  .uint16('arp.hw.type', 'Hardware type', arp.hardwareType)
  .hex16('arp.proto.type', 'Protocol type', arp.protocolType)
  .uint8('arp.hw.size', 'Length of a hardware address', arp.hardwareLength)
  .uint8('arp.proto.size', 'Length of a protocol address', arp.protocolLength)
  .uint16('arp.opcode', 'Operation: 1 request, 2 reply', arp.opcode)
  .boolean('arp.isgratuitous', 0, 'Sender and target address are the same', trueWhere(isGratuitous))
  .boolean(
    'arp.isprobe',
    0,
    'Asks whether an address is in use (RFC 5227)',
    trueWhere(
      (bytes, at) =>
        arp.isEthernetIpv4(bytes, at) &&
        arp.isEthernetHardware(bytes, at) &&
        arp.opcode(bytes, at) === arp.REQUEST &&
        arp.senderProtocol(bytes, at) === 0 &&
        hasNoTarget(bytes, at),
    ),
  )
  .boolean(
    'arp.isannouncement',
    0,
    'Announces an address (RFC 5227)',
    trueWhere(
      (bytes, at) =>
        isGratuitous(bytes, at) && arp.opcode(bytes, at) === arp.REQUEST && hasNoTarget(bytes, at),
    ),
  );
table
  .when(arp.isEthernetHardware)
  .mac('arp.src.hw_mac', 'Sender hardware address', hardware(senderHardware))
  .mac('arp.dst.hw_mac', 'Target hardware address', hardware(targetHardware));
table
  .when((bytes, at) => !arp.isEthernetHardware(bytes, at))
  .octets('arp.src.hw', 'Sender hardware address that is no MAC address', hardware(senderHardware))
  .octets('arp.dst.hw', 'Target hardware address that is no MAC address', hardware(targetHardware));
table
  .when(isIpv4)
  .ipv4('arp.src.proto_ipv4', 'Sender IPv4 address', (bytes, at) =>
    readUint32(bytes, senderProtocol(bytes, at)),
  )
  .ipv4('arp.dst.proto_ipv4', 'Target IPv4 address', (bytes, at) =>
    readUint32(bytes, targetProtocol(bytes, at)),
  );
table
  .when((bytes, at) => !isIpv4(bytes, at))
  .octets('arp.src.proto', 'Sender protocol address that is not IPv4', protocol(senderProtocol))
  .octets('arp.dst.proto', 'Target protocol address that is not IPv4', protocol(targetProtocol));
table
  .values(
    'arp.duplicate-address-detected',
    'FT_NONE',
    '',
    'Another host claims the address',
    claims((_view, _i, sink) => sink.label()),
    CLAIMS,
  )
  .values(
    'arp.duplicate-address-frame',
    'FT_FRAMENUM',
    '',
    'Frame in which the other host claimed it last',
    claims((view, i, sink) => sink.number(view.arpAnnotation.frames[i])),
    CLAIMS,
  )
  .values(
    'arp.seconds-since-duplicate-address-frame',
    'FT_UINT32',
    'BASE_DEC',
    'Seconds since that frame',
    claims((view, i, sink) => sink.number(view.arpAnnotation.seconds[i] >>> 0)),
    CLAIMS,
  );

export const arpFields = table.fields;
