import { readUint16, readUint32Little } from '../../byte-order.ts';
import { timestampUnit } from '../../timestamp.ts';
import { Found, type RecordHeader, type RecordLayout, UNKNOWN_LINK } from '../record-layout.ts';

/*
 * nstrace as it was before a packet had a time of its own (wiretap's netscaler.c), little-endian: each says
 * how long after the packet before it came, and other records say from which second that counts. The first version:
 *
 *  0      2        4        8           12
 * +------+--------+--------+-----------+--------------------------------------------------
 * | type | length | device | time since | of a part: length on the wire, offset | Ethernet
 * +------+--------+--------+-----------+--------------------------------------------------
 *
 * and the second, whose length is two bytes where bit 7 of the first is set, as it is in every packet:
 *
 *  0      1        3        4           8
 * +------+--------+--------+-----------+------------------------------------------------------------
 * | type | length | device | time since | of a part: length on the wire, offset | by version | Ethernet
 * +------+--------+--------+-----------+------------------------------------------------------------
 */

/** No record goes on in the next page; zeros fill what is left of one. */
export const PAGE = 8192;
const SHORT_HEADER_LENGTH = 2;
const LENGTH_IS_LONG = 0x80;

/** What a packet's time counts in, by its two highest bits: seconds, milliseconds and so on, in nanoseconds. */
const UNITS: readonly number[] = [1e9, 1e6, 1e3, 1];
const TIME_VALUE = 0x3fff_ffff;
const TIME_UNIT_SHIFT = 30;
/** Times are told in 32 bits. */
const LAST_SECOND = 0xffff_ffff;
/** Behind the time of a packet of which a part was kept. */
const ORIGINAL = 4;
const OFFSET = 6;

interface PacketKind {
  /** Bytes before the Ethernet header. */
  readonly header: number;
  /** A part of the packet was kept. */
  readonly isPart: boolean;
}

/** Types come in threes: sent, buffered, received; those for parts are four further. */
const kindsOf = (...rows: readonly (readonly [type: number, full: number, part: number])[]) =>
  new Map<number, PacketKind>(
    rows.flatMap(([type, full, part]) =>
      [0, 1, 2].flatMap((step): [number, PacketKind][] => [
        [type + step, { header: full, isPart: false }],
        [type + step + 4, { header: part, isPart: true }],
      ]),
    ),
  );

/** How one of the two forms lays out what both have. */
interface Form {
  /** Bytes of type and length, where it is short. */
  readonly header: number;
  /** Where a packet's time stands. */
  readonly time: number;
  readonly kinds: ReadonlyMap<number, PacketKind>;
  /** Types of the records that say a second since 1970-01-01, and how many milliseconds went by. */
  readonly absoluteTime: number;
  readonly relativeTime: number;
  /** Where the milliseconds stand, and the seconds behind them, which only the former has. */
  readonly milliseconds: number;
  readonly seconds: number;
}

const FIRST: Form = {
  ...{ header: 4, time: 8, kinds: kindsOf([0x0310, 12, 16]) },
  ...{ absoluteTime: 0x0107, relativeTime: 0x0108, milliseconds: 4, seconds: 8 },
};
const SECOND: Form = {
  ...{ header: SHORT_HEADER_LENGTH, time: 4 },
  kinds: kindsOf([0xc0, 8, 12], [0xd0, 16, 20], [0xe0, 18, 22]),
  ...{ absoluteTime: 7, relativeTime: 8, milliseconds: 2, seconds: 4 },
};

/** A type of the second version whose time counts from the packet before. */
export const isRelative = (type: number): boolean => SECOND.kinds.has(type);

/** Length of the record at `at`, of which two bytes are there at least; -1 where its third is missing. */
export function recordLength(bytes: Uint8Array, at: number, end: number): number {
  const low = bytes[at + 1];
  if ((low & LENGTH_IS_LONG) === 0) return low;
  if (end - at <= SHORT_HEADER_LENGTH) return -1;
  return bytes[at + 2] * LENGTH_IS_LONG + (low & ~LENGTH_IS_LONG);
}

/** Bytes of zeros from here on: the rest of the page, in the second version of each half. */
export function restOfPage(offset: number, hasHalves: boolean): number {
  const unit = hasHalves && offset % PAGE < PAGE / 2 ? PAGE / 2 : PAGE;
  return unit - (offset % unit);
}

/** Where the time stands behind a record. */
class Clock {
  /** The second that the packets' times count from. */
  base = 0;
  /** Milliseconds of the relative times that are no whole second yet. */
  milliseconds = 0;
  /** The sum of the packets' times: Wireshark begins no new one at an absolute time. */
  seconds = 0;
  nanoseconds = 0;

  set(other: Clock): void {
    this.base = other.base;
    this.milliseconds = other.milliseconds;
    this.seconds = other.seconds;
    this.nanoseconds = other.nanoseconds;
  }

