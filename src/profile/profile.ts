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
export type MatchedBy = 'address' | 'name' | 'told' | 'range' | 'port';

export interface FunctionMatch {
  readonly function: ProfileFunction;
  readonly by: MatchedBy;
  /** The name, address or range that matched. */
  readonly value: string;
}

/** Whether the server is known by what it is called or where it is, not by a range or a port alone. */
export function isRecognized({ by }: FunctionMatch): boolean {
  return by !== 'range' && by !== 'port';
}

/** A server of a function, made ready for look-ups: none takes longer where there are more entries. */
interface Row {
  readonly function: ProfileFunction;
  readonly addresses: ReadonlyMap<string, string>;
  /** By prefix length (of 128), the ranges' text by their masked address. */
  readonly ranges: ReadonlyMap<number, ReadonlyMap<string, string>>;
  /** In lower case; `*.` in front stands for any labels. */
  readonly names: ReadonlySet<string>;
}

/** Finds a function's endpoints. Made once for each profile. */
export class ProfileMatcher {
  /** By `tcp/443` and the like. */
  readonly #rows = new Map<string, Row[]>();
  readonly #addressNames = new Map<string, string>();

  constructor(readonly profile: Profile) {
    for (const fn of profile.functions) {
      for (const server of fn.servers) {
        for (const [text, name] of Object.entries(server.addressNames ?? {})) {
          this.#addressNames.set(key(words(text)), name);
        }
        const row: Row = {
          function: fn,
          addresses: new Map((server.addresses ?? []).map((text) => [key(words(text)), text])),
          ranges: rangesByPrefix(server.ranges ?? []),
          names: new Set((server.names ?? []).map((name) => name.toLowerCase())),
        };
        for (const service of new Set(server.ports.map(serviceOf))) {
          const rows = this.#rows.get(service);
          if (rows === undefined) this.#rows.set(service, [row]);
          else rows.push(row);
        }
      }
    }
  }

  /**
   * The function that an endpoint serves, or null.
   * @param names what the capture calls the server (DNS answers, TLS server names)
   * @param told what somebody else calls it (a look-up): it counts less
   */
  match(
    server: AddressWords,
    port: number,
    protocol: 'tcp' | 'udp',
    names: readonly string[],
    told: readonly string[] = [],
  ): FunctionMatch | null {
    const rows = this.#rows.get(serviceOf({ protocol, port }));
    if (rows === undefined) return null;
    const own = key(server);
    for (const row of rows) {
      const address = row.addresses.get(own);
      if (address !== undefined) return { function: row.function, by: 'address', value: address };
    }
    const byName = nameMatch(rows, names, 'name') ?? nameMatch(rows, told, 'told');
    if (byName !== null) return byName;
    for (const row of rows) {
      for (const [prefix, ranges] of row.ranges) {
        const range = ranges.get(key(masked(server, prefix)));
        if (range === undefined) continue;
        // A range of all addresses says nothing of the server.
        return {
          function: row.function,
          by: range.endsWith('/0') ? 'port' : 'range',
          value: range,
        };
      }
    }
    return null;
  }

  /** The function that needs a server of that name, on whatever port; or null. */
  functionNamed(name: string): ProfileFunction | null {
    const asked = name.toLowerCase();
    const probed = this.profile.functions.find((fn) => fn.probeNames?.includes(asked));
    if (probed !== undefined) return probed;
    for (const rows of this.#rows.values()) {
      const match = nameMatch(rows, [asked], 'name');
      if (match !== null) return match.function;
    }
    return null;
  }

  /** The name that the profile gives to an address, or null. */
  nameOf(server: AddressWords): string | null {
    return this.#addressNames.get(key(server)) ?? null;
  }
}

function nameMatch(
  rows: readonly Row[],
  names: readonly string[],
  by: 'name' | 'told',
): FunctionMatch | null {
  for (const row of rows) {
    if (row.names.size === 0) continue;
    const name = names.find((candidate) => hasName(row.names, candidate.toLowerCase()));
    if (name !== undefined) return { function: row.function, by, value: name };
  }
  return null;
}

function words(text: string): AddressWords {
  const address = parseAddress(text);
  if (address === null) throw new Error(`profile: not an address: ${text}`);
  return address;
}

function key(address: AddressWords): string {
  return address.join(' ');
}

function serviceOf({ protocol, port }: ProfileServer['ports'][number]): string {
  return `${protocol}/${port}`;
}

function hasName(known: ReadonlySet<string>, name: string): boolean {
  if (known.has(name)) return true;
  for (let at = name.indexOf('.'); at >= 0; at = name.indexOf('.', at + 1)) {
    if (known.has(`*${name.slice(at)}`)) return true;
  }
  return false;
}

function rangesByPrefix(texts: readonly string[]): Map<number, Map<string, string>> {
  const byPrefix = new Map<number, Map<string, string>>();
  for (const text of texts) {
    const [address, length] = text.split('/');
    const prefix = Number(length) + (address.includes(':') ? 0 : 96);
    const known = byPrefix.get(prefix) ?? new Map<string, string>();
    byPrefix.set(prefix, known.set(key(masked(words(address), prefix)), text));
  }
  return byPrefix;
}

/** The first `prefix` bits of an address. */
function masked(address: AddressWords, prefix: number): AddressWords {
  const word = (index: number) => {
    const bits = Math.min(32, Math.max(0, prefix - 32 * index));
    return bits === 0 ? 0 : address[index] & (-1 << (32 - bits));
  };
  return [word(0), word(1), word(2), word(3)];
}
