import { describe, expect, test } from 'vitest';
import { readArpLine, readInfo } from '../../../src/inputs/packet-lists/info.ts';
import { readDnsLine } from '../../../src/inputs/packet-lists/info-dns.ts';
import { readIcmpLine } from '../../../src/inputs/packet-lists/info-icmp.ts';
import { PacketFacts } from '../../../src/inputs/packet-lists/packet-facts.ts';

/*
 * Lines as Wireshark from 1.6 to 4.6 wrote them, taken from posts and manuals; what they say was read
 * from them by hand.
 */

function factsOf(protocol: string, info: string): PacketFacts {
  const facts = new PacketFacts();
  facts.protocol = protocol;
  readInfo(info, facts);
  return facts;
}

describe('TCP', () => {
  const SYN = 2;
  const ACK = 0x10;
  test.each<[string, Partial<PacketFacts>, Partial<NonNullable<PacketFacts['tcp']>>]>([
    [
      '[TCP Port numbers reused] 56287 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 WS=256 SACK_PERM',
      { sourcePort: 56287, destinationPort: 443 },
      {
        ...{ flags: SYN, sequence: 0, window: 64240, payloadLength: 0, acknowledgment: -1 },
        ...{ maximumSegmentSize: 1460, windowScale: 256, sackPermitted: true, portsReused: true },
      },
    ],
    // 1.8 with names for ports, and with the option's value.
    [
      '53295 > https [SYN] Seq=0 Win=8192 Len=0 MSS=1460 WS=256 SACK_PERM=1',
      { sourcePort: 53295, destinationPort: 443 },
      { flags: SYN, sackPermitted: true, windowScale: 256, isRetransmission: false },
    ],
    [
      '[TCP Retransmission] 50854 > http-alt [SYN] Seq=0 Win=5840 Len=0 MSS=1460 SACK_PERM=1 TSval=2254809118 TSecr=0 WS=128',
      { sourcePort: 50854, destinationPort: 8080 },
      {
        flags: SYN,
        isRetransmission: true,
        timestampValue: 2254809118,
        timestampEcho: 0,
        windowScale: 128,
      },
    ],
    // 1.12 without spaces, 4.x with names resolved, CSV with its own arrow, an arrow that was lost.
    [
      '80→62420 [SYN, ACK] Seq=0 Ack=1 Win=28560 Len=0 MSS=1440 SACK_PERM=1 TSval=3194590031 TSecr=415148157 WS=32',
      { sourcePort: 80, destinationPort: 62420 },
      { flags: SYN | ACK, acknowledgment: 1, timestampEcho: 415148157 },
    ],
    [
      '51441 → https(443) [SYN] Seq=0 Win=64240 Len=0',
      { sourcePort: 51441, destinationPort: 443 },
      {},
    ],
    [
      '[TCP Dup ACK 81#1] 56302  >  443 [ACK] Seq=313 Ack=1 Win=131584 Len=0 SLE=1413 SRE=2823',
      { sourcePort: 56302, destinationPort: 443 },
      { flags: ACK, sequence: 313, acknowledgment: 1, isRetransmission: false },
    ],
    ['443 ? 56287 [RST, ACK] Seq=1 Ack=1 Win=64240 Len=0', { sourcePort: 443 }, { flags: 0x14 }],
    ['443 â†’ 56287 [RST] Seq=1 Win=0 Len=0', { sourcePort: 443 }, { flags: 4, window: 0 }],
    ['443 -> 56287 [<None>] Seq=1 Win=0 Len=0', { sourcePort: 443 }, { flags: 0 }],
    [
      '54012 → 443 [SYN, ECN, CWR] Seq=0 Win=65,535 Len=0',
      { sourcePort: 54012 },
      { flags: 0xc2, window: 65535 },
    ],
    ['54012 → 443 [SYN, ECE, CWR, AE] Seq=0 Win=1 Len=0', { sourcePort: 54012 }, { flags: 0x1c2 }],
    [
      '80 → 35664 [PSH, ACK] Seq=1 Ack=334 Win=16384 Len=1460 [TCP PDU reassembled in 72]',
      { sourcePort: 80, destinationPort: 35664 },
      { payloadLength: 1460, flags: 0x18 },
    ],
    [
      '51260 → 443 [ACK] Seq=1 Ack=1 Win=1 Len=0[Packet size limited during capture]',
      {},
      { payloadLength: 0 },
    ],
    ['[TCP Keep-Alive] 5 → 6 [ACK] Seq=1 Ack=1 Win=1 Len=1', {}, { isRetransmission: true }],
    ['[TCP Keep-Alive ACK] 5 → 6 [ACK] Seq=1 Ack=1 Win=1 Len=0', {}, { isRetransmission: false }],
    [
      '[TCP Spurious Retransmission] 5 → 6 [ACK] Seq=1 Ack=1 Win=1 Len=9',
      {},
      { isRetransmission: true },
    ],
    ['[TCP Out-Of-Order] 5 → 6 [ACK] Seq=1 Ack=1 Win=1 Len=9', {}, { isRetransmission: false }],
  ])('%s', (info, facts, tcp) => {
    const read = factsOf('TCP', info);
    expect(read).toMatchObject(facts);
    expect(read.tcp).toMatchObject(tcp);
  });

  test.each([
    ...[
      '[TCP segment of a reassembled PDU]',
      '[TCP Retransmission] , Application Data',
      'HTTP/1.1 200 OK',
    ],
    ...[
      '443 → 56287',
      '443 → 56287 [SYN',
      '443 → 56287 [Hello] Seq=0',
      '→ 443 [SYN] Seq=0',
      '[[[[',
      '',
    ],
  ])('%j shows neither ports nor flags', (info) => {
    const { sourcePort, destinationPort, tcp } = factsOf('TCP', info);
    expect([sourcePort, destinationPort, tcp?.flags]).toEqual([-1, -1, -1]);
  });

  test('values that are too large are not taken', () => {
    const { sourcePort, tcp } = factsOf('TCP', '70000 → 443 [SYN] Seq=99999999999 Win=-1 Len=1e9');
    expect([sourcePort, tcp?.sequence, tcp?.window, tcp?.payloadLength]).toEqual([-1, -1, -1, -1]);
  });

  test('names of what every object has are no values', () => {
    const info = '1 → 2 [SYN] __proto__=1 constructor=2 toString=3 Len=4';
    expect(factsOf('TCP', info).tcp?.payloadLength).toBe(4);
  });
});

