import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../../src/protocols/address-text.ts';
import { noteCodes, type ReadFacts, readList } from './read-list.ts';

/*
 * Forms as tcpdump 4.99 prints them; those of 3.x (Flags as letters, lengths in parentheses) as in the
 * manual pages tcpdump(1) of 3.9 and of OpenBSD, and print-tcp.c of these versions.
 */

const SYN =
  'IP 192.0.2.20.50234 > 203.0.113.80.443: Flags [S], seq 1588191622, win 64240, options [mss 1460,sackOK,TS val 792562605 ecr 0,nop,wscale 10], length 0';

function text(address: ReadFacts['source']): string {
  return address === null ? '' : formatAddress(...address);
}

function ends({ source, sourcePort, destination, destinationPort }: ReadFacts): string {
  return `${text(source)} ${sourcePort} > ${text(destination)} ${destinationPort}`;
}

function one(lines: string): ReadFacts {
  const { packets, refused } = readList(lines);
  expect(refused).toEqual([]);
  expect(packets).toHaveLength(1);
  return packets[0];
}

describe('the line of a packet', () => {
  test.each([
    ['time of day', `18:34:56.899632 ${SYN}`, 66_896.899632],
    ['seconds since 1970', `1724740847.118206 ${SYN}`, 1_724_740_847.118206],
    ['date', `2024-08-27 06:40:47.118206 ${SYN}`, 1_724_740_847.118206],
    ['nanoseconds', `18:34:56.899632001 ${SYN}`, 66_896.899632001],
    ['number', `    1  18:34:56.899632 ${SYN}`, 66_896.899632],
    ['mail', `> > 18:34:56.899632 ${SYN}`, 66_896.899632],
    ['code block', `    18:34:56.899632 ${SYN}`, 66_896.899632],
    ['web page', `18:34:56.899632 ${SYN.replace('>', '&gt;')}`, 66_896.899632],
  ])('has a time: %s', (_, line, seconds) => {
    const facts = one(`${line}\n`);
    expect(facts.seconds + facts.nanoseconds / 1e9).toBeCloseTo(seconds, 6);
    expect(ends(facts)).toBe('192.0.2.20 50234 > 203.0.113.80 443');
    expect(facts.tcp).toMatchObject({
      flags: 0x002,
      rawSequence: 1_588_191_622,
      rawWindow: 64_240,
    });
    expect(facts.tcp).toMatchObject({ maximumSegmentSize: 1460, windowScale: 1024 });
    expect(facts.hopLimit).toBe(-1);
  });

  test('may have none', () => {
    const facts = one(`${SYN}\n`);
    expect(facts.hasTime).toBe(false);
    expect(ends(facts)).toBe('192.0.2.20 50234 > 203.0.113.80 443');
  });

  test.each([
    ['names', 'IP 192.0.2.20.50234 > 203.0.113.80.https: Flags [.], ack 1, win 502, length 0', 443],
    ['IPv6', 'IP6 2001:db8::20.50234 > 2001:db8::80.443: Flags [.], ack 1, win 502, length 0', 443],
    ['3.x', '192.0.2.20.50234 > 203.0.113.80.http: . ack 1 win 502 (DF)', 80],
    [
      'Ethernet',
      '00:00:5e:00:53:20 > 00:00:5e:00:53:01, ethertype IPv4 (0x0800), length 66: 192.0.2.20.50234 > 203.0.113.80.443: Flags [.], ack 1, win 502, length 0',
      443,
    ],
    [
      'makers of cards',
      '00:00:5e:00:53:20 (oui IANA) > 00:00:5e:00:53:01 (oui IANA), ethertype IPv4 (0x0800), length 66: 192.0.2.20.50234 > 203.0.113.80.443: Flags [.], ack 1, win 502, length 0',
      443,
    ],
    [
      'VLAN',
      '00:00:5e:00:53:20 > 00:00:5e:00:53:01, ethertype 802.1Q (0x8100), length 70: vlan 10, p 0, ethertype IPv4 (0x0800), 192.0.2.20.50234 > 203.0.113.80.443: Flags [.], ack 1, win 502, length 0',
      443,
    ],
    [
      'Ethernet of 3.x',
      '0:0:5e:0:53:20 0:0:5e:0:53:1 0800 66: 192.0.2.20.50234 > 203.0.113.80.80: . ack 1 win 502 (DF)',
      80,
    ],
    [
      'any interface',
      'eth0  Out IP 192.0.2.20.50234 > 203.0.113.80.443: Flags [.], ack 1, win 502, length 0',
      443,
    ],
    [
      'any interface with addresses',
      'eth0  In  ifindex 2 00:00:5e:00:53:20 ethertype IPv4 (0x0800), length 72: 192.0.2.20.50234 > 203.0.113.80.443: Flags [.], ack 1, win 502, length 0',
      443,
    ],
    [
      'any interface, version 1',
      ' In 00:00:5e:00:53:20 ethertype IPv4 (0x0800), length 68: 192.0.2.20.50234 > 203.0.113.80.443: Flags [.], ack 1, win 502, length 0',
      443,
    ],
    [
      'macOS',
      '(en0, proc curl:123, svc BE, out, so) IP 192.0.2.20.50234 > 203.0.113.80.443: Flags [.], ack 1, win 502, length 0',
      443,
    ],
    [
      'loopback',
      'AF IPv4 (2), length 56: 192.0.2.20.50234 > 203.0.113.80.443: Flags [.], ack 1, win 502, length 0',
      443,
    ],
    [
      'GRE',
      'IP 198.51.100.1 > 198.51.100.2: GREv0, length 56: IP 192.0.2.20.50234 > 203.0.113.80.443: Flags [.], ack 1, win 502, length 0',
      443,
    ],
  ])('in another form: %s', (_, rest, port) => {
    const facts = one(`18:34:56.899632 ${rest}\n`);
    expect(facts.destinationPort).toBe(port);
    expect(facts.sourcePort).toBe(50_234);
    expect(facts.tcp?.flags).toBe(0x010);
    expect(facts.tcp?.payloadLength).toBe(0);
  });

  test('is broken by mail, and by a terminal', () => {
    const broken = `18:34:56.899632 ${SYN}`
      .replace(' options ', ' \noptions ')
      .replace(',nop', ',\nnop');
    expect(one(`${broken}\n`).tcp).toMatchObject({ flags: 2, windowScale: 1024, payloadLength: 0 });
    const atAddresses = `18:34:56.899632 ${SYN}`.replace(' > ', '\n> ');
    expect(one(`${atAddresses}\n`).tcp).toMatchObject({ flags: 2, payloadLength: 0 });
  });
});

