import type PgBoss from 'pg-boss';
import { VERSION } from '../../version.ts';
import { fleetCommandWords } from '../../words/command-line/fleet-command.ts';
import { UsageError } from '../errors.ts';
import { type Database, INSTALLING, optionalPackage, type Sql } from './database.ts';
import { alone } from './migrations.ts';

/** Of pg-boss's own tables. */
const SCHEMA = 'fleet_queue';
/** A queue for each version: whoever judges is of the version that the job's identity names. */
export const QUEUE = `captures-${VERSION}`;
const DEAD = 'captures-dead';
/**
 * pg-boss gives a job up after that time, whoever has it: the last resort, as a worker that shows no sign of
 * life loses its jobs much earlier, and a job has a limit of its own.
 */
const EXPIRES_IN_HOURS = 23;
/** Before a job that failed is tried again. */
const RETRY_DELAY_SECONDS = 1;
const MAINTAINED_EVERY_SECONDS = 60;
/** Finished jobs leave the queue's table after that time; the results stay, in tables of our own. */
const ARCHIVED_AFTER_SECONDS = 3600;

/** What became of a job that failed. */
export type Failed = 'again' | 'dead';

/** The jobs that wait, those that are worked on, and the dead: all of it is pg-boss's. */
export class Queue {
  private constructor(
    readonly boss: PgBoss,
    readonly database: Database,
  ) {}

  /** @param isSetUp makes its tables, which must be there otherwise; @param isTended looks after them */
  static async open(
    database: Database,
    { isSetUp = false, isTended = false } = {},
  ): Promise<Queue> {
    const { default: Boss } = await optionalPackage('pg-boss', () => import('pg-boss'));
    // Later ones have no default, need a later Node, and are called otherwise.
    if (typeof Boss !== 'function') {
      throw new UsageError(fleetCommandWords.wrongVersionOfPgBoss, INSTALLING);
    }
    const boss = new Boss({
      db: database,
      schema: SCHEMA,
      migrate: isSetUp,
      supervise: isTended,
      schedule: false,
      maintenanceIntervalSeconds: MAINTAINED_EVERY_SECONDS,
      archiveCompletedAfterSeconds: ARCHIVED_AFTER_SECONDS,
    });
    // Told by whoever works, who asks the same database.
    boss.on('error', () => {});
    await boss.start();
    const make = async () => {
      await boss.createQueue(DEAD);
      await boss.createQueue(QUEUE, {
        name: QUEUE,
        policy: 'standard',
        deadLetter: DEAD,
        expireInHours: EXPIRES_IN_HOURS,
        retryDelay: RETRY_DELAY_SECONDS,
      });
    };
    // Of a version that is new to these tables.
    if (isSetUp) await make();
    else if ((await boss.getQueue(QUEUE)) === null) await alone(database, make);
    return new Queue(boss, database);
  }

  async close(): Promise<void> {
    await this.boss.stop({ graceful: false, close: false });
  }

  /** @param attempts that each may still take */
  async add(sql: Sql, jobs: readonly { id: string; attempts: number }[]): Promise<void> {
    if (jobs.length === 0) return;
    await this.boss.insert(
      jobs.map(({ id, attempts }) => ({
        id,
        name: QUEUE,
        data: { capture: id },
        retryLimit: Math.max(0, attempts - 1),
      })),
      { db: sql },
    );
  }

  /** Those to be worked on next, which nobody else gets while the transaction goes on, nor after it. */
  async take(sql: Sql, most: number): Promise<string[]> {
    // fetch() swallows errors: of a transaction that has failed the next statement says so.
    const jobs = await this.boss.fetch(QUEUE, { batchSize: most, priority: false, db: sql });
    return jobs.map(({ id }) => id);
  }

  async complete(sql: Sql, id: string): Promise<void> {
    await this.boss.complete(QUEUE, id, {}, { db: sql });
  }

  async fail(sql: Sql, id: string, message: string): Promise<Failed> {
    await this.boss.fail(QUEUE, id, { message }, { db: sql });
    const job = await this.boss.getJobById(QUEUE, id, { db: sql, includeArchive: false });
    return job?.state === 'retry' ? 'again' : 'dead';
  }

  /** Takes jobs away, whatever has become of them, and what of them lies with the dead. */
  async remove(sql: Sql, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.boss.deleteJob(QUEUE, [...ids], { db: sql });
    const { rows } = await sql.executeSql(
      `SELECT id FROM ${SCHEMA}.job WHERE name = $1 AND data->>'capture' = ANY($2::text[])`,
      [DEAD, ids],
    );
    const dead = rows.map(({ id }) => id as string);
    if (dead.length > 0) await this.boss.deleteJob(DEAD, dead, { db: sql });
  }

  /** Jobs that are not at their end. */
  async unfinished(): Promise<number> {
    return (await this.boss.getQueueSize(QUEUE, { before: 'completed' })) ?? 0;
  }

  async waiting(): Promise<number> {
    return (await this.boss.getQueueSize(QUEUE, { before: 'active' })) ?? 0;
  }
}
