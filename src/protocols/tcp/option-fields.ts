import { readInt32, readUint16, readUint32 } from '../bytes.ts';
import { FieldTable, type ValueReader, type ValueSink } from '../fields/field.ts';
import type { FieldType } from '../fields/types.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as tcp from './codec.ts';
import { ANALYSIS, annotationOf } from './field-readers.ts';

/** Is given the option at `option`, `length` bytes long with kind and length. */
type OptionVisit = (
  bytes: Uint8Array,
  option: number,
  length: number,
  sink: ValueSink,
  view: PacketView,
  layer: number,
) => boolean;

function eachOption(visit: OptionVisit): ValueReader {
  return (view, layer, sink) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const limit = view.layerEnd[layer];
    if (limit - at < tcp.MINIMUM_HEADER_LENGTH) return false;
    const end = at + tcp.headerLength(bytes, at);
    let option = at + tcp.MINIMUM_HEADER_LENGTH;
    // Kind and length of an option are shown though its value may be cut off.
    while (option < Math.min(end, limit)) {
      const isSingle = bytes[option] <= tcp.OPTION_NOP;
      if (!isSingle && option + 1 >= limit) return false;
      const length = tcp.optionLength(bytes, option);
      if (!isSingle && (length < 2 || option + length > end)) return false;
      if (visit(bytes, option, length, sink, view, layer)) return true;
      if (bytes[option] === tcp.OPTION_END) return false;
      option += length;
    }
    return false;
  };
}

/** An option of that kind whose length is right. */
function ofKind(
  kind: number | readonly number[],
  lengthFits: (length: number) => boolean,
  visit: OptionVisit,
): ValueReader {
  const kinds = typeof kind === 'number' ? [kind] : kind;
  return eachOption(
    (bytes, option, length, sink, view, layer) =>
      kinds.includes(bytes[option]) &&
      lengthFits(length) &&
      option + length <= view.layerEnd[layer] &&
      visit(bytes, option, length, sink, view, layer),
  );
}

const exactly = (wanted: number) => (length: number) => length === wanted;
const atLeast = (wanted: number) => (length: number) => length >= wanted;

function numberOf(
  kind: number | readonly number[],
  lengthFits: (length: number) => boolean,
  read: (bytes: Uint8Array, option: number) => number,
): ValueReader {
  return ofKind(kind, lengthFits, (bytes, option, _length, sink) =>
    sink.number(read(bytes, option)),
  );
}

/** A number of an option of fixed length, of which `needed` bytes must be captured. */
function fixed(
  kind: number | readonly number[],
  length: number,
  needed: number,
  read: (bytes: Uint8Array, option: number) => number,
): ValueReader {
  const kinds = typeof kind === 'number' ? [kind] : kind;
  return eachOption(
    (bytes, option, found, sink, view, layer) =>
      kinds.includes(bytes[option]) &&
      found === length &&
      option + needed <= view.layerEnd[layer] &&
      sink.number(read(bytes, option)),
  );
}

/** Options that Wireshark has a name for; the others' data is one field. */
const KNOWN_KINDS: ReadonlySet<number> = new Set([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 19, 20, 21, 22, 23, 27, 28, 29, 30, 34, 76, 78, 172, 174,
  253, 254,
]);

/** SACK edges count from where the other side's sequence numbers do. */
const sackEdge =
  (offset: number): ValueReader =>
  (view, layer, sink) =>
    sackBlocks(view, layer, sink, offset);
const sackBlocks = (view: PacketView, layer: number, sink: ValueSink, offset: number) => {
  const base = sackBase(view, layer);
  return eachOption((bytes, option, length) => {
    if (bytes[option] !== tcp.OPTION_SACK) return false;
    const stop = Math.min(option + length, view.layerEnd[layer]);
    for (let place = option + 2 + offset; place + 4 <= stop; place += 8) {
      if (sink.number((readInt32(bytes, place) - base) >>> 0)) return true;
    }
    return false;
  })(view, layer, sink);
};
function sackBase(view: PacketView, layer: number): number {
  return (annotationOf(view, layer)?.reverseBase ?? 0) | 0;
}
/** Whether sequence number `a` is `b` or after it. */
const isAtLeast = (a: number, b: number) => ((a - b) | 0) >= 0;

