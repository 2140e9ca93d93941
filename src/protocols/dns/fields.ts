import { Analysis } from '../analysis.ts';
import { type Condition, FieldTable, type NumberReader, PartTable } from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import type { DnsPlace } from './annotation.ts';
import * as dns from './codec.ts';
import { dnsExtensionFields } from './extension-fields.ts';
import {
  classOfRecord,
  DNS_LAYERS,
  eachQuestion,
  isMulticast,
  nameAtStart,
  nameOf,
  ofRecord,
  recordWalker,
  sinkName,
} from './parts.ts';
import { dnsRecordFields, eachBitmapType } from './record-fields.ts';

const isLlmnr: Condition = (_bytes, _at, _end, view, layer) =>
  view.layerProtocol[layer] === Protocol.LLMNR;
const isNotLlmnr: Condition = (_bytes, _at, _end, view, layer) =>
  view.layerProtocol[layer] !== Protocol.LLMNR;

const table = new FieldTable(DNS_LAYERS, 'dns.')
  .uint16('length', 'Length of a message over TCP', (bytes, at, _end, view, layer) =>
    layer > 0 && view.layerProtocol[layer - 1] === Protocol.TCP
      ? dns.tcpLengthBefore(bytes, at)
      : Number.NaN,
  )
  .hex16('id', 'Transaction identifier', dns.id)
  .hex16('flags', 'Flags', dns.flags)
  .bit('flags.response', '16', 'Message is a response', dns.flags, dns.FLAG_RESPONSE)
  .uint16('flags.opcode', 'Operation', dns.opcode)
  .bit('flags.truncated', '16', 'Message is truncated', dns.flags, dns.FLAG_TRUNCATED)
  .uint16('count.add_rr', 'Number of additional records', dns.additionalCount);
table
  .when(isLlmnr)
  .bit('flags.conflict', '16', 'LLMNR: the name is not unique', dns.flags, dns.FLAG_LLMNR_CONFLICT)
  .bit(
    'flags.tentative',
    '16',
    'LLMNR: the name is not sure yet',
    dns.flags,
    dns.FLAG_LLMNR_TENTATIVE,
  );
table
  .when(isNotLlmnr)
  .bit('flags.recdesired', '16', 'Recursion desired', dns.flags, dns.FLAG_RECURSION_DESIRED)
  .bit('flags.z', '16', 'Reserved bit', dns.flags, dns.FLAG_RESERVED)
  .bit(
    'flags.checkdisable',
    '16',
    'Data that is not authenticated will do',
    dns.flags,
    dns.FLAG_CHECKING_DISABLED,
  );
// Told of responses, and of questions that have the bit set.
table
  .when(
    (bytes, at, end, view, layer) =>
      isNotLlmnr(bytes, at, end, view, layer) &&
      (dns.flags(bytes, at) & (dns.FLAG_RESPONSE | dns.FLAG_AUTHENTICATED)) !== 0,
  )
  .bit(
    'flags.authenticated',
    '16',
    'The server vouches for the data',
    dns.flags,
    dns.FLAG_AUTHENTICATED,
  );
table
  .when((bytes, at) => dns.isResponse(bytes, at))
  .uint16('flags.rcode', 'Response code', dns.responseCode);
table
  .when(
    (bytes, at, end, view, layer) =>
      dns.isResponse(bytes, at) && isNotLlmnr(bytes, at, end, view, layer),
  )
  .bit(
    'flags.authoritative',
    '16',
    'Server is an authority for the domain',
    dns.flags,
    dns.FLAG_AUTHORITATIVE,
  )
  .bit('flags.recavail', '16', 'Recursion available', dns.flags, dns.FLAG_RECURSION_AVAILABLE);
// The sections of an update are other ones (RFC 2136 §2.2).
table
  .when((bytes, at) => dns.opcode(bytes, at) !== dns.OPCODE_UPDATE)
  .uint16('count.queries', 'Number of questions', dns.questionCount)
  .uint16('count.answers', 'Number of answers', dns.answerCount)
  .uint16('count.auth_rr', 'Number of authority records', dns.authorityCount);
table
  .when((bytes, at) => dns.opcode(bytes, at) === dns.OPCODE_UPDATE)
  .uint16('count.zones', 'Number of zones of an update', dns.questionCount)
  .uint16('count.prerequisites', 'Number of prerequisites of an update', dns.answerCount)
  .uint16('count.updates', 'Number of updates', dns.authorityCount);

/** As Wireshark counts: dots, and one more, in `<Root>` too. */
function labelCount(name: string): number {
  let labels = 1;
  for (let i = 0; i < name.length; i++) {
    if (name[i] === '\\') i++;
    else if (name[i] === '.') labels++;
  }
  return labels;
}

/** A number of the name that a question begins with. */
const ofName =
  (read: (name: string) => number): NumberReader =>
  (_bytes, at, _end, view, layer) => {
    const name = nameOf(view, layer, at);
    return name === null ? Number.NaN : read(name);
  };
const questions = new PartTable(table, eachQuestion);
const typeAsked: NumberReader = (bytes, _at, end) =>
  dns.questionType(bytes, end - dns.QUESTION_FIXED_LENGTH);
const classAsked: NumberReader = (bytes, _at, end) =>
  dns.questionClass(bytes, end - dns.QUESTION_FIXED_LENGTH);
