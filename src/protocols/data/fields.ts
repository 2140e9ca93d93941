import { PROTOCOL_NAMES } from '../dispatch.ts';
import { dissectorNames, nameOfData, namesInside, OSI_PROTOCOLS } from '../dissectors.ts';
import { type FieldDefinition, FieldTable, type ValueSink } from '../fields/field.ts';
import { echoDataOffset } from '../icmp/fields.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Layers that no decoder here claims. Wireshark's tables name many of them by port or number: those
 * can be asked for, there or not; what is left is `data`.
 */

/** In `frame.protocols`, but no packet has the field: it only says which protocol of OSI follows. */
const WITHOUT_FIELD = 'osi';

function whole(name: string) {
  return (view: PacketView, layer: number, sink: ValueSink) => {
    if (name === WITHOUT_FIELD) return false;
    if (view.layerProtocol[layer] === Protocol.ESP) {
      return sink.bytes(view.layerBytes(layer), view.layerStart[layer], view.layerEnd[layer]);
    }
    const outside = nameOfData(view, layer);
    if (outside !== name && !namesInside(view, layer, outside).includes(name)) return false;
    return sink.bytes(view.layerBytes(layer), view.layerStart[layer], view.layerEnd[layer]);
  };
}

/** Whether the layer is what Wireshark calls data: IPv6 of another version is, too. */
function isData(view: PacketView, layer: number): boolean {
  if (view.layerProtocol[layer] === Protocol.BROKEN_IPV6) return layer > 0;
  return nameOfData(view, layer) === 'data';
}

/** Start of the bytes that Wireshark calls data: behind what it takes for a time in a ping. */
function dataStart(view: PacketView, layer: number): number {
  return view.layerStart[layer] + (layer > 0 ? echoDataOffset(view, layer - 1) : 0);
}

/** Bytes without a protocol. */
export const dataFields = new FieldTable([Protocol.DATA, Protocol.BROKEN_IPV6])
  .values(
    'data',
    'FT_PROTOCOL',
    '',
    'Data',
    (view, layer, sink) =>
      isData(view, layer) &&
      sink.bytes(view.layerBytes(layer), view.layerStart[layer], view.layerEnd[layer]),
  )
  .octets('data.data', 'The bytes', (bytes, _at, end, sink, view, layer) => {
    const start = dataStart(view, layer);
    if (start >= end || !isData(view, layer)) return false;
    return sink.bytes(bytes, start, end);
  })
  .number('data.len', 'FT_INT32', 'BASE_DEC', 'How many bytes', (_bytes, _at, end, view, layer) => {
    const start = dataStart(view, layer);
    return start < end && isData(view, layer) ? end - start : Number.NaN;
  }).fields;

/**
 * Over TCP most protocols are seen where a message is whole, which may be later: only those that
 * Wireshark shows in every segment can be asked for.
 */
const OVER_TCP = ['ssh'];

const ESP = 'esp';

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
  for (const name of OSI_PROTOCOLS.values()) names.add(name);
  for (const name of ['data', 'ieee8021ad', 'pppoe', 'quic']) names.delete(name);
  for (const { filterName } of PROTOCOL_NAMES) names.delete(filterName);
  // A layer of its own over IP; in UDP it is not.
  names.add(ESP);
  return [...names].filter((name) => /^[a-z0-9][a-z0-9_.-]*$/.test(name));
}

/** Protocols that are known by port or number only. */
export const foreignProtocolFields: FieldDefinition[] = foreignNames().flatMap(
  (name) =>
    new FieldTable(name === ESP ? [Protocol.ESP, Protocol.DATA] : [Protocol.DATA]).values(
      name,
      'FT_PROTOCOL',
      '',
      'A protocol that is known by its port or number only',
      whole(name),
    ).fields,
);
