import { readInt32, readUint16, readUint32 } from '../bytes.ts';
import {
  bitsOf,
  FieldTable,
  type PartReader,
  PartTable,
  type PartWalker,
  uint8At,
  uint16At,
  uint32At,
} from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as tcp from './codec.ts';
import { ANALYSIS, annotationOf } from './field-readers.ts';

/** Each option, to where its length says that it ends: kind and length are shown though its value is cut off. */
const eachOption: PartWalker = (view, layer, sink, read) => {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const limit = view.layerEnd[layer];
  if (limit - at < tcp.MINIMUM_HEADER_LENGTH) return false;
  const end = at + tcp.headerLength(bytes, at);
  let option = at + tcp.MINIMUM_HEADER_LENGTH;
  while (option < Math.min(end, limit)) {
    const isSingle = bytes[option] <= tcp.OPTION_NOP;
    if (!isSingle && option + 1 >= limit) return false;
    const length = tcp.optionLength(bytes, option);
    if (!isSingle && (length < 2 || option + length > end)) return false;
    if (read(bytes, option, option + length, sink, view, layer)) return true;
    if (bytes[option] === tcp.OPTION_END) return false;
    option += length;
  }
  return false;
};

const table = new FieldTable([Protocol.TCP], 'tcp.');
const analysed = new FieldTable([Protocol.TCP], 'tcp.', ANALYSIS);

const captured =
  (read: PartReader): PartReader =>
  (bytes, at, end, sink, view, layer) =>
    read(bytes, at, Math.min(end, view.layerEnd[layer]), sink, view, layer);
const whole =
  (read: PartReader): PartReader =>
  (bytes, at, end, sink, view, layer) =>
    end <= view.layerEnd[layer] && read(bytes, at, end, sink, view, layer);

const options = new PartTable(table, eachOption);
const ofKind = (...kinds: readonly number[]) =>
  options.when((bytes, at) => kinds.includes(bytes[at]));
/** Options of the kinds that are captured whole. */
const wholeOf = (...kinds: readonly number[]) => ofKind(...kinds).within(whole);
/** Options of the kinds whose length is right, as far as they are captured. */
const exactly = (length: number, ...kinds: readonly number[]) =>
  ofKind(...kinds)
    .when((_bytes, at, end) => end - at === length)
    .within(captured);

const CC = [tcp.OPTION_CC, tcp.OPTION_CC_NEW, tcp.OPTION_CC_ECHO];
const EXPERIMENTS = [tcp.OPTION_EXPERIMENT_1, tcp.OPTION_EXPERIMENT_2];

/** Options that Wireshark has a name for; the others' data is one field. */
const KNOWN_KINDS: ReadonlySet<number> = new Set([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 19, 20, 21, 22, 23, 27, 28, 29, 30, 34, 76, 78, 172, 174,
  253, 254,
]);

function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** Reads an option, and each byte of the padding, which counts as an end of options, too. */
const withPadding =
  (read: PartReader): PartReader =>
  (bytes, at, end, sink, view, layer) => {
    if (read(bytes, at, end, sink, view, layer)) return true;
    if (bytes[at] !== tcp.OPTION_END) return false;
    const stop = tcp.optionsEnd(bytes, view.layerStart[layer], view.layerEnd[layer]);
    if (!isZero(bytes, at, stop)) return false;
    for (let i = at + 1; i < stop; i++) if (read(bytes, i, i + 1, sink, view, layer)) return true;
    return false;
  };

table.values('options', 'FT_BYTES', '', 'All options', (view, layer, sink) => {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const limit = view.layerEnd[layer];
  const start = at + tcp.MINIMUM_HEADER_LENGTH;
  if (limit < start || tcp.headerLength(bytes, at) <= tcp.MINIMUM_HEADER_LENGTH) return false;
  return sink.bytes(bytes, start, tcp.optionsEnd(bytes, at, limit));
});
options.within(withPadding).uint8('option_kind', 'Kind of an option', (bytes, at) => bytes[at]);
options
  .when((bytes, at) => bytes[at] > tcp.OPTION_NOP)
  .uint8(
    'option_len',
    'Length of an option in bytes, kind and length included',
    (_bytes, at, end) => end - at,
  );

exactly(4, tcp.OPTION_MSS).uint16('options.mss_val', 'Maximum segment size in bytes', uint16At(2));
exactly(3, tcp.OPTION_WINDOW_SCALE)
  .uint8('options.wscale.shift', 'Window scale, shift count', uint8At(2))
  // RFC 7323 §2.3: a shift count above 14 counts as 14.
  .uint16('options.wscale.multiplier', 'Window scale, multiplier', (bytes, at, end) =>
    at + 2 < end ? 1 << Math.min(bytes[at + 2], tcp.MAXIMUM_WINDOW_SHIFT) : Number.NaN,
  );
