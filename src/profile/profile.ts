import { type AddressWords, parseAddress } from '../wire/address-text.ts';
import type { ProfileLog } from './profile-log.ts';

/** A server (or range, or name) that a product's function needs. */
export interface ProfileServer {
  /** Exact addresses. */
  readonly addresses?: readonly string[];
  /** Ranges in CIDR form: known of the vendor, weaker than a name or an address. */
  readonly ranges?: readonly string[];
  /** Names; `*.` in front stands for any labels. */
  readonly names?: readonly string[];
  /** Names to show for addresses, by address. */
  readonly addressNames?: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly protocol: 'tcp' | 'udp'; readonly port: number }[];
}

/** Something that the product does for its user, and what it needs for that. */
export interface ProfileFunction {
  readonly id: string;
  /** What its user calls it: "DNS protection". */
  readonly title: string;
  /** What the product calls the servers: "OpenDNS resolvers". */
  readonly serverTitle: string;
  readonly servers: readonly ProfileServer[];
  /** Whether an endpoint of it (by name or address) shows that the product is in use. */
  readonly marksProduct: boolean;
  /** DNS names that its servers, and only they, always answer. */
  readonly probeNames?: readonly string[];
  /** What the user sees when it fails; one sentence. */
  readonly impact: string;
  /** What to open on the firewall; lines for a list. */
  readonly remedy: readonly string[];
}

/** What is known of a product: data, no code. */
export interface Profile {
  readonly name: string;
  readonly title: string;
  readonly functions: readonly ProfileFunction[];
  /** Servers that speak DNS on ports other than 53. */
  readonly dnsServers: readonly { readonly address: string; readonly port: number }[];
  /** Logs among its diagnostics, and what their lines mean. */
  readonly logs?: readonly ProfileLog[];
}

/** How an endpoint was found to be a function's; the order is the order of trust. */
export type MatchedBy = 'address' | 'name' | 'range';

export interface FunctionMatch {
  readonly function: ProfileFunction;
  readonly by: MatchedBy;
  /** The name, address or range that matched. */
  readonly value: string;
}

/** Finds a function's endpoints. Made once for each profile. */
export class ProfileMatcher {
  readonly #rows: {
    readonly function: ProfileFunction;
    readonly addresses: ReadonlyMap<string, string>;
    readonly ranges: readonly { text: string; words: AddressWords; prefix: number }[];
    readonly names: readonly string[];
    readonly ports: ReadonlySet<string>;
  }[] = [];
  readonly #addressNames = new Map<string, string>();

  constructor(readonly profile: Profile) {
    for (const fn of profile.functions) {
      for (const server of fn.servers) {
        const addresses = new Map<string, string>();
        for (const text of server.addresses ?? []) addresses.set(key(words(text)), text);
        for (const [text, name] of Object.entries(server.addressNames ?? {})) {
          this.#addressNames.set(key(words(text)), name);
        }
        const ranges = (server.ranges ?? []).map((text) => {
          const [address, length] = text.split('/');
          const offset = address.includes(':') ? 0 : 96;
          return { text, words: words(address), prefix: Number(length) + offset };
        });
        this.#rows.push({
          function: fn,
          addresses,
          ranges,
          names: (server.names ?? []).map((name) => name.toLowerCase()),
          ports: new Set(server.ports.map(({ protocol, port }) => `${protocol}/${port}`)),
        });
      }
    }
  }

  /**
   * The function that an endpoint serves, or null.
   * @param names what the capture calls the server (DNS answers, TLS server names)
   */
  match(
    server: AddressWords,
    port: number,
    protocol: 'tcp' | 'udp',
    names: readonly string[],
  ): FunctionMatch | null {
    const rows = this.#rows.filter((row) => row.ports.has(`${protocol}/${port}`));
    for (const row of rows) {
      const address = row.addresses.get(key(server));
      if (address !== undefined) return { function: row.function, by: 'address', value: address };
    }
    for (const row of rows) {
      for (const name of names) {
        if (row.names.some((pattern) => matchesName(name.toLowerCase(), pattern))) {
          return { function: row.function, by: 'name', value: name };
        }
      }
    }
    for (const row of rows) {
      const range = row.ranges.find(({ words, prefix }) => inRange(server, words, prefix));
      if (range !== undefined) return { function: row.function, by: 'range', value: range.text };
    }
    return null;
  }

  /** The name that the profile gives to an address, or null. */
  nameOf(server: AddressWords): string | null {
    return this.#addressNames.get(key(server)) ?? null;
  }
}

function words(text: string): AddressWords {
  const address = parseAddress(text);
  if (address === null) throw new Error(`profile: not an address: ${text}`);
  return address;
}

function key(address: AddressWords): string {
  return address.join(' ');
}

function matchesName(name: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) : name === pattern;
}

function inRange(address: AddressWords, base: AddressWords, prefix: number): boolean {
  for (let word = 0; word < 4; word++) {
    const bits = Math.min(32, Math.max(0, prefix - 32 * word));
    if (bits === 0) return true;
    const mask = bits === 32 ? -1 : ~(0xffffffff >>> bits);
    if ((address[word] & mask) !== (base[word] & mask)) return false;
  }
  return true;
}
