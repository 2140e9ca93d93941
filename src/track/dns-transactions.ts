import * as dns from '../protocols/dns/codec.ts';
import { RecentTable } from '../protocols/hash-tables.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as udp from '../protocols/udp/codec.ts';
import { ADDRESS_WORDS, orderAddresses, writeAddresses } from './address-key.ts';

/** Transactions held at once; past that the oldest is forgotten. */
const MAXIMUM_TRANSACTIONS = 65536;
/** A question asked again within this time is a retransmission (Wireshark's default). */
const RETRANSMISSION_SECONDS = 5;

/** Key: both addresses, ports, transaction identifier with the transport. */
const KEY_WORDS = ADDRESS_WORDS + 2;

/* Numbers of a transaction. */
const REQUEST_FRAME = 0;
const RESPONSE_FRAME = 1;
const REQUEST_SECONDS = 2;
const REQUEST_NANOSECONDS = 3;
const SEVERAL_RESPONSES = 4;
const NUMBERS = 5;

const TYPE_IXFR = 251;
const TYPE_AXFR = 252;

/**
 * Questions and their responses by Wireshark's rules (packet-dns.c: dissect_dns_common), for
 * `dns.time` and what belongs to it: by conversation and identifier, the name not compared.
 */
export class DnsTransactions {
  readonly #table = new RecentTable(KEY_WORDS, NUMBERS, MAXIMUM_TRANSACTIONS);
  readonly #key = new Int32Array(KEY_WORDS);

  /** Fills `view.dnsAnnotation`. */
  annotate(view: PacketView): void {
    view.dnsAnnotation.count = 0;
    for (let layer = 0; layer < view.layerCount; layer++) {
      if (!dns.isDns(view.layerProtocol[layer])) continue;
      if (view.quotedFrom >= 0 && layer >= view.quotedFrom) return;
      this.#add(view, layer);
    }
  }

  #add(view: PacketView, layer: number): void {
    let transport = layer - 1;
    while (transport >= 0 && !isTransport(view.layerProtocol[transport])) transport--;
    const key = this.#key;
    if (transport < 0 || !writeAddresses(view, transport, key)) return;
    const ports = view.layerBytes(transport);
    const portsAt = view.layerStart[transport];
    const source = udp.sourcePort(ports, portsAt);
    const destination = udp.destinationPort(ports, portsAt);
    const isTurned = orderAddresses(key, source, destination);
    key[8] = isTurned ? (destination << 16) | source : (source << 16) | destination;
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    key[9] = (view.layerProtocol[transport] << 16) | dns.id(bytes, at);

    const place = view.dnsAnnotation.add(layer);
    let slot = this.#table.find(key);
    let numbers = this.#table.numbers;
    if (!dns.isResponse(bytes, at)) {
      if (slot >= 0 && numbers[slot + RESPONSE_FRAME] === 0) {
        const elapsed =
          view.seconds -
          numbers[slot + REQUEST_SECONDS] +
          (view.nanoseconds - numbers[slot + REQUEST_NANOSECONDS]) / 1e9;
        if (elapsed < RETRANSMISSION_SECONDS) {
          place.originalRequest = numbers[slot + REQUEST_FRAME];
          return;
        }
      }
      if (slot < 0) slot = this.#table.insert(key);
      numbers = this.#table.numbers;
      numbers[slot + REQUEST_FRAME] = view.frameNumber;
      numbers[slot + RESPONSE_FRAME] = 0;
      numbers[slot + REQUEST_SECONDS] = view.seconds;
      numbers[slot + REQUEST_NANOSECONDS] = view.nanoseconds;
      numbers[slot + SEVERAL_RESPONSES] = hasSeveralResponses(bytes, at, view.layerEnd[layer]);
      return;
    }
    if (slot < 0) return;
    const several = numbers[slot + SEVERAL_RESPONSES] !== 0;
    if (dns.questionCount(bytes, at) > 0) {
      numbers[slot + SEVERAL_RESPONSES] = hasSeveralResponses(bytes, at, view.layerEnd[layer]);
    }
    if (numbers[slot + RESPONSE_FRAME] === 0) {
      numbers[slot + RESPONSE_FRAME] = view.frameNumber;
    } else if (!several) {
      place.originalResponse = numbers[slot + RESPONSE_FRAME];
      return;
    }
    place.requestFrame = numbers[slot + REQUEST_FRAME];
    place.responseTime.setBetween(
      numbers[slot + REQUEST_SECONDS],
      numbers[slot + REQUEST_NANOSECONDS],
      view.seconds,
      view.nanoseconds,
    );
  }
}

function isTransport(protocol: Protocol): boolean {
  return protocol === Protocol.UDP || protocol === Protocol.TCP;
}

/** 1 where the question asks for a zone: its records come in several messages. */
function hasSeveralResponses(bytes: Uint8Array, at: number, limit: number): number {
  const name = dns.questionNameEnd(bytes, at, limit);
  if (name < 0) return 0;
  const type = dns.questionType(bytes, name);
  return type === TYPE_AXFR || type === TYPE_IXFR ? 1 : 0;
}
