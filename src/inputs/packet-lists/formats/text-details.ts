import { MAXIMUM_PACKET_LENGTH } from '../../../capture/capture-interface.ts';
import { linkTypeOf } from '../../../capture/link-types.ts';
import { type AddressWords, addressBytes } from '../../../protocols/address-text.ts';
import * as ethernet from '../../../protocols/ethernet/codec.ts';
import * as ipv4 from '../../../protocols/ipv4/codec.ts';
import * as ipv6 from '../../../protocols/ipv6/codec.ts';
import * as linuxSll from '../../../protocols/linux-sll/codec.ts';
import * as linuxSll2 from '../../../protocols/linux-sll2/codec.ts';
import * as vlan from '../../../protocols/vlan/codec.ts';
import { addressIn, parseMac, portOf } from '../cells.ts';
import { PacketFacts, TcpFacts, unknownUdp } from '../packet-facts.ts';

/** The part of the packet whose lines are being read: its heading stands at the margin. */
enum Section {
  OTHER = 0,
  IP,
  TCP,
  ICMP,
}

/** Encapsulations (wiretap/wtap.h) of link types that are decoded: Ethernet, raw IP, loopback, Linux. */
const DECODED: ReadonlySet<number> = new Set([1, 7, 15, 25, 210]);

const MAC = /\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/;
const HEX_LINE = /^([0-9a-f]{4,8}) {2}((?:[0-9a-f]{2} ){0,15}[0-9a-f]{2})(?: {2,}|\s*$)/i;

/** Whether a line is one of a hex dump. */
export function isHexLine(line: string): boolean {
  return HEX_LINE.test(line.slice(0, 64));
}

/**
 * What stands below a row in "Plain text" with packet details and bytes (`tshark -P -V -x`): of the
 * details the few that a row lacks, of the bytes those of the frame.
 */
export class PacketDetails {
  /** Seconds since 1970 as text, or ''. */
  epochTime = '';
  #linkType = -1;
  #bytes = new Uint8Array(0);
  #length = 0;
  /** Another source than the frame is dumped: what was reassembled or decrypted. */
  #isBehindFrame = false;
  #section = Section.OTHER;
  readonly #said = new PacketFacts();
  readonly #tcp = new TcpFacts();
  #quoted: PacketFacts | null = null;

  add(line: string): void {
    if (line.charCodeAt(0) !== 0x20) {
      const hex = HEX_LINE.exec(line.slice(0, 64));
      if (hex !== null) this.#addBytes(Number.parseInt(hex[1], 16), hex[2]);
      else this.#addHeading(line.slice(0, 512));
    } else if (line.startsWith('    ') && line.charCodeAt(4) !== 0x20) {
      this.#addValue(line.slice(4, 512));
    }
  }

