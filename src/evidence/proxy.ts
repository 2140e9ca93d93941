import type { AddressWords } from '../protocols/address-text.ts';
import * as socks from '../protocols/socks/codec.ts';
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
  /** Status code of its answer, or SOCKS' reply code with its words. */
  readonly status: number;
  readonly words: string;
  /** Requests that ended so, of all for that target. */
  readonly requests: number;
  readonly of: number;
}

const codes = {
  // Who was asked to connect says that it will not: nothing else sends that.
  'proxy-refuses': pattern<OfProxy>({
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
  // As a RST to a SYN: the target's own, or a firewall's behind the proxy.
  'proxy-target-refuses': pattern<OfProxy>({
    weights: { reject: 2, closed: 2 },
    stage: 'after-handshake',
    remedy: null,
  }),
  // By its policy, or because it cannot: it does not say.
  'proxy-fails': pattern<OfProxy>({
    weights: { reject: 1, drop: 1, closed: 1, unreachable: 1 },
    stage: 'after-handshake',
    remedy: null,
  }),
  'proxy-closes': pattern<OfProxy>({
    weights: { reject: 1, closed: 1, unreachable: 1 },
    stage: 'after-handshake',
    remedy: null,
  }),
  // It waits for the target, or hangs itself.
  'proxy-unanswered': pattern<OfProxy & { seconds: number }>({
    weights: { drop: 1, unreachable: 1 },
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
    const { attempts: of } = target;
    const say = (status: number, requests: number, words = '') => ({
      ...{ address: server, port: asked.port, status, words, requests, of },
    });
    const { refusals, failures, demands, demanded } = target;
    if (refusals.total > 0) {
      found.push({
        code: 'proxy-refuses',
        values: say(target.status, refusals.total, target.words),
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
        values: say(target.failure, failures.total, target.failureWords),
        frames: failures.frames,
        strength: shareFromHalf(failures.total, target.attempts),
      });
    }
    const { refusedElsewhere, vague, closed, unanswered } = target;
    if (refusedElsewhere.total > 0) {
      const reply = socks.Reply.REFUSED;
      found.push({
        code: 'proxy-target-refuses',
        values: say(reply, refusedElsewhere.total, socks.REPLIES[reply]),
        frames: refusedElsewhere.frames,
        strength: shareFromHalf(refusedElsewhere.total, of),
      });
    }
    if (vague.total > 0) {
      found.push({
        code: 'proxy-fails',
        values: say(target.vagueStatus, vague.total, target.vagueWords),
        frames: vague.frames,
        strength: shareFromHalf(vague.total, of),
      });
    }
    if (closed.total > 0) {
      found.push({
        code: 'proxy-closes',
        values: say(0, closed.total),
        frames: closed.frames,
        strength: shareFromHalf(closed.total, of),
      });
    }
    if (unanswered.total > 0) {
      found.push({
        code: 'proxy-unanswered',
        values: { ...say(0, unanswered.total), seconds: target.longestWait },
        frames: unanswered.frames,
        strength: shareFromHalf(unanswered.total, of),
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
