import { describe, expect, it } from 'vitest';
import { parseTarget, type Target } from '../../src/index.ts';
import { Conversations, endpointOf, type Said } from '../../support/conversations.ts';
import {
  dnsQuery,
  dnsResponse,
  text,
  tlsAlert,
  tlsClientHello,
  tlsRecord,
} from '../../support/packet-builder.ts';

const CLIENT = '192.168.1.20';
const WEB = { address: '203.0.113.9', port: 80 };
const TLS = { address: '203.0.113.9', port: 443 };
const FAR = 52;
const NEIGHBOUR = 64;

const GET: Said = { client: text('GET / HTTP/1.1\r\nHost: news.example.com\r\n\r\n') };
const page = (status: string, ttl?: number): Said => ({
  server: text(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`),
  ...(ttl !== undefined && { ttl }),
});

/** Another server, some routers away, that works. */
function elsewhere(conversations: Conversations): void {
  const other = { address: '198.51.100.8', port: 80 };
  conversations.tcp(9, CLIENT, other, [GET, page('200 OK')]);
}

describe("pages in a server's place", () => {
  it('come from nearer than the SYN/ACK of their connection', async () => {
    const conversations = new Conversations();
    for (let i = 0; i < 3; i++) conversations.tcp(i, CLIENT, WEB, [GET, page('200 OK', NEIGHBOUR)]);
    const web = endpointOf(await conversations.report(), WEB.address, 80);
    expect(web).toMatchObject({ verdict: 'intercepted', patterns: ['page-injected'] });
    expect(web.evidence[0].values).toMatchObject({ timeToLive: NEIGHBOUR, accepted: FAR });
  });

  it('do not come from farther: a SYN proxy stands before its server', async () => {
    const conversations = new Conversations();
    for (let i = 0; i < 3; i++) {
      conversations.tcp(i, CLIENT, WEB, [GET, page('200 OK', FAR)], { ttl: 58 });
    }
    expect(endpointOf(await conversations.report(), WEB.address, 80).verdict).toBe('answered');
  });

  it('are refusals from next door, while other servers are far', async () => {
    const conversations = new Conversations();
    elsewhere(conversations);
    for (let i = 0; i < 3; i++) {
      conversations.tcp(i, CLIENT, WEB, [GET, page('403 Forbidden')], { ttl: NEIGHBOUR });
    }
    const web = endpointOf(await conversations.report(), WEB.address, 80);
    expect(web).toMatchObject({ verdict: 'intercepted', patterns: ['page-from-near'] });
  });

  it("are not the server's own refusals, which are said", async () => {
    const conversations = new Conversations();
    elsewhere(conversations);
    for (const [i, status] of ['403 Forbidden', '451 For Legal Reasons'].entries()) {
      conversations.tcp(i, CLIENT, WEB, [GET, page(status)]);
    }
    const report = await conversations.report();
    expect(endpointOf(report, WEB.address, 80)).toMatchObject({
      verdict: 'answered',
      patterns: [],
    });
    expect(report.summary.text).toContain('403 Forbidden');
  });
});

/* DER (X.690), as far as a certificate's names need it. */
const der = (tag: number, ...parts: readonly (Uint8Array | number[])[]): Uint8Array => {
  const body = parts.flatMap((part) => [...part]);
  const { length } = body;
  const size = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([tag, ...size, ...body]);
};
const attribute = (type: number, value: string) =>
  der(0x31, der(0x30, der(0x06, [0x55, 0x04, type]), der(0x0c, text(value))));
const named = (commonName: string, organization: string) =>
  der(0x30, attribute(10, organization), attribute(3, commonName));

/** A server's flight of TLS 1.2: ServerHello, then the Certificate in records of that length. */
function flight(issuer: Uint8Array, subject: Uint8Array, recordLength = 16_384): Uint8Array {
  const tbs = der(
    ...([0x30, der(0xa0, der(0x02, [2])), der(0x02, [7]), der(0x30, der(0x06, [0x2a]))] as const),
    ...[issuer, der(0x30, der(0x17, text('230101000000Z'))), subject],
    der(0x30, new Uint8Array(2_000)),
  );
  const certificate = der(0x30, tbs, der(0x30, der(0x06, [0x2a])), der(0x03, new Uint8Array(256)));
  const uint24 = (value: number) => [value >> 16, (value >> 8) & 0xff, value & 0xff];
  const list = [...uint24(certificate.length), ...certificate];
  const body = [...uint24(list.length), ...list];
  const hello = [3, 3, ...new Uint8Array(32), 0, 0xc0, 0x2f, 0];
  const messages = Uint8Array.from([
    ...[2, ...uint24(hello.length), ...hello],
    ...[11, ...uint24(body.length), ...body],
  ]);
  const records: number[] = [];
  for (let at = 0; at < messages.length; at += recordLength) {
    records.push(...tlsRecord(22, messages.subarray(at, at + recordLength)));
  }
  return Uint8Array.from(records);
}

const HELLO: Said = { client: tlsClientHello('shop.example.com') };
const UNKNOWN_CA: Said = { client: tlsAlert(2, 48) };
const GOES_ON: Said[] = [
  { client: tlsRecord(23, new Uint8Array(90)) },
  { server: tlsRecord(23, new Uint8Array(90)) },
];
const FIREWALL = named('FG100FTK20012345', 'Fortinet');
const COMPANY = named('Example Corp Issuing CA 2', 'Example Corp');
const SHOP = named('shop.example.com', 'Shop');

async function tls(server: Uint8Array, rest: readonly Said[], ttl = FAR) {
  const conversations = new Conversations();
  elsewhere(conversations);
  for (let i = 0; i < 2; i++) {
    conversations.tcp(i, CLIENT, TLS, [HELLO, { server }, ...rest], { ttl });
  }
  const report = await conversations.report();
  return { report, endpoint: endpointOf(report, TLS.address, 443) };
}

describe('certificates', () => {
  it.each([16_384, 700, 50])(
    'of a firewall are read over segments and records (%d)',
    async (length) => {
      const { endpoint, report } = await tls(flight(FIREWALL, SHOP, length), [UNKNOWN_CA]);
      expect(endpoint).toMatchObject({
        ...{ verdict: 'intercepted', patterns: ['certificate-of-proxy'] },
      });
      expect(endpoint.evidence[0].values).toEqual({
        ...{ product: 'Fortinet FortiGate', issuer: 'FG100FTK20012345, Fortinet' },
        subject: 'shop.example.com, Shop',
      });
      expect(report.summary.text).toMatch(/Fortinet FortiGate opens TLS .* shop\.example\.com/);
    },
  );

  it('of a firewall that the client knows are no fault, and said', async () => {
    const { endpoint, report } = await tls(flight(FIREWALL, SHOP), GOES_ON);
    expect(endpoint).toMatchObject({ verdict: 'answered', patterns: [] });
    expect(report.summary.text).toContain('TLS is inspected');
  });

  it.each<[string, Uint8Array]>([
    ['a company signed', flight(COMPANY, SHOP)],
    ['their server signed', flight(SHOP, SHOP)],
    [
      'a firewall signed for its own pages',
      flight(FIREWALL, named('FG100FTK20012345', 'Fortinet GUI')),
    ],
  ])("that %s are the server's own, whatever the client says", async (_, server) => {
    const { endpoint } = await tls(server, [UNKNOWN_CA]);
    expect(endpoint.verdict).toBe('answered');
    expect(endpoint.evidence.map(({ code }) => code)).toContain('certificate-refused');
  });

  it('from next door are not, while other servers are far', async () => {
    const { endpoint } = await tls(flight(COMPANY, SHOP), [UNKNOWN_CA], NEIGHBOUR);
    expect(endpoint).toMatchObject({ verdict: 'intercepted', patterns: ['certificate-from-near'] });
  });

  it('that are damaged have no names, and harm nobody', async () => {
    const good = flight(FIREWALL, SHOP);
    for (let at = 60; at < 400; at += 17) {
      const bad = good.slice();
      bad[at] ^= 0xff;
      const { endpoint } = await tls(bad, [UNKNOWN_CA]);
      expect(['answered', 'intercepted', 'inconclusive']).toContain(endpoint.verdict);
    }
  });
});

describe("certificates in a proxy's tunnel", () => {
  const PROXY = { address: '192.168.1.3', port: 3128 };
  const CONNECT: Said[] = [
    { client: text('CONNECT shop.example.com:443 HTTP/1.1\r\nHost: shop.example.com:443\r\n\r\n') },
    { server: text('HTTP/1.1 200 Connection established\r\n\r\n') },
  ];
  const tunnel = async (...said: Said[]) => {
    const conversations = new Conversations();
    for (let i = 0; i < 2; i++) {
      conversations.tcp(i, CLIENT, PROXY, [...CONNECT, ...said], { ttl: NEIGHBOUR });
    }
    const report = await conversations.report();
    const target = report.endpoints.find(({ server }) => server === 'shop.example.com');
    return { target, proxy: endpointOf(report, PROXY.address, PROXY.port) };
  };
  const codesOf = (endpoint: { evidence: readonly { code: string }[] } | undefined) =>
    endpoint?.evidence.map(({ code }) => code);
  const signed = (issuer: Uint8Array) => ({ server: flight(issuer, SHOP) });

  it("are the target's: a firewall's that the client refuses", async () => {
    const { target, proxy } = await tunnel(HELLO, signed(FIREWALL), UNKNOWN_CA);
    expect(target).toMatchObject({
      ...{ verdict: 'intercepted', patterns: ['certificate-of-proxy'] },
      via: { server: PROXY.address, port: PROXY.port },
    });
    // The certificate, and the alerts that refuse it.
    expect(target?.evidence[0].frames).toEqual([9, 11, 25]);
    expect(proxy.verdict).toBe('answered');
    expect(codesOf(proxy)).not.toContain('certificate-refused');
  });

  it('are no fault where the client goes on, nor where they are the own ones', async () => {
    const known = await tunnel(HELLO, signed(FIREWALL), ...GOES_ON);
    expect(known.target?.verdict).toBe('answered');
    expect(codesOf(known.target)).toContain('tls-inspected');
    const own = await tunnel(HELLO, signed(COMPANY), UNKNOWN_CA);
    expect(own.target?.verdict).toBe('answered');
    expect(codesOf(own.target)).toEqual(['certificate-refused']);
  });

  it('are read though the ClientHello comes in pieces, and nothing else is', async () => {
    const hello = 'client' in HELLO ? HELLO.client : new Uint8Array(0);
    const pieces = [hello.subarray(0, 40), hello.subarray(40)].map((client) => ({ client }));
    const { target } = await tunnel(...pieces, signed(FIREWALL), UNKNOWN_CA);
    expect(target?.verdict).toBe('intercepted');
    const ssh = await tunnel(
      { server: text('SSH-2.0-x\r\n') },
      HELLO,
      signed(FIREWALL),
      UNKNOWN_CA,
    );
    expect(codesOf(ssh.target)).toEqual(['service-answered']);
  });
});

const FILTER = { address: '192.168.1.2', port: 53 };
const PUBLIC = { address: '198.51.100.53', port: 53 };
const NAMES = ['games.example.com', 'bets.example.net', 'movies.example.org'];
const REAL = ['203.0.113.20', '203.0.113.40', '198.51.100.60'];

type Answer = { readonly address?: string; readonly code?: number; readonly ttl?: number };
let id = 0;

function asks(
  conversations: Conversations,
  at: number,
  server: typeof FILTER,
  name: string,
  ...answers: readonly Answer[]
): void {
  id++;
  conversations.udp(
    at,
    CLIENT,
    server,
    dnsQuery({ id, name, type: 'A' }),
    answers.map(({ address, code = 0, ttl = server === FILTER ? 64 : FAR }, index) => ({
      data: dnsResponse({
        ...{ id, name, type: 'A', rcode: code },
        answers: address === undefined ? [] : [{ name, type: 'A', data: address }],
      }),
      after: 0.01 * (index + 1),
      ttl,
    })),
  );
}

async function filtered(answerOf: (index: number) => Answer, knows = true) {
  const conversations = new Conversations();
  for (const [index, name] of NAMES.entries()) {
    asks(conversations, index, FILTER, name, answerOf(index));
    if (knows) asks(conversations, index + 5, PUBLIC, name, { address: REAL[index] });
  }
  for (let i = 0; i < 3; i++) {
    asks(conversations, 10 + i, FILTER, `www${i}.example.com`, { address: '203.0.113.80' });
  }
  return endpointOf(await conversations.report(), FILTER.address, 53);
}

describe('a DNS server that keeps names from its clients', () => {
  it.each<[string, (index: number) => Answer]>([
    ['0.0.0.0', () => ({ address: '0.0.0.0' })],
    ['127.0.0.1', () => ({ address: '127.0.0.1' })],
    ['that there is none', () => ({ code: 3 })],
    ['REFUSED', () => ({ code: 5 })],
    ['the address of its own page', () => ({ address: '192.168.1.2' })],
  ])('says %s, and another server has them', async (_, answerOf) => {
    const filter = await filtered(answerOf);
    expect(filter).toMatchObject({ verdict: 'reject' });
    expect(filter.patterns).toContain('dns-names-blocked');
    const seen = filter.evidence.find(({ code }) => code === 'dns-names-blocked');
    expect(seen?.values).toMatchObject({ names: NAMES, other: PUBLIC.address });
  });

  it('is believed where nobody else was asked, but for addresses that no server has', async () => {
    expect((await filtered(() => ({ code: 3 }), false)).verdict).toBe('answered');
    expect((await filtered(() => ({ address: '127.0.0.1' }), false)).verdict).toBe('answered');
    expect(await filtered(() => ({ address: '0.0.0.0' }), false)).toMatchObject({
      ...{ verdict: 'reject', confidence: 'low' },
    });
  });

  it('has other addresses than another one: so do networks that deliver for many', async () => {
    const filter = await filtered((index) => ({ address: `203.0.113.${90 + index}` }));
    expect(filter).toMatchObject({ verdict: 'answered', patterns: [] });
  });

  it("is the only one that has the site's own names", async () => {
    const conversations = new Conversations();
    for (const [index, name] of NAMES.entries()) {
      asks(conversations, index, FILTER, name, { address: `10.0.0.${index + 1}` });
      asks(conversations, index + 5, PUBLIC, name, { code: 3 });
    }
    const report = await conversations.report();
    for (const { verdict } of report.endpoints) expect(verdict).toBe('answered');
  });
});

describe('a target whose name never came to an address', () => {
  const target = (text: string) => ({ targets: [parseTarget(text) as Target] });

  it('has the verdict of its DNS: kept from the client', async () => {
    const conversations = new Conversations();
    asks(conversations, 0, FILTER, NAMES[0], { address: '0.0.0.0' });
    asks(conversations, 1, PUBLIC, NAMES[0], { address: REAL[0] });
    const report = await conversations.report(target(NAMES[0]));
    // Another resolver has it, so the client does: nobody asks for its address yet.
    expect(report.summary.verdict).toBe('reject');
    expect(report.summary.text).toContain(NAMES[0]);
    expect(report.capture.quality.map(({ code }) => code)).not.toContain('target-absent');
  });

  it('has the verdict of its DNS: dropped', async () => {
    const conversations = new Conversations();
    for (let i = 0; i < 5; i++) asks(conversations, 2 ** i, PUBLIC, NAMES[0]);
    elsewhere(conversations);
    for (let i = 0; i < 3; i++) {
      asks(conversations, 3 * i, FILTER, `www${i}.example.com`, { address: '203.0.113.80' });
    }
    const report = await conversations.report(target(`${NAMES[0]}:443`));
    expect(report.summary.verdict).toBe('drop');
    expect(report.capture.quality.map(({ code }) => code)).not.toContain('target-absent');
  });

  it('is absent where the name is just not there, or nobody asks for it', async () => {
    const conversations = new Conversations();
    asks(conversations, 0, FILTER, NAMES[0], { code: 3 });
    for (const name of [NAMES[0], NAMES[1]]) {
      const report = await conversations.report(target(name));
      expect(report.summary.verdict).toBe('inconclusive');
      expect(report.capture.quality.map(({ code }) => code)).toContain('target-absent');
    }
  });
});

describe('a mail server', () => {
  const MAIL = { address: '203.0.113.25', port: 25 };
  const line = (words: string): Said => ({ server: text(`${words}\r\n`) });

  it.each([
    ['at once', [line('554 5.7.1 192.0.2.20 is on a list')], '554 5.7.1 192.0.2.20 is on a list'],
    [
      'later, with something for the terminal',
      [line('220 mx ESMTP'), { client: text('EHLO x\r\n') }, line('421 \x1b[1mtoo busy')],
      '421 \\033[1mtoo busy',
    ],
  ] as const)('refuses in its own words %s, and answers', async (_, said, words) => {
    const conversations = new Conversations();
    for (let i = 0; i < 2; i++) conversations.tcp(i, CLIENT, MAIL, said);
    const report = await conversations.report();
    const mail = endpointOf(report, MAIL.address, 25);
    expect(mail.verdict).toBe('answered');
    expect(mail.evidence.find(({ code }) => code === 'mail-refused')?.values).toEqual({
      ...{ replies: 2, words },
    });
    expect(report.summary.text).toContain(words);
  });
});

describe('a TLS handshake that a fatal alert ends', () => {
  const hello: Said = { client: tlsClientHello('blocked.example.com') };
  const alert = (description: number, ttl?: number): Said => ({
    server: tlsAlert(2, description),
    ...(ttl !== undefined && { ttl }),
  });

  it('is refused from nearer than the SYN/ACK', async () => {
    const conversations = new Conversations();
    for (let i = 0; i < 3; i++) conversations.tcp(i, CLIENT, TLS, [hello, alert(49, NEIGHBOUR)]);
    const web = endpointOf(await conversations.report(), TLS.address, 443);
    expect(web).toMatchObject({ verdict: 'intercepted', patterns: ['tls-refused-from-near'] });
    expect(web.evidence[0].values).toEqual({
      ...{ connections: 3, alert: 49, names: ['blocked.example.com'] },
      ...{ timeToLive: NEIGHBOUR, accepted: FAR },
    });
  });

  it('is refused from next door, while other servers are far', async () => {
    const conversations = new Conversations();
    elsewhere(conversations);
    for (let i = 0; i < 3; i++) {
      conversations.tcp(i, CLIENT, TLS, [hello, alert(112)], { ttl: NEIGHBOUR });
    }
    const web = endpointOf(await conversations.report(), TLS.address, 443);
    expect(web).toMatchObject({ verdict: 'intercepted', patterns: ['tls-refused-from-near'] });
  });

  it("is the server's own where it comes from as far, and is said", async () => {
    const conversations = new Conversations();
    elsewhere(conversations);
    for (let i = 0; i < 3; i++) conversations.tcp(i, CLIENT, TLS, [hello, alert(112)]);
    const report = await conversations.report();
    expect(endpointOf(report, TLS.address, 443)).toMatchObject({
      verdict: 'answered',
      patterns: [],
    });
    expect(report.summary.text).toContain('blocked.example.com refused');
    expect(report.summary.text).toContain('Unrecognized Name (112)');
  });

  it('is none where the alert only warns, closes, or comes behind the handshake', async () => {
    const conversations = new Conversations();
    const served: Said = { server: tlsRecord(22, Uint8Array.of(2, 0, 0, 0)) };
    for (const said of [[tlsAlert(1, 112)], [tlsAlert(2, 0)]]) {
      conversations.tcp(0, CLIENT, TLS, [hello, { server: said[0], ttl: NEIGHBOUR }]);
    }
    conversations.tcp(3, CLIENT, TLS, [hello, served, alert(49, NEIGHBOUR)]);
    const web = endpointOf(await conversations.report(), TLS.address, 443);
    expect(web.evidence.map(({ code }) => code)).not.toContain('tls-refused');
    expect(web.patterns).toEqual([]);
  });
});

describe('two answers to one question', () => {
  it('that contradict each other are of two hosts: the first is the nearer here', async () => {
    const conversations = new Conversations();
    for (const [index, name] of NAMES.entries()) {
      const forged = { address: '192.0.2.99', ttl: NEIGHBOUR };
      asks(conversations, index, PUBLIC, name, forged, { address: REAL[index] });
    }
    const resolver = endpointOf(await conversations.report(), PUBLIC.address, 53);
    expect(resolver.verdict).toBe('intercepted');
    expect(resolver.patterns).toContain('dns-answers-contradict');
    const seen = resolver.evidence.find(({ code }) => code === 'dns-answers-contradict');
    expect(seen?.values).toEqual({
      ...{ questions: 3, first: NEIGHBOUR, firstHops: 0, second: FAR, secondHops: 12 },
    });
    expect(seen?.frames).toHaveLength(6);
  });

  it('that say the same are one, sent twice', async () => {
    const conversations = new Conversations();
    for (const [index, name] of NAMES.entries()) {
      asks(conversations, index, PUBLIC, name, { address: REAL[index] }, { address: REAL[index] });
    }
    const resolver = endpointOf(await conversations.report(), PUBLIC.address, 53);
    expect(resolver).toMatchObject({ verdict: 'answered', patterns: [] });
  });
});

describe('a target whose name came to an address', () => {
  const looked = async (text: string, goesOn: boolean) => {
    const conversations = new Conversations();
    asks(conversations, 0, PUBLIC, NAMES[0], { address: REAL[0] });
    if (goesOn)
      conversations.tcp(1, CLIENT, { address: REAL[0], port: 443 }, [GET, page('200 OK')]);
    const targets = [parseTarget(text) as Target];
    const { capture, summary } = await conversations.report({ targets });
    const note = capture.quality.find(({ code }) => code === 'target-not-tried');
    return { note: note?.text, verdict: summary.verdict };
  };

  it('and nothing was sent there: a firewall on the PC is a possibility, and no verdict', async () => {
    for (const text of [NAMES[0], `${NAMES[0].toUpperCase()}:443`]) {
      const { note, verdict } = await looked(text, false);
      expect(note).toContain(REAL[0]);
      expect(note).toContain('frame 2');
      expect(verdict).toBe('inconclusive');
    }
  });

  it('and was asked, or never looked up: nothing is told of that', async () => {
    expect((await looked(NAMES[0], true)).note).toBeUndefined();
    expect((await looked(NAMES[1], false)).note).toBeUndefined();
    expect((await looked(`${REAL[0]}:443`, false)).note).toBeUndefined();
  });
});
