import { decoders, linkTypeTable, nextTables } from './dispatch.ts';
import { MAXIMUM_LAYERS, NextTable, type PacketView, Stop } from './packet-view.ts';
import type { Protocol } from './protocol.ts';

/** A server that speaks DNS on a port that is usually something else's. */
export interface DnsServer {
  /** Address as four int32 words, IPv4 mapped, as in `PacketView`. */
  readonly address: readonly [number, number, number, number];
  readonly port: number;
}

export interface DecoderOptions {
  /** Servers (address and port) whose UDP and TCP traffic is DNS, whatever the port. */
  readonly dnsServers?: readonly DnsServer[];
}

/**
 * Decodes packets, one after the other, into the view that the reader filled. Keeps only what
 * reassembly needs, and that bounded.
 */
export class Decoder {
  readonly options: DecoderOptions;

  constructor(options: DecoderOptions = {}) {
    this.options = options;
  }

  /** Decodes all layers of the packet in `view`. Never throws: `view.stop` says how far it went. */
  decode(view: PacketView): void {
    view.reset();
    let protocol: Protocol = linkTypeTable[view.linkType];
    while (protocol !== 0) {
      const decode = decoders[protocol];
      if (decode === undefined) return;
      if (view.layerCount === MAXIMUM_LAYERS) {
        view.stop = Stop.TOO_DEEP;
        view.stopProtocol = protocol;
        return;
      }
      view.nextTable = NextTable.END;
      view.alternativeKey = -1;
      decode(view);
      if (view.stop !== Stop.NONE || view.nextTable === NextTable.END) return;
      const table = nextTables[view.nextTable];
      protocol = table[view.nextKey];
      if (protocol === 0 && view.alternativeKey >= 0) {
        protocol = table[view.alternativeKey];
      }
    }
  }
}
