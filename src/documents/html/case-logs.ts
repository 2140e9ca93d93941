import type { CaseLog } from '../../diagnosis/report/case-report.ts';
import { capitalized, count, grouped } from '../../words/en/phrases.ts';
import { clockText } from '../case-text.ts';
import { html, type Markup, unbroken } from './markup.ts';
import { LOGS_TOLD, type ShownCase } from './shown-case.ts';

/** What is open to see; the rest unfolds. */
const OPEN_LOGS = 6;
const STATUS_LINES = 12;
const PROBLEMS = 20;

/** Each log: what it last tells, how much of it was understood, and whose clock it has. */
export function caseLogs({ report: { logs }, labels }: ShownCase): Markup | null {
  if (logs.length === 0) return null;
  const cards = logs.slice(0, LOGS_TOLD).map((log, index) => card(log, index, labels));
  const folded = cards.slice(OPEN_LOGS);
  const further = logs.length - cards.length;
  return html`<div class="logs">${cards.slice(0, OPEN_LOGS)}</div>${folded.length > 0 && html`<details><summary>${count(folded.length, 'further log')}</summary><div class="logs">${folded}</div></details>`}${further > 0 && html`<p class="quiet">and ${count(further, 'log')} more: see the JSON report.</p>`}`;
}

function card(log: CaseLog, index: number, labels: readonly string[]): Markup {
  const { file, title, encoding, records, known, unknown, clock, status, problems } = log;
  return html`<section id="log${index + 1}" aria-labelledby="log${index + 1}-title">
<h3 id="log${index + 1}-title">${capitalized(title)}</h3>
<p class="quiet">${labels[file] ?? ''}</p>
${status.length > 0 && html`<ul>${status.slice(0, STATUS_LINES).map((line) => html`<li>${unbroken(line)}</li>`)}</ul>`}
<dl class="facts">
<dt>Records</dt><dd>${grouped(records)}: ${grouped(known)} known, ${grouped(unknown)} not known and left aside; <span class="nowrap">${encoding}</span></dd>
<dt>First to last</dt><dd>${log.firstTime === null ? 'no times' : html`<span class="time">${log.firstTime}</span> to <span class="time">${log.lastTime}</span>, local time`}</dd>
<dt>Its clock</dt><dd>${clockText(log)}. ${clock.text}</dd>
</dl>
${problems.length > 0 && html`<details><summary>${count(problems.length, 'problem')}</summary><ul>${problems.slice(0, PROBLEMS).map(({ line, text }) => html`<li>Line ${grouped(line)}: ${text}</li>`)}</ul>${problems.length > PROBLEMS && html`<p class="quiet">and ${problems.length - PROBLEMS} more</p>`}</details>`}
</section>`;
}
