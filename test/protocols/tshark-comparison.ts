import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { formatIpv4, formatIpv6 } from '../../src/protocols/address-text.ts';
import { readInt32 } from '../../src/protocols/bytes.ts';
import { Decoder } from '../../src/protocols/decoder.ts';
import { PROTOCOL_NAMES } from '../../src/protocols/dispatch.ts';
import * as dns from '../../src/protocols/dns/codec.ts';
import * as ipv4 from '../../src/protocols/ipv4/codec.ts';
import * as ipv6 from '../../src/protocols/ipv6/codec.ts';
import { MAXIMUM_LAYERS, type PacketView, Stop } from '../../src/protocols/packet-view.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import * as tcp from '../../src/protocols/tcp/codec.ts';
import * as tls from '../../src/protocols/tls/codec.ts';
import * as udp from '../../src/protocols/udp/codec.ts';
import { readClassicPcap } from './classic-pcap.ts';

const FIELDS = [
  'frame.protocols',
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.seq_raw',
  'tcp.ack_raw',
  'tcp.flags',
  'tcp.len',
  'udp.srcport',
  'udp.dstport',
  'udp.length',
  'dns.id',
  'dns.qry.name',
  'dns.qry.type',
  'tls.handshake.extensions_server_name',
] as const;
type Field = (typeof FIELDS)[number];
type Row = Record<Field, string>;

export interface Difference {
  readonly file: string;
  readonly frame: number;
  readonly field: Field;
  readonly tshark: string;
  readonly decoder: string;
  readonly protocols: string;
}

/** Wireshark's names that stand for no header of their own. */
// `wlan_radio` has no bytes: it stands for what the receiver says.
const TRANSPARENT = new Set([
  ...['ethertype', 'pwethheuristic', 'pwethcw', 'pwethnocw', 'wlan_radio'],
]);
/** Protocols that we tell by a field, not by name. */
const SAME_AS = new Map([
  ['ieee8021ad', 'vlan'],
  ['chdlc', 'ppp'],
]);
const KNOWN = new Set<string>(
  Object.entries(PROTOCOL_NAMES)
    .filter(([protocol]) => Number(protocol) !== Protocol.DATA)
    .map(([, names]) => names.filterName),
);

/** What tshark says of each frame, in one run. TCP streams are not put together: neither do we. */
export function tsharkRows(path: string): Row[] {
  // A capture that is cut short makes tshark fail, after it has printed what it read.
  const { stdout: text } = spawnSync(
    'tshark',
    [
      ...['-n', '-r', path, '-o', 'tcp.desegment_tcp_streams:FALSE', '-T', 'fields'],
      ...['-E', 'occurrence=a', '-E', 'aggregator=|'],
      ...FIELDS.flatMap((field) => ['-e', field]),
    ],
    { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' },
  );
  const lines = text.split('\n');
  lines.pop();
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(FIELDS.map((field, i) => [field, cells[i] ?? ''])) as Row;
  });
}

/** The same of the decoded view. */
export function decoderRow(view: PacketView): Row {
  const lists = Object.fromEntries(FIELDS.map((field) => [field, [] as string[]])) as Record<
    Field,
    string[]
  >;
  for (let layer = 0; layer < view.layerCount; layer++) {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const end = view.layerEnd[layer];
    const protocol: Protocol = view.layerProtocol[layer];
    lists['frame.protocols'].push(PROTOCOL_NAMES[protocol].filterName);
    if (protocol === Protocol.IPV4) {
      lists['ip.src'].push(formatIpv4(ipv4.source(bytes, at)));
      lists['ip.dst'].push(formatIpv4(ipv4.destination(bytes, at)));
    } else if (protocol === Protocol.IPV6) {
      lists['ipv6.src'].push(ipv6Text(bytes, ipv6.sourceAt(at)));
      lists['ipv6.dst'].push(ipv6Text(bytes, ipv6.destinationAt(at)));
    } else if (protocol === Protocol.TCP) {
      lists['tcp.srcport'].push(String(tcp.sourcePort(bytes, at)));
      lists['tcp.dstport'].push(String(tcp.destinationPort(bytes, at)));
      lists['tcp.seq_raw'].push(String(tcp.sequence(bytes, at)));
      if (end - at >= tcp.MINIMUM_HEADER_LENGTH) {
        lists['tcp.ack_raw'].push(String(tcp.acknowledgment(bytes, at)));
        lists['tcp.flags'].push(`0x${tcp.flags(bytes, at).toString(16).padStart(4, '0')}`);
        if (layer === view.transport) lists['tcp.len'].push(String(view.payloadLength));
      }
    } else if (protocol === Protocol.UDP) {
      lists['udp.srcport'].push(String(udp.sourcePort(bytes, at)));
      lists['udp.dstport'].push(String(udp.destinationPort(bytes, at)));
      lists['udp.length'].push(String(udp.length(bytes, at)));
    } else if (dns.isDns(protocol)) {
      lists['dns.id'].push(`0x${dns.id(bytes, at).toString(16).padStart(4, '0')}`);
      const nameEnd = dns.questionNameEnd(bytes, at, end);
      if (nameEnd >= 0) {
        const name = dns.nameText(bytes, at, at + dns.HEADER_LENGTH, end);
        lists['dns.qry.name'].push(name === '' ? '<Root>' : String(name));
        lists['dns.qry.type'].push(String(dns.questionType(bytes, nameEnd)));
      }
    } else if (protocol === Protocol.TLS) {
      const name = tls.serverNameText(bytes, at, end);
      if (name !== null) lists['tls.handshake.extensions_server_name'].push(name);
    }
  }
  return Object.fromEntries(FIELDS.map((field) => [field, lists[field].join('|')])) as Row;
}