describe('UDP, TLS, HTTP, QUIC', () => {
  test.each<[string, string, Partial<PacketFacts>]>([
    [
      'UDP',
      '53123 → 443 Len=35',
      { sourcePort: 53123, destinationPort: 443, udp: { payloadLength: 35, isQuicInitial: false } },
    ],
    ['UDP', '53123  >  443 Len=35', { sourcePort: 53123, destinationPort: 443 }],
    [
      'UDP',
      'Source port: 57842  Destination port: 2008',
      { sourcePort: 57842, destinationPort: 2008 },
    ],
    ['UDP', 'Source port: 57842  Destination port: domain', { destinationPort: 53 }],
    ['QUIC', 'Initial, DCID=8d2041ac, PKN: 0', { udp: { payloadLength: -1, isQuicInitial: true } }],
    ['QUIC', 'Protected Payload (KP0)', { udp: { payloadLength: -1, isQuicInitial: false } }],
    [
      'TLSv1.3',
      'Client Hello (SNI=jamieede.com)',
      { tls: { handshakeType: 1, serverName: 'jamieede.com', alert: null } },
    ],
    ['TLSv1', 'Client Hello', { tls: { handshakeType: 1, serverName: '', alert: null } }],
    [
      'TLSv1.2',
      '[TCP Retransmission] , Server Hello, Change Cipher Spec',
      { tls: { handshakeType: 2, serverName: '', alert: null } },
    ],
    // 4.0, and 1.8.
    [
      'TLSv1.2',
      'Alert (Level: Fatal, Description: Handshake Failure)',
      { tls: { handshakeType: -1, serverName: '', alert: { level: 2, description: 40 } } },
    ],
    [
      'TLSv1',
      'Alert (Level: Warning, Description: Close Notify)',
      { tls: { handshakeType: -1, serverName: '', alert: { level: 1, description: 0 } } },
    ],
    ['TLSv1.2', 'Encrypted Alert', { tls: { handshakeType: -1, serverName: '', alert: null } }],
    ['TLSv1.2', 'Application Data', { tls: { handshakeType: -1, serverName: '', alert: null } }],
    [
      'HTTP',
      'GET /session?a=b c HTTP/1.1 ',
      { http: { firstLine: 'GET /session?a=b c HTTP/1.1', host: '', location: '' } },
    ],
    [
      'HTTP',
      'HTTP/1.1 302 Found  (text/html)',
      { http: { firstLine: 'HTTP/1.1 302 Found', host: '', location: '' } },
    ],
    ['HTTP', 'Continuation', { http: null }],
  ])('%s: %s', (protocol, info, expected) => {
    expect(factsOf(protocol, info)).toMatchObject(expected);
  });
});

