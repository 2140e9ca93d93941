import { type Delivery, exchangeOf, type Step, tellingPart } from '../../diagnosis/exchange.ts';
import type { ReportEndpoint, ReportFrame } from '../../diagnosis/report/report.ts';
import * as tcp from '../../protocols/tcp/codec.ts';
import type { Words } from '../../words/words.ts';
import { microseconds, type ShownReport, sinceText, timeOfDay } from '../clock.ts';
import { clientText, endpointText, serviceText } from '../service-text.ts';
import { legend, type Mark, markAt } from './marks.ts';
import { html, type Markup } from './markup.ts';
import { TONES } from './palette.ts';
import { pictureTable } from './picture-table.ts';

const MAXIMUM_STEPS = 18;
const WIDTH = 600;
const CLIENT = 100;
const SERVER = 520;
const BETWEEN = 325;
const HEAD = 56;
const STEP = 27;
/** Silence adds room: so much for each tenfold time over a tenth of a second. */
const SILENCE = 9;
/** Characters that fit above an arrow to the server, and above one to the middle. */
const FULL_LABEL = 52;
const HALF_LABEL = 26;
const HALF = 250;

/**
 * A ladder diagram of one endpoint: lifelines of client, what is in between and server, time going
 * down, an arrow for each packet. Null where there is nothing to draw.
 */
export function ladder(
  endpoint: ReportEndpoint,
  report: ShownReport,
  id: string,
  words: Words,
): Markup | null {
  const { pictures } = words;
  const { columns } = words.documents;
  const exchange = exchangeOf(endpoint, report.frames);
  const all = tellingPart(exchange);
  if (all.length === 0) return null;
  const steps = all.slice(0, MAXIMUM_STEPS);
  const hasBetween = steps.some(
    ({ delivery }) => !['sent', 'answer', 'server-refusal'].includes(delivery),
  );
  const start = microseconds(steps[0].frame.time);
  const rows: Markup[] = [];
  let y = HEAD + 26;
  let previous = start;
  let position = exchange.indexOf(steps[0]);
  for (const step of steps) {
    const at = exchange.indexOf(step, position);
    if (at > position) {
      rows.push(
        html`<text class="when" x="0" y="${y + 2}">⋮ ${pictures.morePackets(at - position)}</text>`,
      );
      y += STEP;
    }
    position = at + 1;
    const now = microseconds(step.frame.time);
    const gap = Number.isNaN(now - previous) ? 0 : now - previous;
    y += gap > 100_000 ? Math.round(Math.log10(gap / 100_000) * SILENCE) : 0;
    rows.push(
      arrow(
        step,
        y,
        Number.isNaN(now - start) ? '' : sinceText(now - start),
        delayOf(step, steps),
        words,
      ),
    );
    y += STEP;
    previous = now;
  }
  // What evidence names a sample of has more packets than the report has rows of.
  const hasMore = endpoint.evidence.some(({ hasMoreFrames }) => hasMoreFrames === true);
  if (hasMore) {
    rows.push(html`<text class="when" x="0" y="${y + 2}">⋮ …</text>`);
    y += STEP;
  }
  const height = y + 2;
  const service = serviceText(endpoint);
  const client = clientText(endpoint, words);
  const left = exchange.length - steps.length;
  return html`<figure class="ladder ${TONES[endpoint.verdict]}">
<figcaption><b>${endpointText(endpoint, words)}</b>${steps[0].frame.time === '' ? null : pictures.fromTime(timeOfDay(steps[0].frame.time), report.clock)}</figcaption>
<div class="scroll" tabindex="0" role="region" aria-label="${pictures.pictureOf(service)}">
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-t ${id}-d">
<title id="${id}-t">${pictures.packetsBetween(client, service)}</title>
<desc id="${id}-d">${describe(steps, start, words)}${hasMore && ' …'}</desc>
${lifeline(CLIENT, pictures.client, client, height)}
${hasBetween && lifeline(BETWEEN, ...betweenOf(endpoint, steps, pictures), height, 'between')}
${lifeline(SERVER, pictures.server, endpoint.server, height)}
${rows}
</svg>
</div>
${legend(marksOf(steps), words)}
${left > 0 && html`<p class="quiet">${pictures.packetsNotDrawn(left)}</p>`}
${pictureTable(
  pictures.packetsBetween(client, service),
  [columns.number, columns.time, columns.info, columns.outcome],
  [
    ...steps.map((step) => {
      const told = toldOf(step, steps, start, words);
      return [told.frame, told.when, told.what, told.became];
    }),
    ...(hasMore ? [['…', '', '', '']] : []),
  ],
  words,
)}
</figure>`;
}

/** Title and place of what is in between, as sure as the verdict is. */
function betweenOf(
  endpoint: ReportEndpoint,
  steps: readonly Step[],
  pictures: Words['pictures'],
): [string, string] {
  const { verdict, confidence, place, server, stage } = endpoint;
  if (verdict === 'inconclusive') return [pictures.between.inconclusive, pictures.notInCapture];
  const refuser = steps.find(
    ({ delivery, frame }) => delivery === 'refusal' && frame.source !== server,
  );
  const doubt = confidence === 'certain' || confidence === 'high' ? '' : '?';
  return [
    stage === 'after-large-packets' ? pictures.inBetween : `${pictures.between[verdict]}${doubt}`,
    refuser?.frame.source ?? pictures.places[place?.code ?? 'unknown'],
  ];
}

