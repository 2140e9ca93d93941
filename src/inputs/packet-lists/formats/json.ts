import type { InputSentence } from '../../../capture/input-sentence.ts';
import { linkTypeOf } from '../../../capture/link-types.ts';
import { type AddressWords, parseAddress } from '../../../protocols/address-text.ts';
import { TYPE_OPT } from '../../../protocols/dns/codec.ts';
import { SYN } from '../../../protocols/tcp/codec.ts';
import { decodeText } from '../../text.ts';
import { type ListFormat, type ListText, type PacketParser, Step } from '../format.ts';
import { linkTypeOfBytes } from '../link-type-of-bytes.ts';
import {
  type ArpFacts,
  type DnsAnswerFacts,
  type DnsFacts,
  type IcmpFacts,
  PacketFacts,
  TcpFacts,
} from '../packet-facts.ts';
import { JsonScanner } from './json-scanner.ts';

const BYTE = 0xff;
const WORD = 0xffff;
const LONG_WORD = 0xffffffff;
const LARGEST_FRAME = 0x7fffffff;
/** Bytes of TCP options, and what a window may be with its scale (RFC 7323 §2.3). */
const LONGEST_OPTIONS = 40;
const LARGEST_SCALE = 2 ** 14;
const LARGEST_WINDOW = 2 ** 30;
/** Seconds that a time stamp may have: until the year 9999. */
const LAST_SECOND = 253_402_300_799;

