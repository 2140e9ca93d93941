import { readUint32 } from '../bytes.ts';
import { findTrailer } from '../ethernet/trailer-fields.ts';
import { type Condition, FieldTable, type NumberReader, type PartReader } from '../fields/field.ts';
import * as linuxSll2 from '../linux-sll2/codec.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as linuxSll from './codec.ts';

/** Room for the sender's address. */
const ADDRESS_ROOM = 8;
/** Device type (ARPHRD_IPGRE) whose protocol field is GRE's. */
const GRE_DEVICE = 778;
/** Below it, a protocol is one of Linux's own numbers (ETH_P_802_3_MIN). */
const SMALLEST_TYPE = 0x600;

type Header = typeof linuxSll | typeof linuxSll2;

function headerOf(view: PacketView, layer: number): Header {
  return view.layerProtocol[layer] === Protocol.LINUX_SLL2 ? linuxSll2 : linuxSll;
}

const header =
  (read: (module: Header, bytes: Uint8Array, at: number) => number): NumberReader =>
  (bytes, at, _end, view, layer) =>
    read(headerOf(view, layer), bytes, at);

const packetType = header((module, bytes, at) => module.packetType(bytes, at));
const hardwareType = header((module, bytes, at) => module.hardwareType(bytes, at));
const addressLength = header((module, bytes, at) => module.addressLength(bytes, at));
const protocol = header((module, bytes, at) => module.protocol(bytes, at));

/** The sender's address, in the room for it: from byte `from` of it to byte `to`. */
const address =
  (from: (length: number) => number, to: (length: number) => number): PartReader =>
  (bytes, at, _end, sink, view, layer) => {
    const module = headerOf(view, layer);
    const start = module.addressAt(at);
    const length = Math.min(module.addressLength(bytes, at), ADDRESS_ROOM);
    return from(length) < to(length) && sink.bytes(bytes, start + from(length), start + to(length));
  };
const wholeAddress = address(
  () => 0,
  (length) => length,
);
const behindAddress = address(
  (length) => length,
  () => ADDRESS_ROOM,
);

/** Linux cooked capture, both versions. */
const table = new FieldTable([Protocol.LINUX_SLL, Protocol.LINUX_SLL2])
  .uint16('sll.pkttype', 'Where it came from or went to', packetType)
  .uint16('sll.hatype', 'Device type (ARPHRD)', hardwareType)
  .uint16('sll.halen', 'Length of the sender address', addressLength)
  .octets('sll.unused', 'Bytes that mean nothing', behindAddress);
const withAddress = (isMeant: (length: number) => boolean) =>
  table.when((...part) => isMeant(addressLength(...part)));
withAddress((length) => length === 6).mac('sll.src.eth', 'Sender address', wholeAddress);
withAddress((length) => length === 4).ipv4(
  'sll.src.ipv4',
  'Sender address of a tunnel',
  header((module, bytes, at) => readUint32(bytes, module.addressAt(at))),
);
withAddress((length) => length !== 4 && length !== 6).octets(
  'sll.src.other',
  'Sender address of another kind',
  wholeAddress,
);
const isGre: Condition = (...part) => hardwareType(...part) === GRE_DEVICE;
const isType: Condition = (...part) => protocol(...part) >= SMALLEST_TYPE;
table
  .when((...part) => isType(...part) && !isGre(...part))
  .hex16('sll.etype', 'EtherType of what follows', protocol);
table
  .when((...part) => !isType(...part) && !isGre(...part))
  .hex16('sll.ltype', "What follows, in Linux's own numbers", protocol);
table.when(isGre).hex16('sll.gretype', 'What follows on a GRE device', protocol);
table
  .when((_bytes, _at, _end, view, layer) => headerOf(view, layer) === linuxSll2)
  .uint32('sll.ifindex', 'Interface index', linuxSll2.interfaceIndex);
table
  .when(isType)
  .octets('sll.trailer', 'Bytes after the payload', (bytes, _at, _end, sink, view, layer) => {
    const next = layer + 1;
    if (next >= view.layerCount || next >= view.reassembledFrom) return false;
    const found = findTrailer(view, layer, view.layerEnd[next], false);
    if (found === null || found.trailerEnd <= found.paddingEnd) return false;
    return sink.bytes(bytes, found.paddingEnd, found.trailerEnd);
  });

export const linuxSllFields = table.fields;
