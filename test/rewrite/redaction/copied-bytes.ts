import { createHmac } from 'node:crypto';
import { Analysis } from '../../../src/protocols/analysis.ts';
import {
  DATAGRAM_PROTOCOLS,
  type DatagramProtocol,
} from '../../../src/protocols/datagram-protocols.ts';
import { Decoder } from '../../../src/protocols/decoder.ts';
import { PROTOCOL_NAMES } from '../../../src/protocols/dispatch.ts';
import { type FieldDefinition, ValueSink } from '../../../src/protocols/fields/field.ts';
import { FIELDS } from '../../../src/protocols/fields/registry.ts';
import { datagram, saw, Turn } from '../../../src/protocols/message-of-datagram.ts';
import { PacketView } from '../../../src/protocols/packet-view.ts';
import { Protocol } from '../../../src/protocols/protocol.ts';
import { KeptAddresses, KeptNames } from '../../../src/rewrite/redaction/kept.ts';
import { mappersUnder } from '../../../src/rewrite/redaction/mappers.ts';
import { PacketRedactor } from '../../../src/rewrite/redaction/packet-redactor.ts';
import type { Packet } from '../../../support/protocol-packets/every-protocol.ts';

/*
 * Which bytes come through redaction as they are. Each byte of a packet is changed, one after the
 * other, and the packet redacted under two keys: what is changed in the same way in what is written
 * was copied. No list of places is needed, and nobody can forget one; what a byte is called is asked
 * of the fields, by which of them changes with it.
 */

const KEYS = ['one', 'another'];
const MAPPERS = Object.fromEntries(
  KEYS.map((key) => {
    const keyed = (input: Uint8Array) => createHmac('sha256', key).update(input).digest();
    return [key, mappersUnder(keyed, new KeptAddresses(), new KeptNames())];
  }),
);
const decoder = new Decoder({ dnsPorts: [] });

function decoded(view: PacketView, { linkType, bytes }: Packet): PacketView {
  view.bytes = bytes;
  view.start = 0;
  view.end = bytes.length;
  view.originalLength = bytes.length;
  view.capturedLength = bytes.length;
  view.frameNumber = 1;
  view.linkType = linkType;
  decoder.decode(view);
  return view;
}

/** A packet as it is written, under a key. A redactor of its own: no packet has a past. */
export function redacted(packet: Packet, key: string): Uint8Array {
  const view = decoded(new PacketView(), packet);
  const redactor = new PacketRedactor(MAPPERS[key]);
  const into = new Uint8Array(packet.bytes.length);
  return into.subarray(0, redactor.redact(view, into));
}

/** Of the values that are tried for a byte, so many must come through: chance has other values, too. */
const ENOUGH = 2;
const TRIED = [0x01, 0x80, 0x5a, 0x24, 0xc3];

/** Places of bytes that are written as they are, whatever they are. */
export function copiedBytes(packet: Packet): number[] {
  const from = packet.from ?? 0;
  const writes = (place: number, { linkType, bytes }: Packet) =>
    KEYS.every((key) => redacted({ linkType, bytes }, key)[place] === bytes[place]);
  const plain = KEYS.map((key) => redacted(packet, key));
  const copied: number[] = [];
  packet.bytes.forEach((value, place) => {
    if (
      place < from ||
      plain.some((written) => written.length <= place || written[place] !== value)
    )
      return;
    let count = 0;
    for (const difference of TRIED) {
      const bytes = packet.bytes.slice();
      bytes[place] ^= difference;
      if (writes(place, { ...packet, bytes })) count++;
      if (count >= ENOUGH) break;
    }
    if (count >= ENOUGH) copied.push(place);
  });
  return copied;
}

/** Gathers what a field says, as text. */
class Gathering extends ValueSink {
  said = '';
  number(value: number): boolean {
    this.said += `${value},`;
    return false;
  }
  bytes(bytes: Uint8Array, start: number, end: number): boolean {
    this.said += `${Buffer.from(bytes.subarray(start, end)).toString('hex')},`;
    return false;
  }
  text(value: string): boolean {
    this.said += `${value},`;
    return false;
  }
  time(seconds: number, nanoseconds: number): boolean {
    this.said += `${seconds}.${nanoseconds},`;
    return false;
  }
  label(): boolean {
    this.said += '!';
    return false;
  }
}

