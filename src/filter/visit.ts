import * as ethernet from '../protocols/ethernet/codec.ts';
import { type FieldDefinition, ValueSink } from '../protocols/fields/field.ts';
import * as ipv4 from '../protocols/ipv4/codec.ts';
import * as ipv6 from '../protocols/ipv6/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { PROTOCOL_COUNT, Protocol } from '../protocols/protocol.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import * as udp from '../protocols/udp/codec.ts';
import type { ByteRange } from './syntax.ts';
import type { Operand } from './test.ts';

const flagsOf = new Map<FieldDefinition, Uint8Array>();

/** By protocol number, 1 where the protocol's layers have the field. */
export function layerFlags(field: FieldDefinition): Uint8Array {
  let flags = flagsOf.get(field);
  if (flags === undefined) {
    flags = new Uint8Array(PROTOCOL_COUNT);
    for (const protocol of field.layers ?? []) flags[protocol] = 1;
    flagsOf.set(field, flags);
  }
  return flags;
}

/** Gives all values of a field to the sink; true where the sink has seen enough. */
export function visit(
  operand: Operand & { kind: 'field' },
  view: PacketView,
  sink: ValueSink,
): boolean {
  const { field, layers } = operand;
  if (field.layers === null) {
    // What every frame has is of layer 1.
    if (layers !== null && !isWithin(layers, 1, 1)) return false;
    return field.each(view, -1, sink);
  }
  const flags = layerFlags(field);
  if (layers === null) {
    for (let layer = 0; layer < view.layerCount; layer++) {
      if (flags[view.layerProtocol[layer]] !== 0 && field.each(view, layer, sink)) return true;
    }
    return false;
  }
  const last = countsBack(layers) ? lastWithValue(field, flags, view) : 0;
  let number = 0;
  for (let layer = 0; layer < view.layerCount; layer++) {
    if (flags[view.layerProtocol[layer]] === 0) continue;
    number++;
    if (isWithin(layers, number, last) && field.each(view, layer, sink)) return true;
  }
  return false;
}

function countsBack(ranges: readonly ByteRange[]): boolean {
  for (const { offset } of ranges) if (offset < 0) return true;
  return false;
}

/** Number of the last layer that has a value: from there Wireshark counts back. */
function lastWithValue(field: FieldDefinition, flags: Uint8Array, view: PacketView): number {
  let number = 0;
  let last = 0;
  for (let layer = 0; layer < view.layerCount; layer++) {
    if (flags[view.layerProtocol[layer]] === 0) continue;
    number++;
    if (field.each(view, layer, ANYTHING)) last = number;
  }
  return last;
}

/** Whether a layer is asked for. In `#[-2--1]` Wireshark does not count the second number back. */
function isWithin(ranges: readonly ByteRange[], number: number, last: number): boolean {
  for (const range of ranges) {
    const first = range.offset < 0 ? last + 1 + range.offset : range.offset;
    const end = range.length === null ? (range.last ?? number) : first + range.length - 1;
    if (number >= first && number <= end) return true;
  }
  return false;
}

/** Has seen enough at the first value. */
export const ANYTHING = new (class extends ValueSink {
  number(): boolean {
    return true;
  }
  bytes(): boolean {
    return true;
  }
  text(): boolean {
    return true;
  }
  time(): boolean {
    return true;
  }
  label(): boolean {
    return true;
  }
})();

/** Where the header ends of a layer at [start, end) that has the protocols of `flags`. */
export function headerEnd(
  flags: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  if (flags[Protocol.UDP]) return Math.min(end, start + udp.HEADER_LENGTH);
  if (flags[Protocol.TCP] && end - start >= tcp.MINIMUM_HEADER_LENGTH) {
    const length = tcp.headerLength(bytes, start);
    // Wireshark gives up at a length that cannot be.
    return length < tcp.MINIMUM_HEADER_LENGTH ? end : Math.min(end, start + length);
  }
  if (flags[Protocol.IPV4]) return Math.min(end, start + ipv4.headerLength(bytes, start));
  if (flags[Protocol.IPV6]) return Math.min(end, start + ipv6.HEADER_LENGTH);
  if (flags[Protocol.ETHERNET]) return Math.min(end, start + ethernet.HEADER_LENGTH);
  return end;
}

const NO_HEADERS = new Uint8Array(PROTOCOL_COUNT);

/** Layers that the field is itself: a protocol within a layer, as a TCP option is, has no header. */
export function headerFlags(field: FieldDefinition): Uint8Array {
  return field.isLayer === true ? layerFlags(field) : NO_HEADERS;
}

/**
 * Gives on the bytes of a protocol as `len`, slices and comparisons see them: those of its header where
 * Wireshark shows it as one, though `contains` and `matches` see the payload too.
 */
export class HeaderSink extends ValueSink {
  private readonly flags: Uint8Array;

  constructor(
    private readonly sink: ValueSink,
    field: FieldDefinition,
  ) {
    super();
    this.flags = headerFlags(field);
  }

  bytes(bytes: Uint8Array, start: number, end: number): boolean {
    return this.sink.bytes(bytes, start, headerEnd(this.flags, bytes, start, end));
  }

  number(value: number): boolean {
    return this.sink.number(value);
  }
  text(value: string): boolean {
    return this.sink.text(value);
  }
  time(seconds: number, nanoseconds: number): boolean {
    return this.sink.time(seconds, nanoseconds);
  }
  label(): boolean {
    return this.sink.label();
  }
}
