import { bytesOf, readUint16, readUint32, writeUint16 } from '../bytes.ts';
import { MORE } from '../framing.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Domain Name System (RFC 1035 §4.1). Decoding reads no more than the header; the rest is for those
 * who ask.
 *
 *  0    2       4         6         8           10            12
 * +----+-------+---------+---------+-----------+-------------+---------…
 * | id | flags | qdcount | ancount | nscount   | arcount     | questions, records
 * +----+-------+---------+---------+-----------+-------------+---------…
 *
 * Over TCP a length of 2 bytes stands before it (§4.2.2); the layer starts after that length.
 */
const ID = 0;
const FLAGS = 2;
const QUESTION_COUNT = 4;
const ANSWER_COUNT = 6;
const AUTHORITY_COUNT = 8;
const ADDITIONAL_COUNT = 10;

/** Its port over UDP and TCP (RFC 1035 §4.2). */
export const PORT = 53;
export const MDNS_PORT = 5353;
export const LLMNR_PORT = 5355;
/** Bytes in the header. */
export const HEADER_LENGTH = 12;
/** Bytes of the length before a message over TCP. */
export const TCP_LENGTH_BYTES = 2;
/** Bytes in the longest name on the wire, the root's length byte included (RFC 1035 §3.1). */
export const MAXIMUM_NAME_LENGTH = 255;
/** Bytes in the longest label. */
const MAXIMUM_LABEL_LENGTH = 63;

/** Bits of `flags()`. */
export const FLAG_RESPONSE = 0x8000;
export const FLAG_AUTHORITATIVE = 0x0400;
export const FLAG_TRUNCATED = 0x0200;
export const FLAG_RECURSION_DESIRED = 0x0100;
export const FLAG_RECURSION_AVAILABLE = 0x0080;
export const FLAG_RESERVED = 0x0040;
export const FLAG_AUTHENTICATED = 0x0020;
export const FLAG_CHECKING_DISABLED = 0x0010;
/** Bits that LLMNR has of its own (RFC 4795 §2.1.1). */
export const FLAG_LLMNR_CONFLICT = 0x0400;
export const FLAG_LLMNR_TENTATIVE = 0x0100;

export const OPCODE_UPDATE = 5;

export const RCODE_NO_ERROR = 0;
export const RCODE_FORMAT_ERROR = 1;
export const RCODE_SERVER_FAILURE = 2;
export const RCODE_NAME_ERROR = 3;
export const RCODE_REFUSED = 5;

/** Transaction identifier. */
export function id(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + ID);
}
/** The 16 flag bits. */
export function flags(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + FLAGS);
}
/** Whether the message is a response. */
export function isResponse(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + FLAGS] & 0x80) !== 0;
}
/** Operation code; 0 is a standard query. */
export function opcode(bytes: Uint8Array, at: number): number {
  return (bytes[at + FLAGS] >> 3) & 0xf;
}
/** Response code, the four bits of the header. */
export function responseCode(bytes: Uint8Array, at: number): number {
  return bytes[at + FLAGS + 1] & 0xf;
}
/** Number of questions, as the header says. */
export function questionCount(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + QUESTION_COUNT);
}
/** Number of answer records, as the header says. */
export function answerCount(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + ANSWER_COUNT);
}
/** Number of authority records, as the header says. */
export function authorityCount(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + AUTHORITY_COUNT);
}
/** Number of additional records, as the header says. */
export function additionalCount(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + ADDITIONAL_COUNT);
}

/**
 * End of the name at `at`, compression pointers not followed: one past the root byte or the
 * pointer. -1 where the name runs past `limit`, is too long or has a label of unknown kind.
 */
export function nameEnd(bytes: Uint8Array, at: number, limit: number): number {
  const start = at;
  while (at < limit) {
    const length = bytes[at];
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2 <= limit ? at + 2 : -1;
    if (length >= 0x40) return -1;
    at += length + 1;
    if (at - start >= MAXIMUM_NAME_LENGTH) return -1;
  }
  return -1;
}

/**
 * End of the name of the first question (type and class follow there), or -1 where there is no
 * question or it is not whole.
 * @param at offset of the header
 * @param limit end of the captured message
 */
