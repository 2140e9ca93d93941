import { type AddressWords, parseAddress, parseIpv4 } from '../../../protocols/address-text.ts';
import type { ArpFacts } from '../packet-facts.ts';
import { WordScanner } from './scan.ts';

/** Six bytes of `00:0c:29:3e:61:7a` or `00-0C-29-3E-61-7A`; null for a name, whole or in part. */
export function parseMac(text: string): Uint8Array | null {
  if (!/^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text)) return null;
  return Uint8Array.from(text.split(/[:-]/), (byte) => Number.parseInt(byte, 16));
}

/** An IPv4 address where the text is one, as four words. */
function address(text: string): AddressWords | null {
  return parseIpv4(text) === null ? null : parseAddress(text);
}

const REQUEST = 1;
const REPLY = 2;

/** Reads `Who has 192.168.0.1? Tell 192.168.0.204`, `192.168.0.1 is at 00:1b:17:4c:a0:10`. */
export function readArpLine(text: string): ArpFacts | null {
  const facts: ArpFacts = {
    operation: REQUEST,
    senderAddress: null,
    targetAddress: null,
    senderMac: null,
    targetMac: null,
  };
  const scanner = new WordScanner(text);
  if (scanner.take('Who has ')) {
    facts.targetAddress = address(scanner.until('?') ?? '');
    // Versions before 2.2 have two spaces; a probe tells nobody.
    facts.senderAddress = scanner.take('Tell') ? address(scanner.word()) : null;
    return facts.targetAddress === null ? null : facts;
  }
  if (scanner.take('ARP Announcement for ') || scanner.take('Gratuitous ARP for ')) {
    facts.senderAddress = address(scanner.word());
    facts.targetAddress = facts.senderAddress;
    if (scanner.take('(Reply)')) facts.operation = REPLY;
    return facts.senderAddress === null ? null : facts;
  }
  facts.senderAddress = address(scanner.word());
  if (facts.senderAddress === null || !scanner.take('is at ')) return null;
  facts.operation = REPLY;
  facts.senderMac = parseMac(scanner.word());
  return facts;
}
