import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { detector, pattern, type Sender, type Spread } from './evidence.ts';
import { hasRecovered } from './recovered.ts';

export interface SynReset {
  readonly syns: number;
  /** From SYN to RST, in microseconds; none where the clock was set between the two. */
  readonly delay: Spread;
  readonly timeToLive: Spread;
}

/**
 * SYNs answered by RST: refused, by whomever. A firewall that rejects sends it in the server's name,
 * and a server without a service on that port sends the same (nmap: closed; Zeek: REJ); the rows
 * of `reset-origin.ts` tell them apart. A SYN/ACK that comes after the RST is the server's own: then
 * something between sent the RST.
 */
export const synReset = detector({
  codes: {
    'syn-reset': pattern<SynReset>({
      weights: { reject: 2, closed: 2 },
      stage: 'after-syn',
      remedy: null,
      sender,
    }),
    'reset-injected': pattern<{ resets: number }>({
      weights: { reject: 6, closed: -2 },
      stage: 'after-syn',
      remedy: null,
      place: 'server-accepts',
    }),
  },
  about: Aspect.RESETS,
  detect(endpoint) {
    const { resets, handshake } = endpoint;
    if (resets === null) return null;
    const { injectedResets } = handshake;
    const isOver = injectedResets.total === 0 && hasRecovered(endpoint);
    const { delay, timeToLive, synFrames, resetFrames } = resets;
    const both = new Set([...synFrames.frames, ...resetFrames.frames]);
    return [
      {
        code: 'syn-reset',
        values: { syns: resetFrames.total, delay, timeToLive },
        frames: [...both].sort((a, b) => a - b),
        strength: isOver ? 0 : 1,
      },
      ...(injectedResets.total === 0
        ? []
        : [
            {
              code: 'reset-injected' as const,
              values: { resets: injectedResets.total },
              frames: injectedResets.frames,
            },
          ]),
    ];
  },
});

function sender({ resets }: EndpointFacts): Sender | null {
  if (resets === null) return null;
  const { timeToLive, hops, delay, mac, resetFrames } = resets;
  return { timeToLive, hops, delay, mac, address: null, frames: resetFrames.frames };
}
