import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Writable } from 'node:stream';
import type { Report } from '../diagnosis/report/report.ts';
import { nearTimeZones, type TimeZone, timeZoneNamed } from '../diagnosis/report/time-zone.ts';
import type { RenderOptions, ReportFormat, UnreadableCapture } from '../documents/format.ts';
import { escapeText } from '../protocols/escape.ts';
import { filesWords } from '../words/command-line/files.ts';
import { captureName, UsageError } from './errors.ts';
import type { OutputStream } from './session.ts';

const BUFFERED_CHARACTERS = 1 << 16;
const SLICE_CHARACTERS = 1 << 20;

/** Writes text in large pieces, and waits where the reader of a pipe is slower. */
export class Output {
  #pending = '';

  constructor(readonly stream: Writable) {}

  /** Takes text; returns at once most of the time. */
  async write(text: string): Promise<void> {
    this.#pending += text;
    if (this.#pending.length >= BUFFERED_CHARACTERS) await this.flush();
  }

  /** Writes what is held. */
  async flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    // In slices: a report may be large, and each write makes bytes of its text.
    for (let at = 0; at < text.length; ) {
      let end = Math.min(at + SLICE_CHARACTERS, text.length);
      if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end++;
      if (!this.stream.write(text.slice(at, end))) await once(this.stream, 'drain');
      at = end;
    }
  }
}

/** Whether a UTF-16 unit is the first half of a character, which must not be written alone. */
function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

const DEFAULT_WIDTH = 80;

/** What the command line says of how a report is to look. */
export interface RenderingArguments {
  readonly color: boolean;
  readonly outputFile: string | undefined;
  /** Name of a time zone. */
  readonly timeZone: string | undefined;
  readonly title?: string | undefined;
  readonly note?: readonly string[] | undefined;
}

/** Colours and the terminal's width are for standard output only. @throws UsageError for the zone */
export function renderOptions(
  { color, outputFile, timeZone, title, note }: RenderingArguments,
  stdout: OutputStream,
): RenderOptions {
  const isOnTerminal = outputFile === undefined && stdout.isTTY === true;
  return {
    color: color && outputFile === undefined,
    width: isOnTerminal ? (stdout.columns ?? DEFAULT_WIDTH) : DEFAULT_WIDTH,
    timeZone: namedTimeZone(timeZone),
    title,
    note,
  };
}

/** @throws UsageError where there is no such zone */
export function namedTimeZone(name: string | undefined): TimeZone | undefined {
  if (name === undefined) return undefined;
  const zone = timeZoneNamed(name);
  if (zone !== null) return zone;
  const near = nearTimeZones(name);
  throw new UsageError(
    filesWords.unknownTimeZone(name),
    near.length > 0
      ? filesWords.unknownTimeZoneNearest(near.join(', '))
      : filesWords.unknownTimeZoneAdvice,
  );
}

/** Takes reports as they are made, and puts them where they are wanted. */
export interface ReportWriter {
  add(report: Report, path: string): Promise<void>;
  /** After the last report; with what could not be read. */
  end(unreadable: readonly UnreadableCapture[]): Promise<void>;
}

export interface ReportWriterOptions {
  readonly format: ReportFormat;
  readonly rendering: RenderOptions;
  readonly captures: readonly string[];
  /** `-o`: a file; a folder where it ends in a slash or is one; standard output where undefined. */
  readonly output: string | undefined;
  /** `--joint`: one report about all captures. */
  readonly joint: boolean;
  /** Of the files in a folder. */
  readonly extension: string;
}

/**
 * The writer that a command line asks for.
 * @throws UsageError where the format has no such form, or a capture would be written over
 */
export function reportWriter(options: ReportWriterOptions, stdout: OutputStream): ReportWriter {
  const { format, captures, output, joint } = options;
  if (output !== undefined && isFolder(output)) {
    if (joint) throw new UsageError(filesWords.jointReportIntoFolder);
    return folderWriter(options, output);
  }
  if (output !== undefined) refuseCaptures(output, captures);
  const write = output === undefined ? toStream(stdout) : toFile(output);
  if (joint || (captures.length > 1 && format.separator === undefined)) {
    if (format.renderAll === undefined) {
      throw new UsageError(
        joint
          ? filesWords.jointReportOfFormat(format.name)
          : filesWords.severalCapturesOfFormat(format.name),
        filesWords.oneDocumentFormatAdvice,
      );
    }
    return documentWriter(format.renderAll, options.rendering, write);
  }
  return streamWriter(options, write);
}

