import { readUint32 } from '../bytes.ts';
import {
  type Condition,
  FieldTable,
  type NumberReader,
  type PartReader,
  uint8At,
  type ValueSink,
} from '../fields/field.ts';
import { internetChecksum } from '../internet-checksum.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as icmp from './codec.ts';
import { addCommonFields } from './echo-fields.ts';
import { addExtensionFields } from './extension-fields.ts';

const ROUTER_ADVERTISEMENT = 9;
const TIMESTAMP = 13;
const TIMESTAMP_REPLY = 14;
const MASK_REQUEST = 17;
const MASK_REPLY = 18;

/** Timestamp, information and mask messages have identifier and sequence number like echo. */
const WITH_SEQUENCE = [0, 8, 13, 14, 15, 16, 17, 18];
const WITH_IDENTIFIER = [...WITH_SEQUENCE, icmp.EXTENDED_ECHO_REQUEST, icmp.EXTENDED_ECHO_REPLY];

/** Whether a message is of one of these types. */
const isOf =
  (...types: readonly number[]): Condition =>
  (bytes, at) =>
    types.includes(icmp.type(bytes, at));
const swap = (value: number) => ((value & 0xff) << 8) | (value >> 8);

const { DESTINATION_UNREACHABLE, PARAMETER_PROBLEM } = icmp;

/** The sum over a message. */
const sum = (view: PacketView, layer: number) =>
  internetChecksum(view.layerBytes(layer), view.layerStart[layer], view.layerEnd[layer]);

/** Bytes of the second word that the type and code leave unused. */
const eachUnused: PartReader = (bytes, at, _end, sink) => {
  const type = icmp.type(bytes, at);
  const hasLength = icmp.quotedLength(bytes, at) > 0;
  const hasMtu =
    type === DESTINATION_UNREACHABLE && icmp.code(bytes, at) === icmp.FRAGMENTATION_NEEDED;
  if (type === PARAMETER_PROBLEM) {
    return sink.bytes(bytes, hasLength ? at + 6 : at + 5, at + 8);
  }
  if (!hasLength) return sink.bytes(bytes, at + 4, hasMtu ? at + 6 : at + 8);
  if (sink.bytes(bytes, at + 4, at + 5)) return true;
  return !hasMtu && sink.bytes(bytes, at + 6, at + 8);
};

/** A ping program's own timestamp is taken for one where it is within a day of the capture. */
const SECONDS_PER_DAY = 86400;
const MICROSECONDS = 1_000_000;
const dataTime = { seconds: 0, nanoseconds: 0 };

/** The time that an echo message carries, in either byte order, as ping writes it. */
function findDataTime(view: PacketView, layer: number): boolean {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const type = icmp.type(bytes, at);
  if (type !== icmp.ECHO_REPLY && type !== icmp.ECHO_REQUEST) return false;
  if (view.layerEnd[layer] - at < 16) return false;
  for (let order = 0; order < 2; order++) {
    const word = (place: number) => {
      const value = readUint32(bytes, place);
      if (order === 0) return value;
      return (
        ((value >>> 24) | ((value >>> 8) & 0xff00) | ((value << 8) & 0xff0000) | (value << 24)) >>>
        0
      );
    };
    const seconds = word(at + 8);
    const microseconds = word(at + 12);
    if (Math.abs((seconds - view.seconds) | 0) >= SECONDS_PER_DAY) continue;
    if (microseconds >= MICROSECONDS) continue;
    dataTime.seconds = seconds;
    dataTime.nanoseconds = microseconds * 1000;
    return true;
  }
  return false;
}

/** Bytes before what Wireshark calls data in an echo message: the time that ping wrote. */
export function echoDataOffset(view: PacketView, layer: number): number {
  if (view.layerProtocol[layer] !== Protocol.ICMP) return 0;
  return findDataTime(view, layer) ? 8 : 0;
}

function dataTimeOf(view: PacketView, layer: number, sink: ValueSink): boolean {
  return findDataTime(view, layer) && sink.time(dataTime.seconds, dataTime.nanoseconds);
}

function sinceDataTime(view: PacketView, layer: number, sink: ValueSink): boolean {
  if (!findDataTime(view, layer)) return false;
  const nanoseconds = view.nanoseconds - dataTime.nanoseconds;
  const borrow = nanoseconds < 0 ? 1 : 0;
  return sink.time(view.seconds - dataTime.seconds - borrow, nanoseconds + borrow * 1e9);
}

