import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { translateCaptureFilter } from '../../src/filter/capture-filter/translate.ts';
import { said } from '../../src/words/errors/said.ts';
import { readAll } from '../../support/read-capture.ts';
import { CAPTURES, captureNames, labCaptureNames } from '../../support/shipped-captures.ts';
import { installed } from '../../support/tools.ts';
import { selectFrames } from './select.ts';

/** Capture filters of tcpdump(1), pcap-filter(7) and what one types, and the display filters for them. */
const FILTERS: readonly (readonly [capture: string, display: string])[] = [
  ['tcp', 'tcp'],
  ['udp', 'udp'],
  ['icmp', 'icmp'],
  ['icmp6', 'icmpv6'],
  ['arp', 'arp'],
  ['ip', 'ip'],
  ['ip6', 'ipv6'],
  ['ip or ip6', 'ip or ipv6'],
  ['port 53', 'tcp.port == 53 or udp.port == 53'],
  ['port domain', 'tcp.port == 53 or udp.port == 53'],
  ['tcp port 443', 'tcp.port == 443'],
  ['tcp port https', 'tcp.port == 443'],
  ['udp port 53', 'udp.port == 53'],
  ['udp port 53 or tcp port 53', 'udp.port == 53 or tcp.port == 53'],
  ['tcp src port 443', 'tcp.srcport == 443'],
  ['tcp dst port 443', 'tcp.dstport == 443'],
  ['dst port 443', 'tcp.dstport == 443 or udp.dstport == 443'],
  ['src port 53', 'tcp.srcport == 53 or udp.srcport == 53'],
  ['src or dst port 443', 'tcp.port == 443 or udp.port == 443'],
  [
    'src and dst port 53',
    '(tcp.srcport == 53 or udp.srcport == 53) and (tcp.dstport == 53 or udp.dstport == 53)',
  ],
  ['port 80 or 443', 'tcp.port == 80 or udp.port == 80 or tcp.port == 443 or udp.port == 443'],
  ['tcp port 80 or 443', 'tcp.port == 80 or tcp.port == 443'],
  ['tcp port (80 or 443)', 'tcp.port == 80 or tcp.port == 443'],
  ['portrange 400-500', 'tcp.port in {400..500} or udp.port in {400..500}'],
  ['tcp portrange 1-1023', 'tcp.port in {1..1023}'],
  ['dst portrange 1024-65535', 'tcp.dstport in {1024..65535} or udp.dstport in {1024..65535}'],
  [
    'host 192.168.1.20',
    'ip.addr == 192.168.1.20 or arp.src.proto_ipv4 == 192.168.1.20 or arp.dst.proto_ipv4 == 192.168.1.20',
  ],
  ['ip host 192.168.1.20', 'ip.addr == 192.168.1.20'],
  [
    'arp host 192.168.1.1',
    'arp.src.proto_ipv4 == 192.168.1.1 or arp.dst.proto_ipv4 == 192.168.1.1',
  ],
  ['src host 192.168.1.20', 'ip.src == 192.168.1.20 or arp.src.proto_ipv4 == 192.168.1.20'],
  ['dst host 192.168.1.20', 'ip.dst == 192.168.1.20 or arp.dst.proto_ipv4 == 192.168.1.20'],
  ['src 192.168.1.20', 'ip.src == 192.168.1.20 or arp.src.proto_ipv4 == 192.168.1.20'],
  [
    'host 192.168.1.20 and port 443',
    'ip.addr == 192.168.1.20 and (tcp.port == 443 or udp.port == 443)',
  ],
  ['host 192.168.1.20 and tcp port 443', 'ip.addr == 192.168.1.20 and tcp.port == 443'],
  [
    'tcp and host 192.168.1.20 and not port 53',
    'tcp and ip.addr == 192.168.1.20 and not (tcp.port == 53 or udp.port == 53)',
  ],
  [
    'host 192.168.1.20 and not 192.168.1.1 and tcp',
    'ip.addr == 192.168.1.20 and not ip.addr == 192.168.1.1 and tcp',
  ],
  [
    'not host 192.168.1.20',
    'not (ip.addr == 192.168.1.20 or arp.src.proto_ipv4 == 192.168.1.20 or arp.dst.proto_ipv4 == 192.168.1.20)',
  ],
  ['! arp', 'not arp'],
  ['not arp and not icmp', 'not arp and not icmp'],
  [
    'not (port 53 or port 443)',
    'not (tcp.port == 53 or udp.port == 53 or tcp.port == 443 or udp.port == 443)',
  ],
  [
    'udp and dst 192.168.1.1 && port 53',
    'udp and ip.dst == 192.168.1.1 and (tcp.port == 53 or udp.port == 53)',
  ],
  // `and` and `or` bind alike.
  ['udp or tcp and port 53', '(udp or tcp) and (tcp.port == 53 or udp.port == 53)'],
  ['tcp and port 443 or udp', '(tcp and (tcp.port == 443 or udp.port == 443)) or udp'],
  [
    'net 192.168.1.0/24',
    'ip.addr == 192.168.1.0/24 or arp.src.proto_ipv4 == 192.168.1.0/24 or arp.dst.proto_ipv4 == 192.168.1.0/24',
  ],
  ['src net 192.168 and tcp', 'ip.src == 192.168.0.0/16 and tcp'],
  ['dst net 192.168.1 and udp', 'ip.dst == 192.168.1.0/24 and udp'],
  ['ip net 10', 'ip.addr == 10.0.0.0/8'],
  ['ip net 192.168.1.0 mask 255.255.255.0', 'ip.addr == 192.168.1.0/24'],
  ['host 2001:db8:1::20', 'ipv6.addr == 2001:db8:1::20'],
  ['ip6 host 2001:db8:1::20', 'ipv6.addr == 2001:db8:1::20'],
  ['net 2001:db8::/32', 'ipv6.addr == 2001:db8::/32'],
  ['src net 2001:db8:1::/48', 'ipv6.src == 2001:db8:1::/48'],
  ['ip proto 1', 'ip.proto == 1'],
  ['ip proto \\tcp', 'ip.proto == 6'],
  ['ip6 proto 17', 'ipv6.nxt == 17'],
  ['proto 6', 'ip.proto == 6 or ipv6.nxt == 6'],
  ['ether proto 0x0806', 'arp'],
  ['ether host 02:00:00:00:00:01', 'eth.addr == 02:00:00:00:00:01'],
  ['ether src 02:00:00:00:00:01', 'eth.src == 02:00:00:00:00:01'],
  ['ether dst ff:ff:ff:ff:ff:ff', 'eth.dst == ff:ff:ff:ff:ff:ff'],
  ['broadcast', 'eth.dst == ff:ff:ff:ff:ff:ff'],
  ['ether multicast', 'eth.dst.ig == 1'],
  ['multicast and not broadcast', 'eth.dst.ig == 1 and not eth.dst == ff:ff:ff:ff:ff:ff'],
  ['ip multicast', 'ip.dst >= 224.0.0.0'],
  ['ip6 multicast', 'ipv6.dst == ff00::/8'],
  ['less 100', 'frame.len <= 100'],
  ['greater 1000', 'frame.len >= 1000'],
  ['len > 100 and len <= 200', 'frame.len > 100 and frame.len <= 200'],
  ['tcp[tcpflags] & tcp-syn != 0', 'tcp.flags.syn == 1'],
  ['tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn', 'tcp.flags.syn == 1 and tcp.flags.ack == 0'],
  ['tcp[tcpflags] & (tcp-syn|tcp-fin) != 0', 'tcp.flags.fin == 1 or tcp.flags.syn == 1'],
  ['tcp[tcpflags] & tcp-rst = tcp-rst', 'tcp.flags.reset == 1'],
  ['tcp[13] & 4 != 0', 'tcp.flags.reset == 1'],
  ['(tcp[13] & 2) != 0', 'tcp.flags.syn == 1'],
  ['tcp[13] == 18', 'tcp.flags & 0xff == 0x12'],
  ['tcp[tcpflags] == tcp-syn', 'tcp.flags & 0xff == 0x02'],
  [
    'tcp[tcpflags] & (tcp-syn|tcp-ack) == (tcp-syn|tcp-ack)',
    'tcp.flags.syn == 1 and tcp.flags.ack == 1',
  ],
  [
    'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 and not src and dst net 192.168.1.0/24',
    '(tcp.flags.fin == 1 or tcp.flags.syn == 1) and not (ip.src == 192.168.1.0/24 and ip.dst == 192.168.1.0/24)',
  ],
  [
    'icmp[icmptype] != icmp-echo and icmp[icmptype] != icmp-echoreply',
    'icmp.type != 8 and icmp.type != 0',
  ],
  ['icmp[0] = 3 and icmp[1] == 13', 'icmp.type == 3 and icmp.code == 13'],
  ['icmp6[icmp6type] == icmp6-neighborsolicit', 'icmpv6.type == 135'],
  ['ip[8] < 64', 'ip.ttl < 64'],
  ['ip[2:2] > 576', 'ip.len > 576'],
  ['ip[6:2] & 0x1fff != 0', 'ip.frag_offset > 0'],
  ['ip[6] & 0x40 != 0', 'ip.flags.df == 1'],
  ['ip[0] & 0xf != 5', 'ip.hdr_len != 20'],
  ['udp[4:2] > 100', 'udp.length > 100'],
  ['tcp[2:2] == 443', 'tcp.dstport == 443'],
  [
    'tcp port 443 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)',
    'tcp.port == 443 and tcp.len > 0',
  ],
  ['tcp[((tcp[12:1] & 0xf0) >> 2):4] = 0x47455420', 'tcp.payload[0:4] == 47:45:54:20'],
  ['vlan 10', 'vlan.id == 10'],
  ['ether[12:2] == 0x86dd', 'eth.type == 0x86dd'],
];

