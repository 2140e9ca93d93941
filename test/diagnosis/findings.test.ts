// Which failures are told as one finding, and how far each is said to reach.

import { expect, test } from 'vitest';
import { groupFindings as group } from '../../src/diagnosis/findings.ts';
import type { JudgedEndpoint } from '../../src/diagnosis/judged-endpoint.ts';
import { failingSiblings } from '../../src/diagnosis/siblings.ts';
import type { Confidence, Verdict } from '../../src/evidence/verdict.ts';
import { ciscoSecureAccess } from '../../src/profiles/cisco-secure-access.ts';
import type { FunctionMatch } from '../../src/profiles/profile.ts';
import { type AddressWords, parseAddress } from '../../src/protocols/address-text.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import { EndpointFacts } from '../../src/track/facts/endpoint-facts.ts';
import { say, sayAll } from '../../src/words/say.ts';

interface Given {
  client?: string;
  patterns?: readonly string[];
  /** Its name answers by the other IP version, after so many of its tries. */
  otherVersion?: number;
  confidence?: Confidence;
  name?: string;
  function?: string;
}

/** `endpoint('drop', 'udp 53', '198.51.100.53')`: judged as if by detectors and rules. */
function endpoint(
  verdict: Verdict,
  service: string,
  server: string,
  given: Given = {},
): JudgedEndpoint {
  const { client = '192.0.2.20', patterns = [], confidence = 'high', name } = given;
  const { function: id, otherVersion } = given;
  const [protocol, port] = service.split(' ');
  const facts = new EndpointFacts(
    parseAddress(client) as AddressWords,
    parseAddress(server) as AddressWords,
    Number(port),
    protocol === 'tcp' ? Protocol.TCP : Protocol.UDP,
    false,
  );
  facts.isDns = service === 'udp 53' || service === 'tcp 53';
  const fn = ciscoSecureAccess.functions.find((candidate) => candidate.id === id);
  const match: FunctionMatch | null =
    fn === undefined ? null : { function: fn, by: 'address', value: server };
  return {
    facts,
    judgement: {
      verdict,
      confidence,
      score: 5,
      alternative: null,
      reason: null,
      better: null,
      evidence: [
        ...patterns.map((code) => ({ code, values: {}, frames: [], strength: 1, weight: 1 })),
        ...(otherVersion === undefined
          ? []
          : [
              {
                ...{ code: 'other-version-answers', frames: [], strength: 1, weight: 0 },
                values: { name, version: 'IPv4', tries: otherVersion, within: 250_000 },
              },
            ]),
      ],
    } as unknown as JudgedEndpoint['judgement'],
    place: null,
    match,
    name: name ?? null,
    target: null,
    knownBy: null,
  };
}

function groupFindings(endpoints: readonly JudgedEndpoint[], isWhole = true) {
  return group(endpoints, isWhole).map((finding) => ({
    ...finding,
    title: say(finding.title),
    impact: sayAll(finding.impact),
    scope: sayAll(finding.scope),
    remedy: finding.remedy.map(say),
  }));
}

function ids(endpoints: readonly JudgedEndpoint[]): string[] {
  return groupFindings(endpoints).map(({ id }) => id);
}

test('DNS to two resolvers, by UDP and TCP, is one finding while another service works', () => {
  const [finding, ...others] = groupFindings([
    endpoint('drop', 'udp 53', '198.51.100.53'),
    endpoint('drop', 'udp 53', '203.0.113.53'),
    endpoint('drop', 'tcp 53', '203.0.113.53'),
    endpoint('answered', 'udp 53', '192.0.2.53'),
    endpoint('answered', 'tcp 443', '203.0.113.80'),
  ]);
  expect(others).toEqual([]);
  expect(finding.id).toBe('drop/dns');
  expect(finding.endpoints).toEqual([0, 1, 2]);
  expect(finding.title).toBe(
    'A firewall drops UDP 53 to 198.51.100.53 and UDP 53, TCP 53 to 203.0.113.53',
  );
  expect(finding.scope).toBe(
    "The site's own resolver 192.0.2.53 answers. 1 other service outside the site answers, though not on UDP 53 or TCP 53: a rule may be about these 2 destinations or about the ports.",
  );
});

