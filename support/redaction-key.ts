import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Options that redact under a key file, which is written into a folder: the same key each time. */
export function underKey(folder: string, name = 'team'): string[] {
  const path = join(folder, `${name}.key`);
  const digits = Buffer.from(name.padEnd(32, '.')).toString('hex');
  writeFileSync(path, `pcap-verdict redaction key 1: ${digits}\n`, { mode: 0o600 });
  return ['--redact-key-file', path];
}

/** A key for what takes one as it is. */
export const TEST_KEY = { bytes: new Uint8Array(32).fill(7), name: { kind: 'given' } as const };
