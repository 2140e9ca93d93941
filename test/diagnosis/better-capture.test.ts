import { describe, expect, it } from 'vitest';
import { reportOf } from '../../support/shipped-captures.ts';

describe('a capture that cannot tell', () => {
  it('of one direction asks for both, once for all services', async () => {
    const { findings, endpoints } = await reportOf('lab/capture-sent-only.pcapng');
    const undecided = findings.filter(({ verdict }) => verdict === 'inconclusive');
    expect(undecided.length).toBeGreaterThan(0);
    expect(undecided.length).toBeLessThan(endpoints.length);
    for (const { remedy } of undecided) {
      expect(remedy).toHaveLength(1);
      expect(remedy[0]).toContain('both directions are needed');
    }
    // Neither a second place nor a longer capture would have the other direction.
    for (const { alternative } of endpoints) {
      if (alternative !== null) expect(alternative.text).toContain('both directions');
    }
  });
});
