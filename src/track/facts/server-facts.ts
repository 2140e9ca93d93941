import { hopsOf } from '../hop-limit.ts';
import { SourceMac } from '../sender.ts';

/** What is known of a server's address over all its services, as a baseline for resets. */
export class ServerFacts {
  /**
   * TTL or hop limit of packets that only the server itself can have sent (SYN/ACK, data); -1 where
   * none was seen.
   */
  lowestTimeToLive = -1;
  highestTimeToLive = -1;
  /** Hops that these packets have passed, and of how many that is known; one for each connection. */
  lowestHops = -1;
  highestHops = -1;
  hopsSeen = 0;
  /** Handshake round-trip times in microseconds; -1 where none was measured. */
  fastestRoundTrip = -1;
  slowestRoundTrip = -1;
  roundTrips = 0;
  /** Where its SYN/ACKs came from on the own link. */
  readonly mac = new SourceMac();

  addTimeToLive(value: number): void {
    if (value < 0) return;
    if (this.lowestTimeToLive < 0 || value < this.lowestTimeToLive) this.lowestTimeToLive = value;
    if (value > this.highestTimeToLive) this.highestTimeToLive = value;
    const hops = hopsOf(value);
    if (hops < 0) return;
    this.hopsSeen++;
    if (this.lowestHops < 0 || hops < this.lowestHops) this.lowestHops = hops;
    if (hops > this.highestHops) this.highestHops = hops;
  }

  addRoundTrip(microseconds: number): void {
    const time = Math.round(microseconds);
    this.roundTrips++;
    if (this.fastestRoundTrip < 0 || time < this.fastestRoundTrip) this.fastestRoundTrip = time;
    if (time > this.slowestRoundTrip) this.slowestRoundTrip = time;
  }

  forgetRoundTrips(): void {
    this.fastestRoundTrip = -1;
    this.slowestRoundTrip = -1;
    this.roundTrips = 0;
  }
}
