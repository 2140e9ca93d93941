import { Analysis } from '../analysis.ts';
import { arpFields } from '../arp/fields.ts';
import { dataFields, foreignProtocolFields, stpFields } from '../data/fields.ts';
import { isDns } from '../dns/codec.ts';
import { dnsFields } from '../dns/fields.ts';
import { ethernetFields, paddingFields } from '../ethernet/fields.ts';
import { frameFields } from '../frame/fields.ts';
import { authenticationHeaderFields, greFields } from '../gre/fields.ts';
import { httpFields } from '../http/fields.ts';
import { icmpFields } from '../icmp/fields.ts';
import { icmpv6Fields } from '../icmpv6/fields.ts';
import { ipv4Fields } from '../ipv4/fields.ts';
import { ipv6ExtensionFields, ipv6Fields } from '../ipv6/fields.ts';
import { linuxSllFields } from '../linux-sll/fields.ts';
import { llcFields } from '../llc/fields.ts';
import { mplsFields } from '../mpls/fields.ts';
import type { PacketView } from '../packet-view.ts';
import { pppFields, pppoeFields } from '../ppp/fields.ts';
import { PROTOCOL_NAMES, Protocol } from '../protocol.ts';
import { quicFields } from '../quic/fields.ts';
import { tcpFields } from '../tcp/fields.ts';
import { tlsFields } from '../tls/fields.ts';
import { udpFields } from '../udp/fields.ts';
import { serviceTagFields, vlanFields } from '../vlan/fields.ts';
import { vxlanFields } from '../vxlan/fields.ts';
import { editDistance } from './edit-distance.ts';
import { type FieldDefinition, FieldTable } from './field.ts';
import { absentWhereUnknown } from './unknown.ts';

/** Wireshark's long name of each protocol, by filter name; `fields` shows them. */
const PROTOCOL_MEANINGS: Readonly<Record<string, string>> = {
  eth: 'Ethernet',
  vlan: '802.1Q Virtual LAN',
  llc: 'Logical-Link Control',
  sll: 'Linux cooked-mode capture',
  null: 'Null/Loopback',
  raw: 'Raw packet data',
  ppp: 'Point-to-Point Protocol',
  pppoe: 'PPP-over-Ethernet',
  pppoed: 'PPP-over-Ethernet Discovery',
  pppoes: 'PPP-over-Ethernet Session',
  mpls: 'MultiProtocol Label Switching Header',
  gre: 'Generic Routing Encapsulation',
  vxlan: 'Virtual eXtensible Local Area Network',
  teredo: 'Teredo IPv6 over UDP tunneling',
  erspan: 'Encapsulated Remote Switch Packet ANalysis',
  etherip: 'Ethernet over IP',
  arp: 'Address Resolution Protocol',
  ip: 'Internet Protocol Version 4',
  ipv6: 'Internet Protocol Version 6',
  'ipv6.hopopts': 'IPv6 Hop-by-Hop Option',
  'ipv6.routing': 'Routing Header for IPv6',
  'ipv6.fraghdr': 'Fragment Header for IPv6',
  'ipv6.dstopts': 'Destination Options for IPv6',
  ah: 'Authentication Header',
  icmp: 'Internet Control Message Protocol',
  icmpv6: 'Internet Control Message Protocol v6',
  udp: 'User Datagram Protocol',
  tcp: 'Transmission Control Protocol',
  dns: 'Domain Name System',
  mdns: 'Multicast Domain Name System',
  llmnr: 'Link-local Multicast Name Resolution',
  tls: 'Transport Layer Security',
  http: 'Hypertext Transfer Protocol',
  quic: 'QUIC IETF',
  data: 'Data',
};

/** Bytes before a layer that are the protocol's too: DNS messages over TCP have their length there. */
function prefixLength(view: PacketView, layer: number): number {
  if (view.transportProtocol !== Protocol.TCP || layer <= view.transport) return 0;
  return isDns(view.layerProtocol[layer]) ? 2 : 0;
}

