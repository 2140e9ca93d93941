import { arpFields } from './arp/fields.ts';
import { describeArp } from './arp/info.ts';
import { redactArp } from './arp/redact.ts';
import { authenticationHeaderFields } from './authentication-header/fields.ts';
import { redactAuthenticationHeader } from './authentication-header/redact.ts';
import { dataFields, foreignProtocolFields } from './data/fields.ts';
import { describeDhcp } from './dhcp/info.ts';
import { dnsFields } from './dns/fields.ts';
import { describeDns } from './dns/info.ts';
import { redactDatagram } from './dns/redact.ts';
import { redactDsaTag } from './dsa-tag/redact.ts';
import { describeDtls } from './dtls/info.ts';
import { redactEnc } from './enc/redact.ts';
import { redactErf } from './erf/redact.ts';
import { redactErspan } from './erspan/redact.ts';
import { espFields } from './esp/fields.ts';
import { describeEsp, describeEspInUdp } from './esp/info.ts';
import { redactEsp } from './esp/redact.ts';
import { redactEtherip } from './etherip/redact.ts';
import { ethernetFields, paddingFields } from './ethernet/fields.ts';
import { describeEthernet, describeVlan } from './ethernet/info.ts';
import { redactEthernet } from './ethernet/redact.ts';
import { redactFddi } from './fddi/redact.ts';
import type { FieldDefinition } from './fields/field.ts';
import { frameFields } from './frame/fields.ts';
import { redactFrameRelay } from './frame-relay/redact.ts';
import { geneveFields } from './geneve/fields.ts';
import { redactGeneve } from './geneve/redact.ts';
import { greFields } from './gre/fields.ts';
import { redactGre } from './gre/redact.ts';
import { gtpFields } from './gtp/fields.ts';
import { describeGtp } from './gtp/info.ts';
import { redactGtp } from './gtp/redact.ts';
import { httpFields } from './http/fields.ts';
import { icmpFields } from './icmp/fields.ts';
import { describeIcmp } from './icmp/info.ts';
import { redactIcmp } from './icmp/redact.ts';
import { icmpv6Fields } from './icmpv6/fields.ts';
import { describeIcmpv6 } from './icmpv6/info.ts';
import { redactIcmpv6 } from './icmpv6/redact.ts';
import type { Describe, DescribeMessage } from './info/packet-text.ts';
import { redactIpOverFc } from './ip-over-fc/redact.ts';
import { redactIpnet } from './ipnet/redact.ts';
import { ipv4Fields } from './ipv4/fields.ts';
import { describeIpv4, describeIpv6 } from './ipv4/info.ts';
import { redactIpv4 } from './ipv4/redact.ts';
import * as ipv6Extension from './ipv6/extension.ts';
import { ipv6ExtensionFields, ipv6Fields } from './ipv6/fields.ts';
import { redactExtension, redactFragment, redactIpv6 } from './ipv6/redact.ts';
import { describeIsakmp, describeKeepAlive } from './isakmp/info.ts';
import { redactJuniper } from './juniper/redact.ts';
import { describeKerberos } from './kerberos/info.ts';
import { linuxSllFields } from './linux-sll/fields.ts';
import { redactSll, redactSll2 } from './linux-sll/redact.ts';
import { llcFields } from './llc/fields.ts';
import { redactLlc } from './llc/redact.ts';
import { mplsFields } from './mpls/fields.ts';
import { redactMpls } from './mpls/redact.ts';
import { describeNbns } from './nbns/info.ts';
import { redactNflog } from './nflog/redact.ts';
import { describeNtp } from './ntp/info.ts';
import { redactNullLoopback } from './null-loopback/redact.ts';
import { describeOpenvpn } from './openvpn/info.ts';
import { redactPflog } from './pflog/redact.ts';
import { redactPktap } from './pktap/redact.ts';
import { redactPpi } from './ppi/redact.ts';
import { pppFields } from './ppp/fields.ts';
import { redactPpp } from './ppp/redact.ts';
import { pppoeFields } from './pppoe/fields.ts';
import { describePppoeDiscovery } from './pppoe/info.ts';
import { redactPppoe } from './pppoe/redact.ts';
import { redactAvs, redactPrism } from './prism/redact.ts';
import { Protocol } from './protocol.ts';
import { quicFields } from './quic/fields.ts';
import { describeQuic } from './quic/info.ts';
import { redactQuic } from './quic/redact.ts';
import { redactRadiotap } from './radiotap/redact.ts';
import { describeRadius } from './radius/info.ts';
import type { Redact } from './redact/canvas.ts';
import { rtcpFields } from './rtcp/fields.ts';
import { describeRtcp } from './rtcp/info.ts';
import { rtpFields } from './rtp/fields.ts';
import { describeRtp } from './rtp/info.ts';
import { sipFields } from './sip/fields.ts';
import { describeSip } from './sip/info.ts';
import { redactSlip } from './slip/redact.ts';
import { describeSnmp } from './snmp/info.ts';
import { stpFields } from './spanning-tree/fields.ts';
import { describeSpanningTree } from './spanning-tree/info.ts';
import { describeStun } from './stun/info.ts';
import { redactSymantec } from './symantec/redact.ts';
import { tcpFields } from './tcp/fields.ts';
import { describeTcp } from './tcp/info.ts';
import { redactTcp } from './tcp/redact.ts';
import { redactTeredo } from './teredo/redact.ts';
import { describeTftp } from './tftp/info.ts';
import { tlsFields } from './tls/fields.ts';
import { redactTokenRing } from './token-ring/redact.ts';
import { udpFields } from './udp/fields.ts';
import { describeUdp } from './udp/info.ts';
import { redactUdp } from './udp/redact.ts';
import { vlanFields } from './vlan/fields.ts';
import { redactVlan } from './vlan/redact.ts';
import { vxlanFields } from './vxlan/fields.ts';
import { redactVxlan } from './vxlan/redact.ts';
import { describeWireguard } from './wireguard/info.ts';
import { redactWlan } from './wlan/redact.ts';

