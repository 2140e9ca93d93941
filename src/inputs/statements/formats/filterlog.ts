import type { Statement } from '../../../capture/statement.ts';
import { splitCells } from '../columns.ts';
import { type ActionWords, fill, isAboutPacket, type StatementField } from '../fields.ts';
import { LineParser, type StatementFormat, Taken } from '../format.ts';
import type { LogLine } from '../log-line.ts';

/**
 * pf's log as filterlog prints it: cells by their position, other ones for IPv4 and IPv6, then for TCP,
 * UDP and ICMP. A rule that answers (`block return`) is logged as `block` too.
 */
export const PF_WORDS: ActionWords = {
  pass: 'allowed',
  block: 'refused',
  reject: 'rejected',
  drop: 'dropped',
};

/** Positions of the cells before the addresses, by IP version. */
const IPV4: readonly (readonly [number, StatementField])[] = [
  [11, 'time-to-live'],
  [12, 'identification'],
  [15, 'protocol'],
  [17, 'length'],
  [18, 'source'],
  [19, 'destination'],
];
const IPV6: readonly (readonly [number, StatementField])[] = [
  [11, 'time-to-live'],
  [13, 'protocol'],
  [15, 'source'],
  [16, 'destination'],
];
const OFFSET = 13;
const FLAGS = 14;

/** Where the cells begin: behind the program's name, or at once where only the message was kept. */
const PROGRAM = /(?:^|\s)filterlog(?:\[\d{1,10}\])?:?\s+/;
/** Rule, sub-rule, anchor, tracker, interface, reason, action, direction, IP version. */
const CELLS =
  /^\d{0,10},\d{0,10},[^,]{0,256},[0-9a-fx]{0,64},[^,]{1,64},[a-z-]{1,32},[a-z]{1,16},(?:in|out|in-out),[46],/i;

function cellsOf({ message, text, program }: LogLine): string | null {
  if (program === 'filterlog') return CELLS.test(message) ? message : null;
  const found = PROGRAM.exec(text.slice(0, 512));
  const cells = found === null ? message : text.slice(found.index + found[0].length);
  return CELLS.test(cells) ? cells : null;
}

class Parser extends LineParser {
  readonly #cells: string[] = [];

  protected read(line: LogLine, statement: Statement): Taken {
    const found = cellsOf(line);
    if (found === null) {
      if (line.program !== 'filterlog') return Taken.NOTHING;
      this.reason = { code: 'bad-filterlog-cells' };
      return Taken.NOT_UNDERSTOOD;
    }
    const cells = this.#cells;
    splitCells(found, ',', cells);
    const isIpv4 = cells[8] === '4';
    for (const [index, field] of isIpv4 ? IPV4 : IPV6) fill(statement, field, cells[index] ?? '');
    if (!isAboutPacket(statement)) {
      this.reason = { code: 'no-addresses-in-cells' };
      return Taken.NOT_UNDERSTOOD;
    }
    fill(statement, 'action', cells[6], PF_WORDS);
    fill(statement, 'interface', cells[4]);
    // The tracker stays the same when rules are added; the number does not.
    fill(statement, 'rule', cells[3] === '' || cells[3] === '0' ? cells[0] : cells[3]);
    fill(statement, 'reason', cells[5] === 'match' ? '' : cells[5]);
    const from = isIpv4 ? 20 : 17;
    const isFirst = !isIpv4 || cells[OFFSET] === '0';
    statement.isFragment = isIpv4 && (!isFirst || cells[FLAGS].includes('+'));
    if (isFirst && (statement.protocol === TCP || statement.protocol === UDP)) {
      fill(statement, 'source-port', cells[from] ?? '');
      fill(statement, 'destination-port', cells[from + 1] ?? '');
      if (statement.protocol === TCP) fill(statement, 'tcp-flags', cells[from + 3] ?? '');
    }
    return Taken.STATEMENT;
  }
}

const TCP = 6;
const UDP = 17;

export const FILTERLOG: StatementFormat = {
  name: 'pf-filterlog',
  isCertain: (line) => cellsOf(line) !== null,
  open: () => new Parser(),
};
