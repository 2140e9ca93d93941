import type {
  SidedEndpointReport,
  SidesReport,
  TimelineStepReport,
} from '../../diagnosis/report/sides.ts';
import type { Words } from '../../words/words.ts';
import { microseconds, sinceText, timeOfDay } from '../clock.ts';
import { legend, type Mark, markAt } from './marks.ts';
import { html, type Markup } from './markup.ts';
import { TONES } from './palette.ts';
import { pictureTable } from './picture-table.ts';

const WIDTH = 600;
const CLIENT = 110;
const SERVER = 510;
const BETWEEN = 310;
const HEAD = 56;
const STEP = 27;

/** Where an arrow begins and ends, and the mark at its telling end. */
type Span = readonly [from: number, to: number, mark: Mark | null, style: string];

/**
 * A ladder with three lanes: the client's side, what is in between, the server's side; an arrow for each
 * packet, on one time line. Null where there is nothing to draw.
 */
export function sidesLadder(
  endpoint: SidedEndpointReport,
  { places }: SidesReport,
  id: string,
  words: Words,
): Markup | null {
  const { pictures, sideParts, phrases } = words;
  const { columns } = words.documents;
  const { timeline, client, server, port, protocol, from, to, verdict, place } = endpoint;
  const [first] = timeline;
  if (first === undefined) return null;
  const start = microseconds(first.time);
  const height = HEAD + 26 + timeline.length * STEP;
  const rows = timeline.map((step, index) => arrow(step, HEAD + 26 + index * STEP, start, words));
  const service = `${server} ${protocol} ${port}`;
  const names = [from, to].map((at) => sideParts.placeName(at, places.length));
  const between = place?.segment === 'between' ? pictures.between[verdict] : pictures.inBetween;
  return html`<figure class="ladder ${TONES[verdict]}">
<figcaption><b>${client ?? pictures.clients} → ${service}</b>${pictures.fromTime(timeOfDay(first.time), 'UTC')}</figcaption>
<div class="scroll" tabindex="0" role="region" aria-label="${pictures.pictureOf(service)}">
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-t ${id}-d">
<title id="${id}-t">${pictures.packetsAt(service, names[0], names[1])}</title>
<desc id="${id}-d">${phrases.sentences(timeline.map((step) => describe(step, start, names, words)))}</desc>
${lane(CLIENT, phrases.capitalized(names[0]), places[from].name, height)}
${lane(BETWEEN, between, sideParts.betweenText({ from, to, places: places.length }), height, 'between')}
${lane(SERVER, phrases.capitalized(names[1]), places[to].name, height)}
${rows}
</svg>
</div>
${legend(marksOf(timeline), words)}
<p class="quiet">${pictures.connectionsAlike(timeline.length)}</p>
${pictureTable(
  pictures.packetsAt(service, names[0], names[1]),
  [columns.time, columns.info, phrases.capitalized(names[0]), phrases.capitalized(names[1])],
  timeline.map((step) => [
    sinceText(microseconds(step.time) - start),
    labelOf(step, words),
    step.clientFrame ?? '–',
    step.serverFrame ?? '–',
  ]),
  words,
)}
</figure>`;
}

function spanOf({ way, clientFrame, serverFrame }: TimelineStepReport): Span {
  const [here, there] = way === 'to-server' ? [CLIENT, SERVER] : [SERVER, CLIENT];
  const [sent, came] =
    way === 'to-server' ? [clientFrame, serverFrame] : [serverFrame, clientFrame];
  if (sent !== null && came !== null) return [here, there, null, 'sent'];
  if (sent !== null) return [here, BETWEEN, 'lost', 'lost'];
  return [BETWEEN, there, 'refusal', 'refusal'];
}

function marksOf(timeline: readonly TimelineStepReport[]): Mark[] {
  const marks = timeline.map((step) => spanOf(step)[2]);
  return (['lost', 'refusal'] as const).filter((mark) => marks.includes(mark));
}

const NAME_LENGTH = 24;

function lane(x: number, title: string, text: string, height: number, kind = ''): Markup {
  const shown = text.length > NAME_LENGTH ? `${text.slice(0, NAME_LENGTH - 1)}…` : text;
  return html`<text class="who" x="${x}" y="18">${title}</text><text class="where" x="${x}" y="36">${shown}</text><path class="lifeline ${kind}" d="M${x} ${HEAD - 10}V${height}"/>`;
}

function arrow(step: TimelineStepReport, y: number, start: number, words: Words): Markup {
  const [from, to, mark, style] = spanOf(step);
  const direction = to > from ? 1 : -1;
  const tip = html`<path class="tip" d="M${to} ${y}l${-8 * direction}-4v8z"/>`;
  const drawn = mark === null ? null : markAt(mark, style === 'lost' ? to : from, y);
  const number = (frame: number | null, x: number, anchor: string) =>
    frame === null
      ? null
      : html`<text class="when" x="${x}" y="${y + 4}" text-anchor="${anchor}">${frame}</text>`;
  return html`<g class="step ${style}"><text class="when" x="0" y="${y + 4}">${sinceText(microseconds(step.time) - start)}</text><path class="arrow" d="M${from} ${y}H${to}"/>${style === 'lost' ? null : tip}${drawn}${number(step.clientFrame, CLIENT - 6, 'end')}${number(step.serverFrame, SERVER + 6, 'start')}<text class="label" x="${(from + to) / 2}" y="${y - 6}">${labelOf(step, words)}</text></g>`;
}

/** "SYN", "segment with data, 517 bytes". */
function labelOf(
  { kind, payload }: TimelineStepReport,
  { sideParts, comparisonDocument }: Words,
): string {
  const text = sideParts.kindText(kind);
  return payload > 0 ? comparisonDocument.withBytes(text, payload) : text;
}

function describe(
  step: TimelineStepReport,
  start: number,
  names: readonly string[],
  words: Words,
): string {
  const { pictures } = words;
  const { clientFrame, serverFrame } = step;
  const at = [
    ...(clientFrame === null ? [] : [pictures.frameAt(clientFrame, names[0])]),
    ...(serverFrame === null ? [] : [pictures.frameAt(serverFrame, names[1])]),
  ];
  return pictures.packetTold(labelOf(step, words), sinceText(microseconds(step.time) - start), at);
}
