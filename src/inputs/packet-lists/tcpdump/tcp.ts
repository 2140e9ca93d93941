import { bytesOf } from '../../../protocols/bytes.ts';
import * as tcp from '../../../protocols/tcp/codec.ts';
import { TcpFacts } from '../packet-facts.ts';

/*
 * A TCP segment as tcpdump prints it behind the addresses (print-tcp.c):
 *
 *     Flags [P.], cksum 0xec00 (correct), seq 769:1343, ack 538, win 64, options [nop,nop,TS val 1 ecr 2], length 574
 *     P 769:1343(574) ack 538 win 64 <nop,nop,timestamp 1 2> (DF)        before 4.0, and other programs still
 */

/** What a segment's text says; the same object again and again. */
export class PrintedSegment {
  /** Flags and values; null where the flags are not printed (cut short). */
  facts: TcpFacts | null = null;
  /** First sequence number and acknowledgment as printed; -1 where they are not. */
  sequence = -1;
  acknowledgment = -1;
  /** Where the segment's text ends. */
  end = 0;
  /** Nothing of it is missing: lines were not broken within it. */
  isWhole = false;
}

/** Who sets packets below each other puts spaces around the commas. */
const COMMA = ' {0,8}, {1,40}';
const NEW = new RegExp(
  [
    'Flags \\[([A-Za-z.]{0,12})\\]',
    ...['cksum 0x[0-9a-f]{1,4} \\([^)]{0,40}\\)', 'seq (\\d{1,10})(?::(\\d{1,10}))?'],
    ...['ack (\\d{1,10})', 'win (\\d{1,10})', 'urg (\\d{1,10})'],
    ...['options \\[([^\\]]{0,400})\\]', 'length (\\d{1,10}|unknown)'],
  ]
    .map((part, index) => (index === 0 ? part : `(?:${COMMA}${part})?`))
    .join(''),
  'y',
);

const OLD =
  /([SFRPWE]{1,6}|\.)(?:,? ?(?:\[(?:bad )?tcp [^\]]{0,40}\]|cksum 0x[0-9a-f]{1,4} \([^)]{0,40}\)),?)?(?: (\d{1,10}):(\d{1,10})\((\d{1,10})\))?(?: ack (\d{1,10}))?(?: win (\d{1,10}))?(?: urg (\d{1,10}))?(?: <([^>]{0,400})>)?/y;

const FLAGS: Readonly<Record<string, number>> = {
  ...{ F: tcp.FIN, S: tcp.SYN, R: tcp.RST, P: tcp.PSH, '.': tcp.ACK },
  ...{ U: tcp.URG, E: tcp.ECE, W: tcp.CWR, e: tcp.AE },
};

/** Reads the segment that begins at a place. @returns whether there is one */
export function readSegment(text: string, at: number, into: PrintedSegment): boolean {
  into.facts = null;
  into.sequence = -1;
  into.acknowledgment = -1;
  into.isWhole = false;
  into.end = at;
  if (text.startsWith('Flags [', at)) return readNew(text, at, into);
  if (text.startsWith('[|tcp', at)) {
    into.isWhole = true;
    into.end = text.length;
    return true;
  }
  return readOld(text, at, into);
}

function readNew(text: string, at: number, into: PrintedSegment): boolean {
  NEW.lastIndex = at;
  const found = NEW.exec(text);
  if (found === null) return false;
  const [all, flags, first, last, acknowledgment, window, , options, length] = found;
  const facts = new TcpFacts();
  facts.flags = flags === 'none' ? 0 : flagBits(flags, FLAGS);
  into.end = at + all.length;
  if (facts.flags < 0) return false;
  into.facts = facts;
  into.sequence = numberOf(first);
  into.acknowledgment = numberOf(acknowledgment);
  facts.rawWindow = numberOf(window);
  facts.payloadLength = length === 'unknown' ? -1 : numberOf(length);
  // The snap length cuts within the options: `[mss 1460,sackOK,TS [|tcp]>`.
  const cut = options?.indexOf(' [|') ?? -1;
  const isCut = cut >= 0 || text.startsWith(' [|tcp]', into.end);
  if (facts.payloadLength < 0 && (isCut || last !== undefined)) {
    facts.payloadLength = last === undefined ? 0 : (Number(last) - Number(first)) >>> 0;
  }
  // Without a word of them there are none, but where the packet was cut.
  if (options === undefined) facts.options = isCut ? null : NONE;
  else facts.options = readOptions(cut >= 0 ? `${options.slice(0, cut)},cut` : options, facts);
  into.isWhole = length !== undefined || isCut;
  return true;
}

