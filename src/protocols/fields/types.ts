/** How values of a type are held: which method of a `ValueSink` takes them. */
export type ValueClass = 'none' | 'number' | 'bytes' | 'text' | 'time';

/** What a type can take part in; the operators that ask for it. */
export type Ability =
  | 'compare'
  | 'contains'
  | 'matches'
  | 'slice'
  | 'bitwiseAnd'
  | 'negate'
  | 'add'
  | 'multiply'
  | 'modulo'
  /** Has a sign: `abs()` takes it. */
  | 'sign';

interface TypeTraits {
  /** Wireshark's name in messages. */
  readonly name: string;
  readonly valueClass: ValueClass;
  /** Types of one group compare with one another. */
  readonly group: string;
  readonly abilities: ReadonlySet<Ability>;
  /** Bytes that `len()` says where a value's own length does not count. */
  readonly size: number;
  /** Smallest and largest number; 0 where the type is none. */
  readonly minimum: number;
  readonly maximum: number;
  /** Whether `string()` takes it. */
  readonly hasString: boolean;
}

const COMPARE: readonly Ability[] = ['compare'];
const INTEGER: readonly Ability[] = [
  'compare',
  'bitwiseAnd',
  'negate',
  'add',
  'multiply',
  'modulo',
  'sign',
];
const BYTES: readonly Ability[] = ['compare', 'contains', 'matches', 'slice', 'bitwiseAnd'];
const COUNTED: readonly Ability[] = ['compare', 'contains', 'slice', 'bitwiseAnd'];
const TEXT: readonly Ability[] = ['compare', 'contains', 'matches', 'slice'];
const ADDRESS: readonly Ability[] = ['compare', 'slice', 'bitwiseAnd'];
const FLOAT: readonly Ability[] = ['compare', 'negate', 'add', 'multiply', 'sign'];
const SPAN: readonly Ability[] = ['compare', 'negate', 'add', 'sign'];
const STRING = { hasString: true } as const;

function traits(
  name: string,
  valueClass: ValueClass,
  group: string,
  abilities: readonly Ability[],
  size = 0,
  rest: Partial<TypeTraits> = {},
): TypeTraits {
  return {
    name,
    valueClass,
    group,
    abilities: new Set(abilities),
    size,
    minimum: 0,
    maximum: 0,
    hasString: false,
    ...rest,
  };
}

function integer(kind: 'Unsigned' | 'Signed', size: number): TypeTraits {
  const bytes = size === 1 ? '1 byte' : `${size} bytes`;
  const isSigned = kind === 'Signed';
  const values = 2 ** (8 * size);
  return traits(`${kind} integer (${bytes})`, 'number', kind.toLowerCase(), INTEGER, size, {
    minimum: isSigned ? -values / 2 : 0,
    maximum: isSigned ? values / 2 - 1 : values - 1,
    // Wireshark's string() left out the signed 24 bits.
    hasString: !isSigned || size !== 3,
  });
}

const text = traits('Character string', 'text', 'string', TEXT);

const TRAITS = {
  FT_NONE: traits('Label', 'none', 'none', []),
  FT_PROTOCOL: traits('Protocol', 'bytes', 'protocol', TEXT),
  FT_BOOLEAN: traits('Boolean', 'number', 'boolean', ['compare', 'sign'], 0, { maximum: 1 }),
  FT_CHAR: traits('Character (1 byte)', 'number', 'unsigned', INTEGER, 1, { maximum: 0xff }),
  FT_UINT8: integer('Unsigned', 1),
  FT_UINT16: integer('Unsigned', 2),
  FT_UINT24: integer('Unsigned', 3),
  FT_UINT32: integer('Unsigned', 4),
  FT_UINT40: integer('Unsigned', 5),
  FT_UINT48: integer('Unsigned', 6),
  FT_UINT56: integer('Unsigned', 7),
  FT_UINT64: integer('Unsigned', 8),
  FT_INT8: integer('Signed', 1),
  FT_INT16: integer('Signed', 2),
  FT_INT24: integer('Signed', 3),
  FT_INT32: integer('Signed', 4),
  FT_INT64: integer('Signed', 8),
  FT_FRAMENUM: traits('Frame number', 'number', 'unsigned', INTEGER, 4, {
    maximum: 0xffffffff,
    hasString: true,
  }),
  FT_FLOAT: traits('Floating point (single-precision)', 'number', 'float', FLOAT, 0, STRING),
  FT_DOUBLE: traits('Floating point (double-precision)', 'number', 'float', FLOAT, 0, STRING),
  FT_IPv4: traits('IPv4 address', 'number', 'ipv4', ADDRESS, 4, {
    maximum: 0xffffffff,
    hasString: true,
  }),
  FT_IPv6: traits('IPv6 address', 'bytes', 'ipv6', ADDRESS, 16, STRING),
  FT_ETHER: traits('Ethernet or other MAC address', 'bytes', 'bytes', BYTES, 6, STRING),
  FT_BYTES: traits('Byte sequence', 'bytes', 'bytes', BYTES),
  FT_UINT_BYTES: traits('Byte sequence', 'bytes', 'bytes', COUNTED),
  FT_OID: traits('ASN.1 object identifier', 'bytes', 'bytes', COUNTED, 0, STRING),
  FT_REL_OID: traits('ASN.1 relative object identifier', 'bytes', 'bytes', COUNTED, 0, STRING),
  FT_STRING: text,
  FT_STRINGZ: text,
  FT_UINT_STRING: text,
  FT_STRINGZPAD: text,
  FT_STRINGZTRUNC: text,
  FT_RELATIVE_TIME: traits('Time offset', 'time', 'relative-time', SPAN),
  FT_ABSOLUTE_TIME: traits('Date and time', 'time', 'absolute-time', COMPARE),
};

/** Wireshark's field types: those that a field here may have. */
export type FieldType = keyof typeof TRAITS;

/** What each type can take part in: the tables of Wireshark's `ftypes`. */
export const TYPES: Readonly<Record<FieldType, TypeTraits>> = TRAITS;

/** Whether a value of the type has what an operator asks for. */
export function can(type: FieldType, ability: Ability): boolean {
  return TYPES[type].abilities.has(ability);
}

/** Whether values of the type are whole numbers; booleans count, as in Wireshark. */
function isWhole(type: FieldType): boolean {
  const { group } = TYPES[type];
  return group === 'unsigned' || group === 'signed' || group === 'boolean';
}

/** Whether a value of type `a` compares with one of type `b`; not always the same the other way. */
export function isCompatible(a: FieldType, b: FieldType): boolean {
  const { group } = TYPES[a];
  if (group === 'unsigned' || group === 'signed') return isWhole(b);
  return group === TYPES[b].group;
}

/** Whether values of the type are bytes as they are: Wireshark does not convert these. */
export function isBytes(type: FieldType): boolean {
  const { group } = TYPES[type];
  return group === 'bytes' || group === 'ipv6';
}

/** Whether values of the type may be below zero. */
export function isSigned(type: FieldType): boolean {
  return TYPES[type].group === 'signed';
}