describe('sequence numbers', () => {
  const packet = (from: string, rest: string) => `18:34:56.000001 IP ${from}: Flags ${rest}\n`;
  const [out, back] = [
    '192.0.2.20.50234 > 203.0.113.80.443',
    '203.0.113.80.443 > 192.0.2.20.50234',
  ];
  const numbers = (lines: string) =>
    readList(lines).packets.map(({ tcp }) => [tcp?.rawSequence, tcp?.rawAcknowledgment]);

  test('are relative behind the first with ACK, but not with -S', () => {
    const begin =
      packet(out, '[S], seq 1000000000, win 64240, options [mss 1460], length 0') +
      packet(back, '[S.], seq 3000000000, ack 1000000001, win 65160, options [mss 1460], length 0');
    const relative =
      packet(out, '[P.], seq 1:101, ack 1, win 502, length 100') +
      packet(back, '[.], ack 101, win 501, length 0');
    const asSent =
      packet(out, '[P.], seq 1000000001:1000000101, ack 3000000001, win 502, length 100') +
      packet(back, '[.], ack 1000000101, win 501, length 0');
    const expected = [
      [1_000_000_000, -1],
      [3_000_000_000, 1_000_000_001],
      [1_000_000_001, 3_000_000_001],
      [-1, 1_000_000_101],
    ];
    expect(numbers(begin + relative)).toEqual(expected);
    expect(numbers(begin + asSent)).toEqual(expected);
  });

  test('of a text that begins within a connection are relative to what is not there', () => {
    const [first] = readList(packet(out, '[P.], seq 1:101, ack 1, win 502, length 100')).packets;
    expect(first.tcp).toMatchObject({ sequence: 1, rawSequence: -1 });
  });

  test('of RSTs to one SYN after the other are what they are', () => {
    const lines =
      packet(out, '[S], seq 1000000000, win 64240, options [mss 1460], length 0') +
      packet(back, '[R.], seq 0, ack 1000000001, win 0, length 0') +
      packet(out, '[S], seq 1000000000, win 64240, options [mss 1460], length 0') +
      packet(back, '[R.], seq 0, ack 1, win 0, length 0');
    expect(numbers(lines)[3]).toEqual([0, 1_000_000_001]);
  });
});

