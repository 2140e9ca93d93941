import { describe, expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { text, tlsClientHello } from '../../support/packet-builder.ts';
import { ACK, PSH, RST, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT = '192.168.1.20';
/** Public servers in unrelated networks. */
const SERVERS = ['198.51.100.7', '203.0.113.9', '192.0.2.44', '198.18.5.5'];
const FAR = 52;
const NEIGHBOUR = 64;

const get = (host: string, path = '/') => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const redirect = (location: string, status = '302 Found') =>
  `HTTP/1.1 ${status}\r\nServer: x\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`;
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

interface Exchange {
  readonly server?: string;
  readonly request: string;
  readonly response: string;
  readonly ttl?: number;
  readonly clientTtl?: number;
  readonly port?: number;
}

function run(exchanges: readonly Exchange[]) {
  const tracked = new Tracked();
  exchanges.forEach((exchange, i) => {
    const { server = SERVERS[0], request, response, ttl = FAR, port = 80 } = exchange;
    const client = { address: CLIENT, port: 50_000 + i };
    const to = { address: server, port };
    const own = { ttl: exchange.clientTtl ?? 64 };
    tracked.segment(i, client, to, { flags: SYN, sequence: 1000, ...own });
    const accepted = { flags: SYN | ACK, sequence: 5000, acknowledgment: 1001, ttl };
    tracked.segment(i + 0.0004, to, client, accepted);
    const asked = { flags: PSH | ACK, sequence: 1001, acknowledgment: 5001, ...own };
    tracked.segment(i + 0.001, client, to, { ...asked, data: text(request) });
    tracked.segment(i + 0.002, to, client, {
      flags: PSH | ACK,
      sequence: 5001,
      acknowledgment: 1001 + request.length,
      data: text(response),
      ttl,
    });
  });
  const endpoints = tracked.finish(exchanges.length + 60);
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  return endpoints.map((endpoint) => {
    const observations = observe(endpoint, context);
    return {
      endpoint,
      verdict: judge(observations).verdict,
      portal: observations.find(({ code }) => code === 'captive-portal'),
      failed: observations.find(({ code }) => code === 'http-failed'),
    };
  });
}

const PORTAL = 'https://login.hotel.example/start?x=1';

describe('captive portals', () => {
  it.each<[string, Exchange]>([
    [
      'a redirect from next door',
      { request: get('news.example'), response: redirect(PORTAL), ttl: NEIGHBOUR },
    ],
    [
      'a redirect to an address of the LAN',
      { request: get('news.example'), response: redirect('http://10.1.0.1:8000/login') },
    ],
    [
      'status 511',
      {
        request: get('news.example'),
        response: 'HTTP/1.1 511 Network Authentication Required\r\n\r\n',
      },
    ],
    [
      "Android's test for portals",
      {
        request: get('connectivitycheck.gstatic.com', '/generate_204'),
        response: redirect(PORTAL, '307 Temporary Redirect'),
      },
    ],
    [
      "Windows' test for portals",
      {
        request: get('www.MSFTconnecttest.com', '/connecttest.txt?n=1'),
        response: redirect(PORTAL),
      },
    ],
  ])('%s', (_, exchange) => {
    const [{ verdict, portal }] = run([exchange, { ...exchange, server: SERVERS[0] }]);
    expect(portal?.frames).toEqual([4, 8]);
    expect(verdict).toBe('intercepted');
  });

  it('says where the redirect leads', () => {
    const [{ portal }] = run([
      { request: get('a.example'), response: redirect(PORTAL), ttl: NEIGHBOUR },
    ]);
    expect(portal?.values).toMatchObject({ location: PORTAL, clues: ['near'] });
  });

  it('unrelated servers that all redirect to one host', () => {
    const all = SERVERS.map((server, i) => ({
      server,
      request: get(`www.site${i}.example`),
      response: redirect(PORTAL),
    }));
    for (const { verdict, portal } of run(all)) {
      expect(portal?.values).toMatchObject({ clues: ['everywhere'], networks: 4 });
      expect(verdict).toBe('intercepted');
    }
    // As advertisers' servers do, between pages that are answered.
    const pages = SERVERS.slice(0, 2).map((server) => ({
      server,
      request: get('page.example'),
      response: OK,
    }));
    for (const { verdict, portal } of run([...pages, ...all])) {
      expect(portal).toBeUndefined();
      expect(verdict).toBe('answered');
    }
  });
});

describe('what is no portal', () => {
  it.each<[string, Exchange]>([
    [
      'http to https of the same site',
      { request: get('news.example'), response: redirect('https://www.news.example/') },
    ],
    [
      'the same, of a server next door',
      {
        request: get('news.example'),
        response: redirect('https://www.news.example/'),
        ttl: NEIGHBOUR,
      },
    ],
    ['another site, from afar', { request: get('old.example'), response: redirect(PORTAL) }],
    [
      'a relative redirect',
      { request: get('news.example'), response: redirect('/login'), ttl: NEIGHBOUR },
    ],
    ['a page from next door', { request: get('news.example'), response: OK, ttl: NEIGHBOUR }],
    [
      'a server of the LAN',
      {
        server: '192.168.1.80',
        request: get('intra.example'),
        response: redirect(PORTAL),
        ttl: NEIGHBOUR,
      },
    ],
    [
      'a proxy, which was asked to',
      {
        request: 'GET http://news.example/ HTTP/1.1\r\nHost: news.example\r\n\r\n',
        response: redirect(PORTAL),
        ttl: NEIGHBOUR,
        port: 8080,
      },
    ],
    [
      'captured behind routers, where near says nothing',
      { request: get('old.example'), response: redirect(PORTAL), ttl: NEIGHBOUR, clientTtl: 62 },
    ],
    ['no HTTP', { request: 'hello', response: redirect('http://10.1.0.1/'), ttl: NEIGHBOUR }],
    ['no response', { request: get('news.example'), response: '\x15\x03\x01' }],
  ])('%s', (_, exchange) => {
    const [{ verdict, portal }] = run([exchange]);
    expect(portal).toBeUndefined();
    expect(verdict).toBe('answered');
  });

  it.each([
    'http://10.1.0.1.evil.example/',
    'http://256.1.1.1/',
    'http://10.1.1/',
    'http://11.1.1.1/',
  ])('%s is no address of a LAN', (location) => {
    const [{ portal }] = run([{ request: get('news.example'), response: redirect(location) }]);
    expect(portal).toBeUndefined();
  });
});

describe('TLS that is accepted nearby', () => {
  const observed = (ttl: number) => {
    const tracked = new Tracked();
    const client = { address: CLIENT, port: 50_000 };
    const far = { address: SERVERS[1], port: 443 };
    tracked.segment(0, client, far, { flags: SYN, sequence: 1 });
    tracked.segment(0.02, far, client, {
      flags: SYN | ACK,
      sequence: 1,
      acknowledgment: 2,
      ttl: FAR,
    });
    const server = { address: SERVERS[0], port: 443 };
    tracked.segment(1, client, server, { flags: SYN, sequence: 1000 });
    tracked.segment(1.0005, server, client, {
      flags: SYN | ACK,
      sequence: 5000,
      acknowledgment: 1001,
      ttl,
    });
    tracked.segment(1.001, client, server, {
      flags: PSH | ACK,
      sequence: 1001,
      acknowledgment: 5001,
      data: tlsClientHello('www.example.com'),
    });
    tracked.segment(1.002, server, client, { flags: RST, sequence: 5001, ttl });
    const endpoint = tracked.finish(60)[1];
    const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
    return observe(endpoint, context);
  };

  it('is a hint: what resets there is not the server', () => {
    const seen = observed(NEIGHBOUR);
    expect(seen.map(({ code }) => code)).toContain('tls-answered-near');
    expect(judge(seen).verdict).toBe('reject');
    expect(observed(FAR).map(({ code }) => code)).not.toContain('tls-answered-near');
  });
});

describe('what a server fails at', () => {
  const request = get('app.example.com');
  const down = { request, response: 'HTTP/1.1 503 Service Unavailable\r\n\r\n' };

  it('is told beside its answer, where it fails most of the time', () => {
    const [{ failed, verdict }] = run([down, down, { request, response: OK }]);
    expect(verdict).toBe('answered');
    expect(failed?.values).toEqual({ requests: 2, status: 503, words: 'Service Unavailable' });
  });

  it('is one page of many', () => {
    const [{ failed }] = run([down, ...Array(4).fill({ request, response: OK })]);
    expect(failed).toBeUndefined();
  });
});
