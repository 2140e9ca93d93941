// QUIC packets with real cryptography (RFC 9000, RFC 9001, RFC 9369), for tests and the lab.
// As packet-builder.ts it shares no code with src/: the cryptography is node:crypto's.

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

export const VERSION_1 = 1;
export const VERSION_2 = 0x6b3343cf;

const SALTS: Readonly<Record<number, string>> = {
  [VERSION_1]: '38762cf7f55934b34d179ae6a4c80cadccbb7f0a',
  [VERSION_2]: '0dede3def700a6db819381be6e269dcbf9bd2ed9',
};
const TAG = 16;

const hmac = (key: Buffer, data: Buffer) => createHmac('sha256', key).update(data).digest();

function expandLabel(secret: Buffer, label: string, length: number): Buffer {
  const text = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.of(0, length, text.length), text, Buffer.of(0, 1)]);
  return hmac(secret, info).subarray(0, length);
}

interface Keys {
  readonly key: Buffer;
  readonly iv: Buffer;
  readonly hp: Buffer;
}

function keysOf(version: number, destination: Buffer, side: 'client' | 'server'): Keys {
  const initial = hmac(Buffer.from(SALTS[version], 'hex'), destination);
  const secret = expandLabel(initial, `${side} in`, 32);
  const prefix = version === VERSION_2 ? 'quicv2' : 'quic';
  return {
    key: expandLabel(secret, `${prefix} key`, 16),
    iv: expandLabel(secret, `${prefix} iv`, 12),
    hp: expandLabel(secret, `${prefix} hp`, 16),
  };
}

function nonceOf(iv: Buffer, packetNumber: number): Buffer {
  const nonce = Buffer.from(iv);
  nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ packetNumber) >>> 0, 8);
  return nonce;
}

function maskOf(hp: Buffer, sample: Buffer): Buffer {
  const cipher = createCipheriv('aes-128-ecb', hp, null).setAutoPadding(false);
  return cipher.update(sample);
}

/** A number of variable length (RFC 9000 §16), of two bytes at least where `wide`. */
function number(value: number, wide = false): Buffer {
  if (value < 64 && !wide) return Buffer.of(value);
  if (value < 16_384) return Buffer.of(0x40 | (value >> 8), value & 0xff);
  const four = Buffer.alloc(4);
  four.writeUInt32BE((0x80000000 | value) >>> 0);
  return four;
}

export const frame = {
  padding: (length: number) => Buffer.alloc(length),
  ping: () => Buffer.of(1),
  ack: (largest: number) => Buffer.of(2, largest, 0, 0, 0),
  crypto: (offset: number, data: Uint8Array) =>
    Buffer.concat([Buffer.of(6), number(offset), number(data.length), data]),
  close: (error: number, reason = '') =>
    Buffer.concat([
      Buffer.of(0x1c),
      number(error),
      Buffer.of(0),
      number(reason.length),
      Buffer.from(reason),
    ]),
};

export interface Connection {
  readonly version: number;
  /** The connection ID that the keys are made of: the client's first, or the one of a Retry. */
  readonly original: Buffer;
  /** Connection IDs of packets to the server, and to the client. */
  readonly server: Buffer;
  readonly client: Buffer;
}

export function newConnection(version = VERSION_1, clientIdLength = 8): Connection {
  const original = randomBytes(8);
  return { version, original, server: original, client: randomBytes(clientIdLength) };
}

interface PacketOptions {
  readonly packetNumber?: number;
  readonly token?: Buffer;
  /** Bytes of the packet at the least: the rest is padding. */
  readonly atLeast?: number;
}

