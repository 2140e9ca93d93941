import * as ipv4 from '../protocols/ipv4/codec.ts';
import * as ipv6 from '../protocols/ipv6/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as tcp from '../protocols/tcp/codec.ts';

/** What filters look at in a SYN, as bits of a word of 24. */
export enum SynTrait {
  /** Differentiated services code point (RFC 2474), and below it ECN's two bits (RFC 3168). */
  DSCP = 0xfc,
  IP_ECN = 0x03,
  /** ECE and CWR: it asks for explicit congestion notification (RFC 3168 §6.1.1). */
  ASKS_FOR_ECN = 1 << 8,
  /** Fast open (RFC 7413): the option, by its kind or its experiment's. */
  FAST_OPEN = 1 << 9,
  /** RFC 7323 §3. */
  TIMESTAMPS = 1 << 10,
  /** The SYN is there. */
  SEEN = 1 << 11,
}

/** The same, told apart. */
export interface SynTraits {
  readonly dscp: number;
  /** Of the IP header. */
  readonly ecn: number;
  readonly asksForEcn: boolean;
  readonly hasFastOpen: boolean;
  readonly hasTimestamps: boolean;
}

export function ipEcn(word: number): number {
  return word & SynTrait.IP_ECN;
}

/** Traits of the SYN in the view. */
export function synTraits(view: PacketView): number {
  const network = view.layerStart[view.network];
  const networkBytes = view.layerBytes(view.network);
  const service =
    view.layerProtocol[view.network] === Protocol.IPV4
      ? ipv4.typeOfService(networkBytes, network)
      : ipv6.trafficClass(networkBytes, network);
  const layer = view.transport;
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const flags = tcp.flagBits(bytes, at);
  let traits = service | SynTrait.SEEN;
  if ((flags & (tcp.ECE | tcp.CWR)) === (tcp.ECE | tcp.CWR)) traits |= SynTrait.ASKS_FOR_ECN;
  const end = tcp.optionsEnd(bytes, at, view.layerEnd[layer]);
  let option = at + tcp.MINIMUM_HEADER_LENGTH;
  if (!tcp.optionFits(bytes, option, end)) return traits;
  for (; option >= 0; option = tcp.nextOption(bytes, option, end)) {
    const kind = tcp.optionKind(bytes, option);
    if (kind === tcp.OPTION_TIMESTAMPS) traits |= SynTrait.TIMESTAMPS;
    else if (kind === tcp.OPTION_FAST_OPEN || tcp.isFastOpenExperiment(bytes, option)) {
      traits |= SynTrait.FAST_OPEN;
    }
  }
  return traits;
}
