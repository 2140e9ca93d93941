import { PROTOCOL_NAMES } from '../dispatch.ts';
import { isCiscoHdlc, nameOfData, namesInside } from '../dissectors.ts';
import * as ethernet from '../ethernet/codec.ts';
import * as linuxSll from '../linux-sll/codec.ts';
import * as linuxSll2 from '../linux-sll2/codec.ts';
import * as mpls from '../mpls/codec.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as rtp from '../rtp/codec.ts';
import * as sip from '../sip/codec.ts';
import * as vlan from '../vlan/codec.ts';

/** Wireshark's `frame.protocols`: the protocols of a packet, outermost first, with `:` between. */
export function protocolStack(view: PacketView): string {
  let stack = '';
  const push = (name: string) => {
    stack += stack === '' ? name : `:${name}`;
  };
  for (let layer = 0; layer < view.layerCount; layer++) {
    const protocol: Protocol = view.layerProtocol[layer];
    if (protocol === Protocol.BROKEN_IPV6) {
      // Wireshark leaves it to whoever takes the bytes next: data, but for a link type.
      if (layer > 0) push('data');
      continue;
    }
    if (protocol === Protocol.DATA) {
      const name = nameOfData(view, layer);
      push(name);
      for (const inside of namesInside(view, layer, name)) push(inside);
      continue;
    }
    // The packets of a datagram are one call of Wireshark's dissector.
    const isGoingOn = protocol === view.layerProtocol[layer - 1];
    if (isGoingOn && (protocol === Protocol.QUIC || protocol === Protocol.RTCP)) continue;
    if (protocol === Protocol.RTCP && view.mediaAnnotation.isMultiplexed) push('rtp');
    if (protocol === Protocol.WLAN && hasRadioHeader(view, layer)) push('wlan_radio');
    if (protocol === Protocol.SIP) {
      push('sip');
      const end = view.layerEnd[layer];
      if (sip.hasSession(view.layerBytes(layer), view.layerStart[layer], end)) push('sdp');
      continue;
    }
    if (isServiceTag(view, layer)) push('ieee8021ad');
    else push(isCiscoHdlc(view, layer) ? 'chdlc' : PROTOCOL_NAMES[protocol].filterName);
    const isPseudowire = protocol === Protocol.MPLS && isEthernetNext(view, layer);
    if (isPseudowire) push(hasControlWord(view, layer) ? PSEUDOWIRE_WITH_WORD : PSEUDOWIRE);
    if (protocol === Protocol.PKTAP && layer + 1 < view.layerCount) push('pcap_pktdata');
    if (protocol === Protocol.RTP && rtp.isEvent(view.mediaAnnotation.encoding)) push('rtpevent');
    if (hasEtherType(view, layer, protocol)) push('ethertype');
  }
  return stack;
}

/** Headers in which a receiver says how it received a frame: Wireshark sums them up in a layer without bytes. */
const RADIO_HEADERS: readonly Protocol[] = [
  Protocol.RADIOTAP,
  Protocol.PPI,
  Protocol.PRISM,
  Protocol.WLAN_AVS,
];

function hasRadioHeader(view: PacketView, layer: number): boolean {
  return layer > 0 && RADIO_HEADERS.includes(view.layerProtocol[layer - 1]);
}

/** Wireshark's names for how it tells Ethernet behind MPLS labels, with a control word or without. */
const PSEUDOWIRE_WITH_WORD = 'pwethheuristic:pwethcw';
const PSEUDOWIRE = 'pwethheuristic:pwethnocw';

function isEthernetNext(view: PacketView, layer: number): boolean {
  return layer + 1 < view.layerCount && view.layerProtocol[layer + 1] === Protocol.ETHERNET;
}

/** Whether a word stands between the last label and what follows. */
function hasControlWord(view: PacketView, layer: number): boolean {
  const bytes = view.layerBytes(layer);
  const next = view.layerStart[layer + 1];
  let entry = view.layerStart[layer];
  while (entry + 4 < next && !mpls.isBottomOfStack(bytes, entry)) entry += mpls.ENTRY_LENGTH;
  return entry + mpls.ENTRY_LENGTH < next;
}

/** A tag of 802.1ad, which Wireshark names apart, is told by the type that stands before it. */
export function isServiceTag(view: PacketView, layer: number): boolean {
  if (view.layerProtocol[layer] !== Protocol.VLAN || layer === 0) return false;
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  return at >= 2 && bytes[at - 2] === 0x88 && bytes[at - 1] === 0xa8;
}

/** Whether what follows is found by an EtherType, for which Wireshark has a dissector of its own. */
function hasEtherType(view: PacketView, layer: number, protocol: Protocol): boolean {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  switch (protocol) {
    case Protocol.ETHERNET:
      return ethernet.typeOrLength(bytes, at) > ethernet.MAXIMUM_LENGTH_VALUE;
    case Protocol.VLAN:
      return vlan.typeOrLength(bytes, at) > ethernet.MAXIMUM_LENGTH_VALUE;
    case Protocol.LINUX_SLL:
      return linuxSll.protocol(bytes, at) >= 0x600;
    case Protocol.LINUX_SLL2:
      return linuxSll2.protocol(bytes, at) >= 0x600;
    default:
      return false;
  }
}
