import { familyOf } from '../../../protocols/address-text.ts';
import { PacketFacts, TcpFacts, unknownUdp } from '../packet-facts.ts';
import { readArp } from './arp.ts';
import { isDnsPort, readDns } from './dns.ts';
import { Hosts } from './hosts.ts';
import { readIcmp, readIcmpv6 } from './icmp.ts';
import { readLink } from './link.ts';
import { readMessage } from './messages.ts';
import type { Questions } from './questions.ts';
import type { SequenceBases } from './sequence-bases.ts';
import { PrintedSegment, readSegment } from './tcp.ts';

const ARP = 0x0806;
const IPV6 = 0x86dd;

/** Packets within packets that are looked into. */
const MAXIMUM_DEPTH = 4;
const IPV4_HEADER = 20;
const UDP_HEADER = 8;
/** All fragments of a datagram but the last are so many bytes, or a multiple (RFC 791 §3.1). */
const FRAGMENT_UNIT = 8;
/** Bytes that a first fragment carries at least: links that take shorter packets alone are rare. */
const LEAST_FIRST_FRAGMENT = 1_200;
/** A fragment that is not the first of its packet, where it is not printed which. */
const SOME_OFFSET = 1;

/** What was read of a packet's text. */
export enum Reading {
  /** Facts are filled; addresses may be names, so unknown. */
  PACKET = 0,
  /** The text breaks off: its next line belongs to it. */
  INCOMPLETE,
  /** A packet, of which no more is understood than that it is one. */
  UNKNOWN,
}

/** Reads the text of one packet, behind its time. */
export class PacketText {
  /** Column, from 0, up to which the text read last was understood. */
  column = 0;
  /** Something that the packet does not print is missing: its host has a name for an address. */
  isNamed = false;
  readonly #hosts = new Hosts();
  readonly #segment = new PrintedSegment();

  constructor(
    private readonly bases: SequenceBases | null,
    private readonly questions: Questions | null,
  ) {}

  /**
   * @param more the lines below the first, as they are printed
   */
  read(text: string, from: number, more: readonly string[], facts: PacketFacts): Reading {
    const link = readLink(text, from, facts);
    this.column = link.end;
    this.isNamed = false;
    facts.length = link.length;
    return this.#network(text, link.end, link.etherType, more, facts, 0);
  }

  /**
   * Whether the text read last ends behind its addresses because nothing of what it carries is printed: a
   * datagram, then, of a protocol whose printer has no words for it (Kerberos' answers).
   */
  isBare(text: string, facts: PacketFacts): boolean {
    const { sourcePort, destinationPort, fragmentOffset } = facts;
    const hasPorts = sourcePort >= 0 && destinationPort >= 0;
    if (!hasPorts || fragmentOffset > 0 || !/\d: ?$/.test(text.slice(-8))) return false;
    // There is something, of a length that is not told.
    facts.udp = { ...unknownUdp(), payloadLength: 1 };
    return true;
  }

