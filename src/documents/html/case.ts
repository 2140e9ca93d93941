import type { CaseReport } from '../../diagnosis/report/case-report.ts';
import { count } from '../../words/en/phrases.ts';
import { fileLabels, foundIn, otherFindings } from '../case-text.ts';
import type { RenderOptions } from '../format.ts';
import { captureFacts } from './capture-facts.ts';
import { caseFiles } from './case-files.ts';
import { caseFindings } from './case-findings.ts';
import { caseLogs } from './case-logs.ts';
import { caseTimeline } from './case-timeline.ts';
import { endpointTable } from './endpoint-table.ts';
import { glance } from './glance.ts';
import { html, type Markup } from './markup.ts';
import { FOOTNOTE, page, verdictHeader } from './page.ts';
import { TONES } from './palette.ts';
import { CAPTURES_TOLD, type ShownCase } from './shown-case.ts';
import { onClock } from './time-axis.ts';
import { timeline } from './timeline.ts';

const OTHER_FINDINGS = 20;

/** The page about a case: what its captures, logs and look-ups show together, then each of them. */
export function casePage(report: CaseReport, { timeZone }: RenderOptions): string {
  const captures = report.reports.map((one) => onClock(one, timeZone));
  const shown: ShownCase = { report, captures, labels: fileLabels(report), timeZone };
  const { sections, anchors } = caseFindings(shown);
  const parts: readonly Part[] = [
    ['findings', 'Findings', report.findings.length, sections],
    ['timeline', 'Time line', report.timeline.length, caseTimeline(shown, anchors)],
    ['logs', 'Logs', report.logs.length, caseLogs(shown)],
    ['files', 'Files', report.files.length + report.filesLeftOut, caseFiles(shown)],
    ['captures', 'Captures', captures.length, caseCaptures(shown)],
  ];
  const present = parts.filter(([, , , content]) => content !== null);
  return page(
    `${report.summary.verdict}: ${report.name}`,
    html`<article class="case">
${verdictHeader(`case ${report.name}${contents(report)}`, report.summary)}
<main>
<nav class="contents" aria-label="Contents"><ul>${present.map(([id, title, number]) => html`<li><a href="#${id}">${title}</a> <span class="quiet">${number}</span></li>`)}</ul></nav>
${glance(report.findings.map((finding) => foundIn(finding, captures)))}
${present.map(([id, title, , content]) => html`<h2 id="${id}">${title}</h2>${content}`)}
</main>
<footer><p>Made by ${report.tool.name} ${report.tool.version}. ${FOOTNOTE}</p></footer>
</article>`,
  );
}

type Part = readonly [id: string, title: string, number: number, content: Markup | null];

/** `: 2 captures, 2 logs`. */
function contents({ reports, logs, files }: CaseReport): string {
  const lookUps = files.filter(({ kind }) => kind === 'look-up').length;
  const present = [
    [reports.length, 'capture'],
    [logs.length, 'log'],
    [lookUps, 'look-up'],
  ] as const;
  const texts = present.filter(([number]) => number > 0).map(([number, one]) => count(number, one));
  return texts.length === 0 ? '' : `: ${texts.join(', ')}`;
}

/** Each capture's endpoints and facts, folded where there are several. */
function caseCaptures({ report, captures }: ShownCase): Markup | null {
  if (captures.length === 0) return null;
  const further = captures.slice(CAPTURES_TOLD);
  return html`${captures.slice(0, CAPTURES_TOLD).map((capture, index) => {
    const { verdict, text } = capture.summary;
    const others = otherFindings(report, index);
    const overview = timeline(capture);
    return html`<details class="capture ${TONES[verdict]}" id="r${index + 1}"${captures.length === 1 && html` open`}>
<summary><h3>${capture.capture.name}</h3> <span class="verdict">${verdict}</span><span class="sentence">${text}</span></summary>
${others.length > 0 && html`<h4>Further findings in this capture</h4><ul>${others.slice(0, OTHER_FINDINGS).map(({ title, confidence }) => html`<li>${title} <span class="quiet">(${confidence})</span></li>`)}</ul>${others.length > OTHER_FINDINGS && html`<p class="quiet">and ${others.length - OTHER_FINDINGS} more: see the JSON report.</p>`}`}
${overview !== null && html`<h4>Endpoints over time</h4>${overview}`}
${capture.endpoints.length > 0 && html`<h4>Endpoints</h4>${endpointTable(capture)}`}
<h4>Capture</h4>
${captureFacts(capture)}
</details>`;
  })}${
    further.length > 0 &&
    html`<h3>Further captures</h3><ul>${further.map(({ capture, summary }) => html`<li class="${TONES[summary.verdict]}">${capture.name}: <span class="verdict">${summary.verdict}</span> ${summary.text}</li>`)}</ul><p class="quiet">Their endpoints are in the JSON report, or in a report of each by itself.</p>`
  }`;
}