/**
 * Where one document about several captures goes: a file, or standard output where `output` is
 * undefined. To be asked for before the captures are read.
 * @throws UsageError where it is a folder, or a capture would be written over
 */
export function documentTarget(
  output: string | undefined,
  captures: readonly string[],
  stdout: OutputStream,
): Target {
  if (output === undefined) return toStream(stdout);
  if (isFolder(output)) {
    throw new UsageError(filesWords.oneReportIntoFolder(output));
  }
  refuseCaptures(output, captures);
  return toFile(output);
}

/** Takes text to where it is wanted, and has written it when it is done. */
export type Target = (text: string) => Promise<void>;

/** Reports one after the other, each as it comes. */
function streamWriter({ format, rendering }: ReportWriterOptions, write: Target): ReportWriter {
  let between = '';
  return {
    async add(report) {
      if (between !== '') await write(between);
      await writeReport(report, { format, rendering }, write);
      between = format.separator ?? '';
    },
    async end() {},
  };
}

async function writeReport(
  report: Report,
  { format, rendering }: Pick<ReportWriterOptions, 'format' | 'rendering'>,
  write: Target,
): Promise<void> {
  const pieces = format.renderInPieces?.(report) ?? [format.render(report, rendering)];
  for (const piece of pieces) await write(piece);
}

/** One document about all. */
function documentWriter(
  renderAll: NonNullable<ReportFormat['renderAll']>,
  rendering: RenderOptions,
  write: Target,
): ReportWriter {
  const reports: Report[] = [];
  return {
    async add(report) {
      reports.push(report);
    },
    async end(unreadable) {
      if (reports.length > 0) await write(renderAll(reports, rendering, unreadable));
    },
  };
}

/** A file for each capture: `FOLDER/case.pcapng.md`. */
function folderWriter(options: ReportWriterOptions, folder: string): ReportWriter {
  const { format, rendering, extension, captures } = options;
  const names = new Set<string>();
  return {
    async add(report, path) {
      const file = join(
        folder,
        newFileName(isRedacted(report) ? report.capture.name : path, extension, names),
      );
      refuseCaptures(file, captures);
      try {
        mkdirSync(folder, { recursive: true });
      } catch (error) {
        throw cannotWrite(folder, error);
      }
      await writeReport(report, { format, rendering }, toFile(file));
    },
    async end() {},
  };
}

/** Whether nobody is to see what the report's capture was called. */
function isRedacted({ capture }: Report): boolean {
  return capture.quality.some(({ code }) => code === 'redacted');
}

/** Captures of different folders may have the same name: `names` are those that files have. */
function newFileName(path: string, extension: string, names: Set<string>): string {
  const name = path === '-' ? 'standard-input' : basename(path);
  for (let number = 1; ; number++) {
    const file = `${name}${number === 1 ? '' : `-${number}`}.${extension}`;
    if (names.has(file)) continue;
    names.add(file);
    return file;
  }
}

function toStream(stream: OutputStream): Target {
  const output = new Output(stream);
  return async (text) => {
    await output.write(text);
    await output.flush();
  };
}

/** A file that is begun anew when there is something to write. */
function toFile(path: string): Target {
  let isBegun = false;
  return async (text) => {
    let file: number | undefined;
    try {
      file = openSync(path, isBegun ? 'a' : 'w');
      isBegun = true;
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    } catch (error) {
      throw cannotWrite(path, error);
    } finally {
      if (file !== undefined) closeSync(file);
    }
  };
}

function isFolder(path: string): boolean {
  return /[/\\]$/.test(path) || statOf(path)?.isDirectory() === true;
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** A report must not take the place of the evidence that it is about. */
function refuseCaptures(output: string, captures: readonly string[]): void {
  const there = statOf(output);
  if (there === undefined || !there.isFile()) return;
  for (const capture of captures) {
    const known = capture === '-' ? undefined : statOf(capture);
    if (known !== undefined && known.dev === there.dev && known.ino === there.ino) {
      throw new UsageError(filesWords.outputIsCapture(output));
    }
  }
}

function cannotWrite(path: string, error: unknown): UsageError {
  const code = (error as NodeJS.ErrnoException).code;
  const why =
    code === 'ENOENT'
      ? filesWords.reason.noSuchFolder
      : code === 'EACCES'
        ? 'no permission'
        : (code ?? (error as Error).message);
  return new UsageError(filesWords.reportUnwritable(path, why));
}

/** What reports and messages call a capture that was given as `path`. */
export function shortName(path: string): string {
  return path === '-' ? captureName(path) : escapeText(basename(path));
}
