import { describe, expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { DATAGRAM_PROTOCOLS } from '../../src/protocols/datagram-protocols.ts';
import { say } from '../../src/words/say.ts';
import { DATAGRAM_EXAMPLES, ike, sip } from '../../support/datagram-messages.ts';
import { concat, filler, ipProtocol, ipv4, tlsClientHello } from '../../support/packet-builder.ts';
import { ACK, datagramBytes, PSH, type Side, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT = { address: '192.168.1.20', port: 50_000 };
const SERVER = '198.51.100.7';
const OTHER = { address: '203.0.113.9', port: 443 };
const TIMES = [0, 1, 3, 7, 15, 31];

const at = (port: number): Side => ({ address: SERVER, port });

/** TCP to another server works; `over` may be the server itself. */
function works(tracked: Tracked, over: Side = OTHER, data = filler(100)): void {
  const port = 51_000;
  const client = { ...CLIENT, port };
  tracked.segment(40, client, over, { flags: SYN, sequence: 1 });
  tracked.segment(40.02, over, client, { flags: SYN | ACK, sequence: 1, acknowledgment: 2 });
  tracked.segment(40.03, client, over, { flags: ACK | PSH, sequence: 2, acknowledgment: 2, data });
  const acknowledgment = 2 + data.length;
  tracked.segment(40.05, over, client, {
    flags: ACK,
    sequence: 2,
    acknowledgment,
    data: filler(9),
  });
  tracked.segment(40.06, client, over, {
    flags: ACK,
    sequence: acknowledgment,
    acknowledgment: 11,
  });
}

function judged(tracked: Tracked, port: number) {
  const endpoint = tracked.finish(90).find((one) => one.port === port)!;
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  const seen = observe(endpoint, context);
  const text = seen.map((one) => say({ code: 'evidence', seen: one })).join(' ');
  return { endpoint, seen, codes: seen.map(({ code }) => code), text, ...judge(seen) };
}

describe.each(Object.entries(DATAGRAM_EXAMPLES))('%s', (name, { port, request, response }) => {
  const protocol = DATAGRAM_PROTOCOLS.find((row) => row.name === name)!;

  it('repeated without an answer', () => {
    const tracked = new Tracked();
    for (const time of TIMES) tracked.datagram(time, CLIENT, at(port), request);
    works(tracked);
    const { codes, verdict, text, endpoint } = judged(tracked, port);
    expect(codes).toContain('udp-request-unanswered');
    expect(text).toContain(`${name} `);
    expect(text).toContain('sent 6 times');
    expect(endpoint).toMatchObject({ attempts: 1, retransmissions: 5 });
    // Who may not know the client says nothing by silence.
    expect(verdict).toBe(protocol.mayIgnore === true ? 'inconclusive' : 'drop');
    expect(codes.includes('server-may-ignore')).toBe(protocol.mayIgnore === true);
  });

  it('answered', () => {
    const tracked = new Tracked();
    for (const time of [0, 1]) tracked.datagram(time, CLIENT, at(port), request);
    const from = protocol.answersElsewhere === true ? at(33_333) : at(port);
    tracked.datagram(1.02, from, CLIENT, response);
    const { verdict, endpoint, codes } = judged(tracked, port);
    expect(verdict).toBe('answered');
    expect(endpoint).toMatchObject({ attempts: 1, answered: 1, fastestAnswer: 20_000 });
    expect(codes.filter((code) => code.startsWith('udp-'))).toEqual([]);
    // An answer from another port makes no service of its own.
    expect(tracked.tracker.endpoints.endpoints).toHaveLength(1);
  });

  it('asked once', () => {
    const tracked = new Tracked();
    tracked.datagram(0, CLIENT, at(port), request);
    works(tracked);
    const { codes, verdict } = judged(tracked, port);
    expect(codes).toContain('udp-request-asked-once');
    expect(verdict).toBe('inconclusive');
  });

  it.runIf(protocol.answersElsewhere !== true)('answered from a port that was not asked', () => {
    const tracked = new Tracked();
    for (const time of TIMES) {
      tracked.datagram(time, CLIENT, at(port), request);
      tracked.datagram(time + 0.02, at(8048), CLIENT, response);
    }
    const seen = judged(tracked, port);
    // What is not known by its bytes alone cannot be matched.
    if (name === 'NTP' || name === 'OpenVPN') return;
    expect(seen.verdict).toBe('inconclusive');
    expect(say(seen.reason!)).toMatch(/came from port 8048, which was not asked.*asks again/);
    expect(tracked.tracker.endpoints.endpoints).toHaveLength(1);
  });
});

it('a server that answered this client is known to know it', () => {
  const tracked = new Tracked();
  const { request, response } = DATAGRAM_EXAMPLES.RADIUS;
  tracked.datagram(-20, CLIENT, at(1812), request);
  tracked.datagram(-19.9, at(1812), CLIENT, response);
  for (const time of TIMES) tracked.datagram(time, CLIENT, at(1813), request.with(0, 4));
  works(tracked);
  const { codes, verdict } = judged(tracked, 1813);
  expect(codes).not.toContain('server-may-ignore');
  expect(verdict).toBe('drop');
});

it('a single request without an answer is no drop, whatever else answers', () => {
  const tracked = new Tracked();
  tracked.datagram(20, CLIENT, at(123), DATAGRAM_EXAMPLES.NTP.request);
  works(tracked);
  works(tracked, at(80));
  const { codes, verdict } = judged(tracked, 123);
  expect(codes).toEqual(expect.arrayContaining(['server-answers-elsewhere', 'others-answer']));
  expect(verdict).toBe('inconclusive');
});

it('a server may know one secret of a client, and not another', () => {
  const tracked = new Tracked();
  const { request, response } = DATAGRAM_EXAMPLES.RADIUS;
  tracked.datagram(-20, CLIENT, at(1812), request.with(1, 77));
  tracked.datagram(-19.9, at(1812), CLIENT, response.with(1, 77));
  for (const [i, time] of TIMES.entries()) {
    for (const again of [0, 2]) {
      const client = { ...CLIENT, port: 50_010 + i };
      tracked.datagram(time + again, client, at(1812), request.with(1, 90 + i));
    }
  }
  works(tracked);
  works(tracked, at(80));
  const { codes, verdict } = judged(tracked, 1812);
  expect(codes).toContain('server-may-ignore');
  expect(verdict).not.toBe('drop');
});

it('late answers to some requests say nothing of the others', () => {
  const asked = (late: number) => {
    const tracked = new Tracked();
    for (const [i, time] of TIMES.entries()) {
      const client = { ...CLIENT, port: 50_010 + i };
      const options = sip('OPTIONS sip:b@example.com SIP/2.0', `z9hG4bKl${i}`, 'OPTIONS');
      tracked.datagram(time, client, at(5060), options);
      if (i >= late) continue;
      const ok = sip('SIP/2.0 200 OK', `z9hG4bKl${i}`, 'OPTIONS');
      const answer = datagramBytes(at(5060), client, ok);
      tracked.icmpError(time + 9, CLIENT.address, SERVER, [3, 3], answer);
    }
    return judged(tracked, 5060);
  };
  expect(asked(TIMES.length).verdict).toBe('answered');
  expect(asked(1).codes).toContain('late-answers');
  expect(asked(1).verdict).not.toBe('answered');
});

it('IKE_AUTH in fragments is never answered, IKE_SA_INIT on the other port is', () => {
  const tracked = new Tracked();
  const small = { ...CLIENT, port: 500 };
  const large = { ...CLIENT, port: 4500 };
  tracked.datagram(0, small, at(500), ike(34));
  tracked.datagram(0.04, at(500), small, ike(34, { response: true }));
  const auth = concat(0, 0, 0, 0, ike(35, { id: 1, body: 2000 }));
  for (const time of TIMES) {
    const whole = datagramBytes(large, at(4500), auth).slice(20);
    const fields = { source: CLIENT.address, destination: SERVER, protocol: ipProtocol.udp };
    const id = 1 + time;
    const first = { ...fields, id, dontFragment: false, moreFragments: true };
    tracked.packet(1 + time, ipv4(first, whole.slice(0, 1480)));
    const rest = { ...fields, id, dontFragment: false, fragmentOffset: 1480 };
    tracked.packet(1 + time, ipv4(rest, whole.slice(1480)));
  }
  const { codes, verdict, text } = judged(tracked, 4500);
  expect(codes).toContain('fragments-unanswered');
  expect(verdict).toBe('drop');
  expect(text).toContain('IKE_AUTH sent 6 times, in IP fragments');
});

it('DTLS is not answered, the TLS tunnel of the same server works', () => {
  const tracked = new Tracked();
  for (const time of TIMES) {
    tracked.datagram(time, CLIENT, at(443), DATAGRAM_EXAMPLES.DTLS.request);
  }
  works(tracked, at(443), tlsClientHello('vpn.example.com'));
  tracked.finish(90);
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  const udp = tracked.tracker.endpoints.endpoints.find(({ requests }) => requests.length > 0)!;
  const seen = observe(udp, context);
  expect(seen.map(({ code }) => code)).toContain('datagram-tunnel-unanswered');
  expect(judge(seen)).toMatchObject({ verdict: 'drop', confidence: 'high' });
});

it('one kind of request is never answered, others are', () => {
  const tracked = new Tracked();
  const line = (method: string) => `${method} sip:b@example.com SIP/2.0`;
  for (let i = 0; i < 5; i++) {
    const branch = `z9hG4bKo${i}`;
    tracked.datagram(6 * i, CLIENT, at(5060), sip(line('OPTIONS'), branch, 'OPTIONS'));
    const ok = sip('SIP/2.0 200 OK', branch, 'OPTIONS');
    tracked.datagram(6 * i + 0.02, at(5060), CLIENT, ok);
  }
  for (const time of TIMES) tracked.datagram(time, CLIENT, at(5060), sip(line('INVITE')));
  const { codes, text, verdict, reason } = judged(tracked, 5060);
  expect(codes).toContain('other-requests-answered');
  expect(text).toContain('SIP INVITE sent 6 times');
  // A rule or the server: the packets are the same. That the service answers is not so.
  expect(verdict).toBe('inconclusive');
  expect(say(reason!)).toMatch(/Not one INVITE had an answer, 5 other requests .* had/);
});

it.each([
  ['three times', [86, 87, 88.5], true],
  ['twice, for seconds', [86, 87], true],
  ['twice, just now', [88.5, 89.5], false],
  ['once', [86], false],
])('one kind of request is still open, sent %s: others answered', (_, times, isTold) => {
  const tracked = new Tracked();
  const line = (method: string) => `${method} sip:b@example.com SIP/2.0`;
  for (let i = 0; i < 5; i++) {
    const branch = `z9hG4bKo${i}`;
    tracked.datagram(6 * i, CLIENT, at(5060), sip(line('OPTIONS'), branch, 'OPTIONS'));
    const ok = sip('SIP/2.0 200 OK', branch, 'OPTIONS');
    tracked.datagram(6 * i + 0.02, at(5060), CLIENT, ok);
  }
  for (const time of times) tracked.datagram(time, CLIENT, at(5060), sip(line('INVITE')));
  const { codes, verdict } = judged(tracked, 5060);
  expect(codes.includes('other-requests-answered')).toBe(isTold);
  expect(verdict).toBe(isTold ? 'inconclusive' : 'answered');
});

it('a short request without an answer does not hide that fragments have none', () => {
  const tracked = new Tracked();
  const invite = 'INVITE sip:b@example.com SIP/2.0';
  for (let i = 0; i < 5; i++) {
    const branch = `z9hG4bKo${i}`;
    tracked.datagram(6 * i, CLIENT, at(5060), sip(invite, branch));
    // The capture lost the last answer.
    if (i < 4) tracked.datagram(6 * i + 0.02, at(5060), CLIENT, sip('SIP/2.0 200 OK', branch));
  }
  const large = concat(sip(invite, 'z9hG4bKlarge'), filler(1600));
  for (const time of TIMES) {
    const whole = datagramBytes(CLIENT, at(5060), large).slice(20);
    const fields = { source: CLIENT.address, destination: SERVER, protocol: ipProtocol.udp };
    const common = { ...fields, id: 1 + time, dontFragment: false };
    tracked.packet(time, ipv4({ ...common, moreFragments: true }, whole.slice(0, 1480)));
    tracked.packet(time, ipv4({ ...common, fragmentOffset: 1480 }, whole.slice(1480)));
  }
  const { verdict, reason } = judged(tracked, 5060);
  expect(verdict).toBe('inconclusive');
  expect(say(reason!)).toContain('Not one INVITE in IP fragments had an answer');
});

it('an answer whose request the capture lacks says nothing of the kind that has none', () => {
  const tracked = new Tracked();
  const { request, response } = DATAGRAM_EXAMPLES.RADIUS;
  for (const time of TIMES) tracked.datagram(time, CLIENT, at(1812), request);
  tracked.datagram(35, at(1812), { ...CLIENT, port: 50_007 }, response);
  works(tracked);
  expect(judged(tracked, 1812).verdict).toBe('inconclusive');
});

it('an ICMP error about an answer makes no endpoint of the client', () => {
  const tracked = new Tracked();
  const answer = datagramBytes(at(5060), CLIENT, sip('SIP/2.0 200 OK'));
  tracked.icmpError(9, CLIENT.address, SERVER, [3, 3], answer, 100);
  expect(tracked.finish(60)).toEqual([]);
});

it('one kind of request is answered where it fits into a packet, and never in fragments', () => {
  const tracked = new Tracked();
  const invite = 'INVITE sip:b@example.com SIP/2.0';
  for (let i = 0; i < 5; i++) {
    const branch = `z9hG4bKo${i}`;
    tracked.datagram(6 * i, CLIENT, at(5060), sip(invite, branch));
    tracked.datagram(6 * i + 0.02, at(5060), CLIENT, sip('SIP/2.0 200 OK', branch));
  }
  const large = concat(sip(invite, 'z9hG4bKlarge'), filler(1600));
  for (const time of TIMES) {
    const whole = datagramBytes(CLIENT, at(5060), large).slice(20);
    const fields = { source: CLIENT.address, destination: SERVER, protocol: ipProtocol.udp };
    const common = { ...fields, id: 1 + time, dontFragment: false };
    tracked.packet(time, ipv4({ ...common, moreFragments: true }, whole.slice(0, 1480)));
    tracked.packet(time, ipv4({ ...common, fragmentOffset: 1480 }, whole.slice(1480)));
  }
  const { codes, verdict, reason } = judged(tracked, 5060);
  expect(codes).toContain('fragments-unanswered');
  expect(verdict).toBe('inconclusive');
  expect(say(reason!)).toContain('Not one INVITE in IP fragments had an answer');
});

it('a server that ignores OPTIONS, and takes calls, answers', () => {
  const tracked = new Tracked();
  for (let i = 0; i < 5; i++) {
    const branch = `z9hG4bKi${i}`;
    const invite = sip('INVITE sip:b@example.com SIP/2.0', branch);
    tracked.datagram(6 * i, CLIENT, at(5060), invite);
    tracked.datagram(6 * i + 0.02, at(5060), CLIENT, sip('SIP/2.0 200 OK', branch));
  }
  const options = sip('OPTIONS sip:b@example.com SIP/2.0', 'z9hG4bKp', 'OPTIONS');
  for (const time of TIMES) tracked.datagram(time, CLIENT, at(5060), options);
  const { codes, verdict } = judged(tracked, 5060);
  expect(codes).toContain('udp-request-unanswered');
  expect(codes).not.toContain('other-requests-answered');
  expect(verdict).toBe('answered');
});

it('an ICMP error refuses the request', () => {
  const tracked = new Tracked();
  const { request } = DATAGRAM_EXAMPLES.NTP;
  const packet = datagramBytes(CLIENT, at(123), request);
  tracked.packet(0, packet);
  tracked.icmpError(0.01, SERVER, CLIENT.address, [3, 3], packet);
  const { endpoint, verdict } = judged(tracked, 123);
  expect(endpoint).toMatchObject({ attempts: 1, refused: 1 });
  expect(endpoint.silence.attempts).toBe(0);
  expect(verdict).toBe('closed');
});

it('a connectivity check of ICE need not be answered', () => {
  const tracked = new Tracked();
  const { request } = DATAGRAM_EXAMPLES.STUN;
  const check = concat(request.slice(0, 2), 0, 8, request.slice(4), 0, 0x24, 0, 4, 1, 2, 3, 4);
  for (const time of TIMES) tracked.datagram(time, CLIENT, at(40_001), check);
  works(tracked);
  expect(judged(tracked, 40_001)).toMatchObject({ verdict: 'inconclusive' });
});

describe('a long request of RADIUS, beside short ones that are answered', () => {
  const { request, response } = DATAGRAM_EXAMPLES.RADIUS;
  const eap = Array.from({ length: 7 }, () => concat(79, 255, filler(253)));
  const attributes = concat(request.slice(20), ...eap);
  const long = concat(1, 9, 0, 0, filler(16), attributes);
  const longAnswer = concat(11, 9, 0, 0, filler(16), attributes);
  for (const message of [long, longAnswer])
    message.set([message.length >> 8, message.length & 255], 2);

  function shortOnes(): Tracked {
    const tracked = new Tracked();
    for (let i = 0; i < 5; i++) {
      const own = request.with(1, 20 + i);
      tracked.datagram(6 * i, CLIENT, at(1812), own);
      tracked.datagram(6 * i + 0.02, at(1812), CLIENT, response.with(1, 20 + i));
    }
    return tracked;
  }

  /** In two fragments, of which the capture has the first `captured` bytes of the first, and the second or not. */
  function fragments(
    tracked: Tracked,
    time: number,
    [from, to]: readonly [Side, Side],
    message: Uint8Array,
    { captured, hasRest = false }: { captured?: number; hasRest?: boolean } = {},
  ): void {
    const whole = datagramBytes(from, to, message).slice(20);
    const id = 1 + Math.round(10 * time);
    const common = {
      ...{ source: from.address, destination: to.address, protocol: ipProtocol.udp },
      ...{ id, dontFragment: false },
    };
    const first = ipv4({ ...common, moreFragments: true }, whole.slice(0, 1480));
    tracked.packet(time, first, captured);
    if (!hasRest) return;
    tracked.packet(time + 0.5, ipv4({ ...common, fragmentOffset: 1480 }, whole.slice(1480)));
  }

  const there = [CLIENT, at(1812)] as const;
  const back = [at(1812), CLIENT] as const;

  it.each([
    ['the first fragments alone', {}],
    ['the first fragments, cut', { captured: 300 }],
    ['cut behind the first byte of an attribute', { captured: 14 + 20 + 8 + 20 + 7 + 1 }],
    ['all fragments, the later ones late', { hasRest: true }],
  ])('is never answered: %s', (_, how) => {
    const tracked = shortOnes();
    for (const time of TIMES) fragments(tracked, time, there, long, how);
    const { endpoint, codes, verdict, text } = judged(tracked, 1812);
    expect(text).toContain('RADIUS Access-Request sent 6 times, in IP fragments');
    expect(codes).toContain('other-requests-answered');
    expect(verdict).toBe('inconclusive');
    expect(endpoint).toMatchObject({ attempts: 6, answered: 5, packets: 16 });
  });

  it.each([
    ['the first fragments alone', {}],
    ['the first fragments, cut', { captured: 300 }],
    ['all fragments', { hasRest: true }],
  ])('is answered in fragments: %s', (_, how) => {
    const tracked = shortOnes();
    fragments(tracked, 40, there, long, how);
    fragments(tracked, 40.6, back, longAnswer, how);
    const { endpoint, verdict } = judged(tracked, 1812);
    expect(endpoint).toMatchObject({ attempts: 6, answered: 6, retransmissions: 0 });
    expect(verdict).toBe('answered');
  });
});

describe('SIP in a capture with a short snap length', () => {
  const invite = (branch: string) => sip('INVITE sip:b@example.com SIP/2.0', branch);
  const ok = (branch: string) => sip('SIP/2.0 200 OK', branch);
  const send = (
    tracked: Tracked,
    [from, to]: readonly [Side, Side],
    time: number,
    message: Uint8Array,
    captured: number,
  ) => tracked.packet(time, datagramBytes(from, to, message), captured);
  const there = [CLIENT, at(5060)] as const;
  const back = [at(5060), CLIENT] as const;
  const callIdAt = (message: Uint8Array) =>
    14 + 28 + new TextDecoder().decode(message).indexOf('Call-ID') + 12;

  it.each([
    ['before the transaction, both', 96, 96],
    ['within the Call-ID of the answer', 1500, callIdAt(ok('z9hG4bK1'))],
    ['within the Call-ID of the request', callIdAt(invite('z9hG4bK1')), 1500],
  ])('what is answered is no silence: cut %s', (_, asked, answered) => {
    const tracked = new Tracked();
    for (let i = 0; i < 5; i++) {
      const branch = `z9hG4bKs${i}`;
      send(tracked, there, 8 * i, invite(branch), Math.min(asked, 42 + invite(branch).length));
      send(tracked, back, 8 * i + 0.02, ok(branch), Math.min(answered, 42 + ok(branch).length));
    }
    works(tracked);
    const { endpoint, verdict } = judged(tracked, 5060);
    expect(endpoint.attempts).toBe(5);
    expect(endpoint.silence.attempts).toBe(0);
    expect(['answered', 'inconclusive']).toContain(verdict);
  });

  it('what is never answered is silence, beside what is', () => {
    const tracked = new Tracked();
    for (let i = 0; i < 5; i++) {
      const options = sip('OPTIONS sip:b@example.com SIP/2.0', `z9hG4bKo${i}`, 'OPTIONS');
      send(tracked, there, 8 * i, options, 96);
      send(tracked, back, 8 * i + 0.02, ok(`z9hG4bKo${i}`), 96);
    }
    for (const time of TIMES) send(tracked, there, 50 + time / 4, invite('z9hG4bKlost'), 96);
    const { codes, verdict } = judged(tracked, 5060);
    expect(codes).toContain('other-requests-answered');
    expect(verdict).toBe('inconclusive');
  });
});

describe('a server that says of some ports that they are closed', () => {
  const silent = DATAGRAM_EXAMPLES.STUN.request;
  const closed = DATAGRAM_EXAMPLES.NTP.request;

  /** `sends` to a closed port of that server, of which `told` had an ICMP error. */
  function closedPort(tracked: Tracked, from: number, sends: number, told: number, port = 123) {
    for (let i = 0; i < sends; i++) {
      const packet = datagramBytes({ ...CLIENT, port: 50_100 + i }, at(port), closed);
      tracked.packet(from + 0.3 * i, packet);
      if (i < told) {
        tracked.icmpError(from + 0.3 * i + 0.01, SERVER, CLIENT.address, [3, 3], packet);
      }
    }
  }

  it.each([
    ['not to each datagram', 10, 6, true],
    ['as fast as a limit lets it', 6, 6, true],
    ['each time, and seldom', 3, 3, false],
  ])('%s: the silence of another', (_, sends, told, isLimited) => {
    const tracked = new Tracked();
    closedPort(tracked, -20, sends, told);
    for (const time of TIMES) tracked.datagram(time, CLIENT, at(3478), silent);
    works(tracked);
    const { codes, verdict, reason } = judged(tracked, 3478);
    expect(codes.includes('icmp-errors-limited')).toBe(isLimited);
    expect(verdict).toBe(isLimited ? 'inconclusive' : 'drop');
    if (isLimited)
      expect(say(reason!)).toMatch(/may limit its errors, and this port may be closed/);
  });
});
