import { firstWords, wordsUpTo } from '../protocols/hash-tables.ts';
import { indexRows, type RowIndex } from './row-index.ts';

/** Attempts that are kept one by one: the latest. */
const KEPT_ATTEMPTS = 65_536;
const ATTEMPT_WORDS = 4;
const ALL_WORDS = KEPT_ATTEMPTS * ATTEMPT_WORDS;
/** More packets of one attempt than this count as this many. */
export const MOST_SENDS = 31;
const ANSWERED = 1 << 8;

/** One connection attempt or DNS question. */
export interface Attempt {
  /** When it was sent first, in microseconds since 1970. */
  readonly at: number;
  /** How often it was sent, captured duplicates not counted. */
  readonly sends: number;
  readonly isAnswered: boolean;
}

/**
 * What became of single connection attempts and DNS questions, of all endpoints in one log: only
 * where some of an endpoint are answered and some are not does anyone ask for them.
 */
export class AttemptLog {
  /** Packets of attempts that were answered in the end, and those of them that had no answer. */
  answeredSends = 0;
  answeredRepeats = 0;
  answered = 0;
  /** Attempts without any answer, by how often they were sent. */
  readonly silentBySends = new Uint32Array(MOST_SENDS + 1);
  silent = 0;

  /** Endpoint, seconds, nanoseconds, sends and outcome of each. */
  #words = firstWords(ALL_WORDS);
  #next = 0;
  #count = 0;
  /** Null after a change. */
  #index: RowIndex | null = null;

  /** @param endpoint reference of the endpoint */
  add(
    endpoint: number,
    seconds: number,
    nanoseconds: number,
    sends: number,
    isAnswered: boolean,
  ): void {
    const counted = Math.min(sends, MOST_SENDS);
    if (isAnswered) {
      this.answered++;
      this.answeredSends += counted;
      this.answeredRepeats += counted - 1;
    } else {
      this.silent++;
      this.silentBySends[counted]++;
    }
    const at = this.#next * ATTEMPT_WORDS;
    this.#words = wordsUpTo(this.#words, at + ATTEMPT_WORDS, ALL_WORDS);
    const words = this.#words;
    this.#index = null;
    words[at] = endpoint;
    words[at + 1] = seconds;
    words[at + 2] = nanoseconds;
    words[at + 3] = counted | (isAnswered ? ANSWERED : 0);
    this.#next = (this.#next + 1) % KEPT_ATTEMPTS;
    if (this.#count < KEPT_ATTEMPTS) this.#count++;
  }

  /** Becomes what another log is now. */
  copyFrom(other: AttemptLog): void {
    this.answeredSends = other.answeredSends;
    this.answeredRepeats = other.answeredRepeats;
    this.answered = other.answered;
    this.silentBySends.set(other.silentBySends);
    this.silent = other.silent;
    this.#words = wordsUpTo(this.#words, other.#words.length, ALL_WORDS);
    this.#words.set(other.#words);
    this.#next = other.#next;
    this.#count = other.#count;
    this.#index = null;
  }

  /** Silent attempts that were sent at least so often. */
  silentFrom(sends: number): number {
    let total = 0;
    for (let i = Math.max(0, Math.min(sends, MOST_SENDS)); i <= MOST_SENDS; i++) {
      total += this.silentBySends[i];
    }
    return total;
  }

  /** The kept attempts of an endpoint, by time. @param endpoint reference of the endpoint */
  of(endpoint: number): readonly Attempt[] {
    this.#index ??= indexRows(this.#words, ATTEMPT_WORDS, this.#count);
    const { heads, next } = this.#index;
    const words = this.#words;
    const found: Attempt[] = [];
    for (let row = heads.get(endpoint) ?? -1; row >= 0; row = next[row]) {
      const at = row * ATTEMPT_WORDS;
      found.push({
        at: (words[at + 1] >>> 0) * 1e6 + words[at + 2] / 1e3,
        sends: words[at + 3] & 0xff,
        isAnswered: (words[at + 3] & ANSWERED) !== 0,
      });
    }
    return found.sort((one, other) => one.at - other.at);
  }
}
