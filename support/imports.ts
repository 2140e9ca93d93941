import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';

const posix = (path: string) => path.split(sep).join('/');
/** Files under a folder whose names end in one of these, as the project writes paths. */
export function filesUnder(folder: string, recursive: boolean, ...endings: string[]): string[] {
  return readdirSync(folder, { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => posix(join(entry.parentPath, entry.name)))
    .sort();
}

export interface Import {
  readonly from: string;
  /** A file of the project, or the name of a package. */
  readonly to: string;
  readonly isType: boolean;
}

/** A file without its comments. */
export function codeOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

/** Imports that are types only are gone for esbuild, so the text is read as well. */
export function importsOf(from: string): Import[] {
  const text = codeOf(from);
  const found: Import[] = [];
  const pattern =
    /^(?:import|export)\s+(type\s)?[^;'"]*?from\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
  for (const [, type, named, bare, dynamic] of text.matchAll(pattern)) {
    const target = named ?? bare ?? dynamic;
    const to = target.startsWith('.') ? posix(normalize(`${dirname(from)}/${target}`)) : target;
    found.push({ from, to, isType: type !== undefined });
  }
  return found;
}
