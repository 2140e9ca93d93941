import { FIELDS } from '../../src/protocols/fields/registry.ts';

/** A generator of random numbers that anyone can repeat (mulberry32). */
function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const WORDS = ['a', 'com', 'TCP', 'Set', 'true', 'True', 'no-name', 'x.y', 'Mon', '_a', 'IPv4'];
const NUMBERS = [
  ...['0', '1', '2', '6', '17', '63', '64', '80', '255', '256', '443', '65535', '65536'],
  ...['0x10', '0xff', '0x100', '0b101', '0b', '0b2', '010', '08', '0x', '1.5', '1e3', '1.5.2'],
  ...['4294967295', '4294967296', '2147483648', '18446744073709551616', '0b10101010', '1500000000'],
];
const IPV4 = ['1.2.3.4', '192.168.0.0/16', '10.0.0.0/8', '255.255.0.0', '1.2.3.4/33', '1.2.3'];
const IPV6 = ['::1', 'fe80::/10', '2001:db8::1', 'ff02::', '::ffff:1.2.3.4', '::/0', 'fe80::/129'];
const BYTES = [
  ...['00:11:22:33:44:55', '00-11-22-33-44-55', '0011.2233.4455', 'ff:ff', ':ff', 'ab', 'abc'],
  ...['0a:0b:0c', '47-45', '47.45', ':47.45', 'ff:ff:ff:ff:ff:ff', '45:00', '1:2', 'a.b'],
];
const STRINGS = [
  ...['"a"', '""', '"com"', '"Set"', '"TCP"', 'r"a\\.b"', '"\\x41"', '"\\101"', '"\\u00e9"'],
  ...['"2024-01-01"', '"2024-01-01 10:00:00"', '"2024-01-01T10:00:00Z"', '"Nov 12, 1999 08:55:44"'],
  ...['"1.2.3.4"', '"True"', '"\\q"', '"GET"', '"No error"', '"Standard query"'],
];
const CHARACTERS = ["'a'", "'\\x41'", "'\\0'", "'\\''", "'ab'", "'\\101'", "'\\u20ac'", "'\\t'"];
const TIMES = ['0', '0.5', '1.000000001', '1700000000', '2020-01-01', '0.0000000001', '-1'];

const RANGES = [
  ...['0', '1', '-1', '0:2', ':2', '1:', '2-3', '0-0', '-4:2', '-4:', '-3--2', '0:2,4', '1:0', ':'],
  ...['0x2', '010', ' 1 : 2 ', '5-2', '2-', '-2-1', '100', '1000:2', '1,2,3', 'a', '+1', '3:-1'],
];
const LAYERS = [
  '#1',
  '#2',
  '#0',
  '#[1]',
  '#[1-2]',
  '#[-1]',
  '#[1:]',
  '#[-2:1]',
  '#[-2--1]',
  '#[1,2]',
];
const COMPARISONS = [
  ...['==', '!=', '===', '!==', '~=', '<', '<=', '>', '>=', 'eq', 'ne', 'gt', 'ge', 'lt', 'le'],
  ...['any_eq', 'all_ne', 'all_eq', 'any_ne'],
];
const ARITHMETIC = ['&', '+', '-', '*', '/', '%', 'bitwise_and'];
const FUNCTIONS = ['len', 'count', 'upper', 'lower', 'string', 'max', 'min', 'abs'];
const PATTERNS = ['"a"', '"^G.T"', '"\\\\.com$"', '"(?-i)A"', '"[[:alpha:]]+"', '"("', '"\\\\x00"'];

/** Fields of every type, the usual ones more often. */
const COMMON = [
  ...['ip.addr', 'ip.src', 'ip.ttl', 'ip.proto', 'ip', 'tcp', 'udp', 'eth', 'frame', 'eth.addr'],
  ...['eth.src', 'eth.type', 'ipv6.addr', 'tcp.port', 'tcp.srcport', 'tcp.flags', 'tcp.flags.syn'],
  ...['tcp.payload', 'tcp.options', 'udp.port', 'dns', 'dns.qry.name', 'dns.qry.type', 'dns.a'],
  ...['dns.id', 'frame.len', 'frame.time', 'frame.time_epoch', 'frame.number', 'icmp.type', 'arp'],
  ...['ip.flags.df', 'udp.payload', 'dns.flags.response', 'ip.src_host', 'tcp.window_size_value'],
];

/** Filters built from the grammar at random: most are nearly right, some are wrong. */
export class FilterGenerator {
  private readonly random: () => number;

  /** @param fields named now and then beside the usual ones */
  constructor(
    seed: number,
    private readonly fields: readonly string[] = COMMON,
  ) {
    this.random = randomSource(seed);
  }

  filter(): string {
    return this.logical(2);
  }

