import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ComparedCapture } from '../../../src/diagnosis/comparison/networks.ts';
import type { Endpoint } from '../../../src/diagnosis/diagnosis.ts';
import type { ComparisonReport } from '../../../src/diagnosis/report/comparison.ts';
import { text } from '../../../src/documents/emit-text.ts';
import { junit } from '../../../src/documents/junit.ts';
import { isFailure } from '../../../src/evidence/verdict.ts';
import { profileNamed } from '../../../src/profiles/profiles.ts';
import { formatAddress } from '../../../src/protocols/address-text.ts';
import {
  address,
  compared,
  compareReports,
  isAt,
  withEndpoints,
  withOutcome,
} from '../../../support/compared.ts';
import { cpuMilliseconds } from '../../../support/cpu-time.ts';
import { acceptedVerdicts, type Truth } from '../../../support/lab/truth.ts';
import { labCaptureNames } from '../../../support/shipped-captures.ts';

// What each capture was built to show is in captures/README.md, written before the program could say it.
const RESOLVERS = [
  '208.67.220.220:443/udp',
  '208.67.220.220:53/udp',
  '208.67.222.222:443/udp',
  '208.67.222.222:53/udp',
];

let unprotected: ComparedCapture;
let webReject: ComparedCapture;
let webDrop: ComparedCapture;
/** The office on a good day: the same network as the three above. */
let healthy: ComparedCapture;
/** A phone's hotspot: another client, router and resolver, and the gateway has another address. */
let open: ComparedCapture;
/** The lab's: all is well; the half of all SYNs to a server dropped; what follows a server name. */
let goodLab: ComparedCapture;
let half: ComparedCapture;
let nameDrop: ComparedCapture;

beforeAll(async () => {
  const product = profileNamed('cisco-secure-access');
  [unprotected, webReject, webDrop, healthy, open] = await Promise.all(
    ['dns-unprotected', 'web-reject', 'web-drop', 'healthy', 'open-network'].map((name) =>
      compared(`secure-access-${name}.pcapng`, product),
    ),
  );
  [goodLab, half, nameDrop] = await Promise.all(
    ['healthy', 'tcp-drop-half', 'name-drop'].map((name) => compared(`lab/${name}.pcapng`)),
  );
});

function serviceOn(comparison: ComparisonReport, title: string, port = 443, protocol = 'tcp') {
  return comparison.services.find(
    (service) => service.title === title && service.port === port && service.protocol === protocol,
  );
}

const isResolver = (endpoint: Endpoint) => isAt(endpoint, '208.67.');

/** The second capture with the first's failures for those resolvers that `chosen` picks. */
function failingToo(
  chosen: (endpoint: Endpoint) => boolean,
  change: Partial<Endpoint> = {},
): ComparedCapture {
  return withEndpoints(open, (endpoint) => {
    const failing = unprotected.diagnosis.endpoints.find(
      ({ server, port, protocol }) =>
        server.join() === endpoint.server.join() &&
        port === endpoint.port &&
        protocol === endpoint.protocol,
    );
    if (failing === undefined || !isResolver(endpoint) || !chosen(endpoint)) return endpoint;
    return { ...failing, client: endpoint.client, ...change };
  });
}

