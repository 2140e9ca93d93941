// Errors both ways over the lab as it is, and as others would have taken it: a row a derivation.

import { join } from 'node:path';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Confidence, Verdict } from '../../src/index.ts';
import { openCapture } from '../../src/index.ts';
import { LAB_CAPTURES } from './accuracy.ts';
import { type Derived, derive, ROWS, type Row } from './derive.ts';
import { type DerivedLabel, WholeEndpoints, wholeOf } from './derived-truth.ts';
import { exportedList } from './exported-list.ts';
import { type Judged, judgedOf, type Labelled, labelledAs } from './label.ts';
import { type LabCapture, readPackets } from './packets.ts';
import type { Truth } from './truth.ts';

/** Counts of a row. */
export interface DerivedRow {
  readonly row: Row;
  captures: number;
  endpoints: number;
  readonly falseAlarms: Record<Confidence, number>;
  readonly falseAllClears: Record<Confidence, number>;
  /** Neither: one failure called another, healthy called closed. */
  otherwise: number;
  /** Reports whose summary says that all is well, where that is not so or the capture cannot tell. */
  summaries: number;
  /** Healthy endpoints that the packets show, and how many of them are `answered`. */
  shown: number;
  answered: number;
  /** True drops and rejects whose deciding frames are there, and how many keep their verdict. */
  decided: number;
  keptVerdict: number;
  /** Of these, how many were `high` in the whole capture, and how many still are. */
  high: number;
  stillHigh: number;
}

/** One error, to be looked at. */
export interface Complaint {
  readonly kind: 'false alarm' | 'false all-clear' | 'otherwise' | 'summary' | 'abstained' | 'lost';
  readonly truth: Truth;
  readonly row: Row;
  readonly variant: string;
  readonly endpoint: string;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  readonly accepted: readonly Verdict[];
  readonly codes: readonly string[];
}

export interface DerivedAccuracy {
  readonly rows: readonly DerivedRow[];
  readonly complaints: readonly Complaint[];
  /** All that has a label, for the confidence. */
  readonly labelled: readonly Labelled[];
}

/** Summaries of these cannot be an all-clear: what is missing was never captured. */
const CARRIES_NO_ALL_CLEAR: ReadonlySet<Row> = new Set([
  ...(['what clients sent', 'what servers sent', 'data only'] as const),
]);

const ALARMS: ReadonlySet<Verdict> = new Set(['drop', 'reject', 'intercepted']);

/** Gathers the figures of one capture after the other. */
export class DerivedMeasure implements DerivedAccuracy {
  readonly rows: DerivedRow[] = ROWS.map((row) => ({
    ...{ row, captures: 0, endpoints: 0, otherwise: 0, summaries: 0 },
    falseAlarms: { certain: 0, high: 0, medium: 0, low: 0 },
    falseAllClears: { certain: 0, high: 0, medium: 0, low: 0 },
    ...{ shown: 0, answered: 0, decided: 0, keptVerdict: 0, high: 0, stillHigh: 0 },
  }));
  readonly complaints: Complaint[] = [];
  readonly labelled: Labelled[] = [];

  /** @param seeds of what is taken out, where not those of the tables */
  constructor(readonly seeds?: readonly number[]) {}

  /**
   * A lab capture, its report, and everything that is derived from it.
   * @param healthy what it is merged with, by IP version
   */
  async add(
    truth: Truth,
    judged: Judged,
    healthy: Readonly<Record<4 | 6, LabCapture>>,
    folder = LAB_CAPTURES,
  ): Promise<void> {
    const capture = await readPackets(join(folder, truth.capture));
    const endpoints = new WholeEndpoints(truth, judged, capture.packets);
    const whole = wholeOf(truth.name, capture, judged.report.endpoints);
    this.#count(truth, wholeAsDerived(capture), judged, endpoints);
    const version = capture.packets.some(({ version, kind }) => version === 6 && kind === 'tcp')
      ? 6
      : 4;
    for (const derived of derive(whole, endpoints.isView ? null : healthy[version], this.seeds)) {
      const reader = await openCapture(derived.bytes);
      this.#count(truth, derived, judgedOf(await diagnose(reader)), endpoints);
    }
    await this.#labelList(truth, exportedList(whole), endpoints);
  }

