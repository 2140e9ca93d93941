import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { diagnose, openCapture, type Report } from '../../../src/index.ts';
import { formatAddress } from '../../../src/protocols/address-text.ts';
import { CAPTURES, captureNames, serviceName } from '../../../support/shipped-captures.ts';
import { installed } from '../../../support/tools.ts';
import { csvRow, DEFAULT_HEADING, type ReadFacts, readList, tshark } from './read-list.ts';

/** Columns as Wireshark shows them, then what they are to be read as. */
const COLUMNS = ['No.', 'Time', 'Source', 'Destination', 'Protocol', 'Length', 'Info'];
const FIELDS = [
  ...['frame.time_relative', 'ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst', 'ip.proto', 'ipv6.nxt'],
  ...['tcp.srcport', 'tcp.dstport', 'tcp.flags', 'tcp.seq', 'tcp.ack', 'tcp.len'],
  ...['tcp.options.mss_val', 'tcp.options.timestamp.tsval', 'tcp.window_size'],
  ...['udp.srcport', 'udp.dstport', 'dns.id', 'dns.flags.response', 'dns.flags.rcode'],
  ...['dns.qry.name', 'dns.qry.type', 'dns.a', 'dns.aaaa', 'dns.cname', 'dns.resp.type'],
  ...['icmp.type', 'icmp.code', 'icmpv6.type', 'icmpv6.code', 'arp.opcode', 'frame.cap_len'],
];

type Truth = Readonly<Record<string, string>>;

interface Exported {
  readonly name: string;
  /** Wireshark's CSV of the capture. */
  readonly csv: string;
  readonly truth: Truth[];
}

/** The list of a capture with its standard columns, and tshark's fields for every row. */
async function exportOf(name: string): Promise<Exported> {
  const wanted = [...COLUMNS.map((title) => `_ws.col.${title}`), ...FIELDS];
  const output = await tshark([
    ...['-r', join(CAPTURES, name), '-T', 'fields', '-E', 'separator=/t', '-E', 'occurrence=a'],
    ...['-E', 'aggregator=|', ...wanted.flatMap((field) => ['-e', field])],
  ]);
  const rows = output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
  const csv = [DEFAULT_HEADING, ...rows.map((row) => row.slice(0, COLUMNS.length))]
    .map((row) => `${csvRow(row)}\n`)
    .join('');
  const truth = rows.map((row) =>
    Object.fromEntries(FIELDS.map((field, index) => [field, row[COLUMNS.length + index] ?? ''])),
  );
  return { name, csv, truth };
}

/** The first value of a field: those of a packet quoted in an ICMP error come later. */
const first = (row: Truth, field: string) => row[field].split('|')[0];
const last = (row: Truth, field: string) => row[field].split('|').at(-1) ?? '';
const integer = (text: string) => (text === '' ? -1 : Number(text));
const text = (address: ReadFacts['source']) => (address === null ? '' : formatAddress(...address));