describe('a capture filter as a display filter', () => {
  test.each(FILTERS)('%s', (capture, display) => {
    expect(translateCaptureFilter(capture)).toEqual({ displayFilter: display });
  });

  test.each([
    ['host www.example.com', /names are not looked up/],
    ['net mynet', /networks are not looked up/],
    ['inbound', /while capturing/],
    ['gateway snup and tcp port 21', /looked up/],
    ['rarp', /no display filter/],
    ['ip broadcast', /netmask/],
    ['udp[20:2] == 5', /not translated/],
    ['ip[16] >= 224', /not translated/],
  ])('%s: why there is none', (capture, why) => {
    const translated = translateCaptureFilter(capture);
    if (translated === null || !('why' in translated)) throw new Error('translated');
    expect(said(translated.why)).toMatch(why);
  });

  test.each([
    ...['', 'case.pcapng', 'tcp.port == 443', 'ip.addr == 192.0.2.1', 'http contains "x"'],
    ...['port == 8443', 'host', 'tcp port', 'tcp port x.y', 'and tcp', 'tcp and', '(tcp', 'tcp)'],
    ...['tcp tcp', '443', 'host 1.2.3.4.5', 'port 70000', 'net 10.0.0.0/33', 'portrange 5'],
    ...['host 192.0.2.1 port 443', `${'('.repeat(500)}tcp${')'.repeat(500)}`, 'not '.repeat(500)],
    ...['tcp['.repeat(300), '((((tcp[1] & '.repeat(100), 'what is wrong'],
  ])('%j is none', (text) => {
    expect(translateCaptureFilter(text)).toBeNull();
  });
});

