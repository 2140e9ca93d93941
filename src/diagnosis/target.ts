import { addressText, hostName, type Lookup } from '../inputs/lookups/lookup.ts';
import { type AddressWords, formatAddress, hostAndPort } from '../protocols/address-text.ts';

/** A service that the case is about, as somebody gave it. */
export interface Target {
  /** The name that was given, or asked for, first; then what it is an alias of. Empty for none. */
  readonly names: readonly string[];
  /** As Wireshark writes it; null where only a name is known. */
  readonly address: string | null;
  /** null for any. */
  readonly port: number | null;
  readonly source: 'user' | 'look-up';
  /** How it was given: `203.0.113.5:443`; "nslookup, asked of ad.lab.local (192.168.0.65)". */
  readonly text: string;
  /** The look-up that it is of: its tool, and who was asked. */
  readonly lookup?: Pick<Lookup, 'tool' | 'server'>;
}

const HIGHEST_PORT = 65_535;

/**
 * A target as a person writes it: NAME, ADDRESS, either with :PORT, an IPv6 address with a port in
 * brackets. null where it is none of these.
 */
export function parseTarget(text: string): Target | null {
  const whole = addressText(text);
  const match =
    whole === null ? /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text.trim()) : null;
  const host = whole ?? match?.[1] ?? match?.[2] ?? '';
  const port = match?.[3] === undefined ? null : Number(match[3]);
  const address = addressText(host);
  const name = address === null && match?.[1] === undefined ? hostName(host) : null;
  if ((address === null && name === null) || host.includes('/')) return null;
  // What is written like an address and is none, such as 192.0.2.256, is a slip.
  if (name !== null && /^[\d.]+$/.test(name)) return null;
  if (port !== null && (port === 0 || port > HIGHEST_PORT)) return null;
  return { names: name === null ? [] : [name], address, port, source: 'user', text: text.trim() };
}

/** A target of a user whose name and address are replaced. */
export function renamedTarget(
  { names, address, port, source }: Target,
  rename: (name: string) => string,
  readdress: (address: string) => string,
): Target {
  const own = names.map(rename);
  const place = address && readdress(address);
  const host = place ?? own[0];
  const text = port === null ? host : hostAndPort(host, port);
  return { names: own, address: place, port, source, text };
}

/** How a look-up was made, as whoever typed it knows it. */
function askedText({ tool, server }: Lookup): string {
  if (server === null) return tool;
  const { name, address } = server;
  return `${tool}, asked of ${name === null ? address : `${name} (${address})`}`;
}

/** The targets that a look-up names: each address of its answer, or what it asked for. */
export function targetsOf(lookup: Lookup): Target[] {
  const { question, names, addresses, tool, server } = lookup;
  const base = {
    ...({ port: null, source: 'look-up' } as const),
    ...{ text: askedText(lookup), lookup: { tool, server } },
  };
  if (addresses.length > 0) return addresses.map((address) => ({ ...base, names, address }));
  const address = question === null ? null : addressText(question);
  if (address !== null) return [{ ...base, names: [], address }];
  return question === null ? [] : [{ ...base, names: [question], address: null }];
}

/** What the case is about, and what its addresses are called; made once for a diagnosis. */
export class Targets {
  readonly #byAddress = new Map<string, Target[]>();
  readonly #byName = new Map<string, Target[]>();

  /** @param targets those that the user named, and those of look-ups: see `targetsOf` */
  constructor(readonly targets: readonly Target[]) {
    // What a user says comes before what a look-up says.
    const isUsers = ({ source }: Target) => Number(source === 'user');
    for (const target of targets.toSorted((one, other) => isUsers(other) - isUsers(one))) {
      if (target.address !== null) add(this.#byAddress, target.address, target);
      // Further names of a chain may be those of a service that many share.
      if (target.names.length > 0) add(this.#byName, target.names[0].toLowerCase(), target);
    }
  }

  /** Names that somebody else than the capture gives to an address. */
  namesOf(server: AddressWords): readonly string[] {
    if (this.#byAddress.size === 0) return [];
    const known = this.#byAddress.get(formatAddress(...server)) ?? [];
    return [...new Set(known.flatMap(({ names }) => names))];
  }

  /** The target that gives an address that name. */
  naming(server: AddressWords, name: string): Target | null {
    const known = this.#byAddress.get(formatAddress(...server)) ?? [];
    return known.find(({ names }) => names.includes(name)) ?? null;
  }

  /**
   * The target that a server is, by its address or by what the capture calls it; or null.
   * @param names what the capture calls it
   */
  find(server: AddressWords, port: number, names: readonly string[]): Target | null {
    if (this.targets.length === 0) return null;
    const fits = (target: Target) => target.port === null || target.port === port;
    const byAddress = this.#byAddress.get(formatAddress(...server))?.find(fits);
    if (byAddress?.source === 'user') return byAddress;
    for (const name of names) {
      const byName = this.#byName.get(name.toLowerCase())?.find(fits);
      if (byName !== undefined) return byAddress ?? byName;
    }
    return byAddress ?? null;
  }
}

export const NO_TARGETS = new Targets([]);

function add(map: Map<string, Target[]>, key: string, target: Target): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [target]);
  else known.push(target);
}