/** Every protocol that is decoded, as a field: there or not, and its bytes. */
function protocolFields(): FieldDefinition[] {
  const byName = new Map<string, Protocol[]>();
  for (const key of Object.keys(PROTOCOL_NAMES)) {
    const protocol: Protocol = Number(key);
    const name = PROTOCOL_NAMES[protocol].filterName;
    if (protocol !== Protocol.NONE) byName.set(name, [...(byName.get(name) ?? []), protocol]);
  }
  // Wireshark has the name, but gives it to no packet: discovery and session have their own.
  byName.set('pppoe', []);
  return [...byName].flatMap(
    ([name, layers]) =>
      new FieldTable(layers).values(
        name,
        'FT_PROTOCOL',
        '',
        PROTOCOL_MEANINGS[name] ?? name,
        (view, layer, sink) => {
          const start = view.layerStart[layer] - prefixLength(view, layer);
          return sink.bytes(view.layerBytes(layer), start, view.layerEnd[layer]);
        },
        { isLayer: true },
      ).fields,
  );
}

/** Layers that TCP carries: their messages are put together across segments. */
const OVER_STREAMS: readonly Protocol[] = [
  Protocol.DNS,
  Protocol.TLS,
  Protocol.HTTP,
  Protocol.QUIC,
  Protocol.DATA,
];
function overStreams(field: FieldDefinition): FieldDefinition {
  const isOverStreams = field.layers?.some((layer) => OVER_STREAMS.includes(layer)) === true;
  return isOverStreams ? { ...field, needs: field.needs | Analysis.APPLICATION } : field;
}

/** Every field, by name. */
export const FIELDS: ReadonlyMap<string, FieldDefinition> = new Map(
  [
    ...foreignProtocolFields,
    ...protocolFields(),
    ...frameFields,
    ...ethernetFields,
    ...paddingFields,
    ...vlanFields,
    ...serviceTagFields,
    ...linuxSllFields,
    ...llcFields,
    ...pppFields,
    ...pppoeFields,
    ...greFields,
    ...authenticationHeaderFields,
    ...dataFields,
    ...stpFields,
    ...mplsFields,
    ...vxlanFields,
    ...arpFields,
    ...ipv4Fields,
    ...ipv6Fields,
    ...ipv6ExtensionFields,
    ...icmpFields,
    ...icmpv6Fields,
    ...udpFields,
    ...tcpFields,
    ...dnsFields,
    ...tlsFields,
    ...httpFields,
    ...quicFields,
  ]
    .map(overStreams)
    .map(absentWhereUnknown)
    .map((field): [string, FieldDefinition] => [field.name, field])
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);

/** Old names of protocols, which Wireshark takes as well. */
const OLD_NAMES: ReadonlyMap<string, string> = new Map([
  ['ssl', 'tls'],
  ['bootp', 'dhcp'],
]);

/** The field of that name; `ssl…` is the old name of `tls…`, `bootp…` of `dhcp…`. */
export function findField(name: string): FieldDefinition | undefined {
  const found = FIELDS.get(name);
  if (found !== undefined) return found;
  const dot = name.indexOf('.');
  const protocol = dot < 0 ? name : name.slice(0, dot);
  const current = OLD_NAMES.get(protocol);
  return current === undefined ? undefined : FIELDS.get(current + name.slice(protocol.length));
}

/** Names within this many edits are near. */
const MAXIMUM_EDITS = 3;
const MAXIMUM_SUGGESTIONS = 4;

/** Names that may have been meant, best first: few edits away, or beginning alike. */
export function nearestNames(name: string): string[] {
  const wanted = name.slice(0, 64).toLowerCase();
  const ranked: [number, string][] = [];
  for (const candidate of FIELDS.keys()) {
    const edits = editDistance(wanted, candidate);
    if (edits <= Math.min(MAXIMUM_EDITS, Math.ceil(wanted.length / 3))) {
      ranked.push([edits, candidate]);
    } else if (wanted.length > 2 && candidate.startsWith(wanted)) {
      ranked.push([MAXIMUM_EDITS + candidate.length / 1000, candidate]);
    } else if (wanted.length > 2 && candidate.endsWith(`.${wanted}`)) {
      ranked.push([MAXIMUM_EDITS + candidate.length / 1000, candidate]);
    }
  }
  ranked.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
  return ranked.slice(0, MAXIMUM_SUGGESTIONS).map(([, candidate]) => candidate);
}
