import { linkTypeOf } from '../../capture/link-types.ts';
import { SYN } from '../../protocols/tcp/codec.ts';
import { readJsonDns } from './json-dns.ts';
import { hexBytes, isObject, JsonFields, type JsonObject, wholeNumber } from './json-fields.ts';
import { JsonScanner } from './json-scanner.ts';
import { decodeText } from './lines.ts';
import {
  type ArpFacts,
  type ExportFormat,
  type ExportParser,
  type ExportText,
  type IcmpFacts,
  PacketFacts,
  Step,
  type TcpFacts,
  unknownTcp,
} from './packet-facts.ts';

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
export const JSON_FORMAT: ExportFormat = {
  name: 'json',
  title: 'JSON',
  // Where a filter selects nothing the list is empty.
  matches: (head) =>
    /^\s*\[\s*\]\s*$/.test(head) ||
    (/^\s*\[\s*\{/.test(head) && (head.includes('"_source"') || head.includes('"layers"'))),
  open: () => new JsonParser(),
};

/** `tshark -T ek`: a line of JSON for each packet, as Elasticsearch takes them. */
export const ELASTIC_FORMAT: ExportFormat = {
  name: 'ek',
  title: 'JSON for Elasticsearch',
  matches: (head) =>
    /^\s*\{/.test(head) &&
    head.includes('"layers"') &&
    (head.includes('"index"') || head.includes('"timestamp"')),
  open: () => new JsonParser(),
};

/** Reads packets as objects of JSON, each parsed by itself. */
class JsonParser implements ExportParser {
  reason = '';
  readonly notes = [];
  readonly #scanner = new JsonScanner();

  next(text: ExportText, facts: PacketFacts): Step {
    const scanner = this.#scanner;
    while (scanner.next(text)) {
      facts.offset = scanner.offset;
      facts.line = scanner.line;
      this.reason = scanner.reason;
      if (scanner.reason !== '') return Step.NOT_UNDERSTOOD;
      const value = parse(decodeText(text.bytes, scanner.start, scanner.end));
      if (!isObject(value)) {
        this.reason = 'it is no JSON';
        return Step.NOT_UNDERSTOOD;
      }
      // Elasticsearch's line before each packet.
      if (isObject(value.index) && !('layers' in value)) continue;
      const source = isObject(value._source) ? value._source : value;
      if (!isObject(source.layers)) {
        this.reason = 'no "layers" in it: not the JSON of a packet';
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

function readPacket(layers: JsonObject, isElastic: boolean, facts: PacketFacts): void {
  const fields = new JsonFields(layers, isElastic);
  facts.frameNumber = fields.number('frame', 'frame.number', LARGEST_FRAME);
  facts.length = fields.number('frame', 'frame.len', LARGEST_FRAME);
  readTime(fields, facts);
  facts.protocol = fields.text('_ws.col', '_ws.col.protocol');
  const encapsulation = fields.number('frame', 'frame.encap_type', WORD);
  facts.linkType = linkTypeOf(encapsulation);
  facts.bytes = rawBytes(layers.frame_raw);
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
  facts.source = fields.address(network, `${network}.src`);
  facts.destination = fields.address(network, `${network}.dst`);
  facts.hopLimit = fields.number(network, network === 'ip' ? 'ip.ttl' : 'ipv6.hlim', BYTE);
  if (network === 'ip') facts.identification = fields.number('ip', 'ip.id', WORD);
  readTransport(fields, facts, transport);
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
    ...unknownTcp(),
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