/** An Initial of a side with these frames. */
export function initial(
  connection: Connection,
  from: 'client' | 'server',
  frames: readonly Buffer[],
  { packetNumber = 0, token = Buffer.alloc(0), atLeast = 0 }: PacketOptions = {},
): Buffer {
  const { version, original } = connection;
  const [to, source] =
    from === 'client'
      ? [connection.server, connection.client]
      : [connection.client, connection.server];
  const keys = keysOf(version, original, from);
  const first = (version === VERSION_2 ? 0xd0 : 0xc0) | 1;
  const before = Buffer.concat([
    Buffer.of(first, version >>> 24, (version >> 16) & 0xff, (version >> 8) & 0xff, version & 0xff),
    Buffer.of(to.length),
    to,
    Buffer.of(source.length),
    source,
    number(token.length),
    token,
  ]);
  const sent = Buffer.concat(frames);
  const missing = atLeast - before.length - 4 - sent.length - TAG;
  // There must be enough for the header's sample.
  const plain = Buffer.concat([sent, Buffer.alloc(Math.max(missing, 4 - sent.length, 0))]);
  const header = Buffer.concat([
    before,
    number(2 + plain.length + TAG, true),
    Buffer.of(packetNumber >> 8, packetNumber & 0xff),
  ]);
  const cipher = createCipheriv('aes-128-gcm', keys.key, nonceOf(keys.iv, packetNumber));
  cipher.setAAD(header);
  const packet = Buffer.concat([header, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  const place = header.length - 2;
  const mask = maskOf(keys.hp, packet.subarray(place + 4, place + 20));
  packet[0] ^= mask[0] & 0x0f;
  packet[place] ^= mask[1];
  packet[place + 1] ^= mask[2];
  return packet;
}

/** A Handshake packet of the server's, whose keys nobody has. */
export function handshake({ version, server, client }: Connection, length: number): Buffer {
  return Buffer.concat([
    Buffer.of(version === VERSION_2 ? 0xf3 : 0xe3),
    Buffer.of(version >>> 24, (version >> 16) & 0xff, (version >> 8) & 0xff, version & 0xff),
    Buffer.of(client.length),
    client,
    Buffer.of(server.length),
    server,
    number(length, true),
    randomBytes(length),
  ]);
}

/** A 1-RTT packet to a connection ID. */
export function short(to: Buffer, length: number): Buffer {
  return Buffer.concat([Buffer.of(0x40 | (randomBytes(1)[0] & 0x3f)), to, randomBytes(length)]);
}

/** A Retry (RFC 9000 §17.2.5) with the server's new connection ID; its integrity tag is random. */
export function retry({ version, client }: Connection, id: Buffer, token: Buffer): Buffer {
  return Buffer.concat([
    Buffer.of(version === VERSION_2 ? 0xcf : 0xff),
    Buffer.of(version >>> 24, (version >> 16) & 0xff, (version >> 8) & 0xff, version & 0xff),
    Buffer.of(client.length),
    client,
    Buffer.of(id.length),
    id,
    token,
    randomBytes(16),
  ]);
}

/** A Version Negotiation packet (RFC 8999 §6). */
export function versionNegotiation(
  { original, client }: Connection,
  versions: readonly number[],
): Buffer {
  const list = Buffer.alloc(4 * versions.length);
  versions.forEach((version, i) => {
    list.writeUInt32BE(version, 4 * i);
  });
  return Buffer.concat([
    Buffer.of(0x80, 0, 0, 0, 0, client.length),
    client,
    Buffer.of(original.length),
    original,
    list,
  ]);
}

const extension = (type: number, data: Buffer) => {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(type);
  header.writeUInt16BE(data.length, 2);
  return Buffer.concat([header, data]);
};
const counted = (data: Buffer) => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(data.length);
  return Buffer.concat([length, data]);
};

/**
 * A ClientHello of TLS 1.3 for HTTP/3.
 * @param keyShare bytes of the key share: 32 of X25519, 1,216 of X25519MLKEM768
 */
export function clientHello(serverName: string | null, keyShare = 32, alpn = 'h3'): Buffer {
  const group = keyShare > 1_000 ? 0x11ec : 0x1d;
  const extensions = Buffer.concat([
    ...(serverName === null
      ? []
      : [extension(0, counted(Buffer.concat([Buffer.of(0), counted(Buffer.from(serverName))])))]),
    extension(10, counted(Buffer.of(group >> 8, group & 0xff))),
    extension(13, counted(Buffer.of(4, 3, 8, 4, 4, 1))),
    extension(16, counted(Buffer.concat([Buffer.of(alpn.length), Buffer.from(alpn)]))),
    extension(43, Buffer.of(2, 3, 4)),
    extension(
      51,
      counted(Buffer.concat([Buffer.of(group >> 8, group & 0xff), counted(randomBytes(keyShare))])),
    ),
    extension(57, Buffer.of(1, 4, 0x80, 0, 0x75, 0x30, 4, 4, 0x80, 0x0c, 0, 0)),
  ]);
  return handshakeMessage(
    1,
    Buffer.concat([
      Buffer.of(3, 3),
      randomBytes(32),
      Buffer.of(0),
      counted(Buffer.of(0x13, 1, 0x13, 2, 0x13, 3)),
      Buffer.of(1, 0),
      counted(extensions),
    ]),
  );
}

/** A ServerHello that takes what the client offers. */
export function serverHello(): Buffer {
  return handshakeMessage(
    2,
    Buffer.concat([
      Buffer.of(3, 3),
      randomBytes(32),
      Buffer.of(0, 0x13, 1, 0),
      counted(
        Buffer.concat([
          extension(43, Buffer.of(3, 4)),
          extension(51, Buffer.concat([Buffer.of(0, 0x1d), counted(randomBytes(32))])),
        ]),
      ),
    ]),
  );
}

function handshakeMessage(type: number, body: Buffer): Buffer {
  return Buffer.concat([
    Buffer.of(type, body.length >> 16, (body.length >> 8) & 0xff, body.length & 0xff),
    body,
  ]);
}

/** Bytes of a ClientHello in a client's first datagram. */
const FIRST_PIECE = 1_100;

/** The datagrams of a client's first flight: one, or two where the ClientHello is long. */
export function firstFlight(
  connection: Connection,
  hello: Buffer,
  { packetNumber = 0, token = Buffer.alloc(0) }: PacketOptions = {},
): Buffer[] {
  const datagrams: Buffer[] = [];
  for (let at = 0; at < hello.length; at += FIRST_PIECE) {
    const piece = hello.subarray(at, at + FIRST_PIECE);
    datagrams.push(
      initial(connection, 'client', [frame.crypto(at, piece)], {
        packetNumber: packetNumber + datagrams.length,
        token,
        atLeast: 1_200,
      }),
    );
  }
  return datagrams;
}

/** What a server sends back to a first flight that it takes. */
export function serverFlight(connection: Connection): Buffer[] {
  const own = { ...connection, server: randomBytes(8) };
  const first = initial(own, 'server', [frame.ack(0), frame.crypto(0, serverHello())]);
  return [Buffer.concat([first, handshake(own, 1_150 - first.length)]), handshake(own, 600)];
}

export interface ReadInitial {
  readonly version: number;
  readonly destination: Buffer;
  readonly source: Buffer;
  readonly token: Buffer;
  /** Frames without protection; null where the tag is wrong. */
  readonly frames: Buffer | null;
}

/** Reads a client's Initial, as a server does; null where it is none. */
export function readInitial(datagram: Buffer): ReadInitial | null {
  if (datagram.length < 1_200 || (datagram[0] & 0xc0) !== 0xc0) return null;
  const version = datagram.readUInt32BE(1);
  let at = 6 + datagram[5];
  const destination = datagram.subarray(6, at);
  const source = datagram.subarray(at + 1, at + 1 + datagram[at]);
  at += 1 + datagram[at];
  const varint = () => {
    const size = 1 << (datagram[at] >> 6);
    let value = datagram[at] & 0x3f;
    for (let i = 1; i < size; i++) value = value * 256 + datagram[at + i];
    at += size;
    return value;
  };
  const tokenLength = varint();
  const token = datagram.subarray(at, at + tokenLength);
  at += tokenLength;
  const read = { version, destination, source, token };
  if (!(version in SALTS)) return { ...read, frames: null };
  const end = varint() + at;
  const keys = keysOf(version, destination, 'client');
  const header = Buffer.from(datagram.subarray(0, at + 4));
  const mask = maskOf(keys.hp, datagram.subarray(at + 4, at + 20));
  header[0] ^= mask[0] & 0x0f;
  const length = (header[0] & 3) + 1;
  let packetNumber = 0;
  for (let i = 0; i < length; i++) {
    header[at + i] ^= mask[1 + i];
    packetNumber = packetNumber * 256 + header[at + i];
  }
  const cipher = createDecipheriv('aes-128-gcm', keys.key, nonceOf(keys.iv, packetNumber));
  cipher.setAAD(header.subarray(0, at + length));
  cipher.setAuthTag(datagram.subarray(end - TAG, end));
  try {
    const frames = cipher.update(datagram.subarray(at + length, end - TAG));
    cipher.final();
    return { ...read, frames };
  } catch {
    return { ...read, frames: null };
  }
}
