import { Protocol } from '../../protocols/protocol.ts';
import { hasPattern, isOutside, type JudgedEndpoint, serviceOf } from '../judged-endpoint.ts';
import { isQuic } from '../remedy.ts';
import type { Cause } from './cause.ts';

/**
 * Cisco ASA and FTD reset denied TCP from inside to outside by default and stay silent on UDP
 * (`service resetoutbound`): both together fit one rule that denies.
 */
export const resetAndSilence: Cause = {
  code: 'reset-and-silence',
  find(failing) {
    const outside = failing.filter(isOutside);
    const reset = outside.filter(
      (endpoint) =>
        endpoint.judgement.verdict === 'reject' &&
        endpoint.facts.protocol === Protocol.TCP &&
        hasPattern(endpoint, 'syn-reset'),
    );
    const silent = outside.filter(
      (endpoint) =>
        endpoint.judgement.verdict === 'drop' &&
        endpoint.facts.protocol === Protocol.UDP &&
        // HTTP/3 is often blocked by itself.
        !isQuic(endpoint),
    );
    // TCP that is dropped too would contradict it.
    const silentTcp = outside.some(
      ({ judgement, facts }) => judgement.verdict === 'drop' && facts.protocol === Protocol.TCP,
    );
    if (reset.length === 0 || silent.length === 0 || silentTcp) return [];
    if (![reset, silent].every((part) => part.some(isSure))) return [];
    if (!silent.some((endpoint) => isAbout(endpoint, reset))) return [];
    return [
      {
        key: 'tcp-reset-udp-silent',
        members: [...silent, ...reset],
        title: (confidence) => ({
          code: 'resets-and-drops',
          confidence,
          reset: reset.map(serviceOf),
          silent: silent.map(serviceOf),
        }),
        note: { code: 'one-rule-resets-and-drops' },
      },
    ];
  },
};

function isSure({ judgement }: JudgedEndpoint): boolean {
  return judgement.confidence !== 'low';
}

/** Of one client: else nothing ties the two together. */
function isAbout(endpoint: JudgedEndpoint, others: readonly JudgedEndpoint[]): boolean {
  return others.some((other) => other.facts.client.join() === endpoint.facts.client.join());
}
