import { describe, expect, it } from 'vitest';
import { explainCommand } from '../../src/cli/commands/explain.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { RULES } from '../../src/diagnosis/rules.ts';
import { DETECTORS } from '../../src/evidence/detectors.ts';
import type { Observation } from '../../src/evidence/observation.ts';
import { GRAVITY } from '../../src/evidence/verdict.ts';

const seen = (code: string, strength = 1): Observation => ({
  code,
  text: `${code}.`,
  frames: [],
  strength,
});

describe('rules', () => {
  const codes = DETECTORS.flatMap((detector) => detector.codes.map(({ code }) => code));

  it('one for every code that a detector has, and none for another', () => {
    expect(RULES.map(({ code }) => code).sort()).toEqual([...codes].sort());
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('every code and verdict has its words', () => {
    for (const code of [...codes, ...GRAVITY]) {
      const words = explainCommand(code);
      expect(words.startsWith(`${code}: `)).toBe(true);
      expect(words).toMatch(/: .{5,}\n\n[\s\S]{20,}What to do: [\s\S]{10,}/);
    }
  });
});

describe('judge', () => {
  it('says nothing of nothing', () => {
    expect(judge([])).toMatchObject({ verdict: 'inconclusive', alternative: null, evidence: [] });
    expect(judge([]).reason).not.toBe('');
  });

  it('abstains where two causes fit nearly alike, and names both', () => {
    const judgement = judge([seen('syn-reset')]);
    expect(judgement.verdict).toBe('inconclusive');
    expect(judgement.reason).toContain('about as well as');
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
    [['dns-unanswered-retransmits', 'client-acknowledges'], 'answered', 'medium'],
  ] as const)('%s: %s, %s', (codes, verdict, confidence) => {
    expect(judge(codes.map((code) => seen(code)))).toMatchObject({ verdict, confidence });
  });

  it('lost packets and a one-way capture take silence its weight', () => {
    for (const limit of ['capture-lost-packets', 'capture-one-way']) {
      const judgement = judge([seen('dns-unanswered-retransmits'), seen(limit)]);
      expect(judgement).toMatchObject({ verdict: 'inconclusive', reason: `${limit}.` });
    }
  });

  it('what only supports makes no case of its own', () => {
    const supporting = RULES.filter(({ supportsOnly }) => supportsOnly);
    expect(supporting.length).toBeGreaterThan(3);
    expect(judge(supporting.map(({ code }) => seen(code))).verdict).toBe('inconclusive');
    expect(judge(supporting.map(({ code }) => seen(code))).score).toBe(0);
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
