/**
 * pcap-verdict as a library:
 *
 *     const capture = await openCapture('case.pcapng');
 *     const report = await diagnose(capture, {
 *       displayFilter: compileDisplayFilter('ip.addr == 203.0.113.55'),
 *     });
 *     console.log(report.summary.text);
 */
import { MemorySource } from './capture/byte-source.ts';
import { openCapture as openReader } from './capture/open-capture.ts';
import type { CaptureReader } from './capture/reader.ts';
import { diagnose as diagnoseReader } from './diagnosis/diagnose.ts';
import type { Report } from './diagnosis/report/report.ts';
import { reportOf } from './diagnosis/report/report-of.ts';
import type { Target } from './diagnosis/target.ts';
import type { DisplayFilter } from './filter/display-filter.ts';
import { FURTHER_FORMATS } from './inputs/further-formats.ts';
import type { Lookup } from './inputs/lookups/lookup.ts';
import { openPath } from './platform/node/path-source.ts';
import type { Profile } from './profiles/profile.ts';

export { type CaptureProblem, InputError, type InputErrorCode } from './capture/errors.ts';
export { PacketRecord } from './capture/packet-record.ts';
export type { CaptureReader } from './capture/reader.ts';
export type {
  CaseFile,
  CaseFinding,
  CaseLog,
  CaseReport,
  TimelineEntry,
} from './diagnosis/report/case-report.ts';
export type { ComparisonReport } from './diagnosis/report/comparison.ts';
export type {
  Report,
  ReportCapture,
  ReportEndpoint,
  ReportFinding,
} from './diagnosis/report/report.ts';
export { parseTarget, type Target } from './diagnosis/target.ts';
export type { Confidence, Verdict } from './evidence/verdict.ts';
export {
  compileDisplayFilter,
  type DisplayFilter,
  DisplayFilterError,
} from './filter/display-filter.ts';
export type { Lookup } from './inputs/lookups/lookup.ts';
export { lookupText } from './inputs/lookups/lookup-text.ts';
export { parseLookups } from './inputs/lookups/parse-lookups.ts';
export type { Profile, ProfileFunction, ProfileServer } from './profiles/profile.ts';
export { PROFILES } from './profiles/profiles.ts';
export { Decoder } from './protocols/decoder.ts';
export { PacketView } from './protocols/packet-view.ts';

/** An open capture: a reader, and the hash of its file when all of it has been read. */
export interface Capture extends CaptureReader {
  /** SHA-256 of the file as stored, in hex; null for a capture from memory. */
  sha256(): Promise<string | null>;
}

/**
 * Opens a capture: a path, `-` for standard input, or the bytes themselves.
 * @throws InputError when nothing in it can be read
 */
export async function openCapture(input: string | Uint8Array): Promise<Capture> {
  if (typeof input === 'string') {
    const source = await openPath(input, { sha256: true });
    return Object.assign(await openReader(source, FURTHER_FORMATS), {
      sha256: () => source.sha256(),
    });
  }
  return Object.assign(await openReader(new MemorySource(input), FURTHER_FORMATS), {
    sha256: async () => null,
  });
}

export interface DiagnoseOptions {
  /** Only endpoints of which a packet matches are judged; the rest serves as context. */
  readonly displayFilter?: DisplayFilter;
  /** The product that the case is about; by default the one whose servers the capture has. */
  readonly profile?: Profile;
  /** Services that the case is about (`parseTarget`): judged first, and what the summary is about. */
  readonly targets?: readonly Target[];
  /** Look-ups beside the capture (`parseLookups`): they name addresses, and are compared. */
  readonly lookups?: readonly Lookup[];
}

/**
 * Reads an open capture to its end, closes it, and judges every endpoint in it. Problems in the
 * capture are named in the report, not thrown.
 */
export async function diagnose(capture: Capture, options: DiagnoseOptions = {}): Promise<Report> {
  try {
    return reportOf(await diagnoseReader(capture, { ...options, sha256: () => capture.sha256() }));
  } finally {
    await capture.close();
  }
}
