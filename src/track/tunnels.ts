import type { AddressWords } from '../protocols/address-text.ts';
import { WordTable } from '../protocols/hash-tables.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import { ADDRESS_WORDS, orderAddresses, writeAddresses } from './address-key.ts';
import { microsecondsBetween } from './time.ts';

/** Pairs of hosts with a tunnel that are followed; more are not. */
const MAXIMUM_TUNNELS = 1_024;

export type TunnelProtocol = Protocol.ESP | Protocol.GRE;

/** What two hosts sent each other in a tunnel without ports. */
export class Tunnel {
  /** Packets of the one, and of the other. */
  readonly packets = [0, 0];
  /** Frame of the first packet of each; 0 for none. */
  readonly firstFrames = [0, 0];
  readonly #first = [0, 0];
  readonly #last = [0, 0];

  constructor(
    readonly protocol: TunnelProtocol,
    readonly one: AddressWords,
    readonly other: AddressWords,
  ) {}

  add(view: PacketView, side: 0 | 1): void {
    if (this.packets[0] + this.packets[1] === 0) {
      this.#first[0] = view.seconds;
      this.#first[1] = view.nanoseconds;
    }
    if (this.packets[side]++ === 0) this.firstFrames[side] = view.frameNumber;
    this.#last[0] = view.seconds;
    this.#last[1] = view.nanoseconds;
  }

  /** Microseconds from its first packet to its last. */
  get lasted(): number {
    const [seconds, nanoseconds] = this.#first;
    return microsecondsBetween(seconds, nanoseconds, this.#last[0], this.#last[1]);
  }
}

/** Tunnels of protocols that have no ports, by their two ends. */
export class Tunnels {
  readonly #slots = new WordTable(ADDRESS_WORDS + 1, MAXIMUM_TUNNELS);
  readonly #key = new Int32Array(ADDRESS_WORDS + 1);
  readonly all: Tunnel[] = [];

  /** Takes in a packet that has layers beside the usual ones: it may be in a tunnel. */
  observe(view: PacketView): void {
    const last = view.layerCount - 1;
    if (last > 0 && view.layerProtocol[last] === Protocol.ESP) this.#add(view, last, Protocol.ESP);
    const gre = view.findLayer(Protocol.GRE);
    if (gre > 0 && (view.quotedFrom < 0 || gre < view.quotedFrom)) {
      this.#add(view, gre, Protocol.GRE);
    }
  }

  #add(view: PacketView, layer: number, protocol: TunnelProtocol): void {
    const key = this.#key;
    if (view.quotedFrom >= 0 && layer >= view.quotedFrom) return;
    if (!writeAddresses(view, layer, key)) return;
    const side = orderAddresses(key, 0, 0) ? 1 : 0;
    key[ADDRESS_WORDS] = protocol;
    let slot = this.#slots.find(key);
    if (slot < 0) {
      slot = this.#slots.insert(key);
      if (slot < 0) return;
      const [a, b, c, d, e, f, g, h] = key;
      this.all[slot] = new Tunnel(protocol, [a, b, c, d], [e, f, g, h]);
    }
    this.all[slot].add(view, side);
  }
}
