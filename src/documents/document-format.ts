import type { ComparisonReport } from '../diagnosis/report/comparison.ts';
import { english } from '../words/say.ts';
import { caseDocument } from './build-case.ts';
import { comparisonDocument } from './build-comparison.ts';
import { diagnosisDocument, jointDocument } from './build-diagnosis.ts';
import { fleetDocument } from './build-fleet.ts';
import { sidesDocument } from './build-sides.ts';
import { entitled, entitledJoint } from './entitled.ts';
import type { RenderOptions, ReportFormat } from './format.ts';
import type { Layout } from './layout.ts';
import type { Setting } from './setting.ts';
import type { Document, JointDocument } from './tree.ts';

/** What a format of documents is made of: how much it tells, and how it writes that. */
export interface Emitter extends Pick<ReportFormat, 'name' | 'help' | 'usesFrames' | 'separator'> {
  readonly layout: Layout;
  emit(document: Document, options: RenderOptions): string;
  emitJoint(document: JointDocument, options: RenderOptions): string;
}

type DocumentFormat = ReportFormat &
  Required<Pick<ReportFormat, 'renderAll' | 'renderCase' | 'renderComparison' | 'renderFleet'>>;

/** The format that writes every kind of document with one emitter. */
export function documentFormat(emitter: Emitter): DocumentFormat {
  const { name, help, usesFrames = false, separator, layout } = emitter;
  const setting = ({ timeZone, words = english.words }: RenderOptions) => ({
    ...{ layout, words, zone: timeZone, level: 1 },
  });
  const emit = (document: Document, options: RenderOptions) =>
    emitter.emit(entitled(document, options, setting(options)), options);
  return {
    name,
    help,
    usesFrames,
    ...(separator === undefined ? {} : { separator }),
    render: (report, options) => emit(diagnosisDocument(report, setting(options)), options),
    renderAll: (reports, options, unreadable = []) => {
      // Where all is one document, one capture needs no list of them.
      if (separator === undefined && reports.length === 1 && unreadable.length === 0) {
        return emit(diagnosisDocument(reports[0], setting(options)), options);
      }
      const document = jointDocument(reports, unreadable, setting(options));
      return emitter.emitJoint(entitledJoint(document, options, setting(options)), options);
    },
    renderCase: (report, options) => emit(caseDocument(report, setting(options)), options),
    // The findings of many captures are put together as they were stored: in English.
    renderFleet: (report, options) => {
      const inEnglish = { ...options, words: english.words };
      return emitter.emitJoint(fleetDocument(report, setting(inEnglish)), inEnglish);
    },
    renderComparison: (comparison, options) => {
      return emit(comparedDocument(comparison, setting(options)), options);
    },
  };
}

/** The document of a comparison: of two networks, or of two sides of one. */
export function comparedDocument(comparison: ComparisonReport, setting: Setting): Document {
  const { sides } = comparison;
  return sides === undefined
    ? comparisonDocument(comparison, setting)
    : sidesDocument({ ...comparison, sides }, setting);
}
