import type { CaseReport } from '../diagnosis/report/case-report.ts';
import type { ComparisonReport } from '../diagnosis/report/comparison.ts';
import type { Report } from '../diagnosis/report/report.ts';
import { adf } from '../documents/emit-adf.ts';
import { html } from '../documents/emit-html.ts';
import { mail } from '../documents/emit-mail.ts';
import { markdown } from '../documents/emit-markdown.ts';
import { text } from '../documents/emit-text.ts';
import { wiki } from '../documents/emit-wiki.ts';
import type { ReportFormat } from '../documents/format.ts';
import { json } from '../documents/json.ts';
import { junit } from '../documents/junit.ts';
import { sarif } from '../documents/sarif.ts';
import { zoneNamed } from './diagnose.ts';
import { wordsOf } from './spoken.ts';

/** What the renderers take. */
export type AnyReport = Report | CaseReport | ComparisonReport;

export interface RenderOptions {
  /** Columns that text keeps to; 80 by default. */
  readonly width?: number | undefined;
  /** Whether text has ANSI colours. */
  readonly color?: boolean | undefined;
  /** Of the times that people read: `UTC`, `local`, `+02:00`, `Europe/Berlin`; UTC by default. */
  readonly timeZone?: string | undefined;
  /** A title of your own above what the report says; in documents to read. */
  readonly title?: string | undefined;
  /** A note of your own below its verdict; line ends part its paragraphs. */
  readonly note?: string | undefined;
}

const WIDTH = 80;

/** As the command line prints it. */
export function renderText(report: AnyReport, options: RenderOptions = {}): string {
  return render(text, report, options);
}

/** One page, with nothing loaded from elsewhere; its pictures need `frames` (`diagnose`). */
export function renderHtml(report: AnyReport, options: RenderOptions = {}): string {
  return render(html, report, options);
}

/** For tickets. */
export function renderMarkdown(report: AnyReport, options: RenderOptions = {}): string {
  return render(markdown, report, options);
}

/** For Jira Data Center and Confluence, in their wiki markup. */
export function renderWiki(report: AnyReport, options: RenderOptions = {}): string {
  return render(wiki, report, options);
}

/** For Jira Cloud: a document of 32,767 characters at the most, as its API takes it. */
export function renderAdf(report: AnyReport, options: RenderOptions = {}): string {
  return render(adf, report, options);
}

/** A draft of a mail (RFC 5322), with the text and the page; its pictures need `frames` (`diagnose`). */
export function renderMail(report: AnyReport, options: RenderOptions = {}): string {
  return render(mail, report, options);
}

/** The report itself, as `-f json` prints it. */
export function renderJson(report: AnyReport): string {
  return render(json, report, {});
}

/** For test reports of CI systems. */
export function renderJunit(report: AnyReport): string {
  return render(junit, report, {});
}

/** For code scanning (SARIF 2.1.0); comparisons have none. */
export function renderSarif(report: Report | CaseReport): string {
  return render(sarif, report, {});
}

function render(format: ReportFormat, report: AnyReport, options: RenderOptions): string {
  const given = {
    width: options.width ?? WIDTH,
    color: options.color === true,
    timeZone: zoneNamed(options.timeZone),
    words: wordsOf(report),
    title: options.title,
    note: paragraphsOf(options.note),
  };
  if (!('kind' in report)) return format.render(report, given);
  const rendered =
    report.kind === 'case'
      ? format.renderCase?.(report, given)
      : format.renderComparison?.(report, given);
  if (rendered === undefined) throw new TypeError(`${format.name} has no ${report.kind}`);
  return rendered;
}

/** The lines of a note that have words; undefined without any. */
function paragraphsOf(note: string | undefined): readonly string[] | undefined {
  const lines = (note ?? '').split(/\r\n|[\r\n]/).map((line) => line.trim());
  const told = lines.filter((line) => line !== '');
  return told.length === 0 ? undefined : told;
}
