import type { InputSentence } from '../../../capture/input-sentence.ts';
import { addressIn, arrowLength, isLinkLayerAddress, wholeNumber } from '../cells.ts';
import { Role, readHeading, roleOf } from '../columns.ts';
import { type ListFormat, type ListText, Step } from '../format.ts';
import { LineReader } from '../lines.ts';
import { Row, RowParser, type RowScanner } from '../rows.ts';
import { ListTime, scanTime } from '../times.ts';
import { isHexLine, PacketDetails } from './text-details.ts';

/** A column of a list that is aligned by spaces: its title, and where it begins. */
interface TextColumn {
  readonly title: string;
  readonly role: Role;
  readonly start: number;
}

/** Words that one title has at most: `Time delta from previous displayed frame`. */
const MAXIMUM_TITLE_WORDS = 7;
/** Characters of a line that may be a heading. */
const MAXIMUM_HEADING = 2048;

/** What tshark shows from the start, and what stands where ports are shown too. */
const DEFAULT_ROLES: readonly Role[] = [
  ...[Role.NUMBER, Role.TIME, Role.SOURCE, Role.SOURCE_PORT, Role.DESTINATION],
  ...[Role.DESTINATION_PORT, Role.PROTOCOL, Role.LENGTH, Role.INFO],
];
/** A heading that makes these columns. */
const DEFAULT_TITLES = [
  ...['No.', 'Time', 'Source', 'Source Port', 'Destination'],
  ...['Destination Port', 'Protocol', 'Length', 'Info'],
];

/** The columns that a line names, or null where it is no heading. */
function readColumns(line: string): TextColumn[] | null {
  // Rows begin with a number, and packet details have colons.
  if (line.length > MAXIMUM_HEADING || /^\s*\d|[:=]/.test(line)) return null;
  const words = [...line.matchAll(/\S+/g)];
  const columns: TextColumn[] = [];
  for (let at = 0; at < words.length; ) {
    const start = words[at].index;
    // The longest title that is known; else what stands up to a wider gap.
    let count = Math.min(MAXIMUM_TITLE_WORDS, words.length - at);
    const title = () => words.slice(at, at + count).map(([word]) => word);
    while (count > 0 && roleOf(title().join(' ')) === Role.UNKNOWN) count--;
    if (count === 0) {
      count = 1;
      while (
        at + count < words.length &&
        words[at + count].index ===
          words[at + count - 1].index + words[at + count - 1][0].length + 1 &&
        roleOf(words[at + count][0]) === Role.UNKNOWN
      ) {
        count++;
      }
    }
    const text = title().join(' ');
    columns.push({ title: text, role: roleOf(text), start });
    at += count;
  }
  return readHeading(columns.map(({ title }) => title)) === null ? null : columns;
}

