import type { AddressWords } from '../protocols/address-text.ts';
import { Flow } from './flow-table.ts';

/** SYN/ACKs kept that no SYN of the capture went to. */
const MAXIMUM_STRAYS = 64;

/** A SYN/ACK from a host that the client did not ask. */
export interface StraySynAck {
  readonly client: AddressWords;
  readonly clientPort: number;
  /** Null where a list does not show numbers as sent: those of two conversations have nothing in common. */
  readonly acknowledged: number | null;
  readonly server: AddressWords;
  readonly frame: number;
}

/**
 * SYN/ACKs from addresses that were not asked: where one acknowledges the SYN of an attempt, that SYN was
 * delivered, and the answer took a way on which its address was not translated back.
 */
export class StraySynAcks {
  readonly #strays: StraySynAck[] = [];

  /** @param base first word of the flow's record that the SYN/ACK began */
  add(words: Int32Array, base: number, acknowledged: number | null): void {
    if (this.#strays.length >= MAXIMUM_STRAYS) return;
    this.#strays.push({
      client: address(words, base + Flow.CLIENT_ADDRESS),
      clientPort: words[base + Flow.PORTS] >>> 16,
      acknowledged,
      server: address(words, base + Flow.SERVER_ADDRESS),
      frame: words[base + Flow.FIRST_FRAME],
    });
  }

  /** The one that acknowledges the SYN of the flow's record; null for none. */
  find(words: Int32Array, base: number): StraySynAck | null {
    for (const stray of this.#strays) {
      if (
        (stray.acknowledged === null ||
          stray.acknowledged === ((words[base + Flow.CLIENT_ISN] + 1) | 0)) &&
        stray.clientPort === words[base + Flow.PORTS] >>> 16 &&
        stray.client.every((word, i) => word === words[base + Flow.CLIENT_ADDRESS + i])
      ) {
        return stray;
      }
    }
    return null;
  }
}

function address(words: Int32Array, at: number): AddressWords {
  return [words[at], words[at + 1], words[at + 2], words[at + 3]];
}
