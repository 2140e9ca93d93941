import { describe, expect, it } from 'vitest';
import { findScans } from '../../src/evidence/scans.ts';
import { formatAddress } from '../../src/protocols/address-text.ts';
import { say } from '../../src/words/say.ts';
import { filler } from '../../support/packet-builder.ts';
import {
  ACK,
  datagramBytes,
  FIN,
  RST,
  type SegmentFields,
  type Side,
  SYN,
  Tracked,
} from '../../support/tracked.ts';

const SCANNER = '192.168.1.20';
const HOST = '198.51.100.7';

type Answer = 'open' | 'closed' | 'silent';

/** A SYN, what answers it, and what the scanner's kernel makes of that. */
function probe(
  tracked: Tracked,
  at: number,
  [client, server]: readonly [Side, Side],
  answer: Answer,
  fields: Partial<SegmentFields> = {},
): void {
  tracked.segment(at, client, server, { flags: SYN, sequence: 7, ...fields });
  if (answer === 'closed') {
    tracked.segment(at + 0.01, server, client, {
      ...{ flags: RST | ACK, sequence: 0, acknowledgment: 8 },
    });
  } else if (answer === 'open') {
    tracked.segment(at + 0.01, server, client, {
      ...{ flags: SYN | ACK, sequence: 99, acknowledgment: 8 },
    });
    tracked.segment(at + 0.011, client, server, { flags: RST, sequence: 8 });
  }
}

/** What a tool's raw SYNs have: one source port, a window that no kernel has. */
const RAW = { window: 1024 };
const from = (port: number, address = SCANNER): Side => ({ address, port });
const at = (port: number, address = HOST): Side => ({ address, port });

function found(tracked: Tracked, names: readonly string[] = []) {
  const endpoints = tracked.finish(60);
  const { scans, endpoints: members } = findScans(endpoints, {
    hasName: (address) => names.includes(formatAddress(...address)),
    askedOnce: (client) => tracked.tracker.endpoints.askedOnce(client),
  });
  return { scans, left: endpoints.filter((endpoint) => !members.has(endpoint)) };
}

/** SYNs as a kernel sends them: from a port of its own each, and again after 1 and 3 s. */
function ask(tracked: Tracked, time: number, to: Side, answer: Answer, sends = 3): void {
  const client = from(40_000 + tracked.frame);
  const times = [0, 1, 3, 7].slice(0, answer === 'silent' ? sends : 1);
  for (const again of times) probe(tracked, time + again, [client, to], answer);
}