  #network(
    text: string,
    from: number,
    etherType: number,
    more: readonly string[],
    facts: PacketFacts,
    depth: number,
  ): Reading {
    let at = from;
    if (etherType === ARP || text.startsWith('ARP, ', at) || text.startsWith('arp ', at)) {
      if (etherType !== ARP || /^(?:ARP, |arp )/.test(text.slice(at, at + 5))) {
        at += text[at] === 'A' ? 5 : 4;
      }
      facts.arp = readArp(text.slice(at));
      facts.source = facts.arp?.senderAddress ?? null;
      facts.destination = facts.arp?.targetAddress ?? null;
      return facts.arp === null ? Reading.UNKNOWN : Reading.PACKET;
    }
    let isIpv6 = etherType === IPV6;
    if (text.startsWith('IP6 ', at) || text.startsWith('IP6, ', at)) {
      isIpv6 = true;
      at += 4;
    } else if (text.startsWith('IP ', at) || text.startsWith('IP, ', at)) at += 3;
    at = spaces(text, at);
    let ipLength = -1;
    if (text[at] === '(') {
      const end = closing(text, at);
      if (end < 0) return Reading.INCOMPLETE;
      ipLength = readVerbose(text.slice(at, end), facts, isIpv6);
      at = spaces(text, end + 1);
      if (at >= text.length) return Reading.INCOMPLETE;
    }
    this.column = at;
    const arrow = text.indexOf(' > ', at);
    if (arrow < 0 || arrow - at > 320 || text.slice(at, arrow).includes(' ')) {
      return arrow < 0 && text.length - at < 320 && !text.slice(at).trimEnd().includes(' ')
        ? Reading.INCOMPLETE
        : Reading.UNKNOWN;
    }
    const start = arrow + 3;
    let end = text.indexOf(' ', start);
    if (end < 0) end = text.length;
    const isEnded = text[end - 1] === ':';
    if (!isEnded) return Reading.INCOMPLETE;
    const source = this.#hosts.read(text.slice(at, arrow), isIpv6);
    const destination = this.#hosts.read(text.slice(start, end - 1), isIpv6);
    facts.source = source.address;
    facts.destination = destination.address;
    if (source.address !== null) isIpv6 = familyOf(source.address) === 6;
    if (source.address === null || destination.address === null) this.isNamed = true;
    const hasPorts = source.hasPort && destination.hasPort;
    if (hasPorts) {
      facts.sourcePort = source.port;
      facts.destinationPort = destination.port;
    }
    this.column = at = spaces(text, end);
    if (at >= text.length) return Reading.INCOMPLETE;
    readTrailer(text, facts);
    return this.#carried(text, at, isIpv6, hasPorts, ipLength, more, facts, depth);
  }

  /** Reads what IP carries. */
  #carried(
    text: string,
    from: number,
    isIpv6: boolean,
    hasPorts: boolean,
    ipLength: number,
    more: readonly string[],
    facts: PacketFacts,
    depth: number,
  ): Reading {
    const header = EXTENSIONS.exec(text.slice(from, from + 256));
    let at = from + (header?.[0].length ?? 0);
    const sum = CHECKSUM.exec(text.slice(at, at + 96));
    at += sum?.[0].length ?? 0;
    this.column = at;
    if (facts.fragmentOffset > 0) return Reading.PACKET;
    if (text.startsWith('ICMP ', at) || text.startsWith('icmp: ', at)) {
      return this.#icmp(readIcmp(text.slice(at + (text[at] === 'I' ? 5 : 6))), more, facts, depth);
    }
    if (text.startsWith('ICMP6, ', at) || text.startsWith('icmp6: ', at)) {
      return this.#icmp(readIcmpv6(text.slice(at + 7)), more, facts, depth);
    }
    const fragment = FRAGMENT_6.exec(text.slice(at, at + 128));
    if (fragment !== null) {
      if (fragment[1] !== '0') facts.fragmentOffset = SOME_OFFSET;
      return Reading.PACKET;
    }
    if (hasPorts) return this.#transport(text, at, isIpv6, ipLength, more, facts, depth);
    if (/^(ip-proto-\d|\(frag |tcp$|udp$)/.test(text.slice(at, at + 16).trimEnd())) {
      facts.fragmentOffset = SOME_OFFSET;
      return Reading.PACKET;
    }
    const esp = /^ESP\(spi=0x([0-9a-f]{1,8}),seq=0x([0-9a-f]{1,8})\), length (\d{1,5})/.exec(
      text.slice(at, at + 80),
    );
    if (esp !== null) {
      facts.carried = {
        protocol: 50,
        start: Uint8Array.from([...word(esp[1]), ...word(esp[2])]),
        length: Number(esp[3]),
      };
      return Reading.PACKET;
    }
    return this.#inner(text, at, more, facts, depth) ? Reading.PACKET : unknownTransport(facts);
  }

  #transport(
    text: string,
    at: number,
    isIpv6: boolean,
    ipLength: number,
    more: readonly string[],
    facts: PacketFacts,
    depth: number,
  ): Reading {
    const { sourcePort, destinationPort } = facts;
    const segment = this.#segment;
    if (readSegment(text, at, segment)) {
      this.column = segment.end;
      if (segment.facts === null) return unknownTransport(facts);
      if (!segment.isWhole) return Reading.INCOMPLETE;
      facts.tcp = segment.facts;
      this.bases?.place(facts, segment);
      if (segment.facts.payloadLength > 0) readPayload(text, segment.end, more, facts);
      return sourcePort < 0 || destinationPort < 0 ? unknownTransport(facts) : Reading.PACKET;
    }
    const quiet = /^(tcp|sctp|DCCP|dccp) ?(?:(\d{1,5})|\(|$|\[)/.exec(text.slice(at, at + 16));
    if (quiet !== null) {
      // Quiet output: no flags.
      unknownTransport(facts);
      if (quiet[1] === 'tcp' && sourcePort >= 0 && destinationPort >= 0) {
        facts.tcp = new TcpFacts();
        facts.tcp.lacksFlags = true;
        if (quiet[2] !== undefined) facts.tcp.payloadLength = Number(quiet[2]);
      }
      return Reading.PACKET;
    }
    // The flags of old versions stand alone where the line was broken behind them.
    const isFlags = text.length - at <= 6 && /^([SFRPWE]{1,6}|\.)$/.test(text.slice(at).trimEnd());
    if (isFlags || text.endsWith(',') || text.endsWith(' length')) return Reading.INCOMPLETE;
    facts.udp = unknownUdp();
    if (isDnsPort(sourcePort) || isDnsPort(destinationPort)) {
      const dns = readDns(text, at, isDnsPort(sourcePort) && !isDnsPort(destinationPort));
      if (dns !== null) {
        facts.dns = dns.message;
        facts.udp.payloadLength = dns.length;
      }
    }
    const headers = (isIpv6 ? 0 : IPV4_HEADER) + UDP_HEADER;
    const known = ipLength < 0 ? -1 : Math.max(0, ipLength - headers);
    const message = facts.dns === null ? readMessage(text, at, more, known) : null;
    if (message !== null) {
      facts.payload = message.start;
      facts.udp.payloadLength = message.length;
      const carried = UDP_HEADER + message.length;
      facts.mayBeFragment =
        known < 0 && carried % FRAGMENT_UNIT === 0 && carried >= LEAST_FIRST_FRAGMENT;
    }
    if (facts.udp.payloadLength < 0) {
      const lengths = [...text.slice(at, at + 1_024).matchAll(/\blength:? (\d{1,5})\b/g)];
      const [, length] = lengths.at(-1) ?? [];
      const old = /^udp (\d{1,5})/.exec(text.slice(at, at + 12));
      if (length !== undefined) facts.udp.payloadLength = Number(length);
      else if (old !== null) facts.udp.payloadLength = Number(old[1]);
      else facts.udp.payloadLength = known;
    }
    if (/^quic, initial/i.test(text.slice(at, at + 16))) facts.udp.isQuicInitial = true;
    if (facts.dns !== null) this.questions?.observe(facts, facts.dns);
    else facts.dns = this.questions?.strayAnswer(facts) ?? null;
    if (TUNNELS.test(text.slice(at, at + 16)) && this.#inner(text, at, more, facts, depth)) {
      return Reading.PACKET;
    }
    return sourcePort < 0 && destinationPort < 0 ? unknownTransport(facts) : Reading.PACKET;
  }

  /** The packet that a tunnel's carries: in the same line, or on the next. @returns whether there is one */
  #inner(
    text: string,
    at: number,
    more: readonly string[],
    facts: PacketFacts,
    depth: number,
  ): boolean {
    if (depth >= MAXIMUM_DEPTH) return false;
    const inline = /(?:^|: | )(IP6? (?:\(|\S{1,320} > ).*)$/.exec(text.slice(at, at + 4_096));
    const lines = inline === null ? more : [inline[1], ...more];
    if (lines.length === 0) return false;
    const inner = new PacketFacts();
    const first = lines[0].trimStart();
    const link = readLink(first, 0, inner);
    const isPacket = link.etherType >= 0 || /^(IP6? |ARP)/.test(first.slice(link.end));
    if (!isPacket) return false;
    let reading = this.#network(first, link.end, link.etherType, lines.slice(1), inner, depth + 1);
    if (reading === Reading.INCOMPLETE && lines.length > 1) {
      const joined = `${first} ${lines[1].trimStart()}`;
      reading = this.#network(joined, link.end, link.etherType, lines.slice(2), inner, depth + 1);
    }
    if (reading !== Reading.PACKET) return false;
    const { frameNumber, offset, line, hasTime, seconds, nanoseconds } = facts;
    const { interfaceName, packetType } = facts;
    Object.assign(facts, inner, { frameNumber, offset, line, hasTime, seconds, nanoseconds });
    Object.assign(facts, { interfaceName, packetType, length: -1 });
    return true;
  }

  #icmp(
    message: PacketFacts['icmp'],
    more: readonly string[],
    facts: PacketFacts,
    depth: number,
  ): Reading {
    facts.icmp = message;
    facts.sourcePort = -1;
    facts.destinationPort = -1;
    if (message === null) return unknownTransport(facts);
    if (message.quoted !== null) message.quoted.source = facts.destination;
    // What the error quotes stands below it, with `-v`.
    const [first, second] = more;
    if (depth < MAXIMUM_DEPTH && first !== undefined && /^\s+IP6? \(/.test(first)) {
      const quoted = new PacketFacts();
      const text = `${first.trim()} ${(second ?? '').trim()}`;
      const reading = this.#network(text, 0, -1, [], quoted, MAXIMUM_DEPTH);
      if (reading === Reading.PACKET && quoted.source !== null) message.quoted = quoted;
    }
    return Reading.PACKET;
  }
}

/** Ports alone do not say whether it is TCP or what it does: nothing is guessed. */
function unknownTransport(facts: PacketFacts): Reading {
  facts.tcp = null;
  facts.udp = null;
  facts.dns = null;
  return Reading.PACKET;
}

function word(hex: string): number[] {
  const number = Number.parseInt(hex, 16);
  return [number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff];
}

const EXTENSIONS = /^(?:(?:HBH|DSTOPT|RT6|srcrt)(?: \([^)]{0,64}\)){0,8} )+/;
const CHECKSUM = /^\[(?:(?:bad )?(?:udp|udp6|icmp6|tcp|sctp)[^\]]{0,64}|no cksum)\] /;
const FRAGMENT_6 = /^frag \((?:0x[0-9a-f]{1,8}:)?(\d{1,5})\|\d{1,5}\)/;
const TUNNELS = /^(VXLAN|Geneve|OTV|GTP|UDP|L2TP|l2tp|MPLS)/;

function spaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 0x20) at++;
  return at;
}

/** Where the parenthesis that opens at a place is closed; -1 where it is not. */
function closing(text: string, from: number): number {
  let depth = 0;
  const limit = Math.min(text.length, from + 1_024);
  for (let at = from; at < limit; at++) {
    const letter = text.charCodeAt(at);
    if (letter === 0x28) depth++;
    else if (letter === 0x29 && --depth === 0) return at;
  }
  return -1;
}

/**
 * Reads `(tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 60)` or IPv6's
 * `(hlim 64, next-header TCP (6) payload length: 40)`. @returns the length that it says, or -1
 */
function readVerbose(text: string, facts: PacketFacts, isIpv6: boolean): number {
  const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? -1);
  facts.hopLimit = Math.min(255, number(isIpv6 ? /\bhlim (\d{1,3})/ : /\bttl {1,2}(\d{1,3})/));
  if (isIpv6) return number(/payload length: (\d{1,5})/);
  facts.identification = number(/\bid (\d{1,5})\b/);
  const offset = number(/\boffset (\d{1,5})\b/);
  if (offset > 0) facts.fragmentOffset = offset >> 3;
  facts.moreFragments = /\bflags \[[A-Z]{0,2}\+[^\]]{0,4}\]/.test(text);
  return number(/[, ]length:? (\d{1,5})/);
}

