import type { CaseFinding } from '../../diagnosis/report/case-report.ts';
import { count } from '../../words/en/phrases.ts';
import { citedLines, foundIn, numberedText } from '../case-text.ts';
import { type FrameAnchors, findingHead, frameAnchors, proof, whatToDo } from './finding.ts';
import { html, type Markup } from './markup.ts';
import { TONES } from './palette.ts';
import { functionTitles } from './remedy.ts';
import type { ShownCase } from './shown-case.ts';

/** Findings with all that is known of them, and those that are named only. */
const FINDINGS = 12;
const FURTHER_FINDINGS = 60;
const LINES_SHOWN = 24;
const NO_PACKETS = 'only a log or a look-up tells of it';

export interface CaseFindings {
  readonly sections: Markup | null;
  /** Where the page shows the frames of each capture. */
  readonly anchors: readonly FrameAnchors[];
}

/** The findings of a case: what holds its files together, then the capture's own proof. */
export function caseFindings(shown: ShownCase): CaseFindings {
  const { findings } = shown.report;
  const anchors = shown.captures.map(() => new Map<number, string>());
  if (findings.length === 0) return { sections: null, anchors };
  const told = findings.slice(0, FINDINGS);
  const further = findings.slice(FINDINGS);
  const sections = told.map((finding, index) => section(finding, index + 1, shown, anchors));
  return {
    sections: html`${sections}${
      further.length > 0 &&
      html`<h3>Further findings</h3><ul>${further.slice(0, FURTHER_FINDINGS).map(({ title, confidence }) => html`<li>${title} <span class="quiet">(${confidence})</span></li>`)}</ul>${further.length > FURTHER_FINDINGS && html`<p class="quiet">and ${further.length - FURTHER_FINDINGS} more: see the JSON report.</p>`}`
    }`,
    anchors,
  };
}

function section(
  caseFinding: CaseFinding,
  number: number,
  shown: ShownCase,
  anchors: readonly Map<number, string>[],
): Markup {
  const { source, together } = caseFinding;
  const { finding, report } = foundIn(caseFinding, shown.captures);
  const isOneOfSeveral = shown.report.findings.length > 1;
  const members = report === null ? [] : finding.endpoints.map((at) => report.endpoints[at]);
  const id = `f${number}`;
  if (report !== null && source !== null) {
    // The first finding that shows a frame is the gravest.
    for (const [frame, anchor] of frameAnchors(members, report, id)) {
      if (!anchors[source.report].has(frame)) anchors[source.report].set(frame, anchor);
    }
  }
  const about = report === null ? [NO_PACKETS] : functionTitles(finding, report);
  if (report !== null && shown.captures.length > 1) about.push(`in ${report.capture.name}`);
  const lines = citedLines(caseFinding);
  return html`<section class="finding ${TONES[finding.verdict]}" aria-labelledby="${id}">
${findingHead(finding, number, id, about)}
${
  (together.length > 0 || lines.length > 0) &&
  html`<div class="together">${together.map((text) => html`<p>${text}</p>`)}${lines.length > 0 && html`<p class="quiet">${lines.map(({ file, lines: cited }, at) => html`${at > 0 && '; '}${shown.labels[file] ?? ''}: ${numberedText('line', cited, LINES_SHOWN)}`)}</p>`}</div>`
}
${isOneOfSeveral && finding.impact !== '' && html`<p>${finding.impact}</p>`}
${finding.scope !== '' && html`<p>${finding.scope}</p>`}
${finding.remedy.length > 0 && whatToDo(finding, members, isOneOfSeveral)}
${report !== null && members.length > 0 && html`<details class="proof"${number === 1 && html` open`}><summary>The proof: what happened, why, and the frames <span class="quiet">(${count(members.length, 'endpoint')})</span></summary>${proof(finding, report, id)}</details>`}
</section>`;
}
