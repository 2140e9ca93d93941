import type { InputSentence } from '../../../capture/input-sentence.ts';
import { Statement } from '../../../capture/statement.ts';
import { fill, flagsOf, isAboutPacket, type StatementField, wordsOf } from '../fields.ts';
import { begin, type StatementFormat, type StatementParser, Taken } from '../format.ts';
import type { LogLine } from '../log-line.ts';

/**
 * `nft monitor trace`: what a packet is, then each rule that it met, until one decides. A packet meets
 * several hooks: only what is dropped is decided by one; it is accepted where the last one does.
 */
const LINE =
  /^trace id (?<id>[0-9a-f]{1,16}) (?<family>ip6?|inet|bridge|netdev|arp) (?<table>\S{1,64}) (?<chain>\S{1,64}) (?<kind>packet|rule|verdict|policy|unknown rule handle)[: ]?(?<rest>.{0,2000})/;

const KEYS: readonly (readonly [RegExp, StatementField])[] = [
  [/\bip6? saddr (\S{2,45})/, 'source'],
  [/\bip6? daddr (\S{2,45})/, 'destination'],
  [/\bip ttl (\d{1,3})\b/, 'time-to-live'],
  [/\bip6 hoplimit (\d{1,3})\b/, 'time-to-live'],
  [/\bip id (\d{1,5})\b/, 'identification'],
  [/\bip length (\d{1,6})\b/, 'length'],
  [/\bip protocol (\S{1,16})/, 'protocol'],
  [/\bip6 nexthdr (\S{1,16})/, 'protocol'],
  [/\b(?:tcp|udp|sctp) sport (\S{1,32})/, 'source-port'],
  [/\b(?:tcp|udp|sctp) dport (\S{1,32})/, 'destination-port'],
  [/\biif(?:name)? "?([\w.@-]{1,64})/, 'interface'],
];

/** Packets whose way is followed at a time; of more, the oldest is given up. */
const MAXIMUM_OPEN = 256;

class Parser implements StatementParser {
  readonly statement = new Statement();
  reason: InputSentence | null = null;
  readonly #open = new Map<string, Statement>();
  readonly #ready: Statement[] = [];

  take(line: LogLine): Taken {
    const found = LINE.exec(line.message)?.groups;
    if (found === undefined) return Taken.NOTHING;
    const { id, table, chain, kind, rest } = found;
    let open = this.#open.get(id);
    if (kind === 'packet') {
      if (open === undefined) {
        open = new Statement();
        begin(open, line);
        this.#open.set(id, open);
        if (this.#open.size > MAXIMUM_OPEN) {
          const [oldest] = this.#open.keys();
          this.#close(oldest);
        }
      }
      for (const [pattern, field] of KEYS) {
        const value = pattern.exec(rest)?.[1];
        if (value !== undefined) fill(open, field, value);
      }
      if (open.protocol < 0) {
        const carried = /\b(tcp|udp|icmpv6|icmp|sctp) (?:sport|type)\b/.exec(rest)?.[1];
        if (carried !== undefined) fill(open, 'protocol', carried);
      }
      const flags = /\btcp flags (?:== )?([0-9a-zx|,]{2,40})/.exec(rest)?.[1];
      if (flags !== undefined) open.tcpFlags = flagsOf(flags);
    } else if (open !== undefined) {
      const isDropped =
        /\bverdict drop\b/.test(rest) || (kind === 'policy' && /^\s*drop\b/.test(rest));
      const isAccepted =
        /\bverdict accept\b/.test(rest) || (kind === 'policy' && /^\s*accept\b/.test(rest));
      // A rule that answers says so itself; its verdict is to drop.
      const isRejected = kind === 'rule' && /\breject\b/.test(rest);
      if (isDropped || isAccepted || isRejected) {
        const where =
          kind === 'policy' ? `policy of ${table} ${chain}` : `${table} ${chain}: ${ruleOf(rest)}`;
        open.rule = wordsOf(where);
        open.action = isRejected ? 'rejected' : isDropped ? 'dropped' : 'allowed';
        if (open.action !== 'allowed') this.#close(id);
      }
    }
    return this.#ready.length > 0 ? Taken.STATEMENT : Taken.NOTHING;
  }

  #close(id: string): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    if (open !== undefined && isAboutPacket(open) && open.action !== 'unknown')
      this.#ready.push(open);
  }

  next(): boolean {
    const ready = this.#ready.shift();
    if (ready === undefined) return false;
    Object.assign(this.statement, ready);
    return true;
  }

  end(): void {
    for (const id of [...this.#open.keys()]) this.#close(id);
  }
}

/** The rule without its verdict, which follows in brackets. */
function ruleOf(rest: string): string {
  const at = rest.lastIndexOf(' (');
  return (at < 0 ? rest : rest.slice(0, at)).trim();
}

export const NFT_TRACE: StatementFormat = {
  name: 'nft-trace',
  isCertain: ({ message }) => LINE.test(message),
  open: () => new Parser(),
};