test('a destination is the only one concerned where its port works at others, not where nobody else was asked on it', () => {
  const scopeOf = (other: string) =>
    groupFindings([
      endpoint('drop', 'tcp 8443', '198.51.100.1'),
      endpoint('answered', other, '198.51.100.3'),
    ])[0].scope;
  expect(scopeOf('tcp 8443')).toBe(
    'Only this destination is concerned: 1 other service outside the site answers.',
  );
  expect(scopeOf('tcp 443')).toBe(
    '1 other service outside the site answers, though not on TCP 8443: a rule may be about this destination or about the port.',
  );
});

test('servers that all answer on another port are up: the scope says so', () => {
  const [finding] = groupFindings([
    endpoint('drop', 'udp 443', '198.51.100.53'),
    endpoint('drop', 'udp 443', '203.0.113.53'),
    endpoint('answered', 'udp 53', '198.51.100.53'),
    endpoint('answered', 'udp 53', '203.0.113.53'),
  ]);
  expect(finding.endpoints).toEqual([0, 1]);
  expect(finding.scope).toBe('Only UDP 443: the same servers answer on UDP 53.');
});

test('one resolver of a product is not told in the plural', () => {
  const [{ title }] = groupFindings([
    endpoint('drop', 'udp 53', '208.67.222.222', { function: 'dns-protection' }),
  ]);
  expect(title).toBe('A firewall drops UDP 53 to the OpenDNS resolver 208.67.222.222');
});

test('a port that works at another server outside is no rule about the port', () => {
  expect(
    ids([
      endpoint('drop', 'tcp 443', '198.51.100.1'),
      endpoint('drop', 'tcp 443', '198.51.100.2'),
      endpoint('answered', 'tcp 443', '198.51.100.3'),
    ]),
  ).toEqual(['drop/198.51.100.1', 'drop/198.51.100.2']);
  expect(
    ids([
      endpoint('drop', 'tcp 8443', '198.51.100.1'),
      endpoint('drop', 'tcp 8443', '198.51.100.2'),
      endpoint('answered', 'tcp 443', '198.51.100.3'),
    ]),
  ).toEqual(['drop/tcp-8443']);
});

test('TCP reset and UDP silent at one server is one finding, and says whose default that is', () => {
  const [finding, ...others] = groupFindings([
    endpoint('reject', 'tcp 443', '198.51.100.1', { patterns: ['syn-reset'] }),
    endpoint('drop', 'udp 53', '198.51.100.1'),
    endpoint('answered', 'tcp 443', '203.0.113.80'),
  ]);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ id: 'drop/tcp-reset-udp-silent', verdict: 'drop' });
  expect(finding.title).toBe(
    'A firewall resets TCP 443 to 198.51.100.1 and drops UDP 53 to 198.51.100.1',
  );
  expect(finding.scope).toContain('Cisco ASA and FTD');
});

test('two functions of one product that fail so are one finding with both impacts', () => {
  const [finding, ...others] = groupFindings([
    endpoint('drop', 'udp 53', '208.67.222.222', { function: 'dns-protection' }),
    endpoint('reject', 'tcp 443', '198.51.100.9', {
      function: 'web-protection',
      patterns: ['syn-reset'],
    }),
  ]);
  expect(others).toEqual([]);
  expect(finding.functions.map(({ id }) => id)).toEqual(['dns-protection', 'web-protection']);
  expect(finding.impact).toContain('Unprotected');
  expect(finding.impact).toContain('fails open');
  expect(finding.remedy.filter((line) => line.startsWith('Allow '))).toHaveLength(4);
});

