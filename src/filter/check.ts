import type { FieldDefinition } from '../protocols/fields/field.ts';
import { findField, nearestNames } from '../protocols/fields/registry.ts';
import {
  type Ability,
  can,
  type FieldType,
  isBytes,
  isCompatible,
  TYPES,
} from '../protocols/fields/types.ts';
import { type Constant, type ConstantKind, negated, parseConstant } from './constants.ts';
import { DisplayFilterError, type DisplayFilterErrorCode } from './display-filter-error.ts';
import type { FilterSentence } from './filter-sentence.ts';
import { Pattern, PatternError } from './pattern/pattern.ts';
import { rawLength } from './raw-fields.ts';
import type {
  ComparisonOperator,
  Entity,
  Expression,
  FilterWarning,
  Quantifier,
  SetElement,
  Span,
} from './syntax.ts';
import { FUNCTION_NAMES, type FunctionName, type Operand, type Test } from './test.ts';
import { absentProtocol, hasNames, isForeignProtocol, namedValue } from './wireshark-names.ts';

/** The largest slice: all of it. */
const WHOLE = [{ offset: 0, length: null, last: null }] as const;

/** What an operator asks of the types on both sides. */
interface Relation {
  /** As written. */
  readonly operator: string;
  readonly ability: Ability;
  /** Whether a part of a value is enough on the right side. */
  readonly isPart: boolean;
}

/** A filter whose names and constants are known. */
interface CheckedFilter {
  readonly test: Test;
  readonly warnings: readonly FilterWarning[];
}

/** Gives every name its field and every constant its value. @throws DisplayFilterError */
export function check(filter: string, expression: Expression): CheckedFilter {
  const checker = new Checker(filter);
  return { test: checker.test(expression), warnings: checker.warnings };
}

