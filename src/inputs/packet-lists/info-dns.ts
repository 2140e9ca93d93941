import { TYPE_OPT } from '../../protocols/dns/codec.ts';
import { OPERATION_TEXTS, RESPONSE_CODE_TEXTS, typeNumber } from '../../protocols/dns/types.ts';
import { WordScanner } from './cells.ts';
import type { DnsFacts } from './packet-facts.ts';

const SRV = 33;
const MX = 15;
/** Types whose data the list leaves out; what follows is the next record. */
const WITHOUT_DATA = new Set([13, 16, 25, 43, 44, 46, 48, 50, 53, 54, 59, 60, 64, 65, 257]);

/** Records that are read of one line. */
const MAXIMUM_RECORDS = 128;

/** Notes that stand behind a line, with or without a space. */
const NOTES = [
  '[Packet size limited',
  '[Malformed Packet',
  '[Unreassembled Packet',
  '[TCP segment',
];

function withoutNotes(text: string): string {
  let end = text.length;
  for (const note of NOTES) {
    const at = text.indexOf(note);
    if (at >= 0 && at < end) end = at;
  }
  return text.slice(0, end);
}

/** The records of a line: a type, then what the line shows of it. */
class RecordScanner extends WordScanner {
  /** The type that comes next, or -1; it is taken. `A,` is one too: mDNS writes `A, cache flush`. */
  type(): number {
    const start = this.at;
    let word = this.word();
    if (word.endsWith(',')) word = word.slice(0, -1);
    if (word === 'Unknown') {
      const number = /^\((\d{1,5})\),?$/.exec(this.word());
      if (number !== null) return Number(number[1]);
    } else {
      const number = typeNumber(word);
      if (number >= 0) return number;
    }
    this.at = start;
    return -1;
  }

  /** A name: at least one word, and all up to the next type, as names in mDNS have spaces. */
  name(): string {
    this.spaces();
    const start = this.at;
    this.word();
    let end = this.at;
    while (!this.isAtEnd) {
      if (this.type() >= 0) break;
      this.word();
      end = this.at;
    }
    this.at = end;
    const name = this.text.slice(start, end).trim();
    return name === '<Root>' ? '' : name;
  }
}

/** Longest name in text, every byte of it escaped; what is longer, or `<Name too long>`, is unknown. */
const MAXIMUM_NAME = 1024;

/**
 * Reads `Standard query response 0xf7fb No such name TXT debug.opendns.com SOA ns1.opendns.com`.
 * @returns null where the text is no such line
 */
export function readDnsLine(line: string): DnsFacts | null {
  const scanner = new RecordScanner(withoutNotes(line));
  const opcode = Object.entries(OPERATION_TEXTS).find(([, words]) => scanner.take(words));
  if (opcode === undefined) return null;
  const isResponse = scanner.take('response');
  const start = scanner.at;
  const id = /^0x([0-9a-f]{1,4})$/i.exec(scanner.word());
  // Versions before 1.8 do not show the ID.
  if (id === null) scanner.at = start;
  // Of no error nothing is said.
  const responseCode = Object.entries(RESPONSE_CODE_TEXTS).find(
    ([code, words]) => isResponse && code !== '0' && scanner.take(words),
  );
  const message: DnsFacts = {
    id: id === null ? -1 : Number.parseInt(id[1], 16),
    isResponse,
    opcode: Number(opcode[0]),
    responseCode: Number(responseCode?.[0] ?? 0),
    questions: [],
    answers: [],
    hasOpt: false,
  };
  const error = /^\s*Unknown error \((\d{1,5})\)/.exec(
    scanner.text.slice(scanner.at, scanner.at + 40),
  );
  if (isResponse && error !== null) {
    message.responseCode = Number(error[1]) & 0xf;
    scanner.at += error[0].length;
  }
  readRecords(scanner, message);
  return message;
}

function readRecords(scanner: RecordScanner, message: DnsFacts): void {
  for (let records = 0; records < MAXIMUM_RECORDS && !scanner.isAtEnd; records++) {
    const type = scanner.type();
    if (type < 0) return;
    if (scanner.take('cache flush')) {
      // The record of an mDNS response, which repeats no question.
    } else if (type === TYPE_OPT) {
      message.hasOpt = true;
      continue;
    } else if (records === 0) {
      const name = questionName(scanner);
      if (name === null) return;
      message.questions.push({ name, type });
      continue;
    }
    if (type === MX) scanner.word();
    if (type === SRV) for (let numbers = 0; numbers < 3; numbers++) scanner.word();
    const value = WITHOUT_DATA.has(type) ? '' : answerValue(scanner);
    if (!message.isResponse && value.includes(', "')) {
      // Further questions of an mDNS query: `PTR _ipp._tcp.local, "QM" question`.
      message.questions.push({ name: value.slice(0, value.indexOf(', "')), type });
    } else if (value.length <= MAXIMUM_NAME) {
      message.answers.push({ name: '', type, value, timeToLive: -1 });
    }
  }
}

/** The name of the first question; null where it is not whole. */
function questionName(scanner: RecordScanner): string | null {
  const name = scanner.name();
  const comma = name.indexOf(', "');
  const bare = comma < 0 ? name : name.slice(0, comma);
  return bare.length > MAXIMUM_NAME || bare.startsWith('<') ? null : bare;
}

/** Data of a record, '' where the next record follows at once. */
function answerValue(scanner: RecordScanner): string {
  const start = scanner.at;
  if (scanner.type() >= 0) {
    scanner.at = start;
    return '';
  }
  return scanner.name();
}