test('other clients, QUIC, or TCP that is dropped too, do not make it one', () => {
  const reset = endpoint('reject', 'tcp 443', '198.51.100.1', { patterns: ['syn-reset'] });
  expect(ids([reset, endpoint('drop', 'udp 53', '203.0.113.53')])).toEqual([
    'drop/tcp-reset-udp-silent',
  ]);
  const other = { client: '192.0.2.99' };
  expect(ids([reset, endpoint('drop', 'udp 53', '203.0.113.53', other)])).toHaveLength(2);
  const quic = { patterns: ['quic-unanswered-retransmits'] };
  expect(ids([reset, endpoint('drop', 'udp 443', '203.0.113.53', quic)])).toHaveLength(2);
  expect(
    ids([
      reset,
      endpoint('drop', 'udp 53', '198.51.100.1'),
      endpoint('drop', 'tcp 80', '198.51.100.7'),
    ]),
  ).not.toContain('drop/tcp-reset-udp-silent');
});

/** What a client asks by IPv6, and a name that answers by IPv4. */
const byIpv6 = { client: '2001:db8:1::20', otherVersion: 1 };

test('IPv6 that gets nowhere while IPv4 works for the same names is one finding', () => {
  const [finding, ...others] = groupFindings([
    endpoint('drop', 'tcp 443', '2001:db8:7::1', { ...byIpv6, name: 'www.example.com' }),
    endpoint('drop', 'tcp 443', '2001:db8:7::2', { ...byIpv6, name: 'api.example.com' }),
    // Nothing by IPv6 works: what has no name fails with it.
    endpoint('drop', 'udp 53', '2001:db8:8::1', { client: '2001:db8:1::20' }),
    endpoint('answered', 'tcp 443', '203.0.113.80'),
    endpoint('answered', 'tcp 443', '198.51.100.80'),
  ]);
  expect(others).toEqual([]);
  expect(finding.id).toBe('drop/ipv6');
  expect(finding.title).toMatch(/^IPv6 is blocked as a whole, IPv4 works: /);
});

test('without an IPv4 that answers for the same name IPv6 is not blamed', () => {
  expect(
    ids([
      endpoint('drop', 'tcp 443', '2001:db8:7::1', { client: '2001:db8:1::20' }),
      endpoint('drop', 'tcp 993', '2001:db8:8::1', { client: '2001:db8:1::20' }),
      endpoint('answered', 'tcp 443', '203.0.113.80'),
      endpoint('answered', 'tcp 443', '198.51.100.80'),
    ]),
  ).toEqual(['drop/2001:db8:7::1', 'drop/2001:db8:8::1']);
});

test('one IPv6 server that answers contradicts that', () => {
  expect(
    ids([
      endpoint('drop', 'tcp 443', '2001:db8:7::1', { ...byIpv6, name: 'www.example.com' }),
      endpoint('drop', 'udp 53', '2001:db8:8::1', { ...byIpv6, name: 'dns.example.com' }),
      endpoint('answered', 'tcp 443', '2001:db8:9::1', { client: '2001:db8:1::20' }),
      endpoint('answered', 'tcp 443', '203.0.113.80'),
      endpoint('answered', 'tcp 443', '198.51.100.80'),
    ]),
  ).toEqual(['drop/2001:db8:7::1', 'drop/2001:db8:8::1']);
});

test('single tries by IPv6 that the client gives up for IPv4 are one finding, from two on', () => {
  const tried = (server: string, name: string) =>
    endpoint('inconclusive', 'tcp 443', server, { ...byIpv6, name });
  const works = endpoint('answered', 'tcp 443', '203.0.113.80');
  const [finding, ...others] = groupFindings([
    tried('2001:db8:7::1', 'www.example.com'),
    tried('2001:db8:7::2', 'api.example.com'),
    works,
  ]);
  expect(others).toEqual([]);
  expect(finding.id).toBe('inconclusive/ipv6');
  expect(finding.title).toMatch(/^IPv6 gets no answer where IPv4 does at once: /);
  expect(finding.scope).toContain('www.example.com and api.example.com');
  expect(ids([tried('2001:db8:7::1', 'www.example.com'), works])).toEqual([
    'inconclusive/2001:db8:7::1',
  ]);
});

