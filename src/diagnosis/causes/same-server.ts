import { groupBy, serverOf } from '../judged-endpoint.ts';
import type { Cause } from './cause.ts';

/** What is left belongs together by its server. Takes everything. */
export const sameServer: Cause = {
  code: 'server',
  find(failing) {
    return [
      ...groupBy(failing, (endpoint) => `${endpoint.judgement.verdict}/${serverOf(endpoint)}`),
    ].map(([, members]) => ({ key: serverOf(members[0]), members }));
  },
};
