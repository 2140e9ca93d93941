import { describe, expect, it } from 'vitest';
import { timeZoneNamed } from '../../src/diagnosis/report/time-zone.ts';
import { ownerBlock } from '../../src/documents/owner-block.ts';
import { words } from '../../src/words/say.ts';
import { reportOf } from '../../support/shipped-captures.ts';

describe('what a firewall’s owner searches a log for', () => {
  it('has 5-tuples, counts, first and last time by the owner’s clock', async () => {
    const { endpoints } = await reportOf('secure-access-web-reject.pcapng');
    const members = endpoints.filter(({ verdict }) => verdict === 'reject');
    // By tshark: nine SYNs from three ports, 06:41:19.310287 to .110 of the second second after.
    expect(members[0].failed).toMatchObject({
      count: 9,
      packets: 9,
      clientPorts: [56287, 56288, 56289],
      firstTime: '2024-08-27T06:41:19.310287Z',
    });
    const zone = timeZoneNamed('+02:00') ?? undefined;
    expect(ownerBlock('reject', members, zone, 1, words)?.lines[0]).toBe(
      'tcp 192.168.0.204:56287,56288,56289 -> 18.135.112.200:443, 9 tries, 9 packets, ' +
        '2024-08-27 08:41:19.310 to 2024-08-27 08:41:21.110 +02:00',
    );
  });

  it('names no tries that were answered, and says what it leaves out', async () => {
    const { endpoints } = await reportOf('clienthello-reset.pcapng');
    const one = endpoints.find(({ server }) => server === '203.0.113.53');
    // One of five connections, of another name, was answered.
    expect(one?.failed?.count).toBe(4);
    expect(endpoints.filter(({ verdict }) => verdict === 'answered')).not.toHaveLength(0);
    for (const { verdict, failed } of endpoints) {
      if (verdict === 'answered') expect(failed).toBeNull();
    }
    const many = Array.from({ length: 5 }, () => one as (typeof endpoints)[number]);
    const lines = ownerBlock('reject', many, undefined, 2, words)?.lines ?? [];
    expect(lines).toHaveLength(3);
    expect(lines[2]).toContain('3 more');
    // What no rule did is nobody's to look up.
    expect(ownerBlock('closed', many, undefined, 2, words)).toBeNull();
    expect(ownerBlock('inconclusive', many, undefined, 2, words)).toBeNull();
  });
});
