import type { ReportEndpoint } from '../../diagnosis/report/report.ts';
import { isFailure } from '../../evidence/verdict.ts';
import type { FoundIn } from '../case-text.ts';
import { html, type Markup } from './markup.ts';
import { device, functionTitles, openings } from './remedy.ts';
import type { ShownReport } from './time-axis.ts';

const IMPACTS = 3;

/** What fails and what to open, before all details; null where there is nothing to say. */
export function glance(findings: readonly FoundIn<ShownReport>[]): Markup | null {
  const failing = findings.filter(({ finding }) => isFailure(finding.verdict));
  const members = [...new Set(failing.flatMap(membersOf))];
  const titles = [
    ...new Set(
      failing.flatMap(({ finding, report }) =>
        report === null ? [] : functionTitles(finding, report),
      ),
    ),
  ];
  const impacts = [...new Set(failing.map(({ finding }) => finding.impact))].filter(
    (text) => text !== '',
  );
  const open = openings(members);
  // Where findings differ, each tells its own.
  const places = [...new Set(failing.map((one) => device(membersOf(one))))];
  const lost = titles.length > 0 || impacts.length > 0;
  if (!lost && open === null) return null;
  return html`<div class="glance">
${lost && html`<section><h2>What fails</h2>${titles.length > 0 && html`<p><b>${titles.join(', ')}</b></p>`}${impacts.slice(0, IMPACTS).map((text) => html`<p>${text}</p>`)}</section>`}
${open !== null && html`<section><h2>What to allow</h2>${open}${places.length === 1 && html`<p>${places[0]}</p>`}</section>`}
</div>`;
}

function membersOf({ finding, report }: FoundIn<ShownReport>): ReportEndpoint[] {
  return report === null ? [] : finding.endpoints.map((index) => report.endpoints[index]);
}
