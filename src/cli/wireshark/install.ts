import { existsSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { VERSION } from '../../version.ts';
import { wiresharkWords } from '../../words/command-line/wireshark.ts';
import { UsageError } from '../errors.ts';
import { dataFile } from '../program-files.ts';
import { writeText } from '../write-text.ts';
import type { WiresharkFolders } from './folders.ts';

const NAME = 'pcap-verdict';
/** In a profile folder of ours: another's of that name is left alone. */
const MARK = 'made-by-pcap-verdict';

/** Colours of a verdict's frames, 16 bits a channel as Wireshark has them: background, then text. */
const COLORS: readonly (readonly [name: string, filter: string, colors: string])[] = [
  [
    wiresharkWords.colors.evidenceOfDrop,
    of('drop', 'evidence'),
    '[62194,48059,48059][6939,6939,6939]',
  ],
  ['drop', of('drop', 'verdict'), '[65278,60652,60652][6939,6939,6939]'],
  [
    wiresharkWords.colors.evidenceOfReject,
    of('reject', 'evidence'),
    '[65278,54484,41634][6939,6939,6939]',
  ],
  ['reject', of('reject', 'verdict'), '[65278,62194,57311][6939,6939,6939]'],
  [
    'another failure',
    'pcap_verdict.verdict in {"intercepted", "unreachable", "closed"}',
    '[65278,63736,53456][6939,6939,6939]',
  ],
];

/** Buttons beside the display filter. */
const BUTTONS: readonly (readonly [label: string, filter: string])[] = [
  ['evidence', 'pcap_verdict.evidence'],
  ['drop', of('drop', 'verdict')],
  ['reject', of('reject', 'verdict')],
  ['cannot tell', of('inconclusive', 'verdict')],
];

/** Frames of services with a verdict; those that are cited for it where it says so. */
function of(verdict: string, part: 'evidence' | 'verdict'): string {
  const is = `pcap_verdict.verdict == "${verdict}"`;
  return part === 'evidence' ? `${is} && pcap_verdict.evidence` : is;
}

function pluginFile({ plugins }: WiresharkFolders): string {
  return join(plugins, NAME, `${NAME}.lua`);
}

function profileFolder({ configuration }: WiresharkFolders): string {
  return join(configuration, 'profiles', NAME);
}

/** What is there of ours. */
export interface Installed {
  readonly plugin: string;
  readonly profile: string;
  /** Null where it is not there; of the program that made it. */
  readonly version: string | null;
  readonly hasProfile: boolean;
}

/** What is installed. */
export function installed(folders: WiresharkFolders): Installed {
  const plugin = pluginFile(folders);
  const profile = profileFolder(folders);
  const text = existsSync(plugin) ? readFileSync(plugin, 'utf8') : null;
  const [, version = 'unknown'] = /^local VERSION = "(.*)"$/m.exec(text ?? '') ?? [];
  return {
    plugin,
    profile,
    version: text === null ? null : version,
    hasProfile: existsSync(join(profile, MARK)),
  };
}

/**
 * Puts the plug-in and the profile into the user's folders.
 * @param command what runs this program, word by word
 * @throws UsageError where a profile of that name is somebody else's, or nothing can be written
 */
export function install(folders: WiresharkFolders, command: readonly string[]): Installed {
  const { plugin, profile, hasProfile } = installed(folders);
  if (existsSync(profile) && !hasProfile) {
    throw new UsageError(
      wiresharkWords.profileIsUsers(profile),
      wiresharkWords.profileIsUsersAdvice,
    );
  }
  const script = Buffer.from(dataFile(`wireshark/${NAME}.lua`))
    .toString('utf8')
    .replace(
      /^local COMMAND = .*$/m,
      () => `local COMMAND = { ${command.map(luaText).join(', ')} }`,
    )
    .replace(/^local VERSION = .*$/m, () => `local VERSION = ${luaText(VERSION)}`);
  put(plugin, script);
  put(join(profile, MARK), `${VERSION}\n`);
  // The user's own rules, or Wireshark's, stay behind ours; preferences are those of the default profile.
  const own = (name: string) => {
    const path = [folders.configuration, folders.global]
      .map((folder) => join(folder, name))
      .find((one) => existsSync(one));
    return path === undefined ? '' : readFileSync(path, 'utf8');
  };
  const rules = COLORS.map(
    ([name, filter, colors]) => `@pcap-verdict: ${name}@${filter}@${colors}`,
  );
  put(join(profile, 'colorfilters'), `${rules.join('\n')}\n${own('colorfilters')}`);
  const buttons = BUTTONS.map(
    ([label, filter]) => `"TRUE","${label}","${filter.replaceAll('"', '\\x22')}",""`,
  );
  put(join(profile, 'dfilter_buttons'), `${buttons.join('\n')}\n${own('dfilter_buttons')}`);
  const preferences = own('preferences');
  if (preferences !== '' && !existsSync(join(profile, 'preferences'))) {
    put(join(profile, 'preferences'), preferences);
  }
  return installed(folders);
}

/** Takes both away, with what Wireshark wrote into the profile since; gives what was there. */
export function remove(folders: WiresharkFolders): Installed {
  const before = installed(folders);
  if (before.version !== null) {
    rmSync(before.plugin);
    removeEmpty(dirname(before.plugin), folders.plugins);
  }
  if (before.hasProfile) {
    rmSync(before.profile, { recursive: true });
    removeEmpty(dirname(before.profile), folders.configuration);
  }
  return before;
}

/** Takes away a folder that has nothing in it any more, and those around it, up to `top`. */
function removeEmpty(folder: string, top: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody has something in it.
    return;
  }
  if (folder !== top && dirname(folder) !== folder) removeEmpty(dirname(folder), top);
}

function put(path: string, text: string): void {
  writeText(path, text, { makesFolders: true });
}

/** A text in Lua (5.4 reference manual, 3.1). */
function luaText(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return `"${escaped}"`;
}
