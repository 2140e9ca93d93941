import { describe, expect, it } from 'vitest';
import { explainCommand } from '../../src/cli/commands/explain.ts';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { placeOf } from '../../src/diagnosis/place.ts';
import schema from '../../src/documents/schemas/report.schema.json' with { type: 'json' };
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { words } from '../../src/words/say.ts';
import { ethernet, etherType } from '../../support/packet-builder.ts';
import { reportOf, serviceName } from '../../support/shipped-captures.ts';
import { ACK, RST, type Side, SYN, segmentBytes, Tracked } from '../../support/tracked.ts';

// What the captures were built to show (captures/README.md): who sends the refusal, with which TTL.
describe('captures', () => {
  it.each([
    // TTL 64 within 0.5 ms, from the gateway's MAC address; servers outside have 44 to 57.
    ['secure-access-web-reject.pcapng', '18.135.112.200:443', 'local-network', 'after-syn'],
    ['dns-intercepted.pcapng', '208.67.222.222:53/udp', 'local-network', 'question'],
    // 1.2 ms, TTL 62; the server has 50 and is 18 ms away.
    ['clienthello-reset.pcapng', '203.0.113.53:443', 'near', 'after-server-name'],
    // 4 ms, TTL 59; the server's own SYN/ACK 18 ms, TTL 50.
    ['reset-injected.pcapng', '203.0.113.59:443', 'on-the-way', 'after-syn'],
    ['syn-reset-firewall.pcapng', '192.0.2.58:22', 'local-network', 'after-syn'],
    ['icmp-admin-prohibited.pcapng', '203.0.113.51:443', 'local-network', 'after-syn'],
    ['icmp-admin-prohibited.pcapng', '203.0.113.50:443', 'near', 'after-syn'],
    ['icmp-port-unreachable-server.pcapng', '203.0.113.60:53/udp', 'server-end', 'question'],
    ['trap-server-app-down.pcapng', '203.0.113.70:8443', 'server-end', 'after-syn'],
    ['trap-server-app-down.pcapng', '192.168.1.80:8080', 'server-end', 'after-syn'],
    ['clienthello-drop.pcapng', '203.0.113.52:443', 'unknown', 'after-server-name'],
    ['large-packets-drop.pcapng', '203.0.113.54:443', 'unknown', 'after-large-packets'],
    ['syn-drop.pcapng', '203.0.113.55:8443', 'unknown', 'after-syn'],
  ] as const)('%s %s: %s, %s', async (name, service, place, stage) => {
    const { endpoints } = await reportOf(name);
    const endpoint = endpoints.find((candidate) => serviceName(candidate) === service);
    expect(endpoint?.place?.code).toBe(place);
    expect(endpoint?.stage).toBe(stage);
    for (const other of endpoints) {
      const isFailure = other.verdict !== 'answered' && other.verdict !== 'inconclusive';
      expect(other.place !== null && other.stage !== null).toBe(isFailure);
    }
  });
});

const SERVER = { address: '198.51.100.7', port: 443 };

function judged(tracked: Tracked) {
  const [endpoint] = tracked.finish(60);
  const { tracker } = tracked;
  const context = detectContext(tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  const judgement = judge(observe(endpoint, context));
  return { ...judgement, place: placeOf(endpoint, judgement, context, tracker.neighbors) };
}

function refused(client: Side, server: Side, requestTtl: number, ttl: number, delay: number) {
  const tracked = new Tracked();
  for (const at of [0, 1, 2]) {
    const sequence = 1000 + at;
    tracked.segment(at, client, server, { flags: SYN, sequence, ttl: requestTtl });
    const reset = { flags: RST | ACK, sequence: 0, acknowledgment: sequence + 1, window: 0, ttl };
    tracked.segment(at + delay, server, client, reset);
  }
  return judged(tracked);
}

describe('the place of capture', () => {
  // Seen at the server, all that it sends is quick and crossed no router: no firewall's sign there.
  it("at the server's end makes no firewall of the server", () => {
    const seen = refused({ address: '203.0.113.9', port: 50_000 }, SERVER, 52, 64, 0.00005);
    expect(seen.verdict).not.toBe('reject');
    expect(seen.evidence.map(({ code }) => code)).toContain('reset-near-server');
    expect(seen.evidence.map(({ code }) => code)).not.toContain('reset-too-fast');
    expect(seen.place?.code ?? 'server-end').toBe('server-end');
  });

  it('at the client tells that something near refuses', () => {
    const seen = refused({ address: '192.168.1.20', port: 50_000 }, SERVER, 128, 64, 0.0004);
    expect(seen.verdict).toBe('reject');
    expect(seen.place?.code).toBe('local-network');
    expect(seen.place?.frames).toEqual([2, 4, 6]);
  });

  it('a server of the own site may be near itself', () => {
    const server = { address: '192.168.7.5', port: 443 };
    for (const ttl of [64, 62]) {
      const seen = refused({ address: '192.168.1.20', port: 50_000 }, server, 128, ttl, 0.0004);
      expect(seen.place?.code ?? 'unknown').toBe('unknown');
    }
  });

  it.each([
    ['192.168.1.1', 64, 'local-network'],
    ['10.20.30.40', 62, 'near'],
    ['192.0.2.77', 243, 'on-the-way'],
    [SERVER.address, 50, 'server-end'],
    ['192.168.1.20', 64, 'this-host'],
  ])('ICMP from %s with TTL %i comes from: %s', (sender, ttl, place) => {
    const client = { address: '192.168.1.20', port: 50_000 };
    const tracked = new Tracked();
    tracked.segment(0, client, SERVER, { flags: SYN, sequence: 1000 });
    const bytes = segmentBytes(client, SERVER, { flags: SYN, sequence: 1000 });
    tracked.icmpError(0.01, sender, client.address, [3, 13], bytes, 28, ttl);
    expect(judged(tracked).place?.code).toBe(place);
  });
});

it('a reset with one MAC address as source and destination never left the client', () => {
  const client = { address: '192.168.1.20', port: 50_000 };
  const other = { address: '203.0.113.8', port: 443 };
  const [own, router] = ['00:00:5e:00:53:01', '00:00:5e:00:53:02'];
  const placed = (resetMac: string) => {
    const tracked = new Tracked();
    const receive = (at: number, source: string, bytes: Uint8Array) =>
      tracked.frameOf(ethernet({ source, destination: own, etherType: etherType.ipv4 }, bytes), at);
    tracked.segment(0, client, SERVER, { flags: SYN, sequence: 1000, ttl: 128 });
    const reset = { flags: RST | ACK, sequence: 0, acknowledgment: 1001, ttl: 128 };
    receive(0.00005, resetMac, segmentBytes(SERVER, client, reset));
    tracked.segment(1, client, other, { flags: SYN, sequence: 1, ttl: 128 });
    const accepted = { flags: SYN | ACK, sequence: 1, acknowledgment: 2, ttl: 52 };
    receive(1.02, router, segmentBytes(other, client, accepted));
    return judged(tracked).place?.code;
  };
  expect(placed(own)).toBe('this-host');
  expect(placed(router)).toBe('local-network');
});

it('every place and stage is in the schema and in words', () => {
  const { properties } = schema.properties.endpoints.items;
  const codes = properties.place.anyOf[1].properties?.code.enum ?? [];
  expect([...codes].sort()).toEqual(Object.keys(words.places).sort());
  for (const code of codes) expect(explainCommand(code)).toMatch(/What to do: [\s\S]{10,}/);
  expect([...properties.stage.examples].sort()).toEqual(Object.keys(words.stages).sort());
});
