import { describe, expect, test } from 'vitest';
import type { Report, Verdict } from '../src/index.ts';
import { captureNames, reportOf, serviceName } from './support/expected-report.ts';

// What each capture was built to show, copied by hand from captures/README.md, which was written
// with the captures and before the program: no row of it comes from the program's output.

interface Endpoint {
  /** One verdict, or those of which any is right. */
  readonly verdict: Verdict | readonly Verdict[];
  readonly attempts?: number;
  readonly retransmissions?: number;
  readonly refused?: number;
  readonly pattern?: string;
  readonly function?: string;
}

interface Truth {
  /** By service, `client → service` where one client's is meant. All others are `answered`. */
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  readonly summary: Verdict | readonly Verdict[];
  /** Where the capture was built to show a product; elsewhere either profile is right. */
  readonly profile?: string;
  /** Findings that belong to no endpoint. */
  readonly findings?: readonly string[];
  readonly quality?: readonly string[];
  /** Words that must not be a client's address. */
  readonly notClients?: string;
}

const answered = { verdict: 'answered' } as const;
const drop = { verdict: 'drop' } as const;
const reject = { verdict: 'reject' } as const;
const closed = { verdict: 'closed' } as const;
const unreachable = { verdict: 'unreachable' } as const;
const intercepted = { verdict: 'intercepted' } as const;
const inconclusive = { verdict: 'inconclusive' } as const;

const healthy: Truth = { endpoints: {}, summary: 'answered' };
const cutShort: Truth = {
  endpoints: {
    '203.0.113.96:443': drop,
    '198.51.100.56:53/udp': drop,
    '203.0.113.97:443': reject,
  },
  summary: 'drop',
};

const resolverDrop = {
  verdict: 'drop',
  pattern: 'dns-unanswered-retransmits',
  function: 'dns-protection',
} as const;

