// SYN/ACKs that acknowledge what the client did not send: they accept nothing, and lose nothing either.

import { expect, test } from 'vitest';
import { Conversations } from '../../support/conversations.ts';
import { filler } from '../../support/packet-builder.ts';
import { ACK, PSH, RST, SYN, segmentBytes } from '../../support/tracked.ts';

const CLIENT = '192.0.2.20';
const SERVER = { address: '203.0.113.10', port: 443 };
const FIRST = 1_000;
const OTHER_NUMBER = 77_777_777;

/** The SYN of a port, and a SYN/ACK to it that the client resets where it is for another. */
function answered(said: Conversations, at: number, port: number, acknowledgment: number) {
  const from = { address: CLIENT, port };
  said.add(at, segmentBytes(from, SERVER, { flags: SYN, sequence: FIRST }));
  const answer = { flags: SYN | ACK, sequence: 9_000, acknowledgment, ttl: 52 };
  said.add(at + 0.02, segmentBytes(SERVER, from, answer));
  if (acknowledgment === FIRST + 1) return;
  said.add(at + 0.021, segmentBytes(from, SERVER, { flags: RST, sequence: acknowledgment }));
}

/** What follows a SYN/ACK that the client takes. */
function exchange(said: Conversations, at: number, port: number) {
  const from = { address: CLIENT, port };
  const sent = { flags: ACK | PSH, sequence: FIRST + 1, acknowledgment: 9_001, data: filler(80) };
  said.add(at, segmentBytes(from, SERVER, sent));
  const answer = { flags: ACK | PSH, sequence: 9_001, acknowledgment: FIRST + 81, ttl: 52 };
  said.add(at + 0.02, segmentBytes(SERVER, from, { ...answer, data: filler(200) }));
  const taken = { flags: ACK, sequence: FIRST + 81, acknowledgment: 9_201 };
  said.add(at + 0.04, segmentBytes(from, SERVER, taken));
}

function other(): Conversations {
  const said = new Conversations();
  for (const at of [0, 5, 10]) {
    const server = { address: '203.0.113.9', port: 8080 };
    said.tcp(at, CLIENT, server, [{ client: filler(80) }, { server: filler(200) }]);
  }
  return said;
}

test.each([
  ['ahead', OTHER_NUMBER],
  ['behind', FIRST - 500_000],
  ["the SYN's own number", FIRST],
])('SYN/ACKs for other SYNs, to the end, are no open port: %s', async (_, number) => {
  const said = other();
  for (const port of [50_000, 50_001]) {
    for (const at of [0, 1, 3, 7]) answered(said, at + port - 50_000, port, number);
  }
  const { summary, endpoints } = await said.report();
  const [failing] = endpoints.filter(({ port }) => port === SERVER.port);
  expect(failing).toMatchObject({ verdict: 'unreachable', patterns: ['syn-ack-misnumbered'] });
  expect(summary.verdict).toBe('unreachable');
});

test('one that is for another SYN, and then one that is for this, is a service that works', async () => {
  const said = other();
  for (let port = 50_000; port < 50_020; port++) {
    const at = port - 50_000;
    answered(said, at, port, OTHER_NUMBER);
    answered(said, at + 1, port, FIRST + 1);
    exchange(said, at + 1.04, port);
  }
  const { capture, endpoints } = await said.report();
  const [served] = endpoints.filter(({ port }) => port === SERVER.port);
  expect(served).toMatchObject({ verdict: 'answered', answered: 20, patterns: [] });
  // The SYNs that were sent again were not lost.
  expect(capture.quality).toEqual([]);
});

test('where the client goes on, the capture lacks the SYN that was answered', async () => {
  const said = other();
  const from = { address: CLIENT, port: 50_000 };
  said.add(0, segmentBytes(from, SERVER, { flags: SYN, sequence: 400 }));
  const answer = { flags: SYN | ACK, sequence: 9_000, acknowledgment: FIRST + 1, ttl: 52 };
  said.add(1.02, segmentBytes(SERVER, from, answer));
  exchange(said, 1.04, 50_000);
  const { endpoints } = await said.report();
  expect(endpoints.find(({ port }) => port === SERVER.port)?.verdict).toBe('answered');
});
