import { statSync, writeFileSync } from 'node:fs';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { sidesReportOf } from '../diagnosis/report/sides-report-of.ts';
import { areSides, compareSides, mayBeSides } from '../diagnosis/sides/compare-sides.ts';
import type { PlaceCapture } from '../diagnosis/sides/pair-view.ts';
import type { Sides } from '../diagnosis/sides/sides.ts';
import type { Profile } from '../profiles/profile.ts';
import { writeSidesEvidence } from '../rewrite/evidence-capture/write-sides.ts';
import type { JudgedToCompare } from '../tasks/diagnose-input.ts';
import { isFirewallLog, reopen } from '../tasks/input.ts';
import { judgeLikeFirst } from '../tasks/judge-both.ts';
import { compareWords } from '../words/command-line/compare.ts';
import { taskWords } from '../words/tasks.ts';
import type { ComparedCaptures } from './compared-captures.ts';
import { UsageError } from './errors.ts';
import { shortName } from './output.ts';
import type { Session } from './session.ts';

/**
 * Captures of several places on one way, held against each other packet by packet.
 * @param captures the client's side first
 * @param profile the one that is asked for
 */
export async function judgedSides(
  captures: ComparedCaptures,
  profile: Profile | undefined,
  session: Session,
): Promise<{ sides: Sides; lead: Diagnosis }> {
  for (const path of captures.paths) {
    session.subject = path;
    const input = session.platform.input(path);
    if (!input.isRepeatable) {
      throw new UsageError(compareWords.sidesFromPipe, taskWords.writeCaptureFirst);
    }
    if (await isFirewallLog(input)) {
      throw new UsageError(
        compareWords.firewallLogAmongSides(shortName(path)),
        compareWords.firewallLogAmongSidesAdvice,
      );
    }
  }
  session.subject = '';
  const judged = await judgeLikeFirst(
    (which, by) => captures.judge(which, by),
    captures.paths.length,
    {
      ...{ profile, isTogether: captures.isTogether },
      productOf: ({ diagnosis }) => diagnosis.profile,
    },
  );
  return { sides: compareSides(await placesOf(captures, judged)), lead: judged[0].diagnosis };
}

async function placesOf(
  captures: ComparedCaptures,
  judged: readonly JudgedToCompare[],
): Promise<PlaceCapture[]> {
  const journals = await captures.journals(judged);
  return judged.map(({ diagnosis }, which) => ({ diagnosis, journal: journals[which] }));
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
  captures: ComparedCaptures,
  judged: readonly [JudgedToCompare, JudgedToCompare],
  { platform }: Session,
): Promise<Sides | null> {
  const [one, other] = judged.map(({ diagnosis }) => diagnosis);
  if (!mayBeSides(one, other)) return null;
  if (captures.paths.some((path) => !platform.input(path).isRepeatable)) return null;
  const sides = compareSides(await placesOf(captures, judged));
  return areSides(sides) ? sides : null;
}

function isSameFile(path: string, other: string): boolean {
  const [one, two] = [path, other].map((name) => statSync(name, { throwIfNoEntry: false }));
  return one !== undefined && two !== undefined && one.dev === two.dev && one.ino === two.ino;
}