/** What a row was read as that is not so; '' where all is. */
function wrongIn(facts: ReadFacts, row: Truth): string {
  const wrong: string[] = [];
  const compare = (what: string, read: unknown, truth: unknown) => {
    if (read !== truth) wrong.push(`${what}: ${String(read)}, not ${String(truth)}`);
  };
  const isError = facts.icmp?.quoted != null;
  const isIp = first(row, 'ip.src') + first(row, 'ipv6.src') !== '';
  if (isIp) {
    compare('source', text(facts.source), first(row, 'ip.src') || first(row, 'ipv6.src'));
    compare('destination', text(facts.destination), first(row, 'ip.dst') || first(row, 'ipv6.dst'));
  }
  const time = facts.seconds + facts.nanoseconds / 1e9;
  if (Math.abs(time - Number(row['frame.time_relative'])) > 1e-6)
    compare('time', time, row['frame.time_relative']);
  const isTcp = first(row, 'ip.proto') === '6' || first(row, 'ipv6.nxt') === '6';
  const { tcp, dns, icmp } = facts;
  if (tcp !== null) {
    compare('TCP', isTcp, true);
    if (facts.sourcePort >= 0) compare('port', String(facts.sourcePort), first(row, 'tcp.srcport'));
    if (facts.destinationPort >= 0) {
      compare('to port', String(facts.destinationPort), first(row, 'tcp.dstport'));
    }
  }
  if (tcp !== null && tcp.flags >= 0) {
    compare('flags', tcp.flags, Number(first(row, 'tcp.flags')));
    compare('sequence', tcp.sequence, integer(first(row, 'tcp.seq')));
    if ((tcp.flags & 0x10) !== 0)
      compare('ack', tcp.acknowledgment, integer(first(row, 'tcp.ack')));
    compare('length', tcp.payloadLength, integer(first(row, 'tcp.len')));
    compare('window', tcp.window, integer(first(row, 'tcp.window_size')));
    compare('MSS', tcp.maximumSegmentSize, integer(first(row, 'tcp.options.mss_val')));
    compare('time stamp', tcp.timestampValue, integer(first(row, 'tcp.options.timestamp.tsval')));
  }
  if (facts.udp !== null && facts.sourcePort >= 0) {
    compare('port', String(facts.sourcePort), first(row, 'udp.srcport'));
    compare('to port', String(facts.destinationPort), first(row, 'udp.dstport'));
  }
  if (dns !== null) {
    compare('DNS id', dns.id, integer(first(row, 'dns.id')));
    compare('response', dns.isResponse, first(row, 'dns.flags.response') === '1');
    compare('rcode', dns.responseCode, Math.max(0, integer(first(row, 'dns.flags.rcode'))));
    // A message cut by the snap length may end within its question.
    const isWhole = integer(row['frame.cap_len']) >= facts.length;
    if (isWhole || dns.questions.length > 0) {
      compare('name', dns.questions[0]?.name ?? '', row['dns.qry.name']);
      compare('type', String(dns.questions[0]?.type ?? ''), row['dns.qry.type']);
    }
    const values = (type: number) =>
      dns.answers.flatMap((answer) => (answer.type === type ? [answer.value] : [])).join('|');
    if (isWhole) {
      compare('A', values(1), row['dns.a']);
      compare('AAAA', values(28), row['dns.aaaa']);
      compare('CNAME', values(5), row['dns.cname']);
      const types = dns.answers.map(({ type }) => type);
      compare('types', [...types, ...(dns.hasOpt ? [41] : [])].join('|'), row['dns.resp.type']);
    }
  }
  if (icmp !== null) {
    const protocol = icmp.version === 4 ? 'icmp' : 'icmpv6';
    compare('ICMP type', icmp.type, integer(first(row, `${protocol}.type`)));
    compare('ICMP code', icmp.code, integer(first(row, `${protocol}.code`)));
  }
  if (isError && icmp?.quoted != null) {
    const { quoted } = icmp;
    compare('quoted', text(quoted.destination), last(row, 'ip.dst') || last(row, 'ipv6.dst'));
    const transport = quoted.tcp !== null ? 'tcp' : 'udp';
    if (quoted.destinationPort >= 0) {
      compare('quoted port', String(quoted.destinationPort), last(row, `${transport}.dstport`));
    }
    if (quoted.sourcePort >= 0) {
      compare('quoted from', String(quoted.sourcePort), last(row, `${transport}.srcport`));
    }
  }
  // What a row of a known kind must have been read as.
  if (isTcp && facts.udp !== null) wrong.push('read as UDP');
  if (first(row, 'tcp.flags') !== '' && isTcp && tcp === null) wrong.push('not read as TCP');
  if (row['dns.id'] !== '' && icmp === null && dns === null) wrong.push('not read as DNS');
  if (row['arp.opcode'] !== '' && facts.arp?.operation !== Number(row['arp.opcode']))
    wrong.push('not read as ARP');
  return wrong.join(', ');
}

const NO_PORT = 'the standard columns do not show the port, and it is not that of the protocol';
const NO_QUOTE = 'Info does not show what an ICMP error quotes';
const NO_PAYLOAD = 'Info does not show where HTTP redirects to';
const NO_TTL = 'time to live tells here who answers';

/**
 * Services about which a list with the standard columns says something else than its capture: the
 * verdict of the capture, that of the list, and why.
 */
const NO_SEQUENCE = 'acknowledgments of data that is not there are not told from others';

