import { type AddressWords, isSameAddress } from '../protocols/address-text.ts';
import { isDistant, isPrivateAddress } from '../track/addresses.ts';
import { Aspect } from '../track/facts/endpoint-facts.ts';
import { clue, detector, pattern } from './evidence.ts';

export interface AnsweredByOther {
  readonly address: AddressWords;
  /** It is asked by its outside address, and answers from the client's own site (hairpin NAT). */
  readonly isHairpin: boolean;
}

export interface AnswersForOther {
  /** The address that was asked. */
  readonly asked: AddressWords;
  readonly isHairpin: boolean;
}

/**
 * The SYN/ACK to this very SYN comes from another address, and the client, which did not ask that one,
 * resets it: the SYN was delivered. A server inside that is asked by its outside address answers its
 * neighbor directly (hairpin NAT); so does one behind a load balancer, or with a second way back.
 */
export const answeredByOther = detector({
  codes: {
    'answered-by-other': pattern<AnsweredByOther>({
      weights: { unreachable: 5, drop: -4 },
      stage: 'after-syn',
      remedy: 'hairpin-nat',
    }),
    'answers-for-other': pattern<AnswersForOther>({
      weights: { unreachable: 1, drop: -1 },
      stage: 'after-syn',
      remedy: 'hairpin-nat',
      tooLittle: 'answers-for-other',
    }),
    // Whoever is answered without having asked has its address used by somebody else.
    'unasked-answers': clue<{ synAcks: number }>({ weights: {}, tooLittle: 'unasked' }),
  },
  about: Aspect.HANDSHAKE | Aspect.UNASKED,
  detect(endpoint, context) {
    const { answeredByOther: answers, otherAddress } = endpoint.handshake;
    const { client, server } = endpoint;
    if (otherAddress !== null) {
      return {
        code: 'answered-by-other',
        values: { address: otherAddress, isHairpin: isHairpin(client, server, otherAddress) },
        frames: answers.frames,
      };
    }
    // Nobody asked it by this address, and nobody went on with it.
    if (endpoint.attempts + endpoint.exchanges > 0) return null;
    const asked = context.answersFor(endpoint);
    const { unasked } = endpoint.handshake;
    if (asked === null) {
      if (unasked.total === 0) return null;
      const values = { synAcks: unasked.total };
      return { code: 'unasked-answers', values, frames: unasked.frames };
    }
    return {
      code: 'answers-for-other',
      values: { asked, isHairpin: isHairpin(client, asked, server) },
      frames: unasked.frames,
    };
  },
});

/** Whether a server off the site was asked, and a neighbor or a host of the site answered. */
function isHairpin(client: AddressWords, asked: AddressWords, answering: AddressWords): boolean {
  return (
    isDistant(client, asked) &&
    !isSameAddress(client, answering) &&
    (isPrivateAddress(...answering) || !isDistant(client, answering))
  );
}
