// Makes the file system of the container image in a folder: the binary and the libraries that it is linked
// with, and nothing that a capture could be used against. `Dockerfile` copies it into an empty image.
//
//     npm run build:binary && node scripts/make-image.mjs FOLDER
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const BINARY = 'dist-binary/pcap-verdict';
/** Nobody: who runs the image is not root, and owns nothing in it. As in Google's distroless images. */
const USER = 65_532;

const [folder] = process.argv.slice(2);
if (folder === undefined || existsSync(folder)) {
  console.error('make-image: name a folder that is not there yet');
  process.exit(2);
}

function put(from, to) {
  const path = join(folder, to);
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(from, path);
}

put(BINARY, 'usr/bin/pcap-verdict');
put('dist-binary/THIRD-PARTY-LICENSES.txt', 'usr/share/doc/pcap-verdict/THIRD-PARTY-LICENSES.txt');
put('LICENSE', 'usr/share/doc/pcap-verdict/LICENSE');
// `name => /path (address)`, and the loader itself, by its path alone.
const linked = execFileSync('ldd', [BINARY], { encoding: 'utf8' });
for (const [, path] of linked.matchAll(/(?:=> |^\t)(\/\S+) \(/gm)) put(path, path);
mkdirSync(join(folder, 'etc'));
writeFileSync(
  join(folder, 'etc/passwd'),
  `pcap-verdict:x:${USER}:${USER}::/captures:/usr/bin/pcap-verdict\n`,
);
mkdirSync(join(folder, 'captures'));
