import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { FleetReport } from '../../diagnosis/report/fleet-report.ts';
import {
  CAPTURE_COLUMNS,
  CAPTURE_LINE,
  FLEET_COLUMNS,
  type FleetCapture,
} from '../../documents/fleet-list.ts';
import type { RenderOptions, ReportFormat } from '../../documents/format.ts';
import { FORMATS, type ReportFormatName } from '../../documents/formats.ts';
import { ROW_FORMATS, type RowFormat } from '../../documents/row-formats.ts';
import type { DisplayFilter } from '../../filter/display-filter.ts';
import { profileNamed } from '../../profiles/profiles.ts';
import { escapeText } from '../../protocols/escape.ts';
import { fleet as said } from '../../words/command-line/fleet.ts';
import { fleetCommandWords } from '../../words/command-line/fleet-command.ts';
import { EXIT_UNUSABLE, UsageError } from '../errors.ts';
import { namesIn } from '../files-from.ts';
import { caseHints } from '../lookup-files.ts';
import { documentTarget, renderOptions } from '../output.ts';
import { extensionOf } from '../output-file.ts';
import { loadProfile, profileText } from '../profile-file.ts';
import type { Session } from '../session.ts';
import type { FleetAction } from './action-options.ts';
import { type Database, databaseError, isAway } from './database.ts';
import { Enqueuer } from './enqueue.ts';
import type { JobOptions } from './job.ts';
import { alone, migrate, requireTables } from './migrations.ts';
import { openDatabase } from './open-database.ts';
import { Queue } from './queue.ts';
import { fleetCaptures, fleetReport, fleetReports, type ReportScope } from './report.ts';
import { fleetStatus, STATUS_FORMATS } from './status.ts';
import { Store } from './store.ts';
import { moment, span } from './times.ts';
import { purge as purgeCaptures, RETRIABLE, retry as retryCaptures } from './upkeep.ts';
import { Watcher, watch as watchFolders } from './watch.ts';
import { FleetWorker } from './worker.ts';

/** What is typed behind `pcap-verdict fleet`. */
export interface FleetOptions {
  readonly action: FleetAction;
  readonly path: readonly string[];
  readonly database: string | undefined;
  readonly displayFilter: DisplayFilter | undefined;
  readonly profile: string | undefined;
  readonly target: readonly string[];
  readonly sensor: string | undefined;
  readonly sequence: boolean;
  readonly filesFrom: string | undefined;
  readonly attempts: number;
  readonly 'most-waiting': number;
  readonly jobs: number | undefined;
  readonly untilEmpty: boolean;
  readonly grace: number;
  readonly 'time-limit': number;
  readonly 'lost-after': number;
  readonly format: string | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly captures: boolean;
  readonly top: number;
  readonly color: boolean;
  readonly timeZone: string | undefined;
  readonly outcome: string | undefined;
  readonly olderThan: string | undefined;
  readonly superseded: boolean;
  readonly waiting: boolean;
  readonly idle: number;
  readonly outputFile: string | undefined;
  readonly quiet: boolean;
}

interface Fleet {
  readonly options: FleetOptions;
  readonly database: Database;
  readonly session: Session;
}

type Action = (fleet: Fleet) => Promise<number>;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

const RUN: Readonly<Record<FleetAction, Action>> = {
  ...{ init, enqueue, work, status, report, retry, purge, watch },
};

/** @returns the exit status */
export async function runFleet(options: FleetOptions, session: Session): Promise<number> {
  const database = await openDatabase(options.database);
  try {
    // With nothing set up the same commands work on a laptop.
    if (options.action !== 'init') {
      if (database.isEmbedded) await setUp(database);
      else await requireTables(database);
    }
    return await RUN[options.action]({ options, database, session });
  } catch (error) {
    throw isAway(error) || isOfServer(error) ? databaseError(database.name, error) : error;
  } finally {
    await database.close();
  }
}

/** Whether PostgreSQL said it: SQLSTATE has five characters. */
function isOfServer(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);
}

async function setUp(database: Database): Promise<{ from: number; to: number }> {
  return alone(database, async () => {
    const versions = await migrate(database);
    const queue = await Queue.open(database, { isSetUp: true });
    await queue.close();
    return versions;
  });
}

async function init({ database, session }: Fleet): Promise<number> {
  const { from, to } = await setUp(database);
  session.stdout.write(
    from === to
      ? fleetCommandWords.tablesUpToDate(database.name, to)
      : from === 0
        ? fleetCommandWords.tablesMade(database.name, to)
        : fleetCommandWords.tablesMigrated(database.name, from, to),
  );
  return 0;
}

async function enqueue({ options, database, session }: Fleet): Promise<number> {
  const { path, filesFrom } = options;
  const named = filesFrom === undefined ? [] : await namesIn(filesFrom, session);
  const paths = [...path, ...named];
  if (paths.length === 0) throw new UsageError(fleetCommandWords.nothingToEnqueue);
  const queue = await Queue.open(database);
  const enqueuer = await enqueuerOf({ options, database, session }, queue);
  await enqueuer.addAll(paths);
  await queue.close();
  const { added, known, refused } = enqueuer.enqueued;
  session.stdout.write(`${said.enqueued(added, known, refused)}\n`);
  return refused > 0 ? EXIT_UNUSABLE : 0;
}

