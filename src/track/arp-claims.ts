import * as arp from '../protocols/arp/codec.ts';
import * as ethernet from '../protocols/ethernet/codec.ts';
import { RecentTable } from '../protocols/hash-tables.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';

/** IPv4 addresses remembered; past that the oldest is forgotten. */
const MAXIMUM_ADDRESSES = 1 << 16;

/** Numbers of one address. */
const MAC_HIGH = 0;
const MAC_LOW = 1;
const FRAME = 2;
const SECONDS = 3;
const NUMBERS = 4;

/**
 * Fills `view.arpAnnotation`: IPv4 addresses that two hosts claim. Wireshark's rule: who claimed an
 * address first keeps it, however often another host claims it (packet-arp.c).
 */
export class ArpClaims {
  readonly #table = new RecentTable(1, NUMBERS, MAXIMUM_ADDRESSES);
  readonly #key = new Int32Array(1);

  annotate(view: PacketView): void {
    view.arpAnnotation.count = 0;
    view.arpAnnotation.duplicateAddress = null;
    const layer = view.findLayer(Protocol.ARP);
    if (layer < 0) return;
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    if (!arp.isEthernetIpv4(bytes, at) || !arp.isEthernetHardware(bytes, at)) return;
    const opcode = arp.opcode(bytes, at);
    if (opcode !== arp.REQUEST && opcode !== arp.REPLY) return;
    this.#claim(view, bytes, arp.senderHardwareAt(at), arp.senderProtocol(bytes, at));
    if (opcode === arp.REPLY) {
      this.#claim(view, bytes, arp.targetHardwareAt(at), arp.targetProtocol(bytes, at));
    }
  }

  #claim(view: PacketView, bytes: Uint8Array, macAt: number, address: number): void {
    const high = ethernet.macHigh(bytes, macAt);
    const low = ethernet.macLow(bytes, macAt);
    const isGroup = ethernet.isGroup(bytes, macAt);
    if (address === 0 || (high === 0 && low === 0)) return;
    this.#key[0] = address;
    let base = this.#table.find(this.#key);
    if (base < 0) {
      if (isGroup) return;
      base = this.#table.insert(this.#key);
      const { numbers } = this.#table;
      numbers[base + MAC_HIGH] = high;
      numbers[base + MAC_LOW] = low;
      numbers[base + FRAME] = view.frameNumber;
      numbers[base + SECONDS] = view.seconds;
      return;
    }
    const { numbers } = this.#table;
    if (view.frameNumber <= numbers[base + FRAME]) return;
    if (numbers[base + MAC_HIGH] === high && numbers[base + MAC_LOW] === low) {
      numbers[base + FRAME] = view.frameNumber;
      numbers[base + SECONDS] = view.seconds;
      return;
    }
    const { arpAnnotation } = view;
    arpAnnotation.duplicateAddress = address;
    if (isGroup) return;
    arpAnnotation.frames[arpAnnotation.count] = numbers[base + FRAME];
    arpAnnotation.seconds[arpAnnotation.count] = view.seconds - numbers[base + SECONDS];
    arpAnnotation.count++;
  }
}