test('one name that answers by IPv4 alone is said of its IPv6 address', () => {
  const [finding] = groupFindings([
    endpoint('drop', 'tcp 443', '2001:db8:7::1', {
      client: '2001:db8:1::20',
      name: 'www.example.com',
    }),
    endpoint('answered', 'tcp 443', '203.0.113.80', { name: 'www.example.com' }),
  ]);
  expect(finding.scope).toContain(
    'Only over IPv6: www.example.com answers by IPv4 (203.0.113.80).',
  );
});

test('the surest of the failures comes first, whatever its kind', () => {
  expect(
    ids([
      endpoint('drop', 'tcp 443', '198.51.100.1', { confidence: 'medium' }),
      endpoint('reject', 'tcp 25', '198.51.100.2'),
    ]),
  ).toEqual(['reject/198.51.100.2', 'drop/198.51.100.1']);
});

test('who answers for an address that was asked is no finding of its own', () => {
  const answering = endpoint('inconclusive', 'tcp 443', '192.168.1.50', {
    patterns: ['answers-for-other'],
  });
  const asked = endpoint('unreachable', 'tcp 443', '203.0.113.10', {
    patterns: ['answered-by-other'],
  });
  expect(ids([asked, answering])).toEqual(['unreachable/203.0.113.10']);
});

test('one client of many is named', () => {
  const [finding] = groupFindings([
    endpoint('drop', 'tcp 443', '198.51.100.1', { client: '192.0.2.30' }),
    endpoint('answered', 'tcp 443', '198.51.100.1', { client: '192.0.2.31' }),
    endpoint('answered', 'tcp 443', '198.51.100.1', { client: '192.0.2.32' }),
  ]);
  expect(finding.scope).toContain(
    'Only 192.0.2.30 is affected: the same service answers 2 other clients.',
  );
});

test('the same server answering on another port shows that the rule is about the port', () => {
  const [finding] = groupFindings([
    endpoint('drop', 'udp 443', '198.51.100.1'),
    endpoint('answered', 'tcp 443', '198.51.100.1'),
  ]);
  expect(finding.scope).toBe('Only UDP 443: the same server answers on TCP 443.');
});

test('QUIC that falls back to TCP comes last, however grave its verdict', () => {
  expect(
    ids([
      endpoint('drop', 'udp 443', '198.51.100.1', { patterns: ['quic-unanswered-retransmits'] }),
      endpoint('closed', 'tcp 22', '203.0.113.22', { confidence: 'low' }),
      endpoint('answered', 'tcp 443', '198.51.100.1'),
    ]),
  ).toEqual(['closed/203.0.113.22', 'drop/198.51.100.1']);
});

test('DNS on one port at two resolvers is one finding, though another port works', () => {
  expect(
    ids([
      endpoint('drop', 'udp 53', '198.51.100.53'),
      endpoint('drop', 'udp 53', '198.51.100.54'),
      endpoint('answered', 'tcp 53', '198.51.100.53'),
    ]),
  ).toEqual(['drop/udp-53']);
});

test('what the capture cannot carry is one finding for all that it concerns', () => {
  const limited = { patterns: ['capture-one-way'], confidence: 'low' } as const;
  expect(
    ids([
      endpoint('inconclusive', 'udp 53', '198.51.100.53', limited),
      endpoint('inconclusive', 'tcp 443', '203.0.113.1', limited),
    ]),
  ).toEqual(['inconclusive/capture-one-way']);
});

