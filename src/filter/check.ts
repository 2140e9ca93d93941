import { type Constant, parseConstant } from './constants.ts';
import { DisplayFilterError, type DisplayFilterErrorCode } from './error.ts';
import type { FieldDefinition } from './fields/field.ts';
import { findField, nearestNames } from './fields/registry.ts';
import { Pattern, PatternError } from './pattern.ts';
import type {
  ArithmeticOperator,
  ByteRange,
  ComparisonOperator,
  Entity,
  Expression,
  Quantifier,
  Span,
} from './syntax.ts';
import { type FieldType, TYPES } from './types.ts';

export type FunctionName = 'len' | 'count' | 'upper' | 'lower';

/** One side of a relation, its names and types known. */
export type Operand =
  | {
      readonly kind: 'field';
      readonly type: FieldType;
      readonly field: FieldDefinition;
      readonly layers: readonly ByteRange[] | null;
    }
  | {
      readonly kind: 'slice';
      readonly type: FieldType;
      readonly of: Operand;
      readonly ranges: readonly ByteRange[];
    }
  | {
      readonly kind: 'call';
      readonly type: FieldType;
      readonly name: FunctionName;
      readonly of: Operand;
    }
  | {
      readonly kind: 'arithmetic';
      readonly type: FieldType;
      readonly operator: ArithmeticOperator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'negative'; readonly type: FieldType; readonly of: Operand }
  | { readonly kind: 'constant'; readonly type: FieldType; readonly constant: Constant };

/** A filter whose types are right. */
export type Test =
  | { readonly kind: 'and' | 'or' | 'xor'; readonly of: readonly Test[] }
  | { readonly kind: 'not'; readonly of: Test }
  | { readonly kind: 'exists'; readonly of: Operand }
  | { readonly kind: 'truth'; readonly of: Operand }
  | {
      readonly kind: 'compare';
      readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=';
      readonly quantifier: Quantifier;
      readonly left: Operand;
      readonly right: Operand;
    }
  | {
      readonly kind: 'contains';
      readonly quantifier: Quantifier;
      readonly left: Operand;
      readonly right: Operand;
    }
  | {
      readonly kind: 'matches';
      readonly quantifier: Quantifier;
      readonly left: Operand;
      readonly pattern: Pattern;
    }
  | {
      readonly kind: 'in';
      readonly quantifier: Quantifier;
      readonly left: Operand;
      readonly elements: readonly { readonly low: Operand; readonly high: Operand | null }[];
    };

const FUNCTIONS: ReadonlySet<string> = new Set<FunctionName>(['len', 'count', 'upper', 'lower']);
/** What 4.0 has besides; they come with the rest of the language. */
const FUNCTIONS_OF_WIRESHARK: ReadonlySet<string> = new Set(['string', 'max', 'min', 'abs']);

/** Gives every name its field and every constant its value. @throws DisplayFilterError */
export function check(filter: string, expression: Expression): Test {
  return new Checker(filter).test(expression);
}

class Checker {
  constructor(private readonly filter: string) {}

  test(expression: Expression): Test {
    switch (expression.kind) {
      case 'and':
      case 'or':
      case 'xor':
        return { kind: expression.kind, of: expression.of.map((part) => this.test(part)) };
      case 'not':
        return { kind: 'not', of: this.test(expression.of) };
      case 'entity':
        return this.alone(expression.of);
      case 'compare': {
        const { operator, left, right } = expression;
        const operand = this.left(left, operator);
        return {
          kind: 'compare',
          operator: operator === '===' ? '==' : operator === '!==' ? '!=' : operator,
          quantifier: expression.quantifier ?? defaultQuantifier(operator),
          left: operand,
          right: this.right(right, operand, false),
        };
      }
      case 'contains': {
        const left = this.left(expression.left, 'contains');
        return {
          kind: 'contains',
          quantifier: expression.quantifier ?? 'any',
          left,
          right: this.right(expression.right, left, true),
        };
      }
      case 'matches': {
        const left = this.left(expression.left, 'matches');
        return {
          kind: 'matches',
          quantifier: expression.quantifier ?? 'any',
          left,
          pattern: this.pattern(expression.right),
        };
      }
      case 'in': {
        const left = this.left(expression.left, 'in');
        if (left.kind !== 'field') {
          this.fail('type', 'Only a field may be tested for membership in a set.', expression.left);
        }
        return {
          kind: 'in',
          quantifier: expression.quantifier ?? 'any',
          left,
          elements: expression.elements.map(({ low, high }) => ({
            low: this.right(low, left, false),
            high: high === null ? null : this.right(high, left, false),
          })),
        };
      }
    }
  }

