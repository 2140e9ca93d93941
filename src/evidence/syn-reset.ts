import { count, duration } from '../words/en/phrases.ts';
import type { Detector, Observation } from './observation.ts';

/** SYNs answered by RST: refused, by whomever. */
export const synReset: Detector = {
  codes: [
    {
      code: 'syn-reset',
      title: 'TCP SYN answered by RST',
      meaning:
        'Each request for a connection is refused at once. Either a firewall rejects it in the name of the server, or the server itself has no service on that port. Time to live, delay and window of the RST tell which; see the other rows.',
      advice:
        'If a firewall sends it: allow the destination address and port. If the server does: start the service, or correct the port.',
      isPattern: true,
    },
    {
      code: 'reset-injected',
      title: "The server's SYN/ACK arrives after the RST",
      meaning:
        "The client was refused by a RST, and then the server's own SYN/ACK came in: the server accepts, something between sent the RST.",
      advice:
        'Find the device between client and server that resets: it sees the traffic, but does not stop it.',
      isPattern: true,
    },
  ],
  detect(endpoint) {
    const resets = endpoint.resets;
    if (resets === null) return null;
    const { delay, timeToLive } = resets;
    const delays =
      duration(delay.minimum) === duration(delay.maximum)
        ? duration(delay.minimum)
        : `${duration(delay.minimum)} to ${duration(delay.maximum)}`;
    // None where the clock was set between the two.
    const after = delay.count === 0 ? '' : ` after ${delays}`;
    const values =
      timeToLive.minimum === timeToLive.maximum
        ? `${timeToLive.minimum}`
        : `${timeToLive.minimum} to ${timeToLive.maximum}`;
    const ttl = timeToLive.count === 0 ? '' : `, time to live ${values}`;
    const refused: Observation = {
      code: 'syn-reset',
      text: `${count(resets.resetFrames.total, 'SYN')} answered by RST${after}${ttl}.`,
      frames: merged(resets.synFrames.frames, resets.resetFrames.frames),
      strength: 1,
    };
    if (endpoint.injectedResets.total === 0) return refused;
    return [
      refused,
      {
        code: 'reset-injected',
        text: `After ${count(endpoint.injectedResets.total, 'RST')} the server's own SYN/ACK arrived all the same: the RST was not the server's.`,
        frames: endpoint.injectedResets.frames,
        strength: 1,
      },
    ];
  },
};

function merged(first: readonly number[], second: readonly number[]): number[] {
  return [...new Set([...first, ...second])].sort((a, b) => a - b);
}