describe('DNS', () => {
  const query = { isResponse: false, responseCode: 0, opcode: 0, answers: [], hasOpt: false };
  const response = { ...query, isResponse: true };
  const record = (type: number, value: string) => ({ name: '', type, value, timeToLive: -1 });
  test.each<[string, object]>([
    [
      'Standard query 0xf7fb TXT debug.opendns.com OPT',
      { ...query, id: 0xf7fb, questions: [{ name: 'debug.opendns.com', type: 16 }], hasOpt: true },
    ],
    // 1.8 had two spaces, 1.6 no ID.
    [
      'Standard query 0x1dd2  A www.example.com',
      { ...query, id: 0x1dd2, questions: [{ name: 'www.example.com', type: 1 }] },
    ],
    [
      'Standard query A www.example.com',
      { ...query, id: -1, questions: [{ name: 'www.example.com', type: 1 }] },
    ],
    [
      'Standard query response 0x90f1 A jamieede.com A 172.66.40.156 A 172.66.43.100',
      {
        ...{ ...response, id: 0x90f1, questions: [{ name: 'jamieede.com', type: 1 }] },
        answers: [record(1, '172.66.40.156'), record(1, '172.66.43.100')],
      },
    ],
    [
      'Standard query response 0x17ba AAAA locprod2-elb-us-west-2.prod.mozaws.net SOA ns-1260.awsdns-29.org OPT',
      {
        ...{ ...response, id: 0x17ba, hasOpt: true },
        questions: [{ name: 'locprod2-elb-us-west-2.prod.mozaws.net', type: 28 }],
        answers: [record(6, 'ns-1260.awsdns-29.org')],
      },
    ],
    [
      'Standard query response 0x0001 No such name A nosuch.example.com SOA ns1.example.com',
      {
        ...{
          ...response,
          id: 1,
          responseCode: 3,
          questions: [{ name: 'nosuch.example.com', type: 1 }],
        },
        answers: [record(6, 'ns1.example.com')],
      },
    ],
    [
      'Standard query response 0x0002 Refused',
      { ...response, id: 2, responseCode: 5, questions: [] },
    ],
    [
      'Standard query response 0x0003 Server failure A broken.example.org',
      { ...response, id: 3, responseCode: 2, questions: [{ name: 'broken.example.org', type: 1 }] },
    ],
    [
      'Standard query response 0x0004 TXT debug.opendns.com TXT TXT TXT',
      {
        ...{ ...response, id: 4, questions: [{ name: 'debug.opendns.com', type: 16 }] },
        answers: [record(16, ''), record(16, ''), record(16, '')],
      },
    ],
    [
      'Standard query response 0x0005 SRV _ldap._tcp.example.com SRV 0 100 389 dc1.example.com A 10.0.0.1',
      {
        ...{ ...response, id: 5, questions: [{ name: '_ldap._tcp.example.com', type: 33 }] },
        answers: [record(33, 'dc1.example.com'), record(1, '10.0.0.1')],
      },
    ],
    [
      'Standard query response 0x0006 MX example.com MX 10 mail.example.com',
      {
        ...{ ...response, id: 6, questions: [{ name: 'example.com', type: 15 }] },
        answers: [record(15, 'mail.example.com')],
      },
    ],
    // HTTPS before it had a name, and the root.
    [
      'Standard query 0x0007 Unknown (65) www.example.com',
      { ...query, id: 7, questions: [{ name: 'www.example.com', type: 65 }] },
    ],
    ['Standard query 0x0008 NS <Root>', { ...query, id: 8, questions: [{ name: '', type: 2 }] }],
    // A host may be called like a type.
    ['Standard query 0x0009 A TXT', { ...query, id: 9, questions: [{ name: 'TXT', type: 1 }] }],
    [
      'Standard query 0x000a[Packet size limited during capture]',
      { ...query, id: 10, questions: [] },
    ],
    [
      'Standard query 0x0000 PTR _ipp._tcp.local, "QM" question PTR _ipps._tcp.local, "QM" question',
      {
        ...{ ...query, id: 0 },
        questions: [
          { name: '_ipp._tcp.local', type: 12 },
          { name: '_ipps._tcp.local', type: 12 },
        ],
      },
    ],
    [
      'Standard query response 0x0000 PTR, cache flush My Printer._ipp._tcp.local',
      { ...response, id: 0, questions: [], answers: [record(12, 'My Printer._ipp._tcp.local')] },
    ],
    [
      'Dynamic update 0x000b SOA example.com',
      { ...query, id: 11, opcode: 5, questions: [{ name: 'example.com', type: 6 }] },
    ],
  ])('%s', (info, expected) => {
    expect(readDnsLine(info)).toEqual(expected);
  });

  test('other lines are none', () => {
    expect(readDnsLine('Unknown operation (9) 0x0001')).toBeNull();
    expect(readDnsLine('')).toBeNull();
  });
});

