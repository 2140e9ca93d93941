import type { AddressWords } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import { AttemptLog } from './attempt-log.ts';
import { ConnectionLog } from './connection-log.ts';
import { TcpState } from './connection-state.ts';
import type { DnsTracker, OpenOutcomes } from './dns-tracker.ts';
import type { AskedOnce, EndpointTable } from './endpoint-table.ts';
import { CaptureFacts } from './facts/capture-facts.ts';
import type { EndpointFacts } from './facts/endpoint-facts.ts';
import type { ServerFacts } from './facts/server-facts.ts';
import { FLOW_WORDS, Flow, type FlowTable } from './flow-table.ts';
import type { Names } from './names.ts';
import type { Neighbors } from './neighbors.ts';
import { addTotals } from './outcomes.ts';
import type { RequestTracker } from './request-tracker.ts';
import { TcpOutcomes } from './tcp-outcomes.ts';
import { INTERIM_PATIENCE } from './time.ts';
import { UdpOutcomes } from './udp-outcomes.ts';

/** What tracking has found out: at the capture's end, or so far. */
export interface TrackedFacts {
  readonly capture: CaptureFacts;
  readonly endpoints: {
    readonly endpoints: readonly EndpointFacts[];
    server(address: AddressWords): ServerFacts | null;
    askedOnce(client: AddressWords): AskedOnce | null;
  };
  readonly names: Names;
  readonly neighbors: Neighbors;
}

/** Endpoints of one kind that were asked once and went no further: so many are looked at. */
const MAXIMUM_ONCE = 1_024;

/** Endpoints as they would be if all that is open ended now. The table itself does not change. */
class InterimEndpoints implements OpenOutcomes {
  readonly patience = INTERIM_PATIENCE;
  readonly counted = null;
  /** By reference; what is open is added to copies. */
  readonly #facts = new Map<number, EndpointFacts>();

  #once = 0;

  constructor(readonly table: EndpointTable) {}

  get endpoints(): readonly EndpointFacts[] {
    return this.table
      .references(MAXIMUM_ONCE, (reference) => this.#facts.has(reference))
      .map((reference) => this.#facts.get(reference) ?? this.table.peek(reference)!);
  }

  /**
   * Whether to look at an attempt that was sent once, and that nothing came of: scans and floods
   * make very many, which no verdict is told of.
   */
  wantsOnce(reference: number): boolean {
    // What is sent to a group has no endpoint.
    if (reference < 0) return false;
    if (this.#facts.has(reference) || !this.table.isAskedOnce(reference)) return true;
    return this.#once++ < MAXIMUM_ONCE;
  }

  /** The copy of an endpoint that may be added to; null where it is there no longer. */
  at(reference: number): EndpointFacts | null {
    let facts = this.#facts.get(reference);
    if (facts !== undefined) return facts;
    const known = this.table.peek(reference);
    if (known === null) return null;
    facts = known.copy();
    this.#facts.set(reference, facts);
    return facts;
  }

  addFlow(words: Int32Array, doubles: Float64Array, base: number): EndpointFacts | null {
    const endpoint = this.at(words[base + Flow.ENDPOINT]);
    if (endpoint !== null) addTotals(endpoint.rows, endpoint.at, words, doubles, base);
    return endpoint;
  }
}

/** What there is to look into: a tracker's parts. */
export interface OpenFacts {
  readonly flows: FlowTable;
  readonly dns: DnsTracker;
  readonly requests: RequestTracker;
  readonly capture: CaptureFacts;
  readonly endpoints: EndpointTable;
  readonly names: Names;
  readonly neighbors: Neighbors;
}

/** Memory for a copy of the capture's logs. */
export class InterimLogs {
  readonly attempts = new AttemptLog();
  readonly connections = new ConnectionLog();
}

/**
 * The facts as they would be if the capture ended at a time; all goes on as if nobody had looked.
 * What is open at that time is silent or pending, as at a capture's end, but silent only later: there
 * an answer may still come.
 * @param logs memory for a copy of the logs, used again with every look
 */
export function interimFacts(
  { flows, dns, requests, capture, endpoints, names, neighbors }: OpenFacts,
  seconds: number,
  nanoseconds: number,
  { attempts, connections }: InterimLogs,
): TrackedFacts {
  const copies = new InterimEndpoints(endpoints);
  // Of the capture only counts change at the end of a flow, and the logs.
  attempts.copyFrom(capture.attempts);
  connections.copyFrom(capture.connections);
  const facts: CaptureFacts = Object.assign(Object.create(CaptureFacts.prototype), capture, {
    attempts,
    connections,
    media: capture.media.copy(),
  });
  // Before the flows, as at the end: a question makes its endpoint one of DNS.
  dns.count(copies, facts, seconds, nanoseconds);
  requests.count(copies, facts, seconds, nanoseconds);
  const tcp = new TcpOutcomes(flows, copies, facts);
  const udp = new UdpOutcomes(flows, copies, facts);
  const { words, used } = flows;
  for (let flow = 0; flow < used; flow++) {
    const protocol = words[flow * FLOW_WORDS + Flow.PROTOCOL];
    if (protocol === 0) continue;
    const isOnce =
      words[flow * FLOW_WORDS + Flow.CLIENT_PACKETS] === 1 &&
      words[flow * FLOW_WORDS + Flow.SERVER_PACKETS] === 0 &&
      (words[flow * FLOW_WORDS + Flow.STATE] & TcpState.ICMP_ERROR) === 0;
    if (isOnce && !copies.wantsOnce(words[flow * FLOW_WORDS + Flow.ENDPOINT])) continue;
    const outcomes = protocol === Protocol.TCP ? tcp : udp;
    outcomes.finish(flow, seconds, nanoseconds, false);
  }
  return {
    capture: facts,
    endpoints: {
      endpoints: copies.endpoints,
      server: (address) => endpoints.server(address),
      askedOnce: (client) => endpoints.askedOnce(client),
    },
    names,
    neighbors,
  };
}
