import { escapeText } from '../escape.ts';
import type { Conversation, Framing } from '../info/framing.ts';
import { Answers, hasNoBody, MAXIMUM_HEADER_LENGTH, startsMessage } from './codec.ts';

const RESPONSE = 'HTTP/';
/** What follows is another protocol (RFC 9110 §15.2.2). */
const SWITCHING_PROTOCOLS = 101;
const OK = 200;

/** A gzip member of nothing. */
const EMPTY_GZIP_LENGTH = 20;

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

/** What Wireshark's media dissectors put in the place of a content type. */
const MEDIA_TEXTS: Readonly<Record<string, string>> = {
  'image/gif': '(GIF89a)',
  'image/jpeg': '(JPEG JFIF image)',
  'image/jpg': '(JPEG JFIF image)',
  'image/png': '(PNG)',
};

/** Tells where HTTP/1 messages end, segment by segment (Wireshark's packet-http.c). */
export class HttpFraming implements Framing {
  texts: string[] = [];
  isPartial = false;
  partialText: string | null = null;
  protocol = 'HTTP';

  readonly #conversation: Conversation;
  /** The header at hand, byte for byte as Latin-1. */
  #header = '';
  #firstLine = '';
  #suffix = '';
  #nextProtocol = 'HTTP';
  /** Bytes of the body that are still to come; Infinity until the connection closes. */
  #remaining = 0;
  #isChunked = false;
  #chunkLine = '';
  #inTrailer = false;
  /** Bytes of the message at hand were lost. */
  #isBroken = false;
  /** Bytes were lost where they would have told how the message goes on. */
  #isStuck = false;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  add(bytes: Uint8Array, start: number, end: number): boolean {
    this.texts = [];
    this.isPartial = false;
    if (this.#isStuck) {
      this.isPartial = true;
      this.partialText = null;
      return true;
    }
    // While it does not know how much is to come, Wireshark starts anew with each segment.
    let showsFirstLine = this.#firstLine === '' || this.#isChunked;
    let isUnfinished = false;
    let at = start;
    while (at < end) {
      if (this.#firstLine === '') {
        if (this.#header === '' && !startsMessage(bytes, at, end)) {
          return this.texts.length > 0;
        }
        at = this.#readHeader(bytes, at, end);
        if (at < 0) return false;
        if (this.#firstLine === '') break;
        showsFirstLine = true;
      }
      at = this.#isChunked ? this.#readChunks(bytes, at, end) : this.#readBody(at, end);
      if (at < 0) return false;
      if (!this.#isComplete()) break;
      isUnfinished = this.#isBroken;
      this.#finish();
    }
    this.isPartial = this.#firstLine !== '' || this.#header !== '' || isUnfinished;
    this.partialText = showsFirstLine ? this.#knownFirstLine() : null;
    return true;
  }

  skip(count: number): boolean {
    if (this.#firstLine === '' ? this.#header !== '' : this.#isChunked) {
      this.#isStuck = true;
      return true;
    }
    if (this.#firstLine === '' || count > this.#remaining) return false;
    this.#remaining -= count;
    this.#isBroken = true;
    if (this.#isComplete()) this.#finish();
    return true;
  }

  close(): boolean {
    if (this.#firstLine === '' || this.#remaining !== Number.POSITIVE_INFINITY) return false;
    this.texts = [];
    this.#finish();
    return this.texts.length > 0;
  }

  /** The first line where it is whole, though the rest of the header may not be. */
  #knownFirstLine(): string | null {
    if (this.#firstLine !== '') return this.#firstLine;
    const end = this.#header.indexOf('\n');
    return end < 0 ? null : `${escapeText(this.#header.slice(0, end).replace(/\r$/, ''))} `;
  }

  #isComplete(): boolean {
    return this.#firstLine !== '' && !this.#isChunked && this.#remaining === 0;
  }

  #finish(): void {
    if (!this.#isBroken) this.texts.push(this.#firstLine + this.#suffix);
    this.protocol = this.#nextProtocol;
    this.#isBroken = false;
    this.#firstLine = '';
    this.#header = '';
  }

  /** Reads up to the empty line. Returns where it ends, or -1 where it is too long. */
  #readHeader(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      const byte = bytes[at++];
      this.#header += String.fromCharCode(byte);
      if (byte !== LINE_FEED) continue;
      if (this.#header.endsWith('\r\n\r\n') || this.#header.endsWith('\n\n')) {
        this.#readFields();
        return at;
      }
    }
    return this.#header.length > MAXIMUM_HEADER_LENGTH ? -1 : at;
  }

  #readFields(): void {
    const lines = this.#header.split('\n').map((line) => line.replace(/\r$/, ''));
    const field = (name: string): string | undefined => {
      for (const line of lines) {
        const colon = line.indexOf(':');
        if (colon > 0 && line.slice(0, colon).trim().toLowerCase() === name) {
          return line.slice(colon + 1).trim();
        }
      }
      return undefined;
    };
    const first = lines[0];
    const isResponse = first.startsWith(RESPONSE);
    const status = isResponse ? Number(first.split(' ')[1]) : 0;
    const length = field('content-length');
    const mediaType = field('content-type')?.split(';')[0].trim().toLowerCase() ?? '';
    this.#firstLine = `${escapeText(first)} `;
    if (status === SWITCHING_PROTOCOLS) this.#conversation.isHttp = false;
    this.#isChunked = /\bchunked\b/i.test(field('transfer-encoding') ?? '');
    this.#chunkLine = '';
    this.#inTrailer = false;
    this.#remaining = 0;
    // RFC 9112 §6.3.
    const conversation = this.#conversation;
    if (!isResponse) {
      conversation.asksConnect = /^CONNECT\b/.test(first);
      conversation.asksHead = /^HEAD\b/.test(first);
    } else if (status === OK && conversation.asksConnect) {
      conversation.isTunnel = true;
      conversation.isHttp = false;
    }
    const answers = conversation.asksHead
      ? Answers.HEAD
      : conversation.asksConnect
        ? Answers.CONNECT
        : Answers.OTHERS;
    const isEmpty = isResponse && hasNoBody(status, answers);
    if (isEmpty) this.#isChunked = false;
    else if (!this.#isChunked) {
      if (length !== undefined && /^\d+$/.test(length)) this.#remaining = Number(length);
      else if (isResponse) this.#remaining = Number.POSITIVE_INFINITY;
    }
    // Wireshark shows no content type for a body that it would have to unpack and that is empty.
    const isEmptyGzip =
      field('content-encoding') === 'gzip' && this.#remaining <= EMPTY_GZIP_LENGTH;
    const hasBody = this.#isChunked || (this.#remaining > 0 && !isEmptyGzip);
    this.#suffix = '';
    this.#nextProtocol = 'HTTP';
    if (!hasBody || mediaType === '') return;
    if (mediaType === 'application/json') {
      this.#nextProtocol = 'HTTP/JSON';
      this.#suffix = ', JavaScript Object Notation (application/json)';
    } else if (/^(text|application)\/xml$|\+xml$/.test(mediaType)) {
      this.#nextProtocol = 'HTTP/XML';
    } else if (mediaType !== 'application/octet-stream' && !mediaType.startsWith('multipart/')) {
      this.#suffix = ` ${MEDIA_TEXTS[mediaType] ?? `(${escapeText(mediaType)})`}`;
    }
  }

  #readBody(at: number, end: number): number {
    const count = Math.min(this.#remaining, end - at);
    this.#remaining -= count;
    return at + count;
  }

  /** Reads chunks (RFC 9112 §7.1). Returns where it stopped, or -1 where a size is none. */
  #readChunks(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      if (this.#remaining > 0) {
        at = this.#readBody(at, end);
        continue;
      }
      const byte = bytes[at++];
      if (byte !== LINE_FEED) {
        if (byte !== CARRIAGE_RETURN) this.#chunkLine += String.fromCharCode(byte);
        if (this.#chunkLine.length > 1024) return -1;
        continue;
      }
      const line = this.#chunkLine;
      this.#chunkLine = '';
      if (this.#inTrailer) {
        if (line === '') {
          this.#isChunked = false;
          return at;
        }
        continue;
      }
      if (line === '') continue; // the line end after a chunk
      const size = /^[0-9a-fA-F]{1,12}/.exec(line);
      if (size === null) return -1;
      this.#remaining = Number.parseInt(size[0], 16);
      if (this.#remaining === 0) this.#inTrailer = true;
    }
    return at;
  }
}
