import { characters } from '../bytes.ts';
import { escapeText } from '../escape.ts';
import { MORE, NO_MESSAGE } from '../framing.ts';
import type { Framing } from '../info/framing.ts';
import type { PacketText } from '../info/packet-text.ts';
import * as sip from './codec.ts';

const OK = 200;
/** Responses below are successes. */
const REDIRECTED = 300;
/** Bytes of headers, and lines, that are read for the addresses of a registration. */
const LONGEST_HEAD = 8_192;
const MOST_LINES = 128;

/** Wireshark's packet-sip.c. */
export function describeSip(bytes: Uint8Array, at: number, end: number, text: PacketText): boolean {
  const method = sip.method(bytes, at, end);
  if (method < 0) return true;
  const line = escapeText(characters(bytes, at, sip.lineEnd(bytes, at, end)));
  text.protocol = sip.hasSession(bytes, at, end) ? 'SIP/SDP' : 'SIP';
  const sequence = sip.headerAt(bytes, at, end, 'cseq', '');
  const asked =
    sequence < 0
      ? ''
      : characters(bytes, sequence, sip.lineEnd(bytes, sequence, end)).replace(/^\d+\s+/, '');
  const status = method > 0 ? 0 : sip.status(bytes, at, end);
  if (method > 0) {
    text.info = `Request: ${line.replace(/ SIP\/2\.0$/, '')}`;
    if (asked === 'INVITE' && isInDialog(bytes, at, end)) text.info += ', in-dialog';
  } else {
    text.info = `Status: ${line.replace(/^SIP\/2\.0 /, '')}`;
    if (status === OK && asked !== '') text.info += ` (${escapeText(asked)})`;
  }
  if (asked === 'REGISTER' && (method > 0 || (status >= OK && status < REDIRECTED))) {
    text.info += bindings(characters(bytes, at, Math.min(end, at + LONGEST_HEAD)), method > 0);
  }
  text.info += ' | ';
  return true;
}

/** Whether an INVITE is of a call that goes on: who is called has a tag (RFC 3261 §12.2). */
function isInDialog(bytes: Uint8Array, at: number, end: number): boolean {
  const to = sip.headerAt(bytes, at, end, 'to', 't');
  return to >= 0 && /;\s*tag=/i.test(characters(bytes, to, sip.lineEnd(bytes, to, end)));
}

/** What a registration, or the answer to it, says of addresses (RFC 3261 §10.2). */
function bindings(message: string, isRequest: boolean): string {
  const [head] = message.split('\r\n\r\n', 1);
  const lines = head.split('\r\n', MOST_LINES);
  const valuesOf = (name: RegExp) =>
    lines.flatMap((line) => (name.test(line) ? [line.slice(line.indexOf(':') + 1).trim()] : []));
  const isEnded = valuesOf(/^expires\s*:/i).some((value) => value === '0');
  const contacts = valuesOf(/^(?:contact|m)\s*:/i).flatMap((value) => value.split(','));
  if (isRequest && isEnded && contacts.includes('*')) return '  (remove all bindings)';
  const bound = contacts.filter((contact) => contact !== '*');
  const isRemoved = (contact: string) => {
    const expires = /;\s*expires=(\d+)/i.exec(contact)?.[1];
    return expires === undefined ? isEnded : expires === '0';
  };
  const removed = bound.filter(isRemoved).length;
  const rest = bound.length - removed;
  if (bound.length === 0) return isRequest ? '  (fetch bindings)' : '  (0 bindings)';
  if (removed === 0) return `  (${counted(rest)})`;
  const left = isRequest ? ` (add ${counted(rest)})` : ` (${counted(rest)} kept)`;
  return `  (${isRequest ? 'remove' : 'removed'} ${counted(removed)})${rest > 0 ? left : ''}`;
}

const counted = (bound: number) => `${bound} ${bound === 1 ? 'binding' : 'bindings'}`;

/** Bytes of one message that are kept until it is whole. */
const MAXIMUM_MESSAGE = 65_535;

/** Tells which messages of SIP over TCP end in a segment (Wireshark's dissect_sip_tcp). */
export class SipFraming implements Framing {
  protocol = 'SIP';
  texts: string[] = [];
  isPartial = false;
  readonly partialText = null;

  #held = new Uint8Array(0);
  readonly #text = { protocol: 'SIP', info: '' };

  /** @param isByPort the port says that all is SIP; else a message must begin as one */
  constructor(readonly isByPort: boolean) {}

  add(bytes: Uint8Array, start: number, end: number): boolean {
    const stream = this.#joined(bytes.subarray(start, end));
    this.#held = new Uint8Array(0);
    this.isPartial = false;
    let shown = '';
    let at = 0;
    while (at < stream.length) {
      const span = sip.messageSpan(stream, at, stream.length);
      if (span === NO_MESSAGE) {
        if (sip.isBlank(stream, at, stream.length)) break;
        if (!this.isByPort) return shown !== '';
        this.protocol = 'SIP';
        shown = `${shown}Continuation`;
        break;
      }
      if (span === MORE || at + span > stream.length) {
        if (stream.length - at > MAXIMUM_MESSAGE) return false;
        this.#held = stream.slice(at);
        this.isPartial = true;
        break;
      }
      describeSip(stream, at, at + span, this.#text);
      this.protocol = this.#text.protocol;
      shown += this.#text.info;
      at += span;
    }
    this.texts = shown === '' ? [] : [shown];
    return true;
  }

  #joined(bytes: Uint8Array): Uint8Array {
    if (this.#held.length === 0) return bytes;
    const joined = new Uint8Array(this.#held.length + bytes.length);
    joined.set(this.#held);
    joined.set(bytes, this.#held.length);
    return joined;
  }

  skip(): boolean {
    return false;
  }

  close(): boolean {
    return false;
  }
}
