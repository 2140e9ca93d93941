import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MemorySource } from '../../../src/capture/byte-source.ts';
import { diagnose, openCapture, type Report } from '../../../src/index.ts';
import { readSource } from '../../../support/read-capture.ts';
import { CAPTURES, serviceName } from '../../../support/shipped-captures.ts';
import { installed } from '../../../support/tools.ts';
import { readList, tshark } from './read-list.ts';

/*
 * The verdict from what tshark prints is the capture's verdict or none, and never another; where the bytes
 * and their times are printed, it is the same.
 */

const NAMES = [
  ...[
    'icmp-admin-prohibited.pcapng',
    'icmpv6-port-unreachable-firewall.pcapng',
    'healthy-vlan.pcapng',
  ],
  ...[
    'lab/dns-drop-system-resolver.pcapng',
    'lab/tcp-reject-reset-provider-ipv6.pcapng',
    'lab/host-reset.pcapng',
  ],
];

/** Below `ip`, or `ipv6` where the capture has that alone. */
const FIELDS = [
  'frame.number',
  'frame.time_epoch',
  'ip.src',
  'ip.dst',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.flags',
];
const SEQUENCES = [
  'tcp.seq_raw',
  'tcp.ack_raw',
  'tcp.len',
  'udp.srcport',
  'udp.dstport',
  'udp.payload',
  'icmp.type',
  'icmp.code',
];
const withFields = (...names: string[]) => names.flatMap((name) => ['-e', name]);

const FORMS: ReadonlyArray<
  readonly [form: string, format: string, isWhole: boolean, args: readonly string[]]
> = [
  ['PDML', 'pdml', true, ['-T', 'pdml']],
  ['details and bytes', 'text', true, ['-V', '-x']],
  ['details', 'text', false, ['-V']],
  ['bytes', 'hex', false, ['-x']],
  ['raw JSON', 'json', false, ['-T', 'jsonraw']],
  [
    'fields below their names',
    'fields',
    false,
    ['-T', 'fields', '-E', 'header=y', '-E', 'separator=;', ...withFields(...FIELDS, ...SEQUENCES)],
  ],
  ['fields', 'fields', false, ['-T', 'fields', ...withFields(...FIELDS)]],
  [
    'fields, parted by spaces',
    'fields',
    false,
    ['-T', 'fields', '-E', 'separator=/s', ...withFields(...FIELDS)],
  ],
  [
    'columns without quotation',
    'csv',
    false,
    [
      '-T',
      'fields',
      '-E',
      'separator=,',
      ...withFields(
        'frame.number',
        'frame.time_relative',
        '_ws.col.Source',
        '_ws.col.Destination',
        '_ws.col.Protocol',
        '_ws.col.Info',
      ),
    ],
  ],
];

async function verdicts(bytes: Uint8Array): Promise<{ report: Report; by: Map<string, string> }> {
  const report = await diagnose(await openCapture(bytes));
  return { report, by: new Map(report.endpoints.map((one) => [serviceName(one), one.verdict])) };
}

describe.skipIf(!installed('tshark')).each(NAMES)('%s', (name) => {
  const path = join(CAPTURES, name);

  test.each(FORMS)(
    'as %s',
    async (_form, format, isWhole, args) => {
      const isIpv6 = name.includes('ipv6') || name.includes('icmpv6');
      const asked = isIpv6
        ? args.map((arg) => arg.replace(/^ip\./, 'ipv6.').replace(/^icmp\./, 'icmpv6.'))
        : args;
      const printed = await tshark(['-r', path, ...asked]);
      const truth = await verdicts(readFileSync(path));
      const { report, by } = await verdicts(new TextEncoder().encode(printed));
      expect(report.capture.format).toBe(format);
      for (const [service, verdict] of by) {
        const expected = truth.by.get(service) ?? 'inconclusive';
        if (verdict !== 'inconclusive')
          expect(`${service} ${verdict}`).toBe(`${service} ${expected}`);
      }
      if (!isWhole) return;
      expect(Object.fromEntries(by)).toEqual(Object.fromEntries(truth.by));
      const capture = await readSource(new MemorySource(readFileSync(path), name));
      const { packets, refused } = readList(printed, 4_099);
      expect(refused).toEqual([]);
      const differing = packets.filter(
        ({ bytes, linkType }, index) =>
          bytes === null ||
          linkType !== capture.packets[index].linkType ||
          Buffer.compare(bytes, capture.packets[index].bytes.subarray(0, bytes.length)) !== 0,
      );
      expect(differing.map(({ frameNumber }) => frameNumber)).toEqual([]);
    },
    60_000,
  );
});

describe('what is copied out of Wireshark', () => {
  const bytes =
    '02000000000202000000000108004500002800010000400600 00c0000201c6336402c35001bb0000000100000000500220000000 0000'.replaceAll(
      ' ',
      '',
    );

  test('as a hex stream', () => {
    const { packets, format } = readList(`${bytes}\n`);
    expect(format).toBe('hex-dump');
    expect(packets.map(({ linkType, bytes: copied }) => [linkType, copied?.length])).toEqual([
      [1, 54],
    ]);
  });

  test('as a hex dump, with another buffer behind it', () => {
    const dump = (hex: string) =>
      (hex.match(/.{1,32}/g) ?? [])
        .map(
          (line, index) =>
            `${(16 * index).toString(16).padStart(4, '0')}  ${line.match(/../g)?.join(' ')}   ${'.'.repeat(line.length / 2)}`,
        )
        .join('\n');
    const { packets, refused } = readList(
      `Frame (54 bytes):\n${dump(bytes)}\n\nReassembled TCP (40 bytes):\n${dump(bytes.slice(0, 80))}\n\nFrame (54 bytes):\n${dump(bytes)}\n`,
      7,
    );
    expect(refused).toEqual([]);
    expect(packets.map(({ bytes: copied, line }) => [copied?.length, line])).toEqual([
      [54, 2],
      [54, 13],
    ]);
  });

  // Wireshark's packet_list.cpp, joinSummaryRow; the user's guide, "Copy → Summary as YAML".
  test('as YAML', () => {
    const row = (number: number, info: string) =>
      `----\n# Packet ${number} from case.pcapng\n- ${number}\n- ${number}.000000\n- 192.0.2.1\n- 198.51.100.2\n- TCP\n- 74\n- ${info}\n`;
    const { packets, format, refused } = readList(
      `${row(1, '50000 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460')}${row(2, '[TCP Retransmission] 50000 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460')}`,
    );
    expect([format, refused]).toEqual(['yaml', []]);
    expect(
      packets.map(({ frameNumber, tcp, destinationPort }) => [
        frameNumber,
        tcp?.flags,
        destinationPort,
      ]),
    ).toEqual([
      [1, 2, 443],
      [2, 2, 443],
    ]);
  });
});
