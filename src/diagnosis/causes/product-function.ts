import { groupBy } from '../judged-endpoint.ts';
import type { Cause } from './cause.ts';

/** What a function of the product needs fails in one way: told by what the user sees of it. */
export const productFunction: Cause = {
  code: 'function',
  find(failing) {
    const known = failing.filter(({ match }) => match !== null);
    return [
      ...groupBy(known, ({ judgement, match }) => `${judgement.verdict}/${match?.function.id}`),
    ].map(([, members]) => ({ key: members[0].match?.function.id ?? '', members }));
  },
};
