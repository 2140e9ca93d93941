import { describe, expect, it } from 'vitest';
import { Conversations, endpointOf, type Said } from '../../support/conversations.ts';
import { text, tlsClientHello } from '../../support/packet-builder.ts';

/* SOCKS as RFC 1928 and 1929 have it; version 4 as curl, Dante and OpenSSH speak it. */

const CLIENT = '192.168.1.20';
const PROXY = { address: '192.168.1.8', port: 1080 };

const client = (...bytes: number[]): Said => ({ client: Uint8Array.from(bytes) });
const server = (...bytes: number[]): Said => ({ server: Uint8Array.from(bytes) });
const GREETING = client(5, 2, 0, 2);
const NO_LOGIN = server(5, 0);
const PORT_443 = [1, 187];
const connect = (name: string): Said => client(5, 1, 0, 3, name.length, ...text(name), ...PORT_443);
const reply = (code: number): Said => server(5, code, 0, 1, 0, 0, 0, 0, 0, 0);
const asks = (name: string): Said[] => [GREETING, NO_LOGIN, connect(name)];
const TUNNELLED: Said[] = [{ client: text('hello') }, { server: text('welcome') }];
const request4 = (...address: number[]): Said => client(4, 1, ...PORT_443, ...address, 0);
const reply4 = (code: number): Said => server(0, code, 0, 0, 0, 0, 0, 0);

async function run(connections: readonly (readonly Said[])[], port = PROXY.port) {
  const conversations = new Conversations();
  const proxy = { ...PROXY, port };
  for (const [i, said] of connections.entries()) {
    conversations.tcp(i, CLIENT, proxy, said);
  }
  return conversations.report();
}
const twice = <T>(one: T): T[] => [one, one];

