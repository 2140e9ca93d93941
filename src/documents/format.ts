import type { CaseReport } from '../diagnosis/report/case-report.ts';
import type { ComparisonReport } from '../diagnosis/report/comparison.ts';
import type { FleetReport } from '../diagnosis/report/fleet-report.ts';
import type { Report } from '../diagnosis/report/report.ts';
import type { TimeZone } from '../diagnosis/report/time-zone.ts';
import type { Words } from '../words/words.ts';

/**
 * One report format, for all kinds of documents: a file in this folder and a row in `formats.ts`. What a
 * format has no form for is absent. Every document has a line end at its end.
 */
export interface ReportFormat {
  /** What `-f` takes. */
  readonly name: string;
  /** One line for `--help`. */
  readonly help: string;
  /** Whether `Report.frames` is to be filled, which costs a second look into the capture. */
  readonly usesFrames?: boolean;
  render(report: Report, options: RenderOptions): string;
  /** The same, piece by piece, where a report may be large. */
  renderInPieces?(report: Report): Iterable<string>;
  /**
   * What stands between two reports that follow each other. Absent where there can be only one
   * document: several captures then need `renderAll`, or a file each.
   */
  readonly separator?: string;
  /** One document about several captures, and about those that could not be read. */
  renderAll?(
    reports: readonly Report[],
    options: RenderOptions,
    unreadable?: readonly UnreadableCapture[],
  ): string;
  /** The document about a case: captures, logs and look-ups together. */
  renderCase?(report: CaseReport, options: RenderOptions): string;
  /** The document about two captures held against each other. */
  renderComparison?(comparison: ComparisonReport, options: RenderOptions): string;
  /** The document about very many captures. */
  renderFleet?(report: FleetReport, options: RenderOptions): string;
}

/** A capture that has no report. */
export interface UnreadableCapture {
  /** File name without folders. */
  readonly name: string;
  /** Why, in one line. */
  readonly text: string;
}

export interface RenderOptions {
  /** Whether ANSI colours may be used. */
  readonly color: boolean;
  /** Columns of the terminal; the text format keeps to them. */
  readonly width: number;
  /** Where times are shown; UTC where absent. */
  readonly timeZone?: TimeZone | undefined;
  /** Those of the language that the report is in, too; English where absent. */
  readonly words?: Words | undefined;
  /** Whoever hands the report on may give it a title, and say something below its verdict. */
  readonly title?: string | undefined;
  /** Lines of it. */
  readonly note?: readonly string[] | undefined;
}
