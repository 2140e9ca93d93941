import type { Writable } from 'node:stream';
import type { InterimVerdict } from '../diagnosis/interim-verdicts.ts';
import type { RenderOptions } from '../documents/format.ts';
import type { ReportFormatName } from '../documents/formats.ts';
import { changeText, type LiveMoment, liveChange } from '../documents/live-change.ts';
import { printableJson } from '../protocols/escape.ts';
import { liveWords } from '../words/command-line/live.ts';
import { UsageError } from './errors.ts';
import type { Complete, LiveView } from './live.ts';
import { LiveTable } from './live-table.ts';
import { Output } from './output.ts';
import type { Session } from './session.ts';

/** What the command line says of live verdicts. */
export interface LiveArguments {
  readonly captures: readonly string[];
  /** `--live`, `--no-live`; undefined where it is to be found out. */
  readonly live: boolean | undefined;
  readonly format: ReportFormatName;
  readonly outputFile: string | undefined;
  readonly quiet: boolean;
}

/**
 * The view that a command line asks for: a table on a terminal, else lines; null for none.
 * @throws UsageError where `--live` has nowhere to show anything
 */
export function liveView(
  { captures, live, format, outputFile, quiet }: LiveArguments,
  rendering: RenderOptions,
  { stdout, env }: Session,
): LiveView | null {
  if (live === false) return null;
  if (captures.length !== 1 || captures[0] !== '-') {
    if (live === undefined) return null;
    throw new UsageError(liveWords.liveWithoutPipe, liveWords.liveWithoutPipeAdvice);
  }
  const isFree = outputFile !== undefined;
  if (!isFree && format !== 'text' && format !== 'ndjson') {
    if (live === undefined) return null;
    throw new UsageError(liveWords.liveOfOneDocument(format), liveWords.liveOfOneDocumentAdvice);
  }
  if (format === 'ndjson') {
    return live === true || !isFree ? new LineView(stdout, null) : null;
  }
  const isTerminal = stdout.isTTY === true && env.TERM !== 'dumb';
  if (isTerminal) return quiet ? null : new LiveTable(stdout, rendering);
  return live === true ? new LineView(stdout, rendering) : null;
}

/** A line for each verdict that changes. */
class LineView implements LiveView {
  readonly #output: Output;
  #hasLines = false;
  #hasEnded = false;

  /** @param rendering of lines to read; null for JSON */
  constructor(
    stream: Writable,
    readonly rendering: RenderOptions | null,
  ) {
    this.#output = new Output(stream);
  }

  async show(
    endpoints: readonly InterimVerdict[],
    complete: Complete,
    moment: LiveMoment,
  ): Promise<void> {
    const { rendering } = this;
    if (this.#hasEnded) return;
    for (const row of endpoints) {
      const { shown } = row;
      if (!row.isChange || shown === null) continue;
      const change = liveChange({ ...row, shown }, complete(row.endpoint), moment);
      const line = rendering === null ? printableJson(change, 0) : changeText(change, rendering);
      await this.#output.write(`${line}\n`);
      this.#hasLines = true;
    }
    await this.#output.flush();
  }

  async end(): Promise<void> {
    if (this.#hasLines && this.rendering !== null) await this.#output.write('\n');
    this.#hasLines = false;
    this.#hasEnded = true;
    await this.#output.flush();
  }
}