describe('the article’s cross-check', () => {
  test('what fails at the office works behind a hotspot: the network is the cause', () => {
    const comparison = compareReports(unprotected, open);
    expect(comparison.conclusion).toMatchObject({
      code: 'network',
      confidence: 'high',
      text: 'The network is the cause: 4 of 4 services of DNS protection that fail on the first work on the second.',
    });
    expect(withOutcome(comparison, 'first-only')).toEqual(RESOLVERS);
    expect(comparison.counts).toEqual({
      'first-only': 4,
      both: 0,
      'cannot-tell': 0,
      'not-asked-second': 0,
      'second-only': 0,
      'not-asked-first': 0,
      none: 16,
    });
    expect(comparison.conclusion.advice).toContain(
      'Allow UDP and TCP 53 to 208.67.222.222 and 208.67.220.220.',
    );
    // To who has made the cross-check, nobody says that it should be made.
    expect(comparison.conclusion.advice.join()).not.toMatch(/hotspot/);
  });

  test('services are found again by address, by name, and the resolver by its role', () => {
    const comparison = compareReports(webReject, open);
    const gateway = serviceOn(comparison, 'swg-url-proxy-https-sse.sigproxy.qq.opendns.com');
    expect(gateway).toMatchObject({ matchedBy: 'name', outcome: 'first-only', confidence: 'high' });
    const server = (index: 0 | 1, at: number) => comparison.reports[index].endpoints[at].server;
    expect(server(0, gateway!.first!.endpoints[0])).toBe('18.135.112.200');
    expect(server(1, gateway!.second!.endpoints[0])).toBe('198.51.100.112');
    const resolver = comparison.services.find(({ matchedBy }) => matchedBy === 'site-resolver');
    expect(resolver).toMatchObject({ port: 53, protocol: 'udp', outcome: 'none' });
    expect(server(0, resolver!.first!.endpoints[0])).toBe('192.168.0.65');
    expect(server(1, resolver!.second!.endpoints[0])).toBe('172.20.10.1');
    expect(comparison.services.filter(({ matchedBy }) => matchedBy === null)).toEqual([]);
    expect(comparison.conclusion).toMatchObject({ code: 'network', confidence: 'high' });
  });

  test('silence of an address that the second does not ask is less sure than a refusal', () => {
    // A refusal from next door cannot come from a server that is down; silence can.
    const { conclusion } = compareReports(webDrop, open);
    expect(conclusion).toMatchObject({
      code: 'network',
      confidence: 'medium',
      text: 'The network is probably the cause: the one service of Web protection that fails on the first works on the second.',
    });
    expect(conclusion.reasons.join(' ')).toContain('18.135.112.200 and 198.51.100.112');
  });

  test('the wrong way round is told', () => {
    const { conclusion } = compareReports(open, unprotected);
    expect(conclusion).toMatchObject({ code: 'swapped', confidence: 'high' });
    expect(conclusion.text).toBe(
      'Nothing of the product fails in the first capture, but 4 services that work in the first fail in the second: were they given the wrong way round? Then the network of the second is the cause.',
    );
    expect(conclusion.advice).toEqual(['Give the capture in which it fails first.']);
  });

  test('some of it works on the second, the rest fails on both', () => {
    const comparison = compareReports(
      unprotected,
      failingToo(({ port }) => port === 443),
    );
    expect(comparison.conclusion).toMatchObject({ code: 'network-in-part', confidence: 'high' });
    expect(comparison.conclusion.text).toBe(
      'The network is the cause for 2 of 4 services of DNS protection that fail on the first: they work on the second. The other 2 fail on both: look at the PC or the service.',
    );
    expect(withOutcome(comparison, 'both')).toEqual([RESOLVERS[0], RESOLVERS[2]]);
  });

  test('nothing fails in the first', () => {
    expect(compareReports(healthy, open).conclusion).toMatchObject({
      code: 'nothing-fails',
      confidence: 'high',
      text: 'Nothing fails in the first capture: there is nothing to cross-check.',
    });
    const none = withEndpoints(healthy, () => null);
    expect(compareReports(none, open).conclusion).toMatchObject({
      code: 'cannot-tell',
      text: 'The cross-check cannot tell: no client asks for a service in the first capture.',
    });
  });
});

