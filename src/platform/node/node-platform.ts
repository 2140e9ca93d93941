import { createHmac, randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Input, Platform } from '../platform.ts';
import { openPath } from './path-source.ts';

/**
 * Node.
 * @param standardInput descriptor of what `-` names
 */
export function nodePlatform(standardInput = 0): Platform {
  return {
    input: (path) => pathInput(path, standardInput),
    hmac: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
    randomBytes,
  };
}

/** A file, or standard input for `-`. */
export function pathInput(path: string, standardInput = 0): Input {
  const facts = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
  return {
    label: path,
    file: facts?.isFile() === true ? path : null,
    // What is not there, or is a folder, fails when it is opened.
    isRepeatable: path !== '-' && (facts === undefined || facts.isFile() || facts.isDirectory()),
    open: (options) => openPath(path, { ...options, standardInput }),
  };
}
