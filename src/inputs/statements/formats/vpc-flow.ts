import type { InputSentence } from '../../../capture/input-sentence.ts';
import type { Statement } from '../../../capture/statement.ts';
import { splitCells, titleKey } from '../columns.ts';
import { type ActionWords, fill, isAboutPacket, type StatementField } from '../fields.ts';
import { LineParser, type StatementFormat, Taken } from '../format.ts';
import type { LogLine } from '../log-line.ts';

/** Security groups and network ACLs drop what they refuse: nobody is answered. */
const WORDS: ActionWords = { accept: 'allowed', reject: 'dropped' };

/** Fields of AWS VPC flow logs, version 2 to 5; those of transit gateways have the same names. */
const TITLES: ReadonlyMap<string, StatementField> = new Map([
  ['interfaceid', 'device'],
  ['srcaddr', 'source'],
  ['dstaddr', 'destination'],
  ['srcport', 'source-port'],
  ['dstport', 'destination-port'],
  ['protocol', 'protocol'],
  ['packets', 'packets'],
  ['bytes', 'bytes'],
  ['start', 'time'],
  ['action', 'action'],
  ['tcpflags', 'tcp-flags'],
  ['rejectreason', 'reason'],
]);

/** The order where no other was asked for (version 2). */
const DEFAULT_ORDER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'.split(
    ' ',
  );
/** A record in that order. */
const RECORD =
  /^\d{1,2} (?:\d{12}|unknown|-) [\w-]{3,40} (?:[0-9a-fA-F.:]{2,45}|-) (?:[0-9a-fA-F.:]{2,45}|-) (?:\d{1,5}|-) (?:\d{1,5}|-) (?:\d{1,3}|-) (?:\d+|-) (?:\d+|-) \d{9,11} \d{9,11} (?:ACCEPT|REJECT|-) (?:OK|NODATA|SKIPDATA)/;
/** Other times may stand before a record: that of its arrival. */
function recordIn({ text, message }: LogLine): string | null {
  if (RECORD.test(text)) return text;
  return RECORD.test(message) ? message : null;
}

function headingIn(text: string): string[] | null {
  if (text.length > 1024 || !/src-?addr/i.test(text)) return null;
  const cells: string[] = [];
  splitCells(text.trim(), separatorOf(text), cells);
  const titles = cells.map(titleKey);
  return titles.includes('srcaddr') && titles.includes('dstaddr') && titles.includes('action')
    ? titles
    : null;
}

function separatorOf(text: string): string {
  return text.includes('\t') ? '\t' : text.includes(',') ? ',' : ' ';
}

class Parser extends LineParser {
  #titles: readonly string[] = DEFAULT_ORDER.map(titleKey);
  #hasHeading = false;
  #separator = ' ';
  readonly #cells: string[] = [];

  protected read(line: LogLine, statement: Statement): Taken {
    const heading = headingIn(line.text);
    if (heading !== null) {
      this.#titles = heading;
      this.#hasHeading = true;
      this.#separator = separatorOf(line.text);
      return Taken.NOTHING;
    }
    const record = this.#hasHeading ? line.text : recordIn(line);
    if (record === null)
      return line.text.trim() === ''
        ? Taken.NOTHING
        : this.#refuse({ code: 'not-a-flow-log-record' });
    const cells = this.#cells;
    splitCells(record.trim(), this.#separator, cells);
    const titles = this.#titles;
    if (cells.length < titles.length) return this.#refuse({ code: 'fewer-cells-than-fields' });
    const status = cells[titles.indexOf('logstatus')] ?? '';
    if (status === 'NODATA' || status === 'SKIPDATA') return Taken.NOTHING;
    statement.device = '';
    for (const [index, title] of titles.entries()) {
      const field = TITLES.get(title);
      if (field !== undefined && cells[index] !== '-') fill(statement, field, cells[index], WORDS);
    }
    if (!isAboutPacket(statement)) return this.#refuse({ code: 'no-srcaddr-or-dstaddr' });
    return Taken.STATEMENT;
  }

  #refuse(reason: InputSentence): Taken {
    this.reason = reason;
    return Taken.NOT_UNDERSTOOD;
  }
}

export const VPC_FLOW: StatementFormat = {
  name: 'vpc-flow-log',
  isCertain: (line) => recordIn(line) !== null || headingIn(line.text) !== null,
  open: () => new Parser(),
};
