import { toByteString } from '../bytes.ts';
import type {
  Condition,
  NumberReader,
  PartReader,
  PartWalker,
  ValueSink,
} from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as dns from './codec.ts';

/** Layers that hold DNS messages. */
export const DNS_LAYERS = [Protocol.DNS, Protocol.MDNS, Protocol.LLMNR] as const;

/** Multicast DNS has a bit of its own in the class (RFC 6762 §5.4, §10.2). */
export function isMulticast(view: PacketView, layer: number): boolean {
  return view.layerProtocol[layer] === Protocol.MDNS;
}

/** Each question: its name, type and class. More than a few are not worth the time. */
export const eachQuestion: PartWalker = (view, layer, sink, read) => {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const limit = view.layerEnd[layer];
  const count = Math.min(dns.questionCount(bytes, at), dns.MAXIMUM_QUESTIONS);
  let place = at + dns.HEADER_LENGTH;
  for (let i = 0; i < count; i++) {
    const nameEnd = dns.nameEnd(bytes, place, limit);
    const end = nameEnd + dns.QUESTION_FIXED_LENGTH;
    if (nameEnd < 0 || end > limit) return false;
    if (read(bytes, place, end, sink, view, layer)) return true;
    place = end;
  }
  return false;
};

/** The data of each record; a record is the walker's own, and is passed on to the next. */
export function recordWalker(): PartWalker<dns.ResourceRecord> {
  const record = new dns.ResourceRecord();
  return (view, layer, sink, read) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const limit = view.layerEnd[layer];
    let found = dns.firstRecord(record, bytes, at, limit);
    while (found) {
      const { dataAt, dataLength } = record;
      if (read(bytes, dataAt, dataAt + dataLength, sink, view, layer, record)) return true;
      found = dns.nextRecord(record, bytes, at, limit);
    }
    return false;
  };
}

/** Whether a record is of one of these types. */
export const ofTypes =
  (...types: readonly number[]): Condition<dns.ResourceRecord> =>
  (_bytes, _at, _end, _view, _layer, record) =>
    types.includes(record.type);

/** What a record says of itself, apart from its data. */
export const ofRecord =
  (read: (record: dns.ResourceRecord) => number): NumberReader<dns.ResourceRecord> =>
  (_bytes, _at, _end, _view, _layer, record) =>
    read(record);

/** The class of a record, without the bit that multicast DNS has in it. */
export const classOfRecord: NumberReader<dns.ResourceRecord> = (_b, _a, _e, view, layer, record) =>
  isMulticast(view, layer) ? record.class & ~dns.MULTICAST_CLASS_FLAG : record.class;

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

/** The name that a part begins with. */
export const nameAtStart: PartReader<unknown> = (_bytes, at, _end, sink, view, layer) =>
  sinkName(sink, view, layer, at);
