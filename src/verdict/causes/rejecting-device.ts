import { formatAddress } from '../../wire/address-text.ts';
import { distinct, groupBy, type JudgedEndpoint, serverOf } from '../judged-endpoint.ts';
import type { Cause } from './cause.ts';

/** One device says by ICMP that it rejects several servers. */
export const rejectingDevice: Cause = {
  find(failing) {
    const told = failing.filter(
      (endpoint) => endpoint.judgement.verdict === 'reject' && rejectingDeviceOf(endpoint) !== null,
    );
    return [...groupBy(told, (endpoint) => rejectingDeviceOf(endpoint) ?? '')]
      .filter(([, members]) => distinct(members, serverOf) > 1)
      .map(([device, members]) => ({
        key: `by-${device}`,
        members,
        note: `One device, ${device}, rejects all of them.`,
      }));
  },
};

/** Address of the device whose ICMP errors rejected, where there is one. */
export function rejectingDeviceOf({ facts }: JudgedEndpoint): string | null {
  const [error] = facts.icmpErrors;
  return error === undefined ? null : formatAddress(...error.source);
}
