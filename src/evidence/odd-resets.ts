import { Aspect } from '../track/facts/endpoint-facts.ts';
import { clue, detector, pattern, type Seen } from './evidence.ts';

export interface ResetContradicted {
  readonly connections: number;
  /** In whose name the reset is, that went on. */
  readonly side: 'server' | 'client';
}

const codes = {
  // No host goes on with what it has reset.
  'reset-contradicted': pattern<ResetContradicted>({
    weights: { reject: 6, closed: -4, answered: -4 },
    stage: null,
    remedy: null,
    place: 'server-accepts',
  }),
  'reset-numbers-jump': clue<{ resets: number }>({ weights: { reject: 4, closed: -2 } }),
  'reset-repeats-data': clue<{ resets: number; of: number; withWindow: number }>({
    weights: { reject: 3, closed: -1 },
    place: 'repeats-request',
  }),
  // Whoever sent it says why; who that is it does not prove.
  'reset-says': clue<{ texts: readonly string[]; resets: number }>({
    weights: {},
    isNotable: true,
  }),
};

/** What is odd in resets, as no side of a connection makes them: another has sent them in its name. */
export const oddResets = detector({
  codes,
  about: Aspect.ODD_RESETS,
  detect({ oddResets, firstData, resets, exchanges }): readonly Seen<typeof codes>[] | null {
    if (oddResets === null) return null;
    const found: Seen<typeof codes>[] = [];
    const { serverGoesOn, clientGoesOn, jumps, repeatsIdentification, texts } = oddResets;
    const refused = firstData.reset + (resets?.resetFrames.total ?? 0);
    const of = Math.max(1, refused, exchanges);
    for (const [side, sample] of [
      ['server', serverGoesOn],
      ['client', clientGoesOn],
    ] as const) {
      const connections = sample.total;
      if (connections === 0) continue;
      found.push({
        code: 'reset-contradicted',
        values: { connections, side },
        frames: sample.first(8),
        // One among many may be two connections with one number, or a load balancer's slip.
        strength: Math.min(1, connections / of) * (connections === 1 && of > 1 ? 0.5 : 1),
      });
    }
    if (jumps.total > 0) {
      found.push({
        code: 'reset-numbers-jump',
        values: { resets: jumps.total },
        frames: jumps.first(8),
        strength: Math.min(1, jumps.total / of),
      });
    }
    if (repeatsIdentification.total > 0) {
      found.push({
        code: 'reset-repeats-data',
        values: {
          ...{ resets: repeatsIdentification.total, of: oddResets.total },
          withWindow: oddResets.repeatsWindow,
        },
        frames: repeatsIdentification.first(8),
        // Once in 65,536 it is chance.
        strength: repeatsIdentification.total / Math.max(1, oddResets.total),
      });
    }
    if (texts.length > 0) {
      const { textFrames } = oddResets;
      found.push({
        code: 'reset-says',
        values: { texts, resets: textFrames.total },
        frames: textFrames.first(8),
      });
    }
    return found;
  },
});