/**
 * The first block of a SACK that reports a duplicate (RFC 2883 §4), as Wireshark tells it: within
 * what is acknowledged, or within the second block.
 */
function duplicateSack(visit: OptionVisit): ValueReader {
  return ofKind(tcp.OPTION_SACK, atLeast(10), (bytes, option, length, sink, view, layer) => {
    const left = readInt32(bytes, option + 2);
    const right = readInt32(bytes, option + 6);
    const acknowledgment = tcp.acknowledgment(bytes, view.layerStart[layer]) | 0;
    const isDuplicate =
      isAtLeast(acknowledgment, right) ||
      (length >= 18 &&
        isAtLeast(left, readInt32(bytes, option + 10)) &&
        isAtLeast(readInt32(bytes, option + 14), right));
    return isDuplicate && visit(bytes, option, length, sink, view, layer);
  });
}
const duplicateEdge = (offset: number) =>
  duplicateSack((bytes, option, _length, sink, view, layer) =>
    sink.number((readInt32(bytes, option + 2 + offset) - sackBase(view, layer)) >>> 0),
  );

const table = new FieldTable([Protocol.TCP]);
const CC = [tcp.OPTION_CC, tcp.OPTION_CC_NEW, tcp.OPTION_CC_ECHO];
const EXPERIMENTS = [tcp.OPTION_EXPERIMENT_1, tcp.OPTION_EXPERIMENT_2];

/** Numbers in an option whose place does not change: kind, exact length, offset, bytes. */
type FixedRow = readonly [
  name: string,
  type: FieldType,
  meaning: string,
  kind: number | readonly number[],
  length: number,
  read: (bytes: Uint8Array, option: number) => number,
];
const at16 = (offset: number) => (bytes: Uint8Array, option: number) =>
  readUint16(bytes, option + offset);
const at32 = (offset: number) => (bytes: Uint8Array, option: number) =>
  readUint32(bytes, option + offset);

const FIXED: readonly FixedRow[] = [
  ['mss_val', 'FT_UINT16', 'Maximum segment size in bytes', tcp.OPTION_MSS, 4, at16(2)],
  [
    'wscale.shift',
    'FT_UINT8',
    'Window scale, shift count',
    tcp.OPTION_WINDOW_SCALE,
    3,
    (bytes, option) => bytes[option + 2],
  ],
  [
    'wscale.multiplier',
    'FT_UINT16',
    'Window scale, multiplier',
    tcp.OPTION_WINDOW_SCALE,
    3,
    // RFC 7323 §2.3: a shift count above 14 counts as 14.
    (bytes, option) => 1 << Math.min(bytes[option + 2], 14),
  ],
  ['timestamp.tsval', 'FT_UINT32', 'Timestamp value', tcp.OPTION_TIMESTAMPS, 10, at32(2)],
  ['timestamp.tsecr', 'FT_UINT32', 'Timestamp echo reply', tcp.OPTION_TIMESTAMPS, 10, at32(6)],
  [
    'echo_value',
    'FT_UINT32',
    'Echo, or its reply (RFC 1072)',
    [tcp.OPTION_ECHO, tcp.OPTION_ECHO_REPLY],
    6,
    at32(2),
  ],
  ['cc_value', 'FT_UINT32', 'Connection count (RFC 1644)', CC, 6, at32(2)],
  [
    'user_to_val',
    'FT_UINT16',
    'User timeout (RFC 5482)',
    tcp.OPTION_USER_TIMEOUT,
    4,
    (bytes, option) => readUint16(bytes, option + 2) & 0x7fff,
  ],
];

