import { type AddressWords, isSameAddress, MAPPED_PREFIX } from '../protocols/address-text.ts';
import * as arp from '../protocols/arp/codec.ts';
import * as ethernet from '../protocols/ethernet/codec.ts';
import { WordTable } from '../protocols/hash-tables.ts';
import * as icmpv6 from '../protocols/icmpv6/codec.ts';
import * as discovery from '../protocols/icmpv6/neighbor-discovery.ts';
import * as ipv6 from '../protocols/ipv6/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import { writeSource } from './address-key.ts';
import { FrameSample } from './frame-sample.ts';
import { hopLimit } from './hop-limit.ts';
import { macText, type SourceMac, sourceMacAt } from './sender.ts';
import { DUPLICATE_WITHIN, microsecondsBetween } from './time.ts';

const MAXIMUM_NEIGHBORS = 16_384;
/** Addresses of one MAC address that are looked at: a router that answers for others has many. */
const ADDRESSES_SHOWN = 8;

/** Addresses whose MAC address changed, and those that two hosts claim in turn. */
const MAXIMUM_CHANGES = 1_024;
const MAXIMUM_CONFLICTS = 16;

/** Words of an address in the table: IPv4 mapped, as everywhere. */
const ADDRESS_WORDS = 4;

/** Who has which address on the local network, as ARP or neighbor discovery said; who never answered. */
export class Neighbors {
  readonly #slots = new WordTable(ADDRESS_WORDS, MAXIMUM_NEIGHBORS);
  readonly #macHigh = new Uint16Array(MAXIMUM_NEIGHBORS);
  readonly #macLow = new Int32Array(MAXIMUM_NEIGHBORS);
  readonly #isKnown = new Uint8Array(MAXIMUM_NEIGHBORS);
  /** By the slot of the address that was asked for. */
  readonly #requests: (UnansweredRequests | undefined)[] = [];
  readonly #key = new Int32Array(ADDRESS_WORDS);
  /** The MAC address that an address had before, by its slot. */
  readonly #former = new Map<number, Mac>();
  readonly #conflicts = new Map<number, AddressConflict>();

  /** Addresses that two hosts claim in turn (RFC 5227): each of them gets some of the packets. */
  get conflicts(): readonly AddressConflict[] {
    return [...this.#conflicts.values()];
  }

  /** Takes in an ARP message, layer `layer` of the view. */
  observeArp(view: PacketView, layer: number): void {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    if (!arp.isEthernetIpv4(bytes, at)) return;
    const sender = arp.senderProtocol(bytes, at);
    if (sender !== 0)
      this.#learn(this.#ipv4(sender), bytes, arp.senderHardwareAt(at), view.frameNumber);
    if (arp.opcode(bytes, at) !== arp.REQUEST) return;
    const slot = this.#slotOf(this.#ipv4(arp.targetProtocol(bytes, at)));
    if (slot >= 0) this.#asked(slot, [0, 0, MAPPED_PREFIX, sender], view);
  }

  /** Takes in an ICMPv6 message, the transport of the view: only those of neighbor discovery count. */
  observeNeighborDiscovery(view: PacketView): void {
    const layer = view.transport;
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const limit = view.payloadEnd;
    const type = icmpv6.type(bytes, at);
    if (type < icmpv6.ROUTER_ADVERTISEMENT || type > icmpv6.NEIGHBOR_ADVERTISEMENT) return;
    if (hopLimit(view) !== discovery.HOP_LIMIT) return;
    const mac = discovery.hardwareAddressAt(bytes, at, limit);
    const hasTarget = type !== icmpv6.ROUTER_ADVERTISEMENT && discovery.hasTarget(at, limit);
    const isSilent = (view.source0 | view.source1 | view.source2 | view.source3) === 0;
    if (type === icmpv6.NEIGHBOR_ADVERTISEMENT) {
      // Without the option it answers all the same, from the address of the frame.
      if (!hasTarget) return;
      if (mac >= 0)
        this.#learn(this.#ipv6(bytes, discovery.targetAt(at)), bytes, mac, view.frameNumber);
      else if (view.layerProtocol[0] === Protocol.ETHERNET) {
        const from = ethernet.sourceAt(view.layerStart[0]);
        this.#learn(this.#ipv6(bytes, discovery.targetAt(at)), view.bytes, from, view.frameNumber);
      }
      return;
    }
    if (mac >= 0 && !isSilent) this.#learn(this.#source(view), bytes, mac, view.frameNumber);
    // A question from nobody asks whether an address is free (RFC 4862 §5.4): silence is the hope.
    if (type !== icmpv6.NEIGHBOR_SOLICITATION || !hasTarget || isSilent) return;
    const slot = this.#slotOf(this.#ipv6(bytes, discovery.targetAt(at)));
    if (slot < 0) return;
    this.#asked(slot, [view.source0, view.source1, view.source2, view.source3], view);
  }

  #ipv4(address: number): Int32Array {
    const key = this.#key;
    key[0] = 0;
    key[1] = 0;
    key[2] = MAPPED_PREFIX;
    key[3] = address;
    return key;
  }

