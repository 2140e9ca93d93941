import { parseAddress } from '../../../protocols/address-text.ts';
import { type IcmpFacts, PacketFacts, TcpFacts, unknownUdp } from '../packet-facts.ts';
import { servicePort } from './service-names.ts';

/*
 * ICMP and ICMPv6 as tcpdump prints them (print-icmp.c, print-icmp6.c). An error names where the
 * packet that it quotes went to, mostly; where that came from is who the error went to.
 */

/** What is behind `host 192.0.2.1 unreachable`, with the code (RFC 792, RFC 1812 §5.2.7.1). */
const UNREACHABLE: readonly (readonly [start: string, end: string, code: number])[] = [
  ['net ', ' - unknown', 6],
  ['host ', ' - unknown', 7],
  ['', ' - source host isolated', 8],
  ['net ', ' - admin prohibited', 9],
  ['host ', ' - admin prohibited filter', 13],
  ['host ', ' - admin prohibited', 10],
  ['net ', ' - tos prohibited', 11],
  ['host ', ' - tos prohibited', 12],
  ['host ', ' - host precedence violation', 14],
  ['host ', ' - precedence cutoff', 15],
  ['', ' - need to frag', 4],
  ['', ' - source route failed', 5],
  ['net ', '', 0],
  ['host ', '', 1],
];

/** Words of an ICMP message that begin it, with type and code. */
const MESSAGES: readonly (readonly [words: string, type: number, code: number])[] = [
  ['time exceeded in-transit', 11, 0],
  ['ip reassembly time exceeded', 11, 1],
  ['source quench', 4, 0],
  ['redirect', 5, 1],
  ['router advertisement', 9, 0],
  ['router solicitation', 10, 0],
  ['parameter problem', 12, 0],
  ['time stamp query', 13, 0],
  ['time stamp reply', 14, 0],
  ['information request', 15, 0],
  ['information reply', 16, 0],
  ['address mask request', 17, 0],
  ['address mask is', 18, 0],
];

