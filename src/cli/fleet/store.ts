import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { VERSION } from '../../version.ts';
import { fleetCommandWords } from '../../words/command-line/fleet-command.ts';
import type { Database, Sql } from './database.ts';
import type { Job, Result } from './job.ts';
import type { Queue } from './queue.ts';

/** Our tables, as a worker changes them: always together with the queue's, in one transaction. */
export class Store {
  readonly worker = randomUUID();

  constructor(
    readonly database: Database,
    readonly queue: Queue,
  ) {}

  /** Says that this worker is alive. */
  async showLife(jobs: number): Promise<void> {
    await this.database.executeSql(
      `INSERT INTO fleet.worker (id, host, process, tool_version, jobs) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (id) DO UPDATE SET seen_at = now()`,
      [this.worker, hostname(), process.pid, VERSION, jobs],
    );
  }

  async sayGoodbye(): Promise<void> {
    await this.database.executeSql('DELETE FROM fleet.worker WHERE id = $1', [this.worker]);
  }

  /** Jobs that are this worker's from now on. */
  async claim(sql: Sql, most: number): Promise<Job[]> {
    const ids = await this.queue.take(sql, most);
    if (ids.length === 0) return [];
    const { rows } = await sql.executeSql(
      `UPDATE fleet.capture c SET worker = $1, started_at = NULL FROM fleet.option_set o
       WHERE c.id = ANY($2::uuid[]) AND o.id = c.option_set AND c.outcome IS NULL
       RETURNING c.id, c.files, c.is_sequence, c.option_set, o.display_filter, o.profile_name, o.profile_text, o.targets`,
      [this.worker, ids],
    );
    const jobs = new Map(rows.map((row) => [row.id as string, jobOf(row)]));
    // What was purged, or is done: nothing is left to do for its job.
    await this.queue.remove(
      sql,
      ids.filter((id) => !jobs.has(id)),
    );
    return ids.map((id) => jobs.get(id)).filter((job) => job !== undefined);
  }

  /**
   * A job of this worker begins: from now on it counts as one of its attempts.
   * @returns whether it was still this worker's
   */
  async start(sql: Sql, { id }: Job): Promise<boolean> {
    const { rows } = await sql.executeSql(
      `UPDATE fleet.capture SET started_at = now(), attempts = attempts + 1
       WHERE id = $1 AND worker = $2 AND outcome IS NULL RETURNING id`,
      [id, this.worker],
    );
    return rows.length > 0;
  }

  /**
   * Writes a result, and ends its job.
   * @returns whether it was still this worker's: another may have it where this one was given up for lost
   */
  async finish(sql: Sql, { id, optionSet }: Job, result: Result): Promise<boolean> {
    const { judged } = result;
    const { rows } = await sql.executeSql(
      `UPDATE fleet.capture SET outcome = $3, error = $4, finished_at = now(), worker = NULL, milliseconds = $5,
         verdict = $6, confidence = $7, summary = $8, packets = $9, problems = $10, first_time = $11, last_time = $12
       WHERE id = $1 AND worker = $2 AND outcome IS NULL
       RETURNING content, enqueued_at`,
      [
        id,
        this.worker,
        result.outcome,
        result.error,
        result.milliseconds,
        judged?.verdict ?? null,
        judged?.confidence ?? null,
        judged?.summary ?? null,
        judged?.packets ?? null,
        judged?.problems ?? null,
        judged?.firstTime ?? null,
        judged?.lastTime ?? null,
      ],
    );
    if (rows.length === 0) return false;
    // Of several versions the one that was asked for last is what reports tell.
    await sql.executeSql(
      `UPDATE fleet.capture c SET is_current = (c.id = (
         SELECT n.id FROM fleet.capture n
         WHERE n.content = $1 AND n.option_set = $2 AND n.outcome <> 'failed'
         ORDER BY n.outcome IN ('missing', 'changed'), n.enqueued_at DESC, n.id LIMIT 1))
       WHERE c.content = $1 AND c.option_set = $2`,
      [rows[0].content, optionSet],
    );
    if (judged !== null) {
      if (judged.report !== null) {
        await sql.executeSql('INSERT INTO fleet.report VALUES ($1, $2)', [id, judged.report]);
      }
      await insertRows(sql, 'endpoint', judged.endpoints);
      await insertRows(sql, 'finding', judged.findings);
    }
    await this.queue.complete(sql, id);
    return true;
  }

