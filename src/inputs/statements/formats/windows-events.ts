import { type FirewallAction, TimeKind } from '../../../capture/statement.ts';
import { fill, type StatementField, wordsOf } from '../fields.ts';
import { BlockParser, type StatementFormat } from '../format.ts';
import type { LogLine } from '../log-line.ts';

/*
 * Audit events of the Windows Filtering Platform: 5152 (packet blocked), 5157 (connection blocked), 5156
 * (connection permitted), as text (Event Viewer, wevtutil, Get-WinEvent), as CSV, whose last cell is that
 * text, or as XML.
 */
const BEGINNING =
  /The Windows Filtering Platform (?:has )?(?<word>blocked|permitted)(?: an?)? (?:packet|connection)/;
const XML_ID = /<EventID(?: [^>]{0,64})?>(?<id>515[2679])<\/EventID>/;

const LABELS: ReadonlyMap<string, StatementField> = new Map([
  ['source address', 'source'],
  ['source port', 'source-port'],
  ['destination address', 'destination'],
  ['destination port', 'destination-port'],
  ['protocol', 'protocol'],
  ['filter run-time id', 'rule'],
  ['layer name', 'reason'],
]);
const NAMES: ReadonlyMap<string, StatementField> = new Map([
  ['SourceAddress', 'source'],
  ['SourcePort', 'source-port'],
  ['DestAddress', 'destination'],
  ['DestPort', 'destination-port'],
  ['Protocol', 'protocol'],
  ['FilterRTID', 'rule'],
]);
const ACTIONS: Readonly<Record<string, FirewallAction>> = {
  // The platform drops what it blocks: nobody is answered.
  blocked: 'dropped',
  permitted: 'allowed',
  '5152': 'dropped',
  '5157': 'dropped',
  '5156': 'allowed',
};

/** `Date: 2022-07-01T12:00:39.000Z`, `TimeCreated : 7/1/2022 12:00:39 PM`, the second cell of CSV. */
const TIME =
  /^\s*(?:Date(?: and Time)?|TimeCreated|Logged)\s*:\s*(?<time>\S.{0,40})$|^"?Audit (?:Failure|Success)"?,"?(?<cell>[^",]{8,40})/;
const COMPUTER = /^\s*(?:Computer|MachineName)\s*:\s*(?<name>\S{1,255})/;
const LABEL = /^\s*(?<label>[A-Z][A-Za-z -]{2,24}):\s*(?<value>\S.{0,255})?$/;
/** Characters of a line that are looked at. */
const COMPARED = 8192;

class Parser extends BlockParser {
  #time = '';
  #computer = '';

  protected read(line: LogLine): void {
    const text = line.text.slice(0, COMPARED);
    if (text.includes('<')) return this.#readXml(line, text);
    const time = TIME.exec(text)?.groups;
    if (time !== undefined) {
      this.give();
      this.#time = time.time ?? time.cell;
    }
    this.#computer = COMPUTER.exec(text)?.groups?.name ?? this.#computer;
    const word = BEGINNING.exec(text)?.groups?.word;
    if (word !== undefined) this.#begin(line, word);
    else if (this.isOpen) {
      const found = LABEL.exec(text)?.groups;
      const field = found === undefined ? undefined : LABELS.get(found.label.toLowerCase());
      if (field !== undefined) fill(this.open, field, found?.value?.replace(/"+$/, '') ?? '');
      else if (found?.label === 'Direction') this.#direction(found.value ?? '');
    }
  }

  #readXml(line: LogLine, text: string): void {
    const id = XML_ID.exec(text)?.groups?.id;
    const begins = text.includes('<Event ') || text.includes('<Event>');
    if (begins) this.give();
    if (id !== undefined) this.#begin(line, id);
    const time = /<TimeCreated SystemTime=["']([^"']{10,40})["']/.exec(text)?.[1];
    if (time !== undefined) {
      this.#time = time;
      this.#setTime();
    }
    const computer = /<Computer>([^<]{1,255})<\/Computer>/.exec(text)?.[1];
    if (computer !== undefined) this.open.device = wordsOf(computer);
    if (this.isOpen) {
      for (const [, name, value] of text.matchAll(
        /<Data Name=["'](\w{1,32})["']>([^<]{0,255})</g,
      )) {
        const field = NAMES.get(name);
        if (field !== undefined) fill(this.open, field, value);
        else if (name === 'Direction') this.#direction(value);
      }
    }
    if (text.includes('</Event>')) this.give();
  }

  #begin(line: LogLine, word: string): void {
    this.begin(line);
    this.open.device = wordsOf(this.#computer);
    this.open.action = ACTIONS[word] ?? 'unknown';
    this.#setTime();
  }

  #setTime(): void {
    const open = this.open;
    open.timeKind = TimeKind.NONE;
    open.seconds = 0;
    open.nanoseconds = 0;
    if (this.#time !== '') fill(open, 'time', this.#time);
  }

  /** Of what comes in, too, the event has the address that sent it first. */
  #direction(value: string): void {
    if (/^(?:Outbound|%%14593)/.test(value)) this.open.sender = 'client';
  }
}

export const WINDOWS_EVENTS: StatementFormat = {
  name: 'windows-filtering-events',
  isCertain: ({ text }) => {
    const head = text.slice(0, COMPARED);
    return BEGINNING.test(head) || XML_ID.test(head);
  },
  open: () => new Parser(),
};
