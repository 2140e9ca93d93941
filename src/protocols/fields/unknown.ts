import { Unknown } from '../../capture/packet-record.ts';
import type { FieldDefinition } from './field.ts';

/** What a packet that was rebuilt from an export may lack, by field: the field is not there then. */
const NEEDED: ReadonlyMap<string, Unknown> = new Map([
  ...named(Unknown.HOP_LIMIT, 'ip.ttl', 'ip.ttl.lncb', 'ip.ttl.too_small', 'ipv6.hlim'),
  ...named(Unknown.IDENTIFICATION, 'ip.id'),
  ...named(Unknown.CHECKSUM, 'ip.checksum', 'tcp.checksum', 'udp.checksum'),
  ...named(Unknown.CHECKSUM, 'icmp.checksum', 'icmp.checksum_bad', 'icmp.checksum.status'),
  ...named(Unknown.CHECKSUM, 'icmpv6.checksum', 'icmpv6.checksum_bad.expert'),
  ...named(Unknown.CHECKSUM, 'icmpv6.checksum.status'),
  ...named(Unknown.HARDWARE_ADDRESS, 'eth.src', 'eth.dst', 'eth.addr'),
  ...named(Unknown.HARDWARE_ADDRESS, 'arp.src.hw_mac', 'arp.dst.hw_mac'),
  ...named(Unknown.WINDOW, 'tcp.window_size', 'tcp.window_size_value'),
  ...named(Unknown.SEQUENCE, 'tcp.seq_raw', 'tcp.ack_raw'),
  ...named(Unknown.FLAGS, 'tcp.flags', 'tcp.flags.str', 'tcp.seq', 'tcp.ack', 'tcp.nxtseq'),
]);

function named(bit: Unknown, ...names: string[]): [string, Unknown][] {
  return names.map((name) => [name, bit]);
}

/** The field, without a value where a packet lacks it. */
export function absentWhereUnknown(field: FieldDefinition): FieldDefinition {
  const bit = NEEDED.get(field.name);
  if (bit === undefined) return field;
  return {
    ...field,
    each: (view, layer, sink) => (view.unknown & bit) === 0 && field.each(view, layer, sink),
    numbers:
      field.numbers?.map(
        (reader) => (bytes, at, end, view, layer) =>
          (view.unknown & bit) === 0 ? reader(bytes, at, end, view, layer) : Number.NaN,
      ) ?? null,
  };
}
