import { readInt32 } from '../../wire/bytes.ts';
import * as dns from '../../wire/dns.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import { Protocol } from '../../wire/protocol.ts';
import { toByteString } from '../lexer.ts';
import { FieldTable, type NumberReader, type ValueReader, type ValueSink } from './field.ts';

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

/** Questions that are read; the rest of a message with more is not worth the time. */
const MAXIMUM_QUESTIONS = 16;

type Visit = (
  bytes: Uint8Array,
  nameAt: number,
  nameEnd: number,
  view: PacketView,
  layer: number,
) => boolean;

function eachQuestion(view: PacketView, layer: number, visit: Visit): boolean {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const limit = view.layerEnd[layer];
  const count = Math.min(dns.questionCount(bytes, at), MAXIMUM_QUESTIONS);
  let place = at + dns.HEADER_LENGTH;
  for (let i = 0; i < count; i++) {
    const end = dns.nameEnd(bytes, place, limit);
    if (end < 0 || end + 4 > limit) return false;
    if (visit(bytes, place, end, view, layer)) return true;
    place = end + 4;
  }
  return false;
}

function question(read: (bytes: Uint8Array, nameEnd: number) => number): ValueReader {
  return (view, layer, sink) =>
    eachQuestion(view, layer, (bytes, _name, end) => sink.number(read(bytes, end)));
}

/** A name as Wireshark shows it, or null where it is not whole. */
function nameOf(view: PacketView, layer: number, name: number): string | null {
  const bytes = view.layerBytes(layer);
  const text = dns.nameText(bytes, view.layerStart[layer], name, view.layerEnd[layer]);
  return text === '' ? '<Root>' : text;
}

// Only one message is looked at at a time.
const record = new dns.ResourceRecord();

