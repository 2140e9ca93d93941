import { Protocol } from '../protocol.ts';
import { type Canvas, Identifier, type Mappers, type RedactedLayer } from '../redact/canvas.ts';
import * as quic from './codec.ts';

/** Bytes in the shortest long header that is kept: version and two empty identifiers. */
const SHORTEST = 7;
const LONG_HEADER = 0x80;
const FIXED_BIT = 0x40;
/** Form, fixed bit and type; the others are encrypted. */
const PLAIN_BITS = 0xf0;
/** A version that means to be refused (RFC 9000 §15): half of its bits are anybody's. */
const VERSION_TO_REFUSE = 0x0a0a0a0a;

/**
 * QUIC, which is a datagram of bytes that no decoder claims: the part of its header that is not
 * encrypted, version and connection identifiers, each replaced by as many bytes.
 */
export function redactQuic(
  canvas: Canvas,
  { at, limit, view, layer }: RedactedLayer,
  { identifiers }: Mappers,
): void {
  const { from } = canvas;
  if (layer === 0 || view.layerProtocol[layer - 1] !== Protocol.UDP) return;
  if (limit - at < SHORTEST) return;
  if (!quic.hasLongHeader(from, at)) {
    // A short header has nothing but its first bits; the fixed one tells that it is QUIC.
    if ((from[at] & FIXED_BIT) !== 0) canvas.put(at, FIXED_BIT);
    return;
  }
  const version = quic.version(from, at);
  if (!quic.isKnownVersion(version) && version !== 0) return;
  const destination = quic.destinationIdAt(at);
  // An identifier that is cut is kept as far as it is there.
  const source = destination + 1 + from[destination];
  if (from[destination] > quic.LONGEST_ID || source >= limit || from[source] > quic.LONGEST_ID)
    return;
  if (version === 0) canvas.put(at, LONG_HEADER | (from[at] & FIXED_BIT));
  else canvas.copyBits(at, PLAIN_BITS);
  canvas.put32(at + 1, (version & 0x0f0f0f0f) === VERSION_TO_REFUSE ? VERSION_TO_REFUSE : version);
  for (const length of [destination, source]) {
    const id = length + 1;
    const end = Math.min(id + from[length], limit);
    canvas.put(length, from[length]);
    canvas.octets(id, end, identifiers.octets(Identifier.QUIC_CONNECTION, from, id, end));
  }
}
