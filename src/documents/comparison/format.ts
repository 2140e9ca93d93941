import type { ComparisonReport } from '../../diagnosis/report/comparison.ts';
import type { RenderOptions } from '../format.ts';

/** One format of comparisons: a file in this folder and a row in `formats.ts`. */
export interface ComparisonFormat {
  /** Text of the comparison, with a line end at its end. */
  render(comparison: ComparisonReport, options: RenderOptions): string;
}
