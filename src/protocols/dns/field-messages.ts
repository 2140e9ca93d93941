import { toByteString } from '../bytes.ts';
import type { ValueReader, ValueSink } from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as dns from './codec.ts';

/** Layers that hold DNS messages. */
export const DNS_LAYERS = [Protocol.DNS, Protocol.MDNS, Protocol.LLMNR] as const;

/** Questions that are read; the rest of a message with more is not worth the time. */
const MAXIMUM_QUESTIONS = 64;

/** Multicast DNS has a bit of its own in the class (RFC 6762 §5.4, §10.2). */
export function isMulticast(view: PacketView, layer: number): boolean {
  return view.layerProtocol[layer] === Protocol.MDNS;
}

type QuestionVisit = (
  bytes: Uint8Array,
  nameAt: number,
  nameEnd: number,
  sink: ValueSink,
  view: PacketView,
  layer: number,
) => boolean;

/** Gives what `visit` reads of each question. */
export function eachQuestion(visit: QuestionVisit): ValueReader {
  return (view, layer, sink) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const limit = view.layerEnd[layer];
    const count = Math.min(dns.questionCount(bytes, at), MAXIMUM_QUESTIONS);
    let place = at + dns.HEADER_LENGTH;
    for (let i = 0; i < count; i++) {
      const end = dns.nameEnd(bytes, place, limit);
      if (end < 0 || end + 4 > limit) return false;
      if (visit(bytes, place, end, sink, view, layer)) return true;
      place = end + 4;
    }
    return false;
  };
}

/** Record that `eachRecord` stands at: only one message is looked at at a time. */
export const record = new dns.ResourceRecord();

export type RecordVisit = (
  bytes: Uint8Array,
  sink: ValueSink,
  view: PacketView,
  layer: number,
) => boolean;

/** Gives what `visit` reads of each record, in `record`. */
export function eachRecord(visit: RecordVisit): ValueReader {
  return (view, layer, sink) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const limit = view.layerEnd[layer];
    let found = dns.firstRecord(record, bytes, at, limit);
    while (found) {
      if (visit(bytes, sink, view, layer)) return true;
      found = dns.nextRecord(record, bytes, at, limit);
    }
    return false;
  };
}

/** Whether all questions and records that the header announces are there. */
export function isWhole(view: PacketView, layer: number): boolean {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const limit = view.layerEnd[layer];
  const records =
    dns.answerCount(bytes, at) + dns.authorityCount(bytes, at) + dns.additionalCount(bytes, at);
  if (records === 0) {
    let place = at + dns.HEADER_LENGTH;
    for (let i = dns.questionCount(bytes, at); i > 0; i--) {
      const end = dns.nameEnd(bytes, place, limit);
      if (end < 0 || end + 4 > limit) return false;
      place = end + 4;
    }
    return true;
  }
  let found = dns.firstRecord(record, bytes, at, limit);
  while (found) found = dns.nextRecord(record, bytes, at, limit);
  return record.index + 1 === records;
}

/** A name as Wireshark shows it, or null where it is not whole. */
export function nameOf(view: PacketView, layer: number, name: number): string | null {
  const bytes = view.layerBytes(layer);
  const text = dns.nameText(bytes, view.layerStart[layer], name, view.layerEnd[layer]);
  return text === '' ? '<Root>' : text;
}

/** Gives the name at `name` to the sink. */
export function sinkName(sink: ValueSink, view: PacketView, layer: number, name: number): boolean {
  const text = nameOf(view, layer, name);
  return text !== null && sink.text(toByteString(text));
}
