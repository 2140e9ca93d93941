import { Analysis } from '../analysis.ts';
import { characters, readUint24, readUint32 } from '../bytes.ts';
import {
  bits8,
  type Condition,
  FieldTable,
  type NumberReader,
  type PartReader,
  type PartWalker,
  uint8At,
  uint16At,
  uint24At,
  uint32At,
} from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as rtcp from './codec.ts';

const needs = { needs: Analysis.APPLICATION };
const table = new FieldTable([Protocol.RTCP], 'rtcp.', needs);

/** Packets of these types; of encrypted ones nothing but header and sender is known (RFC 3711 §3.4). */
const ofType = (...types: readonly number[]) =>
  table.when((bytes, at, _end, view) => isOpen(view) && types.includes(rtcp.type(bytes, at)));
const isOpen = (view: PacketView) => !view.mediaAnnotation.isSecure;
const isSetUp = (view: PacketView) => view.mediaAnnotation.setupFrame !== 0;
const { SENDER_REPORT, RECEIVER_REPORT, FULL_INTRA_REQUEST, NEGATIVE_ACKNOWLEDGMENT } = rtcp;
const REPORTS: readonly number[] = [SENDER_REPORT, RECEIVER_REPORT];
const FEEDBACK: readonly number[] = [rtcp.TRANSPORT_FEEDBACK, rtcp.PAYLOAD_FEEDBACK];
const OLD_FEEDBACK: readonly number[] = [FULL_INTRA_REQUEST, NEGATIVE_ACKNOWLEDGMENT];

const countOf = (types: readonly number[]): NumberReader => {
  const count = bits8(0, rtcp.COUNT);
  return (bytes, at, end, view, layer) =>
    types.includes(rtcp.type(bytes, at)) ? count(bytes, at, end, view, layer) : Number.NaN;
};
const ssrcOf = (types: readonly number[], offset: number): NumberReader => {
  const read = uint32At(offset);
  return (bytes, at, end) =>
    types.includes(rtcp.type(bytes, at)) ? read(bytes, at, end) : Number.NaN;
};

table
  .text('setup', 'What set the stream up', (view) => (isSetUp(view) ? '' : null))
  .frame('setup-frame', 'Frame that set the stream up', (_bytes, _at, _end, view) =>
    isSetUp(view) ? view.mediaAnnotation.setupFrame : Number.NaN,
  )
  .text('setup-method', 'How the stream was set up', (view) => (isSetUp(view) ? 'SDP' : null))
  .uint8('version', 'Version', bits8(0, 0xc0))
  .bit('padding', '8', 'Padding ends the packet', 0, rtcp.PADDING)
  .uint8('rc', 'How many reports follow', countOf([...REPORTS, ...OLD_FEEDBACK]))
  .uint8('sc', 'How many sources follow', countOf([rtcp.SOURCE_DESCRIPTION, rtcp.GOODBYE]))
  .uint8('app.subtype', 'Kind of an application', countOf([rtcp.APPLICATION]))
  .uint8('rtpfb.fmt', 'What feedback is about', countOf([rtcp.TRANSPORT_FEEDBACK]))
  .uint8('psfb.fmt', 'What feedback on a payload is about', countOf([rtcp.PAYLOAD_FEEDBACK]))
  .uint8('pt', 'Type of the packet', uint8At(rtcp.TYPE))
  .uint16('length', 'Words of the packet, less 1', uint16At(rtcp.LENGTH))
  .number(
    'senderssrc',
    'FT_UINT32',
    'BASE_HEX_DEC',
    'Who sent it',
    ssrcOf([...REPORTS, ...FEEDBACK, rtcp.EXTENDED_REPORT], rtcp.SENDER_SSRC),
  )
  .number(
    'mediassrc',
    'FT_UINT32',
    'BASE_HEX_DEC',
    'The media that it is about',
    ssrcOf(FEEDBACK, 8),
  );