exactly(10, tcp.OPTION_TIMESTAMPS)
  .uint32('options.timestamp.tsval', 'Timestamp value', uint32At(2))
  .uint32('options.timestamp.tsecr', 'Timestamp echo reply', uint32At(6));
exactly(6, tcp.OPTION_ECHO, tcp.OPTION_ECHO_REPLY).uint32(
  'options.echo_value',
  'Echo, or its reply (RFC 1072)',
  uint32At(2),
);
exactly(6, ...CC).uint32('options.cc_value', 'Connection count (RFC 1644)', uint32At(2));
exactly(4, tcp.OPTION_USER_TIMEOUT)
  .uint16('options.user_to_val', 'User timeout (RFC 5482)', bitsOf(uint16At(2), 0x7fff))
  .boolean(
    'options.user_to_granularity',
    16,
    'Unit of the user timeout: minutes, or seconds',
    bitsOf(uint16At(2), 0x8000),
  );
exactly(18, tcp.OPTION_MD5).atLeast(18).rest('options.md5.digest', 'MD5 signature (RFC 2385)', 2);
const authentication = wholeOf(tcp.OPTION_AUTHENTICATION).atLeast(4);
authentication
  .uint8('options.ao.keyid', 'Authentication option: key (RFC 5925)', uint8At(2))
  .uint8('options.ao.rnextkeyid', 'Authentication option: next key', uint8At(3))
  .rest('options.ao.mac', 'Authentication option: code', 4);
wholeOf(tcp.OPTION_MULTIPATH).uint8(
  'options.mptcp.subtype',
  'Multipath TCP: what the option is about (RFC 8684)',
  bitsOf(uint8At(2), 0xf0),
);
wholeOf(...EXPERIMENTS).hex16('options.experimental.exid', 'Experiment (RFC 6994)', uint16At(2));
options
  .when((bytes, at) => !KNOWN_KINDS.has(bytes[at]))
  .within(whole)
  .rest('options.unknown.payload', 'Data of an option that has no name', 2);

// ---------------------------------------------------------------- selective acknowledgments

/** SACK edges count from where the other side's sequence numbers do. */
function relative(edge: number, view: PacketView, layer: number): number {
  return (edge - (annotationOf(view, layer)?.reverseBase ?? 0)) >>> 0;
}
const edgeAt =
  (offset: number) =>
  (bytes: Uint8Array, at: number, end: number, view: PacketView, layer: number) =>
    at + offset + 4 <= end ? relative(readUint32(bytes, at + offset), view, layer) : Number.NaN;
const sacks = new PartTable(analysed, eachOption).when(
  (bytes, at) => bytes[at] === tcp.OPTION_SACK,
);
sacks
  .within(captured)
  .from(2)
  .each((_bytes, at, end) => Math.min(end, at + 8))
  .uint32('options.sack_le', 'Left edge of a SACK block, relative', edgeAt(0))
  .uint32('options.sack_re', 'Right edge of a SACK block, relative', edgeAt(4));
wholeOf(tcp.OPTION_SACK).uint8(
  'options.sack.count',
  'SACK blocks',
  (_bytes, at, end) => (end - at - 2) >> 3,
);

/** Whether sequence number `a` is `b` or after it. */
const isAtLeast = (a: number, b: number) => ((a - b) | 0) >= 0;

/**
 * The first block of a SACK that reports a duplicate (RFC 2883 §4), as Wireshark tells it: within
 * what is acknowledged, or within the second block.
 */
sacks
  .within(whole)
  .atLeast(10)
  .within((read) => (bytes, at, end, sink, view, layer) => {
    const left = readInt32(bytes, at + 2);
    const right = readInt32(bytes, at + 6);
    const acknowledgment = tcp.acknowledgment(bytes, view.layerStart[layer]) | 0;
    const isDuplicate =
      isAtLeast(acknowledgment, right) ||
      (end - at >= 18 &&
        isAtLeast(left, readInt32(bytes, at + 10)) &&
        isAtLeast(readInt32(bytes, at + 14), right));
    return isDuplicate && read(bytes, at + 2, end, sink, view, layer);
  })
  .uint32('options.sack.dsack_le', 'Left edge of what was received twice, relative', edgeAt(0))
  .uint32('options.sack.dsack_re', 'Right edge of what was received twice, relative', edgeAt(4))
  .label('options.sack.dsack', 'A SACK reports a duplicate (RFC 2883)');

// ---------------------------------------------------------------- fast open

