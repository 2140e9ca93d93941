// How verdicts on printed packets compare with those on the capture that was printed: the lab's captures
// as tcpdump prints them, with the options that people use.

import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { openCapture, type ReportEndpoint } from '../../src/index.ts';
import { LAB_CAPTURES } from './accuracy.ts';
import { judgedOf, type Labelled, labelledEndpoints } from './label.ts';
import { fnv1a, type Truth } from './truth.ts';

/** One way to print packets. */
export interface Printing {
  readonly name: string;
  readonly program: string;
  /** What reads the capture from its standard input. */
  readonly args: readonly string[];
  /** The packets' bytes are printed. */
  readonly hasBytes: boolean;
  /** Of so many scenarios one, by a hash of their names, is printed so: 1 for all of the lab. */
  readonly oneOf: number;
  /** What the program says of itself is not in the text, as where it is redirected. */
  readonly withoutBanner?: true;
}

/** Options that print bytes: alone, or with others. */
const BYTES: ReadonlySet<string> = new Set(['-x', '-xx', '-X', '-XX']);

/** Options are measured alone on a third of the lab, in pairs and with tshark, which is slow, on a ninth. */
const ALONE_ONE_OF = 3;
const PAIR_ONE_OF = 9;
const TSHARK_ONE_OF = 9;

function tcpdump(oneOf: number, name: string, withoutBanner?: true): Printing {
  const options = name.split(' ').filter((word) => word.startsWith('-'));
  const hasBytes = options.some((option) => BYTES.has(option));
  const args = ['-r', '-', ...options];
  const printing = { name: `tcpdump ${name}`, program: 'tcpdump', args, hasBytes, oneOf };
  return withoutBanner === undefined ? printing : { ...printing, withoutBanner };
}

function tshark(name: string, args: readonly string[], hasBytes = false): Printing {
  const all = ['-n', '-r', '-', ...args];
  return {
    ...{ name: `tshark ${name}`, program: 'tshark', args: all, hasBytes, oneOf: TSHARK_ONE_OF },
    withoutBanner: true,
  };
}

const FIELDS = ['frame.number', 'frame.time_epoch', 'ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst'];
const OF_TRANSPORT = ['tcp.srcport', 'tcp.dstport', 'udp.srcport', 'udp.dstport', 'tcp.flags'];
const OF_COLUMNS = ['_ws.col.Protocol', 'frame.len', '_ws.col.Info'];
const AS_FIELDS = [...FIELDS, ...OF_TRANSPORT, ...OF_COLUMNS].flatMap((field) => ['-e', field]);

/** What stands beside `-nn`. */
const OPTIONS = [
  ...['-N', '-v', '-vv', '-vvv', '-e', '-q', '-t', '-tt', '-ttt', '-tttt', '-ttttt', '-S'],
  ...['-x', '-xx', '-X', '-XX', '-A', '-#'],
];

