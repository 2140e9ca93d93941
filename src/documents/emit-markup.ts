import { isFailure } from '../evidence/verdict.ts';
import { english } from '../words/say.ts';
import type { Words } from '../words/words.ts';
import { documentFormat } from './document-format.ts';
import { TICKET } from './layout.ts';
import { endpointText, stageText, weightText } from './service-text.ts';
import {
  type Block,
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
  type VerdictHead,
} from './tree.ts';

/** What a markup for tickets writes in its own way. Nothing out of a capture may be live in any of it. */
export interface Markup {
  readonly name: string;
  readonly help: string;
  /** Between reports. */
  readonly separator: string;
  /** @param level 1 is the document's own. @param text is marked up already */
  heading(level: number, text: string): string;
  /** Anybody's text; spaces at its ends part it from what stands beside it. */
  text(text: string, isInTable: boolean): string;
  /** Our own words, with nothing of anybody's in them. */
  words(text: string): string;
  code(text: string, isInTable: boolean): string;
  /** @param text is marked up already */
  strong(text: string): string;
  /** Before each item of a list. */
  readonly bullet: string;
  /** @param rows of cells that are marked up already */
  table(columns: Table['columns'], rows: readonly (readonly string[])[]): string;
  /** Lines that somebody copies, as one block or several. */
  copied(lines: readonly string[]): readonly string[];
}

/** A report format of headings, lists, tables and code only, as ticket systems have them. */
export function markupFormat(markup: Markup) {
  const { name, help, separator } = markup;
  return documentFormat({
    ...{ name, help, separator, layout: TICKET },
    emit: (document, { words = english.words }) =>
      joined(new MarkupEmitter(markup, words).document(document)),
    emitJoint: ({ blocks, documents }, { words = english.words }) => {
      const emitter = new MarkupEmitter(markup, words);
      return joined([
        ...emitter.blocks(blocks),
        ...documents.flatMap((document) => emitter.document(document)),
      ]);
    },
  });
}

/** Blocks with an empty line between each. */
function joined(blocks: readonly string[]): string {
  return `${blocks.join('\n\n')}\n`;
}

class MarkupEmitter {
  constructor(
    readonly markup: Markup,
    readonly words: Words,
  ) {}

  document({ verdict, blocks }: Document): string[] {
    return [...this.#verdict(verdict), ...this.blocks(blocks)];
  }

  blocks(blocks: readonly Block[]): string[] {
    return blocks.flatMap(blocksOf).flatMap((one) => this.#block(one));
  }

  #verdict(head: VerdictHead): string[] {
    const { markup } = this;
    const { documents, phrases } = this.words;
    const { level, subject, label, tone, confidence, text, isConclusion, scope } = head;
    const sure = isConclusion || isFailure(tone) ? documents.confidenceBeside(confidence) : '';
    return [
      markup.heading(level, `${this.#line(subject)}${markup.words(`${phrases.colon}${label}`)}`),
      markup.strong(markup.words(label.toUpperCase())) +
        markup.words(`${sure}${phrases.colon}`) +
        markup.text(text, false),
      ...scope.map((one) => this.#line(one)),
    ];
  }

  #block(node: ReturnType<typeof blocksOf>[number]): string[] {
    const { markup } = this;
    switch (node.kind) {
      case 'heading':
        return [markup.heading(node.level, this.#line(node.content))];
      case 'paragraph':
        return [this.#named(node.label ?? '', node.content)];
      case 'list':
        return this.#list(node);
      case 'facts': {
        const facts = node.facts.flat().filter((one) => one !== false);
        return [this.#bullets(facts.map(({ name, content }) => this.#named(name, content)))];
      }
      case 'table': {
        const more = (node.more ?? []).filter((text) => text !== false);
        return [this.#table(node), ...more.map((text) => markup.words(text))];
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
  #named(name: string, content: Content): string {
    const before = name === '' ? '' : `${name}${this.words.phrases.colon}`;
    return `${this.markup.words(before)}${this.#line(content)}`;
  }

  /** A line that ends in a colon, above what it tells of. */
  #title(title: string): string {
    return this.markup.words(`${title}${this.words.phrases.colon}`.trimEnd());
  }

  #list({ title, level = 0, items }: List): string[] {
    const { markup } = this;
    const lines = this.#bullets(items.map((item) => this.#line(item)));
    if (title === undefined) return [lines];
    return [level === 0 ? this.#title(title) : markup.heading(level, markup.words(title)), lines];
  }

  #bullets(lines: readonly string[]): string {
    return lines.map((one) => `${this.markup.bullet} ${one}`).join('\n');
  }

  #section({ level, number, title, blocks }: Section): string[] {
    const before = number === undefined ? '' : `${number}. `;
    return [this.markup.heading(level, `${before}${this.#line(title)}`), ...this.blocks(blocks)];
  }

  #table({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
    return this.markup.table(
      columns,
      rows.map(({ cells }) => cells.map((cell) => this.#line(contentOf(cell), true))),
    );
  }

  #evidence({ isJudged, groups, common, more, shown }: Evidence): string[] {
    const { markup, words } = this;
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
      return group.rows.map(({ weight, text, frames }, index) => ({
        cells: [
          index === 0 && who,
          weightText(weight),
          text,
          { kind: 'frames' as const, frames, shown },
        ],
      }));
    });
    if (rows.length === 0) return [];
    return [
      markup.words(isJudged ? documents.evidenceInTable : documents.seen),
      this.#table({
        columns: [endpoint, strength, observation, cited].map((title) => ({ title })),
        rows,
      }),
      ...(more > 0 ? [markup.words(documents.endpointsAlike(more))] : []),
    ];
  }

  #line(content: Inline, isInTable = false): string {
    let text = '';
    for (const part of partsOf(content)) {
      const next = this.#inline(part, isInTable);
      text += text.endsWith(' ') ? next.trimStart() : next;
    }
    return text.trim();
  }

  #inline(part: ReturnType<typeof partsOf>[number], isInTable: boolean): string {
    const { markup } = this;
    if (typeof part === 'number') return String(part);
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
        const { frames, shown } = part;
        return frames.slice(0, shown).join(', ') + (frames.length > shown ? ' …' : '');
      }
      case 'break':
        return ' ';
      default:
        return markup.text(part.text, isInTable);
    }
  }
}
