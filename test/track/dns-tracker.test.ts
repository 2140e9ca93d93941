import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/protocols/address-text.ts';
import {
  concat,
  type DnsTypeName,
  dnsQuery,
  dnsRcode,
  dnsResponse,
  filler,
  ipProtocol,
  ipv4,
} from '../../support/packet-builder.ts';
import { datagramBytes, Tracked } from '../../support/tracked.ts';

const CLIENT = { address: '192.168.1.20', port: 50_000 };
const RESOLVER = { address: '203.0.113.53', port: 53 };

const query = (id: number, name = 'www.example.com', type: DnsTypeName = 'A') =>
  dnsQuery({ id, name, type });
const reply = (id: number, name = 'www.example.com', rcode = 0, type: DnsTypeName = 'A') =>
  dnsResponse({ id, name, type, rcode });

describe('DNS questions', () => {
  it('asked again with a new ID, from a new port: one attempt', () => {
    const tracked = new Tracked();
    [0, 1, 3, 7].forEach((at, i) => {
      tracked.datagram(at, { ...CLIENT, port: 50_000 + i }, RESOLVER, query(100 + i));
    });
    const [endpoint] = tracked.finish(60);
    expect(endpoint).toMatchObject({
      isDns: true,
      attempts: 1,
      retransmissions: 3,
      silence: { attempts: 1, retransmissions: 3 },
      answered: 0,
    });
    expect(endpoint.silence.packets.frames).toEqual([1, 2, 3, 4]);
    expect(endpoint.dns.questions).toMatchObject([
      { name: 'www.example.com', type: 1, unanswered: 1 },
    ]);
  });

  it('another name, another type, another resolver: attempts of their own', () => {
    const tracked = new Tracked();
    tracked.datagram(0, CLIENT, RESOLVER, query(1));
    tracked.datagram(0, CLIENT, RESOLVER, query(2, 'www.example.org'));
    tracked.datagram(0, CLIENT, RESOLVER, query(3, 'www.example.com', 'AAAA'));
    tracked.datagram(0, CLIENT, { ...RESOLVER, address: '203.0.113.54' }, query(4));
    const [one, other] = tracked.finish(60);
    expect(one).toMatchObject({ attempts: 3, retransmissions: 0 });
    expect(other).toMatchObject({ attempts: 1, retransmissions: 0 });
  });

  it('upper and lower case ask the same (RFC 4343)', () => {
    const tracked = new Tracked();
    tracked.datagram(0, CLIENT, RESOLVER, query(1, 'wWw.ExamPLE.com'));
    tracked.datagram(0.1, RESOLVER, CLIENT, reply(1, 'www.example.com'));
    expect(tracked.finish(60)[0]).toMatchObject({ attempts: 1, answered: 1 });
  });

  it('a late answer to the first ID answers all', () => {
    const tracked = new Tracked();
    tracked.datagram(0, CLIENT, RESOLVER, query(1));
    tracked.datagram(5, CLIENT, RESOLVER, query(2));
    tracked.datagram(7, RESOLVER, CLIENT, reply(1));
    const [endpoint] = tracked.finish(60);
    expect(endpoint).toMatchObject({ attempts: 1, retransmissions: 1, answered: 1 });
    expect(endpoint.silence.attempts).toBe(0);
  });

  it('a late answer to the first of many IDs counts too', () => {
    const tracked = new Tracked();
    for (let i = 0; i < 7; i++) tracked.datagram(i, CLIENT, RESOLVER, query(10 + i));
    tracked.datagram(8, RESOLVER, CLIENT, reply(10));
    expect(tracked.finish(60)[0]).toMatchObject({ answered: 1, silence: { attempts: 0 } });
  });

  it('an answer with an ID that was never asked answers nothing', () => {
    const tracked = new Tracked();
    tracked.datagram(0, CLIENT, RESOLVER, query(1));
    tracked.datagram(0.01, RESOLVER, CLIENT, reply(999));
    expect(tracked.finish(60)[0]).toMatchObject({ answered: 0, silence: { attempts: 1 } });
  });

  it('an answer without a question section answers what the flow asked last', () => {
    const tracked = new Tracked();
    tracked.datagram(0, CLIENT, RESOLVER, query(7));
    const bare = reply(7, 'www.example.com', dnsRcode.refused).slice(0, 12);
    bare[5] = 0; // QDCOUNT
    tracked.datagram(0.01, RESOLVER, CLIENT, bare);
    const [endpoint] = tracked.finish(60);
    expect(endpoint).toMatchObject({ attempts: 1, answered: 1, silence: { attempts: 0 } });
    expect([...endpoint.dns.responseCodes.keys()]).toEqual([5]);
  });

  it('after more than 30 s the same question is a new attempt', () => {
    const tracked = new Tracked();
    tracked.datagram(0, CLIENT, RESOLVER, query(1));
    tracked.datagram(30, CLIENT, RESOLVER, query(2));
    tracked.datagram(60.1, CLIENT, RESOLVER, query(3));
    expect(tracked.finish(90)[0]).toMatchObject({ attempts: 2, retransmissions: 1 });
  });

  it('the same frame captured twice is asked once', () => {
    const tracked = new Tracked();
    tracked.datagram(0, CLIENT, RESOLVER, query(1));
    tracked.datagram(0.001, CLIENT, RESOLVER, query(1));
    tracked.datagram(0.002, CLIENT, RESOLVER, query(2));
    expect(tracked.finish(60)[0]).toMatchObject({ attempts: 1, retransmissions: 1 });
    expect(tracked.tracker.capture.duplicates).toBe(1);
  });

  it('cut questions are told apart by what there is of them', () => {
    const tracked = new Tracked();
    const long = (name: string) =>
      datagramBytes(CLIENT, RESOLVER, query(1, `${name}.a-long-name-that-is-cut.example.com`));
    // 14 Ethernet, 20 IPv4, 8 UDP, 12 DNS, then 10 bytes of the name.
    tracked.packet(0, long('alpha'), 64);
    tracked.packet(1, long('beta'), 64);
    tracked.packet(2, long('alpha'), 64);
    const [endpoint] = tracked.finish(60);
    expect(endpoint).toMatchObject({ attempts: 2, retransmissions: 1, silence: { attempts: 2 } });
    expect(endpoint.dns.questions).toEqual([]);
  });

  it('pending where the capture ends within 2 s', () => {
    const tracked = new Tracked();
    tracked.datagram(0, CLIENT, RESOLVER, query(1));
    expect(tracked.finish(1.9)[0]).toMatchObject({
      pending: { attempts: 1 },
      silence: { attempts: 0 },
    });
  });

  it('refused by ICMP', () => {
    const tracked = new Tracked();
    const asked = datagramBytes(CLIENT, RESOLVER, query(1));
    tracked.packet(0, asked);
    tracked.icmpError(0.01, '192.168.1.1', CLIENT.address, [3, 13], asked);
    expect(tracked.finish(60)[0]).toMatchObject({
      attempts: 1,
      refused: 1,
      silence: { attempts: 0 },
    });
  });

  it('A and AAAA from one port, each refused by an ICMP error that quotes it', () => {
    const tracked = new Tracked();
    const asked = (['A', 'AAAA'] as const).map((type, i) =>
      datagramBytes(CLIENT, RESOLVER, query(i, 'www.example.com', type)),
    );
    for (const bytes of asked) tracked.packet(0, bytes);
    for (const bytes of asked) {
      tracked.icmpError(0.01, '192.168.1.1', CLIENT.address, [3, 13], bytes, bytes.length);
    }
    expect(tracked.finish(60)[0]).toMatchObject({
      attempts: 2,
      refused: 2,
      silence: { attempts: 0 },
    });
  });

  it('A and AAAA from one port, refused by ICMP errors of 28 bytes, which do not tell them apart', () => {
    const tracked = new Tracked();
    const asked = (['A', 'AAAA'] as const).map((type, i) =>
      datagramBytes(CLIENT, RESOLVER, query(i, 'www.example.com', type)),
    );
    for (const bytes of asked) tracked.packet(0, bytes);
    for (const bytes of asked) {
      tracked.icmpError(0.01, '192.168.1.1', CLIENT.address, [3, 13], bytes, 28);
    }
    expect(tracked.finish(60)[0]).toMatchObject({
      attempts: 2,
      refused: 2,
      silence: { attempts: 0 },
    });
  });

  it('an ICMP error about an answer makes no endpoint of the client', () => {
    for (const quoted of [28, 100]) {
      const tracked = new Tracked();
      const answer = datagramBytes(RESOLVER, CLIENT, reply(1));
      tracked.icmpError(9.01, CLIENT.address, RESOLVER.address, [3, 3], answer, quoted);
      expect(tracked.finish(60)).toEqual([]);
    }
  });

  it('an answer from an address that was not asked is known by each port that asked', () => {
    const tracked = new Tracked();
    const other = { address: '198.51.100.119', port: 53 };
    const second = { ...CLIENT, port: CLIENT.port + 1 };
    tracked.datagram(0, CLIENT, RESOLVER, query(1));
    tracked.datagram(0.02, other, CLIENT, reply(1));
    // The capture lost the answer to the second.
    tracked.datagram(3, second, RESOLVER, query(2));
    const asked = tracked.finish(60).find(({ attempts }) => attempts > 0)!;
    expect(asked).toMatchObject({ attempts: 1, retransmissions: 1, silence: { attempts: 0 } });
    expect(asked.dns.elsewhere.frames).toEqual([2]);
  });

  it('the client’s port unreachable says that an answer came late', () => {
    const tracked = new Tracked();
    tracked.datagram(0, CLIENT, RESOLVER, query(1));
    const answer = datagramBytes(RESOLVER, CLIENT, reply(1));
    tracked.packet(9, answer);
    tracked.icmpError(9.01, CLIENT.address, RESOLVER.address, [3, 3], answer);
    const [endpoint] = tracked.finish(60);
    expect(endpoint).toMatchObject({ answered: 1, lateAnswers: { total: 1 } });
    expect(endpoint.lateAnswers.frames).toEqual([3]);
  });

  it('one more answer than was asked for is not late', () => {
    const tracked = new Tracked();
    tracked.datagram(0, CLIENT, RESOLVER, query(1));
    const answer = datagramBytes(RESOLVER, CLIENT, reply(1));
    tracked.packet(0.01, answer);
    tracked.packet(0.05, answer);
    tracked.icmpError(0.051, CLIENT.address, RESOLVER.address, [3, 3], answer);
    expect(tracked.finish(60)[0].lateAnswers.total).toBe(0);
  });

  it('never loses a question where more are open than are followed', { timeout: 30_000 }, () => {
    const tracked = new Tracked();
    const total = 66_000;
    for (let i = 0; i < total; i++) {
      tracked.datagram(i / 10_000, CLIENT, RESOLVER, query(i & 0xffff, `host${i}.example`));
    }
    const [endpoint] = tracked.finish(60);
    expect(endpoint.attempts).toBe(total);
    const { silence, pending } = endpoint;
    expect(silence.attempts + pending.attempts + pending.evicted).toBe(total);
  });
});

