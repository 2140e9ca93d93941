import type { PoolClient } from 'pg';
import { fleetCommandWords } from '../../words/command-line/fleet-command.ts';
import { UsageError } from '../errors.ts';
import { type Database, databaseError, optionalPackage } from './database.ts';

/** Of one process: a transaction, the sign of life beside it, and one to spare. */
const CONNECTIONS = 3;
/** Milliseconds. */
const CONNECTING = 10_000;
/**
 * A process that is suspended within a transaction would keep others from its rows for as long: the server ends the
 * transaction after that many milliseconds without a statement.
 */
const IDLE_IN_TRANSACTION = 10_000;

/** A server, through one pool. @throws UsageError where it cannot be reached */
export async function openPostgres(address: string): Promise<Database> {
  const { default: pg } = await optionalPackage('pg', () => import('pg'));
  const name = withoutPassword(address);
  const pool = new pg.Pool({
    connectionString: address,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECTING,
    application_name: 'pcap-verdict',
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION,
    keepAlive: true,
    keepAliveInitialDelayMillis: CONNECTING,
  });
  // A connection that breaks while nobody uses it is replaced when it is needed.
  pool.on('error', () => {});
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    throw databaseError(name, error);
  }
  return {
    name,
    isEmbedded: false,
    executeSql: (text, values) => pool.query(text, values),
    async transaction(run) {
      const client = await pool.connect();
      let broken: unknown;
      const onError = (error: unknown) => (broken = error);
      client.on('error', onError);
      try {
        return await inTransaction(client, run);
      } catch (error) {
        broken ??= isStatementError(error) ? undefined : error;
        throw error;
      } finally {
        client.off('error', onError);
        client.release(broken !== undefined);
      }
    },
    close: () => pool.end(),
  };
}

async function inTransaction<Result>(
  client: PoolClient,
  run: Parameters<Database['transaction']>[0],
): Promise<Result> {
  await client.query('BEGIN');
  try {
    const result = await run({ executeSql: (text, values) => client.query(text, values) });
    await client.query('COMMIT');
    return result as Result;
  } catch (error) {
    // Where the connection is gone, so is the transaction.
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** The server refused a statement: the connection is as good as before. */
function isStatementError(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(?:2[1-9]|3|4)/.test(code);
}

function withoutPassword(address: string): string {
  try {
    const url = new URL(address);
    url.password = '';
    url.searchParams.delete('password');
    return url.href;
  } catch {
    throw new UsageError(
      fleetCommandWords.databaseAddressNoUrl,
      fleetCommandWords.databaseAddressNoUrlAdvice,
    );
  }
}
