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
import type { Progress } from './progress.ts';
import type { RedactedCapture, Redaction } from './redaction.ts';

export interface DiagnoseInputOptions {
  readonly displayFilter?: DisplayFilter | undefined;
  readonly profile?: Profile | undefined;
  /** The product that another capture of the same comparison is about. */
  readonly product?: Profile | undefined;
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
  /** Told when the last packet has been taken in. */
  readonly onRead?: (() => void) | undefined;
  /** Without the file's hash, for who measures what that costs. */
  readonly isUnhashed?: boolean | undefined;
  /** Told the router of the capture itself, where the diagnosis is of redacted packets. */
  readonly onRouter?: ((mac: string | null) => void) | undefined;
}

/**
 * The diagnosis of one capture.
 * @throws InputError where it cannot be read
 */
export async function diagnoseInput(
  input: CaptureInput,
  options: DiagnoseInputOptions,
): Promise<Diagnosis> {
  const { displayFilter, profile, product, progress, label, redaction, marks } = options;
  if (redaction !== undefined) return redaction.diagnose(input, options);
  const isHashed = options.isUnhashed !== true;
  const { reader, sha256 } = await open(input, { sha256: isHashed });
  return progress.during(reader, label, () =>
    diagnose(reader, {
      displayFilter,
      profile,
      product,
      targets: options.targets,
      lookups: options.lookups,
      keyLog: options.keyLog,
      firewallLogs: options.firewallLogs,
      logZone: options.logZone,
      sha256: isHashed ? sha256 : undefined,
      onRead: options.onRead,
      onProgress: (bytesRead, packets) => {
        marks?.add(bytesRead, packets);
        progress.update();
      },
    }),
  );
}

/** A capture that was judged to be held against others. */
export interface JudgedToCompare extends ComparedCapture {
  /** How it was redacted; null where it was not. */
  readonly redacted: RedactedCapture | null;
}

/**
 * The report of one capture with its router, to be held against others.
 * @param diagnoseIt does so where more than this is to be done
 * @throws InputError
 */
export async function diagnoseToCompare(
  input: CaptureInput,
  options: DiagnoseInputOptions,
  diagnoseIt = diagnoseInput,
): Promise<JudgedToCompare> {
  let original: string | null | undefined;
  const diagnosis = await diagnoseIt(input, {
    ...options,
    onRouter(mac) {
      original = mac;
    },
  });
  return {
    diagnosis,
    router: original === undefined ? diagnosis.capture.router : original,
    redacted: options.redaction?.last ?? null,
  };
}