describe('it fails on both', () => {
  const everywhere = () => true;
  const failing = (change: Partial<Endpoint>) =>
    withEndpoints(unprotected, (endpoint) =>
      isResolver(endpoint) ? { ...endpoint, ...change } : endpoint,
    );
  const at = (code: 'this-host' | 'near' | 'server-end') => ({
    place: {
      code,
      sentence: { code: 'place' as const, place: code, isSilence: false, reasons: [] },
      frames: [],
    },
  });

  test('in the same way: the PC or the service, and never with certainty', () => {
    const { conclusion } = compareReports(unprotected, failingToo(everywhere));
    expect(conclusion).toMatchObject({ code: 'both-fail', confidence: 'medium' });
    expect(conclusion.text).toBe(
      'Both fail: look at the PC or the service. 4 of 4 services of DNS protection that fail on the first fail on the second, too.',
    );
  });

  test.each([
    ['this-host', 'reject', 'look at the PC, which stops it by itself', 'high'],
    ['server-end', 'reject', 'look at the service', 'high'],
    ['near', 'reject', 'something near the PC refuses on both', 'medium'],
  ] as const)('from %s', (place, verdict, text, confidence) => {
    const change = { ...at(place), verdict, confidence: 'high' } as const;
    const { conclusion } = compareReports(failing(change), failingToo(everywhere, change));
    expect(conclusion).toMatchObject({ code: 'both-fail', confidence });
    expect(conclusion.text).toContain(text);
  });

  test('the server itself refuses on both: the service', () => {
    const change = { verdict: 'closed', confidence: 'high', place: null } as const;
    const { conclusion } = compareReports(failing(change), failingToo(everywhere, change));
    expect(conclusion).toMatchObject({ code: 'both-fail', confidence: 'high' });
    expect(conclusion.text).toContain('look at the service');
  });

  test('dropped there and rejected here: each network may have its rule', () => {
    const second = failingToo(everywhere, { ...at('near'), verdict: 'reject' });
    const { conclusion } = compareReports(unprotected, second);
    expect(conclusion).toMatchObject({ code: 'both-fail', confidence: 'low' });
    expect(conclusion.text).toContain('different ways');
  });

  test('a second network on which nothing works says nothing about the service', () => {
    const dead = withEndpoints(failingToo(everywhere), (endpoint) =>
      isResolver(endpoint) || isAt(endpoint, '172.20.10.1') ? endpoint : null,
    );
    const comparison = compareReports(unprotected, dead);
    expect(comparison.conclusion.code).toBe('cannot-tell');
    expect(withOutcome(comparison, 'cannot-tell')).toEqual(RESOLVERS);
    expect(comparison.conclusion.reasons.join(' ')).toContain('Nothing off the site answers');
  });

  test('nor does one that wants a log-in first', () => {
    const portal = failingToo(everywhere, {
      verdict: 'intercepted',
      patterns: ['captive-portal'],
    });
    const { conclusion } = compareReports(unprotected, portal);
    expect(conclusion.code).toBe('cannot-tell');
    expect(conclusion.reasons.join(' ')).toContain('captive portal');
  });
});

