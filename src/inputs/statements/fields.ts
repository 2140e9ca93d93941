import { type FirewallAction, type Statement, TimeKind } from '../../capture/statement.ts';
import type { AddressWords } from '../../protocols/address-text.ts';
import * as tcp from '../../protocols/tcp/codec.ts';
import { addressIn, portOf } from '../packet-lists/cells.ts';
import { FLAGS } from '../packet-lists/info.ts';
import { readTime } from './log-line.ts';

/** What a text of a log may be: where `fill` puts it. */
export const STATEMENT_FIELDS = [
  'action',
  'device',
  'interface',
  'rule',
  'reason',
  'protocol',
  'source',
  'destination',
  'source-port',
  'destination-port',
  'source-endpoint',
  'destination-endpoint',
  'translated-source',
  'translated-destination',
  'translated-source-port',
  'translated-destination-port',
  'tcp-flags',
  'icmp-type',
  'icmp-code',
  'time-to-live',
  'identification',
  'length',
  'packets',
  'bytes',
  'packets-back',
  'bytes-back',
  'time',
  'utc-time',
] as const;

export type StatementField = (typeof STATEMENT_FIELDS)[number];

/** What the words of a format mean, in lower case. */
export type ActionWords = Readonly<Record<string, FirewallAction>>;

/** What a word means; `unknown` where the format does not have it, whatever an object inherits. */
export function actionOf(text: string, actions: ActionWords): FirewallAction {
  const word = text.trim().toLowerCase();
  return Object.hasOwn(actions, word) ? actions[word] : 'unknown';
}

/** Characters of a device, a rule or a reason that are kept. */
const MAXIMUM_WORDS = 200;

/** Protocol numbers (IANA) by the names that logs have, in lower case. */
const PROTOCOLS: ReadonlyMap<string, number> = new Map(
  Array.from(
    `icmp 1 icmpv4 1 igmp 2 ipip 4 ipencap 4 tcp 6 egp 8 igp 9 udp 17 ipv6 41 rsvp 46 gre 47 esp 50
     ah 51 icmpv6 58 ipv6-icmp 58 icmp6 58 eigrp 88 ospf 89 ospfigp 89 ipip 94 pim 103 vrrp 112 carp 112
     l2tp 115 sctp 132 udplite 136`.matchAll(/(\S+) (\d+)/g),
    ([, name, number]): [string, number] => [name, Number(number)],
  ),
);

/** Number of a protocol by its number or name, as `6`, `TCP`, `tcp(6)`, `tcp/443`; else -1. */
export function protocolOf(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= 255 ? Number(text) : -1;
  const name = /^[A-Za-z][\w-]{0,15}/.exec(text.trim())?.[0].toLowerCase() ?? '';
  return PROTOCOLS.get(name) ?? -1;
}

/** One letter each, as pf, tcpdump and others print them; `.` is ACK. */
const FLAG_LETTERS = 'FSRPAUEW';

/** Flag bits of `SYN`, `SYN,ACK`, `SYN|ACK`, `S.`, `PA`, `0x12`, `18`; -1 for anything else. */
export function flagsOf(text: string): number {
  if (/^0x[0-9a-fA-F]{1,3}$/.test(text)) return Number.parseInt(text, 16);
  if (/^\d{1,4}$/.test(text)) return Number(text) <= 0xfff ? Number(text) : -1;
  if (text.length > 64 || text === '') return -1;
  const words = text.split(/[\s,|/+-]/).filter((word) => word !== '');
  if (words.length > 0 && words.every((word) => flagOf(word) > 0)) {
    return words.reduce((flags, word) => flags | flagOf(word), 0);
  }
  let flags = 0;
  for (const letter of text) {
    if (letter === '.') flags |= tcp.ACK;
    else {
      const bit = FLAG_LETTERS.indexOf(letter);
      if (bit < 0) return -1;
      flags |= 1 << bit;
    }
  }
  return flags;
}

/** The bit of a flag by its name (`SYN`), or 0. */
export function flagOf(word: string): number {
  return FLAGS.get(word.toUpperCase()) ?? 0;
}