describe('what is below a line', () => {
  test('-v: the IP header stands first', () => {
    const facts = one(
      '18:34:56.899632 IP (tos 0x0, ttl 63, id 58533, offset 0, flags [DF], proto TCP (6), length 60)\n' +
        `    ${SYN.slice(3).replace('[S], ', '[S], cksum 0x8ea6 (incorrect -> 0x1234), ')}\n`,
    );
    expect(facts).toMatchObject({ hopLimit: 63, identification: 58_533, sourcePort: 50_234 });
  });

  test('-v: what an error quotes', () => {
    const facts = one(
      '18:34:56.9 IP (tos 0xc0, ttl 64, id 1, offset 0, flags [none], proto ICMP (1), length 88)\n' +
        '    192.0.2.4 > 192.0.2.20: ICMP host 203.0.113.80 unreachable - admin prohibited filter, length 68\n' +
        '\tIP (tos 0x0, ttl 63, id 2, offset 0, flags [DF], proto TCP (6), length 60)\n' +
        '    192.0.2.20.50234 > 203.0.113.80.443: Flags [S], seq 1, win 64240, options [mss 1460], length 0\n',
    );
    expect(facts.icmp).toMatchObject({ type: 3, code: 13 });
    expect(facts.icmp?.quoted).toMatchObject({ sourcePort: 50_234, destinationPort: 443 });
  });

  test.each([
    [
      '-x',
      1,
      [
        '4500 0028 0001 4000 4006 0000 c000 0214',
        'cb00 7150 c43a 01bb 0000 0001 0000 0002',
        '5010 01f6 0000 0000',
      ],
    ],
    [
      '-xx',
      2,
      [
        '0000 5e00 5301 0000 5e00 5320 0800 4500',
        '0028 0001 4000 4006 0000 c000 0214 cb00',
        '7150 c43a 01bb 0000 0001 0000 0002 5010',
        '01f6 0000 0000',
      ],
    ],
  ])('%s: the packet itself', (_, kind, dump) => {
    const line =
      '18:34:56.9 IP 192.0.2.20.50234 > 203.0.113.80.443: Flags [.], ack 2, win 502, length 0\n';
    const hex = dump
      .map(
        (row, at) => `\t0x${(16 * at).toString(16).padStart(4, '0')}:  ${row.padEnd(40)} ..E..\n`,
      )
      .join('');
    const facts = one(line + hex);
    expect(facts.linkType).toBe(kind === 1 ? 101 : 1);
    expect(facts.bytes).toHaveLength(kind === 1 ? 40 : 54);
    const withoutPlaces = dump.map((row) => `\t\t\t ${row}\n`).join('');
    expect(one(line + withoutPlaces).bytes).toEqual(facts.bytes);
  });
});

describe('what tcpdump says of itself', () => {
  const lines = `18:34:56.899632 ${SYN}\n18:34:57.899632 ${SYN}\n`;
  const banner =
    '$ sudo tcpdump -nni any port 443\n' +
    'tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n' +
    'listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 262144 bytes\n';
  const end =
    '^C\n2 packets captured\n4 packets received by filter\n3 packets dropped by kernel\n$ exit\n';

  test('is no packet', () => {
    const read = readList(banner + lines + end);
    expect(read.format).toBe('tcpdump');
    expect(read.packets).toHaveLength(2);
    expect(read.refused).toEqual([]);
    expect(noteCodes(read)).toEqual(['no-date']);
  });
});

describe('quiet output', () => {
  test('has no flags, and none are made up', () => {
    const read = readList('18:34:56.899632 IP 192.0.2.20.50234 > 203.0.113.80.443: tcp 0\n');
    expect(read.packets[0]).toMatchObject({
      tcp: { flags: -1, lacksFlags: true },
      udp: null,
      sourcePort: 50_234,
    });
    expect(noteCodes(read)).toContain('flags-not-printed');
  });
});

test('a line that is no packet is named, with its column', () => {
  const read = readList(`18:34:56.899632 ${SYN}\n18:34:57.000000 nothing that is known\n`);
  expect(read.refused).toEqual([
    '2: column 17: no packet as tcpdump prints it: “nothing that is known”',
  ]);
});

