/** Frames kept of each kind of evidence: enough to show, too few to fill memory. */
const KEPT_FRAMES = 24;

/** The first frames of one kind of evidence, and how many there were in all. */
export class FrameSample {
  /** How many were added. */
  total = 0;
  readonly #frames: number[] = [];

  /** Adds a frame number; 0 (no frame) is ignored. */
  add(frame: number): void {
    if (frame === 0) return;
    this.total++;
    if (this.#frames.length < KEPT_FRAMES) this.#frames.push(frame);
  }

  /** The frames kept, in rising order, each once. */
  get frames(): number[] {
    return [...new Set(this.#frames)].sort((a, b) => a - b);
  }
}

/** Smallest and largest of a series of numbers; `count` 0 where there was none. */
export class Range {
  count = 0;
  minimum = Number.POSITIVE_INFINITY;
  maximum = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    this.count++;
    if (value < this.minimum) this.minimum = value;
    if (value > this.maximum) this.maximum = value;
  }
}
