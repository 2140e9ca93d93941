import { formatIpv4, formatMac } from '../address-text.ts';
import { hexDigits, readInt32 } from '../bytes.ts';
import type { PacketText } from '../info/packet-text.ts';
import type { PacketView } from '../packet-view.ts';
import * as arp from './codec.ts';

/** What the Protocol column shows for opcodes of ARP's relatives. */
const PROTOCOLS: Readonly<Record<number, string>> = {
  [arp.REVERSE_REQUEST]: 'RARP',
  [arp.REVERSE_REPLY]: 'RARP',
  [arp.DYNAMIC_REVERSE_REQUEST]: 'DRARP',
  [arp.INVERSE_REQUEST]: 'Inverse ARP',
  [arp.INVERSE_REPLY]: 'Inverse ARP',
};

/** Hardware types whose addresses are written as MAC addresses: Ethernet, IEEE 802. */
const ETHERNET = 1;
const IEEE_802 = 6;

/** Wireshark writes out no more bytes than this of an address of another kind. */
const MAXIMUM_HEX_BYTES = 36;

function hex(bytes: Uint8Array, at: number, length: number): string {
  const shown = Math.min(length, MAXIMUM_HEX_BYTES);
  const text = hexDigits(bytes, at, at + shown);
  if (shown < length) return `${text}…`;
  return text === '' ? '<No address>' : text;
}

function isZero(bytes: Uint8Array, at: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[at + i] !== 0) return false;
  return true;
}

function isSame(bytes: Uint8Array, first: number, second: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[first + i] !== bytes[second + i]) return false;
  return true;
}

/** Wireshark's packet-arp.c. */
export function describeArp(view: PacketView, layer: number, text: PacketText): void {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const hardwareLength = arp.hardwareLength(bytes, at);
  const protocolLength = arp.protocolLength(bytes, at);
  const hardwareType = arp.hardwareType(bytes, at);
  const isMac = (hardwareType === ETHERNET || hardwareType === IEEE_802) && hardwareLength === 6;
  const isIpv4 = arp.protocolType(bytes, at) === 0x0800 && protocolLength === 4;
  const hardware = (place: number) =>
    isMac ? formatMac(bytes, place) : hex(bytes, place, hardwareLength);
  const protocol = (place: number) =>
    isIpv4 ? formatIpv4(readInt32(bytes, place)) : hex(bytes, place, protocolLength);
  const senderHardware = at + arp.FIXED_LENGTH;
  const senderProtocol = senderHardware + hardwareLength;
  const targetHardware = senderProtocol + protocolLength;
  const targetProtocol = targetHardware + hardwareLength;
  const opcode = arp.opcode(bytes, at);
  // RFC 5227 §1.1: an announcement names its own address, a probe none.
  const isGratuitous = isSame(bytes, senderProtocol, targetProtocol, protocolLength);
  text.protocol = 'ARP';
  switch (opcode) {
    case arp.REQUEST:
      if (isGratuitous) {
        text.info = isZero(bytes, targetHardware, Math.min(hardwareLength, 6))
          ? `ARP Announcement for ${protocol(targetProtocol)}`
          : `Gratuitous ARP for ${protocol(targetProtocol)} (Request)`;
      } else if (isZero(bytes, senderProtocol, protocolLength)) {
        text.info = `Who has ${protocol(targetProtocol)}? (ARP Probe)`;
      } else {
        text.info = `Who has ${protocol(targetProtocol)}? Tell ${protocol(senderProtocol)}`;
      }
      break;
    case arp.REPLY:
      text.info = isGratuitous
        ? `Gratuitous ARP for ${protocol(senderProtocol)} (Reply)`
        : `${protocol(senderProtocol)} is at ${hardware(senderHardware)}`;
      break;
    case arp.REVERSE_REQUEST:
    case arp.DYNAMIC_REVERSE_REQUEST:
    case arp.INVERSE_REQUEST:
      text.protocol = PROTOCOLS[opcode];
      text.info = `Who is ${hardware(targetHardware)}? Tell ${hardware(senderHardware)}`;
      break;
    case arp.REVERSE_REPLY:
      text.protocol = PROTOCOLS[opcode];
      text.info = `${hardware(targetHardware)} is at ${protocol(targetProtocol)}`;
      break;
    case arp.INVERSE_REPLY:
      text.protocol = PROTOCOLS[opcode];
      text.info = `${hardware(senderHardware)} is at ${protocol(senderProtocol)}`;
      break;
    case 0:
      text.info = 'Reserved opcode 0';
      break;
    default:
      text.info = `Unknown ARP opcode 0x${opcode.toString(16).padStart(4, '0')}`;
  }
  const { duplicateAddress } = view.arpAnnotation;
  if (duplicateAddress !== null) {
    text.info += ` (duplicate use of ${formatIpv4(duplicateAddress)} detected!)`;
  }
}
