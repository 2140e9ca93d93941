import { addressText, hostName, type LookupTool } from './lookup.ts';

/** A command as somebody typed it, or as a tool repeats it. */
export interface TypedCommand {
  readonly tool: LookupTool;
  readonly question: string | null;
  /** In upper case; null where none is given. */
  readonly type: string | null;
  readonly server: string | null;
  /** `+short`: the answer has no names beside the addresses. */
  readonly isShort: boolean;
}

/** What stands before a command: nothing, or a shell's prompt (`C:\Users\a>`, `PS C:\>`, `me@pc:~$`). */
const COMMAND =
  /^(?:[^>$%#]{0,200}[>$%#❯➜]\s*)?(nslookup|dig|resolve-dnsname)(?:\.exe)?(\s+[^\s:].*|\s*)$/iu;
const DIG_BANNER = /^; <<>> DiG .{0,100}?<<>>(.*)$/;
const TYPES =
  /^(?:A|AAAA|ANY|CAA|CNAME|DNAME|DNSKEY|DS|HINFO|HTTPS|LOC|MX|NAPTR|NS|NSEC3?|PTR|RRSIG|SOA|SPF|SRV|SSHFP|SVCB|TLSA|TXT|TYPE\d{1,5})$/i;

const TOOLS: readonly LookupTool[] = ['nslookup', 'dig', 'Resolve-DnsName'];

/** The command in a line, or null where there is none. */
export function typedCommand(line: string): TypedCommand | null {
  const banner = DIG_BANNER.exec(line);
  if (banner !== null) return digArguments(banner[1]);
  const match = COMMAND.exec(line);
  if (match === null) return null;
  const tool = TOOLS.find((name) => name.toLowerCase() === match[1].toLowerCase());
  const rest = match[2] ?? '';
  switch (tool) {
    case 'dig':
      return digArguments(rest);
    case 'nslookup':
      return nslookupArguments(rest);
    case 'Resolve-DnsName':
      return resolveArguments(rest);
    default:
      return null;
  }
}

/** Type in `-type=TXT`, `set q=mx`; nslookup takes any part of the words. */
export function nslookupType(option: string): string | null {
  const match = /^(?:-|set\s+)?(?:q|qu\w*|t|ty\w*)=(\w+)$/i.exec(option);
  return knownType(match?.[1]);
}

function nslookupArguments(text: string): TypedCommand {
  let type: string | null = null;
  const names: string[] = [];
  for (const word of words(text)) {
    if (word.startsWith('-')) type = nslookupType(word) ?? type;
    else names.push(word);
  }
  return {
    tool: 'nslookup',
    question: asked(names[0]),
    type,
    server: names[1] ?? null,
    isShort: false,
  };
}

/** Options of dig that take the next word, where it is not glued to them. */
const DIG_VALUES = new Set(['-b', '-c', '-f', '-k', '-p', '-y']);

function digArguments(text: string): TypedCommand {
  let question: string | null = null;
  let type: string | null = null;
  let server: string | null = null;
  let isShort = false;
  const all = words(text);
  for (let i = 0; i < all.length; i++) {
    const word = all[i];
    if (word.startsWith('@')) server = word.slice(1);
    else if (word.startsWith('+')) isShort ||= word === '+short';
    else if (word === '-t') type = knownType(all[++i]);
    else if (word === '-q') question ??= asked(all[++i]);
    else if (word === '-x') {
      question ??= asked(all[++i]);
      type = 'PTR';
    } else if (DIG_VALUES.has(word)) i++;
    else if (word.startsWith('-') || /^(?:IN|CH|HS)$/.test(word)) continue;
    else if (TYPES.test(word)) type = word.toUpperCase();
    else question ??= asked(word);
  }
  return { tool: 'dig', question, type, server, isShort };
}

function resolveArguments(text: string): TypedCommand {
  let question: string | null = null;
  let type: string | null = null;
  let server: string | null = null;
  const all = words(text);
  for (let i = 0; i < all.length; i++) {
    const option = all[i].toLowerCase();
    if (option === '-name') question = asked(all[++i]);
    else if (option === '-type') type = knownType(all[++i]);
    else if (option === '-server') server = all[++i] ?? null;
    else if (option.startsWith('-')) continue;
    else if (question === null) question = asked(all[i]);
    else if (TYPES.test(option)) type = option.toUpperCase();
  }
  return { tool: 'Resolve-DnsName', question, type, server, isShort: false };
}

/** A record type in upper case, or null where the word is none. */
export function knownType(word: string | undefined): string | null {
  return word !== undefined && TYPES.test(word) ? word.toUpperCase() : null;
}

function words(text: string): string[] {
  return text
    .split(/\s+/)
    .map((word) => word.replace(/^["']|["']$/g, ''))
    .filter((word) => word !== '');
}

/** A name or address, or null where the word is neither. */
function asked(word: string | undefined): string | null {
  return word === undefined ? null : (hostName(word) ?? addressText(word));
}
