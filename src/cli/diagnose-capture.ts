import type { ComparedCapture } from '../diagnosis/comparison/networks.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { FirewallLog } from '../diagnosis/join-logs.ts';
import type { TimeZone } from '../diagnosis/report/time-zone.ts';
import type { Target } from '../diagnosis/target.ts';
import type { DisplayFilter } from '../filter/display-filter.ts';
import type { Lookup } from '../inputs/lookups/lookup.ts';
import type { Profile } from '../profiles/profile.ts';
import type { KeyLog } from '../protocols/tls/key-log.ts';
import type { ChunkMarks } from './frames.ts';
import { type CaptureInput, open } from './input.ts';
import type { LiveDisplay } from './live.ts';
import type { Progress } from './progress.ts';
import type { Redaction } from './redaction.ts';
import type { Session } from './session.ts';

export interface DiagnoseCaptureOptions {
  readonly displayFilter?: DisplayFilter | undefined;
  readonly profile?: Profile | undefined;
  /** Signals end the reading of a pipe, where there is a session to get them. */
  readonly session?: Session | undefined;
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
  /** Secrets of TLS connections that the user names. */
  readonly keyLog?: KeyLog | undefined;
  /** Logs of firewalls that are held against the packets, and the zone of their times. */
  readonly firewallLogs?: readonly FirewallLog[] | undefined;
  readonly logZone?: TimeZone | undefined;
  /** For what comes through a pipe: where verdicts are shown before its end. */
  readonly live?: LiveDisplay | undefined;
  /** Told the router of the capture itself, where the diagnosis is of redacted packets. */
  readonly onRouter?: ((mac: string | null) => void) | undefined;
}

/**
 * The diagnosis of one capture.
 * @throws InputError where it cannot be read
 */
export async function diagnoseCapture(
  input: CaptureInput,
  options: DiagnoseCaptureOptions,
): Promise<Diagnosis> {
  const { displayFilter, profile, progress, label, redaction, marks } = options;
  if (redaction !== undefined) return redaction.diagnose(input, options);
  if (input.label === '-' && !('parts' in input)) {
    const { diagnosePipe } = await import('./live.ts');
    // Nobody can come back to a pipe's bytes: it needs no marks, which would have no end.
    return diagnosePipe(await input.open({ sha256: true }), options);
  }
  const { reader, sha256 } = await open(input, { sha256: true });
  return progress.during(reader, label, () =>
    diagnose(reader, {
      displayFilter,
      profile,
      targets: options.targets,
      lookups: options.lookups,
      keyLog: options.keyLog,
      firewallLogs: options.firewallLogs,
      logZone: options.logZone,
      sha256,
      onProgress: (bytesRead, packets) => {
        marks?.add(bytesRead, packets);
        progress.update();
      },
    }),
  );
}

/** The report of one capture with its router, to be held against others. @throws InputError */
export async function diagnoseToCompare(
  input: CaptureInput,
  options: DiagnoseCaptureOptions,
): Promise<ComparedCapture> {
  let original: string | null | undefined;
  const diagnosis = await diagnoseCapture(input, {
    ...options,
    onRouter(mac) {
      original = mac;
    },
  });
  return { diagnosis, router: original === undefined ? diagnosis.capture.router : original };
}
