import type { AddressWords } from '../protocols/address-text.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { firstFrames } from '../track/frame-sample.ts';
import { detector, NO_SPREAD, pattern, type Seen, type Sender } from './evidence.ts';
import { captureLoss } from './loss.ts';
import { shareFromHalf } from './share.ts';

/** A target that a proxy was asked for, and what came of it. */
export interface OfProxy {
  /** The proxy. */
  readonly address: AddressWords;
  readonly port: number;
  /** Status code of its answer. */
  readonly status: number;
  /** Requests that ended so, of all for that target. */
  readonly requests: number;
  readonly of: number;
}

const codes = {
  // Who was asked to connect says that it will not: nothing else sends that.
  'proxy-refuses': pattern<OfProxy & { words: string }>({
    weights: { reject: 6, answered: -4 },
    stage: 'after-handshake',
    remedy: 'policy',
    sender: itself,
  }),
  // Clients mostly ask without a log-in first, and then with one.
  'proxy-wants-login': pattern<OfProxy>({
    weights: { reject: 3 },
    stage: 'after-handshake',
    remedy: 'policy',
    sender: itself,
  }),
  // Its own way to the target is not in the capture: whatever fails there.
  'proxy-cannot-reach': pattern<OfProxy>({
    weights: { unreachable: 2.5, drop: 1 },
    stage: 'after-handshake',
    remedy: null,
  }),
};

/**
 * A proxy does not connect to what it was asked for (RFC 9110 §9.3.6): by its policy, for want of a
 * log-in, or because it cannot reach the target itself. The proxy answers; the target is what fails.
 */
export const proxy = detector({
  codes,
  about: Aspect.PROXIED,
  detect({ asked, proxied: [target], server }, context) {
    if (asked === null || target === undefined) return null;
    const found: Seen<typeof codes>[] = [];
    const say = (status: number, requests: number) => ({
      ...{ address: server, port: asked.port, status, requests, of: target.attempts },
    });
    const { refusals, failures, demands, demanded } = target;
    if (refusals.total > 0) {
      found.push({
        code: 'proxy-refuses',
        values: { ...say(target.status, refusals.total), words: target.words },
        frames: refusals.frames,
        strength: shareFromHalf(refusals.total, target.attempts),
      });
    }
    if (demands > 0 && target.granted + refusals.total + failures.total === 0) {
      found.push({
        code: 'proxy-wants-login',
        values: say(PROXY_AUTHENTICATION_REQUIRED, demands),
        frames: demanded.frames,
        // The capture may end, or have lost what followed.
        strength: demands >= ENOUGH_DEMANDS && captureLoss(context) === null ? 1 : ONE_DEMAND,
      });
    }
    if (failures.total > 0) {
      found.push({
        code: 'proxy-cannot-reach',
        values: say(target.failure, failures.total),
        frames: failures.frames,
        strength: shareFromHalf(failures.total, target.attempts),
      });
    }
    return found;
  },
});

const PROXY_AUTHENTICATION_REQUIRED = 407;
/** Demands that no log-in follows from which on that is no accident, and what one of them says. */
const ENOUGH_DEMANDS = 2;
const ONE_DEMAND = 0.3;

/** Who refuses, by its address: the proxy. */
function itself({ server, proxied: [target] }: EndpointFacts): Sender {
  const frames = [...(target?.refusals.frames ?? []), ...(target?.demanded.frames ?? [])];
  const unknown = { timeToLive: NO_SPREAD, hops: NO_SPREAD, delay: NO_SPREAD, mac: null };
  return { ...unknown, address: server, frames: firstFrames(frames) };
}
