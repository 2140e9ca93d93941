import { readUint16, readUint32 } from '../bytes.ts';
import { PROTOCOL_NAMES } from '../dispatch.ts';
import { dissectorNames, nameInside, nameOfData } from '../dissectors.ts';
import {
  type FieldDefinition,
  FieldTable,
  type NumberReader,
  type ValueSink,
} from '../fields/field.ts';
import { bitsOf } from '../fields/parts.ts';
import { echoDataOffset } from '../icmp/fields.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Layers that no decoder here claims. Wireshark's tables name many of them by port or number: those
 * can be asked for, there or not; what is left is `data`.
 */

function whole(name: string) {
  return (view: PacketView, layer: number, sink: ValueSink) => {
    const outside = nameOfData(view, layer);
    if (outside !== name && nameInside(view, layer, outside) !== name) return false;
    return sink.bytes(view.layerBytes(layer), view.layerStart[layer], view.layerEnd[layer]);
  };
}

/** Start of the bytes that Wireshark calls data: behind what it takes for a time in a ping. */
function dataStart(view: PacketView, layer: number): number {
  return view.layerStart[layer] + (layer > 0 ? echoDataOffset(view, layer - 1) : 0);
}

/** Bytes without a protocol. */
export const dataFields = new FieldTable([Protocol.DATA])
  .values('data', 'FT_PROTOCOL', '', 'Data', whole('data'))
  .octets('data.data', 'The bytes', (view, layer, sink) => {
    const start = dataStart(view, layer);
    const end = view.layerEnd[layer];
    if (start >= end || nameOfData(view, layer) !== 'data') return false;
    return sink.bytes(view.layerBytes(layer), start, end);
  })
  .number('data.len', 'FT_INT32', 'BASE_DEC', 'How many bytes', (_bytes, _at, end, view, layer) => {
    const start = dataStart(view, layer);
    return start < end && nameOfData(view, layer) === 'data' ? end - start : Number.NaN;
  }).fields;

/**
 * Over TCP most protocols are seen where a message is whole, which may be later: only those that
 * Wireshark shows in every segment can be asked for.
 */
const OVER_TCP = ['ssh'];

function foreignNames(): string[] {
  const names = new Set<string>(OVER_TCP);
  for (const table of [
    'ETHER_TYPE',
    'IP_PROTOCOL',
    'UDP_PORT',
    'PPP_PROTOCOL',
    'LLC_SAP',
    'GRE_PROTOCOL',
  ] as const) {
    for (const name of dissectorNames(table)) names.add(name);
  }
  for (const name of ['data', 'ieee8021ad', 'pppoe', 'quic', 'rtp']) names.delete(name);
  for (const { filterName } of PROTOCOL_NAMES) names.delete(filterName);
  return [...names].filter((name) => /^[a-z0-9][a-z0-9_.-]*$/.test(name));
}

/** Protocols that are known by port or number only. */
export const foreignProtocolFields: FieldDefinition[] = foreignNames().flatMap(
  (name) =>
    new FieldTable([Protocol.DATA]).values(
      name,
      'FT_PROTOCOL',
      '',
      'A protocol that is known by its port or number only',
      whole(name),
    ).fields,
);

// ---------------------------------------------------------------- spanning tree

const CONFIGURATION = 0x00;
const RAPID = 0x02;

/** A number of a bridge protocol data unit; but for the first three, of its configuration form. */
const unit =
  (offset: number, length: 1 | 2 | 4, scale = 1): NumberReader =>
  (bytes, at, end, view, layer) => {
    if (at + offset + length > end || nameOfData(view, layer) !== 'stp') return Number.NaN;
    const kind = bytes[at + 3];
    if (offset > 3 && kind !== CONFIGURATION && kind !== RAPID) return Number.NaN;
    const start = at + offset;
    if (length === 1) return bytes[start];
    if (length === 2) return readUint16(bytes, start) / scale;
    return readUint32(bytes, start);
  };
const ofRapid =
  (reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    bytes[at + 3] === RAPID ? reader(bytes, at, end, view, layer) : Number.NaN;

function bridgeAddress(offset: number) {
  return (view: PacketView, layer: number, sink: ValueSink) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    if (Number.isNaN(unit(offset, 2)(bytes, at, view.layerEnd[layer], view, layer))) return false;
    const start = at + offset + 2;
    return start + 6 <= view.layerEnd[layer] && sink.bytes(bytes, start, start + 6);
  };
}
const flags = unit(4, 1);
/** Priority and system identifier extension share 16 bits (IEEE 802.1D-2004 §9.2.5). */
const priority =
  (offset: number): NumberReader =>
  (bytes, at, end, view, layer) => {
    const value = unit(offset, 2)(bytes, at, end, view, layer);
    return Number.isNaN(value) ? value : value & 0xf000;
  };

/** Spanning tree. */
export const stpFields = new FieldTable([Protocol.DATA])
  .hex16('stp.protocol', 'Protocol identifier', unit(0, 2))
  .uint8('stp.version', 'Version: 2 rapid, 3 multiple', unit(2, 1))
  .hex8('stp.type', 'Kind of unit', unit(3, 1))
  .hex8('stp.flags', 'Flags', flags)
  .bit('stp.flags.tc', '8', 'Topology change', flags, 0x01)
  .bit('stp.flags.tcack', '8', 'Topology change acknowledged', flags, 0x80)
  .bit('stp.flags.agreement', '8', 'Agreement', ofRapid(flags), 0x40)
  .bit('stp.flags.forwarding', '8', 'Forwarding', ofRapid(flags), 0x20)
  .bit('stp.flags.learning', '8', 'Learning', ofRapid(flags), 0x10)
  .uint8('stp.flags.port_role', 'Port role', bitsOf(ofRapid(flags), 0x0c))
  .bit('stp.flags.proposal', '8', 'Proposal', ofRapid(flags), 0x02)
  .uint16('stp.root.prio', 'Priority of the root bridge', priority(5))
  .uint16('stp.root.ext', 'Extension of its identifier', bitsOf(unit(5, 2), 0xfff))
  .mac('stp.root.hw', 'Address of the root bridge', bridgeAddress(5))
  .uint32('stp.root.cost', 'Cost of the path to it', unit(13, 4))
  .uint16('stp.bridge.prio', 'Priority of the bridge', priority(17))
  .uint16('stp.bridge.ext', 'Extension of its identifier', bitsOf(unit(17, 2), 0xfff))
  .mac('stp.bridge.hw', 'Address of the bridge', bridgeAddress(17))
  .hex16('stp.port', 'Port of the bridge', unit(25, 2))
  .number('stp.msg_age', 'FT_DOUBLE', '', 'Age of the message in seconds', unit(27, 2, 256))
  .number('stp.max_age', 'FT_DOUBLE', '', 'Age at the most in seconds', unit(29, 2, 256))
  .number('stp.hello', 'FT_DOUBLE', '', 'Seconds between messages', unit(31, 2, 256))
  .number('stp.forward', 'FT_DOUBLE', '', 'Seconds before forwarding', unit(33, 2, 256)).fields;
