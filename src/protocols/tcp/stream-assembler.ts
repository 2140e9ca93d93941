import type { PacketView } from '../packet-view.ts';
import type { Protocol } from '../protocol.ts';
import * as tcp from './codec.ts';

/** How much may wait for its end; what a capture says never sizes more. */
export interface AssemblerBounds {
  /** Messages at once; the oldest makes room. */
  readonly messages: number;
  /** Bytes of one: a longer one is counted, and not kept. */
  readonly length: number;
  /** Bytes of all. */
  readonly total: number;
}

const NOTHING = new Uint8Array(0);
/** Room that a message begins with, in bytes. */
const SMALLEST_ROOM = 2_048;

/** The first bytes of a message of a TCP stream, whose end is not there yet. */
export class OpenMessage {
  /** Valid: [0, `length`), unless it is broken. */
  bytes: Uint8Array = NOTHING;
  /** Bytes so far, with those that were lost. */
  length = 0;
  /** Some of its bytes are lost, or there were too many: they will not be shown. */
  isBroken = false;
  /** How many bytes of the last segment were its own. */
  taken = 0;

  /**
   * @param protocol whose framing says where it ends
   * @param sequence raw sequence number of the first byte
   * @param wanted bytes of the whole message, as far as that is known
   */
  constructor(
    readonly protocol: Protocol,
    readonly sequence: number,
    public wanted: number,
  ) {}
}

/**
 * Puts messages of TCP streams together, of one direction each, by a key: bytes in order only. What
 * was there before is passed over; behind a gap, and where the capture cut a segment, a message is
 * let go. Where a message ends the protocol's framing says (`framing.ts`); who reads a message while
 * it grows, or counts on through gaps, uses `append`, `put` and `skip` in place of `goOn`.
 */
export class StreamAssembler<Key> {
  readonly #open = new Map<Key, OpenMessage>();
  /** Bytes that all of them have room for. */
  #room = 0;

  constructor(readonly bounds: AssemblerBounds) {}

  find(key: Key): OpenMessage | undefined {
    return this.#open.size === 0 ? undefined : this.#open.get(key);
  }

  /** Begins a message; one of that key that waits is let go. */
  begin(key: Key, protocol: Protocol, sequence: number, wanted: number): OpenMessage {
    this.close(key);
    if (this.#open.size >= this.bounds.messages) {
      for (const oldest of this.#open.keys()) {
        this.close(oldest);
        break;
      }
    }
    const message = new OpenMessage(protocol, sequence, wanted);
    this.#open.set(key, message);
    return message;
  }

  /** Lets go of the message of that key, or of what its stream waited for. */
  close(key: Key): void {
    const message = this.find(key);
    if (message === undefined) return;
    this.#room -= message.bytes.length;
    this.#open.delete(key);
  }

  /**
   * Takes the segment in the view.
   * @returns its message where it is whole now; it is closed
   */
  goOn(key: Key, view: PacketView): OpenMessage | null {
    const message = this.find(key);
    if (message === undefined) return null;
    const { payloadStart, payloadEnd, transport } = view;
    const bytes = view.layerBytes(transport);
    const sequence = tcp.sequence(bytes, view.layerStart[transport]);
    const ahead = (sequence - message.sequence - message.length) | 0;
    if (ahead < 0) return null;
    if (ahead > 0 || payloadEnd - payloadStart < view.payloadLength) {
      this.close(key);
      return null;
    }
    message.taken = Math.min(payloadEnd - payloadStart, message.wanted - message.length);
    this.append(message, bytes, payloadStart, payloadStart + message.taken);
    if (message.length < message.wanted) return null;
    this.close(key);
    return message;
  }

  /** Adds [start, end) of `bytes` to a message. */
  append(message: OpenMessage, bytes: Uint8Array, start: number, end: number): void {
    this.put(message, message.length, bytes, start, end);
  }

  /** Puts [start, end) of `bytes` at an offset in a message, over what is there and beyond. */
  put(message: OpenMessage, offset: number, bytes: Uint8Array, start: number, end: number): void {
    const length = Math.max(message.length, offset + end - start);
    if (!message.isBroken && length > message.bytes.length) this.#grow(message, length);
    if (!message.isBroken) message.bytes.set(bytes.subarray(start, end), offset);
    message.length = length;
  }

  /** Counts bytes of a message that were lost. */
  skip(message: OpenMessage, count: number): void {
    message.isBroken = true;
    message.length += count;
  }

  #grow(message: OpenMessage, length: number): void {
    const { bytes } = message;
    const spare = Math.min(this.bounds.length, Math.max(2 * bytes.length, SMALLEST_ROOM));
    const size = Math.max(length, spare);
    message.isBroken =
      length > this.bounds.length || this.#room + size - bytes.length > this.bounds.total;
    message.bytes = message.isBroken ? NOTHING : new Uint8Array(size);
    if (!message.isBroken) message.bytes.set(bytes.subarray(0, message.length));
    this.#room += message.bytes.length - bytes.length;
  }
}

/** Which way a packet goes: the same for all packets of one direction of a conversation. */
export function isFirstSide(view: PacketView): boolean {
  if (view.sourcePort !== view.destinationPort) return view.sourcePort < view.destinationPort;
  if (view.source3 !== view.destination3) return view.source3 < view.destination3;
  if (view.source2 !== view.destination2) return view.source2 < view.destination2;
  if (view.source1 !== view.destination1) return view.source1 < view.destination1;
  return view.source0 <= view.destination0;
}
