import type { AddressWords } from '../protocols/address-text.ts';
import { detector, pattern } from './evidence.ts';

export interface AnsweredByOther {
  readonly address: AddressWords;
}

/**
 * The SYN/ACK to this very SYN comes from another address, and the client, which did not ask that one,
 * resets it: the SYN was delivered. A server inside that is asked by its outside address answers its
 * neighbor directly (hairpin NAT); so does one behind a load balancer, or with a second way back.
 */
export const answeredByOther = detector({
  codes: {
    'answered-by-other': pattern<AnsweredByOther>({
      weights: { unreachable: 1, drop: -1 },
      stage: 'after-syn',
      remedy: null,
      tooLittle: 'answered-by-other',
    }),
  },
  detect({ handshake: { answeredByOther: answers, otherAddress } }) {
    if (otherAddress === null) return null;
    return {
      code: 'answered-by-other',
      values: { address: otherAddress },
      frames: answers.frames,
    };
  },
});
