import { UntoldError } from '../../capture/sentence.ts';
import { parseIpv4, parseIpv6 } from '../../protocols/address-text.ts';
import { compileDisplayFilter } from '../display-filter.ts';
import type { FilterSentence } from '../filter-sentence.ts';
import {
  BYTES,
  ETHER_TYPES,
  IDIOMS,
  IP_PROTOCOLS,
  NUMBERS,
  PORTS,
  PROTOCOLS,
  TCP_FLAGS,
} from './names.ts';
import { type CaptureFilter, displayFilterText, joined, type Term, term } from './term.ts';

/*
 * Capture filters (pcap-filter(7)) as display filters: for whoever types one where the other is asked for. What
 * libpcap asks of the outermost headers alone, a display filter asks of all, those within a tunnel or quoted
 * by ICMP too; IPv6 extension headers and VLAN tags, which end libpcap's search, are in nobody's way there.
 */

/** What is longer is nobody's typing. */
const LONGEST = 2_000;
/** Brackets within brackets. */
const DEEPEST = 40;

/** A capture filter and what it is as a display filter; or why there is none. */
export type Translation = { readonly displayFilter: string } | { readonly why: FilterSentence };

/** Null where the text is no capture filter. */
export function translateCaptureFilter(text: string): Translation | null {
  if (text.length > LONGEST) return null;
  try {
    const displayFilter = displayFilterText(new Parser(text).all());
    compileDisplayFilter(displayFilter);
    return { displayFilter };
  } catch (error) {
    return error instanceof NoDisplayFilter ? { why: error.sentence } : null;
  }
}

/** It is a capture filter, and there is no display filter for it. */
class NoDisplayFilter extends UntoldError<FilterSentence> {}
/** It is no capture filter. */
class NotOne extends Error {}

type Direction = 'any' | 'src' | 'dst' | 'both';
type Kind = 'host' | 'net' | 'port' | 'portrange' | 'proto';

/** What stands before a value; what follows `and` or `or` without one has the last one's. */
interface Qualifiers {
  readonly protocol: string;
  readonly direction: Direction;
  readonly kind: Kind;
}

const PROTOCOL_WORDS = /^(?:ether|ip6?|r?arp|tcp|udp|sctp|icmp6?)$/;
const KINDS = /^(?:host|net|port|portrange|proto)$/;
/** Words of the language that are no value. */
const RESERVED =
  /^(?:and|or|not|host|net|port|portrange|proto|src|dst|ether|gateway|less|greater|inbound|outbound|broadcast|multicast|mask)$/;
