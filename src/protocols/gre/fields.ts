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
  .hex16('gre.proto', 'Protocol of the payload', gre.protocol)
  .hex16('gre.flags_and_version', 'Flags and version', flags)
  .bit('gre.flags.checksum', '16', 'There is a checksum', flags, gre.FLAG_CHECKSUM)
  .bit('gre.flags.routing', '16', 'There is a route', flags, gre.FLAG_ROUTING)
  .bit('gre.flags.key', '16', 'There is a key', flags, gre.FLAG_KEY)
  .bit('gre.flags.sequence_number', '16', 'There is a sequence number', flags, gre.FLAG_SEQUENCE)
  .bit('gre.flags.strict_source_route', '16', 'The source route is strict', flags, 0x0800)
  .uint16('gre.flags.recursion_control', 'Further encapsulations allowed', bitsOf(flags, 0x0700))
  .bit(
    'gre.flags.ack',
    '16',
    'There is an acknowledgment',
    ofVersion(true, flags),
    gre.FLAG_ACKNOWLEDGMENT,
  )
  .uint16(
    'gre.flags.reserved',
    'Reserved',
    (bytes, at) =>
      // PPTP's acknowledgment bit lies among them.
      (gre.flags(bytes, at) & (isPptp(bytes, at) ? 0x78 : 0xf8)) >> 3,
  )
  .uint16('gre.flags.version', 'Version: 1 is PPTP', gre.version)
  .hex16('gre.checksum', 'Checksum', where(CHECKSUM_OR_ROUTING, optional, 2))
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
  .uint16(
    'gre.offset',
    'Offset of the active source route',
    where(CHECKSUM_OR_ROUTING, optional, 2, 2),
  )
  .hex32('gre.key', 'Key', ofVersion(false, where(gre.FLAG_KEY, gre.keyAt, 4)))
  .uint16(
    'gre.key.payload_length',
    'Payload length of PPTP in bytes',
    ofVersion(true, where(gre.FLAG_KEY, gre.keyAt, 2)),
  )
  .uint16('gre.key.call_id', 'Call of PPTP', ofVersion(true, where(gre.FLAG_KEY, gre.keyAt, 2, 2)))
  .uint32('gre.sequence_number', 'Sequence number', where(gre.FLAG_SEQUENCE, gre.sequenceAt, 4))
  .uint32(
    'gre.ack_number',
    'Acknowledgment number of PPTP',
    ofVersion(true, where(gre.FLAG_ACKNOWLEDGMENT, gre.acknowledgmentAt, 4)),
  ).fields;

/** Authentication header (RFC 4302). */
export const authenticationHeaderFields = new FieldTable([Protocol.AUTHENTICATION_HEADER])
  .uint8('ah.next_header', 'Next header', (bytes, at) => bytes[at])
  .uint8('ah.length', 'Length in words, less two', (bytes, at) => bytes[at + 1])
  .octets('ah.reserved', 'Reserved', 2, 2)
  .hex32(
    'ah.spi',
    'Security parameters index',
    (bytes, at, end) => uint16At(4)(bytes, at, end) * 0x10000 + readUint16(bytes, at + 6),
  )
  .uint32(
    'ah.sequence',
    'Sequence number',
    (bytes, at, end) => uint16At(8)(bytes, at, end) * 0x10000 + readUint16(bytes, at + 10),
  )
  .octets('ah.icv', 'Integrity check value', (view, layer, sink) => {
    const at = view.layerStart[layer] + 12;
    const end = view.layerEnd[layer];
    return at < end && sink.bytes(view.layerBytes(layer), at, end);
  }).fields;
