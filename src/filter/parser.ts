import { DisplayFilterError } from './error.ts';
import { type Operator, type Token, type TokenKind, tokenize } from './lexer.ts';
import type {
  ArithmeticOperator,
  ByteRange,
  ComparisonOperator,
  Entity,
  Expression,
  Quantifier,
  SetElement,
} from './syntax.ts';

/** Characters in the longest filter: room for some ten thousand addresses. */
export const MAXIMUM_LENGTH = 262_144;
/** Parentheses, `not`, slices and operators within one another. */
export const MAXIMUM_DEPTH = 200;

const COMPARISONS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  '==',
  '!=',
  '===',
  '!==',
  '<',
  '<=',
  '>',
  '>=',
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

/**
 * The tree of a filter, or null for an empty one. Precedence as in Wireshark 4.0: `or`, (`xor`, which
 * came later), `and`, `not`, relations, `&`, `+ -`, `* / %`, signs.
 * @throws DisplayFilterError
 */
export function parse(filter: string): Expression | null {
  if (filter.length > MAXIMUM_LENGTH) {
    throw new DisplayFilterError(
      'too-large',
      `The filter has ${filter.length} characters; ${MAXIMUM_LENGTH} are read at most.`,
      filter,
      MAXIMUM_LENGTH,
      MAXIMUM_LENGTH + 1,
    );
  }
  return new Parser(filter).parse();
}

class Parser {
  private readonly tokens: Token[];
  private at = 0;
  private depth = 0;

  constructor(private readonly filter: string) {
    this.tokens = tokenize(filter);
  }

  parse(): Expression | null {
    if (this.tokens.length === 1) return null;
    const expression = this.logical('or');
    if (this.next.kind !== 'end') this.unexpected();
    return expression;
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
      kind === 'end'
        ? 'Unexpected end of filter expression.'
        : `"${text}" was unexpected in this context.`,
      this.filter,
      start,
      end,
    );
  }

  private enter(): void {
    if (++this.depth > MAXIMUM_DEPTH) {
      throw new DisplayFilterError(
        'too-large',
        `The filter nests deeper than ${MAXIMUM_DEPTH} levels.`,
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
    return { kind, of };
  }

  private unary(): Expression {
    this.enter();
    let expression: Expression;
    if (this.accept('not')) {
      expression = { kind: 'not', of: this.unary() };
    } else if (this.accept('(')) {
      expression = this.logical('or');
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
    const left = this.arithmetic(0);
    const kind = this.next.kind;
    if (COMPARISONS.has(kind)) return this.comparisons(left, quantifier, start);
    const isEntity = left.kind !== 'arithmetic' && left.kind !== 'negative';
    if (isEntity && (kind === 'contains' || kind === 'matches')) {
      this.take();
      const right = this.entity();
      return { kind, quantifier, left, right, start, end: this.lastEnd };
    }
    if (isEntity && (kind === 'in' || kind === 'not')) {
      const isNegated = this.accept('not');
      this.expect('in');
      const elements = this.set();
      const test: Expression = {
        kind: 'in',
        quantifier,
        left,
        elements,
        start,
        end: this.lastEnd,
      };
      return isNegated ? { kind: 'not', of: test } : test;
    }
    if (quantifier !== null) this.unexpected();
    return { kind: 'entity', of: left };
  }

  /** `a < b <= c` means `a < b and b <= c`. */
  private comparisons(first: Entity, quantifier: Quantifier | null, from: number): Expression {
    const tests: Expression[] = [];
    let left = first;
    let start = from;
    while (COMPARISONS.has(this.next.kind)) {
      const operator = this.take().kind as ComparisonOperator;
      const right = this.arithmetic(0);
      tests.push({
        kind: 'compare',
        operator,
        quantifier,
        left,
        right,
        start,
        end: this.lastEnd,
      });
      left = right;
      start = right.start;
    }
    return tests.length === 1 ? tests[0] : { kind: 'and', of: tests };
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
    const { kind, start } = this.next;
    if (kind === '{') {
      this.take();
      const inner = this.arithmetic(0);
      this.expect('}');
      return inner;
    }
    if (kind === '+') {
      this.take();
      return this.entity();
    }
    if (kind !== '-') return this.entity();
    this.take();
    const of = this.entity();
    return { kind: 'negative', of, start, end: of.end };
  }

  private entity(): Entity {
    const token = this.take();
    let entity: Entity;
    if (token.kind === 'word' && this.next.kind === '(') {
      entity = this.call(token);
    } else if (token.kind === 'word' || token.kind === 'fieldName') {
      const layers = this.accept('#') ? this.layers() : null;
      entity = { kind: 'token', token, layers, start: token.start, end: this.lastEnd };
    } else if (token.kind === 'literal' || token.kind === 'string' || token.kind === 'character') {
      entity = { kind: 'token', token, layers: null, start: token.start, end: token.end };
    } else if (token.kind === '$' && this.next.kind === '{') {
      throw new DisplayFilterError(
        'unsupported',
        'References to the selected packet need a selected packet; there is none here.',
        this.filter,
        token.start,
        token.end,
      );
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
    return this.next.kind === '{' ? this.unexpected() : this.signed();
  }

  /** `#2` or `#[1,3-4]`: which occurrences of the protocol count. */
  private layers(): ByteRange[] {
    if (this.next.kind === '[') return this.ranges();
    const token = this.take();
    if (token.kind !== 'word' || !/^\d+$/.test(token.text)) this.unexpected(token);
    return [{ offset: Number(token.text), length: 1 }];
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
    const fail = (message: string): never => {
      throw new DisplayFilterError('syntax', message, this.filter, token.start, token.end);
    };
    const text = token.text.trim();
    const number = (digits: string): number => {
      const value = Number(digits);
      return Math.abs(value) > 0x7fffffff ? fail(`"${digits}" is out of range.`) : value;
    };
    let match = /^(-?\d+)$/.exec(text);
    if (match !== null) return { offset: number(match[1]), length: 1 };
    match = /^(-?\d+)?:(\d+)?$/.exec(text);
    if (match !== null) {
      const length = match[2] === undefined ? null : number(match[2]);
      if (length === 0) {
        fail(`The range ${text} is not valid because length 0 is not positive.`);
      }
      return { offset: number(match[1] ?? '0'), length };
    }
    match = /^(-?\d+)-(-?\d+)$/.exec(text);
    if (match === null) return fail(`"${text}" is not a valid range of bytes.`);
    const first = number(match[1]);
    const last = number(match[2]);
    if (first < 0 === last < 0 && first > last) {
      fail(`The range ${text} is not valid because ${first} is greater than ${last}.`);
    }
    return { offset: first, length: last - first + 1 };
  }
}
