import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MemorySource } from '../../../src/capture/byte-source.ts';
import { diagnose, openCapture, type Report } from '../../../src/index.ts';
import { openPacketList } from '../../../src/inputs/packet-lists/open-packet-list.ts';
import { formatAddress } from '../../../src/protocols/address-text.ts';
import { readSource } from '../../../support/read-capture.ts';
import { CAPTURES, endpointName } from '../../../support/shipped-captures.ts';
import { installed } from '../../../support/tools.ts';
import { readList, tshark } from './read-list.ts';

/** Two packets as tshark 4.0 writes them; checked by hand against their bytes. */
const PRETTY = `[
  {
    "_index": "packets-2024-08-27",
    "_type": "doc",
    "_score": null,
    "_source": {
      "layers": {
        "frame": {
          "frame.encap_type": "1",
          "frame.time_epoch": "1724740879.812444000",
          "frame.number": "7071",
          "frame.len": "66",
          "frame.protocols": "eth:ethertype:ip:tcp"
        },
        "eth": { "eth.dst": "00:1b:17:4c:a0:10", "eth.src": "00:0c:29:3e:61:7a" },
        "ip": {
          "ip.id": "0x54f1",
          "ip.ttl": "128",
          "ip.src": "192.168.0.204",
          "ip.addr": "192.168.0.204",
          "ip.addr": "18.135.112.200",
          "ip.dst": "18.135.112.200"
        },
        "tcp": {
          "tcp.srcport": "56287",
          "tcp.dstport": "443",
          "tcp.len": "0",
          "tcp.seq": "0",
          "tcp.seq_raw": "2772894213",
          "tcp.ack": "0",
          "tcp.ack_raw": "0",
          "tcp.flags": "0x0002",
          "tcp.window_size_value": "64240",
          "tcp.options": "02:04:05:b4:01:03:03:08:01:01:04:02"
        }
      }
    }
  },
  {
    "_source": {
      "layers": {
        "frame": { "frame.time_epoch": "1724740879.812972000", "frame.number": "7072", "frame.len": "60" },
        "ip": { "ip.ttl": "64", "ip.src": "18.135.112.200", "ip.dst": "192.168.0.204" },
        "tcp": {
          "tcp.srcport": "443", "tcp.dstport": "56287", "tcp.len": "0", "tcp.flags": "0x0014",
          "tcp.seq": "1", "tcp.seq_raw": "0", "tcp.ack": "1", "tcp.ack_raw": "2772894214",
          "tcp.window_size_value": "64240"
        }
      }
    }
  }
]`;

/** The same query in both forms, and with its bytes in a third. */
const QUERY = `{"index":{"_index":"packets-2024-08-27","_type":"doc"}}
{"timestamp":"1724727996491","layers":{"frame":{"frame_frame_time_epoch":"2024-08-27T03:06:36.491417000Z","frame_frame_number":"57","frame_frame_len":"77"},"ip":{"ip_ip_ttl":"128","ip_ip_src":"192.168.0.204","ip_ip_addr":["192.168.0.204","208.67.222.222"],"ip_ip_dst":"208.67.222.222"},"udp":{"udp_udp_srcport":"51001","udp_udp_dstport":"443","udp_udp_length":"43"},"dns":{"dns_dns_id":"0xe989","dns_dns_flags_response":false,"dns_dns_flags_opcode":"0","dns_dns_qry_name":"debug.opendns.com","dns_dns_qry_type":"16"}}}
`;
const WITH_BYTES = `[{"_source":{"layers":{"frame_raw":["ffffffffffff000c293e617a08060001080006040001000c293e617ac0a800cc000000000000c0a80001",0,42,0,1],"frame":{"frame.encap_type":"1","frame.time_epoch":"1724727995.702114000","frame.number":"1","frame.len":"42"}}}}]`;