describe('UDP other than DNS', () => {
  const server = { address: '203.0.113.9', port: 4433 };

  it('a conversation repeats nothing', () => {
    const tracked = new Tracked();
    for (let i = 0; i < 5; i++) {
      tracked.datagram(i, CLIENT, server, Uint8Array.of(0x40, 2, 3, i));
      tracked.datagram(i + 0.1, server, CLIENT, Uint8Array.of(0x40, 6, 7, i));
    }
    expect(tracked.finish(60)[0]).toMatchObject({ attempts: 1, answered: 1, retransmissions: 0 });
  });

  it('packets into silence', () => {
    const tracked = new Tracked();
    for (let i = 0; i < 3; i++) tracked.datagram(i, CLIENT, server, Uint8Array.of(1, 2, 3));
    expect(tracked.finish(60)[0]).toMatchObject({
      attempts: 1,
      retransmissions: 2,
      silence: { attempts: 1, retransmissions: 2 },
    });
  });
});

describe('names of addresses', () => {
  const address = parseAddress('198.51.100.9')!;

  it('over a CNAME chain: what was asked first, then along the chain', () => {
    const tracked = new Tracked();
    tracked.datagram(0, CLIENT, RESOLVER, query(1));
    tracked.datagram(
      0.1,
      RESOLVER,
      CLIENT,
      dnsResponse({
        id: 1,
        name: 'www.example.com',
        type: 'A',
        answers: [
          { name: 'www.example.com', type: 'CNAME', data: 'edge.example.net' },
          { name: 'edge.example.net', type: 'CNAME', data: 'node.example.org' },
          { name: 'node.example.org', type: 'A', data: '198.51.100.9' },
          { name: 'node.example.org', type: 'A', data: '198.51.100.10' },
        ],
      }),
    );
    const chain = ['www.example.com', 'edge.example.net', 'node.example.org'];
    expect(tracked.tracker.names.of(address)).toEqual(chain);
    expect(tracked.tracker.names.of(parseAddress('198.51.100.10')!)).toEqual(chain);
    expect(tracked.tracker.names.of(parseAddress('198.51.100.11')!)).toEqual([]);
  });

  it('IPv6 addresses, and several names of one address, each once', () => {
    const tracked = new Tracked();
    const v6 = '2001:db8::9';
    for (const name of ['a.example', 'b.example', 'a.example']) {
      tracked.datagram(
        0,
        RESOLVER,
        CLIENT,
        dnsResponse({ id: 1, name, type: 'AAAA', answers: [{ name, type: 'AAAA', data: v6 }] }),
      );
    }
    expect(tracked.tracker.names.of(parseAddress(v6)!)).toEqual(['a.example', 'b.example']);
  });
});

