import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Profile } from '../profiles/profile.ts';
import { GENERIC_PROFILE, profileNamed } from '../profiles/profiles.ts';

/** What is judged: a diagnosis, and what its caller keeps beside it. */
interface WithDiagnosis {
  readonly diagnosis: Diagnosis;
}

/** By which profile a capture is judged: the one asked for, else the product of another capture, else its own. */
export interface JudgedBy {
  readonly profile?: Profile | undefined;
  readonly product?: Profile | undefined;
}

type Judge<Judged> = (which: number, by: JudgedBy) => Promise<Judged>;

/**
 * Two captures judged with one profile: the one asked for, else the first product that is in one.
 * @param judge judges the first capture (0) or the second (1)
 * @param isRepeatable the first can be read again, for a product that only the second has
 * @param isTogether they may be judged at the same time
 */
export async function judgeBoth<Judged extends WithDiagnosis>(
  judge: Judge<Judged>,
  profile: Profile | undefined,
  { isRepeatable = true, isTogether = false } = {},
): Promise<[one: Judged, other: Judged]> {
  const fallback = isRepeatable ? undefined : GENERIC_PROFILE;
  const [one, other] = await judgeLikeFirst(judge, 2, {
    ...{ profile, isTogether },
    productOf: (first) => productOf(first) ?? fallback,
  });
  // The first has none of the product's servers, which may be what is wrong with it.
  const late = profile === undefined && productOf(one) === undefined ? productOf(other) : undefined;
  return [late === undefined ? one : await judge(0, { product: late }), other];
}

/**
 * Captures judged with one profile: the one asked for, else that of the first.
 * @param productOf what the others are to be judged with; undefined for what they have themselves
 * @param isTogether all are judged at the same time, and again those that turn out to be of another product
 */
export async function judgeLikeFirst<Judged extends WithDiagnosis>(
  judge: Judge<Judged>,
  count: number,
  {
    profile,
    productOf,
    isTogether,
  }: {
    profile: Profile | undefined;
    productOf: (first: Judged) => Profile | undefined;
    isTogether: boolean;
  },
): Promise<Judged[]> {
  const begun = isTogether ? begin(count, (which) => judge(which, { profile })) : [];
  const first = await (begun[0] ?? judge(0, { profile }));
  const product = profile === undefined ? productOf(first) : undefined;
  const judged = [first];
  for (let which = 1; which < count; which++) {
    const alone = await begun[which];
    const isAlike = product === undefined || alone?.diagnosis.profile.name === product.name;
    judged.push(alone !== undefined && isAlike ? alone : await judge(which, { profile, product }));
  }
  return judged;
}

/** What comes of several tasks, begun together or one after the other; where some fail, the first tells why. */
export async function inOrder<Result>(
  count: number,
  isTogether: boolean,
  task: (index: number) => Promise<Result>,
): Promise<Result[]> {
  const begun = isTogether ? begin(count, task) : [];
  const results: Result[] = [];
  for (let index = 0; index < count; index++) results.push(await (begun[index] ?? task(index)));
  return results;
}

function begin<Result>(count: number, task: (index: number) => Promise<Result>): Promise<Result>[] {
  const begun = Array.from({ length: count }, (_, index) => task(index));
  // Who waits for one before it has not come to this one yet.
  for (const one of begun) one.catch(() => {});
  return begun;
}

/** The product that a capture was found to be about; undefined where it is about none. */
function productOf({ diagnosis: { profile } }: WithDiagnosis): Profile | undefined {
  return profile.name === GENERIC_PROFILE.name ? undefined : profileNamed(profile.name);
}
