import { bytesOf, readInt32, readUint16, readUint32, writeUint16, writeUint32 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Transmission Control Protocol (RFC 9293 §3.1).
 *
 *  0        2        4        8        12      14       16        18       20
 * +--------+--------+--------+--------+-------+--------+---------+--------+---------…
 * | source | dest   | seq    | ack    |off/fl | window | checksum| urgent | options…
 * +--------+--------+--------+--------+-------+--------+---------+--------+---------…
 */
const SOURCE_PORT = 0;
const DESTINATION_PORT = 2;
const SEQUENCE = 4;
const ACKNOWLEDGMENT = 8;
export const OFFSET = 12;
const OFFSET_AND_FLAGS = OFFSET;
const WINDOW = 14;
/** Offset of the checksum. */
export const CHECKSUM = 16;
export const URGENT_POINTER = 18;

/** Its number in IP headers (IANA). */
export const IP_PROTOCOL = 6;
/** Bytes in the smallest header. */
export const MINIMUM_HEADER_LENGTH = 20;

/** Flag bits as `flags()` gives them. */
export const FIN = 0x001;
export const SYN = 0x002;
export const RST = 0x004;
export const PSH = 0x008;
export const ACK = 0x010;
export const URG = 0x020;
export const ECE = 0x040;
export const CWR = 0x080;
export const AE = 0x100;
export const RESERVED = 0xe00;

/** Option kinds (IANA TCP parameters) that have fields here. */
export const OPTION_END = 0;
export const OPTION_NOP = 1;
export const OPTION_MSS = 2;
export const OPTION_WINDOW_SCALE = 3;
export const OPTION_SACK_PERMITTED = 4;
export const OPTION_SACK = 5;
export const OPTION_ECHO = 6;
export const OPTION_ECHO_REPLY = 7;
export const OPTION_TIMESTAMPS = 8;
/** Header with two NOPs and the timestamps. */
const TIMESTAMPED_LENGTH = MINIMUM_HEADER_LENGTH + 12;
export const OPTION_CC = 11;
export const OPTION_CC_NEW = 12;
export const OPTION_CC_ECHO = 13;
export const OPTION_MD5 = 19;
export const OPTION_USER_TIMEOUT = 28;
export const OPTION_AUTHENTICATION = 29;
export const OPTION_MULTIPATH = 30;
export const OPTION_FAST_OPEN = 34;
/** Experiments (RFC 6994), told apart by the 16 bits that follow. */
export const OPTION_EXPERIMENT_1 = 253;
export const OPTION_EXPERIMENT_2 = 254;
/** Fast open before it had a kind (RFC 7413 appendix B). */
export const EXPERIMENT_FAST_OPEN = 0xf989;

/** Shift counts of windows above this one count as it (RFC 7323 §2.3). */
export const MAXIMUM_WINDOW_SHIFT = 14;

/** Source port. */
export function sourcePort(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + SOURCE_PORT);
}
/** Destination port. */
export function destinationPort(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + DESTINATION_PORT);
}
/** Raw sequence number, 0 to 4,294,967,295. */
export function sequence(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + SEQUENCE);
}
/** Raw acknowledgment number. */
export function acknowledgment(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + ACKNOWLEDGMENT);
}
/** The same two as signed words: what flows keep, so that differences wrap by themselves. */
export function sequenceWord(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + SEQUENCE);
}
export function acknowledgmentWord(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + ACKNOWLEDGMENT);
}
/** Header length in bytes, options included (20 to 60). */
export function headerLength(bytes: Uint8Array, at: number): number {
  return (bytes[at + OFFSET_AND_FLAGS] >> 4) << 2;
}
/** The twelve flag bits, three reserved ones included, as Wireshark's `tcp.flags`. */
export function flags(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + OFFSET_AND_FLAGS) & 0xfff;
}
/** The eight flag bits of RFC 9293, without the reserved ones: one byte, for every packet. */
export function flagBits(bytes: Uint8Array, at: number): number {
  return bytes[at + OFFSET_AND_FLAGS + 1];
}
/** Window as sent, before scaling. */
export function window(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + WINDOW);
}
/** Checksum as sent. */
export function checksum(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + CHECKSUM);
}
/** Urgent pointer. */
export function urgentPointer(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + URGENT_POINTER);
}

