import type { ListFormat } from '../format.ts';
import type { Rewriter } from '../tcpdump/rewriter.ts';
import { PrintedParser } from './tcpdump.ts';

/*
 * `/tool sniffer packet print` of RouterOS (MikroTik's manual, Tools/Packet Sniffer, of versions 2.9 and
 * 6): number, seconds, interface, addresses with ports, protocol, bytes of the IP packet. It shows no
 * flags of TCP, so nothing can be told of that.
 *
 *      # TIME   INTERFACE  SRC-ADDRESS             DST-ADDRESS              IP-PROTOCOL SIZE CPU
 *      0 1.697  ether1     192.0.2.20:1839         203.0.113.80:23 (telnet) tcp         46   0
 */
const END = '(\\d{1,3}(?:\\.\\d{1,3}){3})(?::(\\d{1,5})(?: \\([\\w./-]{1,32}\\))?)?';
const PACKET = new RegExp(
  `^\\s*\\d{1,9}\\s+(\\d{1,9}(?:\\.\\d{1,9})?)\\s+(\\S{1,32})\\s+(?:(rx|tx|<-|->)\\s+)?${END}\\s+${END}\\s+(?:ip:)?([a-z][\\w-]{1,15})\\s+(\\d{1,5})(?:\\s|$)`,
);
const HEADING = /^\s*(?:#|NUM\S*)\s+TIME\s+(?:NUM\s+)?(?:DIR\S*\s+)?(?:INTERFACE|SRC|DIR)/;
const UDP_HEADERS = 28;

class SnifferRows implements Rewriter {
  readonly statement = null;
  readonly isStatementOnly = false;

  rewrite(line: string): string | null {
    const found = PACKET.exec(line.slice(0, 512));
    if (found === null) return null;
    const [, time, name, way, source, sourcePort, destination, destinationPort, kind, size] = found;
    const end = (address: string, port: string | undefined) =>
      port === undefined ? address : `${address}.${port}`;
    const length = Math.max(0, Number(size) - UDP_HEADERS);
    const carried = kind === 'udp' ? `UDP, length ${length}` : `${kind} 0`;
    const direction = way === 'rx' || way === '<-' ? 'In' : way === undefined ? '?' : 'Out';
    const packet = `IP ${end(source, sourcePort)} > ${end(destination, destinationPort)}: ${carried}`;
    return `${Number(time).toFixed(6)} ${name} ${direction}  ${packet}`;
  }
}

/** What RouterOS prints of its sniffer's packets. */
export const MIKROTIK_SNIFFER_FORMAT: ListFormat = {
  name: 'text',
  maker: 'routeros',
  matches: (head) => {
    const lines = head.split('\n', 128).map((line) => line.slice(0, 512));
    return lines.some((line) => HEADING.test(line)) && lines.some((line) => PACKET.test(line));
  },
  open: () => new PrintedParser(() => new SnifferRows()),
};