export function questionNameEnd(bytes: Uint8Array, at: number, limit: number): number {
  if (questionCount(bytes, at) === 0) return -1;
  const end = nameEnd(bytes, at + HEADER_LENGTH, limit);
  return end >= 0 && end + QUESTION_FIXED_LENGTH <= limit ? end : -1;
}

/** Sections of a message, as in `ResourceRecord.section`. */
export const SECTION_ANSWER = 1;
export const SECTION_AUTHORITY = 2;
export const SECTION_ADDITIONAL = 3;

export const TYPE_A = 1;
export const TYPE_NS = 2;
export const TYPE_CNAME = 5;
export const TYPE_SOA = 6;
export const TYPE_PTR = 12;
export const TYPE_TXT = 16;
export const TYPE_AAAA = 28;
export const TYPE_SRV = 33;
export const TYPE_OPT = 41;
export const TYPE_NSEC = 47;
export const TYPE_NSEC3 = 50;
export const TYPE_CSYNC = 62;
export const TYPE_SVCB = 64;
export const TYPE_HTTPS = 65;
export const TYPE_SPF = 99;

/** Bit of a class in multicast DNS: the asker alone is answered, or what was known is void (RFC 6762 §18.12). */
export const MULTICAST_CLASS_FLAG = 0x8000;

/** EDNS options (IANA DNS EDNS0 option codes). */
export const OPTION_DAU = 5;
export const OPTION_DHU = 6;
export const OPTION_N3U = 7;
export const OPTION_CLIENT_SUBNET = 8;
export const OPTION_COOKIE = 10;
export const OPTION_KEEP_ALIVE = 11;
export const OPTION_PADDING = 12;
export const OPTION_CHAIN = 13;
export const OPTION_EXTENDED_ERROR = 15;
/** Bytes of an EDNS option before its data: code and length. */
export const OPTION_HEADER_LENGTH = 4;

/** Questions that are read; more than one is not sent (RFC 9619). */
export const MAXIMUM_QUESTIONS = 64;
/** Compression pointers that are followed in one name: a name has at most 127 labels. */
const MAXIMUM_POINTERS = 127;
/** Bytes of a question after its name: type and class. */
export const QUESTION_FIXED_LENGTH = 4;
/** Offsets in a resource record, from the end of its name. */
const RECORD_TYPE = 0;
const RECORD_CLASS = 2;
const RECORD_TIME_TO_LIVE = 4;
const RECORD_DATA_LENGTH = 8;
/** Bytes of a resource record after its name and before its data. */
export const RECORD_FIXED_LENGTH = 10;
/** Bytes in the shortest question: root name, type, class. */
const MINIMUM_QUESTION_LENGTH = 1 + QUESTION_FIXED_LENGTH;
/** Bytes in the shortest record. */
const MINIMUM_RECORD_LENGTH = 1 + RECORD_FIXED_LENGTH;

/** Type of the first question; `nameEnd` from `questionNameEnd`. */
export function questionType(bytes: Uint8Array, nameEnd: number): number {
  return readUint16(bytes, nameEnd);
}
/** Class of the first question. */
export function questionClass(bytes: Uint8Array, nameEnd: number): number {
  return readUint16(bytes, nameEnd + 2);
}

/** Type of the resource record whose name ends at `nameEnd`. */
export function recordType(bytes: Uint8Array, nameEnd: number): number {
  return readUint16(bytes, nameEnd + RECORD_TYPE);
}
/** Class of the resource record whose name ends at `nameEnd`. */
export function recordClass(bytes: Uint8Array, nameEnd: number): number {
  return readUint16(bytes, nameEnd + RECORD_CLASS);
}
/** Bytes of data of the resource record whose name ends at `nameEnd`, as it says. */
export function recordDataLength(bytes: Uint8Array, nameEnd: number): number {
  return readUint16(bytes, nameEnd + RECORD_DATA_LENGTH);
}

