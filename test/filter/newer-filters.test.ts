import { describe, expect, it } from 'vitest';
import { compileDisplayFilter, DisplayFilterError } from '../../src/filter/display-filter.ts';
import { specialMask, specialName } from '../../src/filter/special-addresses.ts';
import { addressBytes, parseIpv4, parseIpv6 } from '../../src/protocols/address-text.ts';
import { toldInWords } from '../../src/words/errors/said.ts';
import { explainDisplayFilter } from '../../src/words/explained-filter.ts';
import { NEWER_FILTERS } from './newer-filters.ts';
import { selectFrames } from './select.ts';
import { hasSharkd, wiresharkVerdicts } from './wireshark.ts';

process.env.TZ = 'UTC';

describe('filters of Wireshark 4.2 and 4.4', () => {
  it('select as many packets as tshark 4.4.19 does', async () => {
    const mine = await selectFrames(
      'captures/healthy.pcapng',
      NEWER_FILTERS.map(([filter]) => filter),
    );
    const different = NEWER_FILTERS.flatMap(([filter, packets], i) =>
      mine[i].length === packets ? [] : [{ filter, packets, mine: mine[i].length }],
    );
    expect(different).toEqual([]);
  });

  it.skipIf(!hasSharkd)('are refused by 4.0', () => {
    const theirs = wiresharkVerdicts(NEWER_FILTERS.map(([filter]) => filter));
    expect(NEWER_FILTERS.filter((_, i) => theirs[i] !== false)).toEqual([]);
  });

  it('have names for bits too, and float() and double() of 4.6', async () => {
    const pairs = [
      ['vals(tcp.flags.syn) == "Set"', 'tcp.flags.syn == 1'],
      ['float(ip.ttl) > 63.5', 'ip.ttl > 63'],
      ['double(frame.time_delta) > 0.01', 'frame.time_delta > 0.01'],
    ];
    for (const pair of pairs) {
      const [newer, older] = await selectFrames('captures/healthy.pcapng', pair);
      expect(newer).toEqual(older);
      expect(newer.length).toBeGreaterThan(0);
    }
  });

  it.each([
    ['ip.src == $' + '{ip.src}', /selected in Wireshark.*type the value of ip\.src/],
    ['ip.src == $ip.src', /type the value of ip\.src/],
    ['$private_ipv4(ip.src)', /dmacros.*type what it stands for, such as ip_rfc1918/],
    ['$' + '{private_ipv4:ip.src}', /such as ip_rfc1918/],
    ['$mine(ip.src)', /type what it stands for\./],
    ['@tcp.flags.syn == 02', /not known here.*tcp\[0:2\]/],
    ['@"abc"[1] == 62', /unexpected/],
    ['ip_rfc1918(ipv6.src)', /does not take ipv6\.src/],
    ['ip_ula(ip.src)', /does not take ip\.src/],
    ['ip_multicast(eth.dst)', /does not take eth\.dst/],
    ['vals(ip.ttl) == "64"', /does not take ip\.ttl/],
    ['hex(ip.src) == "0x1"', /does not take ip\.src/],
    ['ip_rfc1918(ip.src, ip.dst)', /takes one argument, not 2/],
    ['5 == 5', /neither/],
  ])('refuse %s with what to type', (filter, message) => {
    const compile = () => toldInWords(() => compileDisplayFilter(filter));
    expect(compile).toThrow(message);
    expect(compile).toThrow(DisplayFilterError);
  });

  it('are explained', () => {
    expect(explainDisplayFilter('ip_rfc1918(ip.src)').tree?.text).toBe(
      'whether ip.src is private (RFC 1918) is not zero',
    );
    expect(explainDisplayFilter('@tcp.srcport == 01:bb').tree?.text).toMatch(/the bytes of tcp/);
  });
});

describe('special-purpose addresses', () => {
  it.each([
    ['0.0.0.0', 'This host on this network', 17],
    ['10.255.255.255', 'Private-Use', 28],
    ['11.0.0.0', null, null],
    ['100.64.0.1', 'Shared Address Space', 28],
    ['127.0.0.1', 'Loopback', 1],
    ['169.254.1.1', 'Link Local', 25],
    ['172.31.255.255', 'Private-Use', 28],
    ['172.32.0.0', null, null],
    ['192.0.2.1', 'Documentation (TEST-NET-1)', 0],
    ['198.19.255.255', 'Benchmarking', 28],
    ['239.0.0.1', null, null],
    ['250.0.0.1', 'Reserved', 1],
    ['::1', 'Loopback Address', 1],
    ['::ffff:192.0.2.1', 'IPv4-mapped Address', 1],
    ['64:ff9b::1', 'IPv4-IPv6 Translat.', 30],
    ['100:0:0:1::', 'Dummy IPv6 Prefix', 16],
    ['2001::1', 'TEREDO', 28],
    ['2001:db8::1', 'Documentation', 0],
    ['2002::1', '6to4', 28],
    ['3fff:fff::1', 'Documentation', 0],
    ['fd00::1', 'Unique-Local', 28],
    ['febf::1', 'Link-Local Unicast', 25],
    ['2606:4700::1', null, null],
  ])('%s', (text, name, mask) => {
    const words = text.includes(':') ? parseIpv6(text) : null;
    const address = words === null ? (parseIpv4(text) as number) >>> 0 : addressBytes(words);
    expect([specialName(address), specialMask(address)]).toEqual([name, mask]);
  });
});
