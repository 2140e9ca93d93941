import { describe, expect, it } from 'vitest';
import { SHA_256 } from '../../src/protocols/crypto/sha256.ts';
import { alpnOf, ja4, shapeHash } from '../../src/protocols/tls/shape.ts';
import { concat, filler, hex, uint16 } from '../../support/packet-builder.ts';

const sha256 = (text: string) =>
  Buffer.from(SHA_256.digest(Buffer.from(text)))
    .toString('hex')
    .slice(0, 12);

const extension = (type: number, data: Uint8Array) =>
  concat(uint16(type), uint16(data.length), data);
const suites = (list: string) => list.split(',').map((suite) => Number.parseInt(suite, 16));
const listOf = (values: readonly number[]) => {
  const bytes = concat(...values.map(uint16));
  return concat(uint16(bytes.length), bytes);
};
const text = (value: string) => new TextEncoder().encode(value);

/** A ClientHello's handshake message. */
function hello(ciphers: readonly number[], extensions: readonly Uint8Array[]): Uint8Array {
  const all = concat(...extensions);
  const body = concat(
    ...[uint16(0x0303), filler(32), 0, listOf(ciphers), 1, 0],
    ...[uint16(all.length), all],
  );
  return concat(1, 0, uint16(body.length), body);
}

const NAME = extension(0, concat(uint16(14), 0, uint16(11), text('example.com')));
const ALPN = extension(16, concat(uint16(12), 2, text('h2'), 8, text('http/1.1')));
const ALGORITHMS = extension(13, listOf(suites('0403,0804,0401,0503,0805,0501,0806,0601')));
const VERSIONS = extension(43, hex('06 7a7a 0304 0303'));
// The order that a browser happened to choose, with values that mean nothing (GREASE) among them.
const CHROME = hello(
  suites('4a4a,1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035'),
  [
    ...[extension(0xcaca, hex('')), extension(0x001b, hex('020002')), NAME, ALGORITHMS],
    ...[0x0005, 0x000a, 0x000b, 0x0012, 0x0017, 0x0023].map((type) => extension(type, hex('00'))),
    ...[0x002d, 0x0033, 0x4469, 0xff01].map((type) => extension(type, hex('00'))),
    ...[ALPN, VERSIONS, extension(0x0015, filler(40)), extension(0x1a1a, hex('00'))],
  ],
);

describe('the shape of a ClientHello', () => {
  it('is what the specification of JA4 says of its example', () => {
    expect(ja4(CHROME, 0, CHROME.length, sha256)).toBe('t13d1516h2_8daaf6152771_e5627efa2ab1');
    expect(alpnOf(CHROME, 0, CHROME.length)).toEqual(['h2', 'http/1.1']);
  });

  it('has no name, no ALPN, no extensions: zeros', () => {
    const bare = hello([], []);
    expect(ja4(bare, 0, bare.length, sha256)).toBe('t12i000000_000000000000_000000000000');
  });

  it('goes neither by order nor by the server name itself; by everything else', () => {
    const other = (...extensions: Uint8Array[]) => {
      const bytes = hello([0x1301, 0x1302], extensions);
      return shapeHash(bytes, 0, bytes.length);
    };
    const name = extension(0, concat(uint16(8), 0, uint16(5), text('other')));
    expect(other(NAME, ALGORITHMS)).toBe(other(extension(0xdada, hex('')), ALGORITHMS, name));
    expect(other(NAME, ALGORITHMS)).not.toBe(other(ALGORITHMS));
    expect(other(NAME, ALGORITHMS)).not.toBe(other(NAME, ALGORITHMS, ALPN));
  });

  it('of one that is cut is none, wherever', () => {
    for (let end = 0; end < CHROME.length; end++) {
      expect(ja4(CHROME, 0, end, sha256)).toMatch(/^t[0-9s]/);
      shapeHash(CHROME, 0, end);
      alpnOf(CHROME, 0, end);
    }
  });
});
