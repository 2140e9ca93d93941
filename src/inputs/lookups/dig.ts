import { knownType } from './command-line.ts';
import { addressText, hostName, type LookupDraft, type LookupSession } from './lookup.ts';

const STATUS = /^;; ->>HEADER<<- .*\bstatus: (\w+)/;
const QUESTION = /^;([^\s;]+)\s+(?:IN|CH|HS)\s+([A-Z0-9]+)$/;
const SERVER = /^;; SERVER: ([^#\s]+)#\d+(?:\(([^)\s]*)\))?/;
const SECTION = /^;; ([A-Z]+) (?:PSEUDO)?SECTION:/;
/** A record as zone files have it (RFC 1035 §5.1): name, time to live, class, type, data. */
const RECORD = /^(\S+)\s+(?:\d+\s+)?(?:IN|CH|HS)\s+([A-Z0-9]+)\s+(.+)$/;
const COULD_NOT = /^dig: (couldn't get address for .*)$/;

/** Reads dig's output: whole, or what `+noall +answer` and `+short` leave of it. */
export class DigReader {
  /** ANSWER, and what stands for it where no section is named. */
  #isAnswer = true;
  #isShort = false;
  /** The look-up whose header was read: another header begins another. */
  #headed: LookupDraft | null = null;

  constructor(private readonly session: LookupSession) {}

  /** A command was typed, or repeated by dig itself: what follows is its output. */
  begin(isShort: boolean): void {
    this.#isAnswer = true;
    this.#isShort = isShort;
  }

  /** Takes a line in, or not. */
  take(text: string, line: number): boolean {
    const trimmed = text.trim();
    return (
      this.#header(trimmed, line) ||
      this.#record(trimmed, line) ||
      (this.#isShort && this.takeShort(trimmed))
    );
  }

  /** A line of `+short`: a name of the chain, or an address. */
  takeShort(text: string): boolean {
    const { draft } = this.session;
    const address = addressText(text);
    const name = hostName(text);
    if (draft === null || text === '') return false;
    if (address !== null) draft.addAddress(address);
    else if (name !== null) {
      if (draft.question !== null) draft.addName(draft.question);
      draft.addName(name);
    } else draft.otherRecords++;
    return true;
  }

  #header(text: string, line: number): boolean {
    const status = STATUS.exec(text);
    if (status !== null) {
      // One command may ask for several names: each answer has its header.
      const { draft } = this.session;
      const isNext = draft === null || draft.tool !== 'dig' || draft === this.#headed;
      const next = isNext ? this.session.begin('dig', line) : draft;
      next.isAnswer = true;
      this.#headed = next;
      this.#isAnswer = true;
      if (status[1] !== 'NOERROR') next.error = status[1];
      return true;
    }
    const couldNot = COULD_NOT.exec(text);
    if (couldNot !== null) {
      const draft = this.session.draft ?? this.session.begin('dig', line);
      draft.error = couldNot[1];
      return true;
    }
    if (!text.startsWith(';')) return false;
    const { draft } = this.session;
    if (draft === null || draft.tool !== 'dig') return false;
    const section = SECTION.exec(text);
    if (section !== null) this.#isAnswer = section[1] === 'ANSWER';
    const question = QUESTION.exec(text);
    if (question !== null) {
      draft.question = hostName(question[1]) ?? draft.question;
      draft.type = question[2];
    }
    const server = SERVER.exec(text);
    const address = server === null ? null : addressText(server[1]);
    if (server !== null && address !== null) {
      const name = hostName(server[2] ?? '');
      draft.server = { name, address };
    }
    return true;
  }

  #record(text: string, line: number): boolean {
    const match = RECORD.exec(text);
    const owner = match === null ? null : hostName(match[1]);
    if (match === null || owner === null || knownType(match[2]) === null) return false;
    if (!match[1].includes('.')) return false;
    if (!this.#isAnswer) return true;
    const draft = this.session.draft ?? this.session.begin('dig', line);
    addRecord(draft, owner, match[2], match[3].trim());
    return true;
  }
}

/** A record of an answer: an address, a link of the chain, or something else. */
export function addRecord(draft: LookupDraft, owner: string, type: string, data: string): void {
  if (type === 'A' || type === 'AAAA') {
    const address = addressText(data);
    draft.addName(owner);
    if (address !== null) draft.addAddress(address);
  } else if (type === 'CNAME') {
    draft.addName(owner);
    const target = hostName(data);
    if (target !== null) draft.addName(target);
  } else if (type === 'PTR') {
    draft.question ??= owner;
    const name = hostName(data);
    if (name !== null) draft.addName(name);
    draft.otherRecords++;
  } else if (type !== 'RRSIG') draft.otherRecords++;
}
