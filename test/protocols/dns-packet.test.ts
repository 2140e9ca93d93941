import * as dnsPacket from 'dns-packet';
import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/protocols/address-text.ts';
import * as dns from '../../src/protocols/dns/codec.ts';
import { responseCodeName, typeName } from '../../src/protocols/dns/types.ts';
import { SeededRandom } from '../../support/packet-builder.ts';

// dns-packet is a DNS reader and writer that shares nothing with ours. It is kept to messages that
// it wrote itself: it trusts record counts and lengths, so it is no judge of damaged ones.

/** A message as both readers tell it. */
interface Told {
  id: number;
  isResponse: boolean;
  rcode: string;
  question: { name: string; type: string } | null;
  records: { section: number; name: string; type: string; ttl: number; data: string | null }[];
}

function ours(bytes: Uint8Array): Told {
  const end = bytes.length;
  const nameEnd = dns.questionNameEnd(bytes, 0, end);
  const told: Told = {
    id: dns.id(bytes, 0),
    isResponse: dns.isResponse(bytes, 0),
    rcode: responseCodeName(dns.responseCode(bytes, 0)),
    question:
      nameEnd < 0
        ? null
        : {
            name: dns.nameText(bytes, 0, dns.HEADER_LENGTH, end) ?? '?',
            type: typeName(dns.questionType(bytes, nameEnd)),
          },
    records: [],
  };
  const record = new dns.ResourceRecord();
  for (
    let found = dns.firstRecord(record, bytes, 0, end);
    found;
    found = dns.nextRecord(record, bytes, 0, end)
  ) {
    told.records.push({
      section: record.section,
      name: dns.nameText(bytes, 0, record.nameAt, end) ?? '?',
      type: typeName(record.type),
      ttl: record.timeToLive,
      data: dataText(record, bytes),
    });
  }
  return told;
}

function dataText(record: dns.ResourceRecord, bytes: Uint8Array): string | null {
  const word = (index: number) =>
    new DataView(bytes.buffer, bytes.byteOffset).getInt32(record.dataAt + 4 * index);
  switch (record.type) {
    case dns.TYPE_A:
      return formatAddress(0, 0, 0xffff, word(0));
    case dns.TYPE_AAAA:
      return formatAddress(word(0), word(1), word(2), word(3));
    case dns.TYPE_CNAME:
    case dns.TYPE_NS:
    case dns.TYPE_PTR:
      return dns.nameText(bytes, 0, record.dataAt, bytes.length);
    default:
      return null;
  }
}

function theirs(bytes: Uint8Array): Told {
  const message = dnsPacket.decode(Buffer.from(bytes));
  const question = message.questions?.[0];
  // Their types leave the response code out, and give every record other fields.
  const { rcode } = message as unknown as { rcode: string };
  const sections = [message.answers, message.authorities, message.additionals];
  return {
    id: message.id ?? -1,
    isResponse: message.type === 'response',
    rcode,
    question: question === undefined ? null : { name: question.name, type: question.type },
    records: sections.flatMap((records, index) =>
      (records ?? []).map((answer) => {
        const { name, type, ttl, data } = answer as unknown as {
          name: string;
          type: string;
          ttl: number;
          data: unknown;
        };
        const isText = ['A', 'AAAA', 'CNAME', 'NS', 'PTR'].includes(type);
        return {
          section: index + 1,
          name: name === '.' ? '' : name,
          type,
          ttl: type === 'OPT' ? 0 : ttl,
          data: isText ? String(data) : null,
        };
      }),
    ),
  };
}

function compare(packet: dnsPacket.Packet): void {
  const bytes = new Uint8Array(dnsPacket.encode(packet));
  expect(ours(bytes)).toEqual(theirs(bytes));
}

describe('messages that dns-packet wrote', () => {
  test('the probe of the Secure Access client, with EDNS', () => {
    compare({
      type: 'query',
      id: 0xf7fb,
      flags: dnsPacket.RECURSION_DESIRED,
      questions: [{ type: 'TXT', name: 'debug.opendns.com' }],
      additionals: [
        {
          type: 'OPT',
          name: '.',
          udpPayloadSize: 1232,
          extendedRcode: 0,
          ednsVersion: 0,
          flags: 0,
          flag_do: false,
          options: [],
        },
      ],
    });
  });

  test('an alias, addresses of both families, name servers', () => {
    compare({
      type: 'response',
      id: 1,
      questions: [{ type: 'A', name: 'www.example.com' }],
      answers: [
        { type: 'CNAME', name: 'www.example.com', ttl: 300, data: 'edge.cdn.example.net' },
        { type: 'A', name: 'edge.cdn.example.net', ttl: 60, data: '203.0.113.7' },
        { type: 'AAAA', name: 'edge.cdn.example.net', ttl: 60, data: '2001:db8::7' },
      ],
      authorities: [{ type: 'NS', name: 'example.net', ttl: 86_400, data: 'ns1.example.net' }],
      additionals: [{ type: 'A', name: 'ns1.example.net', ttl: 2 ** 31, data: '192.0.2.53' }],
    });
  });

  test.each([2, 3, 5])('response code %i', (code) => {
    // dns-packet takes the code as the low four bits of the flags.
    compare({
      type: 'response',
      id: 2,
      flags: code,
      questions: [{ type: 'AAAA', name: 'nothing.example.com' }],
    });
  });

  test('two thousand messages made at random', () => {
    const random = new SeededRandom(0xd25);
    const label = () => filler(random, random.between(1, 12));
    const name = () => Array.from({ length: random.between(1, 6) }, label).join('.');
    const answer = (): dnsPacket.Answer => {
      const base = { name: name(), ttl: random.between(0, 100_000) };
      switch (random.between(0, 4)) {
        case 0:
          return { ...base, type: 'A', data: `198.51.100.${random.between(0, 255)}` };
        case 1:
          return { ...base, type: 'AAAA', data: `2001:db8::${random.between(1, 9)}` };
        case 2:
          return { ...base, type: 'CNAME', data: name() };
        case 3:
          return { ...base, type: 'PTR', data: name() };
        default:
          return { ...base, type: 'TXT', data: [filler(random, random.between(0, 200))] };
      }
    };
    const some = () => Array.from({ length: random.between(0, 4) }, answer);
    for (let round = 0; round < 2000; round++) {
      compare({
        type: random.between(0, 1) === 0 ? 'query' : 'response',
        id: random.between(0, 65_535),
        questions: [{ type: 'A', name: name() }],
        answers: some(),
        authorities: some(),
        additionals: some(),
      });
    }
  });
});

function filler(random: SeededRandom, length: number): string {
  return Array.from({ length }, () => String.fromCharCode(97 + random.between(0, 25))).join('');
}
