import { count } from '../../words/en/phrases.ts';
import type { ReportFormat } from '../format.ts';
import { captureFacts } from './capture-facts.ts';
import { casePage } from './case.ts';
import { endpointTable } from './endpoint-table.ts';
import { findingSection } from './finding.ts';
import { glance } from './glance.ts';
import { html, Markup } from './markup.ts';
import { FOOTNOTE, page, verdictHeader } from './page.ts';
import { TONES } from './palette.ts';
import { onClock, type ShownReport } from './time-axis.ts';
import { timeline } from './timeline.ts';

/** Findings with all that is known of them, and those that are named only. */
const FINDINGS = 12;
const FURTHER_FINDINGS = 60;
/** Of several captures in one page, so many are told in full. */
const REPORTS = 20;

/** One page that needs nothing else: no script, no request, readable on screen and on paper. */
export const htmlReport: ReportFormat = {
  name: 'html',
  help: 'one page with pictures, to attach to a case or to print',
  usesFrames: true,
  render: (report, { timeZone }) =>
    page(
      `${report.summary.verdict}: ${report.capture.name}`,
      article(onClock(report, timeZone), ''),
    ),
  renderAll(reports, options, unreadable = []) {
    const [only] = reports;
    if (reports.length === 1 && unreadable.length === 0) return this.render(only, options);
    const shown = reports.slice(0, REPORTS);
    return page(
      count(reports.length, 'capture'),
      html`<main><nav aria-label="Captures"><p class="kicker">pcap-verdict · ${count(reports.length, 'capture')}</p><ul>${reports.map(
        ({ capture, summary }, index) =>
          html`<li class="${TONES[summary.verdict]}"><span class="verdict">${summary.verdict}</span> ${index < shown.length ? html`<a href="#r${index + 1}">${capture.name}</a>` : capture.name}: ${summary.text}</li>`,
      )}${unreadable.map(({ name, text }) => html`<li><span class="verdict">unreadable</span> ${name}: ${text}</li>`)}</ul></nav>${shown.map((report, index) => article(onClock(report, options.timeZone), `r${index + 1}`))}</main>`,
    );
  },
  renderCase: casePage,
};

function article(report: ShownReport, id: string): Markup {
  const { summary, capture, findings } = report;
  const prefix = id === '' ? '' : `${id}-`;
  const shown = findings.slice(0, FINDINGS);
  const further = findings.slice(FINDINGS);
  const overview = timeline(report);
  return html`<article${id === '' ? null : html` id="${id}"`}>
${verdictHeader(capture.name, summary)}
${new Markup(id === '' ? '<main>' : '<div>')}
${glance(findings.map((finding) => ({ finding, report })))}
${overview !== null && html`<h2>Endpoints over time</h2>${overview}`}
${shown.length > 0 && html`<h2>${findings.length === 1 ? 'Finding' : 'Findings'}</h2>`}
${shown.map((finding, index) => findingSection(finding, report, index + 1, prefix))}
${
  further.length > 0 &&
  html`<h3>Further findings</h3><ul>${further.slice(0, FURTHER_FINDINGS).map(({ title, confidence }) => html`<li>${title} <span class="quiet">(${confidence})</span></li>`)}</ul>${further.length > FURTHER_FINDINGS && html`<p class="quiet">and ${further.length - FURTHER_FINDINGS} more: see the JSON report.</p>`}`
}
${report.endpoints.length > 0 && html`<h2>Endpoints</h2>${endpointTable(report)}`}
<h2>Capture</h2>
${captureFacts(report)}
${new Markup(id === '' ? '</main>' : '</div>')}
<footer><p>${FOOTNOTE}</p></footer>
</article>`;
}