/** Reads what stands behind `ICMP `. @returns null where type and code cannot be told */
export function readIcmp(text: string): IcmpFacts | null {
  const line = text.slice(0, 512);
  const echo = readEcho(line);
  if (echo !== null) return message(4, echo.isReply ? 0 : 8, 0, echo);
  const port = /^(\S{1,255}) (tcp|udp|protocol \d{1,3}) port (\S{1,64}) unreachable/.exec(line);
  if (port !== null) {
    const protocol = port[2] === 'tcp' ? 6 : port[2] === 'udp' ? 17 : Number(port[2].slice(9));
    const found = message(4, 3, 3);
    found.quoted = quoted(port[1], protocol, servicePort(port[3].replace(/,$/, '')));
    return found;
  }
  const protocol = /^(\S{1,255}) protocol \S{1,64} unreachable/.exec(line);
  if (protocol !== null) {
    const found = message(4, 3, 2);
    found.quoted = quoted(protocol[1], -1, -1);
    return found;
  }
  const other = /^(net |host )?(\S{1,255}) unreachable( - [^,(]{1,60})?(?:\(mtu (\d{1,5})\))?/.exec(
    line,
  );
  if (other !== null) {
    const [, start = '', address, words = '', mtu] = other;
    const reason = words.trimEnd();
    const number = /^ - #(\d{1,3})$/.exec(reason);
    const known = UNREACHABLE.find(([begin, end]) => begin === start && end === reason);
    if (number === null && known === undefined) return null;
    const found = message(4, 3, number === null ? (known?.[2] ?? 0) : Number(number[1]));
    found.quoted = quoted(address, -1, -1);
    if (mtu !== undefined) found.sequence = Number(mtu);
    return found;
  }
  const known = MESSAGES.find(([words]) => line.startsWith(words));
  if (known !== undefined) return message(4, known[1], known[2]);
  const byNumber = /^type[ -]#?(\d{1,3})(?:,? code[ -]#?(\d{1,3}))?/.exec(line);
  return byNumber === null ? null : message(4, Number(byNumber[1]), Number(byNumber[2] ?? 0));
}

const UNREACHABLE_6: readonly (readonly [words: string, code: number])[] = [
  ['unreachable route', 0],
  ['unreachable prohibited', 1],
  ['beyond scope', 2],
  ['unreachable beyond scope', 2],
  ['unreachable address', 3],
  ['unreachable port', 4],
  ['source address failed policy', 5],
  ['unreachable source address failed policy', 5],
  ['reject route to destination', 6],
  ['unreachable reject route', 6],
];

/** Reads what stands behind `ICMP6, `. @returns null where type and code cannot be told */
export function readIcmpv6(text: string): IcmpFacts | null {
  const line = text.slice(0, 512);
  const echo = readEcho(line);
  if (echo !== null) return message(6, echo.isReply ? 129 : 128, 0, echo);
  if (line.startsWith('destination unreachable, ')) {
    const rest = line.slice('destination unreachable, '.length).trimStart();
    const unknown = /^unknown unreach code \((\d{1,3})\)/.exec(rest);
    if (unknown !== null) return message(6, 1, Number(unknown[1]));
    const known = UNREACHABLE_6.find(([words]) => rest.startsWith(words));
    if (known === undefined) return null;
    const found = message(6, 1, known[1]);
    const to = rest.slice(known[0].length);
    const port = /^,? ?(\S{1,255}) (tcp|udp) port (\S{1,64})/.exec(to);
    const address = port?.[1] ?? /^,? ?([0-9a-f:.]{2,64})(?:,|\s|$)/.exec(to)?.[1] ?? '';
    const protocol = port === null ? -1 : port[2] === 'tcp' ? 6 : 17;
    const number = port === null ? -1 : servicePort(port[3].replace(/,$/, ''));
    found.quoted = quoted(address, protocol, number);
    return found;
  }
  const big = /^packet too big,? mtu (\d{1,10})/.exec(line);
  if (big !== null) {
    const found = message(6, 2, 0);
    found.identifier = Number(big[1]) >>> 16;
    found.sequence = Number(big[1]) & 0xffff;
    return found;
  }
  const exceeded =
    /^(?:time exceeded in-transit|ip reassembly time exceeded)(?: for ([0-9a-f:.]{2,64}))?/;
  const late = exceeded.exec(line);
  if (late !== null) {
    const found = message(6, 3, line.startsWith('ip') ? 1 : 0);
    found.quoted = quoted((late[1] ?? '').replace(/,$/, ''), -1, -1);
    return found;
  }
  const neighbor =
    /^neighbor (solicitation|advertisement)\b(?:[^,]{0,40},){0,6} (?:who has|tgt is) ([0-9a-f:.]{2,64})/;
  const found = neighbor.exec(line);
  if (found !== null) {
    const said = message(6, found[1] === 'solicitation' ? 135 : 136, 0);
    const target = parseAddress(found[2]);
    return target === null ? said : { ...said, target };
  }
  const others: readonly (readonly [words: string, type: number])[] = [
    ['neighbor solicitation', 135],
    ['neighbor advertisement', 136],
    ['router solicitation', 133],
    ['router advertisement', 134],
    ['redirect', 137],
    ['parameter problem', 4],
    ['multicast listener query', 130],
    ['multicast listener done', 132],
    ['multicast listener report v2', 143],
    ['multicast listener report', 131],
  ];
  const known = others.find(([words]) => line.startsWith(words));
  return known === undefined ? null : message(6, known[1], 0);
}

interface Echo {
  readonly isReply: boolean;
  readonly identifier: number;
  readonly sequence: number;
}

/** `echo request, id 1, seq 2, length 64`, with or without its numbers. */
function readEcho(line: string): Echo | null {
  const echo =
    /^echo (request|reply)\b(?:,? \((?:id|#\d)[^)]{0,40}\))?(?:,? id (\d{1,5}))?(?:,? seq (\d{1,5}))?/.exec(
      line,
    );
  if (echo === null) return null;
  const number = (text: string | undefined) => (text === undefined ? -1 : Number(text) & 0xffff);
  return { isReply: echo[1] === 'reply', identifier: number(echo[2]), sequence: number(echo[3]) };
}

function message(version: 4 | 6, type: number, code: number, echo: Echo | null = null): IcmpFacts {
  return {
    ...{ version, type: type & 0xff, code: code & 0xff, quoted: null },
    identifier: echo?.identifier ?? -1,
    sequence: echo?.sequence ?? -1,
  };
}

/** What is known of the packet that an error quotes: where it went to; null where not even that. */
function quoted(address: string, protocol: number, port: number): PacketFacts | null {
  const destination = parseAddress(address);
  if (destination === null) return null;
  const facts = new PacketFacts();
  facts.destination = destination;
  facts.destinationPort = port;
  if (protocol === 6) facts.tcp = new TcpFacts();
  else if (protocol === 17) facts.udp = unknownUdp();
  return facts;
}
