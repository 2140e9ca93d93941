import type { ElapsedBounds } from './elapsed-bounds.ts';
import { microsecondsBetween } from './time.ts';

/** A step back in time of more than this, in seconds, is a jump of the clock. */
const JUMP_BACK = 1;
/** A pause shorter than this, in seconds, is no sign of anything. */
const SHORTEST_PAUSE = 120;
/** Packets seen before a pause, and missed in it by the rate of these: then the host was not awake. */
const BUSY = 100;
/**
 * A pause from which on, in seconds, and by how much longer than all that the capture watched before,
 * it is no silence of anybody's: somebody put two captures into one file.
 */
const MERGED_PAUSE = 86_400;
const MERGED_TIMES = 20;
/** Jumps that are kept; what comes after is counted only. */
const KEPT_JUMPS = 64;

/** A place where the time stamps do not follow the time that went by. */
export interface ClockJump {
  /** The first frame after it. */
  readonly frame: number;
  /** Microseconds to the frame before: below 0 where the clock went back. */
  readonly microseconds: number;
  /** Second of the frame before, where another capture begins: nobody watched what was open then. */
  readonly endsAt: number | null;
}

/**
 * Time as the capture has it: where the clock was set back or the host slept, the time between two
 * frames is not the time for which the capture watched.
 */
export class CaptureClock {
  readonly jumps: ClockJump[] = [];
  /** Jumps back, and pauses in which a busy capture has nothing. */
  jumpsBack = 0;
  pauses = 0;
  /** Microseconds. */
  longestPause = 0;
  /** Where packets have no times: what is known of the time up to the end, once that has come. */
  bounds: ElapsedBounds | null = null;
  /** Packets up to the last jump, and the second at which time runs on from it. */
  #packets = 0;
  #since = -1;

  /** Whether a step of so many seconds from one frame to the next is worth a look. */
  static isStrange(step: number): boolean {
    return step < -JUMP_BACK || step >= SHORTEST_PAUSE;
  }

  /**
   * Takes in a strange step. A pause is one only where the capture was busy before, as one that sees a
   * packet an hour may well see none for an hour; or where it is out of all proportion.
   * @param frame the frame after the step, at `seconds`
   * @param packets packets of the capture before it
   */
  step(
    frame: number,
    packets: number,
    firstSeconds: number,
    lastSeconds: number,
    lastNanoseconds: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const microseconds = microsecondsBetween(lastSeconds, lastNanoseconds, seconds, nanoseconds);
    let isMerged = false;
    if (microseconds < 0) this.jumpsBack++;
    else {
      const watched = Math.max(1, lastSeconds - (this.#since < 0 ? firstSeconds : this.#since));
      const seen = packets - this.#packets;
      const step = seconds - lastSeconds;
      isMerged = step >= MERGED_PAUSE && step >= MERGED_TIMES * watched;
      if (!isMerged && (seen < BUSY || (seen / watched) * step < BUSY)) return;
      this.pauses++;
      this.longestPause = Math.max(this.longestPause, microseconds);
    }
    if (this.jumps.length < KEPT_JUMPS) {
      this.jumps.push({ frame, microseconds, endsAt: isMerged ? lastSeconds : null });
    }
    this.#packets = packets;
    this.#since = seconds;
  }

  /**
   * Microseconds for which the capture watched, from a frame and its time on to another time.
   * @param toFrame the last frame up to which it counts, where that is not the one at hand
   */
  watched(
    fromFrame: number,
    fromSeconds: number,
    fromNanoseconds: number,
    toSeconds: number,
    toNanoseconds: number,
    toFrame = Number.POSITIVE_INFINITY,
  ): number {
    let time = microsecondsBetween(fromSeconds, fromNanoseconds, toSeconds, toNanoseconds);
    if (this.bounds !== null) time = Math.min(time, this.bounds.since(fromFrame));
    for (const { frame, microseconds, endsAt } of this.jumps) {
      if (frame <= fromFrame || frame > toFrame) continue;
      if (endsAt !== null) {
        const ended = microsecondsBetween(fromSeconds, fromNanoseconds, endsAt, 0);
        return Math.max(0, Math.min(time, ended));
      }
      time -= microseconds;
    }
    return time;
  }

  /** Whether time jumped after a frame. */
  jumpsAfter(frame: number): boolean {
    return this.jumps.some((jump) => jump.frame > frame);
  }
}
