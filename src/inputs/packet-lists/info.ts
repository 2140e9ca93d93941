import { readArpLine } from './info/arp.ts';
import { readDnsLine } from './info/dns.ts';
import { readIcmpLine } from './info/icmp.ts';
import { readPrefix, readTcpLine } from './info/tcp.ts';
import { readUdpLine } from './info/udp.ts';
import { type HttpFacts, type PacketFacts, type TlsFacts, unknownTcp } from './packet-facts.ts';

/** What a name in the column "Protocol" means for the transport. */
export enum Transport {
  UNKNOWN = 0,
  TCP,
  UDP,
}

/** Protocols over UDP. */
const OVER_UDP = new Set([
  ...['UDP', 'DNS', 'MDNS', 'LLMNR', 'QUIC', 'GQUIC', 'HTTP3', 'NTP', 'SSDP', 'SNMP', 'DHCP'],
  ...[
    'DHCPv6',
    'BOOTP',
    'NBNS',
    'NBDS',
    'ISAKMP',
    'RADIUS',
    'STUN',
    'CLASSICSTUN',
    'TFTP',
    'Syslog',
  ],
  ...['WireGuard', 'RTP', 'RTCP', 'CLDAP', 'BROWSER', 'DTLS', 'DTLSv1.0', 'DTLSv1.2', 'DTLSv1.3'],
  ...['TEREDO', 'VXLAN'],
]);

/** Protocols over TCP whose names do not begin with TLS, SSL or HTTP. */
const OVER_TCP = new Set([
  ...[
    'TCP',
    'MPTCP',
    'OCSP',
    'WebSocket',
    'SMB',
    'SMB2',
    'SSH',
    'SSHv2',
    'SMTP',
    'SMTP/IMF',
    'IMAP',
  ],
  ...['POP', 'FTP', 'FTP-DATA', 'LDAP', 'NBSS', 'DCERPC', 'RPC', 'MySQL', 'PGSQL', 'TDS', 'TPKT'],
  ...['COTP', 'RDP', 'TELNET', 'RTSP', 'RTMP', 'BGP', 'WHOIS', 'Socks', 'MQTT', 'LPD', 'PGP'],
  ...['XMPP/XML', 'X11', 'GIT'],
]);

/** The transport that a protocol's name stands for. */
export function transportOf(protocol: string): Transport {
  if (OVER_UDP.has(protocol)) return Transport.UDP;
  if (OVER_TCP.has(protocol) || /^(TLS|SSL|HTTP)/.test(protocol)) return Transport.TCP;
  return Transport.UNKNOWN;
}

/** Protocols whose messages are those of DNS. */
const DNS_PROTOCOLS = new Set(['DNS', 'MDNS', 'LLMNR']);

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
const MAXIMUM_NAME = 255;

function readTlsLine(text: string): TlsFacts {
  const type = HANDSHAKES.find(([name]) => text.startsWith(name));
  const serverName = /^Client Hello \(SNI=([^)\s]{1,300})\)/.exec(text)?.[1] ?? '';
  return {
    handshakeType: type?.[1] ?? -1,
    serverName: serverName.length <= MAXIMUM_NAME ? serverName : '',
  };
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

/**
 * Fills in what a row's Info says. Needs `facts.protocol` and leaves ports that are known alone
 * where Info has none.
 */
export function readInfo(info: string, facts: PacketFacts): void {
  const { protocol } = facts;
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
      if (!readUdpLine(info, facts)) facts.udp = { payloadLength: -1, isQuicInitial: false };
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
  } else if (transport === Transport.TCP) {
    facts.tcp = unknownTcp();
    facts.tcp.portsReused = prefix.portsReused;
    facts.tcp.isRetransmission = prefix.isRetransmission;
    facts.tcp.acknowledgesUnseen = prefix.acknowledgesUnseen;
    if (/^(TLS|SSL)/.test(protocol)) facts.tls = readTlsLine(text);
    else facts.http = readHttpLine(text);
  }
}