const OF_LAYER: readonly (readonly FieldDefinition[])[] = PROTOCOL_NAMES.map((_, protocol) =>
  [...FIELDS.values()].filter(
    ({ layers, needs, isLayer, type }) =>
      layers?.includes(protocol) &&
      (needs & ~Analysis.APPLICATION) === 0 &&
      !isLayer &&
      type !== 'FT_PROTOCOL',
  ),
);

function say(field: FieldDefinition, view: PacketView, layer: number): string {
  const sink = new Gathering();
  field.each(view, layer, sink);
  return sink.said;
}

/** What a byte is called, by all fields that it is of: `IPV4 ip.id`; else by its place: `PFLOG +3`. */
export function namesOf(packet: Packet, place: number): string[] {
  const view = decoded(new PacketView(), packet);
  let layer = view.layerCount - 1;
  while (layer > 0 && (layer >= view.reassembledFrom || view.layerStart[layer] > place)) layer--;
  const protocol = view.layerProtocol[layer];
  const name = Protocol[protocol];
  const payload = place - view.payloadStart;
  const isLength = protocol === Protocol.TCP && layer === view.transport && payload >= 0;
  if (isLength && payload < 2 && (view.sourcePort === 53 || view.destinationPort === 53)) {
    return [`DNS_LENGTH +${payload}`];
  }
  const fields = OF_LAYER[protocol] ?? [];
  const before = fields.map((field) => say(field, view, layer));
  let names: string[] | undefined;
  for (const difference of [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80]) {
    const bytes = packet.bytes.slice();
    bytes[place] ^= difference;
    const changed = decoded(new PacketView(), { ...packet, bytes });
    if (changed.layerCount <= layer || changed.layerProtocol[layer] !== protocol) continue;
    const found = fields.filter((field, index) => say(field, changed, layer) !== before[index]);
    // A length changes what all others say: the change that fewest see says best whose the byte is.
    if (found.length === 0 || (names !== undefined && names.length <= found.length)) continue;
    names = found.map((field) => `${name} ${field.name}`).toSorted();
  }
  return names ?? [`${name} +${place - view.layerStart[layer]}`];
}

/** The protocol over UDP that the payload is a message of; what it is stands in `datagram`. */
function messageOf(view: PacketView): DatagramProtocol | undefined {
  saw(Turn.NEITHER, 0);
  const { payloadStart: at, payloadEnd: end, sourcePort, destinationPort } = view;
  if (view.transportProtocol !== Protocol.UDP || at >= end) return undefined;
  const bytes = view.layerBytes(view.transport);
  return DATAGRAM_PROTOCOLS.find(
    ({ begins, read, ports = [sourcePort] }) =>
      begins(bytes[at]) &&
      (ports.includes(sourcePort) || ports.includes(destinationPort)) &&
      read(bytes, at, end, end),
  );
}

/** How a packet is built, as its decoders say; its protocols, and its addresses with their places. */
export function shapeOf(packet: Packet) {
  const view = decoded(new PacketView(), packet);
  const protocols: Protocol[] = [];
  let shape = `${view.stop} ${view.payloadStart} ${view.payloadEnd} ${view.reassembledFrom}`;
  for (let layer = 0; layer < view.layerCount; layer++) {
    protocols.push(view.layerProtocol[layer]);
    shape += ` ${view.layerProtocol[layer]} ${view.layerStart[layer]} ${view.layerEnd[layer]}`;
  }
  shape += ` ${messageOf(view)?.name} ${datagram.turn} ${datagram.what}`;
  const { network } = view;
  if (network < 0) return { shape, protocols, addresses: [], message: undefined };
  const isIpv4 = view.layerProtocol[network] === Protocol.IPV4;
  const [length, offset] = isIpv4 ? [4, 12] : [16, 8];
  const place = view.layerStart[network] + offset;
  const { source0, source1, source2, source3 } = view;
  const { destination0, destination1, destination2, destination3 } = view;
  const addresses = [
    { place, length, words: [source0, source1, source2, source3] as const },
    {
      place: place + length,
      length,
      words: [destination0, destination1, destination2, destination3] as const,
    },
  ];
  return { shape, protocols, addresses, message: messageOf(view)?.name };
}
