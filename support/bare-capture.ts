import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { concat, writePcapng } from './capture-writer.ts';
import { readAll } from './read-capture.ts';

/** Parts a capture of TLS from the secrets that it brings along: two files, and the text of the secrets. */
export async function bareCapture(path: string, folder: string) {
  const { packets, reader } = await readAll(new Uint8Array(gunzipSync(readFileSync(path))));
  const log = concat(...reader.tlsKeyLogs);
  const keys = join(folder, 'keys.log');
  const bare = join(folder, 'bare.pcapng');
  writeFileSync(keys, log);
  writeFileSync(bare, writePcapng(packets));
  return { bare, keys, log: new TextDecoder().decode(log) };
}
