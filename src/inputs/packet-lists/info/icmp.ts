import type { IcmpFacts } from '../packet-facts.ts';

/** Names of types with those of their codes, as Wireshark's packet-icmp.c has them. */
const ICMP: ReadonlyArray<readonly [name: string, type: number, codes: readonly string[]]> = [
  ['Echo (ping) reply', 0, []],
  [
    'Destination unreachable',
    3,
    [
      ...['Network unreachable', 'Host unreachable', 'Protocol unreachable', 'Port unreachable'],
      ...['Fragmentation needed', 'Source route failed', 'Destination network unknown'],
      ...['Destination host unknown', 'Source host isolated'],
      ...['Network administratively prohibited', 'Host administratively prohibited'],
      ...['Network unreachable for TOS', 'Host unreachable for TOS'],
      ...['Communication administratively filtered', 'Host precedence violation'],
      'Precedence cutoff in effect',
    ],
  ],
  ['Source quench', 4, []],
  [
    'Redirect',
    5,
    [
      ...['Redirect for network', 'Redirect for host', 'Redirect for TOS and network'],
      'Redirect for TOS and host',
    ],
  ],
  ['Echo (ping) request', 8, []],
  ['Router advertisement', 9, []],
  ['Mobile IP Advertisement', 9, []],
  ['Router solicitation', 10, []],
  [
    'Time-to-live exceeded',
    11,
    ['Time to live exceeded in transit', 'Fragment reassembly time exceeded'],
  ],
  [
    'Parameter problem',
    12,
    ['Pointer indicates the error', 'Required option missing', 'Bad length'],
  ],
  ['Timestamp request', 13, []],
  ['Timestamp reply', 14, []],
];

/** As packet-icmpv6.c has them; packets of neighbor discovery come with more behind the name. */
const ICMPV6: typeof ICMP = [
  [
    'Destination Unreachable',
    1,
    [
      ...['no route to destination', 'Administratively prohibited'],
      ...['Beyond scope of source address', 'Address unreachable', 'Port unreachable'],
      ...['Source address failed ingress/egress policy', 'Reject route to destination'],
      'Error in Source Routing Header',
    ],
  ],
  ['Packet Too Big', 2, []],
  ['Time Exceeded', 3, ['hop limit exceeded in transit', 'fragment reassembly time exceeded']],
  [
    'Parameter Problem',
    4,
    [
      ...['erroneous header field encountered', 'unrecognized Next Header type encountered'],
      'unrecognized IPv6 option encountered',
      'IPv6 First Fragment has incomplete IPv6 Header Chain',
    ],
  ],
  ['Echo (ping) request', 128, []],
  ['Echo (ping) reply', 129, []],
  ['Multicast Listener Query', 130, []],
  ['Multicast Listener Report Message v2', 143, []],
  ['Multicast Listener Report', 131, []],
  ['Multicast Listener Done', 132, []],
  ['Router Solicitation', 133, []],
  ['Router Advertisement', 134, []],
  ['Neighbor Solicitation', 135, []],
  ['Neighbor Advertisement', 136, []],
  ['Redirect', 137, []],
];

/** What an echo's line says besides. */
export interface IcmpLine {
  readonly message: IcmpFacts;
  /** Time to live or hop limit, or -1. */
  readonly hopLimit: number;
}

/**
 * Reads `Destination unreachable (Port unreachable)`, `Echo (ping) request  id=0x0001, seq=1/256,
 * ttl=64` and the like, in any letter case: it changed between versions.
 * @returns null where type or code cannot be told
 */
export function readIcmpLine(text: string, version: 4 | 6): IcmpLine | null {
  const line = text.slice(0, 256).trimStart();
  const lower = line.toLowerCase();
  const known = (version === 4 ? ICMP : ICMPV6).find(([name]) =>
    lower.startsWith(name.toLowerCase()),
  );
  if (known === undefined) return null;
  const [name, type, codes] = known;
  let code = 0;
  if (codes.length > 0) {
    const words = /^ *\(([^)]*)\)/.exec(lower.slice(name.length));
    if (words === null) return null;
    const number = /^unknown(?: code)?:? \(?(\d{1,3})/.exec(words[1]);
    code =
      number === null
        ? codes.findIndex((meaning) => meaning.toLowerCase() === words[1])
        : Number(number[1]);
    if (code < 0) return null;
  }
  const identifier = /\bid=0x([0-9a-f]{1,4})\b/.exec(lower);
  const sequence = /\bseq=(\d{1,5})\b/.exec(lower);
  const hopLimit = /\b(?:ttl|hop limit)=(\d{1,3})\b/.exec(lower);
  return {
    message: {
      version,
      type,
      code,
      identifier: identifier === null ? -1 : Number.parseInt(identifier[1], 16),
      sequence: sequence === null ? -1 : Number(sequence[1]) & 0xffff,
      quoted: null,
    },
    hopLimit: hopLimit === null ? -1 : Math.min(255, Number(hopLimit[1])),
  };
}
