import { fleetCommandWords } from '../../words/command-line/fleet-command.ts';
import { UsageError } from '../errors.ts';
import type { Database } from './database.ts';

/** The folder of the embedded database, where none is named. */
export const DEFAULT_FOLDER = 'pcap-verdict-fleet';

/** What begins like this is a server; anything else is a folder. */
const SERVER = /^postgres(?:ql)?:\/\//i;

/**
 * Opens what `--database` or DATABASE_URL names.
 * @throws UsageError where it cannot be reached, or what it needs is not installed
 */
export async function openDatabase(address: string | undefined): Promise<Database> {
  if (address !== undefined && SERVER.test(address)) {
    const { openPostgres } = await import('./postgres.ts');
    return openPostgres(address);
  }
  if (address !== undefined && /^\w+:\/\//.test(address)) {
    throw new UsageError(
      fleetCommandWords.databaseOfAnotherKind(address.slice(0, address.indexOf(':'))),
      fleetCommandWords.databaseOfAnotherKindAdvice,
    );
  }
  const { openEmbedded } = await import('./embedded.ts');
  return openEmbedded(address ?? DEFAULT_FOLDER);
}
