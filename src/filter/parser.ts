import { findField } from '../protocols/fields/registry.ts';
import { parseInteger } from './constants.ts';
import { DisplayFilterError } from './display-filter-error.ts';
import type { FilterSentence } from './filter-sentence.ts';
import { type Operator, type Token, type TokenKind, tokenize } from './lexer.ts';
import type {
  ArithmeticOperator,
  ByteRange,
  ComparisonOperator,
  Entity,
  Expression,
  FilterWarning,
  Quantifier,
  SetElement,
  Span,
} from './syntax.ts';

/** Characters in the longest filter: room for some ten thousand addresses. */
export const MAXIMUM_LENGTH = 262_144;
/** Parentheses, `not`, slices and operators within one another. */
export const MAXIMUM_DEPTH = 200;

const COMPARISONS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...(['==', '!=', '===', '!==', '<', '<=', '>', '>='] as const),
]);

/** Binding strength of arithmetic, as in Wireshark's grammar: `&` is the weakest. */
const ARITHMETIC: Readonly<Partial<Record<TokenKind, number>>> = {
  '&': 1,
  '+': 2,
  '-': 2,
  '*': 3,
  '/': 3,
  '%': 3,
};

/** The tree of a filter, or null for an empty one, and what may not mean what was thought. */
interface ParsedFilter {
  readonly expression: Expression | null;
  readonly warnings: readonly FilterWarning[];
}

/**
 * Reads a filter. Precedence as in Wireshark 4.0: `or`, (`xor`, which came later), `and`, `not`,
 * relations, `&`, `+ -`, `* / %`, signs.
 * @throws DisplayFilterError
 */
export function parse(filter: string): ParsedFilter {
  if (filter.length > MAXIMUM_LENGTH) {
    throw new DisplayFilterError(
      'too-large',
      { code: 'filter-too-long', number: filter.length, maximumLength: MAXIMUM_LENGTH },
      filter,
      MAXIMUM_LENGTH,
      MAXIMUM_LENGTH + 1,
    );
  }
  refuseMacros(filter);
  return new Parser(filter).parse();
}

