/**
 * What a layer of a packet is. The order is free; the numbers are only used inside one run. A number
 * stands apart from its row in `dispatch.ts`, as decoders need it and the row needs the decoder.
 */
export enum Protocol {
  NONE = 0,
  ETHERNET,
  VLAN,
  LLC,
  LINUX_SLL,
  LINUX_SLL2,
  NULL_LOOPBACK,
  RAW_IP,
  PPP,
  /** 802.11, and what receivers put before it: radiotap, PPI, Prism's and AVS's headers. */
  WLAN,
  RADIOTAP,
  PPI,
  PRISM,
  WLAN_AVS,
  TOKEN_RING,
  FDDI,
  IP_OVER_FC,
  FRAME_RELAY,
  SLIP,
  /** Ethernet with a switch chip's tag. */
  DSA_TAG,
  PFLOG,
  NFLOG,
  PKTAP,
  ENC,
  IPNET,
  SYMANTEC,
  JUNIPER,
  ERF,
  PPPOE_DISCOVERY,
  PPPOE_SESSION,
  MPLS,
  GRE,
  ERSPAN,
  ETHERIP,
  VXLAN,
  GENEVE,
  /** The user plane, GTP-U. */
  GTP,
  TEREDO,
  ARP,
  IPV4,
  IPV6,
  /** Headers of IP whose version or lengths cannot be right: shown up to there, and followed by nothing. */
  BROKEN_IPV4,
  BROKEN_IPV6,
  IPV6_HOP_BY_HOP,
  IPV6_ROUTING,
  IPV6_FRAGMENT,
  IPV6_DESTINATION,
  AUTHENTICATION_HEADER,
  ESP,
  ICMP,
  ICMPV6,
  UDP,
  TCP,
  DNS,
  /** Multicast DNS: its messages and fields are DNS's. */
  MDNS,
  /** Link-local multicast name resolution: its messages and fields are DNS's. */
  LLMNR,
  TLS,
  HTTP,
  /** Named by the analysis of conversations: a short header cannot be told by its looks. */
  QUIC,
  /** Over TCP, put together by the analysis of conversations. */
  SIP,
  /** Named by what a call says of its ports. */
  RTP,
  RTCP,
  /** Bytes that no decoder claims: Wireshark's `data`. */
  DATA,
}

/** How many protocols there are, `NONE` included. */
export const PROTOCOL_COUNT = Protocol.DATA + 1;
