import { isPrivateAddress } from '../track/addresses.ts';
import type { EndpointFacts } from '../track/facts.ts';
import type { Detector } from './observation.ts';

/** Delays within this (microseconds) of each other are alike. */
const ALIKE_DELAY = 2_000;

/** Unrelated public servers that reset alike: one box answers for all of them. */
export const resetOneBox: Detector = {
  codes: [
    {
      code: 'reset-one-box',
      title: 'Several unrelated servers refuse in the same way',
      meaning:
        'Resets "from" servers in different networks have the same time to live and the same delay: one device sends them all.',
      advice: 'Find the device that all these connections pass; it rejects them.',
    },
  ],
  detect(endpoint, context) {
    if (endpoint.resets === null || isPrivateAddress(...endpoint.server)) return null;
    const others = new Set<number>();
    for (const other of context.resettingAlike(endpoint)) {
      if (isAlike(endpoint, other)) others.add(network(other));
    }
    others.delete(network(endpoint));
    if (others.size === 0) return null;
    return {
      code: 'reset-one-box',
      text: `Servers in ${others.size + 1} unrelated networks refuse with the same time to live and delay: one device answers for all.`,
      frames: endpoint.resets.resetFrames.frames,
      strength: Math.min(1, 0.5 + 0.25 * others.size),
    };
  },
};

function network(endpoint: EndpointFacts): number {
  return endpoint.server[0] === 0 ? endpoint.server[3] >>> 16 : endpoint.server[0];
}

function isAlike(one: EndpointFacts, other: EndpointFacts): boolean {
  if (one.resets === null || other.resets === null || other === one) return false;
  if (isPrivateAddress(...other.server) || one.resets.timeToLive.count === 0) return false;
  return Math.abs(other.resets.delay.minimum - one.resets.delay.minimum) < ALIKE_DELAY;
}
