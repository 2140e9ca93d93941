import * as arp from '../arp/codec.ts';
import { readInt32, readUint16 } from '../bytes.ts';
import * as icmp from '../icmp/codec.ts';
import * as icmpv6 from '../icmpv6/codec.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import { ApplicationStreams } from './application-streams.ts';

/** Entries that each table keeps; the one that came first makes room. */
const MAXIMUM_ENTRIES = 4096;

function remember<Key, Value>(table: Map<Key, Value>, key: Key, value: Value): void {
  if (table.size >= MAXIMUM_ENTRIES && !table.has(key)) {
    const oldest = table.keys().next();
    if (!oldest.done) table.delete(oldest.value);
  }
  table.set(key, value);
}

/**
 * What the Info column of a packet says of earlier packets: which frame asked, whether an address
 * was somebody else's before, what a segment completes. Looks at every packet, shown or not.
 */
export class PacketMemory {
  /** Frame of the echo request that the current packet answers, or 0. */
  echoRequestFrame = 0;
  /** IPv4 address that the current ARP packet claims for another MAC address than before, or null. */
  duplicateAddress: number | null = null;
  /** Messages that TCP streams carry. */
  readonly streams = new ApplicationStreams();

  readonly #echoRequests = new Map<string, number>();
  /** IPv4 address → the MAC address that claims it, and the last frame in which it did. */
  readonly #macAddresses = new Map<number, { mac: string; frame: number }>();

  /** Takes in the next packet of the capture, decoded and with its TCP annotation. */
  observe(view: PacketView): void {
    this.echoRequestFrame = 0;
    this.duplicateAddress = null;
    switch (view.transportProtocol) {
      case Protocol.TCP:
        this.streams.observe(view);
        return;
      case Protocol.ICMP:
      case Protocol.ICMPV6:
        this.#observeEcho(view);
        return;
      case Protocol.NONE: {
        const layer = view.layerCount === 0 ? -1 : view.findLayer(Protocol.ARP);
        if (layer >= 0) this.#observeArp(view, layer);
        return;
      }
      default:
    }
  }

  #observeEcho(view: PacketView): void {
    const bytes = view.layerBytes(view.transport);
    const at = view.layerStart[view.transport];
    if (view.layerEnd[view.transport] - at < icmp.HEADER_LENGTH) return;
    const isIpv4 = view.transportProtocol === Protocol.ICMP;
    const type = icmp.type(bytes, at);
    const isRequest = type === (isIpv4 ? icmp.ECHO_REQUEST : icmpv6.ECHO_REQUEST);
    if (!isRequest && type !== (isIpv4 ? icmp.ECHO_REPLY : icmpv6.ECHO_REPLY)) return;
    // Wireshark pairs them by conversation, identifier and sequence number.
    const source = `${view.source0},${view.source1},${view.source2},${view.source3}`;
    const destination = `${view.destination0},${view.destination1},${view.destination2},${view.destination3}`;
    const exchange = `${icmp.identifier(bytes, at)},${icmp.sequence(bytes, at)}`;
    if (isRequest) {
      remember(this.#echoRequests, `${source},${destination},${exchange}`, view.frameNumber);
    } else {
      const key = `${destination},${source},${exchange}`;
      this.echoRequestFrame = this.#echoRequests.get(key) ?? 0;
      this.#echoRequests.delete(key);
    }
  }

  #observeArp(view: PacketView, layer: number): void {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    if (!arp.isEthernetIpv4(bytes, at) || arp.hardwareType(bytes, at) !== 1) return;
    const opcode = arp.opcode(bytes, at);
    if (opcode !== arp.REQUEST && opcode !== arp.REPLY) return;
    const frame = view.frameNumber;
    this.#claim(bytes, arp.senderHardwareAt(at), arp.senderProtocol(bytes, at), frame);
    if (opcode === arp.REPLY) {
      this.#claim(bytes, arp.targetHardwareAt(at), arp.targetProtocol(bytes, at), frame);
    }
  }

  #claim(bytes: Uint8Array, macAt: number, address: number, frame: number): void {
    if (address === 0) return;
    const mac = `${readUint16(bytes, macAt)},${readInt32(bytes, macAt + 2)}`;
    const known = this.#macAddresses.get(address);
    if (known === undefined) remember(this.#macAddresses, address, { mac, frame });
    else if (known.mac === mac) known.frame = frame;
    else if (known.frame < frame) this.duplicateAddress = address;
  }
}
