import { ByteWriter } from './byte-writer.ts';
import { writeDnsMessage } from './dns-message.ts';
import type { HttpFacts, PacketFacts, TlsFacts } from './packet-facts.ts';

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const TLS_1_0 = 0x0301;
const TLS_1_2 = 0x0303;
/** Characters of a server name or of an HTTP field that are written. */
const LONGEST_NAME = 255;
const LONGEST_LINE = 2_048;

const encoder = new TextEncoder();

/**
 * Writes the start of a TCP payload, as far as the facts tell it and `length` bytes allow; the rest is
 * left to be on the wire only.
 */
export function writePayload(writer: ByteWriter, facts: PacketFacts, length: number): void {
  const room = Math.min(length, writer.room);
  const part = new ByteWriter(writer.bytes, writer.at, writer.at + room);
  if (facts.payload !== null) part.raw(facts.payload);
  else if (facts.dns !== null) {
    part.uint16(0);
    const start = part.at;
    writeDnsMessage(part, facts.dns);
    part.setUint16(start - 2, part.at - start);
  } else if (facts.tls !== null) writeHandshake(part, facts.tls);
  else if (facts.http !== null) writeHttp(part, facts.http);
  writer.at = part.at;
}

/** A TLS record (RFC 8446 §5.1) with the message; a Client Hello with no more than its server name. */
function writeHandshake(writer: ByteWriter, { handshakeType, serverName }: TlsFacts): void {
  if (handshakeType < 0) return;
  const message = handshakeType === CLIENT_HELLO ? clientHello(serverName) : NOTHING;
  if (writer.room < 9 + message.length) return;
  writer.uint8(HANDSHAKE);
  writer.uint16(handshakeType === CLIENT_HELLO ? TLS_1_0 : TLS_1_2);
  writer.uint16(4 + message.length);
  writer.uint8(handshakeType);
  writer.uint24(message.length);
  writer.raw(message);
}

const NOTHING = new Uint8Array(0);

function clientHello(serverName: string): Uint8Array {
  const name = encoder.encode(serverName).subarray(0, LONGEST_NAME);
  const writer = new ByteWriter(new Uint8Array(64 + LONGEST_NAME), 0, 64 + LONGEST_NAME);
  writer.uint16(TLS_1_2);
  // Random, session identifier, cipher suites (one), compression methods (none).
  writer.zeros(33);
  writer.uint16(2);
  writer.uint16(0x1301);
  writer.uint16(0x0100);
  if (name.length > 0) {
    // server_name (RFC 6066 §3)
    writer.uint16(9 + name.length);
    writer.uint16(0);
    writer.uint16(5 + name.length);
    writer.uint16(3 + name.length);
    writer.uint8(0);
    writer.uint16(name.length);
    writer.raw(name);
  }
  return writer.bytes.subarray(0, writer.at);
}

/** First line and known fields of an HTTP/1 message; its head does not end here. */
function writeHttp(writer: ByteWriter, { firstLine, host, location }: HttpFacts): void {
  const lines = [firstLine];
  if (host !== '') lines.push(`Host: ${host}`);
  if (location !== '') lines.push(`Location: ${location}`);
  for (const line of lines) {
    // A line's end within it would be another field.
    const text = encoder.encode(`${line.slice(0, LONGEST_LINE).replace(/[\r\n]/g, ' ')}\r\n`);
    if (writer.room < text.length) return;
    writer.raw(text);
  }
}
