import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { diagnose, openCapture, type Report } from '../../../src/index.ts';
import {
  dnsQuery,
  ethernet,
  etherType,
  ipProtocol,
  ipv4,
  tcp,
  tcpFlag,
  udp,
} from '../../../support/packet-builder.ts';
import { readAll } from '../../../support/read-capture.ts';

/*
 * Packets' bytes without their times, as `tshark -x` and `-T jsonraw` print them: the verdict is that of the
 * capture or none, and no endpoint is lost. Each of these had another verdict, or was lost.
 */

/** As `tshark -x` prints packets. */
function printed(packets: readonly Uint8Array[]): Uint8Array {
  const lines: string[] = [];
  for (const bytes of packets) {
    for (let at = 0; at < bytes.length; at += 16) {
      const row = [...bytes.subarray(at, at + 16)];
      const cells = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
      const text = row.map((byte) =>
        byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
      );
      lines.push(`${at.toString(16).padStart(4, '0')}  ${cells.padEnd(47)}   ${text.join('')}`);
    }
    lines.push('');
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

async function reportOf(bytes: Uint8Array): Promise<Report> {
  return diagnose(await openCapture(bytes));
}

function verdicts({ endpoints }: Report): Map<string, string> {
  return new Map(
    endpoints.map(({ client, server, protocol, port, verdict }) => [
      `${client} ${server} ${protocol} ${port}`,
      verdict,
    ]),
  );
}

describe.each([
  ['balancer-one-machine-refuses.pcapng.gz', 'how soon resets among answers came'],
  ['captive-portal.pcapng', 'how soon a redirect came'],
  ['closed-ports-one-server.pcapng.gz', 'requests that were sent again at once'],
  ['dtls-none-icmp-limit.pcapng.gz', 'requests that were sent again at once'],
  ['firewalk.pcapng.gz', 'probes of the way'],
  ['fragments-dropped.pcapng.gz', 'how soon DNS answered'],
  ['half-open-monitor.pcapng.gz', 'which port a scanner asked from last'],
  ['midstream-server-restarts.pcapng.gz', 'how soon a reset came'],
  ['sip-large-ignored.pcapng.gz', 'requests that were sent again at once'],
])('%s', (name, what) => {
  test(`has no other verdict without ${what}`, async () => {
    const file = readFileSync(`captures/lab/${name}`);
    const capture = name.endsWith('.gz') ? gunzipSync(file) : file;
    const { packets } = await readAll(capture);
    const own = verdicts(await reportOf(capture));
    const list = verdicts(await reportOf(printed(packets.map(({ bytes }) => bytes))));
    const others = [...list].filter(
      ([key, verdict]) => verdict !== 'inconclusive' && own.get(key) !== verdict,
    );
    expect(others).toEqual([]);
    expect([...own.keys()].filter((key) => !list.has(key))).toEqual([]);
  });
});

describe('a clock of time stamps', () => {
  const CLIENT = '192.0.2.20';
  const SERVER = '203.0.113.80';
  const RESOLVER = '198.51.100.53';
  let id = 1;

  function packet(from: string, to: string, protocol: number, body: Uint8Array): Uint8Array {
    const source = '00:00:5e:00:53:01';
    const destination = '00:00:5e:00:53:02';
    const fields = { source: from, destination: to, protocol, id: id++ };
    return ethernet({ source, destination, etherType: etherType.ipv4 }, ipv4(fields, body));
  }

  /** A segment of a connection to `port`; `value` is its sender's time stamp. */
  function segment(port: number, isBack: boolean, flags: number, value: number): Uint8Array {
    const source = isBack ? SERVER : CLIENT;
    const destination = isBack ? CLIENT : SERVER;
    const isSyn = (flags & tcpFlag.syn) !== 0;
    const fields = {
      ...{ source, destination, flags, sequence: (isBack ? 5_000 : 1_000) + (isSyn ? 0 : 1) },
      sourcePort: isBack ? 443 : port,
      destinationPort: isBack ? port : 443,
      acknowledgment: (isBack ? 1_000 : 5_000) + 1,
      options: { timestamps: { value, echoReply: 0 } },
    };
    return packet(source, destination, ipProtocol.tcp, tcp(fields));
  }

  function query(queryId: number): Uint8Array {
    const ports = {
      source: CLIENT,
      destination: RESOLVER,
      sourcePort: 40_000,
      destinationPort: 53,
    };
    const message = dnsQuery({ id: queryId, name: 'www.example.net', type: 'A' });
    return packet(CLIENT, RESOLVER, ipProtocol.udp, udp(ports, message));
  }

  const { syn, ack } = tcpFlag;
  const opened = (port: number, value: number) => [
    segment(port, false, syn, value),
    segment(port, true, syn | ack, value),
    segment(port, false, ack, value),
  ];
  const resolverOf = ({ endpoints }: Report) =>
    endpoints.find(({ server }) => server === RESOLVER)?.verdict;
  const codesOf = ({ endpoints }: Report) =>
    endpoints.find(({ server }) => server === RESOLVER)?.evidence.map(({ code }) => code) ?? [];

  test('counts what has passed since a question', async () => {
    const report = await reportOf(
      printed([
        ...opened(50_000, 1_000),
        ...[query(7), query(7), query(7)],
        segment(50_000, false, ack, 1_100),
        segment(50_000, false, ack, 61_000),
      ]),
    );
    expect(codesOf(report)).toContain('dns-unanswered-retransmits');
  });

  test('and not what had passed before it', async () => {
    const report = await reportOf(
      printed([
        ...opened(50_000, 1_000),
        ...[query(7), query(7), query(7)],
        segment(50_000, false, ack, 61_000),
      ]),
    );
    expect(resolverOf(report)).toBe('inconclusive');
    expect(codesOf(report)).not.toContain('dns-unanswered-retransmits');
  });
});
