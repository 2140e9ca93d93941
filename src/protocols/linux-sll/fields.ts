import { findTrailer } from '../ethernet/trailer-fields.ts';
import { FieldTable, type NumberReader } from '../fields/field.ts';
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

/** The protocol field, which has a name for each of its meanings. */
const protocol = (isMeant: (value: number, device: number) => boolean): NumberReader =>
  header((module, bytes, at) => {
    const value = module.protocol(bytes, at);
    return isMeant(value, module.hardwareType(bytes, at)) ? value : Number.NaN;
  });

/** Linux cooked capture, both versions. */
export const linuxSllFields = new FieldTable([Protocol.LINUX_SLL, Protocol.LINUX_SLL2])
  .uint16(
    'sll.pkttype',
    'Where it came from or went to',
    header((module, bytes, at) => module.packetType(bytes, at)),
  )
  .uint16(
    'sll.hatype',
    'Device type (ARPHRD)',
    header((module, bytes, at) => module.hardwareType(bytes, at)),
  )
  .uint16(
    'sll.halen',
    'Length of the sender address',
    header((module, bytes, at) => module.addressLength(bytes, at)),
  )
  .mac('sll.src.eth', 'Sender address', (view, layer, sink) => {
    const module = headerOf(view, layer);
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    if (module.addressLength(bytes, at) !== 6) return false;
    const address = module.addressAt(at);
    return sink.bytes(bytes, address, address + 6);
  })
  .ipv4(
    'sll.src.ipv4',
    'Sender address of a tunnel',
    header((module, bytes, at) => {
      if (module.addressLength(bytes, at) !== 4) return Number.NaN;
      const address = module.addressAt(at);
      return (
        ((bytes[address] << 24) |
          (bytes[address + 1] << 16) |
          (bytes[address + 2] << 8) |
          bytes[address + 3]) >>>
        0
      );
    }),
  )
  .octets('sll.src.other', 'Sender address of another kind', (view, layer, sink) => {
    const module = headerOf(view, layer);
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const length = module.addressLength(bytes, at);
    if (length === 0 || length === 4 || length === 6) return false;
    const address = module.addressAt(at);
    return sink.bytes(bytes, address, address + Math.min(length, ADDRESS_ROOM));
  })
  .octets('sll.unused', 'Bytes that mean nothing', (view, layer, sink) => {
    const module = headerOf(view, layer);
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const length = Math.min(module.addressLength(bytes, at), ADDRESS_ROOM);
    const address = module.addressAt(at);
    return length < ADDRESS_ROOM && sink.bytes(bytes, address + length, address + ADDRESS_ROOM);
  })
  .hex16(
    'sll.etype',
    'EtherType of what follows',
    protocol((value, device) => value >= SMALLEST_TYPE && device !== GRE_DEVICE),
  )
  .hex16(
    'sll.ltype',
    "What follows, in Linux's own numbers",
    protocol((value, device) => value < SMALLEST_TYPE && device !== GRE_DEVICE),
  )
  .hex16(
    'sll.gretype',
    'What follows on a GRE device',
    protocol((_value, device) => device === GRE_DEVICE),
  )
  .uint32('sll.ifindex', 'Interface index', (bytes, at, _end, view, layer) =>
    view.layerProtocol[layer] === Protocol.LINUX_SLL2
      ? linuxSll2.interfaceIndex(bytes, at)
      : Number.NaN,
  )
  .octets('sll.trailer', 'Bytes after the payload', (view, layer, sink) => {
    const module = headerOf(view, layer);
    const next = layer + 1;
    if (module.protocol(view.layerBytes(layer), view.layerStart[layer]) < SMALLEST_TYPE)
      return false;
    if (next >= view.layerCount || next >= view.reassembledFrom) return false;
    const found = findTrailer(view, layer, view.layerEnd[next], false);
    if (found === null || found.trailerEnd <= found.paddingEnd) return false;
    return sink.bytes(view.layerBytes(layer), found.paddingEnd, found.trailerEnd);
  }).fields;
