import { readInt32 } from './bytes.ts';
import { decodeCommon } from './common-path.ts';
import { decodeHeader, linkTypeTable, nextTables, recogniseTcp } from './dispatch.ts';
import * as dns from './dns/codec.ts';
import { MAXIMUM_LAYERS, NextTable, type PacketView, Stop } from './packet-view.ts';
import { Protocol } from './protocol.ts';
import { Reassembly } from './reassembly.ts';

/** A server that speaks DNS on a port that is usually something else's. */
export interface DnsServer {
  /** Address as four int32 words, IPv4 mapped, as in `PacketView`. */
  readonly address: readonly [number, number, number, number];
  readonly port: number;
}

/** What is DNS beside port 53. */
export interface DnsPolicy {
  /**
   * Servers (address and port) whose UDP and TCP traffic is DNS where it can be: what looks like
   * TLS, QUIC or DNSCrypt stays what it is.
   */
  readonly dnsServers: readonly DnsServer[];
  /** UDP ports on which what looks like a DNS message is one, whatever the server. */
  readonly dnsPorts: readonly number[];
}

export interface DecoderOptions extends Partial<DnsPolicy> {
  /** Leave out what TCP carries: who follows connections needs none of it as layers. */
  readonly stopAtTcp?: boolean;
}

const KNOWN_SERVERS = 1;
const ANY_SERVER = 2;

/** UDP ports that name another protocol in Wireshark: what a port says goes before looks. */
const FOREIGN_PORTS = new Uint8Array(65536);
for (const port of [
  ...[
    67, 68, 69, 88, 111, 123, 137, 138, 161, 162, 177, 389, 427, 500, 514, 520, 521, 546, 547, 623,
  ],
  ...[1434, 1645, 1646, 1701, 1719, 1812, 1813, 1900, 2123, 2152, 3386, 4500, 4569, 4789, 5060],
  ...[5246, 5247, 5351, 6081],
]) {
  FOREIGN_PORTS[port] = 1;
}

/**
 * Decodes packets, one after the other, into the view that the reader filled. Keeps only what
 * reassembly needs, and that bounded.
 */
export class Decoder {
  readonly options: DecoderOptions;
  private readonly reassembly = new Reassembly();
  private readonly stopAtTcp: boolean;
  private readonly dnsServers: readonly DnsServer[];
  /** Port → what is known of DNS on it. */
  private readonly dnsPorts = new Uint8Array(65536);

  constructor(options: DecoderOptions = {}) {
    this.options = options;
    this.stopAtTcp = options.stopAtTcp ?? false;
    this.dnsServers = options.dnsServers ?? [];
    for (const server of this.dnsServers) this.dnsPorts[server.port] = KNOWN_SERVERS;
    for (const port of options.dnsPorts ?? []) this.dnsPorts[port] |= ANY_SERVER;
  }

  /** Decodes all layers of the packet in `view`. Never throws: `view.stop` says how far it went. */
  decode(view: PacketView): void {
    view.reset();
    let protocol: Protocol = linkTypeTable[view.linkType];
    if (protocol === Protocol.ETHERNET && decodeCommon(view)) {
      if (view.nextTable === NextTable.END) return;
      if (this.stopAtTcp && view.nextTable === NextTable.TCP_PORT) return;
      protocol = nextTables[view.nextTable][view.nextKey];
      if (protocol === 0) protocol = this.nameNext(view);
    }
    while (protocol !== 0) {
      if (view.layerCount === MAXIMUM_LAYERS) {
        view.stop = Stop.TOO_DEEP;
        view.stopProtocol = protocol;
        return;
      }
      if (!decodeHeader(protocol, view)) return;
      // A stop, too, leaves the table at END.
      if (view.nextTable <= NextTable.FRAGMENT) {
        if (view.nextTable === NextTable.END) return;
        this.reassembly.add(view);
      }
      if (this.stopAtTcp && view.nextTable === NextTable.TCP_PORT) return;
      protocol = nextTables[view.nextTable][view.nextKey];
      if (protocol === 0) protocol = this.nameNext(view);
    }
  }

  /** What follows where the first key names nothing: by the other key, by its looks, or data. */
  private nameNext(view: PacketView): Protocol {
    const table = view.nextTable;
    if (table !== NextTable.UDP_PORT && table !== NextTable.TCP_PORT) return Protocol.DATA;
    const byPort: Protocol = nextTables[table][view.alternativeKey];
    if (byPort !== Protocol.NONE) return byPort;
    if (table === NextTable.TCP_PORT) {
      const byLooks = recogniseTcp(view.currentBytes, view.cursor, view.limit);
      if (byLooks !== Protocol.NONE) return byLooks;
    }
    const known = this.dnsPorts[view.nextKey] | this.dnsPorts[view.alternativeKey];
    if (known === 0) return Protocol.DATA;
    const isAnyServer =
      (known & ANY_SERVER) !== 0 &&
      table === NextTable.UDP_PORT &&
      (FOREIGN_PORTS[view.nextKey] | FOREIGN_PORTS[view.alternativeKey]) === 0;
    const isDns = this.looksLikeDns(view) && (isAnyServer || this.isDnsServer(view));
    return isDns ? Protocol.DNS : Protocol.DATA;
  }

  private looksLikeDns(view: PacketView): boolean {
    const bytes = view.currentBytes;
    return view.nextTable === NextTable.TCP_PORT
      ? dns.looksLikeTcpMessage(bytes, view.cursor, view.limit)
      : dns.looksLikeMessage(bytes, view.cursor, view.limit, view.declaredLimit);
  }

  /** Whether one end of the packet is a DNS server of the options. */
  private isDnsServer(view: PacketView): boolean {
    const bytes = view.currentBytes;
    // In a quotation the view's addresses are not those of the packet quoted: read them again.
    let layer = view.layerCount - 1;
    const ports = view.layerStart[layer];
    while (layer >= 0 && !isIp(view.layerProtocol[layer])) layer--;
    if (layer < 0) return false;
    const header = view.layerStart[layer];
    const headerBytes = view.layerBytes(layer);
    const isIpv4 = view.layerProtocol[layer] === Protocol.IPV4;
    for (const { address, port } of this.dnsServers) {
      for (let end = 0; end < 2; end++) {
        const portAt = ports + 2 * end;
        if (((bytes[portAt] << 8) | bytes[portAt + 1]) !== port) continue;
        const isSame = isIpv4
          ? address[0] === 0 &&
            address[1] === 0 &&
            address[2] === 0xffff &&
            address[3] === readInt32(headerBytes, header + 12 + 4 * end)
          : address[0] === readInt32(headerBytes, header + 8 + 16 * end) &&
            address[1] === readInt32(headerBytes, header + 12 + 16 * end) &&
            address[2] === readInt32(headerBytes, header + 16 + 16 * end) &&
            address[3] === readInt32(headerBytes, header + 20 + 16 * end);
        if (isSame) return true;
      }
    }
    return false;
  }
}

function isIp(protocol: Protocol): boolean {
  return protocol === Protocol.IPV4 || protocol === Protocol.IPV6;
}
