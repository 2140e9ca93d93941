import type { Statement } from '../../../capture/statement.ts';
import { RecentMap } from '../../../protocols/recent-map.ts';
import type { ListFormat } from '../format.ts';
import { flagsOf } from '../tcpdump/flag-words.ts';
import { dropped, type Rewriter } from '../tcpdump/rewriter.ts';
import { PrintedParser } from './tcpdump.ts';

/*
 * `fw monitor` of a Check Point gateway (Jens Roesen's "fw monitor cheat sheet"; Check Point's sk30583):
 * two lines for each point of the inspection chains that a packet passes, i and I inbound, o and O
 * outbound, so one packet has up to four.
 *
 *     [vs_0][fw_1] eth0:i[60]: 192.0.2.20 -> 203.0.113.80 (TCP) len=60 id=12345
 *     TCP: 50234 -> 443 .S.... seq=41d9f2e1 ack=00000000
 */
const FIRST =
  /^((?:\[[^\]]{1,40}\]\s?){0,6})([\w.@-]{1,32}):([iIoOeE])(\w{0,3})?\[\d{1,6}\]: (\S{1,64}) -> (\S{1,64}) \((\w{1,16})\) len=(\d{1,5}) id=(\d{1,5})/;
const PORTS =
  /^\s*(?:\[[^\]]{1,40}\]\s?){0,6}(TCP|UDP): (\d{1,5}) -> (\d{1,5})(?: ([FSRPAU.]{6}))?(?: seq=([0-9a-f]{1,10}) ack=([0-9a-f]{1,10}))?/;
const ICMP = /^\s*(?:\[[^\]]{1,40}\]\s?){0,6}ICMP: type=(\d{1,3}) code=(\d{1,3})/;
const TIME = /(\d{1,2}:\d\d:\d\d(?:\.\d{1,9})?)/;
const IP_HEADER = 20;
const TCP_HEADER = 20;
/** Packets whose other points are looked for. */
const MAXIMUM_PACKETS = 16_384;

/**
 * What begins an exchange, so that no proxy in the gateway holds it back: only of such packets it tells
 * something that they are seen at i and not at I.
 */
const BEGINS = /Flags \[S[EW]*\]|^UDP, |^ICMP type-#8,/;
/** What the gateway did in between is not said: it may have answered itself. */
const STOPPED = 'seen at i, not at I';

/** A packet that was seen before the inbound chain, and not yet behind it. */
interface Waiting {
  readonly line: string;
  readonly sender: string;
}

class ChainLines implements Rewriter {
  statement: Statement | null = null;
  isStatementOnly = false;
  readonly #seen = new RecentMap<string, string>(MAXIMUM_PACKETS);
  readonly #waiting = new RecentMap<string, Waiting>(MAXIMUM_PACKETS);
  /** Senders, with their ports, of whom something came through. */
  readonly #passed = new RecentMap<string, boolean>(MAXIMUM_PACKETS);
  #hasPassed = false;
  #left: Waiting[] | null = null;
  #first: RegExpExecArray | null = null;