describe('no false conclusion', () => {
  test('the second capture never asks', () => {
    const silent = withEndpoints(open, (endpoint) => (isResolver(endpoint) ? null : endpoint));
    const comparison = compareReports(unprotected, silent);
    expect(comparison.conclusion).toMatchObject({
      code: 'cannot-tell',
      confidence: 'low',
      text: 'The cross-check cannot tell: the second capture never asks for what fails in the first.',
    });
    expect(withOutcome(comparison, 'not-asked-second')).toEqual(RESOLVERS);
    expect(comparison.conclusion.advice[0]).toContain('resolver1.opendns.com (udp 53)');
  });

  test('it asks for half of it: only that is told', () => {
    const half = withEndpoints(open, (endpoint) =>
      isResolver(endpoint) && endpoint.port === 443 ? null : endpoint,
    );
    const { conclusion } = compareReports(unprotected, half);
    expect(conclusion.code).toBe('network');
    expect(conclusion.text).toBe(
      'The network is the cause for 2 of 4 services of DNS protection that fail on the first: they work on the second. For the other 2 the second capture does not tell.',
    );
    expect(conclusion.reasons.join(' ')).toContain('The second capture never asks for');
  });

  test('the second capture is not sure of it', () => {
    const unclear = failingToo(() => true, {
      verdict: 'inconclusive',
      confidence: 'low',
      reason: { code: 'too-little-seen' },
    });
    const comparison = compareReports(unprotected, unclear);
    expect(comparison.conclusion.code).toBe('cannot-tell');
    expect(withOutcome(comparison, 'cannot-tell')).toEqual(RESOLVERS);
    expect(comparison.services[0].reason).toBe(
      'The second capture cannot tell. What was seen is not enough to name a cause.',
    );
  });

  test('it works for one client of the first network and not for another', () => {
    const [first] = unprotected.diagnosis.endpoints.filter(isResolver);
    const two = {
      ...unprotected,
      diagnosis: {
        ...unprotected.diagnosis,
        endpoints: [
          ...unprotected.diagnosis.endpoints.filter((endpoint) => !isResolver(endpoint)),
          first,
          { ...first, client: address('192.168.0.205'), verdict: 'answered' as const },
        ],
        findings: [],
      },
    };
    const comparison = compareReports(two, open);
    const service = serviceOn(comparison, 'resolver1.opendns.com', first.port, 'udp');
    expect(service).toMatchObject({ outcome: 'cannot-tell', confidence: null });
    expect(service?.reason).toContain('some clients and not others');
    expect(comparison.conclusion.code).toBe('cannot-tell');
  });

  test('one address of a name fails, another one works on both networks', () => {
    // The second never asks for the failing address, which may be down.
    const [gateway] = webDrop.diagnosis.endpoints.filter(
      ({ port, verdict }) => port === 443 && verdict === 'drop',
    );
    const first = {
      ...webDrop,
      diagnosis: {
        ...webDrop.diagnosis,
        endpoints: [
          ...webDrop.diagnosis.endpoints,
          { ...gateway, server: address('198.51.100.113'), verdict: 'answered' as const },
        ],
      },
    };
    const second = withEndpoints(open, (endpoint) =>
      isAt(endpoint, '198.51.100.112')
        ? { ...endpoint, server: address('198.51.100.113') }
        : endpoint,
    );
    const comparison = compareReports(first, second);
    expect(withOutcome(comparison, 'first-only')).toEqual([]);
    expect(withOutcome(comparison, 'not-asked-second')).toEqual(['18.135.112.200:443']);
    expect(comparison.conclusion.code).toBe('cannot-tell');
    // A third address of the name in the second is no better.
    const third = compareReports(first, open);
    expect(withOutcome(third, 'first-only')).toEqual([]);
  });

  test('it fails over IPv6, and the second network has IPv4 only', () => {
    const ipv6 = address('2001:db8:50::1');
    const name = 'www.example.com';
    const first = withEndpoints(healthy, (endpoint) =>
      endpoint.name === 'login.example.com'
        ? { ...endpoint, name, server: ipv6, client: address('2001:db8:1::20'), verdict: 'drop' }
        : endpoint,
    );
    // Over IPv4 it works in both: the IPv6 service is another one, and the second never asks for it.
    const comparison = compareReports(first, open);
    expect(withOutcome(comparison, 'not-asked-second')).toContain('2001:db8:50::1:443');
    expect(comparison.conclusion.code).toBe('cannot-tell');
    // Where IPv6 is all that the first has, the name is the same service, but with a doubt.
    const only = withEndpoints(first, (endpoint) =>
      endpoint.name === name && endpoint.server !== ipv6 ? null : endpoint,
    );
    const { conclusion } = compareReports(only, open);
    expect(conclusion).toMatchObject({ code: 'network', confidence: 'medium' });
    expect(conclusion.reasons.join(' ')).toContain('over IPv6 in one capture');
  });

  test('a host of the own site is not the host that has its address at another site', () => {
    const printer = (client: string, verdict: 'drop' | 'answered') => ({
      ...healthy.diagnosis.endpoints[0],
      ...{
        client: address(client),
        server: address('192.168.1.9'),
        port: 9100,
        protocol: 'tcp' as const,
      },
      ...{ application: null, name: null, function: null, verdict },
    });
    const at = (capture: ComparedCapture, endpoint: Endpoint) => ({
      ...withEndpoints(capture, (known) => known),
      diagnosis: {
        ...withEndpoints(capture, (known) => known).diagnosis,
        endpoints: [...capture.diagnosis.endpoints, endpoint],
      },
    });
    const office = at(healthy, printer('192.168.0.204', 'drop'));
    const home = at(open, printer('192.168.1.20', 'answered'));
    expect(withOutcome(compareReports(office, home), 'not-asked-second')).toEqual([
      '192.168.1.9:9100',
    ]);
    // On one network it is.
    const later = at(unprotected, printer('192.168.0.204', 'answered'));
    expect(withOutcome(compareReports(office, later), 'first-only')).toEqual(['192.168.1.9:9100']);
  });

  test('servers of one function with different names are not sure to be one service', () => {
    const renamed = withEndpoints(open, (endpoint) =>
      endpoint.function?.id === 'web-protection'
        ? { ...endpoint, name: 'other.sigproxy.qq.opendns.com' }
        : endpoint,
    );
    const { conclusion } = compareReports(webDrop, renamed);
    expect(conclusion).toMatchObject({ code: 'network', confidence: 'low' });
    expect(conclusion.text).toMatch(/^The network is possibly the cause/);
  });

  test('it fails at times on the second, too', () => {
    // The lab drops the half of all SYNs to 203.0.113.20, or what follows its server name.
    const named = { ...nameDrop, router: '00:00:5e:00:53:99' };
    const comparison = compareReports(named, half);
    expect(withOutcome(comparison, 'first-only')).toEqual([]);
    expect(withOutcome(comparison, 'cannot-tell')).toEqual(['203.0.113.20:443']);
    expect(comparison.conclusion.code).toBe('cannot-tell');
    expect(comparison.conclusion.reasons.join(' ')).toContain(
      'It fits a service that works about as well as a firewall that drops.',
    );
    // Its row tells of it even where the other capture has no failure.
    const shown = text.renderComparison(compareReports({ ...goodLab, router: null }, half), {
      ...{ color: false, width: 80 },
    });
    expect(shown).toMatch(/portal-20\.example\.net +tcp 443 +answered +inconclusive +cannot tell/);
    // A test fails where a service does, not where it answers some attempts only.
    const results = junit.renderComparison!(compareReports(half, { ...goodLab, router: null }), {
      ...{ color: false, width: 80 },
    });
    expect(results).toContain('failures="0"');
  });

  test('another address of the name fails on the second', () => {
    const second = {
      ...open,
      diagnosis: {
        ...open.diagnosis,
        endpoints: open.diagnosis.endpoints.flatMap((endpoint) =>
          isResolver(endpoint)
            ? [
                endpoint,
                {
                  ...endpoint,
                  server: address(formatAddress(...endpoint.server).replace('208', '207')),
                  verdict: 'drop' as const,
                },
              ]
            : [endpoint],
        ),
      },
    };
    const comparison = compareReports(unprotected, second);
    expect(withOutcome(comparison, 'cannot-tell')).toEqual(RESOLVERS);
  });

  test('the server itself refuses one network', () => {
    const closed = withEndpoints(unprotected, (endpoint) =>
      isResolver(endpoint) ? { ...endpoint, verdict: 'closed', place: null } : endpoint,
    );
    const { conclusion } = compareReports(closed, open);
    expect(conclusion).toMatchObject({ code: 'network', confidence: 'low' });
    expect(conclusion.reasons.join(' ')).toContain('the server itself refuses');
  });

  test('a name is filtered, and the second asks the same address for another name', () => {
    const named = (name: string, change: Partial<Endpoint>) => (endpoint: Endpoint) =>
      isAt(endpoint, '198.51.100.80') ? { ...endpoint, name, ...change } : endpoint;
    const filtered = { verdict: 'drop', stage: 'after-server-name' } as const;
    const first = withEndpoints(healthy, named('blocked.example.net', filtered));
    const other = withEndpoints(open, named('cdn.example.net', {}));
    expect(compareReports(first, other).conclusion.code).toBe('cannot-tell');
    const same = withEndpoints(open, named('blocked.example.net', {}));
    expect(compareReports(first, same).conclusion.code).toBe('network');
    // Where not even the SYN is answered, the name was never said.
    const silent = withEndpoints(
      healthy,
      named('blocked.example.net', { verdict: 'drop', stage: 'after-syn' }),
    );
    expect(compareReports(silent, other).conclusion.code).toBe('network');
  });

  test('silence that a server alone could explain, hours before', () => {
    const unsure = withEndpoints(unprotected, (endpoint) =>
      isResolver(endpoint) ? { ...endpoint, confidence: 'medium' } : endpoint,
    );
    const { conclusion } = compareReports(unsure, open);
    expect(conclusion).toMatchObject({ code: 'network', confidence: 'medium' });
    expect(conclusion.reasons.join(' ')).toContain('8 h apart');
    // Minutes later the server is still what it was.
    const { capture } = unprotected.diagnosis;
    const soon = {
      ...open.diagnosis.capture,
      first: capture.last,
      last: capture.last,
    };
    const next = { ...open, diagnosis: { ...open.diagnosis, capture: soon } };
    expect(compareReports(unsure, next).conclusion.confidence).toBe('high');
  });

  test('silence on another day: the service may have been down', () => {
    const { diagnosis } = open;
    const at = (time: string) => ({ seconds: Date.parse(time) / 1_000, nanoseconds: 0 });
    const capture = {
      ...diagnosis.capture,
      first: at('2024-08-29T09:00:00Z'),
      last: at('2024-08-29T09:01:00Z'),
    };
    const later = { ...open, diagnosis: { ...diagnosis, capture } };
    expect(compareReports(unprotected, later).conclusion.confidence).toBe('medium');
    // What was refused next door was not down.
    expect(compareReports(webReject, later).conclusion.confidence).toBe('high');
  });
});

