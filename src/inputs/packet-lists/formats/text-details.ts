import { linkTypeOf } from '../../../capture/link-types.ts';
import { formatAddress } from '../../../protocols/address-text.ts';
import { typeNumber } from '../../../protocols/dns/types.ts';
import { addressIn, parseMac, portOf } from '../cells.ts';
import { DumpedBytes } from '../dumped-bytes.ts';
import { readNtp } from '../info.ts';
import { linkTypeIn } from '../link-type-of-bytes.ts';
import { PacketFacts, TcpFacts, unknownUdp } from '../packet-facts.ts';

/** The part of the packet whose lines are being read: its heading stands at the margin. */
enum Section {
  OTHER = 0,
  IP,
  TCP,
  UDP,
  ICMP,
  DNS,
  ARP,
}

/** Encapsulations (wiretap/wtap.h) of link types that are decoded: Ethernet, raw IP, loopback, Linux. */
const DECODED: ReadonlySet<number> = new Set([1, 7, 15, 25, 210]);

/** Records of a message of DNS that are kept. */
const MAXIMUM_RECORDS = 256;
const UDP_HEADER_LENGTH = 8;

const HTTP_START = /^(?:[A-Z]{3,10} \S.{0,400} HTTP\/1\.[01]$|HTTP\/1\.[01] \d{3})/;
const NTP_HEADING = 'Network Time Protocol (';
const REASSEMBLED = /^\[\d{1,6} Reassembled TCP Segments \(\d{1,10} bytes\): #(\d{1,10})\(/;
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
  readonly #bytes = new DumpedBytes();
  /** Another source than the frame is dumped: what was reassembled or decrypted. */
  #isBehindFrame = false;
  /** Bytes of the frame; -1 where not said. Data is dumped among the details, too (`tshark -V`). */
  #capturedLength = -1;
  #section = Section.OTHER;
  readonly #said = new PacketFacts();
  readonly #tcp = new TcpFacts();
  #quoted: PacketFacts | null = null;
  /** The last heading at the margin that is a protocol's. */
  #heading = '';
  /** Where a question of DNS begins its list, and its answers. */
  #records: 'questions' | 'answers' | '' = '';

  add(line: string): void {
    if (line.charCodeAt(0) !== 0x20) {
      const hex = HEX_LINE.exec(line.slice(0, 64));
      if (hex !== null) this.#addBytes(Number.parseInt(hex[1], 16), hex[2]);
      else this.#addHeading(line.slice(0, 512));
    } else if (line.startsWith('    ') && line.charCodeAt(4) !== 0x20) {
      this.#addValue(line.slice(4, 512));
    } else if (this.#section === Section.DNS) this.#addRecord(line.slice(0, 512));
    else if (this.#section === Section.OTHER) this.#addHandshake(line.slice(0, 512));
  }

  #addBytes(offset: number, text: string): void {
    const isOther = this.#capturedLength >= 0 && this.#bytes.length !== this.#capturedLength;
    if (offset === 0 && isOther) this.#bytes.clear();
    else if (offset !== this.#bytes.length) this.#isBehindFrame = !isOther;
    if (!this.#isBehindFrame) this.#bytes.add(text.replaceAll(' ', ''));
  }

  #addHeading(line: string): void {
    const said = this.#said;
    this.#section = Section.OTHER;
    this.#records = '';
    // What follows belongs to the packet that an ICMP error quotes.
    if (said.icmp !== null) return;
    if (said.beginsIn < 0) said.beginsIn = Number(REASSEMBLED.exec(line)?.[1] ?? -1);
    if (/^[A-Z][A-Za-z]/.test(line)) this.#heading = line;
    if (line.startsWith('Internet Protocol Version')) {
      this.#section = Section.IP;
      const addresses = /Src: ([^,]{2,80}), Dst: ([^,]{2,80})$/.exec(line);
      said.source = addressIn(addresses?.[1] ?? '');
      said.destination = addressIn(addresses?.[2] ?? '');
    } else if (line.startsWith('Internet Control Message Protocol')) {
      this.#section = Section.ICMP;
      const version = line.startsWith('Internet Control Message Protocol v6') ? 6 : 4;
      said.icmp = { version, type: 0, code: 0, identifier: -1, sequence: -1, quoted: null };
    } else if (line.startsWith('Address Resolution Protocol')) {
      this.#section = Section.ARP;
      said.arp = {
        operation: 0,
        senderAddress: null,
        targetAddress: null,
        senderMac: null,
        targetMac: null,
      };
    } else if (
      /^(?:Multicast )?Domain Name System \(|^Link-local Multicast Name Resolution \(/.test(line)
    ) {
      this.#section = Section.DNS;
      said.dns = {
        id: 0,
        isResponse: line.includes('(response)'),
        opcode: 0,
        responseCode: 0,
        questions: [],
        answers: [],
        hasOpt: false,
      };
    } else if (line.startsWith('Transmission Control Protocol')) {
      this.#section = Section.TCP;
      readPorts(line, said);
      this.#tcp.sequence = numberBehind(line, 'Seq: ');
      this.#tcp.acknowledgment = numberBehind(line, 'Ack: ');
      this.#tcp.payloadLength = numberBehind(line, 'Len: ');
    } else if (line.startsWith('User Datagram Protocol')) {
      this.#section = Section.UDP;
      readPorts(line, said);
      said.udp = unknownUdp();
    } else if (line.startsWith(NTP_HEADING)) {
      said.payload ??= readNtp(line.slice(NTP_HEADING.length));
    } else if (line.startsWith('Ethernet II') || line.startsWith('IEEE 802.3')) {
      const destination = line.indexOf(', Dst: ');
      said.sourceMac = parseMac(MAC.exec(line.slice(0, destination))?.[0] ?? '');
      said.destinationMac = parseMac(MAC.exec(line.slice(destination))?.[0] ?? '');
    }
  }

  /** A line of an HTTP/1 message, with its end as Wireshark writes it: `Host: example.com\\r\\n`. */
  #addHttp(line: string): void {
    const said = this.#said;
    const text = line.replace(/(?:\\r)?\\n$/, '');
    if (said.http === null) {
      if (HTTP_START.test(text)) said.http = { firstLine: text, host: '', location: '' };
      return;
    }
    const field = /^(Host|Location): (\S{1,500})$/i.exec(text);
    if (field?.[1].toLowerCase() === 'host') said.http.host ||= field[2];
    else if (field !== null) said.http.location ||= field[2];
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
        } else if (name === 'Capture Length') {
          this.#capturedLength = Number(number?.[0] ?? -1);
        } else if (name === 'Encapsulation type') {
          const encapsulation = Number(/\((\d{1,4})\)$/.exec(value)?.[1]);
          this.#linkType = DECODED.has(encapsulation) ? linkTypeOf(encapsulation) : -1;
        } else if (this.#heading.startsWith('Hypertext Transfer Protocol')) this.#addHttp(line);
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
      case Section.UDP:
        if (name === 'Length' && number !== null && said.udp !== null) {
          said.udp.payloadLength = Math.max(-1, Number(number[0]) - UDP_HEADER_LENGTH);
        }
        break;
      case Section.DNS:
        if (said.dns === null) break;
        if (name === 'Transaction ID') said.dns.id = Number(/^0x[0-9a-f]{4}/.exec(value)?.[0] ?? 0);
        else if (name === 'Flags') {
          const flags = Number(/^0x[0-9a-f]{4}/.exec(value)?.[0] ?? 0);
          said.dns.opcode = (flags >> 11) & 15;
          said.dns.responseCode = flags & 15;
        }
        this.#records = line === 'Queries' ? 'questions' : line === 'Answers' ? 'answers' : '';
        break;
      case Section.ARP:
        if (said.arp === null) break;
        if (name === 'Opcode') said.arp.operation = Number(/\((\d{1,5})\)$/.exec(value)?.[1] ?? 0);
        else if (name === 'Sender IP address') said.arp.senderAddress = addressIn(value);
        else if (name === 'Target IP address') said.arp.targetAddress = addressIn(value);
        else if (name === 'Sender MAC address')
          said.arp.senderMac = parseMac(MAC.exec(value)?.[0] ?? '');
        else if (name === 'Target MAC address')
          said.arp.targetMac = parseMac(MAC.exec(value)?.[0] ?? '');
        break;
      case Section.ICMP: {
        const { icmp } = said;
        // ICMPv6 has the number of its type behind the name.
        const digits = number?.[0] ?? /\((\d{1,5})\)$/.exec(value)?.[1];
        if (icmp === null || this.#quoted !== null || digits === undefined) this.#addQuoted(line);
        else if (name === 'Type') icmp.type = Math.min(255, Number(digits));
        else if (name === 'Code') icmp.code = Math.min(255, Number(digits));
        else if (/^Identifier(?: \(BE\))?$/.test(name)) icmp.identifier = Number(digits) & 0xffff;
        else if (/^Sequence(?: Number)?(?: \(BE\))?$/.test(name)) {
          icmp.sequence = Number(digits) & 0xffff;
        } else this.#addQuoted(line);
      }
    }
  }

  /** A record of DNS: `example.com: type A, class IN, addr 192.0.2.1`. */
  #addRecord(line: string): void {
    const { dns } = this.#said;
    if (dns === null || this.#records === '' || !/^ {8}\S/.test(line)) return;
    const found =
      /^ {8}(\S{1,255}): type (\S{1,16}?)(?: \(.{0,40}?\))?, class [^,]{1,32}(?:, (?:addr|cname|ns)? ?(\S{1,255}))?$/.exec(
        line,
      );
    if (found === null) return;
    const [, name, word, value = ''] = found;
    const type = typeNumber(word);
    if (this.#records === 'questions' && dns.questions.length < MAXIMUM_RECORDS) {
      dns.questions.push({ name, type });
    } else if (this.#records === 'answers' && dns.answers.length < MAXIMUM_RECORDS) {
      dns.answers.push({ name, type, value, timeToLive: -1 });
    }
  }

  /** A handshake message of TLS, and the name that a ClientHello asks for; an alert in the clear. */
  #addHandshake(line: string): void {
    const said = this.#said;
    if (line.endsWith('Handshake Protocol: Client Hello'))
      said.tls ??= { handshakeType: 1, serverName: '', alert: null };
    else if (line.endsWith('Handshake Protocol: Server Hello'))
      said.tls ??= { handshakeType: 2, serverName: '', alert: null };
    else if (line.endsWith('    Alert Message'))
      said.tls ??= { handshakeType: -1, serverName: '', alert: { level: 0, description: 0 } };
    else if (said.tls?.alert != null) {
      const [, name, number] =
        /^ +(Level|Description): [\w ]{1,40} \((\d{1,3})\)$/.exec(line) ?? [];
      if (name === 'Level') said.tls.alert.level ||= Number(number) & 0xff;
      else if (name === 'Description') said.tls.alert.description ||= Number(number) & 0xff;
    } else if (said.tls?.handshakeType === 1 && said.tls.serverName === '') {
      said.tls.serverName = /^ +Server Name: (\S{1,255})$/.exec(line)?.[1] ?? '';
    }
  }

  /**
   * Cells of a row, for details that have none above them: number, time, addresses, ports, protocol, length.
   * @param frame the heading of the frame
   */
  cells(frame: string): string[] {
    const said = this.#said;
    const text = (words: PacketFacts['source']) => (words === null ? '' : formatAddress(...words));
    const [, number = '', length = ''] =
      /^Frame (\d{1,10})(?: \(|: )(\d{1,10}) bytes on wire/.exec(frame) ?? [];
    const protocol =
      said.tcp !== null || this.#tcp.flags >= 0
        ? 'TCP'
        : said.dns !== null
          ? 'DNS'
          : said.udp !== null
            ? 'UDP'
            : this.#heading.split(/[ ,(]/, 1)[0];
    const cells = [number, this.epochTime, text(said.source), '', text(said.destination), ''];
    return [...cells, protocol, length, ''];
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
    if (facts.icmp === null && said.icmp !== null && this.#tcp.flags < 0) facts.icmp = said.icmp;
    if (facts.icmp !== null) facts.icmp.quoted ??= this.#quoted;
    facts.arp ??= said.arp;
    if (said.udp !== null && facts.tcp === null) facts.udp ??= said.udp;
    if (facts.udp !== null && facts.udp.payloadLength < 0) {
      facts.udp.payloadLength = said.udp?.payloadLength ?? -1;
    }
    facts.dns ??= said.dns;
    if (facts.udp !== null) facts.payload ??= said.payload;
    facts.tls ??= said.tls;
    facts.http ??= said.http;
    facts.beginsIn = said.beginsIn;
    if (this.#tcp.flags >= 0) {
      const { portsReused, isRetransmission, acknowledgesUnseen, ...line } =
        facts.tcp ?? new TcpFacts();
      const analysis = { portsReused, isRetransmission, acknowledgesUnseen };
      facts.tcp = { ...line, ...known(this.#tcp), ...analysis };
      facts.udp = null;
    }
    if (this.#bytes.length === 0) return;
    if (this.#capturedLength >= 0 && this.#bytes.length !== this.#capturedLength) return;
    const bytes = this.#bytes.copy();
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