function readOld(text: string, at: number, into: PrintedSegment): boolean {
  OLD.lastIndex = at;
  const found = OLD.exec(text);
  if (found === null) return false;
  const [all, flags, first, , length, acknowledgment, window, urgent, options] = found;
  // A letter alone says nothing.
  if (first === undefined && acknowledgment === undefined && window === undefined) return false;
  const facts = new TcpFacts();
  facts.flags = flags === '.' ? 0 : flagBits(flags, FLAGS);
  if (acknowledgment !== undefined) facts.flags |= tcp.ACK;
  if (urgent !== undefined) facts.flags |= tcp.URG;
  into.facts = facts;
  into.sequence = numberOf(first);
  into.acknowledgment = numberOf(acknowledgment);
  facts.rawWindow = numberOf(window);
  facts.payloadLength = length === undefined ? 0 : Number(length);
  into.end = at + all.length;
  const open = text.startsWith(' <', into.end);
  facts.options = options !== undefined ? readOptions(options, facts) : open ? null : NONE;
  into.isWhole = !open && (window !== undefined || into.end < text.length);
  return true;
}

function numberOf(text: string | undefined): number {
  return text === undefined ? -1 : Number(text);
}

function flagBits(text: string, names: Readonly<Record<string, number>>): number {
  let bits = 0;
  for (const letter of text) {
    const bit = names[letter];
    if (bit === undefined) return -1;
    bits |= bit;
  }
  return bits;
}

const NONE = new Uint8Array(0);
/** Bytes of options that a header has room for. */
const MOST = 40;
/** Options of a list that are looked at: each of them may be one byte. */
const MAXIMUM_OPTIONS = 40;

/**
 * Reads `mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7` as bytes; of old versions `timestamp 1 0`.
 * @returns null where one is of an unknown form: not all of the bytes are known
 */
function readOptions(text: string, facts: TcpFacts): Uint8Array | null {
  const bytes: number[] = [];
  let isKnown = true;
  for (const part of text.split(',', MAXIMUM_OPTIONS)) {
    const option = part.trim();
    if (option === 'nop') bytes.push(tcp.OPTION_NOP);
    else if (option === 'eol') bytes.push(tcp.OPTION_END);
    else if (option === 'sackOK') {
      facts.sackPermitted = true;
      facts.optionKinds.push(tcp.OPTION_SACK_PERMITTED);
      bytes.push(tcp.OPTION_SACK_PERMITTED, 2);
    } else if (/^md5 /.test(option)) {
      // Its digest is printed in part, or not at all.
      bytes.push(tcp.OPTION_MD5, 18, ...new Array<number>(16).fill(0));
    } else if (/^can't check - /.test(option)) continue;
    else if (!readValue(option, facts, bytes)) isKnown = false;
    if (!isKnown) break;
  }
  if (!isKnown || bytes.length > MOST) return null;
  while (bytes.length % 4 !== 0) bytes.push(tcp.OPTION_END);
  return Uint8Array.from(bytes);
}

function readValue(option: string, facts: TcpFacts, bytes: number[]): boolean {
  const numbers = /^([a-zA-Z]{2,9}) (?:val )?(\d{1,10})(?: (?:ecr )?(\d{1,10}))?(?: |$)/.exec(
    option,
  );
  if (numbers === null) return false;
  const value = Number(numbers[2]);
  switch (numbers[1]) {
    case 'mss':
      facts.maximumSegmentSize = value;
      facts.optionKinds.push(tcp.OPTION_MSS);
      bytes.push(tcp.OPTION_MSS, 4, ...bytesOf(value, 2));
      return true;
    case 'wscale':
      facts.windowScale = 2 ** Math.min(14, value);
      facts.optionKinds.push(tcp.OPTION_WINDOW_SCALE);
      bytes.push(tcp.OPTION_WINDOW_SCALE, 3, value & 0xff);
      return true;
    case 'TS':
    case 'timestamp':
      facts.timestampValue = value;
      facts.timestampEcho = Number(numbers[3] ?? 0);
      facts.optionKinds.push(tcp.OPTION_TIMESTAMPS);
      bytes.push(
        tcp.OPTION_TIMESTAMPS,
        10,
        ...bytesOf(value, 4),
        ...bytesOf(facts.timestampEcho, 4),
      );
      return true;
    default:
      // Blocks of SACK count from the connection's first number, as it is printed.
      return false;
  }
}
