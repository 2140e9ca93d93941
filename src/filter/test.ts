import type { FieldDefinition } from '../protocols/fields/field.ts';
import type { FieldType } from '../protocols/fields/types.ts';
import type { Constant } from './constants.ts';
import type { Pattern } from './pattern/pattern.ts';
import type { ArithmeticOperator, ByteRange, Quantifier } from './syntax.ts';

/** All functions of the language. */
export const FUNCTION_NAMES = [
  'len',
  'count',
  'upper',
  'lower',
  'string',
  'max',
  'min',
  'abs',
  // Wireshark 4.4
  'vals',
  'dec',
  'hex',
  'ip_special_name',
  'ip_special_mask',
  'ip_linklocal',
  'ip_multicast',
  'ip_rfc1918',
  'ip_ula',
  // Wireshark 4.6
  'float',
  'double',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** One side of a relation, its names and types known. */
export type Operand = { readonly type: FieldType } & (
  | {
      readonly kind: 'field';
      readonly field: FieldDefinition;
      readonly layers: readonly ByteRange[] | null;
    }
  | { readonly kind: 'slice'; readonly of: Operand; readonly ranges: readonly ByteRange[] }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly arguments: readonly Operand[] }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'negative'; readonly of: Operand }
  /** The bytes that a field was read from: `length` of them, or 0 for those that the value is itself. */
  | { readonly kind: 'raw'; readonly of: Operand & { kind: 'field' }; readonly length: number }
  /** `text` is the constant as written. */
  | { readonly kind: 'constant'; readonly constant: Constant; readonly text: string }
);

/** A relation that any or all values of its left side must have. */
interface Relation {
  readonly quantifier: Quantifier;
  readonly left: Operand;
}

/** A filter whose types are right. */
export type Test =
  | { readonly kind: 'and' | 'or' | 'xor'; readonly of: readonly Test[] }
  | { readonly kind: 'not'; readonly of: Test }
  | { readonly kind: 'exists' | 'truth'; readonly of: Operand }
  | (Relation & {
      readonly kind: 'compare';
      readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=';
      readonly right: Operand;
    })
  | (Relation & { readonly kind: 'contains'; readonly right: Operand })
  /** `text` is the pattern as written. */
  | (Relation & { readonly kind: 'matches'; readonly pattern: Pattern; readonly text: string })
  | (Relation & {
      readonly kind: 'in';
      readonly elements: readonly { readonly low: Operand; readonly high: Operand | null }[];
    });

/** The operands that a test compares directly. */
function operandsOf(test: Test): Operand[] {
  switch (test.kind) {
    case 'and':
    case 'or':
    case 'xor':
    case 'not':
      return [];
    case 'exists':
    case 'truth':
      return [test.of];
    case 'matches':
      return [test.left];
    case 'in':
      return [
        test.left,
        ...test.elements.flatMap(({ low, high }) => (high === null ? [low] : [low, high])),
      ];
    default:
      return [test.left, test.right];
  }
}

/** The operands that an operand is made of. */
function partsOf(operand: Operand): readonly Operand[] {
  switch (operand.kind) {
    case 'field':
    case 'constant':
      return [];
    case 'call':
      return operand.arguments;
    case 'arithmetic':
      return [operand.left, operand.right];
    default:
      return [operand.of];
  }
}

/** Calls `visit` for every field that a filter names, as often as it names it. */
export function forEachField(
  test: Test,
  visit: (operand: Operand & { kind: 'field' }) => void,
): void {
  if (test.kind === 'and' || test.kind === 'or' || test.kind === 'xor') {
    for (const part of test.of) forEachField(part, visit);
  } else if (test.kind === 'not') forEachField(test.of, visit);
  else {
    const walk = (operand: Operand): void => {
      if (operand.kind === 'field') visit(operand);
      else for (const part of partsOf(operand)) walk(part);
    };
    for (const operand of operandsOf(test)) walk(operand);
  }
}

/** Fields whose values are the same set for both directions of a conversation, packet for packet. */
const OF_CONVERSATIONS = new Set(
  'ip.addr ip.host ipv6.addr ipv6.host tcp.port udp.port ip ipv6 tcp udp'.split(' '),
);

/**
 * Whether a filter takes all packets of a TCP or UDP conversation or none of them, tunnels aside: it
 * asks for addresses and ports of either side, and for nothing else. What is said of a packet that it
 * takes depends on no packet that it leaves out.
 */
export function selectsConversations(test: Test): boolean {
  switch (test.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return test.of.every(selectsConversations);
    case 'not':
      return selectsConversations(test.of);
    default:
      return operandsOf(test).every(
        (operand) =>
          operand.kind === 'constant' ||
          (operand.kind === 'field' &&
            operand.layers === null &&
            OF_CONVERSATIONS.has(operand.field.name)),
      );
  }
}
