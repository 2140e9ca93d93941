import { SHA_256 } from '../protocols/crypto/sha256.ts';
import { alpnOf, ja4, shapeHash } from '../protocols/tls/shape.ts';

/** Shapes of ClientHellos that are told apart. */
const MAXIMUM_SHAPES = 254;

/** What one client program's ClientHellos look like. */
export interface ClientShape {
  readonly ja4: string;
  /** Application protocols that it offers, best first. */
  readonly alpn: readonly string[];
}

/** The shapes of all ClientHellos of a capture, each once. */
export class ClientShapes {
  readonly #byHash = new Map<number, number>();
  readonly #shapes: ClientShape[] = [];
  #lastHash = 0;
  #last = 0;

  /** By the index that `add` gave, less 1. */
  at(index: number): ClientShape | null {
    return this.#shapes[index] ?? null;
  }

  /**
   * Takes in the ClientHello whose handshake message starts at `at`.
   * @returns its shape's index plus 1; 0 where it cannot be told, or there are too many
   */
  add(bytes: Uint8Array, at: number, limit: number): number {
    const hash = shapeHash(bytes, at, limit);
    if (hash === this.#lastHash) return this.#last;
    let index = hash === 0 ? 0 : (this.#byHash.get(hash) ?? -1);
    if (index < 0) {
      index = 0;
      if (this.#shapes.length < MAXIMUM_SHAPES) {
        this.#shapes.push({ ja4: ja4(bytes, at, limit, digits), alpn: alpnOf(bytes, at, limit) });
        index = this.#shapes.length;
        this.#byHash.set(hash, index);
      }
    }
    this.#lastHash = hash;
    this.#last = index;
    return index;
  }
}

function digits(text: string): string {
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const digest = SHA_256.digest(bytes).subarray(0, 6);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