const MAC = /^(?:[0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2}$/i;

const GROUPS: Readonly<Record<string, string>> = {
  'ether broadcast': 'eth.dst == ff:ff:ff:ff:ff:ff',
  'ether multicast': 'eth.dst.ig == 1',
  'ip multicast': 'ip.dst >= 224.0.0.0',
  'ip6 multicast': 'ipv6.dst == ff00::/8',
};

class Parser {
  #at = 0;
  #depth = 0;
  #last: Qualifiers | null = null;

  constructor(private readonly text: string) {}

  all(): CaptureFilter {
    const filter = this.#expression();
    this.#space();
    if (this.#at < this.text.length) throw new NotOne();
    return filter;
  }

  /** `and` and `or` bind alike, from left to right. */
  #expression(): CaptureFilter {
    let left = this.#operand();
    for (;;) {
      const operator = this.#take(/(?:and\b|&&|or\b|\|\|)/y);
      if (operator === null) return left;
      const kind = operator === 'and' || operator === '&&' ? 'and' : 'or';
      left = joined(kind, left, this.#operand());
    }
  }

  #operand(): CaptureFilter {
    if (this.#take(/(?:not\b|!(?!=))/y) !== null) return { kind: 'not', of: this.#operand() };
    const start = this.#at;
    const relation = this.#relation();
    if (relation !== null) return relation;
    this.#at = start;
    if (this.#take(/\(/y) !== null) {
      if (++this.#depth > DEEPEST) throw new NotOne();
      const inner = this.#expression();
      if (this.#take(/\)/y) === null) throw new NotOne();
      this.#depth--;
      return inner;
    }
    return this.#primitive();
  }

  #space(): void {
    while (/\s/.test(this.text.charAt(this.#at))) this.#at++;
  }

  /** What the pattern (sticky) matches here; null where it does not. */
  #take(pattern: RegExp): string | null {
    this.#space();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  #word(): string | null {
    return this.#take(/\\?[A-Za-z0-9_.:-]+(?:\/\d+)?/y)?.replace(/^\\/, '') ?? null;
  }

  /** The next word, which stays. */
  #next(): string {
    const start = this.#at;
    const word = this.#word() ?? '';
    this.#at = start;
    return word.toLowerCase();
  }

  #primitive(): CaptureFilter {
    const word = this.#next();
    switch (word) {
      case 'less':
      case 'greater':
        this.#word();
        return term(false, `frame.len ${word === 'less' ? '<=' : '>='} ${this.#number()}`);
      case 'broadcast':
        this.#word();
        return term(false, 'eth.dst == ff:ff:ff:ff:ff:ff');
      case 'multicast':
        this.#word();
        return term(false, 'eth.dst.ig == 1');
      case 'inbound':
      case 'outbound':
        throw new NoDisplayFilter({ code: 'known-while-capturing', word });
      case 'gateway':
        throw new NoDisplayFilter({ code: 'gateway-by-name' });
    }
    const protocol = PROTOCOL_WORDS.test(word) ? (this.#word() as string).toLowerCase() : '';
    const special = this.#special(protocol);
    if (special !== null) return special;
    const direction = this.#direction();
    const kindWord = this.#next();
    const kind = KINDS.test(kindWord) ? (kindWord as Kind) : null;
    if (kind !== null) this.#word();
    if (direction === null && kind === null) return this.#bare(protocol);
    const qualifiers = { protocol, direction: direction ?? 'any', kind: kind ?? 'host' } as const;
    this.#last = qualifiers;
    return this.#value(qualifiers);
  }

  /** `ether broadcast`, `ip multicast`. */
  #special(protocol: string): CaptureFilter | null {
    const word = protocol === '' ? '' : this.#next();
    if (word !== 'broadcast' && word !== 'multicast') return null;
    this.#word();
    const filter = GROUPS[`${protocol} ${word}`];
    if (filter !== undefined) return term(protocol !== 'ether', filter);
    throw new NoDisplayFilter({ code: 'needs-netmask', protocol, word });
  }

  #direction(): Direction | null {
    const both = this.#take(/(?:src\s+(?:or|and)\s+dst|dst\s+(?:or|and)\s+src)\b/iy);
    if (both !== null) return /and/i.test(both) ? 'both' : 'any';
    const one = this.#take(/(?:src|dst)\b/iy);
    return one === null ? null : (one.toLowerCase() as Direction);
  }

  /** A protocol alone, or a value with the qualifiers of the one before. */
  #bare(protocol: string): CaptureFilter {
    if (protocol !== '') {
      if (protocol === 'rarp') throw new NoDisplayFilter({ code: 'no-rarp-filter' });
      return protocolTerm(protocol);
    }
    const word = this.#next();
    if (Object.hasOwn(PROTOCOLS, word)) {
      this.#word();
      // Tags and labels may be asked for by their number.
      const number = /^(?:vlan|mpls)$/.test(word) ? this.#take(/\d+/y) : null;
      if (number !== null) {
        return term(false, `${word === 'vlan' ? 'vlan.id' : 'mpls.label'} == ${number}`);
      }
      return protocolTerm(word);
    }
    if (this.#last === null) throw new NotOne();
    return this.#value(this.#last);
  }

  #number(): number {
    const digits = this.#take(/0x[0-9a-f]+|\d+/iy);
    if (digits === null) throw new NotOne();
    return Number(digits);
  }

  #value(qualifiers: Qualifiers): CaptureFilter {
    const start = this.#at;
    // `host (192.0.2.1 or 192.0.2.2)`.
    if (this.#take(/\(/y) !== null) {
      if (++this.#depth > DEEPEST) throw new NotOne();
      this.#last = qualifiers;
      let values = this.#valueOrNot(qualifiers);
      for (;;) {
        const operator = this.#take(/(?:and\b|&&|or\b|\|\|)/y);
        if (operator === null) break;
        const kind = operator === 'and' || operator === '&&' ? 'and' : 'or';
        values = joined(kind, values, this.#valueOrNot(qualifiers));
      }
      if (this.#take(/\)/y) === null) throw new NotOne();
      this.#depth--;
      return values;
    }
    const word = this.#word();
    if (word === null || RESERVED.test(word.toLowerCase())) {
      this.#at = start;
      throw new NotOne();
    }
    switch (qualifiers.kind) {
      case 'host':
        return word.includes('/') ? netTerm(qualifiers, word) : hostTerm(qualifiers, word);
      case 'net': {
        const mask = this.#take(/mask\s+[0-9.]+/iy)?.replace(/^mask\s+/i, '');
        return netTerm(qualifiers, mask === undefined ? word : `${word}/${maskLength(mask)}`);
      }
      case 'port':
        return portTerm(qualifiers, String(portNumber(word)));
      case 'portrange': {
        const [, low, high] = /^(\w+)[-:](\w+)$/.exec(word) ?? [];
        if (low === undefined) throw new NotOne();
        return portTerm(qualifiers, `{${portNumber(low)}..${portNumber(high)}}`);
      }
      case 'proto':
        return protoTerm(qualifiers, word);
    }
  }

  #valueOrNot(qualifiers: Qualifiers): CaptureFilter {
    const isNegated = this.#take(/(?:not\b|!)/y) !== null;
    const value = this.#value(qualifiers);
    return isNegated ? { kind: 'not', of: value } : value;
  }

  /** `tcp[tcpflags] & tcp-syn != 0`; null where no such thing stands here. */
  #relation(): CaptureFilter | null {
    const start = this.#at;
    const left = this.#arithmetic();
    const operator = left === null ? null : this.#take(/(?:!=|<=|>=|==?|<|>)/y);
    const right = operator === null ? null : this.#arithmetic();
    if (left === null || operator === null || right === null) return null;
    const text = this.text.slice(start, this.#at);
    return relationTerm(left, operator === '=' ? '==' : operator, right, text);
  }

  /** Its text without spaces; null where it is none. */
  #arithmetic(): Arithmetic | null {
    let left = this.#factor();
    while (left !== null) {
      const operator = this.#take(/(?:<<|>>|[-+*/%&|^](?![&|]))/y);
      if (operator === null) return left;
      const right = this.#factor();
      if (right === null) return null;
      left = calculated(left, operator, right);
    }
    return null;
  }

  #factor(): Arithmetic | null {
    const start = this.#at;
    if (this.#take(/\(/y) !== null) {
      if (++this.#depth > DEEPEST) throw new NotOne();
      const inner = this.#arithmetic();
      this.#depth--;
      if (inner !== null && this.#take(/\)/y) !== null) return inner;
      this.#at = start;
      return null;
    }
    const word = this.#take(
      /[a-z][a-z0-9-]*|0x[0-9a-f]+(?![\w.:])|\d+(?![\w.:/])/iy,
    )?.toLowerCase();
    if (word === undefined) return null;
    if (/^\d/.test(word)) return { number: Number(word) };
    if (Object.hasOwn(NUMBERS, word)) return { number: NUMBERS[word] };
    if (word === 'len' || word === 'length') return { bytes: 'len' };
    const access = this.#take(/\[[^[\]]*(?:\[[^[\]]*\][^[\]]*)*\]/y);
    if (access === null) {
      this.#at = start;
      return null;
    }
    return accessOf(word, access.slice(1, -1).replace(/\s/g, ''));
  }
}

/** A number; bytes of a header, with a mask; or what is known by its text alone. */
interface Arithmetic {
  readonly number?: number;
  readonly bytes?: string;
  readonly mask?: number;
}

function accessOf(protocol: string, place: string): Arithmetic {
  const [, named, size] = /^([\w-]+|0x[0-9a-f]+)(?::([124]))?$/i.exec(place) ?? [];
  // Where the data of TCP begins, as tcpdump's manual calculates it.
  if (protocol === 'tcp') {
    const data = /^\(*tcp\[12(?::1)?\]&0xf0\)*>>2\)*:([124])$/.exec(place);
    if (data !== null) return { bytes: `data:${data[1]}` };
  }
  if (named === undefined) return { bytes: '' };
  const offset = Object.hasOwn(NUMBERS, named) ? NUMBERS[named] : Number(named);
  if (!Number.isInteger(offset)) throw new NotOne();
  return { bytes: `${protocol}[${offset}:${size ?? 1}]` };
}