  private fail(
    code: DisplayFilterErrorCode,
    message: string,
    { start, end }: Span,
    suggestions: readonly string[] = [],
  ): never {
    throw new DisplayFilterError(code, message, this.filter, start, end, suggestions);
  }

  private text({ start, end }: Span): string {
    return this.filter.slice(start, end);
  }

  /** An entity that is a whole test: there or not, or (arithmetic) zero or not. */
  private alone(entity: Entity): Test {
    if (entity.kind === 'call') {
      this.fail('type', 'The value of a function must be compared with something.', entity);
    }
    if (entity.kind === 'arithmetic' || entity.kind === 'negative') {
      return { kind: 'truth', of: this.operand(entity) };
    }
    return { kind: 'exists', of: this.operand(entity) };
  }

  /** The left side of a relation: something that a packet has. */
  private left(
    entity: Entity,
    operator: ComparisonOperator | 'contains' | 'matches' | 'in',
  ): Operand {
    const operand = this.operand(entity);
    const traits = TYPES[operand.type];
    const isPossible =
      operator === 'contains'
        ? traits.hasContains === true
        : operator === 'matches'
          ? traits.hasMatches === true
          : traits.valueClass !== 'none';
    if (!isPossible) {
      this.fail(
        'type',
        `${this.text(entity)} (${traits.name}) cannot take part in a "${operator}" comparison.`,
        entity,
      );
    }
    return operand;
  }

  private operand(entity: Entity): Operand {
    switch (entity.kind) {
      case 'token':
        return this.fieldOf(entity);
      case 'slice': {
        const of = this.operand(entity.of);
        const traits = TYPES[of.type];
        if (traits.hasSlices !== true) {
          const text = this.text(entity.of);
          this.fail('type', `${text} (${traits.name}) cannot be sliced into bytes.`, entity.of);
        }
        return { kind: 'slice', type: 'FT_BYTES', of, ranges: entity.ranges };
      }
      case 'call':
        return this.call(entity);
      case 'negative': {
        const of = this.operand(entity.of);
        if (TYPES[of.type].hasArithmetic !== true) {
          this.fail('type', `${of.type} cannot be negated.`, entity.of);
        }
        return { kind: 'negative', type: of.type, of };
      }
      case 'arithmetic':
        return this.arithmetic(entity);
    }
  }

  private fieldOf(entity: Entity & { kind: 'token' }): Operand {
    const { token } = entity;
    const name = token.kind === 'fieldName' ? token.text.slice(1) : token.text;
    if (token.kind === 'word' || token.kind === 'fieldName') {
      const field = findField(name);
      if (field !== undefined) {
        return { kind: 'field', type: field.type, field, layers: entity.layers };
      }
    }
    if (token.kind !== 'fieldName' && (token.kind !== 'word' || /^\d/.test(name))) {
      this.fail('type', `${this.text(token)} is neither a field nor a protocol name.`, token);
    }
    this.fail(
      'unknown-field',
      `${name} is neither a field nor a protocol name known here.`,
      token,
      nearestNames(name),
    );
  }

