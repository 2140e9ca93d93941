import type { ErrorObject } from 'ajv/dist/2020.js';
import {
  createScanner,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { Profile } from '../profiles/profile.ts';
import { PROFILES } from '../profiles/profiles.ts';
import { mappedPrefixLength, parseAddress } from '../protocols/address-text.ts';
import { editDistance } from '../protocols/fields/edit-distance.ts';
import { profileWords } from '../words/command-line/profile.ts';
import { validate } from './profile-validator.ts';

/** Nesting of a profile file; the schema has eight levels. */
const MAXIMUM_DEPTH = 32;
/** Texts, numbers, lists and objects of a profile file. */
const MAXIMUM_VALUES = 65_536;
/** Members that stand there twice, and are told of. */
const MAXIMUM_TWICE = 100;
/** Characters of a value that a message shows. */
const SHOWN = 60;

/** What is wrong in a profile file, and where: offset in characters. */
export interface ProfileProblem {
  readonly offset: number;
  readonly text: string;
}

export type ReadProfile =
  | { readonly profile: Profile }
  /** In the order of the file; never empty. */
  | { readonly problems: readonly ProfileProblem[] };

/** Reads a profile file: JSON, in which comments and commas at the end of lists may stand. */
export function readProfile(text: string): ReadProfile {
  const excess = findExcess(text);
  if (excess !== null) return { problems: [excess] };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  // What follows the first error mostly comes of it.
  const [error] = errors;
  if (error !== undefined || root === undefined) {
    return { problems: [syntaxProblem(text, error)] };
  }
  const problems: ProfileProblem[] = [];
  const value = toValue(root, '', problems);
  if (problems.length === 0) problems.push(...schemaProblems(value, root));
  const profile = value as Profile;
  if (problems.length === 0) problems.push(...meaningProblems(profile, root));
  if (problems.length > 0) return { problems: problems.sort((a, b) => a.offset - b.offset) };
  const { $schema: _, functions, ...members } = profile as Profile & { $schema?: string };
  const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase());
  return {
    profile: {
      ...members,
      functions: functions.map((fn) => ({ ...fn, probeNames: lower(fn.probeNames ?? []) })),
    },
  };
}

/** The parser recurses, and all errors are gathered: both only in what is not too deep or large. */
function findExcess(text: string): ProfileProblem | null {
  const scanner = createScanner(text, true);
  let depth = 0;
  let values = 0;
  for (;;) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    if (offset >= text.length) return null;
    // A token's first character tells what it is: texts begin with their quote.
    switch (text[offset]) {
      case '{':
      case '[':
        depth++;
        values++;
        break;
      case '}':
      case ']':
        depth--;
        break;
      case ',':
      case ':':
        break;
      default:
        values++;
    }
    if (depth > MAXIMUM_DEPTH) {
      return { offset, text: profileWords.nestedTooDeep(MAXIMUM_DEPTH) };
    }
    if (values > MAXIMUM_VALUES) {
      return { offset, text: profileWords.tooManyValues(MAXIMUM_VALUES) };
    }
  }
}

/** By the parser's name for them. */
const SYNTAX_ERRORS: Readonly<Record<string, string>> = {
  InvalidSymbol: profileWords.syntax.invalidSymbol,
  InvalidNumberFormat: profileWords.syntax.invalidNumber,
  PropertyNameExpected: profileWords.syntax.nameExpected,
  ValueExpected: profileWords.syntax.valueExpected,
  ColonExpected: profileWords.syntax.colonExpected,
  CommaExpected: profileWords.syntax.commaExpected,
  CloseBraceExpected: profileWords.syntax.closeBraceExpected,
  CloseBracketExpected: profileWords.syntax.closeBracketExpected,
  EndOfFileExpected: profileWords.syntax.endOfFileExpected,
  UnexpectedEndOfComment: profileWords.syntax.endOfComment,
  UnexpectedEndOfString: profileWords.syntax.endOfText,
  UnexpectedEndOfNumber: profileWords.syntax.endOfNumber,
  InvalidUnicode: profileWords.syntax.invalidUnicode,
  InvalidEscapeCharacter: profileWords.syntax.invalidEscape,
  InvalidCharacter: profileWords.syntax.invalidCharacter,
};

