import { expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { arp, ethernet, etherType } from '../../support/packet-builder.ts';
import { ACK, type Side, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT: Side = { address: '192.168.1.20', port: 50_000 };
const SERVER: Side = { address: '192.168.1.30', port: 8080 };
const MAC = '00:00:5e:00:53:20';
const SERVERS_MAC = '00:00:5e:00:53:30';

/** SYNs to a host of the own link, ARP requests for it, and replies to some of them. */
function silent({ requests, replies }: { requests: number; replies: number }) {
  const tracked = new Tracked();
  const other: Side = { address: '203.0.113.9', port: 443 };
  tracked.segment(0, { ...CLIENT, port: 50_001 }, other, { flags: SYN, sequence: 7 });
  tracked.segment(
    0.01,
    other,
    { ...CLIENT, port: 50_001 },
    {
      ...{ flags: SYN | ACK, sequence: 9, acknowledgment: 8 },
    },
  );
  for (const at of [1, 2, 4, 8]) tracked.segment(at, CLIENT, SERVER, { flags: SYN, sequence: 1 });
  for (let i = 0; i < requests; i++) {
    const asked = {
      ...{ senderAddress: CLIENT.address, senderMac: MAC },
      ...{ targetAddress: SERVER.address, targetMac: '00:00:00:00:00:00' },
    };
    const frame = { source: MAC, destination: 'ff:ff:ff:ff:ff:ff', etherType: etherType.arp };
    tracked.frameOf(ethernet(frame, arp({ operation: 'request', ...asked })), 5 + i);
    if (i >= replies) continue;
    const reply = {
      ...{ senderAddress: SERVER.address, senderMac: SERVERS_MAC },
      ...{ targetAddress: CLIENT.address, targetMac: MAC },
    };
    const back = { source: SERVERS_MAC, destination: MAC, etherType: etherType.arp };
    tracked.frameOf(ethernet(back, arp({ operation: 'reply', ...reply })), 5.001 + i);
  }
  const endpoints = tracked.finish(60);
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  const endpoint = endpoints.find(({ port }) => port === SERVER.port);
  if (endpoint === undefined) throw new Error('no endpoint');
  const seen = observe(endpoint, context);
  return { codes: seen.map(({ code }) => code as string), verdict: judge(seen).verdict };
}

it('a silent host of the own link that answers no ARP request is not there', () => {
  const { codes, verdict } = silent({ requests: 6, replies: 0 });
  expect(codes).toContain('next-hop-gone');
  expect(verdict).toBe('unreachable');
});

it('one that answers ARP is there: its own firewall drops', () => {
  const { codes, verdict } = silent({ requests: 2, replies: 2 });
  expect(codes).toContain('neighbor-there');
  expect(verdict).toBe('drop');
});

it('one that answered once and does not any more has gone', () => {
  const { codes, verdict } = silent({ requests: 6, replies: 1 });
  expect(codes).toContain('next-hop-gone');
  expect(verdict).toBe('unreachable');
});

it('without a word of ARP nothing is told, and a request or two prove nothing', () => {
  expect(silent({ requests: 0, replies: 0 }).verdict).toBe('drop');
  expect(silent({ requests: 2, replies: 0 }).codes.join()).not.toMatch(/neighbor|next-hop/);
});
