import { createHmac, randomBytes, scryptSync } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Input, Platform } from '../platform.ts';
import { lyingFiles } from './lying-files.ts';
import { openPath } from './path-source.ts';
import { openPieces } from './pieces-source.ts';

/** Cost, block size and parallelism (RFC 7914 §2): a guess takes 128 · N · r bytes and some 0.3 s. */
export const SCRYPT = { N: 1 << 17, r: 8, p: 1 } as const;
const STRETCHED_LENGTH = 32;

/**
 * Node.
 * @param standardInput descriptor of what `-` names
 */
export function nodePlatform(standardInput = 0): Platform {
  return {
    input: (path) => pathInput(path, standardInput),
    files: (path, name) => lyingFiles(path, name, (one) => pathInput(one, standardInput)),
    async openArchive(from, label, budget, password) {
      const { ZipArchive } = await import('./zip-archive.ts');
      const bytes =
        from instanceof Uint8Array && Buffer.from(from.buffer, from.byteOffset, from.length);
      return ZipArchive.open(bytes || (from as Input).label, label, budget, password);
    },
    hmac: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
    // The limit is below what these parameters take: twice that is one.
    stretch: (secret, salt) =>
      scryptSync(secret, salt, STRETCHED_LENGTH, { ...SCRYPT, maxmem: 256 * SCRYPT.N * SCRYPT.r }),
    randomBytes,
  };
}

/** A file, or standard input for `-`. */
export function pathInput(path: string, standardInput = 0): Input {
  const facts = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
  const file = facts?.isFile() === true ? path : null;
  return {
    label: path,
    file,
    // What is not there, or is a folder, fails when it is opened.
    isRepeatable: path !== '-' && (facts === undefined || facts.isFile() || facts.isDirectory()),
    open: (options) => openPath(path, { ...options, standardInput }),
    ...(file === null ? {} : { openPieces: (pieces) => openPieces(file, pieces) }),
  };
}
