import { type TypedCommand, typedCommand } from './command-line.ts';
import { DigReader } from './dig.ts';
import { addressText, hostName, type Lookup, LookupSession } from './lookup.ts';
import { MAXIMUM_BYTES } from './lookup-text.ts';
import { NslookupReader } from './nslookup.ts';
import { ResolveDnsNameReader } from './resolve-dns-name.ts';

/** Characters of one line that are looked at. */
const MAXIMUM_LINE = 2_000;
/** Characters by which a text is recognized. */
const MAXIMUM_SAMPLE = 1 << 16;

/** BIND's tools say these of nslookup and dig alike. */
const NO_ANSWER =
  /^;; (?:connection timed out|communications error to|no servers could be reached)/;
const NOTE = /^;; (?:Got \w+ reply from|Truncated, retrying|Got bad packet)/;

/**
 * The look-ups in the output of nslookup (Windows in any language, Linux, macOS), dig and PowerShell's
 * Resolve-DnsName, in the text's order: a paste of a console, with prompts and other commands between.
 * Empty where the text has none.
 */
export function parseLookups(text: string): Lookup[] {
  return readLookups(text, MAXIMUM_BYTES).lookups;
}

/** Whether a text is the output of such a tool, and not another that has names and addresses. */
export function recognizeLookup(text: string): boolean {
  const { lookups, taken, left } = readLookups(text, MAXIMUM_SAMPLE);
  return lookups.length > 0 && taken >= left;
}

interface ReadLookups {
  readonly lookups: Lookup[];
  /** Lines that a tool wrote, and lines that are something else. */
  readonly taken: number;
  readonly left: number;
}

function readLookups(text: string, limit: number): ReadLookups {
  const session = new LookupSession();
  const nslookup = new NslookupReader(session);
  const dig = new DigReader(session);
  const resolve = new ResolveDnsNameReader(session);
  let taken = 0;
  let left = 0;
  const lines = linesOf(text.slice(0, limit));
  lines.forEach((line, index) => {
    if (line === '') return;
    const number = index + 1;
    const command = typedCommand(line);
    if (command !== null) {
      begin(command, number);
      taken++;
      return;
    }
    const isTaken =
      trouble(line, number) ||
      resolve.take(line, number) ||
      dig.take(line, number) ||
      nslookup.take(line, number);
    if (isTaken) taken++;
    else left++;
  });
  nslookup.end();
  session.end();
  if (session.lookups.length === 0) session.lookups.push(...shortLookup(lines));
  return {
    lookups: session.lookups,
    taken: taken - nslookup.unpaired,
    left: left + nslookup.unpaired,
  };

  function begin(command: TypedCommand, line: number): void {
    const { tool, question, type, server, isShort } = command;
    nslookup.begin(tool === 'nslookup' && question === null, type);
    dig.begin(isShort);
    // dig repeats what was typed.
    const isRepeated = tool === 'dig' && session.draft?.tool === 'dig' && !session.draft.isTold;
    const draft = isRepeated && session.draft ? session.draft : session.begin(tool, line);
    draft.question ??= question;
    draft.type ??= type;
    const address = server === null ? null : addressText(server);
    if (address !== null) draft.typedServer = { name: null, address };
  }

  function trouble(line: string, number: number): boolean {
    if (NOTE.test(line)) return true;
    if (!NO_ANSWER.test(line)) return false;
    const draft = session.draft ?? session.begin('nslookup', number);
    draft.timeouts++;
    if (!line.startsWith(';; communications error')) draft.error = line.slice(3);
    return true;
  }
}

/** Lines without what a mail or an indentation puts around them. */
function linesOf(text: string): string[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.slice(0, MAXIMUM_LINE).trim());
  const isQuoted = lines.every((line) => line === '' || line.startsWith('>'));
  return isQuoted ? lines.map((line) => line.replace(/^>\s*/, '')) : lines;
}

/** `dig +short` without its command: names and addresses, one a line, and nothing else. */
function shortLookup(lines: readonly string[]): Lookup[] {
  const session = new LookupSession();
  const dig = new DigReader(session);
  session.begin('dig', 1);
  for (const line of lines.filter((text) => text !== '')) {
    const isShort = addressText(line) !== null || (line.endsWith('.') && hostName(line) !== null);
    if (!isShort || !dig.takeShort(line)) return [];
  }
  session.end();
  return session.lookups.filter(({ addresses }) => addresses.length > 0);
}