const TRUTH: Readonly<Record<string, Truth>> = {
  // Secure Access
  'secure-access-dns-unprotected.pcapng': {
    profile: 'cisco-secure-access',
    summary: 'drop',
    endpoints: {
      '208.67.222.222:53/udp': resolverDrop,
      '208.67.222.222:443/udp': resolverDrop,
      '208.67.220.220:53/udp': resolverDrop,
      '208.67.220.220:443/udp': resolverDrop,
      '18.135.112.200:443': { verdict: 'answered', function: 'web-protection' },
      '192.168.0.65:53/udp': answered,
    },
  },
  'secure-access-web-reject.pcapng': {
    profile: 'cisco-secure-access',
    summary: 'reject',
    endpoints: {
      '18.135.112.200:443': {
        verdict: 'reject',
        pattern: 'syn-reset',
        function: 'web-protection',
        attempts: 9,
        retransmissions: 0,
        refused: 9,
      },
      '208.67.222.222:53/udp': answered,
      '208.67.222.222:443/udp': answered,
      '208.67.220.220:53/udp': answered,
      '208.67.220.220:443/udp': answered,
    },
  },
  'secure-access-web-drop.pcapng': {
    profile: 'cisco-secure-access',
    summary: 'drop',
    endpoints: {
      '18.135.112.200:443': {
        verdict: 'drop',
        pattern: 'syn-only-retransmits',
        function: 'web-protection',
        attempts: 4,
        retransmissions: 16,
        refused: 0,
      },
      '208.67.222.222:53/udp': answered,
      '208.67.220.220:53/udp': answered,
    },
  },
  'secure-access-healthy.pcapng': { ...healthy, profile: 'cisco-secure-access' },

  // What firewalls, routers and servers say
  'icmp-admin-prohibited.pcapng': {
    summary: 'reject',
    endpoints: {
      '203.0.113.50:443': reject,
      '203.0.113.51:443': reject,
      '198.51.100.53:53/udp': reject,
    },
  },
  'icmp-port-unreachable-server.pcapng': {
    summary: 'closed',
    endpoints: { '203.0.113.60:53/udp': closed, '203.0.113.60:443': answered },
  },
  'icmp-port-unreachable-firewall.pcapng': {
    summary: 'reject',
    endpoints: { '203.0.113.61:53/udp': reject, '203.0.113.62:443': reject },
  },
  'icmp-host-unreachable.pcapng': {
    summary: 'unreachable',
    endpoints: {
      '203.0.113.63:443': unreachable,
      '192.0.2.64:443': unreachable,
      '192.0.2.65:443': unreachable,
    },
  },
  'icmpv6-admin-prohibited.pcapng': {
    summary: 'reject',
    endpoints: {
      '[2001:db8:50::1]:443': reject,
      '[2001:db8:50::2]:443': reject,
      '[2001:db8:50::3]:443': reject,
    },
  },
  'icmpv6-port-unreachable-server.pcapng': {
    summary: 'closed',
    endpoints: { '[2001:db8:60::1]:53/udp': closed, '[2001:db8:60::1]:443': answered },
  },
  'icmpv6-port-unreachable-firewall.pcapng': {
    summary: 'reject',
    endpoints: { '[2001:db8:61::1]:53/udp': reject, '[2001:db8:62::1]:443': reject },
  },
  'icmpv6-address-unreachable.pcapng': {
    summary: 'unreachable',
    endpoints: { '[2001:db8:63::1]:443': unreachable, '[2001:db8:64::1]:443': unreachable },
  },
  'clienthello-drop.pcapng': { summary: 'drop', endpoints: { '203.0.113.52:443': drop } },
  'clienthello-reset.pcapng': { summary: 'reject', endpoints: { '203.0.113.53:443': reject } },
  'large-packets-drop.pcapng': { summary: 'drop', endpoints: { '203.0.113.54:443': drop } },
  'dns-drop-ipv6.pcapng': {
    profile: 'cisco-secure-access',
    summary: 'drop',
    endpoints: {
      '[2620:119:53::53]:53/udp': resolverDrop,
      '[2620:119:53::53]:443/udp': resolverDrop,
      '[2620:119:35::35]:53/udp': resolverDrop,
      '[2620:119:35::35]:443/udp': resolverDrop,
    },
  },
  'dns-intercepted.pcapng': {
    profile: 'cisco-secure-access',
    summary: 'intercepted',
    endpoints: { '208.67.222.222:53/udp': intercepted, '208.67.220.220:53/udp': intercepted },
  },
  'syn-drop.pcapng': {
    summary: 'drop',
    endpoints: {
      '203.0.113.55:8443': {
        verdict: 'drop',
        pattern: 'syn-only-retransmits',
        attempts: 2,
        retransmissions: 10,
      },
    },
  },
  'syn-reset-firewall.pcapng': {
    summary: 'reject',
    endpoints: {
      '203.0.113.56:443': { verdict: 'reject', pattern: 'syn-reset' },
      '198.51.100.57:993': { verdict: 'reject', pattern: 'syn-reset' },
      '192.0.2.58:22': { verdict: 'reject', pattern: 'syn-reset' },
    },
  },
  'reset-injected.pcapng': { summary: 'reject', endpoints: { '203.0.113.59:443': reject } },
  'arp-unanswered.pcapng': {
    // Nothing could be sent to it, so it is no endpoint: a finding of its own.
    summary: ['answered', 'unreachable'],
    endpoints: {},
    findings: ['unreachable/192.168.1.77'],
  },

  // Later failures, the way back, and answers in the server's place
  'quic-drop.pcapng': {
    summary: 'drop',
    endpoints: {
      '203.0.113.120:443/udp': { verdict: 'drop', pattern: 'quic-unanswered-retransmits' },
      '203.0.113.120:443': answered,
    },
  },
  'captive-portal.pcapng': {
    summary: 'intercepted',
    endpoints: {
      '203.0.113.121:80': { verdict: 'intercepted', pattern: 'captive-portal' },
      '198.51.100.122:80': { verdict: 'intercepted', pattern: 'captive-portal' },
    },
  },
  'idle-timeout.pcapng': {
    summary: 'drop',
    endpoints: { '203.0.113.123:8443': { verdict: 'drop', pattern: 'connection-stalled' } },
  },
  'syn-ack-drop.pcapng': {
    summary: 'drop',
    endpoints: { '203.0.113.124:443': { verdict: 'drop', pattern: 'syn-ack-unacknowledged' } },
  },
  'reset-later.pcapng': {
    summary: 'reject',
    endpoints: { '203.0.113.125:443': { verdict: 'reject', pattern: 'connection-reset-later' } },
  },

  // Traps
  'trap-client-aborts.pcapng': {
    summary: 'answered',
    endpoints: { '203.0.113.90:443': answered, '203.0.113.91:443': answered },
  },
  'trap-server-resets-after-exchange.pcapng': {
    summary: 'answered',
    endpoints: { '203.0.113.92:443': answered },
  },
  'trap-duplicated-frames.pcapng': {
    summary: 'drop',
    endpoints: {
      '203.0.113.93:443': { verdict: 'drop', attempts: 1, retransmissions: 4 },
      '203.0.113.94:443': { verdict: 'reject', attempts: 2 },
      '203.0.113.95:443': inconclusive,
      '198.51.100.53:53/udp': inconclusive,
    },
  },
  'trap-one-direction.pcapng': {
    summary: ['answered', 'inconclusive'],
    endpoints: { '192.168.1.53:53/udp': { verdict: ['inconclusive', 'answered'] } },
  },
  'trap-late-answers.pcapng': {
    summary: 'answered',
    endpoints: { '198.51.100.54:53/udp': answered },
  },
  'trap-dns-in-icmp-quotes.pcapng': {
    summary: 'reject',
    endpoints: { '198.51.100.53:53/udp': reject, '198.51.100.55:53/udp': reject },
  },
  'trap-snaplen-64.pcapng': cutShort,
  'trap-snaplen-96.pcapng': cutShort,
  'trap-starts-mid-connection.pcapng': healthy,
  'trap-syn-flood.pcapng': {
    summary: 'drop',
    endpoints: {
      '203.0.113.10 → 198.51.100.77:443': drop,
      '192.0.2.20 → 203.0.113.10:80': answered,
      '192.0.2.21 → 203.0.113.10:80': answered,
      '192.0.2.22 → 203.0.113.10:80': answered,
      '192.0.2.23 → 203.0.113.10:80': answered,
      '203.0.113.12:5432': answered,
    },
    quality: ['syn-flood'],
    notClients: '198.18.',
  },
  'trap-server-app-down.pcapng': {
    summary: 'closed',
    endpoints: {
      '203.0.113.70:8443': closed,
      '192.168.1.80:8080': closed,
      '203.0.113.70:443': answered,
    },
  },
  'trap-dns-servfail.pcapng': {
    summary: 'answered',
    endpoints: { '192.168.1.53:53/udp': answered },
  },
  'trap-load-balancer-resets.pcapng': {
    summary: 'answered',
    endpoints: { '203.0.113.98:443': answered },
  },
  'trap-interface-drops.pcapng': {
    summary: ['inconclusive', 'answered'],
    endpoints: { '203.0.113.110:443': inconclusive, '198.51.100.57:53/udp': inconclusive },
  },
  'trap-ends-too-soon.pcapng': {
    summary: ['inconclusive', 'answered'],
    endpoints: {
      '203.0.113.120:443': inconclusive,
      '198.51.100.58:53/udp': inconclusive,
      // It shook hands, and no more is known.
      '203.0.113.121:443': { verdict: ['answered', 'inconclusive'] },
    },
  },

  // Containers
  'healthy.pcapng': healthy,
  'healthy-nanosecond.pcap': healthy,
  'healthy-big-endian.pcap': healthy,
  'healthy.pcapng.gz': healthy,
  'healthy-vlan.pcapng': healthy,
};

