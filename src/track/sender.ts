import { Unknown } from '../capture/packet-record.ts';
import * as ethernet from '../protocols/ethernet/codec.ts';
import * as linuxSll from '../protocols/linux-sll/codec.ts';
import * as linuxSll2 from '../protocols/linux-sll2/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import { Range } from './frame-sample.ts';
import { hopLimit, hopsOf } from './hop-limit.ts';
import { isPlausibleDelay } from './time.ts';

const MAC_LENGTH = 6;

/** Offset of the sender's MAC address in the view's bytes; -1 where the link has none, or unknown. */
export function sourceMacAt(view: PacketView): number {
  if ((view.unknown & Unknown.HARDWARE_ADDRESS) !== 0) return -1;
  const at = view.layerStart[0];
  switch (view.layerProtocol[0]) {
    case Protocol.ETHERNET:
      return ethernet.sourceAt(at);
    case Protocol.LINUX_SLL:
      return linuxSll.addressLength(view.bytes, at) === MAC_LENGTH ? linuxSll.addressAt(at) : -1;
    case Protocol.LINUX_SLL2:
      return linuxSll2.addressLength(view.bytes, at) === MAC_LENGTH ? linuxSll2.addressAt(at) : -1;
    default:
      return -1;
  }
}

/** Whether the frame names one MAC address (or none, as on a loopback) as source and destination. */
export function isWithinHost(view: PacketView): boolean {
  if (view.layerProtocol[0] !== Protocol.ETHERNET) return false;
  if ((view.unknown & Unknown.HARDWARE_ADDRESS) !== 0) return false;
  const { bytes } = view;
  const source = ethernet.sourceAt(view.layerStart[0]);
  const destination = ethernet.destinationAt(view.layerStart[0]);
  return (
    ethernet.macHigh(bytes, source) === ethernet.macHigh(bytes, destination) &&
    ethernet.macLow(bytes, source) === ethernet.macLow(bytes, destination)
  );
}

/** A MAC address as Wireshark writes it. */
export function macText(high: number, low: number): string {
  const digits = high.toString(16).padStart(4, '0') + (low >>> 0).toString(16).padStart(8, '0');
  return digits.replace(/..(?=.)/g, '$&:');
}

/** The MAC address that packets of one kind came from, as long as it is one and the same. */
export class SourceMac {
  /** First two bytes and last four, as `readUint16` and `readInt32` give them. */
  high = 0;
  low = 0;
  /** Packets that had one. */
  count = 0;
  /** They had more than one. */
  isMixed = false;

  add(view: PacketView): void {
    const at = sourceMacAt(view);
    if (at < 0) return;
    const high = ethernet.macHigh(view.bytes, at);
    const low = ethernet.macLow(view.bytes, at);
    if (this.count++ === 0) {
      this.high = high;
      this.low = low;
    } else if (high !== this.high || low !== this.low) {
      this.isMixed = true;
    }
  }

  /** Whether there is one address and no other. */
  get isOne(): boolean {
    return this.count > 0 && !this.isMixed;
  }

  /** As Wireshark writes it; null unless there is one address and no other. */
  get text(): string | null {
    return this.isOne ? macText(this.high, this.low) : null;
  }

  equals(other: SourceMac): boolean {
    return this.isOne && other.isOne && this.high === other.high && this.low === other.low;
  }
}

/** What packets of one kind (resets, ICMP errors) tell of who sent them. */
export class SenderFacts {
  /** TTL or hop limit at the place of capture. */
  readonly timeToLive = new Range();
  /** Hops that it has passed there; fewer than of `timeToLive` where a start is not known. */
  readonly hops = new Range();
  /** From the packet that was refused to the refusal, in microseconds; those that are plausible. */
  readonly delay = new Range();
  readonly mac = new SourceMac();

  /** @param delay microseconds; below 0 where it is not known */
  add(view: PacketView, delay: number): void {
    const value = hopLimit(view);
    if (value >= 0) this.timeToLive.add(value);
    const hops = hopsOf(value);
    if (hops >= 0) this.hops.add(hops);
    if (isPlausibleDelay(delay)) this.delay.add(delay);
    this.mac.add(view);
  }
}
