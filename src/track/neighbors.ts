import { MAPPED_PREFIX } from '../wire/address-text.ts';
import * as arp from '../wire/arp.ts';
import { readInt32, readUint16 } from '../wire/bytes.ts';
import * as ethernet from '../wire/ethernet.ts';
import type { PacketView } from '../wire/packet-view.ts';
import { Protocol } from '../wire/protocol.ts';
import { FrameSample } from './frame-sample.ts';
import type { SourceMac } from './sender.ts';
import { WordTable } from './word-table.ts';

const MAXIMUM_NEIGHBORS = 16_384;
/** Addresses of one MAC address that are looked at: a router that answers for others has many. */
const ADDRESSES_SHOWN = 8;

/** Who has which address on the local network, as ARP said; and who never answered. */
export class Neighbors {
  readonly #slots = new WordTable(1, MAXIMUM_NEIGHBORS);
  readonly #macHigh = new Uint16Array(MAXIMUM_NEIGHBORS);
  readonly #macLow = new Int32Array(MAXIMUM_NEIGHBORS);
  readonly #isKnown = new Uint8Array(MAXIMUM_NEIGHBORS);
  readonly #requests: (FrameSample | undefined)[] = [];
  /** Who asked last for the address. */
  readonly #askers = new Int32Array(MAXIMUM_NEIGHBORS);
  readonly #key = new Int32Array(1);

  /** Takes in an ARP message, layer `layer` of the view. */
  observe(view: PacketView, layer: number): void {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    if (!arp.isEthernetIpv4(bytes, at)) return;
    const sender = arp.senderProtocol(bytes, at);
    if (sender !== 0) {
      const slot = this.#slotOf(sender);
      if (slot >= 0) {
        const mac = arp.senderHardwareAt(at);
        this.#macHigh[slot] = readUint16(bytes, mac);
        this.#macLow[slot] = readInt32(bytes, mac + 2);
        this.#isKnown[slot] = 1;
      }
    }
    if (arp.opcode(bytes, at) !== arp.REQUEST) return;
    const slot = this.#slotOf(arp.targetProtocol(bytes, at));
    if (slot < 0) return;
    let requests = this.#requests[slot];
    if (requests === undefined) {
      requests = new FrameSample();
      this.#requests[slot] = requests;
    }
    requests.add(view.frameNumber);
    this.#askers[slot] = sender;
  }

  #slotOf(address: number): number {
    this.#key[0] = address;
    const slot = this.#slots.find(this.#key);
    return slot >= 0 ? slot : this.#slots.insert(this.#key);
  }

  /** Whether the packet's Ethernet source is the very host that ARP names for its IP source. */
  isFromOwner(view: PacketView): boolean {
    if (view.layerProtocol[0] !== Protocol.ETHERNET || view.source2 !== MAPPED_PREFIX) return false;
    this.#key[0] = view.source3;
    const slot = this.#slots.find(this.#key);
    if (slot < 0 || this.#isKnown[slot] === 0) return false;
    const mac = ethernet.sourceAt(view.layerStart[0]);
    return (
      this.#macHigh[slot] === readUint16(view.bytes, mac) &&
      this.#macLow[slot] === readInt32(view.bytes, mac + 2)
    );
  }

  /** IPv4 addresses (int32) that ARP gives to a MAC address: a few of them. */
  addressesOf(mac: SourceMac): number[] {
    const found: number[] = [];
    for (let slot = 0; slot < MAXIMUM_NEIGHBORS && found.length < ADDRESSES_SHOWN; slot++) {
      if (
        this.#isKnown[slot] === 1 &&
        this.#macHigh[slot] === mac.high &&
        this.#macLow[slot] === mac.low
      ) {
        found.push(this.#slots.keyWord(slot, 0));
      }
    }
    return found;
  }

  /** Addresses that hosts of interest asked for and that nobody answered. */
  unansweredBy(isAsker: (address: number) => boolean): UnansweredRequests[] {
    const found: UnansweredRequests[] = [];
    this.#requests.forEach((requests, slot) => {
      if (requests === undefined || this.#isKnown[slot] === 1) return;
      const asker = this.#askers[slot];
      if (isAsker(asker))
        found.push({ asker, target: this.#slots.keyWord(slot, 0), frames: requests });
    });
    return found;
  }
}

/** ARP requests of one host for one address, without a reply. */
export interface UnansweredRequests {
  /** IPv4 addresses as int32. */
  readonly asker: number;
  readonly target: number;
  readonly frames: FrameSample;
}
