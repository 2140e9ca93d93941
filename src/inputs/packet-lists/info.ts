import { type AddressWords, parseAddress, parseIpv4 } from '../../protocols/address-text.ts';
import * as arp from '../../protocols/arp/codec.ts';
import * as ntp from '../../protocols/ntp/codec.ts';
import * as tcp from '../../protocols/tcp/codec.ts';
import { ALERT_DESCRIPTIONS } from '../../protocols/tls/alerts.ts';
import { ALERT_FATAL, ALERT_WARNING } from '../../protocols/tls/codec.ts';
import { parseMac, portOf, takePorts, WordScanner, wholeNumber } from './cells.ts';
import { readDnsLine } from './info-dns.ts';
import { readIcmpLine } from './info-icmp.ts';
import {
  type ArpFacts,
  type HttpFacts,
  type PacketFacts,
  TcpFacts,
  type TlsAlertFacts,
  type TlsFacts,
  unknownUdp,
} from './packet-facts.ts';

/** What a name in the column "Protocol" means for the transport. */
export enum Transport {
  UNKNOWN = 0,
  TCP,
  UDP,
}

/** Protocols over UDP. */
const OVER_UDP = new Set(
  `UDP DNS MDNS LLMNR QUIC GQUIC HTTP3 NTP SSDP SNMP DHCP DHCPv6 BOOTP NBNS NBDS ISAKMP RADIUS
   STUN CLASSICSTUN TFTP Syslog WireGuard RTP RTCP CLDAP BROWSER DTLS DTLSv1.0 DTLSv1.2 DTLSv1.3
   TEREDO VXLAN`.split(/\s+/),
);

/** Those of them that ask everybody, or an address that all hosts of a network listen to. */
const BROADCAST = new Set(['BOOTP', 'BROWSER', 'DHCP', 'DHCPv6', 'NBDS', 'NBNS', 'SSDP']);

/** Whether nobody in particular is asked by that protocol. */
export function isBroadcast(protocol: string): boolean {
  return BROADCAST.has(protocol);
}

/** Protocols over TCP whose names do not begin with TLS, SSL or HTTP. */
const OVER_TCP = new Set(
  `TCP MPTCP OCSP WebSocket SMB SMB2 SSH SSHv2 SMTP SMTP/IMF IMAP POP FTP FTP-DATA LDAP NBSS
   DCERPC RPC MySQL PGSQL TDS TPKT COTP RDP TELNET RTSP RTMP BGP WHOIS Socks MQTT LPD PGP
   XMPP/XML X11 GIT`.split(/\s+/),
);

/** The transport that a protocol's name stands for. */
function transportOf(protocol: string): Transport {
  if (OVER_UDP.has(protocol)) return Transport.UDP;
  if (OVER_TCP.has(protocol) || /^(TLS|SSL|HTTP)/.test(protocol)) return Transport.TCP;
  return Transport.UNKNOWN;
}

/** Protocols whose messages are those of DNS. */
const DNS_PROTOCOLS = new Set(['DNS', 'MDNS', 'LLMNR']);

/**
 * Fills in what a row's Info says. Needs `facts.protocol` and leaves ports that are known alone
 * where Info has none.
 */
export function readInfo(info: string, facts: PacketFacts): void {
  // What a mobile network's tunnel carries: `GTP <TCP>`.
  const protocol = facts.protocol.replace(/^GTP <(.{1,64})>$/, '$1');
  switch (protocol) {
    case 'ARP':
      facts.arp = readArpLine(info);
      return;
    case 'ICMP':
    case 'ICMPv6': {
      const line = readIcmpLine(info, protocol === 'ICMP' ? 4 : 6);
      facts.icmp = line?.message ?? null;
      if (line !== null && line.hopLimit >= 0) facts.hopLimit = line.hopLimit;
      return;
    }
    case 'UDP':
      if (!readUdpLine(info, facts)) facts.udp = unknownUdp();
      return;
  }
  const prefix = readPrefix(info);
  if (protocol !== 'DCCP' && readTcpLine(info, prefix, facts)) return;
  const text = info.slice(prefix.end);
  if (DNS_PROTOCOLS.has(protocol)) facts.dns = readDnsLine(text);
  const transport = transportOf(protocol);
  if (transport === Transport.UDP) {
    facts.udp = {
      payloadLength: -1,
      isQuicInitial: protocol === 'QUIC' && text.startsWith('Initial'),
    };
    if (protocol === 'NTP') facts.payload ??= readNtp(text);
  } else if (transport === Transport.TCP) {
    facts.tcp = new TcpFacts();
    facts.tcp.portsReused = prefix.portsReused;
    facts.tcp.isRetransmission = prefix.isRetransmission;
    facts.tcp.acknowledgesUnseen = prefix.acknowledgesUnseen;
    if (/^(TLS|SSL)/.test(protocol)) facts.tls = readTlsLine(text);
    else facts.http = readHttpLine(text);
  }
}

