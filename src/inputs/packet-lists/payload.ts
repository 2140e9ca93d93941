import { addressBytes, parseIpv4, parseIpv6 } from '../../protocols/address-text.ts';
import { bytesOf, writeUint16 } from '../../protocols/bytes.ts';
import * as dns from '../../protocols/dns/codec.ts';
import * as quic from '../../protocols/quic/codec.ts';
import * as tls from '../../protocols/tls/codec.ts';
import type { DnsAnswerFacts, DnsFacts, HttpFacts, PacketFacts, TlsFacts } from './packet-facts.ts';

/*
 * What TCP and UDP carry, as far as the facts tell it and there is room: the rest is left to be on the
 * wire only.
 */

/** Questions, and answers, of a DNS message that are written; those of a longer list are left out. */
const MAXIMUM_RECORDS = 64;
/** Characters of a server name or of an HTTP field that are written. */
const LONGEST_NAME = 255;
const LONGEST_LINE = 2_048;

const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();

/** Writes the start of a segment's payload to [at, limit). @returns where it ends */
export function segmentPayload(
  facts: PacketFacts,
  bytes: Uint8Array,
  at: number,
  limit: number,
): number {
  if (facts.payload !== null) return put(bytes, at, facts.payload.subarray(0, limit - at));
  if (facts.dns !== null) {
    const start = at + dns.TCP_LENGTH_BYTES;
    const end = dns.emit(bytes, start, limit, dnsMessage(facts.dns));
    writeUint16(bytes, at, Math.max(0, end - start));
    return end;
  }
  if (facts.tls !== null) {
    const record = tlsRecord(facts.tls);
    return record.length > limit - at ? at : put(bytes, at, record);
  }
  return facts.http === null ? at : writeHttp(facts.http, bytes, at, limit);
}

/** Writes the start of a datagram's payload to [at, limit). @returns where it ends */
export function datagramPayload(
  facts: PacketFacts,
  bytes: Uint8Array,
  at: number,
  limit: number,
): number {
  if (facts.payload !== null) return put(bytes, at, facts.payload.subarray(0, limit - at));
  if (facts.dns !== null) return dns.emit(bytes, at, limit, dnsMessage(facts.dns));
  return facts.udp?.isQuicInitial === true ? put(bytes, at, quic.initialStart()) : at;
}

function put(bytes: Uint8Array, at: number, part: Uint8Array): number {
  bytes.set(part, at);
  return at + part.length;
}

/** The alert or handshake message in its record; a Client Hello with no more than its server name. */
function tlsRecord({ handshakeType, serverName, alert }: TlsFacts): Uint8Array {
  if (alert !== null) return tls.alertRecord(alert.level, alert.description);
  if (handshakeType < 0) return NOTHING;
  if (handshakeType !== tls.CLIENT_HELLO) return tls.handshakeRecord(handshakeType, NOTHING);
  const name = encoder.encode(serverName).subarray(0, LONGEST_NAME);
  return tls.handshakeRecord(handshakeType, tls.clientHello(name));
}

/** First line and known fields of an HTTP/1 message; its head does not end here. */
function writeHttp(
  { firstLine, host, location }: HttpFacts,
  bytes: Uint8Array,
  at: number,
  limit: number,
): number {
  const lines = [firstLine];
  if (host !== '') lines.push(`Host: ${host}`);
  if (location !== '') lines.push(`Location: ${location}`);
  let end = at;
  for (const line of lines) {
    // A line's end within it would be another field.
    const text = encoder.encode(`${line.slice(0, LONGEST_LINE).replace(/[\r\n]/g, ' ')}\r\n`);
    if (text.length > limit - end) return end;
    end = put(bytes, end, text);
  }
  return end;
}

/**
 * The DNS message that the facts tell of: questions, and answers as far as their data is known; of
 * others type and owner, without data.
 */
function dnsMessage(facts: DnsFacts): dns.Message {
  const { id, opcode, responseCode, isResponse, hasOpt } = facts;
  const flags = (isResponse ? dns.FLAG_RESPONSE : 0) | ((opcode & 0xf) << 11);
  const [question] = facts.questions;
  // A negative answer's SOA stands among the authorities (RFC 2308 §2); Info does not tell them apart.
  const isAuthority = ({ type }: DnsAnswerFacts) =>
    type === dns.TYPE_SOA && question?.type !== dns.TYPE_SOA;
  const all = facts.answers.slice(0, MAXIMUM_RECORDS);
  let owner = question?.name ?? '';
  const answers = all
    .filter((answer) => !isAuthority(answer))
    .map((answer) => {
      const name = answer.name === '' ? owner : answer.name;
      if (answer.type === dns.TYPE_CNAME && answer.value !== '') owner = answer.value;
      return recordOf(answer, name);
    });
  return {
    id,
    flags: flags | (responseCode & 0xf),
    questions: upToNull(
      facts.questions.slice(0, MAXIMUM_RECORDS).map((asked) => {
        const name = encodeName(asked.name);
        return name === null ? null : { name, type: asked.type };
      }),
    ),
    answers: upToNull(answers),
    authorities: upToNull(all.filter(isAuthority).map((answer) => recordOf(answer, answer.name))),
    hasOpt,
  };
}

/** What stands before the first that cannot be written. */
function upToNull<T>(list: readonly (T | null)[]): T[] {
  const end = list.indexOf(null);
  return (end < 0 ? list : list.slice(0, end)) as T[];
}

function recordOf(answer: DnsAnswerFacts, owner: string): dns.RecordParts | null {
  const name = encodeName(owner);
  if (name === null) return null;
  const timeToLive = Math.max(0, answer.timeToLive);
  return { name, type: answer.type, timeToLive, data: recordData(answer) };
}

/** `<Root>` is what Wireshark calls the root. */
function encodeName(text: string): Uint8Array | null {
  return dns.encodeName(text === '<Root>' ? '' : text);
}

function recordData({ type, value }: DnsAnswerFacts): Uint8Array {
  if (value === '') return NOTHING;
  switch (type) {
    case dns.TYPE_A: {
      const address = parseIpv4(value);
      return address === null ? NOTHING : Uint8Array.from(bytesOf(address, 4));
    }
    case dns.TYPE_AAAA: {
      const address = parseIpv6(value);
      return address === null ? NOTHING : addressBytes(address);
    }
    case dns.TYPE_NS:
    case dns.TYPE_CNAME:
    case dns.TYPE_PTR:
      return encodeName(value) ?? NOTHING;
    case dns.TYPE_TXT: {
      const text = encoder.encode(value).subarray(0, 255);
      return Uint8Array.of(text.length, ...text);
    }
    default:
      return NOTHING;
  }
}