/** An address; null for a name, or none. */
export function addressOf(text: string): AddressWords | null {
  return addressIn(text.trim());
}

interface Endpoint {
  readonly address: AddressWords | null;
  readonly port: number;
}

/** `192.0.2.1:443`, `[2001:db8::1]:443`, `192.0.2.1/443`, `192.0.2.1.443`, or an address alone. */
export function endpointIn(text: string): Endpoint {
  const alone = addressOf(text);
  if (alone !== null) return { address: alone, port: -1 };
  const found = /^\[?([0-9a-fA-F.:]{2,45})(?:%[\w.-]{1,32})?\]?[:/.#]([\w-]{1,32})$/.exec(
    text.trim(),
  );
  const address = found === null ? null : addressOf(found[1]);
  return { address, port: found === null || address === null ? -1 : portOf(found[2]) };
}

function whole(text: string, largest = Number.MAX_SAFE_INTEGER): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : -1;
  return value <= largest ? value : -1;
}

/** A device's own words, short. */
export function wordsOf(text: string): string {
  return text.trim().slice(0, MAXIMUM_WORDS);
}

/**
 * Puts a text of a log where it belongs. What makes no sense there is not said.
 * @param actions what the format's words for actions mean
 */
export function fill(
  statement: Statement,
  field: StatementField,
  text: string,
  actions: ActionWords = {},
): void {
  switch (field) {
    case 'action':
      statement.action = actionOf(text, actions);
      return;
    case 'device':
      statement.device = wordsOf(text);
      return;
    case 'interface':
      if (text !== '') statement.interfaceName = wordsOf(text);
      return;
    case 'rule':
      statement.rule = wordsOf(text);
      return;
    case 'reason':
      statement.reason = wordsOf(text);
      return;
    case 'protocol':
      statement.protocol = protocolOf(text);
      return;
    case 'source':
      statement.source = addressOf(text);
      return;
    case 'destination':
      statement.destination = addressOf(text);
      return;
    case 'source-port':
      statement.sourcePort = portOf(text);
      return;
    case 'destination-port':
      statement.destinationPort = portOf(text);
      return;
    case 'source-endpoint': {
      const { address, port } = endpointIn(text);
      statement.source = address;
      statement.sourcePort = port;
      return;
    }
    case 'destination-endpoint': {
      const { address, port } = endpointIn(text);
      statement.destination = address;
      statement.destinationPort = port;
      return;
    }
    case 'translated-source':
      statement.translatedSource = addressOf(text);
      return;
    case 'translated-destination':
      statement.translatedDestination = addressOf(text);
      return;
    case 'translated-source-port':
      statement.translatedSourcePort = portOf(text);
      return;
    case 'translated-destination-port':
      statement.translatedDestinationPort = portOf(text);
      return;
    case 'tcp-flags':
      statement.tcpFlags = flagsOf(text);
      return;
    case 'icmp-type':
      statement.icmpType = whole(text, 255);
      return;
    case 'icmp-code':
      statement.icmpCode = whole(text, 255);
      return;
    case 'time-to-live':
      statement.timeToLive = whole(text, 255);
      return;
    case 'identification':
      statement.identification = whole(text, 0xffff);
      return;
    case 'length':
      statement.length = whole(text, 0x1ffff);
      return;
    case 'packets':
      statement.packets = whole(text);
      return;
    case 'bytes':
      statement.bytes = whole(text);
      return;
    case 'packets-back':
      statement.packetsBack = whole(text);
      return;
    case 'bytes-back':
      statement.bytesBack = whole(text);
      return;
    default: {
      readTime(statement, text.trim(), 0);
      if (field === 'utc-time' && statement.timeKind === TimeKind.LOCAL) {
        statement.timeKind = TimeKind.UTC;
      }
    }
  }
}

/** Whether it says enough to be about a packet: both addresses. */
export function isAboutPacket(statement: Statement): boolean {
  return statement.source !== null && statement.destination !== null;
}
