import { expect, test } from 'vitest';
import type { EvidenceCode, Observation } from '../../src/evidence/table.ts';
import { type AddressWords, parseAddress } from '../../src/protocols/address-text.ts';
import { say, words } from '../../src/words/say.ts';

/** The sentence of a code with values of its type. */
function sentence<Code extends EvidenceCode>(code: Code, values: Observation<Code>['values']) {
  return say({ code: 'evidence', seen: { code, values, frames: [], strength: 1 } });
}

const ROUTER = parseAddress('192.0.2.1') as AddressWords;
const SECOND = 1e6;

test.each([
  [
    sentence('syn-only-retransmits', { attempts: 1, syns: 4, waited: 15 * SECOND }),
    '1 connection attempt, 4 SYNs in all; no SYN/ACK, RST or ICMP error in up to 15.0 s.',
  ],
  [
    sentence('dns-unanswered', {
      queries: 4,
      asked: [
        { type: 1, name: 'a.example' },
        { type: 28, name: 'a.example' },
        { type: 2, name: '' },
      ],
      hasOthers: true,
      waited: 900,
    }),
    '4 queries for A a.example, AAAA a.example, NS <Root> and others, asked once; no answer in up to 0.90 ms.',
  ],
  [
    sentence('syn-reset', {
      syns: 2,
      delay: { count: 2, minimum: 400, maximum: 12_000 },
      timeToLive: { count: 2, minimum: 63, maximum: 64 },
    }),
    '2 SYNs answered by RST after 0.40 ms to 12 ms, time to live 63 to 64.',
  ],
  [
    sentence('syn-reset', {
      syns: 1,
      delay: { count: 0, minimum: Infinity, maximum: -Infinity },
      timeToLive: { count: 0, minimum: Infinity, maximum: -Infinity },
    }),
    '1 SYN answered by RST.',
  ],
  [
    sentence('icmp-prohibited', {
      ...{ version: 4, kind: '3/13', errors: 1 },
      source: { by: 'other', address: ROUTER, isAsFarAsServer: false },
    }),
    '1 ICMP error "communication administratively prohibited" (3/13) from 192.0.2.1.',
  ],
  [
    sentence('icmp-port-unreachable', {
      ...{ version: 6, kind: '1/4', errors: 2 },
      source: { by: 'server' },
    }),
    '2 ICMPv6 errors "port unreachable" (1/4) from the server itself.',
  ],
  [
    sentence('icmp-port-unreachable-by-other', {
      ...{ version: 4, kind: '3/3', errors: 3 },
      source: { by: 'forger', forgery: { timeToLive: 64, server: 50 } },
    }),
    '3 ICMP errors "port unreachable" (3/3) from the server\'s address, but with time to live 64, where the server\'s other packets have 50.',
  ],
  [
    sentence('captive-portal', {
      ...{ requests: 2, location: 'portal.example', networks: 4 },
      clues: ['status-511', 'everywhere'],
    }),
    '2 requests answered by a portal to portal.example: with status 511, "network authentication required", as servers in 4 unrelated networks are.',
  ],
  [
    sentence('clienthello-dropped', { handshakes: 'all', connections: 1, serverName: 'a.example' }),
    "1 connection with a complete handshake; the client's ClientHello (server name a.example) is sent again and again and never acknowledged.",
  ],
  [
    sentence('clienthello-dropped', { handshakes: 'none', connections: 3, serverName: null }),
    "3 connections without their handshake in the capture; the client's ClientHello is sent again and again and never acknowledged.",
  ],
  [
    sentence('handshake-completed', { handshakes: 'none', connections: 3 }),
    '3 connections with data that a client sends only after a SYN/ACK: address and port are open.',
  ],
  [
    sentence('attempts-lost', {
      ...{ attempts: 3, sends: 10 / 3, answered: 1 },
      loss: { share: 0.25, isExplanation: false },
    }),
    '3 attempts had no answer, though sent 3.3 times each; 1 was answered. About 25 % of all requests get lost, which does not explain it.',
  ],
  [
    sentence('reset-too-fast', { reset: 800, than: 'any-server' }),
    'The RST came after 0.80 ms at the most, from a public address: hardly any server on the Internet is that near.',
  ],
  [
    sentence('reset-too-fast', { reset: 4_000, than: 'same-server', other: 18_000 }),
    'The RST came after 4.0 ms; a round trip to this server takes 18 ms.',
  ],
  [
    sentence('service-answered', { answered: 1_200, attempts: 1_200, isTcp: false, fastest: null }),
    '1,200 requests of 1,200 answered.',
  ],
  [
    sentence('service-answered', { answered: 0, attempts: 0, isTcp: true, fastest: null }),
    'Data came back on a connection that was open before the capture.',
  ],
  [
    sentence('capture-clock-jumped', { jumpsBack: 1, pauses: 2, longestPause: 7_200 * SECOND }),
    'While an answer was due, the clock goes back 1 time, and the capture has nothing for up to 2 h (host asleep?); that time is not counted.',
  ],
  [
    sentence('capture-no-answers', { kind: 'dns', port: null }),
    'Perhaps no server answers DNS queries on this port in the whole capture, and the client does not ask again at once: answers may have been filtered out.',
  ],
])('%s', (said, expected) => expect(said).toBe(expected));

test('what is explained are sentences, and titles that can stand in one', () => {
  for (const { title, meaning, advice } of Object.values(words.evidence)) {
    expect(title).not.toMatch(/[.:]$/);
    expect(meaning).toMatch(/^\S.*\.$/);
    expect(advice).toMatch(/^\S.*[.?]$/);
  }
});
