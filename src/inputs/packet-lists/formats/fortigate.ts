import type { ListFormat } from '../format.ts';
import { flagsOf } from '../tcpdump/flag-words.ts';
import type { Rewriter } from '../tcpdump/rewriter.ts';
import { PrintedParser } from './tcpdump.ts';

/*
 * `diagnose sniffer packet any 'host 192.0.2.1' 4 0 a` of a FortiGate, levels 1 to 6 (Fortinet's
 * "Using the FortiOS built-in packet sniffer"): seconds since the start or a date, interface and
 * direction from level 4 on, and the packet in tcpdump's words of old:
 *
 *     2.341234 port1 in 192.0.2.20.50234 -> 203.0.113.80.443: syn 1588191622
 *
 * Levels 2, 3, 5 and 6 have its bytes below. Numbers are as sent; window, options and lengths are not
 * printed.
 */
const PACKET =
  /^\s*((?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\d{1,9})\.\d{6}) (?:(\S{1,64}) (in|out|--) )?(\S{1,80}) -> (\S{1,80}): (.*)$/;
const ARP =
  /^\s*((?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\d{1,9})\.\d{6}) (?:(\S{1,64}) (in|out|--) )?(arp .*)$/;
const SEGMENT = /^((?:(?:fin|syn|rst|psh|urg) ){0,5})(\d{1,10})?(?: ?ack (\d{1,10}))?\s*$/;

class SnifferLines implements Rewriter {
  readonly statement = null;
  readonly isStatementOnly = false;

  rewrite(line: string): string | null {
    if (/^\s*(?:interfaces|filters|pcap_lookupnet)\b/.test(line)) return null;
    if (/^\d{1,12} packets? (?:received by filter|dropped by kernel)/.test(line)) return line;
    const arp = ARP.exec(line);
    if (arp !== null) return `${arp[1]} ${link(arp[2], arp[3])}${arp[4]}`;
    const found = PACKET.exec(line);
    if (found === null) return line;
    const [, time, name, direction, source, destination, rest] = found;
    const isIpv6 = source.includes(':');
    const network = isIpv6 ? 'IP6' : 'IP';
    return `${time} ${link(name, direction)}${network} ${source} > ${destination}: ${segment(rest)}`;
  }
}

function link(name: string | undefined, direction: string | undefined): string {
  if (name === undefined) return '';
  return `${name} ${direction === 'in' ? 'In' : direction === 'out' ? 'Out' : '?'}  `;
}

/** `syn 1 ack 2`, `psh 1 ack 2`, `ack 2`; what is none of TCP as it is. */
function segment(text: string): string {
  const found = SEGMENT.exec(text.slice(0, 120));
  if (found === null) return text;
  const [, words, sequence, acknowledgment] = found;
  if (words === '' && acknowledgment === undefined) return text;
  const has = (word: string) => words.includes(word);
  const flags = flagsOf({
    ...{ fin: has('fin'), syn: has('syn'), rst: has('rst'), psh: has('psh'), urg: has('urg') },
    ack: acknowledgment !== undefined,
  });
  const numbers =
    (sequence === undefined ? '' : `, seq ${sequence}`) +
    (acknowledgment === undefined ? '' : `, ack ${acknowledgment}`);
  const length = has('psh') ? 'unknown' : '0';
  return `Flags [${flags}]${numbers}, options [not printed], length ${length}`;
}

/** What a FortiGate's sniffer prints. */
export const FORTIGATE_FORMAT: ListFormat = {
  name: 'text',
  maker: 'fortigate',
  matches: (head) =>
    head
      .split('\n', 128)
      .some((line) => PACKET.test(line.slice(0, 512)) || ARP.test(line.slice(0, 512))),
  open: () => new PrintedParser(() => new SnifferLines()),
};