/** Accepts what Wireshark 4.0 does, by the rules of its `semcheck`, and what 4.2 and 4.4 added to it. */
class Checker {
  readonly warnings: FilterWarning[] = [];

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
        const { quantifier } = expression;
        // A constant on the left, since Wireshark 4.2: the same the other way round.
        const isTurned = this.isConstant(expression.left) && !this.isConstant(expression.right);
        const [left, right] = isTurned
          ? [expression.right, expression.left]
          : [expression.left, expression.right];
        const operator = isTurned ? TURNED[expression.operator] : expression.operator;
        const relation: Relation = { operator, ability: 'compare', isPart: false };
        return {
          kind: 'compare',
          operator: operator === '===' ? '==' : operator === '!==' ? '!=' : operator,
          quantifier: quantifier ?? defaultQuantifier(operator),
          ...this.relation(left, right, relation),
        };
      }
      case 'contains': {
        const relation: Relation = { operator: 'contains', ability: 'contains', isPart: true };
        return {
          kind: 'contains',
          quantifier: expression.quantifier ?? 'any',
          ...this.relation(expression.left, expression.right, relation),
        };
      }
      case 'matches': {
        const pattern = this.pattern(expression.right);
        const relation: Relation = { operator: 'matches', ability: 'matches', isPart: true };
        const left = this.names(expression.left) ?? this.left(expression.left, relation);
        const quantifier = expression.quantifier ?? 'any';
        return { kind: 'matches', quantifier, left, pattern, text: this.text(expression.right) };
      }
      case 'in': {
        const left = this.operand(expression.left, null);
        if (left.kind !== 'field' && left.kind !== 'raw') {
          this.fail('type', { code: 'only-fields-in-sets' }, expression.left);
        }
        const elements = expression.elements.map((element) => this.element(element, left));
        return { kind: 'in', quantifier: expression.quantifier ?? 'any', left, elements };
      }
    }
  }

  private element(
    { low, high }: SetElement,
    left: Operand,
  ): { low: Operand; high: Operand | null } {
    if (low.kind === 'slice') this.fail('type', { code: 'slice-in-set' }, low);
    const relation: Relation = { operator: 'in', ability: 'compare', isPart: false };
    const right = (entity: Entity) => this.right(entity, left, left, relation).right;
    // The left side stays as it is: what is a slice there would have to change it.
    if (high?.kind === 'slice' && !isBytes(left.type)) {
      this.fail('type', { code: 'slice-in-set' }, high);
    }
    if (!can(left.type, 'compare')) this.cannot(left, relation, low);
    return { low: right(low), high: high === null ? null : right(high) };
  }

  private fail(
    code: DisplayFilterErrorCode,
    sentence: FilterSentence,
    { start, end }: Span,
    suggestions: readonly string[] = [],
  ): never {
    throw new DisplayFilterError(code, sentence, this.filter, start, end, suggestions);
  }

  private text({ start, end }: Span): string {
    return this.filter.slice(start, end);
  }

  /** An entity that is a whole test: there or not, or (arithmetic) zero or not. */
  private alone(entity: Entity): Test {
    const of = this.operand(entity, null);
    if (of.kind === 'raw') return { kind: 'exists', of: of.of };
    const isCalculated = of.kind === 'arithmetic' || of.kind === 'negative' || of.kind === 'call';
    return { kind: isCalculated ? 'truth' : 'exists', of };
  }

  /** Whether nothing of the packet is in it. */
  private isConstant(entity: Entity): boolean {
    switch (entity.kind) {
      case 'token':
        return this.constantToken(entity) !== null && this.isValue(entity);
      case 'slice':
        return false;
      case 'call':
        return entity.arguments.length > 0 && entity.arguments.every((of) => this.isConstant(of));
      case 'negative':
        return this.isConstant(entity.of);
      case 'arithmetic':
        return this.isConstant(entity.left) && this.isConstant(entity.right);
    }
  }

  /** Not a word that may be a field's name with a mistake in it: those are told as such. */
  private isValue({ token }: Entity & { kind: 'token' }): boolean {
    return token.kind !== 'word' || /^\d/.test(token.text);
  }

  /** What `matches` sees of a number that has names, since Wireshark 4.4; null for anything else. */
  private names(entity: Entity): Operand | null {
    if (entity.kind !== 'token' || this.constantToken(entity) !== null) return null;
    const of = this.operand(entity, null);
    if (of.kind !== 'field' || TYPES[of.type].valueClass !== 'number') return null;
    return hasNames(of.field)
      ? { kind: 'call', type: 'FT_STRING', name: 'vals', arguments: [of] }
      : null;
  }

  private cannot(operand: Operand, { operator }: Relation, span: Span): never {
    const { name } = TYPES[operand.type];
    this.fail('type', { code: 'not-comparable', text: this.text(span), name, operator }, span);
  }

  /** The left side of a relation: something that a packet has, of a type that fits the operator. */
  private left(entity: Entity, relation: Relation): Operand {
    const operand = this.operand(entity, null);
    const leaf = leafOf(operand);
    // Slices take part in everything: they are bytes.
    if (leaf.kind !== 'slice' && !can(leaf.type, relation.ability)) {
      this.cannot(leaf, relation, entity);
    }
    return operand;
  }

  private relation(
    leftEntity: Entity,
    rightEntity: Entity,
    relation: Relation,
  ): { left: Operand; right: Operand } {
    const left = this.left(leftEntity, relation);
    return this.right(rightEntity, left, leafOf(left), relation);
  }

  /**
   * The right side, for a left side whose first field, slice or function is `leaf`: Wireshark gives
   * constants its type. Beside a slice, what is not bytes becomes bytes.
   */
  private right(
    entity: Entity,
    left: Operand,
    leaf: Operand,
    relation: Relation,
  ): { left: Operand; right: Operand } {
    const type: FieldType = leaf.kind === 'slice' ? 'FT_BYTES' : leaf.type;
    const constant = this.constant(entity, type, leaf, relation.isPart);
    if (constant !== null) return { left, right: constant };
    const right = this.operand(entity, type);
    if (leaf.kind === 'slice' && right.kind !== 'arithmetic' && right.kind !== 'negative') {
      return { left, right: this.asBytes(right, entity) };
    }
    if (right.kind === 'slice') return { left: this.asBytes(left, entity), right };
    if (!isCompatible(type, right.type)) {
      this.fail(
        'type',
        {
          code: 'incomparable-types',
          text: this.text(entity),
          name: TYPES[right.type].name,
          name2: TYPES[type].name,
        },
        entity,
      );
    }
    if (!can(right.type, relation.ability)) this.cannot(right, relation, entity);
    return { left, right };
  }

  private asBytes(operand: Operand, span: Span): Operand {
    if (operand.kind === 'slice' || isBytes(operand.type)) return operand;
    if (!can(operand.type, 'slice')) {
      const { name } = TYPES[operand.type];
      this.fail('type', { code: 'not-bytes', name }, span);
    }
    return { kind: 'slice', type: 'FT_BYTES', of: operand, ranges: WHOLE };
  }

  /** The constant that an entity stands for beside a value of `type`; null where it is none. */
  private constant(
    entity: Entity,
    type: FieldType,
    leaf: Operand,
    isPart: boolean,
  ): Operand | null {
    const token = this.constantToken(entity);
    if (token === null) return null;
    const value = parseConstant(token.kind, token.text, type, isPart);
    if (!('code' in value)) return constantOperand(value, type, entity, this.filter);
    const field = leaf.kind === 'field' ? leaf.field : null;
    // Value names stand for the numbers of the field on the left.
    const named = token.kind === 'character' ? null : namedValue(field, token.text);
    if (typeof named === 'number') {
      const constant: Constant = { kind: 'number', value: named, mask: 0xffffffff };
      return constantOperand(constant, type, entity, this.filter);
    }
    this.fail('value', named ?? value, entity);
  }

  /** The text of an entity that is a constant, not a field. */
  private constantToken(entity: Entity): { kind: ConstantKind; text: string } | null {
    if (entity.kind !== 'token' || entity.isRaw || entity.token.kind === 'fieldName') return null;
    const { kind, text } = entity.token;
    if (kind === 'string' || kind === 'character') return { kind, text };
    if (kind === 'word') {
      if (entity.layers !== null || findField(currentName(text)) !== undefined) return null;
      if (isForeignProtocol(text)) return null;
    }
    return { kind: 'literal', text };
  }

  /**
   * An operand that a packet has values for, or one calculated of constants.
   * @param type what constants are beside: null where none may stand, on the left side
   */
  private operand(entity: Entity, type: FieldType | null): Operand {
    switch (entity.kind) {
      case 'token':
        return this.token(entity, type);
      case 'slice':
        return this.slice(entity, type);
      case 'call':
        return this.call(entity, type);
      case 'negative':
        return this.negative(entity, type);
      case 'arithmetic':
        return this.arithmetic(entity, type);
    }
  }

  private token(entity: Entity & { kind: 'token' }, type: FieldType | null): Operand {
    const { token, layers } = entity;
    const name = token.kind === 'fieldName' ? token.text.slice(1) : token.text;
    if (token.kind === 'word' || token.kind === 'fieldName') {
      const current = currentName(name);
      const field = findField(current) ?? this.absent(name, type, token);
      if (current !== name) {
        const { start, end } = token;
        this.warnings.push({ sentence: { code: 'renamed', name, current }, start, end });
      }
      if (field !== null) {
        const of = { kind: 'field', type: field.type, field, layers } as const;
        return entity.isRaw ? this.raw(of, entity) : of;
      }
      if (layers !== null || token.kind === 'fieldName' || !/^\d/.test(name)) {
        this.fail('unknown-field', { code: 'unknown-field', name }, token, nearestNames(name));
      }
    }
    this.fail(
      'type',
      type === null
        ? { code: 'no-name', text: this.text(token) }
        : { code: 'no-operand', text: this.text(token) },
      token,
    );
  }

  /** `@field`: the bytes that it was read from, since Wireshark 4.2. */
  private raw(of: Operand & { kind: 'field' }, span: Span): Operand {
    const length = rawLength(of.field);
    if (length === null) {
      const [protocol] = of.field.name.split('.');
      this.fail(
        'unsupported',
        { code: 'field-bytes-unknown', name: of.field.name, protocol },
        span,
      );
    }
    return { kind: 'raw', type: 'FT_BYTES', of, length: length === 'as-it-is' ? 0 : length };
  }

  /** On the right side a protocol of Wireshark's is one here too, though no packet has it. */
  private absent(name: string, type: FieldType | null, token: Span): FieldDefinition | null {
    if (type === null || !isForeignProtocol(name)) return null;
    const sentence = { code: 'undecoded-protocol', name } as const;
    if (TYPES[type].group !== 'protocol' && type !== 'FT_BYTES') {
      this.fail('unsupported', sentence, token);
    }
    this.warnings.push({ sentence, start: token.start, end: token.end });
    return absentProtocol(name);
  }

  private slice(entity: Entity & { kind: 'slice' }, type: FieldType | null): Operand {
    const inner = entity.of;
    if (this.constantToken(inner) !== null) {
      this.fail('type', { code: 'only-fields-have-parts', text: this.text(inner) }, inner);
    }
    const of = this.operand(inner, type);
    if (of.kind !== 'slice' && !can(of.type, 'slice')) {
      const { name } = TYPES[of.type];
      this.fail('type', { code: 'not-sliceable', text: this.text(inner), name }, inner);
    }
    return { kind: 'slice', type: 'FT_BYTES', of, ranges: entity.ranges };
  }

  /**
   * A call whose arguments fit, by the rules of Wireshark 4.0.
   * @param type what the call is compared with; null on the left side
   */
  private call(entity: Entity & { kind: 'call' }, type: FieldType | null): Operand {
    const { nameSpan, arguments: entities } = entity;
    const name = FUNCTION_NAMES.find((known) => known === entity.name);
    if (name === undefined) {
      this.fail('unknown-function', { code: 'unknown-function', name: entity.name }, nameSpan);
    }
    const takesMany = name === 'max' || name === 'min';
    if (entities.length === 0 || (entities.length > 1 && !takesMany)) {
      this.fail(
        'type',
        { code: 'wrong-number-of-arguments', name, takesMany, number: entities.length },
        entity,
      );
    }
    if (takesMany) return this.extreme(entities, name, type);
    const argument = entities[0];
    if (name === 'abs') {
      const of = this.valueArgument(argument, type);
      if (!can(of.type, 'sign')) {
        this.fail('type', { code: 'no-sign', text: this.text(argument), name }, argument);
      }
      return { kind: 'call', type: of.type, name, arguments: [of] };
    }
    const isToken = argument.kind === 'token' && this.constantToken(argument) === null;
    const mayBeCalculated = name === 'upper' || name === 'lower' || name === 'len';
    const mayBe = isToken || (mayBeCalculated && ['call', 'slice'].includes(argument.kind));
    const of = mayBe || argument.kind === 'token' ? this.operand(argument, null) : null;
    if (of === null || (of.kind !== 'field' && of.kind !== 'raw' && !mayBe)) {
      this.fail('type', { code: 'takes-field', name }, argument);
    }
    const result = this.resultType(name, of);
    if (result === null) {
      this.fail(
        'type',
        {
          code: 'wrong-argument-type',
          name,
          text: this.text(argument),
          name2: TYPES[of.type].name,
        },
        argument,
      );
    }
    return { kind: 'call', type: result, name, arguments: [of] };
  }

  /** What a function of one argument gives; null where it does not take such an argument. */
  private resultType(name: FunctionName, of: Operand): FieldType | null {
    const { valueClass, hasString, group } = TYPES[of.type];
    switch (name) {
      case 'len':
        return 'FT_UINT32';
      case 'count':
        return of.kind === 'field' ? 'FT_UINT32' : null;
      case 'string':
        return of.kind === 'field' && hasString ? 'FT_STRING' : null;
      case 'vals':
        return of.kind === 'field' && hasNames(of.field) ? 'FT_STRING' : null;
      case 'dec':
      case 'hex':
        return of.kind === 'field' && group === 'unsigned' ? 'FT_STRING' : null;
      case 'float':
      case 'double': {
        const isNumber = valueClass === 'time' || (valueClass === 'number' && group !== 'ipv4');
        return isNumber ? 'FT_DOUBLE' : null;
      }
      case 'upper':
      case 'lower':
        return valueClass === 'text' ? 'FT_STRING' : null;
      case 'ip_rfc1918':
        return of.type === 'FT_IPv4' ? 'FT_BOOLEAN' : null;
      case 'ip_ula':
        return of.type === 'FT_IPv6' ? 'FT_BOOLEAN' : null;
      default: {
        if (of.kind !== 'field' || (of.type !== 'FT_IPv4' && of.type !== 'FT_IPv6')) return null;
        if (name === 'ip_special_name') return 'FT_STRING';
        return name === 'ip_special_mask' ? 'FT_UINT32' : 'FT_BOOLEAN';
      }
    }
  }

  /** An argument that is a value: a field, a function, a calculation, or a constant of `type`. */
  private valueArgument(argument: Entity, type: FieldType | null): Operand {
    return this.literal(argument, type) ?? this.operand(argument, type);
  }

  /** `max` and `min`: arguments of one type that has an order. */
  private extreme(
    entities: readonly Entity[],
    name: FunctionName,
    type: FieldType | null,
  ): Operand {
    // The first that is of the packet says the type; before Wireshark 4.2 it had to stand first.
    const leading = entities.find((entity) => !this.isConstant(entity)) ?? entities[0];
    const first = this.valueArgument(leading, type);
    const operands = [first];
    for (const entity of entities) {
      if (entity === leading) continue;
      const operand = this.valueArgument(entity, first.type);
      operands.push(operand);
      if (operand.type !== first.type && !isCompatible(first.type, operand.type)) {
        this.fail(
          'type',
          { code: 'argument-types-differ', name, type: first.type, type2: operand.type },
          entity,
        );
      }
      if (!can(operand.type, 'compare')) {
        this.fail('type', { code: 'no-order', text: this.text(entity), name }, entity);
      }
    }
    return { kind: 'call', type: first.type, name, arguments: operands };
  }

  /** A constant of arithmetic: unquoted, and never first on the left side. */
  private literal(entity: Entity, type: FieldType | null): Operand | null {
    const token = this.constantToken(entity);
    if (token === null) return null;
    if (type === null) {
      this.fail('type', { code: 'constant-first' }, entity);
    }
    if (token.kind === 'string') {
      this.fail('type', { code: 'bad-arithmetic-operand', text: this.text(entity) }, entity);
    }
    const value = parseConstant(token.kind, token.text, type, false);
    if ('code' in value) this.fail('value', value, entity);
    return constantOperand(value, type, entity, this.filter);
  }

  private term(entity: Entity, type: FieldType | null): Operand {
    return this.literal(entity, type) ?? this.operand(entity, type);
  }

  private negative(entity: Entity & { kind: 'negative' }, type: FieldType | null): Operand {
    const of = this.term(entity.of, type);
    if (!can(of.type, 'negate')) {
      this.fail('type', { code: 'cannot-be-negative', name: TYPES[of.type].name }, entity.of);
    }
    if (of.kind !== 'constant') return { kind: 'negative', type: of.type, of };
    const constant = negated(of.constant, of.type);
    if ('code' in constant) this.fail('value', constant, entity);
    return constantOperand(constant, of.type, entity, this.filter);
  }

  private arithmetic(entity: Entity & { kind: 'arithmetic' }, type: FieldType | null): Operand {
    const { operator } = entity;
    const isTime = operator === '*' || operator === '/' ? this.scaledTime(entity, type) : null;
    if (isTime !== null) return isTime;
    const ability = ARITHMETIC[operator];
    // A constant that stands first has the type of what it is calculated with.
    const leftType =
      type === null && this.isConstant(entity.left) && !this.isConstant(entity.right)
        ? this.operand(entity.right, null).type
        : type;
    const left = this.term(entity.left, leftType);
    const fits = (operand: Operand, span: Span) => {
      if (can(operand.type, ability)) return;
      const { name } = TYPES[operand.type];
      this.fail('type', { code: 'cannot-be-operand', text: this.text(span), name, operator }, span);
    };
    fits(left, entity.left);
    const right = this.term(entity.right, left.type);
    fits(right, entity.right);
    if (!isCompatible(left.type, right.type)) {
      const [one, other] = [this.text(entity.left), this.text(entity.right)];
      this.fail('type', { code: 'incompatible-types', one, other }, entity.right);
    }
    return { kind: 'arithmetic', type: left.type, operator, left, right };
  }

  /** A length of time, multiplied or divided by a number (Wireshark 4.2); null for anything else. */
  private scaledTime(
    entity: Entity & { kind: 'arithmetic' },
    type: FieldType | null,
  ): Operand | null {
    if (this.isConstant(entity.left) || !this.isConstant(entity.right)) return null;
    const left = this.operand(entity.left, type);
    if (left.type !== 'FT_RELATIVE_TIME') return null;
    const right = this.term(entity.right, 'FT_DOUBLE');
    return { kind: 'arithmetic', type: left.type, operator: entity.operator, left, right };
  }

  private pattern(entity: Entity): Pattern {
    if (entity.kind !== 'token' || entity.token.kind !== 'string') {
      this.fail('type', { code: 'matches-needs-quotes' }, entity);
    }
    try {
      return new Pattern(entity.token.text);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      const code = error.isUnsupported ? 'unsupported' : 'pattern';
      this.fail(code, { code: 'bad-pattern', pattern: error.sentence }, entity);
    }
  }
}

