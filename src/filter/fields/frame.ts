import type { PacketView } from '../../wire/packet-view.ts';
import { FieldTable } from './field.ts';

/** Fields that come from the record, not from the bytes of the packet. */
export const frameFields = new FieldTable(null)
  .values('frame', 'FT_PROTOCOL', '', 'Every packet', (view, _layer, sink) =>
    sink.bytes(view.bytes, view.start, view.end),
  )
  .number(
    'frame.number',
    'FT_UINT32',
    'BASE_DEC',
    'Number of the packet in the file, from 1',
    frame((view) => view.frameNumber),
  )
  .number(
    'frame.len',
    'FT_UINT32',
    'BASE_DEC',
    'Bytes on the wire',
    frame((view) => view.originalLength),
  )
  .number(
    'frame.cap_len',
    'FT_UINT32',
    'BASE_DEC',
    'Bytes that were captured',
    frame((view) => view.end - view.start),
  )
  .number(
    'frame.interface_id',
    'FT_UINT32',
    'BASE_DEC',
    'Interface it was captured on, from 0',
    frame((view) => view.interfaceIndex),
  )
  .values('frame.time', 'FT_ABSOLUTE_TIME', '', 'Time of capture', (view, _layer, sink) =>
    sink.time(view.seconds, view.nanoseconds),
  )
  .values(
    'frame.time_epoch',
    'FT_RELATIVE_TIME',
    '',
    'Time of capture in seconds since 1970-01-01 UTC',
    (view, _layer, sink) => sink.time(view.seconds, view.nanoseconds),
  ).fields;

function frame(read: (view: PacketView) => number) {
  return (_bytes: Uint8Array, _at: number, _end: number, view: PacketView) => read(view);
}
