import type { Profile } from './profile.ts';

/** No product: every endpoint of the capture is judged alike. */
export const generic: Profile = {
  name: 'generic',
  title: 'any service',
  functions: [],
  dnsServers: [],
};