test('what a display filter leaves out is not said to be silent', () => {
  const failing = [endpoint('drop', 'tcp 443', '198.51.100.1')];
  expect(groupFindings(failing)[0].scope).toBe(
    'No other service outside the site answers in this capture.',
  );
  expect(groupFindings(failing, false)[0].scope).toBe('');
});

test('what a captive portal answers for is one finding, with all it stands before', () => {
  const servers = Array.from({ length: 13 }, (_, index) => `203.0.113.${index + 1}`);
  const [finding, ...others] = groupFindings([
    ...servers.map((server) =>
      endpoint('intercepted', 'tcp 80', server, { patterns: ['captive-portal'] }),
    ),
    endpoint('answered', 'tcp 80', '203.0.113.80'),
  ]);
  expect(others).toEqual([]);
  expect(finding.id).toBe('intercepted/captive-portal');
  expect(finding.endpoints).toHaveLength(13);
  expect(finding.title).toMatch(/and 9 more$/);
});

test('a finding is as sure as its own verdict: no medium drop stands as a high one beside a reject', () => {
  const [finding] = groupFindings([
    endpoint('drop', 'udp 53', '198.51.100.53', { confidence: 'medium' }),
    endpoint('reject', 'tcp 443', '203.0.113.20', { patterns: ['syn-reset'] }),
  ]);
  expect(finding.title).toMatch(/^A firewall resets .* and drops /);
  expect([finding.verdict, finding.confidence]).toEqual(['reject', 'high']);
});

test.each([
  ['IKE and IPsec behind a translator', 'udp 500', 'udp 4500'],
  ['DNS over TCP and UDP', 'tcp 53', 'udp 53'],
  ['TLS and DTLS', 'tcp 443', 'udp 443'],
])('%s are one service: what fails of it leads', (_, works, fails) => {
  const target = { ...endpoint('answered', works, '203.0.113.60'), target: { source: 'user' } };
  const sibling = endpoint('drop', fails, '203.0.113.60', { confidence: 'medium' });
  const all = [
    target as unknown as JudgedEndpoint,
    endpoint('reject', 'tcp 8443', '198.51.100.7'),
    sibling,
    endpoint('drop', fails, '203.0.113.60', { client: '192.0.2.21' }),
  ];
  expect(failingSiblings(all.slice(0, 1), all)).toEqual([sibling]);
  expect(groupFindings(all)[0].endpoints).toContain(2);
});

test('a name over the other IP version is one service with it; HTTP/3, which falls back, is none', () => {
  const named = endpoint('answered', 'tcp 443', '203.0.113.20', { name: 'www.example.net' });
  const other = endpoint('drop', 'tcp 443', '2001:db8:2::20', {
    ...{ client: '2001:db8:1::20', name: 'www.example.net' },
  });
  const quic = endpoint('drop', 'udp 443', '203.0.113.20', {
    patterns: ['quic-unanswered-retransmits'],
  });
  const stranger = endpoint('drop', 'tcp 443', '2001:db8:2::21', { client: '2001:db8:1::20' });
  expect(failingSiblings([named], [named, other, quic, stranger])).toEqual([other]);
});

test('server names whose TLS something near refuses are one finding, as they have one cause', () => {
  const refused = [20, 21, 22].map((host) => {
    const name = `shop-${host}.example.net`;
    const one = endpoint('intercepted', 'tcp 443', `203.0.113.${host}`, { name });
    const seen = { code: 'tls-refused-from-near', values: { names: [name] }, frames: [] };
    const evidence = [{ ...seen, strength: 1, weight: 6 }];
    return { ...one, judgement: { ...one.judgement, evidence } } as unknown as JudgedEndpoint;
  });
  const [finding, ...others] = groupFindings(refused);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ cause: 'policy', endpoints: [0, 1, 2] });
  expect(finding.title).toContain('shop-20.example.net, shop-21.example.net');
});
