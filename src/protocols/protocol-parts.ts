import { arpFields } from './arp/fields.ts';
import { describeArp } from './arp/info.ts';
import { dataFields, foreignProtocolFields, stpFields } from './data/fields.ts';
import { describeDhcp } from './dhcp/info.ts';
import { dnsFields } from './dns/fields.ts';
import { describeDns } from './dns/info.ts';
import { ethernetFields, paddingFields } from './ethernet/fields.ts';
import { describeEthernet, describeVlan } from './ethernet/info.ts';
import type { FieldDefinition } from './fields/field.ts';
import { frameFields } from './frame/fields.ts';
import { authenticationHeaderFields, greFields } from './gre/fields.ts';
import { httpFields } from './http/fields.ts';
import { icmpFields } from './icmp/fields.ts';
import { describeIcmp } from './icmp/info.ts';
import { icmpv6Fields } from './icmpv6/fields.ts';
import { describeIcmpv6 } from './icmpv6/info.ts';
import type { Describe, DescribeMessage } from './info/packet-text.ts';
import { ipv4Fields } from './ipv4/fields.ts';
import { describeIpv4, describeIpv6 } from './ipv4/info.ts';
import { ipv6ExtensionFields, ipv6Fields } from './ipv6/fields.ts';
import { linuxSllFields } from './linux-sll/fields.ts';
import { llcFields } from './llc/fields.ts';
import { mplsFields } from './mpls/fields.ts';
import { describeNbns } from './nbns/info.ts';
import { describeNtp } from './ntp/info.ts';
import { pppFields, pppoeFields } from './ppp/fields.ts';
import { describePppoeDiscovery } from './pppoe/info.ts';
import { Protocol } from './protocol.ts';
import { quicFields } from './quic/fields.ts';
import { describeQuic } from './quic/info.ts';
import { describeSpanningTree } from './spanning-tree/info.ts';
import { tcpFields } from './tcp/fields.ts';
import { describeTcp } from './tcp/info.ts';
import { tlsFields } from './tls/fields.ts';
import { udpFields } from './udp/fields.ts';
import { describeUdp } from './udp/info.ts';
import { serviceTagFields, vlanFields } from './vlan/fields.ts';
import { vxlanFields } from './vxlan/fields.ts';

/** What a protocol's folder has beside its codec. */
interface ProtocolParts {
  /** The layers that `info` is for. */
  readonly of?: readonly Protocol[];
  /** Display-filter fields. */
  readonly fields?: readonly FieldDefinition[];
  /** Writes the Protocol and Info columns where one of `of` is the last layer known. */
  readonly info?: Describe;
  /** For a protocol that has no layer of its own: UDP ports whose messages `message` describes. */
  readonly udpPorts?: readonly number[];
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
  },
  { of: [Protocol.VLAN], fields: [...vlanFields, ...serviceTagFields], info: describeVlan },
  { fields: linuxSllFields },
  { of: [Protocol.LLC], fields: llcFields, info: describeSpanningTree },
  { fields: stpFields },
  { fields: pppFields },
  { of: [Protocol.PPPOE_DISCOVERY], fields: pppoeFields, info: describePppoeDiscovery },
  { fields: greFields },
  { fields: authenticationHeaderFields },
  { fields: mplsFields },
  { fields: vxlanFields },
  { of: [Protocol.ARP], fields: arpFields, info: describeArp },
  { of: [Protocol.IPV4], fields: ipv4Fields, info: describeIpv4 },
  {
    of: [
      Protocol.IPV6,
      Protocol.IPV6_HOP_BY_HOP,
      Protocol.IPV6_ROUTING,
      Protocol.IPV6_DESTINATION,
      Protocol.IPV6_FRAGMENT,
    ],
    fields: [...ipv6Fields, ...ipv6ExtensionFields],
    info: describeIpv6,
  },
  { of: [Protocol.ICMP], fields: icmpFields, info: describeIcmp },
  { of: [Protocol.ICMPV6], fields: icmpv6Fields, info: describeIcmpv6 },
  { of: [Protocol.UDP], fields: udpFields, info: describeUdp },
  { of: [Protocol.TCP], fields: tcpFields, info: describeTcp },
  {
    of: [Protocol.DNS, Protocol.MDNS, Protocol.LLMNR],
    fields: dnsFields,
    info: describeDns,
  },
  { fields: tlsFields },
  { fields: httpFields },
  { of: [Protocol.QUIC], fields: quicFields, info: describeQuic },
  { fields: dataFields },
  { udpPorts: [67, 68], message: describeDhcp },
  { udpPorts: [123], message: describeNtp },
  { udpPorts: [137], message: describeNbns },
];