/** Protocols that Wireshark has renamed; the old names are still taken. */
const RENAMED: Readonly<Record<string, string>> = { ssl: 'tls', bootp: 'dhcp' };

/** The name of a field by which it goes now. */
export function currentName(name: string): string {
  const dot = name.indexOf('.');
  const protocol = dot < 0 ? name : name.slice(0, dot);
  return Object.hasOwn(RENAMED, protocol) ? RENAMED[protocol] + name.slice(protocol.length) : name;
}

/** What each comparison is with its sides changed. */
const TURNED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '==': '==',
  '!=': '!=',
  '===': '===',
  '!==': '!==',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

const ARITHMETIC: Readonly<Record<(Operand & { kind: 'arithmetic' })['operator'], Ability>> = {
  '&': 'bitwiseAnd',
  '+': 'add',
  '-': 'add',
  '*': 'multiply',
  '/': 'multiply',
  '%': 'modulo',
};

/** The field, slice or function that an arithmetic operand begins with. */
function leafOf(operand: Operand): Operand {
  if (operand.kind === 'arithmetic') return leafOf(operand.left);
  return operand.kind === 'negative' ? leafOf(operand.of) : operand;
}

function constantOperand(
  constant: Constant,
  type: FieldType,
  { start, end }: Span,
  filter: string,
): Operand {
  return { kind: 'constant', type, constant, text: filter.slice(start, end) };
}

/** Wireshark 4.0: `!=` holds where no value is equal, `===` where all are. */
function defaultQuantifier(operator: ComparisonOperator): Quantifier {
  return operator === '!=' || operator === '===' ? 'all' : 'any';
}
