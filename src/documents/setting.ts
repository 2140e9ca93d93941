import type { TimeZone } from '../diagnosis/report/time-zone.ts';
import type { Words } from '../words/words.ts';
import type { Layout } from './layout.ts';

/** How a document is to be built. */
export interface Setting {
  readonly layout: Layout;
  /** Whose times it shows; UTC where absent. */
  readonly zone: TimeZone | undefined;
  /** Of the language that its report is in. */
  readonly words: Words;
  /** Of the heading of a capture's report: 2 where there are several. */
  readonly level: number;
}

/** One of each medium's own: what its readers look for first. */
export type ByMedium<T> = Readonly<Record<Layout['medium'], T>>;
