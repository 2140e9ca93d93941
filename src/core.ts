/**
 * pcap-verdict where there is no Node: in a browser, a worker, Deno, Bun, an edge runtime.
 *
 *     const capture = await openCapture(file);            // a Blob, bytes, or a stream of bytes
 *     const report = await diagnose(capture);
 *     console.log(report.summary.text);
 */

import { type ByteSource, MemorySource } from './capture/byte-source.ts';
import { openCapture as openReader } from './capture/open-capture.ts';
import type { CaptureReader } from './capture/reader.ts';
import { diagnose as diagnoseReader } from './diagnosis/diagnose.ts';
import type { Report } from './diagnosis/report/report.ts';
import { reportOf } from './diagnosis/report/report-of.ts';
import type { Target } from './diagnosis/target.ts';
import { FURTHER_FORMATS } from './inputs/further-formats.ts';
import type { Lookup } from './inputs/lookups/lookup.ts';
import { compiledFilter, type DisplayFilter } from './library/display-filter.ts';
import { blobInput } from './platform/web/blob-input.ts';
import { StreamSource } from './platform/web/stream-source.ts';
import type { Profile } from './profiles/profile.ts';
import { toldInWords } from './words/errors/said.ts';

export { type CaptureProblem, InputError, type InputErrorCode } from './capture/errors.ts';
export type { CaptureReader } from './capture/reader.ts';
export type {
  Report,
  ReportCapture,
  ReportEndpoint,
  ReportFinding,
} from './diagnosis/report/report.ts';
export { parseTarget, type Target } from './diagnosis/target.ts';
export type { Confidence, Verdict } from './evidence/verdict.ts';
export { DisplayFilterError } from './filter/display-filter.ts';
export { lookupText } from './inputs/lookups/lookup-text.ts';
export { parseLookups } from './inputs/lookups/parse-lookups.ts';
export { compileDisplayFilter, DisplayFilter } from './library/display-filter.ts';
export type { Profile } from './profiles/profile.ts';
export { PROFILES } from './profiles/profiles.ts';

/** What a capture is read from. */
export type CaptureBytes = Uint8Array | Blob | ReadableStream<Uint8Array>;

/**
 * Opens a capture.
 * @param name what the report calls it; of a `File` its own by default
 * @throws InputError when nothing in it can be read
 */
export async function openCapture(
  input: CaptureBytes,
  name = input instanceof Blob && 'name' in input ? String(input.name) : 'capture',
): Promise<CaptureReader> {
  return toldInWords(async () => openReader(await sourceOf(input, name), FURTHER_FORMATS));
}

async function sourceOf(input: CaptureBytes, name: string): Promise<ByteSource> {
  if (input instanceof Uint8Array) return new MemorySource(input, name);
  if (input instanceof Blob) return blobInput(input, name).open({});
  return new StreamSource(input, name);
}

export interface DiagnoseOptions {
  /** Only endpoints of which a packet matches are judged; the rest serves as context. */
  readonly displayFilter?: DisplayFilter | string;
  /** The product that the case is about; by default the one whose servers the capture has. */
  readonly profile?: Profile;
  /** Services that the case is about (`parseTarget`): judged first, and what the summary is about. */
  readonly targets?: readonly Target[];
  /** Look-ups beside the capture (`parseLookups`): they name addresses, and are compared. */
  readonly lookups?: readonly Lookup[];
}

/**
 * Reads an open capture to its end, closes it, and judges every endpoint in it. Problems in the
 * capture are named in the report, not thrown. `capture.sha256` is null: there may be no hash.
 */
export async function diagnose(
  capture: CaptureReader,
  options: DiagnoseOptions = {},
): Promise<Report> {
  try {
    const displayFilter = compiledFilter(options.displayFilter);
    return reportOf(await diagnoseReader(capture, { ...options, displayFilter }));
  } finally {
    await capture.close();
  }
}
