import type { ProfileLog } from '../inputs/logs/profile-log.ts';
import {
  type AddressKey,
  type AddressWords,
  addressKey,
  mappedPrefixLength,
  parseAddress,
} from '../protocols/address-text.ts';

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

/** What a firewall must let through. */
export interface ProfileOpening {
  /** Addresses, ranges in CIDR form, or names. */
  readonly to: readonly string[];
  readonly ports: ProfileServer['ports'];
  /** What it is for, in a word or two. */
  readonly note?: string;
}

/** Something that the product does for its user, and what it needs for that. */
export interface ProfileFunction {
  readonly id: string;
  /** What its user calls it: "DNS protection". */
  readonly title: string;
  /** Whether the title is of several things: "Certificate checks fail". */
  readonly isPlural?: boolean;
  /** What the product calls the servers: "OpenDNS resolvers". */
  readonly serverTitle: string;
  readonly servers: readonly ProfileServer[];
  /** Whether an endpoint of it (by name or address) shows that the product is in use. */
  readonly marksProduct: boolean;
  /** DNS names that its servers, and only they, always answer. */
  readonly probeNames?: readonly string[];
  /** What the user sees when it fails; one sentence. */
  readonly impact: string;
  /** What to open on the firewall: told in sentences, and listed to be copied. */
  readonly opens?: readonly ProfileOpening[];
  /** What else to open, in words; lines for a list. */
  readonly remedy: readonly string[];
}

/** Pages that a service shows in place of what its policy blocks: its DNS servers give their addresses. */
export interface ProfileBlockPages {
  /** Who blocks, as its users call it: "Cisco Umbrella". */
  readonly service: string;
  readonly pages: readonly {
    readonly address: string;
    /** What is blocked so, to stand behind "block page for": "a domain list". */
    readonly reason: string;
  }[];
}

/** A block page that a server is. */
export interface BlockPage {
  readonly service: string;
  readonly reason: string;
}

/** What is known of a product: data, no code. */
export interface Profile {
  readonly name: string;
  readonly title: string;
  readonly functions: readonly ProfileFunction[];
  /** Servers that speak DNS on ports other than 53. */
  readonly dnsServers: readonly { readonly address: string; readonly port: number }[];
  readonly blockPages?: ProfileBlockPages;
  /** Logs among its diagnostics, and what their lines mean. */
  readonly logs?: readonly ProfileLog[];
}

/** All that a profile says in words, as literal types; names of servers are none. */
export type TextsOf<Known extends Profile> =
  | Known['title']
  | Member<Known['functions'][number], 'title' | 'serverTitle' | 'impact'>
  | Known['functions'][number]['remedy'][number]
  | Exclude<
      Member<Member<Known['functions'][number], 'opens'>[number], 'note'>,
      Member<Known['functions'][number]['servers'][number], 'names'>[number]
    >
  | Member<Member<Member<Known, 'blockPages'>, 'pages'>[number], 'reason'>
  | Member<Member<Known, 'logs'>[number], 'title'>
  | Member<Member<Member<Known, 'logs'>[number], 'events'>[number], 'text'>;

/** What those of a union that have a member have there. */
type Member<Of, Name extends string> = Of extends { readonly [Key in Name]?: unknown }
  ? Exclude<Of[Name & keyof Of], undefined>
  : never;

/** How an endpoint was found to be a function's; the order is the order of trust. */
export type MatchedBy = 'address' | 'name' | 'look-up' | 'range' | 'port';

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

/** One address, name or range of a function's server. */
interface Entry {
  readonly function: ProfileFunction;
  /** Place of the server in the profile: the first that fits counts. */
  readonly order: number;
  /** `tcp/443` and the like. */
  readonly services: ReadonlySet<string>;
  /** As the profile has it. */
  readonly text: string;
}

/** Names of which it is kept what was found by them. */
const MAXIMUM_NAMED = 4_096;

/** Finds a function's endpoints, in the same time however much the profile lists. Made once for each. */
export class ProfileMatcher {
  /** By address. */
  readonly #addresses = new Map<AddressKey, Entry[]>();
  /** By name in lower case; `*.` in front stands for any labels. */
  readonly #names = new Map<string, Entry[]>();
  /** By prefix length (of 128), then by masked address. */
  readonly #ranges = new Map<number, Map<AddressKey, Entry[]>>();
  /** What was found by names: a capture has few names on many endpoints. */
  readonly #named = new Map<string, readonly Entry[]>();
  readonly #addressNames = new Map<AddressKey, string>();
  readonly #blockPages = new Map<AddressKey, BlockPage>();

