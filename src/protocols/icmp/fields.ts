import { readUint32 } from '../bytes.ts';
import { ChecksumStatus, isInFragment } from '../fields/checksum-status.ts';
import { FieldTable, type NumberReader, type ValueSink } from '../fields/field.ts';
import { bitsOf, uint8At, uint16At, uint32At } from '../fields/parts.ts';
import { internetChecksum } from '../internet-checksum.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as icmp from './codec.ts';
import { addEchoFields } from './echo-fields.ts';
import { addExtensionFields } from './extension-fields.ts';

const ROUTER_ADVERTISEMENT = 9;
const TIMESTAMP = 13;
const TIMESTAMP_REPLY = 14;
const MASK_REQUEST = 17;
const MASK_REPLY = 18;
const EXTENDED_ECHO_REQUEST = 42;
const EXTENDED_ECHO_REPLY = 43;
const FRAGMENTATION_NEEDED = 4;

/** Timestamp, information and mask messages have identifier and sequence number like echo. */
const WITH_SEQUENCE = [0, 8, 13, 14, 15, 16, 17, 18];
const WITH_IDENTIFIER = [...WITH_SEQUENCE, EXTENDED_ECHO_REQUEST, EXTENDED_ECHO_REPLY];

/** A reader for messages of these types. */
const ofTypes =
  (types: readonly number[], reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    types.includes(icmp.type(bytes, at)) ? reader(bytes, at, end, view, layer) : Number.NaN;
const swap = (value: number) => ((value & 0xff) << 8) | (value >> 8);

const { DESTINATION_UNREACHABLE, TIME_EXCEEDED, PARAMETER_PROBLEM } = icmp;
const ERRORS_WITH_LENGTH = [DESTINATION_UNREACHABLE, TIME_EXCEEDED, PARAMETER_PROBLEM];

/** Wireshark checks what is whole and no quotation. */
function checksumStatus(view: PacketView, layer: number): ChecksumStatus {
  if (layer !== view.transport) return ChecksumStatus.UNVERIFIED;
  if (view.payloadEnd - view.payloadStart < view.payloadLength) return ChecksumStatus.UNVERIFIED;
  if (isInFragment(view, layer)) return ChecksumStatus.UNVERIFIED;
  const at = view.layerStart[layer];
  const sum = internetChecksum(view.layerBytes(layer), at, view.layerEnd[layer]);
  return sum === 0 ? ChecksumStatus.GOOD : ChecksumStatus.BAD;
}

/** Bytes of the second word that the type and code leave unused. */
function eachUnused(view: PacketView, layer: number, sink: ValueSink): boolean {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const type = icmp.type(bytes, at);
  if (!ERRORS_WITH_LENGTH.includes(type)) return false;
  const hasLength = bytes[at + 5] > 0;
  const hasMtu = type === DESTINATION_UNREACHABLE && icmp.code(bytes, at) === FRAGMENTATION_NEEDED;
  if (type === PARAMETER_PROBLEM) {
    return sink.bytes(bytes, hasLength ? at + 6 : at + 5, at + 8);
  }
  if (!hasLength) return sink.bytes(bytes, at + 4, hasMtu ? at + 6 : at + 8);
  if (sink.bytes(bytes, at + 4, at + 5)) return true;
  return !hasMtu && sink.bytes(bytes, at + 6, at + 8);
}

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

function eachRouter(offset: number) {
  return (view: PacketView, layer: number, sink: ValueSink) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    if (icmp.type(bytes, at) !== ROUTER_ADVERTISEMENT || bytes[at + 5] !== 2) return false;
    for (let i = 0; i < bytes[at + 4]; i++) {
      const place = at + 8 + 8 * i + offset;
      if (place + 4 > view.layerEnd[layer]) return false;
      if (sink.number(readUint32(bytes, place))) return true;
    }
    return false;
  };
}