/** One resource record of a message: offsets, filled by `firstRecord` and `nextRecord`. */
export class ResourceRecord {
  /** SECTION_ANSWER, SECTION_AUTHORITY or SECTION_ADDITIONAL. */
  section = 0;
  /** Place in the message, from 0, all sections counted. */
  index = -1;
  /** Offset of the owner's name. */
  nameAt = 0;
  type = 0;
  /** Class; the sender's UDP payload size in bytes of an OPT record. */
  class = 0;
  /** Time to live in seconds (0 to 4,294,967,295); extended RCODE and flags of an OPT record. */
  timeToLive = 0;
  /** Offset of the data. */
  dataAt = 0;
  /** Bytes of data, all of them captured. */
  dataLength = 0;
}

/**
 * Moves `record` to the first record of the message. False where there is none, or where it or the
 * questions before it are not whole.
 * @param at offset of the header
 * @param limit end of the captured message
 */
export function firstRecord(
  record: ResourceRecord,
  bytes: Uint8Array,
  at: number,
  limit: number,
): boolean {
  record.index = -1;
  let place = at + HEADER_LENGTH;
  const questions = questionCount(bytes, at);
  if (questions > MAXIMUM_QUESTIONS) return false;
  for (let i = 0; i < questions; i++) {
    const end = nameEnd(bytes, place, limit);
    if (end < 0) return false;
    place = end + QUESTION_FIXED_LENGTH;
  }
  record.dataAt = place;
  record.dataLength = 0;
  return nextRecord(record, bytes, at, limit);
}

/** Moves `record` to the next record of the message; false, and unchanged, where none is whole. */
export function nextRecord(
  record: ResourceRecord,
  bytes: Uint8Array,
  at: number,
  limit: number,
): boolean {
  const index = record.index + 1;
  const answers = answerCount(bytes, at);
  const authorities = answers + authorityCount(bytes, at);
  if (index >= authorities + additionalCount(bytes, at)) return false;
  const nameAt = record.dataAt + record.dataLength;
  const fixed = nameEnd(bytes, nameAt, limit);
  if (fixed < 0 || limit - fixed < RECORD_FIXED_LENGTH) return false;
  const dataLength = recordDataLength(bytes, fixed);
  const dataAt = fixed + RECORD_FIXED_LENGTH;
  if (limit - dataAt < dataLength) return false;
  record.index = index;
  record.section =
    index < answers ? SECTION_ANSWER : index < authorities ? SECTION_AUTHORITY : SECTION_ADDITIONAL;
  record.nameAt = nameAt;
  record.type = recordType(bytes, fixed);
  record.class = recordClass(bytes, fixed);
  record.timeToLive = readUint32(bytes, fixed + RECORD_TIME_TO_LIVE);
  record.dataAt = dataAt;
  record.dataLength = dataLength;
  return true;
}

/** Whether all questions and records that the header announces are there. */
export function isWhole(bytes: Uint8Array, at: number, limit: number): boolean {
  const record = counted;
  const records = answerCount(bytes, at) + authorityCount(bytes, at) + additionalCount(bytes, at);
  if (records === 0) {
    let place = at + HEADER_LENGTH;
    for (let i = questionCount(bytes, at); i > 0; i--) {
      const end = nameEnd(bytes, place, limit);
      if (end < 0 || end + QUESTION_FIXED_LENGTH > limit) return false;
      place = end + QUESTION_FIXED_LENGTH;
    }
    return true;
  }
  let found = firstRecord(record, bytes, at, limit);
  while (found) found = nextRecord(record, bytes, at, limit);
  return record.index + 1 === records;
}
const counted = new ResourceRecord();

/** Moves `record` to the message's OPT record (RFC 6891); false where none is whole. */
export function findOptRecord(
  record: ResourceRecord,
  bytes: Uint8Array,
  at: number,
  limit: number,
): boolean {
  let found = firstRecord(record, bytes, at, limit);
  while (found && (record.section !== SECTION_ADDITIONAL || record.type !== TYPE_OPT)) {
    found = nextRecord(record, bytes, at, limit);
  }
  return found;
}

/**
 * Offset of the EDNS option of that code (2 bytes code, 2 bytes length, data) in an OPT record, or
 * -1. The option lies wholly in the record.
 */
