import { buildCase } from '../../diagnosis/case/build-case.ts';
import type { Case, CaseInput, CaseSides } from '../../diagnosis/case/case.ts';
import { CaseFacts } from '../../diagnosis/case/facts.ts';
import type { EndpointPackets } from '../../diagnosis/case/packets.ts';
import type { ComparedCapture } from '../../diagnosis/comparison/networks.ts';
import { identityOf, millisecondsOf } from '../../diagnosis/diagnosis.ts';
import type { TimeZone } from '../../diagnosis/report/time-zone.ts';
import { mayHaveSides, waysOf } from '../../diagnosis/sides/compare-sides.ts';
import type { Target } from '../../diagnosis/target.ts';
import type { DisplayFilter } from '../../filter/display-filter.ts';
import type { LocalTimeSpan, LogReading } from '../../inputs/logs/log-event.ts';
import type { ProfileLog } from '../../inputs/logs/profile-log.ts';
import { readLog } from '../../inputs/logs/read-log.ts';
import type { Lookup } from '../../inputs/lookups/lookup.ts';
import type { Input, Platform } from '../../platform/platform.ts';
import type { Profile } from '../../profiles/profile.ts';
import { GENERIC_PROFILE, PROFILES } from '../../profiles/profiles.ts';
import type { KeyLog } from '../../protocols/tls/key-log.ts';
import type { PacketJournal } from '../../track/packet-journal.ts';
import { VERSION } from '../../version.ts';
import { CaptureThreads } from '../capture-threads.ts';
import { reason } from '../errors.ts';
import { firewallLog } from '../input.ts';
import { journalAgain } from '../journal.ts';
import { inOrder } from '../judge-both.ts';
import { judgeInOrder } from '../parallel.ts';
import type { Progress } from '../progress.ts';
import type { Redaction } from '../redaction.ts';
import { type ArchivedPlace, CaseFiles } from './case-files.ts';
import { FileList } from './file-list.ts';
import {
  type CaptureJudgedBy,
  type CaptureOutcome,
  type CaseJobs,
  type CaseThreads,
  type JudgeCaptureOptions,
  type JudgedCapture,
  outcomeOf,
} from './judge-capture.ts';
import { recognize } from './recognize.ts';

/** Logs of one case; more are listed and not read. */
const MAXIMUM_LOGS = 64;
/** Endpoints of all its captures: with what a report has of them some 10 KB each. */
const MAXIMUM_CASE_ENDPOINTS = 100_000;
/** Packets of all its captures that logs are held against, some 100 bytes each. */
const MAXIMUM_CASE_PACKETS = 1_048_576;
const MAXIMUM_LOOKUPS = 256;
/** Captures held against each other packet by packet. */
const MAXIMUM_PLACES = 8;
/** Of a log that is too long to be kept whole, so much around each capture counts (milliseconds). */
const AROUND = 120_000;
/** A log's clock is at most so far from the captures', whatever the zones (milliseconds). */
const MOST_AHEAD = 15 * 3_600_000;

export interface ReadCaseOptions {
  readonly platform: Platform;
  /** What the case is called. */
  readonly name: string;
  /** Folders, archives and files, with what the case calls them ('' for a folder that is the case). */
  readonly roots: readonly { readonly path: string; readonly name: string }[];
  readonly displayFilter: DisplayFilter | undefined;
  readonly profile: Profile | undefined;
  readonly logZone: TimeZone | undefined;
  /** Look-ups that were given beside the case's files. */
  readonly targets?: readonly Target[] | undefined;
  readonly lookups: readonly Lookup[];
  readonly redaction: Redaction | undefined;
  readonly keyLog?: KeyLog | undefined;
  /** Whether the report's format shows rows of the packet list, which cost another reading. */
  readonly usesFrames: boolean;
  /** What encrypted files in archives are read with. */
  readonly zipPassword?: Uint8Array | undefined;
  readonly progress: Progress;
  /** Threads that judge captures beside this one; absent where there can be none. */
  readonly threads?: CaseThreads | undefined;
  /** Told where the packets of its captures are, in the captures' order. */
  readonly onInputs?: ((inputs: readonly Input[]) => void) | undefined;
  /** Other than `MAXIMUM_CASE_ENDPOINTS`: tests have little time. */
  readonly maximumEndpoints?: number | undefined;
}

