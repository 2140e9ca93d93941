import { Unknown } from '../../capture/packet-record.ts';
import type { Statement } from '../../capture/statement.ts';
import { type AddressWords, familyOf } from '../../protocols/address-text.ts';
import * as icmp from '../../protocols/icmp/codec.ts';
import * as icmpv6 from '../../protocols/icmpv6/codec.ts';
import * as ipv4 from '../../protocols/ipv4/codec.ts';
import * as ipv6 from '../../protocols/ipv6/codec.ts';
import * as tcp from '../../protocols/tcp/codec.ts';
import * as udp from '../../protocols/udp/codec.ts';

/** Bytes of a header that is written, at most: IPv6 and TCP without options. */
export const MAXIMUM_HEADER = 128;

const ICMP = 1;
const TCP = 6;
const UDP = 17;
const ICMPV6 = 58;
/** Reserved (IANA): the line does not say what the packet carries. */
const NOT_SAID = 255;
const NO_OPTIONS = new Uint8Array(0);
const MAXIMUM_OPTIONS = 40;

/** Writes the headers of the packet that a statement is about, as far as it tells of them. */
export class HeaderWriter {
  /** Of the header written last: length on the wire, bits of what is filler. */
  originalLength = 0;
  unknown = 0;

  /** @returns bytes written; 0 where source and destination are not of one IP version */
  write(statement: Statement, bytes: Uint8Array, at: number): number {
    const { source, destination } = statement;
    this.unknown = Unknown.PACKET | Unknown.CHECKSUM;
    this.originalLength = 0;
    if (source === null || destination === null) return 0;
    const family = familyOf(source);
    if (family !== familyOf(destination)) return 0;
    if (statement.timeToLive < 0) this.unknown |= Unknown.HOP_LIMIT;
    if (statement.identification < 0) this.unknown |= Unknown.IDENTIFICATION;
    const header = family === 4 ? ipv4.MINIMUM_HEADER_LENGTH : ipv6.HEADER_LENGTH;
    const { protocol, end } = this.#carried(statement, bytes, at + header, header);
    const length = Math.min(0xffff, Math.max(end - at, statement.length));
    this.originalLength = length;
    if (family === 4) writeIpv4(statement, protocol, length, source, destination, bytes, at);
    else {
      ipv6.emit(bytes, at, {
        payloadLength: length - header,
        nextHeader: protocol,
        hopLimit: Math.max(0, statement.timeToLive),
        source,
        destination,
      });
    }
    return end - at;
  }

  #carried(
    statement: Statement,
    bytes: Uint8Array,
    at: number,
    header: number,
  ): { protocol: number; end: number } {
    const { protocol, sourcePort, destinationPort } = statement;
    const hasPorts = sourcePort >= 0 && destinationPort >= 0;
    if (protocol === TCP && hasPorts) {
      this.unknown |= Unknown.SEQUENCE | Unknown.WINDOW;
      const end = tcp.emit(bytes, at, {
        sourcePort,
        destinationPort,
        sequence: 0,
        acknowledgment: 0,
        flags: Math.max(0, statement.tcpFlags),
        window: 0,
        options: optionsOf(statement, header),
      });
      return { protocol, end };
    }
    if (protocol === UDP && hasPorts) {
      return { protocol, end: udp.emit(bytes, at, { sourcePort, destinationPort, length: 8 }) };
    }
    if ((protocol === ICMP || protocol === ICMPV6) && statement.icmpType >= 0) {
      const { icmpType: type } = statement;
      const code = Math.max(0, statement.icmpCode);
      const said = { type, code, identifier: 0, sequence: 0 };
      const end =
        protocol === ICMP
          ? icmp.emit(bytes, at, said)
          : icmpv6.emit(bytes, at, { ...said, target: null });
      return { protocol, end };
    }
    this.unknown |= Unknown.TRANSPORT;
    // Without ports nothing follows that could be taken for them.
    const isKnown = protocol >= 0 && protocol !== TCP && protocol !== UDP;
    return { protocol: isKnown ? protocol : NOT_SAID, end: at };
  }
}

/** Options that take the room that a SYN has behind its header: it carries no data. */
function optionsOf({ tcpFlags, length }: Statement, header: number): Uint8Array {
  const room = length - header - tcp.MINIMUM_HEADER_LENGTH;
  const isSyn = tcpFlags >= 0 && (tcpFlags & tcp.SYN) !== 0;
  return isSyn && room > 0 && room <= MAXIMUM_OPTIONS ? new Uint8Array(room & ~3) : NO_OPTIONS;
}

function writeIpv4(
  statement: Statement,
  protocol: number,
  totalLength: number,
  source: AddressWords,
  destination: AddressWords,
  bytes: Uint8Array,
  at: number,
): void {
  ipv4.emit(bytes, at, {
    totalLength,
    identification: Math.max(0, statement.identification),
    timeToLive: Math.max(0, statement.timeToLive),
    protocol,
    source: source[3],
    destination: destination[3],
  });
}
