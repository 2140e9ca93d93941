import { createHmac, randomBytes, scryptSync } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Input, Platform } from '../platform.ts';
import { lyingFiles } from './lying-files.ts';
import { type OpenPathOptions, openPath, type StartThread } from './path-source.ts';
import { openPieces } from './pieces-source.ts';

/** Cost, block size and parallelism (RFC 7914 §2): a guess takes 128 · N · r bytes and some 0.3 s. */
export const SCRYPT = { N: 1 << 17, r: 8, p: 1 } as const;
const STRETCHED_LENGTH = 32;

/**
 * Node.
 * @param standardInput descriptor of what `-` names
 * @param startUnpackThread starts `unpack-thread.ts`; without it, who reads what is compressed unpacks it
 */
export function nodePlatform(standardInput = 0, startUnpackThread?: StartThread): Platform {
  const input = (path: string) => pathInput(path, { standardInput, startUnpackThread });
  return {
    input,
    files: (path, name) => lyingFiles(path, name, input),
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
export function pathInput(path: string, given: OpenPathOptions = {}): Input {
  const facts = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
  const file = facts?.isFile() === true ? path : null;
  return {
    label: path,
    file,
    // What is not there, or is a folder, fails when it is opened.
    isRepeatable: path !== '-' && (facts === undefined || facts.isFile() || facts.isDirectory()),
    open: (options) => openPath(path, { ...options, ...given }),
    ...(file === null ? {} : { openPieces: (pieces) => openPieces(file, pieces) }),
  };
}
