import type { AddressWords } from '../../protocols/address-text.ts';
import { type FlowKey, type PacketJournal, Row } from '../../track/packet-journal.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { Changes, hopsBetween } from './changes.ts';
import { type FlowPair, type Matching, matchPackets } from './match-packets.ts';
import { KINDS } from './rows.ts';
import { type Exchange, exchangeOf, isTurnedPair, type Passage, swapped } from './segments.ts';
import type { Segment } from './sides.ts';

/** A capture that was taken at one place: what it says, and its packets. */
export interface PlaceCapture {
  readonly diagnosis: Diagnosis;
  readonly journal: PacketJournal;
}

/** Whose service: as one client asks for it. */
export interface ServiceKey {
  /** Null for all clients. */
  readonly client: AddressWords | null;
  readonly server: AddressWords;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
}

/** Conversations of a service, as two places have them. */
export interface ServiceExchanges {
  readonly exchanges: readonly Exchange[];
  /** The client is on the second capture's side. */
  readonly isTurned: boolean;
  readonly changes: Changes;
  /** The same service as the second capture has it; null where that has none of its conversations. */
  readonly atFar: ServiceKey | null;
}

/** What one capture lost of what came by, and how much gets lost on the way. */
export interface Losses {
  /** Share of packets that a capture missed, at the least; and how many by its own count. */
  readonly near: { readonly share: number; readonly dropped: number };
  readonly far: { readonly share: number; readonly dropped: number };
  /** Share of packets lost between the places in conversations that work. */
  readonly forth: number;
  readonly back: number;
}

const PORTS_TELLING = 3;

/** Two captures held against each other, with what every judgement of them needs. */
export class PairView {
  readonly matching: Matching;
  /** Conversations of the first capture by service. */
  readonly #byService = new Map<string, (number | FlowPair)[]>();
  readonly #hops: number | null;
  readonly #servers: { readonly near: Set<string>; readonly far: Set<string> };
  readonly #matchedServers: ReadonlySet<string>;
  readonly #farKeys: ReadonlySet<string>;
  readonly #farServices: ReadonlySet<string>;
  readonly #ways: Readonly<Record<'near' | 'far', WaysShown>>;
  #losses: Losses | null = null;
  #turned = 0;