describe('two captures of one network', () => {
  test('one capture twice', () => {
    const { conclusion } = compareReports(unprotected, unprotected);
    expect(conclusion.code).toBe('cannot-tell');
    expect(conclusion.text).toContain('Both are the same capture');
    // Also packed and unpacked, whose hashes differ.
    const { diagnosis } = unprotected;
    const packed = {
      ...unprotected,
      diagnosis: { ...diagnosis, capture: { ...diagnosis.capture, sha256: 'd'.repeat(64) } },
    };
    expect(compareReports(unprotected, packed).conclusion.text).toBe(conclusion.text);
  });

  test('by the router: something changed, which is no proof against the network', () => {
    // All three were taken at the office: tshark -T fields -e eth.src says so, too.
    const { conclusion } = compareReports(unprotected, healthy);
    expect(conclusion).toMatchObject({
      code: 'changed',
      text: 'Something changed between the captures, which are probably of the same network: 4 of 4 services of DNS protection that fail in the first work in the second.',
    });
    expect(conclusion.reasons.join(' ')).toContain('00:1b:17:4c:a0:10');
    expect(compareReports(healthy, unprotected).conclusion.code).toBe('changed');
  });

  test('failing twice on one network says nothing', () => {
    const again = withEndpoints(unprotected, (endpoint) => endpoint);
    const later = {
      ...again,
      diagnosis: {
        ...again.diagnosis,
        capture: { ...again.diagnosis.capture, packets: 9_000 },
      },
    };
    const { conclusion } = compareReports(unprotected, later);
    expect(conclusion.code).toBe('cannot-tell');
    expect(conclusion.text).toContain('probably of the same network');
  });

  test.each([
    ['a virtual router (VRRP)', '00:00:5e:00:01:0a'],
    ['a hypervisor', '52:54:00:12:35:02'],
  ])('%s is the same on many networks: less sure, but no change of one network', (_, mac) => {
    const shared = (capture: ComparedCapture) => ({ ...capture, router: mac });
    const { conclusion } = compareReports(shared(unprotected), shared(healthy));
    // Client and resolver have the same addresses.
    expect(conclusion).toMatchObject({ code: 'network', confidence: 'medium' });
    expect(conclusion.reasons.join(' ')).toContain('may be of the same network');
    expect(compareReports(shared(unprotected), shared(open)).conclusion.confidence).toBe('high');
  });
});

