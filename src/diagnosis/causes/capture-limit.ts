import { EVIDENCE } from '../../evidence/table.ts';
import { groupBy, type JudgedEndpoint } from '../judged-endpoint.ts';
import type { Cause } from './cause.ts';

/** What the capture cannot carry is one finding, however many services it concerns. */
export const captureLimit: Cause = {
  code: 'capture-limit',
  find(failing) {
    const limited = failing.filter(
      (endpoint) => endpoint.judgement.verdict === 'inconclusive' && limitOf(endpoint) !== null,
    );
    return [...groupBy(limited, (endpoint) => limitOf(endpoint) ?? '')]
      .filter(([, members]) => members.length > 1)
      .map(([key, members]) => ({ key, members }));
  },
};

function limitOf({ judgement }: JudgedEndpoint): string | null {
  return judgement.evidence.find(({ code }) => EVIDENCE[code].kind === 'limit')?.code ?? null;
}
