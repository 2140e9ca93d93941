import { count } from '../../detect/observation.ts';
import { isFailure } from '../../verdict/verdict.ts';
import type { ReportFormat } from '../format.ts';
import type { Report } from '../report.ts';
import { captureFacts } from './capture-facts.ts';
import { endpointTable } from './endpoint-table.ts';
import { findingSection } from './finding.ts';
import { markDefinitions } from './marks.ts';
import { html, Markup } from './markup.ts';
import { TONES } from './palette.ts';
import { device, functionTitles, openings } from './remedy.ts';
import { STYLE, STYLE_HASH } from './style.ts';
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
};

/** A whole page. The policy forbids everything but its own style, so nothing in it can run or load. */
function page(title: string, content: Markup): string {
  return `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${new Markup(STYLE_HASH)}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – pcap-verdict</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
${markDefinitions()}
${content}
</body>
</html>`}\n`;
}

function article(report: ShownReport, id: string): Markup {
  const { summary, capture, findings } = report;
  const prefix = id === '' ? '' : `${id}-`;
  const shown = findings.slice(0, FINDINGS);
  const further = findings.slice(FINDINGS);
  const overview = timeline(report);
  return html`<article${id === '' ? null : html` id="${id}"`}>
<header class="${TONES[summary.verdict]}">
<p class="kicker">pcap-verdict · ${capture.name}</p>
<p class="status"><span class="verdict">${summary.verdict}</span>${summary.verdict !== 'inconclusive' && html`<span>${pips(summary.confidence)} confidence: <b>${summary.confidence}</b></span>`}</p>
<h1>${summary.text}</h1>
</header>
${new Markup(id === '' ? '<main>' : '<div>')}
${glance(report)}
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
<footer><p>Frame numbers are Wireshark’s. Weights add up like logarithms of odds: 1 is a hint, 2 is telling, 4 is strong; confidence is an order, not a percentage. A capture shows one place of the network: silence looks the same whoever causes it.</p></footer>
</article>`;
}

/** What fails and what to open, before all details. */
function glance(report: ShownReport): Markup | null {
  const failing = report.findings.filter(({ verdict }) => isFailure(verdict));
  const members = [...new Set(failing.flatMap(({ endpoints }) => endpoints))].map(
    (index) => report.endpoints[index],
  );
  const titles = [...new Set(failing.flatMap((finding) => functionTitles(finding, report)))];
  const impacts = [...new Set(failing.map(({ impact }) => impact))].filter((text) => text !== '');
  const open = openings(members);
  const lost = titles.length > 0 || impacts.length > 0;
  if (!lost && open === null) return null;
  return html`<div class="glance">
${lost && html`<section><h2>What fails</h2>${titles.length > 0 && html`<p><b>${titles.join(', ')}</b></p>`}${impacts.slice(0, 3).map((text) => html`<p>${text}</p>`)}</section>`}
${open !== null && html`<section><h2>What to allow</h2>${open}<p>${device(members)}</p></section>`}
</div>`;
}

/** Three steps, so many of them filled. */
function pips(confidence: Report['summary']['confidence']): Markup {
  const filled = { low: 1, medium: 2, high: 3 }[confidence];
  return html`<svg width="34" height="14" aria-hidden="true" focusable="false">${[0, 1, 2].map(
    (step) =>
      html`<rect class="${step < filled ? 'pip on' : 'pip'}" x="${1 + step * 11}" y="${9 - step * 4}" width="8" height="${4 + step * 4}"/>`,
  )}</svg>`;
}