  /** Adds what a packet says: a number, and its unit in the two highest bits. */
  add(time: number): void {
    const unit = UNITS[time >>> TIME_UNIT_SHIFT];
    const perSecond = 1e9 / unit;
    const value = time & TIME_VALUE;
    const whole = Math.floor(value / perSecond);
    const nanoseconds = this.nanoseconds + (value - whole * perSecond) * unit;
    const carry = nanoseconds >= 1e9 ? 1 : 0;
    this.seconds += whole + carry;
    this.nanoseconds = nanoseconds - carry * 1e9;
  }
}

/** Both forms: what the records so far say of the time is kept, and moves on when one is taken. */
export class RelativeNstraceLayout implements RecordLayout {
  readonly firstRecord: number;
  readonly smallestRecord = 1;
  readonly timestampUnit = timestampUnit(9);
  readonly #form: Form;
  readonly #clock = new Clock();
  /** Behind the record that was read last. */
  readonly #after = new Clock();

  /** @param at where the file begins @param end how much of it is in memory */
  constructor(isFirst: boolean, bytes: Uint8Array, at: number, end: number) {
    this.#form = isFirst ? FIRST : SECOND;
    this.firstRecord = this.#firstTime(bytes, at, end);
  }

  read(bytes: Uint8Array, at: number, end: number, offset: number, header: RecordHeader): Found {
    const form = this.#form;
    this.#after.set(this.#clock);
    header.isPacket = false;
    const type = this.#typeAt(bytes, at, end, offset);
    if (type < 0) return Found.MORE;
    if (type === 0) {
      header.length = Math.min(restOfPage(offset, form === SECOND), end - at);
      return Found.RECORD;
    }
    if (end - at < form.header) return Found.MORE;
    header.length = this.#lengthAt(bytes, at, end);
    if (header.length < 0) return Found.MORE;
    if (header.length < form.header) return header.damaged({ code: 'length-too-small' });
    if (header.length > PAGE - (offset % PAGE)) return header.damaged({ code: 'past-page' });
    const kind = form.kinds.get(type);
    if (kind !== undefined) return this.#readPacket(bytes, at, end, kind, header);
    const isAbsolute = type === form.absoluteTime;
    if (!isAbsolute && type !== form.relativeTime) return Found.RECORD;
    const wanted = form.seconds + (isAbsolute ? 4 : 0);
    if (header.length < wanted) return header.damaged({ code: 'length-too-small' });
    if (end - at < wanted) return Found.MORE;
    this.#readTime(bytes, at, isAbsolute);
    return Found.RECORD;
  }

  taken(): void {
    this.#clock.set(this.#after);
  }

  #readPacket(
    bytes: Uint8Array,
    at: number,
    end: number,
    { header: start, isPart }: PacketKind,
    header: RecordHeader,
  ): Found {
    if (header.length < start) return header.damaged({ code: 'length-too-small' });
    if (end - at < start) return Found.MORE;
    const time = at + this.#form.time;
    const after = this.#after;
    after.add(readUint32Little(bytes, time));
    const seconds = after.base + after.seconds;
    if (seconds > LAST_SECOND) return header.damaged({ code: 'bad-time' });
    header.setTime(seconds, after.nanoseconds);
    header.isPacket = true;
    header.packetOffset = start;
    header.captured = header.length - start;
    header.original = header.captured;
    if (isPart) {
      header.original = Math.max(readUint16(bytes, time + ORIGINAL, false), header.captured);
      if (readUint16(bytes, time + OFFSET, false) !== 0) header.linkType = UNKNOWN_LINK;
    }
    return Found.RECORD;
  }

  #readTime(bytes: Uint8Array, at: number, isAbsolute: boolean): void {
    const { milliseconds, seconds } = this.#form;
    const after = this.#after;
    if (isAbsolute) {
      after.base = readUint32Little(bytes, at + seconds);
      after.milliseconds = 0;
      return;
    }
    const place = at + milliseconds;
    const sum =
      after.milliseconds +
      (seconds - milliseconds === 2
        ? readUint16(bytes, place, false)
        : readUint32Little(bytes, place));
    after.milliseconds = sum % 1000;
    after.base += Math.floor(sum / 1000);
  }

  /** 0 for what is left of a page; -1 where it is not all in memory. */
  #typeAt(bytes: Uint8Array, at: number, end: number, offset: number): number {
    if (this.#form === SECOND) return end > at ? bytes[at] : -1;
    if (PAGE - (offset % PAGE) < 2) return 0;
    return end - at < 2 ? -1 : readUint16(bytes, at, false);
  }

  #lengthAt(bytes: Uint8Array, at: number, end: number): number {
    return this.#form === SECOND ? recordLength(bytes, at, end) : readUint16(bytes, at + 2, false);
  }

  /** Bytes before the first absolute time: Wireshark passes over packets before it; 0 where there is none. */
  #firstTime(bytes: Uint8Array, start: number, end: number): number {
    const { header, absoluteTime } = this.#form;
    for (let at = start; end - at >= header; ) {
      const type = this.#typeAt(bytes, at, end, at - start);
      if (type === absoluteTime) return at - start;
      const length =
        type === 0 ? restOfPage(at - start, this.#form === SECOND) : this.#lengthAt(bytes, at, end);
      if (length <= 0) return 0;
      at += length;
    }
    return 0;
  }
}