/** A message of NTP as Wireshark names it; its times are left 0, as no list shows them. */
export function readNtp(text: string): Uint8Array | null {
  const [, version, mode] = /^NTP Version ([1-4]), (client|server)\b/.exec(text) ?? [];
  if (mode === undefined) return null;
  return ntp.emptied(Number(version), mode === 'client' ? ntp.CLIENT : ntp.SERVER);
}

// ---------------------------------------------------------------- TCP

/** Names of TCP's flags, those of older versions too. */
export const FLAGS: ReadonlyMap<string, number> = new Map([
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
interface AnalysisPrefix {
  /** Where the line itself begins. */
  readonly end: number;
  readonly portsReused: boolean;
  readonly isRetransmission: boolean;
  readonly acknowledgesUnseen: boolean;
}

/** More brackets than this stand before no line. */
const MAXIMUM_BRACKETS = 16;

/** Reads `[TCP Retransmission] `, `[TCP Dup ACK 12#1] , ` and the like. */
function readPrefix(text: string): AnalysisPrefix {
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
  ['MSS', tcp.OPTION_MSS],
  ['WS', tcp.OPTION_WINDOW_SCALE],
  ['SACK_PERM', tcp.OPTION_SACK_PERMITTED],
  ['TSval', tcp.OPTION_TIMESTAMPS],
  ['TSV', tcp.OPTION_TIMESTAMPS],
]);

/** Words of a line that are looked at. */
const MAXIMUM_WORDS = 64;

/**
 * Reads `56287 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 WS=256 SACK_PERM`, behind what the
 * analysis puts before it.
 * @returns whether the text is such a line
 */
function readTcpLine(text: string, prefix: AnalysisPrefix, facts: PacketFacts): boolean {
  const scanner = new WordScanner(text);
  scanner.at = prefix.end;
  const ports = takePorts(scanner);
  if (ports === null || !scanner.take('[')) return false;
  const inside = scanner.until(']');
  const flags = inside === null ? -1 : flagBits(inside);
  if (flags < 0) return false;
  const segment = new TcpFacts();
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

// ---------------------------------------------------------------- UDP and ARP

/**
 * Reads `53123 → 443 Len=35`, or `Source port: 53123  Destination port: 443` of versions before 2.
 * @returns whether the text is such a line
 */
function readUdpLine(text: string, facts: PacketFacts): boolean {
  const scanner = new WordScanner(text);
  let payloadLength = -1;
  const ports = takePorts(scanner);
  if (ports !== null) {
    if (!scanner.take('Len=')) return false;
    payloadLength = wholeNumber(/^\d*/.exec(scanner.word())?.[0] ?? '');
    if (ports.source >= 0) facts.sourcePort = ports.source;
    if (ports.destination >= 0) facts.destinationPort = ports.destination;
  } else {
    if (!scanner.take('Source port:')) return false;
    const source = portOf(scanner.word());
    if (!scanner.take('Destination port:')) return false;
    const destination = portOf(scanner.word());
    if (source >= 0) facts.sourcePort = source;
    if (destination >= 0) facts.destinationPort = destination;
  }
  facts.udp = { payloadLength, isQuicInitial: false };
  return true;
}

/** An IPv4 address where the text is one, as four words. */
function address(text: string): AddressWords | null {
  return parseIpv4(text) === null ? null : parseAddress(text);
}

/** Reads `Who has 192.168.0.1? Tell 192.168.0.204`, `192.168.0.1 is at 00:1b:17:4c:a0:10`. */
export function readArpLine(text: string): ArpFacts | null {
  const facts: ArpFacts = {
    operation: arp.REQUEST,
    senderAddress: null,
    targetAddress: null,
    senderMac: null,
    targetMac: null,
  };
  const scanner = new WordScanner(text);
  if (scanner.take('Who has ')) {
    facts.targetAddress = address(scanner.until('?') ?? '');
    // Versions before 2.2 have two spaces; a probe tells nobody.
    facts.senderAddress = scanner.take('Tell') ? address(scanner.word()) : null;
    return facts.targetAddress === null ? null : facts;
  }
  if (scanner.take('ARP Announcement for ') || scanner.take('Gratuitous ARP for ')) {
    facts.senderAddress = address(scanner.word());
    facts.targetAddress = facts.senderAddress;
    if (scanner.take('(Reply)')) facts.operation = arp.REPLY;
    return facts.senderAddress === null ? null : facts;
  }
  facts.senderAddress = address(scanner.word());
  if (facts.senderAddress === null || !scanner.take('is at ')) return null;
  facts.operation = arp.REPLY;
  facts.senderMac = parseMac(scanner.word());
  return facts;
}

// ---------------------------------------------------------------- TLS and HTTP

/** Handshake messages of TLS by name (IANA TLS HandshakeType). */
const HANDSHAKES: ReadonlyArray<readonly [string, number]> = [
  ['Client Hello', 1],
  ['Server Hello', 2],
  ['Hello Retry Request', 2],
  ['New Session Ticket', 4],
  ['Certificate', 11],
  ['Server Key Exchange', 12],
  ['Client Key Exchange', 16],
];

/** Longest server name (RFC 1035 §2.3.4), and more than any address. */
const LONGEST_SERVER_NAME = 255;

function readTlsLine(text: string): TlsFacts {
  const type = HANDSHAKES.find(([name]) => text.startsWith(name));
  const serverName = /^Client Hello \(SNI=([^)\s]{1,300})\)/.exec(text)?.[1] ?? '';
  return {
    handshakeType: type?.[1] ?? -1,
    serverName: serverName.length <= LONGEST_SERVER_NAME ? serverName : '',
    alert: readAlert(text),
  };
}

/** Names of alerts, and of their levels, by number (Wireshark's, which changed case over time). */
const ALERTS = new Map(
  Object.entries(ALERT_DESCRIPTIONS).map(([number, name]) => [name.toLowerCase(), Number(number)]),
);
const ALERT_LEVELS: ReadonlyMap<string, number> = new Map([
  ['Warning', ALERT_WARNING],
  ['Fatal', ALERT_FATAL],
]);

/** Reads `Alert (Level: Fatal, Description: Handshake Failure)`; `Encrypted Alert` does not say which. */
function readAlert(text: string): TlsAlertFacts | null {
  const said = /^Alert \(Level: (\w{1,10}), Description: ([\w ]{1,40})\)/.exec(text);
  if (said === null) return null;
  const level = ALERT_LEVELS.get(said[1]);
  const description = ALERTS.get(said[2].toLowerCase());
  return level === undefined || description === undefined ? null : { level, description };
}

/** Longest first line of HTTP that is kept. */
const MAXIMUM_FIRST_LINE = 8192;

/** Reads `GET / HTTP/1.1 ` and `HTTP/1.1 200 OK  (text/html)`; null where no message begins. */
function readHttpLine(text: string): HttpFacts | null {
  const line = text.slice(0, MAXIMUM_FIRST_LINE);
  let end = -1;
  if (/^HTTP\/1\.[01] \d{3}/.test(line)) {
    // What Wireshark adds stands behind two spaces, or a comma.
    const added = /\s{2}|\s[([]|, /.exec(line);
    end = added === null ? line.length : added.index;
  } else if (/^[A-Z]{2,24} \S/.test(line)) {
    const version = line.search(/ HTTP\/1\.[01](\s|$)/);
    if (version >= 0) end = version + ' HTTP/1.1'.length;
  }
  return end < 0 ? null : { firstLine: line.slice(0, end).trimEnd(), host: '', location: '' };
}
