import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import type { Endpoint } from './diagnosis.ts';

/** Finds the endpoint that a packet is of, in either direction, without a string for most packets. */
export class EndpointSet {
  /** A bit for each hash of server and port that is wanted. */
  readonly #hashes = new Uint8Array(1 << 16);
  readonly #byKey = new Map<string, number>();
  readonly #ports: number[] = [];

  constructor(
    endpoints: readonly Pick<Endpoint, 'client' | 'server' | 'port' | 'protocol' | 'via'>[],
  ) {
    endpoints.forEach(({ client, server, port: own, protocol, via }, index) => {
      // Very many clients have no address.
      if (client === null) return;
      const port = via?.port ?? own;
      this.#hashes[hash(server[0], server[1], server[3], port)] = 1;
      const key = `${protocol} ${client.join()} ${server.join()} ${port}`;
      // Of a proxy and what was asked of it, the one that is wanted first.
      if (!this.#byKey.has(key)) this.#byKey.set(key, index);
      this.#ports[index] = port;
    });
  }

  /** Index of the packet's endpoint, or -1. */
  find(view: PacketView): number {
    const { source0, source1, source3, destination0, destination1, destination3 } = view;
    if (this.#hashes[hash(destination0, destination1, destination3, view.destinationPort)] === 1) {
      const index = this.#lookUp(view, true);
      if (index >= 0) return index;
    }
    if (this.#hashes[hash(source0, source1, source3, view.sourcePort)] === 1) {
      return this.#lookUp(view, false);
    }
    return -1;
  }

  /** The client's port of a packet of that endpoint. */
  clientPort(view: PacketView, endpoint: number): number {
    return view.destinationPort === this.#ports[endpoint] ? view.sourcePort : view.destinationPort;
  }

  #lookUp(view: PacketView, isRequest: boolean): number {
    const protocol: Protocol = view.transportProtocol;
    if (protocol !== Protocol.TCP && protocol !== Protocol.UDP) return -1;
    const source = `${view.source0},${view.source1},${view.source2},${view.source3}`;
    const destination = `${view.destination0},${view.destination1},${view.destination2},${view.destination3}`;
    const addresses = isRequest ? `${source} ${destination}` : `${destination} ${source}`;
    const port = isRequest ? view.destinationPort : view.sourcePort;
    return (
      this.#byKey.get(`${protocol === Protocol.TCP ? 'tcp' : 'udp'} ${addresses} ${port}`) ?? -1
    );
  }
}

function hash(word0: number, word1: number, word3: number, port: number): number {
  const mixed = Math.imul(word0 ^ (word1 << 7) ^ word3 ^ (port << 15), 0x9e3779b1);
  return (mixed ^ port) >>> 16;
}