/** Rows of the table. */
export const PRINTINGS: readonly Printing[] = [
  ...[tcpdump(1, '-nn'), tcpdump(1, '-nn -v'), tcpdump(1, '-nn -xx')],
  ...[tcpdump(ALONE_ONE_OF, '-nn (redirected)', true), tcpdump(ALONE_ONE_OF, '-n')],
  ...OPTIONS.filter((option) => option !== '-v' && option !== '-xx').map((option) =>
    tcpdump(ALONE_ONE_OF, `-nn ${option}`),
  ),
  ...OPTIONS.filter((option) => !option.startsWith('-v')).map((option) =>
    tcpdump(PAIR_ONE_OF, `-nn -v ${option}`),
  ),
  ...OPTIONS.filter((option) => option !== '-e' && option !== '-v').map((option) =>
    tcpdump(PAIR_ONE_OF, `-nn -e ${option}`),
  ),
  ...[tcpdump(PAIR_ONE_OF, '-t -n'), tcpdump(PAIR_ONE_OF, '-nn -vvv -e -tttt -XX')],
  ...[tshark('(list)', []), tshark('-V', ['-V']), tshark('-T psml', ['-T', 'psml'])],
  tshark('-T fields', ['-T', 'fields', '-E', 'header=y', ...AS_FIELDS]),
  tshark('-T fields (comma)', [
    ...['-T', 'fields', '-E', 'header=y', '-E', 'separator=,', '-E', 'quote=d', ...AS_FIELDS],
  ]),
  ...[tshark('-T json', ['-T', 'json']), tshark('-T ek', ['-T', 'ek'])],
  ...[tshark('-x', ['-x'], true), tshark('-V -x', ['-V', '-x'], true)],
  ...[tshark('-T pdml', ['-T', 'pdml'], true), tshark('-T jsonraw', ['-T', 'jsonraw'], true)],
  tshark('-T json -x', ['-T', 'json', '-x'], true),
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
  /** Endpoints of the capture that the text's report does not have, though it names their server. */
  lost: number;
  /** Those whose server's address or name is not in the text: what a tunnel or a proxy's request has. */
  notPrinted: number;
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
      notPrinted: 0,
      refused: 0,
    }));
  }

  /** Prints a lab's capture in every way, and judges each. */
  async add(truth: Truth, folder = LAB_CAPTURES): Promise<void> {
    const rows = this.rows.filter(({ printing }) => isChosen(truth.name, printing));
    if (rows.length === 0) return;
    const capture = unpacked(join(folder, truth.capture));
    const own = await reportOf(capture);
    for (const row of rows) {
      const text = await print(row.printing, capture);
      if (text === null) continue;
      const said = await reportOf(text);
      row.captures++;
      const has = (words: string) =>
        Buffer.from(text.buffer, text.byteOffset, text.length).includes(words);
      this.#compare(truth.name, row, own.endpoints, said.endpoints, has);
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
    has: (words: string) => boolean,
  ): void {
    const found = new Map(said.map((endpoint) => [keyOf(endpoint), endpoint]));
    for (const endpoint of own) {
      row.endpoints++;
      const printed =
        found.get(keyOf(endpoint)) ??
        said.find((one) => isPortOpen(one) && withoutPort(one) === withoutPort(endpoint)) ??
        said.find((one) => isRoleOpen(one) && isTurned(one, endpoint));
      found.delete(keyOf(endpoint));
      if (printed === undefined && !row.printing.hasBytes && !has(endpoint.server)) {
        row.notPrinted++;
      } else if (printed === undefined) {
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

/** Whether a way to print is measured on a scenario. Who is held out, another hash of the name decides. */
function isChosen(name: string, { oneOf }: Printing): boolean {
  return fnv1a(`printed ${name}`) % oneOf === 0;
}

function changed(own: ReportEndpoint, printed: ReportEndpoint): string {
  const codes = ({ evidence }: ReportEndpoint) => evidence.map(({ code }) => code).join(' ');
  return `${keyOf(own)}: ${own.verdict} (${codes(own)}) printed ${printed.verdict} (${codes(printed)})`;
}

function keyOf({ client, server, protocol, port }: ReportEndpoint): string {
  return `${client} > ${server} ${protocol} ${port}`;
}

/** Whether no port is shown, and the endpoint, which says so, stands for all that both hosts had. */
function isPortOpen({ port, evidence }: ReportEndpoint): boolean {
  return port === null || evidence.some(({ code }) => code === 'port-assumed');
}

/** Whether no flags are shown: who asked whom is then told by the ports, and may be the other way. */
function isRoleOpen({ evidence }: ReportEndpoint): boolean {
  return evidence.some(({ code }) => code === 'flags-not-shown');
}

function isTurned(one: ReportEndpoint, other: ReportEndpoint): boolean {
  return one.client === other.server && one.server === other.client;
}

function withoutPort({ client, server, protocol }: ReportEndpoint): string {
  return `${client} > ${server} ${protocol}`;
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

let prints = 0;

/** What a program prints of a capture; null where it cannot read it. */
export async function print(printing: Printing, capture: Uint8Array): Promise<Uint8Array | null> {
  const path = join(tmpdir(), `pcap-verdict-printed-${process.pid}-${prints++}`);
  writeFileSync(path, capture);
  // A file: tshark reads from no socket, as which Node's pipes are made.
  const input = openSync(path, 'r');
  const child = spawn(printing.program, printing.args, {
    env: { ...process.env, TZ: 'UTC' },
    stdio: [input, 'pipe', 'pipe'],
  });
  const banner: Buffer[] = [];
  const lines: Buffer[] = [];
  child.stderr?.on('data', (part: Buffer) => banner.push(part));
  child.stdout?.on('data', (part: Buffer) => lines.push(part));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  closeSync(input);
  rmSync(path);
  if (code !== 0 || lines.length === 0) return null;
  return Buffer.concat(printing.withoutBanner ? lines : [...banner, ...lines]);
}

/** What is printed of every capture to see what a text lacks: most, and least. */
const LABELLED = new Set(['tcpdump -nn', 'tcpdump -nn -t']);

/** A lab's capture as text, with the lab's labels; nothing where tcpdump is not there. */
export async function labelledTexts(truth: Truth, folder = LAB_CAPTURES): Promise<Labelled[]> {
  const capture = unpacked(join(folder, truth.capture));
  const labelled: Labelled[] = [];
  for (const printing of PRINTINGS.filter(({ name }) => LABELLED.has(name))) {
    const text = await print(printing, capture);
    if (text === null) continue;
    const reader = await openCapture(text);
    labelled.push(...labelledEndpoints(truth, judgedOf(await diagnose(reader))));
    await reader.close();
  }
  return labelled;
}

/** The table: the scenarios that rules were tuned on, then those held out where they were measured. */
export function printedTable(rows: readonly PrintedRow[]): string {
  return [
    '| printed by | captures | endpoints | same | abstained | another verdict | lost | not printed | lines not understood |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map((row) => {
      const { printing, captures, endpoints, same, abstained, other, lost } = row;
      const share = endpoints === 0 ? '–' : `${((100 * same) / endpoints).toFixed(1)} %`;
      const name = `\`${printing.name}\`${printing.hasBytes ? ' (bytes)' : ''}`;
      return `| ${name} | ${captures} | ${endpoints} | ${same} (${share}) | ${abstained} | ${other} | ${lost} | ${row.notPrinted} | ${row.refused} |`;
    }),
  ].join('\n');
}
