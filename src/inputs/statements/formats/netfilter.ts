import type { Statement } from '../../../capture/statement.ts';
import { prefixAction } from '../../../protocols/nflog/prefix-words.ts';
import { fill, flagOf, isAboutPacket, type StatementField, wordsOf } from '../fields.ts';
import { LineParser, type StatementFormat, Taken } from '../format.ts';
import { KeyValues } from '../key-values.ts';
import type { LogLine } from '../log-line.ts';

/** nf_log_syslog of the Linux kernel: what iptables' LOG and nftables' `log` write. */
const KEYS: ReadonlyMap<string, StatementField> = new Map([
  ['SRC', 'source'],
  ['DST', 'destination'],
  ['PROTO', 'protocol'],
  ['SPT', 'source-port'],
  ['DPT', 'destination-port'],
  ['TTL', 'time-to-live'],
  ['HOPLIMIT', 'time-to-live'],
  ['ID', 'identification'],
  ['LEN', 'length'],
  ['TYPE', 'icmp-type'],
  ['CODE', 'icmp-code'],
]);

/** Where the kernel's own words begin: every such line has both interfaces, then both addresses. */
function bodyAt({ message }: LogLine): number {
  const at = message.indexOf('IN=');
  const out = at < 0 || at > MAXIMUM_PREFIX ? -1 : message.indexOf(' OUT=', at);
  if (out < 0 || out - at > MAXIMUM_INTERFACE) return -1;
  const source = message.indexOf(' SRC=', out);
  return source > 0 && message.indexOf(' DST=', source) > 0 ? at : -1;
}

/** Characters of a rule's prefix (nftables has 127), and of an interface's name with its key. */
const MAXIMUM_PREFIX = 160;
const MAXIMUM_INTERFACE = 64;

class Parser extends LineParser {
  readonly #pairs = new KeyValues();

  protected read(line: LogLine, statement: Statement): Taken {
    const at = bodyAt(line);
    if (at < 0) return Taken.NOTHING;
    const pairs = this.#pairs;
    pairs.scan(line.message, at);
    const { keys, values } = pairs;
    let seen = '';
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index];
      // What an ICMP error quotes follows in brackets, with the same keys.
      if (key.startsWith('[')) break;
      const field = KEYS.get(key);
      if (field === undefined || seen.includes(` ${key} `)) continue;
      seen += ` ${key} `;
      fill(statement, field, values[index]);
    }
    if (!isAboutPacket(statement)) {
      this.reason = { code: 'no-src-or-dst' };
      return Taken.NOT_UNDERSTOOD;
    }
    statement.interfaceName = wordsOf(pairs.get('IN') || pairs.get('OUT'));
    if (statement.protocol === TCP) {
      let flags = 0;
      for (const word of pairs.words) flags |= flagOf(word);
      statement.tcpFlags = flags;
    }
    statement.isFragment = pairs.words.includes('MF') || /(?:^| )FRAG:[1-9]/.test(line.message);
    const prefix = line.message.slice(0, at).trim();
    statement.rule = wordsOf(prefix.replace(/[\s:=-]+$/, ''));
    statement.action = prefixAction(prefix);
    return Taken.STATEMENT;
  }
}

const TCP = 6;

export const NETFILTER: StatementFormat = {
  name: 'netfilter-log',
  isCertain: (line) => bodyAt(line) >= 0,
  open: () => new Parser(),
};