async function enqueuerOf(
  { options, database, session }: Fleet,
  queue: Queue,
  stop?: AbortSignal,
): Promise<Enqueuer> {
  return new Enqueuer(
    database,
    queue,
    {
      options: await jobOptions(options, session),
      isSequence: options.sequence,
      sensor: options.sensor,
      attempts: options.attempts,
      mostWaiting: options['most-waiting'],
      ...(stop === undefined ? {} : { stop }),
    },
    session,
  );
}

/** What options name, as text; complains as the single command does. */
async function jobOptions(
  { displayFilter, profile, target }: FleetOptions,
  session: Session,
): Promise<JobOptions> {
  await caseHints({ target, nslookup: [] }, [], session.platform);
  await loadProfile(profile);
  const isShipped = profile !== undefined && profileNamed(profile) !== undefined;
  return {
    displayFilter: displayFilter?.text ?? null,
    profileName: isShipped ? profile : null,
    profileText: profile === undefined || isShipped ? null : profileText(profile),
    targets: target,
  };
}

async function work({ options, database, session }: Fleet): Promise<number> {
  const queue = await Queue.open(database, { isTended: true });
  const worker = await workerOf({ options, database, session }, queue);
  for (const signal of SIGNALS) session.onSignal(signal, () => worker.stop());
  const isWhole = await worker.run();
  await queue.close();
  tellWorked(worker, options, session);
  if (isWhole) return 0;
  session.stderr.write(fleetCommandWords.workUnfinishedDatabaseAway);
  return EXIT_UNUSABLE;
}

async function workerOf({ options, database, session }: Fleet, queue: Queue): Promise<FleetWorker> {
  return new FleetWorker(
    database,
    new Store(database, queue),
    session.startJudge ?? (await inThisThread(session)),
    {
      // Two threads of one core gain little from each other, and both count as processors.
      jobs: options.jobs ?? Math.max(1, availableParallelism() >> 1),
      // Nobody else can add to an embedded one meanwhile.
      untilEmpty: options.untilEmpty || (database.isEmbedded && options.action === 'work'),
      grace: options.grace,
      timeLimit: options['time-limit'],
      lostAfter: options['lost-after'],
    },
    session,
  );
}

function tellWorked({ worked }: FleetWorker, { quiet }: FleetOptions, { stderr }: Session): void {
  if (quiet) return;
  const { done, failed, late, givenBack } = worked;
  const parts = [
    said.done(done),
    failed > 0 && said.attemptsFailed(failed),
    late > 0 && said.late(late),
    givenBack > 0 && said.givenBack(givenBack),
  ];
  stderr.write(`pcap-verdict: ${parts.filter((part) => part !== false).join(', ')}\n`);
}

/** Where there can be no thread. */
async function inThisThread({ platform }: Session) {
  const { Judge } = await import('./judge.ts');
  const judge = new Judge(platform);
  return async () => ({ judge: judge.judge.bind(judge), async close() {} });
}

async function status({ options, database, session }: Fleet): Promise<number> {
  const write = documentTarget(options.outputFile, [], session.stdout);
  const emit = formatOf(options, STATUS_FORMATS);
  await write(emit(await fleetStatus(database)));
  return 0;
}

function formatOf<Format>(
  { action, outputFile, format: said }: FleetOptions,
  formats: Readonly<Record<string, Format>>,
): Format {
  const format = said ?? formatNamed(outputFile, Object.keys(formats)) ?? 'text';
  const found = formats[format];
  if (found !== undefined) return found;
  throw new UsageError(
    fleetCommandWords.formatOfAnotherAction(action, format),
    fleetCommandWords.formatOfAnotherActionAdvice(Object.keys(formats).join(', ')),
  );
}

/** The format that a file's extension says. */
function formatNamed(output: string | undefined, names: readonly string[]): string | undefined {
  if (output === undefined) return undefined;
  const extensions: Readonly<Record<string, { readonly extension: string }>> = FORMATS;
  return names.find((name) => (extensions[name]?.extension ?? name) === extensionOf(output));
}

async function report({ options, database, session }: Fleet): Promise<number> {
  const now = session.clock.now();
  const scope = {
    since: moment('since', options.since, now),
    until: moment('until', options.until, now),
    sensor: options.sensor ?? null,
    top: options.top,
  };
  const write = documentTarget(options.outputFile, [], session.stdout);
  if (options.captures) {
    const print = formatOf(options, CAPTURE_LISTS);
    // In pieces that are not small: a report may be short, and there may be millions.
    let pending = '';
    for await (const piece of print(database, scope)) {
      pending += piece;
      if (pending.length < PIECE) continue;
      await write(pending);
      pending = '';
    }
    await write(pending);
    return 0;
  }
  const rendering = renderOptions(options, session.stdout);
  const emit = formatOf(options, REPORTS);
  await write(await emit(await fleetReport(database, scope), rendering));
  return 0;
}

