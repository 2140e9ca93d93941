import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type AddressWords,
  formatAddress,
  parseAddress,
} from '../../../src/protocols/address-text.ts';
import { Identifier } from '../../../src/protocols/redact/canvas.ts';
import { AddressMapper } from '../../../src/rewrite/redaction/address-mapper.ts';
import { IdentifierMapper } from '../../../src/rewrite/redaction/identifier-mapper.ts';
import { KeptAddresses } from '../../../src/rewrite/redaction/kept.ts';
import { macBytes } from '../../../support/packet-builder.ts';
import { seeded } from '../../../support/sample-packets.ts';

const keyed = (key: string) => (input: Uint8Array) =>
  createHmac('sha256', key).update(input).digest();
const kept = new KeptAddresses();
for (const text of ['208.67.222.222', '146.112.0.0/16', '2620:119:35::35']) kept.add(text);
const mapper = new AddressMapper(keyed('a'), kept);

function mapped(text: string, by = mapper): string {
  const words = parseAddress(text);
  if (words === null) throw new Error(text);
  return formatAddress(...by.words(words));
}

/** Bits that two addresses have in common from their start. */
function common(one: AddressWords, other: AddressWords): number {
  for (let word = 0; word < 4; word++) {
    const difference = one[word] ^ other[word];
    if (difference !== 0) return 32 * word + Math.clz32(difference);
  }
  return 128;
}

describe('addresses under a key', () => {
  test('common prefixes stay as long as they were', () => {
    const random = seeded(7);
    const word = () => random() | 0;
    for (let i = 0; i < 2_000; i++) {
      const length = random() % 24;
      // Within a private block nothing has to be replaced twice.
      const one = 0x0a000000 | (word() & 0xffffff);
      const other = 0x0a000000 | ((one ^ (0x800000 >>> length)) & 0xffffff);
      const pair = [one, other].map((address) => mapper.ipv4(address));
      expect(Math.clz32(pair[0] ^ pair[1])).toBe(Math.clz32(one ^ other));
      const first: AddressWords = [0xfd000000 | (word() >>> 8), word(), word(), word()];
      const second = [...first] as unknown as [number, number, number, number];
      const bit = 8 + (random() % 120);
      second[bit >>> 5] ^= 0x80000000 >>> (bit & 31);
      expect(common(mapper.words(first), mapper.words(second))).toBe(common(first, second));
    }
  });

  test.each([
    ['10.1.2.3', /^10\./],
    ['172.16.0.1', /^172\.(?:1[6-9]|2\d|3[01])\./],
    ['172.31.255.254', /^172\.(?:1[6-9]|2\d|3[01])\./],
    ['192.168.0.204', /^192\.168\./],
    ['169.254.10.20', /^169\.254\./],
    ['100.64.0.1', /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./],
    ['fe80::1:2:3:4', /^fe80::/],
    ['fd00:1:2::3', /^fd/],
    ['2001:db8::1', /^[23]/],
    ['::ffff:10.1.2.3', /^10\./],
    ['64:ff9b::a01:203', /^64:ff9b::a/],
  ])('%s stays in its block', (text, block) => {
    expect(mapped(text)).toMatch(block);
    expect(mapped(text)).not.toBe(text);
    expect(mapped(text)).toBe(mapped(text));
    expect(mapped(text)).not.toBe(mapped(text, new AddressMapper(keyed('b'), kept)));
  });

  test.each([
    ...['0.0.0.0', '127.0.0.1', '224.0.0.251', '255.255.255.255', '::', '::1', 'ff02::fb'],
    ...['ff02::1', '208.67.222.222', '146.112.63.8', '2620:119:35::35'],
  ])('%s stays as it is', (text) => {
    expect(mapped(text)).toBe(text);
  });

  test('public addresses stay public, take nobody’s place, and stay apart', () => {
    const random = seeded(11);
    const seen = new Map<string, string>();
    for (let i = 0; i < 5_000; i++) {
      const text = formatAddress(0, 0, 0xffff, random() | 0);
      if (/^(?:0|10|127|192|172|169|100|208|146|22[4-9]|2[345]\d)\./.test(text)) continue;
      const result = mapped(text);
      expect(result).not.toMatch(
        /^(?:0|10|127|22[4-9]|2[345]\d)\.|^192\.168\.|^169\.254\.|^146\.112\./,
      );
      expect(seen.get(result) ?? text).toBe(text);
      seen.set(result, text);
    }
  });

  test('a MAC address keeps what it is: a group, locally made', () => {
    const map = (text: string) => {
      const into = new Uint8Array(6);
      mapper.mac(macBytes(text), 0, into, 0);
      return Array.from(into, (byte) => byte.toString(16).padStart(2, '0')).join(':');
    };
    expect(map('ff:ff:ff:ff:ff:ff')).toBe('ff:ff:ff:ff:ff:ff');
    expect(map('01:00:5e:00:00:fb')).toBe('01:00:5e:00:00:fb');
    const [one, other] = [map('3c:5a:b4:12:34:56'), map('3c:5a:b4:12:34:57')];
    expect(one).not.toBe('3c:5a:b4:12:34:56');
    expect(other.slice(0, 14)).toBe(one.slice(0, 14));
    expect(other).not.toBe(one);
    expect(Number.parseInt(map('02:00:00:00:00:01').slice(0, 2), 16) & 3).toBe(2);
    // RFC 2464: the group's MAC address ends as its IPv6 address does.
    const group = mapper.words(parseAddress('ff02::1:ff78:9abc')!);
    expect(map('33:33:ff:78:9a:bc').replaceAll(':', '')).toBe(
      `3333${(group[3] >>> 0).toString(16)}`,
    );
    expect(group[3] & 0xffffff).not.toBe(0x789abc);
  });
});

test('two groups never become one', () => {
  // They differ in the bit that a MAC address does not have (RFC 1112 §6.4).
  const groups = ['232.1.7.8', '232.129.7.8', '239.1.7.8', '239.129.7.8', '232.1.71.8'];
  const replaced = groups.map((group) => mapped(group));
  expect(new Set(replaced).size).toBe(groups.length);
  for (const [index, group] of groups.entries()) {
    expect(replaced[index].split('.')[0]).toBe(group.split('.')[0]);
  }
});

describe('identifiers under a key', () => {
  const identifiers = new IdentifierMapper(keyed('a'));

  test('VLANs are replaced one for one, but for none and the reserved one', () => {
    const all = Array.from({ length: 4096 }, (_, id) =>
      identifiers.number(Identifier.VLAN, id, 12),
    );
    expect(new Set(all).size).toBe(4096);
    expect([all[0], all[4095]]).toEqual([0, 4095]);
    expect(all.filter((id, index) => id === index).length).toBeLessThan(12);
  });

  test('labels that mean something stay, and no other becomes one of them', () => {
    const first = Array.from({ length: 16 }, (_, label) => label);
    const number = (label: number) => identifiers.number(Identifier.MPLS_LABEL, label, 20);
    expect(first.map(number)).toEqual(first);
    for (let label = 16; label < 4_000; label++) expect(number(label)).toBeGreaterThan(15);
  });
});
