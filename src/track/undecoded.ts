import * as gre from '../protocols/gre/codec.ts';
import { type PacketView, Stop } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as wlan from '../protocols/wlan/codec.ts';

/** Link types that are told apart, and protocols in GRE. */
const MAXIMUM_LINK_TYPES = 16;
const MAXIMUM_GRE_TYPES = 16;
/** A keep-alive carries nothing. */
const GRE_KEEP_ALIVE = 0;
const TYPE_DATA = 2;

/** Packets in which no IP can be seen, and why. Told of packets without IP and ARP alone. */
export class UndecodedPackets {
  /** Packets of link types that are not decoded, by LINKTYPE_ value. */
  readonly byLinkType = new Map<number, number>();
  /** Packets of protocols in GRE that are not decoded, by GRE's protocol type. */
  readonly byGreType = new Map<number, number>();
  /** Such packets of further link types, or protocols. */
  others = 0;
  /** Data frames of 802.11 that are encrypted. */
  encrypted = 0;
  /** Frames of 802.11 that hold no data: beacons, acknowledgments. */
  withoutData = 0;

  /** Packets of link types, and of protocols in GRE, that are not decoded. */
  get total(): number {
    const known = [...this.byLinkType.values(), ...this.byGreType.values()];
    return known.reduce((sum, number) => sum + number, this.others);
  }

  observe(view: PacketView): void {
    if (view.layerCount === 0) {
      this.#count(this.byLinkType, MAXIMUM_LINK_TYPES, view.linkType);
      return;
    }
    const tunnel = view.findLayer(Protocol.GRE);
    if (tunnel >= 0) {
      const inside = tunnel + 1 < view.layerCount ? view.layerProtocol[tunnel + 1] : Protocol.DATA;
      const type = gre.protocol(view.layerBytes(tunnel), view.layerStart[tunnel]);
      if (inside === Protocol.DATA && view.stop === Stop.NONE && type !== GRE_KEEP_ALIVE) {
        this.#count(this.byGreType, MAXIMUM_GRE_TYPES, type);
        return;
      }
    }
    // An access point's tunnel to its controller has IP outside, and the frames inside.
    const layer = view.findLayer(Protocol.WLAN, view.network + 1);
    if (layer < 0) return;
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const isData = wlan.type(bytes, at) === TYPE_DATA && layer + 1 < view.layerCount;
    if (!isData) this.withoutData++;
    else if (wlan.isProtected(bytes, at)) this.encrypted++;
  }

  #count(numbers: Map<number, number>, most: number, key: number): void {
    const known = numbers.get(key);
    if (known !== undefined || numbers.size < most) numbers.set(key, (known ?? 0) + 1);
    else this.others++;
  }
}
