// What several captures of one way say together of what fails, without packets: by their comparison alone.

import { expect, test } from 'vitest';
import { BothSides } from '../../../src/diagnosis/case/both-sides.ts';
import type { CaseInput } from '../../../src/diagnosis/case/case.ts';
import type { Diagnosis, Finding } from '../../../src/diagnosis/diagnosis.ts';
import type { SidedEndpoint, Sides } from '../../../src/diagnosis/sides/sides.ts';
import { say } from '../../../src/words/say.ts';
import { address } from '../../../support/compared.ts';

const diagnosisOf = (name: string) =>
  ({ capture: { name }, endpoints: [] }) as unknown as Diagnosis;

function stopped(host: number, more: Partial<SidedEndpoint>): SidedEndpoint {
  return {
    ...{ client: address('192.0.2.20'), server: address(`203.0.113.${host}`), port: 443 },
    ...{ protocol: 'tcp', name: null, verdict: 'drop', confidence: 'certain', fate: 'forth-lost' },
    ...{ segment: { code: 'between', from: 0, to: 1 }, way: 'to-server', connections: 2 },
    ...{ failing: 2, from: 0, to: 1, packets: [], changes: [], evidence: [], doubts: [] },
    ...{ timeline: [], endpoints: [host, -1], ...more },
  };
}

const beyond = { code: 'beyond-server-side', from: 1, to: 1 } as const;
const endpoints = [
  stopped(1, {}),
  stopped(2, { verdict: 'reject', confidence: 'high', segment: beyond, way: 'both' }),
  stopped(3, {}),
];

function bothSides(): BothSides {
  const [client, server] = [diagnosisOf('client.pcapng'), diagnosisOf('server.pcapng')];
  const sides = {
    places: [
      { diagnosis: client, given: 0 },
      { diagnosis: server, given: 1 },
    ],
    ...{ segments: [], endpoints, notes: [] },
  } as unknown as Sides;
  const captures = [client, server].map((diagnosis) => ({ diagnosis }));
  return new BothSides({ captures, sides: [{ captures: [0, 1], sides }] } as unknown as CaseInput);
}

test('what is stopped in two ways is two findings, each of its own services', () => {
  const findings = bothSides().rest();
  expect(findings.map(({ verdict }) => verdict)).toEqual(['drop', 'reject']);
  expect(new Set(findings.map(({ id }) => id)).size).toBe(2);
  const [between, behind] = findings.map(({ title }) => say(title));
  expect(between).toMatch(/between .*203\.0\.113\.1:443 tcp and 203\.0\.113\.3:443 tcp/);
  expect(between).not.toContain('203.0.113.2:');
  expect(behind).toMatch(/beyond server\.pcapng rejects 203\.0\.113\.2:443 tcp$/);
});

test('a finding names what is stopped as its first service is, and nothing else', () => {
  const finding = { endpoints: [1, 2] } as unknown as Finding;
  const both = bothSides();
  expect(both.isTold(0, finding)).toBe(false);
  const together = both.of(0, finding);
  const title = say(together!.told.title);
  expect(title).toContain('203.0.113.1:443 tcp and 203.0.113.3:443 tcp');
  expect(title).not.toContain('203.0.113.2:');
  // All three are told by it: the others of the first one's kind, and its own.
  expect(both.isTold(0, finding)).toBe(true);
  expect(both.rest()).toEqual([]);
});
