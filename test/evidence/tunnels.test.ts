import { expect, it } from 'vitest';
import { tunnelFinding } from '../../src/diagnosis/findings.ts';
import { findOneWayTunnels } from '../../src/evidence/tunnels.ts';
import { say } from '../../src/words/say.ts';
import { ike } from '../../support/datagram-messages.ts';
import { concat, filler, ipv4, uint32 } from '../../support/packet-builder.ts';
import { Tracked } from '../../support/tracked.ts';

const HERE = { address: '198.51.100.20', port: 500 };
const THERE = { address: '203.0.113.9', port: 500 };
const ESP = 50;
const GRE = 47;

interface Scene {
  readonly isAgreed?: boolean;
  readonly back?: number;
  readonly protocol?: number;
}

function run({ isAgreed = true, back = 0, protocol = ESP }: Scene) {
  const tracked = new Tracked();
  tracked.datagram(0, HERE, THERE, ike(34));
  if (isAgreed) tracked.datagram(0.04, THERE, HERE, ike(34, { response: true }));
  const packet = (from: string, to: string, number: number) =>
    ipv4(
      { source: from, destination: to, protocol },
      concat(uint32(7), uint32(number), filler(84)),
    );
  for (let i = 0; i < 12; i++) {
    tracked.packet(1 + i, packet(HERE.address, THERE.address, i));
    if (i < back) tracked.packet(1.1 + i, packet(THERE.address, HERE.address, i));
  }
  tracked.finish(60);
  return findOneWayTunnels(tracked.tracker);
}

it('ESP goes one way after IKE worked', () => {
  const [tunnel, ...others] = run({});
  expect(others).toEqual([]);
  expect(tunnel).toMatchObject({ protocol: 'ESP', packets: 12, frame: 3, lasted: 11e6 });
  const { title, impact, verdict, confidence } = tunnelFinding(tunnel);
  expect([verdict, confidence]).toEqual(['drop', 'low']);
  expect(say(title)).toContain('ESP from 198.51.100.20 to 203.0.113.9');
  expect(impact.map(say).join()).toContain('UDP 500 is answered');
});

it.each([
  ['something comes back', { back: 1 }],
  ['the two have not agreed on it', { isAgreed: false }],
  ['it is another protocol', { protocol: GRE + 1 }],
])('%s: nothing to say', (_, scene) => {
  expect(run(scene)).toEqual([]);
});
