import { calendarDate, clockText } from '../../capture/time-text.ts';
import { formatIpv4, formatIpv6At, formatMac } from '../../protocols/address-text.ts';
import { hexDigits } from '../../protocols/bytes.ts';
import { escapeText } from '../../protocols/escape.ts';
import { type FieldDefinition, ValueSink } from '../../protocols/fields/field.ts';
import type { PacketView } from '../../protocols/packet-view.ts';
import { Protocol } from '../../protocols/protocol.ts';

const utf8 = new TextDecoder('utf-8');
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Hexadecimal digits of an integer type as Wireshark pads it: two per byte. */
function digitsOf(type: string): number {
  const bits = Number(/\d+$/.exec(type)?.[0] ?? 32);
  return Math.ceil(bits / 4);
}

/**
 * Fields that Wireshark has in another form than it lists first, or in two: hexadecimal digits of a value, 0
 * for decimal. The registry has the form that it lists first.
 */
type Digits = (value: number, protocol: Protocol) => number;
const OTHER_FORMS: ReadonlyMap<string, Digits> = new Map<string, Digits>([
  ['dns.rr.udp_payload_size', (_value, protocol) => (protocol === Protocol.MDNS ? 4 : 0)],
  // Of variable length: one that has names is written in decimal, whatever its base.
  ['quic.frame_type', () => 0],
  // The control field of an unnumbered frame is one byte.
  ['llc.control.ftype', (value) => (value === 3 ? 2 : 4)],
]);

/** Text of one character per UTF-8 byte, as fields give it, as text of characters. */
function fromByteString(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what it is about
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return utf8.decode(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

/** Fields of bytes that Wireshark writes as an address. */
const ADDRESSES: ReadonlySet<string> = new Set([
  'icmpv6.opt.linkaddr',
  'icmpv6.opt.src_linkaddr',
  'icmpv6.opt.target_linkaddr',
]);
/** A field of bytes that may have none says so in other words than one that should have some. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['ipv6.opt.padn', 'ipv6.opt.experimental']);

function bytesText(name: string, bytes: Uint8Array, start: number, end: number): string {
  if (start >= end) return MAY_BE_EMPTY.has(name) ? '<none>' : '<MISSING>';
  const text = hexDigits(bytes, start, end);
  return ADDRESSES.has(name) && end - start === 6 ? text.replace(/..(?!$)/g, '$&:') : text;
}

/**
 * A time span as Wireshark writes it: `-0.000123000`.
 * @param seconds whole seconds, rounded down
 * @param nanoseconds 0 to 999,999,999
 */
function formatSpan(seconds: number, nanoseconds: number): string {
  const isNegative = seconds < 0;
  const wholes = isNegative && nanoseconds > 0 ? -seconds - 1 : Math.abs(seconds);
  const rest = isNegative && nanoseconds > 0 ? 1e9 - nanoseconds : nanoseconds;
  return `${isNegative ? '-' : ''}${wholes}.${String(rest).padStart(9, '0')}`;
}

/** A time in UTC as Wireshark writes it: `Sep  2, 2024 08:15:30.402917000 UTC`. */
function formatTime(seconds: number, nanoseconds: number): string {
  const { year, month, day } = calendarDate(Math.floor(seconds / 86400));
  const date = `${MONTHS[month - 1]} ${String(day).padStart(2)}, ${year}`;
  return `${date} ${clockText(seconds)}.${String(nanoseconds).padStart(9, '0')} UTC`;
}

/** Writes the values of a field of a packet, each as `tshark -T fields` prints it. */
export class FieldValues extends ValueSink {
  /** The values that were found by `read`. Reused. */
  readonly texts: string[] = [];
  #field: FieldDefinition | null = null;
  #onlyFirst = false;
  #digits = 0;
  #protocol: Protocol = Protocol.NONE;

  /**
   * Fills `texts` with all values that the packet has of the field, outermost layer first.
   * @param onlyFirst whether the first is enough
   */
  read(field: FieldDefinition, view: PacketView, onlyFirst = false): void {
    this.texts.length = 0;
    this.#field = field;
    this.#onlyFirst = onlyFirst;
    // Only these bases are written in hexadecimal.
    const isHexadecimal = field.base === 'BASE_HEX' || field.base === 'BASE_HEX_DEC';
    this.#digits = isHexadecimal ? digitsOf(field.type) : 0;
    if (field.layers === null) {
      field.each(view, -1, this);
      return;
    }
    for (let layer = 0; layer < view.layerCount; layer++) {
      this.#protocol = view.layerProtocol[layer];
      if (!field.layers.includes(this.#protocol)) continue;
      if (field.each(view, layer, this)) return;
    }
  }

  #keep(text: string): boolean {
    this.texts.push(text);
    return this.#onlyFirst;
  }

  /** The same of one layer that has it; the whole frame's fields are of layer -1. */
  readLayer(field: FieldDefinition, view: PacketView, layer: number): void {
    this.texts.length = 0;
    this.#field = field;
    this.#onlyFirst = false;
    const isHexadecimal = field.base === 'BASE_HEX' || field.base === 'BASE_HEX_DEC';
    this.#digits = isHexadecimal ? digitsOf(field.type) : 0;
    this.#protocol = layer < 0 ? Protocol.NONE : view.layerProtocol[layer];
    field.each(view, layer, this);
  }

  number(value: number): boolean {
    const type = this.#field?.type;
    if (type === 'FT_IPv4') return this.#keep(formatIpv4(value));
    if (this.#digits > 0) {
      const form = OTHER_FORMS.get(this.#field?.name ?? '');
      const digits = form === undefined ? this.#digits : form(value, this.#protocol);
      return this.#keep(
        digits === 0 ? String(value) : `0x${value.toString(16).padStart(digits, '0')}`,
      );
    }
    // Signed integers may come as the 32 bits that they are.
    return this.#keep(String(type === 'FT_INT32' ? value | 0 : value));
  }

  bytes(bytes: Uint8Array, start: number, end: number): boolean {
    switch (this.#field?.type) {
      case 'FT_ETHER':
        return this.#keep(formatMac(bytes, start));
      case 'FT_IPv6':
        return this.#keep(formatIpv6At(bytes, start));
      case 'FT_PROTOCOL':
        return this.#keep(this.#field.name);
      default:
        return this.#keep(bytesText(this.#field?.name ?? '', bytes, start, end));
    }
  }

  text(value: string): boolean {
    return this.#keep(escapeText(fromByteString(value)));
  }

  time(seconds: number, nanoseconds: number): boolean {
    return this.#keep(
      this.#field?.type === 'FT_ABSOLUTE_TIME'
        ? formatTime(seconds, nanoseconds)
        : formatSpan(seconds, nanoseconds),
    );
  }

  label(): boolean {
    return this.#keep('1');
  }
}
