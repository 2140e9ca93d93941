import { readUint16 } from '../bytes.ts';
import { ChecksumStatus } from '../fields/checksum-status.ts';
import { FieldTable, type NumberReader } from '../fields/field.ts';
import { bitsOf, uint16At } from '../fields/parts.ts';
import { internetChecksum } from '../internet-checksum.ts';
import { Protocol } from '../protocol.ts';
import * as gre from './codec.ts';

const flags: NumberReader = gre.flags;

/** A field that is there where a flag is set, and whole. */
function where(
  flag: number,
  place: (bytes: Uint8Array, at: number) => number,
  length: 2 | 4,
  offset = 0,
): NumberReader {
  return (bytes, at, end) => {
    if ((gre.flags(bytes, at) & flag) === 0) return Number.NaN;
    const start = place(bytes, at) + offset;
    if (start + length > end) return Number.NaN;
    const high = readUint16(bytes, start);
    return length === 2 ? high : high * 0x10000 + readUint16(bytes, start + 2);
  };
}
const isPptp = (bytes: Uint8Array, at: number) =>
  gre.protocol(bytes, at) === 0x880b && gre.version(bytes, at) === 1;
const ofVersion =
  (isOne: boolean, reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    isPptp(bytes, at) === isOne ? reader(bytes, at, end, view, layer) : Number.NaN;

const CHECKSUM_OR_ROUTING = gre.FLAG_CHECKSUM | gre.FLAG_ROUTING;
const optional = (_bytes: Uint8Array, at: number) => at + gre.MINIMUM_HEADER_LENGTH;

/** Generic Routing Encapsulation. */
export const greFields = new FieldTable([Protocol.GRE])
  .number('gre.proto', 'FT_UINT16', 'BASE_HEX', 'Protocol of the payload', gre.protocol)
  .number('gre.flags_and_version', 'FT_UINT16', 'BASE_HEX', 'Flags and version', flags)
  .bit('gre.flags.checksum', '16', 'There is a checksum', flags, gre.FLAG_CHECKSUM)
  .bit('gre.flags.routing', '16', 'There is a route', flags, gre.FLAG_ROUTING)
  .bit('gre.flags.key', '16', 'There is a key', flags, gre.FLAG_KEY)
  .bit('gre.flags.sequence_number', '16', 'There is a sequence number', flags, gre.FLAG_SEQUENCE)
  .bit('gre.flags.strict_source_route', '16', 'The source route is strict', flags, 0x0800)
  .number(
    'gre.flags.recursion_control',
    'FT_UINT16',
    'BASE_DEC',
    'Further encapsulations allowed',
    bitsOf(flags, 0x0700),
  )
  .bit(
    'gre.flags.ack',
    '16',
    'There is an acknowledgment',
    ofVersion(true, flags),
    gre.FLAG_ACKNOWLEDGMENT,
  )
  .number(
    'gre.flags.reserved',
    'FT_UINT16',
    'BASE_DEC',
    'Reserved',
    (bytes, at) =>
      // PPTP's acknowledgment bit lies among them.
      (gre.flags(bytes, at) & (isPptp(bytes, at) ? 0x78 : 0xf8)) >> 3,
  )
  .number('gre.flags.version', 'FT_UINT16', 'BASE_DEC', 'Version: 1 is PPTP', gre.version)
  .number(
    'gre.checksum',
    'FT_UINT16',
    'BASE_HEX',
    'Checksum',
    where(CHECKSUM_OR_ROUTING, optional, 2),
  )
  .number(
    'gre.checksum.status',
    'FT_UINT8',
    'BASE_NONE',
    'Checksum: 0 bad, 1 good, 2 not verified',
    (bytes, at, end) => {
      const sent = gre.flags(bytes, at);
      if ((sent & CHECKSUM_OR_ROUTING) === 0 || end - at < 8) return Number.NaN;
      if ((sent & gre.FLAG_CHECKSUM) === 0) return ChecksumStatus.UNVERIFIED;
      return internetChecksum(bytes, at, end) === 0 ? ChecksumStatus.GOOD : ChecksumStatus.BAD;
    },
  )
  .number(
    'gre.offset',
    'FT_UINT16',
    'BASE_DEC',
    'Offset of the active source route',
    where(CHECKSUM_OR_ROUTING, optional, 2, 2),
  )
  .number(
    'gre.key',
    'FT_UINT32',
    'BASE_HEX',
    'Key',
    ofVersion(false, where(gre.FLAG_KEY, gre.keyAt, 4)),
  )
  .number(
    'gre.key.payload_length',
    'FT_UINT16',
    'BASE_DEC',
    'Payload length of PPTP in bytes',
    ofVersion(true, where(gre.FLAG_KEY, gre.keyAt, 2)),
  )
  .number(
    'gre.key.call_id',
    'FT_UINT16',
    'BASE_DEC',
    'Call of PPTP',
    ofVersion(true, where(gre.FLAG_KEY, gre.keyAt, 2, 2)),
  )
  .number(
    'gre.sequence_number',
    'FT_UINT32',
    'BASE_DEC',
    'Sequence number',
    where(gre.FLAG_SEQUENCE, gre.sequenceAt, 4),
  )
  .number(
    'gre.ack_number',
    'FT_UINT32',
    'BASE_DEC',
    'Acknowledgment number of PPTP',
    ofVersion(true, where(gre.FLAG_ACKNOWLEDGMENT, gre.acknowledgmentAt, 4)),
  ).fields;

/** Authentication header (RFC 4302). */
export const authenticationHeaderFields = new FieldTable([Protocol.AUTHENTICATION_HEADER])
  .number('ah.next_header', 'FT_UINT8', 'BASE_DEC', 'Next header', (bytes, at) => bytes[at])
  .number(
    'ah.length',
    'FT_UINT8',
    'BASE_DEC',
    'Length in words, less two',
    (bytes, at) => bytes[at + 1],
  )
  .bytes('ah.reserved', 'FT_BYTES', 'Reserved', 2, 2)
  .number(
    'ah.spi',
    'FT_UINT32',
    'BASE_HEX',
    'Security parameters index',
    (bytes, at, end, view, layer) =>
      uint16At(4)(bytes, at, end, view, layer) * 0x10000 + readUint16(bytes, at + 6),
  )
  .number(
    'ah.sequence',
    'FT_UINT32',
    'BASE_DEC',
    'Sequence number',
    (bytes, at, end, view, layer) =>
      uint16At(8)(bytes, at, end, view, layer) * 0x10000 + readUint16(bytes, at + 10),
  )
  .values('ah.icv', 'FT_BYTES', '', 'Integrity check value', (view, layer, sink) => {
    const at = view.layerStart[layer] + 12;
    const end = view.layerEnd[layer];
    return at < end && sink.bytes(view.layerBytes(layer), at, end);
  }).fields;
