import { formatAddress, parseAddress } from '../../protocols/address-text.ts';

/** The program whose output tells of a look-up. */
export type LookupTool = 'nslookup' | 'dig' | 'Resolve-DnsName';

/**
 * What a look-up came to. `no-data`: the name exists, the records asked for do not. `failed`: it has
 * no answer, and the text does not say why in words that are known.
 */
export type LookupStatus =
  | 'answered'
  | 'no-data'
  | 'nxdomain'
  | 'refused'
  | 'servfail'
  | 'timeout'
  | 'failed';

/** One DNS look-up that somebody made with a tool, as the tool's output tells of it. */
export interface Lookup {
  readonly tool: LookupTool;
  /** Line of the text at which it begins, from 1. */
  readonly line: number;
  /** Who was asked; null where the text does not say. The name is null where none is told. */
  readonly server: { readonly name: string | null; readonly address: string } | null;
  /** The name (or, backwards, the address) that was asked for; null where the text does not say. */
  readonly question: string | null;
  /** Record type as told, in upper case; null for the tool's default, which is addresses. */
  readonly type: string | null;
  /** The name that was asked for, then along the CNAME chain to the name that has the addresses. */
  readonly names: readonly string[];
  /** Addresses that the answer has, as Wireshark writes them. */
  readonly addresses: readonly string[];
  readonly status: LookupStatus;
  /** The tool's own words for what went wrong; '' where nothing did. */
  readonly error: string;
}

/** Look-ups of one text. */
export const MAXIMUM_LOOKUPS = 256;
/** Addresses, and names, of one look-up. */
const MAXIMUM_ANSWERS = 64;
/** A DNS name in presentation form with every octet escaped would be longer; no tool's user has one. */
const MAXIMUM_NAME = 255;
const MAXIMUM_ERROR = 200;

const NAME = /^[\p{L}\p{N}_*-][\p{L}\p{N}_.*/-]*$/u;

/** A host name without its closing dot, or null where the text is none (an address, say). */
export function hostName(text: string): string | null {
  const name = text.replace(/\.$/, '');
  if (name.length > MAXIMUM_NAME || !NAME.test(name) || name.includes('..')) return null;
  return parseAddress(name) === null ? name : null;
}

/** An address in canonical form, or null. A port (`#53`) or zone (`%eth0`) after it is left out. */
export function addressText(text: string): string | null {
  if (text.length > MAXIMUM_NAME) return null;
  const words = parseAddress(text.replace(/[#%].*$/, ''));
  return words === null ? null : formatAddress(...words);
}

/** A look-up whose names and addresses are replaced; the tool's own words, which have them, are left out. */
export function renamedLookup(
  lookup: Lookup,
  name: (name: string) => string,
  address: (address: string) => string,
): Lookup {
  const { server, question, names, addresses } = lookup;
  const isAddress = question !== null && addressText(question) !== null;
  return {
    ...lookup,
    server: server && {
      name: server.name && name(server.name),
      address: address(server.address),
    },
    question: question && (isAddress ? address(question) : name(question)),
    names: names.map(name),
    addresses: addresses.map(address),
    error: '',
  };
}

/** What words of a tool mean, in the order in which they are tried. */
const STATUS_WORDS: readonly (readonly [LookupStatus, RegExp])[] = [
  ['nxdomain', /nxdomain|non-existent|does not exist/i],
  ['refused', /\brefused\b(?!.*connection)|query refused/i],
  ['servfail', /servfail|server fail/i],
  ['no-data', /no answer\b|records available|no records/i],
  ['timeout', /tim(?:ed?|ing)[ -]?out|timeout|no servers could be reached|no response/i],
];

/** A look-up while its lines are read. */
export class LookupDraft {
  server: Lookup['server'] = null;
  /** The server that was typed; the output's word counts first. */
  typedServer: Lookup['server'] = null;
  /** Whether a response came: without records it has no data. */
  isAnswer = false;
  question: string | null = null;
  type: string | null = null;
  /** Records that are neither addresses nor aliases. */
  otherRecords = 0;
  /** What the header says (`status: NXDOMAIN`), or the line that names an error. */
  error = '';
  /** Tries that the tool says had no answer. */
  timeouts = 0;
  readonly #names: string[] = [];
  readonly #addresses: string[] = [];

  constructor(
    readonly tool: LookupTool,
    readonly line: number,
  ) {}

  addName(name: string): void {
    const isKnown = this.#names.some((known) => sameName(known, name));
    if (!isKnown && this.#names.length < MAXIMUM_ANSWERS) this.#names.push(name);
  }

  hasName(name: string): boolean {
    return this.#names.some((known) => sameName(known, name));
  }

  addAddress(address: string): void {
    if (this.#addresses.length < MAXIMUM_ANSWERS && !this.#addresses.includes(address)) {
      this.#addresses.push(address);
    }
  }

  /** Whether it has told what it came to: what follows may be another's. */
  get isTold(): boolean {
    return this.#addresses.length > 0 || this.otherRecords > 0 || this.error !== '';
  }

  /** The look-up, or null where the text says nothing of one. */
  finish(): Lookup | null {
    const { tool, line, server, question: asked, error, timeouts } = this;
    const isBackwards = asked !== null && (addressText(asked) !== null || /\.arpa$/i.test(asked));
    const names = this.#names;
    const question = isBackwards ? asked : this.#nameAskedFor(names);
    const status = this.#status();
    const isEmpty = status === 'failed' && error === '';
    if (question === null && error === '' && this.#addresses.length === 0) return null;
    if (isEmpty && (question === null || (server === null && timeouts === 0))) return null;
    return {
      tool,
      line,
      server: server ?? this.typedServer,
      question,
      type: isBackwards ? (this.type ?? 'PTR') : this.type,
      names: isBackwards || names.length > 0 || question === null ? names : [question],
      addresses: isBackwards ? [] : this.#addresses,
      status,
      error: status === 'answered' ? '' : error.slice(0, MAXIMUM_ERROR),
    };
  }

  /** What was typed, where the answer is about it. */
  #nameAskedFor(names: readonly string[]): string | null {
    const asked = this.question;
    if (asked === null || names.length === 0) return asked ?? names[0] ?? null;
    // A search domain of the system may stand behind it: another name than was typed.
    const start = `${asked.toLowerCase()}.`;
    return (
      names.find((name) => sameName(name, asked)) ??
      names.find((name) => name.toLowerCase().startsWith(start)) ??
      names[0]
    );
  }

  #status(): LookupStatus {
    if (this.#addresses.length > 0 || this.otherRecords > 0) return 'answered';
    const told = STATUS_WORDS.find(([, words]) => words.test(this.error));
    if (told !== undefined) return told[0];
    if (this.timeouts > 0) return 'timeout';
    // A name without addresses: the chain ends in nothing, or the type has no records.
    const isAnswer = this.isAnswer || this.#names.length > 0;
    return this.error === '' && isAnswer ? 'no-data' : 'failed';
  }
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The look-ups of one text, one open at a time: what the readers of the tools' output share. */
export class LookupSession {
  readonly lookups: Lookup[] = [];
  draft: LookupDraft | null = null;

  /** Ends the open look-up, if there is one, and opens another. */
  begin(tool: LookupTool, line: number): LookupDraft {
    this.end();
    this.draft = new LookupDraft(tool, line);
    return this.draft;
  }

  end(): void {
    const lookup = this.draft?.finish() ?? null;
    if (lookup !== null && this.lookups.length < MAXIMUM_LOOKUPS) this.lookups.push(lookup);
    this.draft = null;
  }
}
