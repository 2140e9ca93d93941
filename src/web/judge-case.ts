import { caseReportOf } from '../diagnosis/report/case-report-of.ts';
import type { Input } from '../platform/platform.ts';
import { readCase } from '../tasks/case/read-case.ts';
import type { Judged, Judging } from './judged.ts';

/** Files that belong together, as `pcap-verdict case` reads them. */
export async function judgeCase(judging: Judging): Promise<Judged> {
  const { files, password } = judging.request;
  const { platform, displayFilter, profile, redaction, keyLog, progress, words } = judging;
  let inputs: readonly Input[] = [];
  const judged = await readCase({
    platform,
    name: files.length === 1 ? files[0].path : words.caseName,
    roots: [{ path: '', name: '' }],
    displayFilter,
    profile,
    logZone: undefined,
    targets: [],
    lookups: [],
    redaction,
    keyLog,
    usesFrames: true,
    zipPassword: password === '' ? undefined : new TextEncoder().encode(password),
    progress,
    onInputs: (found) => {
      inputs = found;
    },
  });
  return {
    captures: judged.diagnoses.map((diagnosis, index) => ({
      name: diagnosis.capture.name,
      input: inputs[index],
      diagnosis,
      marks: undefined,
    })),
    name: judged.name,
    render: (format, speaker, rendering) => {
      const text = format.renderCase?.(caseReportOf(judged, speaker), rendering);
      return text === undefined ? null : [text];
    },
  };
}
