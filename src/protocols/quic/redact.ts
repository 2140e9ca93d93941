import { Protocol } from '../protocol.ts';
import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as quic from './codec.ts';

/** Bytes in the shortest long header that is kept: version and two empty identifiers. */
const SHORTEST = 7;
const FIXED_BIT = 0x40;

/**
 * QUIC, which is a datagram of bytes that no decoder claims: the part of its header that is not
 * encrypted, version and connection identifiers.
 */
export function redactQuic(canvas: Canvas, { at, limit, view, layer }: RedactedLayer): void {
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
  canvas.copy(at, Math.min(source + 1 + from[source], limit));
}
