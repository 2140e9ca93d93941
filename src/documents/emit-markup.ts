import { isFailure } from '../evidence/verdict.ts';
import { english } from '../words/say.ts';
import type { Words } from '../words/words.ts';
import { numbersText } from './case-parts.ts';
import { documentFormat, type Emitter } from './document-format.ts';
import { TICKET } from './layout.ts';
import { endpointText, stageText, weightText } from './service-text.ts';
import {
  blocksOf,
  type Content,
  contentOf,
  type Document,
  type Evidence,
  type Inline,
  type List,
  partsOf,
  type Section,
  type Table,
  type Block as TreeBlock,
  type VerdictHead,
} from './tree.ts';

/**
 * What a markup for tickets writes in its own way: parts of lines, and blocks of them. Nothing out of a
 * capture may be live in any of it.
 */
export interface Markup<Line, Block> extends Leaves<Line> {
  /** Parts one after the other, with one space where two meet, and none at either end. */
  joined(parts: readonly Line[]): Line;
  /** @param level 1 is the document's own */
  heading(level: number, line: Line): Block;
  paragraph(line: Line): Block;
  bullets(lines: readonly Line[]): Block;
  table(columns: Table['columns'], rows: readonly (readonly Line[])[]): Block;
  /** Lines that somebody copies, as one block or several. */
  copied(lines: readonly string[]): readonly Block[];
}

/** What lines are made of. */
interface Leaves<Line> {
  /** Anybody's text; spaces at its ends part it from what stands beside it. */
  text(text: string, isInTable: boolean): Line;
  /** Our own words, with nothing of anybody's in them. */
  words(text: string): Line;
  code(text: string, isInTable: boolean): Line;
  strong(line: Line): Line;
}

/** A markup that is text itself. */
interface TextMarkup extends Leaves<string> {
  readonly name: string;
  readonly help: string;
  /** Between reports. */
  readonly separator: string;
  heading(level: number, text: string): string;
  /** Before each item of a list. */
  readonly bullet: string;
  table(columns: Table['columns'], rows: readonly (readonly string[])[]): string;
  copied(lines: readonly string[]): readonly string[];
}

/** A report format of headings, lists, tables and code only, as ticket systems have them. */
export function markupFormat({ name, help, separator, bullet, ...its }: TextMarkup) {
  const markup: Markup<string, string> = {
    ...its,
    joined: (parts) => joinedText(parts).trim(),
    paragraph: (line) => line,
    bullets: (lines) => lines.map((line) => `${bullet} ${line}`).join('\n'),
  };
  return documentFormat({
    ...{ name, help, separator, layout: TICKET },
    ...emitted(markup, (blocks) => `${blocks.join('\n\n')}\n`),
  });
}

function joinedText(parts: readonly string[]): string {
  let text = '';
  for (const part of parts) text += text.endsWith(' ') ? part.trimStart() : part;
  return text;
}

/** How documents become blocks of a markup, and these what is written. */
export function emitted<Line, Block>(
  markup: Markup<Line, Block>,
  write: (blocks: readonly Block[], words: Words) => string,
): Pick<Emitter, 'emit' | 'emitJoint'> {
  return {
    emit: (document, { words = english.words }) =>
      write(new MarkupEmitter(markup, words).document(document), words),
    emitJoint: ({ blocks, documents }, { words = english.words }) => {
      const emitter = new MarkupEmitter(markup, words);
      return write(
        [...emitter.blocks(blocks), ...documents.flatMap((one) => emitter.document(one))],
        words,
      );
    },
  };
}

class MarkupEmitter<Line, Block> {
  constructor(
    readonly markup: Markup<Line, Block>,
    readonly words: Words,
  ) {}

