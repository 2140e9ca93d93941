// Writes the captures of captures/: `npm run captures`. Same code, same bytes.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { allCaptures } from '../support/captures/all-captures.ts';

/** Versions of zlib compress differently: a gzip file is left alone when its content is right. */
function isSameGzip(path: string, bytes: Uint8Array): boolean {
  if (!path.endsWith('.gz') || !existsSync(path)) return false;
  return gunzipSync(readFileSync(path)).equals(gunzipSync(bytes));
}

for (const { name, bytes } of allCaptures()) {
  const path = join('captures', name);
  if (!isSameGzip(path, bytes)) writeFileSync(path, bytes);
  console.log(`${name}  ${bytes.length} bytes`);
}