describe('ICMP', () => {
  test.each<[4 | 6, string, number, number]>([
    [4, 'Destination unreachable (Communication administratively filtered)', 3, 13],
    [4, 'Destination unreachable (Host administratively prohibited)', 3, 10],
    [4, 'Destination unreachable (Port unreachable)', 3, 3],
    [4, 'Destination unreachable (Unknown code: 42)', 3, 42],
    [4, 'Time-to-live exceeded (Time to live exceeded in transit)', 11, 0],
    [4, 'Redirect             (Redirect for host)', 5, 1],
    [4, 'Echo (ping) reply    id=0x0001, seq=1/256, ttl=64 (request in 1)', 0, 0],
    [6, 'Destination Unreachable (Administratively prohibited)', 1, 1],
    [6, 'Destination Unreachable (Reject route to destination)', 1, 6],
    [6, 'Time Exceeded (hop limit exceeded in transit)', 3, 0],
    [6, 'Packet Too Big', 2, 0],
    [6, 'Neighbor Solicitation for fe80::1 from 00:00:5e:00:53:01', 135, 0],
    [6, 'Multicast Listener Report Message v2', 143, 0],
  ])('of IPv%i: %s', (version, info, type, code) => {
    expect(readIcmpLine(info, version)?.message).toMatchObject({
      version,
      type,
      code,
      quoted: null,
    });
  });

  test('an echo shows identifier, sequence number and time to live', () => {
    const echo = readIcmpLine('Echo (ping) request  id=0x074f, seq=2/512, ttl=64 (reply in 2)', 4);
    expect(echo).toMatchObject({ hopLimit: 64, message: { identifier: 0x74f, sequence: 2 } });
    const other = readIcmpLine('Echo (ping) request id=0x074f, seq=1, hop limit=63', 6);
    expect(other).toMatchObject({ hopLimit: 63, message: { type: 128, sequence: 1 } });
  });

  test('a code that is not known is not guessed', () => {
    expect(readIcmpLine('Destination unreachable (Because)', 4)).toBeNull();
    expect(readIcmpLine('Destination unreachable', 4)).toBeNull();
  });
});

describe('ARP', () => {
  const address = (last: number) => [0, 0, 0xffff, (192 << 24) | (168 << 16) | last];
  test.each([
    ['Who has 192.168.0.1? Tell 192.168.0.204', 1, 204, 1],
    ['Who has 192.168.0.1?  Tell 192.168.0.204', 1, 204, 1],
    ['Gratuitous ARP for 192.168.0.1 (Reply)', 2, 1, 1],
    ['ARP Announcement for 192.168.0.1', 1, 1, 1],
  ])('%s', (info, operation, sender, target) => {
    expect(readArpLine(info)).toMatchObject({
      operation,
      senderAddress: address(sender),
      targetAddress: address(target),
    });
  });

  test('replies and probes', () => {
    expect(readArpLine('192.168.0.1 is at 00:1b:17:4c:a0:10')).toMatchObject({
      ...{ operation: 2, senderAddress: address(1), targetAddress: null },
      senderMac: Uint8Array.of(0, 0x1b, 0x17, 0x4c, 0xa0, 0x10),
    });
    expect(readArpLine('Who has 192.168.0.1? (ARP Probe)')?.senderAddress).toBeNull();
    expect(readArpLine('Unknown ARP opcode 0x0009')).toBeNull();
  });
});