/** A line without the colours of `tshark --color`. */
function withoutColours(line: string): string {
  return line.includes('\u001b') ? line.replace(COLOUR, '') : line;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is the control character that is meant
const COLOUR = /\u001b\[[0-9;]{0,32}[mK]/g;

const time = new ListTime();

/** Whether cells are those of a row: what is certain of each column holds. */
function isRow(cells: readonly string[], roles: readonly Role[]): boolean {
  return roles.every((role, index) => {
    const cell = cells[index]?.trim() ?? '';
    switch (role) {
      case Role.NUMBER:
        return wholeNumber(cell) >= 0;
      case Role.TIME:
      case Role.TIME_DELTA:
        return scanTime(cell, 0, time, false) > 0;
      case Role.SOURCE:
      case Role.DESTINATION:
        return !cell.includes(' ');
      case Role.PROTOCOL:
        return cell !== '' && !cell.includes('  ') && arrowLength(cell, 0) === 0;
      case Role.LENGTH:
        return cell === '' || wholeNumber(cell) >= 0;
      case Role.SOURCE_PORT:
      case Role.DESTINATION_PORT:
        return !cell.includes(' ');
      default:
        return true;
    }
  });
}

/**
 * Takes the cells of a row by the places of the heading. A cell that is wider than its column moves
 * those behind it.
 */
function splitAligned(line: string, columns: readonly TextColumn[]): string[] | null {
  const cells: string[] = [];
  let at = columns[0].start;
  // Numbers stand at the right end of their column.
  if (line.slice(0, at).trim() !== '') return null;
  for (const [index, { role, start }] of columns.entries()) {
    const next = columns[index + 1]?.start;
    if (next === undefined) {
      cells.push(line.slice(at).trim());
      break;
    }
    let end = at + next - start - 1;
    if (role === Role.TIME || role === Role.TIME_DELTA) {
      end = Math.max(end, scanTime(line, at, time, false));
    }
    if (end < line.length && line[end] !== ' ') {
      const space = line.indexOf(' ', end);
      end = space < 0 ? line.length : space;
    }
    cells.push(line.slice(at, end).trim());
    at = end + 1;
  }
  return isRow(
    cells,
    columns.map((column) => column.role),
  )
    ? cells
    : null;
}

/** Takes the cells of a row word by word, by what each column holds; ports may be left out. */
function splitWords(line: string, roles: readonly Role[]): string[] | null {
  const cells: string[] = [];
  let at = 0;
  const spaces = () => {
    while (line[at] === ' ') at++;
  };
  const word = () => {
    const space = line.indexOf(' ', at);
    const end = space < 0 ? line.length : space;
    return line.slice(at, end);
  };
  /** A number that no arrow follows: an arrow makes it the first port of Info. */
  const number = () => {
    const digits = word();
    if (wholeNumber(digits) < 0) return '';
    let behind = at + digits.length;
    while (line[behind] === ' ') behind++;
    if (arrowLength(line, behind) > 0) return '';
    at += digits.length;
    return digits;
  };
  for (const role of roles) {
    spaces();
    switch (role) {
      case Role.TIME:
      case Role.TIME_DELTA: {
        const end = scanTime(line, at, time, false);
        if (end < 0 || (line[end] !== ' ' && end < line.length)) return null;
        cells.push(line.slice(at, end));
        at = end;
        break;
      }
      case Role.LENGTH:
      case Role.SOURCE_PORT:
      case Role.DESTINATION_PORT:
        cells.push(number());
        break;
      case Role.INFO:
        cells.push(line.slice(at).trimEnd());
        at = line.length;
        break;
      default: {
        const arrow = role === Role.DESTINATION ? arrowLength(line, at) : 0;
        if (arrow > 0 && line[at + arrow] === ' ') {
          at += arrow;
          spaces();
        }
        const text = word();
        if (text === '' || arrowLength(text, 0) > 0) return null;
        cells.push(text);
        at += text.length;
      }
    }
  }
  return isRow(cells, roles) ? cells : null;
}

/** Whether a line without a heading above it is certainly a packet's. */
function isCertainRow(line: string): boolean {
  const cells = splitWords(line, DEFAULT_ROLES);
  if (cells === null) return false;
  const [, , source, , destination, , protocol, , info] = cells;
  const isAddress = (cell: string) => addressIn(cell) !== null || isLinkLayerAddress(cell);
  return isAddress(source) && isAddress(destination) && /^[A-Za-z]/.test(protocol) && info !== '';
}

/** What stands above a hex dump where there are several: `Reassembled TCP (2920 bytes):`. */
const SOURCE_TITLE = /^[A-Z].{0,80} \(\d+ bytes?\):\s*$/;

/** Takes rows out of text that is aligned by spaces, with or without details below each. */
class TextScanner implements RowScanner {
  reason: InputSentence | null = null;
  readonly #lines = new LineReader();
  #columns: readonly TextColumn[] | null = null;
  #isBegun = false;
  /** The row that is read, until it is known what stands below it. */
  #pending: Row | null = null;
  #isInDetails = false;
  /** The heading of the frame whose details are read; '' while the row that waits has none. */
  #frame = '';
  /** The row that waits has no line of its own: its details are all there is. */
  #isDetailsAlone = false;

  next(text: ListText, row: Row): Step {
    if (!this.#isBegun) {
      // Without a heading the columns are the usual ones; a heading that follows changes them.
      this.#isBegun = true;
      row.cells = [...DEFAULT_TITLES];
      return Step.PACKET;
    }
    for (;;) {
      const raw = this.#lines.next(text);
      const line = raw === null ? null : withoutColours(raw);
      if (line === null) {
        if (!text.ended || text.at < text.end || this.#pending === null) return Step.MORE;
        this.#give(row, null);
        return Step.PACKET;
      }
      if (line.trim() === '') continue;
      if (line.startsWith('Frame ') && /^Frame \d+[:(]/.test(line)) {
        this.#isInDetails = true;
        // A second frame, or one without a row above it: details alone (`tshark -V`).
        const isAlone = this.#pending === null || this.#frame !== '';
        const given = isAlone && this.#give(row, this.#detailsAlone());
        this.#frame = line;
        this.#isDetailsAlone = isAlone;
        if (given) return Step.PACKET;
        continue;
      }
      if (SOURCE_TITLE.test(line) && this.#pending !== null) this.#isInDetails = true;
      const found = isHexLine(line) ? null : this.#row(line);
      if (found === null) {
        if (this.#pending !== null && (this.#isInDetails || isHexLine(line))) {
          this.#pending.details ??= new PacketDetails();
          this.#pending.details.add(line);
        } else if (!this.#isInDetails) return this.#refuse(row, { code: 'not-a-row' });
        continue;
      }
      this.#isInDetails = false;
      const given = this.#give(row, found);
      this.#frame = '';
      this.#isDetailsAlone = false;
      if (given) return Step.PACKET;
    }
  }

  /** The row that a line is, or null. A heading is a row too, which settles the columns. */
  #row(line: string): Row | null {
    const heading = readColumns(line);
    if (heading !== null) this.#columns = heading;
    const columns = this.#columns;
    const cells =
      heading !== null
        ? heading.map(({ title }) => title)
        : columns === null
          ? splitWords(line, DEFAULT_ROLES)
          : (splitAligned(line, columns) ??
            splitWords(
              line,
              columns.map(({ role }) => role),
            ));
    if (cells === null) return null;
    const found = new Row();
    found.cells = cells;
    found.line = this.#lines.line;
    found.offset = this.#lines.offset;
    found.isCut = this.#lines.isCut;
    return found;
  }

  /** Gives out the row that waits, and lets another wait. @returns whether there was one */
  #give(row: Row, next: Row | null): boolean {
    const given = this.#pending;
    this.#pending = next;
    if (given === null) return false;
    if (this.#isDetailsAlone && given.details !== null)
      given.cells = given.details.cells(this.#frame);
    Object.assign(row, given);
    return true;
  }

  #detailsAlone(): Row {
    const found = new Row();
    found.details = new PacketDetails();
    found.line = this.#lines.line;
    found.offset = this.#lines.offset;
    return found;
  }

  #refuse(row: Row, reason: InputSentence): Step {
    this.reason = reason;
    row.line = this.#lines.line;
    row.offset = this.#lines.offset;
    return Step.NOT_UNDERSTOOD;
  }
}

/** The heading of a frame's details. */
const FRAME = /^Frame \d{1,10}(?: \(|: )\d{1,10} bytes on wire/;

/** Lines at the beginning of a text among which its first row is looked for. */
const EXAMINED_LINES = 64;

/** "Export Packet Dissections → As Plain Text", what tshark prints, lists copied as plain text. */
export const TEXT_FORMAT: ListFormat = {
  name: 'text',
  title: 'plain-text',
  matches: (head) =>
    head
      .split('\n', EXAMINED_LINES)
      .map((line) => withoutColours(line.replace(/\r$/, '')))
      .some((line) => readColumns(line) !== null || isCertainRow(line) || FRAME.test(line)),
  open: () => new RowParser(() => new TextScanner()),
};
