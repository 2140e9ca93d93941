import { type AddressWords, isSameAddress } from '../protocols/address-text.ts';
import { isPrivateAddress } from '../track/addresses.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { type DetectContext, detector, pattern } from './evidence.ts';
import { isOneWay } from './left-out.ts';

/** Packets and microseconds of a stream from which on the other side should be heard. */
const ENOUGH_PACKETS = 25;
const ENOUGH_TIME = 2_000_000;
/** How far it speaks for a firewall that a side wants its media at an address that the other cannot reach. */
const OUT_OF_REACH = 0.3;

export interface MediaOneWay {
  /** RTP packets to the endpoint, and for how long, in microseconds. */
  readonly packets: number;
  readonly lasted: number;
  /** Where the call wants the media of the other side. */
  readonly address: AddressWords;
  readonly port: number;
  /** That is a private address, and the other side is not in the same network. */
  readonly isOutOfReach: boolean;
}

/**
 * A call of which one side is heard and the other is not: both said in their session descriptions where
 * they want media, and only one place gets any. A side on hold sends none, and says so.
 */
export const mediaOneWay = detector({
  codes: {
    'media-one-way': pattern<MediaOneWay>({
      weights: { drop: 3.5, unreachable: 1 },
      atMost: { drop: 'medium' },
      stage: null,
      remedy: 'media',
      tooLittle: 'this',
    }),
  },
  about: Aspect.MEDIA,
  detect(endpoint, context) {
    const { media } = endpoint;
    if (media === null || media.packets < ENOUGH_PACKETS || media.longest < ENOUGH_TIME)
      return null;
    const silent = silentEnd(endpoint, context);
    if (silent === null) return null;
    const { address, port } = silent;
    const isOutOfReach = isPrivateAddress(...address) && !isPrivateAddress(...endpoint.server);
    return {
      code: 'media-one-way',
      values: { packets: media.packets, lasted: media.longest, address, port, isOutOfReach },
      frames: media.first.frames,
      strength: isOutOfReach || isOneWay(context.capture) ? OUT_OF_REACH : 1,
    };
  },
});

/** Where the call wants media that never comes; null where it is heard, or nobody knows. */
function silentEnd({ server, port }: EndpointFacts, { capture }: DetectContext) {
  const end = capture.media.at(server, port);
  if (end === null || !end.isBothWays) return null;
  const others = capture.media.others(end).filter(({ address }) => !isSameAddress(address, server));
  // One of several media may not be used: it is heard where any is.
  const isHeard = others.some(({ packets, isBothWays }) => packets > 0 || !isBothWays);
  return isHeard ? null : (others[0] ?? null);
}
