import type { CaseFile, CaseFileKind } from '../../diagnosis/report/case-report.ts';
import { count, grouped } from '../../words/en/phrases.ts';
import { html, type Markup } from './markup.ts';
import { CAPTURES_TOLD, LOGS_TOLD, type ShownCase } from './shown-case.ts';

const READ_ROWS = 120;
const OTHER_ROWS = 200;

const KINDS: Readonly<Record<CaseFileKind, string>> = {
  capture: 'capture',
  log: 'log',
  'look-up': 'look-up',
  archive: 'archive',
  other: 'not used',
  unreadable: 'unreadable',
};

/** Every file and what it was taken for; what is of no use is folded. */
export function caseFiles({ report: { files, filesLeftOut } }: ShownCase): Markup | null {
  if (files.length === 0) return null;
  const read = files.filter(({ kind }) => kind !== 'other');
  const others = files.filter(({ kind }) => kind === 'other');
  return html`${read.length > 0 && table(read, READ_ROWS, 'What each was taken for')}${
    others.length > 0 &&
    html`<details${read.length === 0 && html` open`}><summary>${count(others.length, 'file')} of no use for a verdict, or not known here</summary>${table(others, OTHER_ROWS, 'Not used')}</details>`
  }${filesLeftOut > 0 && html`<p class="quiet">${count(filesLeftOut, 'further file')} of the case not listed.</p>`}`;
}

function table(files: readonly CaseFile[], rows: number, title: string): Markup {
  const left = files.length - rows;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="files">
<caption>${title}${left > 0 && html`; ${count(left, 'row')} left out (all are in the JSON report)`}</caption>
<thead><tr><th scope="col">File</th><th scope="col">Taken for</th><th scope="col" class="number">Bytes</th><th scope="col">What it is</th></tr></thead>
<tbody>${files.slice(0, rows).map(row)}</tbody>
</table></div>`;
}

function row({ path, bytes, kind, text, report, log }: CaseFile): Markup {
  const anchor = anchorOf(report, log);
  return html`<tr${kind === 'unreadable' && html` class="warning"`}><th scope="row">${anchor === null ? path : html`<a href="#${anchor}">${path}</a>`}</th><td><span${kind === 'unreadable' && html` class="verdict"`}>${KINDS[kind]}</span></td><td class="number">${bytes === null ? '' : grouped(bytes)}</td><td>${text}</td></tr>`;
}

/** Where the page tells of the file. */
function anchorOf(report: number | null, log: number | null): string | null {
  if (report !== null) return report < CAPTURES_TOLD ? `r${report + 1}` : 'captures';
  if (log !== null) return log < LOGS_TOLD ? `log${log + 1}` : 'logs';
  return null;
}