describe('what JSON says', () => {
  test('pretty-printed: network, transport, numbers as sent', () => {
    const { format, packets, refused } = readList(PRETTY);
    expect([format, refused]).toEqual(['json', []]);
    expect(packets).toHaveLength(2);
    const [syn, reset] = packets;
    expect(syn).toMatchObject({
      frameNumber: 7071,
      line: 2,
      seconds: 1724740879,
      nanoseconds: 812444000,
      length: 66,
      hopLimit: 128,
      identification: 0x54f1,
      sourcePort: 56287,
      destinationPort: 443,
      tcp: { flags: 2, rawSequence: 2772894213, rawWindow: 64240, payloadLength: 0 },
    });
    expect(
      [syn.source, syn.destination].map((words) => formatAddress(...(words ?? [0, 0, 0, 0]))),
    ).toEqual(['192.168.0.204', '18.135.112.200']);
    expect(syn.sourceMac).toEqual(Uint8Array.of(0, 0x0c, 0x29, 0x3e, 0x61, 0x7a));
    expect(syn.tcp?.options).toHaveLength(12);
    expect(reset).toMatchObject({
      frameNumber: 7072,
      line: 39,
      sourceMac: null,
      identification: -1,
    });
  });

  test('for Elasticsearch: its index lines are passed over, ISO times are read', () => {
    const { format, packets, refused } = readList(QUERY);
    expect([format, refused]).toEqual(['elasticsearch', []]);
    expect(packets).toMatchObject([
      {
        frameNumber: 57,
        line: 2,
        seconds: Date.UTC(2024, 7, 27, 3, 6, 36) / 1000,
        nanoseconds: 491417000,
        udp: { payloadLength: 35 },
        dns: {
          id: 0xe989,
          isResponse: false,
          questions: [{ name: 'debug.opendns.com', type: 16 }],
        },
      },
    ]);
  });

  test('single fields (-e), in both forms', () => {
    const fields = {
      'frame.number': ['5'],
      'frame.time_epoch': ['1724740879.5'],
      'ip.src': ['192.0.2.1'],
      'ip.dst': ['192.0.2.2'],
      'tcp.srcport': ['50000'],
      'tcp.dstport': ['443'],
      'tcp.flags': ['0x0002'],
    };
    const elastic = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name.replaceAll('.', '_'), value]),
    );
    const lists = [
      JSON.stringify([{ _source: { layers: fields } }]),
      `${JSON.stringify({ index: {} })}\n${JSON.stringify({ timestamp: '1', layers: elastic })}\n`,
    ];
    for (const list of lists) {
      const [packet] = readList(list).packets;
      expect(packet).toMatchObject({
        frameNumber: 5,
        seconds: 1724740879,
        nanoseconds: 500_000_000,
        sourcePort: 50_000,
        destinationPort: 443,
        tcp: { flags: 2, rawSequence: -1 },
      });
      expect(packet.source).toEqual([0, 0, 0xffff, 0xc0000201 | 0]);
    }
  });

  test('of versions that do not show numbers as sent: what the analysis says', () => {
    const syn = (flag: string) => ({
      layers: {
        ip: { 'ip.src': '192.0.2.1', 'ip.dst': '192.0.2.2' },
        tcp: {
          'tcp.flags': '0x00000002',
          'tcp.seq': '0',
          'tcp.analysis': { 'tcp.analysis.flags': { '_ws.expert': { [flag]: '' } } },
        },
      },
    });
    const list = [
      'tcp.analysis.reused_ports',
      'tcp.analysis.retransmission',
      'tcp.analysis.ack_lost',
    ];
    const { packets } = readList(JSON.stringify(list.map((flag) => ({ _source: syn(flag) }))));
    expect(packets.map(({ tcp }) => [tcp?.portsReused, tcp?.isRetransmission])).toEqual([
      [true, false],
      [false, true],
      [false, false],
    ]);
  });

  test('an empty list has no packets', async () => {
    const report = await diagnose(await openCapture(new TextEncoder().encode('[\n\n\n]\n')));
    expect(report.capture).toMatchObject({ format: 'json', packets: 0, problems: [] });
  });

  test('with bytes: these, with their link type', () => {
    const [packet] = readList(WITH_BYTES).packets;
    expect(packet.linkType).toBe(1);
    expect(packet.bytes).toHaveLength(42);
    expect(packet.bytes?.slice(0, 8)).toEqual(Uint8Array.of(255, 255, 255, 255, 255, 255, 0, 0x0c));
  });

  test.each([1, 2, 7, 1000])('is the same in pieces of %i bytes', (length) => {
    for (const list of [PRETTY, QUERY, WITH_BYTES]) {
      expect(readList(list, length)).toEqual(readList(list));
    }
  });

  test('the two packets give what they show: a SYN, and its RST', async () => {
    const report = await diagnose(await openCapture(new TextEncoder().encode(PRETTY)));
    expect(report.capture).toMatchObject({ format: 'json', packets: 2, problems: [] });
    expect(report.capture.firstTime).toBe('2024-08-27T06:41:19.812444Z');
    expect(report.endpoints).toHaveLength(1);
    expect(report.endpoints[0]).toMatchObject({ server: '18.135.112.200', port: 443, refused: 1 });
    expect(report.endpoints[0].evidence[0].frames).toEqual([7071, 7072]);
  });
});

