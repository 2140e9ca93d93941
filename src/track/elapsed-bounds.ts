/** Steps of time that are kept; where there are more, two become one. */
const MAXIMUM_STEPS = 65_536;
/** Frame it goes from, frame it goes to, milliseconds. */
const STEP_WORDS = 3;

/**
 * How much time has passed at least from a packet to the end of packets that have no times. Each step says that so
 * many milliseconds lie between two frames at least; steps that follow each other add up. A clock that
 * only counts them forward cannot tell it: what it adds may all have passed before the packet.
 */
export class ElapsedBounds {
  #steps = new Int32Array(STEP_WORDS * 256);
  #count = 0;
  /** Shorter steps are not kept. */
  #shortest = 1;
  /** By step, ordered by the frame that it goes from: milliseconds from there to the end at least. */
  #froms = new Int32Array(0);
  #untilEnd = new Int32Array(0);

  /**
   * Takes in a step. Steps come in the order of the frames that they go to.
   * @returns whether it is kept; a caller who adds a longer one from the same frame later loses nothing
   */
  add(from: number, to: number, milliseconds: number): boolean {
    if (milliseconds < this.#shortest) return false;
    if (this.#count === MAXIMUM_STEPS) this.#putTogether();
    const at = this.#count++ * STEP_WORDS;
    if (at >= this.#steps.length) {
      const larger = new Int32Array(2 * this.#steps.length);
      larger.set(this.#steps);
      this.#steps = larger;
    }
    this.#steps[at] = from;
    this.#steps[at + 1] = to;
    this.#steps[at + 2] = milliseconds;
    return true;
  }

  /** Makes one of each two steps: both where they follow each other, else the longer. */
  #putTogether(): void {
    const steps = this.#steps;
    this.#shortest *= 2;
    this.#count /= 2;
    for (let i = 0; i < this.#count; i++) {
      const one = 2 * i * STEP_WORDS;
      const other = one + STEP_WORDS;
      const follows = steps[other] >= steps[one + 1];
      const isOther = !follows && steps[other + 2] > steps[one + 2];
      const at = i * STEP_WORDS;
      steps[at] = steps[isOther ? other : one];
      steps[at + 1] = steps[follows || isOther ? other + 1 : one + 1];
      steps[at + 2] = follows
        ? steps[one + 2] + steps[other + 2]
        : Math.max(steps[one + 2], steps[other + 2]);
    }
  }

  /** Adds up the steps, after the last one. */
  finish(): void {
    const steps = this.#steps;
    const order = Array.from({ length: this.#count }, (_, i) => i * STEP_WORDS);
    order.sort((one, other) => steps[one] - steps[other]);
    this.#froms = Int32Array.from(order, (at) => steps[at]);
    this.#untilEnd = new Int32Array(order.length);
    for (let i = order.length - 1; i >= 0; i--) {
      const at = order[i];
      const behind = i + 1 < order.length ? this.#untilEnd[i + 1] : 0;
      this.#untilEnd[i] = Math.max(behind, steps[at + 2] + this.#from(steps[at + 1]));
    }
  }

  /** Microseconds from a frame to the end at least, once that is known. */
  since(frame: number): number {
    return this.#from(frame) * 1e3;
  }

  #from(frame: number): number {
    let low = 0;
    let high = this.#froms.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#froms[middle] < frame) low = middle + 1;
      else high = middle;
    }
    return low < this.#froms.length ? this.#untilEnd[low] : 0;
  }
}
