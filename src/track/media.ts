import type { AddressWords } from '../protocols/address-text.ts';
import type { MediaPlace } from '../protocols/sdp/codec.ts';

/** Places that are kept: two for each of so many calls. */
const MAXIMUM_PLACES = 4_096;

/** Where one side of a call said that it wants its media, and what went there. */
export interface MediaEnd {
  readonly address: AddressWords;
  readonly port: number;
  /** A hash of the call's Call-ID. */
  readonly call: number;
  /** It was so all the time. */
  isBothWays: boolean;
  /** RTP packets that were sent there. */
  packets: number;
}

/** Where the calls of a capture want their media, as their session descriptions say. */
export class MediaEnds {
  readonly #ends = new Map<string, MediaEnd>();
  /** RTP packets of the capture, wherever they went: with ICE they go elsewhere (RFC 8839). */
  #packets = 0;

  /** Takes in what a session description says. */
  learn(call: number, places: readonly MediaPlace[]): void {
    for (const { address, port, isBothWays } of places) {
      const key = keyOf(address, port);
      const known = this.#ends.get(key);
      if (known !== undefined && known.call === call) known.isBothWays &&= isBothWays;
      else if (known !== undefined || this.#ends.size < MAXIMUM_PLACES) {
        this.#ends.set(key, { address, port, call, isBothWays, packets: known?.packets ?? 0 });
      }
    }
  }

  /** A copy that can be counted in without this one knowing. */
  copy(): MediaEnds {
    const copy = new MediaEnds();
    for (const [key, end] of this.#ends) copy.#ends.set(key, { ...end });
    copy.#packets = this.#packets;
    return copy;
  }

  /** Whether nothing is known, as in captures without calls. */
  get isEmpty(): boolean {
    return this.#ends.size === 0;
  }

  /** Counts RTP packets that were sent to a place. */
  add(address: AddressWords, port: number, packets: number): void {
    this.#packets += packets;
    const end = this.#ends.get(keyOf(address, port));
    if (end !== undefined) end.packets += packets;
  }

  at(address: AddressWords, port: number): MediaEnd | null {
    return this.#ends.get(keyOf(address, port)) ?? null;
  }

  /** Calls of which both sides said where they want media, in a capture without any. */
  unheardCalls(): number {
    if (this.#packets > 0) return 0;
    const sides = new Map<number, Set<string>>();
    for (const { address, call, isBothWays } of this.#ends.values()) {
      if (!isBothWays) continue;
      const known = sides.get(call);
      if (known === undefined) sides.set(call, new Set([address.join()]));
      else known.add(address.join());
    }
    return [...sides.values()].filter(({ size }) => size > 1).length;
  }

  /** The other places of the same call. */
  others(end: MediaEnd): MediaEnd[] {
    return [...this.#ends.values()].filter((other) => other !== end && other.call === end.call);
  }
}

function keyOf(address: AddressWords, port: number): string {
  return `${address.join()} ${port}`;
}
