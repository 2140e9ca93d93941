import { parseIpv4, parseIpv6 } from '../../protocols/address-text.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { DnsAnswerFacts, DnsFacts } from './packet-facts.ts';

/** Records of a message that are written; those of a longer list are left out. */
const MAXIMUM_RECORDS = 64;
/** RFC 1035 §2.3.4. */
const LONGEST_NAME = 255;
const LONGEST_LABEL = 63;

const CLASS_INTERNET = 1;
const A = 1;
const NS = 2;
const CNAME = 5;
const SOA = 6;
const PTR = 12;
const TXT = 16;
const AAAA = 28;
const OPT = 41;
/** Bytes that a sender of EDNS takes, as a rule (RFC 9715 §3). */
const EDNS_PAYLOAD = 1232;

const encoder = new TextEncoder();

/**
 * Writes the DNS message (RFC 1035 §4) that the facts tell of: header, questions, and answers as far
 * as their data is known; of others type and owner, without data.
 */
export function writeDnsMessage(writer: ByteWriter, facts: DnsFacts): void {
  const start = writer.at;
  writer.uint16(facts.id);
  writer.uint8((facts.isResponse ? 0x80 : 0) | ((facts.opcode & 0xf) << 3));
  writer.uint8(facts.responseCode & 0xf);
  writer.zeros(8);
  let questions = 0;
  for (const { name, type } of facts.questions.slice(0, MAXIMUM_RECORDS)) {
    const encoded = encodeName(name);
    if (encoded === null || writer.room < encoded.length + 4) break;
    writer.raw(encoded);
    writer.uint16(type);
    writer.uint16(CLASS_INTERNET);
    questions++;
  }
  const answers = facts.answers.slice(0, MAXIMUM_RECORDS);
  const question = facts.questions[0];
  // A negative answer's SOA stands among the authorities (RFC 2308 §2); Info does not tell them apart.
  const isAuthority = (answer: DnsAnswerFacts) => answer.type === SOA && question?.type !== SOA;
  let owner = question?.name ?? '';
  let answered = 0;
  for (const answer of answers.filter((one) => !isAuthority(one))) {
    if (!writeRecord(writer, answer, answer.name === '' ? owner : answer.name)) break;
    if (answer.type === CNAME && answer.value !== '') owner = answer.value;
    answered++;
  }
  let authorities = 0;
  for (const answer of answers.filter(isAuthority)) {
    if (!writeRecord(writer, answer, answer.name)) break;
    authorities++;
  }
  writer.setUint16(start + 4, questions);
  writer.setUint16(start + 6, answered);
  writer.setUint16(start + 8, authorities);
  if (!facts.hasOpt || writer.room < 11) return;
  writer.uint8(0);
  writer.uint16(OPT);
  writer.uint16(EDNS_PAYLOAD);
  writer.zeros(6);
  writer.setUint16(start + 10, 1);
}

function writeRecord(writer: ByteWriter, answer: DnsAnswerFacts, owner: string): boolean {
  const name = encodeName(owner);
  if (name === null) return false;
  const data = recordData(answer);
  if (writer.room < name.length + 10 + data.length) return false;
  writer.raw(name);
  writer.uint16(answer.type);
  writer.uint16(CLASS_INTERNET);
  writer.uint32(Math.max(0, answer.timeToLive));
  writer.uint16(data.length);
  writer.raw(data);
  return true;
}

const NO_DATA = new Uint8Array(0);

function recordData({ type, value }: DnsAnswerFacts): Uint8Array {
  switch (type) {
    case A: {
      const address = parseIpv4(value);
      return address === null ? NO_DATA : words([address]);
    }
    case AAAA: {
      const address = parseIpv6(value);
      return address === null ? NO_DATA : words(address);
    }
    case NS:
    case CNAME:
    case PTR:
      return value === '' ? NO_DATA : (encodeName(value) ?? NO_DATA);
    case TXT: {
      const text = encoder.encode(value).subarray(0, 255);
      return value === '' ? NO_DATA : Uint8Array.of(text.length, ...text);
    }
    default:
      return NO_DATA;
  }
}

function words(values: readonly number[]): Uint8Array {
  return Uint8Array.from(
    values.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]),
  );
}

/** A name in wire form, or null where it cannot be one. `<Root>` is what Wireshark calls the root. */
export function encodeName(text: string): Uint8Array | null {
  if (text === '' || text === '.' || text === '<Root>') return Uint8Array.of(0);
  // No name of that length fits, whatever its characters take.
  if (text.length > LONGEST_NAME) return null;
  const name: number[] = [];
  for (const label of (text.endsWith('.') ? text.slice(0, -1) : text).split('.')) {
    const bytes = encoder.encode(label);
    if (bytes.length === 0 || bytes.length > LONGEST_LABEL) return null;
    name.push(bytes.length, ...bytes);
  }
  name.push(0);
  return name.length > LONGEST_NAME ? null : Uint8Array.from(name);
}
