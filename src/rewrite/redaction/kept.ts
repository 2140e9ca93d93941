import type { Profile } from '../../profiles/profile.ts';
import { PUBLIC_RESOLVERS } from '../../profiles/public-resolvers.ts';
import {
  type AddressWords,
  mappedPrefixLength,
  parseAddress,
} from '../../protocols/address-text.ts';
import { CONNECTIVITY_CHECKS } from '../../protocols/http/redact.ts';

/** An address range: words of its first address, and bits of its prefix (of 128; IPv4 mapped). */
interface Range {
  readonly words: AddressWords;
  readonly prefix: number;
}

/** Addresses that are not replaced, because the argument needs them. */
export class KeptAddresses {
  readonly #addresses = new Set<string>();
  readonly #ranges: Range[] = [];

  /** @returns false where the text is neither an address nor a range in CIDR form */
  add(text: string): boolean {
    const [address, length] = text.split('/');
    const words = parseAddress(address);
    if (words === null) return false;
    if (length === undefined) {
      this.#addresses.add(words.join());
      return true;
    }
    const prefix = mappedPrefixLength(address, Number(length));
    if (!/^\d+$/.test(length) || prefix > 128) return false;
    this.#ranges.push({ words, prefix });
    return true;
  }

  has(word0: number, word1: number, word2: number, word3: number): boolean {
    if (this.#addresses.has(`${word0},${word1},${word2},${word3}`)) return true;
    return this.#ranges.some(({ words, prefix }) =>
      [word0, word1, word2, word3].every((word, index) => {
        const bits = Math.min(32, Math.max(0, prefix - 32 * index));
        const mask = bits === 0 ? 0 : bits === 32 ? -1 : ~(0xffffffff >>> bits);
        return (word & mask) === (words[index] & mask);
      }),
    );
  }
}

/** Top-level names that tell nothing of whose they are, and protocols of service names. */
const GENERAL = [
  ...['com', 'net', 'org', 'edu', 'gov', 'mil', 'int', 'info', 'biz', 'io', 'arpa', 'in-addr.arpa'],
  ...['ip6.arpa', 'local', 'localhost', 'test', 'example', 'invalid'],
];

/** Names that are not replaced: those of the products' servers, and all above them in the tree. */
export class KeptNames {
  readonly #names = new Set<string>(GENERAL);
  /** Below these every name is kept. */
  readonly #subtrees = new Set<string>();

  /** Takes in a name; `*.` in front stands for any labels. */
  add(pattern: string): void {
    const name = pattern.toLowerCase().replace(/\.$/, '');
    const labels = name.replace(/^\*\./, '').split('.');
    if (name.startsWith('*.')) this.#subtrees.add(labels.join('.'));
    for (let i = 0; i < labels.length; i++) this.#names.add(labels.slice(i).join('.'));
  }

  /**
   * Whether the first label of a name is kept.
   * @param name in lower case, from that label on
   */
  has(name: string): boolean {
    if (this.#names.has(name)) return true;
    for (let at = name.indexOf('.'); at >= 0; at = name.indexOf('.', at + 1)) {
      if (this.#subtrees.has(name.slice(at + 1))) return true;
    }
    return false;
  }
}

/** What products' profiles name, their addresses and ranges included. */
export function keepProfiles(
  profiles: readonly Profile[],
  names: KeptNames,
  addresses: KeptAddresses,
): void {
  for (const name of CONNECTIVITY_CHECKS) names.add(name);
  for (const address of PUBLIC_RESOLVERS) addresses.add(address);
  for (const { functions, dnsServers, blockPages } of profiles) {
    for (const { address } of [...dnsServers, ...(blockPages?.pages ?? [])]) addresses.add(address);
    for (const { servers, probeNames } of functions) {
      for (const name of probeNames ?? []) names.add(name);
      for (const server of servers) {
        for (const name of server.names ?? []) names.add(name);
        for (const name of Object.values(server.addressNames ?? {})) names.add(name);
        for (const text of [...(server.addresses ?? []), ...(server.ranges ?? [])]) {
          addresses.add(text);
        }
      }
    }
  }
}