describe('two PCs', () => {
  const colleague = (capture: ComparedCapture) =>
    withEndpoints(capture, (endpoint) => ({ ...endpoint, client: address('192.168.0.205') }));
  const listed = (capture: ComparedCapture) => ({ ...capture, router: null });

  test('of one network: that they are two is told, and that the PCs may differ', () => {
    const { conclusion } = compareReports(unprotected, colleague(healthy));
    expect(conclusion).toMatchObject({
      code: 'changed',
      text: 'The PCs differ, or something changed between the captures, which are probably of the same network: 4 of 4 services of DNS protection that fail in the first work in the second.',
    });
    const reasons = conclusion.reasons.join(' ');
    expect(reasons).toContain(
      'but their clients have other addresses: client 192.168.0.204, and client 192.168.0.205.',
    );
    expect(reasons).toContain('Whether both are of the same PC, the captures do not tell.');
    expect(conclusion.advice[0]).toMatch(/^Capture with both PCs at the same time/);
    // With the same address it most often is the same PC.
    const { reasons: own } = compareReports(unprotected, healthy).conclusion;
    expect(own.join(' ')).not.toMatch(/same PC|other addresses/);
  });

  test('that may be of one network: no proof against it', () => {
    // Packet lists have no routers; both PCs ask the site's resolver 192.168.0.65.
    const { conclusion } = compareReports(listed(unprotected), listed(colleague(healthy)));
    expect(conclusion).toMatchObject({ code: 'network', confidence: 'low' });
    expect(conclusion.reasons.join(' ')).toContain(
      'Both captures may be of the same network: their clients ask the same resolver 192.168.0.65 (client 192.168.0.204, and client 192.168.0.205), and the captures do not tell the routers apart.',
    );
    const withoutDns = (capture: ComparedCapture) =>
      withEndpoints(listed(capture), (endpoint) =>
        isAt(endpoint, '192.168.0.65') ? null : endpoint,
      );
    const { reasons } = compareReports(
      listed(unprotected),
      withoutDns(colleague(healthy)),
    ).conclusion;
    expect(reasons.join(' ')).toContain('their clients have addresses of one subnet');
    expect(compareReports(listed(unprotected), listed(open)).conclusion.confidence).toBe('high');
  });
});