function calculated(left: Arithmetic, operator: string, right: Arithmetic): Arithmetic {
  const { number: one } = left;
  const { number: other } = right;
  if (one !== undefined && other !== undefined) {
    // Unsigned, as libpcap's 32 bits are.
    const value = {
      ...{ '+': one + other, '-': one - other, '*': one * other, '&': one & other },
      ...{ '|': one | other, '^': one ^ other, '<<': one << other, '>>': one >>> other },
    }[operator];
    return value === undefined ? { bytes: '' } : { number: value >>> 0 };
  }
  if (
    operator === '&' &&
    left.bytes !== undefined &&
    left.mask === undefined &&
    other !== undefined
  ) {
    return { bytes: left.bytes, mask: other };
  }
  return { bytes: '' };
}

function relationTerm(
  left: Arithmetic,
  operator: string,
  right: Arithmetic,
  text: string,
): CaptureFilter {
  const compact = text.replace(/\s/g, '').replace(/==/, '=').toLowerCase();
  const idiom = IDIOMS.find(([pattern]) => pattern.test(compact));
  if (idiom !== undefined) return term(!compact.includes('ether'), idiom[1]);
  const { bytes = '', mask } = left;
  const { number } = right;
  const none = new NoDisplayFilter({ code: 'not-translated', text: text.trim() });
  if (number === undefined || bytes === '') throw none;
  const isIp = !/^(?:ether|arp|len)/.test(bytes);
  if (bytes === 'tcp[13:1]') return flagsTerm(mask, operator, number, none);
  const hex = (value: number, digits = 2) => `0x${value.toString(16).padStart(digits, '0')}`;
  if (bytes.startsWith('data:')) {
    const size = Number(bytes.slice(5));
    if (mask !== undefined || operator !== '==') throw none;
    const value = number
      .toString(16)
      .padStart(size * 2, '0')
      .match(/../g)
      ?.join(':');
    return term(true, `tcp.payload[0:${size}] == ${value}`);
  }
  const field = BYTES[bytes];
  if (field === undefined) throw none;
  const masked = mask === undefined ? field : `${field} & ${hex(mask)}`;
  const shown = mask === undefined && field !== 'eth.type' ? String(number) : hex(number);
  return term(isIp, `${masked} ${operator} ${shown}`);
}

