import { describe, expect, it } from 'vitest';
import { diagnose, openCapture } from '../../src/index.ts';
import { writePcap } from '../../support/capture-writer.ts';
import { ethernet, etherType, filler } from '../../support/packet-builder.ts';
import { ACK, PSH, type Side, segmentBytes } from '../../support/tracked.ts';

const MACS = { source: '00:00:5e:00:53:01', destination: '00:00:5e:00:53:02' };
const CLIENT = '192.0.2.20';
const SERVER = '203.0.113.55';
const START = 1_700_000_000;

interface Packet {
  readonly at: number;
  readonly from: Side;
  readonly to: Side;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly length: number;
}

async function endpointOf(packets: readonly Packet[]) {
  const bytes = writePcap(
    packets.map(({ at, from, to, sequence, acknowledgment, length }) => ({
      bytes: ethernet(
        { ...MACS, etherType: etherType.ipv4 },
        segmentBytes(from, to, {
          flags: length > 0 ? ACK | PSH : ACK,
          ...{ sequence, acknowledgment, data: filler(length) },
        }),
      ),
      seconds: START + Math.floor(at),
      nanoseconds: Math.round((at % 1) * 1e9),
    })),
  );
  const report = await diagnose(await openCapture(bytes));
  expect(report.endpoints).toHaveLength(1);
  return report.endpoints[0];
}

/** Data both ways, again and again, of a connection that began before. */
function exchange(port: number, server: number): Packet[] {
  const from = { address: CLIENT, port };
  const to = { address: SERVER, port: server };
  return Array.from({ length: 6 }, (_, turn) => [
    {
      at: turn,
      from,
      to,
      sequence: 1000 + turn * 10,
      acknowledgment: 5000 + turn * 20,
      length: 10,
    },
    {
      ...{ at: turn + 0.1, from: to, to: from, sequence: 5000 + turn * 20, length: 20 },
      acknowledgment: 1010 + turn * 10,
    },
  ]).flat();
}

/** The client's data is sent again and again, after an exchange, and never acknowledged. */
function stalled(port: number, server: number): Packet[] {
  const from = { address: CLIENT, port };
  const to = { address: SERVER, port: server };
  const again = [6, 6.3, 7, 8.5, 11.5, 17.5, 29.5, 53.5].map((at) => ({
    ...{ at, from, to, sequence: 1060, acknowledgment: 5120, length: 10 },
  }));
  return [...exchange(port, server), ...again];
}

describe('a connection of which nobody knows which side serves', () => {
  it('is said to work only where it is known', async () => {
    const known = await endpointOf(exchange(50_001, 443));
    expect(known).toMatchObject({ verdict: 'answered', port: 443 });
    const unknown = await endpointOf(exchange(50_001, 40_021));
    expect(unknown.verdict).toBe('inconclusive');
    expect(unknown.evidence.map(({ code }) => code)).toEqual(['roles-unclear']);
    expect(unknown.reason).toContain('which side is the service cannot be told');
  });

  it('what fails on it is told all the same', async () => {
    const codesOf = async (packets: readonly Packet[]) =>
      (await endpointOf(packets)).evidence.map(({ code }) => code);
    expect(await codesOf(stalled(50_001, 443))).toContain('connection-stalled');
    const unknown = await codesOf(stalled(50_001, 40_021));
    expect(unknown).toContain('connection-stalled');
    expect(unknown).toContain('roles-unclear');
  });
});
