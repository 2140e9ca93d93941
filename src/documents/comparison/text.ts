import type { ComparedService, ComparisonReport } from '../../diagnosis/report/comparison.ts';
import { count } from '../../words/en/phrases.ts';
import type { RenderOptions } from '../format.ts';
import {
  clean,
  fileLines,
  fold,
  noteLines,
  plainTable,
  sgr,
  textWidth,
  VERDICT_COLORS,
  verdictCell,
} from '../text-parts.ts';
import { wrap } from '../wrap.ts';
import type { ComparisonFormat } from './format.ts';
import {
  addressText,
  CONCLUSION_TONES,
  framesText,
  isTelling,
  ORDINALS,
  outcomeText,
  proofsOf,
  purposeOf,
  shownServices,
  sideText,
} from './words.ts';

const TELLING_ROWS = 40;
const OTHER_ROWS = 6;
const PROOFS = 12;
const FRAMES_SHOWN = 12;
const SERVICE_CELL = 27;
const VERDICT_CELL = 12;

/** A comparison for a person: the conclusion, what it rests on, the table, the proof. */
export const text: ComparisonFormat = {
  render(comparison, options) {
    const width = textWidth(options);
    const { conclusion, reports, displayFilter, profile } = comparison;
    const tone = `1;${VERDICT_COLORS[CONCLUSION_TONES[conclusion.code]]}`;
    const lines = wrap(clean(conclusion.text), width).map((line) => sgr(line, tone, options));
    lines.push(`Confidence: ${conclusion.confidence}.`, '');
    (['First', 'Second'] as const).forEach((title, index) => {
      const { capture, summary } = reports[index];
      lines.push(...fileLines(title, capture, width, options));
      lines.push(...wrap(`Verdict    ${summary.verdict}: ${clean(summary.text)}`, width, 11));
      lines.push(...noteLines(capture, width));
    });
    if (displayFilter !== null)
      lines.push(...wrap(`Filter     ${clean(displayFilter)}`, width, 11));
    if (profile !== 'generic') lines.push(`Profile    ${clean(profile)}`);
    lines.push('', ...serviceLines(comparison, options));
    lines.push(...proofLines(comparison, width));
    lines.push(...bulletLines('What this rests on', conclusion.reasons, width));
    lines.push(...bulletLines('What to do', conclusion.advice, width));
    return `${lines.join('\n')}\n`;
  },
};

function bulletLines(title: string, items: readonly string[], width: number): string[] {
  if (items.length === 0) return [];
  return ['', title, ...items.flatMap((item) => wrap(`- ${clean(item)}`, width, 2))];
}

function serviceLines(comparison: ComparisonReport, options: RenderOptions): string[] {
  const { rows, more } = shownServices(comparison.services, {
    telling: TELLING_ROWS,
    others: OTHER_ROWS,
  });
  if (rows.length === 0) return ['No service is asked for in either capture.'];
  const lines = plainTable(
    ['Service', 'Port', 'First', 'Second', 'Fails on'],
    rows.map((service) => [
      serviceCell(service, comparison),
      `${service.protocol} ${service.port}`,
      ...[service.first, service.second].map((side) =>
        side === null || side.status === 'partly'
          ? fold(sideText(side), VERDICT_CELL).join('\n')
          : verdictCell(side.verdict, options),
      ),
      outcomeText(service),
    ]),
  );
  return [...lines, ...more];
}

/**
 * Name or address; of what is telling, also what it is for and its addresses. On lines short enough
 * for 80 columns.
 */
function serviceCell(service: ComparedService, comparison: ComparisonReport): string {
  const addresses = addressText(service, comparison);
  const lines = fold(clean(service.title), SERVICE_CELL);
  if (!isTelling(service)) return lines.join('\n');
  const purpose = purposeOf(service);
  if (purpose !== '') lines.push(...fold(clean(purpose), SERVICE_CELL));
  if (addresses !== service.title) {
    for (const part of addresses.split(' / ')) lines.push(...fold(part, SERVICE_CELL));
  }
  return lines.join('\n');
}

/** The evidence for what fails, by capture. */
function proofLines(comparison: ComparisonReport, width: number): string[] {
  return ORDINALS.flatMap((ordinal) => {
    const proofs = proofsOf(comparison, ordinal);
    if (proofs.length === 0) return [];
    const left = proofs.length - PROOFS;
    return [
      '',
      ...wrap(`Evidence in the ${ordinal} capture (frame numbers as in Wireshark)`, width),
      ...proofs.slice(0, PROOFS).flatMap(({ service, text: observed, frames }) => {
        const word = frames.length === 1 ? 'Frame' : 'Frames';
        const cited = frames.length === 0 ? '' : ` ${word} ${framesText(frames, FRAMES_SHOWN)}.`;
        const what = `${clean(service.title)} ${service.protocol} ${service.port}`;
        return wrap(`- ${what}: ${clean(observed)}${cited}`, width, 2);
      }),
      ...(left > 0 ? [`- … and ${count(left, 'further service')}.`] : []),
    ];
  });
}
