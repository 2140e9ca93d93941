import { isoTime } from '../capture/time-text.ts';
import type { InterimVerdict } from '../diagnosis/interim-verdicts.ts';
import { timeText } from '../diagnosis/report/time-zone.ts';
import type { RenderOptions } from '../documents/format.ts';
import type { LiveMoment } from '../documents/live-change.ts';
import { clean, VERDICT_COLORS } from '../documents/terminal.ts';
import { isFailure, type Verdict } from '../evidence/verdict.ts';
import { formatAddress } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import { liveWords } from '../words/command-line/live.ts';
import { english } from '../words/say.ts';
import type { Complete, LiveView } from './live.ts';
import type { OutputStream } from './session.ts';

const { grouped } = english.words.phrases;

const DEFAULT_WIDTH = 80;
const DEFAULT_HEIGHT = 24;
/** Lines that are no rows: what goes on, headings, what is left out, and the cursor's. */
const OTHER_LINES = 4;

/** What a terminal is asked to do (ECMA-48). */
const UP = (lines: number) => (lines === 0 ? '' : `\u001b[${lines}A`);
const ERASE_LINE = '\u001b[K';
const ERASE_BELOW = '\u001b[J';

/** What the table knows of its terminal. */
type Terminal = Pick<OutputStream, 'columns' | 'rows'> & { write(text: string): unknown };

interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
  /** Takes what room there is; others are never cut. */
  readonly isElastic?: boolean;
}

const COLUMNS: readonly Column[] = [
  { title: 'verdict' },
  { title: 'sure' },
  { title: 'tries', isNumber: true },
  { title: 'answers', isNumber: true },
  { title: 'since' },
  { title: 'service' },
  { title: 'name', isElastic: true },
  { title: 'client' },
];
const GAP = '  ';

/** A table on a terminal that is written over as verdicts change: what fails stands first. */
export class LiveTable implements LiveView {
  /** Lines on the terminal above the cursor. */
  #lines = 0;
  #hasEnded = false;

  constructor(
    readonly terminal: Terminal,
    readonly rendering: RenderOptions,
  ) {}

  show(endpoints: readonly InterimVerdict[], complete: Complete, moment: LiveMoment): void {
    if (this.#hasEnded) return;
    const width = (this.terminal.columns ?? DEFAULT_WIDTH) - 1;
    const room = Math.max(1, (this.terminal.rows ?? DEFAULT_HEIGHT) - OTHER_LINES);
    const sorted = [...endpoints].sort((one, other) => rankOf(one) - rankOf(other));
    const shown = sorted.slice(0, room);
    const clients = new Set(endpoints.map(clientOf));
    const cells = shown.map((row) => [
      ...this.#cells(row, complete),
      clients.size > 1 ? clientOf(row) : '',
    ]);
    const heading = this.#heading(endpoints, moment, clients.size === 1 ? [...clients][0] : null);
    const lines = [heading.slice(0, width), ...table(cells, width)];
    // Colours last: they take no room.
    if (this.rendering.color) {
      shown.forEach(({ shown: verdict }, index) => {
        const at = lines.length - shown.length + index;
        lines[at] = colored(lines[at], verdict?.verdict);
      });
    }
    if (sorted.length > room) lines.push(`and ${grouped(sorted.length - room)} more`);
    const text = lines.map((line) => `${line}${ERASE_LINE}\n`).join('');
    this.terminal.write(`\r${UP(this.#lines)}${text}${ERASE_BELOW}`);
    this.#lines = lines.length;
  }

  end(): void {
    if (this.#lines > 0) this.terminal.write(`\r${UP(this.#lines)}${ERASE_BELOW}`);
    this.#lines = 0;
    this.#hasEnded = true;
  }

  #heading(
    endpoints: readonly InterimVerdict[],
    moment: LiveMoment,
    client: string | null,
  ): string {
    const failing = endpoints.filter(
      ({ shown }) => shown !== null && isFailure(shown.verdict),
    ).length;
    const answered = endpoints.filter(({ shown }) => shown?.verdict === 'answered').length;
    const rest = endpoints.length - failing - answered;
    const parts = [
      this.#clock(moment.seconds),
      `${grouped(moment.packets)} packets`,
      `${grouped(failing)} fail`,
      `${grouped(answered)} answered`,
      ...(rest > 0 ? [liveWords.restNotKnownYet(rest)] : []),
      ...(moment.isHeldBack ? [liveWords.packetsHeldBack] : []),
      ...(client === null ? [] : [`client ${client}`]),
      liveWords.howToEnd,
    ];
    return parts.join(GAP);
  }

  /** Time of day where the reader is. */
  #clock(seconds: number): string {
    const text = timeText(isoTime(seconds, 0, 6), this.rendering.timeZone);
    return /\d\d:\d\d:\d\d/.exec(text)?.[0] ?? '';
  }

  #cells({ endpoint, shown, since }: InterimVerdict, complete: Complete): string[] {
    const { facts } = endpoint;
    const transport = facts.protocol === Protocol.TCP ? 'tcp' : 'udp';
    return [
      shown?.verdict ?? 'waiting',
      shown === null || shown.verdict === 'inconclusive' ? '' : shown.confidence,
      grouped(facts.attempts),
      grouped(facts.answered),
      this.#clock(since),
      `${formatAddress(...facts.server)} ${transport} ${facts.port}`,
      narrow(clean(complete(endpoint).name ?? '')),
    ];
  }
}

function clientOf({ endpoint: { facts } }: InterimVerdict): string {
  return facts.manyClients ? 'many' : formatAddress(...facts.client);
}

/** Failures, what is not known yet, what works; among these the order stays. */
function rankOf({ shown }: InterimVerdict): number {
  if (shown === null || shown.verdict === 'inconclusive') return 1;
  return shown.verdict === 'answered' ? 2 : 0;
}

/** Characters of which some terminals make two columns could break a line. */
function narrow(text: string): string {
  return text.replace(/[^ -~]/g, '?');
}

/** Heading and rows, each no longer than `width`; without columns that say nothing. */
function table(rows: readonly string[][], width: number): string[] {
  const columns = COLUMNS.map((column, index) => {
    const longest = Math.max(0, ...rows.map((cells) => cells[index].length));
    return { ...column, index, longest, width: Math.max(column.title.length, longest) };
  }).filter(({ longest }) => longest > 0);
  const total = columns.reduce((sum, column) => sum + column.width + GAP.length, -GAP.length);
  for (const column of columns) {
    if (column.isElastic !== true) continue;
    column.width = Math.max(column.title.length, column.width - Math.max(0, total - width));
  }
  return [COLUMNS.map(({ title }) => title), ...rows].map((cells) =>
    columns
      .map((column) => {
        const cut = cells[column.index].slice(0, column.width);
        return column.isNumber === true ? cut.padStart(column.width) : cut.padEnd(column.width);
      })
      .join(GAP)
      .trimEnd()
      .slice(0, width),
  );
}

/** A row whose first word has its verdict's colour. */
function colored(line: string, verdict: Verdict | undefined): string {
  if (verdict === undefined) return line;
  return line.replace(verdict, `\u001b[${VERDICT_COLORS[verdict]}m${verdict}\u001b[0m`);
}