  /** @param from index of the place, the client's side being 0; @param to of the other */
  constructor(
    readonly near: PlaceCapture,
    readonly far: PlaceCapture,
    readonly from: number,
    readonly to: number,
  ) {
    this.matching = matchPackets(near.journal, far.journal);
    const { pairs, nearOnly } = this.matching;
    for (const pair of pairs) {
      this.#enter(near.journal.key(pair.near), pair);
      const isTurned = isTurnedPair(this.matching, pair);
      if (isTurned !== null) this.#turned += isTurned ? 1 : -1;
    }
    for (const flow of nearOnly) this.#enter(near.journal.key(flow), flow);
    this.#hops = hopsBetween(this.matching);
    this.#matchedServers = new Set(pairs.map((pair) => near.journal.key(pair.near).server.join()));
    this.#servers = { near: serversOf(near.journal), far: serversOf(far.journal) };
    this.#farServices = new Set(
      this.matching.farOnly.map((flow) => {
        const { server, serverPort, protocol } = far.journal.key(flow);
        return `${server.join()} ${serverPort} ${protocol}`;
      }),
    );
    this.#ways = { near: waysOf(near.journal), far: waysOf(far.journal) };
    this.#farKeys = new Set(this.matching.farOnly.map((flow) => flowText(far.journal.key(flow))));
  }

  #enter(key: FlowKey, flow: number | FlowPair): void {
    const { client, server, serverPort, clientPort, protocol } = key;
    // Who is the client cannot be told of a conversation without its beginning.
    for (const text of [
      serviceText({ client, server, port: serverPort, protocol }),
      serviceText({ client: null, server, port: serverPort, protocol }),
      serviceText({ client: server, server: client, port: clientPort, protocol }),
    ]) {
      const flows = this.#byService.get(text);
      if (flows === undefined) this.#byService.set(text, [flow]);
      else flows.push(flow);
    }
  }

  /** Whether most clients are on the second capture's side. */
  get isTurned(): boolean {
    return this.#turned > 0;
  }

  get segment(): Segment {
    const { matched, certain, pairs, nearOnly, farOnly, clock, isOnePlace } = this.matching;
    return {
      ...{ from: this.from, to: this.to, matched, conversations: pairs.length, clock },
      ...{ isOnePlace, certain },
      ...{ onlyFrom: nearOnly.length, onlyTo: farOnly.length, hops: this.#hops },
    };
  }

  exchangesOf(service: ServiceKey): ServiceExchanges {
    const flows = this.#byService.get(serviceText(service)) ?? [];
    const changes = new Changes();
    let votes = 0;
    for (const flow of flows) {
      if (typeof flow === 'number') continue;
      const isTurned = isTurnedPair(this.matching, flow);
      if (isTurned !== null) votes += isTurned ? 1 : -1;
    }
    const isTurned = votes > 0;
    let atFar: ServiceKey | null = null;
    const exchanges = flows.map((flow) => {
      const isPair = typeof flow !== 'number';
      const key = this.near.journal.key(isPair ? flow.near : flow);
      // The journal took the client for the server.
      const isSwapped =
        key.serverPort !== service.port || key.server.join() !== service.server.join();
      if (isPair) {
        changes.add(this.matching, flow, isTurned !== isSwapped);
        atFar ??= this.#farService(flow, isSwapped);
      }
      const exchange = exchangeOf(this.matching, flow, isTurned !== isSwapped);
      return isSwapped ? swapped(exchange) : exchange;
    });
    return { exchanges, isTurned, changes, atFar };
  }

  #farService(pair: FlowPair, isSwapped: boolean): ServiceKey {
    const key = this.far.journal.key(pair.far);
    const { protocol } = key;
    return pair.isFlipped !== isSwapped
      ? { client: key.server, server: key.client, port: key.clientPort, protocol }
      : { client: key.client, server: key.server, port: key.serverPort, protocol };
  }

  /** Whether the second capture shows this very server, by its address here. */
  showsServer({ server }: ServiceKey): boolean {
    return this.#matchedServers.has(server.join()) || this.#servers.far.has(server.join());
  }

  /** Servers with packets in both captures. */
  get serversShown(): number {
    return this.#matchedServers.size;
  }

  /** Whether the second capture has another connection of the same addresses and ports. */
  hasOwnConnection(flow: number): boolean {
    return this.#farKeys.has(flowText(this.near.journal.key(flow)));
  }

  /** Whether the second capture has connections to this server's port that the first has not. */
  hasOtherClients(flow: number): boolean {
    const { server, serverPort, protocol } = this.near.journal.key(flow);
    return this.#farServices.has(`${server.join()} ${serverPort} ${protocol}`);
  }

  /** Whether a capture shows that it was not filtered to a port or two. */
  isUnfiltered(place: 'near' | 'far'): boolean {
    const { journal } = this[place];
    return journal.others > 0 || portsOf(journal) >= PORTS_TELLING;
  }

  /** Whether the capture where packets go to shows anything that goes that way. */
  showsWay(way: 'to-server' | 'to-client', isTurned: boolean): boolean {
    const isFar = (way === 'to-server') !== isTurned;
    return this.#ways[isFar ? 'far' : 'near'][way];
  }

  /** Computed when it is first asked for. */
  get losses(): Losses {
    this.#losses ??= this.#computeLosses();
    return this.#losses;
  }

  #computeLosses(): Losses {
    const uncaptured = { near: 0, far: 0 };
    const arrived = { near: 0, far: 0 };
    const ways = { forth: { lost: 0, sent: 0 }, back: { lost: 0, sent: 0 } };
    for (const pair of this.matching.pairs) {
      const isTurned = isTurnedPair(this.matching, pair) === true;
      const exchange = exchangeOf(this.matching, pair, isTurned);
      const works = isGoingOn(exchange);
      for (const way of ['forth', 'back'] as const) {
        // What the client sends is missed at the second place.
        const place = (way === 'forth') !== isTurned ? 'far' : 'near';
        const sum = sumOf(exchange[way]);
        uncaptured[place] += sum.uncaptured;
        arrived[place] += sum.arrived;
        if (!works) continue;
        ways[way].lost += sum.lost + sum.repaired;
        ways[way].sent += sum.arrived + sum.lost + sum.repaired;
      }
    }
    const lossOf = (place: 'near' | 'far') => {
      const { journal, diagnosis } = this[place];
      const dropped = diagnosis.capture.interfaces.reduce(
        (sum, one) => sum + (one.dropped ?? 0),
        0,
      );
      const seen = uncaptured[place] / Math.max(1, uncaptured[place] + arrived[place]);
      return { dropped, share: Math.max(seen, dropped / Math.max(1, dropped + journal.packets)) };
    };
    const share = ({ lost, sent }: { lost: number; sent: number }) => lost / Math.max(1, sent);
    return {
      ...{ near: lossOf('near'), far: lossOf('far') },
      ...{ forth: share(ways.forth), back: share(ways.back) },
    };
  }
}

/** Whether a conversation gets data, or datagrams, through both ways. */
export function isGoingOn({ forth, back, isTcp }: Exchange): boolean {
  const kind = isTcp ? 'data' : 'datagram';
  const came = (passage: Passage) => passage.arrived + passage.uncaptured + passage.repaired > 0;
  return came(forth[kind]) && came(back[kind]);
}

/** All kinds of packets together. */
export function sumOf(passages: Exchange['forth']) {
  const sum = {
    sent: 0,
    arrived: 0,
    lost: 0,
    repaired: 0,
    uncaptured: 0,
    outside: 0,
    onlyThere: 0,
  };
  for (const kind of KINDS) {
    const passage = passages[kind];
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += passage[key];
  }
  return sum;
}

function serviceText({ client, server, port, protocol }: ServiceKey): string {
  return `${client === null ? '*' : client.join()} ${server.join()} ${port} ${protocol}`;
}

function flowText({ client, clientPort, server, serverPort, protocol }: FlowKey): string {
  return `${client.join()} ${clientPort} ${server.join()} ${serverPort} ${protocol}`;
}

function serversOf(journal: PacketJournal): Set<string> {
  const found = new Set<string>();
  for (let flow = 0; flow < journal.flows.used; flow++) found.add(journal.key(flow).server.join());
  return found;
}

type WaysShown = Readonly<Record<'to-server' | 'to-client', boolean>>;

/** Which ways any packet of the capture goes. */
function waysOf(journal: PacketJournal): WaysShown {
  const ways = { 'to-server': false, 'to-client': false };
  for (let row = 0; row < journal.count; row++) {
    ways[(journal.bits[row] & Row.FROM_SERVER) === 0 ? 'to-server' : 'to-client'] = true;
  }
  return ways;
}

function portsOf(journal: PacketJournal): number {
  const found = new Set<number>();
  for (let flow = 0; flow < journal.flows.used && found.size < PORTS_TELLING; flow++) {
    found.add(journal.key(flow).serverPort);
  }
  return found.size;
}