describe('a response in fragments, of which the capture has the first', () => {
  const client = { address: '192.168.1.20', port: 50_000 };
  const server = { address: '198.51.100.7', port: 53 };

  function asked(hasRest: boolean) {
    const tracked = new Tracked();
    for (const time of [0, 5, 10]) {
      const query = dnsQuery({ id: 1 + time, name: 'www.example.com', type: 'TXT' });
      tracked.datagram(time, client, server, query);
      const response = concat(query, filler(1800));
      response.set([0x81, 0x80], 2);
      const whole = datagramBytes(server, client, response).slice(20);
      const common = {
        ...{ source: server.address, destination: client.address, protocol: ipProtocol.udp },
        ...{ id: 1 + time, dontFragment: false },
      };
      tracked.packet(time + 0.02, ipv4({ ...common, moreFragments: true }, whole.slice(0, 1480)));
      if (!hasRest) continue;
      tracked.packet(time + 0.021, ipv4({ ...common, fragmentOffset: 1480 }, whole.slice(1480)));
    }
    return tracked.finish(60).find(({ port }) => port === 53)!;
  }

  it('is no silence, and no proof of an answer', () => {
    const { answered, silence, pending } = asked(false);
    expect(answered).toBe(0);
    expect(silence.attempts).toBe(0);
    expect(pending.unfinished.frames).toEqual([6]);
  });

  it('answers where the rest follows', () => {
    expect(asked(true)).toMatchObject({ attempts: 3, answered: 3 });
  });
});