/** Internet Control Message Protocol. */
const table = new FieldTable([Protocol.ICMP])
  .uint8('icmp.type', 'Message type', icmp.type)
  .uint8('icmp.code', 'Message code', icmp.code)
  .hex16('icmp.checksum', 'Checksum', icmp.checksum)
  .number(
    'icmp.checksum.status',
    'FT_UINT8',
    'BASE_NONE',
    'Checksum: 0 bad, 1 good, 2 not verified',
    (_bytes, _at, _end, view, layer) => checksumStatus(view, layer),
  )
  .label(
    'icmp.checksum_bad',
    'The checksum is wrong',
    (view, layer) => checksumStatus(view, layer) === ChecksumStatus.BAD,
  )
  .octets('icmp.unused', 'Bytes that mean nothing', eachUnused)
  .number(
    'icmp.ident',
    'FT_UINT16',
    'BASE_DEC_HEX',
    'Identifier',
    ofTypes(WITH_IDENTIFIER, icmp.identifier),
  )
  .number(
    'icmp.ident_le',
    'FT_UINT16',
    'BASE_DEC_HEX',
    'Identifier, the other byte order',
    ofTypes(WITH_IDENTIFIER, (bytes, at) => swap(icmp.identifier(bytes, at))),
  )
  .number(
    'icmp.seq',
    'FT_UINT16',
    'BASE_DEC_HEX',
    'Sequence number',
    ofTypes(WITH_SEQUENCE, icmp.sequence),
  )
  .number(
    'icmp.seq_le',
    'FT_UINT16',
    'BASE_DEC_HEX',
    'Sequence number, the other byte order',
    ofTypes(WITH_SEQUENCE, (bytes, at) => swap(icmp.sequence(bytes, at))),
  )
  .uint16('icmp.mtu', 'Next-hop MTU in bytes', (bytes, at) =>
    icmp.type(bytes, at) === DESTINATION_UNREACHABLE &&
    icmp.code(bytes, at) === FRAGMENTATION_NEEDED
      ? icmp.nextHopMtu(bytes, at)
      : Number.NaN,
  )
  .ipv4('icmp.redir_gw', 'Gateway of a redirect', (bytes, at) =>
    icmp.type(bytes, at) === icmp.REDIRECT ? icmp.gateway(bytes, at) >>> 0 : Number.NaN,
  )
  .uint32(
    'icmp.pointer',
    'Byte of the header that is the problem',
    ofTypes([PARAMETER_PROBLEM], uint8At(4)),
  )
  .uint8(
    'icmp.length',
    'Length of the quotation in units of 4 bytes',
    ofTypes(ERRORS_WITH_LENGTH, (bytes, at) => bytes[at + 5] || Number.NaN),
  )
  .uint8(
    'icmp.length.original_datagram',
    'Length of the quotation in bytes',
    ofTypes(ERRORS_WITH_LENGTH, (bytes, at) => (bytes[at + 5] << 2) & 0xff || Number.NaN),
  )
  .uint8('icmp.num_addrs', 'How many routers', ofTypes([ROUTER_ADVERTISEMENT], uint8At(4)))
  .uint8(
    'icmp.addr_entry_size',
    'Words for each router',
    ofTypes([ROUTER_ADVERTISEMENT], uint8At(5)),
  )
  .uint16(
    'icmp.lifetime',
    'Seconds that the routers are good for',
    ofTypes([ROUTER_ADVERTISEMENT], uint16At(6)),
  )
  .values('icmp.router_address', 'FT_IPv4', '', 'Router address', eachRouter(0))
  .values('icmp.pref_level', 'FT_INT32', 'BASE_DEC', 'Preference of the router', eachRouter(4))
  .uint32(
    'icmp.originate_timestamp',
    'When the request was sent, in milliseconds since midnight UTC',
    ofTypes([TIMESTAMP, TIMESTAMP_REPLY], uint32At(8)),
  )
  .uint32(
    'icmp.receive_timestamp',
    'When the request was received, in milliseconds since midnight UTC',
    ofTypes([TIMESTAMP, TIMESTAMP_REPLY], uint32At(12)),
  )
  .uint32(
    'icmp.transmit_timestamp',
    'When the reply was sent, in milliseconds since midnight UTC',
    ofTypes([TIMESTAMP, TIMESTAMP_REPLY], uint32At(16)),
  )
  .ipv4('icmp.address_mask', 'Address mask', ofTypes([MASK_REQUEST, MASK_REPLY], uint32At(8)))
  .values(
    'icmp.data_time',
    'FT_ABSOLUTE_TIME',
    '',
    'Time that the ping program wrote',
    (view, layer, sink) =>
      findDataTime(view, layer) && sink.time(dataTime.seconds, dataTime.nanoseconds),
  )
  .values(
    'icmp.data_time_relative',
    'FT_RELATIVE_TIME',
    '',
    'Time since then',
    (view, layer, sink) => {
      if (!findDataTime(view, layer)) return false;
      const nanoseconds = view.nanoseconds - dataTime.nanoseconds;
      const borrow = nanoseconds < 0 ? 1 : 0;
      return sink.time(view.seconds - dataTime.seconds - borrow, nanoseconds + borrow * 1e9);
    },
  )
  .number(
    'icmp.ext.echo.seq',
    'FT_UINT8',
    'BASE_DEC_HEX',
    'Sequence number of an extended echo (RFC 8335)',
    ofTypes([EXTENDED_ECHO_REQUEST, EXTENDED_ECHO_REPLY], uint8At(6)),
  )
  .hex8(
    'icmp.ext.echo.req.res',
    'Reserved bits',
    ofTypes([EXTENDED_ECHO_REQUEST], bitsOf(uint8At(7), 0xfe)),
  )
  .bit(
    'icmp.ext.echo.req.local',
    '8',
    'The interface is on the node asked',
    ofTypes([EXTENDED_ECHO_REQUEST], uint8At(7)),
    1,
  )
  .uint8(
    'icmp.ext.echo.rsp.state',
    'State of the neighbor entry',
    ofTypes([EXTENDED_ECHO_REPLY], bitsOf(uint8At(7), 0xe0)),
  )
  .hex8(
    'icmp.ext.echo.rsp.res',
    'Reserved bits',
    ofTypes([EXTENDED_ECHO_REPLY], bitsOf(uint8At(7), 0x18)),
  )
  .bit(
    'icmp.ext.echo.rsp.active',
    '8',
    'The interface is active',
    ofTypes([EXTENDED_ECHO_REPLY], uint8At(7)),
    4,
  )
  .bit(
    'icmp.ext.echo.rsp.ipv4',
    '8',
    'The interface runs IPv4',
    ofTypes([EXTENDED_ECHO_REPLY], uint8At(7)),
    2,
  )
  .bit(
    'icmp.ext.echo.rsp.ipv6',
    '8',
    'The interface runs IPv6',
    ofTypes([EXTENDED_ECHO_REPLY], uint8At(7)),
    1,
  );
addEchoFields(table, 'icmp');
addExtensionFields(table);

export const icmpFields = table.fields;
