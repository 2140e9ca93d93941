import { RecentTable } from '../protocols/hash-tables.ts';
import * as icmp from '../protocols/icmp/codec.ts';
import * as icmpv6 from '../protocols/icmpv6/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import { ADDRESS_WORDS, orderAddresses, writeAddresses } from './address-key.ts';

/** Requests held at once; past that the oldest is forgotten. */
const MAXIMUM_REQUESTS = 1 << 16;

const CHECKSUM = ADDRESS_WORDS;
const IDENTIFIER_AND_SEQUENCE = ADDRESS_WORDS + 1;
const KEY_WORDS = ADDRESS_WORDS + 2;

/** Numbers of one request. */
const FRAME = 0;
const SECONDS = 1;
const NANOSECONDS = 2;
const IS_ANSWERED = 3;
const NUMBERS = 4;

/**
 * Fills `view.echoAnnotation`: which request an echo reply answers. Wireshark's rule: the same two
 * hosts, identifier and sequence number; over IPv4 the checksum too, which differs by the type alone
 * where the data is the same (packet-icmp.c). Only the first reply counts.
 */
export class EchoPairs {
  readonly #table = new RecentTable(KEY_WORDS, NUMBERS, MAXIMUM_REQUESTS);
  readonly #key = new Int32Array(KEY_WORDS);

  annotate(view: PacketView): void {
    const annotation = view.echoAnnotation;
    annotation.requestFrame = 0;
    const layer = view.transport;
    if (layer < 0) return;
    const isIpv4 = view.transportProtocol === Protocol.ICMP;
    if (!isIpv4 && view.transportProtocol !== Protocol.ICMPV6) return;
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    if (view.layerEnd[layer] - at < icmp.HEADER_LENGTH) return;
    const type = icmp.type(bytes, at);
    const isRequest = type === (isIpv4 ? icmp.ECHO_REQUEST : icmpv6.ECHO_REQUEST);
    if (!isRequest && type !== (isIpv4 ? icmp.ECHO_REPLY : icmpv6.ECHO_REPLY)) return;
    const key = this.#key;
    if (!writeAddresses(view, layer, key)) return;
    orderAddresses(key, 0, 0);
    key[CHECKSUM] = isIpv4 ? replyChecksum(icmp.checksum(bytes, at), isRequest) : -1;
    key[IDENTIFIER_AND_SEQUENCE] = (icmp.identifier(bytes, at) << 16) | icmp.sequence(bytes, at);
    if (isRequest) this.#remember(view);
    else this.#answer(view);
  }

  #remember(view: PacketView): void {
    let base = this.#table.find(this.#key);
    if (base < 0) base = this.#table.insert(this.#key);
    const { numbers } = this.#table;
    numbers[base + FRAME] = view.frameNumber;
    numbers[base + SECONDS] = view.seconds;
    numbers[base + NANOSECONDS] = view.nanoseconds;
    numbers[base + IS_ANSWERED] = 0;
  }

  #answer(view: PacketView): void {
    const base = this.#table.find(this.#key);
    if (base < 0) return;
    const { numbers } = this.#table;
    if (numbers[base + IS_ANSWERED] !== 0) return;
    numbers[base + IS_ANSWERED] = 1;
    const annotation = view.echoAnnotation;
    annotation.requestFrame = numbers[base + FRAME];
    annotation.responseTime.setBetween(
      numbers[base + SECONDS],
      numbers[base + NANOSECONDS],
      view.seconds,
      view.nanoseconds,
    );
  }
}

/** The checksum that a reply with the same data has, in ones' complement arithmetic (RFC 1071). */
function replyChecksum(checksum: number, isRequest: boolean): number {
  if (!isRequest) return checksum === 0xffff ? 0 : checksum;
  const sum = checksum + (icmp.ECHO_REQUEST << 8);
  const folded = (sum & 0xffff) + (sum >> 16);
  return folded === 0xffff ? 0 : folded;
}
