import { count, grouped } from '../../words/en/phrases.ts';
import { html, type Markup } from './markup.ts';
import { plainTime, type ShownReport } from './time-axis.ts';

const PROBLEMS = 20;
const INTERFACES = 20;
const NOTES = 20;

/** What was read, and how good it is. */
export function captureFacts(report: ShownReport): Markup {
  const { capture, displayFilter, product, tool } = report;
  const notes = capture.quality.slice(0, NOTES);
  const problems = capture.problems.slice(0, PROBLEMS);
  return html`<dl class="facts">
<dt>Capture</dt><dd>${capture.name}</dd>
<dt>SHA-256</dt><dd>${capture.sha256 === null ? 'not computed' : html`<code class="copy">${capture.sha256}</code>`}</dd>
<dt>Format</dt><dd>${capture.format}${capture.compression !== null && html`, ${capture.compression}`}; ${count(capture.packets, 'packet')}, ${count(capture.bytes, 'byte')}</dd>
<dt>First packet</dt><dd>${capture.firstTime === null ? 'none' : html`${plainTime(capture.firstTime)} ${report.clock}`}</dd>
<dt>Last packet</dt><dd>${capture.lastTime === null ? 'none' : html`${plainTime(capture.lastTime)} ${report.clock}`}</dd>
${capture.interfaces
  .slice(0, INTERFACES)
  .map(
    ({ linkType, snapLength, packets, dropped }) =>
      html`<dt>Interface</dt><dd>${linkType}; ${count(packets, 'packet')}; snap length ${grouped(snapLength)}${dropped !== null && html`; ${grouped(dropped)} lost while capturing`}</dd>`,
  )}
${capture.interfaces.length > INTERFACES && html`<dt>Interfaces</dt><dd>and ${capture.interfaces.length - INTERFACES} more</dd>`}
<dt>Quality</dt><dd>${notes.length === 0 ? 'nothing that weakens the verdicts' : html`<ul>${notes.map(({ text }) => html`<li>${text}</li>`)}</ul>`}</dd>
${
  problems.length > 0 &&
  html`<dt>Problems</dt><dd><ul>${problems.map(({ offset, text }) => html`<li>at byte ${grouped(offset)}: ${text}</li>`)}</ul>${capture.problems.length > PROBLEMS && html`and ${capture.problems.length - PROBLEMS} more`}</dd>`
}
${displayFilter !== null && html`<dt>Display filter</dt><dd><code>${displayFilter}</code>: only endpoints with a matching packet are judged</dd>`}
<dt>Profile</dt><dd>${product?.title ?? 'any service'}</dd>
<dt>Made by</dt><dd>${tool.name} ${tool.version}</dd>
</dl>`;
}
