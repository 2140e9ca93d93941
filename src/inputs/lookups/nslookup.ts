import { nslookupType } from './command-line.ts';
import { addressText, hostName, type Lookup, type LookupSession } from './lookup.ts';

/** `Server:  ad.lab.local`, `Nom :    google.com`, in any language. */
const LABELLED = /^\s*([^\s\d:.;*>-][^:.]{0,39}?)\s*[:：]\s*(\S+(?:,\s+\S+)*)\s*$/u;
/** Windows leaves this word in English, whatever its language. */
const ADDRESS_LABEL = /^(?:addr|adr)/i;
const ALIASES_LABEL = /^alias/i;
/** Words that name a server, or what was found, wherever they stand: of a cut text the first label may lack. */
const SERVER_LABEL = /serv|сервер|サーバー|服务器|伺服器/iu;
const NAME_LABEL = /^(?:name|nom|nome|nombre|имя|名前|名称|名稱)$/iu;
/** `x   canonical name = y.`, `x   internet address = 192.0.2.1`, `x   text = "…"`. */
const RECORD =
  /^(\S+)\s+(canonical name|internet address|(?:has )?AAAA(?: IPv6)? address|text|name|nameserver|mail exchanger|MX preference)\s*=?\s*(.*)$/;
/** Lines of longer records: `serial = 1`. */
const VALUE = /^[^=]{1,80} = ?\S*/;
/** What `-debug` tells of each message stands between such lines. */
const RULE_LINE = /^-{8,}$/;
const DEBUG_QUESTION = /^([^\s,]+), type = (\w+), class = IN$/;
/** About the server's own name, not about what was asked. */
const ABOUT_SERVER = /server (?:name|address) for|default servers? /i;
const ERROR = /^\*{2,3}\s+(.*)$/;
const CANNOT_FIND = /can't find (\S+?):/i;
/** "Non-authoritative answer:" in any language, and what stands under a timeout. */
const HEADING = /^[^:]{1,80}[:：]$|^timeout was \d+ seconds?\.?$/u;
const WINDOWS_TIMEOUT = /^DNS request timed out\.?$/i;

interface Labelled {
  readonly label: string;
  readonly value: string;
  readonly line: number;
}

/**
 * Reads nslookup's output: of Windows in any language (a label and a server, a label and a name), and
 * of BIND's tools on Linux and macOS (records line by line).
 */
export class NslookupReader {
  /** The label before, where an address may follow: a server, or a name that was found. */
  #pending: Labelled | null = null;
  /** Labels that no address followed: a text of many is not nslookup's. */
  unpaired = 0;
  /** The label of servers in this text ("Serveur"); found out at the first. */
  #serverLabel: string | null = null;
  #list: 'addresses' | 'aliases' | null = null;
  /** The name that has the addresses; Windows tells its aliases after it. */
  #found: string | null = null;
  #debug: 'no' | 'question' | 'skip' = 'no';
  /** Between two prompts of nslookup's own: `> name`. */
  #isInteractive = false;
  #interactiveType: string | null = null;
  /** Windows writes errors elsewhere than answers: in a file they may stand before their server. */
  #early: { readonly text: string; readonly line: number } | null = null;

  constructor(private readonly session: LookupSession) {}

  /** A command was typed: what follows is its output. */
  begin(isInteractive: boolean, type: string | null): void {
    this.end();
    this.#isInteractive = isInteractive;
    this.#interactiveType = type;
    this.#serverLabel = null;
  }

  /** The look-up before is whole. */
  end(): void {
    this.#unpair();
    if (this.#found !== null) this.session.draft?.addName(this.#found);
    this.#found = null;
    this.#list = null;
    this.#debug = 'no';
  }

  /** Takes a line in, or not. */
  take(text: string, line: number): boolean {
    const trimmed = text.trim();
    if (trimmed === '') return true;
    if (trimmed.startsWith('>')) return this.#prompt(trimmed.replace(/^[>\s]+/, ''), line);
    if (RULE_LINE.test(trimmed)) {
      this.#debug = this.#debug === 'no' ? 'question' : 'no';
      return true;
    }
    if (this.#debug !== 'no') return this.#debugLine(trimmed);
    return (
      this.#error(trimmed, line) ||
      this.#labelled(trimmed, line) ||
      this.#listed(trimmed) ||
      this.#record(trimmed, line) ||
      (this.session.draft !== null && HEADING.test(trimmed))
    );
  }

  /** A line at nslookup's own prompt: what was typed, or, where input came from a file, the output. */
  #prompt(command: string, line: number): boolean {
    const isSetting = /^(?:set|server|lserver|exit|help|ls)\b/i.test(command);
    if (!this.#isInteractive && this.#serverLabel === null && !isSetting) return false;
    this.#isInteractive = true;
    this.#interactiveType = nslookupType(command) ?? this.#interactiveType;
    this.end();
    this.session.end();
    this.#serverLabel = null;
    if (LABELLED.test(command)) return this.#labelled(command, line);
    const [word] = command.split(/\s/);
    const name = isSetting ? null : (hostName(word) ?? addressText(word));
    if (name !== null) {
      const draft = this.session.begin('nslookup', line);
      draft.question = name;
      draft.type = this.#interactiveType;
    }
    return true;
  }

  #debugLine(text: string): boolean {
    const match = DEBUG_QUESTION.exec(text);
    if (match !== null && !/\.arpa$/i.test(match[1])) {
      const { draft } = this.session;
      if (draft !== null) draft.question ??= hostName(match[1]);
    }
    return true;
  }

  #error(text: string, line: number): boolean {
    if (WINDOWS_TIMEOUT.test(text)) {
      // Before the server is told it is the look-up of the server's own name that timed out.
      const { draft } = this.session;
      if (draft !== null) draft.timeouts++;
      return true;
    }
    const error = ERROR.exec(text)?.[1];
    if (error === undefined) return false;
    if (ABOUT_SERVER.test(error)) return true;
    const { draft } = this.session;
    if (draft === null || draft.isTold) this.#early = { text: error, line };
    else this.#tell(error);
    return true;
  }

