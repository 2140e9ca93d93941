import { parseTarget, type Target } from '../diagnosis/target.ts';
import type { Lookup } from '../inputs/lookups/lookup.ts';
import { MAXIMUM_LOOKUPS } from '../inputs/lookups/lookup.ts';
import { lookupText, MAXIMUM_BYTES } from '../inputs/lookups/lookup-text.ts';
import { parseLookups } from '../inputs/lookups/parse-lookups.ts';
import type { Platform } from '../platform/platform.ts';
import { firstBytes } from '../tasks/input.ts';
import { filesWords } from '../words/command-line/files.ts';
import { captureName, UsageError } from './errors.ts';

/** What `--target` and `--nslookup` say of a case. */
export interface CaseHints {
  readonly targets: readonly Target[];
  readonly lookups: readonly Lookup[];
}

/**
 * The targets and look-ups that options name.
 * @param captures those of the command line: standard input can be one of them or a look-up
 * @throws UsageError where a target is none, or a file has no look-up; InputError where it cannot be read
 */
export async function caseHints(
  options: { readonly target: readonly string[]; readonly nslookup: readonly string[] },
  captures: readonly string[],
  platform: Platform,
): Promise<CaseHints> {
  const targets = options.target.map(targetNamed);
  if (captures.includes('-') && options.nslookup.includes('-')) {
    throw new UsageError(filesWords.standardInputTwice, filesWords.standardInputTwiceAdvice);
  }
  const lookups: Lookup[] = [];
  for (const path of new Set(options.nslookup)) {
    lookups.push(...(await lookupsIn(path, platform)));
  }
  return { targets, lookups: lookups.slice(0, MAXIMUM_LOOKUPS) };
}

function targetNamed(text: string): Target {
  const target = parseTarget(text);
  if (target !== null) return target;
  throw new UsageError(filesWords.badTarget(text), filesWords.badTargetAdvice);
}

async function lookupsIn(path: string, platform: Platform): Promise<Lookup[]> {
  if (path === '') throw new UsageError(filesWords.lookUpWithoutName);
  const bytes = await firstBytes(platform.input(path), MAXIMUM_BYTES);
  const lookups = parseLookups(lookupText(bytes));
  if (lookups.length > 0) return lookups;
  throw new UsageError(filesWords.notALookUp(captureName(path)), filesWords.notALookUpAdvice);
}
