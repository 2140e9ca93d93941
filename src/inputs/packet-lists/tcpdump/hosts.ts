import { type AddressWords, MAPPED_PREFIX, parseAddress } from '../../../protocols/address-text.ts';
import { servicePort } from './service-names.ts';

/** One end of a packet as it is printed: `192.0.2.1.443`, `2001:db8::1.https`, `www.example.com.80`. */
export interface End {
  /** null where a name is printed. */
  readonly address: AddressWords | null;
  /** -1 where none is printed, or a name that is not known. */
  readonly port: number;
  /** Something stands behind the address: a port, or the last label of a name. */
  readonly hasPort: boolean;
}

/** Ends that are remembered: a text has few, again and again. */
const MAXIMUM_KNOWN = 8_192;
/** A name of 255 bytes with its port. */
const LONGEST = 320;

const LOOPBACK_4: AddressWords = [0, 0, MAPPED_PREFIX, 0x7f000001];
const LOOPBACK_6: AddressWords = [0, 0, 0, 1];
const NOBODY: End = { address: null, port: -1, hasPort: false };

/** Reads the ends of packets. */
export class Hosts {
  readonly #known = new Map<string, End>();

  /** @param isIpv6 of which version `localhost` is */
  read(text: string, isIpv6: boolean): End {
    if (text.length > LONGEST) return NOBODY;
    const key = isIpv6 ? `6${text}` : text;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= MAXIMUM_KNOWN) this.#known.clear();
    const end = readEnd(text, isIpv6);
    this.#known.set(key, end);
    return end;
  }
}

function readEnd(text: string, isIpv6: boolean): End {
  const whole = addressOf(text, isIpv6);
  if (whole !== null) return { address: whole, port: -1, hasPort: false };
  const dot = text.lastIndexOf('.');
  if (dot <= 0) return NOBODY;
  const address = addressOf(text.slice(0, dot), isIpv6);
  return { address, port: servicePort(text.slice(dot + 1)), hasPort: true };
}

/** An address, with its zone left out; the names that every host has for itself. */
function addressOf(text: string, isIpv6: boolean): AddressWords | null {
  const zone = text.indexOf('%');
  const address = parseAddress(zone > 0 ? text.slice(0, zone) : text);
  if (address !== null) return address;
  if (/^localhost(\.localdomain)?$/.test(text)) return isIpv6 ? LOOPBACK_6 : LOOPBACK_4;
  return /^(ip6-)?(localhost|loopback)6?$/.test(text) ? LOOPBACK_6 : null;
}