table
  .values('tcp.options', 'FT_BYTES', '', 'All options', (view, layer, sink) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const limit = view.layerEnd[layer];
    const start = at + tcp.MINIMUM_HEADER_LENGTH;
    if (limit < start) return false;
    const end = tcp.optionsEnd(bytes, at, limit);
    return end >= start && tcp.headerLength(bytes, at) > 20 && sink.bytes(bytes, start, end);
  })
  .values(
    'tcp.option_kind',
    'FT_UINT8',
    'BASE_DEC',
    'Kind of an option',
    eachOption((bytes, option, _length, sink, view, layer) => {
      if (sink.number(bytes[option])) return true;
      if (bytes[option] !== tcp.OPTION_END) return false;
      // Each byte of the padding counts as an end, too.
      const end = tcp.optionsEnd(bytes, view.layerStart[layer], view.layerEnd[layer]);
      if (!isZero(bytes, option, end)) return false;
      for (let i = option + 1; i < end; i++) if (sink.number(tcp.OPTION_END)) return true;
      return false;
    }),
  )
  .values(
    'tcp.option_len',
    'FT_UINT8',
    'BASE_DEC',
    'Length of an option in bytes, kind and length included',
    eachOption(
      (bytes, option, length, sink) => bytes[option] > tcp.OPTION_NOP && sink.number(length),
    ),
  );
