import { isDistant } from '../track/addresses.ts';
import { duration } from '../words/en/phrases.ts';
import type { Detector } from './observation.ts';
import { mayBeNearServer } from './vantage.ts';

/** Round trips shorter than this (microseconds) vary too much to compare with. */
const MEASURABLE = 2_000;
/** No public server is this near (microseconds); `classification.md`: "well under 1 ms". */
const ON_SITE = 1_000;
/** A share of the shortest public round trip below which the sender must be nearer than that. */
const NEAR_SHARE = 0.5;
/** Round trips to public servers that make a baseline. */
const ENOUGH_SERVERS = 3;
const LIKE_SERVER_FROM = 0.7;
const LIKE_SERVER_TO = 3;

/** Whose RST it is, by the time it took. */
export const resetDelay: Detector = {
  codes: [
    {
      code: 'reset-too-fast',
      title: 'The RST came sooner than the server can answer',
      meaning:
        'The time from SYN to RST is shorter than a packet needs to that server and back: something near the client answered in its place.',
      advice:
        "Look at the firewall on the client's own network, and at security software on the PC.",
    },
    {
      code: 'reset-delay-matches',
      title: "The RST took as long as the server's own answers",
      meaning:
        'The time from SYN to RST is the round-trip time that was measured to the same server: it came from there.',
      advice: 'Look at the server, or at a firewall right before it.',
    },
  ],
  detect(endpoint, context) {
    const resets = endpoint.resets;
    if (resets === null || resets.delay.count === 0) return null;
    const frames = resets.resetFrames.frames;
    const slowest = resets.delay.maximum;
    const own = context.server(endpoint.server);
    if (own !== null && own.fastestRoundTrip >= 0) {
      if (slowest < own.fastestRoundTrip * NEAR_SHARE && own.fastestRoundTrip >= MEASURABLE) {
        return {
          code: 'reset-too-fast',
          text: `The RST came after ${duration(slowest)}; a round trip to this server takes ${duration(own.fastestRoundTrip)}.`,
          frames,
          strength: 1,
        };
      }
      const fastest = resets.delay.minimum;
      if (
        fastest >= own.fastestRoundTrip * LIKE_SERVER_FROM &&
        fastest <= own.slowestRoundTrip * LIKE_SERVER_TO
      ) {
        return {
          code: 'reset-delay-matches',
          text: `The RST took ${duration(fastest)}, as long as a round trip to this server (${duration(own.fastestRoundTrip)}).`,
          frames,
          strength: 1,
        };
      }
      return null;
    }
    if (!isDistant(endpoint.client, endpoint.server) || mayBeNearServer(endpoint)) return null;
    const others = context.capture.publicRoundTrip;
    const isFaster = others.count > 0 && slowest < others.minimum * NEAR_SHARE;
    if (slowest < ON_SITE && (isFaster || others.count === 0)) {
      return {
        code: 'reset-too-fast',
        text: `The RST came after ${duration(slowest)} at the most, from a public address: ${
          isFaster
            ? `the fastest other public server needs ${duration(others.minimum)}.`
            : 'hardly any server on the Internet is that near.'
        }`,
        frames,
        // In a data centre public servers can be that near: without a comparison it is half a clue.
        strength: isFaster ? 1 : 0.5,
      };
    }
    if (others.count >= ENOUGH_SERVERS && isFaster) {
      return {
        code: 'reset-too-fast',
        text: `The RST came after ${duration(slowest)}; the fastest public server in the capture needs ${duration(others.minimum)}.`,
        frames,
        strength: 0.7,
      };
    }
    return null;
  },
};