  #tell(error: string): void {
    const { draft } = this.session;
    if (draft === null) return;
    draft.error = error;
    const name = CANNOT_FIND.exec(error)?.[1];
    if (name !== undefined) draft.question ??= hostName(name);
  }

  #labelled(text: string, line: number): boolean {
    const match = LABELLED.exec(text);
    if (match === null || addressText(text) !== null) return false;
    const [, label, value] = match;
    if (ALIASES_LABEL.test(label)) {
      const name = hostName(value);
      this.#list = 'aliases';
      if (name !== null) this.session.draft?.addName(name);
      return true;
    }
    if (!ADDRESS_LABEL.test(label)) {
      this.#list = null;
      this.#unpair();
      this.#pending = { label: label.toLowerCase(), value, line };
      return true;
    }
    // Older ones have all on one line.
    const [address, ...further] = value.split(/,\s+/).map(addressText);
    const pending = this.#pending;
    if (address === null || pending === null || pending.line < line - 1) return false;
    this.#pending = null;
    const isServer =
      this.session.draft === null ||
      SERVER_LABEL.test(pending.label) ||
      (!NAME_LABEL.test(pending.label) &&
        (this.#serverLabel === null || pending.label === this.#serverLabel));
    if (isServer) this.#server(pending, address);
    else {
      this.#foundName(pending.value);
      for (const one of [address, ...further]) {
        if (one !== null) this.session.draft?.addAddress(one);
      }
      this.#list = 'addresses';
    }
    return true;
  }

  #server(pending: Labelled, address: string): void {
    const name = hostName(pending.value);
    const server: Lookup['server'] = {
      name: name === null || /^unknown$/i.test(name) ? null : name,
      address,
    };
    this.#serverLabel = pending.label;
    const { draft } = this.session;
    // The server of the command that was typed, or of another look-up after one that is whole.
    if (draft === null || draft.server !== null || draft.tool !== 'nslookup') {
      this.end();
      this.session.begin('nslookup', this.#early?.line ?? pending.line);
    }
    const current = this.session.draft;
    if (current === null) return;
    current.server = server;
    current.timeouts = 0;
    if (this.#early !== null) this.#tell(this.#early.text);
    this.#early = null;
  }

  #foundName(value: string): void {
    const name = hostName(value);
    if (name === null) return;
    if (this.#found !== null && this.#found !== name) this.session.draft?.addName(this.#found);
    this.#found = name;
  }

  /** `Name:` alone, after a server: the name exists, without addresses. */
  #unpair(): void {
    const pending = this.#pending;
    this.#pending = null;
    if (pending === null) return;
    const isName = this.#serverLabel !== null && pending.label !== this.#serverLabel;
    if (isName && this.session.draft?.isTold === false) this.#foundName(pending.value);
    else this.unpaired++;
  }

  #listed(text: string): boolean {
    if (this.#list === 'addresses') {
      const address = addressText(text);
      if (address !== null) this.session.draft?.addAddress(address);
      return address !== null;
    }
    if (this.#list === 'aliases') {
      const name = hostName(text);
      if (name !== null) this.session.draft?.addName(name);
      return name !== null;
    }
    return false;
  }

  #record(text: string, line: number): boolean {
    const match = RECORD.exec(text);
    const owner = match === null ? null : hostName(match[1]);
    const { draft: open } = this.session;
    if (match === null || owner === null || (open === null && !owner.includes('.'))) {
      if (open === null || !VALUE.test(text)) return false;
      open.otherRecords++;
      return true;
    }
    const kind = match[2].toLowerCase();
    const draft = open ?? this.session.begin('nslookup', line);
    const address = addressText(match[3].trim());
    if (kind === 'canonical name') {
      draft.addName(owner);
      const target = hostName(match[3].trim());
      if (target !== null) draft.addName(target);
    } else if (address !== null && /address$/.test(kind)) {
      // Others are of name servers and mail servers, told in addition.
      const isAsked =
        draft.question === null || draft.question.toLowerCase() === owner.toLowerCase();
      if (isAsked || draft.hasName(owner)) {
        draft.addName(owner);
        draft.addAddress(address);
      }
    } else if (kind === 'name') {
      draft.question ??= owner;
      const name = hostName(match[3].trim());
      if (name !== null) draft.addName(name);
      draft.otherRecords++;
    } else draft.otherRecords++;
    this.#list = null;
    return true;
  }
}