export function findEdnsOption(opt: ResourceRecord, bytes: Uint8Array, code: number): number {
  for (let option = firstEdnsOption(opt, bytes); option >= 0; ) {
    if (readUint16(bytes, option) === code) return option;
    option = nextEdnsOption(opt, bytes, option);
  }
  return -1;
}
/** Offset of the first EDNS option of an OPT record, or -1. */
export function firstEdnsOption(opt: ResourceRecord, bytes: Uint8Array): number {
  return ednsOptionAt(opt, bytes, opt.dataAt);
}
/** Offset of the EDNS option after the one at `option`, or -1. */
export function nextEdnsOption(opt: ResourceRecord, bytes: Uint8Array, option: number): number {
  return ednsOptionAt(opt, bytes, ednsOptionEnd(bytes, option));
}
/** End of the EDNS option at `option`, whose header is there. */
export function ednsOptionEnd(bytes: Uint8Array, option: number): number {
  return option + OPTION_HEADER_LENGTH + readUint16(bytes, option + 2);
}
function ednsOptionAt(opt: ResourceRecord, bytes: Uint8Array, option: number): number {
  const end = opt.dataAt + opt.dataLength;
  const isThere = end - option >= OPTION_HEADER_LENGTH && ednsOptionEnd(bytes, option) <= end;
  return isThere ? option : -1;
}

/**
 * Copies the name at `name` to `target` in uncompressed wire form, ASCII letters in lower case (names
 * compare so: RFC 4343), and gives its length in bytes, the root's byte included. -1 where it is not
 * whole, too long, or its compression pointers do not end.
 * @param at offset of the header, from which pointers count
 * @param limit end of the captured message
 * @param target at least MAXIMUM_NAME_LENGTH bytes from `targetAt` on
 */
export function copyName(
  bytes: Uint8Array,
  at: number,
  name: number,
  limit: number,
  target: Uint8Array,
  targetAt: number,
): number {
  let place = name;
  let written = 0;
  let pointers = 0;
  while (place < limit) {
    const length = bytes[place];
    if (length >= 0xc0) {
      if (place + 1 >= limit || ++pointers > MAXIMUM_POINTERS) return -1;
      place = at + (((length & 0x3f) << 8) | bytes[place + 1]);
      continue;
    }
    if (length >= 0x40 || written + length + 1 > MAXIMUM_NAME_LENGTH) return -1;
    if (place + length >= limit) return -1;
    target[targetAt + written++] = length;
    if (length === 0) return written;
    for (let i = place + 1; i <= place + length; i++) {
      const byte = bytes[i];
      target[targetAt + written++] = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    }
    place += length + 1;
  }
  return -1;
}

/**
 * Whether two names are equal, letters' case ignored (RFC 4343). A name that can't be read equals
 * none. The names may lie in different messages.
 */
export function namesEqual(
  bytes: Uint8Array,
  at: number,
  name: number,
  limit: number,
  otherBytes: Uint8Array,
  otherAt: number,
  otherName: number,
  otherLimit: number,
): boolean {
  const length = copyName(bytes, at, name, limit, firstName, 0);
  if (length < 0) return false;
  if (copyName(otherBytes, otherAt, otherName, otherLimit, secondName, 0) !== length) return false;
  for (let i = 0; i < length; i++) if (firstName[i] !== secondName[i]) return false;
  return true;
}
const firstName = new Uint8Array(MAXIMUM_NAME_LENGTH);
const secondName = new Uint8Array(MAXIMUM_NAME_LENGTH);

/**
 * The name at `name` as text, as sent: labels joined by dots, `\.` and `\\` for a dot and a
 * backslash within a label, `\DDD` for what is not printable ASCII (RFC 4343 §2.1). Empty for the
 * root, which Wireshark shows as `<Root>`; null where the name is not whole, too long, or its
 * compression pointers do not end.
 * @param at offset of the header, from which pointers count
 * @param limit end of the captured message
 */
export function nameText(
  bytes: Uint8Array,
  at: number,
  name: number,
  limit: number,
): string | null {
  // Pieces, as a string that grows by characters keeps a node for each: 30 times its length.
  const pieces: string[] = [];
  let place = name;
  let read = 0;
  let pointers = 0;
  while (place < limit) {
    const length = bytes[place];
    if (length === 0) return pieces.join('');
    if (length >= 0xc0) {
      if (place + 1 >= limit || ++pointers > MAXIMUM_POINTERS) return null;
      place = at + (((length & 0x3f) << 8) | bytes[place + 1]);
      continue;
    }
    read += length + 1;
    if (length >= 0x40 || read >= MAXIMUM_NAME_LENGTH || place + length >= limit) break;
    if (pieces.length > 0) pieces.push('.');
    for (let i = place + 1; i <= place + length; i++) pieces.push(escapeByte(bytes[i]));
    place += length + 1;
  }
  return null;
}

