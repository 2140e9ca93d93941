import { LLMNR_PORT, MDNS_PORT, PORT } from '../../../protocols/dns/codec.ts';
import { typeNumber } from '../../../protocols/dns/types.ts';
import type { DnsAnswerFacts, DnsFacts } from '../packet-facts.ts';

/*
 * DNS as tcpdump prints it (print-domain.c): ID, operation, code, flags, then of a query
 *
 *     12345+ [1au] A? www.example.com. (44)
 *
 * and of a response, without its question unless `-vv`, its owners unless `-v`
 *
 *     12345 NXDomain* q: A? www.example.com. 1/0/1 www.example.com. [5m] A 192.0.2.1 (60)
 */

/** A DNS message as it is printed. */
export interface PrintedDns {
  readonly message: DnsFacts;
  /** Bytes of the message; -1 where they are not printed. */
  readonly length: number;
}

/** Whether a port is one whose packets tcpdump prints as DNS. */
export function isDnsPort(port: number): boolean {
  return port === PORT || port === MDNS_PORT || port === LLMNR_PORT;
}

const OPERATIONS: Readonly<Record<string, number>> = {
  ...{ '': 0, inv_q: 1, stat: 2, op3: 3, notify: 4, update: 5 },
};
const CODES: Readonly<Record<string, number>> = {
  ...{ FormErr: 1, ServFail: 2, NXDomain: 3, NotImp: 4, Refused: 5, YXDomain: 6, YXRRSet: 7 },
  ...{ NXRRSet: 8, NotAuth: 9, NotZone: 10 },
};

const START =
  /(\d{1,5})( inv_q| stat| op\d{1,2}| notify| update[AD]?[MC]?)?( [A-Z][A-Za-z]{4,8})?([+%*|$-]{0,6})(?= |$|\[)/y;
/** Records of a list, and characters of it, that are looked at. */
const MAXIMUM_RECORDS = 64;
const LONGEST_NAME = 1_024;

/**
 * Reads the message that begins at a place.
 * @param isFromServer it comes from the protocol's port: what is cut short is an answer
 * @returns null where the text is none
 */
export function readDns(text: string, at: number, isFromServer: boolean): PrintedDns | null {
  START.lastIndex = at;
  const start = START.exec(text);
  if (start === null) return null;
  const [all, id, operation = '', word = '', flags] = start;
  const code = word === '' ? 0 : CODES[word.slice(1)];
  if (code === undefined || Number(id) > 0xffff) return null;
  let rest = text.slice(at + all.length);
  const length = /\((\d{1,5})\)\s*$/.exec(rest.slice(-12));
  if (length !== null) rest = rest.slice(0, rest.lastIndexOf('('));
  const counts = /(?:^| )(\d{1,5})\/(\d{1,5})\/(\d{1,5})(?= |$|,)/.exec(rest);
  const isCut = rest.includes('[|domain]');
  const isResponse = counts !== null || / q: /.test(rest.slice(0, 40)) || (isCut && isFromServer);
  const message: DnsFacts = {
    id: Number(id),
    isResponse,
    opcode: OPERATIONS[operation.slice(1).replace(/^update.*/, 'update')] ?? 0,
    responseCode: code,
    questions: [],
    answers: [],
    hasOpt: / OPT /.test(rest) || /^ \[\d{1,3}au\]/.test(rest),
  };
  // `[b2&3=0x182]` says that bits are set which a query has not: RD stands beside it all the same.
  if (!isResponse && flags !== '' && /[*|$-]/.test(flags)) return null;
  const asked = counts === null ? rest : rest.slice(0, counts.index + 1);
  readQuestions(asked, message);
  if (!isResponse && message.questions.length === 0 && !isCut && !/^ \[/.test(rest)) {
    if (!/ (?:Type|ANY|[A-Z])[^ ]{0,12} ?(?:\(Q[UM]\))?\?/.test(rest) && length === null)
      return null;
  }
  if (counts !== null && Number(counts[1]) > 0) {
    const count = Math.min(Number(counts[1]), MAXIMUM_RECORDS);
    readAnswers(rest.slice(counts.index + counts[0].length), message.answers, count);
  }
  return { message, length: length === null ? -1 : Number(length[1]) };
}

/** `A? www.example.com.`, `PTR (QM)? _ipp._tcp.local.`, one behind the other. */
function readQuestions(text: string, message: DnsFacts): void {
  const pattern = / (?:Type)?([A-Z0-9-]{1,12})(?: \(Q[UM]\)| \(Class \d{1,5}\))?\? (\S{1,1024})/g;
  for (const [, type, name] of text.slice(0, 8_192).matchAll(pattern)) {
    const number = typeOf(type);
    if (number < 0 || message.questions.length >= MAXIMUM_RECORDS) return;
    // A comma parts it from the next; a name ends with its root's point, as it is printed.
    if (name.includes('[|')) return;
    message.questions.push({ name: bare(name.replace(/,$/, '')), type: number });
    // Of several the rest, which is seldom, follows.
  }
}

function typeOf(text: string): number {
  return /^\d{1,5}$/.test(text) ? Number(text) : typeNumber(text);
}

/** A name without the point of the root. */
function bare(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** Types whose data is one name, or an address. */
const WITH_VALUE: ReadonlySet<number> = new Set([1, 2, 5, 12, 28]);
const TXT = 16;

/** ` www.example.com. [5m] A 192.0.2.1, A 192.0.2.2 ns: …`. */
function readAnswers(text: string, answers: DnsAnswerFacts[], count: number): void {
  let at = 0;
  while (answers.length < count && at < text.length) {
    // Strings may have commas.
    let end = at;
    let isQuoted = false;
    for (; end < text.length; end++) {
      const letter = text.charCodeAt(end);
      if (letter === 0x22) isQuoted = !isQuoted;
      else if (letter === 0x2c && !isQuoted && (end + 1 >= text.length || text[end + 1] === ' '))
        break;
    }
    const answer = readAnswer(text.slice(at, Math.min(end, at + 4_096)).trim());
    if (answer === null) return;
    answers.push(answer);
    at = end + 1;
  }
}

function readAnswer(text: string): DnsAnswerFacts | null {
  const words = text.split(' ', 8);
  let at = 0;
  let name = '';
  let timeToLive = -1;
  if (words[0]?.endsWith('.') && words.length > 1) name = bare(words[at++]);
  if (/^\[.{1,24}\]$/.test(words[at] ?? '')) timeToLive = secondsOf(words[at++]);
  if (words[at] === '(Cache' && words[at + 1] === 'flush)') at += 2;
  const type = typeOf(/^Type(\d{1,5})$/.exec(words[at] ?? '')?.[1] ?? words[at] ?? '');
  if (type < 0 || name.length > LONGEST_NAME) return null;
  let value = '';
  const said = words[at + 1] ?? '';
  if (WITH_VALUE.has(type) && !said.startsWith('[|')) {
    value = type === 1 || type === 28 ? said : bare(said);
  } else if (type === TXT) value = /"([^"]*)"/.exec(text)?.[1] ?? '';
  return { name, type, value: value.slice(0, LONGEST_NAME), timeToLive };
}

/** Seconds of `[1h5m]`, as `unsigned_relts_print` writes them. */
function secondsOf(text: string): number {
  const units: Readonly<Record<string, number>> = { y: 31_536_000, w: 604_800, d: 86_400 };
  const smaller: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1 };
  let seconds = 0;
  for (const [, number, unit] of text.matchAll(/(\d{1,10})([ywdhms])/g)) {
    seconds += Number(number) * (units[unit] ?? smaller[unit]);
  }
  return seconds;
}
