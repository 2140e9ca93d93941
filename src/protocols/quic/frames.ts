import * as quic from './codec.ts';

/** Frames that an Initial may have (RFC 9000 §12.4, §19). */
export const PADDING = 0x00;
export const PING = 0x01;
export const ACK = 0x02;
export const ACK_ECN = 0x03;
export const CRYPTO = 0x06;
export const CONNECTION_CLOSE = 0x1c;
/** The same by the application: not in an Initial, though hosts have sent it. */
export const CONNECTION_CLOSE_BY_APPLICATION = 0x1d;

/** Errors 0x0100 to 0x01ff are alerts of TLS (RFC 9001 §4.8). */
export const CRYPTO_ERROR = 0x100;

/** Whether a frame ends the connection. */
export function isClose(type: number): boolean {
  return type === CONNECTION_CLOSE || type === CONNECTION_CLOSE_BY_APPLICATION;
}

/** Goes through the frames of a packet; each is in the fields until the next. */
export class FrameReader {
  type = PADDING;
  /** The frame: [start, end); of padding all of it that follows one another. */
  start = 0;
  end = 0;
  /** CRYPTO: bytes of the handshake before this frame's, which are [dataStart, dataEnd). */
  offset = 0;
  dataStart = 0;
  dataEnd = 0;
  /** Numbers of other frames, in their order. */
  readonly numbers: number[] = [];

  #bytes: Uint8Array = new Uint8Array(0);
  #limit = 0;
  #place = 0;
  #isBroken = false;

  /** Begins with the frames in [start, limit). */
  begin(bytes: Uint8Array, start: number, limit: number): void {
    this.#bytes = bytes;
    this.#limit = limit;
    this.end = start;
  }

  /** Goes to the next frame; false where there is none, or what is there is no frame of an Initial. */
  next(): boolean {
    const bytes = this.#bytes;
    this.start = this.end;
    if (this.start >= this.#limit) return false;
    this.#place = this.start;
    this.#isBroken = false;
    this.numbers.length = 0;
    this.type = this.#number();
    switch (this.type) {
      case PADDING:
        while (this.#place < this.#limit && bytes[this.#place] === PADDING) this.#place++;
        break;
      case PING:
        break;
      case ACK:
      case ACK_ECN:
        this.#acknowledgment();
        break;
      case CRYPTO:
        this.offset = this.#number();
        this.#data(this.#number());
        break;
      case CONNECTION_CLOSE:
        this.numbers.push(this.#number(), this.#number());
        this.#data(this.#number());
        break;
      case CONNECTION_CLOSE_BY_APPLICATION:
        this.numbers.push(this.#number());
        this.#data(this.#number());
        break;
      default:
        this.#isBroken = true;
    }
    if (this.#isBroken) return false;
    this.end = this.#place;
    return true;
  }

  /** Largest, delay, ranges, first range; then a gap and a range each; with ECN three counts. */
  #acknowledgment(): void {
    for (let i = 0; i < 4; i++) this.numbers.push(this.#number());
    let left = 2 * this.numbers[2] + (this.type === ACK_ECN ? 3 : 0);
    for (; left > 0 && !this.#isBroken; left--) this.numbers.push(this.#number());
  }

  #data(length: number): void {
    if (this.#isBroken || length > this.#limit - this.#place) {
      this.#isBroken = true;
      return;
    }
    this.dataStart = this.#place;
    this.#place += length;
    this.dataEnd = this.#place;
  }

  #number(): number {
    const value = this.#isBroken ? -1 : quic.number(this.#bytes, this.#place, this.#limit);
    if (value < 0) {
      this.#isBroken = true;
      return 0;
    }
    this.#place += quic.numberLength(this.#bytes, this.#place);
    return value;
  }
}
