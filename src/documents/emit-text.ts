import Table from 'cli-table3';
import { isFailure } from '../evidence/verdict.ts';
import { formatWords } from '../words/formats.ts';
import { english } from '../words/say.ts';
import type { Words } from '../words/words.ts';
import { numbersText } from './case-parts.ts';
import { documentFormat } from './document-format.ts';
import type { RenderOptions } from './format.ts';
import { TERMINAL } from './layout.ts';
import { endpointText, stageText, weightText } from './service-text.ts';
import {
  clean,
  columnsOf,
  fitting,
  padded,
  sgr,
  textWidth,
  VERDICT_COLORS,
  wrap,
} from './terminal.ts';
import {
  type Block,
  blocksOf,
  type Cell,
  type Content,
  contentOf,
  type Document,
  type Events,
  type Evidence,
  type EvidenceGroup,
  type EvidenceNote,
  type Facts,
  type Inline,
  type List,
  partsOf,
  type Section,
  type ShownEntry,
  type Table as TableNode,
  type VerdictHead,
} from './tree.ts';

/** A report for a person: the verdict in one sentence, then the table, the proof, and what to do. */
export const text = documentFormat({
  name: 'text',
  help: formatWords.reportReadPasteInto,
  separator: '\n',
  layout: TERMINAL,
  emit: (document, options) => new TextEmitter(options).document(document),
  emitJoint: ({ blocks, documents }, options) => {
    const emitter = new TextEmitter(options);
    if (documents.length === 0) return `${emitter.joined(blocks)}\n`;
    return [
      `${emitter.joined(blocks)}\n\n${'='.repeat(textWidth(options))}\n`,
      ...documents.map((document) => emitter.document(document)),
    ].join('\n');
  },
});

/** Columns of the titles before facts. */
const TITLE = 11;
/** What is said of a finding is indented below its number. */
const FINDING = '   ';
/** Columns of a weight before its sentence. */
const WEIGHT_WIDTH = 4;
/** `03:07:43.572`. */
const CLOCK_WIDTH = 12;

type Part = ReturnType<typeof blocksOf>[number];

class TextEmitter {
  readonly #width: number;
  readonly #words: Words;

  constructor(readonly options: RenderOptions) {
    this.#width = textWidth(options);
    this.#words = options.words ?? english.words;
  }

  document({ verdict, blocks }: Document): string {
    return `${[this.#verdict(verdict).join('\n'), this.joined(blocks)].filter((part) => part !== '').join('\n\n')}\n`;
  }

