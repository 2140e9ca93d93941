/** Seconds without a packet from outside from which on they are looked at. */
const SHORTEST = 3;
/** Silences that are kept: the longest. */
const MAXIMUM_SILENCES = 32;

/** A time in which nothing came from a server off the client's site. */
export interface OutsideSilence {
  /** The last frame that did, and its second since 1970. */
  readonly frame: number;
  readonly from: number;
  /** The second at which the next one came, or the capture ends. */
  readonly to: number;
  /** Whether one came. */
  readonly isOver: boolean;
}

/** When packets came from servers off the client's site, and when they did not. */
export class OutsideSilences {
  #frame = 0;
  #seconds = 0;
  readonly #longest: OutsideSilence[] = [];

  /** Takes in a packet of such a server. */
  heard(frame: number, seconds: number): void {
    if (seconds - this.#seconds >= SHORTEST && this.#frame > 0) this.#add(seconds);
    this.#frame = frame;
    this.#seconds = seconds;
  }

  #add(to: number): void {
    const silence = { frame: this.#frame, from: this.#seconds, to, isOver: true };
    const all = this.#longest;
    if (all.length < MAXIMUM_SILENCES) {
      all.push(silence);
      return;
    }
    let shortest = 0;
    for (let i = 1; i < all.length; i++) {
      if (all[i].to - all[i].from < all[shortest].to - all[shortest].from) shortest = i;
    }
    if (to - silence.from > all[shortest].to - all[shortest].from) all[shortest] = silence;
  }

  /** The silences up to a time, the last one open where nothing came since. @param seconds since 1970 */
  until(seconds: number): OutsideSilence[] {
    const isOpen = this.#frame > 0 && seconds - this.#seconds >= SHORTEST;
    const last = { frame: this.#frame, from: this.#seconds, to: seconds, isOver: false };
    return isOpen ? [...this.#longest, last] : [...this.#longest];
  }
}