describe('scans', () => {
  it('SYNs of a tool to many ports are one, with nmap’s states', () => {
    const tracked = new Tracked();
    for (let port = 1; port <= 100; port++) {
      const answer = port === 22 || port === 80 ? 'open' : port > 90 ? 'silent' : 'closed';
      probe(tracked, port / 1000, [from(51_000), at(port)], answer, RAW);
      // It asks the silent ones again from the port behind it, as nmap does.
      if (answer === 'silent') probe(tracked, 1.1, [from(51_001), at(port)], answer, RAW);
    }
    const { scans, left } = found(tracked);
    expect(left.map(({ port }) => port)).toEqual([]);
    expect(scans).toHaveLength(1);
    expect(scans[0]).toMatchObject({
      ...{ kind: 'tcp', servers: 1, ports: 100, open: 2, closed: 88, filtered: 10 },
      tool: { by: 'source-port', value: 51_000 },
      decoys: [],
    });
    expect(scans[0].openPorts.map(({ port }) => port)).toEqual([22, 80]);
    expect(say({ code: 'scan', scan: scans[0] })).toBe(
      '192.168.1.20 scans 100 TCP ports of 198.51.100.7: 2 open, 88 closed, 10 filtered',
    );
    expect(say({ code: 'scan-scope', scan: scans[0] })).toBe(
      'Open: TCP 22 and 80. Filtered: TCP 91, 92, 93, 94, 95, 96, 97, 98, 99 and 100.',
    );
  });

  it('a kernel that connects to many ports of a host, many of the system’s', () => {
    const tracked = new Tracked();
    for (let port = 1; port <= 30; port++) {
      ask(tracked, port, at(port), port === 22 ? 'open' : port > 20 ? 'silent' : 'closed', 2);
    }
    expect(found(tracked)).toMatchObject({
      scans: [{ open: 1, closed: 20, filtered: 9, tool: null }],
      left: [],
    });
  });

  it('one port of many hosts in a row', () => {
    const tracked = new Tracked();
    for (let host = 1; host <= 30; host++) {
      ask(tracked, host / 10, at(445, `10.0.0.${host}`), host < 20 ? 'silent' : 'closed', 1);
    }
    const { scans, left } = found(tracked);
    expect(left.map(({ port }) => port)).toEqual([]);
    expect(scans.map((scan) => say({ code: 'scan', scan }))).toEqual([
      '192.168.1.20 scans TCP 445 of 30 hosts: 11 closed, 19 filtered',
    ]);
  });

  it('no scan: a browser whose port 443 is blocked, by silence or by resets', () => {
    for (const answer of ['silent', 'closed'] as const) {
      const tracked = new Tracked();
      const servers = Array.from({ length: 40 }, (_, i) => `203.0.${i * 6}.${(i * 37) % 250}`);
      for (const [index, server] of servers.entries()) {
        ask(tracked, index / 10, at(443, server), answer);
        ask(tracked, index / 10 + 0.2, at(443, server), answer);
      }
      expect(found(tracked, servers)).toMatchObject({ scans: [], left: { length: 40 } });
    }
  });

  it('no scan: servers that were looked up, though in a row and asked once', () => {
    const servers = Array.from({ length: 40 }, (_, i) => `203.0.113.${i}`);
    const tracked = new Tracked();
    for (const server of servers) ask(tracked, 1, at(443, server), 'closed');
    expect(found(tracked, servers).scans).toEqual([]);
  });

  it('no scan: monitoring of many hosts and ports that answer', () => {
    const tracked = new Tracked();
    for (let host = 1; host <= 40; host++) ask(tracked, host, at(22, `10.0.0.${host}`), 'open');
    for (let port = 8000; port < 8040; port++) ask(tracked, port / 100, at(port), 'open');
    expect(found(tracked)).toMatchObject({ scans: [], left: { length: 80 } });
  });

  it('no scan: one application whose many ports of a server are blocked', () => {
    const tracked = new Tracked();
    for (let port = 50_000; port < 50_030; port++) ask(tracked, 1, at(port), 'closed');
    expect(found(tracked).scans).toEqual([]);
  });

  it('what else goes between the two stays: an exchange, and an application that asks again', () => {
    const tracked = new Tracked();
    const browser = from(60_000);
    tracked.segment(0, browser, at(443), { flags: SYN, sequence: 7 });
    tracked.segment(0.01, at(443), browser, { flags: SYN | ACK, sequence: 99, acknowledgment: 8 });
    tracked.segment(0.02, browser, at(443), {
      ...{ flags: ACK, sequence: 8, acknowledgment: 100, data: filler(50) },
    });
    tracked.segment(0.03, at(443), browser, {
      ...{ flags: ACK, sequence: 100, acknowledgment: 58, data: filler(50) },
    });
    ask(tracked, 0, at(8443), 'silent', 4);
    for (let port = 1; port <= 50; port++) {
      probe(tracked, 8 + port / 1000, [from(51_000), at(port)], 'closed', RAW);
    }
    probe(tracked, 8, [from(51_000), at(8443)], 'silent', RAW);
    const { scans, left } = found(tracked);
    // That port is open, and the scan's reader looks for it.
    expect(scans).toMatchObject([{ open: 1, closed: 50, filtered: 0 }]);
    expect(left.map(({ port }) => port).sort()).toEqual([443, 8443]);
  });

  it('decoys: the same packets in the name of others, and who had the answers', () => {
    const tracked = new Tracked();
    const decoys = ['192.168.1.70', '192.168.1.71'];
    for (let port = 1; port <= 40; port++) {
      for (const name of decoys) {
        probe(tracked, port / 100, [from(51_000, name), at(port)], 'silent', RAW);
      }
      probe(tracked, port / 100, [from(51_000), at(port)], port === 22 ? 'open' : 'closed', RAW);
    }
    const { scans, left } = found(tracked);
    expect(left.map(({ port }) => port)).toEqual([]);
    expect(scans).toHaveLength(1);
    expect(scans[0]).toMatchObject({ open: 1, closed: 39, filtered: 0, isClientSure: true });
    expect(formatAddress(...scans[0].client)).toBe(SCANNER);
    expect(scans[0].decoys.map((decoy) => formatAddress(...decoy))).toEqual(decoys);
  });

  it('decoys, captured where all of them have their answers', () => {
    const tracked = new Tracked();
    for (let port = 1; port <= 40; port++) {
      for (const name of ['203.0.113.5', '203.0.113.6']) {
        probe(tracked, port / 100, [from(51_000, name), at(port)], 'closed', RAW);
      }
    }
    const [scan] = found(tracked).scans;
    expect(scan.isClientSure).toBe(false);
    expect(say({ code: 'scan', scan })).toBe(
      'One of 203.0.113.5 and 203.0.113.6 scans 40 TCP ports of 198.51.100.7: 40 closed',
    );
  });

  it('probes without SYN', () => {
    const tracked = new Tracked();
    for (let port = 1; port <= 40; port++) {
      tracked.segment(port / 100, from(51_000), at(port), { flags: FIN, sequence: 7 });
      if (port > 10) {
        tracked.segment(port / 100 + 0.01, at(port), from(51_000), {
          ...{ flags: RST | ACK, sequence: 0, acknowledgment: 8 },
        });
      }
    }
    // How it saw that the host is there.
    probe(tracked, 0, [from(50_000), at(443)], 'open', RAW);
    const { scans, left } = found(tracked);
    expect(left.map(({ port }) => port)).toEqual([]);
    expect(scans.map((scan) => say({ code: 'scan', scan }))).toEqual([
      '192.168.1.20 scans 40 TCP ports of 198.51.100.7: 30 reset, 10 without an answer',
    ]);
  });

  it('UDP: port unreachable is closed, an answer is open', () => {
    const tracked = new Tracked();
    for (let port = 1; port <= 30; port++) {
      tracked.datagram(port / 10, from(51_000), at(port), filler(8));
      const asked = datagramBytes(from(51_000), at(port), filler(8));
      if (port < 20) tracked.icmpError(port / 10 + 0.01, HOST, SCANNER, [3, 3], asked, 36);
      if (port === 25) tracked.icmpError(2.51, '192.168.1.1', SCANNER, [3, 13], asked, 36);
      if (port === 30) tracked.datagram(3.01, at(port), from(51_000), filler(30));
    }
    const { scans, left } = found(tracked);
    expect(left.map(({ port }) => port)).toEqual([30]);
    expect(scans).toMatchObject([{ kind: 'udp', open: 1, closed: 19, filtered: 10 }]);
  });

  it('no scan: an application over UDP with many peers', () => {
    const tracked = new Tracked();
    for (let peer = 1; peer <= 60; peer++) {
      tracked.datagram(peer, from(6881), at(6881 + peer * 7, `203.${peer}.7.9`), filler(80));
    }
    expect(found(tracked).scans).toEqual([]);
  });

  it('all ports of a host: those that are not followed are counted', () => {
    const tracked = new Tracked();
    for (let port = 1; port <= 20_000; port++) {
      probe(tracked, port / 10_000, [from(51_000), at(port)], 'closed', RAW);
    }
    const [scan] = found(tracked).scans;
    expect(scan).toMatchObject({ closed: 20_000, filtered: 0 });
    expect(scan.notFollowed).toBe(tracked.tracker.capture.endpointsNotFollowed);
    expect(say({ code: 'scan', scan })).toContain('scans 20,000 TCP ports of 198.51.100.7');
  });
});
