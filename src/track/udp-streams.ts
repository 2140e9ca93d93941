import { RecentTable } from '../protocols/hash-tables.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as udp from '../protocols/udp/codec.ts';
import { ADDRESS_WORDS, orderAddresses, writeAddresses } from './address-key.ts';

/** Conversations held at once; past that the oldest is forgotten. About 16 MB. */
const MAXIMUM_CONVERSATIONS = 1 << 17;

/** Numbers of one conversation. */
const STREAM = 0;
const FIRST_SECONDS = 1;
const FIRST_NANOSECONDS = 2;
const PREVIOUS_SECONDS = 3;
const PREVIOUS_NANOSECONDS = 4;
const HAS_PACKETS = 5;
const NUMBERS = 6;

/**
 * Fills `view.udpAnnotation`. As in Wireshark, a conversation is the two ends, whatever the time
 * between packets, and a header quoted in an ICMP error belongs to the conversation that it quotes.
 */
export class UdpStreams {
  readonly #table: RecentTable;
  readonly #key = new Int32Array(ADDRESS_WORDS + 1);
  #streams = 0;

  constructor(maximumConversations = MAXIMUM_CONVERSATIONS) {
    this.#table = new RecentTable(ADDRESS_WORDS + 1, NUMBERS, maximumConversations);
  }

  annotate(view: PacketView): void {
    view.udpAnnotation.count = 0;
    for (let layer = 0; layer < view.layerCount; layer++) {
      if (view.layerProtocol[layer] === Protocol.UDP) this.#annotateLayer(view, layer);
    }
  }

  #annotateLayer(view: PacketView, layer: number): void {
    const key = this.#key;
    if (!writeAddresses(view, layer, key)) return;
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    // A length that cannot be ends Wireshark's reading; 0 is IPv6's for jumbograms (RFC 2675 §4).
    const length = udp.length(bytes, at);
    if (length < udp.HEADER_LENGTH && (length !== 0 || key[2] === 0xffff)) return;
    const source = udp.sourcePort(bytes, at);
    const destination = udp.destinationPort(bytes, at);
    key[ADDRESS_WORDS] = orderAddresses(key, source, destination)
      ? (destination << 16) | source
      : (source << 16) | destination;
    const place = view.udpAnnotation.add(layer);
    let base = this.#table.find(key);
    const isNew = base < 0;
    if (isNew) base = this.#table.insert(key);
    const { numbers } = this.#table;
    const { seconds, nanoseconds } = view;
    if (isNew) {
      numbers[base + STREAM] = this.#streams++;
      numbers[base + HAS_PACKETS] = 0;
    }
    place.stream = numbers[base + STREAM];
    // What an ICMP error quotes is no packet of the conversation: its time does not count.
    if (view.quotedFrom >= 0 && layer >= view.quotedFrom) return;
    if (numbers[base + HAS_PACKETS] === 0) {
      numbers[base + HAS_PACKETS] = 1;
      numbers[base + FIRST_SECONDS] = numbers[base + PREVIOUS_SECONDS] = seconds;
      numbers[base + FIRST_NANOSECONDS] = numbers[base + PREVIOUS_NANOSECONDS] = nanoseconds;
    }
    place.sinceFirst.setBetween(
      numbers[base + FIRST_SECONDS],
      numbers[base + FIRST_NANOSECONDS],
      seconds,
      nanoseconds,
    );
    place.sincePrevious.setBetween(
      numbers[base + PREVIOUS_SECONDS],
      numbers[base + PREVIOUS_NANOSECONDS],
      seconds,
      nanoseconds,
    );
    numbers[base + PREVIOUS_SECONDS] = seconds;
    numbers[base + PREVIOUS_NANOSECONDS] = nanoseconds;
  }
}
