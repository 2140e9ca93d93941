import type { FieldDefinition } from '../protocols/fields/field.ts';
import { TYPES } from '../protocols/fields/types.ts';

/** Numbers that stand in the packet as they are shown, in network order. */
const WHOLE_NUMBERS = new Set(
  [
    'arp.hw.type arp.hw.size arp.proto.type arp.proto.size arp.opcode',
    'dns.count.add_rr dns.count.answers dns.count.auth_rr dns.count.queries dns.flags dns.id',
    'dns.qry.class dns.qry.type dns.resp.type dns.resp.ttl dns.resp.len',
    'eth.type icmp.checksum icmp.code icmp.ident icmp.seq icmp.type',
    'icmpv6.checksum icmpv6.code icmpv6.type',
    'ip.checksum ip.dsfield ip.id ip.len ip.proto ip.ttl ipv6.hlim ipv6.nxt ipv6.plen',
    'tcp.ack_raw tcp.checksum tcp.dstport tcp.option_kind tcp.option_len tcp.options.mss_val',
    'tcp.options.timestamp.tsecr tcp.options.timestamp.tsval tcp.options.wscale.shift tcp.port',
    'tcp.seq_raw tcp.srcport tcp.urgent_pointer tcp.window_size_value',
    'tls.handshake.type tls.record.content_type tls.record.length tls.record.version',
    'udp.checksum udp.dstport udp.length udp.port udp.srcport vlan.etype',
  ].flatMap((names) => names.split(' ')),
);

/**
 * How the bytes are had that a field was read from: as they are, as a number of that many bytes; null
 * where they are not kept (text, bits of a number, what was calculated).
 */
export function rawLength(field: FieldDefinition): number | 'as-it-is' | null {
  const { valueClass, size } = TYPES[field.type];
  if (valueClass === 'bytes') return 'as-it-is';
  if (field.type === 'FT_IPv4') return 4;
  return WHOLE_NUMBERS.has(field.name) ? size : null;
}

/** A number as the bytes of a packet. */
export function rawBytes(value: number, length: number): Uint8Array {
  const raw = new Uint8Array(length);
  let rest = value;
  for (let i = length - 1; i >= 0; i--) {
    raw[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return raw;
}