for (const [name, type, meaning, kind, length, read] of FIXED) {
  table.values(
    `tcp.options.${name}`,
    type,
    'BASE_DEC',
    meaning,
    fixed(kind, length, name === 'timestamp.tsval' ? 6 : length, read),
  );
}
table
  .values(
    'tcp.options.user_to_granularity',
    'FT_BOOLEAN',
    '16',
    'Unit of the user timeout: minutes, or seconds',
    numberOf(tcp.OPTION_USER_TIMEOUT, exactly(4), (bytes, option) => bytes[option + 2] >> 7),
  )
  .values(
    'tcp.options.sack_le',
    'FT_UINT32',
    'BASE_DEC',
    'Left edge of a SACK block, relative',
    sackEdge(0),
    ANALYSIS,
  )
  .values(
    'tcp.options.sack_re',
    'FT_UINT32',
    'BASE_DEC',
    'Right edge of a SACK block, relative',
    sackEdge(4),
    ANALYSIS,
  )
  .values(
    'tcp.options.sack.count',
    'FT_UINT8',
    'BASE_DEC',
    'SACK blocks',
    ofKind(tcp.OPTION_SACK, atLeast(2), (_bytes, _option, length, sink) =>
      sink.number((length - 2) >> 3),
    ),
  )
  .values(
    'tcp.options.sack.dsack_le',
    'FT_UINT32',
    'BASE_DEC',
    'Left edge of what was received twice, relative',
    duplicateEdge(0),
    ANALYSIS,
  )
  .values(
    'tcp.options.sack.dsack_re',
    'FT_UINT32',
    'BASE_DEC',
    'Right edge of what was received twice, relative',
    duplicateEdge(4),
    ANALYSIS,
  )
  .values(
    'tcp.options.sack.dsack',
    'FT_NONE',
    '',
    'A SACK reports a duplicate (RFC 2883)',
    duplicateSack((_bytes, _option, _length, sink) => sink.label()),
    ANALYSIS,
  )
  .values(
    'tcp.options.md5.digest',
    'FT_BYTES',
    '',
    'MD5 signature (RFC 2385)',
    ofKind(tcp.OPTION_MD5, exactly(18), (bytes, option, length, sink) =>
      sink.bytes(bytes, option + 2, option + length),
    ),
  )
  .values(
    'tcp.options.ao.keyid',
    'FT_UINT8',
    'BASE_DEC',
    'Authentication option: key (RFC 5925)',
    numberOf(tcp.OPTION_AUTHENTICATION, atLeast(4), (bytes, option) => bytes[option + 2]),
  )
  .values(
    'tcp.options.ao.rnextkeyid',
    'FT_UINT8',
    'BASE_DEC',
    'Authentication option: next key',
    numberOf(tcp.OPTION_AUTHENTICATION, atLeast(4), (bytes, option) => bytes[option + 3]),
  )
  .values(
    'tcp.options.ao.mac',
    'FT_BYTES',
    '',
    'Authentication option: code',
    ofKind(tcp.OPTION_AUTHENTICATION, atLeast(5), (bytes, option, length, sink) =>
      sink.bytes(bytes, option + 4, option + length),
    ),
  )
  .values(
    'tcp.options.mptcp.subtype',
    'FT_UINT8',
    'BASE_DEC',
    'Multipath TCP: what the option is about (RFC 8684)',
    numberOf(tcp.OPTION_MULTIPATH, atLeast(3), (bytes, option) => bytes[option + 2] >> 4),
  )
  .values(
    'tcp.options.tfo.request',
    'FT_NONE',
    '',
    'Asks for a fast open cookie (RFC 7413)',
    fastOpen((_bytes, start, end, sink) => start === end && sink.label()),
  )
  .values(
    'tcp.options.tfo.cookie',
    'FT_BYTES',
    '',
    'Fast open cookie (RFC 7413)',
    fastOpen((bytes, start, end, sink) => start < end && sink.bytes(bytes, start, end)),
  )
  .values(
    'tcp.analysis.tfo_syn',
    'FT_NONE',
    '',
    'A SYN with a fast open cookie',
    (view, layer, sink) => {
      const at = view.layerStart[layer];
      if (view.layerEnd[layer] - at < tcp.MINIMUM_HEADER_LENGTH) return false;
      const flags = tcp.flags(view.layerBytes(layer), at);
      return (flags & (tcp.SYN | tcp.ACK)) === tcp.SYN && cookie(view, layer, sink);
    },
  )
  .values(
    'tcp.options.experimental.exid',
    'FT_UINT16',
    'BASE_HEX',
    'Experiment (RFC 6994)',
    numberOf(EXPERIMENTS, atLeast(4), at16(2)),
  )
  .values(
    'tcp.options.unknown.payload',
    'FT_BYTES',
    '',
    'Data of an option that has no name',
    eachOption(
      (bytes, option, length, sink, view, layer) =>
        !KNOWN_KINDS.has(bytes[option]) &&
        length > 2 &&
        option + length <= view.layerEnd[layer] &&
        sink.bytes(bytes, option + 2, option + length),
    ),
  )
  .label('tcp.option.len.invalid', 'An option whose length cannot be right', (view, layer) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const limit = view.layerEnd[layer];
    if (limit - at < tcp.MINIMUM_HEADER_LENGTH) return false;
    const whole = at + tcp.headerLength(bytes, at);
    const end = tcp.optionsEnd(bytes, at, limit);
    let option = at + tcp.MINIMUM_HEADER_LENGTH;
    while (tcp.optionFits(bytes, option, end)) {
      if (bytes[option] === tcp.OPTION_END) return false;
      const fixed = FIXED_LENGTHS.get(bytes[option]);
      if (fixed !== undefined && fixed !== tcp.optionLength(bytes, option)) return true;
      option += tcp.optionLength(bytes, option);
    }
    return option < end && whole <= limit;
  })
  .values(
    'tcp.non_zero_bytes_after_eol',
    'FT_NONE',
    '',
    'Something follows the end of the options',
    eachOption((bytes, option, _length, sink, view, layer) => {
      if (bytes[option] !== tcp.OPTION_END) return false;
      const end = tcp.optionsEnd(bytes, view.layerStart[layer], view.layerEnd[layer]);
      return !isZero(bytes, option, end) && sink.label();
    }),
  );

function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 0) return false;
  return true;
}

const FIXED_LENGTHS: ReadonlyMap<number, number> = new Map([
  [tcp.OPTION_MSS, 4],
  [tcp.OPTION_WINDOW_SCALE, 3],
  [tcp.OPTION_SACK_PERMITTED, 2],
  [tcp.OPTION_ECHO, 6],
  [tcp.OPTION_ECHO_REPLY, 6],
  [tcp.OPTION_TIMESTAMPS, 10],
  [tcp.OPTION_MD5, 18],
  [tcp.OPTION_USER_TIMEOUT, 4],
]);