function eachRecord(
  visit: (bytes: Uint8Array, sink: ValueSink, view: PacketView, layer: number) => boolean,
): ValueReader {
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

function sinkName(sink: ValueSink, view: PacketView, layer: number, name: number): boolean {
  const text = nameOf(view, layer, name);
  return text !== null && sink.text(toByteString(text));
}

/** A record whose data is, or ends after `skip` bytes in, a name. */
function recordName(type: number, skip = 0): ValueReader {
  return eachRecord(
    (_bytes, sink, view, layer) =>
      record.type === type &&
      record.dataLength > skip &&
      sinkName(sink, view, layer, record.dataAt + skip),
  );
}

function labelCount(bytes: Uint8Array, at: number, end: number): number {
  let labels = 0;
  for (let place = at; place < end && bytes[place] !== 0 && bytes[place] < 0x40; labels++) {
    place += bytes[place] + 1;
  }
  return labels;
}

const notResponse =
  (reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    dns.isResponse(bytes, at) ? reader(bytes, at, end, view, layer) : Number.NaN;

/** Domain Name System, and what speaks it: multicast DNS, LLMNR. */
export const dnsFields = new FieldTable([Protocol.DNS, Protocol.MDNS, Protocol.LLMNR])
  .number('dns.id', 'FT_UINT16', 'BASE_HEX', 'Transaction identifier', dns.id)
  .number('dns.flags', 'FT_UINT16', 'BASE_HEX', 'Flags', dns.flags)
  .bit('dns.flags.response', '16', 'Message is a response', flags, dns.FLAG_RESPONSE, {
    names: { 1: 'Message is a response', 0: 'Message is a query' },
  })
  .number('dns.flags.opcode', 'FT_UINT16', 'BASE_DEC', 'Operation', dns.opcode, OPCODES)
  .number(
    'dns.flags.authoritative',
    'FT_BOOLEAN',
    '16',
    'Server is an authority for the domain',
    notResponse((bytes, at) => (dns.flags(bytes, at) & dns.FLAG_AUTHORITATIVE ? 1 : 0)),
    {
      names: {
        1: 'Server is an authority for domain',
        0: 'Server is not an authority for domain',
      },
    },
  )
  .bit('dns.flags.truncated', '16', 'Message is truncated', flags, dns.FLAG_TRUNCATED, {
    names: { 1: 'Message is truncated', 0: 'Message is not truncated' },
  })
  .bit('dns.flags.recdesired', '16', 'Recursion desired', flags, dns.FLAG_RECURSION_DESIRED, {
    names: { 1: 'Do query recursively', 0: "Don't do query recursively" },
  })
  .number(
    'dns.flags.recavail',
    'FT_BOOLEAN',
    '16',
    'Recursion available',
    notResponse((bytes, at) => (dns.flags(bytes, at) & dns.FLAG_RECURSION_AVAILABLE ? 1 : 0)),
    {
      names: {
        1: 'Server can do recursive queries',
        0: "Server can't do recursive queries",
      },
    },
  )
  .number(
    'dns.flags.rcode',
    'FT_UINT16',
    'BASE_DEC',
    'Response code',
    notResponse(dns.responseCode),
    RCODES,
  )
  .number('dns.count.queries', 'FT_UINT16', 'BASE_DEC', 'Number of questions', dns.questionCount)
  .number('dns.count.answers', 'FT_UINT16', 'BASE_DEC', 'Number of answers', dns.answerCount)
  .number(
    'dns.count.auth_rr',
    'FT_UINT16',
    'BASE_DEC',
    'Number of authority records',
    dns.authorityCount,
  )
  .number(
    'dns.count.add_rr',
    'FT_UINT16',
    'BASE_DEC',
    'Number of additional records',
    dns.additionalCount,
  )
  .values('dns.qry.name', 'FT_STRING', '', 'Name asked for', (view, layer, sink) =>
    eachQuestion(view, layer, (_bytes, name) => sinkName(sink, view, layer, name)),
  )
  .values(
    'dns.qry.name.len',
    'FT_UINT16',
    'BASE_DEC',
    'Length of the name asked for',
    (view, layer, sink) =>
      eachQuestion(view, layer, (_bytes, name) => {
        const text = nameOf(view, layer, name);
        return text !== null && sink.number(text.length);
      }),
  )
  .values(
    'dns.count.labels',
    'FT_UINT16',
    'BASE_DEC',
    'Labels of the name asked for',
    (view, layer, sink) =>
      eachQuestion(view, layer, (bytes, name, end) => sink.number(labelCount(bytes, name, end))),
  )
  .values(
    'dns.qry.type',
    'FT_UINT16',
    'BASE_DEC',
    'Type asked for',
    question(dns.questionType),
    TYPES,
  )
  .values('dns.qry.class', 'FT_UINT16', 'BASE_HEX', 'Class asked for', question(dns.questionClass))
  .values(
    'dns.resp.name',
    'FT_STRING',
    '',
    'Name that a record is about',
    eachRecord((_bytes, sink, view, layer) => sinkName(sink, view, layer, record.nameAt)),
  )
  .values(
    'dns.resp.type',
    'FT_UINT16',
    'BASE_DEC',
    'Type of a record',
    eachRecord((_bytes, sink) => sink.number(record.type)),
    TYPES,
  )
  .values(
    'dns.resp.class',
    'FT_UINT16',
    'BASE_HEX',
    'Class of a record',
    eachRecord((_bytes, sink) => record.type !== dns.TYPE_OPT && sink.number(record.class)),
  )
  .values(
    'dns.resp.ttl',
    'FT_UINT32',
    'BASE_DEC',
    'Time to live of a record in seconds',
    eachRecord((_bytes, sink) => record.type !== dns.TYPE_OPT && sink.number(record.timeToLive)),
  )
  .values(
    'dns.resp.len',
    'FT_UINT16',
    'BASE_DEC',
    'Length of the data of a record',
    eachRecord((_bytes, sink) => sink.number(record.dataLength)),
  )
  .values(
    'dns.a',
    'FT_IPv4',
    '',
    'IPv4 address',
    eachRecord(
      (bytes, sink) =>
        record.type === dns.TYPE_A &&
        record.dataLength === 4 &&
        sink.number(readInt32(bytes, record.dataAt) >>> 0),
    ),
  )
  .values(
    'dns.aaaa',
    'FT_IPv6',
    '',
    'IPv6 address',
    eachRecord(
      (bytes, sink) =>
        record.type === dns.TYPE_AAAA &&
        record.dataLength === 16 &&
        sink.bytes(bytes, record.dataAt, record.dataAt + 16),
    ),
  )
  .values('dns.cname', 'FT_STRING', '', 'Canonical name', recordName(dns.TYPE_CNAME))
  .values('dns.ns', 'FT_STRING', '', 'Name server', recordName(dns.TYPE_NS))
  .values(
    'dns.ptr.domain_name',
    'FT_STRING',
    '',
    'Name that an address belongs to',
    recordName(dns.TYPE_PTR),
  )
  .values(
    'dns.soa.mname',
    'FT_STRING',
    '',
    'Primary name server of the zone',
    recordName(dns.TYPE_SOA),
  )
  .values('dns.mx.mail_exchange', 'FT_STRING', '', 'Mail server', recordName(15, 2))
  .values('dns.srv.target', 'FT_STRING', '', 'Target host of a service', recordName(33, 6))
  .values(
    'dns.txt',
    'FT_STRING',
    '',
    'Text, one value per string',
    eachRecord((bytes, sink) => {
      if (record.type !== dns.TYPE_TXT) return false;
      const end = record.dataAt + record.dataLength;
      for (let place = record.dataAt; place < end; place += bytes[place] + 1) {
        let text = '';
        const stop = Math.min(end, place + 1 + bytes[place]);
        for (let i = place + 1; i < stop; i++) text += String.fromCharCode(bytes[i]);
        if (sink.text(text)) return true;
      }
      return false;
    }),
  )
  .values(
    'dns.txt.length',
    'FT_UINT8',
    'BASE_DEC',
    'Length of a text',
    eachRecord((bytes, sink) => {
      if (record.type !== dns.TYPE_TXT) return false;
      const end = record.dataAt + record.dataLength;
      for (let place = record.dataAt; place < end; place += bytes[place] + 1) {
        if (sink.number(bytes[place])) return true;
      }
      return false;
    }),
  )
  .values(
    'dns.rr.udp_payload_size',
    'FT_UINT16',
    'BASE_HEX',
    'UDP payload size of EDNS',
    eachRecord((_bytes, sink) => record.type === dns.TYPE_OPT && sink.number(record.class)),
  )
  .values(
    'dns.opt.code',
    'FT_UINT16',
    'BASE_DEC',
    'Code of an EDNS option',
    eachRecord((bytes, sink) => {
      if (record.type !== dns.TYPE_OPT) return false;
      let option = dns.firstEdnsOption(record, bytes);
      while (option >= 0) {
        if (sink.number((bytes[option] << 8) | bytes[option + 1])) return true;
        option = dns.nextEdnsOption(record, bytes, option);
      }
      return false;
    }),
  ).fields;