  private pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)];
  }

  private chance(probability: number): boolean {
    return this.random() < probability;
  }

  private logical(depth: number): string {
    if (depth > 0 && this.chance(0.2)) {
      const word = this.pick(['and', '&&', 'or', '||']);
      return `${this.logical(depth - 1)} ${word} ${this.logical(depth - 1)}`;
    }
    if (depth > 0 && this.chance(0.1))
      return `${this.pick(['not ', '!'])}${this.logical(depth - 1)}`;
    if (depth > 0 && this.chance(0.1)) return `(${this.logical(depth - 1)})`;
    return this.relation();
  }

  private relation(): string {
    const quantifier = this.chance(0.15) ? this.pick(['any ', 'all ']) : '';
    const kind = this.random();
    const field = this.field();
    if (kind < 0.1) return quantifier + this.operand(field, 1);
    if (kind < 0.22) {
      return `${quantifier}${this.operand(field, 1)} contains ${this.constant(field)}`;
    }
    if (kind < 0.3) {
      return `${quantifier}${this.operand(field, 1)} ${this.pick(['matches', '~'])} ${this.pick(PATTERNS)}`;
    }
    if (kind < 0.42) return `${quantifier}${this.operand(field, 1)} ${this.set(field)}`;
    let text = `${this.operand(field, 2)} ${this.pick(COMPARISONS)} ${this.right(field)}`;
    // Not with a calculation in the middle: Wireshark 4.0 loses its second half.
    if (this.chance(0.08) && !/[-+*/%&_]/.test(text)) {
      text += ` ${this.pick(COMPARISONS)} ${this.right(field)}`;
    }
    return quantifier + text;
  }

  private set(field: string): string {
    const length = 1 + Math.floor(this.random() * 3);
    const elements = Array.from({ length }, () => {
      const one = () => (this.chance(0.85) ? this.constant(field) : this.operand(this.field(), 1));
      return this.chance(0.3) ? `${one()} .. ${one()}` : one();
    });
    return `${this.pick(['in', 'not in'])} {${elements.join(', ')}}`;
  }

  private right(field: string): string {
    return this.chance(0.75) ? this.constant(field) : this.operand(this.field(), 2);
  }

  private field(): string {
    return this.chance(0.8) ? this.pick(COMMON) : this.pick(this.fields);
  }

  private operand(field: string, depth: number): string {
    const kind = this.random();
    if (depth > 0 && kind < 0.12) return `${this.operand(field, depth - 1)}[${this.pick(RANGES)}]`;
    if (depth > 0 && kind < 0.24) return this.call(field, depth - 1);
    if (depth > 1 && kind < 0.36) {
      const right = this.chance(0.7) ? this.constant(field) : this.operand(this.field(), depth - 1);
      const text = `${this.operand(field, depth - 1)} ${this.pick(ARITHMETIC)} ${right}`;
      return this.chance(0.5) ? text : `{${text}}`;
    }
    if (kind < 0.4) return `-${field}`;
    if (kind < 0.42) return `{${field}}`;
    return this.chance(0.08) ? field + this.pick(LAYERS) : field;
  }

  private call(field: string, depth: number): string {
    const name = this.pick(FUNCTIONS);
    const first = this.operand(field, depth);
    if ((name !== 'max' && name !== 'min') || this.chance(0.3)) return `${name}(${first})`;
    const second = this.chance(0.5) ? this.constant(field) : this.operand(this.field(), depth);
    return `${name}(${first}, ${second})`;
  }

  /** Mostly a constant that fits the field. */
  private constant(field: string): string {
    const type = FIELDS.get(field)?.type ?? 'FT_BYTES';
    if (this.chance(0.2)) {
      return this.pick([
        ...[NUMBERS, IPV4, IPV6, BYTES, STRINGS, CHARACTERS, TIMES, WORDS].map((list) =>
          this.pick(list),
        ),
      ]);
    }
    if (type === 'FT_IPv4') return this.pick(IPV4);
    if (type === 'FT_IPv6') return this.pick(IPV6);
    if (type === 'FT_ETHER') return this.pick(BYTES);
    if (/STRING/.test(type)) return this.pick(this.chance(0.7) ? STRINGS : WORDS);
    if (/TIME/.test(type)) return this.pick(this.chance(0.5) ? TIMES : STRINGS);
    if (/INT|FRAMENUM|BOOLEAN/.test(type)) {
      const list = this.chance(0.8) ? NUMBERS : this.chance(0.5) ? STRINGS : WORDS;
      const sign = this.chance(0.15) ? this.pick(['-', '+', '- ']) : '';
      return sign + this.pick(this.chance(0.9) ? list : CHARACTERS);
    }
    return this.pick(this.chance(0.6) ? BYTES : STRINGS);
  }
}
