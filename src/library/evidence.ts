import type { ByteSink } from '../capture/pcapng/writer.ts';
import { dnsPolicy } from '../profiles/dns-policy.ts';
import {
  type EvidenceSummary,
  writeEvidence as write,
} from '../rewrite/evidence-capture/write-evidence.ts';
import { UsageError } from '../tasks/errors.ts';
import { reopen } from '../tasks/input.ts';
import { toldInWords } from '../words/errors/said.ts';
import { taskWords } from '../words/tasks.ts';
import { type CaptureInput, inputOf } from './capture.ts';
import { type DiagnoseOptions, inputOptions, judgedWith, redactionOf } from './diagnose.ts';

export type { EvidenceSummary } from '../rewrite/evidence-capture/write-evidence.ts';

export interface EvidenceOptions extends Omit<DiagnoseOptions, 'frames' | 'language'> {
  /** Frames before and behind each cited one that are written, too; 0 by default. */
  readonly context?: number | undefined;
  /** Leave out the other frames of the conversations that cited frames are of. */
  readonly citedOnly?: boolean | undefined;
  /** Cut what follows the transport header. */
  readonly headersOnly?: boolean | undefined;
}

/**
 * Writes the frames that a diagnosis rests on as a capture (pcapng) of its own, with a comment on what each shows.
 * @param sink takes the bytes, piece by piece
 * @throws InputError; UsageError (`not-repeatable`) for standard input and pipes; the signal's reason
 */
export async function writeEvidence(
  input: CaptureInput,
  sink: ByteSink,
  options: EvidenceOptions = {},
): Promise<EvidenceSummary> {
  return toldInWords(() => written(input, sink, options));
}

async function written(
  input: CaptureInput,
  sink: ByteSink,
  options: EvidenceOptions,
): Promise<EvidenceSummary> {
  const from = inputOf(input);
  if (!from.isRepeatable) {
    throw new UsageError(taskWords.evidenceFromPipe, taskWords.writeCaptureFirst, 'not-repeatable');
  }
  const redaction = options.redact && redactionOf(options.redact);
  const given = inputOptions(options, redaction);
  const diagnosis = await judgedWith(from, given, false);
  return write(() => reopen(from, redaction), sink, {
    diagnosis,
    context: options.context ?? 0,
    citedOnly: options.citedOnly === true,
    headersOnly: options.headersOnly === true,
    isRedacted: redaction !== undefined,
    dns: dnsPolicy({ profile: redaction === undefined ? options.profile : redaction.profile }),
    onProgress: () => options.signal?.throwIfAborted(),
  });
}
