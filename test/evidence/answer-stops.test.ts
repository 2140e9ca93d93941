import { describe, expect, it } from 'vitest';
import { Conversations, endpointOf, type Said } from '../../support/conversations.ts';
import { text } from '../../support/packet-builder.ts';

const CLIENT = '192.168.1.20';
const SERVER = { address: '203.0.113.80', port: 80 };
const GET: Said = { client: text('GET /file HTTP/1.1\r\nHost: www.example.com\r\n\r\n') };
const HEAD: Said = { client: text('HEAD /file HTTP/1.1\r\nHost: www.example.com\r\n\r\n') };
const body = (length: number) => new Uint8Array(length).fill(0x61);
const says = (head: string, length: number): Said => ({
  server: Uint8Array.from([...text(`HTTP/1.1 ${head}\r\n\r\n`), ...body(length)]),
});
const OK = '200 OK\r\nContent-Length: 9000';

/** What is said of a connection that stays open, at which the capture looks for a minute more. */
async function run(said: readonly Said[], port = 80, ends: boolean | 'by server' = false) {
  const conversations = new Conversations();
  const server = { ...SERVER, port };
  for (const at of [0, 1]) conversations.tcp(at, CLIENT, server, said, { ends });
  return endpointOf(await conversations.report(), SERVER.address, port);
}

describe('an answer of plain HTTP', () => {
  it.each([80, 3000])('that stops before its length is not whole (port %i)', async (port) => {
    const endpoint = await run([GET, says(OK, 4_000)], port);
    expect(endpoint).toMatchObject({ verdict: 'inconclusive', patterns: ['answer-incomplete'] });
    expect(endpoint.evidence[0].values).toMatchObject({ connections: 2, of: 2, missing: 5_000 });
  });

  it('that stops after a whole one is told, too', async () => {
    const endpoint = await run([GET, says(OK, 9_000), GET, says(OK, 1_000)]);
    expect(endpoint.patterns).toEqual(['answer-incomplete']);
  });

  it.each<[string, readonly Said[]]>([
    ['is whole', [GET, says(OK, 9_000)]],
    ['is whole in two pieces', [GET, says(OK, 4_000), { server: body(5_000) }]],
    ['has no body, as a header alone was asked for', [HEAD, says(OK, 0)]],
    ['has none by its status', [GET, says('304 Not Modified\r\nContent-Length: 9000', 0)]],
    ['comes in chunks', [GET, says('200 OK\r\nTransfer-Encoding: chunked', 4_000)]],
    ['says no length', [GET, says('200 OK', 4_000)]],
  ])('%s: nothing is missing', async (_, said) => {
    const endpoint = await run(said);
    expect(endpoint).toMatchObject({ verdict: 'answered', patterns: [] });
  });

  it.each([true, 'by server' as const])('that ends with its connection (%s)', async (ends) => {
    const endpoint = await run([GET, says(OK, 4_000)], 80, ends);
    expect(endpoint.patterns).toEqual([]);
  });

  it('is not told where the capture ends a few seconds later', async () => {
    const conversations = new Conversations();
    conversations.tcp(0, CLIENT, SERVER, [GET, says(OK, 4_000)], { ends: false });
    const endpoint = endpointOf(await conversations.report({}, 3), SERVER.address, 80);
    expect(endpoint).toMatchObject({ verdict: 'answered', patterns: [] });
  });
});

describe('data of no length that is known', () => {
  const PORT = 8443;
  /** Two segments, of which the first is a full one. */
  const tls = (isPushed: boolean, length = 2_800, more: readonly Said[] = []) =>
    run([{ client: body(300) }, { server: body(length), isPushed }, ...more], PORT);

  it('that ends in full segments of one length may have stopped', async () => {
    const endpoint = await tls(false);
    expect(endpoint.verdict).toBe('inconclusive');
    expect(endpoint.evidence.map(({ code }) => code)).toContain('answer-may-stop');
  });

  it.each<[string, Promise<{ verdict: string }>]>([
    ['ends in messages, each pushed', tls(true)],
    ['ends in a short segment', tls(false, 1_800)],
    [
      'is followed by the next request',
      tls(false, 2_800, [{ client: body(200) }, { server: body(90) }]),
    ],
  ])('and %s has not', async (_, endpoint) => {
    expect((await endpoint).verdict).toBe('answered');
  });
});
