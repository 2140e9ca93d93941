import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Profile } from '../profiles/profile.ts';
import { GENERIC_PROFILE, profileNamed } from '../profiles/profiles.ts';

/** What is judged: a diagnosis, and what its caller keeps beside it. */
interface WithDiagnosis {
  readonly diagnosis: Diagnosis;
}

/**
 * Two captures judged with one profile: the one asked for, else the first product that is in one.
 * @param judge judges the first capture (0) or the second (1)
 * @param isRepeatable the first can be read again, for a product that only the second has
 */
export async function judgeBoth<Judged extends WithDiagnosis>(
  judge: (which: 0 | 1, profile: Profile | undefined) => Promise<Judged>,
  profile: Profile | undefined,
  isRepeatable = true,
): Promise<[one: Judged, other: Judged]> {
  const one = await judge(0, profile);
  const product = profile ?? productOf(one);
  const other = await judge(1, product ?? (isRepeatable ? undefined : GENERIC_PROFILE));
  // The first has none of the product's servers, which may be what is wrong with it.
  const late = product === undefined ? productOf(other) : undefined;
  return [late === undefined ? one : await judge(0, late), other];
}

/** The product that a capture was found to be about; undefined where it is about none. */
function productOf({ diagnosis: { profile } }: WithDiagnosis): Profile | undefined {
  return profile.name === GENERIC_PROFILE.name ? undefined : profileNamed(profile.name);
}
