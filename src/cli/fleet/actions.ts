import { availableParallelism } from 'node:os';
import type { DisplayFilter } from '../../filter/display-filter.ts';
import { profileNamed } from '../../profiles/profiles.ts';
import { count } from '../../words/en/phrases.ts';
import { EXIT_UNUSABLE, UsageError } from '../errors.ts';
import { namesIn } from '../files-from.ts';
import { caseHints } from '../lookup-files.ts';
import { documentTarget } from '../output.ts';
import { loadProfile, profileText } from '../profile-file.ts';
import type { Session } from '../session.ts';
import type { FleetAction } from './action-options.ts';
import { type Database, databaseError, isAway } from './database.ts';
import { Enqueuer } from './enqueue.ts';
import type { JobOptions } from './job.ts';
import { migrate, requireTables } from './migrations.ts';
import { openDatabase } from './open-database.ts';
import { Queue } from './queue.ts';
import { fleetStatus, STATUS_FORMATS } from './status.ts';
import { Store } from './store.ts';
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
  readonly outputFile: string | undefined;
  readonly quiet: boolean;
}

interface Fleet {
  readonly options: FleetOptions;
  readonly database: Database;
  readonly session: Session;
}

type Action = (fleet: Fleet) => Promise<number>;

const RUN: Readonly<Record<FleetAction, Action>> = { init, enqueue, work, status };

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
  const versions = await migrate(database);
  const queue = await Queue.open(database, { isSetUp: true });
  await queue.close();
  return versions;
}

async function init({ database, session }: Fleet): Promise<number> {
  const { from, to } = await setUp(database);
  session.stdout.write(
    from === to
      ? `The tables in ${database.name} are of version ${to}: nothing was to be done.\n`
      : from === 0
        ? `The tables are made in ${database.name} (version ${to}).\n`
        : `The tables in ${database.name} are brought from version ${from} to ${to}.\n`,
  );
  return 0;
}

async function enqueue({ options, database, session }: Fleet): Promise<number> {
  const { path, filesFrom, sequence, sensor, attempts } = options;
  const named = filesFrom === undefined ? [] : await namesIn(filesFrom, session);
  const paths = [...path, ...named];
  if (paths.length === 0) throw new UsageError('which captures? fleet enqueue PATH…');
  const queue = await Queue.open(database);
  const enqueuer = new Enqueuer(
    database,
    queue,
    {
      options: await jobOptions(options, session),
      isSequence: sequence,
      sensor,
      attempts,
      mostWaiting: options['most-waiting'],
    },
    session,
  );
  await enqueuer.addAll(paths);
  await queue.close();
  const { added, known, refused } = enqueuer.enqueued;
  session.stdout.write(
    `${count(added, 'capture')} enqueued${known > 0 ? `, ${known} known already` : ''}${refused > 0 ? `, ${refused} refused` : ''}\n`,
  );
  return refused > 0 ? EXIT_UNUSABLE : 0;
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

async function work(fleet: Fleet): Promise<number> {
  const { options, database, session } = fleet;
  const queue = await Queue.open(database, { isTended: true });
  const { startJudge } = session;
  const worker = new FleetWorker(
    database,
    new Store(database, queue),
    startJudge ?? (await inThisThread(session)),
    {
      // Two threads of one core gain little from each other, and both count as processors.
      jobs: options.jobs ?? Math.max(1, availableParallelism() >> 1),
      // Nobody else can add to an embedded one meanwhile.
      untilEmpty: options.untilEmpty || database.isEmbedded,
      grace: options.grace,
      timeLimit: options['time-limit'],
      lostAfter: options['lost-after'],
    },
    session,
  );
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    session.onSignal(signal, () => worker.stop());
  const isWhole = await worker.run();
  await queue.close();
  const { done, failed, late, givenBack } = worker.worked;
  if (!options.quiet) {
    const parts = [
      `${count(done, 'capture')} done`,
      failed > 0 && `${count(failed, 'attempt')} failed`,
      late > 0 && `${count(late, 'result')} that another worker had written already`,
      givenBack > 0 && `${count(givenBack, 'capture')} given back`,
    ];
    session.stderr.write(`pcap-verdict: ${parts.filter((part) => part !== false).join(', ')}\n`);
  }
  if (isWhole) return 0;
  session.stderr.write(
    'pcap-verdict: the database is away: what was begun is done again by others\n',
  );
  return EXIT_UNUSABLE;
}

/** Where there can be no thread. */
async function inThisThread({ platform }: Session) {
  const { Judge } = await import('./judge.ts');
  const judge = new Judge(platform);
  return async () => ({ judge: judge.judge.bind(judge), async close() {} });
}

async function status({ options, database, session }: Fleet): Promise<number> {
  const write = documentTarget(options.outputFile, [], session.stdout);
  const emit = STATUS_FORMATS[options.format ?? 'text'];
  await write(emit(await fleetStatus(database)));
  return 0;
}
