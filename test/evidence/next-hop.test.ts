import { expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { say } from '../../src/words/say.ts';
import { arp, ethernet, etherType } from '../../support/packet-builder.ts';
import { ACK, SYN, segmentBytes, Tracked } from '../../support/tracked.ts';

const CLIENT = { mac: '00:00:5e:00:53:20', address: '192.0.2.20' };
const ROUTER = { mac: '00:00:5e:00:53:01', address: '192.0.2.1' };
const NEIGHBOR = { mac: '00:00:5e:00:53:80', address: '192.0.2.80' };
type Host = typeof CLIENT;

class Link extends Tracked {
  ip(at: number, from: Host, to: Host, bytes: Uint8Array): void {
    const header = { source: from.mac, destination: to.mac, etherType: etherType.ipv4 };
    this.frameOf(ethernet(header, bytes), at);
  }

  arp(at: number, operation: 'request' | 'reply', sender: Host, target: Host): void {
    const destination = operation === 'request' ? 'ff:ff:ff:ff:ff:ff' : target.mac;
    const body = arp({
      ...{ operation, senderMac: sender.mac, senderAddress: sender.address },
      ...{ targetMac: target.mac, targetAddress: target.address },
    });
    this.frameOf(ethernet({ source: sender.mac, destination, etherType: etherType.arp }, body), at);
  }

  /** SYNs that nobody answers. */
  silence(at: number, address: string, via: Host): void {
    const server = { address, port: 8443 };
    for (const after of [0, 1, 3]) {
      const client = { address: CLIENT.address, port: 40_000 };
      const bytes = segmentBytes(client, server, { flags: SYN, sequence: 1 });
      this.ip(at + after, CLIENT, via, bytes);
    }
  }

  answer(at: number, address: string, via: Host): void {
    const client = { address: CLIENT.address, port: 50_000 + at };
    const server = { address, port: 443 };
    this.ip(at, CLIENT, via, segmentBytes(client, server, { flags: SYN, sequence: 1 }));
    const accepted = { flags: SYN | ACK, sequence: 1, acknowledgment: 2, ttl: 52 };
    this.ip(at + 0.02, via, CLIENT, segmentBytes(server, client, accepted));
  }
}

function judged(link: Link, address: string) {
  const endpoint = link
    .finish(60)
    .find(({ server, port }) => port === 8443 && server[3] === wordOf(address))!;
  const context = detectContext(link.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  const seen = observe(endpoint, context);
  const gone = seen.find(({ code }) => code === 'next-hop-gone');
  return {
    verdict: judge(seen).verdict,
    text: gone === undefined ? null : say({ code: 'evidence', seen: gone }),
    frames: gone?.frames,
  };
}

function wordOf(address: string): number {
  return address.split('.').reduce((word, part) => (word << 8) | Number(part), 0);
}

const FAR = '198.51.100.7';
const OTHER = '203.0.113.9';

it('a router that answers no ARP any more: unreachable, no drop', () => {
  const link = new Link();
  link.arp(0, 'request', CLIENT, ROUTER);
  link.arp(0.001, 'reply', ROUTER, CLIENT);
  link.answer(1, OTHER, ROUTER);
  link.silence(10, FAR, ROUTER);
  for (const at of [14, 15, 16]) link.arp(at, 'request', CLIENT, ROUTER);
  const seen = judged(link, FAR);
  expect(seen.verdict).toBe('unreachable');
  expect(seen.frames).toEqual([8, 9, 10]);
  expect(seen.text).toBe(
    'The router 192.0.2.1 does not answer on this link: 3 requests for its MAC address had no reply.',
  );
});

it.each([
  ['asked for twice only', [14, 15], undefined, 10, undefined],
  ['that answers in the end', [14, 15, 16], 17, 10, undefined],
  ['behind which another server answers later', [14, 15, 16], undefined, 10, 20],
  ['behind which the server was silent before', [14, 15, 16], undefined, 1, 7],
] as const)('but not a router %s', (_, requests, reply, silence, answer) => {
  const link = new Link();
  link.arp(0, 'request', CLIENT, ROUTER);
  link.arp(0.001, 'reply', ROUTER, CLIENT);
  link.answer(0.5, OTHER, ROUTER);
  link.silence(silence, FAR, ROUTER);
  if (answer !== undefined && answer < 14) link.answer(answer, OTHER, ROUTER);
  for (const at of requests) link.arp(at, 'request', CLIENT, ROUTER);
  if (reply !== undefined) link.arp(reply, 'reply', ROUTER, CLIENT);
  if (answer !== undefined && answer > 14) link.answer(answer, OTHER, ROUTER);
  expect(judged(link, FAR).text).toBeNull();
});

it('a server of the own link that answers no ARP is not there', () => {
  const link = new Link();
  link.answer(0, OTHER, ROUTER);
  link.silence(1, NEIGHBOR.address, NEIGHBOR);
  for (const at of [5, 6, 7]) link.arp(at, 'request', CLIENT, NEIGHBOR);
  const seen = judged(link, NEIGHBOR.address);
  expect(seen.verdict).toBe('unreachable');
  expect(seen.text).toContain('The server 192.0.2.80 does not answer on this link');
});

it.each([
  ['in turn', [1, 2, 1], true],
  ['one after the other, as a standby that takes over', [1, 1, 2, 2], false],
  ['alone', [1, 1, 1], false],
] as const)('an address that two MAC addresses claim %s', (_, claims, isConflict) => {
  const link = new Link();
  const cards = [ROUTER.mac, ROUTER.mac, NEIGHBOR.mac];
  claims.forEach((card, i) => {
    link.arp(i, 'reply', { ...ROUTER, mac: cards[card] }, CLIENT);
  });
  const { conflicts } = link.tracker.neighbors;
  expect(conflicts.map(({ macs }) => macs)).toEqual(isConflict ? [[NEIGHBOR.mac, ROUTER.mac]] : []);
});