/** Wireshark replaces macros in the text before it reads it, inside quotes too. */
function refuseMacros(filter: string): void {
  for (let at = filter.indexOf('${'); at >= 0; at = filter.indexOf('${', at + 2)) {
    const [name] = /^[^#}]*/.exec(filter.slice(at + 2, at + 258)) as RegExpExecArray;
    // A reference to a field, which is text inside quotes; outside of them the grammar refuses it.
    if (findField(name) !== undefined) continue;
    throw new DisplayFilterError(
      'unsupported',
      macro((/^[^:;]*/.exec(name) as RegExpExecArray)[0]),
      filter,
      at,
      Math.min(at + 3 + name.length, filter.length),
    );
  }
}

/** What the macros stand for that Wireshark comes with. */
const SHIPPED_MACROS: ReadonlyMap<string, string> = new Map([
  ['private_ipv4', 'ip_rfc1918(ip.addr)'],
  ['private_ipv6', 'ipv6.addr == fc00::/7'],
  ['private_ethernet', 'eth.addr[0] & 0x0f == 2'],
]);

function macro(name: string): FilterSentence {
  const shipped = SHIPPED_MACROS.get(name) ?? null;
  return { code: 'macro-not-read', shipped };
}

function reference(name: string): FilterSentence {
  return { code: 'selected-packet-not-known', name };
}

class Parser {
  private readonly tokens: Token[];
  private at = 0;
  private depth = 0;
  private readonly warnings: FilterWarning[] = [];
  /** Lists joined by one word that no parentheses stand around. */
  private readonly bare = new WeakSet<Expression>();

  constructor(private readonly filter: string) {
    this.tokens = tokenize(filter);
  }

  parse(): ParsedFilter {
    if (this.tokens.length === 1) return { expression: null, warnings: [] };
    for (const token of this.tokens) {
      if (this.filter.slice(token.start, token.end) !== '~=') continue;
      this.warn({ code: 'deprecated-operator' }, token);
    }
    const expression = this.logical('or');
    if (this.next.kind !== 'end') this.unexpected();
    return { expression, warnings: this.warnings };
  }

  private warn(sentence: FilterSentence, { start, end }: Span): void {
    this.warnings.push({ sentence, start, end });
  }

  private get next(): Token {
    return this.tokens[this.at];
  }

  private get lastEnd(): number {
    return this.tokens[this.at - 1].end;
  }

  private take(): Token {
    return this.tokens[this.at++];
  }

  private accept(kind: TokenKind): boolean {
    if (this.next.kind !== kind) return false;
    this.at++;
    return true;
  }

  private expect(kind: Operator): void {
    if (!this.accept(kind)) this.unexpected();
  }

  private unexpected(token = this.next): never {
    const { start, end, kind } = token;
    const text = this.filter.slice(start, end);
    throw new DisplayFilterError(
      'syntax',
      kind === 'end' ? { code: 'unexpected-end' } : { code: 'unexpected', text },
      this.filter,
      start,
      end,
    );
  }

  private enter(): void {
    if (++this.depth > MAXIMUM_DEPTH) {
      throw new DisplayFilterError(
        'too-large',
        { code: 'filter-nested-too-deep', maximumDepth: MAXIMUM_DEPTH },
        this.filter,
        this.next.start,
        this.next.end,
      );
    }
  }

  private logical(kind: 'or' | 'xor' | 'and'): Expression {
    const operand = (): Expression =>
      kind === 'or' ? this.logical('xor') : kind === 'xor' ? this.logical('and') : this.unary();
    const first = operand();
    if (this.next.kind !== kind) return first;
    // A list, not a chain: a thousand addresses joined by "or" are one level deep.
    const of = [first];
    while (this.accept(kind)) of.push(operand());
    for (const part of of) {
      if (!this.bare.has(part) || (part.kind !== 'and' && part.kind !== 'xor')) continue;
      this.warn({ code: 'parentheses-suggested', kind: part.kind, kind2: kind }, part);
    }
    const list: Expression = { kind, of, start: first.start, end: this.lastEnd };
    this.bare.add(list);
    return list;
  }

  private unary(): Expression {
    this.enter();
    let expression: Expression;
    const { start } = this.next;
    if (this.accept('not')) {
      expression = { kind: 'not', of: this.unary(), start, end: this.lastEnd };
    } else if (this.accept('(')) {
      expression = this.logical('or');
      this.bare.delete(expression);
      this.expect(')');
    } else {
      expression = this.relation();
    }
    this.depth--;
    return expression;
  }

  private relation(): Expression {
    const start = this.next.start;
    let quantifier: Quantifier | null = null;
    if (this.next.kind === 'any' || this.next.kind === 'all') {
      quantifier = this.take().kind as Quantifier;
    }
    const first = this.next.kind;
    const left = this.arithmetic(0);
    const kind = this.next.kind;
    if (COMPARISONS.has(kind)) return this.comparisons(left, quantifier, start);
    // What has braces, a sign or an operator may only be compared.
    const isPlain = left.kind !== 'arithmetic' && first !== '{' && first !== '+' && first !== '-';
    if (isPlain && (kind === 'contains' || kind === 'matches')) {
      this.take();
      const right = this.entity();
      return { kind, quantifier, left, right, start, end: this.lastEnd };
    }
    if (isPlain && kind === 'in') {
      this.take();
      const elements = this.set();
      return { kind, quantifier, left, elements, start, end: this.lastEnd };
    }
    if (isPlain && kind === 'not') {
      this.take();
      this.expect('in');
      const elements = this.set();
      // "any" and "all" before it go to the "not", where Wireshark does not heed them.
      const span = { start, end: this.lastEnd };
      const of: Expression = { kind: 'in', quantifier: null, left, elements, ...span };
      return { kind: 'not', of, ...span };
    }
    if (quantifier !== null) this.unexpected();
    return { kind: 'entity', of: left, start, end: this.lastEnd };
  }

  /** `a < b <= c` means `a < b and b <= c`. */
  private comparisons(first: Entity, quantifier: Quantifier | null, from: number): Expression {
    const tests: (Expression & { kind: 'compare' })[] = [];
    let left = first;
    let start = from;
    while (COMPARISONS.has(this.next.kind)) {
      const operator = this.take().kind as ComparisonOperator;
      const right = this.arithmetic(0);
      const end = this.lastEnd;
      tests.push({ kind: 'compare', operator, quantifier, left, right, start, end });
      left = right;
      start = right.start;
    }
    if (tests.length === 1) return tests[0];
    // "any" and "all" before a chain go to its "and", where Wireshark does not heed them.
    const of = tests.map((test) => ({ ...test, quantifier: null }));
    return { kind: 'and', of, start: from, end: this.lastEnd };
  }

  private arithmetic(strength: number): Entity {
    const depth = this.depth;
    this.enter();
    let left = this.signed();
    while (true) {
      const operator = this.next.kind as ArithmeticOperator;
      const own = ARITHMETIC[operator] ?? 0;
      if (own <= strength) break;
      this.enter();
      this.take();
      const right = this.arithmetic(own);
      left = { kind: 'arithmetic', operator, left, right, start: left.start, end: right.end };
    }
    this.depth = depth;
    return left;
  }

  private signed(): Entity {
    const { start } = this.next;
    let signs = 0;
    while (this.next.kind === '+' || this.next.kind === '-') {
      if (this.take().kind === '-') signs++;
    }
    let of: Entity;
    if (this.accept('{')) {
      of = this.arithmetic(0);
      this.expect('}');
    } else {
      of = this.entity();
    }
    // Any even number of signs is as two.
    for (let left = signs === 0 ? 0 : 2 - (signs % 2); left > 0; left--) {
      of = { kind: 'negative', of, start, end: of.end };
    }
    return of;
  }

  private entity(): Entity {
    const { start } = this.next;
    const isRaw = this.accept('@');
    const token = this.take();
    let entity: Entity;
    if (isRaw && token.kind !== 'word' && token.kind !== 'fieldName') {
      this.unexpected(token);
    } else if (token.kind === 'word' && this.next.kind === '(') {
      if (isRaw) this.unexpected();
      entity = this.call(token);
    } else if (token.kind === 'word' || token.kind === 'fieldName') {
      const layers = this.accept('#') ? this.layers() : null;
      entity = { kind: 'token', token, layers, isRaw, start, end: this.lastEnd };
    } else if (token.kind === 'literal' || token.kind === 'string' || token.kind === 'character') {
      entity = { kind: 'token', token, layers: null, isRaw: false, start, end: token.end };
    } else if (token.kind === '$') {
      this.refuseDollar(token);
    } else {
      this.at--;
      this.unexpected();
    }
    const depth = this.depth;
    while (this.next.kind === '[') {
      this.enter();
      const ranges = this.ranges();
      entity = { kind: 'slice', of: entity, ranges, start: entity.start, end: this.lastEnd };
    }
    this.depth = depth;
    return entity;
  }

  /** `${field}`, `$field` and `$macro(…)`: there is neither a selected packet nor a file of macros. */
  private refuseDollar(dollar: Token): never {
    if (this.next.kind !== '{' && this.next.kind !== 'word') this.unexpected(dollar);
    const isBraced = this.accept('{');
    const name = this.take();
    const isMacro = !isBraced && this.tokens[this.at].kind === '(';
    throw new DisplayFilterError(
      'unsupported',
      isMacro ? macro(name.text) : reference(name.text),
      this.filter,
      dollar.start,
      name.end,
    );
  }

  private call(name: Token): Entity {
    this.expect('(');
    this.enter();
    const entities: Entity[] = [];
    if (this.next.kind !== ')') {
      do entities.push(this.arithmetic(0));
      while (this.accept(','));
    }
    this.expect(')');
    this.depth--;
    return {
      kind: 'call',
      name: name.text,
      nameSpan: { start: name.start, end: name.end },
      arguments: entities,
      start: name.start,
      end: this.lastEnd,
    };
  }

  private set(): SetElement[] {
    this.expect('{');
    const elements: SetElement[] = [];
    do {
      const low = this.setEntity();
      elements.push({ low, high: this.accept('..') ? this.setEntity() : null });
    } while (this.accept(','));
    this.expect('}');
    return elements;
  }

  private setEntity(): Entity {
    return this.arithmetic(0);
  }

  /** `#2` or `#[1,3-4]`: which occurrences of the protocol count. */
  private layers(): ByteRange[] {
    return this.next.kind === '[' ? this.ranges() : [this.range(this.take())];
  }

  private ranges(): ByteRange[] {
    this.expect('[');
    const ranges: ByteRange[] = [];
    do {
      if (this.next.kind !== 'range') this.unexpected();
      ranges.push(this.range(this.take()));
    } while (this.accept(','));
    this.expect(']');
    return ranges;
  }

  private range(token: Token): ByteRange {
    const fail = (sentence: FilterSentence): never => {
      throw new DisplayFilterError('syntax', sentence, this.filter, token.start, token.end);
    };
    // The numbers of C: decimal, 0 octal, 0x hexadecimal, with sign and spaces before.
    const match =
      /^(?<first>\s*[+-]?(?:0[xX][0-9A-Fa-f]+|\d+))?\s*(?:(?<sign>[-:])(?<second>\s*[+-]?(?:0[xX][0-9A-Fa-f]+|\d+)\s*)?)?$/.exec(
        token.text,
      );
    const { first, sign, second } = match?.groups ?? {};
    const isWhole = sign === '-' ? first !== undefined && second !== undefined : true;
    if (match === null || !isWhole || (first === undefined && sign !== ':')) {
      return fail({ code: 'bad-range', text: token.text });
    }
    const offset = first === undefined ? 0 : rangeNumber(first);
    const other = second === undefined ? null : rangeNumber(second);
    if (offset === null || (second !== undefined && other === null)) {
      return fail({ code: 'bad-range', text: token.text });
    }
    if (sign === undefined) return { offset, length: 1, last: null };
    if (sign === ':') {
      if (other === null && !token.text.endsWith(':')) {
        return fail({ code: 'bad-range', text: token.text });
      }
      if (other !== null && other <= 0) {
        return fail({ code: 'range-length-not-positive', text: token.text, other });
      }
      return { offset, length: other, last: null };
    }
    const last = other as number;
    if ((offset < 0 && last > 0) || (offset > 0 && last < 0)) {
      return fail({ code: 'range-signs-differ', text: token.text, offset, last });
    }
    if (last <= offset) {
      return fail({ code: 'range-ends-before-start', text: token.text, offset, last });
    }
    return { offset, length: null, last };
  }
}

/** A number of a range as C's strtol reads it; null where it is none, or has over 32 bits. */
function rangeNumber(text: string): number | null {
  const digits = text.trim();
  const isNegative = digits[0] === '-';
  const magnitude = parseInteger(digits.replace(/^[+-]/, ''));
  if (magnitude === null || magnitude > 0x80000000n) return null;
  const value = isNegative ? -Number(magnitude) : Number(magnitude);
  return value > 0x7fffffff ? null : value;
}
