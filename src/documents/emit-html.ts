import { type Confidence, isFailure } from '../evidence/verdict.ts';
import { formatWords } from '../words/formats.ts';
import { english } from '../words/say.ts';
import type { Words } from '../words/words.ts';
import { numbersText } from './case-parts.ts';
import { microseconds } from './clock.ts';
import { documentFormat } from './document-format.ts';
import { ladder } from './html/ladder.ts';
import { markDefinitions } from './html/marks.ts';
import { Markup, html as markup, unbroken } from './html/markup.ts';
import { overview } from './html/overview.ts';
import { TONES } from './html/palette.ts';
import { sidesLadder } from './html/sides-ladder.ts';
import { STYLE, STYLE_HASH } from './html/style.ts';
import { PAGE } from './layout.ts';
import { endpointText, serviceText, weightText } from './service-text.ts';
import {
  type Block,
  type Cell,
  type Column,
  type Contents,
  contentOf,
  type Document,
  type Events,
  type Evidence,
  type EvidenceGroup,
  type Fact,
  type Fold,
  type FrameAnchors,
  type Group,
  type Inline,
  isBlockList,
  type List,
  type Paragraph,
  type Pictures,
  partsOf,
  type Row,
  type Section,
  type ShownEntry,
  type Table,
  type Tone,
  type VerdictHead,
} from './tree.ts';

/** One page that needs nothing else: no script, no request, readable on screen and on paper. */
export const html = documentFormat({
  name: 'html',
  help: formatWords.pagePicturesAttachCase,
  usesFrames: true,
  layout: PAGE,
  emit: (document, { words = english.words }) =>
    page(document.title, markup`<main>${article(document, words)}</main>`, words),
  emitJoint: ({ title, blocks, documents }, { words = english.words }) => {
    const articles = documents.map((document) => article(document, words));
    return page(title, markup`<main>${run(blocks, words)}${articles}</main>`, words);
  },
});

const NEW_LINE = new Markup('\n');

