import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnose, openCapture, type Report } from '../src/index.ts';
import { sidesReport } from '../support/two-sides.ts';

/*
 * Published cases, rebuilt, each with its truth: they are not the project's own, so that the tests say
 * so where they are missing.
 */
const FOLDER = '../shared/field';

/** What a case may come out as: the verdicts of one service, and what its text has to name. */
interface FieldCase {
  readonly server: string;
  readonly port: number;
  readonly verdicts: readonly string[];
  /** All that is said of the service, in evidence, reason, title and remedy, has these words. */
  readonly says?: readonly RegExp[];
}

const CASES: Readonly<Record<string, readonly FieldCase[]>> = {
  'c01-netpol-drop.pcap': [{ server: '192.0.2.65', port: 80, verdicts: ['drop', 'inconclusive'] }],
  'c01-tcpdump-netpol-drop.txt': [
    { server: '192.0.2.65', port: 80, verdicts: ['drop', 'inconclusive'] },
  ],
  'c03-keepalive-rst.pcap': [
    {
      ...{ server: '198.51.100.35', port: 3020, verdicts: ['reject'] },
      says: [/2 h|120 min/, /idle|pause/i, /keep-alive/i],
    },
  ],
  'c05-admin-prohibited.pcap': ['198.51.100.198', '203.0.113.152'].map((server) => ({
    ...{ server, port: 443, verdicts: ['reject'] },
    says: [/192\.0\.2\.4/],
  })),
  'c05-tcpdump-sll2-admin-prohibited.txt': ['198.51.100.198', '203.0.113.152'].map((server) => ({
    ...{ server, port: 443, verdicts: ['reject'] },
    says: [/192\.0\.2\.4/],
  })),
  'c09-wg-other-port.pcap': [
    {
      ...{ server: '192.0.2.67', port: 8023, verdicts: ['answered', 'inconclusive'] },
      says: [/8048/],
    },
  ],
  'c13b-mtu-vpn-silent.pcap': [
    {
      ...{ server: '10.4.0.32', port: 1521, verdicts: ['drop', 'inconclusive'] },
      says: [/MTU/],
    },
  ],
  'c16-big-clienthello.pcap': [
    {
      ...{ server: '203.0.113.90', port: 443, verdicts: ['drop'] },
      says: [/ClientHello/, /bytes|large|segments/i],
    },
  ],
  'c20-linux-log-refused.txt': [
    {
      ...{ server: '192.0.2.1', port: 7638, verdicts: ['drop', 'reject'] },
      says: [/line 1 of c20/, /refused connection/, /reject/],
    },
  ],
  'c21-pf-filterlog.txt': [
    {
      ...{ server: '198.51.100.17', port: 5060, verdicts: ['drop'] },
      says: [/fragments/],
    },
  ],
  'c17-asa-show-capture-acldrop.txt': [
    {
      ...{ server: '198.51.100.51', port: 15868, verdicts: ['drop'] },
      says: [/acl-drop/, /Flow is denied by configured rule/],
    },
  ],
  'c26-proxy-403.pcap': [
    // The refusal is of the target, whether its row is the name's or the proxy's.
    {
      ...{ server: '', port: -1, verdicts: ['reject', 'intercepted'] },
      says: [/blocked\.example\.com/, /403/, /URLBlocked/],
    },
  ],
  'c31-clienthello-only.pcapng': [
    { server: '203.0.113.52', port: 443, verdicts: ['drop', 'inconclusive'] },
    ...['203.0.113.20', '203.0.113.34', '198.51.100.25', '198.51.100.80', '198.51.100.81'].map(
      (server) => ({ server, port: 443, verdicts: ['answered', 'inconclusive'] }),
    ),
  ],
  'c33-no-syn.pcapng': [
    {
      ...{ server: '203.0.113.52', port: 443, verdicts: ['drop'] },
      says: [/blocked\.example\.com/],
    },
  ],
  'c34-side-client.pcap': [{ server: '198.51.100.44', port: 8443, verdicts: ['drop'] }],
  'c34-side-server.pcap': [{ server: '198.51.100.44', port: 8443, verdicts: ['drop'] }],
  'c35-umbrella-block-page.pcap': [
    {
      ...{ server: '146.112.61.106', port: 443, verdicts: ['intercepted', 'reject'] },
      says: [/Umbrella/, /ext\.surfshark\.com/, /policy/],
    },
  ],
  'c36-nmap-ack-probes.pcap': [
    { server: '192.0.2.61', port: 37068, verdicts: ['drop', 'inconclusive'] },
  ],
  'c43-print-job-hangs.pcap': [
    {
      ...{ server: '192.168.1.90', port: 9100, verdicts: ['answered'] },
      says: [/window/],
    },
  ],
  'c45-hairpin-nat.pcap': [
    {
      ...{ server: '203.0.113.10', port: 443, verdicts: ['unreachable', 'inconclusive'] },
      says: [/hairpin/i],
    },
  ],
  'c47-banned-after-logins.pcap': [
    { ...{ server: '203.0.113.22', port: 22, verdicts: ['reject'] }, says: [/ICMP/] },
  ],
  'c48-ikev2-auth-silent.pcap': [
    {
      ...{ server: '203.0.113.60', port: 4500, verdicts: ['drop', 'inconclusive'] },
      says: [/fragment/i],
    },
  ],
  'c54-docker-port-reset.pcap': [
    {
      ...{ server: '127.0.0.1', port: 8080, verdicts: ['closed', 'inconclusive'] },
      says: [/loopback|itself/],
    },
  ],
};

