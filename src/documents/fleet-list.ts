import type { FleetFinding } from '../diagnosis/report/fleet-report.ts';
import { escapeText } from '../protocols/escape.ts';
import type { Column } from './row-formats.ts';

/** Columns of `fleet report -f csv`: a finding in a row. */
export const FLEET_COLUMNS: readonly Column<FleetFinding>[] = [
  column('verdict', (row) => row.verdict),
  column('confidence', (row) => row.confidence),
  column('captures', (row) => row.captures),
  column('since', (row) => row.since),
  column('last_seen', (row) => row.lastSeen),
  column('title', (row) => row.title),
  column('services', (row) => row.services.join('; ')),
  column('networks', (row) => row.networks.map(({ name }) => name).join('; ')),
  column('sensors', (row) => row.sensors.map(({ name }) => name).join('; ')),
  column('answered_captures', (row) => row.answered.captures),
  column('last_answered', (row) => row.answered.lastTime),
  column('remedy', (row) => row.remedy.join(' ')),
  column('id', (row) => row.id),
];

/** A capture, as `fleet report --captures` lists it. */
export interface FleetCapture {
  readonly name: string;
  readonly sensor: string;
  readonly outcome: string;
  readonly verdict: string | null;
  readonly confidence: string | null;
  readonly packets: number | null;
  readonly first_time: string | null;
  readonly last_time: string | null;
  readonly text: string;
  readonly path: string;
  readonly sha256: string;
  readonly version: string;
}

export const CAPTURE_COLUMNS: readonly Column<FleetCapture>[] = [
  column('outcome', (row) => row.outcome, 10),
  column('verdict', (row) => row.verdict, 12),
  column('confidence', (row) => row.confidence, 10),
  column('sensor', (row) => row.sensor, 16),
  column('name', (row) => row.name, 32),
  column('text', (row) => row.text),
  column('packets', (row) => row.packets),
  column('first_time', (row) => row.first_time),
  column('last_time', (row) => row.last_time),
  column('path', (row) => row.path),
  column('sha256', (row) => row.sha256),
  column('version', (row) => row.version),
];

/** The first of them, for a terminal. */
export const CAPTURE_LINE = CAPTURE_COLUMNS.slice(0, 6);

/** Cells are anybody's text. */
function column<Row>(
  key: string,
  value: (row: Row) => string | number | null,
  width = 0,
): Column<Row> {
  return {
    title: key,
    key,
    width,
    alignment: 'left',
    value: (row) => {
      const cell = value(row);
      return typeof cell === 'string' ? escapeText(cell) : cell;
    },
  };
}