function ipv6Text(bytes: Uint8Array, at: number): string {
  return formatIpv6(
    readInt32(bytes, at),
    readInt32(bytes, at + 4),
    readInt32(bytes, at + 8),
    readInt32(bytes, at + 12),
  );
}

/** Wireshark's stack as far as we know its protocols; `more` where it goes on after that. */
function knownStack(protocols: string): { stack: string[]; more: boolean } {
  const stack: string[] = [];
  for (const part of protocols.split(':')) {
    const name = SAME_AS.get(part) ?? part;
    if (TRANSPARENT.has(name)) continue;
    if (!KNOWN.has(name)) return { stack, more: true };
    stack.push(name);
  }
  return { stack, more: false };
}

function ofApplication(name: string | undefined): boolean {
  return name === 'tls' || name === 'http';
}

/** Every difference between tshark and the decoder over a classic pcap file. */
export function compareCapture(path: string): { packets: number; differences: Difference[] } {
  const expected = tsharkRows(path);
  const differences: Difference[] = [];
  const decoder = new Decoder();
  let packets = 0;
  readClassicPcap(readFileSync(path), (view) => {
    const row = expected[view.frameNumber - 1];
    if (row === undefined) return;
    packets++;
    decoder.decode(view);
    checkBounds(view);
    const actual = decoderRow(view);
    const { stack, more } = knownStack(row['frame.protocols']);
    const own = actual['frame.protocols']
      .split('|')
      .filter((name) => name !== 'data' && name !== '');
    // Wireshark names TLS and HTTP by port or conversation, so also the middle of a record or body.
    if (ofApplication(stack.at(-1)) && !ofApplication(own.at(-1))) stack.pop();
    // By looks we find them on ports that Wireshark keeps for something else.
    if (ofApplication(own.at(-1)) && own.length === stack.length + 1) own.pop();
    // Wireshark names a protocol whose header is not whole; we say that decoding stopped in it.
    const isCut =
      view.stop !== Stop.NONE &&
      stack.length === own.length + 1 &&
      stack.at(-1) === PROTOCOL_NAMES[view.stopProtocol].filterName;
    if (isCut) stack.pop();
    const known = { ...row, 'frame.protocols': stack.join(':') };
    const decoded = { ...actual, 'frame.protocols': own.join(':') };
    for (const field of FIELDS) {
      const truth = known[field];
      let result = decoded[field];
      // Past a protocol that only Wireshark knows, what it found there is not ours to find.
      if ((more || isCut) && truth.startsWith(result)) result = truth;
      if (field.startsWith('dns.')) result = sameStart(truth, result);
      if (field === 'tcp.len') result = sameStart(truth, result);
      if (truth !== result) {
        differences.push({
          file: path,
          frame: view.frameNumber,
          field,
          tshark: truth,
          decoder: result,
          protocols: row['frame.protocols'],
        });
      }
    }
  });
  return { packets, differences };
}

/** The first value alone counts: a second DNS message, or the length of a quoted segment. */
function sameStart(truth: string, result: string): string {
  return result !== '' && truth.startsWith(`${result}|`) ? truth : result;
}

/** Throws where an offset of the view lies outside the packet. */
export function checkBounds(view: PacketView): void {
  const fail = (what: string) => {
    throw new Error(`frame ${view.frameNumber}: ${what} out of bounds`);
  };
  if (view.layerCount > MAXIMUM_LAYERS) fail('layer count');
  for (let layer = 0; layer < view.layerCount; layer++) {
    const isReassembled = layer >= view.reassembledFrom;
    const first = isReassembled ? 0 : view.start;
    const last = isReassembled ? view.reassembled.length : view.end;
    const start = view.layerStart[layer];
    const end = view.layerEnd[layer];
    if (!(start >= first && end >= start && end <= last)) fail(`layer ${layer}`);
  }
  if (view.transport >= 0) {
    const start = view.layerStart[view.transport];
    const end = view.layerEnd[view.transport];
    if (!(view.payloadStart >= start && view.payloadEnd >= view.payloadStart)) fail('payload');
    if (view.payloadEnd > end) fail('payload end');
    if (view.payloadLength < 0) fail('payload length');
    if (view.payloadLength < view.payloadEnd - view.payloadStart) fail('payload length');
  }
}
