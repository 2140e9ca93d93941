import { HIGH_MARGIN, MEDIUM_MARGIN } from '../../diagnosis/judge.ts';
import type { ReportEndpoint, ReportFinding, ReportFrame } from '../../diagnosis/report/report.ts';
import { isFailure } from '../../evidence/verdict.ts';
import { count } from '../../words/en/phrases.ts';
import { words } from '../../words/words.ts';
import { knownTexts } from '../known-text.ts';
import { frameFilterOf } from './filters.ts';
import { ladder } from './ladder.ts';
import { html, type Markup } from './markup.ts';
import { frameAnchor, PACKET_ROWS, packetTable } from './packet-table.ts';
import { TONES } from './palette.ts';
import { device, functionTitles, openings, settling } from './remedy.ts';
import type { ShownReport } from './time-axis.ts';

const LADDERS = 4;
const REASONED = 6;
const FRAMES_SHOWN = 24;
const FRAMES_FILTERED = 60;

/** One finding: what it is, its pictures, its packets, why, and what to do. */
export function findingSection(
  finding: ReportFinding,
  report: ShownReport,
  number: number,
  prefix: string,
): Markup {
  // The list and the impact of a single finding stand at the top already.
  const isOneOfSeveral = report.findings.length > 1;
  const members = finding.endpoints.map((index) => report.endpoints[index]);
  const id = `${prefix}f${number}`;
  return html`<section class="finding ${TONES[finding.verdict]}" aria-labelledby="${id}">
${findingHead(finding, number, id, functionTitles(finding, report))}
${isOneOfSeveral && finding.impact !== '' && html`<p>${finding.impact}</p>`}
${finding.scope !== '' && html`<p>${finding.scope}</p>`}
${whatToDo(finding, members, isOneOfSeveral)}
${proof(finding, report, id)}
</section>`;
}

/** Number, title and verdict, with a few words on what it is about. */
export function findingHead(
  { title, verdict, confidence }: ReportFinding,
  number: number,
  id: string,
  about: readonly string[],
): Markup {
  return html`<h3 id="${id}">${number}. ${title}</h3>
<p class="status"><span class="verdict">${verdict}</span>${isFailure(verdict) && html` <span class="quiet">confidence</span> ${confidence}`}${about.map((text) => html` <span class="quiet">·</span> ${text}`)}</p>`;
}

/** What is to be opened, on which device, and what else to do. */
export function whatToDo(
  { verdict, remedy }: ReportFinding,
  members: readonly ReportEndpoint[],
  withList: boolean,
): Markup {
  const open = withList ? openings(members) : null;
  return html`<h4>What to do</h4>
${open !== null && html`<p>To allow (a click selects the list):</p>${open}`}
${isFailure(verdict) && members.length > 0 && html`<p><b>Where.</b> ${places(members)} ${device(members)}</p>`}
<ul>${remedy.map((line) => html`<li>${line}</li>`)}</ul>`;
}

/** What a finding rests on: pictures, rows for and against, what is left of a doubt, packets. */
export function proof(finding: ReportFinding, report: ShownReport, id: string): Markup {
  const members = finding.endpoints.map((index) => report.endpoints[index]);
  const packets = packetTable(citedRows(members, report), id, report.clock);
  const anchors = frameAnchors(members, report, id);
  const pictures = members
    .slice(0, LADDERS)
    .map((endpoint, index) => ladder(endpoint, report, `${id}-l${index}`))
    .filter((picture) => picture !== null);
  const steps = settling(finding.verdict, members);
  const frames = [...citedOf(members)].sort((a, b) => a - b);
  return html`${
    pictures.length > 0 &&
    html`<h4>What happened</h4><div class="pictures">${pictures}</div>${
      members.length > pictures.length &&
      html`<p class="quiet">${count(members.length - pictures.length, 'further endpoint')} of this finding not drawn.</p>`
    }`
  }
${members.length > 0 && html`<h4>Why</h4>${reasons(members, anchors)}${knownTexts(members).map((text) => html`<p class="quiet">${text}</p>`)}`}
${steps.length > 0 && html`<h4>What would settle a doubt</h4><ul>${steps.map((step) => html`<li>${step}</li>`)}</ul>`}
${
  frames.length > 0 &&
  html`<h4>Frames</h4>${packets ?? html`<p class="quiet">Their text is not at hand: the capture could not be read a second time.</p>`}<p>All of them in Wireshark: <code class="copy">${frameFilterOf(frames.slice(0, FRAMES_FILTERED))}</code>${frames.length > FRAMES_FILTERED && html` <span class="quiet">(the first ${FRAMES_FILTERED})</span>`}</p>`
}`;
}

