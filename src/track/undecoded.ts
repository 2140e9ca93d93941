import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as wlan from '../protocols/wlan/codec.ts';

/** Link types that are told apart. */
const MAXIMUM_LINK_TYPES = 16;
const TYPE_DATA = 2;

/** Packets in which no IP can be seen, and why. Told of packets without IP and ARP alone. */
export class UndecodedPackets {
  /** Packets of link types that are not decoded, by LINKTYPE_ value. */
  readonly byLinkType = new Map<number, number>();
  /** Such packets of further link types. */
  others = 0;
  /** Data frames of 802.11 that are encrypted. */
  encrypted = 0;
  /** Frames of 802.11 that hold no data: beacons, acknowledgments. */
  withoutData = 0;

  /** Packets of link types that are not decoded. */
  get total(): number {
    return [...this.byLinkType.values()].reduce((sum, number) => sum + number, this.others);
  }

  observe(view: PacketView): void {
    if (view.layerCount === 0) {
      const { linkType } = view;
      const known = this.byLinkType.get(linkType);
      if (known !== undefined || this.byLinkType.size < MAXIMUM_LINK_TYPES) {
        this.byLinkType.set(linkType, (known ?? 0) + 1);
      } else this.others++;
      return;
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
}
