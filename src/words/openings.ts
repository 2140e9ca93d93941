import type { ProfileOpening } from '../profiles/profile.ts';

/** Ports by their transports: once for both where they have the same. */
export function openedPorts({
  ports,
}: ProfileOpening): { protocols: string[]; numbers: string[] }[] {
  const numbersOf = (wanted: 'udp' | 'tcp') =>
    ports
      .filter(({ protocol }) => protocol === wanted)
      .map(({ port }) => port)
      .sort((one, other) => one - other)
      .map(String);
  const [udp, tcp] = [numbersOf('udp'), numbersOf('tcp')];
  if (udp.join() === tcp.join()) return [{ protocols: ['UDP', 'TCP'], numbers: udp }];
  return [
    { protocols: ['UDP'], numbers: udp },
    { protocols: ['TCP'], numbers: tcp },
  ].filter(({ numbers }) => numbers.length > 0);
}

/** Whether all its addresses are of IPv6. */
export function isForIpv6({ to }: ProfileOpening): boolean {
  return to.every((text) => text.includes(':'));
}