  document({ verdict, blocks }: Document): Block[] {
    return [...this.#verdict(verdict), ...this.blocks(blocks)];
  }

  blocks(blocks: readonly TreeBlock[]): Block[] {
    return blocks.flatMap(blocksOf).flatMap((one) => this.#block(one));
  }

  #verdict(head: VerdictHead): Block[] {
    const { markup } = this;
    const { documents, phrases } = this.words;
    const { level, subject, label, tone, confidence, text, isConclusion, scope } = head;
    const sure = isConclusion || isFailure(tone) ? documents.confidenceBeside(confidence) : '';
    return [
      markup.heading(
        level,
        markup.joined([this.#line(subject), markup.words(`${phrases.colon}${label}`)]),
      ),
      markup.paragraph(
        markup.joined([
          markup.strong(markup.words(label.toUpperCase())),
          markup.words(`${sure}${phrases.colon}`),
          markup.text(text, false),
        ]),
      ),
      ...scope.map((one) => markup.paragraph(this.#line(one))),
    ];
  }

  #block(node: ReturnType<typeof blocksOf>[number]): Block[] {
    const { markup } = this;
    switch (node.kind) {
      case 'heading':
        return [markup.heading(node.level, this.#line(node.content))];
      case 'paragraph':
        return [markup.paragraph(this.#named(node.label ?? '', node.content))];
      case 'list':
        return this.#list(node);
      case 'facts': {
        const facts = node.facts.flat().filter((one) => one !== false);
        return [markup.bullets(facts.map(({ name, content }) => this.#named(name, content)))];
      }
      case 'table': {
        const more = (node.more ?? []).filter((text) => text !== false);
        return [this.#table(node), ...more.map((text) => this.#said(text))];
      }
      case 'section':
        return this.#section(node);
      case 'group':
      case 'fold':
        return this.blocks(node.blocks);
      case 'copy-block':
        return [
          ...(node.title === undefined ? [] : [this.#title(node.title)]),
          ...markup.copied(node.lines),
        ];
      case 'evidence':
        return this.#evidence(node);
      // Parts of a page: its pictures, its table of contents, what is folded.
      default:
        return [];
    }
  }

  /** A line that begins with what it tells of, where a name is given. */
  #named(name: string, content: Content): Line {
    const { markup, words } = this;
    const before = name === '' ? '' : `${name}${words.phrases.colon}`;
    return markup.joined([markup.words(before), this.#line(content)]);
  }

  /** A sentence of our own. */
  #said(text: string): Block {
    return this.markup.paragraph(this.markup.words(text));
  }

  /** A line that ends in a colon, above what it tells of. */
  #title(title: string): Block {
    return this.#said(`${title}${this.words.phrases.colon}`.trimEnd());
  }

  #list({ title, level = 0, items }: List): Block[] {
    const { markup } = this;
    const lines = markup.bullets(items.map((item) => this.#line(item)));
    if (title === undefined) return [lines];
    return [level === 0 ? this.#title(title) : markup.heading(level, markup.words(title)), lines];
  }

  #section({ level, number, title, blocks }: Section): Block[] {
    const { markup } = this;
    const before = number === undefined ? '' : `${number}. `;
    const line = markup.joined([markup.words(before), this.#line([title])]);
    return [markup.heading(level, line), ...this.blocks(blocks)];
  }

  #table({ columns, rows }: Pick<Table, 'columns' | 'rows'>): Block {
    return this.markup.table(
      columns,
      rows.map(({ cells }) => cells.map((cell) => this.#line(contentOf(cell), true))),
    );
  }

  #evidence({ isJudged, groups, common, more, shown }: Evidence): Block[] {
    const { words } = this;
    const { documents, phrases } = words;
    const { endpoint, strength, observation, frames: cited } = documents.columns;
    const rows = [...groups, ...(common === null ? [] : [common])].flatMap((group) => {
      const stage = stageText(group.endpoint, words);
      const who: Content =
        group === common
          ? [documents.allOfThem]
          : [
              { kind: 'name', text: endpointText(group.endpoint, words) },
              stage !== '' && `${phrases.colon}${stage}`,
            ];
      return group.rows.map(({ weight, text, frames, hasMoreFrames: hasMore = false }, index) => ({
        cells: [
          index === 0 && who,
          weightText(weight),
          text,
          { kind: 'frames' as const, frames, shown, hasMore },
        ],
      }));
    });
    if (rows.length === 0) return [];
    return [
      this.#said(isJudged ? documents.evidenceInTable : documents.seen),
      this.#table({
        columns: [endpoint, strength, observation, cited].map((title) => ({ title })),
        rows,
      }),
      ...(more > 0 ? [this.#said(documents.endpointsAlike(more))] : []),
    ];
  }

  #line(content: Inline, isInTable = false): Line {
    const { markup } = this;
    return markup.joined(partsOf(content).map((part) => this.#inline(part, isInTable)));
  }

  #inline(part: ReturnType<typeof partsOf>[number], isInTable: boolean): Line {
    const { markup } = this;
    if (typeof part === 'number') return markup.words(String(part));
    if (typeof part === 'string') return markup.text(part, isInTable);
    switch (part.kind) {
      case 'name':
      case 'code':
      case 'copy':
        return markup.code(part.text, isInTable);
      case 'time':
        return markup.words(part.text);
      case 'strong':
        return markup.strong(this.#line(part.content, isInTable));
      case 'quiet':
        return this.#line(part.content, isInTable);
      case 'frames': {
        const { frames, shown, hasMore } = part;
        return markup.words(numbersText(frames, shown, hasMore));
      }
      case 'break':
        return markup.words(' ');
      default:
        return markup.text(part.text, isInTable);
    }
  }
}
