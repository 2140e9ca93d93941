import { type Delivery, exchangeOf } from '../../diagnosis/exchange.ts';
import type { ReportEndpoint } from '../../diagnosis/report/report.ts';
import type { Words } from '../../words/words.ts';
import { microseconds, type ShownReport, timeOfDay } from '../clock.ts';
import { endpointText, protocolText } from '../service-text.ts';
import { legend, type Mark, markAt } from './marks.ts';
import { type Content, html, type Markup } from './markup.ts';
import { TONES } from './palette.ts';
import { pictureTable } from './picture-table.ts';
import { roundTicks } from './ticks.ts';

const FAILED_ROWS = 24;
const ANSWERED_ROWS = 12;
const MARKS_PER_ROW = 60;
const HEIGHT = 22;
const MIDDLE = HEIGHT / 2;

const MARKS: Readonly<Record<Delivery, Mark>> = {
  sent: 'try',
  refused: 'refusal',
  lost: 'lost',
  open: 'open',
  answer: 'answer',
  'answer-lost': 'lost',
  refusal: 'refusal',
  'server-refusal': 'refusal',
};

/**
 * All endpoints over the time of the capture, a row for each: from first to last packet, and a mark
 * for each packet that the report has a row of.
 */
export function overview(report: ShownReport, words: Words): Markup {
  const firstTime = report.capture.firstTime ?? '';
  const lastTime = report.capture.lastTime ?? '';
  const start = microseconds(firstTime);
  const length = Math.max(1, microseconds(lastTime) - start);
  const failed = report.endpoints.filter(({ verdict }) => verdict !== 'answered');
  const answered = report.endpoints.filter(({ verdict }) => verdict === 'answered');
  const shown = [...failed.slice(0, FAILED_ROWS), ...answered.slice(0, ANSWERED_ROWS)];
  const used = new Set<Mark>();
  const position = (time: string) =>
    Math.min(1, Math.max(0, (microseconds(time) - start) / length));
  const { columns } = words.documents;
  const told: Content[][] = [];
  const rows = shown.map((endpoint) => {
    const cited = exchangeOf(endpoint, report.frames)
      .filter(({ frame, delivery }) => frame.time !== '' && frame.isCited && delivery !== 'refused')
      .slice(0, MARKS_PER_ROW);
    const marks = cited.map(({ frame, delivery }) => {
      used.add(MARKS[delivery]);
      return markAt(MARKS[delivery], percent(position(frame.time)), MIDDLE);
    });
    told.push([
      endpointText(endpoint, words),
      endpoint.verdict,
      `${timeOfDay(endpoint.firstTime)} – ${timeOfDay(endpoint.lastTime)}`,
      cited.map(({ frame }) => frame.number).join(', '),
    ]);
    return row(endpoint, position(endpoint.firstTime), position(endpoint.lastTime), marks, words);
  });
  const hidden = report.endpoints.length - shown.length;
  return html`<figure class="timeline ${TONES[shown[0].verdict]}">
<div class="lane axis" aria-hidden="true"><span class="name"></span><svg height="20">${roundTicks(
    start,
    start + length,
  ).map(({ at, text }, index, all) =>
    axisTick((at - start) / length, text, index > 0 && index < all.length - 1),
  )}</svg></div>
<ul class="lanes">${rows}</ul>
${legend(
  (['lost', 'refusal', 'open', 'try', 'answer'] as const).filter((mark) => used.has(mark)),
  words,
)}
${pictureTable(
  words.documents.headings.overTime,
  [columns.endpoint, columns.verdict, columns.firstToLast(report.clock), columns.frames],
  told,
  words,
)}
<figcaption class="quiet">${words.pictures.overTime(hidden, report.clock)}</figcaption>
</figure>`;
}

/** Share of the axis at its ends where a text does not fit around its tick. */
const EDGE = 0.06;

function axisTick(share: number, text: string, isInner: boolean): Markup {
  const anchor = share < EDGE ? 'start' : share > 1 - EDGE ? 'end' : 'middle';
  return html`<text class="${isInner ? 'tick inner' : 'tick'}" text-anchor="${anchor}" x="${percent(share)}" y="14">${text}</text>`;
}

function row(
  endpoint: ReportEndpoint,
  first: number,
  last: number,
  marks: Markup[],
  { pictures }: Words,
): Markup {
  const { server, verdict } = endpoint;
  return html`<li class="lane ${TONES[verdict]}"><span class="name"><b>${server}</b> ${protocolText(endpoint)} <span class="verdict">${verdict}</span></span><svg height="${HEIGHT}" role="img" aria-label="${pictures.lineTold(timeOfDay(endpoint.firstTime), timeOfDay(endpoint.lastTime), endpoint)}"><line class="grid" x1="0" x2="100%" y1="${MIDDLE}" y2="${MIDDLE}"/><line class="span" x1="${percent(first)}" x2="${percent(last)}" y1="${MIDDLE}" y2="${MIDDLE}"/>${marks.length > 0 ? marks : ends(first, last)}</svg></li>`;
}

/** Where the report has no frames of it: a bar at either end. */
function ends(first: number, last: number): Markup {
  return html`<line class="span" x1="${percent(first)}" x2="${percent(first)}" y1="6" y2="16"/><line class="span" x1="${percent(last)}" x2="${percent(last)}" y1="6" y2="16"/>`;
}

/** Percent with two digits: enough for a pixel, and the same on every machine. */
function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