/** Byte 13 of a TCP header, by the names of its flags where that says the same. */
function flagsTerm(
  mask: number | undefined,
  operator: string,
  value: number,
  none: NoDisplayFilter,
): CaptureFilter {
  const flags = TCP_FLAGS.flatMap((name, bit) => {
    const isMeant = ((mask ?? 0xff) & (1 << bit)) !== 0;
    return isMeant ? [{ name: `tcp.flags.${name}`, isSet: (value & (1 << bit)) !== 0 }] : [];
  });
  if (mask === undefined || value > mask) {
    return term(true, `tcp.flags & 0xff ${operator} 0x${value.toString(16).padStart(2, '0')}`);
  }
  if (operator === '!=' && value === 0) {
    return term(true, ...flags.map(({ name }) => `${name} == 1`));
  }
  if (operator === '!=' && flags.length === 1) {
    return term(true, `${flags[0].name} == ${flags[0].isSet ? 0 : 1}`);
  }
  if (operator !== '==') throw none;
  const [first, ...further] = flags.map(({ name, isSet }) =>
    term(true, `${name} == ${isSet ? 1 : 0}`),
  );
  return further.reduce<CaptureFilter>((one, other) => joined('and', one, other), first);
}

function protocolTerm(name: string): CaptureFilter {
  const [filter, isIp] = PROTOCOLS[name];
  return term(isIp, filter);
}

/** `src` and `dst` as fields have them in their names. */
function bySide(
  { direction }: Qualifiers,
  any: readonly string[],
  src: readonly string[],
  dst: readonly string[],
  make: (names: readonly string[]) => Term,
): CaptureFilter {
  if (direction === 'both') return joined('and', make(src), make(dst));
  return make(direction === 'any' ? any : direction === 'src' ? src : dst);
}