// Each kind of verdict once; of the traps, those that an export could fall into.
const COMPARED = [
  'captive-portal.pcapng',
  'clienthello-drop.pcapng',
  'dns-drop-ipv6.pcapng',
  'healthy-vlan.pcapng',
  'icmp-admin-prohibited.pcapng',
  'icmpv6-port-unreachable-server.pcapng',
  'reset-injected.pcapng',
  'reset-later.pcapng',
  'trap-duplicated-frames.pcapng',
  'trap-server-app-down.pcapng',
  'trap-snaplen-64.pcapng',
];

const FORMS: readonly (readonly [name: string, options: readonly string[], captures: string[]])[] =
  [
    ['-T json', ['-T', 'json'], COMPARED],
    ['-T json --no-duplicate-keys', ['-T', 'json', '--no-duplicate-keys'], COMPARED.slice(6, 8)],
    ['-T json -x', ['-T', 'json', '-x'], COMPARED.slice(4, 8)],
    ['-T ek', ['-T', 'ek'], COMPARED.slice(5, 11)],
  ];

describe.skipIf(!installed('tshark'))(
  'what tshark exports gives the verdicts of the capture',
  () => {
    for (const [form, options, captures] of FORMS) {
      test.concurrent.each(captures)(`%s ${form}`, async (name) => {
        const path = join(CAPTURES, name);
        const list = await tshark(['-r', path, ...options]);
        const bytes = new TextEncoder().encode(list);
        const truth = await diagnose(await openCapture(path));
        const report = await diagnose(await openCapture(bytes));
        expect(report.capture.problems).toEqual([]);
        expect(told(report)).toEqual(told(truth));
        for (const [index, { confidence }] of report.endpoints.entries()) {
          expect(SURENESS.indexOf(confidence)).toBeLessThanOrEqual(
            SURENESS.indexOf(truth.endpoints[index].confidence),
          );
        }
        expect(await packetsOf(bytes, form.endsWith('-x'))).toEqual(
          await packetsOf(readFileSync(path), form.endsWith('-x')),
        );
      });
    }
  },
);

const SURENESS = ['low', 'medium', 'high'];

/** What must not differ: endpoints in their order, verdicts, counts, and the capture's times. */
function told({ capture, endpoints, summary }: Report) {
  return {
    packets: capture.packets,
    firstTime: capture.firstTime,
    lastTime: capture.lastTime,
    summary: summary.verdict,
    endpoints: endpoints
      .map((endpoint) => {
        const { verdict, name, attempts, retransmissions, answered, refused, firstTime } = endpoint;
        return [
          ...[endpointName(endpoint), verdict, name, attempts, retransmissions, answered, refused],
          firstTime,
        ].join(' ');
      })
      .sort(),
  };
}

/** Number, time and length of every packet; its bytes too where the export has them. */
async function packetsOf(bytes: Uint8Array, withBytes: boolean) {
  const { packets } = await readSource(new MemorySource(bytes), [openPacketList]);
  return packets.map((packet) => [
    ...[packet.frameNumber, packet.seconds, packet.nanoseconds, packet.originalLength],
    withBytes ? Buffer.from(packet.bytes).toString('hex') : '',
  ]);
}
