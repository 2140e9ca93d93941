import type { AddressWords } from '../protocols/address-text.ts';
import { type BlockPage, ProfileMatcher } from './profile.ts';
import { PROFILES } from './profiles.ts';

/** Of all shipped products: a site may use one that the case is not about. */
const MATCHERS = PROFILES.filter(({ blockPages }) => blockPages !== undefined).map(
  (profile) => new ProfileMatcher(profile),
);

/** The block page that an address is known to be, or null. */
export function knownBlockPage(address: AddressWords): BlockPage | null {
  for (const matcher of MATCHERS) {
    const page = matcher.blockPage(address);
    if (page !== null) return page;
  }
  return null;
}
