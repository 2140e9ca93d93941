import { readUint32 } from '../bytes.ts';
import type { Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as icmp from './codec.ts';

const ROUTER_ADVERTISEMENT = 9;
const TIMESTAMP = 13;
const TIMESTAMP_REPLY = 14;
const INFORMATION = 15;
const INFORMATION_REPLY = 16;
const MASK = 17;
const MASK_REPLY = 18;

/**
 * Type, code, and the rest of the header as far as the type gives it a meaning. What unknown types have
 * there is zero; bodies are not kept.
 */
export function redactIcmp(
  canvas: Canvas,
  { at, limit }: RedactedLayer,
  { addresses }: Mappers,
): void {
  const { from } = canvas;
  const rest = at + icmp.REST;
  const end = Math.min(at + icmp.HEADER_LENGTH, limit);
  canvas.copy(at, Math.min(rest, limit));
  canvas.reach(end);
  switch (icmp.type(from, at)) {
    case icmp.ECHO_REQUEST:
    case icmp.ECHO_REPLY:
    case TIMESTAMP:
    case TIMESTAMP_REPLY:
    case INFORMATION:
    case INFORMATION_REPLY:
    case MASK:
    case MASK_REPLY:
    case icmp.EXTENDED_ECHO_REQUEST:
    case icmp.EXTENDED_ECHO_REPLY:
    case ROUTER_ADVERTISEMENT:
      // Identifier and sequence; how many addresses there were, and how long they hold.
      canvas.copy(rest, end);
      break;
    case icmp.DESTINATION_UNREACHABLE:
      // The MTU of the next hop. Extensions (RFC 4884) may name interfaces: they go, and with them
      // the length that points there.
      if (icmp.code(from, at) === icmp.FRAGMENTATION_NEEDED) canvas.copy(rest + 2, end);
      break;
    case icmp.PARAMETER_PROBLEM:
      canvas.copy(rest, rest + 1);
      break;
    case icmp.REDIRECT:
      // Nobody can be told to use no gateway: what is no address stays none.
      if (readUint32(from, rest) !== 0) canvas.ipv4(icmp.gatewayAt(at), addresses);
      break;
  }
}
