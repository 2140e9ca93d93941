import { statSync, writeFileSync } from 'node:fs';
import type { ComparedCapture } from '../diagnosis/comparison/networks.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { sidesReportOf } from '../diagnosis/report/sides-report-of.ts';
import { areSides, compareSides, mayBeSides } from '../diagnosis/sides/compare-sides.ts';
import type { PlaceCapture } from '../diagnosis/sides/pair-view.ts';
import type { Sides } from '../diagnosis/sides/sides.ts';
import type { Target } from '../diagnosis/target.ts';
import type { DisplayFilter } from '../filter/display-filter.ts';
import type { Lookup } from '../inputs/lookups/lookup.ts';
import type { Profile } from '../profiles/profile.ts';
import { writeSidesEvidence } from '../rewrite/evidence-capture/write-sides.ts';
import { reopen } from '../tasks/input.ts';
import { journalOf } from '../tasks/journal.ts';
import type { Redaction } from '../tasks/redaction.ts';
import { compareWords } from '../words/command-line/compare.ts';
import { taskWords } from '../words/tasks.ts';
import { diagnoseToCompare } from './diagnose-capture.ts';
import { UsageError } from './errors.ts';
import { shortName } from './output.ts';
import type { Progress } from './progress.ts';
import type { Session } from './session.ts';

export interface SidesOptions {
  readonly displayFilter: DisplayFilter | undefined;
  readonly profile: Profile | undefined;
  readonly targets: readonly Target[];
  readonly lookups: readonly Lookup[];
  readonly redaction: Redaction | undefined;
  readonly progress: Progress;
  readonly session: Session;
}

/**
 * Captures of several places on one way, held against each other packet by packet.
 * @param paths the client's side first
 */
export async function judgedSides(
  paths: readonly string[],
  options: SidesOptions,
): Promise<{ sides: Sides; lead: Diagnosis }> {
  const places: PlaceCapture[] = [];
  for (const [index, path] of paths.entries()) {
    const { session, redaction, progress } = options;
    session.subject = path;
    const input = session.platform.input(path);
    if (!input.isRepeatable) {
      throw new UsageError(compareWords.sidesFromPipe, taskWords.writeCaptureFirst);
    }
    const label = `${index + 1} of ${paths.length}, ${shortName(path)}`;
    // Look-ups were made at the client.
    const lookups = index === 0 ? options.lookups : [];
    const profile = options.profile ?? places[0]?.diagnosis.profile;
    const { diagnosis } = await diagnoseToCompare(input, { ...options, profile, lookups, label });
    const reader = await reopen(input, redaction);
    if (reader.isLog === true) {
      await reader.close();
      throw new UsageError(
        compareWords.firewallLogAmongSides(shortName(path)),
        compareWords.firewallLogAmongSidesAdvice,
      );
    }
    places.push({
      diagnosis,
      journal: await journalOf(reader, diagnosis.profile, progress, label),
    });
    session.subject = '';
  }
  return { sides: compareSides(places), lead: places[0].diagnosis };
}

/** Writes the frames that show what is stopped, of all places, as one capture. */
export async function writeSidesFile(
  sides: Sides,
  paths: readonly string[],
  output: string,
  session: Session,
): Promise<void> {
  const parts: Uint8Array[] = [];
  const count = await writeSidesEvidence(
    // Comments in a capture are English.
    sidesReportOf(sides),
    (place) => reopen(session.platform.input(paths[place]), undefined),
    (bytes) => parts.push(bytes.slice()),
  );
  const isOwn = paths.some((path) => isSameFile(path, output));
  if (isOwn) throw new UsageError(compareWords.evidenceIsCapture(output));
  try {
    writeFileSync(output, Buffer.concat(parts));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(compareWords.evidenceUnwritable(output, code));
  }
  session.stderr.write(compareWords.evidenceWritten(count, paths.length));
}

/**
 * The same of two captures that nobody said are of two sides, where they turn out to be: the same
 * packets are in both. Null where not; then they are of two networks.
 */
export async function sidesOfTwo(
  captures: readonly [ComparedCapture, ComparedCapture],
  options: SidesOptions & { readonly first: string; readonly second: string },
): Promise<Sides | null> {
  const [one, other] = captures.map(({ diagnosis }) => diagnosis);
  if (options.redaction !== undefined || !mayBeSides(one, other)) return null;
  const paths = [options.first, options.second];
  const inputs = paths.map((path) => options.session.platform.input(path));
  if (inputs.some(({ isRepeatable }) => !isRepeatable)) return null;
  const places: PlaceCapture[] = [];
  for (const [index, diagnosis] of [one, other].entries()) {
    const reader = await reopen(inputs[index], undefined);
    const label = `${index + 1} of 2, ${shortName(paths[index])}`;
    places.push({
      diagnosis,
      journal: await journalOf(reader, diagnosis.profile, options.progress, label),
    });
  }
  const sides = compareSides(places);
  return areSides(sides) ? sides : null;
}

function isSameFile(path: string, other: string): boolean {
  const [one, two] = [path, other].map((name) => statSync(name, { throwIfNoEntry: false }));
  return one !== undefined && two !== undefined && one.dev === two.dev && one.ino === two.ino;
}
