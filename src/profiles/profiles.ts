import { ciscoSecureAccess } from './cisco-secure-access.ts';
import { generic } from './generic.ts';
import type { Profile, TextsOf } from './profile.ts';
import { webAndDns } from './web-and-dns.ts';

const SHIPPED = [ciscoSecureAccess, webAndDns, generic] as const;

/** The profiles that are shipped; a new one is a file beside this one and a row above. */
export const PROFILES: readonly Profile[] = SHIPPED;

/** What these say in words: each language has its own for it. */
export type ShippedText = TextsOf<(typeof SHIPPED)[number]>;

/**
 * Those whose servers are the vendor's and the same for all its customers: to name them tells of
 * nobody, so a redacted report does.
 */
export const PUBLIC_PRODUCTS: readonly Profile[] = [ciscoSecureAccess];

/** The profile where no product's endpoints are in the capture. */
export { generic as GENERIC_PROFILE };

/** The profile of that name, or undefined. */
export function profileNamed(name: string): Profile | undefined {
  return PROFILES.find((profile) => profile.name === name);
}