/** What old versions put behind a packet: `(DF) [tos 0x10] (ttl 64, id 1, len 60)`. */
function readTrailer(text: string, facts: PacketFacts): void {
  if (facts.hopLimit >= 0 || !text.endsWith(')')) return;
  const found =
    /\((?:DF, )?ttl (\d{1,3}), id (\d{1,5})(?:, len \d{1,5})?(?:, bad cksum [^)]{1,40})?\)$/.exec(
      text.slice(-96),
    );
  if (found === null) {
    if (/\(frag \d{1,5}:\d{1,5}@[1-9]\d{0,5}\+?\)$/.test(text.slice(-40)))
      facts.fragmentOffset = SOME_OFFSET;
    return;
  }
  facts.hopLimit = Math.min(255, Number(found[1]));
  facts.identification = Number(found[2]);
}

/** Lines of HTTP below a packet that are looked at. */
const MAXIMUM_FIELDS = 64;

/** Lines of `-A` in which a packet's headers end, as its data begins. */
const LINES_OF_HEADERS = 3;
const REQUEST = /((?:CONNECT|GET|HEAD|POST|PUT|DELETE|OPTIONS) \S{1,1024} HTTP\/1\.[01])$/;

/** The request that data begins with in the text that `-A` prints of a packet; '' for none. */
function printedRequest(more: readonly string[]): string {
  for (const line of more.slice(0, LINES_OF_HEADERS)) {
    // Headers stand before it, in the first line or the one that they are broken into.
    const found = line.length > MOST_OF_HEADERS ? null : REQUEST.exec(line);
    if (found !== null && !/^\s/.test(line)) return found[1];
  }
  return '';
}
const MOST_OF_HEADERS = 1_200;

