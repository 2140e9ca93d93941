import type { InputSentence } from '../../capture/input-sentence.ts';
import type { CaptureNote, NotedRows, NoteSentence } from '../../capture/note.ts';
import type { AddressWords } from '../../protocols/address-text.ts';
import { addressIn, isLinkLayerAddress, parseMac, portOf, wholeNumber } from './cells.ts';
import { type Columns, guessColumns, MAXIMUM_COLUMNS, Role, readHeading } from './columns.ts';
import { Conversations } from './conversations.ts';
import { type ListText, MAXIMUM_TOLD_LATER, type PacketParser, Step } from './format.ts';
import type { PacketDetails } from './formats/text-details.ts';
import { isBroadcast, readInfo } from './info.ts';
import { MAXIMUM_LINE } from './lines.ts';
import { PacketFacts } from './packet-facts.ts';
import { Quotations } from './quotations.ts';
import { ListClock } from './times.ts';

/** One row of a list, taken apart. The same object is filled again and again. */
export class Row {
  cells: string[] = [];
  /** Line, from 1, and byte offset where it begins. */
  line = 1;
  offset = 0;
  /** It is longer than is looked at, or has more columns. */
  isCut = false;
  /** What stands below the row, in exports with details. */
  details: PacketDetails | null = null;
  /** What stands between cells that nothing quotes, so that it may stand in them too; '' for none. */
  separator = '';
}

/** Takes rows out of one kind of text. */
export interface RowScanner {
  /** Fills the row; NOT_UNDERSTOOD with `reason` set, at the row's line and offset. */
  next(text: ListText, row: Row): Step;
  readonly reason: InputSentence | null;
}

/** Rows that are read ahead to learn what the columns and their times mean. */
const REHEARSED_ROWS = 256;

/** Seconds by which a capture's own rows may go back. */
const OUT_OF_ORDER = 2;

/** Most rows begin with their number: they need no closer look to be told from a heading. */
const DIGIT_FIRST = /^\s*\d/;

/** Rows of one kind that a note tells of. */
class Tally {
  count = 0;
  /** Line of the first. */
  #line = 0;

  add(line: number): void {
    if (this.count++ === 0) this.#line = line;
  }