/** The rows that a packet list of these endpoints has, or would have with more room. */
function citedRows(members: readonly ReportEndpoint[], report: ShownReport): ReportFrame[] {
  const cited = citedOf(members);
  return (report.frames ?? []).filter(({ number }) => cited.has(number));
}

/** Where a page shows frames: the anchors of their rows, by number. */
export type FrameAnchors = ReadonlyMap<number, string>;

/** Where the finding of `id` shows the frames of its endpoints. */
export function frameAnchors(
  members: readonly ReportEndpoint[],
  report: ShownReport,
  id: string,
): FrameAnchors {
  const listed = citedRows(members, report).slice(0, PACKET_ROWS);
  return new Map(listed.map(({ number }) => [number, frameAnchor(id, number)]));
}

function citedOf(members: readonly ReportEndpoint[]): Set<number> {
  return new Set(
    members
      .slice(0, REASONED)
      .flatMap(({ evidence, place }) => [
        ...evidence.flatMap(({ frames }) => frames),
        ...(place?.frames ?? []),
      ]),
  );
}

/** Where it comes from, by the first endpoint of each place. */
function places(members: readonly ReportEndpoint[]): string {
  const texts = new Map<string, string>();
  for (const { place } of members) {
    if (place !== null && place.code !== 'unknown' && !texts.has(place.code)) {
      texts.set(place.code, place.text);
    }
  }
  return [...texts.values()].join(' ');
}

/** The rows for and against of each endpoint, with their weights, the sum and the runner-up. */
function reasons(members: readonly ReportEndpoint[], anchors: FrameAnchors): Markup {
  const left = members.length - REASONED;
  return html`${members.slice(0, REASONED).map((endpoint) => reasonTable(endpoint, anchors))}${left > 0 && html`<p class="quiet">and ${count(left, 'further endpoint')} alike.</p>`}`;
}

function reasonTable(endpoint: ReportEndpoint, anchors: FrameAnchors): Markup {
  const { client, server, protocol, port, verdict, stage, score, alternative, reason } = endpoint;
  const judged = isFailure(verdict);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Evidence: ${server} ${protocol} ${port}"><table class="reasons">
<caption>${client} → ${server} ${protocol} ${port}${endpoint.name !== null && html` (${endpoint.name})`}${stage !== null && stage !== 'question' && html`: it fails ${words.stages[stage]}`}</caption>
<thead><tr><th scope="col" class="number">Weight</th><th scope="col">Evidence for (+) and against (−) ${judged ? verdict : 'a verdict'}</th><th scope="col">Frames</th></tr></thead>
<tbody>${endpoint.evidence.map(
    ({ text, weight, frames }) =>
      html`<tr><td class="number">${weightText(weight)}</td><td>${text}</td><td class="frames">${frameLinks(frames, anchors)}</td></tr>`,
  )}</tbody>
<tfoot><tr><td class="number">${judged ? String(score) : ''}</td><td colspan="2">${
    judged
      ? html`Lead over ${alternative === null ? 'nothing else' : html`the runner-up, ${alternative.verdict}`}: confidence <b>${endpoint.confidence}</b> <span class="quiet">(medium from ${MEDIUM_MARGIN}, high from ${HIGH_MARGIN})</span>`
      : html`No verdict.${endpoint.evidence.every(({ text }) => text !== reason) && html` ${reason}`}`
  }</td></tr></tfoot>
</table></div>`;
}

/** `+4`, `−1.5`; nothing for what has no weight of its own. */
function weightText(weight: number): string {
  return weight === 0 ? '' : `${weight > 0 ? '+' : '−'}${Math.abs(weight)}`;
}

/** Frame numbers, linked to where the page shows them. */
export function frameLinks(frames: readonly number[], anchors: FrameAnchors): Markup[] {
  return frames
    .slice(0, FRAMES_SHOWN)
    .map((frame, index) => {
      const anchor = anchors.get(frame);
      const number =
        anchor === undefined ? html`${frame}` : html`<a href="#${anchor}">${frame}</a>`;
      return index === 0 ? number : html`, ${number}`;
    })
    .concat(frames.length > FRAMES_SHOWN ? html` …` : []);
}
