import { describe, expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { say } from '../../src/words/say.ts';
import {
  type Connection,
  clientHello,
  firstFlight,
  frame,
  handshake,
  initial,
  newConnection,
  retry,
  serverFlight,
  short,
  VERSION_1,
  VERSION_2,
  versionNegotiation,
} from '../../support/quic-packets.ts';
import { ACK, datagramBytes, SYN, Tracked } from '../../support/tracked.ts';

const SERVER = { address: '198.51.100.7', port: 443 };
const OTHER = { address: '203.0.113.9', port: 443 };
const TIMES = [0, 0.3, 0.9, 2.1];
const KEY_SHARE_OF_ML_KEM = 1_216;

/** A capture of connections to one server, each from a port of its own. */
class Scene {
  readonly tracked = new Tracked();
  #port = 50_000;

  /** Sends the first flight, again and again, from `at` on. */
  ask(at: number, datagrams: readonly Buffer[], times: readonly number[] = [0], server = SERVER) {
    const client = { address: '192.168.1.20', port: ++this.#port };
    for (const later of times) {
      datagrams.forEach((datagram, i) => {
        this.tracked.datagram(at + later + i * 1e-4, client, server, datagram);
      });
    }
    return client;
  }

  answer(
    at: number,
    client: { address: string; port: number },
    datagrams: readonly Buffer[],
    ttl = 52,
  ) {
    datagrams.forEach((datagram, i) => {
      this.tracked.datagram(at + i * 1e-4, SERVER, client, datagram, ttl);
    });
  }

  works(at: number, serverName: string, connection: Connection = newConnection()) {
    const client = this.ask(at, firstFlight(connection, clientHello(serverName)));
    this.answer(at + 0.02, client, serverFlight(connection));
  }

  finish(port = SERVER.port) {
    const endpoints = this.tracked.finish(60);
    const endpoint = endpoints.find((one) => one.port === port) ?? endpoints[0];
    const context = detectContext(this.tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
    const observations = observe(endpoint, context);
    const text = observations.map((seen) => say({ code: 'evidence', seen })).join('\n');
    const codes = observations.map(({ code }) => code);
    const of = (code: string) => observations.find((one) => one.code === code);
    return { endpoint, codes, of, text, judgement: judge(observations) };
  }
}

const namesOf = ({ endpoint }: ReturnType<Scene['finish']>) =>
  endpoint.tls.serverNames.map(({ name, works, failures }) => [name, works, failures]);

describe('the server name in Initials', () => {
  it.each([
    ['version 1', VERSION_1, 32],
    ['version 2', VERSION_2, 32],
    ['over two datagrams', VERSION_1, KEY_SHARE_OF_ML_KEM],
  ])('%s', (_, version, keyShare) => {
    const scene = new Scene();
    const hello = clientHello('shop.example', keyShare);
    scene.ask(0, firstFlight(newConnection(version), hello), TIMES);
    const seen = scene.finish();
    expect(namesOf(seen)).toEqual([['shop.example', false, 1]]);
    expect(seen.of('quic-unanswered-retransmits')?.values).toMatchObject({
      initials: 4,
      names: ['shop.example'],
    });
    expect(seen.text).toContain('4 QUIC Initials for shop.example');
  });

  it('in pieces, shuffled, over datagrams that come in the wrong order', () => {
    const scene = new Scene();
    const connection = newConnection();
    const hello = clientHello('shop.example', KEY_SHARE_OF_ML_KEM);
    const pieces: [number, number][] = [];
    for (let at = 0; at < hello.length; at += 97) pieces.push([at, at + 97]);
    pieces.sort(([a], [b]) => ((a * 7) % 13) - ((b * 7) % 13));
    const packet = (packetNumber: number, part: [number, number][]) =>
      initial(
        connection,
        'client',
        part.flatMap(([from, to]) => [
          frame.ping(),
          frame.crypto(from, hello.subarray(from, to)),
          frame.padding(2),
        ]),
        { packetNumber, atLeast: 1_200 },
      );
    scene.ask(0, [packet(2, pieces.slice(8)), packet(1, pieces.slice(0, 8))]);
    expect(namesOf(scene.finish())).toEqual([['shop.example', false, 1]]);
  });

  it('none, and what is no Initial of this connection', () => {
    const scene = new Scene();
    scene.ask(0, firstFlight(newConnection(), clientHello(null)), TIMES);
    const [datagram] = firstFlight(newConnection(), clientHello('shop.example'));
    datagram[600] ^= 1;
    scene.ask(5, [datagram], TIMES);
    const seen = scene.finish();
    expect(namesOf(seen)).toEqual([]);
    expect(seen.codes).toContain('quic-unanswered-retransmits');
  });

  it('works', () => {
    const scene = new Scene();
    scene.works(0, 'shop.example');
    const seen = scene.finish();
    expect(namesOf(seen)).toEqual([['shop.example', true, 0]]);
    expect(seen.judgement.verdict).toBe('answered');
  });

  it('of very many connections that work, not all are looked into; of those that fail, each', () => {
    const scene = new Scene();
    for (let i = 0; i < 20; i++) scene.works(i, `${i % 2 === 0 ? 'shop' : 'blog'}.example`);
    scene.ask(30, firstFlight(newConnection(), clientHello('bad.example')), TIMES);
    const seen = scene.finish();
    expect(seen.endpoint.quic?.lookedInto).toBeLessThan(12);
    expect(namesOf(seen)).toEqual([
      ['shop.example', true, 0],
      ['blog.example', true, 0],
      ['bad.example', false, 1],
    ]);
  });
});

describe('one name is filtered', () => {
  function scene(order: 'between' | 'before') {
    const scene = new Scene();
    scene.works(0, 'shop.example');
    scene.ask(3, firstFlight(newConnection(), clientHello('bad.example')), TIMES);
    scene.ask(10, firstFlight(newConnection(), clientHello('bad.example')), TIMES);
    if (order === 'between') scene.works(20, 'shop.example');
    return scene.finish();
  }

  it('drop, with both names', () => {
    const seen = scene('between');
    expect(seen.judgement).toMatchObject({ verdict: 'drop', confidence: 'high' });
    expect(seen.of('quic-server-name-filtered')?.values).toMatchObject({
      fails: 'bad.example',
      works: 'shop.example',
    });
    expect(seen.text).toContain('bad.example had no answer; shop.example works');
  });

  it('not where all that fails comes after all that works: the server may be gone', () => {
    expect(scene('before').codes).not.toContain('quic-server-name-filtered');
  });

  it('not where the same name works, too', () => {
    const scene = new Scene();
    scene.works(0, 'shop.example');
    scene.ask(3, firstFlight(newConnection(), clientHello('shop.example')), TIMES);
    scene.works(20, 'shop.example');
    const seen = scene.finish();
    expect(seen.codes).not.toContain('quic-server-name-filtered');
    expect(seen.judgement.verdict).toBe('answered');
  });
});

describe('handshakes that are silent beside others that work', () => {
  const flight = (name: string | null) => firstFlight(newConnection(), clientHello(name));

  function scene(
    silent: readonly (readonly number[])[],
    healthy = 2,
    tries: readonly number[] = [0],
  ) {
    const scene = new Scene();
    silent.forEach((times, i) => {
      scene.ask(3 + 10 * i, flight(null), times);
    });
    for (let i = 0; i < healthy; i++) {
      const connection = newConnection();
      const at = 1 + 7 * i;
      const client = scene.ask(at, firstFlight(connection, clientHello('shop.example')), tries);
      scene.answer(at + (tries.at(-1) ?? 0) + 0.02, client, serverFlight(connection));
    }
    return scene.finish();
  }

  it('one, tried for long, is no answer, and is told', () => {
    const seen = scene([TIMES]);
    expect(seen.judgement).toMatchObject({ verdict: 'inconclusive' });
    expect(seen.of('quic-part-unanswered')?.values).toEqual({
      ...{ silent: 1, handshakes: 3, tries: 4, serverName: null },
    });
    expect(seen.text).toContain(
      '1 of 3 QUIC handshakes had no answer, though tried 4 times; others',
    );
  });

  it('one try, or several within a moment, are chance', () => {
    for (const times of [[0], [0, 0.3, 0.6]]) {
      const seen = scene([times]);
      expect(seen.codes).not.toContain('quic-part-unanswered');
      expect(seen.judgement.verdict).toBe('answered');
    }
  });

  it('one of many is scattered', () => {
    expect(scene([TIMES], 24).judgement).toMatchObject({ verdict: 'answered', confidence: 'high' });
  });

  it('on a line on which others are tried as often, chance does it', () => {
    const seen = scene(
      [
        [0, 1],
        [0, 1],
      ],
      8,
      [0, 1],
    );
    expect(seen.of('quic-part-unanswered')?.strength).toBe(0);
    expect(seen.judgement.verdict).toBe('answered');
  });

  it('another with the same name works: answered, though not high', () => {
    const scene = new Scene();
    scene.works(0, 'shop.example');
    scene.ask(3, flight('shop.example'), TIMES);
    scene.works(20, 'shop.example');
    const seen = scene.finish();
    expect(seen.judgement).toMatchObject({ verdict: 'answered', confidence: 'medium' });
    expect(seen.text).toContain('1 of 3 QUIC handshakes (for shop.example) had no answer');
  });

  it.each(['Handshake', '1-RTT', 'Handshake behind an Initial'])(
    'the client goes on by %s: it had its answer',
    (how) => {
      const scene = new Scene();
      scene.works(0, 'shop.example');
      const connection = newConnection();
      const client = scene.ask(3, firstFlight(connection, clientHello('shop.example')), TIMES);
      const own = { ...connection, server: connection.client, client: connection.server };
      const acknowledgment = initial(connection, 'client', [frame.ack(0)], { packetNumber: 2 });
      const packet =
        how === '1-RTT'
          ? short(connection.server, 60)
          : how === 'Handshake'
            ? handshake(own, 80)
            : Buffer.concat([acknowledgment, handshake(own, 1_200)]);
      scene.tracked.datagram(5.5, client, SERVER, packet);
      const seen = scene.finish();
      expect(seen.endpoint.quic?.silentConnections).toBe(0);
      expect(seen.codes).toContain('client-acknowledges');
      expect(seen.codes).not.toContain('quic-part-unanswered');
    },
  );

  it('0-RTT needs no answer', () => {
    const scene = new Scene();
    const connection = newConnection();
    const client = scene.ask(3, firstFlight(connection, clientHello('shop.example')), TIMES);
    const own = { ...connection, server: connection.client, client: connection.server };
    const early = handshake(own, 80);
    early[0] = 0xd3;
    scene.tracked.datagram(5.5, client, SERVER, early);
    expect(scene.finish().endpoint.quic?.silentConnections).toBe(1);
  });
});

describe('what the server says', () => {
  const close = (connection: Connection, error: number) =>
    initial(connection, 'server', [frame.ack(0), frame.close(error, 'no')]);

  it('CONNECTION_CLOSE: it refuses, and why', () => {
    const scene = new Scene();
    for (const [at, error] of [
      [0, 2],
      [2, 0x100 + 120],
    ]) {
      const connection = newConnection();
      const client = scene.ask(at, firstFlight(connection, clientHello('shop.example')));
      scene.answer(at + 0.02, client, [close(connection, error)]);
    }
    const seen = scene.finish();
    expect(seen.judgement.verdict).toBe('closed');
    expect(seen.of('quic-refused')).toMatchObject({ frames: [2, 4] });
    expect(seen.text).toContain(
      "2 QUIC connections for shop.example ended by the server's CONNECTION_CLOSE in its first answer: CONNECTION_REFUSED; TLS alert 120, No application Protocol.",
    );
  });

  it.each([
    [64, 'reject', 'quic-refused-elsewhere'],
    [52, 'closed', 'quic-refused'],
    // Another start, and as many hops.
    [116, 'closed', 'quic-refused'],
  ])('with time to live %i beside TCP of the server with 52: %s', (ttl, verdict, code) => {
    const scene = new Scene();
    for (const [at, port] of [
      [0, 40_000],
      [1, 40_001],
    ]) {
      const client = { address: '192.168.1.20', port };
      const web = { ...SERVER, port: 80 };
      scene.tracked.segment(at, client, web, { flags: SYN, sequence: 1 });
      const accepts = { flags: SYN | ACK, sequence: 9, acknowledgment: 2, ttl: 52 };
      scene.tracked.segment(at + 0.02, web, client, accepts);
    }
    for (const at of [2, 4]) {
      const connection = newConnection();
      const client = scene.ask(at, firstFlight(connection, clientHello('shop.example')));
      scene.answer(at + 0.01, client, [close(connection, 0x100 + 112)], ttl);
    }
    const seen = scene.finish();
    expect(seen.judgement.verdict).toBe(verdict);
    expect(seen.codes.filter((one) => one.startsWith('quic-refused'))).toEqual([code]);
  });

  it('a CONNECTION_CLOSE of somebody without the keys is no refusal', () => {
    const scene = new Scene();
    const client = scene.ask(0, firstFlight(newConnection(), clientHello('shop.example')));
    scene.answer(0.02, client, [close(newConnection(), 2)]);
    const seen = scene.finish();
    expect(seen.codes).not.toContain('quic-refused');
    // Nor an answer: what it says could not be read.
    expect(seen.judgement.verdict).toBe('inconclusive');
  });

  it('an Initial that the capture cuts may be a refusal: no answer; a packet of 1-RTT is one', () => {
    for (const works of [false, true]) {
      const { tracked } = new Scene();
      const connection = newConnection();
      const client = { address: '192.168.1.20', port: 50_001 };
      const [ask] = firstFlight(connection, clientHello('shop.example'));
      tracked.packet(0, datagramBytes(client, SERVER, ask), 64);
      tracked.packet(0.02, datagramBytes(SERVER, client, close(connection, 2), 52), 64);
      if (works) {
        const goesOn = short(connection.client, 60);
        tracked.packet(0.03, datagramBytes(SERVER, client, goesOn, 52), 64);
      }
      const [endpoint] = tracked.finish(60);
      expect(endpoint.exchanges).toBe(works ? 1 : 0);
    }
  });

  it('the same after the handshake is the end of a connection that worked', () => {
    const scene = new Scene();
    const connection = newConnection();
    const client = scene.ask(0, firstFlight(connection, clientHello('shop.example')));
    scene.answer(0.02, client, serverFlight(connection));
    scene.answer(1, client, [close(connection, 0)]);
    const seen = scene.finish();
    expect(seen.judgement.verdict).toBe('answered');
    expect(seen.codes).not.toContain('quic-refused');
  });

  it('Version Negotiation is an answer, and is told', () => {
    const scene = new Scene();
    const connection = newConnection();
    const client = scene.ask(0, firstFlight(connection, clientHello('shop.example')));
    scene.answer(0.02, client, [versionNegotiation(connection, [0x709a50c4])]);
    const seen = scene.finish();
    expect(seen.codes).toContain('quic-version-negotiation');
    expect(seen.judgement.verdict).toBe('answered');
  });

  it('Retry: what follows has other keys; by itself it is no exchange', () => {
    for (const goesOn of [true, false]) {
      const scene = new Scene();
      const connection = newConnection();
      const hello = clientHello('shop.example');
      const client = scene.ask(0, firstFlight(connection, hello));
      const id = Buffer.from('0102030405060708', 'hex');
      const token = Buffer.alloc(40, 7);
      scene.answer(0.02, client, [retry(connection, id, token)]);
      const after = { ...connection, original: id, server: id };
      const [again] = firstFlight(after, hello, { packetNumber: 1, token });
      if (goesOn) {
        scene.tracked.datagram(0.03, client, SERVER, again);
        scene.answer(0.05, client, [close(after, 2)]);
      }
      const seen = scene.finish();
      expect(namesOf(seen)).toEqual([['shop.example', false, 0]]);
      expect(seen.judgement.verdict).toBe(goesOn ? 'closed' : 'inconclusive');
      expect(seen.codes.includes('quic-refused')).toBe(goesOn);
    }
  });

  it('a packet of 1-RTT is enough', () => {
    const scene = new Scene();
    const client = scene.ask(0, firstFlight(newConnection(), clientHello('shop.example')));
    scene.answer(0.02, client, [short(Buffer.alloc(8), 100)]);
    expect(namesOf(scene.finish())).toEqual([['shop.example', true, 0]]);
  });
});

it('very many handshakes at once are bounded', () => {
  const scene = new Scene();
  const [datagram] = firstFlight(newConnection(), clientHello('shop.example'));
  for (let i = 0; i < 600; i++) scene.ask(i * 1e-3, [datagram], [0], OTHER);
  expect(scene.finish().endpoint.quic?.silentConnections).toBe(600);
});

describe('a server’s datagrams whose Initial the capture lacks', () => {
  it.each([
    ['one, which may refuse', 1, false],
    ['so many that it goes on', 3, true],
  ])('%s', (_, flights, isExchange) => {
    const scene = new Scene();
    scene.ask(0, firstFlight(newConnection(), clientHello('www.example.com')), TIMES);
    const client = { address: '192.168.1.20', port: 60_000 };
    const connection = newConnection();
    for (let i = 0; i < flights; i++) {
      const flight = serverFlight(connection);
      scene.answer(10 + i, client, isExchange ? flight : flight.slice(0, 1));
    }
    const { endpoint } = scene.finish();
    expect(endpoint.exchanges).toBe(isExchange ? 1 : 0);
    expect(endpoint.pending.unfinished.total).toBe(isExchange ? 0 : 1);
  });
});
