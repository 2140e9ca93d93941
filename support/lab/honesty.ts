// How honest each evidence code is: how often what it speaks for was true.

import { notShown } from '../../src/evidence/not-shown.ts';
import { EVIDENCE, EVIDENCE_CODES, type EvidenceCode } from '../../src/evidence/table.ts';
import { HYPOTHESES, type Hypothesis } from '../../src/evidence/verdict.ts';
import type { Labelled } from './label.ts';

/** Weighing less than this (a hint), a code is not held to account. */
const COUNTED_WEIGHT = 1;
/** With fewer labels, or misleading in a larger share, it may weigh a hint at most. */
export const FEWEST_LABELS = 20;
export const HIGHEST_MISLED = 1 / 5;

/** What became of one code, over labelled endpoints where it had a weight. */
export interface HonestyRow {
  readonly code: EvidenceCode;
  /** The most that it weighs for or against a verdict, at full strength. */
  readonly weight: number;
  held: number;
  misled: number;
  /** Captures that the labels are from: endpoints of one are alike. */
  readonly captures: Set<string>;
  /** Endpoints of which only the capture's limits are known: no label for what it speaks for. */
  untold: number;
  readonly misleading: Labelled[];
}

/** What the evidence weighs for a verdict, as the judge counts it. */
function effective(
  all: Labelled['evidence'],
  one: Labelled['evidence'][number],
  hypothesis: Hypothesis,
): number {
  const weight = (EVIDENCE[one.code].weights[hypothesis] ?? 0) * one.strength;
  if (EVIDENCE[one.code].supportsOnly !== true || weight < 0) return weight;
  const own = all
    .filter(({ code }) => EVIDENCE[code].supportsOnly !== true)
    .reduce(
      (sum, { code, strength }) => sum + (EVIDENCE[code].weights[hypothesis] ?? 0) * strength,
      0,
    );
  // What only supports has no weight where nothing else speaks for the verdict.
  return own > 0 ? weight : 0;
}

/** Whether what a code says of an endpoint is true; null where it says too little, or nobody knows. */
function verdictOn(
  { label, evidence }: Labelled,
  one: Labelled['evidence'][number],
): boolean | 'untold' | null {
  const weights = HYPOTHESES.map(
    (hypothesis) => [hypothesis, effective(evidence, one, hypothesis)] as const,
  );
  const speaksFor = weights.filter(([, weight]) => weight >= COUNTED_WEIGHT).map(([name]) => name);
  const against = weights.filter(([, weight]) => weight <= -COUNTED_WEIGHT).map(([name]) => name);
  const [truth] = label.accepted;
  const isAny = (names: readonly Hypothesis[]) =>
    label.accepted.some((verdict) => (names as readonly string[]).includes(verdict));
  if (speaksFor.length > 0) {
    // That a capture cannot tell is no word on what happened.
    if (truth === 'inconclusive' && !isAny(speaksFor)) return 'untold';
    return isAny(speaksFor);
  }
  if (against.length === 0) return null;
  return !(against as readonly string[]).includes(truth) || label.accepted.includes('inconclusive');
}

/** A row for each code, in the order of the rules; also those that were never seen. */
export function honestyOf(all: Iterable<Labelled>): HonestyRow[] {
  const rows = new Map(
    EVIDENCE_CODES.map((code) => {
      const weights = Object.values(EVIDENCE[code].weights);
      const weight = weights.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
      const row: HonestyRow = {
        ...{ code, weight, held: 0, misled: 0, untold: 0 },
        ...{ captures: new Set<string>(), misleading: [] },
      };
      return [code, row] as const;
    }),
  );
  for (const one of all) {
    for (const evidence of one.evidence) {
      const row = rows.get(evidence.code);
      const verdict = verdictOn(one, evidence);
      if (row === undefined || verdict === null) continue;
      if (verdict === 'untold') {
        row.untold++;
        continue;
      }
      row.captures.add(one.capture);
      if (verdict) row.held++;
      else {
        row.misled++;
        row.misleading.push(one);
      }
    }
  }
  return [...rows.values()];
}

/** Whether a code only says what a text lacks: it makes no verdict, and takes `answered` back where it may be false. */
function isOfText(code: EvidenceCode): boolean {
  return Object.hasOwn(notShown.codes, code);
}

/** Why a code may not weigh what it weighs; null where it may. */
export function objection({
  code,
  weight,
  held,
  misled,
}: Pick<HonestyRow, 'code' | 'weight' | 'held' | 'misled'>): string | null {
  if (weight <= COUNTED_WEIGHT) return null;
  const labels = held + misled;
  if (labels < FEWEST_LABELS) return `${labels} labels, fewer than ${FEWEST_LABELS}`;
  // It is worth its place by the failures that would pass for answers without it.
  if (isOfText(code)) return held < FEWEST_LABELS ? `held in ${held}` : null;
  const share = misled / labels;
  return share > HIGHEST_MISLED ? `misleads in ${misled} of ${labels}` : null;
}

/** Labels by where they are from. */
export interface HonestySources {
  readonly lab: readonly HonestyRow[];
  readonly derived: readonly HonestyRow[];
  readonly printed: readonly HonestyRow[];
  readonly corpus: readonly HonestyRow[];
}

/** What the page says of each code: where its labels are from, and whether it may weigh what it does. */
export function honestyTable(sources: HonestySources): string {
  const cell = ({ held, misled, captures }: HonestyRow) =>
    held + misled === 0 ? '–' : `${held} / ${misled} (${captures.size})`;
  return [
    '| code | weighs at most | lab: held / misled (captures) | derived | printed | corpus | |',
    '| --- | ---: | ---: | ---: | ---: | ---: | --- |',
    ...sources.lab.map((row, index) => {
      const all = together(sources, index);
      const others = [sources.derived, sources.printed, sources.corpus];
      const cells = [row, ...others.map((rows) => rows[index])].map(cell).join(' | ');
      return `| \`${row.code}\` | ${row.weight} | ${cells} | ${objection(all) ?? ''} |`;
    }),
  ].join('\n');
}

/**
 * All that counts for a code. Captures that are made of one another say nothing new of what was on the
 * wire; of what a capture cannot carry they do, as cutting and filtering is what makes it so, and texts of
 * what a text lacks.
 */
export function together(
  { lab, derived, printed, corpus }: HonestySources,
  index: number,
): Pick<HonestyRow, 'code' | 'weight' | 'held' | 'misled'> {
  const { code, weight } = lab[index];
  const parts = [lab, corpus];
  if (EVIDENCE[code].kind === 'limit') parts.push(derived);
  if (isOfText(code)) parts.push(printed);
  const rows = parts.map((one) => one[index]);
  return {
    ...{ code, weight },
    held: rows.reduce((sum, { held }) => sum + held, 0),
    misled: rows.reduce((sum, { misled }) => sum + misled, 0),
  };
}