const DIFFERENCES: ReadonlyArray<readonly [name: string, verdicts: string, why: string]> = [
  ['captive-portal.pcapng: 198.51.100.122:80', 'intercepted, inconclusive', NO_PAYLOAD],
  ['captive-portal.pcapng: 203.0.113.121:80', 'intercepted, inconclusive', NO_PAYLOAD],
  // tshark 4.0 does not show the server name either.
  ['clienthello-reset.pcapng: 203.0.113.53:443', 'reject, inconclusive', NO_TTL],
  ['dns-drop-ipv6.pcapng: [2620:119:35::35]:443/udp', 'drop, not listed', NO_PORT],
  ['dns-drop-ipv6.pcapng: [2620:119:53::53]:443/udp', 'drop, not listed', NO_PORT],
  // Whether these were probes of a traceroute, only their own times to live would tell.
  ['icmp-host-unreachable.pcapng: 192.0.2.65:443', 'unreachable, inconclusive', NO_TTL],
  ['quic-drop.pcapng: 203.0.113.120:443/udp', 'drop, not listed', NO_PORT],
  ['quic-drop.pcapng: 203.0.113.120:null/udp', 'not listed, inconclusive', NO_PORT],
  ['reset-later.pcapng: 203.0.113.125:443', 'reject, inconclusive', NO_TTL],
  // The client ends one of two connections behind the answer: whose it is, its bytes would tell.
  ['trap-interface-drops.pcapng: 146.112.63.8:443', 'answered, inconclusive', NO_PAYLOAD],
  ['trap-interface-drops.pcapng: 203.0.113.99:443', 'answered, inconclusive', NO_PAYLOAD],
  // Neither the sequence number of an acknowledgment nor a time to live is in such a list.
  ['trap-interface-drops.pcapng: 203.0.113.191:80', 'answered, inconclusive', NO_SEQUENCE],
  ['trap-server-app-down.pcapng: 203.0.113.70:8443', 'closed, inconclusive', NO_TTL],
  ...['secure-access-dns-unprotected'].flatMap((name) => openDns(name, 'drop, not listed')),
  ...['healthy', 'open-network', 'web-drop', 'web-reject'].flatMap((name) =>
    openDns(`secure-access-${name}`, 'answered, not listed'),
  ),
  ['trap-dns-in-icmp-quotes.pcapng: 198.51.100.53:53/udp', 'reject, not listed', NO_QUOTE],
  ['trap-dns-in-icmp-quotes.pcapng: 198.51.100.55:53/udp', 'reject, not listed', NO_QUOTE],
  ['trap-server-app-down.pcapng: 192.168.1.80:8080', 'closed, inconclusive', NO_TTL],
];

function openDns(name: string, verdicts: string): [string, string, string][] {
  return ['208.67.220.220', '208.67.222.222'].map((server) => [
    `${name}.pcapng: ${server}:443/udp`,
    verdicts,
    NO_PORT,
  ]);
}

describe.skipIf(!installed('tshark'))('every capture, exported as CSV', () => {
  let exports: Exported[] = [];

  beforeAll(async () => {
    // The lab's has DNS over TCP, which is named by its length alone.
    const names = [...captureNames(), 'lab/dns-drop-udp-only.pcapng'];
    const results: Exported[] = [];
    const work = async () => {
      for (let name = names.shift(); name !== undefined; name = names.shift()) {
        results.push(await exportOf(name));
      }
    };
    await Promise.all([work(), work()]);
    exports = results.sort((a, b) => (a.name < b.name ? -1 : 1));
  }, 240_000);

  test('every row says what tshark says in its fields', () => {
    const wrong: string[] = [];
    let rows = 0;
    let unknown = 0;
    let segments = 0;
    for (const { name, csv, truth } of exports) {
      const { packets, refused } = readList(csv);
      expect(refused, name).toEqual([]);
      expect(packets.length, name).toBe(truth.length);
      for (const [index, facts] of packets.entries()) {
        rows++;
        const found = wrongIn(facts, truth[index]);
        if (found !== '') wrong.push(`${name} ${facts.frameNumber}: ${found}`);
        if (facts.tcp !== null) segments++;
        if (facts.tcp !== null && facts.sourcePort < 0) unknown++;
      }
    }
    expect(wrong).toEqual([]);
    expect(rows).toBeGreaterThan(10_000);
    // Of segments that do not show their ports, few are left without.
    expect(unknown / segments).toBeLessThan(0.05);
  });

  test('the diagnosis finds the same as in the capture', async () => {
    const found: Record<string, string> = {};
    for (const { name, csv } of exports) {
      const capture = await diagnose(await openCapture(join(CAPTURES, name)));
      const list = await diagnose(await openCapture(new TextEncoder().encode(csv)));
      expect(list.capture.packets, name).toBe(capture.capture.packets);
      const verdicts = (report: Report) =>
        new Map(report.endpoints.map((endpoint) => [serviceName(endpoint), endpoint.verdict]));
      const ofList = verdicts(list);
      for (const [endpoint, verdict] of verdicts(capture)) {
        const other = ofList.get(endpoint) ?? 'not listed';
        if (other !== verdict) found[`${name}: ${endpoint}`] = `${verdict}, ${other}`;
        ofList.delete(endpoint);
      }
      for (const [endpoint, verdict] of ofList) {
        found[`${name}: ${endpoint}`] = `not listed, ${verdict}`;
      }
    }
    expect(found).toEqual(
      Object.fromEntries(DIFFERENCES.map(([name, verdicts]) => [name, verdicts])),
    );
  }, 120_000);
});