function syntaxProblem(text: string, error: ParseError | undefined): ProfileProblem {
  const offset = error?.offset ?? 0;
  if (text.trim() === '') return { offset: 0, text: profileWords.syntax.emptyFile };
  const known = error && SYNTAX_ERRORS[printParseErrorCode(error.error)];
  const isAtEnd = offset >= text.trimEnd().length;
  return {
    offset,
    text: profileWords.syntax.problem(known, isAtEnd),
  };
}

/** The node's value; no member can reach a prototype, and none is lost by standing there twice. */
function toValue(node: Node, path: string, problems: ProfileProblem[]): unknown {
  const { children = [] } = node;
  if (node.type === 'array') {
    return children.map((child, index) => toValue(child, `${path}/${index}`, problems));
  }
  if (node.type !== 'object') return node.value;
  const members = new Map<string, unknown>();
  for (const { children: [name, value] = [] } of children) {
    const key: string = name.value;
    if (members.has(key) && problems.length < MAXIMUM_TWICE) {
      problems.push({
        offset: name.offset,
        text: profileWords.duplicateMember(place(path), show(key)),
      });
    }
    members.set(key, toValue(value, `${path}/${key}`, problems));
  }
  return Object.fromEntries(members);
}

function schemaProblems(value: unknown, root: Node): ProfileProblem[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => {
    const node = nodeAt(root, error.instancePath);
    const extra = error.params.additionalProperty as string | undefined;
    const at = extra === undefined ? node : (memberNamed(node, extra)?.children?.[0] ?? node);
    return { offset: at.offset, text: `${place(error.instancePath)}${schemaText(error)}` };
  });
}

