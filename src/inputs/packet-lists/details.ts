import { MAXIMUM_PACKET_LENGTH } from '../../capture/capture-interface.ts';
import type { AddressWords } from '../../protocols/address-text.ts';
import { readUint16 } from '../../protocols/bytes.ts';
import { addressIn } from './addresses.ts';
import { parseMac } from './info/arp.ts';
import { portOf } from './info/ports.ts';
import { PacketFacts, unknownTcp } from './packet-facts.ts';

/** The part of the packet whose lines are being read: its heading stands at the margin. */
enum Section {
  OTHER = 0,
  IP,
  TCP,
  ICMP,
}

/** Link types by the number of Wireshark's encapsulation (wiretap/wtap.h). */
const LINK_TYPES: ReadonlyMap<number, number> = new Map([
  [1, 1], // Ethernet
  [7, 101], // raw IP
  [15, 0], // NULL/loopback
  [25, 113], // Linux cooked
  [210, 276], // Linux cooked v2
]);

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
  readonly #tcp = unknownTcp();
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
    for (const byte of text.split(' ')) this.#bytes[this.#length++] = Number.parseInt(byte, 16);
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
          this.#linkType = LINK_TYPES.get(Number(/\((\d{1,4})\)$/.exec(value)?.[1])) ?? -1;
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
      this.#quoted.tcp = unknownTcp();
    } else if (this.#quoted !== null && line.startsWith('User Datagram Protocol')) {
      readPorts(line, this.#quoted);
      this.#quoted.udp = { payloadLength: -1, isQuicInitial: false };
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
        facts.tcp ?? unknownTcp();
      const analysis = { portsReused, isRetransmission, acknowledgesUnseen };
      facts.tcp = { ...line, ...known(this.#tcp), ...analysis };
      facts.udp = null;
    }
    if (this.#length === 0) return;
    const bytes = this.#bytes.subarray(0, this.#length);
    const linkType = this.#linkType >= 0 ? this.#linkType : linkTypeOf(bytes, facts);
    if (linkType < 0) return;
    facts.bytes = bytes;
    facts.linkType = linkType;
  }
}

/** The members that are said. */
function known(tcp: PacketFacts['tcp'] & object): Partial<typeof tcp> {
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

/** Where IP begins, with the place of the EtherType before it, in the link types that a dump may have. */
const CANDIDATES: ReadonlyArray<readonly [linkType: number, etherType: number, network: number]> = [
  [1, 12, 14],
  [1, 16, 18],
  [113, 14, 16],
  [276, 0, 20],
  [101, -1, 0],
  [0, -1, 4],
];
const ETHERNET = 1;
const ARP = 0x0806;

/** The link type in which the addresses of the row stand where they must; -1 for none. */
function linkTypeOf(bytes: Uint8Array, facts: PacketFacts): number {
  const { source, destination } = facts;
  if (source === null || destination === null) {
    return bytes.length >= 14 && readUint16(bytes, 12) === ARP ? ETHERNET : -1;
  }
  for (const [linkType, etherType, network] of CANDIDATES) {
    const version = bytes[network] >> 4;
    const length = version === 4 ? 4 : 16;
    const from = network + (version === 4 ? 12 : 8);
    if ((version !== 4 && version !== 6) || from + 2 * length > bytes.length) continue;
    const type = etherType < 0 ? 0 : readUint16(bytes, etherType);
    if (etherType >= 0 && type !== (version === 4 ? 0x0800 : 0x86dd)) continue;
    if (
      isAddressAt(bytes, from, length, source) &&
      isAddressAt(bytes, from + length, length, destination)
    ) {
      return linkType;
    }
  }
  return -1;
}

function isAddressAt(
  bytes: Uint8Array,
  at: number,
  length: number,
  address: AddressWords,
): boolean {
  for (let i = 0; i < length; i++) {
    const place = 16 - length + i;
    if (bytes[at + i] !== ((address[place >> 2] >>> (24 - 8 * (place & 3))) & 0xff)) return false;
  }
  return true;
}
