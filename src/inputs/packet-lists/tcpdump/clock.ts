import { ListTime, scanTime, TimeForm } from '../times.ts';

/*
 * Times as tcpdump prints them: of day, since 1970 (`-tt`), since the packet before (`-ttt`), with their
 * date (`-tttt`), since the first (`-ttttt`), or not at all (`-t`).
 */

const DAY = 86_400;
const NANOSECONDS = 1_000_000_000;

/** Times that fall again and again while packets follow each other are times since the one before. */
const SOME_FALLS = 3;
/** Seconds by which packets of several processors or interfaces may be in disorder: mostly, ever. */
const SHUFFLED = 0.001;
const MOST_SHUFFLED = 0.5;

export class PrintedClock {
  /** The last time told: whole seconds since 1970, or since an unknown day's start. */
  seconds = 0;
  nanoseconds = 0;
  lacksDate = false;
  lacksZone = false;
  #isDelta = false;
  #base = 0;
  readonly #time = new ListTime();

  /** Learns from a text's first times what they count from. */
  learn(times: readonly string[]): void {
    let falls = 0;
    let isFalling = false;
    let previous = -1;
    let first = -1;
    for (const text of times) {
      const value = this.#value(text);
      if (value < 0) continue;
      if (first < 0) first = value;
      const fall = previous - value;
      if (fall > SHUFFLED && fall < DAY / 2) falls++;
      if (fall > MOST_SHUFFLED && fall < DAY / 2) isFalling = true;
      previous = value;
    }
    this.#isDelta =
      (first === 0 && isFalling) || (falls >= SOME_FALLS && falls * 10 > times.length);
  }

  /** @returns false where the text is no time */
  read(text: string): boolean {
    const old = OLD_DELTA.exec(text);
    if (old !== null) {
      this.lacksDate = true;
      this.#add(Number(old[1] ?? 0), Number(old[2]) * 1_000);
      return true;
    }
    const time = this.#time;
    if (scanTime(text, 0, time, false) !== text.length) return false;
    if (time.form === TimeForm.ABSOLUTE) {
      this.lacksZone ||= !time.hasZone;
      this.seconds = time.seconds;
      this.nanoseconds = time.nanoseconds;
      return true;
    }
    if (time.form === TimeForm.REFERENCE || time.seconds < 0) return false;
    this.lacksDate = true;
    if (this.#isDelta) this.#add(time.seconds, time.nanoseconds);
    else {
      // What goes back by more than half a day is of the next.
      if (this.seconds - this.#base - time.seconds > DAY / 2) this.#base += DAY;
      this.seconds = this.#base + time.seconds;
      this.nanoseconds = time.nanoseconds;
    }
    return true;
  }

  #add(seconds: number, nanoseconds: number): void {
    const sum = this.nanoseconds + nanoseconds;
    this.seconds += seconds + (sum >= NANOSECONDS ? 1 : 0);
    this.nanoseconds = sum % NANOSECONDS;
  }

  /** Seconds of a time that has no date; -1 for others. */
  #value(text: string): number {
    const time = this.#time;
    if (scanTime(text, 0, time, false) !== text.length) return -1;
    if (time.form === TimeForm.ABSOLUTE || time.form === TimeForm.REFERENCE) return -1;
    return time.seconds + time.nanoseconds / NANOSECONDS;
  }
}

/** Microseconds since the packet before, with seconds in front where there are any: versions 3. */
const OLD_DELTA = /^(?:(\d{1,7})\. )?(\d{6})$/;
