import { expect, test } from 'vitest';
import { Protocol } from '../../src/protocols/protocol.ts';
import { EndpointFacts } from '../../src/track/facts/endpoint-facts.ts';
import { ethernet, etherType } from '../../support/packet-builder.ts';
import { datagramBytes, type Side, SYN, Tracked } from '../../support/tracked.ts';

const SERVER: Side = { address: '198.51.100.80', port: 80 };
const BEGUN = 1_700_000_000;

function client(number: number): Side {
  return { address: `10.${number >> 16}.${(number >> 8) & 0xff}.${number & 0xff}`, port: 40_000 };
}

test('a look at a flood takes a share of it, and all of who asks again', () => {
  const tracked = new Tracked();
  const syn = (at: number, from: Side) =>
    tracked.segment(at, from, SERVER, { flags: SYN, sequence: 1 });
  const flood = 20_000;
  for (let i = 0; i < flood; i++) syn(i * 1e-5, client(i));
  const [patient] = [client(flood)];
  for (const at of [1, 2, 4, 8]) syn(at, patient);
  const { endpoints } = tracked.tracker.interim(BEGUN + 9, 0).endpoints;
  expect(endpoints.length).toBeGreaterThan(1_000);
  expect(endpoints.length).toBeLessThan(3_000);
  const [again] = endpoints.filter(({ retransmissions }) => retransmissions > 0);
  expect(again).toMatchObject({
    attempts: 1,
    retransmissions: 3,
    silence: { attempts: 1, longest: 8e6 },
  });
  // Nobody's end was a look: what comes of all is told at the end.
  const ended = tracked.finish(10);
  expect(ended.filter(({ retransmissions }) => retransmissions === 3)).toHaveLength(1);
  expect(tracked.tracker.capture.attempts.silent).toBe(flood + 1);
});

test('what is open is silent only when an answer would be late indeed', () => {
  const tracked = new Tracked();
  const syn = (at: number) => tracked.segment(at, client(1), SERVER, { flags: SYN, sequence: 1 });
  syn(0);
  syn(1);
  syn(3);
  const [early] = tracked.tracker.interim(BEGUN + 4, 0).endpoints.endpoints;
  expect(early).toMatchObject({ pending: { attempts: 1 }, silence: { attempts: 0 } });
  const [late] = tracked.tracker.interim(BEGUN + 5, 0).endpoints.endpoints;
  expect(late).toMatchObject({
    pending: { attempts: 0 },
    silence: { attempts: 1 },
    retransmissions: 2,
  });
  // At the capture's end 1.5 s are enough: nobody can wait longer.
  const [ended] = tracked.finish(3.1);
  expect(ended).toMatchObject({ pending: { attempts: 0 }, silence: { attempts: 1 } });
});

test("what is sent once to a group, as SSDP, is nobody's service and no reason to fail", () => {
  const tracked = new Tracked();
  const toGroup = { source: '00:00:5e:00:53:01', destination: '01:00:5e:7f:ff:fa' };
  const search = datagramBytes(
    client(1),
    { address: '239.255.255.250', port: 1900 },
    new Uint8Array(90),
  );
  tracked.frameOf(ethernet({ ...toGroup, etherType: etherType.ipv4 }, search), 0);
  tracked.segment(1, client(1), SERVER, { flags: SYN, sequence: 1 });
  const { endpoints } = tracked.tracker.interim(BEGUN + 9, 0).endpoints;
  expect(endpoints.map(({ port }) => port)).toEqual([80]);
});

test('facts are copied with all that they hold, and each goes its own way', () => {
  const facts = new EndpointFacts([0, 0, 0xffff, 1], [0, 0, 0xffff, 2], 443, Protocol.TCP, false);
  for (const frame of [9, 3, 3]) facts.own('silence').packets.add(frame);
  const copy = facts.copy();
  copy.silence.packets.add(1);
  expect(copy.silence.packets.frames).toEqual([1, 3, 9]);
  expect(facts.silence.packets.frames).toEqual([3, 9]);
});
