// How verdicts on printed packets compare with those on the capture that was printed: the lab's captures
// as tcpdump prints them, with the options that people use.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { openCapture, type ReportEndpoint } from '../../src/index.ts';
import { LAB_CAPTURES } from './accuracy.ts';
import { judgedOf } from './label.ts';
import type { Truth } from './truth.ts';

/** One way to print packets. */
export interface Printing {
  readonly name: string;
  readonly program: string;
  /** What reads the capture from its standard input. */
  readonly args: readonly string[];
  /** The packets' bytes are printed. */
  readonly hasBytes: boolean;
  /** What the program says of itself is not in the text, as where it is redirected. */
  readonly withoutBanner?: true;
}

function tcpdump(name: string, hasBytes = false, withoutBanner?: true): Printing {
  const args = ['-r', '-', ...name.split(' ').filter((word) => word.startsWith('-'))];
  const printing = { name: `tcpdump ${name}`, program: 'tcpdump', args, hasBytes };
  return withoutBanner === undefined ? printing : { ...printing, withoutBanner };
}

/** Rows of the table. */
export const PRINTINGS: readonly Printing[] = [
  ...[tcpdump('-nn'), tcpdump('-nn (redirected)', false, true), tcpdump('-n'), tcpdump('-t -n')],
  ...[tcpdump('-nn -v'), tcpdump('-nn -vv'), tcpdump('-nn -e'), tcpdump('-nn -vvv -e')],
  ...[tcpdump('-nn -S'), tcpdump('-nn -q'), tcpdump('-nn -tttt'), tcpdump('-nn -tt')],
  ...[tcpdump('-nn -ttt'), tcpdump('-nn -ttttt'), tcpdump('-nn -#'), tcpdump('-nn -A')],
  ...[tcpdump('-nn -x', true), tcpdump('-nn -xx', true), tcpdump('-nn -X', true)],
  tcpdump('-nn -v -XX', true),
];

/** Counts of one way to print. */
export interface PrintedRow {
  readonly printing: Printing;
  captures: number;
  endpoints: number;
  same: number;
  /** `inconclusive` where the capture has a verdict. */
  abstained: number;
  /** Another verdict, or one where the capture has none. */
  other: number;
  /** Endpoints of the capture that the text's report does not have. */
  lost: number;
  /** Packets' lines that were not understood. */
  refused: number;
}

export interface PrintedComplaint {
  readonly kind: 'abstained' | 'other' | 'lost' | 'refused';
  readonly text: string;
}

/** Gathers the figures of one capture after the other. */
export class PrintedMeasure {
  readonly rows: readonly PrintedRow[];
  readonly complaints: PrintedComplaint[] = [];

  constructor(printings: readonly Printing[] = PRINTINGS) {
    this.rows = printings.map((printing) => ({
      ...{ printing, captures: 0, endpoints: 0, same: 0, abstained: 0, other: 0, lost: 0 },
      refused: 0,
    }));
  }

  /** Prints a lab's capture in every way, and judges each. */
  async add(truth: Truth, folder = LAB_CAPTURES): Promise<void> {
    const capture = unpacked(join(folder, truth.capture));
    const own = await reportOf(capture);
    for (const row of this.rows) {
      const text = await print(row.printing, capture);
      if (text === null) continue;
      const said = await reportOf(text);
      row.captures++;
      this.#compare(truth.name, row, own.endpoints, said.endpoints);
      const refused = said.capture.problems.length;
      row.refused += refused;
      if (refused > 0) {
        const first = said.capture.problems[0]?.text;
        this.#complain('refused', truth.name, row, `${refused}, first: ${first}`);
      }
    }
  }

  #compare(
    name: string,
    row: PrintedRow,
    own: readonly ReportEndpoint[],
    said: readonly ReportEndpoint[],
  ): void {
    const found = new Map(said.map((endpoint) => [keyOf(endpoint), endpoint]));
    for (const endpoint of own) {
      row.endpoints++;
      const printed = found.get(keyOf(endpoint));
      found.delete(keyOf(endpoint));
      if (printed === undefined) {
        row.lost++;
        this.#complain('lost', name, row, `${keyOf(endpoint)} ${endpoint.verdict}`);
      } else if (printed.verdict === endpoint.verdict) row.same++;
      else {
        const kind = printed.verdict === 'inconclusive' ? 'abstained' : 'other';
        row[kind]++;
        this.#complain(kind, name, row, changed(endpoint, printed));
      }
    }
    for (const [key, { verdict }] of found) {
      if (verdict === 'inconclusive') continue;
      row.other++;
      this.#complain('other', name, row, `${key}: not in the capture's report, ${verdict}`);
    }
  }

  #complain(kind: PrintedComplaint['kind'], name: string, row: PrintedRow, text: string): void {
    this.complaints.push({ kind, text: `${kind}\t${row.printing.name}\t${name}: ${text}` });
  }
}

function changed(own: ReportEndpoint, printed: ReportEndpoint): string {
  const codes = ({ evidence }: ReportEndpoint) => evidence.map(({ code }) => code).join(' ');
  return `${keyOf(own)}: ${own.verdict} (${codes(own)}) printed ${printed.verdict} (${codes(printed)})`;
}

function keyOf({ client, server, protocol, port }: ReportEndpoint): string {
  return `${client} > ${server} ${protocol} ${port}`;
}

async function reportOf(bytes: Uint8Array) {
  const reader = await openCapture(bytes);
  try {
    return judgedOf(await diagnose(reader)).report;
  } finally {
    await reader.close();
  }
}

function unpacked(path: string): Uint8Array {
  const bytes = readFileSync(path);
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** What a program prints of a capture; null where it cannot read it. */
export async function print(printing: Printing, capture: Uint8Array): Promise<Uint8Array | null> {
  const child = spawn(printing.program, printing.args, { env: { ...process.env, TZ: 'UTC' } });
  const banner: Buffer[] = [];
  const lines: Buffer[] = [];
  child.stderr.on('data', (part: Buffer) => banner.push(part));
  child.stdout.on('data', (part: Buffer) => lines.push(part));
  child.stdin.on('error', () => undefined);
  child.stdin.end(capture);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0 || lines.length === 0) return null;
  return Buffer.concat(printing.withoutBanner ? lines : [...banner, ...lines]);
}

/** The table. */
export function printedTable(rows: readonly PrintedRow[]): string {
  return [
    '| printed by | captures | endpoints | same | abstained | another verdict | lost | lines not understood |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map(({ printing, captures, endpoints, same, abstained, other, lost, refused }) => {
      const share = endpoints === 0 ? '–' : `${((100 * same) / endpoints).toFixed(1)} %`;
      const name = `${printing.name}${printing.hasBytes ? ' (bytes)' : ''}`;
      return `| ${name} | ${captures} | ${endpoints} | ${same} (${share}) | ${abstained} | ${other} | ${lost} | ${refused} |`;
    }),
  ].join('\n');
}
