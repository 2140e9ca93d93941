// What the built library makes of captures, as one hash each: for any runtime, which is run with
// ENTRY CAPTURE…, where ENTRY is dist/core.js or dist/index.js.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Packets of a capture that are listed. */
const PACKETS = 200;

const [entry, ...captures] = process.argv.slice(2);
const library = await import(pathToFileURL(resolve(entry)).href);

/** Bytes, a file and a stream of the capture, none of which has a path. */
async function core(path) {
  const { diagnose, openCapture } = library;
  const bytes = new Uint8Array(readFileSync(path));
  const texts = [];
  for (const input of [bytes, new Blob([bytes]), new Blob([bytes]).stream()]) {
    texts.push(JSON.stringify(await diagnose(await openCapture(input, basename(path)))));
  }
  return texts;
}

/** The report in every format, with frames; flows, and the first packets. */
async function whole(path) {
  const report = await library.diagnose(path, { frames: !path.endsWith('.gz') });
  const renderers = Object.keys(library).filter((name) => name.startsWith('render'));
  const texts = renderers.map((name) => library[name](report));
  texts.push(JSON.stringify(await library.flows(path)));
  for await (const packet of library.packets(path, { fields: ['tcp.stream'] })) {
    if (texts.push(JSON.stringify(packet)) > PACKETS) break;
  }
  return texts;
}

for (const path of captures) {
  const texts = await (basename(entry) === 'core.js' ? core : whole)(path);
  const hash = createHash('sha256').update(texts.join('\n')).digest('hex');
  console.log(`${basename(path)} ${texts.length} ${hash}`);
}
