import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where Wireshark looks for what a user has made. */
export interface WiresharkFolders {
  /** Preferences, and below it `profiles/`. */
  readonly configuration: string;
  /** What it comes with, where the user has nothing of his own; '' where nobody knows. */
  readonly global: string;
  /** Plug-ins in Lua, whatever the version. */
  readonly plugins: string;
}

/** Longest that tshark takes to say where its folders are, in milliseconds. */
const PATIENCE = 20_000;

/**
 * The user's folders: as `tshark -G folders` says where there is one, else where Wireshark's User's Guide
 * (B.4, "Configuration Files and Plugin Folders") has them.
 */
export function wiresharkFolders(
  env: Readonly<Record<string, string | undefined>>,
): WiresharkFolders {
  for (const program of programs(env)) {
    const { status, stdout } = spawnSync(program, ['-G', 'folders'], {
      encoding: 'utf8',
      timeout: PATIENCE,
      env: env as NodeJS.ProcessEnv,
    });
    const configuration = folderIn(stdout, 'Personal configuration');
    const plugins =
      folderIn(stdout, 'Personal Lua Plugins') ?? folderIn(stdout, 'Personal Plugins');
    if (status === 0 && configuration !== null && plugins !== null) {
      const global = folderIn(stdout, 'Global configuration') ?? '';
      return { configuration, plugins, global };
    }
  }
  return usualFolders(env);
}

function programs({ ProgramFiles }: Readonly<Record<string, string | undefined>>): string[] {
  if (process.platform === 'win32') {
    return ['tshark', join(ProgramFiles ?? 'C:\\Program Files', 'Wireshark', 'tshark.exe')];
  }
  return process.platform === 'darwin'
    ? ['tshark', '/Applications/Wireshark.app/Contents/MacOS/tshark']
    : ['tshark'];
}

function folderIn(text: string | null, name: string): string | null {
  const line = (text ?? '').split(/\r?\n/).find((one) => one.startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() || null;
}

function usualFolders(env: Readonly<Record<string, string | undefined>>): WiresharkFolders {
  if (process.platform === 'win32') {
    const configuration = join(env.APPDATA ?? homedir(), 'Wireshark');
    return { configuration, plugins: join(configuration, 'plugins'), global: '' };
  }
  const home = env.HOME ?? homedir();
  return {
    configuration: join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'wireshark'),
    plugins: join(home, '.local', 'lib', 'wireshark', 'plugins'),
    global: '',
  };
}
