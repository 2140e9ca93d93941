import type { DnsFacts, PacketFacts } from './packet-facts.ts';

/** Queries that are remembered until their response; of more, the oldest are forgotten. */
const MAXIMUM_QUERIES = 65_536;

/** Ports of protocols that are DNS by another name, by Wireshark's column "Protocol". */
const PORTS: Readonly<Record<string, number>> = { MDNS: 5353, LLMNR: 5355 };
const DNS_PORT = 53;

/**
 * Ports of DNS messages in lists that show only one of the two, or none: a response has those of its
 * query; where nothing says on which port the server is, it is the protocol's own.
 */
export class DnsPorts {
  /** Messages whose server's port was taken to be the protocol's. */
  assumed = 0;
  /** That of the message asked about last was. */
  isAssumed = false;
  /** Client's and server's port (-1: unknown) by addresses and ID of the query, whether it is assumed. */
  readonly #queries = new Map<
    string,
    readonly [client: number, server: number, isAssumed: boolean]
  >();

  /** Source and destination port of a message; -1 where a client's is unknown. */
  of(facts: PacketFacts, dns: DnsFacts): [source: number, destination: number] {
    const { sourcePort, destinationPort } = facts;
    this.isAssumed = false;
    if (sourcePort >= 0 && destinationPort >= 0) return [sourcePort, destinationPort];
    const client = dns.isResponse ? facts.destination : facts.source;
    const server = dns.isResponse ? facts.source : facts.destination;
    const key = `${client?.join()} ${server?.join()} ${dns.id}`;
    let clientPort = dns.isResponse ? destinationPort : sourcePort;
    let serverPort = dns.isResponse ? sourcePort : destinationPort;
    if (dns.isResponse) {
      // The query's, even where the client's port is known now: both belong to one conversation.
      const query = this.#queries.get(key);
      if (query !== undefined) [clientPort, serverPort, this.isAssumed] = query;
    }
    if (serverPort < 0) {
      serverPort = PORTS[facts.protocol] ?? DNS_PORT;
      this.assumed++;
      this.isAssumed = true;
    }
    if (!dns.isResponse) {
      this.#queries.delete(key);
      if (this.#queries.size >= MAXIMUM_QUERIES) {
        this.#queries.delete(this.#queries.keys().next().value as string);
      }
      this.#queries.set(key, [clientPort, serverPort, this.isAssumed]);
    }
    return dns.isResponse ? [serverPort, clientPort] : [clientPort, serverPort];
  }
}
