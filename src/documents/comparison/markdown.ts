import type { ComparedService, ComparisonReport } from '../../diagnosis/report/comparison.ts';
import { isFailure } from '../../evidence/verdict.ts';
import { count } from '../../words/en/phrases.ts';
import { bullets, captureLines, cell, document, table } from '../markdown-blocks.ts';
import { markdownCode as code, markdownText } from '../markdown-text.ts';
import type { ComparisonFormat } from './format.ts';
import {
  addressText,
  CONCLUSION_TITLES,
  framesText,
  ORDINALS,
  outcomeText,
  proofsOf,
  purposeOf,
  shownServices,
  sideText,
} from './words.ts';

const TELLING_ROWS = 60;
const OTHER_ROWS = 20;
const PROOFS = 30;
const FRAMES_SHOWN = 24;

/** A comparison for ticket systems; nothing out of a capture is live in it. */
export const markdown: ComparisonFormat = {
  render(comparison, options) {
    const { conclusion, reports } = comparison;
    const names = reports.map(({ capture }) => code(capture.name));
    const blocks = [
      `# Cross-check of ${names[0]} and ${names[1]}: ${CONCLUSION_TITLES[conclusion.code]}`,
      `**${CONCLUSION_TITLES[conclusion.code].toUpperCase()}** (confidence: ${conclusion.confidence}): ${markdownText(conclusion.text)}`,
    ];
    if (conclusion.advice.length > 0) {
      blocks.push('## What to do', bullets(conclusion.advice.map((line) => markdownText(line))));
    }
    blocks.push('## Services', ...serviceBlocks(comparison));
    if (conclusion.reasons.length > 0) {
      blocks.push(
        '## What this rests on',
        bullets(conclusion.reasons.map((line) => markdownText(line))),
      );
    }
    blocks.push(...proofBlocks(comparison));
    (['First', 'Second'] as const).forEach((title, index) => {
      const { summary } = reports[index];
      blocks.push(
        `## ${title} capture`,
        bullets([
          `Verdict: **${summary.verdict}**: ${markdownText(summary.text)}`,
          ...captureLines(reports[index], options),
        ]),
      );
    });
    return document(blocks);
  },
};

function serviceBlocks(comparison: ComparisonReport): string[] {
  const { rows, more } = shownServices(comparison.services, {
    telling: TELLING_ROWS,
    others: OTHER_ROWS,
  });
  if (rows.length === 0) return ['No service is asked for in either capture.'];
  return [
    table(
      ['Service', 'For', 'Port', 'Addresses', 'First', 'Second', 'Fails on'],
      rows.map((service) => serviceRow(service, comparison)),
    ),
    ...more,
  ];
}

function serviceRow(service: ComparedService, comparison: ComparisonReport): string[] {
  const outcome = outcomeText(service);
  return [
    code(service.title, true),
    cell(purposeOf(service)),
    `${service.protocol} ${service.port}`,
    code(addressText(service, comparison), true),
    ...[service.first, service.second].map((side) =>
      side !== null && isFailure(side.verdict) ? `**${sideText(side)}**` : sideText(side),
    ),
    service.confidence === null ? outcome : `${outcome} (${service.confidence})`,
  ];
}

function proofBlocks(comparison: ComparisonReport): string[] {
  const rows = ORDINALS.flatMap((ordinal) =>
    proofsOf(comparison, ordinal).map(({ service, text, frames }) => [
      ordinal,
      code(`${service.title} ${service.protocol} ${service.port}`, true),
      cell(text),
      framesText(frames, FRAMES_SHOWN),
    ]),
  );
  if (rows.length === 0) return [];
  const blocks = [
    '## Evidence',
    table(['Capture', 'Service', 'Observation', 'Frames'], rows.slice(0, PROOFS)),
  ];
  const left = rows.length - PROOFS;
  if (left > 0) blocks.push(`… and ${count(left, 'further row')}.`);
  return blocks;
}