test('however the text comes in pieces', () => {
  const lines = `18:34:56.899632 ${SYN}\n\t0x0000:  4500 0028\n18:34:57.899632 ${SYN}\n`;
  const whole = readList(lines).packets;
  expect(readList(lines, 7).packets).toEqual(whole);
  expect(whole).toHaveLength(2);
});

/*
 * No program here prints these. ASA: Cisco's "Use ASA Packet Captures" and the public examples of
 * `show capture` with Drop-reason. FortiGate: Fortinet's technical tip on the built-in sniffer, and
 * fortilab.pl/sniffer. fw monitor: Roesen's cheat sheet, networkology.net. pktmon: Microsoft's "Packet
 * Monitor" and "Investigate packet loss".
 */
describe('devices that print as tcpdump does', () => {
  test('show capture of an ASA: what it dropped, and why', () => {
    const { packets, refused } = readList(
      '2 packets captured\n\n' +
        '   1: 04:12:10.428093       192.0.2.10.34327 > 198.51.100.51.15868: S 2669456341:2669456341(0) win 4128 <mss 536> Drop-reason: (acl-drop) Flow is denied by configured rule\n' +
        '   2: 04:12:12.427330       802.1Q vlan#10 P0 192.0.2.10.34327 > 198.51.100.51.15868: S\n' +
        '     2669456341:2669456341(0) win 4128 <mss 536> Drop-reason: (acl-drop)\n' +
        '     Flow is denied by configured rule\n2 packets shown\n',
    );
    expect(refused).toEqual([]);
    expect(packets.map(({ frameNumber }) => frameNumber)).toEqual([1, 2]);
    for (const facts of packets) {
      expect(ends(facts)).toBe('192.0.2.10 34327 > 198.51.100.51 15868');
      expect(facts.tcp).toMatchObject({ flags: 2, rawSequence: 2_669_456_341, rawWindow: 4128 });
      expect(facts.statement).toMatchObject({ action: 'dropped', protocol: 6 });
      expect(facts.statement?.reason).toMatch(/^\(acl-drop\)/);
    }
  });

  test('sniffer of a FortiGate: interface and direction, no lengths', () => {
    const { format, packets, refused } = readList(
      'interfaces=[any]\nfilters=[host 203.0.113.80]\n' +
        '2.341234 port1 in 192.0.2.20.50234 -> 203.0.113.80.443: syn 1588191622\n' +
        '2.341300 port2 out 192.0.2.20.50234 -> 203.0.113.80.443: syn 1588191622\n' +
        '2.361300 port2 in 203.0.113.80.443 -> 192.0.2.20.50234: syn 3317617938 ack 1588191623\n' +
        '2.361400 port1 in 192.0.2.20.50234 -> 203.0.113.80.443: ack 3317617939\n' +
        '2.361500 port1 in 192.0.2.20.50234 -> 203.0.113.80.443: psh 1588191623 ack 3317617939\n' +
        '2.400000 port1 in 192.0.2.20.40000 -> 198.51.100.53.53: udp 37\n',
    );
    expect(format).toBe('fortigate');
    expect(refused).toEqual([]);
    expect(packets.map(({ tcp }) => tcp?.flags)).toEqual([2, 2, 0x12, 0x10, 0x18, undefined]);
    expect(packets[4].tcp).toMatchObject({ rawSequence: 1_588_191_623, payloadLength: -1 });
    expect(packets[4].tcp).toMatchObject({ rawAcknowledgment: 3_317_617_939, rawWindow: -1 });
    expect(packets[1]).toMatchObject({ interfaceName: 'port2', packetType: 4 });
    expect(packets[5].udp?.payloadLength).toBe(37);
  });

  test('fw monitor: one packet at several points is one', () => {
    const chain = (points: string, id: number) =>
      [...points]
        .map(
          (point) =>
            `[vs_0][fw_1] eth0:${point}[60]: 192.0.2.20 -> 203.0.113.80 (TCP) len=60 id=${id}\n` +
            'TCP: 50234 -> 443 .S.... seq=5ea9d2c6 ack=00000000\n',
        )
        .join('');
    const { packets, refused } = readList(
      `monitor: monitoring (control-C to stop)\n${chain('iIoO', 7)}${chain('i', 8)}`,
    );
    expect(refused).toEqual([]);
    expect(packets).toHaveLength(2);
    expect(packets[0]).toMatchObject({ identification: 7, hopLimit: -1, interfaceName: 'eth0' });
    expect(packets[0].tcp).toMatchObject({ flags: 2, rawSequence: 0x5ea9d2c6 });
  });

  test('fw monitor: what is seen at i and not at I was stopped by the gateway', () => {
    const syn = (points: string, id: number, from: number, to: string, flags = '.S....') =>
      [...points]
        .map(
          (point) =>
            `[vs_0][fw_1] eth0:${point}[60]: 192.0.2.20 -> ${point === 'i' ? to : '10.0.0.80'} (TCP) len=60 id=${id}\n` +
            `TCP: ${from} -> ${point === 'i' ? 443 : 8443} ${flags} seq=5ea9d2${id} ack=00000000\n`,
        )
        .join('');
    const stopped = (text: string) =>
      readList(`monitor: monitoring (control-C to stop)\n${text}`)
        .packets.filter(({ statement }) => statement !== null)
        .map(({ identification, isStatementOnly, statement }) => ({
          ...{ identification, isStatementOnly, action: statement?.action },
          ...{ reason: statement?.reason, to: statement?.destinationPort },
        }));
    const refused = { action: 'refused', reason: 'seen at i, not at I', to: 443 };
    // The first passes, through a translation of the server's address and port.
    const passes = syn('iIoO', 11, 50_001, '203.0.113.80');
    expect(stopped(passes + syn('i', 12, 50_002, '203.0.113.81'))).toEqual([
      { identification: 12, isStatementOnly: true, ...refused },
    ]);
    // Without point I of another packet it may not be monitored at all.
    expect(stopped(syn('i', 12, 50_002, '203.0.113.81'))).toEqual([]);
    expect(stopped(syn('iO', 11, 50_001, '203.0.113.80'))).toEqual([]);
    // Data may be held by the gateway's own inspection; so may a SYN that is answered by it first.
    expect(stopped(passes + syn('i', 13, 50_003, '203.0.113.81', '.AP...'))).toEqual([]);
    expect(
      stopped(
        passes +
          syn('i', 14, 50_004, '203.0.113.81') +
          syn('I', 15, 50_004, '203.0.113.81', '....A.'),
      ),
    ).toEqual([]);
  });

  test('pktmon: one packet at several places is one, and what was dropped says why', () => {
    const place = (drop: string, reason: string, appearance: number) =>
      `[30]0000.0000::2025-03-27 16:10:34.934020500 [Microsoft-Windows-PktMon] ${drop}PktGroupId 8444249301423149, PktNumber 1, Appearance ${appearance}, Direction Rx , Type IP , Component 49, Filter 1, ${reason}OriginalSize 402, LoggedSize 148\n`;
    const packet = (drop: string) =>
      `\t${drop}ip: 192.0.2.88.50005 > 192.0.2.68.50005: UDP, length 374\n`;
    const { format, packets, refused } = readList(
      place('', '', 1) +
        packet('') +
        place('', '', 2) +
        packet('') +
        place(
          'Drop: ',
          'DropReason INET: transport endpoint was not found , DropLocation 0xE000460A, ',
          0,
        ) +
        packet('Drop: '),
    );
    expect(format).toBe('pktmon');
    expect(refused).toEqual([]);
    expect(packets.map(({ isStatementOnly }) => isStatementOnly)).toEqual([false, true]);
    expect(packets[0].udp?.payloadLength).toBe(374);
    expect(packets[1].statement).toMatchObject({
      ...{ action: 'dropped', protocol: 17, destinationPort: 50_005 },
      reason: 'INET: transport endpoint was not found (0xE000460A)',
    });
  });

  test('sniffer of RouterOS: no flags, so nothing of TCP', () => {
    const { format, packets, refused } = readList(
      ' # TIME   INTERFACE  SRC-ADDRESS             DST-ADDRESS              IP-PROTOCOL SIZE CPU\n' +
        ' 0 1.697  ether1     192.0.2.20:1839         203.0.113.80:23 (telnet) tcp         46   0\n' +
        ' 1 1.82   ether1     192.0.2.20:40000        198.51.100.53:53 (dns)   udp         66   0\n',
    );
    expect(format).toBe('routeros');
    expect(refused).toEqual([]);
    expect(packets).toHaveLength(2);
    expect(packets[0]).toMatchObject({
      tcp: { flags: -1, lacksFlags: true },
      destinationPort: 23,
      seconds: 1,
    });
    expect(packets[1].udp?.payloadLength).toBe(38);
  });

  test('monitor traffic of Junos', () => {
    const facts = one(
      '15:12:34.123456  In IP truncated-ip - 10 bytes missing! 192.0.2.20.50234 > 203.0.113.80.179: P 1:20(19) ack 1 win 16384\n',
    );
    expect(ends(facts)).toBe('192.0.2.20 50234 > 203.0.113.80 179');
    expect(facts.tcp).toMatchObject({ flags: 0x18, payloadLength: 19 });
  });

  // juniper.net, "monitor traffic" (its examples with `detail`); the form is tcpdump 3.9's.
  test('monitor traffic of Junos, in detail, with its prompt and its own lines', () => {
    const { packets, refused } = readList(
      'user@srx> monitor traffic interface ge-0/0/0 no-resolve detail\n' +
        'Address resolution is OFF.\n' +
        'Listening on ge-0/0/0, capture size 1514 bytes\n\n' +
        '10:23:11.123456  In IP (tos 0x0, ttl  64, id 43981, offset 0, flags [DF], proto: TCP (6), length: 60) 192.0.2.20.49694 > 203.0.113.80.443: S [bad tcp cksum 0 (->1a2b)!] 1588187846:1588187846(0) win 64240 <mss 1460,sackOK,timestamp 581012645 0,nop,wscale 10>\n' +
        '10:23:12.143456 Out IP (tos 0x0, ttl  57, id 0, offset 0, flags [DF], proto: UDP (17), length: 65) 198.51.100.53.53 > 192.0.2.20.40000: UDP, length 37\n' +
        '^C\n2 packets received by filter\n0 packets dropped by kernel\n',
    );
    expect(refused).toEqual([]);
    expect(packets.map(({ hopLimit }) => hopLimit)).toEqual([64, 57]);
    expect(packets[0].tcp).toMatchObject({ flags: 2, rawSequence: 1_588_187_846 });
    expect(packets[1].udp?.payloadLength).toBe(37);
  });
});

