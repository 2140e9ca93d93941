import { readUint16 } from '../bytes.ts';
import type { AddressReplacements, Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as icmpv6 from './codec.ts';

/** ICMPv6 messages. */
export function redactIcmpv6(
  canvas: Canvas,
  { at, limit }: RedactedLayer,
  { addresses }: Mappers,
): void {
  const { from } = canvas;
  const type = icmpv6.type(from, at);
  canvas.copy(at, Math.min(at + 8, limit));
  const address = (place: number) => {
    if (place + 16 <= limit) canvas.ipv6(place, addresses);
  };
  switch (type) {
    case icmpv6.DESTINATION_UNREACHABLE:
    case icmpv6.TIME_EXCEEDED:
      canvas.put(at + 4, 0);
      break;
    case icmpv6.ROUTER_SOLICITATION:
      redactOptions(canvas, at + 8, limit, addresses);
      break;
    case icmpv6.ROUTER_ADVERTISEMENT:
      canvas.copy(at, Math.min(at + 16, limit));
      redactOptions(canvas, at + 16, limit, addresses);
      break;
    case icmpv6.NEIGHBOR_SOLICITATION:
    case icmpv6.NEIGHBOR_ADVERTISEMENT:
      address(at + 8);
      redactOptions(canvas, at + 24, limit, addresses);
      break;
    case icmpv6.NEIGHBOR_REDIRECT:
      address(at + 8);
      address(at + 24);
      redactOptions(canvas, at + 40, limit, addresses);
      break;
    // RFC 2710; version 2's query goes on.
    case icmpv6.LISTENER_QUERY:
    case icmpv6.LISTENER_REPORT:
    case icmpv6.LISTENER_DONE:
      address(at + 8);
      canvas.copy(at + 24, Math.min(at + 26, limit));
      canvas.reach(Math.min(at + 28, limit));
      for (let place = at + 28; place + 16 <= limit; place += 16) address(place);
      break;
    case icmpv6.LISTENER_REPORT_2: // RFC 3810 §5.2
      for (let place = at + 8; place + 20 <= limit; ) {
        const sources = place + 20;
        const end = sources + 16 * readUint16(from, place + 2);
        const next = end + 4 * from[place + 1];
        canvas.copy(place, place + 4);
        address(place + 4);
        for (let source = sources; source < end; source += 16) address(source);
        canvas.reach(Math.min(next, limit));
        place = next;
      }
      break;
  }
}

/** Neighbor discovery options (RFC 4861 §4.6). */
function redactOptions(
  canvas: Canvas,
  at: number,
  limit: number,
  addresses: AddressReplacements,
): void {
  const { from } = canvas;
  for (let place = at; place + 8 <= limit; ) {
    const length = from[place + 1] << 3;
    const end = place + length;
    if (length === 0 || end > limit) return;
    canvas.copy(place, place + 2);
    canvas.reach(end);
    switch (from[place]) {
      case 1: // link-layer addresses
      case 2:
        if (length === 8) canvas.mac(place + 2, addresses);
        break;
      case 3: // prefix information
        if (length !== 32) break;
        canvas.copy(place, place + 16);
        canvas.ipv6(place + 16, addresses);
        break;
      case 5: // MTU
        canvas.copy(place, end);
        break;
      case 25: // resolvers (RFC 8106 §5.1)
        canvas.copy(place, place + 8);
        for (let i = place + 8; i + 16 <= end; i += 16) canvas.ipv6(i, addresses);
        break;
      case 31: // search list (RFC 8106 §5.2)
        canvas.copy(place, place + 8);
        break;
    }
    place = end;
  }
}
