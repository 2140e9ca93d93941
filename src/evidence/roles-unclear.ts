import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { clue, detector } from './evidence.ts';
import { type Confidence, HYPOTHESES, type Hypothesis, isFailure } from './verdict.ts';

const codes = {
  // That it works is true of another service, where the other side serves.
  'roles-unclear': clue<{ connections: number }>({
    weights: {},
    atMost: Object.fromEntries(
      HYPOTHESES.filter(isFailure).map((hypothesis) => [hypothesis, 'medium']),
    ) as Partial<Record<Hypothesis, Confidence>>,
    tooLittle: 'this',
    better: 'the-start',
  }),
};

/** Connections that began before the capture, between two ports of which either may be the service's. */
export const rolesUnclear = detector({
  codes,
  about: Aspect.PARTIAL,
  detect(endpoint) {
    if (!hasUnclearRoles(endpoint)) return null;
    const { total, frames } = endpoint.partial.unclearRoles;
    return { code: 'roles-unclear', values: { connections: total }, frames };
  },
});

/** Whether nothing of an endpoint says that its server is one. */
export function hasUnclearRoles({ attempts, partial }: EndpointFacts): boolean {
  const unclear = partial.unclearRoles.total;
  return attempts === 0 && unclear > 0 && unclear === partial.midstream;
}
