import type { CaptureInterface } from '../capture/capture-interface.ts';
import type { PacketRecord } from '../capture/packet-record.ts';
import type { Framing } from './info/framing.ts';

/*
 * What earlier packets say of the packet in the view. Filled by the analyses of `track/` when a
 * filter or a column names a field that needs it (`Analysis`); part of the view, so that layers to
 * the left can read it.
 */

/** A time span that may be negative: the seconds are rounded down, nanoseconds 0 to 999,999,999. */
export class TimeSpan {
  seconds = 0;
  nanoseconds = 0;

  /** Sets it to the time from one capture time to another. */
  setBetween(
    fromSeconds: number,
    fromNanoseconds: number,
    toSeconds: number,
    toNanoseconds: number,
  ): void {
    const nanoseconds = toNanoseconds - fromNanoseconds;
    const borrow = nanoseconds < 0 ? 1 : 0;
    this.seconds = toSeconds - fromSeconds - borrow;
    this.nanoseconds = nanoseconds + borrow * 1e9;
  }

  clear(): void {
    this.seconds = 0;
    this.nanoseconds = 0;
  }
}

/** Times since other packets of the capture. */
export class FrameAnnotation {
  /** Since the first packet of the capture. */
  readonly sinceFirst = new TimeSpan();
  /** Since the packet before. */
  readonly sincePrevious = new TimeSpan();
  /** Since the packet before that was shown. */
  readonly sinceDisplayed = new TimeSpan();
  /** Interfaces of the capture. */
  interfaces: readonly CaptureInterface[] = [];
  #displayedSeconds = 0;
  #displayedNanoseconds = 0;
  #hasDisplayed = false;

  /** Notes that the packet is shown. */
  noteDisplayed(packet: PacketRecord): void {
    if (!packet.hasTime) return;
    this.#displayedSeconds = packet.seconds;
    this.#displayedNanoseconds = packet.nanoseconds;
    this.#hasDisplayed = true;
  }

  /** Sets `sinceDisplayed`: 0 where no packet was shown yet. */
  measureDisplayed(packet: PacketRecord): void {
    if (this.#hasDisplayed) {
      this.sinceDisplayed.setBetween(
        this.#displayedSeconds,
        this.#displayedNanoseconds,
        packet.seconds,
        packet.nanoseconds,
      );
    } else this.sinceDisplayed.clear();
  }
}

/** A UDP layer's place in its conversation. */
export class UdpPlace {
  /** `udp.stream`: index of the conversation, from 0; -1 where unknown. */
  stream = -1;
  /** Since the first packet of the conversation. */
  readonly sinceFirst = new TimeSpan();
  /** Since the packet before of the conversation. */
  readonly sincePrevious = new TimeSpan();
}

/** The UDP layers of a packet in their conversations. */
export class UdpAnnotation {
  /** How many of `places` speak of the packet in the view. */
  count = 0;
  readonly places: UdpPlace[] = [];
  /** Layer of each place. */
  readonly layers: number[] = [];

  /** The place of layer `layer`, or null. */
  placeOf(layer: number): UdpPlace | null {
    for (let i = 0; i < this.count; i++) if (this.layers[i] === layer) return this.places[i];
    return null;
  }

  /** A place for layer `layer`, to be filled. */
  add(layer: number): UdpPlace {
    if (this.places.length === this.count) this.places.push(new UdpPlace());
    this.layers[this.count] = layer;
    return this.places[this.count++];
  }
}

/** What an echo reply answers. */
export class EchoAnnotation {
  /** Frame of the request that the packet answers; 0 for none. */
  requestFrame = 0;
  /** Time from the request to the reply. */
  readonly responseTime = new TimeSpan();
}

/** Messages of TLS and HTTP that end in a TCP segment, for the packet list. */
export class MessageAnnotation {
  /** What the segment completes; null where its payload is nobody's. */
  framing: Framing | null = null;
  /** The capture kept only the start of the payload. */
  isCut = false;
}

/** Addresses that an ARP packet claims though another host claimed them before. */
export class ArpAnnotation {
  /** Duplicates found, 0 to 2: the sender's, then the target's. */
  count = 0;
  /** The last of the addresses, IPv4 as int32; also where a group address claims it, which counts for none. */
  duplicateAddress: number | null = null;
  /** Frame of the other host's last claim. */
  readonly frames = [0, 0];
  /** Whole seconds since then. */
  readonly seconds = [0, 0];
}