/** Seconds from 1900 to 1970, and from 1970 to 2036, where NTP's wrap around. */
const FROM_1900 = 2_208_988_800;
const UNTIL_2036 = 2_085_978_496;

ofType(SENDER_REPORT)
  .number(
    'timestamp.ntp.msw',
    'FT_UINT32',
    'BASE_DEC_HEX',
    "Sender's clock: seconds",
    uint32At(rtcp.NTP_TIME),
  )
  .number(
    'timestamp.ntp.lsw',
    'FT_UINT32',
    'BASE_DEC_HEX',
    "Sender's clock: parts of a second",
    uint32At(rtcp.NTP_TIME + 4),
  )
  .part('timestamp.ntp', 'FT_ABSOLUTE_TIME', '', "Sender's clock", (bytes, at, end, sink) => {
    if (at + rtcp.RTP_TIME > end) return false;
    const seconds = readUint32(bytes, at + rtcp.NTP_TIME);
    const fraction = readUint32(bytes, at + rtcp.NTP_TIME + 4);
    if (seconds === 0 && fraction === 0) return sink.time(0, 0);
    const since1970 = seconds >= 0x80000000 ? seconds - FROM_1900 : seconds + UNTIL_2036;
    return sink.time(since1970, Math.floor((fraction * 1e9) / 2 ** 32));
  })
  .uint32('timestamp.rtp', 'The same time in units of the media', rtcp.RTP_TIME)
  .uint32('sender.packetcount', 'Packets sent', rtcp.PACKETS)
  .uint32('sender.octetcount', 'Bytes sent', rtcp.OCTETS);

/** Each block of a report on what was received. */
const eachBlock: PartWalker = (view, layer, sink, read) => {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  if (!isOpen(view) || !REPORTS.includes(rtcp.type(bytes, at))) return false;
  let block = rtcp.blocksAt(bytes, at);
  for (let i = rtcp.count(bytes, at); i > 0; i--, block += rtcp.BLOCK_LENGTH) {
    if (block + rtcp.BLOCK_LENGTH > view.layerEnd[layer]) return false;
    if (read(bytes, block, block + rtcp.BLOCK_LENGTH, sink, view, layer)) return true;
  }
  return false;
};

/** Calls `read` for each chunk of a source description: its source, and where its items begin and end. */
function eachChunk(
  bytes: Uint8Array,
  at: number,
  end: number,
  read: (at: number, end: number) => boolean,
): boolean {
  let chunk = at + rtcp.HEADER_LENGTH;
  for (let i = rtcp.count(bytes, at); i > 0 && chunk + 4 <= end; i--) {
    let item = chunk + 4;
    while (item < end && bytes[item] !== 0) item += item + 1 < end ? 2 + bytes[item + 1] : 1;
    const stop = Math.min(end, item);
    if (read(chunk, stop)) return true;
    // Items end with a zero, and are filled up to whole words.
    chunk = at + 4 * Math.ceil((stop + 1 - at) / 4);
  }
  return false;
}

/** Identifiers of sources, wherever a packet names some. */
const identifiers: PartReader = (bytes, at, end, sink, view, layer) => {
  if (!isOpen(view)) return false;
  const first = at + rtcp.HEADER_LENGTH;
  const type = rtcp.type(bytes, at);
  if (REPORTS.includes(type)) {
    return eachBlock(view, layer, sink, (from, block) => sink.number(readUint32(from, block)));
  }
  if (type === rtcp.SOURCE_DESCRIPTION) {
    return eachChunk(bytes, at, end, (chunk) => sink.number(readUint32(bytes, chunk)));
  }
  if (type !== rtcp.GOODBYE && type !== rtcp.APPLICATION && !OLD_FEEDBACK.includes(type)) {
    return false;
  }
  const most = type === rtcp.GOODBYE ? rtcp.count(bytes, at) : 1;
  for (let i = 0; i < most && first + 4 * i + 4 <= end; i++) {
    if (sink.number(readUint32(bytes, first + 4 * i))) return true;
  }
  return false;
};

