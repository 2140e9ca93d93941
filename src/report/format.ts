import type { Report } from './report.ts';

/** One report format: a file in this folder and a row in `formats.ts`. */
export interface ReportFormat {
  /** What `-f` takes. */
  readonly name: string;
  /** One line for `--help`. */
  readonly help: string;
  /** Text of one report, with a line end at its end. */
  render(report: Report, options: RenderOptions): string;
}

export interface RenderOptions {
  /** Whether ANSI colours may be used. */
  readonly color: boolean;
  /** Columns of the terminal; the text format keeps to them. */
  readonly width: number;
}
