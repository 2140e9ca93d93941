import { describe, expect, it } from 'vitest';
import { explainCommand } from '../../src/cli/commands/explain.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import {
  DETECTORS,
  EVIDENCE,
  EVIDENCE_CODES,
  type EvidenceCode,
  type Observation,
} from '../../src/evidence/table.ts';
import { GRAVITY } from '../../src/evidence/verdict.ts';

/** What is judged is the code, whatever its values. */
const seen = (code: EvidenceCode, strength = 1) =>
  ({ code, values: {}, frames: [], strength }) as unknown as Observation;

describe('rules', () => {
  it('every code is in the table once', () => {
    const codes = DETECTORS.flatMap((detector) => Object.keys(detector.codes));
    expect(codes).toEqual(EVIDENCE_CODES);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('every code and verdict has its words', () => {
    for (const code of [...EVIDENCE_CODES, ...GRAVITY]) {
      const words = explainCommand(code);
      expect(words.startsWith(`${code}: `)).toBe(true);
      expect(words).toMatch(/: .{5,}\n\n[\s\S]{20,}What to do: [\s\S]{10,}/);
    }
  });
});

describe('judge', () => {
  it('says nothing of nothing', () => {
    expect(judge([])).toMatchObject({ verdict: 'inconclusive', alternative: null, evidence: [] });
    expect(judge([]).reason).toEqual({ code: 'too-little-seen' });
  });

  it('abstains where two causes fit nearly alike, and names both', () => {
    const judgement = judge([seen('syn-reset')]);
    expect(judgement.verdict).toBe('inconclusive');
    expect(judgement.reason).toEqual({ code: 'tie', one: 'reject', other: 'closed' });
  });

  it('names what explains a failure, then the failure, before that a last attempt is too young', () => {
    const hung = [seen('request-unanswered'), seen('accepted-never-served')];
    for (const told of [hung, hung.toReversed()]) {
      expect(judge(told).reason).toMatchObject({ seen: { code: 'accepted-never-served' } });
    }
    const ended = [
      seen('exchange-unfinished'),
      seen('ended-unanswered'),
      seen('capture-ends-too-soon'),
    ];
    expect(judge(ended).reason).toMatchObject({ seen: { code: 'ended-unanswered' } });
    const young = [seen('capture-ends-too-soon'), seen('syn-unanswered')];
    expect(judge(young).reason).toMatchObject({ seen: { code: 'capture-ends-too-soon' } });
  });

  it('abstains below the least score, whatever the lead', () => {
    expect(judge([seen('dns-servfail')]).verdict).toBe('inconclusive');
    expect(judge([seen('syn-unanswered')])).toMatchObject({
      verdict: 'inconclusive',
      alternative: { verdict: 'drop' },
    });
  });

  it.each([
    [['icmp-prohibited'], 'reject', 'high'],
    [['icmp-port-unreachable'], 'closed', 'high'],
    [['syn-only-retransmits', 'others-answer'], 'drop', 'medium'],
    [['syn-reset', 'reset-ttl-differs', 'reset-too-fast'], 'reject', 'high'],
    [['syn-reset', 'reset-delay-matches'], 'closed', 'low'],
    [['service-answered'], 'answered', 'high'],
    [['dns-unanswered-retransmits', 'client-acknowledges'], 'inconclusive', 'low'],
  ] as const)('%s: %s, %s', (codes, verdict, confidence) => {
    expect(judge(codes.map((code) => seen(code)))).toMatchObject({ verdict, confidence });
  });

  it('lost packets and a one-way capture take silence its weight', () => {
    for (const limit of ['capture-lost-packets', 'capture-one-way'] as const) {
      const judgement = judge([seen('dns-unanswered-retransmits'), seen(limit)]);
      expect(judgement).toMatchObject({
        verdict: 'inconclusive',
        reason: { code: 'evidence', seen: { code: limit } },
      });
    }
  });

  it('what only supports makes no case of its own', () => {
    const supporting = EVIDENCE_CODES.filter((code) => EVIDENCE[code].supportsOnly);
    expect(supporting.length).toBeGreaterThan(3);
    expect(judge(supporting.map((code) => seen(code))).verdict).toBe('inconclusive');
    expect(judge(supporting.map((code) => seen(code))).score).toBe(0);
  });

  it('the score is the lead over the runner-up, and evidence is weighed for the verdict', () => {
    const judgement = judge([seen('syn-reset'), seen('reset-ttl-differs'), seen('known-service')]);
    // reject 2 + 4 + 1, closed 2 - 1.
    expect(judgement.score).toBe(6);
    expect(judgement.alternative?.verdict).toBe('closed');
    expect(judgement.evidence.map(({ code, weight }) => [code, weight])).toEqual([
      ['syn-reset', 2],
      ['reset-ttl-differs', 4],
      ['known-service', 1],
    ]);
  });
});