  #addBytes(offset: number, text: string): void {
    if (offset !== this.#length) this.#isBehindFrame = true;
    if (this.#isBehindFrame || this.#length + 16 > MAXIMUM_PACKET_LENGTH) return;
    if (this.#length + 16 > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(256, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    const part = text.split(' ').map((byte) => Number.parseInt(byte, 16));
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  #addHeading(line: string): void {
    const said = this.#said;
    this.#section = Section.OTHER;
    if (line.startsWith('Internet Protocol Version')) this.#section = Section.IP;
    else if (line.startsWith('Internet Control Message Protocol')) this.#section = Section.ICMP;
    else if (line.startsWith('Transmission Control Protocol')) {
      this.#section = Section.TCP;
      readPorts(line, said);
      this.#tcp.sequence = numberBehind(line, 'Seq: ');
      this.#tcp.acknowledgment = numberBehind(line, 'Ack: ');
      this.#tcp.payloadLength = numberBehind(line, 'Len: ');
    } else if (line.startsWith('User Datagram Protocol')) readPorts(line, said);
    else if (line.startsWith('Ethernet II') || line.startsWith('IEEE 802.3')) {
      const destination = line.indexOf(', Dst: ');
      said.sourceMac = parseMac(MAC.exec(line.slice(0, destination))?.[0] ?? '');
      said.destinationMac = parseMac(MAC.exec(line.slice(destination))?.[0] ?? '');
    }
  }

  #addValue(line: string): void {
    const said = this.#said;
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    const number = /^\d{1,10}(?= |$)/.exec(value);
    switch (this.#section) {
      case Section.OTHER:
        if (name === 'Epoch Time' || name === 'Epoch Arrival Time') {
          this.epochTime = /^\d{1,12}\.\d{1,9}/.exec(value)?.[0] ?? '';
        } else if (name === 'Encapsulation type') {
          const encapsulation = Number(/\((\d{1,4})\)$/.exec(value)?.[1]);
          this.#linkType = DECODED.has(encapsulation) ? linkTypeOf(encapsulation) : -1;
        }
        break;
      case Section.IP:
        if ((name === 'Time to Live' || name === 'Hop Limit') && number !== null) {
          said.hopLimit = Math.min(255, Number(number[0]));
        } else if (name === 'Identification') {
          said.identification = Number(/^0x[0-9a-f]{4}(?= )/.exec(value)?.[0] ?? -1);
        }
        break;
      case Section.TCP:
        if (name === 'Flags')
          this.#tcp.flags = Number(/^0x[0-9a-f]{3}(?= )/.exec(value)?.[0] ?? -1);
        else if (number === null) break;
        else if (name === 'Sequence Number (raw)') this.#tcp.rawSequence = Number(number[0]);
        else if (name === 'Acknowledgment number (raw)') {
          this.#tcp.rawAcknowledgment = Number(number[0]);
        } else if (name === 'Window') this.#tcp.rawWindow = Number(number[0]);
        break;
      case Section.ICMP:
        this.#addQuoted(line);
    }
  }

  /** The packet that an ICMP error quotes has its headings one step from the margin. */
  #addQuoted(line: string): void {
    if (line.startsWith('Internet Protocol Version')) {
      const addresses = /Src: ([^,]+), Dst: ([^,]+)$/.exec(line);
      this.#quoted = new PacketFacts();
      this.#quoted.source = addressIn(addresses?.[1] ?? '');
      this.#quoted.destination = addressIn(addresses?.[2] ?? '');
    } else if (this.#quoted !== null && line.startsWith('Transmission Control Protocol')) {
      readPorts(line, this.#quoted);
      this.#quoted.tcp = new TcpFacts();
    } else if (this.#quoted !== null && line.startsWith('User Datagram Protocol')) {
      readPorts(line, this.#quoted);
      this.#quoted.udp = unknownUdp();
    }
  }

  /** Fills in what the row leaves open; needs the addresses that it has. */
  apply(facts: PacketFacts): void {
    const said = this.#said;
    if (said.hopLimit >= 0) facts.hopLimit = said.hopLimit;
    if (said.identification >= 0) facts.identification = said.identification;
    if (said.sourcePort >= 0) facts.sourcePort = said.sourcePort;
    if (said.destinationPort >= 0) facts.destinationPort = said.destinationPort;
    facts.sourceMac ??= said.sourceMac;
    facts.destinationMac ??= said.destinationMac;
    if (facts.icmp !== null) facts.icmp.quoted ??= this.#quoted;
    if (this.#tcp.flags >= 0) {
      const { portsReused, isRetransmission, acknowledgesUnseen, ...line } =
        facts.tcp ?? new TcpFacts();
      const analysis = { portsReused, isRetransmission, acknowledgesUnseen };
      facts.tcp = { ...line, ...known(this.#tcp), ...analysis };
      facts.udp = null;
    }
    if (this.#length === 0) return;
    const bytes = this.#bytes.subarray(0, this.#length);
    const linkType = this.#linkType >= 0 ? this.#linkType : linkTypeIn(bytes, facts);
    if (linkType < 0) return;
    facts.bytes = bytes;
    facts.linkType = linkType;
  }
}

/** The members that are said. */
function known(tcp: PacketFacts['tcp'] & object): Partial<TcpFacts> {
  return Object.fromEntries(
    Object.entries(tcp).filter(([, value]) => value !== -1 && value !== false),
  );
}

function readPorts(line: string, facts: PacketFacts): void {
  const ports = /, Src Port: ([^,]{1,80}), Dst Port: ([^,]{1,80})/.exec(line);
  facts.sourcePort = portOf(ports?.[1] ?? '');
  facts.destinationPort = portOf(ports?.[2] ?? '');
}

function numberBehind(line: string, name: string): number {
  const at = line.indexOf(name);
  const digits = at < 0 ? null : /^\d{1,10}/.exec(line.slice(at + name.length));
  return digits === null ? -1 : Number(digits[0]);
}

/** Where IP begins in the link types that a dump may have, and what their headers say follows. */
const CANDIDATES: readonly {
  readonly linkType: number;
  readonly network: number;
  readonly etherType: ((bytes: Uint8Array) => number) | null;
}[] = [
  { linkType: 1, network: 14, etherType: (bytes) => ethernet.typeOrLength(bytes, 0) },
  { linkType: 1, network: 18, etherType: (bytes) => vlan.typeOrLength(bytes, 14) },
  { linkType: 113, network: 16, etherType: (bytes) => linuxSll.protocol(bytes, 0) },
  { linkType: 276, network: 20, etherType: (bytes) => linuxSll2.protocol(bytes, 0) },
  { linkType: 101, network: 0, etherType: null },
  { linkType: 0, network: 4, etherType: null },
];
const ETHERNET = 1;
const ARP = 0x0806;

/** The link type in which the addresses of the row stand where they must; -1 for none. */
export function linkTypeIn(bytes: Uint8Array, { source, destination }: PacketFacts): number {
  if (source === null || destination === null) {
    const isLong = bytes.length >= ethernet.HEADER_LENGTH;
    return isLong && ethernet.typeOrLength(bytes, 0) === ARP ? ETHERNET : -1;
  }
  const found = CANDIDATES.find(({ network, etherType }) => {
    const version = ipv4.version(bytes, network);
    const header = version === 4 ? ipv4.MINIMUM_HEADER_LENGTH : ipv6.HEADER_LENGTH;
    if ((version !== 4 && version !== 6) || network + header > bytes.length) return false;
    const type = version === 4 ? 0x0800 : 0x86dd;
    if (etherType !== null && etherType(bytes) !== type) return false;
    return version === 4
      ? ipv4.source(bytes, network) === source[3] &&
          ipv4.destination(bytes, network) === destination[3]
      : isAddressAt(bytes, ipv6.sourceAt(network), source) &&
          isAddressAt(bytes, ipv6.destinationAt(network), destination);
  });
  return found?.linkType ?? -1;
}

function isAddressAt(bytes: Uint8Array, at: number, address: AddressWords): boolean {
  const wanted = addressBytes(address);
  return bytes.subarray(at, at + wanted.length).every((byte, index) => byte === wanted[index]);
}
