import { expect, it } from 'vitest';
import { type Judged, ListedEndpoints } from '../../src/diagnosis/listed-endpoints.ts';
import type { Confidence, Verdict } from '../../src/evidence/verdict.ts';

const judged = (firstFrame: number, verdict: Verdict, confidence: Confidence): Judged =>
  ({
    facts: { firstFrame },
    judgement: { verdict, confidence },
    match: null,
    target: null,
  }) as unknown as Judged;

it('lists the surest failures first, of these the gravest, then what is unclear or answered', () => {
  const listed = new ListedEndpoints();
  listed.add(judged(1, 'answered', 'high'));
  listed.add(judged(2, 'inconclusive', 'low'));
  listed.add(judged(3, 'drop', 'low'));
  listed.add(judged(4, 'closed', 'high'));
  listed.add(judged(5, 'reject', 'high'));
  listed.add(judged(6, 'drop', 'medium'));
  listed.add(judged(7, 'reject', 'certain'));
  expect(listed.sorted().map(({ facts }) => facts.firstFrame)).toEqual([7, 5, 4, 6, 3, 2, 1]);
});