function escapeByte(byte: number): string {
  if (byte === 0x2e || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\${byte.toString().padStart(3, '0')}`;
}

/**
 * Whether a message of `length` bytes on the wire at `at` can be DNS, by its header alone: no more
 * questions and records than fit. For places where another protocol is as likely.
 */
export function isHeaderPlausible(bytes: Uint8Array, at: number, length: number): boolean {
  const records = answerCount(bytes, at) + authorityCount(bytes, at) + additionalCount(bytes, at);
  return (
    length >= HEADER_LENGTH &&
    opcode(bytes, at) <= 6 &&
    questionCount(bytes, at) * MINIMUM_QUESTION_LENGTH + records * MINIMUM_RECORD_LENGTH <=
      length - HEADER_LENGTH
  );
}

/**
 * Whether the bytes at `at` are a standard query or its response: a stricter test, for a server whose
 * port usually carries something else. DNSCrypt's random bytes, QUIC and TLS fail it.
 * @param limit end of the captured bytes
 * @param declaredLimit end of the bytes on the wire
 */
export function looksLikeMessage(
  bytes: Uint8Array,
  at: number,
  limit: number,
  declaredLimit: number,
): boolean {
  if (limit - at < HEADER_LENGTH) return false;
  if (opcode(bytes, at) !== 0 || !isHeaderPlausible(bytes, at, declaredLimit - at)) return false;
  const questions = questionCount(bytes, at);
  if (questions !== 1) return false;
  if (!isResponse(bytes, at) && answerCount(bytes, at) + authorityCount(bytes, at) !== 0) {
    return false;
  }
  const end = nameEnd(bytes, at + HEADER_LENGTH, limit);
  if (end < 0 || limit - end < 4) return limit < declaredLimit;
  const questionsClass = questionClass(bytes, end);
  return (questionsClass >= 1 && questionsClass <= 4) || questionsClass === 255;
}

/**
 * Bytes of the message over TCP at `at`, the length before it included, however many of them are
 * there; MORE where the length is not whole.
 */
export function tcpMessageSpan(bytes: Uint8Array, at: number, limit: number): number {
  return limit - at < TCP_LENGTH_BYTES ? MORE : TCP_LENGTH_BYTES + readUint16(bytes, at);
}

/** The length before a message over TCP, whose header is at `at`. */
export function tcpLengthBefore(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at - TCP_LENGTH_BYTES);
}

/** Whether a message (with its length before it) stands at the start of TCP payload. */
export function looksLikeTcpMessage(bytes: Uint8Array, at: number, limit: number): boolean {
  if (limit - at < TCP_LENGTH_BYTES + HEADER_LENGTH) return false;
  const end = at + tcpMessageSpan(bytes, at, limit);
  return looksLikeMessage(bytes, at + TCP_LENGTH_BYTES, Math.min(end, limit), end);
}

function decodeMessage(view: PacketView, protocol: Protocol): void {
  const { layerCount } = view;
  if (layerCount > 0 && view.layerProtocol[layerCount - 1] === Protocol.TCP) {
    // The message may lie across segments; what is whole in this one is read here.
    const at = view.cursor;
    if (view.limit - at < TCP_LENGTH_BYTES) return view.followData(at);
    const length = readUint16(view.currentBytes, at);
    const message = at + TCP_LENGTH_BYTES;
    const end = message + length;
    // The middle of a message does not start with a length and a header: leave it alone.
    const hasHeader = view.limit - message >= HEADER_LENGTH;
    if (
      length < HEADER_LENGTH ||
      (hasHeader && !isHeaderPlausible(view.currentBytes, message, length))
    ) {
      return view.followData(at);
    }
    view.cursor = message;
    if (end < view.limit) view.limit = end;
    view.declaredLimit = end;
  }
  if (view.limit - view.cursor < HEADER_LENGTH) return view.stopShort(protocol);
  view.pushLayer(protocol, view.limit);
  view.nextTable = NextTable.END;
}

/** Decodes the header at the view's cursor, over UDP or (with a length before it) over TCP. */
export function decode(view: PacketView): void {
  decodeMessage(view, Protocol.DNS);
}

/** Decodes multicast DNS (RFC 6762): the same messages. */
export function decodeMdns(view: PacketView): void {
  decodeMessage(view, Protocol.MDNS);
}

/** Decodes link-local multicast name resolution (RFC 4795): the same messages. */
export function decodeLlmnr(view: PacketView): void {
  decodeMessage(view, Protocol.LLMNR);
}

/** Whether layers of that protocol hold DNS messages. */
export function isDns(protocol: Protocol): boolean {
  return protocol === Protocol.DNS || protocol === Protocol.MDNS || protocol === Protocol.LLMNR;
}

/** A record to be written. */
export interface RecordParts {
  /** Wire form, as of `encodeName`. */
  readonly name: Uint8Array;
  readonly type: number;
  /** Seconds. */
  readonly timeToLive: number;
  readonly data: Uint8Array;
}

/** A message to be written. */
export interface Message {
  readonly id: number;
  readonly flags: number;
  readonly questions: readonly Pick<RecordParts, 'name' | 'type'>[];
  readonly answers: readonly RecordParts[];
  readonly authorities: readonly RecordParts[];
  /** Whether an OPT record stands among the additional ones. */
  readonly hasOpt: boolean;
}

const CLASS_INTERNET = [0, 1];
/** Bytes that a sender of EDNS takes, as a rule (RFC 9715 §3). */
const EDNS_PAYLOAD = 1232;

/**
 * Writes a message, of each of its sections as much as fits up to `limit`; there is room for a header
 * in any case.
 * @returns the offset behind it
 */
export function emit(bytes: Uint8Array, at: number, limit: number, message: Message): number {
  let end = at + HEADER_LENGTH;
  bytes.fill(0, at, end);
  writeUint16(bytes, at + ID, message.id);
  writeUint16(bytes, at + FLAGS, message.flags);
  const put = (pieces: readonly ArrayLike<number>[]): boolean => {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (end + length > limit) return false;
    for (const piece of pieces) {
      bytes.set(piece, end);
      end += piece.length;
    }
    return true;
  };
  const section = (count: number, entries: readonly (readonly ArrayLike<number>[])[]): void => {
    const missing = entries.findIndex((pieces) => !put(pieces));
    writeUint16(bytes, at + count, missing < 0 ? entries.length : missing);
  };
  section(
    QUESTION_COUNT,
    message.questions.map(({ name, type }) => [name, bytesOf(type, 2), CLASS_INTERNET]),
  );
  section(ANSWER_COUNT, message.answers.map(recordPieces));
  section(AUTHORITY_COUNT, message.authorities.map(recordPieces));
  if (message.hasOpt) {
    const opt = [0, ...bytesOf(TYPE_OPT, 2), ...bytesOf(EDNS_PAYLOAD, 2), 0, 0, 0, 0, 0, 0];
    section(ADDITIONAL_COUNT, [[opt]]);
  }
  return Math.min(end, limit);
}

function recordPieces({ name, type, timeToLive, data }: RecordParts): ArrayLike<number>[] {
  const fixed = [...bytesOf(type, 2), ...CLASS_INTERNET, ...bytesOf(timeToLive, 4)];
  return [name, fixed, bytesOf(data.length, 2), data];
}

/** A name in wire form, or null where it cannot be one. */
export function encodeName(text: string): Uint8Array | null {
  if (text === '' || text === '.') return Uint8Array.of(0);
  // No name of that length fits, whatever its characters take.
  if (text.length > MAXIMUM_NAME_LENGTH) return null;
  const name: number[] = [];
  for (const label of (text.endsWith('.') ? text.slice(0, -1) : text).split('.')) {
    const bytes = nameEncoder.encode(label);
    if (bytes.length === 0 || bytes.length > MAXIMUM_LABEL_LENGTH) return null;
    name.push(bytes.length, ...bytes);
  }
  name.push(0);
  return name.length > MAXIMUM_NAME_LENGTH ? null : Uint8Array.from(name);
}
const nameEncoder = new TextEncoder();
