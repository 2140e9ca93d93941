import { formatAddress } from '../../protocols/address-text.ts';
import { distinct, groupBy, type JudgedEndpoint, serverOf } from '../judged-endpoint.ts';
import type { Cause, CauseGroup } from './cause.ts';

/** One device rejects several servers: it says so by ICMP, or its resets show it. */
export const rejectingDevice: Cause = {
  code: 'rejecting-device',
  find(failing) {
    const rejected = failing.filter(({ judgement }) => judgement.verdict === 'reject');
    return [
      ...alike(rejected, rejectingDeviceOf, (device) => ({
        key: `by-${device}`,
        note: { code: 'one-device-rejects', device },
      })),
      ...alike(
        rejected.filter((endpoint) => rejectingDeviceOf(endpoint) === null),
        resettingPlaceOf,
        (place) => ({
          key: `by-reset-${place}`,
          note: { code: 'one-place-resets' },
        }),
      ),
    ];
  },
};

function alike(
  endpoints: readonly JudgedEndpoint[],
  keyOf: (endpoint: JudgedEndpoint) => string | null,
  describe: (key: string) => Omit<CauseGroup, 'members'>,
): CauseGroup[] {
  const known = endpoints.filter((endpoint) => keyOf(endpoint) !== null);
  return [...groupBy(known, (endpoint) => keyOf(endpoint) ?? '')]
    .filter(([, members]) => distinct(members, serverOf) > 1)
    .map(([key, members]) => ({ ...describe(key), members }));
}

const NEAR: ReadonlySet<string> = new Set(['local-network', 'near']);

/** Place and time to live of resets that are not the server's, where they are one and the same. */
function resettingPlaceOf({ facts, place }: JudgedEndpoint): string | null {
  const { resets } = facts;
  if (resets === null || place === null || !NEAR.has(place.code)) return null;
  const { minimum, maximum } = resets.timeToLive;
  return minimum === maximum ? `${place.code}-${minimum}` : null;
}

/** Address of the device whose ICMP errors rejected, where there is one. */
export function rejectingDeviceOf({ facts }: JudgedEndpoint): string | null {
  const [error] = facts.icmpErrors;
  return error === undefined ? null : formatAddress(...error.source);
}
