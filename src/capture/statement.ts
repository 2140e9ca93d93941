/** An address as `AddressWords` of protocols/: four 32-bit words, IPv4 mapped. */
type Words = readonly [number, number, number, number];

/**
 * What a device says it did. `refused`: it did not let the packet through, and does not say whether it
 * dropped it or answered in the server's place; `unknown`: only that a rule matched.
 */
export type FirewallAction = 'allowed' | 'dropped' | 'rejected' | 'refused' | 'unknown';

/** How much of a line's time is known. */
export enum TimeKind {
  NONE = 0,
  /** A time of day; `seconds` since an unknown day's start. */
  OF_DAY,
  /** A date without its year (RFC 3164); `seconds` as if it were of 1972, which has every date. */
  NO_YEAR,
  /** Date and time of an unknown zone; `seconds` as if it were UTC. */
  LOCAL,
  UTC,
}

/**
 * What one line of a log, or the words beside a packet, say that a device did with a packet or a
 * connection. Numbers that are not said are -1, texts '', the rest null: nothing is invented.
 * One object is filled again and again; `reset` makes it ready. Copy what must live longer.
 */
export class Statement {
  action: FirewallAction = 'unknown';
  /** The device as the log names it: `fw1`. '' where it does not. */
  device = '';
  /** Interface of the device that the packet came in on, else went out of, by name. */
  interfaceName = '';
  /** Rule or policy in the device's words: a name, a number, an identifier. */
  rule = '';
  /** Why, in the device's words: `Denied by forward policy check`. */
  reason = '';

  /** Protocol number of IP's payload (IANA): 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6. */
  protocol = -1;
  source: Words | null = null;
  destination: Words | null = null;
  sourcePort = -1;
  destinationPort = -1;
  /** What the device made of addresses and ports (NAT). */
  translatedSource: Words | null = null;
  translatedDestination: Words | null = null;
  translatedSourcePort = -1;
  translatedDestinationPort = -1;
  /** The line says who began: the source (`client`), or that the destination did (`server`). */
  sender: 'client' | 'server' | '' = '';

  /** The twelve flag bits of TCP; of a line about several packets, all that were seen. */
  tcpFlags = -1;
  icmpType = -1;
  icmpCode = -1;
  timeToLive = -1;
  /** IPv4 identification. */
  identification = -1;
  /** Length of the IP packet in bytes. */
  length = -1;
  /** The packet is an IP fragment. */
  isFragment = false;

  /** Packets and bytes that the line counts from source to destination, and the other way. */
  packets = -1;
  bytes = -1;
  packetsBack = -1;
  bytesBack = -1;

  /** The device saw the connection go on, both ways (conntrack's ASSURED). */
  isEstablished = false;

  /** When: whole seconds since 1970, see `timeKind`; nanoseconds within the second. */
  seconds = 0;
  nanoseconds = 0;
  timeKind = TimeKind.NONE;

  /** Line, from 1, and byte offset in the log (the packet's record in a capture); frame there. */
  line = 0;
  offset = 0;
  frame = 0;

  /** Makes it ready for the next line. */
  reset(): void {
    Object.assign(this, NOTHING_SAID);
  }
}

const NOTHING_SAID = new Statement();
