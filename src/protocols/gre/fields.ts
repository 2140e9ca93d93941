import { ChecksumStatus } from '../fields/checksum-status.ts';
import {
  bitsOf,
  type Condition,
  FieldTable,
  type NumberReader,
  uint16At,
  uint32At,
} from '../fields/field.ts';
import { internetChecksum } from '../internet-checksum.ts';
import { Protocol } from '../protocol.ts';
import * as gre from './codec.ts';

const flags: NumberReader = gre.flags;

type Place = (bytes: Uint8Array, at: number) => number;

const CHECKSUM = 'Checksum: 0 bad, 1 good, 2 not verified';
const CHECKSUM_OR_ROUTING = gre.FLAG_CHECKSUM | gre.FLAG_ROUTING;
const isPptp: Condition = (bytes, at) =>
  gre.protocol(bytes, at) === gre.PROTOCOL_PPP && gre.version(bytes, at) === 1;
const isOther: Condition = (...part) => !isPptp(...part);

/** Generic Routing Encapsulation. */
const table = new FieldTable([Protocol.GRE])
  .hex16('gre.proto', 'Protocol of the payload', gre.protocol)
  .hex16('gre.flags_and_version', 'Flags and version', flags)
  .bit('gre.flags.checksum', '16', 'There is a checksum', flags, gre.FLAG_CHECKSUM)
  .bit('gre.flags.routing', '16', 'There is a route', flags, gre.FLAG_ROUTING)
  .bit('gre.flags.key', '16', 'There is a key', flags, gre.FLAG_KEY)
  .bit('gre.flags.sequence_number', '16', 'There is a sequence number', flags, gre.FLAG_SEQUENCE)
  .bit('gre.flags.strict_source_route', '16', 'The source route is strict', flags, 0x0800)
  .uint16('gre.flags.recursion_control', 'Further encapsulations allowed', bitsOf(flags, 0x0700))
  .uint16('gre.flags.version', 'Version: 1 is PPTP', gre.version)
  .uint16(
    'gre.flags.reserved',
    'Reserved',
    // PPTP's acknowledgment bit lies among them.
    (...part) => (gre.flags(part[0], part[1]) & (isPptp(...part) ? 0x78 : 0xf8)) >> 3,
  );
table
  .when(isPptp)
  .bit('gre.flags.ack', '16', 'There is an acknowledgment', flags, gre.FLAG_ACKNOWLEDGMENT);

table
  .when((bytes, at) => (gre.flags(bytes, at) & CHECKSUM_OR_ROUTING) !== 0)
  .hex16('gre.checksum', 'Checksum', gre.MINIMUM_HEADER_LENGTH)
  .uint16('gre.offset', 'Offset of the active source route', gre.MINIMUM_HEADER_LENGTH + 2)
  .status('gre.checksum.status', CHECKSUM, (bytes, at, end) => {
    if (end - at < 8) return Number.NaN;
    if ((gre.flags(bytes, at) & gre.FLAG_CHECKSUM) === 0) return ChecksumStatus.UNVERIFIED;
    return internetChecksum(bytes, at, end) === 0 ? ChecksumStatus.GOOD : ChecksumStatus.BAD;
  });

/** A number that is there where a flag is set, at an offset of its place, and whole. */
function where(flag: number, placeOf: Place, reader: NumberReader): NumberReader {
  return (bytes, at, end, view, layer) =>
    (gre.flags(bytes, at) & flag) === 0
      ? Number.NaN
      : reader(bytes, placeOf(bytes, at), end, view, layer);
}

const key = (reader: NumberReader) => where(gre.FLAG_KEY, gre.keyAt, reader);
table.when(isOther).hex32('gre.key', 'Key', key(uint32At(0)));
table
  .when(isPptp)
  .uint16('gre.key.payload_length', 'Payload length of PPTP in bytes', key(uint16At(0)))
  .uint16('gre.key.call_id', 'Call of PPTP', key(uint16At(2)))
  .uint32(
    'gre.ack_number',
    'Acknowledgment number of PPTP',
    where(gre.FLAG_ACKNOWLEDGMENT, gre.acknowledgmentAt, uint32At(0)),
  );
table.uint32(
  'gre.sequence_number',
  'Sequence number',
  where(gre.FLAG_SEQUENCE, gre.sequenceAt, uint32At(0)),
);

export const greFields = table.fields;