/** What an error of the schema says, in plain words. */
function schemaText({ keyword, params, data, parentSchema }: ErrorObject): string {
  const meaning = typeof parentSchema?.description === 'string' ? parentSchema.description : '';
  const expected = meaning === '' ? '' : `; expected: ${meaning}`;
  const { limit } = params;
  switch (keyword) {
    case 'required':
      return `"${params.missingProperty}" is missing`;
    case 'additionalProperties': {
      const known = Object.keys(parentSchema?.properties ?? {});
      return profileWords.unknownMember(
        show(params.additionalProperty),
        nearest(params.additionalProperty, known),
      );
    }
    case 'enum':
      return profileWords.valueIsNoChoice(
        show(data),
        known(params.allowedValues),
        nearest(data, params.allowedValues, false),
      );
    case 'type':
      return `${show(data)} is not ${KINDS[params.type] ?? params.type}${expected}`;
    case 'pattern':
      return `${show(data)} does not fit${expected}`;
    case 'minItems':
      return profileWords.listEmpty(expected);
    case 'minLength':
      return profileWords.textEmpty(expected);
    case 'maxItems':
    case 'maxProperties':
      return profileWords.tooManyItems(limit);
    case 'maxLength':
      return profileWords.textTooLong(limit);
    case 'minimum':
    case 'maximum':
      return profileWords.numberOutOfRange(show(data), expected);
    default:
      return `${show(data)} does not fit${expected}`;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  object: 'an object, { … }',
  array: 'a list, [ … ]',
  string: profileWords.types.text,
  integer: profileWords.types.integer,
  boolean: profileWords.types.boolean,
};

/** What no schema can say: whether addresses, ranges and names are such, and what refers to what. */
function meaningProblems(profile: Profile, root: Node): ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  const fail = (pointer: string, text: string, isName = false) => {
    const node = nodeAt(root, pointer);
    const at = isName ? (node.parent?.children?.[0] ?? node) : node;
    problems.push({ offset: at.offset, text: `${place(pointer)}${text}` });
  };
  const checkEach = (
    pointer: string,
    values: readonly string[] | undefined,
    check: (value: string) => string | null,
  ) => {
    values?.forEach((value, index) => {
      const text = check(value);
      if (text !== null) fail(`${pointer}/${index}`, text);
    });
  };
  if (PROFILES.some(({ name }) => name === profile.name)) {
    fail('/name', profileWords.nameOfShippedProfile(show(profile.name)));
  }
  const ids = new Set<string>();
  profile.functions.forEach(({ id, servers, probeNames, opens }, index) => {
    const at = `/functions/${index}`;
    if (ids.has(id)) fail(`${at}/id`, profileWords.duplicateFunctionId(show(id)));
    ids.add(id);
    checkEach(`${at}/probeNames`, probeNames, (name) => checkName(name, false));
    opens?.forEach(({ to }, number) => {
      checkEach(`${at}/opens/${number}/to`, to, checkDestination);
    });
    servers.forEach((server, number) => {
      const here = `${at}/servers/${number}`;
      const { addresses = [], names = [], ranges = [], addressNames = {} } = server;
      if (addresses.length + names.length + ranges.length === 0) {
        fail(here, profileWords.serverWithoutAddress);
      }
      checkEach(`${here}/addresses`, addresses, checkAddress);
      checkEach(`${here}/names`, names, (name) => checkName(name, true));
      checkEach(`${here}/ranges`, ranges, checkRange);
      for (const [address, name] of Object.entries(addressNames)) {
        const member = `${here}/addressNames/${address.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        const wrongAddress = checkAddress(address);
        if (wrongAddress !== null) fail(member, wrongAddress, true);
        const wrongName = checkName(name, false);
        if (wrongName !== null) fail(member, wrongName);
      }
    });
  });
  profile.dnsServers.forEach(({ address }, index) => {
    const text = checkAddress(address);
    if (text !== null) fail(`/dnsServers/${index}/address`, text);
  });
  profile.blockPages?.pages.forEach(({ address }, index) => {
    const text = checkAddress(address);
    if (text !== null) fail(`/blockPages/pages/${index}/address`, text);
  });
  profile.logs?.forEach(({ events }, log) => {
    events.forEach(({ function: id }, event) => {
      if (id === undefined || ids.has(id)) return;
      fail(
        `/logs/${log}/events/${event}/function`,
        profileWords.unknownFunction(show(id), nearest(id, [...ids])),
      );
    });
  });
  return problems;
}

/** An address, a range or a name. */
function checkDestination(text: string): string | null {
  if (text.includes('/')) return checkRange(text);
  return parseAddress(text) === null ? checkName(text, true) : null;
}

function checkAddress(text: string): string | null {
  if (parseAddress(text) !== null) return null;
  return text.includes('/')
    ? profileWords.rangeAmongAddresses(show(text))
    : profileWords.badAddress(show(text));
}

function checkRange(text: string): string | null {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const isAddress = match !== null && parseAddress(match[1]) !== null;
  if (isAddress && mappedPrefixLength(match[1], Number(match[2])) <= 128) return null;
  return profileWords.badRange(show(text));
}

/** Labels as DNS has them in practice: RFC 1035 §2.3.1, and underscores. */
const NAME = /^[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*$/i;

function checkName(text: string, mayBeAny: boolean): string | null {
  if (parseAddress(text) !== null) return profileWords.addressAmongNames(show(text));
  if (NAME.test(mayBeAny ? text.replace(/^\*\./, '') : text)) return null;
  return profileWords.badHostName(show(text), mayBeAny);
}

/** "functions[0].servers[1].ports: " for a JSON pointer; '' for the profile itself. */
function place(pointer: string): string {
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part.slice(0, SHOWN)}`))
    .join('')
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
  return path === '' ? '' : `${path.replace(/^\./, '')}: `;
}

/** The node that a JSON pointer leads to, or the last on the way that is there. */
function nodeAt(root: Node, pointer: string): Node {
  let node = root;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const next =
      node.type === 'array'
        ? node.children?.[Number(name)]
        : memberNamed(node, name)?.children?.[1];
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

/** Members by name, made when an object is first asked: there may be as many errors as members. */
const membersOf = new WeakMap<Node, ReadonlyMap<string, Node>>();

function memberNamed(node: Node, name: string): Node | undefined {
  let members = membersOf.get(node);
  if (members === undefined) {
    members = new Map(node.children?.map((member) => [member.children?.[0].value, member]));
    membersOf.set(node, members);
  }
  return members.get(name);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function known(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(', ');
}

/** The known value that may have been meant; else, where wanted, all of them. */
function nearest(value: unknown, values: readonly string[], isListed = true): string {
  const wanted = String(value).slice(0, SHOWN).toLowerCase();
  const [best] = values
    .map((candidate) => ({ candidate, edits: editDistance(wanted, candidate.toLowerCase()) }))
    .filter(
      ({ candidate: { length }, edits }) => edits < length && edits <= Math.max(2, length / 3),
    )
    .sort((a, b) => a.edits - b.edits);
  if (best !== undefined) return profileWords.didYouMean(best.candidate);
  return isListed && values.length > 0 ? `; known are ${known(values)}` : '';
}
