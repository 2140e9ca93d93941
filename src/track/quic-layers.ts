import { MAXIMUM_LAYERS, type PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as quic from '../protocols/quic/codec.ts';
import * as udp from '../protocols/udp/codec.ts';
import { ADDRESS_WORDS, orderAddresses, writeAddresses } from './address-key.ts';
import { RecentTable } from './hash-tables.ts';

/** Conversations held at once; past that the oldest is forgotten. */
const MAXIMUM_CONVERSATIONS = 32768;
/** Bytes of a datagram that Wireshark looks at before it takes one for QUIC. */
const NEEDED_LENGTH = 13;
/** Longest connection ID (RFC 9000 §17.2). */
const LONGEST_ID = 20;

/**
 * Names the QUIC packets of a datagram, as Wireshark does: UDP is QUIC from the first long header of a
 * known version on. Adds to the view's layers.
 */
export class QuicLayers {
  readonly #table = new RecentTable(ADDRESS_WORDS + 1, 1, MAXIMUM_CONVERSATIONS);
  readonly #key = new Int32Array(ADDRESS_WORDS + 1);

  annotate(view: PacketView): void {
    // Ports that name another protocol come first. ICMP errors quote QUIC, too.
    const above = view.layerCount - 1;
    const transport = above - 1;
    if (transport < 0 || view.layerProtocol[above] !== Protocol.DATA) return;
    if (view.layerProtocol[transport] !== Protocol.UDP) return;
    const bytes = view.layerBytes(above);
    const at = view.layerStart[above];
    const end = view.layerEnd[above];
    const key = this.#key;
    if (!writeAddresses(view, transport, key)) return;
    const ports = view.layerBytes(transport);
    const sourcePort = udp.sourcePort(ports, view.layerStart[transport]);
    const destinationPort = udp.destinationPort(ports, view.layerStart[transport]);
    const isTurned = orderAddresses(key, sourcePort, destinationPort);
    key[ADDRESS_WORDS] = isTurned
      ? (destinationPort << 16) | sourcePort
      : (sourcePort << 16) | destinationPort;
    if (this.#table.find(key) < 0) {
      const looksLikeQuic =
        end - at >= NEEDED_LENGTH &&
        quic.hasLongHeader(bytes, at) &&
        quic.isKnownVersion(quic.version(bytes, at)) &&
        quic.destinationIdLength(bytes, at) <= LONGEST_ID;
      if (!looksLikeQuic) return;
      this.#table.insert(key);
    }
    let layer = above;
    let packet = at;
    while (packet < end && layer < MAXIMUM_LAYERS) {
      const isPadding = packet > at && quic.isPadding(bytes, at, packet, end);
      const stop = isPadding ? end : quic.packetEnd(bytes, packet, end);
      view.layerProtocol[layer] = Protocol.QUIC;
      view.layerStart[layer] = packet;
      view.layerEnd[layer] = stop;
      layer++;
      packet = stop;
    }
    view.layerCount = layer;
  }
}
