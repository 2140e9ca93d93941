/** Frames kept of each kind of evidence: enough to show, too few to fill memory. */
const KEPT_FRAMES = 24;
/** Frames up to which a sample has no room to spare. */
const SMALL = 4;

/** Frames of one kind of evidence, to read. */
export interface Frames {
  /** How many there were. */
  readonly total: number;
  /** The first of them, in rising order, each once. */
  readonly frames: number[];
  /** So many of these. */
  first(most: number): number[];
}

/** Lists of frames that are not all there were. */
const PARTS = new WeakSet<readonly number[]>();

/** Whether a list of frames is a part of what was counted: the others were not kept, or are too many to show. */
export function isPart(frames: readonly number[]): boolean {
  return PARTS.has(frames);
}

function partOf(frames: number[]): number[] {
  PARTS.add(frames);
  return frames;
}

/** Frames of several kinds together that are enough to show. */
const SHOWN_TOGETHER = 8;

/** The first of frames of several kinds, in rising order, each once. */
export function firstFrames(frames: Iterable<number>): number[] {
  const all = [...new Set(frames)].sort((a, b) => a - b);
  return all.length > SHOWN_TOGETHER ? partOf(all.slice(0, SHOWN_TOGETHER)) : all;
}

/**
 * The first frames of one kind of evidence, and how many there were in all. Nothing of it is `#private`, which
 * `copyOf` (`facts/endpoint-facts.ts`) could not copy.
 */
export class FrameSample implements Frames {
  total = 0;
  /** Null until there is one: most samples stay empty. */
  private kept: number[] | null = null;

  /** Adds a frame number; 0 (no frame) is ignored. */
  add(frame: number): void {
    if (frame === 0) return;
    this.total++;
    if (this.kept === null) this.kept = [frame];
    // push() makes room for seventeen, and most samples of a scan stay that small.
    else if (this.kept.length < SMALL) this.kept = [...this.kept, frame];
    else if (this.kept.length < KEPT_FRAMES) this.kept.push(frame);
  }

  /** Counts so many more, whose numbers nobody kept. */
  addUnkept(frames: number): void {
    if (frames > 0) this.total += frames;
  }

  get frames(): number[] {
    return this.first(KEPT_FRAMES);
  }

  first(most: number): number[] {
    const { kept } = this;
    if (kept === null) return [];
    const all = inOrder(kept);
    const shown = all.slice(0, most);
    // Of frames that were added twice, none is left out.
    return this.total > kept.length || all.length > most ? partOf(shown) : shown;
  }
}

/** Each once, in rising order: as most were added. */
function inOrder(kept: readonly number[]): readonly number[] {
  for (let i = 1; i < kept.length; i++) {
    if (kept[i] <= kept[i - 1]) return [...new Set(kept)].sort((a, b) => a - b);
  }
  return kept;
}

/** What every sample is until its first frame: an endpoint has a dozen kinds, most without any. */
export const NO_FRAMES: Frames = Object.freeze(new FrameSample());

/** `sample` with one more frame, which makes a sample of its own of the common empty one. */
export function withFrame(sample: Frames, frame: number): Frames {
  if (frame === 0) return sample;
  const own = sample === NO_FRAMES ? new FrameSample() : (sample as FrameSample);
  own.add(frame);
  return own;
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

  clear(): void {
    this.count = 0;
    this.minimum = Number.POSITIVE_INFINITY;
    this.maximum = Number.NEGATIVE_INFINITY;
  }
}