  constructor(readonly profile: Profile) {
    const { service = '', pages = [] } = profile.blockPages ?? {};
    for (const { address, reason } of pages) {
      this.#blockPages.set(key(words(address)), { service, reason });
    }
    let order = 0;
    for (const fn of profile.functions) {
      for (const server of fn.servers) {
        const services = new Set(server.ports.map(serviceOf));
        const place = order++;
        const entry = (text: string): Entry => ({ function: fn, order: place, services, text });
        for (const text of server.addresses ?? []) {
          add(this.#addresses, key(words(text)), entry(text));
        }
        for (const text of server.names ?? []) add(this.#names, text.toLowerCase(), entry(text));
        for (const text of server.ranges ?? []) {
          const [address, length] = text.split('/');
          const prefix = mappedPrefixLength(address, Number(length));
          const ranges = this.#ranges.get(prefix) ?? new Map<AddressKey, Entry[]>();
          add(ranges, key(masked(words(address), prefix)), entry(text));
          this.#ranges.set(prefix, ranges);
        }
        for (const [text, name] of Object.entries(server.addressNames ?? {})) {
          this.#addressNames.set(key(words(text)), name);
        }
      }
    }
  }

  /**
   * The function that an endpoint serves, or null.
   * @param names what the capture calls the server (DNS answers, TLS server names)
   * @param lookedUp what somebody else calls it (a look-up): it counts less
   */
  match(
    server: AddressWords,
    port: number,
    protocol: 'tcp' | 'udp',
    names: readonly string[],
    lookedUp: readonly string[] = [],
  ): FunctionMatch | null {
    // It stands for what it blocks, not for what the product needs.
    const known = key(server);
    if (this.#blockPages.has(known)) return null;
    const service = serviceOf({ protocol, port });
    const address = first(this.#addresses.get(known), service);
    if (address !== null) return { function: address.function, by: 'address', value: address.text };
    const byName =
      this.#byName(names, service, 'name') ?? this.#byName(lookedUp, service, 'look-up');
    if (byName !== null) return byName;
    let best: Entry | null = null;
    for (const [prefix, ranges] of this.#ranges) {
      best = earlier(best, first(ranges.get(key(masked(server, prefix))), service));
    }
    if (best === null) return null;
    // A range of all addresses says nothing of the server.
    const by = best.text.endsWith('/0') ? 'port' : 'range';
    return { function: best.function, by, value: best.text };
  }

  /** The function that needs a server of that name, on whatever port; or null. */
  functionNamed(name: string): ProfileFunction | null {
    const asked = name.toLowerCase();
    const probed = this.profile.functions.find((fn) => fn.probeNames?.includes(asked));
    return probed ?? this.#byName([asked], null, 'name')?.function ?? null;
  }

  /** The block page that an address is, or null. */
  blockPage(server: AddressWords): BlockPage | null {
    return this.#blockPages.get(key(server)) ?? null;
  }

  /** The name that the profile gives to an address, or null. */
  nameOf(server: AddressWords): string | null {
    return this.#addressNames.get(key(server)) ?? null;
  }

  /** All entries that a name fits, in the profile's order. */
  #entriesOf(name: string): readonly Entry[] {
    let entries = this.#named.get(name);
    if (entries === undefined) {
      entries = [...patternsOf(name.toLowerCase())]
        .flatMap((pattern) => this.#names.get(pattern) ?? [])
        .sort((one, other) => one.order - other.order);
      if (this.#named.size === MAXIMUM_NAMED) this.#named.clear();
      this.#named.set(name, entries);
    }
    return entries;
  }

  /** @param service null for any */
  #byName(
    names: readonly string[],
    service: string | null,
    by: 'name' | 'look-up',
  ): FunctionMatch | null {
    if (this.#names.size === 0) return null;
    let best: Entry | null = null;
    let value = '';
    for (const name of names) {
      const found = earlier(best, first(this.#entriesOf(name), service));
      if (found === best) continue;
      best = found;
      value = name;
    }
    return best === null ? null : { function: best.function, by, value };
  }
}

function add<Key>(map: Map<Key, Entry[]>, known: Key, entry: Entry): void {
  const entries = map.get(known);
  if (entries === undefined) map.set(known, [entry]);
  else entries.push(entry);
}

/** Of entries in the profile's order, the first that is of that service. */
function first(entries: readonly Entry[] | undefined, service: string | null): Entry | null {
  return entries?.find(({ services }) => service === null || services.has(service)) ?? null;
}

function earlier(one: Entry | null, other: Entry | null): Entry | null {
  if (one === null || other === null) return one ?? other;
  return other.order < one.order ? other : one;
}

/** What a profile can have for a name: itself, and `*.` before each of its parents. */
function* patternsOf(name: string): Generator<string> {
  yield name;
  for (let at = name.indexOf('.'); at >= 0; at = name.indexOf('.', at + 1)) {
    yield `*${name.slice(at)}`;
  }
}

function words(text: string): AddressWords {
  const address = parseAddress(text);
  if (address === null) throw new Error(`profile: not an address: ${text}`);
  return address;
}

function key(address: AddressWords): AddressKey {
  return addressKey(...address);
}

function serviceOf({ protocol, port }: ProfileServer['ports'][number]): string {
  return `${protocol}/${port}`;
}

/** The first `prefix` bits of an address. */
function masked(address: AddressWords, prefix: number): AddressWords {
  const word = (index: number) => {
    const bits = Math.min(32, Math.max(0, prefix - 32 * index));
    return bits === 0 ? 0 : address[index] & (-1 << (32 - bits));
  };
  return [word(0), word(1), word(2), word(3)];
}
