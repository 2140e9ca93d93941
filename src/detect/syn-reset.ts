import { count, type Detector, duration } from './observation.ts';

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
  ],
  detect(endpoint) {
    const resets = endpoint.resets;
    if (resets === null) return null;
    const { delay, timeToLive } = resets;
    const delays =
      delay.minimum === delay.maximum
        ? duration(delay.minimum)
        : `${duration(delay.minimum)} to ${duration(delay.maximum)}`;
    const ttl =
      timeToLive.minimum === timeToLive.maximum
        ? `${timeToLive.minimum}`
        : `${timeToLive.minimum} to ${timeToLive.maximum}`;
    return {
      code: 'syn-reset',
      text: `${count(resets.resetFrames.total, 'SYN')} answered by RST after ${delays}, time to live ${ttl}.`,
      frames: merged(resets.synFrames.frames, resets.resetFrames.frames),
      strength: 1,
    };
  },
};

function merged(first: readonly number[], second: readonly number[]): number[] {
  return [...new Set([...first, ...second])].sort((a, b) => a - b);
}
