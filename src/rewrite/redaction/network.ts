import { readInt32, readUint16 } from '../../protocols/bytes.ts';
import * as icmpv6 from '../../protocols/icmpv6/codec.ts';
import * as ipv4 from '../../protocols/ipv4/codec.ts';
import type { AddressMapper } from './address-mapper.ts';
import type { Canvas } from './canvas.ts';
import { redactIpv6 } from './dns.ts';

const NO_OPERATION = 1;
/** TCP options that tell of the stack and the path, not of who speaks: end, NOP, MSS, … timestamps. */
const TCP_OPTIONS: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 8]);

/** Header of an IPv4 packet at [at, limit); its options become no-operations. */
export function redactIpv4Header(
  canvas: Canvas,
  at: number,
  limit: number,
  addresses: AddressMapper,
): void {
  const { from } = canvas;
  canvas.copy(at, at + 12);
  canvas.put32(at + 12, addresses.ipv4(readInt32(from, at + 12)));
  canvas.put32(at + 16, addresses.ipv4(readInt32(from, at + 16)));
  canvas.fill(at + 20, Math.min(limit, at + ((from[at] & 0xf) << 2)), NO_OPERATION);
}

/** Fixed header of an IPv6 packet. */
export function redactIpv6Header(canvas: Canvas, at: number, addresses: AddressMapper): void {
  canvas.copy(at, at + 8);
  redactIpv6(canvas, at + 8, addresses);
  redactIpv6(canvas, at + 24, addresses);
}

/** TCP header with its options at [at, limit). */
export function redactTcpHeader(canvas: Canvas, at: number, limit: number): void {
  const { from } = canvas;
  const end = Math.min(limit, at + ((from[at + 12] >> 4) << 2));
  canvas.copy(at, Math.min(at + 20, limit));
  for (let i = at + 20; i < end; ) {
    const kind = from[i];
    const length = kind <= NO_OPERATION ? 1 : i + 1 < end ? from[i + 1] : 0;
    if (length === 0 || (length === 1 && kind > NO_OPERATION) || i + length > end) {
      canvas.fill(i, end, NO_OPERATION);
      return;
    }
    if (TCP_OPTIONS.has(kind)) canvas.copy(i, i + length);
    else canvas.fill(i, i + length, NO_OPERATION);
    i += length;
  }
}

/** ARP for IPv4 over Ethernet; of others only the fixed part stays. */
export function redactArp(
  canvas: Canvas,
  at: number,
  limit: number,
  addresses: AddressMapper,
): void {
  const { from } = canvas;
  canvas.copy(at, at + 8);
  if (from[at + 4] === 6 && from[at + 5] === 4 && at + 28 <= limit) {
    for (const sender of [at + 8, at + 18]) {
      putMac(canvas, sender, addresses);
      canvas.put32(sender + 6, addresses.ipv4(readInt32(from, sender + 6)));
    }
  }
  canvas.reach(limit);
}

/** Puts what stands for the MAC address at `at`. */
export function putMac(canvas: Canvas, at: number, addresses: AddressMapper): void {
  const mapped = new Uint8Array(6);
  addresses.mac(canvas.from, at, mapped, 0);
  for (let i = 0; i < 6; i++) canvas.put(at + i, mapped[i]);
}

/** ICMP header; quotations are layers of their own. */
export function redactIcmp(
  canvas: Canvas,
  at: number,
  limit: number,
  addresses: AddressMapper,
): void {
  const { from } = canvas;
  canvas.copy(at, Math.min(at + 8, limit));
  const type = from[at];
  // A redirect's gateway.
  if (type === 5) canvas.put32(at + 4, addresses.ipv4(readInt32(from, at + 4)));
  // Extensions (RFC 4884) may name interfaces: they go, and with them the length that points there.
  else if (type === 3 || type === 11 || type === 12) canvas.put(at + 5, 0);
}

/** ICMPv6 message at [at, limit); quotations are layers of their own. */
export function redactIcmpv6(
  canvas: Canvas,
  at: number,
  limit: number,
  addresses: AddressMapper,
): void {
  const { from } = canvas;
  const type = from[at];
  canvas.copy(at, Math.min(at + 8, limit));
  const address = (place: number) => {
    if (place + 16 <= limit) redactIpv6(canvas, place, addresses);
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
    case 130: // Multicast listener query, report, done (RFC 2710); version 2's query goes on.
    case 131:
    case 132:
      address(at + 8);
      canvas.copy(at + 24, Math.min(at + 26, limit));
      canvas.reach(Math.min(at + 28, limit));
      for (let place = at + 28; place + 16 <= limit; place += 16) address(place);
      break;
    case 143: // Version 2 report (RFC 3810 §5.2).
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
function redactOptions(canvas: Canvas, at: number, limit: number, addresses: AddressMapper): void {
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
        if (length === 8) putMac(canvas, place + 2, addresses);
        break;
      case 3: // prefix information
        if (length !== 32) break;
        canvas.copy(place, place + 16);
        redactIpv6(canvas, place + 16, addresses);
        break;
      case 5: // MTU
        canvas.copy(place, end);
        break;
      case 25: // resolvers (RFC 8106 §5.1)
        canvas.copy(place, place + 8);
        for (let i = place + 8; i + 16 <= end; i += 16) redactIpv6(canvas, i, addresses);
        break;
      case 31: // search list (RFC 8106 §5.2)
        canvas.copy(place, place + 8);
        break;
    }
    place = end;
  }
}

/** Puts the header checksum of the IPv4 packet at `at` right. */
export function sumIpv4Header(canvas: Canvas, at: number, sum: ChecksumOf): void {
  const end = at + ((canvas.from[at] & 0xf) << 2);
  if (end > canvas.end) return;
  canvas.put16(at + 10, 0);
  canvas.put16(at + 10, sum(canvas.to, at - canvas.start, end - canvas.start));
}

type ChecksumOf = (bytes: Uint8Array, start: number, end: number, sum?: number) => number;

/** Where the payload of the IP header at `at` ends, as the header says. */
export function ipPayloadEnd(bytes: Uint8Array, at: number): number {
  return bytes[at] >> 4 === 4
    ? at + ipv4.totalLength(bytes, at)
    : at + 40 + readUint16(bytes, at + 4);
}