  /** Blocks with an empty line between each. */
  joined(blocks: readonly Block[]): string {
    return blocks
      .flatMap(blocksOf)
      .map((block) => this.#block(block))
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n');
  }

  #verdict(head: VerdictHead): string[] {
    const { title } = head;
    const own = title === undefined ? [] : [...wrap(this.#bold(clean(title)), this.#width), ''];
    return [...own, ...this.#sentence(head)];
  }

  #sentence({ label, tone, confidence, text: said, isConclusion }: VerdictHead): string[] {
    const { documents, phrases } = this.#words;
    const sure = isConclusion || isFailure(tone) ? [documents.confidenceLine(confidence)] : [];
    const rendition = `1;${VERDICT_COLORS[tone]}`;
    if (isConclusion) {
      const lines = wrap(clean(said), this.#width);
      return [...lines.map((line) => sgr(line, rendition, this.options)), ...sure];
    }
    const shown = sgr(label.toUpperCase(), rendition, this.options);
    return [...wrap(`${shown}${phrases.colon}${clean(said)}`, this.#width), ...sure];
  }

  #block(block: Part): string[] {
    switch (block.kind) {
      case 'heading':
      case 'paragraph':
        return wrap(this.#line(block.content), this.#width);
      case 'list':
        return this.#list(block);
      case 'facts':
        return this.#facts(block);
      case 'table':
        return this.#table(block);
      case 'section':
        return this.#section(block);
      case 'evidence':
        return this.#evidence(block);
      case 'events':
        return this.#events(block);
      case 'copy-block':
        return [
          ...this.#indented(block.title ?? block.label),
          ...block.lines.flatMap((one) => this.#indented(clean(one), FINDING.length + 2)),
        ];
      case 'group':
      case 'fold':
        return block.blocks.flatMap(blocksOf).flatMap((one) => this.#block(one));
      // Parts of a page: its pictures, its table of contents.
      default:
        return [];
    }
  }

  #list({ title, items, isPlain = false, marks }: List, indent = ''): string[] {
    const below = isPlain && marks === undefined ? 2 : indent.length;
    const head = title === undefined ? [] : wrap(`${indent}${clean(title)}`, this.#width, below);
    const lines = items.flatMap((item, index) => {
      const mark = marks?.[index]?.padEnd(4) ?? (isPlain ? '  ' : '- ');
      const hang = marks?.[index] === '' ? 6 : isPlain ? 4 : indent.length + 2;
      // A line of an item of its own stands below its mark.
      return linesOf(item).flatMap((part, at) => {
        const before = at === 0 ? mark : ' '.repeat(mark.length);
        return wrap(`${indent}${before}${this.#line(part)}`, this.#width, hang);
      });
    });
    return [...head, ...lines];
  }

  #facts({ facts }: Facts): string[] {
    const all = facts.flat().filter((one) => one !== false);
    return all.flatMap(({ name, content }) => {
      const line = this.#line(content);
      // A longer one, of another language, still has a space behind it.
      const whole = `${padded(name === '' ? '' : `${name} `, TITLE)}${line}`;
      // One long word, such as a hash, is no better on a line of its own.
      return line.includes(' ') ? wrap(whole, this.#width, TITLE) : [whole];
    });
  }

  /**
   * A table with a rule below its head, and none around cells: they would be lost, or in the way,
   * where the text is pasted. Numbers stand to the right.
   */
  #table({ columns, rows, more = [] }: TableNode): string[] {
    const table = new Table({
      head: columns.map(({ title }) => title),
      chars: NO_LINES,
      style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
      colAligns: columns.map(({ isNumber }) => (isNumber === true ? 'right' : 'left')),
    });
    for (const { cells } of rows) {
      table.push(cells.map((cell, column) => this.#cell(cell, columns[column].width)));
    }
    const [first, ...body] = table
      .toString()
      .split('\n')
      .map((line) => line.trimEnd());
    return [first, '-'.repeat(columnsOf(first)), ...body, ...more.filter((text) => text !== false)];
  }

  /** On lines short enough for a table to fit 80 columns. */
  #cell(cell: Cell, width = Number.POSITIVE_INFINITY): string {
    return linesOf(contentOf(cell))
      .flatMap((part) => {
        const isText = part.every((one) => typeof one === 'string');
        return isText ? fold(this.#line(part), width) : [this.#line(part)];
      })
      .join('\n');
  }

  #section({ number, title, blocks }: Section): string[] {
    const heading = `${number === undefined ? '' : `${number}. `}${this.#line(title)}`;
    return [
      ...wrap(this.#bold(heading), this.#width, FINDING.length),
      ...blocks.flatMap(blocksOf).flatMap((block) => {
        const lines = this.#inner(block);
        return lines.length === 0 ? [] : ['', ...lines];
      }),
    ];
  }

  #bold(text: string): string {
    return this.options.color ? `\u001b[1m${text}\u001b[0m` : text;
  }

  /** A block below a finding's title. */
  #inner(block: Part): string[] {
    if (block.kind === 'list') return this.#list(block, FINDING);
    if (block.kind === 'paragraph') return this.#indented(this.#line(block.content));
    return this.#block(block);
  }

  #indented(line: string, hang: number = FINDING.length): string[] {
    return wrap(`${FINDING}${line}`, this.#width, hang);
  }

  #evidence({ isJudged, groups, common, more, notes, shown }: Evidence): string[] {
    const { documents, phrases } = this.#words;
    const rowsOf = (group: EvidenceGroup) => this.#evidenceRows(group, shown);
    const notesOf = (told: readonly EvidenceNote[]) =>
      told.flatMap(({ label, text: note }) =>
        this.#indented(`${label}${phrases.colon}${clean(note)}`, 10),
      );
    // Of whom all that was seen is the reason, which stands below, there is nothing to show here.
    const told = groups.filter(({ rows, notes: own }) => rows.length + own.length > 0);
    if (told.length === 0 && common === null && notes.length === 0) return [];
    return [
      ...this.#indented(isJudged ? documents.evidenceForAndAgainst : documents.seenWithFrames),
      ...told.flatMap((group) => [
        ...this.#indented(endpointLine(group, this.#words), 5),
        ...rowsOf(group),
        ...notesOf(group.notes),
      ]),
      ...(more > 0 ? [`${FINDING}${documents.endpointsAlike(more)}`] : []),
      ...(common === null ? [] : [`${FINDING}${documents.forAllOfThem}`, ...rowsOf(common)]),
      ...notesOf(notes),
    ];
  }

  #evidenceRows({ endpoint, rows }: EvidenceGroup, shown: number): string[] {
    const named = new Set<number>();
    const isJudged = isFailure(endpoint.verdict);
    return rows.flatMap(({ weight, text: observed, frames, hasMoreFrames }) => {
      const mark = isJudged ? `${weightText(weight).padEnd(WEIGHT_WIDTH)} ` : '-';
      // Frames that the rows above have named need not be named again.
      const isNew = frames.some((frame) => !named.has(frame));
      for (const frame of frames) named.add(frame);
      const cited = isNew ? framesSentence(frames, shown, this.#words, hasMoreFrames) : '';
      return this.#indented(`${mark} ${clean(observed)}${cited}`, isJudged ? WEIGHT_WIDTH + 5 : 5);
    });
  }

  #events({ entries, leftOut, shown, lines: linesShown }: Events): string[] {
    const { caseDocument } = this.#words;
    // A long one is cut in its middle: it begins, and it ends.
    const isLong = entries.length > shown;
    const head = isLong ? shown / 2 : entries.length;
    const tail = isLong ? entries.length - shown / 2 : entries.length;
    const lines: string[] = [];
    let heading = '';
    for (const [index, shownEntry] of entries.entries()) {
      if (index === head && isLong) {
        lines.push(`  ${caseDocument.entriesBetween(tail - head)}`);
      }
      if (index >= head && index < tail) continue;
      const { day, clock, zone, logClock } = shownEntry.at;
      if (`${day} ${zone}` !== heading) {
        heading = `${day} ${zone}`;
        lines.push(caseDocument.timelineOf(day, zone));
      }
      const own = logClock === '' ? '' : this.#words.phrases.aside(caseDocument.byTheLog(logClock));
      const line = `  ${clock.padEnd(CLOCK_WIDTH)} ${entryText(shownEntry, linesShown, this.#words)}${own}`;
      lines.push(...wrap(line, this.#width, CLOCK_WIDTH + 5));
    }
    if (leftOut > 0) {
      lines.push(`  ${caseDocument.entriesLeftOut(leftOut)}`);
    }
    return lines;
  }

  #line(content: Inline): string {
    return partsOf(content)
      .map((part) => this.#inline(part))
      .join('');
  }

  #inline(part: ReturnType<typeof partsOf>[number]): string {
    if (typeof part === 'number') return String(part);
    if (typeof part === 'string') return clean(part);
    switch (part.kind) {
      case 'verdict': {
        const isTitle = part.text === part.text.toUpperCase();
        const colour = VERDICT_COLORS[part.verdict];
        return sgr(clean(part.text), isTitle ? `1;${colour}` : String(colour), this.options);
      }
      case 'strong':
      case 'quiet':
        return this.#line(part.content);
      case 'frames': {
        const { frames, shown, isSentence, hasMore } = part;
        return isSentence === true
          ? framesSentence(frames, shown, this.#words, hasMore)
          : numbersText(frames, shown, hasMore);
      }
      case 'break':
        return ' ';
      default:
        return clean(part.text);
    }
  }
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

/** The lines of a cell or an item. */
function linesOf(content: Inline): Content[] {
  const lines: Inline[][] = [[]];
  for (const part of partsOf(content)) {
    if (typeof part === 'object' && part.kind === 'break') lines.push([]);
    else lines.at(-1)?.push(part);
  }
  return lines;
}

/** A long text cut into lines, at dots, colons or spaces where it can be. At most three lines. */
function fold(value: string, width: number): string[] {
  const lines: string[] = [];
  let rest = value;
  while (columnsOf(rest) > width && lines.length < 2) {
    const { length } = fitting(rest, width);
    const mark = Math.max(...['.', ':', ' '].map((at) => rest.lastIndexOf(at, length - 1)));
    const cut = mark > length / 3 ? mark + 1 : length;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  lines.push(columnsOf(rest) > width ? `${fitting(rest, width - 1)}…` : rest);
  return lines;
}

/** `192.168.0.204 → 18.135.112.200 tcp 443: it fails after the SYN`. */
function endpointLine({ endpoint }: EvidenceGroup, words: Words): string {
  const stage = stageText(endpoint, words);
  const all = [endpointText(endpoint, words), ...(stage === '' ? [] : [stage])];
  return all.join(words.phrases.colon);
}

/** ` Frames 57, 3327.`, to stand behind a sentence; '' without any. */
function framesSentence(
  frames: readonly number[],
  shown: number,
  { documents }: Words,
  hasMore = false,
): string {
  if (frames.length === 0) return '';
  return documents.framesSentence(
    numbersText(frames, shown, hasMore),
    frames.length + Number(hasMore),
  );
}

/** What went wrong can be found without reading. */
const MARKS = { bad: '!', good: '+', neutral: ' ' };

function entryText(
  { entry, label }: ShownEntry,
  shown: number,
  { documents, phrases }: Words,
): string {
  const subject = entry.function === null ? '' : `${clean(entry.function)}${phrases.colon}`;
  const [numbers, numbered] =
    entry.kind === 'log'
      ? [entry.lines, documents.numberedLines]
      : [entry.frames, documents.numberedFrames];
  const where = `${clean(label)} ${numbered(numbersText(numbers, shown), numbers.length)}`;
  return `${MARKS[entry.mood]} ${subject}${clean(entry.text)} [${where}]`;
}
