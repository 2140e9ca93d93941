import { describe, expect, it } from 'vitest';
import { parseTarget, type Target } from '../../src/index.ts';
import { Conversations, endpointOf, type Said } from '../../support/conversations.ts';
import { text } from '../../support/packet-builder.ts';

const CLIENT = '192.168.1.20';
const PROXY = { address: '192.168.1.8', port: 3128 };

const connect = (target: string, more = ''): Said => ({
  client: text(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${more}\r\n`),
});
const get = (url: string): Said => ({ client: text(`GET ${url} HTTP/1.1\r\nHost: x\r\n\r\n`) });
const says = (status: string, more = ''): Said => ({
  server: text(`HTTP/1.1 ${status}\r\n${more}Content-Length: 0\r\n\r\n`),
});
const GRANTED = says('200 Connection established');
const DEMAND = says('407 Proxy Authentication Required', 'Proxy-Authenticate: Negotiate\r\n');
const LOG_IN = 'Proxy-Authorization: Negotiate YII\r\n';
const TUNNELLED: Said[] = [{ client: new Uint8Array(90).fill(22) }, { server: new Uint8Array(90) }];

async function run(...connections: readonly (readonly Said[])[]) {
  const conversations = new Conversations();
  for (const [i, said] of connections.entries()) conversations.tcp(i, CLIENT, PROXY, said);
  return conversations.report();
}

describe('a proxy', () => {
  it('refuses one target and connects to another, on one port', async () => {
    const refused = [connect('games.example.com:443'), says('403 URLBlocked')];
    const granted = [connect('www.example.com:443'), GRANTED, ...TUNNELLED];
    const report = await run(refused, granted, refused, granted);
    const target = endpointOf(report, 'games.example.com', 443);
    expect(target).toMatchObject({
      ...{ verdict: 'reject', confidence: 'high', patterns: ['proxy-refuses'], attempts: 2 },
      via: { server: PROXY.address, port: PROXY.port },
    });
    expect(target.evidence[0].values).toMatchObject({ status: 403, words: 'URLBlocked' });
    expect(endpointOf(report, 'www.example.com', 443).verdict).toBe('answered');
    // The proxy itself does what it is there for.
    expect(endpointOf(report, PROXY.address, PROXY.port).verdict).toBe('answered');
    expect(report.summary.text).toMatch(/192\.168\.1\.8:3128 refuses .* games\.example\.com: 403/);
  });

  it('demands a log-in, gets one, and connects: on the same connection or the next', async () => {
    const same = [connect('a.example.com:443'), DEMAND, connect('a.example.com:443', LOG_IN)];
    const report = await run(
      [...same, GRANTED, ...TUNNELLED],
      [connect('b.example.com:443'), DEMAND],
      [connect('b.example.com:443', LOG_IN), GRANTED, ...TUNNELLED],
    );
    for (const name of ['a.example.com', 'b.example.com']) {
      expect(endpointOf(report, name, 443)).toMatchObject({ verdict: 'answered', patterns: [] });
    }
    expect(endpointOf(report, 'a.example.com', 443).attempts).toBe(1);
  });

  it('demands a log-in and never gets one', async () => {
    const demanded = [connect('a.example.com:443'), DEMAND];
    const report = await run(demanded, demanded, demanded);
    expect(endpointOf(report, 'a.example.com', 443)).toMatchObject({
      ...{ verdict: 'reject', patterns: ['proxy-wants-login'] },
    });
  });

  it.each(['500 Unable to connect', '503 Service Unavailable'])(
    'cannot reach the target itself: that is no refusal (%s)',
    async (status) => {
      const failed = [connect('gone.example.com:443'), says(status)];
      const report = await run(failed, failed);
      const target = endpointOf(report, 'gone.example.com', 443);
      expect(target.verdict).not.toBe('reject');
      expect(target.patterns).toEqual(['proxy-cannot-reach']);
    },
  );

  it('hands on a 403 of the server, and signs its own', async () => {
    const squid = says('403 Forbidden', 'Server: squid\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n');
    const report = await run(
      [get('http://intranet.example.com/private'), says('403 Forbidden', 'Server: nginx\r\n')],
      [get('http://games.example.com/'), squid],
    );
    expect(endpointOf(report, 'intranet.example.com', 80).verdict).toBe('answered');
    expect(endpointOf(report, 'games.example.com', 80).verdict).toBe('reject');
  });

  it('asked for by name, a target is not absent', async () => {
    const refused = [connect('games.example.com:443'), says('403 Forbidden')];
    const conversations = new Conversations();
    conversations.tcp(0, CLIENT, PROXY, refused);
    const report = await conversations.report({
      targets: [parseTarget('games.example.com:443') as Target],
    });
    expect(report.capture.quality.map(({ code }) => code)).not.toContain('target-absent');
    expect(report.summary.verdict).toBe('reject');
  });

  it('takes what is in a request for no more than text', async () => {
    const report = await run(
      [connect('[2001:db8::7]:8443'), says('403 \x1b[31mno')],
      [connect('\x1b]0;x\x07'), says('403 no')],
      [connect(`${'a'.repeat(400)}:443`), says('403 no')],
      [connect('a.example.com:99999'), says('403 no')],
      [connect(''), says('403 no')],
    );
    expect(endpointOf(report, '2001:db8::7', 8443).verdict).toBe('reject');
    expect(endpointOf(report, 'a.example.com', 443).verdict).toBe('reject');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there.
    expect(JSON.stringify(report)).not.toMatch(/[\x00-\x1f]|\\u001b/);
    for (const { server } of report.endpoints) expect(server.length).toBeLessThanOrEqual(255);
  });
});
