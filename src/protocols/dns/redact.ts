import { readUint16 } from '../bytes.ts';
import { Protocol } from '../protocol.ts';
import type { Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as udp from '../udp/codec.ts';
import * as dns from './codec.ts';

const COUNTS = 4;
const MAXIMUM_JUMPS = 64;

/** A private-use type (RFC 6895 §3.1) for records whose data is not known here. */
const UNKNOWN_TYPE = 65_280;
const MASK = 0x78; // x

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
  if (limit - at < dns.HEADER_LENGTH) return;
  const { from } = canvas;
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
    canvas.copy(end, end + 4);
    return end + 4;
  }

  function record(start: number): number {
    const fixed = name(start);
    if (fixed < 0 || fixed + 10 > limit) return -1;
    const type = readUint16(from, fixed);
    const data = fixed + 10;
    const end = data + readUint16(from, fixed + 8);
    if (end > limit) return -1;
    canvas.copy(fixed, data);
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
        canvas.copy(numbers, end);
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
      canvas.copy(i, value);
      const code = readUint16(from, i);
      // The client's subnet keeps its family and prefix lengths, an extended error its code.
      if (code === CLIENT_SUBNET) canvas.copy(value, Math.min(value + 4, next));
      if (code === EXTENDED_ERROR) {
        canvas.copy(value, Math.min(value + 2, next));
        canvas.fill(value + 2, next, MASK);
      }
      i = next;
    }
    return true;
  }

  /** RFC 9460 §2.2. */
  function serviceParameters(data: number, end: number): boolean {
    for (let i = data; i < end; ) {
      if (i + 4 > end) return false;
      const value = i + 4;
      const next = value + readUint16(from, i + 2);
      if (next > end) return false;
      switch (readUint16(from, i)) {
        case 0: // mandatory
        case 1: // alpn
        case 2: // no-default-alpn
        case 3: // port
          canvas.copy(i, next);
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
          // A key of private use (RFC 9460 §14.3.1).
          canvas.put16(i, 65_280);
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
      let label = '';
      for (let n = i + 1; n <= i + size; n++) label += String.fromCharCode(from[n]);
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
    if (length < dns.HEADER_LENGTH) {
      canvas.reach(body);
      return limit;
    }
    canvas.copy(place, body);
    if (body + length > limit) {
      redactDns(canvas, body, limit, false, mappers);
      return place;
    }
    redactDns(canvas, body, body + length, true, mappers);
    place = body + length;
  }
  if (place < limit) canvas.copy(place, limit);
  return place;
}