async function reportOf(name: string): Promise<Report> {
  return diagnose(await openCapture(join(FOLDER, name)));
}

/** Everything that a reader is told of an endpoint. */
function toldOf(report: Report, index: number): string {
  const { evidence, reason, alternative, name, server } = report.endpoints[index];
  const findings = report.findings.filter(({ endpoints }) => endpoints.includes(index));
  return [
    ...evidence.map(({ text }) => text),
    ...[reason, alternative?.text, name, server],
    ...findings.flatMap(({ title, impact, scope, remedy }) => [title, impact, scope, ...remedy]),
  ].join('\n');
}

describe.runIf(existsSync(FOLDER))('published cases', () => {
  it.each(Object.entries(CASES))('%s comes out as its truth', async (name, services) => {
    const report = await reportOf(name);
    for (const { server, port, verdicts, says = [] } of services) {
      const indexes = report.endpoints.flatMap((endpoint, index) =>
        port === -1
          ? verdicts.includes(endpoint.verdict)
            ? [index]
            : []
          : endpoint.server === server && endpoint.port === port
            ? [index]
            : [],
      );
      expect(indexes, `${server}:${port}`).not.toHaveLength(0);
      for (const index of indexes) {
        expect(verdicts, `${server}:${port}`).toContain(report.endpoints[index].verdict);
      }
      const told = indexes.map((index) => toldOf(report, index)).join('\n');
      for (const words of says) expect(told).toMatch(words);
    }
    const mayBeAnswered = services.every(({ verdicts }) => verdicts.includes('answered'));
    if (!mayBeAnswered) expect(report.summary.verdict).not.toBe('answered');
  });
});

describe.runIf(existsSync(FOLDER))('a published case of two sides', () => {
  it('c34: something between the two captures drops the way back', async () => {
    const captures = ['client', 'server'].map((side) =>
      readFileSync(join(FOLDER, `c34-side-${side}.pcap`)),
    );
    const { conclusion, sides } = await sidesReport(captures);
    expect(conclusion.code).toBe('between-sides');
    expect(conclusion.text).toMatch(/between the two captures drops.*way back.*both sides/);
    const endpoint = sides?.endpoints.find(({ server }) => server === '198.51.100.44');
    expect(endpoint?.verdict).toBe('drop');
    expect(endpoint?.place).toMatchObject({ segment: 'between', direction: 'to-client' });
    // Every SYN arrives; every SYN/ACK but the last, behind which the client's capture ends, counts.
    const counted = endpoint?.packets.map(({ kind, sent, arrived }) => [kind, sent, arrived]);
    expect(counted).toEqual([
      ['syn', 15, 15],
      ['syn-ack', 15, 0],
    ]);
    // The other service is in the client's capture alone: nothing is claimed of it.
    const other = sides?.endpoints.find(({ server }) => server === '203.0.113.7');
    expect(other).toMatchObject({ verdict: 'answered', place: null });
  });
});

describe.runIf(!existsSync(FOLDER))('published cases', () => {
  it.skip(`are not here (${FOLDER})`, () => {});
});
