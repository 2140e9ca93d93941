import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/protocols/address-text.ts';
import {
  concat,
  dnsRcode,
  dnsResponse,
  dnsOverTcp as framed,
} from '../../support/packet-builder.ts';
import { ACK, PSH, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT = { address: '192.168.1.20', port: 50_000 };
const SERVER = { address: '198.51.100.53', port: 53 };

const answer = (name: string, address: string, count = 1) =>
  dnsResponse({
    id: 7,
    name,
    type: 'A',
    answers: Array.from({ length: count }, () => ({ name, type: 'A' as const, data: address })),
  });

/** A connection on which the server sends these segments, one after the other. */
function stream(segments: readonly Uint8Array[], order = segments.map((_, i) => i)) {
  const tracked = new Tracked();
  tracked.segment(0, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
  tracked.segment(0.02, SERVER, CLIENT, {
    flags: SYN | ACK,
    sequence: 5000,
    acknowledgment: 1001,
  });
  const starts = segments.map((_, i) =>
    segments.slice(0, i).reduce((sum, { length }) => sum + length, 5001),
  );
  for (const i of order) {
    tracked.segment(0.1 + i / 100, SERVER, CLIENT, {
      flags: ACK | PSH,
      sequence: starts[i],
      acknowledgment: 1001,
      data: segments[i],
    });
  }
  const [endpoint] = tracked.finish(10);
  const names = (address: string) => tracked.tracker.names.of(parseAddress(address) as never);
  return { endpoint, names };
}

const cut = (bytes: Uint8Array, ...at: number[]) =>
  [0, ...at].map((start, i) => bytes.slice(start, at[i] ?? bytes.length));

describe('DNS over TCP', () => {
  const whole = framed(answer('long.example', '192.0.2.9', 30));

  it.each([
    ['in one segment', []],
    ['in three', [100, 300]],
    ['its length apart', [2]],
    ['its length apart, then in two', [2, 200]],
  ])('a message %s', (_, at) => {
    expect(stream(cut(whole, ...at)).names('192.0.2.9')).toEqual(['long.example']);
  });

  it('messages one after the other, across the segments', () => {
    const two = concat(whole, framed(answer('next.example', '192.0.2.10')));
    const { names } = stream(cut(two, 50, whole.length + 20));
    expect(names('192.0.2.9')).toEqual(['long.example']);
    expect(names('192.0.2.10')).toEqual(['next.example']);
  });

  it('a segment that comes twice; a missing one ends it', () => {
    const parts = cut(whole, 100, 300);
    expect(stream(parts, [0, 0, 1, 1, 2]).names('192.0.2.9')).toEqual(['long.example']);
    expect(stream(parts, [0, 2]).names('192.0.2.9')).toEqual([]);
  });

  it('errors are told of the endpoint', () => {
    const refused = dnsResponse({ id: 7, name: 'x.example', type: 'A', rcode: dnsRcode.refused });
    const { endpoint } = stream(cut(framed(refused), 5));
    // Five bytes are too few to be sure of a message.
    expect(endpoint.dns.responseCodes.size).toBe(0);
    expect(stream([framed(refused)]).endpoint.dns.responseCodes.get(dnsRcode.refused)?.total).toBe(
      1,
    );
  });
});
