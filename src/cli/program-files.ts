import { readFileSync } from 'node:fs';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/*
 * Files that come with the program: beside it in the package, and inside the binary, whose assets
 * `scripts/build-binary.mjs` puts there under the same names (Node's single executable applications).
 */

interface Assets {
  isSea(): boolean;
  getAsset(name: string): ArrayBuffer;
  getAsset(name: string, encoding: string): string;
}

/** The binary's assets; null where the program is a package's. */
function assets(): Assets | null {
  // Node 20.19 has it, and no other runtime need have.
  const sea = process.getBuiltinModule('node:sea') as Assets | undefined;
  return sea?.isSea() === true ? sea : null;
}

/** What starts this program, word by word. */
export function programCommand(): string[] {
  return assets() === null ? [process.execPath, process.argv[1]] : [process.execPath];
}

/** A file of `data/`, which is beside the package's `dist/` and the repository's `src/`. */
export function dataFile(name: string): Uint8Array {
  const inside = assets();
  if (inside !== null) return new Uint8Array(inside.getAsset(name));
  return readFileSync(new URL(`../../data/${name}`, import.meta.url));
}

/** Starts a thread with a module of the program. @param beside what `import.meta.url` is in its entry */
export function startThreadOf(name: string, beside: string, options: WorkerOptions = {}): Worker {
  const inside = assets();
  if (inside === null) return new Worker(new URL(`./${name}.js`, beside), options);
  return new Worker(inside.getAsset(name, 'utf8'), { ...options, eval: true });
}
