import type { Profile } from '../profiles/profile.ts';
import { escapeText } from '../protocols/escape.ts';
import { profileWords } from '../words/command-line/profile.ts';
import { UsageError } from './errors.ts';

/** Errors of one file that are told. */
const TOLD = 5;

/** The profile in a text. @param name what errors call it; @throws UsageError where it is none */
export async function profileOf(text: string, name: string): Promise<Profile> {
  // A schema and its validator: loaded only here, for start-up time.
  const { readProfile } = await import('./profile-reader.ts');
  const read = readProfile(text);
  if ('profile' in read) return read.profile;
  const { problems } = read;
  const lines = problems.slice(0, TOLD).map(({ offset, text: what }) => {
    const before = text.slice(0, offset).split('\n');
    return escapeText(`${name}:${before.length}:${before[before.length - 1].length + 1}: ${what}`);
  });
  if (problems.length > TOLD) lines.push(profileWords.moreErrors(problems.length, TOLD));
  const [first, ...further] = lines;
  throw new UsageError(first, further.join('\n'));
}
