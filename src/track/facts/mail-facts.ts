import { FrameSample } from '../frame-sample.ts';

/** Refusals of a mail server in its own words. */
export class SpokenFacts {
  readonly replies = new FrameSample();
  /** The first: code and text. */
  words = '';
}
