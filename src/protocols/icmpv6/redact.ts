import { readUint16 } from '../bytes.ts';
import type { AddressReplacements, Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as icmpv6 from './codec.ts';

/** Bytes up to what the type gives a meaning. */
const REST = 4;
/** Flags of neighbor advertisements (RFC 4861 §4.4), and of router advertisements that are known. */
const NEIGHBOR_FLAGS = 0xe0;
/** Of the record of a listener report up to its group; of a group, and of a source. */
const RECORD_HEADER = 4;
const ADDRESS = 16;

/** ICMPv6 messages: type, code, and what the type gives a meaning; of unknown types nothing else. */
export function redactIcmpv6(
  canvas: Canvas,
  { at, limit }: RedactedLayer,
  { addresses }: Mappers,
): void {
  const { from } = canvas;
  const copy = (start: number, end: number) => canvas.copy(at + start, Math.min(at + end, limit));
  const address = (place: number) => {
    if (place + ADDRESS <= limit) canvas.ipv6(place, addresses);
  };
  copy(0, REST);
  canvas.reach(Math.min(at + icmpv6.ERROR_HEADER_LENGTH, limit));
  switch (icmpv6.type(from, at)) {
    case icmpv6.PACKET_TOO_BIG:
    case icmpv6.PARAMETER_PROBLEM:
    case icmpv6.ECHO_REQUEST:
    case icmpv6.ECHO_REPLY:
    case icmpv6.EXTENDED_ECHO_REQUEST:
    case icmpv6.EXTENDED_ECHO_REPLY:
      // MTU, pointer, identifier and sequence.
      copy(REST, 8);
      break;
    case icmpv6.ROUTER_SOLICITATION:
      redactOptions(canvas, at + 8, limit, addresses);
      break;
    case icmpv6.ROUTER_ADVERTISEMENT:
      copy(REST, 16);
      redactOptions(canvas, at + 16, limit, addresses);
      break;
    case icmpv6.NEIGHBOR_ADVERTISEMENT:
      if (at + REST < limit) canvas.copyBits(at + REST, NEIGHBOR_FLAGS);
      address(at + 8);
      redactOptions(canvas, at + 24, limit, addresses);
      break;
    case icmpv6.NEIGHBOR_SOLICITATION:
      address(at + 8);
      redactOptions(canvas, at + 24, limit, addresses);
      break;
    case icmpv6.NEIGHBOR_REDIRECT:
      address(at + 8);
      address(at + 24);
      redactOptions(canvas, at + 40, limit, addresses);
      break;
    case icmpv6.LISTENER_QUERY: {
      copy(REST, 6);
      address(at + 8);
      // RFC 3810 §5.1: version 2 goes on with two bytes, and sources.
      const sources = at + 28;
      if (sources > limit) break;
      copy(24, 28);
      const end = Math.min(limit, sources + ADDRESS * readUint16(from, at + 26));
      for (let place = sources; place + ADDRESS <= end; place += ADDRESS) address(place);
      break;
    }
    case icmpv6.LISTENER_REPORT: // RFC 2710
    case icmpv6.LISTENER_DONE:
      address(at + 8);
      break;
    case icmpv6.LISTENER_REPORT_2: // RFC 3810 §5.2
      copy(6, 8);
      for (let place = at + 8; place + RECORD_HEADER + ADDRESS <= limit; ) {
        const sources = place + RECORD_HEADER + ADDRESS;
        const end = sources + ADDRESS * readUint16(from, place + 2);
        const next = end + 4 * from[place + 1];
        canvas.copy(place, place + RECORD_HEADER);
        address(place + RECORD_HEADER);
        for (let source = sources; source < Math.min(end, limit); source += ADDRESS) {
          address(source);
        }
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
      case 3: // prefix information: length, flags, lifetimes, and the prefix behind reserved bytes
        if (length !== 32) break;
        canvas.copy(place + 2, place + 3);
        canvas.copyBits(place + 3, 0xe0);
        canvas.copy(place + 4, place + 12);
        canvas.ipv6(place + 16, addresses);
        break;
      case 5: // MTU
        if (length === 8) canvas.copy(place + 4, end);
        break;
      case 25: // resolvers (RFC 8106 §5.1)
        canvas.copy(place + 4, place + 8);
        for (let i = place + 8; i + 16 <= end; i += 16) canvas.ipv6(i, addresses);
        break;
      case 31: // search list (RFC 8106 §5.2)
        canvas.copy(place + 4, place + 8);
        break;
    }
    place = end;
  }
}
