import { Analysis } from '../analysis.ts';
import { FieldTable, type NumberReader, type ValueReader } from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import type { DnsPlace } from './annotation.ts';
import * as dns from './codec.ts';
import { dnsExtensionFields } from './extension-fields.ts';
import {
  DNS_LAYERS,
  eachQuestion,
  eachRecord,
  isMulticast,
  isWhole,
  nameOf,
  record,
  sinkName,
} from './field-messages.ts';
import { dnsRecordFields } from './record-fields.ts';
import { eachBitmapType } from './type-bitmaps.ts';

const flags: NumberReader = dns.flags;

const OPCODES = {
  names: {
    0: 'Standard query',
    1: 'Inverse query',
    2: 'Server status request',
    4: 'Zone change notification',
    5: 'Dynamic update',
    6: 'DNS Stateful operations (DSO)',
  },
};
const RCODES = {
  names: {
    0: 'No error',
    1: 'Format error',
    2: 'Server failure',
    3: 'No such name',
    4: 'Not implemented',
    5: 'Refused',
    6: 'Name exists',
    7: 'RRset exists',
    8: 'RRset does not exist',
    9: 'Not authoritative',
    10: 'Name out of zone',
  },
};
const TYPES = {
  names: {
    1: 'A (Host Address)',
    2: 'NS (authoritative Name Server)',
    5: 'CNAME (Canonical NAME for an alias)',
    6: 'SOA (Start Of a zone of Authority)',
    12: 'PTR (domain name PoinTeR)',
    15: 'MX (Mail eXchange)',
    16: 'TXT (Text strings)',
    28: 'AAAA (IPv6 Address)',
    33: 'SRV (Server Selection)',
    41: 'OPT',
  },
};

const TYPE_SRV = 33;
const OPCODE_UPDATE = 5;

type Condition = (bytes: Uint8Array, at: number, view: PacketView, layer: number) => boolean;

