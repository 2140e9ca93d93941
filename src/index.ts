/**
 * pcap-verdict as a library.
 *
 *     const report = await diagnose('case.pcapng', { displayFilter: 'ip.addr == 203.0.113.55' });
 *     console.log(report.summary.text);
 *
 * @packageDocumentation
 */
export type { CaptureInterface } from './capture/capture-interface.ts';
export {
  type CaptureProblem,
  type CaptureProblemCode,
  InputError,
  type InputErrorCode,
} from './capture/errors.ts';
export { PacketRecord } from './capture/packet-record.ts';
export type { ByteSink } from './capture/pcapng/writer.ts';
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
  ReportOpening,
  ReportProduct,
} from './diagnosis/report/report.ts';
export { parseTarget, type Target } from './diagnosis/target.ts';
export type { Confidence, Verdict } from './evidence/verdict.ts';
export {
  DisplayFilterError,
  type DisplayFilterErrorCode,
} from './filter/display-filter.ts';
export type { Lookup } from './inputs/lookups/lookup.ts';
export { lookupText } from './inputs/lookups/lookup-text.ts';
export { parseLookups } from './inputs/lookups/parse-lookups.ts';
export {
  type Capture,
  type CaptureInput,
  openCapture,
  problemText,
  type SignalOption,
} from './library/capture.ts';
export { type CompareOptions, compare } from './library/compare.ts';
export { type DiagnoseOptions, diagnose, type RedactOptions } from './library/diagnose.ts';
export { type CaseOptions, diagnoseCase } from './library/diagnose-case.ts';
export {
  compileDisplayFilter,
  DisplayFilter,
  type FilterWarning,
  type PacketMatcher,
} from './library/display-filter.ts';
export { type EvidenceOptions, type EvidenceSummary, writeEvidence } from './library/evidence.ts';
export { type FlowRow, type FlowsOptions, flows } from './library/flows.ts';
export { type Packet, type PacketsOptions, packets } from './library/packets.ts';
export {
  type AnyReport,
  type RenderOptions,
  renderAdf,
  renderHtml,
  renderJson,
  renderJunit,
  renderMail,
  renderMarkdown,
  renderSarif,
  renderText,
  renderWiki,
} from './library/render.ts';
export type {
  Profile,
  ProfileFunction,
  ProfileOpening,
  ProfileServer,
} from './profiles/profile.ts';
export { PROFILES } from './profiles/profiles.ts';
export { Decoder } from './protocols/decoder.ts';
export { PacketView } from './protocols/packet-view.ts';
export { UsageError, type UsageErrorCode } from './tasks/errors.ts';
export type { LanguageTag } from './words/languages.ts';