describe('a SOCKS proxy', () => {
  it.each([1080, 9050])(
    'refuses one target by its rules and connects to another (port %i)',
    async (port) => {
      const refused = [...asks('games.example.com'), reply(2)];
      const granted = [...asks('www.example.com'), reply(0), ...TUNNELLED];
      const report = await run([refused, granted, refused, granted], port);
      expect(endpointOf(report, 'games.example.com', 443)).toMatchObject({
        ...{ verdict: 'reject', confidence: 'high', patterns: ['proxy-refuses'], attempts: 2 },
        via: { server: PROXY.address, port },
      });
      expect(endpointOf(report, 'www.example.com', 443).verdict).toBe('answered');
      expect(endpointOf(report, PROXY.address, port).verdict).toBe('answered');
      expect(report.summary.text).toMatch(
        /refuses .* games\.example\.com: 2 connection not allowed/,
      );
    },
  );

  // What each reply says of the target, and that none is an answer.
  it.each([
    [1, 'proxy-fails', 'inconclusive'],
    [3, 'proxy-cannot-reach', 'unreachable'],
    [4, 'proxy-cannot-reach', 'unreachable'],
    [5, 'proxy-target-refuses', 'inconclusive'],
    [6, 'proxy-fails', 'inconclusive'],
    [7, 'proxy-cannot-reach', 'unreachable'],
    [8, 'proxy-cannot-reach', 'unreachable'],
    [200, 'proxy-cannot-reach', 'unreachable'],
  ])('reply %i: %s', async (code, pattern, verdict) => {
    const report = await run(twice([...asks('gone.example.com'), reply(code)]));
    expect(endpointOf(report, 'gone.example.com', 443)).toMatchObject({
      ...{ verdict, patterns: [pattern] },
    });
    expect(report.summary.verdict).not.toBe('answered');
  });

  it('of version 4 says no reason', async () => {
    const granted = [request4(203, 0, 113, 80), reply4(0x5a), ...TUNNELLED];
    const report = await run([[request4(203, 0, 113, 90), reply4(0x5b)], granted], 1081);
    expect(endpointOf(report, '203.0.113.90', 443)).toMatchObject({
      ...{ verdict: 'inconclusive', patterns: ['proxy-fails'] },
    });
    expect(endpointOf(report, '203.0.113.80', 443).verdict).toBe('answered');
  });

  it('of version 4a is asked by name', async () => {
    const request = client(4, 1, ...PORT_443, 0, 0, 0, 1, ...text('me\0www.example.com\0'));
    const report = await run([[request, reply4(0x5d)]]);
    expect(endpointOf(report, 'www.example.com', 443).verdict).toBe('reject');
  });

  it.each([
    ['takes the request and closes', asks('www.example.com')],
    // OpenSSH up to 7.x says so before it has tried.
    [
      'says that it is connected, and closes',
      [...asks('www.example.com'), reply(0), { client: text('hello') }],
    ],
  ])('%s: no answer of the target', async (_, said) => {
    const conversations = new Conversations();
    for (const at of [0, 1]) conversations.tcp(at, CLIENT, PROXY, said, { ends: 'by server' });
    const report = await conversations.report();
    expect(endpointOf(report, 'www.example.com', 443)).toMatchObject({
      ...{ verdict: 'inconclusive', patterns: ['proxy-closes'] },
    });
  });

  it('says nothing to a request: no answer of the target', async () => {
    const conversations = new Conversations();
    conversations.tcp(0, CLIENT, PROXY, asks('www.example.com'), { ends: false });
    conversations.tcp(60, CLIENT, PROXY, [...asks('a.example.com'), reply(0), ...TUNNELLED]);
    const report = await conversations.report();
    expect(endpointOf(report, 'www.example.com', 443)).toMatchObject({
      ...{ verdict: 'inconclusive', patterns: ['proxy-unanswered'] },
    });
  });

  it('that says it is connected, and no more, has not shown the target', async () => {
    const report = await run([[...asks('www.example.com'), reply(0)]]);
    expect(endpointOf(report, 'www.example.com', 443).verdict).toBe('inconclusive');
  });

  it.each([
    ['accepts no way of logging in', [GREETING, server(5, 0xff)]],
    ['of version 5 is asked in version 4', [request4(203, 0, 113, 80), server(5, 0xff)]],
    [
      'refuses user and password',
      [GREETING, server(5, 2), client(1, 1, 117, 1, 112), server(1, 1)],
    ],
  ])('%s: it serves nobody', async (_, said) => {
    const report = await run(twice(said));
    expect(endpointOf(report, PROXY.address, PROXY.port)).toMatchObject({
      ...{ verdict: 'reject', patterns: ['socks-login-refused'] },
    });
    expect(report.summary.text).toContain('192.168.1.8:1080 ');
  });

  it('turns a client down that then logs in: it serves', async () => {
    const works = [
      ...[GREETING, server(5, 2), client(1, 1, 117, 1, 112), server(1, 0)],
      ...[connect('www.example.com'), reply(0), ...TUNNELLED],
    ];
    const report = await run([[client(5, 1, 0), server(5, 0xff)], works]);
    expect(endpointOf(report, PROXY.address, PROXY.port).verdict).toBe('answered');
    expect(endpointOf(report, 'www.example.com', 443).verdict).toBe('answered');
  });

  it('relays TLS, whose server name is of the target', async () => {
    const hello = { client: tlsClientHello('www.example.com') };
    const report = await run([
      [...asks('www.example.com'), reply(0), hello, { server: text('x') }],
    ]);
    expect(endpointOf(report, 'www.example.com', 443).verdict).toBe('answered');
  });

  // Other protocols may begin with 4 or 5.
  it.each<[string, readonly Said[]]>([
    ['no methods', [client(5, 0), server(5, 0)]],
    ['more than the methods', [client(5, 1, 0, 9), server(5, 0)]],
    ['a method that is none', [client(5, 1, 0x55), server(5, 0)]],
    ['an answer that is none', [client(5, 1, 0), { server: text('HELO') }]],
    ['a command that is none', [client(4, 7, 1, 187, 1, 2, 3, 4, 0), reply4(0x5b)]],
    ['a user that is none', [client(4, 1, 1, 187, 1, 2, 3, 4, 9, 0), reply4(0x5b)]],
  ])('is nothing with %s', async (_, said) => {
    const report = await run([said, said], 7000);
    expect(report.endpoints.filter(({ via }) => via != null)).toEqual([]);
    expect(report.endpoints.flatMap(({ patterns }) => patterns)).toEqual([]);
  });

  it('takes what is in a request for no more than text', async () => {
    const report = await run([
      [...asks('\x1b]0;x\x07'), reply(2)],
      [...asks('a'.repeat(255)), reply(2)],
      [GREETING, NO_LOGIN, client(5, 1, 0, 3, 0, 1, 187), reply(2)],
      [GREETING, NO_LOGIN, client(5, 1, 0, 3, 200, 1, 187), reply(2)],
      [GREETING, NO_LOGIN, client(5, 1, 0, 9, 1, 1, 1, 1, 1, 187), reply(2)],
    ]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there.
    expect(JSON.stringify(report)).not.toMatch(/[\x00-\x1f]|\\u001b/);
    expect(report.endpoints.filter(({ via }) => via != null)).toHaveLength(2);
  });
});
