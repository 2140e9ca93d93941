import { type EndpointPackets, readEndpointPackets } from '../../diagnosis/case/packets.ts';
import type { ComparedCapture } from '../../diagnosis/comparison/networks.ts';
import { type Diagnosis, identityOf } from '../../diagnosis/diagnosis.ts';
import type { Input } from '../../platform/platform.ts';
import { type DiagnoseCaptureOptions, diagnoseToCompare } from '../diagnose-capture.ts';
import { ChunkMarks, withFrames } from '../frames.ts';
import { reopen } from '../input.ts';

/** A capture of a case as it was judged by itself. */
export interface JudgedCapture extends ComparedCapture {
  /** What the logs can be held against; of the packets as they were judged, redacted or not. */
  readonly packets: EndpointPackets;
}

export interface JudgeCaptureOptions extends DiagnoseCaptureOptions {
  /** Whether the report's format shows rows of the packet list, which cost another reading. */
  readonly usesFrames: boolean;
}

/**
 * Judges one capture of a case.
 * @param isKnown whether a capture with this identity was judged before: then its packets are not needed
 * @throws InputError where it cannot be read
 */
export async function judgeCapture(
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