/** A getter of the header where a condition holds. */
const where =
  (condition: Condition, reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    condition(bytes, at, view, layer) ? reader(bytes, at, end, view, layer) : Number.NaN;

const isLlmnr: Condition = (_bytes, _at, view, layer) =>
  view.layerProtocol[layer] === Protocol.LLMNR;
const isNotLlmnr: Condition = (_bytes, _at, view, layer) =>
  view.layerProtocol[layer] !== Protocol.LLMNR;
const isResponse: Condition = (bytes, at) => dns.isResponse(bytes, at);
const isDnsResponse: Condition = (bytes, at, view, layer) =>
  dns.isResponse(bytes, at) && isNotLlmnr(bytes, at, view, layer);
const isUpdate: Condition = (bytes, at) => dns.opcode(bytes, at) === OPCODE_UPDATE;
const isNoUpdate: Condition = (bytes, at) => dns.opcode(bytes, at) !== OPCODE_UPDATE;
/** Told of responses, and of questions that have the bit set. */
const showsAuthenticated: Condition = (bytes, at, view, layer) =>
  isNotLlmnr(bytes, at, view, layer) &&
  (dns.isResponse(bytes, at) || (dns.flags(bytes, at) & dns.FLAG_AUTHENTICATED) !== 0);

const table = new FieldTable(DNS_LAYERS);

/** A bit of the header that only some messages have. */
function bit(
  name: string,
  meaning: string,
  condition: Condition,
  mask: number,
  is: string,
  isNot: string,
): void {
  table.number(
    name,
    'FT_BOOLEAN',
    '16',
    meaning,
    where(condition, (bytes, at) => ((dns.flags(bytes, at) & mask) !== 0 ? 1 : 0)),
    { names: { 1: is, 0: isNot } },
  );
}

/** The length before a message over TCP. */
function lengthBefore(bytes: Uint8Array, at: number, view: PacketView, layer: number): number {
  return layer > 0 && view.layerProtocol[layer - 1] === Protocol.TCP
    ? (bytes[at - 2] << 8) | bytes[at - 1]
    : Number.NaN;
}

table
  .number(
    'dns.length',
    'FT_UINT16',
    'BASE_DEC',
    'Length of a message over TCP',
    (bytes, at, _end, view, layer) => lengthBefore(bytes, at, view, layer),
  )
  .number('dns.id', 'FT_UINT16', 'BASE_HEX', 'Transaction identifier', dns.id)
  .number('dns.flags', 'FT_UINT16', 'BASE_HEX', 'Flags', dns.flags)
  .bit('dns.flags.response', '16', 'Message is a response', flags, dns.FLAG_RESPONSE, {
    names: { 1: 'Message is a response', 0: 'Message is a query' },
  })
  .number('dns.flags.opcode', 'FT_UINT16', 'BASE_DEC', 'Operation', dns.opcode, OPCODES)
  .bit('dns.flags.truncated', '16', 'Message is truncated', flags, dns.FLAG_TRUNCATED, {
    names: { 1: 'Message is truncated', 0: 'Message is not truncated' },
  });
bit(
  'dns.flags.authoritative',
  'Server is an authority for the domain',
  isDnsResponse,
  dns.FLAG_AUTHORITATIVE,
  'Server is an authority for domain',
  'Server is not an authority for domain',
);
bit(
  'dns.flags.conflict',
  'LLMNR: the name is not unique',
  isLlmnr,
  0x0400,
  'The name is not considered unique',
  'The name is considered unique',
);
bit(
  'dns.flags.tentative',
  'LLMNR: the name is not sure yet',
  isLlmnr,
  0x0100,
  'Tentative',
  'Not tentative',
);
bit(
  'dns.flags.recdesired',
  'Recursion desired',
  isNotLlmnr,
  dns.FLAG_RECURSION_DESIRED,
  'Do query recursively',
  "Don't do query recursively",
);
bit(
  'dns.flags.recavail',
  'Recursion available',
  isDnsResponse,
  dns.FLAG_RECURSION_AVAILABLE,
  'Server can do recursive queries',
  "Server can't do recursive queries",
);
bit('dns.flags.z', 'Reserved bit', isNotLlmnr, 0x0040, 'reserved - incorrect!', 'reserved (0)');
bit(
  'dns.flags.authenticated',
  'The server vouches for the data',
  showsAuthenticated,
  dns.FLAG_AUTHENTICATED,
  'Answer/authority portion was authenticated by the server',
  'Answer/authority portion was not authenticated by the server',
);
bit(
  'dns.flags.checkdisable',
  'Data that is not authenticated will do',
  isNotLlmnr,
  dns.FLAG_CHECKING_DISABLED,
  'Acceptable',
  'Unacceptable',
);

const COUNTS: readonly (readonly [string, string, Condition | null, NumberReader])[] = [
  ['queries', 'Number of questions', isNoUpdate, dns.questionCount],
  ['zones', 'Number of zones of an update', isUpdate, dns.questionCount],
  ['answers', 'Number of answers', isNoUpdate, dns.answerCount],
  ['prerequisites', 'Number of prerequisites of an update', isUpdate, dns.answerCount],
  ['auth_rr', 'Number of authority records', isNoUpdate, dns.authorityCount],
  ['updates', 'Number of updates', isUpdate, dns.authorityCount],
  ['add_rr', 'Number of additional records', null, dns.additionalCount],
];
for (const [name, meaning, condition, reader] of COUNTS) {
  table.number(
    `dns.count.${name}`,
    'FT_UINT16',
    'BASE_DEC',
    meaning,
    condition === null ? reader : where(condition, reader),
  );
}

/** As Wireshark counts: dots, and one more, in `<Root>` too. */
function labelCount(name: string): number {
  let labels = 1;
  for (let i = 0; i < name.length; i++) {
    if (name[i] === '\\') i++;
    else if (name[i] === '.') labels++;
  }
  return labels;
}

const isClassField = (type: number) => type !== dns.TYPE_OPT;

table
  .number(
    'dns.flags.rcode',
    'FT_UINT16',
    'BASE_DEC',
    'Response code',
    where(isResponse, dns.responseCode),
    RCODES,
  )
  .values(
    'dns.qry.name',
    'FT_STRING',
    '',
    'Name asked for',
    eachQuestion((_bytes, name, _end, sink, view, layer) => sinkName(sink, view, layer, name)),
  )
  .values(
    'dns.qry.name.len',
    'FT_UINT16',
    'BASE_DEC',
    'Length of the name asked for',
    eachQuestion((_bytes, name, _end, sink, view, layer) => {
      const text = nameOf(view, layer, name);
      return text !== null && sink.number(text.length);
    }),
  )
  .values(
    'dns.count.labels',
    'FT_UINT16',
    'BASE_DEC',
    'Labels of the name asked for',
    eachQuestion((_bytes, name, _end, sink, view, layer) => {
      const text = nameOf(view, layer, name);
      return text !== null && sink.number(labelCount(text));
    }),
  )
  .values(
    'dns.qry.type',
    'FT_UINT16',
    'BASE_DEC',
    'Type asked for',
    eachQuestion((bytes, _name, end, sink) => sink.number(dns.questionType(bytes, end))),
    TYPES,
  )
  .values(
    'dns.qry.class',
    'FT_UINT16',
    'BASE_HEX',
    'Class asked for',
    eachQuestion((bytes, _name, end, sink, view, layer) => {
      const value = dns.questionClass(bytes, end);
      return sink.number(isMulticast(view, layer) ? value & 0x7fff : value);
    }),
  )
  .values(
    'dns.qry.qu',
    'FT_BOOLEAN',
    '16',
    'Multicast DNS: the answer may come to the asker alone',
    eachQuestion(
      (bytes, _name, end, sink, view, layer) =>
        isMulticast(view, layer) && sink.number(dns.questionClass(bytes, end) >> 15),
    ),
  )
  .values(
    'dns.resp.name',
    'FT_STRING',
    '',
    'Name that a record is about',
    eachRecord(
      (bytes, sink, view, layer) =>
        // The name of a service has fields of its own.
        (record.type !== TYPE_SRV || bytes[record.nameAt] === 0) &&
        sinkName(sink, view, layer, record.nameAt),
    ),
  )
  .values(
    'dns.resp.type',
    'FT_UINT16',
    'BASE_DEC',
    'Type of a record, or in the list of types that a name has',
    eachRecord(
      (bytes, sink, view, layer) =>
        sink.number(record.type) ||
        eachBitmapType(bytes, view.layerEnd[layer], (type) => sink.number(type)),
    ),
    TYPES,
  )
  .values(
    'dns.resp.class',
    'FT_UINT16',
    'BASE_HEX',
    'Class of a record',
    eachRecord(
      (_bytes, sink, view, layer) =>
        isClassField(record.type) &&
        sink.number(isMulticast(view, layer) ? record.class & 0x7fff : record.class),
    ),
  )
  .values(
    'dns.resp.cache_flush',
    'FT_BOOLEAN',
    '16',
    'Multicast DNS: what was known before is no longer true',
    eachRecord(
      (_bytes, sink, view, layer) => isMulticast(view, layer) && sink.number(record.class >> 15),
    ),
  )
  .values(
    'dns.resp.ttl',
    'FT_UINT32',
    'BASE_DEC',
    'Time to live of a record in seconds',
    eachRecord((_bytes, sink) => isClassField(record.type) && sink.number(record.timeToLive)),
  )
  .values(
    'dns.resp.len',
    'FT_UINT16',
    'BASE_DEC',
    'Length of the data of a record',
    eachRecord((_bytes, sink) => sink.number(record.dataLength)),
  );

/** Service, protocol and domain in the name of an SRV record (RFC 2782), up to two dots. */
function serviceName(index: 0 | 1 | 2): ValueReader {
  return eachRecord((bytes, sink, view, layer) => {
    if (record.type !== TYPE_SRV || bytes[record.nameAt] === 0) return false;
    const name = nameOf(view, layer, record.nameAt);
    if (name === null) return false;
    const first = name.indexOf('.');
    const second = first < 0 ? -1 : name.indexOf('.', first + 1);
    if (second < 0) return false;
    const parts = [name.slice(0, first), name.slice(first + 1, second), name.slice(second + 1)];
    return sink.text(parts[index]);
  });
}
table
  .values(
    'dns.srv.service',
    'FT_STRING',
    '',
    'Service, of the name of an SRV record',
    serviceName(0),
  )
  .values(
    'dns.srv.proto',
    'FT_STRING',
    '',
    'Protocol, of the name of an SRV record',
    serviceName(1),
  )
  .values('dns.srv.name', 'FT_STRING', '', 'Domain, of the name of an SRV record', serviceName(2));

const TRANSACTIONS = { needs: Analysis.DNS } as const;

/** What is told of a message after its last record; nothing where that is not there. */
const transaction =
  (reader: (place: DnsPlace) => number): NumberReader =>
  (_bytes, _at, _end, view, layer) => {
    const place = view.dnsAnnotation.placeOf(layer);
    if (place === null) return Number.NaN;
    const value = reader(place);
    return value > 0 && isWhole(view, layer) ? value : Number.NaN;
  };

table
  .number(
    'dns.response_to',
    'FT_FRAMENUM',
    '',
    'Frame of the question that this response answers',
    transaction((place) => place.requestFrame),
    TRANSACTIONS,
  )
  .number(
    'dns.response_in',
    'FT_FRAMENUM',
    '',
    'Frame of the response: not known in one pass, as in tshark',
    () => Number.NaN,
  )
  .values(
    'dns.time',
    'FT_RELATIVE_TIME',
    '',
    'Time from the question to this response',
    (view, layer, sink) => {
      const place = view.dnsAnnotation.placeOf(layer);
      if (place === null || place.requestFrame === 0 || !isWhole(view, layer)) return false;
      return sink.time(place.responseTime.seconds, place.responseTime.nanoseconds);
    },
    TRANSACTIONS,
  )
  .number(
    'dns.retransmission',
    'FT_BOOLEAN',
    '0',
    'Question or response that was sent before',
    transaction((place) => (place.originalRequest + place.originalResponse > 0 ? 1 : 0)),
    TRANSACTIONS,
  )
  .number(
    'dns.retransmit_request_in',
    'FT_FRAMENUM',
    '',
    'Frame of the question that this one repeats',
    transaction((place) => place.originalRequest),
    TRANSACTIONS,
  )
  .number(
    'dns.retransmit_response_in',
    'FT_FRAMENUM',
    '',
    'Frame of the response that this one repeats',
    transaction((place) => place.originalResponse),
    TRANSACTIONS,
  )
  .label(
    'dns.retransmit_request',
    'Question that was asked before',
    (view, layer) =>
      (view.dnsAnnotation.placeOf(layer)?.originalRequest ?? 0) > 0 && isWhole(view, layer),
    TRANSACTIONS,
  )
  .label(
    'dns.retransmit_response',
    'Response that was sent before',
    (view, layer) =>
      (view.dnsAnnotation.placeOf(layer)?.originalResponse ?? 0) > 0 && isWhole(view, layer),
    TRANSACTIONS,
  )
  .number(
    'dns.unsolicited',
    'FT_BOOLEAN',
    '0',
    'Response whose question is not in the capture',
    (bytes, at, _end, view, layer) => {
      if (!dns.isResponse(bytes, at)) return Number.NaN;
      const place = view.dnsAnnotation.placeOf(layer);
      const isKnown = place !== null && place.requestFrame + place.originalResponse > 0;
      return !isKnown && isWhole(view, layer) ? 1 : Number.NaN;
    },
    TRANSACTIONS,
  );

/** Domain Name System, and what speaks it: multicast DNS, LLMNR. */
export const dnsFields = [...table.fields, ...dnsRecordFields, ...dnsExtensionFields];
