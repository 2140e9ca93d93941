import { type EndpointPackets, readEndpointPackets } from '../../diagnosis/case/packets.ts';
import { type Diagnosis, identityOf } from '../../diagnosis/diagnosis.ts';
import type { FirewallLog } from '../../diagnosis/join-logs.ts';
import type { Lookup } from '../../inputs/lookups/lookup.ts';
import type { Input, Platform } from '../../platform/platform.ts';
import type { Profile } from '../../profiles/profile.ts';
import { type CaptureThread, serveCaptures } from '../capture-threads.ts';
import {
  type DiagnoseInputOptions,
  diagnoseToCompare,
  type JudgedToCompare,
} from '../diagnose-input.ts';
import { reason } from '../errors.ts';
import { ChunkMarks, withFrames } from '../frames.ts';
import { fileName, firewallLog, reopen } from '../input.ts';
import type { JobPaths, ServedJobs } from '../parallel.ts';
import { ArchivedFiles } from './archived-files.ts';
import type { ArchivedPlace } from './case-files.ts';

/** A capture of a case as it was judged by itself. */
export interface JudgedCapture extends JudgedToCompare {
  /** What the logs can be held against; of the packets as they were judged, redacted or not. */
  readonly packets: EndpointPackets;
}

export interface JudgeCaptureOptions extends DiagnoseInputOptions {
  /** Whether the report's format shows rows of the packet list, which cost another reading. */
  readonly usesFrames: boolean;
}

/**
 * Judges one capture of a case.
 * @param isKnown whether a capture with this identity was judged before: then its packets are not needed
 * @throws InputError where it cannot be read
 */
async function judgeCapture(
  input: Input,
  options: JudgeCaptureOptions,
  isKnown: (identity: string) => boolean,
): Promise<JudgedCapture> {
  const { progress, label, redaction } = options;
  const marks = options.usesFrames ? new ChunkMarks() : undefined;
  const judged = await diagnoseToCompare(input, { ...options, marks });
  const identity = identityOf(judged.diagnosis.capture);
  if (identity !== null && isKnown(identity)) {
    return { ...judged, packets: { packets: [], isWhole: true } };
  }
  const diagnosis: Diagnosis = marks
    ? await withFrames(judged.diagnosis, input, { redaction, marks })
    : judged.diagnosis;
  const packets = await progress.during(await reopen(input, redaction), label, (reader) =>
    readEndpointPackets(reader, diagnosis.endpoints, () => progress.update()),
  );
  return { ...judged, diagnosis, packets };
}

/** A capture as it was judged, or why it was not. */
export type CaptureOutcome = { readonly judged: JudgedCapture } | { readonly problem: string };

/** Judges one capture of a case, whatever is wrong with it. @param isKnown as above */
export async function outcomeOf(
  input: Input,
  options: JudgeCaptureOptions,
  isKnown: (identity: string) => boolean,
): Promise<CaptureOutcome> {
  try {
    return { judged: await judgeCapture(input, options, isKnown) };
  } catch (error) {
    return { problem: reason(error) };
  }
}

/** How threads are had that judge captures of a case. */
export interface CaseThreads {
  /** As the user says. */
  readonly jobs: number | undefined;
  /** How many threads pay. @param asked as the user says */
  number(captures: readonly string[], asked: number | undefined): number;
  start(paths: JobPaths): Promise<CaptureThread>;
}

/** What these are told besides the command line: `JobPaths.context`. */
export interface CaseJobs {
  /** Those found in the case, too. */
  readonly lookups: readonly Lookup[];
  /** Of the captures and the firewalls' logs those that are in an archive: where in it. */
  readonly archived: readonly (ArchivedPlace | null)[];
  readonly archivedLogs: readonly (ArchivedPlace | null)[];
}

/** How such a thread judges: by the profile that the case turned out to need. */
export interface CaptureJudgedBy {
  readonly profile: Profile | undefined;
}

/** In such a thread: judges what it is told to. @param options as the command line has them */
export async function serveCase(
  jobs: ServedJobs,
  platform: Platform,
  options: Omit<JudgeCaptureOptions, 'label'> & { readonly zipPassword?: Uint8Array | undefined },
): Promise<void> {
  const { captures, logs, context } = jobs.paths;
  const { lookups, archived, archivedLogs } = context as CaseJobs;
  const archives = new ArchivedFiles(platform, options.zipPassword);
  const inputOf = async (path: string, place: ArchivedPlace | null) =>
    place === null ? platform.input(path) : archives.input(place);
  const firewallLogs: FirewallLog[] = [];
  for (const [index, path] of logs.entries()) {
    const input = await inputOf(path, archivedLogs[index]);
    firewallLogs.push(
      firewallLog(input, fileName(archivedLogs[index] === null ? path : input.label)),
    );
  }
  const all = { ...options, lookups, firewallLogs };
  await serveCaptures<CaptureJudgedBy>(jobs, {
    ...options,
    input: (capture) => inputOf(captures[capture], archived[capture]),
    judge: (input, by, { label }) => judgeCapture(input, { ...all, ...by, label }, () => false),
  });
}