/** The cookie, of an option or of the experiment before it had one; empty where one is asked for. */
const fastOpen = options.within(whole).within((read) => (bytes, at, end, sink, view, layer) => {
  if (bytes[at] === tcp.OPTION_FAST_OPEN) return read(bytes, at + 2, end, sink, view, layer);
  return (
    EXPERIMENTS.includes(bytes[at]) &&
    end - at >= 4 &&
    readUint16(bytes, at + 2) === tcp.EXPERIMENT_FAST_OPEN &&
    read(bytes, at + 4, end, sink, view, layer)
  );
});
fastOpen
  .when((_bytes, at, end) => at === end)
  .label('options.tfo.request', 'Asks for a fast open cookie (RFC 7413)');
fastOpen.rest('options.tfo.cookie', 'Fast open cookie (RFC 7413)', 0);
const hasCookie = fastOpen.atLeast(1).reader((_bytes, _at, _end, sink) => sink.label());

table
  .values(
    'analysis.tfo_syn',
    'FT_NONE',
    '',
    'A SYN with a fast open cookie',
    (view, layer, sink) => {
      const at = view.layerStart[layer];
      if (view.layerEnd[layer] - at < tcp.MINIMUM_HEADER_LENGTH) return false;
      const flags = tcp.flags(view.layerBytes(layer), at);
      return (flags & (tcp.SYN | tcp.ACK)) === tcp.SYN && hasCookie(view, layer, sink);
    },
  )
  .label('option.len.invalid', 'An option whose length cannot be right', (view, layer) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const limit = view.layerEnd[layer];
    if (limit - at < tcp.MINIMUM_HEADER_LENGTH) return false;
    const end = tcp.optionsEnd(bytes, at, limit);
    let option = at + tcp.MINIMUM_HEADER_LENGTH;
    while (tcp.optionFits(bytes, option, end)) {
      if (bytes[option] === tcp.OPTION_END) return false;
      const fixed = FIXED_LENGTHS.get(bytes[option]);
      if (fixed !== undefined && fixed !== tcp.optionLength(bytes, option)) return true;
      option += tcp.optionLength(bytes, option);
    }
    return option < end && at + tcp.headerLength(bytes, at) <= limit;
  });

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

options
  .when((bytes, at) => bytes[at] === tcp.OPTION_END)
  .within((read) => (bytes, at, end, sink, view, layer) => {
    const stop = tcp.optionsEnd(bytes, view.layerStart[layer], view.layerEnd[layer]);
    return !isZero(bytes, at, stop) && read(bytes, at, end, sink, view, layer);
  })
  .label('non_zero_bytes_after_eol', 'Something follows the end of the options');

// ---------------------------------------------------------------- options as protocols

/** Options that Wireshark has as protocols of their own: there or not, and their bytes. */
const OPTION_PROTOCOLS: readonly (readonly [string, string, ...number[]])[] = [
  ['eol', 'End of options', tcp.OPTION_END],
  ['nop', 'No operation', tcp.OPTION_NOP],
  ['mss', 'Maximum segment size', tcp.OPTION_MSS],
  ['wscale', 'Window scale', tcp.OPTION_WINDOW_SCALE],
  ['sack_perm', 'SACK is understood', tcp.OPTION_SACK_PERMITTED],
  ['sack', 'Selective acknowledgment', tcp.OPTION_SACK],
  ['echo', 'Echo (RFC 1072)', tcp.OPTION_ECHO],
  ['echoreply', 'Reply to an echo (RFC 1072)', tcp.OPTION_ECHO_REPLY],
  ['timestamp', 'Timestamps', tcp.OPTION_TIMESTAMPS],
  ['cc', 'Connection count (RFC 1644)', tcp.OPTION_CC],
  ['ccnew', 'New connection count (RFC 1644)', tcp.OPTION_CC_NEW],
  ['ccecho', 'Echo of a connection count (RFC 1644)', tcp.OPTION_CC_ECHO],
  ['md5', 'MD5 signature (RFC 2385)', tcp.OPTION_MD5],
  ['user_to', 'User timeout (RFC 5482)', tcp.OPTION_USER_TIMEOUT],
  ['ao', 'Authentication (RFC 5925)', tcp.OPTION_AUTHENTICATION],
  ['tfo', 'Fast open (RFC 7413)', tcp.OPTION_FAST_OPEN],
  ['experimental', 'Experimental (RFC 6994)', ...EXPERIMENTS],
];
const allBytes: PartReader = (bytes, at, end, sink) => sink.bytes(bytes, at, end);
for (const [name, meaning, ...kinds] of OPTION_PROTOCOLS) {
  wholeOf(...kinds)
    .within(withPadding)
    .part(`options.${name}`, 'FT_PROTOCOL', '', meaning, allBytes);
}
options
  .when((bytes, at) => !KNOWN_KINDS.has(bytes[at]))
  .within(whole)
  .part('options.unknown', 'FT_PROTOCOL', '', 'An option of a kind that has no name', allBytes);

/** Options of TCP headers. */
export const tcpOptionFields = [...table.fields, ...analysed.fields];
