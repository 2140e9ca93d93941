import { describe, expect, it } from 'vitest';
import { dnsResponse } from '../../support/packet-builder.ts';
import { SYN, Tracked } from '../../support/tracked.ts';

describe('bounds', () => {
  it('names: those of all addresses together take a bounded number of characters', () => {
    const tracked = new Tracked();
    const client = { address: '192.168.1.20', port: 50_000 };
    const resolver = { address: '203.0.113.53', port: 53 };
    // Characters that are shown as four: the longest text for the fewest bytes.
    const filler = '\u0001'.repeat(60);
    let characters = 0;
    for (let i = 0; i < 12_000; i++) {
      const name = `${i}.${filler}.${filler}.${filler}`;
      const data = `10.1.${i >> 8}.${i & 0xff}`;
      const answers = [{ name, type: 'A' as const, data }];
      tracked.datagram(0, resolver, client, dnsResponse({ id: 1, name, type: 'A', answers }));
      const address = [0, 0, 0xffff, 0x0a010000 | i] as const;
      for (const known of tracked.tracker.names.of([...address])) characters += known.length;
    }
    expect(characters).toBeGreaterThan(4_000_000);
    expect(characters).toBeLessThanOrEqual(1 << 23);
  });

  it('endpoints: a scan of more is counted, not kept', () => {
    const tracked = new Tracked();
    const client = { address: '192.168.1.20', port: 50_000 };
    for (let i = 0; i < 10_000; i++) {
      const server = { address: `10.2.${i >> 8}.${i & 0xff}`, port: 80 };
      tracked.segment(i / 1000, client, server, { flags: SYN, sequence: i });
    }
    const endpoints = tracked.finish(60);
    expect(endpoints.length + tracked.tracker.capture.endpointsNotFollowed).toBe(10_000);
    expect(endpoints.length).toBeLessThan(10_000);
  });
});