function fastOpen(
  visit: (bytes: Uint8Array, start: number, end: number, sink: ValueSink) => boolean,
): ValueReader {
  return eachOption((bytes, option, length, sink, view, layer) => {
    if (option + length > view.layerEnd[layer]) return false;
    if (bytes[option] === tcp.OPTION_FAST_OPEN) {
      return visit(bytes, option + 2, option + length, sink);
    }
    return (
      EXPERIMENTS.includes(bytes[option]) &&
      length >= 4 &&
      readUint16(bytes, option + 2) === tcp.EXPERIMENT_FAST_OPEN &&
      visit(bytes, option + 4, option + length, sink)
    );
  });
}
const cookie = fastOpen((_bytes, start, end, sink) => start < end && sink.label());

/** Options that Wireshark has as protocols of their own: there or not, and their bytes. */
const OPTION_PROTOCOLS: readonly (readonly [string, number | readonly number[], string])[] = [
  ['eol', tcp.OPTION_END, 'End of options'],
  ['nop', tcp.OPTION_NOP, 'No operation'],
  ['mss', tcp.OPTION_MSS, 'Maximum segment size'],
  ['wscale', tcp.OPTION_WINDOW_SCALE, 'Window scale'],
  ['sack_perm', tcp.OPTION_SACK_PERMITTED, 'SACK is understood'],
  ['sack', tcp.OPTION_SACK, 'Selective acknowledgment'],
  ['echo', tcp.OPTION_ECHO, 'Echo (RFC 1072)'],
  ['echoreply', tcp.OPTION_ECHO_REPLY, 'Reply to an echo (RFC 1072)'],
  ['timestamp', tcp.OPTION_TIMESTAMPS, 'Timestamps'],
  ['cc', tcp.OPTION_CC, 'Connection count (RFC 1644)'],
  ['ccnew', tcp.OPTION_CC_NEW, 'New connection count (RFC 1644)'],
  ['ccecho', tcp.OPTION_CC_ECHO, 'Echo of a connection count (RFC 1644)'],
  ['md5', tcp.OPTION_MD5, 'MD5 signature (RFC 2385)'],
  ['user_to', tcp.OPTION_USER_TIMEOUT, 'User timeout (RFC 5482)'],
  ['ao', tcp.OPTION_AUTHENTICATION, 'Authentication (RFC 5925)'],
  ['tfo', tcp.OPTION_FAST_OPEN, 'Fast open (RFC 7413)'],
  ['experimental', EXPERIMENTS, 'Experimental (RFC 6994)'],
];
for (const [name, kind, meaning] of OPTION_PROTOCOLS) {
  const read = ofKind(kind, atLeast(1), (bytes, option, length, sink, view, layer) => {
    if (sink.bytes(bytes, option, option + length)) return true;
    if (kind !== tcp.OPTION_END) return false;
    // As of `tcp.option_kind`: each byte of the padding.
    const end = tcp.optionsEnd(bytes, view.layerStart[layer], view.layerEnd[layer]);
    if (!isZero(bytes, option, end)) return false;
    for (let i = option + 1; i < end; i++) if (sink.bytes(bytes, i, i + 1)) return true;
    return false;
  });
  table.values(`tcp.options.${name}`, 'FT_PROTOCOL', '', meaning, read);
}
table.values(
  'tcp.options.unknown',
  'FT_PROTOCOL',
  '',
  'An option of a kind that has no name',
  eachOption((bytes, option, length, sink, view, layer) => {
    if (KNOWN_KINDS.has(bytes[option]) || option + length > view.layerEnd[layer]) return false;
    return sink.bytes(bytes, option, option + length);
  }),
);

/** Options of TCP headers. */
export const tcpOptionFields = table.fields;
