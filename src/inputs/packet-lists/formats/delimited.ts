import type { InputSentence } from '../../../capture/input-sentence.ts';
import { guessColumns, MAXIMUM_COLUMNS, readHeading } from '../columns.ts';
import { type ListFormat, type ListText, Step } from '../format.ts';
import { decodeHead, LineReader, MAXIMUM_LINE } from '../lines.ts';
import { type Row, RowParser, type RowScanner } from '../rows.ts';

/** How the cells of a row are told apart. */
interface Dialect {
  readonly separator: string;
  readonly quote: string;
  /** Every cell is quoted, so a quotation may go on in the next line. */
  readonly isQuoted: boolean;
}

const SEPARATORS = [',', ';', '\t', '|'];
const QUOTES = ['"', "'"];

/** Splits rows into cells (RFC 4180), also a row whose quoted cell goes on in the next line. */
class CellSplitter {
  cells: string[] = [];
  /** A quotation is open: the row goes on in the next line. */
  isOpen = false;
  /** There were more columns than are looked at. */
  hasMore = false;
  /** Something stands between the end of a quotation and the end of its cell. */
  isUneven = false;
  #cell = '';

  constructor(readonly dialect: Dialect) {}

  /** Begins a row. */
  begin(): void {
    this.cells = [];
    this.isOpen = false;
    this.hasMore = false;
    this.isUneven = false;
    this.#cell = '';
  }

  /** Takes in a line of the row; a row that goes on continues with its line end. */
  add(line: string): void {
    const { separator, quote } = this.dialect;
    let at = 0;
    if (this.isOpen) this.#cell += '\n';
    for (;;) {
      if (this.isOpen) {
        const close = line.indexOf(quote, at);
        if (close < 0) {
          this.#cell += line.slice(at);
          return;
        }
        this.#cell += line.slice(at, close);
        at = close + 1;
        if (line[at] === quote) {
          this.#cell += quote;
          at++;
          continue;
        }
        this.isOpen = false;
        if (at < line.length && line[at] !== separator) this.isUneven = true;
      }
      const end = line.indexOf(separator, at);
      const rest = line.slice(at, end < 0 ? undefined : end);
      if (this.#cell === '' && rest.trimStart().startsWith(quote)) {
        at = line.indexOf(quote, at) + 1;
        this.isOpen = true;
        continue;
      }
      this.#push(this.#cell + rest);
      if (end < 0) return;
      at = end + 1;
      if (this.hasMore) return;
    }
  }

  /** Ends a row whose quotation never closes. */
  finish(): void {
    if (this.isOpen) this.#push(this.#cell);
    this.isOpen = false;
  }

  #push(cell: string): void {
    this.#cell = '';
    if (this.cells.length < MAXIMUM_COLUMNS) this.cells.push(cell);
    else this.hasMore = true;
  }
}

/** What spreadsheets write before the heading. */
const SEPARATOR_LINE = /^sep=.$/;

/** Lines at the beginning of a text among which its heading is looked for. */
const EXAMINED_LINES = 10;

/** How the rows of a text are written; null where its first lines are no packet list. */
function dialectOf(head: string, canGuess = true): Dialect | null {
  const lines = head.split('\n', EXAMINED_LINES).map((line) => line.replace(/\r$/, ''));
  const first = lines.find((line) => line !== '' && !SEPARATOR_LINE.test(line)) ?? '';
  const dialects = QUOTES.flatMap((quote) =>
    SEPARATORS.map((separator) => ({ separator, quote, isQuoted: first.trim().startsWith(quote) })),
  );
  const isList = (dialect: Dialect, finds: (rows: string[][]) => boolean) => {
    const splitter = new CellSplitter(dialect);
    return finds(
      lines
        .filter((line) => line !== '')
        .map((line) => {
          splitter.begin();
          splitter.add(line);
          splitter.finish();
          return splitter.cells;
        }),
    );
  };
  return (
    dialects.find((dialect) =>
      isList(dialect, (rows) => rows.some((cells) => readHeading(cells) !== null)),
    ) ??
    (canGuess
      ? // The last line may be cut.
        dialects.find((dialect) =>
          isList(
            dialect,
            (rows) => guessColumns(rows.length > 1 ? rows.slice(0, -1) : rows) !== null,
          ),
        )
      : undefined) ??
    null
  );
}