interface FoundCapture {
  readonly file: number;
  readonly input: Input;
  readonly archived: ArchivedPlace | null;
}

interface Diagnosed extends FoundCapture, JudgedCapture {}

interface FoundLog extends FoundCapture {
  readonly log: ProfileLog;
  /** How its dates are read where they do not tell. */
  dayFirst: boolean;
}

interface ReadLog {
  readonly reading: LogReading;
  readonly sha256: string | null;
}

/** Reads all of a case, in whatever folders and archives it is, and judges it. */
export async function readCase(options: ReadCaseOptions): Promise<Case> {
  const files = new CaseFiles(options.platform, options.zipPassword);
  const reader = new CaseReader(options, files);
  try {
    return await reader.read();
  } finally {
    await reader.close();
    files.close();
  }
}

class CaseReader {
  readonly #list: FileList;
  readonly #captures: FoundCapture[] = [];
  readonly #logs: FoundLog[] = [];
  /** Logs of firewalls, which are held against each capture. */
  readonly #firewallLogs: FoundCapture[] = [];
  readonly #lookups: Lookup[];
  /** Products that the case may be about. */
  readonly #profiles: readonly Profile[];
  /** Threads that judge its captures; null where they are judged here, undefined before it is known. */
  #threads: CaptureThreads<CaptureJudgedBy, JudgedCapture> | null | undefined;

  constructor(
    readonly options: ReadCaseOptions,
    readonly files: CaseFiles,
  ) {
    this.#list = new FileList(options.redaction !== undefined);
    this.#lookups = [...options.lookups];
    this.#profiles = options.profile === undefined ? PROFILES : [options.profile];
  }

  async close(): Promise<void> {
    const threads = this.#threads;
    this.#threads = null;
    await threads?.close();
  }