describe('hostile text', () => {
  const packet = `18:34:56.899632 ${SYN}\n`;
  const lines = [
    '18:34:56.8 IP ('.padEnd(60_000, '('),
    `18:34:56.8 IP ${'1.1 > '.repeat(10_000)}`,
    `18:34:56.8 ${'00:00:5e:00:53:20 '.repeat(3_000)}`,
    `18:34:56.8 IP 192.0.2.1.53 > 192.0.2.2.53: 1 1/0/0 ${'a. A '.repeat(10_000)}`,
    `18:34:56.8 IP 192.0.2.1.1 > 192.0.2.2.2: Flags [S], options [${'nop,'.repeat(15_000)}`,
    `18:34:56.8 IP ${'IP 192.0.2.1 > 192.0.2.2: '.repeat(2_000)}`,
    `\t0x0000:  ${'4500 '.repeat(12_000)}`,
    `> ${'> '.repeat(30_000)}`,
    '\u0000\u001b[31m\u0007',
  ];

  test.each(lines.map((line, at) => [at, line] as const))('line %i', (_, line) => {
    const started = performance.now();
    const { packets } = readList(packet + `${line}\n`.repeat(40) + packet);
    expect(packets.length).toBeGreaterThanOrEqual(2);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  test('a line without an end', () => {
    const { packets, notes } = readList(packet + '18:34:57.0 IP 1'.padEnd(2_000_000, 'x'));
    expect(packets).toHaveLength(1);
    expect(notes.map(({ code }) => code)).toContain('cut-rows');
  });
});

describe('messages over UDP', () => {
  const from = '09:00:00.000001 IP 192.0.2.20.40000 > 203.0.113.20';
  const verbose =
    '09:00:00.000001 IP (tos 0x0, ttl 64, id 7, offset 0, flags [none], proto UDP (17), length ';
  const started = (facts: ReadFacts) =>
    Buffer.from(facts.payload ?? new Uint8Array(0)).toString('latin1');

  test('of RADIUS have code, number and length', () => {
    const facts = one(`${from}.1812: RADIUS, Access-Request (1), id: 0x14 length: 69\n`);
    expect([...(facts.payload?.subarray(0, 4) ?? [])]).toEqual([1, 0x14, 0, 69]);
    expect(facts.udp?.payloadLength).toBe(69);
    expect(facts.mayBeFragment).toBe(false);
    const cut = one(`${from}.1812: RADIUS, Access-Request (1), id: 0x78 length: 1472\n`);
    expect(cut.mayBeFragment).toBe(true);
  });

  test('of NTP have version and mode', () => {
    const asks = one(`${from}.123: NTPv4, Client, length 48\n`);
    expect([asks.payload?.[0], asks.udp?.payloadLength]).toEqual([0x23, 48]);
    expect(one(`${from}.123: NTPv3, Server, length 68\n`).payload?.[0]).toBe(0x1c);
    for (const other of [
      'NTPv4, Reserved, length 12',
      'NTPv9, Client, length 48',
      'NTPv4, Client, length 9',
    ]) {
      expect(one(`${from}.123: ${other}\n`).payload).toBeNull();
    }
  });

  test('of RADIUS have the authenticator with -v', () => {
    const facts = one(
      `${verbose}97)\n    192.0.2.20.40000 > 203.0.113.20.1812: RADIUS, length: 69\n` +
        '\tAccess-Request (1), id: 0x14, Authenticator: 03e3c9bee0068eb04c0d92a6613f5ba2\n' +
        '\t  User-Name Attribute (1), length: 7, Value: lab01\n',
    );
    expect(Buffer.from(facts.payload ?? []).toString('hex')).toBe(
      '0114004503e3c9bee0068eb04c0d92a6613f5ba2',
    );
    expect(facts.udp?.payloadLength).toBe(69);
  });

  test('of TFTP are requests for a file', () => {
    const facts = one(`${from}.69: TFTP, length 18, RRQ "phone.cfg" octet\n`);
    expect(started(facts)).toBe('\0\u0001phone.cfg\0octet\0');
    expect(started(one(`${from}.69:  18 WRQ "phone.cfg" octet\n`))).toBe(
      '\0\u0002phone.cfg\0octet\0',
    );
    expect(one(`${from}.69: TFTP, length 4, ACK block 1\n`).payload).toBeNull();
  });

  test('of SIP have their first line, and all with -v', () => {
    const request = 'OPTIONS sip:203.0.113.20 SIP/2.0';
    const facts = one(`${from}.5060: SIP: ${request}\n`);
    expect(started(facts)).toBe(`${request}\r\n`);
    expect(facts.udp?.payloadLength).toBeGreaterThan(request.length + 2);
    const whole = one(
      `${verbose}121)\n    192.0.2.20.40000 > 203.0.113.20.5060: SIP, length: 93\n` +
        `\t${request}\n\tCall-ID: 1@192.0.2.20\n\tCSeq: 1 OPTIONS\n\t\n\tv=0\n\ts=-\n`,
    );
    expect(started(whole)).toBe(
      `${request}\r\nCall-ID: 1@192.0.2.20\r\nCSeq: 1 OPTIONS\r\n\r\nv=0\r\ns=-\r\n`,
    );
    expect(whole.udp?.payloadLength).toBe(93);
  });

  test('of IKE have exchange and number with -v, else a length that is not 0', () => {
    const told = one(
      `${verbose}1500)\n    192.0.2.20.4500 > 203.0.113.20.4500: NONESP-encap: isakmp 2.0 msgid 00000001: child_sa  ikev2_auth[I]: [|v2e] (len mismatch: isakmp 1932/ip 1468)\n`,
    );
    const bytes = told.payload ?? new Uint8Array(0);
    expect([...bytes.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    expect([...bytes.subarray(21)]).toEqual([0x20, 35, 8, 0, 0, 0, 1, 0, 0, 7, 140]);
    expect(told.udp?.payloadLength).toBe(1936);
    const untold = one(`${from}.500: isakmp: parent_sa ikev2_init[I]\n`);
    expect(untold.udp?.payloadLength).toBe(28);
  });

  test('come in fragments: with -v flags say so, else the line below', () => {
    const flagged = verbose.replace('[none]', '[+]');
    const first = `192.0.2.20.40000 > 203.0.113.20.1812: RADIUS, length: 1472\n`;
    expect(one(`${flagged}1500)\n    ${first}`).moreFragments).toBe(true);
    expect(one(`${verbose}1500)\n    ${first}`).moreFragments).toBe(false);
    const { packets } = readList(
      `${from}.5060: SIP: INVITE sip:203.0.113.20 SIP/2.0\n` +
        '09:00:00.000002 IP 192.0.2.20 > 203.0.113.20: ip-proto-17\n' +
        `${from}.5060: SIP: INVITE sip:203.0.113.21 SIP/2.0\n` +
        '09:00:00.000003 IP 192.0.2.20 > 203.0.113.99: ip-proto-17\n',
    );
    expect(packets.map(({ moreFragments }) => moreFragments)).toEqual([true, false, false, false]);
  });
});

test('a datagram of which nothing is printed is one', () => {
  const { packets, refused } = readList(
    `09:00:00.000000 ${SYN}\n09:00:00.000001 IP 203.0.113.20.88 > 192.0.2.20.44877: \n`,
  );
  expect(refused).toEqual([]);
  expect(ends(packets[1])).toBe('203.0.113.20 88 > 192.0.2.20 44877');
  expect(packets[1].udp).not.toBeNull();
});

test("hex of an attribute's value, as -vv prints it, is not the packet's", () => {
  const facts = one(
    '09:00:00.000001 IP (tos 0x0, ttl 64, id 7, offset 0, flags [+], proto UDP (17), length 1500)\n' +
      '    192.0.2.20.40000 > 203.0.113.20.1812: RADIUS, length: 1472\n' +
      '\tAccess-Request (1), id: 0x78, Authenticator: 93a1dfc9782d30c0112bf44e690e4058\n' +
      '\t  EAP-Message Attribute (79), length: 255, Value: EAP fragment?\n' +
      '\t    0x0000:  6365 7274 6966 6963 6174 652d 2d2d 2d2d\n' +
      '\t    0x0010:  2d2d 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d\n'.repeat(3),
  );
  expect(facts.bytes).toBeNull();
  expect(facts.moreFragments).toBe(true);
});

test('-A prints what a proxy is asked', () => {
  const facts = one(
    '09:00:00.000001 IP 192.0.2.20.40000 > 192.0.2.30.3128: Flags [P.], seq 1:92, ack 1, win 502, length 91\n' +
      'E..w..@.@.............8.P....HCONNECT www.example.net:443 HTTP/1.1\n' +
      'Host: www.example.net:443\n\n',
  );
  expect(facts.http).toMatchObject({
    firstLine: 'CONNECT www.example.net:443 HTTP/1.1',
    host: 'www.example.net:443',
  });
});

describe('as people paste it', () => {
  const VERBOSE = [
    '09:56:26.275509 IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 60)',
    '    192.0.2.20.34519 > 198.51.100.1.8443: Flags [S], cksum 0x6661 (correct), seq 7, win 65535, options [mss 1460], length 0',
    '09:56:27.275509 IP (tos 0x0, ttl 64, id 2, offset 0, flags [DF], proto TCP (6), length 60)',
    '    192.0.2.20.34519 > 198.51.100.1.8443: Flags [S], cksum 0x6661 (correct), seq 7, win 65535, options [mss 1460], length 0',
  ];

  function packetsOf(lines: readonly string[]) {
    const { packets, refused } = readList(`${lines.join('\n')}\n`);
    expect(refused).toEqual([]);
    return packets.map(({ line: _line, offset: _offset, ...facts }) => facts);
  }

  test.each([
    ['once', '> '],
    ['without a space', '>'],
    ['twice', '> > '],
  ])('two lines a packet, quoted %s', (_name, mark) => {
    const quoted = VERBOSE.map((line) => `${mark}${line}`);
    expect(packetsOf(quoted)).toEqual(packetsOf(VERBOSE));
    const begun = [`${mark}${VERBOSE[1]}`, ...quoted];
    expect(packetsOf(begun)).toEqual(packetsOf(VERBOSE));
  });

  test('set below each other with spaces around commas', () => {
    const plain = [
      '02:52:44.513700 IP 192.0.2.9.41038 > 198.51.100.34.80: Flags [S], seq 3310420140, length 0',
      '02:52:44.692953 IP 192.0.2.9.41038 > 198.51.100.34.80: Flags [.], ack 1353235535, length 0',
    ];
    const spaced = [
      '02:52:44.513700 IP 192.0.2.9.41038 > 198.51.100.34.80: Flags [S] , seq 3310420140,            length 0',
      '02:52:44.692953 IP 192.0.2.9.41038 > 198.51.100.34.80: Flags [.] ,         ack 1353235535, length 0',
    ];
    expect(packetsOf(spaced)).toEqual(packetsOf(plain));
  });
});