table.part('ssrc.identifier', 'FT_UINT32', 'BASE_HEX_DEC', 'A source', identifiers);
table
  .parts(eachBlock)
  .uint8('ssrc.fraction', 'Lost since the last report, of 256', 4)
  .number('ssrc.cum_nr', 'FT_INT24', 'BASE_DEC', 'Packets lost in all', signed24At(5))
  .uint32('ssrc.ext_high', 'Highest sequence number received, with turns', 8)
  .uint16('ssrc.high_cycles', 'Turns of the sequence number', 8)
  .uint16('ssrc.high_seq', 'Highest sequence number received', 10)
  .uint32('ssrc.jitter', 'How unevenly packets came, in units of the media', 12)
  .number(
    'ssrc.lsr',
    'FT_UINT32',
    'BASE_DEC_HEX',
    'When the last report of the sender was sent',
    uint32At(16),
  )
  .uint32('ssrc.dlsr', 'Time since it came, in 1/65,536 s', 20);

function signed24At(offset: number): (bytes: Uint8Array, at: number, end: number) => number {
  const read = uint24At(offset);
  return (bytes, at, end) => {
    const value = read(bytes, at, end);
    return Number.isNaN(value) ? value : (readUint24(bytes, at + offset) << 8) >> 8;
  };
}

/** Each item of a source description, its end included; a goodbye's reason is one without a type. */
const eachItem: PartWalker<boolean> = (view, layer, sink, read) => {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const end = view.layerEnd[layer];
  if (!isOpen(view)) return false;
  if (rtcp.type(bytes, at) === rtcp.GOODBYE) {
    const reason = at + rtcp.HEADER_LENGTH + 4 * rtcp.count(bytes, at);
    if (reason >= end || reason + 1 + bytes[reason] > end) return false;
    return read(bytes, reason - 1, reason + 1 + bytes[reason], sink, view, layer, false);
  }
  if (rtcp.type(bytes, at) !== rtcp.SOURCE_DESCRIPTION) return false;
  return eachChunk(bytes, at, end, (chunk, stop) => {
    let item = chunk + 4;
    while (item < stop) {
      const next = item + 2 + bytes[item + 1];
      if (next > stop) return false;
      if (read(bytes, item, next, sink, view, layer, true)) return true;
      item = next;
    }
    return stop < end && read(bytes, stop, stop + 1, sink, view, layer, true);
  });
};
const isWhole: Condition<boolean> = (_bytes, at, end) => end - at > 1;

const items = table.parts(eachItem);
items.uint8(
  'sdes.type',
  'What an item says of a source',
  (bytes, at, _end, _view, _layer, typed) => (typed ? bytes[at] : Number.NaN),
);
items
  .when(isWhole)
  .uint32('sdes.length', 'Bytes of an item', (bytes, at) => bytes[at + 1])
  .text('sdes.text', 'Text of an item', 2);

ofType(rtcp.APPLICATION)
  .string('app.name', 'Whose packet it is', (bytes, at, end, sink) => {
    if (at + 12 > end || !isText(bytes, at + 8, at + 12)) return false;
    return sink.text(characters(bytes, at + 8, at + 12));
  })
  .string('app.data_str', 'What an application says, as text', (bytes, at, end, sink) => {
    if (at + 12 >= end || !isText(bytes, at + 12, end)) return false;
    return sink.text(characters(bytes, at + 12, end));
  })
  .octets('app.data', 'What an application says', (bytes, at, end, sink) =>
    at + 12 < end && !isText(bytes, at + 12, end) ? sink.bytes(bytes, at + 12, end) : false,
  );

function isText(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] < 0x20 || bytes[i] > 0x7e) return false;
  return true;
}

ofType(NEGATIVE_ACKNOWLEDGMENT)
  .uint16('nack.fsn', 'First packet lost', 8)
  .uint16('nack.blp', 'Which of those behind it are lost', 10);

/** RTP Control Protocol. */
export const rtcpFields = table.fields;
