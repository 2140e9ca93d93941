import type { ReportEndpoint } from '../../diagnosis/report/report.ts';
import { count } from '../../words/en/phrases.ts';
import { words } from '../../words/words.ts';
import { portText } from '../service-text.ts';
import { html, type Markup } from './markup.ts';
import { addressClass } from './packet-table.ts';
import { TONES } from './palette.ts';
import { type ShownReport, timeOfDay } from './time-axis.ts';

const FAILED_ROWS = 150;
const ANSWERED_ROWS = 50;

/** All endpoints with their verdicts and counts: what failed first, bounded. */
export function endpointTable(report: ShownReport): Markup {
  const failed = report.endpoints.filter(({ verdict }) => verdict !== 'answered');
  const answered = report.endpoints.filter(({ verdict }) => verdict === 'answered');
  const rows = [...failed.slice(0, FAILED_ROWS), ...answered.slice(0, ANSWERED_ROWS)];
  const left = report.endpoints.length - rows.length;
  const fails = rows.some(({ place }) => place !== null);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Endpoints"><table class="endpoints">
<caption>${count(report.endpoints.length, 'endpoint')}: a server’s address and port as one client asked for it${left > 0 && html`; ${count(left, 'row')} left out (all are in the JSON report)`}</caption>
<thead><tr><th scope="col">Server</th><th scope="col">Port</th><th scope="col">Client</th><th scope="col">Verdict</th><th scope="col" class="number">Tries</th><th scope="col" class="number">Repeated</th><th scope="col" class="number">Answered</th><th scope="col" class="number">Refused</th><th scope="col">First to last (${report.clock})</th>${fails && html`<th scope="col">Fails</th>`}</tr></thead>
<tbody>${rows.map((endpoint) => row(endpoint, fails))}</tbody>
</table></div>`;
}

function row(endpoint: ReportEndpoint, withFails: boolean): Markup {
  const { server, name, client, verdict, confidence, stage, place } = endpoint;
  const where = place === null || place.code === 'unknown' ? '' : words.places[place.code].title;
  const fails = [
    stage === null || stage === 'question' ? '' : words.stages[stage],
    where === '' ? '' : `${where[0].toLowerCase()}${where.slice(1)}`,
  ].filter((text) => text !== '');
  return html`<tr class="${TONES[verdict]}"><th scope="row">${server}${name !== null && html`<br><span class="quiet">${name}</span>`}</th><td class="address">${portText(endpoint)}</td><td${addressClass(client)}>${client}</td><td><span class="verdict">${verdict}</span>${verdict !== 'inconclusive' && html` <span class="quiet">${confidence}</span>`}</td><td class="number">${endpoint.attempts}</td><td class="number">${endpoint.retransmissions}</td><td class="number">${endpoint.answered}</td><td class="number">${endpoint.refused}</td><td class="time">${timeOfDay(endpoint.firstTime)} – ${timeOfDay(endpoint.lastTime)}</td>${withFails && html`<td class="where-from">${fails.join('; ')}</td>`}</tr>`;
}