questions
  .string('qry.name', 'Name asked for', nameAtStart)
  .uint16(
    'qry.name.len',
    'Length of the name asked for',
    ofName((name) => name.length),
  )
  .uint16('count.labels', 'Labels of the name asked for', ofName(labelCount))
  .uint16('qry.type', 'Type asked for', typeAsked)
  .hex16('qry.class', 'Class asked for', (bytes, at, end, view, layer) => {
    const value = classAsked(bytes, at, end, view, layer);
    return isMulticast(view, layer) ? value & ~dns.MULTICAST_CLASS_FLAG : value;
  })
  .boolean(
    'qry.qu',
    16,
    'Multicast DNS: the answer may come to the asker alone',
    (bytes, at, end, view, layer) =>
      isMulticast(view, layer) ? classAsked(bytes, at, end, view, layer) >> 15 : Number.NaN,
  );

const records = new PartTable(table, recordWalker());
/** Whether a record's name is that of a service (RFC 2782), which has fields of its own. */
const namesService = (bytes: Uint8Array, record: dns.ResourceRecord) =>
  record.type === dns.TYPE_SRV && bytes[record.nameAt] !== 0;
records
  .uint16(
    'resp.len',
    'Length of the data of a record',
    ofRecord((record) => record.dataLength),
  )
  .boolean(
    'resp.cache_flush',
    16,
    'Multicast DNS: what was known before is no longer true',
    (_bytes, _at, _end, view, layer, record) =>
      isMulticast(view, layer) ? record.class >> 15 : Number.NaN,
  )
  .part(
    'resp.type',
    'FT_UINT16',
    'BASE_DEC',
    'Type of a record, or in the list of types that a name has',
    (bytes, _at, _end, sink, view, layer, record) =>
      sink.number(record.type) ||
      eachBitmapType(record, bytes, view.layerEnd[layer], (type) => sink.number(type)),
  );
records
  .when((bytes, _at, _end, _view, _layer, record) => !namesService(bytes, record))
  .string('resp.name', 'Name that a record is about', (_b, _a, _e, sink, view, layer, record) =>
    sinkName(sink, view, layer, record.nameAt),
  );
records
  .when((_bytes, _at, _end, _view, _layer, record) => record.type !== dns.TYPE_OPT)
  .hex16('resp.class', 'Class of a record', classOfRecord)
  .uint32(
    'resp.ttl',
    'Time to live of a record in seconds',
    ofRecord((record) => record.timeToLive),
  );
/** Service, protocol and domain in the name of an SRV record, up to two dots. */
for (const [index, name, meaning] of [
  [0, 'service', 'Service'],
  [1, 'proto', 'Protocol'],
  [2, 'name', 'Domain'],
] as const) {
  records
    .when((bytes, _at, _end, _view, _layer, record) => namesService(bytes, record))
    .string(
      `srv.${name}`,
      `${meaning}, of the name of an SRV record`,
      (_b, _a, _e, sink, view, layer, record) => {
        const text = nameOf(view, layer, record.nameAt);
        if (text === null) return false;
        const first = text.indexOf('.');
        const second = first < 0 ? -1 : text.indexOf('.', first + 1);
        if (second < 0) return false;
        return sink.text(
          [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)][index],
        );
      },
    );
}

const TRANSACTIONS = { needs: Analysis.DNS } as const;

/** A message's place in its transaction, which is told after its last record: null where that is not there. */
function placeOf(view: PacketView, layer: number): DnsPlace | null {
  const place = view.dnsAnnotation.placeOf(layer);
  if (place === null) return null;
  const bytes = view.layerBytes(layer);
  return dns.isWhole(bytes, view.layerStart[layer], view.layerEnd[layer]) ? place : null;
}

/** A number that is told where it is not 0. */
const transaction =
  (reader: (place: DnsPlace) => number): NumberReader =>
  (_bytes, _at, _end, view, layer) => {
    const place = placeOf(view, layer);
    return (place !== null && reader(place)) || Number.NaN;
  };

table
  .frame(
    'response_to',
    'Frame of the question that this response answers',
    transaction((place) => place.requestFrame),
    TRANSACTIONS,
  )
  .frame(
    'response_in',
    'Frame of the response: not known in one pass, as in tshark',
    () => Number.NaN,
  )
  .span(
    'time',
    'Time from the question to this response',
    (view, layer, sink) => {
      const place = placeOf(view, layer);
      if (place === null || place.requestFrame === 0) return false;
      return sink.time(place.responseTime.seconds, place.responseTime.nanoseconds);
    },
    TRANSACTIONS,
  )
  .boolean(
    'retransmission',
    0,
    'Question or response that was sent before',
    transaction((place) => (place.originalRequest + place.originalResponse > 0 ? 1 : 0)),
    TRANSACTIONS,
  )
  .frame(
    'retransmit_request_in',
    'Frame of the question that this one repeats',
    transaction((place) => place.originalRequest),
    TRANSACTIONS,
  )
  .frame(
    'retransmit_response_in',
    'Frame of the response that this one repeats',
    transaction((place) => place.originalResponse),
    TRANSACTIONS,
  )
  .label(
    'retransmit_request',
    'Question that was asked before',
    (view, layer) => (placeOf(view, layer)?.originalRequest ?? 0) > 0,
    TRANSACTIONS,
  )
  .label(
    'retransmit_response',
    'Response that was sent before',
    (view, layer) => (placeOf(view, layer)?.originalResponse ?? 0) > 0,
    TRANSACTIONS,
  )
  .boolean(
    'unsolicited',
    0,
    'Response whose question is not in the capture',
    (bytes, at, end, view, layer) => {
      if (!dns.isResponse(bytes, at)) return Number.NaN;
      const place = view.dnsAnnotation.placeOf(layer);
      const isKnown = place !== null && place.requestFrame + place.originalResponse > 0;
      return !isKnown && dns.isWhole(bytes, at, end) ? 1 : Number.NaN;
    },
    TRANSACTIONS,
  );

/** Domain Name System, and what speaks it: multicast DNS, LLMNR. */
export const dnsFields = [...table.fields, ...dnsRecordFields, ...dnsExtensionFields];