/** A whole page. The policy forbids everything but its own style, so nothing in it can run or load. */
function page(title: string, content: Markup, { tag }: Words): string {
  return `${markup`<!doctype html>
<html lang="${tag}">
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

function article({ kind, id, verdict, blocks, foot }: Document, words: Words): Markup {
  return markup`<article${kind === 'case' && markup` class="case"`}${id !== '' && markup` id="${id}"`}>
${header(verdict, words)}
<div class="body">
${lines(blocks, words)}
</div>
<footer><p>${foot}</p></footer>
</article>`;
}

/** What stands at the top: the verdict in one sentence, and how sure it is. */
function header(
  { kicker, label, tone, confidence, text, isConclusion, scope }: VerdictHead,
  { page, phrases }: Words,
): Markup {
  const isSure = isConclusion || tone !== 'inconclusive';
  return markup`<header class="${TONES[tone]}">
<p class="kicker">pcap-verdict · ${kicker}</p>
<p class="status"><span class="verdict">${label}</span>${isSure && markup`<span>${pips(confidence)} ${page.confidence}${phrases.colon}<b>${confidence}</b></span>`}</p>
<h1>${text}</h1>${scope.map(
    (line) => markup`
<p class="scope quiet">${inlines(line)}</p>`,
  )}
</header>`;
}

/** Three steps, so many of them filled. */
function pips(confidence: Confidence): Markup {
  const filled = { low: 1, medium: 2, high: 3, certain: 3 }[confidence];
  return markup`<svg width="34" height="14" aria-hidden="true" focusable="false">${[0, 1, 2].map(
    (step) =>
      markup`<rect class="${step < filled ? 'pip on' : 'pip'}" x="${1 + step * 11}" y="${9 - step * 4}" width="8" height="${4 + step * 4}"/>`,
  )}</svg>`;
}

/** Blocks without any space between them. */
function run(blocks: readonly Block[], words: Words): Markup {
  return markup`${blocks.map((one) => block(one, words))}`;
}

/** Blocks on a line each; that of one that is not there is empty. */
function lines(blocks: readonly Block[], words: Words): Markup {
  return new Markup(blocks.map((one) => block(one, words).text).join('\n'));
}

function block(node: Block, words: Words): Markup {
  if (node === null || node === false) return markup``;
  if (isBlockList(node)) return run(node, words);
  switch (node.kind) {
    case 'heading': {
      const name = new Markup(`h${node.level}`);
      return markup`<${name}${node.id !== undefined && markup` id="${node.id}"`}>${inlines(node.content)}</${name}>`;
    }
    case 'paragraph':
      return paragraph(node);
    case 'list':
      return list(node);
    case 'facts': {
      const rows = node.facts.map((facts) => markup`${facts && [facts].flat().map(fact)}`.text);
      return markup`<dl class="facts">\n${new Markup(rows.join('\n'))}\n</dl>`;
    }
    case 'table':
      return table(node);
    case 'copy-block':
      return markup`${node.title !== undefined && markup`<p>${`${node.title}${words.phrases.colon}`.trimEnd()}</p>`}<pre class="copy" tabindex="0" aria-label="${node.label}">${node.lines.map((line, index) => [index > 0 && NEW_LINE, line])}</pre>`;
    case 'section':
      return section(node, words);
    case 'group':
      return group(node, words);
    case 'fold':
      return fold(node, words);
    case 'contents':
      return contents(node);
    case 'evidence':
      return evidence(node, words);
    case 'ladders':
      return ladders(node, words);
    case 'overview':
      return overview(node.report, words);
    case 'sides':
      return sidesLadders(node, words);
    case 'events':
      return events(node, words);
  }
}

function paragraph({ role, tone, content }: Paragraph): Markup {
  const style = role ?? (tone === undefined ? undefined : TONES[tone]);
  return markup`<p${classOf(style)}>${inlines(content)}</p>`;
}

function classOf(style: string | undefined): Markup | null {
  return style === undefined || style === '' ? null : markup` class="${style}"`;
}

function list({ items, tones }: List): Markup {
  return markup`<ul>${items.map((item, index) => {
    const tone = tones?.[index];
    return markup`<li${classOf(tone && TONES[tone])}>${inlines(item)}</li>`;
  })}</ul>`;
}

function fact({ name, items, content }: Fact): Markup {
  return markup`<dt>${name}</dt><dd>${items !== undefined && list({ kind: 'list', items })}${inlines(content)}</dd>`;
}

function table({ name, label, caption, columns, rows }: Table): Markup {
  return scrolled(
    label,
    name,
    markup`<caption>${caption ?? ''}</caption>
<thead><tr>${columns.map(({ title, isNumber }) => markup`<th scope="col"${isNumber === true && markup` class="number"`}>${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => tableRow(row, columns))}</tbody>`,
  );
}

/** A table that scrolls by itself where the page is narrow, also by the keyboard. */
function scrolled(label: string, style: string | undefined, content: Markup): Markup {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table${classOf(style)}>
${content}
</table></div>`;
}

function tableRow({ cells, tone, id }: Row, columns: readonly Column[]): Markup {
  return markup`<tr${classOf(tone && styleOf(tone))}${id !== undefined && markup` id="${id}"`}>${cells.map((cell, index) => tableCell(cell, columns[index]))}</tr>`;
}

function tableCell(cell: Cell, { isHead, isNumber, style }: Column): Markup {
  const isStyled = typeof cell === 'object' && cell !== null && 'style' in cell;
  const own = isStyled ? styleOf(cell.style) : isNumber === true ? 'number' : style;
  const content = inlines(contentOf(cell));
  return isHead === true
    ? markup`<th scope="row"${classOf(own)}>${content}</th>`
    : markup`<td${classOf(own)}>${content}</td>`;
}

function styleOf(tone: Tone | '' | 'address'): string {
  return tone in TONES ? TONES[tone as keyof typeof TONES] : tone;
}

function section({ role, level, number, title, id, tone, blocks }: Section, words: Words): Markup {
  const name = new Markup(`h${level}`);
  const text = markup`${number !== undefined && `${number}. `}${title}`;
  if (role === 'plain')
    return markup`<section><${name}>${text}</${name}>${run(blocks, words)}</section>`;
  const isFinding = role === 'finding';
  const heading = isFinding ? (id ?? '') : `${id}-title`;
  return markup`<section${isFinding ? classOf(`finding ${tone && TONES[tone]}`) : markup` id="${id ?? ''}"`} aria-labelledby="${heading}">
<${name} id="${heading}">${text}</${name}>
${lines(blocks, words)}
</section>`;
}

function group({ role, blocks }: Group, words: Words): Markup {
  if (role === 'lines') return lines(blocks, words);
  if (role === 'glance') return markup`<div class="glance">\n${lines(blocks, words)}\n</div>`;
  return markup`<div class="${role}">${run(blocks, words)}</div>`;
}

function fold({ role, summary, isOpen, tone, id, blocks }: Fold, words: Words): Markup {
  const open = isOpen === true && markup` open`;
  const head = markup`<summary>${inlines(summary)}</summary>`;
  if (role === 'capture') {
    return markup`<details class="capture ${tone !== undefined && TONES[tone]}" id="${id ?? ''}"${open}>
${head}
${lines(blocks, words)}
</details>`;
  }
  return markup`<details${role === 'proof' && markup` class="proof"`}${open}>${head}${run(blocks, words)}</details>`;
}

function contents({ label, title, items }: Contents): Markup {
  return markup`<nav${title === '' && markup` class="contents"`} aria-label="${label}">${title !== '' && markup`<p class="kicker">pcap-verdict · ${title}</p>`}<ul>${items.map(({ tone, content }) => markup`<li${classOf(tone === null ? '' : TONES[tone])}>${inlines(content)}</li>`)}</ul></nav>`;
}

/** The rows for and against of each endpoint, how strong they are, and the next most likely explanation. */
function evidence({ groups, more, shown, anchors }: Evidence, words: Words): Markup {
  const tables = groups.map((one) => reasonTable(one, words, shown, anchors));
  return markup`${tables}${more > 0 && markup`<p class="quiet">${words.page.endpointsAlike(more)}</p>`}`;
}

function reasonTable(
  { endpoint }: EvidenceGroup,
  words: Words,
  shown: number,
  anchors: FrameAnchors,
): Markup {
  const { documents, page, phrases, stages } = words;
  const { columns, nextExplanation: next, noOtherExplanation } = documents;
  const { colon } = phrases;
  const { verdict, stage, alternative, reason } = endpoint;
  const isJudged = isFailure(verdict);
  const { name, confidence } = endpoint;
  return scrolled(
    page.evidenceOf(serviceText(endpoint)),
    'reasons',
    markup`<caption>${endpointText(endpoint, words)}${name !== null && phrases.aside(name)}${stage !== null && stage !== 'question' && `${colon}${documents.fails(stages[stage])}`}</caption>
<thead><tr><th scope="col" class="number">${columns.strength}</th><th scope="col">${page.evidenceFor(isJudged ? verdict : null)}</th><th scope="col">${columns.frames}</th></tr></thead>
<tbody>${endpoint.evidence.map(
      ({ text, weight, frames, hasMoreFrames }) =>
        markup`<tr><td class="number">${weightText(weight, '−')}</td><td>${text}</td><td class="frames">${frameLinks(frames, shown, anchors, hasMoreFrames)}</td></tr>`,
    )}</tbody>
<tfoot><tr><td></td><td colspan="2">${
      isJudged
        ? markup`${columns.confidence}${colon}<b>${confidence}</b>${phrases.sentences([phrases.sentence(''), alternative === null ? noOtherExplanation : `${next.before}${alternative.verdict}${next.behind}`])}`
        : phrases.sentences([
            page.noVerdict,
            ...(endpoint.evidence.every(({ text }) => text !== reason) ? [reason] : []),
          ])
    }</td></tr></tfoot>`,
  );
}

/** Frame numbers, linked to where the page shows them. */
function frameLinks(
  frames: readonly number[],
  shown: number,
  anchors?: FrameAnchors,
  hasMore = false,
): Markup {
  const numbers = frames.slice(0, shown).map((frame, index) => {
    const anchor = anchors?.get(frame);
    const number = anchor === undefined ? frame : markup`<a href="#${anchor}">${frame}</a>`;
    return index === 0 ? number : markup`, ${number}`;
  });
  return markup`${numbers}${(frames.length > shown || hasMore) && ' …'}`;
}

function ladders(node: Extract<Pictures, { kind: 'ladders' }>, words: Words): Markup {
  const { endpoints, report, id, shown } = node;
  const pictures = endpoints
    .slice(0, shown)
    .map((endpoint, index) => ladder(endpoint, report, `${id}-l${index}`, words))
    .filter((picture) => picture !== null);
  const left = endpoints.length - pictures.length;
  if (pictures.length === 0) return markup``;
  return markup`<h4>${words.documents.headings.whatHappened}</h4><div class="pictures">${pictures}</div>${left > 0 && markup`<p class="quiet">${words.page.notDrawn(left)}</p>`}`;
}

function sidesLadders(
  { endpoints, sides }: Extract<Pictures, { kind: 'sides' }>,
  words: Words,
): Markup {
  const pictures = endpoints.map((endpoint, index) =>
    sidesLadder(endpoint, sides, `s${index}`, words),
  );
  return markup`<div class="pictures">${pictures}</div>`;
}

/** Entries that are open to see; the rest unfolds. */
const OPEN_ENTRIES = 40;
/** Silence worth a row of its own. */
const SILENT_MINUTES = 1;

/** Classes that colour an entry's mark. */
const MOODS = { bad: 'failure', good: 'good', neutral: 'neutral' };

/**
 * What packets and logs show, one below the other by time, with a line for either to the left: a circle
 * on the packets' line, a square on the log's.
 */
function events({ entries, leftOut, lines: linesShown }: Events, words: Words): Markup {
  const { page, further: more } = words;
  const items = entries.map(
    (entry, index) => markup`${between(entries, index, words)}${event(entry, linesShown, words)}`,
  );
  const further = items.length - OPEN_ENTRIES;
  return markup`${leftOut > 0 && markup`<p class="quiet">${page.entriesLeftOut(leftOut)}</p>`}
<ul class="legend lanes-named"><li><i class="of-packets"></i> ${page.packets}</li><li><i class="of-log"></i> ${page.log}</li></ul>
<ol class="events">${items.slice(0, OPEN_ENTRIES)}</ol>
${further > 0 && markup`<details><summary>${more.entries(further)}</summary><ol class="events">${items.slice(OPEN_ENTRIES)}</ol></details>`}`;
}

/** A heading where the day or the clock changes, else how long nothing was, where it was long. */
function between(entries: readonly ShownEntry[], index: number, { page }: Words): Markup | null {
  const { entry, at } = entries[index];
  const before = index === 0 ? null : entries[index - 1];
  // What is folded begins with the day, too.
  if (before?.at.day !== at.day || before.at.zone !== at.zone || index === OPEN_ENTRIES) {
    return markup`<li class="day"><b>${at.day}</b>${at.zone !== '' && markup` <span class="quiet">${at.zone}</span>`}</li>`;
  }
  const silence = microseconds(entry.time ?? '') - microseconds(before.entry.time ?? '');
  const minutes = Math.floor(silence / 60_000_000);
  return minutes >= SILENT_MINUTES
    ? markup`<li class="gap quiet">${page.later(minutes)}</li>`
    : null;
}

function event(
  { entry, at, label, anchors }: ShownEntry,
  linesShown: number,
  { documents, page, phrases }: Words,
): Markup {
  const { kind, frames, lines: cited, message, mood, text } = entry;
  const where = [
    entry.function === null ? null : markup`${entry.function}`,
    label === undefined ? null : markup`${label}`,
    frames.length === 0
      ? null
      : documents
          .numberedFrames(NUMBERS, frames.length)
          .split(NUMBERS)
          .map((part, index) => [index > 0 && frameLinks(frames, FRAMES_OF_EVENT, anchors), part]),
    cited.length === 0
      ? null
      : documents.numberedLines(numbersText(cited, linesShown), cited.length),
    at.logClock === '' ? null : page.inTheLog(at.logClock),
  ].filter((part) => part !== null);
  return markup`<li class="event of-${kind} ${MOODS[mood]}"><span class="at">${shortClock(at.clock)}</span><span class="rail"><i></i></span><div><p><span class="unseen">${kind === 'log' ? page.ofLog : page.ofPackets}${phrases.colon}</span>${unbroken(phrases.capitalized(text))}</p>${message !== null && markup`<p class="words">${message}</p>`}<p class="quiet">${where.map((part, index) => [index > 0 && ' · ', part])}</p></div></li>`;
}

const FRAMES_OF_EVENT = 24;
/** Stands for numbers that are links, while words are put around them; no text of ours has it. */
const NUMBERS = '\u0000';

/** Milliseconds are enough for a reader. */
function shortClock(clock: string): string {
  return clock.replace(/(\.\d{3})\d+$/, '$1');
}

function inlines(content: Inline): Markup {
  return markup`${partsOf(content).map(inline)}`;
}

function inline(part: ReturnType<typeof partsOf>[number]): Markup | string | number | Markup[] {
  if (typeof part !== 'object') return part;
  switch (part.kind) {
    case 'name':
      return part.text;
    case 'code':
      return markup`<code>${part.text}</code>`;
    case 'copy':
      return markup`<code class="copy">${part.text}</code>`;
    case 'time':
    case 'address':
    case 'sentence':
      return markup`<span class="${part.kind}">${part.text}</span>`;
    case 'strong':
      return markup`<b>${inlines(part.content)}</b>`;
    case 'quiet':
      return markup`<span class="quiet">${inlines(part.content)}</span>`;
    case 'verdict':
      return markup`<span class="verdict ${TONES[part.verdict]}">${part.text}</span>`;
    case 'tag':
      return markup`<span${classOf(part.isTelling ? 'verdict' : '')}>${part.text}</span>`;
    case 'frames':
      return frameLinks(part.frames, part.shown, undefined, part.hasMore);
    case 'link':
      return markup`<a href="#${part.to}">${part.text}</a>`;
    case 'whole':
      return markup`<span class="nowrap">${part.text}</span>`;
    case 'whole-times':
      return unbroken(part.text);
    case 'breakable':
      return part.text.split(/(?<=[.:])/).map((piece) => markup`${piece}<wbr>`);
    case 'title':
      return markup`<h3>${part.text}</h3>`;
    case 'break':
      return markup`<br>`;
  }
}
