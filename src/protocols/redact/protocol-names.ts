import { characters } from '../bytes.ts';
import type { Canvas } from './canvas.ts';

/** Names of protocols (IANA's list of ALPN) that tell of nobody; others may be somebody's own. */
const KNOWN: ReadonlySet<string> = new Set(
  (
    'http/0.9 http/1.0 http/1.1 h2 h2c h3 h3-29 h3-32 hq ' +
    'dot doq spdy/1 spdy/2 spdy/3 spdy/3.1 stun.turn stun.nat-discovery webrtc ' +
    'c-webrtc ftp imap pop3 managesieve coap xmpp-client xmpp-server acme-tls/1 ' +
    'mqtt ntske/1 sunrpc smb irc nntp nnsp sip/2 tds/8.0 ' +
    'dicom postgresql'
  ).split(' '),
);
const MASK = 0x78; // x

/**
 * Names of protocols at [at, next), each with its length before it: those that are known stay.
 * @param limit where the bytes that are there end
 */
export function redactProtocols(canvas: Canvas, at: number, next: number, limit: number): void {
  const { from } = canvas;
  for (let place = at; place < limit; ) {
    const end = place + 1 + from[place];
    if (end > next) return canvas.fill(place, limit, 0);
    canvas.put(place, from[place]);
    canvas.fill(place + 1, Math.min(end, limit), MASK);
    const name = characters(from, place + 1, Math.min(end, limit));
    if (KNOWN.has(name)) canvas.copy(place + 1, Math.min(end, limit));
    place = end;
  }
}
