import type { Statement } from '../../../capture/statement.ts';
import { RecentMap } from '../../../protocols/recent-map.ts';
import type { ListFormat } from '../format.ts';
import { dropped, type Rewriter } from '../tcpdump/rewriter.ts';
import { cleaned, PrintedParser } from './tcpdump.ts';

/*
 * `pktmon etl2txt` and `pktmon start --etw -m real-time` of Windows (Microsoft's "Packet Monitor" and
 * "Investigate packet loss"): a line with where in the network stack a packet was seen, and below it the
 * packet in tcpdump's words. A packet is seen at many places; the first counts.
 *
 *     [30]0000.0000::2025-03-27 16:10:34.934020500 [Microsoft-Windows-PktMon] Drop: PktGroupId 8444249301423149, PktNumber 1, Appearance 0, Direction Rx , Type IP , Component 49, Filter 1, DropReason INET: transport endpoint was not found , DropLocation 0xE000460A, OriginalSize 402, LoggedSize 148
 *            Drop: ip: 192.0.2.88.50005 > 192.0.2.68.50005: UDP, length 374
 */
const PLACE =
  /^(?:\[\d{1,4}\][0-9A-Fa-f]{1,8}\.[0-9A-Fa-f]{1,8}::)?((?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{1,9}) (?:\[Microsoft-Windows-PktMon\] ?)?(Drop: )?PktGroupId (\d{1,20}), PktNumber (\d{1,10}),/;
const REASON = /\bDropReason (.{1,200}?) ?, DropLocation (0x[0-9A-Fa-f]{1,8})/;
const MAC =
  /\b([0-9A-F]{2})-([0-9A-F]{2})-([0-9A-F]{2})-([0-9A-F]{2})-([0-9A-F]{2})-([0-9A-F]{2})\b/g;
/** Packets that are remembered until they are seen elsewhere. */
const MAXIMUM_PACKETS = 16_384;

class StackLines implements Rewriter {
  statement: Statement | null = null;
  isStatementOnly = false;
  readonly #seen = new RecentMap<string, boolean>(MAXIMUM_PACKETS);
  #place: {
    readonly time: string;
    readonly isKnown: boolean;
    readonly reason: string | null;
  } | null = null;

  rewrite(line: string): string | null {
    this.statement = null;
    this.isStatementOnly = false;
    const place = PLACE.exec(line.slice(0, 1_024));
    if (place !== null) {
      const [, time, drop, group, number] = place;
      const key = `${group} ${number}`;
      const isKnown = group !== '0' && this.#seen.has(key);
      this.#seen.set(key, true);
      const reason = REASON.exec(line.slice(0, 1_024));
      const words = reason === null ? '' : `${reason[1].trim()} (${reason[2]})`;
      this.#place = { time, isKnown, reason: drop === undefined ? null : words };
      return null;
    }
    const begun = this.#place;
    if (begun === null || line.trim() === '') return null;
    if (!/\S > \S|who-has|is-at/.test(line.slice(0, 512))) return null;
    this.#place = null;
    // Seen before, and nothing new is said of it.
    if (begun.isKnown && begun.reason === null) return null;
    if (begun.reason !== null) {
      this.statement = dropped(begun.reason);
      this.isStatementOnly = begun.isKnown;
    }
    const text = line
      .trim()
      .replace(/^Drop: /, '')
      .replace(MAC, (mac) => mac.toLowerCase().replaceAll('-', ':'));
    return `${begun.time} ${text}`;
  }
}

/** What pktmon prints. */
export const PKTMON_FORMAT: ListFormat = {
  name: 'text',
  maker: 'pktmon',
  matches: (head) =>
    head.split('\n', 256).some((line) => PLACE.test(cleaned(line.slice(0, 1_024)))),
  open: () => new PrintedParser(() => new StackLines()),
};