/**
 * Frames of which libpcap sees less than a display filter: a header within another one, a VLAN tag, an IPv6
 * extension header, a fragment behind the first, SCTP's ports.
 */
const SEEN_OTHERWISE =
  'vlan or mpls or pppoes or sctp or ip.frag_offset > 0 or ipv6.nxt in {0, 43, 44, 60} or icmp.type in {3, 5, 11, 12} or icmpv6.type < 128 or ip.src#2 or ipv6.src#2 or (ip and ipv6) or gre or esp or ah';

/** The packets that tcpdump selects, as it writes them: classic pcap in this machine's byte order. */
async function selectedByTcpdump(path: string, filter: string) {
  const { stdout, status } = spawnSync('tcpdump', ['-n', '-r', path, '-w', '-', filter], {
    maxBuffer: 1 << 28,
  });
  return status === 0 ? (await readAll(stdout)).packets : null;
}

describe.skipIf(!installed('tcpdump'))('tcpdump selects the same frames', () => {
  // One in sixteen of the lab's, whose networks are alike.
  const names = [...captureNames(), ...labCaptureNames().filter((_, i) => i % 16 === 0)].filter(
    (name) => /\.pcap(?:ng)?$/.test(name),
  );
  const translated = FILTERS;

  test.each(names)('%s', async (name) => {
    const path = join(CAPTURES, name);
    const { packets } = await readAll(readFileSync(path));
    const key = ({ bytes, seconds, nanoseconds }: (typeof packets)[number]) =>
      `${seconds}.${Math.trunc(nanoseconds / 1_000)} ${Buffer.from(bytes).toString('latin1')}`;
    const selections = await selectFrames(path, [
      SEEN_OTHERWISE,
      'ipv6',
      ...translated.map(([, display]) => display),
    ]);
    const [otherwise, ipv6] = selections.map(
      (frames) => new Set(frames.map((frame) => key(packets[frame - 1]))),
    );
    const differing: object[] = [];
    for (const [i, [capture, display]] of translated.entries()) {
      const theirs = await selectedByTcpdump(path, capture);
      // Interfaces of several link types are not read by tcpdump.
      if (theirs === null) continue;
      // Bytes of TCP and UDP are those over IPv4 alone in libpcap.
      const isCompared = (packet: string) =>
        !otherwise.has(packet) && !(/\b(?:tcp|udp)\[/.test(capture) && ipv6.has(packet));
      const theirKeys = theirs.map(key).filter(isCompared);
      const ourKeys = selections[i + 2].map((frame) => key(packets[frame - 1])).filter(isCompared);
      if (theirKeys.length !== ourKeys.length || theirKeys.some((k, at) => k !== ourKeys[at])) {
        differing.push({ capture, display, theirs: theirKeys.length, ours: ourKeys.length });
      }
    }
    expect(differing).toEqual([]);
  });
});