/** What a segment's data is printed as: DNS over TCP, HTTP with its fields below. */
function readPayload(
  text: string,
  from: number,
  more: readonly string[],
  facts: PacketFacts,
): void {
  const printed = text.startsWith(': HTTP', from) ? '' : printedRequest(more);
  if (text.startsWith(': HTTP', from) || printed !== '') {
    const line =
      printed !== ''
        ? printed
        : text.startsWith(': HTTP: ', from)
          ? text.slice(from + 8)
          : (more[0] ?? '').trim();
    // Without `-v` data that begins no message is called HTTP too.
    if (!/^(?:[A-Z]{3,10} \S.* HTTP\/1\.[01]|HTTP\/1\.[01] \d{3})/.test(line.slice(0, 2_048)))
      return;
    facts.http = { firstLine: line.replace(/ ?\[\|http\]$/, ''), host: '', location: '' };
    for (const field of more.slice(0, MAXIMUM_FIELDS)) {
      const found = /^\s*(Host|Location): (\S{1,2048})\s*$/i.exec(field.slice(0, 2_100));
      if (found === null) continue;
      if (found[1].toLowerCase() === 'host') facts.http.host ||= found[2];
      else facts.http.location ||= found[2];
    }
    return;
  }
  if (from >= text.length) return;
  const { sourcePort, destinationPort } = facts;
  if (text[from] === ' ' && (sourcePort === 53 || destinationPort === 53)) {
    const dns = readDns(text, from + 1, sourcePort === 53);
    if (dns !== null) facts.dns = dns.message;
  }
}
