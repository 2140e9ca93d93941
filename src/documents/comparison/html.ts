import type {
  ComparedService,
  ComparedSide,
  ComparisonReport,
} from '../../diagnosis/report/comparison.ts';
import { capitalized, count } from '../../words/en/phrases.ts';
import { captureFacts } from '../html/capture-facts.ts';
import { html, type Markup } from '../html/markup.ts';
import { page, pips } from '../html/page.ts';
import { TONES } from '../html/palette.ts';
import { onClock } from '../html/time-axis.ts';
import type { ComparisonFormat } from './format.ts';
import {
  addressText,
  CONCLUSION_TITLES,
  CONCLUSION_TONES,
  framesText,
  ORDINALS,
  outcomeText,
  proofsOf,
  purposeOf,
  shownServices,
  sideText,
} from './words.ts';

const TELLING_ROWS = 150;
const OTHER_ROWS = 50;
const PROOFS = 60;
const FRAMES_SHOWN = 24;

/** One page in the style of a capture's report: no script, no request. */
export const htmlPage: ComparisonFormat = {
  render(comparison, { timeZone }) {
    const { conclusion, reports } = comparison;
    const [first, second] = reports.map(({ capture }) => capture.name);
    const title = CONCLUSION_TITLES[conclusion.code];
    return page(
      `${title}: ${first}, ${second}`,
      html`<article>
<header class="${TONES[CONCLUSION_TONES[conclusion.code]]}">
<p class="kicker">pcap-verdict · cross-check of ${first} and ${second}</p>
<p class="status"><span class="verdict">${title}</span><span>${pips(conclusion.confidence)} confidence: <b>${conclusion.confidence}</b></span></p>
<h1>${conclusion.text}</h1>
</header>
<main>
<div class="glance">
<section><h2>What each capture says</h2>${reports.map(
        ({ summary }, index) =>
          html`<p class="${TONES[summary.verdict]}"><b>${capitalized(ORDINALS[index])}:</b> <span class="verdict">${summary.verdict}</span> ${summary.text}</p>`,
      )}</section>
${conclusion.advice.length > 0 && html`<section><h2>What to do</h2><ul>${conclusion.advice.map((line) => html`<li>${line}</li>`)}</ul></section>`}
</div>
<h2>Services</h2>
${serviceTable(comparison)}
${conclusion.reasons.length > 0 && html`<section><h2>What this rests on</h2><ul>${conclusion.reasons.map((line) => html`<li>${line}</li>`)}</ul></section>`}
${proofTable(comparison)}
${reports.map((report, index) => html`<h2>${capitalized(ORDINALS[index])} capture</h2>${captureFacts(onClock(report, timeZone))}`)}
</main>
<footer><p>A service is found again by its address, its name, or what it is for, as addresses differ between networks. Frame numbers are Wireshark’s, each of its own capture. Confidence is an order, not a percentage.</p></footer>
</article>`,
    );
  },
};

function serviceTable(comparison: ComparisonReport): Markup {
  const { services } = comparison;
  if (services.length === 0) return html`<p>No service is asked for in either capture.</p>`;
  const { rows } = shownServices(services, { telling: TELLING_ROWS, others: OTHER_ROWS });
  const left = services.length - rows.length;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Services"><table>
<caption>${count(services.length, 'service')}, what fails first; where its address differs, the first capture’s stands first${left > 0 && html`; ${count(left, 'row')} left out (all are in the JSON report)`}</caption>
<thead><tr><th scope="col">Service</th><th scope="col">Port</th><th scope="col">First</th><th scope="col">Second</th><th scope="col">Fails on</th></tr></thead>
<tbody>${rows.map((service) => serviceRow(service, comparison))}</tbody>
</table></div>`;
}

function serviceRow(service: ComparedService, comparison: ComparisonReport): Markup {
  const { title, protocol, port, confidence, first, second } = service;
  const below = [purposeOf(service), addressText(service, comparison)].filter(
    (text) => text !== '' && text !== title,
  );
  return html`<tr><th scope="row"><b>${breakable(title)}</b>${below.map((text) => html`<br><span class="quiet">${breakable(text)}</span>`)}</th><td class="address">${protocol} ${port}</td>${[first, second].map(sideCell)}<td>${outcomeText(service)}${confidence !== null && html` <span class="quiet">${confidence}</span>`}</td></tr>`;
}

function sideCell(side: ComparedSide | null): Markup {
  if (side === null) return html`<td class="quiet">not asked</td>`;
  const { verdict, confidence } = side;
  return html`<td class="${TONES[verdict]}"><span class="verdict">${sideText(side)}</span>${verdict !== 'inconclusive' && html` <span class="quiet">${confidence}</span>`}</td>`;
}

function proofTable(comparison: ComparisonReport): Markup | null {
  const rows = ORDINALS.flatMap((ordinal) =>
    proofsOf(comparison, ordinal).map((proof) => ({ ordinal, ...proof })),
  );
  if (rows.length === 0) return null;
  const left = rows.length - PROOFS;
  return html`<h2>Evidence</h2><div class="scroll" tabindex="0" role="region" aria-label="Evidence"><table class="reasons">
<caption>The weightiest evidence of each failure${left > 0 && html`; ${count(left, 'row')} left out`}</caption>
<thead><tr><th scope="col">Service</th><th scope="col">What was seen</th><th scope="col">Frames</th></tr></thead>
<tbody>${rows.slice(0, PROOFS).map(({ ordinal, service: { title, protocol, port }, text, frames }) => html`<tr><td>${breakable(title)} <span class="address">${protocol} ${port}</span><br><span class="quiet">${ordinal} capture</span></td><td>${text}</td><td class="frames">${framesText(frames, FRAMES_SHOWN)}</td></tr>`)}</tbody>
</table></div>`;
}

/** A name or address that may be broken behind its dots and colons, where a page is narrow. */
function breakable(text: string): Markup[] {
  return text.split(/(?<=[.:])/).map((part) => html`${part}<wbr>`);
}
