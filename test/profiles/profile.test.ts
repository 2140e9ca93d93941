import { describe, expect, it } from 'vitest';
import { type Profile, ProfileMatcher } from '../../src/profiles/profile.ts';
import { PROFILES, profileNamed } from '../../src/profiles/profiles.ts';
import { parseAddress } from '../../src/protocols/address-text.ts';
import { cpuMilliseconds } from '../../support/cpu-time.ts';

const fn = (id: string, servers: Profile['functions'][number]['servers']) => ({
  id,
  title: id,
  serverTitle: id,
  marksProduct: true,
  servers,
  impact: '',
  remedy: [],
});
const ports = [{ protocol: 'tcp' as const, port: 443 }];
const matcher = new ProfileMatcher({
  name: 'test',
  title: 'test',
  dnsServers: [],
  functions: [
    fn('range', [{ ranges: ['198.51.100.64/26', '2001:db8:8000::/33', '192.0.2.1/32'], ports }]),
    fn('name', [{ names: ['*.Example.com', 'exact.example.net'], ports }]),
    fn('address', [
      {
        addresses: ['198.51.100.70', '2001:db8::1'],
        addressNames: { '198.51.100.70': 'known.example' },
        ports,
      },
    ]),
  ],
});
const match = (
  address: string,
  names: string[] = [],
  port = 443,
  protocol: 'tcp' | 'udp' = 'tcp',
) => matcher.match(parseAddress(address)!, port, protocol, names)?.function.id ?? null;

describe('ProfileMatcher', () => {
  it('trusts an address more than a name, and a name more than a range', () => {
    expect(match('198.51.100.70', ['a.example.com'])).toBe('address');
    expect(match('198.51.100.71', ['a.example.com'])).toBe('name');
    expect(match('198.51.100.71')).toBe('range');
    expect(match('2001:db8:0::1')).toBe('address');
  });

  it.each([
    ['a.example.com', 'name'],
    ['a.b.EXAMPLE.com', 'name'],
    ['example.com', null],
    ['badexample.com', null],
    ['a.example.com.evil.test', null],
    ['exact.example.net', 'name'],
    ['a.exact.example.net', null],
  ])('name %s: %s', (name, expected) => {
    expect(match('203.0.113.1', [name])).toBe(expected);
  });

  it.each([
    ['198.51.100.63', null],
    ['198.51.100.64', 'range'],
    ['198.51.100.127', 'range'],
    ['198.51.100.128', null],
    ['192.0.2.1', 'range'],
    ['192.0.2.0', null],
    ['2001:db8:7fff:ffff::', null],
    ['2001:db8:8000::', 'range'],
    ['2001:db8:ffff::9', 'range'],
    ['2001:db9::', null],
  ])('range holds %s: %s', (address, expected) => {
    expect(match(address)).toBe(expected);
  });

  it('port and protocol are part of the match', () => {
    expect(match('198.51.100.70', [], 80)).toBeNull();
    expect(match('198.51.100.70', [], 443, 'udp')).toBeNull();
  });

  it('takes the first that fits in the order of the profile, not the narrowest', () => {
    const several = new ProfileMatcher({
      name: 'several',
      title: 'several',
      dnsServers: [],
      functions: [
        fn('other port', [{ ranges: ['10.0.0.0/8'], ports: [{ protocol: 'udp', port: 443 }] }]),
        fn('wide', [{ ranges: ['10.0.0.0/8'], names: ['*.example'], ports }]),
        fn('narrow', [{ ranges: ['10.1.0.0/16'], names: ['a.example', '*.b.example'], ports }]),
      ],
    });
    const of = (address: string, names: string[] = []) =>
      several.match(parseAddress(address)!, 443, 'tcp', names)?.function.id;
    expect(of('10.1.2.3')).toBe('wide');
    expect(of('192.0.2.1', ['a.example'])).toBe('wide');
    expect(of('192.0.2.1', ['x.test', 'c.b.example'])).toBe('wide');
  });

  it('takes no longer for a large profile', () => {
    const many = Array.from({ length: 64 }, (_, index) => ({
      ranges: ['10.0.0.0/8', '10.0.0.0/9', 'fd00::/8'],
      names: [`*.x${index}.example`],
      ports,
    }));
    const large = new ProfileMatcher({
      name: 'large',
      title: 'large',
      dnsServers: [],
      functions: Array.from({ length: 32 }, (_, index) => fn(`f${index}`, many)),
    });
    const started = cpuMilliseconds();
    // As many endpoints as a capture may have; server by server it would be half a minute.
    for (let host = 0; host < 65_536; host++) {
      expect(large.match([0, 0, 0xffff, host], 443, 'tcp', ['a.b.c.example.com'])).toBeNull();
    }
    expect(cpuMilliseconds() - started).toBeLessThan(5_000);
  });

  it('knows nothing of a server in a range of all addresses but its port', () => {
    const any = new ProfileMatcher({
      name: 'any',
      title: 'any',
      dnsServers: [],
      functions: [fn('web', [{ ranges: ['0.0.0.0/0', '::/0'], names: ['a.example'], ports }])],
    });
    const by = (address: string, names: string[] = []) =>
      any.match(parseAddress(address)!, 443, 'tcp', names)?.by;
    expect([by('198.51.100.1'), by('2001:db8::1')]).toEqual(['port', 'port']);
    expect(by('198.51.100.1', ['a.example'])).toBe('name');
  });

  it('names the addresses that it knows', () => {
    expect(matcher.nameOf(parseAddress('198.51.100.70')!)).toBe('known.example');
    expect(matcher.nameOf(parseAddress('198.51.100.71')!)).toBeNull();
  });

  it('takes every shipped profile', () => {
    for (const profile of PROFILES) {
      expect(() => new ProfileMatcher(profile)).not.toThrow();
      expect(profileNamed(profile.name)).toBe(profile);
    }
  });
});
