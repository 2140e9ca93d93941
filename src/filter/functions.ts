import { can, type FieldType, TYPES } from '../protocols/fields/types.ts';
import type { DisplayFilterErrorCode } from './error.ts';
import type { Entity, Span } from './syntax.ts';
import type { Operand } from './test.ts';

export type FunctionName = 'len' | 'count' | 'upper' | 'lower' | 'string' | 'max' | 'min' | 'abs';

/** All functions, and what each gives, for `%` in place of its arguments. */
export const FUNCTIONS: Readonly<Record<FunctionName, string>> = {
  len: 'the length of % in bytes',
  count: 'how often % is there',
  upper: '% in upper case',
  lower: '% in lower case',
  string: '% as text',
  max: 'the largest of %',
  min: 'the smallest of %',
  abs: '% without its sign',
};

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

/** What of the checker of a filter its functions need. */
interface ArgumentChecker {
  fail(code: DisplayFilterErrorCode, message: string, span: Span): never;
  text(span: Span): string;
  operand(entity: Entity, type: FieldType | null): Operand;
  /** An unquoted constant beside a value of `type`; null for what is no constant. */
  literal(entity: Entity, type: FieldType | null): Operand | null;
}

/**
 * A call whose arguments fit, by the rules of Wireshark 4.0.
 * @param type what the call is compared with; null on the left side
 */
export function checkArguments(
  checker: ArgumentChecker,
  entity: Entity & { kind: 'call' },
  name: FunctionName,
  type: FieldType | null,
): Operand {
  const { arguments: entities } = entity;
  const takesMany = name === 'max' || name === 'min';
  if (entities.length === 0 || (entities.length > 1 && !takesMany)) {
    const wanted = takesMany ? 'at least one argument' : 'one argument';
    checker.fail('type', `${name}() takes ${wanted}, not ${entities.length}.`, entity);
  }
  if (takesMany) return checkExtreme(checker, entities, name, type);
  const argument = entities[0];
  if (name === 'abs') {
    const of = valueArgument(checker, argument, name, type);
    if (!can(of.type, 'sign')) {
      checker.fail('type', `${checker.text(argument)} has no sign for ${name}().`, argument);
    }
    return { kind: 'call', type: of.type, name, arguments: [of] };
  }
  const of = argument.kind === 'token' ? checker.operand(argument, null) : null;
  if (of === null || of.kind !== 'field') {
    checker.fail('type', `${name}() takes a field.`, argument);
  }
  if (name === 'len' || name === 'count') {
    return { kind: 'call', type: 'FT_UINT32', name, arguments: [of] };
  }
  const { valueClass, hasString, name: typeName } = TYPES[of.type];
  if (name === 'string' ? !hasString : valueClass !== 'text') {
    checker.fail('type', `${name}() does not take ${typeName} fields.`, argument);
  }
  return { kind: 'call', type: 'FT_STRING', name, arguments: [of] };
}

/** An argument that is a value: a field, a function, a calculation, or a constant of `type`. */
function valueArgument(
  checker: ArgumentChecker,
  argument: Entity,
  name: FunctionName,
  type: FieldType | null,
): Operand {
  const operand = checker.literal(argument, type) ?? checker.operand(argument, type);
  if (operand.kind === 'slice') {
    checker.fail('type', `${name}() does not take a part of a field.`, argument);
  }
  return operand;
}

/** `max` and `min`: arguments of one type that has an order. */
function checkExtreme(
  checker: ArgumentChecker,
  entities: readonly Entity[],
  name: FunctionName,
  type: FieldType | null,
): Operand {
  const first = valueArgument(checker, entities[0], name, type);
  const operands = [first];
  for (const entity of entities.slice(1)) {
    const operand = valueArgument(checker, entity, name, first.type);
    operands.push(operand);
    if (operand.type !== first.type) {
      checker.fail(
        'type',
        `The arguments of ${name}() must have one type, not ${first.type} and ${operand.type}.`,
        entity,
      );
    }
    if (!can(operand.type, 'compare')) {
      checker.fail('type', `${checker.text(entity)} has no order for ${name}().`, entity);
    }
  }
  return { kind: 'call', type: first.type, name, arguments: operands };
}