describe('the lab: only what the rule in force stops fails on the first only', () => {
  const names = labCaptureNames().filter((_, index) => index % 5 === 0);
  let good: ComparedCapture[];
  let found = 0;
  beforeAll(async () => {
    good = [await compared('lab/healthy.pcapng'), await compared('lab/healthy-ipv6.pcapng')];
  });

  test.each(names)('%s', async (name) => {
    const truth: Truth = JSON.parse(
      readFileSync(`captures/${name.replace(/\.pcap(?:ng)?(?:\.\w+)?$/, '')}.truth.json`, 'utf8'),
    );
    const first = await compared(name);
    for (const second of good) {
      if (second.diagnosis.capture.name === first.diagnosis.capture.name) continue;
      // The lab is one network: as if the second were another.
      const elsewhere = { ...second, router: '00:00:5e:00:53:99' };
      const comparison = compareReports(first, elsewhere);
      for (const service of comparison.services) {
        // Nothing fails in the second, by its own truth.
        expect(['both', 'second-only']).not.toContain(service.outcome);
        const { endpoints: all } = comparison.reports[0];
        const endpoints = service.first?.endpoints.map((at) => all[at]) ?? [];
        const mayFail = endpoints.some((endpoint) =>
          acceptedVerdicts(truth, endpoint).some(isFailure),
        );
        if (service.outcome === 'first-only') {
          found++;
          expect(mayFail, service.title).toBe(true);
        }
        // What was asked for on both, and is sure to fail in the first, is never said to work.
        const mustFail = endpoints.every((endpoint) =>
          acceptedVerdicts(truth, endpoint).every(isFailure),
        );
        if (endpoints.length > 0 && mustFail) expect(service.outcome).not.toBe('none');
      }
    }
  });

  test('and that is much', () => {
    expect(found).toBeGreaterThan(20);
  });
});

test('twenty thousand endpoints on each side: nothing is quadratic', () => {
  const [one] = open.diagnosis.endpoints;
  const many = (number: number, verdict: 'drop' | 'answered') => ({
    ...open,
    diagnosis: {
      ...open.diagnosis,
      capture: {
        ...open.diagnosis.capture,
        sha256: verdict.padEnd(64, '0'),
        packets: verdict.length,
      },
      endpoints: Array.from({ length: number }, (_, index) => ({
        ...one,
        client: address(`10.1.${index >> 8}.${index & 255}`),
        // One name for all, and one server for half of them.
        server: address(index % 2 === 0 ? '203.0.113.9' : `198.18.${index >> 8}.${index & 255}`),
        name: 'www.example.com',
        verdict,
      })),
      findings: [],
    },
  });
  const timeOf = (number: number) => {
    const [first, second] = [many(number, 'drop'), many(number, 'answered')];
    let least = Number.POSITIVE_INFINITY;
    // Others use the machine, too: the quickest of several is the nearest to the truth.
    for (let run = 0; run < 5; run++) {
      const begin = cpuMilliseconds();
      const { counts } = compareReports(first, second);
      least = Math.min(least, cpuMilliseconds() - begin);
      expect(counts['first-only']).toBe(number / 2 + 1);
    }
    return least;
  };
  timeOf(2_500);
  // Four times as many: four times as long, not sixteen times.
  expect(timeOf(20_000) / timeOf(5_000)).toBeLessThan(10);
});
