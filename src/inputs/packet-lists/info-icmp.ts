import * as icmp from '../../protocols/icmp/info.ts';
import * as icmpv6 from '../../protocols/icmpv6/info.ts';
import type { IcmpFacts } from './packet-facts.ts';

/** Names of types with those of their codes. */
type Names = readonly (readonly [name: string, type: number, codes: readonly [number, string][]])[];

/** As Wireshark has them, in lower case; longer ones before shorter ones that they begin with. */
function namesOf(
  types: Readonly<Record<number, { readonly name: string; readonly codes?: object }>>,
  others: readonly (readonly [name: string, type: number])[],
): Names {
  const known = Object.entries(types).map(([type, { name, codes = [] }]) => {
    const meanings = Object.entries(codes).map(([code, meaning]): [number, string] => [
      Number(code),
      String(meaning).toLowerCase(),
    ]);
    return [name.toLowerCase(), Number(type), meanings] as const;
  });
  // What several types are called tells none of them.
  const names = known.map(([name]) => name);
  return [...known, ...others.map(([name, type]) => [name.toLowerCase(), type, []] as const)]
    .filter(([name]) => names.indexOf(name) === names.lastIndexOf(name))
    .sort(([one], [other]) => other.length - one.length);
}

const ICMP = namesOf(icmp.MESSAGE_TYPES, [
  ['Source quench', 4],
  ['Mobile IP Advertisement', 9],
]);
/** Packets of neighbor discovery come with more behind the name. */
const ICMPV6 = namesOf(icmpv6.MESSAGE_TYPES, []);

/** What an echo's line says besides. */
interface IcmpLine {
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
  const lower = text.slice(0, 256).trimStart().toLowerCase();
  const known = (version === 4 ? ICMP : ICMPV6).find(([name]) => lower.startsWith(name));
  if (known === undefined) return null;
  const [name, type, codes] = known;
  let code = 0;
  if (codes.length > 0) {
    const words = /^ *\(([^)]*)\)/.exec(lower.slice(name.length));
    if (words === null) return null;
    const number = /^unknown(?: code)?:? \(?(\d{1,3})/.exec(words[1]);
    const meant = codes.find(([, meaning]) => meaning === words[1]);
    if (number === null && meant === undefined) return null;
    code = number === null ? (meant?.[0] ?? 0) : Number(number[1]);
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
