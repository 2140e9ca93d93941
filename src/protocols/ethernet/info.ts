import type { PacketText } from '../info/packet-text.ts';
import type { PacketView } from '../packet-view.ts';
import * as vlan from '../vlan/codec.ts';
import * as ethernet from './codec.ts';

/** What carries an EtherType that is not decoded: Wireshark shows the number as the protocol. */
function etherTypeText(type: number): string {
  return `0x${type.toString(16).padStart(4, '0')}`;
}

/** An Ethernet II frame of unknown type, or an 802.3 one whose payload is not known. */
export function describeEthernet(view: PacketView, layer: number, text: PacketText): void {
  const type = ethernet.typeOrLength(view.layerBytes(layer), view.layerStart[layer]);
  if (type > ethernet.MAXIMUM_LENGTH_VALUE) {
    text.protocol = etherTypeText(type);
    text.info = 'Ethernet II';
  } else {
    text.protocol = 'LLC';
    text.info = 'IEEE 802.3 Ethernet';
  }
}

/** A VLAN tag before an unknown type. */
export function describeVlan(view: PacketView, layer: number, text: PacketText): void {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const type = vlan.typeOrLength(bytes, at);
  text.protocol = type > ethernet.MAXIMUM_LENGTH_VALUE ? etherTypeText(type) : 'LLC';
  text.info = `PRI: ${vlan.priority(bytes, at)}  DEI: ${vlan.dropEligible(bytes, at)}  ID: ${vlan.identifier(bytes, at)}`;
}
