import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL server of the tests' own: a folder, a port, and an unprivileged user where we are root. */
export interface PostgresServer {
  /** `SHOW server_version`, such as 15.14. */
  readonly version: string;
  /** A new, empty database. @returns its address */
  createDatabase(name: string): string;
  /** What psql prints of a statement, without titles: from outside of what is tested. */
  ask(address: string, statement: string): string;
  /** As when power fails, or as an administrator does it. */
  restart(mode: 'immediate' | 'fast'): void;
  /** Process times of the server and its children so far, in seconds. */
  processorTime(): number;
  stop(): void;
}

const DEBIAN = '/usr/lib/postgresql';
/** Clock ticks of a second in /proc (sysconf(_SC_CLK_TCK)). */
const TICKS = 100;

/** The folder of initdb and pg_ctl; null where PostgreSQL is not installed. */
export function postgresFolder(): string | null {
  const folders = [
    ...(existsSync(DEBIAN)
      ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin'))
      : []),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

/** Whom the server runs as: it refuses root. */
function unprivileged(): { name: string; prefix: string[]; uid: number; gid: number } | null {
  const { uid } = userInfo();
  if (uid !== 0) return { name: userInfo().username, prefix: [], uid, gid: userInfo().gid };
  for (const name of ['postgres', 'nobody']) {
    const id = (letter: string) =>
      Number(spawnSync('id', [letter, name], { encoding: 'utf8' }).stdout);
    const found = id('-u');
    if (found > 0)
      return { name, prefix: ['runuser', '-u', name, '--'], uid: found, gid: id('-g') };
  }
  return null;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts one; null, with the reason on the screen, where there can be none. */
export async function startPostgres(): Promise<PostgresServer | null> {
  const binaries = postgresFolder();
  if (binaries === null) {
    console.warn(
      'skipped: PostgreSQL, which is not installed (Debian: apt-get install postgresql)',
    );
    return null;
  }
  const user = unprivileged();
  if (user === null) {
    console.warn('skipped: PostgreSQL, which does not run as root, and there is no other user');
    return null;
  }
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const port = await freePort();
  const run = (program: string, ...args: string[]) => {
    const [first, ...rest] = [...user.prefix, join(binaries, program), ...args];
    return execFileSync(first, rest, {
      encoding: 'utf8',
      cwd: folder,
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1`;
  const control = (...args: string[]) =>
    run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, ...args);
  run('initdb', '-D', data, '-U', 'tests', '-A', 'trust', '-E', 'UTF8', '--locale=C');
  control('start');
  const address = (database: string) => `postgres://tests@127.0.0.1:${port}/${database}`;
  const ask = (of: string, statement: string) =>
    run(
      'psql',
      '-X',
      '-q',
      '-A',
      '-t',
      '-v',
      'ON_ERROR_STOP=1',
      '-d',
      of,
      '-c',
      statement,
    ).trimEnd();
  return {
    version: ask(address('postgres'), 'SHOW server_version').split(' ')[0],
    createDatabase(name) {
      ask(address('postgres'), `CREATE DATABASE ${name}`);
      return address(name);
    },
    ask,
    restart: (mode) => void control('restart', '-m', mode),
    processorTime() {
      // Connections that have ended are counted with the process that started them.
      const [process] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
      return [process, ...childrenOf(process)].reduce((sum, one) => sum + timeOf(one), 0);
    },
    stop() {
      control('stop', '-m', 'immediate');
      rmSync(folder, { recursive: true });
    },
  };
}

function childrenOf(process: string): string[] {
  return spawnSync('pgrep', ['-P', process], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter(Boolean);
}

/** User and system time of a process and of its children that have ended (proc(5), fields 14 to 17). */
function timeOf(process: string): number {
  const stdout = readFileSync(`/proc/${process}/stat`, 'utf8');
  const fields = stdout.slice(stdout.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS;
}
