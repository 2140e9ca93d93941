import { Flow } from './flow-table.ts';

/** Client's ports that are kept of an endpoint: enough to find its tries in a firewall's log. */
const KEPT_PORTS = 16;

/**
 * An endpoint's connections and conversations that did not become an exchange, or failed in it: what a
 * firewall's log has of them. Nothing of it is `#private`: facts are copied member by member.
 */
export class FailedTries {
  count = 0;
  /** Packets of the client in them, captured duplicates not counted. */
  packets = 0;
  /** The client's ports of the first of them, each once. */
  readonly ports: number[] = [];
  /** When the first packet of them passed, and the last: seconds since 1970 and nanoseconds. */
  firstSeconds = 0;
  firstNanoseconds = 0;
  lastSeconds = 0;
  lastNanoseconds = 0;

  /** Takes in the flow of a record of `FlowTable`. */
  addFlow(words: Int32Array, base: number): void {
    this.addPort(words[base + Flow.PORTS] >>> 16);
    this.packets += words[base + Flow.CLIENT_PACKETS];
    this.addTimes(
      words[base + Flow.FIRST_SECONDS] >>> 0,
      words[base + Flow.FIRST_NANOSECONDS],
      words[base + Flow.LAST_SECONDS] >>> 0,
      words[base + Flow.LAST_NANOSECONDS],
    );
    this.count++;
  }

  /** Takes in a try of a single packet. */
  addPacket(port: number, seconds: number, nanoseconds: number): void {
    this.addPort(port);
    this.packets++;
    this.addTimes(seconds, nanoseconds, seconds, nanoseconds);
    this.count++;
  }

  private addPort(port: number): void {
    if (this.ports.length < KEPT_PORTS && !this.ports.includes(port)) this.ports.push(port);
  }

  private addTimes(first: number, firstFraction: number, last: number, lastFraction: number): void {
    if (
      this.count === 0 ||
      first < this.firstSeconds ||
      (first === this.firstSeconds && firstFraction < this.firstNanoseconds)
    ) {
      this.firstSeconds = first;
      this.firstNanoseconds = firstFraction;
    }
    if (
      last > this.lastSeconds ||
      (last === this.lastSeconds && lastFraction > this.lastNanoseconds)
    ) {
      this.lastSeconds = last;
      this.lastNanoseconds = lastFraction;
    }
  }
}