/** End of the header's options, or of what was captured of them. */
export function optionsEnd(bytes: Uint8Array, at: number, limit: number): number {
  return Math.min(at + headerLength(bytes, at), limit);
}
/** Kind of the option at `option`. */
export function optionKind(bytes: Uint8Array, option: number): number {
  return bytes[option];
}
/** Bytes of the option at `option`, kind and length included; see `optionFits`. */
export function optionLength(bytes: Uint8Array, option: number): number {
  return bytes[option] <= OPTION_NOP ? 1 : bytes[option + 1];
}
/** Whether an option stands at `option` whose length can be right and that ends before `end`. */
export function optionFits(bytes: Uint8Array, option: number, end: number): boolean {
  if (option >= end) return false;
  if (bytes[option] <= OPTION_NOP) return true;
  return option + 1 < end && bytes[option + 1] >= 2 && option + bytes[option + 1] <= end;
}
/** Offset of the option after the one at `option`, or -1 where none fits: after the end option none. */
export function nextOption(bytes: Uint8Array, option: number, end: number): number {
  if (bytes[option] === OPTION_END) return -1;
  const next = option + optionLength(bytes, option);
  return optionFits(bytes, next, end) ? next : -1;
}

/**
 * Offset of the first option of that kind, or -1. Stops at an option whose length cannot be right
 * or that reaches past `limit`.
 * @param at offset of the header
 * @param limit end of the captured bytes of this layer
 */
export function findOption(bytes: Uint8Array, at: number, limit: number, kind: number): number {
  const end = optionsEnd(bytes, at, limit);
  let option = at + MINIMUM_HEADER_LENGTH;
  if (!optionFits(bytes, option, end)) return -1;
  while (option >= 0 && bytes[option] !== kind) option = nextOption(bytes, option, end);
  return option;
}

/**
 * Kind of the option in which the capture ends; -1 where it has all options, or ends between two.
 * @param limit end of the captured bytes of this layer
 */
export function cutOption(bytes: Uint8Array, at: number, limit: number): number {
  if (at + headerLength(bytes, at) <= limit) return -1;
  let option = at + MINIMUM_HEADER_LENGTH;
  while (optionFits(bytes, option, limit)) option += optionLength(bytes, option);
  return option < limit ? bytes[option] : -1;
}

/** Whether the option at `option` is fast open's experiment (RFC 7413 appendix B). */
export function isFastOpenExperiment(bytes: Uint8Array, option: number): boolean {
  return (
    bytes[option] === OPTION_EXPERIMENT_2 &&
    bytes[option + 1] >= 4 &&
    readUint16(bytes, option + 2) === EXPERIMENT_FAST_OPEN
  );
}

/** TSval of the timestamps option at `option` (RFC 7323 §3.2), as a signed word. */
export function timestampWord(bytes: Uint8Array, option: number): number {
  return readInt32(bytes, option + 2);
}

/** Shift count in the window scale option at `option` (RFC 7323 §2.2); -1 where it has none. */
export function windowShift(bytes: Uint8Array, option: number): number {
  return bytes[option + 1] === 3 ? bytes[option + 2] : -1;
}

/**
 * Whether the header may have SACK blocks (RFC 2018 §3): cheap to ask, wrong only in saying yes. Most
 * headers have no option, or timestamps alone, behind two NOPs (RFC 7323, appendix A).
 */
export function mayHaveSack(bytes: Uint8Array, at: number): boolean {
  const length = headerLength(bytes, at);
  if (length === MINIMUM_HEADER_LENGTH) return false;
  return (
    length !== TIMESTAMPED_LENGTH || bytes[at + MINIMUM_HEADER_LENGTH + 2] !== OPTION_TIMESTAMPS
  );
}

