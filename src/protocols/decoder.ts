import { MAPPED_PREFIX } from './address-text.ts';
import { readInt32 } from './bytes.ts';
import { decodeCommon } from './common-path.ts';
import { decodeHeader, linkTypeTable, nextTables, recogniseTcp } from './dispatch.ts';
import * as dns from './dns/codec.ts';
import * as ipv4 from './ipv4/codec.ts';
import * as ipv6 from './ipv6/codec.ts';
import { MAXIMUM_LAYERS, NextTable, type PacketView, Stop } from './packet-view.ts';
import { Protocol } from './protocol.ts';
import { Reassembly } from './reassembly.ts';
import * as udp from './udp/codec.ts';

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
    // TCP's ports stand where UDP's do.
    const sourcePort = udp.sourcePort(bytes, ports);
    const destinationPort = udp.destinationPort(bytes, ports);
    const ip = isIpv4 ? ipv4 : ipv6;
    for (const { address, port } of this.dnsServers) {
      if (port === sourcePort && isAddress(address, headerBytes, ip.sourceAt(header), isIpv4)) {
        return true;
      }
      if (
        port === destinationPort &&
        isAddress(address, headerBytes, ip.destinationAt(header), isIpv4)
      ) {
        return true;
      }
    }
    return false;
  }
}

/** Whether the address at `at` is that one. */
function isAddress(
  [word0, word1, word2, word3]: DnsServer['address'],
  bytes: Uint8Array,
  at: number,
  isIpv4: boolean,
): boolean {
  if (isIpv4) {
    return word0 === 0 && word1 === 0 && word2 === MAPPED_PREFIX && word3 === readInt32(bytes, at);
  }
  return (
    word0 === readInt32(bytes, at) &&
    word1 === readInt32(bytes, at + 4) &&
    word2 === readInt32(bytes, at + 8) &&
    word3 === readInt32(bytes, at + 12)
  );
}

function isIp(protocol: Protocol): boolean {
  return protocol === Protocol.IPV4 || protocol === Protocol.IPV6;
}
