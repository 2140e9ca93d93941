/**
 * What a field may need of earlier packets: each bit is an analysis that must have seen the packets
 * of the capture in their order. Who reads packets runs those that are named (`track/annotator.ts`),
 * and no other.
 */
export enum Analysis {
  /** Nothing: the packet alone. */
  NONE = 0,
  /** TCP conversations: fills `PacketView.tcpAnnotation`. */
  TCP = 1 << 0,
  /** Times of earlier packets, and the interfaces: fills `PacketView.frameAnnotation`. */
  FRAME = 1 << 1,
  /** The packet shown before: the filter itself says which was. */
  DISPLAYED = 1 << 2,
  /** UDP conversations: fills `PacketView.udpAnnotation`. */
  UDP = 1 << 3,
  /** Echo requests and their replies: fills `PacketView.echoAnnotation`. */
  ECHO = 1 << 4,
  /** Who claims an IPv4 address by ARP: fills `PacketView.arpAnnotation`. */
  ARP = 1 << 5,
  /** What TCP carries, put together across segments: adds to the view's layers. */
  APPLICATION = 1 << 20,
  /** DNS questions and their responses: fills `PacketView.dnsAnnotation`. */
  DNS = 1 << 21,
  /** Messages of TLS and HTTP by the segments they end in: fills `PacketView.messageAnnotation`. */
  MESSAGES = 1 << 22,
}
