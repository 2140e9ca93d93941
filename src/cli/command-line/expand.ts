import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const WILD = /[*?[]/;

/**
 * The files that a pattern names, in order, where the shell has left that to the program: Windows' do, and all
 * do with quotes. A name that is there, and what matches nothing, stays as it is.
 */
export function expanded(path: string): string[] {
  if (!WILD.test(path) || existsSync(path)) return [path];
  const [root, ...parts] = path
    .replace(/\\(?=[^*?[\]])/g, process.platform === 'win32' ? '/' : '\\')
    .split('/');
  let found = root === '' && parts.length > 0 ? ['/'] : matching('', root);
  for (const part of parts) found = found.flatMap((folder) => matching(folder, part));
  return found.length > 0 ? found : [path];
}

/** What in a folder a piece of a pattern names; '' is the folder that one is in. */
function matching(folder: string, part: string): string[] {
  if (!WILD.test(part)) {
    const path = join(folder, part);
    return existsSync(path) ? [path] : [];
  }
  let names: string[];
  try {
    names = readdirSync(folder === '' ? '.' : folder);
  } catch {
    return [];
  }
  const pattern = patternOf(part);
  // Hidden ones are asked for by name.
  return names
    .filter((name) => pattern.test(name) && (part.startsWith('.') || !name.startsWith('.')))
    .sort()
    .map((name) => join(folder, name));
}

function patternOf(part: string): RegExp {
  const source = part.replace(/\[!?[^\]]+\]|[\s\S]/g, (piece) => {
    if (/^\*$/.test(piece)) return '.*';
    if (piece === '?') return '.';
    if (piece.length > 1)
      return `[${piece.slice(1, -1).replace(/^!/, '^').replace(/\\/g, '\\\\')}]`;
    return piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  try {
    // Stars beside each other are one: no pattern takes long.
    return new RegExp(`^${source.replace(/(?:\.\*)+/g, '.*')}$`, 's');
  } catch {
    return /^(?!)/;
  }
}