/** Each of the routers of an advertisement, as many as it says, at an offset in its entry. */
const eachRouter =
  (offset: number): PartReader =>
  (bytes, at, end, sink) => {
    if (bytes[at + 5] !== 2) return false;
    for (
      let i = 0, place = at + 8 + offset;
      i < bytes[at + 4] && place + 4 <= end;
      i++, place += 8
    ) {
      if (sink.number(readUint32(bytes, place))) return true;
    }
    return false;
  };
const swapped =
  (reader: NumberReader): NumberReader =>
  (...part) =>
    swap(reader(...part));
/** A number that says nothing where it is 0. */
const notZero =
  (read: (bytes: Uint8Array, at: number) => number): NumberReader =>
  (bytes, at) =>
    read(bytes, at) || Number.NaN;

/** Internet Control Message Protocol. */
const table = new FieldTable([Protocol.ICMP])
  .uint8('icmp.type', 'Message type', icmp.type)
  .uint8('icmp.code', 'Message code', icmp.code)
  .hex16('icmp.checksum', 'Checksum', icmp.checksum)
  .values('icmp.data_time', 'FT_ABSOLUTE_TIME', '', 'Time that the ping program wrote', dataTimeOf)
  .values('icmp.data_time_relative', 'FT_RELATIVE_TIME', '', 'Time since then', sinceDataTime);
const DEC_HEX = ['FT_UINT16', 'BASE_DEC_HEX'] as const;
table
  .when(isOf(...WITH_IDENTIFIER))
  .number('icmp.ident', ...DEC_HEX, 'Identifier', icmp.identifier)
  .number(
    'icmp.ident_le',
    ...DEC_HEX,
    'Identifier, the other byte order',
    swapped(icmp.identifier),
  );
table
  .when(isOf(...WITH_SEQUENCE))
  .number('icmp.seq', ...DEC_HEX, 'Sequence number', icmp.sequence)
  .number(
    'icmp.seq_le',
    ...DEC_HEX,
    'Sequence number, the other byte order',
    swapped(icmp.sequence),
  );
table
  .when((bytes, at) => icmp.mayHaveExtensions(icmp.type(bytes, at)))
  .octets('icmp.unused', 'Bytes that mean nothing', eachUnused)
  .uint8(
    'icmp.length',
    'Length of the quotation in units of 4 bytes',
    notZero((bytes, at) => icmp.quotedLength(bytes, at) >> 2),
  )
  .uint8(
    'icmp.length.original_datagram',
    'Length of the quotation in bytes',
    // Wireshark keeps eight bits of it.
    notZero((bytes, at) => icmp.quotedLength(bytes, at) & 0xff),
  );
table
  .when(
    (bytes, at) =>
      icmp.type(bytes, at) === DESTINATION_UNREACHABLE &&
      icmp.code(bytes, at) === icmp.FRAGMENTATION_NEEDED,
  )
  .uint16('icmp.mtu', 'Next-hop MTU in bytes', icmp.nextHopMtu);
table.when(isOf(icmp.REDIRECT)).ipv4('icmp.redir_gw', 'Gateway of a redirect', 4);
table
  .when(isOf(PARAMETER_PROBLEM))
  .uint32('icmp.pointer', 'Byte of the header that is the problem', uint8At(4));
table
  .when(isOf(ROUTER_ADVERTISEMENT))
  .uint8('icmp.num_addrs', 'How many routers', 4)
  .uint8('icmp.addr_entry_size', 'Words for each router', 5)
  .uint16('icmp.lifetime', 'Seconds that the routers are good for', 6)
  .part('icmp.router_address', 'FT_IPv4', '', 'Router address', eachRouter(0))
  .part('icmp.pref_level', 'FT_INT32', 'BASE_DEC', 'Preference of the router', eachRouter(4));
const SINCE_MIDNIGHT = 'in milliseconds since midnight UTC';
table
  .when(isOf(TIMESTAMP, TIMESTAMP_REPLY))
  .uint32('icmp.originate_timestamp', `When the request was sent, ${SINCE_MIDNIGHT}`, 8)
  .uint32('icmp.receive_timestamp', `When the request was received, ${SINCE_MIDNIGHT}`, 12)
  .uint32('icmp.transmit_timestamp', `When the reply was sent, ${SINCE_MIDNIGHT}`, 16);
table.when(isOf(MASK_REQUEST, MASK_REPLY)).ipv4('icmp.address_mask', 'Address mask', 8);
addCommonFields(table, {
  prefix: 'icmp',
  badChecksum: 'icmp.checksum_bad',
  sum,
  type: icmp.type,
  extendedRequest: icmp.EXTENDED_ECHO_REQUEST,
  extendedReply: icmp.EXTENDED_ECHO_REPLY,
});
addExtensionFields(table);

export const icmpFields = table.fields;
