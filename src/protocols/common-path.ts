import { readInt32, readUint16 } from './bytes.ts';
import { NextTable, type PacketView } from './packet-view.ts';
import { Protocol } from './protocol.ts';

const ETHERNET_HEADER = 14;
const ETHERNET_AND_IPV4 = 34;
const ETHERNET_IPV4_AND_TCP = 54;
const ETHERNET_IPV4_AND_UDP = 42;

/**
 * Decodes Ethernet II, IPv4 without options and fragmentation, and TCP or UDP in one go: most
 * packets of most captures. It fills the view exactly as the protocols' own decoders do (a test
 * compares the two), with one check of all lengths, and leaves every packet that is at all special
 * to them.
 * @returns false where the packet is not of that kind; the view is then untouched
 */
export function decodeCommon(view: PacketView): boolean {
  const at = view.start;
  const bytes = view.bytes;
  const captured = view.end - at;
  if (captured < ETHERNET_IPV4_AND_UDP) return false;
  // EtherType IPv4, version 4 with a header of 20 bytes, no fragment.
  if (bytes[at + 12] !== 8 || bytes[at + 13] !== 0 || bytes[at + 14] !== 0x45) return false;
  if (((bytes[at + 20] & 0x3f) | bytes[at + 21]) !== 0) return false;
  const end = at + ETHERNET_HEADER + readUint16(bytes, at + 16);
  if (end > view.end || end > at + view.originalLength) return false;
  const isTcp = bytes[at + 23] === 6;
  let payload: number;
  let limit = end;
  if (isTcp) {
    if (end - at < ETHERNET_IPV4_AND_TCP) return false;
    const header = (bytes[at + ETHERNET_AND_IPV4 + 12] >> 4) << 2;
    payload = at + ETHERNET_AND_IPV4 + header;
    if (header < 20 || payload > end) return false;
  } else {
    if (bytes[at + 23] !== 17) return false;
    const length = readUint16(bytes, at + ETHERNET_AND_IPV4 + 4);
    payload = at + ETHERNET_IPV4_AND_UDP;
    limit = at + ETHERNET_AND_IPV4 + length;
    if (length < 8 || limit > end) return false;
  }
  const protocols = view.layerProtocol;
  const starts = view.layerStart;
  const ends = view.layerEnd;
  protocols[0] = Protocol.ETHERNET;
  starts[0] = at;
  ends[0] = view.end;
  protocols[1] = Protocol.IPV4;
  starts[1] = at + ETHERNET_HEADER;
  ends[1] = end;
  const transport = isTcp ? Protocol.TCP : Protocol.UDP;
  protocols[2] = transport;
  starts[2] = at + ETHERNET_AND_IPV4;
  ends[2] = limit;
  view.layerCount = 3;
  view.network = 1;
  view.transport = 2;
  view.transportProtocol = transport;
  view.source0 = 0;
  view.source1 = 0;
  view.source2 = 0xffff;
  view.source3 = readInt32(bytes, at + 26);
  view.destination0 = 0;
  view.destination1 = 0;
  view.destination2 = 0xffff;
  view.destination3 = readInt32(bytes, at + 30);
  const source = readUint16(bytes, at + ETHERNET_AND_IPV4);
  const destination = readUint16(bytes, at + ETHERNET_AND_IPV4 + 2);
  view.sourcePort = source;
  view.destinationPort = destination;
  view.payloadStart = payload;
  view.payloadEnd = limit;
  view.payloadLength = limit - payload;
  view.limit = limit;
  view.declaredLimit = limit;
  view.cursor = payload;
  if (isTcp && payload === limit) {
    view.nextTable = NextTable.END;
    return true;
  }
  view.nextTable = isTcp ? NextTable.TCP_PORT : NextTable.UDP_PORT;
  view.nextKey = Math.min(source, destination);
  view.alternativeKey = Math.max(source, destination);
  return true;
}