function hostTerm(qualifiers: Qualifiers, host: string): CaptureFilter {
  if (qualifiers.protocol === 'ether' || MAC.test(host)) {
    if (!MAC.test(host)) throw new NotOne();
    return bySide(qualifiers, ['eth.addr'], ['eth.src'], ['eth.dst'], (names) =>
      term(false, ...names.map((name) => `${name} == ${host}`)),
    );
  }
  if (parseIpv4(host) === null && parseIpv6(host) === null) {
    // A word is a name only where the text is surely of this language: `host NAME`.
    if (!/^(?=.*[a-z])[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/i.test(host)) throw new NotOne();
    throw new NoDisplayFilter({ code: 'host-names-not-looked-up', host });
  }
  return addressTerm(qualifiers, host, host.includes(':'));
}

function addressTerm(qualifiers: Qualifiers, value: string, isIpv6: boolean): CaptureFilter {
  const { protocol } = qualifiers;
  if (isIpv6 ? !['', 'ip6'].includes(protocol) : !['', 'ip', 'arp', 'rarp'].includes(protocol)) {
    throw new NotOne();
  }
  if (protocol === 'rarp') throw new NoDisplayFilter({ code: 'no-rarp-filter' });
  const ip = isIpv6 ? 'ipv6' : 'ip';
  const hasArp = !isIpv6 && protocol !== 'ip';
  const hasIp = protocol !== 'arp';
  const make = (sides: readonly string[], arps: readonly string[]): Term => ({
    kind: 'term',
    any: hasIp ? sides.map((side) => `${ip}.${side} == ${value}`) : [],
    arp: hasArp ? arps.map((arp) => `arp.${arp}.proto_ipv4 == ${value}`) : [],
    isIp: !hasArp,
  });
  const src = make(['src'], ['src']);
  const dst = make(['dst'], ['dst']);
  switch (qualifiers.direction) {
    case 'any':
      return make(['addr'], ['src', 'dst']);
    case 'both':
      return joined('and', src, dst);
    default:
      return qualifiers.direction === 'src' ? src : dst;
  }
}

/** `net 10`, `net 192.168.1`, `net 10.0.0.0/8`, `net 2001:db8::/32`. */
function netTerm(qualifiers: Qualifiers, text: string): CaptureFilter {
  const [address, length] = text.split('/');
  if (address.includes(':')) {
    if (parseIpv6(address) === null) throw new NotOne();
    return addressTerm(qualifiers, text, true);
  }
  const octets = address.split('.');
  if (
    octets.length > 4 ||
    !octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256)
  ) {
    throw /^[a-z]/i.test(address)
      ? new NoDisplayFilter({ code: 'network-names-not-looked-up' })
      : new NotOne();
  }
  const whole = [...octets, '0', '0', '0'].slice(0, 4).join('.');
  const bits = length ?? String(octets.length * 8);
  if (Number(bits) > 32) throw new NotOne();
  return addressTerm(qualifiers, bits === '32' ? whole : `${whole}/${bits}`, false);
}

function maskLength(mask: string): number {
  const bits = mask
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
  const [, ones] = /^(1*)0*$/.exec(bits) ?? [];
  if (bits.length !== 32 || ones === undefined) throw new NotOne();
  return ones.length;
}

const HIGHEST_PORT = 65_535;

function portNumber(word: string): number {
  const number = /^\d+$/.test(word) ? Number(word) : PORTS[word.toLowerCase()];
  if (number === undefined || number > HIGHEST_PORT) throw new NotOne();
  return number;
}

/** @param value a port, or a set of them */
function portTerm(qualifiers: Qualifiers, value: string): CaptureFilter {
  const { protocol } = qualifiers;
  if (!['', 'tcp', 'udp', 'ip', 'ip6'].includes(protocol)) throw new NotOne();
  const transports = protocol === 'tcp' || protocol === 'udp' ? [protocol] : ['tcp', 'udp'];
  const operator = value.startsWith('{') ? 'in' : '==';
  const make = (name: string) =>
    term(true, ...transports.map((transport) => `${transport}.${name} ${operator} ${value}`));
  const ports = bySide(qualifiers, ['port'], ['srcport'], ['dstport'], ([name]) => make(name));
  return protocol === 'ip' || protocol === 'ip6'
    ? joined('and', protocolTerm(protocol), ports)
    : ports;
}

function protoTerm({ protocol }: Qualifiers, word: string): CaptureFilter {
  const known = protocol === 'ether' ? ETHER_TYPES : IP_PROTOCOLS;
  const number = /^(?:0x[0-9a-f]+|\d+)$/i.test(word) ? Number(word) : known[word.toLowerCase()];
  if (number === undefined) throw new NotOne();
  if (protocol === 'ether') {
    // Linux' cooked captures have the number elsewhere.
    const name = Object.keys(ETHER_TYPES).find((each) => ETHER_TYPES[each] === number);
    if (name !== undefined && Object.hasOwn(PROTOCOLS, name)) return protocolTerm(name);
    return term(false, `eth.type == 0x${number.toString(16).padStart(4, '0')}`);
  }
  const ip = `ip.proto == ${number}`;
  const ip6 = `ipv6.nxt == ${number}`;
  if (protocol === 'ip') return term(true, ip);
  if (protocol === 'ip6') return term(true, ip6);
  if (protocol !== '') throw new NotOne();
  return term(true, ip, ip6);
}