  #ipv6(bytes: Uint8Array, at: number): Int32Array {
    for (let word = 0; word < ADDRESS_WORDS; word++) {
      this.#key[word] = ipv6.addressWord(bytes, at, word);
    }
    return this.#key;
  }

  #source(view: PacketView): Int32Array {
    const key = this.#key;
    writeSource(view, key);
    return key;
  }

  #learn(address: Int32Array, bytes: Uint8Array, mac: number, frame: number): void {
    const high = ethernet.macHigh(bytes, mac);
    const low = ethernet.macLow(bytes, mac);
    // No card has it: a list that does not print the asker's, or a probe that leaves it out.
    if (high === 0 && low === 0) return;
    const slot = this.#slotOf(address);
    if (slot < 0) return;
    if (this.#isKnown[slot] === 1 && (high !== this.#macHigh[slot] || low !== this.#macLow[slot])) {
      this.#changed(slot, high, low, frame);
    }
    this.#macHigh[slot] = high;
    this.#macLow[slot] = low;
    this.#isKnown[slot] = 1;
    // What is asked for from now on waits for an answer anew.
    this.#requests[slot] = undefined;
  }

  /** Once is another network card, or a standby that took over; back again is two hosts. */
  #changed(slot: number, high: number, low: number, frame: number): void {
    const former = this.#former.get(slot);
    if (former !== undefined && former.high === high && former.low === low) {
      const known = this.#conflicts.get(slot);
      if (known !== undefined) known.frames.add(frame);
      else if (this.#conflicts.size < MAXIMUM_CONFLICTS) {
        const frames = new FrameSample();
        frames.add(former.frame);
        frames.add(frame);
        const macs = [this.#macText(slot), macText(high, low)] as const;
        this.#conflicts.set(slot, { address: this.#addressIn(slot), macs, frames });
      }
    }
    if (former === undefined && this.#former.size >= MAXIMUM_CHANGES) return;
    this.#former.set(slot, { high: this.#macHigh[slot], low: this.#macLow[slot], frame });
  }

  #macText(slot: number): string {
    return macText(this.#macHigh[slot], this.#macLow[slot]);
  }

  #asked(slot: number, asker: AddressWords, view: PacketView): void {
    const { frameNumber, seconds, nanoseconds } = view;
    const known = this.#requests[slot];
    if (known === undefined) {
      const frames = new FrameSample();
      frames.add(frameNumber);
      const target = this.#addressIn(slot);
      this.#requests[slot] = { asker, target, frames, seconds, nanoseconds };
      return;
    }
    const pause = microsecondsBetween(known.seconds, known.nanoseconds, seconds, nanoseconds);
    // The same request once more on another port of a mirror, or of `any`: nobody asks so soon again.
    if (Math.abs(pause) < DUPLICATE_WITHIN && isSameAddress(known.asker, asker)) return;
    known.asker = asker;
    known.frames.add(frameNumber);
    known.seconds = seconds;
    known.nanoseconds = nanoseconds;
  }

  #slotOf(address: Int32Array): number {
    const slot = this.#slots.find(address);
    return slot >= 0 ? slot : this.#slots.insert(address);
  }

  #addressIn(slot: number): AddressWords {
    const word = (index: number) => this.#slots.keyWord(slot, index);
    return [word(0), word(1), word(2), word(3)];
  }

  /** Whether the packet's Ethernet source is the very host that has its IP source. */
  isFromOwner(view: PacketView): boolean {
    if (sourceMacAt(view) < 0 || view.layerProtocol[0] !== Protocol.ETHERNET) return false;
    const slot = this.#slots.find(this.#source(view));
    if (slot < 0 || this.#isKnown[slot] === 0) return false;
    const mac = ethernet.sourceAt(view.layerStart[0]);
    return (
      this.#macHigh[slot] === ethernet.macHigh(view.bytes, mac) &&
      this.#macLow[slot] === ethernet.macLow(view.bytes, mac)
    );
  }

  /** Addresses that a MAC address has: a few of them, IPv4 and IPv6. */
  addressesOf(mac: SourceMac): AddressWords[] {
    const found: AddressWords[] = [];
    for (let slot = 0; slot < this.#slots.count && found.length < ADDRESSES_SHOWN; slot++) {
      if (
        this.#isKnown[slot] === 1 &&
        this.#macHigh[slot] === mac.high &&
        this.#macLow[slot] === mac.low
      ) {
        found.push(this.#addressIn(slot));
      }
    }
    return found;
  }

  /** What a host asked for and had no answer to, since the address was last heard of; null for none. */
  unanswered(address: AddressWords, asker: AddressWords): UnansweredRequests | null {
    this.#key.set(address);
    const slot = this.#slots.find(this.#key);
    const requests = slot < 0 ? undefined : this.#requests[slot];
    return requests !== undefined && isSameAddress(requests.asker, asker) ? requests : null;
  }

  /** Whether the host was heard of, and no later request for it was left without an answer. */
  isThere(address: AddressWords): boolean {
    this.#key.set(address);
    const slot = this.#slots.find(this.#key);
    return slot >= 0 && this.#isKnown[slot] === 1 && this.#requests[slot] === undefined;
  }

  /** Addresses that hosts of interest asked for and that nobody answered. */
  unansweredBy(isAsker: (address: AddressWords) => boolean): UnansweredRequests[] {
    return this.#requests.filter(
      (requests, slot): requests is UnansweredRequests =>
        requests !== undefined && this.#isKnown[slot] === 0 && isAsker(requests.asker),
    );
  }
}

/** ARP requests or neighbor solicitations for one address, without a reply. */
export interface UnansweredRequests {
  /** Who asked last. */
  asker: AddressWords;
  readonly target: AddressWords;
  readonly frames: FrameSample;
  /** When the last of them was sent. */
  seconds: number;
  nanoseconds: number;
}

/** A MAC address that an address had, up to a frame. */
interface Mac {
  readonly high: number;
  readonly low: number;
  readonly frame: number;
}

/** One address, two MAC addresses that claim it in turn. */
export interface AddressConflict {
  readonly address: AddressWords;
  readonly macs: readonly [string, string];
  readonly frames: FrameSample;
}