/** What a protocol's folder has beside its codec. */
interface ProtocolParts {
  /** The layers that `info` and `redact` are for. */
  readonly of?: readonly Protocol[];
  /** Display-filter fields. */
  readonly fields?: readonly FieldDefinition[];
  /** Writes the Protocol and Info columns where one of `of` is the last layer known. */
  readonly info?: Describe;
  /** What a redacted capture keeps of it; without it the packet is cut off there. */
  readonly redact?: Redact;
  /** For a protocol that has no layer of its own: UDP ports whose messages `message` describes. */
  readonly udpPorts?: readonly number[];
  /** The same by the name that Wireshark gives the bytes behind UDP's header. */
  readonly dissectors?: readonly string[];
  readonly message?: DescribeMessage;
}

/*
 * The second row of a protocol, where it has fields or Info; the first is in `dispatch.ts`. They are
 * two because every diagnosis loads the decoders, while these are three quarters of the code and
 * wait until a filter, a column or a row of the packet list asks for them.
 */
export const PROTOCOL_PARTS: readonly ProtocolParts[] = [
  { fields: foreignProtocolFields },
  { fields: frameFields },
  {
    of: [Protocol.ETHERNET],
    fields: [...ethernetFields, ...paddingFields],
    info: describeEthernet,
    redact: redactEthernet,
  },
  {
    of: [Protocol.VLAN],
    fields: vlanFields,
    info: describeVlan,
    redact: redactVlan,
  },
  { of: [Protocol.LINUX_SLL], fields: linuxSllFields, redact: redactSll },
  { of: [Protocol.LINUX_SLL2], redact: redactSll2 },
  { of: [Protocol.NULL_LOOPBACK], redact: redactNullLoopback },
  { of: [Protocol.LLC], fields: llcFields, info: describeSpanningTree, redact: redactLlc },
  { fields: stpFields },
  { of: [Protocol.PPP], fields: pppFields, redact: redactPpp },
  { of: [Protocol.FRAME_RELAY], redact: redactFrameRelay },
  { of: [Protocol.SLIP], redact: redactSlip },
  { of: [Protocol.PFLOG], redact: redactPflog },
  { of: [Protocol.ENC], redact: redactEnc },
  { of: [Protocol.IPNET], redact: redactIpnet },
  { of: [Protocol.PRISM], redact: redactPrism },
  { of: [Protocol.WLAN_AVS], redact: redactAvs },
  { of: [Protocol.RADIOTAP], redact: redactRadiotap },
  { of: [Protocol.PPI], redact: redactPpi },
  { of: [Protocol.ERF], redact: redactErf },
  { of: [Protocol.WLAN], redact: redactWlan },
  { of: [Protocol.TOKEN_RING], redact: redactTokenRing },
  { of: [Protocol.FDDI], redact: redactFddi },
  { of: [Protocol.IP_OVER_FC], redact: redactIpOverFc },
  { of: [Protocol.DSA_TAG], redact: redactDsaTag },
  { of: [Protocol.NFLOG], redact: redactNflog },
  { of: [Protocol.PKTAP], redact: redactPktap },
  { of: [Protocol.SYMANTEC], redact: redactSymantec },
  { of: [Protocol.JUNIPER], redact: redactJuniper },
  {
    of: [Protocol.PPPOE_DISCOVERY],
    fields: pppoeFields,
    info: describePppoeDiscovery,
    redact: redactPppoe,
  },
  { of: [Protocol.PPPOE_SESSION], redact: redactPppoe },
  { of: [Protocol.GRE], fields: greFields, redact: redactGre },
  { of: [Protocol.ERSPAN], redact: redactErspan },
  { of: [Protocol.ETHERIP], redact: redactEtherip },
  {
    of: [Protocol.AUTHENTICATION_HEADER],
    fields: authenticationHeaderFields,
    redact: redactAuthenticationHeader,
  },
  {
    of: [Protocol.ESP],
    fields: espFields,
    info: describeEsp,
    redact: redactEsp,
  },
  { of: [Protocol.MPLS], fields: mplsFields, redact: redactMpls },
  { of: [Protocol.VXLAN], fields: vxlanFields, redact: redactVxlan },
  { of: [Protocol.GENEVE], fields: geneveFields, redact: redactGeneve },
  { of: [Protocol.GTP], fields: gtpFields, info: describeGtp, redact: redactGtp },
  { of: [Protocol.TEREDO], redact: redactTeredo },
  { of: [Protocol.ARP], fields: arpFields, info: describeArp, redact: redactArp },
  { of: [Protocol.IPV4], fields: ipv4Fields, info: describeIpv4, redact: redactIpv4 },
  { of: [Protocol.IPV6], fields: ipv6Fields, info: describeIpv6, redact: redactIpv6 },
  {
    of: [Protocol.IPV6_HOP_BY_HOP, Protocol.IPV6_DESTINATION],
    fields: ipv6ExtensionFields,
    info: describeIpv6,
    redact: redactExtension(ipv6Extension.OPTIONS),
  },
  {
    of: [Protocol.IPV6_ROUTING],
    info: describeIpv6,
    redact: redactExtension(ipv6Extension.ROUTING_DATA),
  },
  {
    of: [Protocol.IPV6_FRAGMENT],
    info: describeIpv6,
    redact: redactFragment,
  },
  { of: [Protocol.ICMP], fields: icmpFields, info: describeIcmp, redact: redactIcmp },
  { of: [Protocol.ICMPV6], fields: icmpv6Fields, info: describeIcmpv6, redact: redactIcmpv6 },
  {
    of: [Protocol.UDP],
    fields: udpFields,
    info: describeUdp,
    redact: redactUdp,
  },
  { of: [Protocol.TCP], fields: tcpFields, info: describeTcp, redact: redactTcp },
  {
    of: [Protocol.DNS, Protocol.MDNS, Protocol.LLMNR],
    fields: dnsFields,
    info: describeDns,
    redact: redactDatagram,
  },
  { fields: tlsFields },
  { fields: httpFields },
  { of: [Protocol.QUIC], fields: quicFields, info: describeQuic },
  { of: [Protocol.DATA], fields: dataFields, redact: redactQuic },
  { of: [Protocol.RTP], fields: rtpFields, info: describeRtp },
  { of: [Protocol.RTCP], fields: rtcpFields, info: describeRtcp },
  // These are known by what their layer is called: by its port, or by its bytes.
  { dissectors: ['isakmp'], message: describeIsakmp },
  { dissectors: ['udpencap'], message: describeKeepAlive },
  { dissectors: ['wg'], message: describeWireguard },
  { dissectors: ['openvpn'], message: describeOpenvpn },
  { dissectors: ['stun'], message: describeStun },
  { dissectors: ['radius'], message: describeRadius },
  { dissectors: ['tftp'], message: describeTftp },
  { of: [Protocol.SIP], fields: sipFields, dissectors: ['sip'], message: describeSip },
  { dissectors: ['kerberos'], message: describeKerberos },
  { dissectors: ['dtls'], message: describeDtls },
  { dissectors: ['snmp'], message: describeSnmp },
  { dissectors: ['esp'], message: describeEspInUdp },
  { udpPorts: [67, 68], message: describeDhcp },
  { udpPorts: [123], message: describeNtp },
  { udpPorts: [137], message: describeNbns },
];
