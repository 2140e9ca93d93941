import { fleetCommandWords } from '../../words/command-line/fleet-command.ts';
import { UsageError } from '../errors.ts';

/**
 * Where statements go: a connection, or a transaction on one. The method is called as pg-boss calls it, so that
 * its jobs and our tables change in one transaction.
 */
export interface Sql {
  // biome-ignore lint/suspicious/noExplicitAny: rows are what the statement says
  executeSql(text: string, values?: unknown[]): Promise<{ rows: any[] }>;
}

/** PostgreSQL: a server, or the embedded one. */
export interface Database extends Sql {
  /** As it may be told: without a password. */
  readonly name: string;
  /** Of this process alone. */
  readonly isEmbedded: boolean;
  transaction<Result>(run: (sql: Sql) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** How the packages of a fleet are had. */
export const INSTALLING = fleetCommandWords.packagesToInstall;

/** Loads an optional package. @throws UsageError where it is not installed */
export async function optionalPackage<Module>(
  name: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new UsageError(fleetCommandWords.packageMissing(name), INSTALLING);
  }
}

/** Classes of SQLSTATE, and codes of sockets, that say the server is away and not that a statement is wrong. */
const AWAY =
  /^(?:08...|57P0[123]|25P03|53300|ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND|ENOENT)$/;
/** What the driver says without a code. */
const AWAY_TEXT =
  /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|Client was closed/;

/** Whether to try again is sensible: the server is away, is starting, or has broken the connection. */
export function isAway(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return (
    (typeof code === 'string' && AWAY.test(code)) ||
    (typeof message === 'string' && AWAY_TEXT.test(message))
  );
}

/** Whether two transactions were in each other's way (serialization_failure, deadlock_detected). */
export function isConflict(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === '40001' || code === '40P01';
}

/** What a user is told of an error of the database. */
export function databaseError(name: string, error: unknown): UsageError {
  if (error instanceof UsageError) return error;
  const { code, message, errors } = error as {
    code?: string;
    message?: string;
    errors?: readonly Error[];
  };
  // Several addresses of one name fail together.
  const said = message || errors?.map((one) => one.message).join('; ') || String(code ?? error);
  return new UsageError(
    fleetCommandWords.databaseUnusable(name, said),
    isAway(error) ? fleetCommandWords.databaseAwayAdvice : '',
  );
}

/** A text as PostgreSQL takes it: without NUL, and in jsonb without half of a character; a capture may have both. */
export function storable(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, '\uFFFD');
}