/** Bytes in the first `most` SACK blocks of the header (RFC 2018 §3). */
export function sackedBytes(bytes: Uint8Array, at: number, limit: number, most: number): number {
  const option = findOption(bytes, at, limit, OPTION_SACK);
  if (option < 0) return 0;
  const blocks = Math.min((bytes[option + 1] - 2) >> 3, most);
  let sum = 0;
  for (let i = 0; i < blocks; i++) {
    const block = option + 2 + 8 * i;
    sum = (sum + readUint32(bytes, block + 4) - readUint32(bytes, block)) | 0;
  }
  return sum;
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < MINIMUM_HEADER_LENGTH) {
    // The ports can be read: an ICMP error quotes as little as 8 bytes (RFC 792).
    if (view.limit - at >= 4) view.pushLayer(Protocol.TCP, view.limit);
    return view.stopShort(Protocol.TCP);
  }
  const header = headerLength(bytes, at);
  const layer = view.layerCount;
  view.pushLayer(Protocol.TCP, view.limit);
  if (header < MINIMUM_HEADER_LENGTH || at + header > view.declaredLimit) {
    return view.stopMalformed(Protocol.TCP);
  }
  const source = readUint16(bytes, at + SOURCE_PORT);
  const destination = readUint16(bytes, at + DESTINATION_PORT);
  const payload = Math.min(at + header, view.limit);
  if (view.quotedFrom < 0) {
    view.transport = layer;
    view.transportProtocol = Protocol.TCP;
    view.sourcePort = source;
    view.destinationPort = destination;
    view.payloadStart = payload;
    view.payloadEnd = view.limit;
    view.payloadLength = view.declaredLimit - at - header;
  }
  if (payload === view.limit) {
    view.nextTable = NextTable.END;
    return;
  }
  view.alternativeKey = Math.max(source, destination);
  view.follow(NextTable.TCP_PORT, Math.min(source, destination), payload);
}

/** A header to be written. */
export interface Header {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  /** The twelve flag bits. */
  readonly flags: number;
  readonly window: number;
  /** At most 40 bytes; padded to whole words. */
  readonly options: Uint8Array;
}

/** Bytes of a header with these options. */
export function emittedLength(options: Uint8Array): number {
  return MINIMUM_HEADER_LENGTH + ((options.length + 3) & ~3);
}

/** Writes a header; its checksum and urgent pointer are 0. @returns the offset behind it */
export function emit(bytes: Uint8Array, at: number, header: Header): number {
  const length = emittedLength(header.options);
  bytes.fill(OPTION_END, at, at + length);
  emitStart(bytes, at, header);
  writeUint32(bytes, at + ACKNOWLEDGMENT, header.acknowledgment);
  writeUint16(bytes, at + OFFSET_AND_FLAGS, ((length >> 2) << 12) | (header.flags & 0xfff));
  writeUint16(bytes, at + WINDOW, header.window);
  bytes.set(header.options, at + MINIMUM_HEADER_LENGTH);
  return at + length;
}

/** Writes the 8 bytes that every ICMP error quotes (RFC 792). @returns the offset behind them */
export function emitStart(
  bytes: Uint8Array,
  at: number,
  header: Pick<Header, 'sourcePort' | 'destinationPort' | 'sequence'>,
): number {
  writeUint16(bytes, at + SOURCE_PORT, header.sourcePort);
  writeUint16(bytes, at + DESTINATION_PORT, header.destinationPort);
  writeUint32(bytes, at + SEQUENCE, header.sequence);
  return at + ACKNOWLEDGMENT;
}

/** What options say; -1 or false where they are not sent. */
export interface OptionValues {
  readonly maximumSegmentSize: number;
  readonly sackPermitted: boolean;
  readonly timestampValue: number;
  readonly timestampEcho: number;
}

/**
 * The options that have a value, in the order of `kinds`, padded to whole words.
 * @param windowShift bits of the window scale option; -1 where it is not sent
 */
export function optionBytes(
  kinds: Iterable<number>,
  values: OptionValues,
  windowShift: number,
): Uint8Array {
  const options: number[] = [];
  for (const kind of kinds) {
    if (kind === OPTION_MSS && values.maximumSegmentSize >= 0) {
      options.push(kind, 4, ...bytesOf(values.maximumSegmentSize, 2));
    } else if (kind === OPTION_SACK_PERMITTED && values.sackPermitted) options.push(kind, 2);
    else if (kind === OPTION_TIMESTAMPS && values.timestampValue >= 0) {
      const echo = Math.max(0, values.timestampEcho);
      options.push(kind, 10, ...bytesOf(values.timestampValue, 4), ...bytesOf(echo, 4));
    } else if (kind === OPTION_WINDOW_SCALE && windowShift >= 0) {
      options.push(kind, 3, windowShift);
    }
  }
  while (options.length % 4 !== 0) options.push(OPTION_NOP);
  return Uint8Array.from(options);
}
