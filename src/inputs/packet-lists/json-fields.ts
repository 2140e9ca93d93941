import { type AddressWords, parseAddress } from '../../protocols/address-text.ts';

/** An object of parsed JSON. */
export type JsonObject = { readonly [name: string]: unknown };

/** How deep a field is looked for below its layer: `tcp.options_tree`, `dns`' lists of records. */
const SEARCHED_DEPTH = 6;
/** Objects that are looked into for one packet's records. */
const SEARCHED_OBJECTS = 2_000;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The last of several: of layers with one name, as of fields, the innermost stands last. */
function last(value: unknown): unknown {
  return Array.isArray(value) ? value.at(-1) : value;
}

/**
 * The fields of one packet's JSON, whatever the form: `tshark -T json` has `"ip": {"ip.src": …}`,
 * `-T ek` `"ip": {"ip_ip_src": …}`, and both, asked for single fields with `-e`, have these without
 * their layer. Several values are a list, or the last of them counts.
 */
export class JsonFields {
  constructor(
    readonly layers: JsonObject,
    readonly isElastic: boolean,
  ) {}

  /** A layer by its protocol's name; where there are several, the innermost. */
  layer(name: string): JsonObject | null {
    const value = last(this.layers[name]);
    return isObject(value) ? value : null;
  }

  /** The same within a layer: what an ICMP error quotes. */
  within(layer: JsonObject): JsonFields {
    return new JsonFields(layer, this.isElastic);
  }

  /** A field's value as text, or '' where it is not there. */
  text(protocol: string, name: string): string {
    const value = this.#value(protocol, name);
    if (typeof value === 'string') return value;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  }

  /** A whole number from 0 to `largest`, decimal or hexadecimal, or -1. */
  number(protocol: string, name: string, largest: number): number {
    const text = this.text(protocol, name);
    if (text === 'true' || text === 'false') return text === 'true' ? 1 : 0;
    return wholeNumber(text, largest);
  }

  /** Both ways to write a flag: "1" and true. */
  flag(protocol: string, name: string): boolean {
    return this.number(protocol, name, 1) === 1;
  }

  address(protocol: string, name: string): AddressWords | null {
    return parseAddress(this.text(protocol, name));
  }

  /** A MAC address as six bytes, or null. */
  mac(protocol: string, name: string): Uint8Array | null {
    const bytes = hexBytes(this.text(protocol, name));
    return bytes?.length === 6 ? bytes : null;
  }

  /** A field of bytes, written `0a:0b` or `0a0b`; null where it is not there or is none. */
  bytes(protocol: string, name: string): Uint8Array | null {
    const text = this.text(protocol, name);
    return text === '' ? null : hexBytes(text);
  }

  /** Whether a field stands anywhere within the layer. */
  has(protocol: string, name: string): boolean {
    const layer = this.layer(protocol);
    return layer !== null && find(layer, this.#key(protocol, name), SEARCHED_DEPTH) !== undefined;
  }

  #value(protocol: string, name: string): unknown {
    const key = this.#key(protocol, name);
    const layer = this.layer(protocol);
    const value =
      (layer === null ? undefined : find(layer, key, SEARCHED_DEPTH)) ??
      this.layers[this.isElastic ? name.replaceAll('.', '_') : name];
    return last(value);
  }

  /** The field's key in its layer: `ip.src`, or for Elastic `ip_ip_src`. */
  #key(protocol: string, name: string): string {
    return this.isElastic ? `${protocol}_${name.replaceAll('.', '_')}` : name;
  }
}

/** A key's value, in the object itself or in one below it. */
function find(object: JsonObject, key: string, depth: number): unknown {
  const own = object[key];
  if (own !== undefined && Object.hasOwn(object, key)) return own;
  if (depth === 0) return undefined;
  for (const name of Object.keys(object)) {
    // What an error quotes has fields of its own.
    const value = object[name];
    if (!isObject(value) || name === 'ip' || name === 'ipv6') continue;
    const found = find(value, key, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Objects below one that have a key, in the order of the file; a bounded number. */
export function objectsWith(object: JsonObject, key: string): JsonObject[] {
  const found: JsonObject[] = [];
  let seen = 0;
  const search = (one: JsonObject, depth: number): void => {
    if (++seen > SEARCHED_OBJECTS) return;
    if (Object.hasOwn(one, key)) found.push(one);
    if (depth === 0) return;
    for (const value of Object.values(one)) if (isObject(value)) search(value, depth - 1);
  };
  search(object, SEARCHED_DEPTH);
  return found;
}

/** A whole number from 0 to `largest`, decimal or hexadecimal (0x…), or -1. */
export function wholeNumber(text: string, largest: number): number {
  if (text.length > 20 || !/^(?:0x[0-9a-fA-F]+|[0-9]+)$/.test(text)) return -1;
  const value = Number(text);
  return value <= largest ? value : -1;
}

/** Bytes written as pairs of hexadecimal digits, with colons between them or not; null for others. */
export function hexBytes(text: string): Uint8Array | null {
  const step = text[2] === ':' ? 3 : 2;
  const count = Math.floor((text.length + step - 2) / step);
  if (count * step - (step - 2) !== text.length) return null;
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const high = digit(text.charCodeAt(i * step));
    const low = digit(text.charCodeAt(i * step + 1));
    if (high < 0 || low < 0 || (step === 3 && i > 0 && text[i * step - 1] !== ':')) return null;
    bytes[i] = (high << 4) | low;
  }
  return bytes;
}

/** Value of a hexadecimal digit, or -1. */
function digit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
