import { expect, test } from 'vitest';
import { findSynFloods } from '../../src/evidence/no-service.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import { EndpointFacts } from '../../src/track/facts/endpoint-facts.ts';

/** What stands for clients of 203.0.113.1 that made room, each after an attempt without an answer. */
function manyClients(attempts: number): EndpointFacts {
  const facts = new EndpointFacts(
    [0, 0, 0xffff, 0],
    [0, 0, 0xffff, 0xcb007101 | 0],
    443,
    Protocol.TCP,
    true,
  );
  facts.packets = attempts;
  facts.attempts = attempts;
  facts.own('pending').evicted = attempts;
  return facts;
}

test('as many attempts as a flood has are one, from clients that made room', () => {
  const flood = manyClients(100);
  const { endpoints, services } = findSynFloods([flood]);
  expect([...endpoints]).toEqual([flood]);
  expect(services).toMatchObject([{ attempts: 100, port: 443 }]);
});

test('a few that waited for an answer when others needed their room are none', () => {
  // Of 40,000 services that all answer some 200 had one to 18 such clients each.
  for (const attempts of [1, 18, 99]) {
    const { endpoints, services } = findSynFloods([manyClients(attempts)]);
    expect([endpoints.size, services]).toEqual([0, []]);
  }
});

test('where others of them went on, it is no flood', () => {
  const some = manyClients(200);
  some.exchanges = 1;
  expect(findSynFloods([some]).services).toEqual([]);
});