  /** @returns none where there are no such rows */
  note(code: string, sentence: (rows: NotedRows) => NoteSentence): CaptureNote[] {
    if (this.count === 0) return [];
    return [{ code, sentence: sentence({ number: this.count, line: this.#line }) }];
  }
}

/** Reads a packet list in any form that comes in rows of columns. */
export class RowParser implements PacketParser {
  reason: InputSentence | null = null;
  tellsLater = 0;
  readonly #makeScanner: () => RowScanner;
  readonly #scanner: RowScanner;
  readonly #row = new Row();
  readonly #clock = new ListClock();
  readonly #conversations = new Conversations();
  readonly #quotations = new Quotations();
  #columns: Columns | null = null;
  #isRehearsed = false;
  readonly #cut = new Tally();
  readonly #named = new Tally();
  readonly #undecided = new Tally();
  readonly #unquoted = new Tally();
  readonly #unordered = new Tally();
  /** Time of the last row, in seconds. */
  #last = Number.NEGATIVE_INFINITY;

  constructor(makeScanner: () => RowScanner) {
    this.#makeScanner = makeScanner;
    this.#scanner = makeScanner();
  }

  next(text: ListText, facts: PacketFacts): Step {
    if (!this.#isRehearsed) {
      if (!this.#rehearse(text)) return Step.MORE;
      this.#isRehearsed = true;
    }
    const row = this.#row;
    for (;;) {
      row.isCut = false;
      row.details = null;
      row.separator = '';
      const step = this.#scanner.next(text, row);
      facts.line = row.line;
      facts.offset = row.offset;
      if (step === Step.NOT_UNDERSTOOD) this.reason = this.#scanner.reason;
      if (step !== Step.PACKET) return step;
      if (row.isCut) this.#cut.add(row.line);
      const heading = DIGIT_FIRST.test(row.cells[0] ?? '') ? null : readHeading(row.cells);
      if (heading === null) break;
      this.#columns = heading;
    }
    this.reason = this.#read(facts);
    return this.reason === null ? Step.PACKET : Step.NOT_UNDERSTOOD;
  }

  get notes(): readonly CaptureNote[] {
    return [
      ...this.#clock.notes(),
      ...this.#cut.note('cut-rows', (rows) => ({
        ...{ code: 'rows-cut', maximumBytes: MAXIMUM_LINE, maximumColumns: MAXIMUM_COLUMNS },
        ...rows,
      })),
      ...this.#unordered.note('rows-unordered', (rows) => ({ code: 'rows-unordered', ...rows })),
      ...this.#named.note('names-for-addresses', (rows) => ({ code: 'rows-with-names', ...rows })),
      ...this.#undecided.note('ports-unknown', (rows) => ({ code: 'rows-without-ports', ...rows })),
      ...this.#unquoted.note('quotation-unknown', (rows) => ({
        ...{ code: 'rows-without-quotation', ...rows },
      })),
    ];
  }

  /** Reads the first rows without keeping them. @returns false where none is in memory yet */
  #rehearse(text: ListText): boolean {
    const start = text.at;
    const scanner = this.#makeScanner();
    const row = new Row();
    const rows: string[][] = [];
    let columns: Columns | null = null;
    let seen = 0;
    for (; seen < REHEARSED_ROWS; seen++) {
      const step = scanner.next(text, row);
      if (step === Step.MORE) break;
      if (step !== Step.PACKET) continue;
      const heading = readHeading(row.cells);
      if (heading === null) rows.push(row.cells.slice(0, MAXIMUM_COLUMNS));
      else if (rows.length === 0) columns = heading;
    }
    text.at = start;
    if (rows.length === 0 && !text.ended && seen < REHEARSED_ROWS) return false;
    columns ??= guessColumns(rows);
    this.#columns = columns;
    if (columns === null) return true;
    const known = columns;
    const numbers = rows.map((cells) => wholeNumber(known.cell(cells, Role.NUMBER)));
    this.#clock.learn(
      rows.map((cells) => known.cell(cells, timeRole(known))),
      numbers.every((number, index) => index === 0 || number > numbers[index - 1]),
      timeRole(known) === Role.TIME_DELTA,
    );
    return true;
  }

  /** Fills the facts from the row. @returns why it is not understood, or null */
  #read(facts: PacketFacts): InputSentence | null {
    const columns = this.#columns;
    if (columns === null) return { code: 'no-heading' };
    const { details } = this.#row;
    if (details !== null) this.tellsLater = MAXIMUM_TOLD_LATER;
    const cells = withSurplus(this.#row, columns);
    const cell = (role: Role) => columns.cell(cells, role);
    const source = cell(Role.SOURCE);
    const destination = cell(Role.DESTINATION);
    const protocol = cell(Role.PROTOCOL);
    const info = cell(Role.INFO);
    const number = cell(Role.NUMBER);
    if (number !== '') {
      facts.frameNumber = wholeNumber(number);
      if (facts.frameNumber < 0) return { code: 'no-packet-number' };
    }
    if (source === '' && destination === '' && protocol === '')
      return { code: 'no-packet-in-columns' };
    const time = details?.epochTime || cell(timeRole(columns));
    if (time !== '') {
      if (!this.#clock.read(time)) return { code: 'no-time-in-column' };
      facts.hasTime = true;
      facts.seconds = this.#clock.seconds;
      facts.nanoseconds = this.#clock.nanoseconds;
      if (facts.seconds < this.#last - OUT_OF_ORDER) this.#unordered.add(this.#row.line);
      this.#last = facts.seconds;
    }
    const sources = severalIn(source);
    const destinations = severalIn(destination);
    // Of an error's row `ip.src` has the quoted packet's address, too; of a tunnel's the inner one counts.
    const isError = sources.length > 1 && /^icmp/i.test(protocol);
    facts.source = sources.at(isError ? 0 : -1) ?? null;
    facts.destination = destinations.at(isError ? 0 : -1) ?? null;
    facts.sourceMac = parseMac(cell(Role.SOURCE_MAC)) ?? parseMac(source);
    facts.destinationMac = parseMac(cell(Role.DESTINATION_MAC)) ?? parseMac(destination);
    facts.protocol = protocol.slice(0, 64);
    facts.length = wholeNumber(cell(Role.LENGTH));
    facts.hopLimit = Math.min(255, wholeNumber(cell(Role.HOP_LIMIT)));
    facts.sourcePort = portOf(cell(Role.SOURCE_PORT));
    facts.destinationPort = portOf(cell(Role.DESTINATION_PORT));
    readInfo(info, facts);
    if (isError) quote(facts, destinations.at(-1) ?? null);
    details?.apply(facts);
    if (facts.source === null || facts.destination === null) {
      const isLinkLayer = isLinkLayerAddress(source) || isLinkLayerAddress(destination);
      if (!isLinkLayer && facts.bytes === null && (source !== '' || destination !== '')) {
        this.#named.add(this.#row.line);
      }
      return null;
    }
    if (facts.bytes !== null) return null;
    const { undecided } = this.#conversations;
    this.#conversations.observe(facts);
    if (this.#conversations.undecided > undecided) {
      this.#undecided.add(this.#row.line);
      // TCP's begin with a SYN, whose row shows them: who lacks it may still come.
      facts.lacksPorts =
        facts.udp !== null && this.#conversations.isUnheardOf && !isBroadcast(facts.protocol);
      // Without ports a datagram belongs to no service that is known.
      if (!facts.lacksPorts) facts.udp = null;
    }
    const unquoted = this.#quotations.undecided;
    this.#quotations.observe(facts);
    if (this.#quotations.undecided > unquoted) this.#unquoted.add(this.#row.line);
    return null;
  }
}

/** Addresses of a cell, the outermost packet's first: `192.0.2.1,192.0.2.20` of a field that comes twice. */
function severalIn(cell: string): readonly AddressWords[] {
  const one = addressIn(cell);
  if (one !== null) return [one];
  const all = cell.split(',', MAXIMUM_LAYERS).map((part) => addressIn(part.trim()));
  return all.includes(null) ? [] : (all as AddressWords[]);
}

/** The ports in an error's row are those of the packet that it quotes; which that was, others tell. */
function quote(facts: PacketFacts, destination: AddressWords | null): void {
  const { icmp, destinationPort } = facts;
  facts.sourcePort = -1;
  facts.destinationPort = -1;
  if (icmp === null || icmp.quoted !== null) return;
  icmp.quoted = Object.assign(new PacketFacts(), { destination, destinationPort });
}

const MAXIMUM_LAYERS = 8;

/**
 * The cells of a row that has more of them than columns, as `[RST, ACK]` makes of unquoted ones: what is
 * too many belongs to Info, or to a time with a date (`Aug 27, 2024`), so that addresses stand where
 * they must.
 */
function withSurplus({ cells, separator }: Row, columns: Columns): readonly string[] {
  const { roles } = columns;
  const surplus = cells.length - roles.length;
  const info = roles.indexOf(Role.INFO);
  if (surplus <= 0 || separator === '' || info < 0) return cells;
  const time = roles.indexOf(timeRole(columns));
  const source = roles.indexOf(Role.SOURCE);
  for (let early = 0; early <= (time < 0 || time > source ? 0 : surplus); early++) {
    const first = early === 0 ? cells : joinedAt(cells, time, early, separator);
    if (early > 0 && addressIn(first[source] ?? '') === null) continue;
    const all = joinedAt(first, info, surplus - early, separator);
    if (early > 0 || addressIn(all[source] ?? '') !== null) return all;
  }
  return joinedAt(cells, info, surplus, separator);
}

/** The cells with those at a place and some behind it as one. */
function joinedAt(cells: readonly string[], at: number, more: number, separator: string): string[] {
  return [
    ...cells.slice(0, at),
    cells.slice(at, at + more + 1).join(separator),
    ...cells.slice(at + more + 1),
  ];
}

/** The column whose times count. */
function timeRole(columns: Columns): Role {
  return columns.has(Role.TIME) ? Role.TIME : Role.TIME_DELTA;
}
