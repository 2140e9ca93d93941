import type { Profile } from './profile.ts';

/** No product: every endpoint of the capture is judged alike. */
export const generic = {
  name: 'generic',
  title: 'any service',
  functions: [],
  dnsServers: [],
} as const satisfies Profile;
