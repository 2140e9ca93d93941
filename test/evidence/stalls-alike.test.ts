import { describe, expect, it } from 'vitest';
import { diagnose, openCapture } from '../../src/index.ts';
import { writePcap } from '../../support/capture-writer.ts';
import { ethernet, etherType, filler } from '../../support/packet-builder.ts';
import { ACK, PSH, type Side, SYN, segmentBytes } from '../../support/tracked.ts';

const MACS = { source: '00:00:5e:00:53:01', destination: '00:00:5e:00:53:02' };
const START = 1_700_000_000;
const client = (port: number): Side => ({ address: '192.0.2.20', port });
const server = (host: number): Side => ({ address: `203.0.113.${host}`, port: 443 });

type Sent = readonly [at: number, bytes: Uint8Array];

/** A connection from its SYN on, with one exchange of data. */
function exchange(at: number, host: number): Sent[] {
  const [from, to] = [client(50_000 + host), server(host)];
  const numbers = (sequence: number, acknowledgment: number) => ({ sequence, acknowledgment });
  return [
    [at, segmentBytes(from, to, { flags: SYN, sequence: 1000 })],
    [at + 0.02, segmentBytes(to, from, { flags: SYN | ACK, ...numbers(5000, 1001) })],
    [
      at + 0.03,
      segmentBytes(from, to, { flags: PSH | ACK, ...numbers(1001, 5001), data: filler(50) }),
    ],
    [
      at + 0.05,
      segmentBytes(to, from, { flags: PSH | ACK, ...numbers(5001, 1051), data: filler(90) }),
    ],
    [at + 0.06, segmentBytes(from, to, { flags: ACK, ...numbers(1051, 5091) })],
  ];
}

/** The same, and then data that is sent again and again, and never acknowledged. */
function stalled(at: number, host: number): Sent[] {
  const more = { flags: PSH | ACK, sequence: 1051, acknowledgment: 5091, data: filler(40) };
  const again = [1, 1.3, 1.9, 3.1, 5.5, 10.3, 19.9].map(
    (wait): Sent => [at + wait, segmentBytes(client(50_000 + host), server(host), more)],
  );
  return [...exchange(at, host), ...again];
}

async function verdicts(...connections: readonly Sent[][]) {
  const packets = connections.flat().sort(([one], [other]) => one - other);
  const bytes = writePcap(
    packets.map(([at, packet]) => ({
      bytes: ethernet({ ...MACS, etherType: etherType.ipv4 }, packet),
      seconds: START + Math.floor(at),
      nanoseconds: Math.round((at % 1) * 1e9),
    })),
  );
  const { endpoints } = await diagnose(await openCapture(bytes));
  return new Map(endpoints.map((one) => [one.server, one.verdict]));
}

/** Another server, which answers all the while. */
const others = [0, 8, 16, 24].flatMap((at, index) => exchange(at, 80 + index));

describe('connections that stall in mid-exchange, one to each server', () => {
  it('are no accident to three servers, while others answer', async () => {
    const found = await verdicts(others, stalled(1, 20), stalled(2, 21), stalled(3, 22));
    for (const host of [20, 21, 22]) expect(found.get(`203.0.113.${host}`)).toBe('drop');
    expect(found.get('203.0.113.80')).toBe('answered');
  });

  it('may be one to two servers, or where nothing else answers from then on', async () => {
    const two = await verdicts(others, stalled(1, 20), stalled(2, 21));
    expect([two.get('203.0.113.20'), two.get('203.0.113.21')]).toEqual([
      'inconclusive',
      'inconclusive',
    ]);
    const alone = await verdicts(stalled(1, 20), stalled(2, 21), stalled(3, 22));
    expect(alone.get('203.0.113.20')).toBe('inconclusive');
  });

  it('are where another connection to the same server goes on', async () => {
    const again = exchange(12, 20).map(([at, packet]): Sent => {
      const copy = packet.slice();
      const port = copy[12 + 3] === 20 && copy[12] === 192 ? 20 : 22;
      copy[port] ^= 1;
      return [at, copy];
    });
    const found = await verdicts(others, stalled(1, 20), again, stalled(2, 21), stalled(3, 22));
    expect(found.get('203.0.113.20')).not.toBe('answered');
    expect(found.get('203.0.113.21')).toBe('inconclusive');
  });
});
