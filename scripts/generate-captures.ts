// Writes the captures of captures/: `npm run captures`. Same code, same bytes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allCaptures } from './captures/all-captures.ts';

for (const { name, bytes } of allCaptures()) {
  writeFileSync(join('captures', name), bytes);
  console.log(`${name}  ${bytes.length} bytes`);
}
