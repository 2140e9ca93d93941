import { expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { say } from '../../src/words/say.ts';
import { ACK, PSH, RST, type SegmentFields, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT = { address: '192.168.1.31', port: 50_000 };
const SERVER = { address: '203.0.113.10', port: 8080 };
const request = new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n');
const asked = 101 + request.length;

type Packet = readonly [at: number, from: 'client' | 'server', fields: SegmentFields];

/** A handshake and a request; then these packets. */
function after(...packets: readonly Packet[]) {
  const tracked = new Tracked();
  tracked.segment(0, CLIENT, SERVER, { flags: SYN, sequence: 100 });
  const accepted = { flags: SYN | ACK, sequence: 500, acknowledgment: 101, ttl: 50 };
  tracked.segment(0.02, SERVER, CLIENT, accepted);
  const sent = { flags: ACK | PSH, sequence: 101, acknowledgment: 501, data: request };
  tracked.segment(0.021, CLIENT, SERVER, sent);
  for (const [at, from, fields] of packets) {
    const [source, target] = from === 'client' ? [CLIENT, SERVER] : [SERVER, CLIENT];
    tracked.segment(at, source, target, { ttl: from === 'client' ? 64 : 50, ...fields });
  }
  const [endpoint] = tracked.finish(60);
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  const seen = observe(endpoint, context);
  const text = (code: string) => {
    const one = seen.find((observation) => observation.code === code);
    return one === undefined ? '' : say({ code: 'evidence', seen: one });
  };
  return { codes: seen.map(({ code }) => code), text, ...judge(seen) };
}

const reset = (sequence: number, data?: Uint8Array): SegmentFields => ({
  flags: RST | ACK,
  acknowledgment: asked,
  sequence,
  ...(data === undefined ? {} : { data }),
});
const answer: SegmentFields = {
  flags: ACK | PSH,
  sequence: 501,
  acknowledgment: asked,
  data: new TextEncoder().encode('HTTP/1.1 200 OK\r\n\r\n'),
};
const taken: SegmentFields = { flags: ACK, sequence: 501, acknowledgment: asked };

it.each([
  ['its answer', answer],
  ['its acknowledgment', taken],
])('a server that goes on with %s did not send the reset before', (_, next) => {
  const { codes, verdict, text } = after([0.022, 'server', reset(501)], [0.04, 'server', next]);
  expect(verdict).toBe('reject');
  expect(codes).toContain('reset-contradicted');
  expect(text('reset-contradicted')).toContain('the server goes on');
});

it.each<[string, Packet]>([
  ['data that was sent before', [0.0205, 'server', taken]],
  ['an acknowledgment that was overtaken', [0.0225, 'server', taken]],
  ['one more reset', [0.04, 'server', reset(501)]],
])('%s says nothing against it', (_, packet) => {
  expect(after([0.022, 'server', reset(501)], packet).codes).not.toContain('reset-contradicted');
});

it('a client that goes on did not send the reset in its name', () => {
  const gone = { flags: RST | ACK, sequence: asked, acknowledgment: 501 };
  const more = { flags: ACK | PSH, sequence: asked, acknowledgment: 520, data: request };
  const { text } = after([0.04, 'server', answer], [0.05, 'client', gone], [0.06, 'client', more]);
  expect(text('reset-contradicted')).toContain('the client goes on');
});

it('a reset to what an older connection of the port acknowledged ends no new one', () => {
  const tracked = new Tracked();
  tracked.segment(0, CLIENT, SERVER, { flags: SYN, sequence: 100 });
  // What it answers, a challenge ACK, is not in the capture.
  tracked.segment(0.3, CLIENT, SERVER, { flags: RST, sequence: 900_000_000 });
  tracked.segment(1, CLIENT, SERVER, { flags: SYN, sequence: 100 });
  const accepted = { flags: SYN | ACK, sequence: 500, acknowledgment: 101, ttl: 50 };
  tracked.segment(1.02, SERVER, CLIENT, accepted);
  const sent = { flags: ACK | PSH, sequence: 101, acknowledgment: 501, data: request };
  tracked.segment(1.03, CLIENT, SERVER, sent);
  tracked.segment(1.06, SERVER, CLIENT, { ...answer, ttl: 50 });
  const [endpoint] = tracked.finish(60);
  expect(endpoint.oddResets?.clientGoesOn.total ?? 0).toBe(0);
  expect(endpoint.exchanges).toBe(1);
});

it('resets that are numbered ahead of all that was sent are guessed', () => {
  const guessed = after(
    [0.022, 'server', reset(501)],
    [0.0221, 'server', reset(1961)],
    [0.0222, 'server', reset(4881)],
  );
  expect(guessed.text('reset-numbers-jump')).toContain('2 RSTs right behind another');
  // What a host is sent after it has reset the connection, it answers by the number of that.
  const own = after(
    [0.03, 'server', reset(501 + 4_000)],
    [0.031, 'server', reset(501)],
    [0.032, 'server', reset(501 + 1_460)],
  );
  expect(own.codes).not.toContain('reset-numbers-jump');
});

it('what a reset says is shown, escaped and cut', () => {
  const words = new TextEncoder().encode(`No local listener\u001b[31m${'x'.repeat(200)}`);
  const { text } = after([0.022, 'server', reset(501, words)]);
  expect(text('reset-says')).toContain('"No local listener\\033[31mxxx');
  expect(text('reset-says').length).toBeLessThan(160);
});

it("a scanner's host turns down what the scanner asked for: neither that nor the server's reset is a firewall's", () => {
  const tracked = new Tracked();
  tracked.segment(0, CLIENT, SERVER, { flags: SYN, sequence: 100 });
  const accepted = { flags: SYN | ACK, sequence: 500, acknowledgment: 101, ttl: 50 };
  tracked.segment(0.02, SERVER, CLIENT, accepted);
  tracked.segment(0.02, CLIENT, SERVER, { flags: RST, sequence: 101 });
  const sent = { flags: ACK | PSH, sequence: 101, acknowledgment: 501, data: request };
  tracked.segment(16, CLIENT, SERVER, sent);
  tracked.segment(16.02, SERVER, CLIENT, { flags: RST, sequence: 501, ttl: 50 });
  const [endpoint] = tracked.finish(60);
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  const seen = observe(endpoint, context);
  expect(seen.map(({ code }) => code)).toEqual(['exchange-unfinished']);
  expect(judge(seen).verdict).toBe('inconclusive');
});
