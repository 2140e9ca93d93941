// Datagrams with the outside of a QUIC version 1 handshake (RFC 9000, 17.2) and random contents: the
// lengths, header forms, connection IDs and timing are QUIC's, the cryptography is not.

import { randomBytes } from 'node:crypto';

const INITIAL = 0xc0;
const HANDSHAKE = 0xe0;

/** A long header: form, version 1, connection IDs; for an Initial also the empty token; the length. */
function longHeader(first: number, destination: Buffer, source: Buffer, length: number): Buffer {
  const token = first === INITIAL ? Buffer.of(0) : Buffer.alloc(0);
  return Buffer.concat([
    Buffer.of(first | 3, 0, 0, 0, 1, destination.length),
    destination,
    Buffer.of(source.length),
    source,
    token,
    Buffer.of(0x40 | (length >> 8), length & 0xff),
  ]);
}

function longPacket(first: number, destination: Buffer, source: Buffer, whole: number): Buffer {
  const header = longHeader(first, destination, source, 0);
  const payload = randomBytes(whole - header.length);
  return Buffer.concat([longHeader(first, destination, source, payload.length), payload]);
}

export interface QuicClient {
  readonly destination: Buffer;
  readonly source: Buffer;
}

export function newQuicClient(): QuicClient {
  return { destination: randomBytes(8), source: randomBytes(8) };
}

/** A client's first flight: 1,200 bytes, the least that RFC 9000, 14.1 allows. */
export function initialDatagram(client: QuicClient): Buffer {
  return longPacket(INITIAL, client.destination, client.source, 1200);
}

/** A short-header packet, as an established connection sends them. */
export function shortDatagram(destination: Buffer, length: number): Buffer {
  return Buffer.concat([Buffer.of(0x40 | 0x02), destination, randomBytes(length)]);
}

/** What a server sends back: Initial and Handshake to an Initial, a short packet to a short one. */
export function handshakeDatagrams(datagram: Buffer): Buffer[] {
  if ((datagram[0] & 0x80) === 0) return [shortDatagram(randomBytes(8), 200)];
  const destinationLength = datagram[5];
  const sourceLength = datagram[6 + destinationLength];
  const source = datagram.subarray(7 + destinationLength, 7 + destinationLength + sourceLength);
  const own = randomBytes(8);
  return [
    Buffer.concat([
      longPacket(INITIAL, source, own, 160),
      longPacket(HANDSHAKE, source, own, 1040),
    ]),
    longPacket(HANDSHAKE, source, own, 600),
  ];
}
