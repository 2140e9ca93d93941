import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hexDigits } from '../../../src/protocols/bytes.ts';
import { CryptoStream } from '../../../src/protocols/quic/crypto-stream.ts';
import { CONNECTION_CLOSE, CRYPTO, FrameReader } from '../../../src/protocols/quic/frames.ts';
import { InitialKeys } from '../../../src/protocols/quic/initial.ts';
import { concat, hex } from '../../../support/packet-builder.ts';
import {
  clientHello,
  firstFlight,
  frame,
  initial,
  newConnection,
  VERSION_1,
  VERSION_2,
} from '../../../support/quic-packets.ts';

/** RFC 9001 A.2: the client's Initial, of which the end is padding; A.3: the server's. */
const SERVER_INITIAL = hex(
  'cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780bb38cc5a99f5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158407dd074ee',
);
const SERVER_FRAMES =
  '02000000000600405a020000560303eefce7f7b37ba1d1632e96677825ddf73988cfc79825df566dc5430b9a045a1200130100002e00330024001d00209d3c940d89690b84d08a60993c144eca684d1081287c834d5311bcf32bb9da1a002b00020304';
/** RFC 9369 A.3. */
const SERVER_INITIAL_2 = hex(
  'dc6b3343cf0008f067a5502a4262b5004075d92faaf16f05d8a4398c47089698baeea26b91eb761d9b89237bbf87263017915358230035f7fd3945d88965cf17f9af6e16886c61bfc703106fbaf3cb4cfa52382dd16a393e42757507698075b2c984c707f0a0812d8cd5a6881eaf21ceda98f4bd23f6fe1a3e2c43edd9ce7ca84bed8521e2e140',
);
const FIRST_ID = '8394c8f03e515708';
const start = (version: string) => hex(`c0${version}08${FIRST_ID}`);
const text = (bytes: Uint8Array, length: number) => hexDigits(bytes, 0, length);

describe('the keys of Initials', () => {
  it.each([
    ['RFC 9001 A.3', '00000001', SERVER_INITIAL],
    ['RFC 9369 A.3', '6b3343cf', SERVER_INITIAL_2],
  ])('%s', (_, version, packet) => {
    const keys = InitialKeys.of(start(version), 0)?.server;
    expect(keys?.open(packet, 0, packet.length)).toBe(true);
    expect(keys?.packetNumber).toBe(1);
    expect(text(keys!.plain, keys!.plainLength)).toBe(SERVER_FRAMES);
  });

  it('what is not of this connection, and what is cut, is not believed', () => {
    const keys = InitialKeys.of(start('00000001'), 0)!;
    expect(keys.client.open(SERVER_INITIAL, 0, SERVER_INITIAL.length)).toBe(false);
    for (let end = 0; end < SERVER_INITIAL.length; end++) {
      expect(keys.server.open(SERVER_INITIAL, 0, end)).toBe(false);
    }
    for (const version of ['0a1a2a3a', 'ff000001', '00000000']) {
      expect(InitialKeys.of(start(version), 0)).toBeNull();
    }
  });

  it('as node:crypto protects them, with any number', () => {
    for (const version of [VERSION_1, VERSION_2]) {
      const connection = newConnection(version);
      let keys: InitialKeys | null = null;
      for (const packetNumber of [0, 1, 255, 256, 70_000 & 0xffff]) {
        const packet = initial(connection, 'client', [frame.ping()], { packetNumber });
        keys ??= InitialKeys.of(packet, 0);
        expect(keys?.client.open(packet, 0, packet.length)).toBe(true);
        expect(keys?.client.packetNumber).toBe(packetNumber);
      }
    }
  });
});

describe('frames', () => {
  it('of all kinds', () => {
    const reader = new FrameReader();
    const bytes = Buffer.concat([
      frame.padding(3),
      frame.ping(),
      frame.ack(7),
      frame.crypto(1_000, hex('010203')),
      frame.close(0x128, 'no'),
    ]);
    reader.begin(bytes, 0, bytes.length);
    const seen: unknown[] = [];
    while (reader.next()) {
      const data =
        reader.type === CRYPTO || reader.type === CONNECTION_CLOSE
          ? hexDigits(bytes, reader.dataStart, reader.dataEnd)
          : '';
      seen.push([reader.type, reader.end - reader.start, [...reader.numbers], data]);
    }
    expect(seen).toEqual([
      [0, 3, [], ''],
      [1, 1, [], ''],
      [2, 5, [7, 0, 0, 0], ''],
      [6, 7, [], '010203'],
      [0x1c, 7, [0x128, 0], '6e6f'],
    ]);
  });

  it('hostile bytes end it', () => {
    const reader = new FrameReader();
    for (let i = 0; i < 2_000; i++) {
      const bytes = new Uint8Array(randomBytes(i % 64));
      reader.begin(bytes, 0, bytes.length);
      let count = 0;
      while (reader.next()) {
        count++;
        expect(reader.end).toBeGreaterThan(reader.start);
        expect(reader.end).toBeLessThanOrEqual(bytes.length);
      }
      expect(count).toBeLessThanOrEqual(bytes.length);
    }
    // An acknowledgment that says it has very many ranges.
    const many = concat(hex('0207 00 bfffffff 00'.replaceAll(' ', '')), new Uint8Array(100));
    reader.begin(many, 0, many.length);
    expect(reader.next()).toBe(false);
  });
});

describe('a stream of CRYPTO frames', () => {
  it('in any order, over and over, is what was sent', () => {
    const sent = new Uint8Array(randomBytes(3_000));
    for (let round = 0; round < 20; round++) {
      const pieces: [number, number][] = [];
      for (let at = 0; at < sent.length; ) {
        const end = Math.min(sent.length, at + 1 + ((at * 7 + round * 31) % 200));
        pieces.push([Math.max(0, at - (round % 5)), end]);
        at = end;
      }
      pieces.sort(([a], [b]) => ((a * 7919 + round) % 1_009) - ((b * 7919 + round) % 1_009));
      const stream = new CryptoStream();
      for (const [from, to] of [...pieces, ...pieces]) stream.add(from, sent, from, to);
      expect(stream.length).toBe(sent.length);
      expect(text(stream.bytes, sent.length)).toBe(text(sent, sent.length));
    }
  });

  it('is bounded', () => {
    const stream = new CryptoStream();
    expect(stream.add(2 ** 40, new Uint8Array(10), 0, 10)).toBe(false);
    expect(stream.add(16_380, new Uint8Array(10), 0, 10)).toBe(false);
    for (let i = 1; i < 1_000; i++) stream.add(2 * i, new Uint8Array(1), 0, 1);
    expect(stream.length).toBe(0);
    expect(stream.add(0, new Uint8Array(2_000), 0, 2_000)).toBe(true);
    expect(stream.length).toBe(2_000);
  });
});

it('a long ClientHello takes two datagrams', () => {
  const flight = firstFlight(newConnection(), clientHello('a.example', 1_216));
  expect(flight.map(({ length }) => length)).toEqual([1_200, 1_200]);
});