/** `tshark -T json`, and Wireshark's "Export Packet Dissections → As JSON". */
export const JSON_FORMAT: ListFormat = {
  name: 'json',
  title: 'json',
  // Where a filter selects nothing the list is empty.
  matches: (head) =>
    /^\s*\[\s*\]\s*$/.test(head) ||
    (/^\s*\[\s*\{/.test(head) && (head.includes('"_source"') || head.includes('"layers"'))),
  open: () => new JsonParser(),
};

/** `tshark -T ek`: a line of JSON for each packet, as Elasticsearch takes them. */
export const ELASTIC_FORMAT: ListFormat = {
  name: 'ek',
  title: 'elasticsearch',
  matches: (head) =>
    /^\s*\{/.test(head) &&
    head.includes('"layers"') &&
    (head.includes('"index"') || head.includes('"timestamp"')),
  open: () => new JsonParser(),
};

/** Reads packets as objects of JSON, each parsed by itself. */
class JsonParser implements PacketParser {
  reason: InputSentence | null = null;
  readonly notes = [];
  readonly #scanner = new JsonScanner();

  next(text: ListText, facts: PacketFacts): Step {
    const scanner = this.#scanner;
    while (scanner.next(text)) {
      facts.offset = scanner.offset;
      facts.line = scanner.line;
      this.reason = scanner.reason;
      if (scanner.reason !== null) return Step.NOT_UNDERSTOOD;
      const value = parse(decodeText(text.bytes, scanner.start, scanner.end));
      if (!isObject(value)) {
        this.reason = { code: 'not-json' };
        return Step.NOT_UNDERSTOOD;
      }
      // Elasticsearch's line before each packet.
      if (isObject(value.index) && !('layers' in value)) continue;
      const source = isObject(value._source) ? value._source : value;
      if (!isObject(source.layers)) {
        this.reason = { code: 'no-layers' };
        return Step.NOT_UNDERSTOOD;
      }
      readPacket(source.layers, source === value, facts);
      if (!facts.hasTime) readElasticTime(source, facts);
      return Step.PACKET;
    }
    return Step.MORE;
  }
}

/** The JSON value, or undefined: JavaScript tells only by an exception that a text is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Fills facts from a packet's fields, by Wireshark's names, in their layers or without.
 * @param isElastic names are written as for Elasticsearch
 */
export function readPacket(layers: JsonObject, isElastic: boolean, facts: PacketFacts): void {
  const fields = new JsonFields(layers, isElastic);
  facts.frameNumber = fields.number('frame', 'frame.number', LARGEST_FRAME);
  facts.length = fields.number('frame', 'frame.len', LARGEST_FRAME);
  readTime(fields, facts);
  facts.protocol = fields.text('_ws.col', '_ws.col.protocol');
  const encapsulation = fields.number('frame', 'frame.encap_type', WORD);
  facts.linkType = linkTypeOf(encapsulation);
  facts.bytes = rawBytes(layers.frame_raw);
  // `-T jsonraw` has the bytes of every field, and no other values: no link type.
  if (facts.bytes !== null && facts.linkType < 0 && fields.layer('frame') !== null) {
    const isRaw = fields.text('frame', 'frame.len') === '';
    if (isRaw) facts.linkType = linkTypeOfBytes(facts.bytes);
  }
  if (facts.bytes !== null && facts.linkType >= 0) return;
  facts.bytes = null;
  // Ethernet within a tunnel has another host's addresses.
  if (fields.text('frame', 'frame.protocols').split(':').filter(isEthernet).length <= 1) {
    facts.sourceMac = fields.mac('eth', 'eth.src');
    facts.destinationMac = fields.mac('eth', 'eth.dst');
  }
  if (fields.layer('arp') !== null) facts.arp = readArp(fields);
  else readNetwork(fields, facts);
}

const isEthernet = (protocol: string) => protocol === 'eth';

/** `frame_raw`: the packet in hexadecimal, with its place and length behind it in a list. */
function rawBytes(value: unknown): Uint8Array | null {
  const text: unknown = Array.isArray(value) ? value[0] : value;
  return typeof text === 'string' ? hexBytes(text) : null;
}

/** Epoch seconds up to Wireshark 4.0, ISO 8601 later. */
function readTime(fields: JsonFields, facts: PacketFacts): void {
  const text = fields.text('frame', 'frame.time_epoch');
  const epoch = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(text);
  if (epoch !== null) return setTime(facts, Number(epoch[1]), epoch[2] ?? '');
  const iso = text === '' ? fields.text('frame', 'frame.time') : text;
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(iso);
  if (match === null) return;
  const milliseconds = Date.parse(`${match[1]}Z`);
  if (Number.isFinite(milliseconds)) setTime(facts, milliseconds / 1000, match[2] ?? '');
}

function setTime(facts: PacketFacts, seconds: number, fraction: string): void {
  if (seconds < 0 || seconds > LAST_SECOND) return;
  facts.hasTime = true;
  facts.seconds = seconds;
  facts.nanoseconds = Number(fraction.padEnd(9, '0'));
}

/** Milliseconds, beside the layers. */
function readElasticTime({ timestamp }: JsonObject, facts: PacketFacts): void {
  const milliseconds = wholeNumber(String(timestamp), LAST_SECOND * 1000);
  if (typeof timestamp !== 'string' || milliseconds < 0) return;
  setTime(facts, Math.floor(milliseconds / 1000), String(milliseconds % 1000).padStart(3, '0'));
}

/** Network and transport layer: the last ones that the packet has, as they are the innermost. */
function readNetwork(fields: JsonFields, facts: PacketFacts): void {
  const { layers } = fields;
  let network = '';
  let transport = '';
  for (const name of Object.keys(layers)) {
    // A layer, or with `-e` a field: `ip.src`, for Elasticsearch `ip_src`.
    const protocol = name.split(/[._]/, 1)[0];
    if (protocol === 'ip' || protocol === 'ipv6') network = protocol;
    else if (TRANSPORTS.has(protocol)) transport = protocol;
  }
  if (fields.isNested(network)) return readNested(fields, facts, network);
  facts.source = fields.address(network, `${network}.src`);
  facts.destination = fields.address(network, `${network}.dst`);
  facts.hopLimit = fields.number(network, network === 'ip' ? 'ip.ttl' : 'ipv6.hlim', BYTE);
  if (network === 'ip') facts.identification = fields.number('ip', 'ip.id', WORD);
  readTransport(fields, facts, transport);
}

/**
 * Single fields of a packet that has several IP headers: a tunnel's, or those of an ICMP error and of what
 * it quotes.
 */
function readNested(fields: JsonFields, facts: PacketFacts, network: string): void {
  const version = network === 'ip' ? 4 : 6;
  const name = version === 4 ? 'icmp' : 'icmpv6';
  const outer = fields.first();
  facts.source = outer.address(network, `${network}.src`);
  facts.destination = outer.address(network, `${network}.dst`);
  const type = fields.number(name, `${name}.type`, BYTE);
  if (type < 0) {
    // An error that is not told, or a tunnel: with either, silence proves nothing.
    const unreachable = version === 4 ? 3 : 1;
    facts.icmp = {
      version,
      type: unreachable,
      code: 0,
      identifier: -1,
      sequence: -1,
      quoted: null,
    };
    return;
  }
  const quoted = new PacketFacts();
  quoted.source = fields.address(network, `${network}.src`);
  quoted.destination = fields.address(network, `${network}.dst`);
  const transport = fields.text('udp', 'udp.dstport') !== '' ? 'udp' : 'tcp';
  quoted.sourcePort = fields.number(transport, `${transport}.srcport`, WORD);
  quoted.destinationPort = fields.number(transport, `${transport}.dstport`, WORD);
  if (transport === 'udp') quoted.udp = { payloadLength: -1, isQuicInitial: false };
  else quoted.tcp = new TcpFacts();
  facts.icmp = {
    version,
    type,
    code: Math.max(0, fields.number(name, `${name}.code`, BYTE)),
    identifier: -1,
    sequence: -1,
    quoted: quoted.sourcePort >= 0 && quoted.destinationPort >= 0 ? quoted : null,
  };
}

const TRANSPORTS: ReadonlySet<string> = new Set(['tcp', 'udp', 'icmp', 'icmpv6']);

function readTransport(fields: JsonFields, facts: PacketFacts, transport: string): void {
  if (transport === 'tcp' || transport === 'udp') {
    facts.sourcePort = fields.number(transport, `${transport}.srcport`, WORD);
    facts.destinationPort = fields.number(transport, `${transport}.dstport`, WORD);
    facts.payload = fields.bytes(transport, `${transport}.payload`);
  }
  if (transport === 'tcp') facts.tcp = readTcp(fields);
  else if (transport === 'udp') {
    const length = fields.number('udp', 'udp.length', WORD);
    facts.udp = { payloadLength: length < 8 ? -1 : length - 8, isQuicInitial: false };
    // Older versions do not show the payload.
    if (facts.payload === null) facts.dns = readJsonDns(fields);
  } else if (transport !== '') facts.icmp = readIcmp(fields, transport === 'icmp' ? 4 : 6);
}

function readTcp(fields: JsonFields): TcpFacts {
  const number = (name: string, largest: number) => fields.number('tcp', name, largest);
  const options = fields.bytes('tcp', 'tcp.options');
  const tcp: TcpFacts = {
    ...new TcpFacts(),
    flags: number('tcp.flags', WORD),
    sequence: number('tcp.seq', LONG_WORD),
    acknowledgment: number('tcp.ack', LONG_WORD),
    rawSequence: number('tcp.seq_raw', LONG_WORD),
    rawAcknowledgment: number('tcp.ack_raw', LONG_WORD),
    rawWindow: number('tcp.window_size_value', WORD),
    payloadLength: number('tcp.len', WORD),
    options: options !== null && options.length <= LONGEST_OPTIONS ? options : null,
  };
  if (tcp.rawWindow < 0) tcp.window = number('tcp.window_size', LARGEST_WINDOW);
  // Wireshark shows numbers as sent since version 3.2; before, its analysis tells attempts apart.
  if (tcp.rawSequence < 0) {
    tcp.portsReused = fields.has('tcp', 'tcp.analysis.reused_ports');
    tcp.isRetransmission = fields.has('tcp', 'tcp.analysis.retransmission');
  }
  if (tcp.options === null && (tcp.flags & SYN) !== 0) {
    tcp.maximumSegmentSize = number('tcp.options.mss_val', WORD);
    tcp.windowScale = number('tcp.options.wscale.multiplier', LARGEST_SCALE);
    tcp.sackPermitted = fields.has('tcp', 'tcp.options.sack_perm');
    tcp.timestampValue = number('tcp.options.timestamp.tsval', LONG_WORD);
    tcp.timestampEcho = number('tcp.options.timestamp.tsecr', LONG_WORD);
  }
  return tcp;
}

function readIcmp(fields: JsonFields, version: 4 | 6): IcmpFacts {
  const name = version === 4 ? 'icmp' : 'icmpv6';
  const network = version === 4 ? 'ip' : 'ipv6';
  const echo = version === 4 ? 'icmp' : 'icmpv6.echo';
  const layer = fields.layer(name);
  const icmp: IcmpFacts = {
    version,
    type: Math.max(0, fields.number(name, `${name}.type`, BYTE)),
    code: Math.max(0, fields.number(name, `${name}.code`, BYTE)),
    identifier: fields.number(name, version === 4 ? `${echo}.ident` : `${echo}.identifier`, WORD),
    sequence: fields.number(name, version === 4 ? `${echo}.seq` : `${echo}.sequence_number`, WORD),
    quoted: null,
  };
  const target =
    fields.address(name, 'icmpv6.nd.ns.target_address') ??
    fields.address(name, 'icmpv6.nd.na.target_address');
  if (target !== null) icmp.target = target;
  if (layer === null || !isObject(layer[network])) return icmp;
  const quotedFields = fields.within(layer);
  const quoted = new PacketFacts();
  quoted.source = quotedFields.address(network, `${network}.src`);
  quoted.destination = quotedFields.address(network, `${network}.dst`);
  const transport = ['tcp', 'udp'].find((known) => isObject(layer[known])) ?? '';
  readTransport(quotedFields, quoted, transport);
  // Of a segment that it sees but in a quotation Wireshark shows the number as it is.
  if (quoted.tcp !== null && quoted.tcp.rawSequence < 0)
    quoted.tcp.rawSequence = quoted.tcp.sequence;
  if (quoted.sourcePort >= 0 && quoted.destinationPort >= 0) icmp.quoted = quoted;
  return icmp;
}

function readArp(fields: JsonFields): ArpFacts {
  return {
    operation: Math.max(0, fields.number('arp', 'arp.opcode', WORD)),
    senderAddress: fields.address('arp', 'arp.src.proto_ipv4'),
    targetAddress: fields.address('arp', 'arp.dst.proto_ipv4'),
    senderMac: fields.mac('arp', 'arp.src.hw_mac'),
    targetMac: fields.mac('arp', 'arp.dst.hw_mac'),
  };
}

// ---------------------------------------------------------------- DNS

/** Fields that hold what a record says, as text. */
const VALUES = ['dns.a', 'dns.aaaa', 'dns.cname', 'dns.ns', 'dns.ptr.domain_name', 'dns.txt'];

/** The DNS message of a packet, for exports that show its fields and not its bytes; null for none. */
function readJsonDns(fields: JsonFields): DnsFacts | null {
  const layer = fields.layer('dns') ?? fields.layer('mdns') ?? fields.layer('llmnr');
  const id = fields.number('dns', 'dns.id', WORD);
  if (layer === null || id < 0) return null;
  const questions = records(fields, layer, 'dns.qry.name').map((one) => ({
    name: text(fields, one, 'dns.qry.name'),
    type: Math.max(0, wholeNumber(text(fields, one, 'dns.qry.type'), WORD)),
  }));
  const all = records(fields, layer, 'dns.resp.name').map(
    (one): DnsAnswerFacts => ({
      name: text(fields, one, 'dns.resp.name'),
      type: Math.max(0, wholeNumber(text(fields, one, 'dns.resp.type'), WORD)),
      value: VALUES.map((name) => text(fields, one, name)).find((value) => value !== '') ?? '',
      timeToLive: wholeNumber(text(fields, one, 'dns.resp.ttl'), 0xffffffff),
    }),
  );
  return {
    id,
    isResponse: fields.flag('dns', 'dns.flags.response'),
    opcode: Math.max(0, fields.number('dns', 'dns.flags.opcode', 15)),
    responseCode: Math.max(0, fields.number('dns', 'dns.flags.rcode', 15)),
    questions,
    answers: all.filter(({ type }) => type !== TYPE_OPT),
    hasOpt: all.some(({ type }) => type === TYPE_OPT),
  };
}

function records(fields: JsonFields, layer: JsonObject, name: string): JsonObject[] {
  return objectsWith(layer, fields.isElastic ? `dns_${name.replaceAll('.', '_')}` : name);
}

function text(fields: JsonFields, record: JsonObject, name: string): string {
  const value = record[fields.isElastic ? `dns_${name.replaceAll('.', '_')}` : name];
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'string' ? one : '';
}

// ---------------------------------------------------------------- fields

/** An object of parsed JSON. */
export type JsonObject = { readonly [name: string]: unknown };

/** How deep a field is looked for below its layer: `tcp.options_tree`, `dns`' lists of records. */
const SEARCHED_DEPTH = 6;
/** Objects that are looked into for one packet's records. */
const SEARCHED_OBJECTS = 2_000;

function isObject(value: unknown): value is JsonObject {
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
class JsonFields {
  constructor(
    readonly layers: JsonObject,
    readonly isElastic: boolean,
  ) {}

  /** A layer by its protocol's name; where there are several, the innermost. */
  layer(name: string): JsonObject | null {
    const value = last(this.layers[name]);
    return isObject(value) ? value : null;
  }

  /** Whether single fields say that there are several IP headers. */
  isNested(network: string): boolean {
    const value = this.layers[this.isElastic ? `${network}_src` : `${network}.src`];
    return Array.isArray(value) && value.length > 1;
  }

  /** Single fields with the first of their values: those of the outermost header. */
  first(): JsonFields {
    const layers = Object.entries(this.layers).map(([name, value]): [string, unknown] => [
      name,
      Array.isArray(value) ? value[0] : value,
    ]);
    return new JsonFields(Object.fromEntries(layers), this.isElastic);
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
function objectsWith(object: JsonObject, key: string): JsonObject[] {
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
function wholeNumber(text: string, largest: number): number {
  if (text.length > 20 || !/^(?:0x[0-9a-fA-F]+|[0-9]+)$/.test(text)) return -1;
  const value = Number(text);
  return value <= largest ? value : -1;
}

/** Bytes written as pairs of hexadecimal digits, with colons between them or not; null for others. */
function hexBytes(text: string): Uint8Array | null {
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