/** Characters that are written at once. */
const PIECE = 1 << 16;

/** A document's format, loaded when it is asked for. */
function documentReport(name: ReportFormatName) {
  return async (fleet: FleetReport, rendering: RenderOptions): Promise<string> => {
    const format: ReportFormat = await FORMATS[name].load();
    return format.renderFleet?.(fleet, rendering) ?? '';
  };
}

/** `-f` of `fleet report`. */
const REPORTS = {
  text: documentReport('text'),
  html: documentReport('html'),
  markdown: documentReport('markdown'),
  wiki: documentReport('wiki'),
  adf: documentReport('adf'),
  eml: documentReport('eml'),
  json: documentReport('json'),
  ndjson: documentReport('ndjson'),
  csv: async ({ findings }: FleetReport) => {
    const rows = ROW_FORMATS.csv(FLEET_COLUMNS);
    return `${rows.begin()}${findings.map((finding) => rows.row(finding)).join('')}${rows.end()}`;
  },
};

/** The same of `fleet report --captures`. */
const CAPTURE_LISTS = {
  text: captureList(ROW_FORMATS.table(CAPTURE_LINE)),
  csv: captureList(ROW_FORMATS.csv(CAPTURE_COLUMNS)),
  json: captureList(ROW_FORMATS.json(CAPTURE_COLUMNS)),
  ndjson: async function* (database: Database, scope: ReportScope) {
    for await (const { report: line } of fleetReports(database, scope)) yield `${line}\n`;
  },
};

function captureList(rows: RowFormat<FleetCapture>) {
  return async function* (database: Database, scope: ReportScope): AsyncGenerator<string> {
    yield rows.begin();
    for await (const capture of fleetCaptures(database, scope)) yield rows.row(capture);
    yield rows.end();
  };
}

async function retry({ options, database, session }: Fleet): Promise<number> {
  const outcome = RETRIABLE.find((one) => one === (options.outcome ?? 'failed'));
  if (outcome === undefined) {
    throw new UsageError(
      fleetCommandWords.outcomeNotRetriable(RETRIABLE.join(', '), options.outcome),
    );
  }
  const odd = options.path.find((id) => !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id));
  if (odd !== undefined) {
    throw new UsageError(fleetCommandWords.badIdentity(odd), fleetCommandWords.badIdentityAdvice);
  }
  const queue = await Queue.open(database);
  const retried = await retryCaptures(database, queue, outcome, options.path);
  await queue.close();
  session.stdout.write(`${said.enqueuedAgain(retried)}\n`);
  return 0;
}

async function purge({ options, database, session }: Fleet): Promise<number> {
  const { olderThan, superseded, waiting } = options;
  if (olderThan === undefined && !superseded && !waiting) {
    throw new UsageError(fleetCommandWords.nothingToPurge, fleetCommandWords.nothingToPurgeAdvice);
  }
  const seconds = olderThan === undefined ? null : span('older-than', olderThan);
  const queue = await Queue.open(database);
  const purged = await purgeCaptures(database, queue, { olderThan: seconds, superseded, waiting });
  await queue.close();
  session.stdout.write(`${said.forgotten(purged)}\n`);
  return 0;
}

async function watch({ options, database, session }: Fleet): Promise<number> {
  const folders = options.path;
  if (folders.length === 0) throw new UsageError(fleetCommandWords.folderToWatchMissing);
  for (const folder of folders) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new UsageError(fleetCommandWords.watchedIsNoFolder(folder));
    }
  }
  const queue = await Queue.open(database, { isTended: database.isEmbedded });
  const stop = new AbortController();
  const enqueuer = await enqueuerOf({ options, database, session }, queue, stop.signal);
  const watcher = new Watcher(folders, options.idle * 1000);
  // Of an embedded database nobody else can take what is enqueued.
  const worker = database.isEmbedded ? await workerOf({ options, database, session }, queue) : null;
  for (const signal of SIGNALS) {
    session.onSignal(signal, () => {
      stop.abort();
      worker?.stop();
    });
  }
  if (!options.quiet) {
    session.stderr.write(fleetCommandWords.watching(folders.map(escapeText).join(', ')));
  }
  const watching = watchFolders(
    watcher,
    async (paths) => {
      try {
        const added: string[] = [];
        for (const path of paths) if (await enqueuer.add([path])) added.push(path);
        await enqueuer.flush();
        for (const path of added) watcher.taken(path);
      } catch (error) {
        if (!isAway(error)) throw error;
        // At the next look they are there once more.
        session.stderr.write(fleetCommandWords.watchDatabaseAway);
      }
    },
    stop.signal,
  ).finally(() => worker?.stop());
  await Promise.all([watching, worker?.run()]);
  await queue.close();
  const { added, known } = enqueuer.enqueued;
  if (!options.quiet) {
    session.stderr.write(`pcap-verdict: ${said.enqueuedNow(added, known)}\n`);
  }
  if (worker !== null) tellWorked(worker, options, session);
  return 0;
}