  private call(entity: Entity & { kind: 'call' }): Operand {
    const name = entity.name;
    if (!FUNCTIONS.has(name)) {
      const span = { start: entity.start, end: entity.start + name.length };
      if (FUNCTIONS_OF_WIRESHARK.has(name)) {
        this.fail('unsupported', `Wireshark's function ${name}() is not supported here.`, span);
      }
      this.fail('unknown-function', `There is no function ${name}().`, span, [...FUNCTIONS]);
    }
    if (entity.arguments.length !== 1) {
      this.fail('type', `${name}() takes one argument, not ${entity.arguments.length}.`, entity);
    }
    const argument = entity.arguments[0];
    const of = this.operand(argument);
    if ((name === 'upper' || name === 'lower') && of.type !== 'FT_STRING') {
      this.fail('type', `${name}() takes a field of text.`, argument);
    }
    if ((name === 'len' || name === 'count') && of.kind !== 'field') {
      this.fail('type', `${name}() takes a field.`, argument);
    }
    const type = name === 'upper' || name === 'lower' ? 'FT_STRING' : 'FT_UINT32';
    return { kind: 'call', type, name: name as FunctionName, of };
  }

  private arithmetic(entity: Entity & { kind: 'arithmetic' }): Operand {
    const { operator } = entity;
    const left = this.operand(entity.left);
    const traits = TYPES[left.type];
    const isPossible =
      operator === '&'
        ? traits.hasBitwiseAnd === true
        : traits.hasArithmetic === true && traits.valueClass === 'number';
    if (!isPossible) {
      this.fail('type', `${left.type} (${traits.name}) has no ${operator}.`, entity.left);
    }
    const right = this.right(entity.right, left, false);
    return { kind: 'arithmetic', type: left.type, operator, left, right };
  }

  /** The right side of a relation: a constant of the left side's type, or another operand. */
  private right(entity: Entity, left: Operand, isPart: boolean): Operand {
    const constant = this.constant(entity, left, isPart);
    if (constant !== null) return { kind: 'constant', type: left.type, constant };
    let operand: Operand;
    if (entity.kind === 'arithmetic') {
      // Constants on both sides take the type of what they are compared with.
      const first = this.right(entity.left, left, false);
      const second = this.right(entity.right, first, false);
      operand = {
        kind: 'arithmetic',
        type: first.type,
        operator: entity.operator,
        left: first,
        right: second,
      };
    } else {
      operand = this.operand(entity);
    }
    const isCompatible =
      TYPES[operand.type].group === TYPES[left.type].group ||
      // A slice compares with the bytes of anything that can be sliced.
      (left.kind === 'slice' && TYPES[operand.type].hasSlices === true) ||
      (operand.kind === 'slice' && TYPES[left.type].hasSlices === true);
    if (!isCompatible) {
      this.fail(
        'type',
        `${this.text(entity)} (${TYPES[operand.type].name}) is not comparable with a value of type ${TYPES[left.type].name}.`,
        entity,
      );
    }
    if (isPart && TYPES[operand.type].hasContains !== true) {
      this.fail('type', `${this.text(entity)} cannot be contained in anything.`, entity);
    }
    return operand;
  }

  private constant(entity: Entity, left: Operand, isPart: boolean): Constant | null {
    const isNegative = entity.kind === 'negative';
    const inner = isNegative ? entity.of : entity;
    if (inner.kind !== 'token' || inner.layers !== null) return null;
    const { token } = inner;
    if (token.kind === 'fieldName') return null;
    if (token.kind === 'word' && findField(token.text) !== undefined) return null;
    const field = left.kind === 'field' ? left.field : null;
    const constant = parseConstant(token, left.type, field, isNegative, isPart);
    if (typeof constant === 'string') this.fail('value', constant, entity);
    return constant;
  }

  private pattern(entity: Entity): Pattern {
    if (entity.kind !== 'token' || entity.token.kind !== 'string') {
      this.fail('type', 'matches needs a double quoted string on the right side.', entity);
    }
    try {
      return new Pattern(entity.token.text);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      const code = error.isUnsupported ? 'unsupported' : 'pattern';
      this.fail(code, `Regular expression: ${error.message}.`, entity);
    }
  }
}

/** Wireshark 4.0: `!=` holds where no value is equal, `===` where all are. */
function defaultQuantifier(operator: ComparisonOperator): Quantifier {
  return operator === '!=' || operator === '===' ? 'all' : 'any';
}