  /**
   * An attempt came to nothing: again, or to the dead letters where it was the last.
   * @returns whether it was still that worker's
   */
  async fail(sql: Sql, id: string, message: string, owner: string = this.worker): Promise<boolean> {
    const { rows } = await sql.executeSql(
      `UPDATE fleet.capture SET worker = NULL, started_at = NULL, error = $3
       WHERE id = $1 AND worker = $2 AND outcome IS NULL RETURNING id`,
      [id, owner, message],
    );
    if (rows.length === 0) return false;
    if ((await this.queue.fail(sql, id, message)) === 'dead') {
      await sql.executeSql(
        "UPDATE fleet.capture SET outcome = 'failed', finished_at = now() WHERE id = $1",
        [id],
      );
    }
    return true;
  }

  /** Jobs that were taken, and are not to be worked on here: they wait again, with the attempts they had. */
  async giveBack(sql: Sql, ids: readonly string[], owner: string = this.worker): Promise<void> {
    const { rows } = await sql.executeSql(
      `UPDATE fleet.capture
       SET worker = NULL, attempts = attempts - CASE WHEN started_at IS NULL THEN 0 ELSE 1 END, started_at = NULL
       WHERE id = ANY($1::uuid[]) AND worker = $2 AND outcome IS NULL
       RETURNING id, most_attempts - attempts AS attempts`,
      [ids, owner],
    );
    await this.queue.remove(
      sql,
      rows.map(({ id }) => id),
    );
    await this.queue.add(sql, rows as { id: string; attempts: number }[]);
  }

  /** What is this worker's by the tables, and not in its hands: where an answer of the database was lost. */
  async giveBackAllBut(sql: Sql, held: readonly string[]): Promise<void> {
    const { rows } = await sql.executeSql(
      'SELECT id FROM fleet.capture WHERE worker = $1 AND outcome IS NULL AND NOT id = ANY($2::uuid[])',
      [this.worker, held],
    );
    if (rows.length > 0) {
      await this.giveBack(
        sql,
        rows.map(({ id }) => id),
      );
    }
  }

  /**
   * Jobs of workers that have shown no sign of life for so long: what they had begun has failed, the rest waits.
   * @returns how many
   */
  async takeFromLost(sql: Sql, seconds: number): Promise<number> {
    const { rows } = await sql.executeSql(
      `SELECT c.id, c.worker, c.started_at IS NOT NULL AS is_started, w.host, w.process
       FROM fleet.capture c LEFT JOIN fleet.worker w ON w.id = c.worker
       WHERE c.worker IS NOT NULL AND c.outcome IS NULL
         AND (w.id IS NULL OR w.seen_at < now() - make_interval(secs => $1))
       ORDER BY c.id LIMIT 100 FOR UPDATE OF c SKIP LOCKED`,
      [seconds],
    );
    for (const { id, worker, is_started: isStarted, host, process: pid } of rows) {
      const who = host === null ? 'its worker' : fleetCommandWords.workerOfLostJob(pid, host);
      if (isStarted) await this.fail(sql, id, fleetCommandWords.workerLost(who), worker);
      else await this.giveBack(sql, [id], worker);
    }
    await sql.executeSql(
      `DELETE FROM fleet.worker w WHERE w.seen_at < now() - make_interval(secs => $1)
         AND NOT EXISTS (SELECT FROM fleet.capture c WHERE c.worker = w.id)`,
      [seconds],
    );
    return rows.length;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a row of `claim`
function jobOf(row: any): Job {
  return {
    id: row.id,
    files: row.files,
    isSequence: row.is_sequence,
    optionSet: row.option_set,
    options: {
      displayFilter: row.display_filter,
      profileName: row.profile_name,
      profileText: row.profile_text,
      targets: row.targets,
    },
  };
}

/** Rows of a capture, from JSON whose members are named as the columns. */
async function insertRows(sql: Sql, table: 'endpoint' | 'finding', rows: string): Promise<void> {
  if (rows === '[]') return;
  await sql.executeSql(
    `INSERT INTO fleet.${table} SELECT * FROM jsonb_populate_recordset(NULL::fleet.${table}, $1::jsonb)`,
    [rows],
  );
}
