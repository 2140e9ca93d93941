import * as ethernet from '../../wire/ethernet.ts';
import * as linuxSll from '../../wire/linux-sll.ts';
import * as linuxSll2 from '../../wire/linux-sll2.ts';
import * as mpls from '../../wire/mpls.ts';
import { Protocol } from '../../wire/protocol.ts';
import * as vlan from '../../wire/vlan.ts';
import * as vxlan from '../../wire/vxlan.ts';
import { FieldTable, type NumberReader } from './field.ts';

const GROUP_BIT = {
  names: { 1: 'Group address (multicast/broadcast)', 0: 'Individual address (unicast)' },
};
const LOCAL_BIT = {
  names: {
    1: 'Locally administered address (this is NOT the factory default)',
    0: 'Globally unique address (factory default)',
  },
};
const firstByte =
  (offset: number): NumberReader =>
  (bytes, at) =>
    bytes[at + offset];
const has =
  (offset: number, mask: number): NumberReader =>
  (bytes, at) =>
    (bytes[at + offset] & mask) !== 0 ? 1 : 0;

/** Ethernet. */
export const ethernetFields = new FieldTable([Protocol.ETHERNET])
  .bytes('eth.dst', 'FT_ETHER', 'Destination address', 6, 0)
  .bytes('eth.src', 'FT_ETHER', 'Source address', 6, 6)
  .bytes('eth.addr', 'FT_ETHER', 'Source or destination address', 6, 0, 6)
  .number(
    'eth.type',
    'FT_UINT16',
    'BASE_HEX',
    'EtherType of what follows',
    (bytes, at) => {
      const value = ethernet.typeOrLength(bytes, at);
      return value > ethernet.MAXIMUM_LENGTH_VALUE ? value : Number.NaN;
    },
    { names: { 2048: 'IPv4', 2054: 'ARP', 33024: '802.1Q Virtual LAN', 34525: 'IPv6' } },
  )
  .number('eth.len', 'FT_UINT16', 'BASE_DEC', 'Length of an 802.3 frame', (bytes, at) => {
    const value = ethernet.typeOrLength(bytes, at);
    return value > ethernet.MAXIMUM_LENGTH_VALUE ? Number.NaN : value;
  })
  .bit('eth.dst.ig', '24', 'Destination is a group', firstByte(0), 1, GROUP_BIT)
  .bit('eth.dst.lg', '24', 'Destination is locally administered', firstByte(0), 2, LOCAL_BIT)
  .bit('eth.src.ig', '24', 'Source is a group', firstByte(6), 1, GROUP_BIT)
  .bit('eth.src.lg', '24', 'Source is locally administered', firstByte(6), 2, LOCAL_BIT)
  .number(
    'eth.ig',
    'FT_BOOLEAN',
    '24',
    'Either address is a group',
    [has(0, 1), has(6, 1)],
    GROUP_BIT,
  )
  .number(
    'eth.lg',
    'FT_BOOLEAN',
    '24',
    'Either address is locally administered',
    [has(0, 2), has(6, 2)],
    LOCAL_BIT,
  ).fields;

/** IEEE 802.1Q. */
export const vlanFields = new FieldTable([Protocol.VLAN])
  .number('vlan.id', 'FT_UINT16', 'BASE_DEC', 'VLAN identifier', vlan.identifier)
  .number('vlan.priority', 'FT_UINT16', 'BASE_DEC', 'Priority code point', vlan.priority)
  .number('vlan.dei', 'FT_BOOLEAN', '16', 'Drop eligible', vlan.dropEligible, {
    names: { 1: 'Eligible', 0: 'Ineligible' },
  })
  .number('vlan.etype', 'FT_UINT16', 'BASE_HEX', 'EtherType of what is tagged', (bytes, at) => {
    const value = vlan.typeOrLength(bytes, at);
    return value > ethernet.MAXIMUM_LENGTH_VALUE ? value : Number.NaN;
  })
  .number('vlan.len', 'FT_UINT16', 'BASE_DEC', 'Length of a tagged 802.3 frame', (bytes, at) => {
    const value = vlan.typeOrLength(bytes, at);
    return value > ethernet.MAXIMUM_LENGTH_VALUE ? Number.NaN : value;
  }).fields;

const isSll2 = (protocol: number) => protocol === Protocol.LINUX_SLL2;

/** Linux cooked capture, both versions. */
export const linuxSllFields = new FieldTable([Protocol.LINUX_SLL, Protocol.LINUX_SLL2])
  .number(
    'sll.pkttype',
    'FT_UINT16',
    'BASE_DEC',
    'Where it came from or went to',
    (bytes, at, _end, view, layer) =>
      (isSll2(view.layerProtocol[layer]) ? linuxSll2 : linuxSll).packetType(bytes, at),
  )
  .number(
    'sll.hatype',
    'FT_UINT16',
    'BASE_DEC',
    'Device type (ARPHRD)',
    (bytes, at, _end, view, layer) =>
      (isSll2(view.layerProtocol[layer]) ? linuxSll2 : linuxSll).hardwareType(bytes, at),
  )
  .number(
    'sll.halen',
    'FT_UINT16',
    'BASE_DEC',
    'Length of the sender address',
    (bytes, at, _end, view, layer) =>
      (isSll2(view.layerProtocol[layer]) ? linuxSll2 : linuxSll).addressLength(bytes, at),
  )
  .values('sll.src.eth', 'FT_ETHER', '', 'Sender address', (view, layer, sink) => {
    const module = isSll2(view.layerProtocol[layer]) ? linuxSll2 : linuxSll;
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    if (module.addressLength(bytes, at) !== 6) return false;
    const address = module.addressAt(at);
    return sink.bytes(bytes, address, address + 6);
  })
  .number(
    'sll.etype',
    'FT_UINT16',
    'BASE_HEX',
    'EtherType of what follows',
    (bytes, at, _end, view, layer) => {
      const value = (isSll2(view.layerProtocol[layer]) ? linuxSll2 : linuxSll).protocol(bytes, at);
      return value >= 0x600 ? value : Number.NaN;
    },
  )
  .number(
    'sll.ifindex',
    'FT_UINT32',
    'BASE_DEC',
    'Interface index',
    (bytes, at, _end, view, layer) =>
      isSll2(view.layerProtocol[layer]) ? linuxSll2.interfaceIndex(bytes, at) : Number.NaN,
  ).fields;

/** MPLS label stack. */
export const mplsFields = new FieldTable([Protocol.MPLS])
  .number('mpls.label', 'FT_UINT32', 'BASE_DEC_HEX', 'Label', mpls.label)
  .number('mpls.exp', 'FT_UINT32', 'BASE_DEC', 'Traffic class', mpls.trafficClass)
  .number('mpls.bottom', 'FT_UINT32', 'BASE_DEC', 'Bottom of the label stack', (bytes, at) =>
    mpls.isBottomOfStack(bytes, at) ? 1 : 0,
  )
  .number('mpls.ttl', 'FT_UINT32', 'BASE_DEC', 'Time to live', mpls.timeToLive).fields;

/** VXLAN. */
export const vxlanFields = new FieldTable([Protocol.VXLAN]).number(
  'vxlan.vni',
  'FT_UINT24',
  'BASE_DEC',
  'VXLAN network identifier',
  vxlan.networkIdentifier,
).fields;
