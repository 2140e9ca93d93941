import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fleetCommandWords } from '../../words/command-line/fleet-command.ts';
import { UsageError } from '../errors.ts';
import { type Database, optionalPackage, type Sql } from './database.ts';

/** Says who has the folder: the embedded database is of one process, and asks nobody. */
const LOCK = 'process';

/**
 * PostgreSQL in this process, with its tables in a folder.
 * @throws UsageError where another process has the folder, or it cannot be written
 */
export async function openEmbedded(folder: string): Promise<Database> {
  const { PGlite } = await optionalPackage(
    '@electric-sql/pglite',
    () => import('@electric-sql/pglite'),
  );
  const unlock = lock(folder);
  try {
    const database = await PGlite.create(join(folder, 'tables'));
    const through = (target: Pick<typeof database, 'exec' | 'query'>): Sql => ({
      async executeSql(text, values = []) {
        if (values.length > 0) return target.query(text, values);
        // Several statements in one text, as migrations are.
        const results = await target.exec(text);
        return results.findLast(({ fields }) => fields.length > 0) ?? { rows: [] };
      },
    });
    return {
      name: folder,
      isEmbedded: true,
      ...through(database),
      transaction: (run) => database.transaction((within) => run(through(within))),
      async close() {
        await database.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw new UsageError(fleetCommandWords.embeddedUnopenable(folder, (error as Error).message));
  }
}

/** @returns gives it back */
function lock(folder: string): () => void {
  const path = join(folder, LOCK);
  const mine = `${process.pid} ${hostname()}\n`;
  for (let tries = 0; ; tries++) {
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, mine, { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST' || tries > 0) {
        throw new UsageError(fleetCommandWords.embeddedFolderUnusable(message));
      }
    }
    const holder = holderOf(path);
    if (holder !== null) {
      throw new UsageError(
        fleetCommandWords.embeddedInUse(folder, holder),
        fleetCommandWords.embeddedInUseAdvice,
      );
    }
    // Who had it was killed.
    rmSync(path, { force: true });
  }
}

/** Who has it; null where that process is no more. */
function holderOf(path: string): string | null {
  let text = '';
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
  const [id, host] = text.split(' ');
  if (host !== hostname()) return `process ${id} on ${host}`;
  try {
    process.kill(Number(id), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null;
  }
  // Its own number, from before the machine was started anew.
  return Number(id) === process.pid ? null : `process ${id}`;
}
