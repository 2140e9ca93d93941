/** Wireshark's field types, as far as the fields here have them. */
export type FieldType =
  | 'FT_NONE'
  | 'FT_PROTOCOL'
  | 'FT_BOOLEAN'
  | 'FT_UINT8'
  | 'FT_UINT16'
  | 'FT_UINT24'
  | 'FT_UINT32'
  | 'FT_INT32'
  | 'FT_FRAMENUM'
  | 'FT_IPv4'
  | 'FT_IPv6'
  | 'FT_ETHER'
  | 'FT_BYTES'
  | 'FT_STRING'
  | 'FT_RELATIVE_TIME'
  | 'FT_ABSOLUTE_TIME';

/** How values of a type are held: which method of a `ValueSink` takes them. */
export type ValueClass = 'none' | 'number' | 'bytes' | 'text' | 'time';

interface TypeTraits {
  /** Wireshark's name in messages. */
  readonly name: string;
  readonly valueClass: ValueClass;
  /** Largest number, 0 where the type is none. */
  readonly maximum: number;
  readonly isSigned?: boolean;
  /** Types of one group compare with one another. */
  readonly group: string;
  readonly hasContains?: boolean;
  readonly hasMatches?: boolean;
  readonly hasSlices?: boolean;
  readonly hasBitwiseAnd?: boolean;
  readonly hasArithmetic?: boolean;
}

const integer = { group: 'integer', hasBitwiseAnd: true, hasArithmetic: true } as const;
const byteString = { hasContains: true, hasMatches: true, hasSlices: true } as const;

/** What each type can take part in: the tables of Wireshark's `ftypes`. */
export const TYPES: Readonly<Record<FieldType, TypeTraits>> = {
  FT_NONE: { name: 'Label', valueClass: 'none', maximum: 0, group: 'none' },
  FT_PROTOCOL: {
    name: 'Protocol',
    valueClass: 'bytes',
    maximum: 0,
    group: 'protocol',
    ...byteString,
  },
  FT_BOOLEAN: { name: 'Boolean', valueClass: 'number', maximum: 1, group: 'boolean' },
  FT_UINT8: {
    name: 'Unsigned integer (1 byte)',
    valueClass: 'number',
    maximum: 0xff,
    ...integer,
  },
  FT_UINT16: {
    name: 'Unsigned integer (2 bytes)',
    valueClass: 'number',
    maximum: 0xffff,
    ...integer,
  },
  FT_UINT24: {
    name: 'Unsigned integer (3 bytes)',
    valueClass: 'number',
    maximum: 0xffffff,
    ...integer,
  },
  FT_UINT32: {
    name: 'Unsigned integer (4 bytes)',
    valueClass: 'number',
    maximum: 0xffffffff,
    ...integer,
  },
  FT_INT32: {
    name: 'Signed integer (4 bytes)',
    valueClass: 'number',
    maximum: 0x7fffffff,
    isSigned: true,
    ...integer,
  },
  FT_FRAMENUM: {
    name: 'Frame number',
    valueClass: 'number',
    maximum: 0xffffffff,
    ...integer,
  },
  FT_IPv4: {
    name: 'IPv4 address',
    valueClass: 'number',
    maximum: 0xffffffff,
    group: 'ipv4',
    hasSlices: true,
    hasBitwiseAnd: true,
  },
  FT_IPv6: {
    name: 'IPv6 address',
    valueClass: 'bytes',
    maximum: 0,
    group: 'ipv6',
    hasSlices: true,
    hasBitwiseAnd: true,
  },
  FT_ETHER: {
    name: 'Ethernet or other MAC address',
    valueClass: 'bytes',
    maximum: 0,
    group: 'bytes',
    hasBitwiseAnd: true,
    ...byteString,
  },
  FT_BYTES: {
    name: 'Sequence of bytes',
    valueClass: 'bytes',
    maximum: 0,
    group: 'bytes',
    hasBitwiseAnd: true,
    ...byteString,
  },
  FT_STRING: {
    name: 'Character string',
    valueClass: 'text',
    maximum: 0,
    group: 'string',
    ...byteString,
  },
  FT_RELATIVE_TIME: {
    name: 'Time offset',
    valueClass: 'time',
    maximum: 0,
    group: 'relative-time',
    hasArithmetic: true,
  },
  FT_ABSOLUTE_TIME: {
    name: 'Date and time',
    valueClass: 'time',
    maximum: 0,
    group: 'absolute-time',
  },
};

/** Bytes that an integer of the type has in a packet, for `len()`. */
export function integerLength(type: FieldType): number {
  if (type === 'FT_UINT8') return 1;
  if (type === 'FT_UINT16') return 2;
  if (type === 'FT_UINT24') return 3;
  return 4;
}
