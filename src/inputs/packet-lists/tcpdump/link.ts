import type { PacketFacts } from '../packet-facts.ts';
import { readMac } from './arp.ts';

/** What the link-layer part of a line says of what follows it. */
export interface LinkPart {
  /** Where it ends. */
  readonly end: number;
  /** EtherType, where it is printed: the protocol's own word does not follow then; -1 elsewhere. */
  readonly etherType: number;
  /** Length on the wire, link layer included; -1 where it is not printed. */
  readonly length: number;
}

/** LINUX_SLL packet types by the words for them: to us, to all, to a group, to others, from us. */
const PACKET_TYPES: Readonly<Record<string, number>> = { In: 0, B: 1, M: 2, P: 3, Out: 4 };

const DIRECTION =
  /(?:([^\s:]{1,32})\s+)?(In|Out|B|M|P|\?)\s+(?=ifindex |ethertype |IP6? |ARP|[0-9a-f]{1,2}:|unknown|\()/y;
const INDEX = /ifindex \d{1,10} /y;
const MAC = '(?:[0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2}|Broadcast';
const OUI = '(?: \\(oui [^)]{0,64}\\))?';
const ADDRESSES = new RegExp(`(${MAC})${OUI}(?: > (${MAC})${OUI},?| (${MAC}))? `, 'y');
const TYPE =
  /(?:ethertype )?[\w.\-/ ]{1,40} \(0x([0-9a-f]{4,5})\)(?:, length:? (\d{1,7}))?(?:: |, |:$)/y;
/** With `-q` the name stands alone, behind both addresses. */
const QUIET_TYPE = /(IPv4|IPv6|ARP), length (\d{1,7}): /y;
const OLD_TYPE = /(ip6?|arp|[0-9a-f]{4}) (\d{1,7}): /y;
const VLAN = /(?:vlan|802\.1Q vlan#?) ?(\d{1,4})[,:]? (?:[pP] ?\d,? ?)?(?:DEI, |CFI, )?/y;
const VLAN_TYPE = /ethertype [\w.\-/ ]{1,40}(?: \(0x([0-9a-f]{4})\))?,? /y;
const PREFIXES = [
  /ip6?: /y,
  /AF \w{2,8} \(\d{1,3}\), length:? \d{1,7}: /y,
  /PPPoE\s+\[ses 0x[0-9a-f]{1,8}\] (?:PPP )?/y,
  // Devices that print less of a packet than was captured.
  /(?:IP )?truncated-ip - \d{1,6} bytes missing! ?(?:IP )?/y,
  // Six bytes in groups of four digits, EtherType, length.
  /[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4} [0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4} 0x0800,? (?:Length: )?\d{1,6}:? /y,
  // macOS with `-k`: the program that the packet belongs to.
  /\([^()]{1,200}\) (?=IP6? |ARP)/y,
];

const QUIET_TYPES: Readonly<Record<string, number>> = { IPv4: 0x0800, IPv6: 0x86dd, ARP: 0x0806 };
const OLD_TYPES: Readonly<Record<string, number>> = { ip: 0x0800, ip6: 0x86dd, arp: 0x0806 };

function take(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Reads what stands before the network layer: interface, direction, MAC addresses, EtherType. */
export function readLink(text: string, from: number, facts: PacketFacts): LinkPart {
  let at = from;
  const direction = take(DIRECTION, text, at);
  if (direction !== null) {
    at += direction[0].length;
    facts.interfaceName = direction[1] ?? '';
    facts.packetType = PACKET_TYPES[direction[2]] ?? -1;
    at += take(INDEX, text, at)?.[0].length ?? 0;
  }
  for (const prefix of PREFIXES) at += take(prefix, text, at)?.[0].length ?? 0;
  const addresses = take(ADDRESSES, text, at);
  if (addresses !== null) {
    at += addresses[0].length;
    facts.sourceMac = readMac(addresses[1]);
    facts.destinationMac = readMac(addresses[2] ?? addresses[3] ?? '');
  }
  let etherType = -1;
  let length = -1;
  const type = take(TYPE, text, at);
  const isAddressed = type === null && addresses !== null;
  const quiet = isAddressed ? take(QUIET_TYPE, text, at) : null;
  const old = isAddressed && quiet === null ? take(OLD_TYPE, text, at) : null;
  if (quiet !== null) {
    at += quiet[0].length;
    etherType = QUIET_TYPES[quiet[1]];
    length = Number(quiet[2]);
  } else if (type !== null) {
    at += type[0].length;
    etherType = Number.parseInt(type[1], 16);
    if (type[2] !== undefined) length = Number(type[2]);
  } else if (old !== null) {
    at += old[0].length;
    etherType = OLD_TYPES[old[1]] ?? Number.parseInt(old[1], 16);
    length = Number(old[2]);
  }
  for (let tags = 0; tags < 3; tags++) {
    const vlan = take(VLAN, text, at);
    if (vlan === null) break;
    at += vlan[0].length;
    const inner = take(VLAN_TYPE, text, at);
    if (inner === null) {
      etherType = -1;
      break;
    }
    at += inner[0].length;
    etherType =
      inner[1] === undefined
        ? (OLD_TYPES[inner[0].slice(10, 12)] ?? 0x0800)
        : Number.parseInt(inner[1], 16);
  }
  return { end: at, etherType, length };
}
