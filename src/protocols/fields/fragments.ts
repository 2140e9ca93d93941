import type { Fragment, PacketView } from '../packet-view.ts';
import type { Protocol } from '../protocol.ts';
import { type FieldDefinition, FieldTable, type PartReader, type ValueSink } from './field.ts';
import type { FieldType } from './types.ts';

/** Whether the header in `layer` is of the fragment that completed a datagram. */
function completes(view: PacketView, layer: number): boolean {
  return layer === view.reassembledFrom - 1;
}

/** By place in the datagram, as Wireshark lists them. */
function inOrder(view: PacketView): Fragment[] {
  return [...view.fragments].sort((one, other) => one.offset - other.offset);
}

/**
 * The fields of reassembly, which IPv4 and IPv6 have alike. As in Wireshark's first pass, they are
 * of the frame that completes the datagram.
 */
export function fragmentFields(
  prefix: 'ip' | 'ipv6',
  carrier: Protocol,
  names: { readonly reassembledIn: string; readonly fragments: FieldType },
): FieldDefinition[] {
  const table = new FieldTable([carrier]);
  const each =
    (read: (fragment: Fragment, sink: ValueSink) => boolean) =>
    (view: PacketView, layer: number, sink: ValueSink) => {
      if (!completes(view, layer)) return false;
      for (const fragment of inOrder(view)) if (read(fragment, sink)) return true;
      return false;
    };
  const data: PartReader = (_bytes, _at, _end, sink, view, layer) =>
    completes(view, layer) && sink.bytes(view.reassembled, 0, view.reassembledLength);
  table
    .values(
      `${prefix}.fragment`,
      'FT_FRAMENUM',
      '',
      'Frame of a fragment',
      each((fragment, sink) => !fragment.conflicts && sink.number(fragment.frame)),
    )
    .values(
      `${prefix}.fragment.error`,
      'FT_FRAMENUM',
      '',
      'Frame of a fragment that contradicts another',
      each((fragment, sink) => fragment.conflicts && sink.number(fragment.frame)),
    )
    .values(
      `${prefix}.fragment.overlap`,
      'FT_BOOLEAN',
      '0',
      'The fragment repeats bytes of another',
      each((fragment, sink) => fragment.overlaps && sink.number(1)),
    )
    .values(
      `${prefix}.fragment.overlap.conflict`,
      'FT_BOOLEAN',
      '0',
      'The fragment repeats bytes of another, and they differ',
      each((fragment, sink) => fragment.conflicts && sink.number(1)),
    )
    .values(
      `${prefix}.fragment.count`,
      'FT_UINT32',
      'BASE_DEC',
      'How many fragments the datagram came in',
      (view, layer, sink) => completes(view, layer) && sink.number(view.fragments.length),
    )
    .values(
      `${prefix}.reassembled.length`,
      'FT_UINT32',
      'BASE_DEC',
      'Length of the reassembled payload in bytes',
      (view, layer, sink) => completes(view, layer) && sink.number(view.reassembledLength),
    )
    .octets(`${prefix}.reassembled.data`, 'The reassembled payload', data)
    .values(
      names.reassembledIn,
      'FT_FRAMENUM',
      '',
      'Frame that completes the datagram: later than this one, so not known here',
      () => false,
    );
  if (names.fragments === 'FT_BYTES') {
    table.octets(`${prefix}.fragments`, 'The reassembled payload', data);
  } else {
    table.label(`${prefix}.fragments`, 'The frame completes a datagram', completes);
  }
  return table.fields;
}