const LIFELINE_TEXT = 24;

function lifeline(x: number, title: string, name: string, height: number, kind = ''): Markup {
  const shown = shorten(name, LIFELINE_TEXT);
  return html`<text class="who" x="${x}" y="18">${title}</text><text class="where" x="${x}" y="36">${shown}</text><path class="lifeline ${kind}" d="M${x} ${HEAD - 10}V${height}"/>`;
}

/**
 * How long after what it refuses a refusal came, ` (+0.4 ms)`: who is that fast is near. '' for all else.
 */
function delayOf({ frame, delivery }: Step, steps: readonly Step[]): string {
  if (!delivery.endsWith('refusal')) return '';
  const asked = steps.findLast(
    ({ frame: { number, source, sourcePort } }) =>
      number < frame.number &&
      source === frame.destination &&
      (frame.destinationPort === null || sourcePort === frame.destinationPort),
  );
  const delay =
    asked === undefined ? Number.NaN : microseconds(frame.time) - microseconds(asked.frame.time);
  return Number.isNaN(delay) ? '' : ` (${sinceText(delay)})`;
}

function arrow(
  { frame, delivery }: Step,
  y: number,
  time: string,
  delay: string,
  words: Words,
): Markup {
  const [from, to, mark] = SPANS[delivery];
  const direction = to > from ? 1 : -1;
  // The label stands where the arrow is, above it.
  const textX = (Math.min(from, to) + Math.max(from, to)) / 2;
  const text = shorten(
    labelOf(frame, words.pictures),
    (Math.abs(to - from) > HALF ? FULL_LABEL : HALF_LABEL) - delay.length,
  );
  const tip =
    mark === null || delivery === 'refusal'
      ? html`<path class="tip" d="M${to} ${y}l${-8 * direction}-4v8z"/>`
      : null;
  const line = html`<path class="arrow" d="M${from} ${y}H${to}"/>`;
  return html`<g class="step ${delivery}${frame.isCited ? ' cited' : ''}"><text class="when" x="0" y="${y + 4}">${time}</text>${line}${tip}${
    mark === null
      ? null
      : markAt(mark, delivery === 'refusal' || delivery === 'server-refusal' ? from : to, y)
  }<text class="label" x="${textX}" y="${y - 6}"><tspan class="no">${frame.number}</tspan> ${text}${delay}</text></g>`;
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text;
}

/** Where an arrow begins and ends, and the mark at its telling end. */
const SPANS: Readonly<Record<Delivery, readonly [from: number, to: number, mark: Mark | null]>> = {
  sent: [CLIENT, SERVER, null],
  refused: [CLIENT, BETWEEN, null],
  lost: [CLIENT, BETWEEN, 'lost'],
  open: [CLIENT, BETWEEN, 'open'],
  answer: [SERVER, CLIENT, null],
  'answer-lost': [SERVER, CLIENT + 12, 'lost'],
  refusal: [BETWEEN, CLIENT, 'refusal'],
  'server-refusal': [SERVER, CLIENT, 'refusal'],
};

function marksOf(steps: readonly Step[]): Mark[] {
  const marks = steps.flatMap(({ delivery }) => SPANS[delivery][2] ?? []);
  return (['lost', 'refusal', 'open'] as const).filter((mark) => marks.includes(mark));
}

function describe(steps: readonly Step[], start: number, words: Words): string {
  const told = steps.map((step) => {
    const { frame, when, what, became } = toldOf(step, steps, start, words);
    return words.pictures.frameTold(frame, when, what, became);
  });
  return words.phrases.sentences(told);
}

/** What the picture shows of a packet, in words: the delay of a refusal, too. */
function toldOf(step: Step, steps: readonly Step[], start: number, { pictures }: Words) {
  const { frame, delivery } = step;
  const elapsed = microseconds(frame.time) - start;
  return {
    frame: frame.number,
    when: Number.isNaN(elapsed) ? '' : sinceText(elapsed),
    what: `${labelOf(frame, pictures)}${delayOf(step, steps)}`,
    became: pictures.deliveries[delivery],
  };
}

/** A few words on what a packet is: "SYN", "Client Hello". */
function labelOf(
  { info, protocol, tcpFlags, payload, ...frame }: ReportFrame,
  pictures: Words['pictures'],
): string {
  if (protocol === 'TCP' && tcpFlags !== null) {
    const bytes = payload > 0 ? pictures.payload(payload) : '';
    const again = frame.isRetransmission ? pictures.again : '';
    const reused = frame.isPortReused && !(tcpFlags & tcp.ACK) ? pictures.newTry : '';
    return `${flagNames(tcpFlags)}${bytes}${again}${reused}`;
  }
  return info
    .replace(/^Standard query response 0x[0-9a-f]+ /, pictures.answer)
    .replace(/^Standard query 0x[0-9a-f]+ /, '')
    .replace(/^Destination unreachable \((.*)\)$/, '$1');
}

const FLAGS: readonly (readonly [number, string])[] = [
  [tcp.SYN, 'SYN'],
  [tcp.RST, 'RST'],
  [tcp.FIN, 'FIN'],
  [tcp.PSH, 'PSH'],
  [tcp.ACK, 'ACK'],
];

function flagNames(flags: number): string {
  return FLAGS.filter(([bit]) => flags & bit)
    .map(([, name]) => name)
    .join(', ');
}