  async read(): Promise<Case> {
    const { options } = this;
    const tooManyLogs = { code: 'log-too-many', maximum: MAXIMUM_LOGS } as const;
    for (const { path, name } of options.roots) {
      for await (const file of this.files.under(path, name)) {
        const index = this.#list.add(file);
        const recognized = await recognize(file, this.#profiles);
        const input = file.input as Input;
        const { archived } = file;
        switch (recognized.kind) {
          case 'capture':
            this.#list.set(index, 'capture', { code: 'unreadable-file' });
            this.#captures.push({ file: index, input, archived });
            break;
          case 'firewall-log':
            if (this.#firewallLogs.length < MAXIMUM_LOGS) {
              this.#list.set(index, 'log', { code: 'device-log-file', kind: recognized.format });
              this.#firewallLogs.push({ file: index, input, archived });
            } else this.#list.set(index, 'other', tooManyLogs);
            break;
          case 'log':
            this.#list.set(index, 'log', {
              ...{ code: 'log-file', title: recognized.log.title, records: null },
            });
            if (this.#logs.length < MAXIMUM_LOGS) {
              this.#logs.push({
                ...{ file: index, input, archived },
                ...{ log: recognized.log, dayFirst: false },
              });
            } else this.#list.set(index, 'other', tooManyLogs);
            break;
          case 'look-up':
            this.#list.set(index, 'look-up', {
              ...{ code: 'look-up-file', number: recognized.lookups.length },
            });
            this.#lookups.push(...recognized.lookups);
            break;
          default:
            this.#list.set(index, recognized.kind, recognized.sentence);
        }
      }
    }
    this.#lookups.splice(MAXIMUM_LOOKUPS);
    // Logs without a capture are what the case is about.
    if (this.#captures.length === 0) this.#captures.push(...this.#firewallLogs.splice(0));
    const captures = await this.#diagnoseAll();
    const sides = await this.#sides(captures);
    // What comes now is this thread's, and theirs is memory.
    await this.close();
    options.redaction?.recall(captures.flatMap(({ redacted }) => redacted ?? []));
    options.onInputs?.(captures.map(({ input: one }) => one));
    const input: CaseInput = {
      version: VERSION,
      name: options.redaction === undefined ? options.name : '(redacted)',
      files: [],
      filesLeftOut: this.files.leftOut,
      captures,
      sides,
      logs: await this.#readLogs(captures),
      lookups: options.redaction?.redacted(this.#lookups) ?? this.#lookups,
      profiles: this.#profiles,
      logZone: options.logZone,
      isRedacted: options.redaction !== undefined,
    };
    return buildCase({
      ...input,
      files: this.#list.files(),
      logs: await this.#readAgain(input),
    });
  }

  /** Of a very long log only a part is kept: with its clock known, the part about the captures. */
  async #readAgain(input: CaseInput): Promise<CaseInput['logs']> {
    if (input.logs.every(({ reading }) => reading.eventsLeftOut === 0)) return input.logs;
    const { clocks, captures } = new CaseFacts(input);
    const logs: { file: number; reading: LogReading }[] = [];
    for (const [index, log] of input.logs.entries()) {
      const { offset } = clocks[index];
      const found = this.#logs.find(({ file }) => file === log.file);
      if (log.reading.eventsLeftOut === 0 || offset === null || found === undefined) {
        logs.push(log);
        continue;
      }
      const around = captures
        .filter(({ from }) => !Number.isNaN(from))
        .map(({ from, to }) => ({ from: from + offset - AROUND, to: to + offset + AROUND }));
      const { reading } = await this.#readLog(found, around);
      logs.push({ file: log.file, reading });
    }
    return logs;
  }

  /** The captures' diagnoses, all by one product's profile, by the time of their first packet. */
  async #diagnoseAll(): Promise<Diagnosed[]> {
    const known = this.options.profile ?? this.#profileOfLogs();
    let found = await this.#diagnose(this.#captures, known);
    if (known === undefined) {
      // One capture may show which product it is about, and another have its addresses only.
      const product = this.#profiles.find(
        ({ name }) =>
          name !== GENERIC_PROFILE.name &&
          found.some(({ diagnosis }) => diagnosis.profile.name === name),
      );
      const others = found.filter(({ diagnosis }) => diagnosis.profile.name !== product?.name);
      if (product !== undefined && others.length > 0) {
        const again = new Map(
          (await this.#diagnose(others, product)).map((one) => [one.file, one] as const),
        );
        found = found.map((one) => again.get(one.file) ?? one);
      }
    }
    found.sort((one, other) => (beginsBefore(one, other) ? -1 : 1));
    found.forEach(({ file, diagnosis }, index) => {
      this.#list.setCapture(file, diagnosis, index);
    });
    return found;
  }

  /** Captures of several places on one way: those that have the same packets. */
  async #sides(captures: readonly Diagnosed[]): Promise<CaseSides[]> {
    const candidates = mayHaveSides(captures.map(({ diagnosis }) => diagnosis));
    const journals = await inOrder(
      Math.min(candidates.length, MAXIMUM_PLACES),
      this.#threads != null,
      // What is not there any more is compared with nothing.
      (place) => this.#journalOf(captures[candidates[place]]).catch(() => null),
    );
    const places = journals.flatMap((journal, place) => {
      const capture = candidates[place];
      return journal === null
        ? []
        : [{ capture, journal, diagnosis: captures[capture].diagnosis } as const];
    });
    return waysOf(places).map(({ given, sides }) => ({
      captures: given.map((place) => places[place].capture),
      sides,
    }));
  }

  async #journalOf({ file, input, diagnosis, redacted }: Diagnosed): Promise<PacketJournal> {
    const { profile, capture } = diagnosis;
    const { progress, redaction } = this.options;
    const [judged, label] = [{ profile, redacted }, capture.name];
    const journal = await this.#threads?.journal(this.#placeOf(file), judged, label);
    return journal ?? journalAgain(input, judged, { progress, redaction, label });
  }

  /** A capture's index among all of the case. */
  #placeOf(file: number): number {
    return this.#captures.findIndex((one) => one.file === file);
  }

  #profileOfLogs(): Profile | undefined {
    const logs = new Set(this.#logs.map(({ log }) => log));
    return this.#profiles.find((profile) => profile.logs?.some((log) => logs.has(log)));
  }

  async #diagnose(
    captures: readonly FoundCapture[],
    profile: Profile | undefined,
  ): Promise<Diagnosed[]> {
    const { maximumEndpoints = MAXIMUM_CASE_ENDPOINTS } = this.options;
    const tooMany = { code: 'endpoints-too-many', maximum: maximumEndpoints } as const;
    const seen = new Map<string, number>();
    const diagnosed: Diagnosed[] = [];
    let endpoints = 0;
    let packetsLeft = MAXIMUM_CASE_PACKETS;
    const take = async (index: number, outcome: CaptureOutcome): Promise<void> => {
      const { file, input, archived } = captures[index];
      if (endpoints >= maximumEndpoints) {
        this.#list.set(file, 'unreadable', tooMany);
        return;
      }
      if ('problem' in outcome) {
        this.#list.set(file, 'unreadable', { code: 'verbatim', text: outcome.problem });
        return;
      }
      const { judged } = outcome;
      const { diagnosis } = judged;
      const identity = identityOf(diagnosis.capture);
      const twin = identity === null ? undefined : seen.get(identity);
      if (twin !== undefined) {
        this.#list.setSame(file, 'capture', twin);
        return;
      }
      if (identity !== null) seen.set(identity, file);
      endpoints += diagnosis.endpoints.length;
      if (diagnosed.length > 0 && endpoints > maximumEndpoints) {
        this.#list.set(file, 'unreadable', tooMany);
        return;
      }
      const packets = firstOf(judged.packets, packetsLeft);
      packetsLeft -= packets.packets.length;
      diagnosed.push({ ...judged, file, input, archived, packets });
    };
    const labelOf = (index: number) =>
      `${index + 1} of ${captures.length}, ${this.#list.pathOf(captures[index].file)}`;
    const threads = this.#startThreads();
    if (threads !== null) {
      await judgeInOrder(
        captures.length,
        threads.options.number,
        (index) => this.#judgedIn(threads, captures[index], profile, labelOf(index)),
        take,
      );
      return diagnosed;
    }
    for (const [index, { file, input }] of captures.entries()) {
      // What is not kept needs no judging.
      if (endpoints >= maximumEndpoints) {
        this.#list.set(file, 'unreadable', tooMany);
        continue;
      }
      const options = this.#judgeOptions(labelOf(index), profile);
      await take(index, await outcomeOf(input, options, (identity) => seen.has(identity)));
    }
    return diagnosed;
  }

  async #judgedIn(
    threads: CaptureThreads<CaptureJudgedBy, JudgedCapture>,
    { file, input }: FoundCapture,
    profile: Profile | undefined,
    label: string,
  ): Promise<CaptureOutcome> {
    try {
      const judged = await threads.judge(this.#placeOf(file), { profile }, label);
      if (judged !== null) return { judged };
    } catch (error) {
      return { problem: reason(error) };
    }
    return outcomeOf(input, this.#judgeOptions(label, profile), () => false);
  }

  /** @returns null where captures are to be judged one after the other */
  #startThreads(): CaptureThreads<CaptureJudgedBy, JudgedCapture> | null {
    if (this.#threads !== undefined) return this.#threads;
    this.#threads = null;
    const { threads, redaction, profile, progress } = this.options;
    const captures = this.#captures;
    if (threads === undefined || captures.length < 2) return null;
    const places = (found: readonly FoundCapture[]) =>
      found.flatMap(({ input, archived }) => input.file ?? archived?.file ?? []);
    const [paths, logs] = [places(captures), places(this.#firewallLogs)];
    // What is in archives in archives is in this thread's memory.
    if (paths.length < captures.length || logs.length < this.#firewallLogs.length) return null;
    const number = threads.number(paths, threads.jobs);
    if (number < 2) return null;
    const context: CaseJobs = {
      lookups: this.#lookups,
      archived: captures.map(({ archived }) => archived),
      archivedLogs: this.#firewallLogs.map(({ archived }) => archived),
    };
    const all = { captures: paths, logs, context, redactionKey: redaction?.key };
    const start = () => threads.start(all);
    this.#threads = new CaptureThreads({ number, profile, progress, start });
    return this.#threads;
  }

  #judgeOptions(label: string, profile: Profile | undefined): JudgeCaptureOptions {
    const { displayFilter, progress, redaction, targets, keyLog, logZone, usesFrames } =
      this.options;
    return {
      ...{ displayFilter, profile, progress, label, redaction, targets, keyLog, logZone },
      usesFrames,
      lookups: this.#lookups,
      firewallLogs: this.#firewallLogs.map(({ file, input }) =>
        firewallLog(input, baseName(this.#list.pathOf(file))),
      ),
    };
  }

  async #readLogs(
    captures: readonly Diagnosed[],
  ): Promise<{ file: number; reading: LogReading }[]> {
    const readings: { file: number; reading: LogReading }[] = [];
    const around = captures.flatMap(({ diagnosis: { capture } }): LocalTimeSpan[] => {
      if (capture.first === null || capture.last === null) return [];
      const [from, to] = [millisecondsOf(capture.first), millisecondsOf(capture.last)];
      return [{ from: from - MOST_AHEAD, to: to + MOST_AHEAD }];
    });
    const seen = new Map<string, number>();
    for (const found of this.#logs) {
      const { file, log } = found;
      try {
        const { reading, sha256 } = await this.#readInOrder(found, around);
        const twin = sha256 === null ? undefined : seen.get(sha256);
        if (twin !== undefined) {
          this.#list.setSame(file, 'log', twin);
          continue;
        }
        if (sha256 !== null) seen.set(sha256, file);
        this.#list.setLog(file, log.title, reading.records, readings.length);
        readings.push({ file, reading });
      } catch (error) {
        this.#list.set(file, 'unreadable', { code: 'verbatim', text: reason(error) });
      }
    }
    return readings;
  }

  /** Reads a log with the month first; with the day first where only so it is of a capture's time. */
  async #readInOrder(found: FoundLog, around: readonly LocalTimeSpan[]): Promise<ReadLog> {
    const read = await this.#readLog(found, around);
    if (!read.reading.isDateAmbiguous || isWithin(read.reading, around)) return read;
    found.dayFirst = true;
    const other = await this.#readLog(found, around);
    if (isWithin(other.reading, around)) return other;
    found.dayFirst = false;
    return read;
  }

  async #readLog(
    { file, input, log, dayFirst }: FoundLog,
    around: readonly LocalTimeSpan[],
  ): Promise<ReadLog> {
    const { progress } = this.options;
    const source = await input.open({ sha256: true });
    const { size } = source;
    const opened = { sourceBytesRead: 0, size, packets: null, close: () => source.close() };
    return progress.during(opened, this.#list.pathOf(file), async () => {
      const reading = await readLog(source, log, {
        around,
        dayFirst,
        onProgress(bytes) {
          opened.sourceBytesRead = bytes;
          progress.update();
        },
      });
      return { reading, sha256: await source.sha256() };
    });
  }
}

/** What one case may still keep of a capture's packets. */
function firstOf({ packets, isWhole }: EndpointPackets, left: number): EndpointPackets {
  return packets.length <= left
    ? { packets, isWhole }
    : { packets: packets.slice(0, left), isWhole: false };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** One without packets comes first. */
function beginsBefore(one: ComparedCapture, other: ComparedCapture): boolean {
  const [first, second] = [one.diagnosis.capture.first, other.diagnosis.capture.first];
  if (first === null || second === null) return first === null && second !== null;
  return first.seconds === second.seconds
    ? first.nanoseconds < second.nanoseconds
    : first.seconds < second.seconds;
}

function isWithin({ events }: LogReading, spans: readonly LocalTimeSpan[]): boolean {
  return events.some(({ localTime }) =>
    spans.some(({ from, to }) => localTime >= from && localTime <= to),
  );
}
