// The licences of the packages whose code is bundled, as they ask for.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of the packages that bundles were made of. @param metafiles of esbuild */
function bundledPackages(metafiles) {
  const folders = new Set();
  for (const { inputs } of metafiles) {
    for (const path of Object.keys(inputs)) {
      const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [];
      if (folder !== undefined) folders.add(folder);
    }
  }
  return [...folders].sort();
}

/** A package's name, version, licence and the text of that. */
function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)\b/i.test(entry));
  if (file === undefined && !existsSync(join(folder, 'README.md'))) {
    throw new Error(`${folder} has no licence text`);
  }
  const text =
    file === undefined
      ? // A few have it at the end of their README alone.
        /^#+ *licen[cs]e[\s\S]*/im.exec(readFileSync(join(folder, 'README.md'), 'utf8'))?.[0]
      : readFileSync(join(folder, file), 'utf8');
  if (!text) throw new Error(`${folder} has no licence text`);
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}

/** @param file that they are written to */
export function writeNotices(metafiles, file) {
  const notices = bundledPackages(metafiles).map(noticeOf);
  const rule = `\n${'-'.repeat(72)}\n\n`;
  writeFileSync(
    file,
    `pcap-verdict contains code of these packages.\n${rule}${notices.join(rule)}`,
  );
}
