import type { Diagnosis } from '../../diagnosis/diagnosis.ts';
import { escapeText } from '../../protocols/escape.ts';
import { evidenceCaptureWords } from '../../words/evidence-capture.ts';
import { say, sayAll } from '../../words/say.ts';
import { line } from './citations.ts';

/** Findings that the comment lists at most. */
const MAXIMUM_FINDINGS = 50;

/** The verdict as the comment of a section: what a colleague reads first. */
export function sectionComment(diagnosis: Diagnosis, notes: readonly string[]): string {
  const { summary, capture, version, findings } = diagnosis;
  const lines = [
    `${summary.verdict} (${summary.confidence} confidence): ${sayAll(summary.sentences)}`,
    ...findings
      .slice(0, MAXIMUM_FINDINGS)
      .map(({ title, verdict, confidence }) => `- ${verdict}, ${confidence}: ${say(title)}`),
  ];
  if (findings.length > MAXIMUM_FINDINGS) {
    lines.push(evidenceCaptureWords.furtherFindings(findings.length, MAXIMUM_FINDINGS));
  }
  lines.push(
    evidenceCaptureWords.ofCapture(version, capture.name, capture.packets, capture.sha256),
    ...notes,
  );
  return lines.map((text) => escapeText(line(text))).join('\n');
}