/** Of a text that lost its head. */
const UNKNOWN_DIALECT: Dialect = { separator: ',', quote: '"', isQuoted: false };

/** Lines that one row takes at most; a quotation that is open longer is a lone quotation mark. */
const MAXIMUM_LINES = 32;

interface Line {
  readonly text: string;
  readonly line: number;
  readonly offset: number;
  readonly isCut: boolean;
}

/** Takes rows out of comma-separated values and their relatives. */
class DelimitedScanner implements RowScanner {
  reason: InputSentence | null = null;
  readonly #lines = new LineReader();
  #splitter: CellSplitter | null = null;
  /** Lines of the row that goes on, and lines that were read for a row that did not end. */
  #open: Line[] = [];
  #length = 0;
  #again: Line[] = [];

  next(text: ListText, row: Row): Step {
    if (this.#splitter === null) {
      const dialect = dialectOf(decodeHead(text.bytes, text.at, text.end));
      this.#splitter = new CellSplitter(dialect ?? UNKNOWN_DIALECT);
      this.#splitter.begin();
    }
    const splitter = this.#splitter;
    for (;;) {
      const again = this.#again.shift();
      if (again !== undefined) {
        // Its quotation never closes: it ends with its line.
        splitter.begin();
        splitter.add(again.text);
        splitter.finish();
        return this.#give(row, again);
      }
      const found = this.#lines.next(text);
      if (found === null) {
        if (!text.ended || text.at < text.end || this.#open.length === 0) return Step.MORE;
        this.#again = this.#open;
        this.#open = [];
        continue;
      }
      const line: Line = {
        text: found,
        line: this.#lines.line,
        offset: this.#lines.offset,
        isCut: this.#lines.isCut,
      };
      if (this.#open.length === 0) {
        if (found.trim() === '' || SEPARATOR_LINE.test(found)) continue;
        splitter.begin();
        this.#length = 0;
      }
      splitter.add(found);
      this.#length += found.length;
      if (!splitter.dialect.isQuoted) splitter.finish();
      const [first] = this.#open;
      if (!splitter.isOpen && (first === undefined || !splitter.isUneven)) {
        this.#open = [];
        return this.#give(row, first ?? line);
      }
      this.#open.push(line);
      // What closed it is the beginning of another: the first was a lone quotation mark.
      if (
        !splitter.isOpen ||
        this.#open.length >= MAXIMUM_LINES ||
        this.#length > MAXIMUM_LINE ||
        line.isCut
      ) {
        this.#again = this.#open;
        this.#open = [];
      }
    }
  }

  #give(row: Row, line: Line): Step {
    const splitter = this.#splitter as CellSplitter;
    row.cells = splitter.cells;
    row.separator = splitter.dialect.isQuoted ? '' : splitter.dialect.separator;
    row.line = line.line;
    row.offset = line.offset;
    row.isCut = line.isCut || splitter.hasMore;
    return Step.PACKET;
  }
}

/** "Export Packet Dissections → As CSV", `tshark -T fields -E separator=,`, spreadsheets. */
export const CSV_FORMAT: ListFormat = {
  name: 'csv',
  title: 'csv',
  matches: (head) => {
    const dialect = dialectOf(head);
    return dialect !== null && dialect.separator !== '\t';
  },
  isGuess: (head) => dialectOf(head, false) === null,
  open: () => new RowParser(() => new DelimitedScanner()),
};

/** Tables copied out of a program, `tshark -T tabs`, `tshark -T fields`. */
export const TAB_FORMAT: ListFormat = {
  name: 'text',
  title: 'tabs',
  matches: (head) => dialectOf(head)?.separator === '\t',
  isGuess: (head) => dialectOf(head, false) === null,
  open: () => new RowParser(() => new DelimitedScanner()),
};