  /** Labels of a list, which is no row of the tables: it has a part of what clients sent. */
  async #labelList(truth: Truth, list: Derived | null, endpoints: WholeEndpoints): Promise<void> {
    if (list === null) return;
    const { diagnosis, report } = judgedOf(await diagnose(await openCapture(list.bytes)));
    report.endpoints.forEach((one, index) => {
      const label = endpoints.labelOf(list, { ...one, port: one.port });
      if (label === null) return;
      const name = `${truth.name} ${list.row} ${list.variant}`;
      this.labelled.push(labelledAs(name, label, one, diagnosis.endpoints[index]));
    });
  }

  #count(
    truth: Truth,
    derived: Derived,
    { diagnosis, report }: Judged,
    endpoints: WholeEndpoints,
  ): void {
    const row = this.rows[ROWS.indexOf(derived.row)];
    row.captures++;
    let isAnyFailing = false;
    report.endpoints.forEach((one, index) => {
      const label = derived.merged.has(one.server)
        ? HEALTHY
        : endpoints.labelOf(derived, { ...one, port: one.port });
      if (label === null) return;
      row.endpoints++;
      if (derived.row !== 'whole') {
        const name = `${truth.name} ${derived.row} ${derived.variant}`;
        this.labelled.push(
          labelledAs(name, { accepted: label.accepted }, one, diagnosis.endpoints[index]),
        );
      }
      const { accepted } = label;
      const [true_] = accepted;
      const isRight = accepted.includes(one.verdict);
      const complain = (kind: Complaint['kind']) =>
        this.complaints.push({
          ...{ kind, truth, row: derived.row, variant: derived.variant },
          endpoint: `${one.client} > ${one.server} ${one.protocol} ${one.port}`,
          ...{ verdict: one.verdict, confidence: one.confidence, accepted },
          codes: one.evidence.map(({ code }) => code),
        });
      const isFailing = true_ !== 'answered' && true_ !== 'inconclusive';
      if (isFailing && !accepted.includes('answered') && !label.isUntold) isAnyFailing = true;
      if (!isRight) {
        if (ALARMS.has(one.verdict) && (true_ === 'answered' || true_ === 'closed')) {
          row.falseAlarms[one.confidence]++;
          complain('false alarm');
        } else if (one.verdict === 'answered' && true_ !== 'answered' && true_ !== 'inconclusive') {
          row.falseAllClears[one.confidence]++;
          complain('false all-clear');
        } else if (one.verdict !== 'inconclusive') {
          row.otherwise++;
          complain('otherwise');
        }
      }
      if (label.isShown) {
        row.shown++;
        if (one.verdict === 'answered') row.answered++;
        else if (one.verdict === 'inconclusive') complain('abstained');
      }
      const right = label.whole?.right ?? null;
      if (label.isDecided && right !== null && (true_ === 'drop' || true_ === 'reject')) {
        row.decided++;
        // Where the exchanges that work outweigh the failure, that is no way to keep it.
        const isKept = one.verdict !== 'answered' || right.verdict === 'answered';
        if (isRight && one.verdict !== 'inconclusive' && isKept) {
          row.keptVerdict++;
          if (right.isHigh) {
            row.high++;
            if (one.confidence === 'high') row.stillHigh++;
          }
        } else complain('lost');
      }
    });
    const { summary } = report;
    // Where no connection remains, nobody can tell that it is one's data only.
    const hasLeftOut =
      CARRIES_NO_ALL_CLEAR.has(derived.row) &&
      (derived.row !== 'data only' || report.endpoints.some(({ protocol }) => protocol === 'tcp'));
    if (summary.verdict === 'answered' && (isAnyFailing || hasLeftOut)) {
      row.summaries++;
      this.complaints.push({
        ...{ kind: 'summary', truth, row: derived.row, variant: derived.variant },
        ...{ endpoint: '(summary)', verdict: summary.verdict, confidence: summary.confidence },
        ...{ accepted: ['inconclusive'], codes: report.capture.quality.map(({ code }) => code) },
      });
    }
  }
}

/** A healthy capture's own endpoints. */
const HEALTHY: Omit<DerivedLabel, 'whole'> & { readonly whole: null } = {
  ...{ accepted: ['answered'], whole: null, isShown: true, isDecided: false, isUntold: false },
};

function wholeAsDerived({ packets }: LabCapture): Derived {
  const kept = new Set(packets.map(({ index }) => index));
  return {
    ...{ row: 'whole', variant: '', bytes: new Uint8Array(0), originals: new Map() },
    ...{ kept, readable: kept, merged: new Set() },
  };
}

/** What captures are merged with: everything works in them. */
export async function healthyCaptures(): Promise<Record<4 | 6, LabCapture>> {
  return {
    4: await readPackets(join(LAB_CAPTURES, 'healthy.pcapng')),
    6: await readPackets(join(LAB_CAPTURES, 'healthy-ipv6.pcapng')),
  };
}

function total(counts: Record<Confidence, number>): string {
  const { high, medium, low } = counts;
  const all = high + medium + low;
  return all === 0 ? '0' : `${all} (${high} high, ${medium} medium)`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${part} of ${whole}`;
}

/** The table as docs/accuracy.md has it: errors both ways beside each other. */
export function derivedTable(rows: readonly DerivedRow[]): string {
  return [
    '| captures | number | endpoints | false alarms | false all-clears | summaries falsely clear | otherwise wrong |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map(
      ({ row, captures, endpoints, falseAlarms, falseAllClears, summaries, otherwise }) =>
        `| ${row} | ${captures} | ${endpoints} | ${total(falseAlarms)} | ${total(falseAllClears)} | ${summaries} | ${otherwise} |`,
    ),
  ].join('\n');
}

/** The second: what is not lost by it. */
export function keptTable(rows: readonly DerivedRow[]): string {
  return [
    '| captures | healthy, shown: `answered` | drop and reject, decided: kept | of these `high` before: still |',
    '| --- | ---: | ---: | ---: |',
    ...rows.map(
      ({ row, shown, answered, decided, keptVerdict, high, stillHigh }) =>
        `| ${row} | ${share(answered, shown)} | ${share(keptVerdict, decided)} | ${share(stillHigh, high)} |`,
    ),
  ].join('\n');
}
