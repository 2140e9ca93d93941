import * as tcp from '../../../protocols/tcp/codec.ts';
import { type PacketFacts, type TcpFacts, unknownTcp } from '../packet-facts.ts';
import { takePorts } from './ports.ts';
import { WordScanner, wholeNumber } from './scan.ts';

/** Names of the flags, those of older versions too. */
const FLAGS: ReadonlyMap<string, number> = new Map([
  ['FIN', tcp.FIN],
  ['SYN', tcp.SYN],
  ['RST', tcp.RST],
  ['PSH', tcp.PSH],
  ['ACK', tcp.ACK],
  ['URG', tcp.URG],
  ['ECE', tcp.ECE],
  ['ECN', tcp.ECE],
  ['CWR', tcp.CWR],
  ['AE', tcp.AE],
  ['NS', tcp.AE],
  ['NONCE', tcp.AE],
  ['Reserved', 0],
  ['<None>', 0],
  ['<NONE>', 0],
]);

/** What Wireshark's analysis says in brackets before a line. */
export interface AnalysisPrefix {
  /** Where the line itself begins. */
  readonly end: number;
  readonly portsReused: boolean;
  readonly isRetransmission: boolean;
  readonly acknowledgesUnseen: boolean;
}

/** More brackets than this stand before no line. */
const MAXIMUM_BRACKETS = 16;

/** Reads `[TCP Retransmission] `, `[TCP Dup ACK 12#1] , ` and the like. */
export function readPrefix(text: string): AnalysisPrefix {
  let end = 0;
  let portsReused = false;
  let isRetransmission = false;
  let acknowledgesUnseen = false;
  for (let brackets = 0; brackets < MAXIMUM_BRACKETS; brackets++) {
    while (text[end] === ' ' || text[end] === ',') end++;
    if (text[end] !== '[') break;
    const close = text.indexOf(']', end);
    if (close < 0) break;
    const inside = text.slice(end + 1, Math.min(close, end + 80));
    // What reassembly says is no analysis: it may be all that there is.
    if (/^TCP (segment|PDU) /.test(inside)) break;
    if (inside.startsWith('TCP Port numbers reused')) portsReused = true;
    if (/^TCP ((Fast |Spurious )?Retransmission|Keep-Alive$|ZeroWindowProbe$)/.test(inside)) {
      isRetransmission = true;
    }
    // "lost" up to Wireshark 1.8.
    if (/^TCP ACKed (unseen|lost) segment/.test(inside)) acknowledgesUnseen = true;
    end = close + 1;
  }
  return { end, portsReused, isRetransmission, acknowledgesUnseen };
}

/** The bits of `SYN, ACK`; -1 where these are no flags. */
function flagBits(text: string): number {
  if (text.length > 80) return -1;
  let bits = 0;
  for (const name of text.split(',')) {
    const bit = FLAGS.get(name.trim());
    if (bit === undefined) return -1;
    bits |= bit;
  }
  return bits;
}

/** Members of a type that are numbers. */
type NumberOf<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T];

/** Which of the facts each `Name=` is. */
const VALUES: ReadonlyMap<string, NumberOf<TcpFacts>> = new Map([
  ['Seq', 'sequence'],
  ['Ack', 'acknowledgment'],
  ['Win', 'window'],
  ['Len', 'payloadLength'],
  ['MSS', 'maximumSegmentSize'],
  ['WS', 'windowScale'],
  ['TSval', 'timestampValue'],
  ['TSV', 'timestampValue'],
  ['TSecr', 'timestampEcho'],
  ['TSER', 'timestampEcho'],
]);

/** Kinds of the options that a line names (IANA). */
const OPTIONS: ReadonlyMap<string, number> = new Map([
  ['MSS', 2],
  ['WS', 3],
  ['SACK_PERM', 4],
  ['TSval', 8],
  ['TSV', 8],
]);

/** Words of a line that are looked at. */
const MAXIMUM_WORDS = 64;

/**
 * Reads `56287 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 WS=256 SACK_PERM`, behind what the
 * analysis puts before it.
 * @returns whether the text is such a line
 */
export function readTcpLine(text: string, prefix: AnalysisPrefix, facts: PacketFacts): boolean {
  const scanner = new WordScanner(text);
  scanner.at = prefix.end;
  const ports = takePorts(scanner);
  if (ports === null || !scanner.take('[')) return false;
  const inside = scanner.until(']');
  const flags = inside === null ? -1 : flagBits(inside);
  if (flags < 0) return false;
  const segment = unknownTcp();
  segment.flags = flags;
  segment.portsReused = prefix.portsReused;
  segment.isRetransmission = prefix.isRetransmission;
  segment.acknowledgesUnseen = prefix.acknowledgesUnseen;
  for (let words = 0; words < MAXIMUM_WORDS; words++) {
    const word = scanner.word();
    // Brackets that follow, such as [TCP segment of a reassembled PDU], end the header's values.
    if (word === '' || word[0] === '[') break;
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    if (name === 'SACK_PERM' || name.startsWith('SACK_PERM[')) segment.sackPermitted = true;
    const kind = OPTIONS.get(name.startsWith('SACK_PERM') ? 'SACK_PERM' : name);
    if (kind !== undefined) segment.optionKinds.push(kind);
    const key = VALUES.get(name);
    if (equals < 0 || key === undefined) continue;
    // `Len=0[Packet size limited during capture]`
    const bracket = word.indexOf('[', equals);
    const value = wholeNumber(word.slice(equals + 1, bracket < 0 ? undefined : bracket));
    if (value >= 0 && value <= 0xffff_ffff) segment[key] = value;
    if (bracket >= 0) break;
  }
  facts.tcp = segment;
  if (ports.source >= 0) facts.sourcePort = ports.source;
  if (ports.destination >= 0) facts.destinationPort = ports.destination;
  return true;
}
