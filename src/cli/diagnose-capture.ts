import type { ComparedCapture } from '../diagnosis/comparison/compare-networks.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Report } from '../diagnosis/report/report.ts';
import type { Target } from '../diagnosis/target.ts';
import type { DisplayFilter } from '../filter/display-filter.ts';
import type { Lookup } from '../inputs/lookups/lookup.ts';
import type { Profile } from '../profiles/profile.ts';
import type { ChunkMarks } from './chunk-marks.ts';
import type { Input } from './input.ts';
import type { LiveDisplay } from './live.ts';
import { open } from './open.ts';
import type { Progress } from './progress.ts';
import type { Redaction } from './redaction.ts';

export interface DiagnoseCaptureOptions {
  readonly displayFilter?: DisplayFilter | undefined;
  readonly profile?: Profile | undefined;
  readonly progress: Progress;
  /** Names the capture in the progress display where there are several. */
  readonly label: string;
  /** The report is to tell nothing of whose capture it is. */
  readonly redaction?: Redaction | undefined;
  /** Filled with where the capture's chunks begin. */
  readonly marks?: ChunkMarks | undefined;
  /** What the case is about, as the user says, and look-ups beside the capture. */
  readonly targets?: readonly Target[] | undefined;
  readonly lookups?: readonly Lookup[] | undefined;
  /** For what comes through a pipe: where verdicts are shown before its end. */
  readonly live?: LiveDisplay | undefined;
  /** Told of each reading's router: of a redacted report, the original's, then the redacted one's. */
  readonly onRouter?: ((mac: string | null) => void) | undefined;
}

/**
 * The report of one capture.
 * @throws InputError where it cannot be read
 */
export async function diagnoseCapture(
  input: Input,
  options: DiagnoseCaptureOptions,
): Promise<Report> {
  const { displayFilter, profile, progress, label, redaction, marks, onRouter } = options;
  if (redaction !== undefined) return redaction.diagnose(input, options);
  if (input.label === '-') {
    const { diagnosePipe } = await import('./live.ts');
    // Nobody can come back to a pipe's bytes: it needs no marks, which would have no end.
    return diagnosePipe(await input.open({ sha256: true }), options);
  }
  const { reader, sha256 } = await open(input, { sha256: true });
  progress.begin(reader, label);
  try {
    return await diagnose(reader, {
      displayFilter,
      profile,
      targets: options.targets,
      lookups: options.lookups,
      sha256,
      onRouter,
      onProgress: (bytesRead, packets) => {
        marks?.add(bytesRead, packets);
        progress.update();
      },
    });
  } finally {
    progress.end();
    await reader.close();
  }
}

/** The report of one capture with its router, to be held against others. @throws InputError */
export async function diagnoseToCompare(
  input: Input,
  options: DiagnoseCaptureOptions,
): Promise<ComparedCapture> {
  const routers: (string | null)[] = [];
  const report = await diagnoseCapture(input, {
    ...options,
    onRouter: (mac) => routers.push(mac),
  });
  return { report, router: routers[0] ?? null, shownRouter: routers.at(-1) ?? null };
}
