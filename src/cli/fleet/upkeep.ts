import type { Database, Sql } from './database.ts';
import type { Outcome } from './job.ts';
import type { Queue } from './queue.ts';

/** Captures of one transaction. */
const BATCH = 500;

/** What may be tried again: whatever has no report. */
export const RETRIABLE: readonly Outcome[] = ['failed', 'missing', 'changed', 'unreadable'];

/**
 * Lets captures that have no report wait once more, with all their attempts.
 * @param ids which of them; none for all
 * @returns how many
 */
export async function retry(
  database: Database,
  queue: Queue,
  outcome: Outcome,
  ids: readonly string[],
): Promise<number> {
  return inBatches(database, async (sql) => {
    const { rows } = await sql.executeSql(
      `UPDATE fleet.capture SET outcome = NULL, error = NULL, attempts = 0, worker = NULL, started_at = NULL,
         finished_at = NULL, is_current = false, enqueued_at = now()
       WHERE id IN (SELECT id FROM fleet.capture
         WHERE outcome = $1 AND (cardinality($2::uuid[]) = 0 OR id = ANY($2::uuid[]))
         ORDER BY id LIMIT ${BATCH} FOR UPDATE)
       RETURNING id, most_attempts AS attempts`,
      [outcome, ids],
    );
    await queue.remove(
      sql,
      rows.map(({ id }) => id),
    );
    await queue.add(sql, rows as { id: string; attempts: number }[]);
    return rows.length;
  });
}

/** What is to be forgotten. */
export interface Purged {
  /** Results of that many seconds ago, and before. */
  readonly olderThan: number | null;
  readonly superseded: boolean;
  readonly waiting: boolean;
}

/** Forgets captures with all that hangs on them. @returns how many */
export async function purge(database: Database, queue: Queue, what: Purged): Promise<number> {
  return inBatches(database, async (sql) => {
    const { rows } = await sql.executeSql(
      `SELECT id FROM fleet.capture
       WHERE ($1::float8 IS NOT NULL AND finished_at < now() - make_interval(secs => $1))
         OR ($2 AND outcome IN ('judged', 'damaged', 'unreadable') AND NOT is_current)
         OR ($3 AND outcome IS NULL AND worker IS NULL)
       ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
      [what.olderThan, what.superseded, what.waiting],
    );
    const ids = rows.map(({ id }) => id as string);
    if (ids.length === 0) return 0;
    // First the job: who takes jobs locks them before their captures.
    await queue.remove(sql, ids);
    await sql.executeSql('DELETE FROM fleet.capture WHERE id = ANY($1::uuid[])', [ids]);
    return ids.length;
  });
}

/** Until there is nothing left to do, in transactions that are not long. */
async function inBatches(database: Database, run: (sql: Sql) => Promise<number>): Promise<number> {
  let all = 0;
  for (;;) {
    const count = await database.transaction(run);
    all += count;
    if (count < BATCH) return all;
  }
}
