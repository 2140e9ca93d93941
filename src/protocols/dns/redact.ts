import { characters, readUint16 } from '../bytes.ts';
import { Protocol } from '../protocol.ts';
import type { Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import { redactProtocols } from '../redact/protocol-names.ts';
import * as udp from '../udp/codec.ts';
import * as dns from './codec.ts';

const COUNTS = 4;
const MAXIMUM_JUMPS = 64;

/** Of private use (RFC 6895 §3.1, RFC 6891 §9, RFC 9460 §14.3.1): for what is not known here. */
const UNKNOWN_TYPE = 65_280;
const UNKNOWN_OPTION = 65_001;
const UNKNOWN_KEY = 65_280;
const UNKNOWN_CLASS = 65_280;
const MASK = 0x78; // x
/** What is no DNS becomes what nobody takes for it: a header with an opcode and counts that cannot be. */
const NO_DNS = 0xff;
/** Bytes of a message over TCP, at the most: beyond, a length is none. */
const LONGEST_TCP_MESSAGE = 0x3fff;

/** Types of questions (IANA) beside those below 110: of private use none. */
const FURTHER_TYPES: ReadonlySet<number> = new Set([
  ...[128, 249, 250, 251, 252, 253, 254, 255, 256, 257, 258, 259, 260, 261, 262, 32768, 32769],
]);
const LAST_OF_LOW_TYPES = 109;
const CLASSES: ReadonlySet<number> = new Set([1, 3, 4, 254, 255]);

/** EDNS options (IANA) that have a meaning, those of Umbrella among them. */
const LAST_OF_LOW_OPTIONS = 20;
const FURTHER_OPTIONS: ReadonlySet<number> = new Set([20_292, 26_946]);
const OPTION_FLAGS = 0x80;

const isKnownType = (type: number) =>
  (type > 0 && type <= LAST_OF_LOW_TYPES) || FURTHER_TYPES.has(type);
const isKnownClass = (value: number) => CLASSES.has(value & ~dns.MULTICAST_CLASS_FLAG);

/** Whether a message may begin at `at` whose header, and whose question as far as it is there, make sense. */
function isMessage(bytes: Uint8Array, at: number, limit: number, isWhole: boolean): boolean {
  if (limit - at < dns.HEADER_LENGTH) return !isWhole;
  if (!dns.isHeaderPlausible(bytes, at, isWhole ? limit - at : Number.POSITIVE_INFINITY)) {
    return false;
  }
  const first = at + dns.HEADER_LENGTH;
  const isEmpty = dns.questionCount(bytes, at) === 0;
  // A header without anything: a response that says no more than its code.
  if (isEmpty && first >= limit) return true;
  if (isEmpty && dns.answerCount(bytes, at) + dns.additionalCount(bytes, at) === 0) return false;
  const name = dns.nameEnd(bytes, first, limit);
  if (name < 0 || limit - name < dns.QUESTION_FIXED_LENGTH) return !isWhole;
  const value = dns.questionClass(bytes, name);
  // The class of EDNS is a length (RFC 6891 §6.1.2).
  return isKnownClass(value) || (isEmpty && dns.questionType(bytes, name) === Type.OPT);
}

enum Type {
  A = 1,
  NS = 2,
  CNAME = 5,
  SOA = 6,
  PTR = 12,
  MX = 15,
  TXT = 16,
  AAAA = 28,
  SRV = 33,
  DNAME = 39,
  OPT = 41,
  SVCB = 64,
  HTTPS = 65,
}

/** EDNS options (RFC 6891) whose zeroed data still is well-formed. */
const CLIENT_SUBNET = 8;
const EXTENDED_ERROR = 15;

/**
 * Redacts the DNS message at [at, limit): names label by label at their place, addresses, texts and
 * identity options. Lengths stay.
 * @param isWhole nothing of the message was cut: counts are then put right where it makes no sense
 */
export function redactDns(
  canvas: Canvas,
  at: number,
  limit: number,
  isWhole: boolean,
  { addresses, names }: Mappers,
): void {
  const { from } = canvas;
  if (!isMessage(from, at, limit, isWhole)) {
    canvas.fill(at, limit, NO_DNS);
    return;
  }
  if (limit - at < dns.HEADER_LENGTH) return;
  canvas.copy(at, at + dns.HEADER_LENGTH);
  let place = at + dns.HEADER_LENGTH;
  for (let section = 0; section < 4; section++) {
    const count = readUint16(from, at + COUNTS + 2 * section);
    for (let done = 0; done < count; done++) {
      const end = section === 0 ? question(place) : record(place);
      if (end < 0) {
        if (isWhole) {
          canvas.put16(at + COUNTS + 2 * section, done);
          for (let rest = section + 1; rest < 4; rest++) canvas.put16(at + COUNTS + 2 * rest, 0);
          canvas.fill(place, limit, 0);
        }
        return;
      }
      place = end;
    }
  }
  canvas.reach(limit);

  function question(start: number): number {
    const end = name(start);
    if (end < 0 || end + 4 > limit) return -1;
    typeAndClass(end);
    return end + 4;
  }

  function typeAndClass(place: number): void {
    canvas.copy(place, place + 4);
    if (!isKnownType(readUint16(from, place))) canvas.put16(place, UNKNOWN_TYPE);
    if (!isKnownClass(readUint16(from, place + 2))) canvas.put16(place + 2, UNKNOWN_CLASS);
  }

  function record(start: number): number {
    const fixed = name(start);
    if (fixed < 0 || fixed + 10 > limit) return -1;
    const type = readUint16(from, fixed);
    const data = fixed + 10;
    const end = data + readUint16(from, fixed + 8);
    if (end > limit) return -1;
    if (type === Type.OPT) {
      // Its class and time to live are a size, a version and flags, of which one is known.
      canvas.copy(fixed, fixed + 6);
      canvas.copyBits(fixed + 6, OPTION_FLAGS);
    } else {
      typeAndClass(fixed);
      canvas.copy(fixed + 4, fixed + 8);
    }
    canvas.copy(fixed + 8, data);
    canvas.reach(end);
    if (!recordData(type, data, end)) {
      canvas.fill(data, end, 0);
      canvas.put16(fixed, UNKNOWN_TYPE);
    }
    return end;
  }

  /** @returns false where the data is not of the form that its type has */
  function recordData(type: Type, data: number, end: number): boolean {
    switch (type) {
      case Type.A:
        if (end - data !== 4) return false;
        canvas.ipv4(data, addresses);
        return true;
      case Type.AAAA:
        if (end - data !== 16) return false;
        canvas.ipv6(data, addresses);
        return true;
      case Type.NS:
      case Type.CNAME:
      case Type.PTR:
      case Type.DNAME:
        return name(data, end) === end;
      case Type.MX:
        canvas.copy(data, Math.min(data + 2, end));
        return name(data + 2, end) === end;
      case Type.SRV:
        canvas.copy(data, Math.min(data + 6, end));
        return name(data + 6, end) === end;
      case Type.SOA: {
        const second = name(data, end);
        const numbers = second < 0 ? -1 : name(second, end);
        if (numbers < 0 || end - numbers !== 20) return false;
        // By its serial number a zone that is public can be found.
        canvas.fill(numbers, numbers + 4, 0);
        canvas.copy(numbers + 4, end);
        return true;
      }
      case Type.TXT:
        for (let i = data; i < end; ) {
          const length = from[i];
          if (i + 1 + length > end) return false;
          canvas.put(i, length);
          canvas.fill(i + 1, i + 1 + length, MASK);
          i += 1 + length;
        }
        return true;
      case Type.OPT:
        return options(data, end);
      case Type.SVCB:
      case Type.HTTPS: {
        canvas.copy(data, Math.min(data + 2, end));
        const parameters = name(data + 2, end);
        return parameters >= 0 && serviceParameters(parameters, end);
      }
      default:
        return false;
    }
  }

  function options(data: number, end: number): boolean {
    for (let i = data; i < end; ) {
      if (i + 4 > end) return false;
      const value = i + 4;
      const next = value + readUint16(from, i + 2);
      if (next > end) return false;
      const code = readUint16(from, i);
      const isKnown = code <= LAST_OF_LOW_OPTIONS || FURTHER_OPTIONS.has(code);
      canvas.put16(i, isKnown ? code : UNKNOWN_OPTION);
      canvas.copy(i + 2, value);
      // The client's subnet keeps its family and prefix lengths, an extended error its code.
      if (code === CLIENT_SUBNET && isSubnet(value, next)) canvas.copy(value, value + 4);
      if (code === EXTENDED_ERROR) {
        canvas.copy(value, Math.min(value + 2, next));
        canvas.fill(value + 2, next, MASK);
      }
      i = next;
    }
    return true;
  }

  /** Whether [at, end) is a client's subnet (RFC 7871 §6): a family, two lengths, as much address. */
  function isSubnet(at: number, end: number): boolean {
    const family = end - at < 4 ? 0 : readUint16(from, at);
    const longest = family === 1 ? 32 : family === 2 ? 128 : -1;
    const prefix = from[at + 2];
    return prefix <= longest && from[at + 3] <= longest && end - at === 4 + ((prefix + 7) >> 3);
  }

  /** RFC 9460 §2.2. */
  function serviceParameters(data: number, end: number): boolean {
    for (let i = data; i < end; ) {
      if (i + 4 > end) return false;
      const value = i + 4;
      const next = value + readUint16(from, i + 2);
      if (next > end) return false;
      switch (readUint16(from, i)) {
        case 1: // alpn
          canvas.copy(i, value);
          redactProtocols(canvas, value, next, next);
          break;
        case 2: // no-default-alpn
          canvas.copy(i, value);
          break;
        case 3: // port
          canvas.copy(i, value);
          if (next - value === 2) canvas.copy(value, next);
          break;
        case 4: // ipv4hint
          canvas.copy(i, value);
          for (let a = value; a + 4 <= next; a += 4) canvas.ipv4(a, addresses);
          break;
        case 6: // ipv6hint
          canvas.copy(i, value);
          for (let a = value; a + 16 <= next; a += 16) canvas.ipv6(a, addresses);
          break;
        default:
          canvas.put16(i, UNKNOWN_KEY);
          canvas.copy(i + 2, value);
      }
      i = next;
    }
    return true;
  }

  /** Redacts the labels that stand at `start`. @returns where the name ends, or -1 */
  function name(start: number, end = limit): number {
    const labels: string[] = [];
    const places: number[] = [];
    let i = start;
    let stop = -1;
    let length = 0;
    for (let jumps = 0; ; ) {
      const bound = stop < 0 ? end : limit;
      if (i < at || i >= bound) return -1;
      const size = from[i];
      if (size === 0) {
        if (stop < 0) {
          stop = i + 1;
          canvas.put(i, 0);
        }
        break;
      }
      if (size >= 0xc0) {
        if (i + 2 > bound || ++jumps > MAXIMUM_JUMPS) return -1;
        if (stop < 0) {
          stop = i + 2;
          canvas.copy(i, stop);
        }
        i = at + (readUint16(from, i) & 0x3fff);
        continue;
      }
      length += size + 1;
      if (size >= 0x40 || i + 1 + size > bound || length > dns.MAXIMUM_NAME_LENGTH) return -1;
      if (stop < 0) places.push(i);
      const label = characters(from, i + 1, i + 1 + size);
      labels.push(label.toLowerCase().replaceAll('.', '\\'));
      i += size + 1;
    }
    places.forEach((place, index) => {
      const token = names.label(labels[index], labels.slice(index + 1).join('.'));
      if (token === null) canvas.copy(place, place + 1 + from[place]);
      else {
        canvas.put(place, from[place]);
        canvas.text(place + 1, token);
      }
    });
    return stop;
  }
}

/** A message over UDP; those over TCP are put together first: see `redactTcpMessages`. */
export function redactDatagram(
  canvas: Canvas,
  { at, limit, view, layer }: RedactedLayer,
  mappers: Mappers,
): void {
  if (layer === 0 || view.layerProtocol[layer - 1] !== Protocol.UDP) return;
  const header = view.layerStart[layer - 1];
  const isWhole = header + udp.length(view.bytes, header) <= limit;
  redactDns(canvas, at, limit, isWhole, mappers);
}

/** Redacts DNS messages with their lengths. @returns where one begins that is not whole */
export function redactTcpMessages(
  canvas: Canvas,
  at: number,
  limit: number,
  mappers: Mappers,
): number {
  let place = at;
  while (place + dns.TCP_LENGTH_BYTES <= limit) {
    const body = place + dns.TCP_LENGTH_BYTES;
    const length = readUint16(canvas.from, place);
    const isAll = body + length <= limit;
    const isSane = length >= dns.HEADER_LENGTH && length <= LONGEST_TCP_MESSAGE;
    if (!isSane || !isMessage(canvas.from, body, Math.min(body + length, limit), isAll)) {
      canvas.fill(place, limit, NO_DNS);
      return limit;
    }
    canvas.copy(place, body);
    if (!isAll) {
      redactDns(canvas, body, limit, false, mappers);
      return place;
    }
    redactDns(canvas, body, body + length, true, mappers);
    place = body + length;
  }
  // The first byte of a length: others than small ones are none.
  if (place < limit) {
    const isLength = canvas.from[place] <= LONGEST_TCP_MESSAGE >> 8;
    canvas.put(place, isLength ? canvas.from[place] : NO_DNS);
  }
  return place;
}