function matching(report: Report, key: string): Report['endpoints'] {
  const [client, service] = key.includes(' → ') ? key.split(' → ') : [undefined, key];
  return report.endpoints.filter(
    (endpoint) =>
      serviceName(endpoint) === service && (client === undefined || endpoint.client === client),
  );
}

/** What is wrong with a report, a line for each: all of it at once, not the first. */
function disagreements(report: Report, truth: Truth): string[] {
  const wrong: string[] = [];
  const check = (what: string, got: unknown, want: unknown) => {
    const isRight = Array.isArray(want) ? want.includes(got) : got === want;
    if (!isRight) wrong.push(`${what}: ${String(got)}, should be ${String(want)}`);
  };
  if (truth.profile !== undefined) check('profile', report.profile, truth.profile);
  check('summary', report.summary.verdict, truth.summary);
  const named = new Set<Report['endpoints'][number]>();
  for (const [key, want] of Object.entries(truth.endpoints)) {
    const found = matching(report, key);
    if (found.length === 0) wrong.push(`${key}: missing`);
    for (const endpoint of found) {
      named.add(endpoint);
      check(key, endpoint.verdict, want.verdict);
      for (const count of ['attempts', 'retransmissions', 'refused', 'function'] as const) {
        if (want[count] !== undefined) check(`${key} ${count}`, endpoint[count], want[count]);
      }
      if (want.pattern !== undefined && !endpoint.patterns.includes(want.pattern)) {
        wrong.push(`${key}: ${want.pattern} missing among ${endpoint.patterns.join(' ')}`);
      }
    }
  }
  for (const endpoint of report.endpoints) {
    if (!named.has(endpoint)) {
      check(`${endpoint.client} → ${serviceName(endpoint)}`, endpoint.verdict, 'answered');
    }
    if (truth.notClients !== undefined && endpoint.client.startsWith(truth.notClients)) {
      wrong.push(`${endpoint.client}: is listed as a client`);
    }
    for (const frame of endpoint.evidence.flatMap(({ frames }) => frames)) {
      if (frame < 1 || frame > report.capture.packets) wrong.push(`frame ${frame}: not there`);
    }
  }
  for (const id of truth.findings ?? []) {
    if (!report.findings.some((finding) => finding.id === id)) wrong.push(`finding ${id}: missing`);
  }
  for (const code of truth.quality ?? []) {
    if (!report.capture.quality.some((note) => note.code === code)) wrong.push(`${code}: no note`);
  }
  check('problems', report.capture.problems.length, 0);
  return wrong;
}

describe('verdicts are what the captures were built to show', () => {
  test.each(Object.entries(TRUTH))('%s', async (name, truth) => {
    expect(disagreements(await reportOf(name), truth)).toEqual([]);
  });
});

test('the truth covers every capture', () => {
  expect(captureNames()).toEqual(Object.keys(TRUTH).sort());
});

test('the evidence frames of the Secure Access cases are the rows of the tables', async () => {
  // Numbers from the article's packet lists.
  const dns = await reportOf('secure-access-dns-unprotected.pcapng');
  const asked = [
    57, 3327, 6797, 6798, 6825, 6826, 6915, 6916, 6918, 6919, 7610, 7886, 7887, 7891, 7892,
  ];
  const proof = dns.endpoints.filter(({ verdict }) => verdict === 'drop');
  const frames = proof.flatMap(({ evidence }) =>
    evidence
      .filter(({ code }) => code === 'dns-unanswered-retransmits')
      .flatMap((piece) => piece.frames),
  );
  expect([...new Set(frames)].sort((a, b) => a - b)).toEqual(asked);
});
