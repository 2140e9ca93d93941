import { NO_MESSAGE } from '../framing.ts';
import type { Conversation, Framing } from '../info/framing.ts';
import { ALERT_DESCRIPTIONS } from './alerts.ts';
import * as tls from './codec.ts';

/** Spelled as in Wireshark's packet-tls-utils.c. */
const HANDSHAKE_TYPES: Readonly<Record<number, string>> = {
  0: 'Hello Request',
  1: 'Client Hello',
  2: 'Server Hello',
  3: 'Hello Verify Request',
  4: 'New Session Ticket',
  5: 'End of Early Data',
  6: 'Hello Retry Request',
  8: 'Encrypted Extensions',
  11: 'Certificate',
  12: 'Server Key Exchange',
  13: 'Certificate Request',
  14: 'Server Hello Done',
  15: 'Certificate Verify',
  16: 'Client Key Exchange',
  20: 'Finished',
  21: 'Certificate URL',
  22: 'Certificate Status',
  23: 'Supplemental Data',
  24: 'Key Update',
  25: 'Compressed Certificate',
};

const ALERT_LEVELS: Readonly<Record<number, string>> = { 1: 'Warning', 2: 'Fatal' };

const VERSION_NAMES: Readonly<Record<number, string>> = {
  768: 'SSLv3',
  769: 'TLSv1',
  770: 'TLSv1.1',
  771: 'TLSv1.2',
  772: 'TLSv1.3',
};

/** Names the TLS records that end in each segment (Wireshark's packet-tls.c). */
export class TlsFraming implements Framing {
  texts: string[] = [];
  isPartial = false;
  partialText: string | null = null;
  protocol = '';

  readonly #conversation: Conversation;
  #isEncrypted = false;
  /** The start of a record that goes on in the next segment. */
  #pending = new Uint8Array(0);
  #pendingLength = 0;
  /** Bytes of the record at hand were lost. */
  #isBroken = false;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  add(bytes: Uint8Array, start: number, end: number): boolean {
    this.texts = [];
    this.isPartial = false;
    // Wireshark clears the line where a segment starts with a record that it cannot finish.
    this.partialText = this.#pendingLength === 0 ? '' : null;
    let at = start;
    let isUnfinished = false;
    while (this.#pendingLength > 0 && at < end) {
      const wanted = this.#wanted();
      if (wanted < 0) return this.texts.length > 0;
      const count = Math.min(wanted - this.#pendingLength, end - at);
      this.#keep(bytes, at, at + count);
      at += count;
      if (this.#pendingLength < wanted || wanted === tls.RECORD_HEADER_LENGTH) continue;
      if (!this.#isBroken) this.#record(this.#pending, 0, this.#pendingLength);
      isUnfinished = this.#isBroken;
      this.#isBroken = false;
      this.#pendingLength = 0;
    }
    while (at < end) {
      if (end - at < tls.RECORD_HEADER_LENGTH) {
        this.#keep(bytes, at, end);
        break;
      }
      const span = tls.recordSpan(bytes, at, end);
      if (span === NO_MESSAGE) {
        if (this.texts.length === 0) return false;
        break;
      }
      const next = at + span;
      if (next > end) {
        this.#keep(bytes, at, end);
        break;
      }
      this.#record(bytes, at, next);
      at = next;
    }
    if (this.texts.length === 0 && this.#pendingLength >= tls.RECORD_HEADER_LENGTH) {
      this.protocol = this.#versionName(tls.recordVersion(this.#pending, 0));
    }
    this.isPartial = this.#pendingLength > 0 || isUnfinished;
    return true;
  }

  skip(count: number): boolean {
    if (this.#pendingLength < tls.RECORD_HEADER_LENGTH) return false;
    const wanted = this.#wanted();
    if (wanted < 0 || this.#pendingLength + count > wanted) return false;
    const nothing = new Uint8Array(count);
    this.#keep(nothing, 0, count);
    this.#isBroken = true;
    if (this.#pendingLength === wanted) {
      this.#isBroken = false;
      this.#pendingLength = 0;
    }
    return true;
  }

  close(): boolean {
    return false;
  }

  /** Bytes that the record at hand has, as far as known; NO_MESSAGE where it is none. */
  #wanted(): number {
    if (this.#pendingLength < tls.RECORD_HEADER_LENGTH) return tls.RECORD_HEADER_LENGTH;
    return tls.recordSpan(this.#pending, 0, this.#pendingLength);
  }

  #keep(bytes: Uint8Array, start: number, end: number): void {
    const length = this.#pendingLength + end - start;
    if (length > this.#pending.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#pending.length));
      grown.set(this.#pending.subarray(0, this.#pendingLength));
      this.#pending = grown;
    }
    this.#pending.set(bytes.subarray(start, end), this.#pendingLength);
    this.#pendingLength = length;
  }

  #record(bytes: Uint8Array, start: number, end: number): void {
    const body = start + tls.RECORD_HEADER_LENGTH;
    switch (bytes[start]) {
      case tls.CHANGE_CIPHER_SPEC:
        this.#isEncrypted = true;
        this.texts.push('Change Cipher Spec');
        break;
      case tls.ALERT:
        if (end - body === 2 && !this.#isEncrypted) {
          const level = ALERT_LEVELS[bytes[body]];
          const description = ALERT_DESCRIPTIONS[bytes[body + 1]];
          this.texts.push(
            level === undefined || description === undefined
              ? 'Encrypted Alert'
              : `Alert (Level: ${level}, Description: ${description})`,
          );
        } else this.texts.push('Encrypted Alert');
        break;
      case tls.HANDSHAKE:
        this.#handshake(bytes, body, end);
        break;
      case tls.APPLICATION_DATA:
        this.texts.push('Application Data');
        break;
      default:
        this.texts.push('Encrypted Heartbeat');
    }
    this.protocol = this.#versionName(tls.recordVersion(bytes, start));
  }

  /** What the Protocol column shows, given a record's own version. */
  #versionName(recordVersion: number): string {
    const version = this.#conversation.tlsVersion || recordVersion;
    // 0x7f00 and up are the drafts of TLS 1.3.
    return version >> 8 === 0x7f ? 'TLSv1.3' : (VERSION_NAMES[version] ?? 'TLS');
  }

  #handshake(bytes: Uint8Array, start: number, end: number): void {
    if (this.#isEncrypted) {
      this.texts.push('Encrypted Handshake Message');
      return;
    }
    let at = start;
    while (end - at >= tls.HANDSHAKE_HEADER_LENGTH) {
      const type = tls.handshakeType(bytes, at);
      const length = tls.handshakeLength(bytes, at);
      const name = HANDSHAKE_TYPES[type];
      if (name === undefined || (at === start && length > 1 << 17)) {
        this.texts.push('Encrypted Handshake Message');
        return;
      }
      if (type === tls.SERVER_HELLO) {
        this.#conversation.tlsVersion = Math.max(0, tls.negotiatedVersion(bytes, at, end));
      }
      this.texts.push(name);
      at += tls.HANDSHAKE_HEADER_LENGTH + length;
    }
  }
}