  rewrite(line: string): string | null {
    const first = FIRST.exec(line.slice(0, 512));
    if (first !== null) {
      this.#first = first;
      // Of what has no ports only this line tells, where the next does not.
      return /^(TCP|UDP|ICMP)$/.test(first[7]) ? null : this.#packet(first, '', 'ip-proto-255');
    }
    const begun = this.#first;
    this.#first = null;
    if (begun === null) return line.trim() === '' ? null : line;
    const ports = PORTS.exec(line.slice(0, 512));
    if (ports !== null) {
      const [, protocol, source, destination, flags, sequence, acknowledgment] = ports;
      const key = `${source} ${destination} ${sequence ?? ''} ${acknowledgment ?? ''}`;
      const length = Number(begun[8]) - IP_HEADER;
      const said =
        protocol === 'UDP'
          ? `UDP, length ${Math.max(0, length - 8)}`
          : segment(flags ?? '', sequence, acknowledgment, length - TCP_HEADER);
      return this.#packet(begun, key, said, source, destination);
    }
    const icmp = ICMP.exec(line.slice(0, 512));
    if (icmp === null) return null;
    return this.#packet(
      begun,
      line.slice(0, 512).trim(),
      `ICMP type-#${icmp[1]}, code-#${icmp[2]}`,
    );
  }

  /**
   * Between i and I the gateway inspects: who does not come out was stopped there, where the text has
   * point I of others. Accelerated packets have neither.
   */
  last(): string | null {
    this.#left ??= this.#hasPassed
      ? [...this.#waiting.values()].filter(({ sender }) => !this.#passed.has(sender)).reverse()
      : [];
    const next = this.#left.pop();
    this.statement = next === undefined ? null : dropped(STOPPED, 'refused');
    this.isStatementOnly = next !== undefined;
    return next?.line ?? null;
  }

  #follow(packet: string, point: string, carried: string, sender: string, line: string): void {
    if (point === 'I') {
      this.#hasPassed = true;
      this.#waiting.delete(packet);
      this.#passed.set(sender, true);
    } else if (point === 'i' && BEGINS.test(carried)) this.#waiting.set(packet, { line, sender });
  }

  /** The line for a packet; null where it was printed at another point before. */
  #packet(
    [, marks, name, point, , source, destination, , length, id]: RegExpExecArray,
    key: string,
    carried: string,
    sourcePort = '',
    destinationPort = '',
  ): string | null {
    const time = TIME.exec(marks)?.[1];
    const direction = point.toLowerCase() === 'i' ? 'In' : 'Out';
    const from = `${source}${sourcePort === '' ? '' : `.${sourcePort}`}`;
    const to = `${destination}${destinationPort === '' ? '' : `.${destinationPort}`}`;
    const header = `(tos 0x0, id ${id}, length ${length})`;
    const line = `${time === undefined ? '' : `${time} `}${name} ${direction}  IP ${header} ${from} > ${to}: ${carried}`;
    // The server's address and port may be translated between i and I, the client's only further on.
    const numbers = key.split(' ').slice(2).join(' ');
    this.#follow(`${id} ${length} ${source} ${sourcePort} ${numbers}`, point, carried, from, line);
    // Addresses and ports may be translated on the way: what is kept tells the packet.
    const packet = `${id} ${length} ${key}`;
    const before = this.#seen.get(packet);
    this.#seen.set(packet, `${before ?? ''}${point}`);
    // The same point again is the same packet sent again.
    if (before !== undefined && !before.includes(point)) return null;
    if (before !== undefined) this.#seen.set(packet, point);
    return line;
  }
}

/** @param room bytes behind a header without options: a packet without room for data has none */
function segment(
  letters: string,
  sequence: string | undefined,
  acknowledgment: string | undefined,
  room: number,
): string {
  const has = (letter: string) => letters.includes(letter);
  const flags = flagsOf({
    ...{ fin: has('F'), syn: has('S'), rst: has('R'), psh: has('P'), ack: has('A'), urg: has('U') },
  });
  const number = (hex: string) => Number.parseInt(hex, 16) >>> 0;
  const numbers =
    (sequence === undefined ? '' : `, seq ${number(sequence)}`) +
    (acknowledgment === undefined || !has('A') ? '' : `, ack ${number(acknowledgment)}`);
  const isBare = room <= 0 || has('S') || has('R') || !has('P');
  return `Flags [${flags}]${numbers}, options [not printed], length ${isBare ? '0' : 'unknown'}`;
}

/** What `fw monitor` prints. */
export const FW_MONITOR_FORMAT: ListFormat = {
  name: 'text',
  maker: 'fw-monitor',
  matches: (head) => head.split('\n', 128).some((line) => FIRST.test(line.slice(0, 512))),
  open: () => new PrintedParser(() => new ChainLines()),
};
