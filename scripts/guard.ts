// Holds everything that the program prints about many captures against an earlier state of itself:
//
//     npm run guard -- write FILE [FOLDER…]     what is printed now, as one line of hashes a capture
//     npm run guard -- compare FILE [FOLDER…]   what differs from that file
//     npm run guard -- show CAPTURE KIND        one output in full, to be compared by eye
//
// Folders are captures/, captures/lab/ and, where present, ../shared/field and ../shared/corpus.
// A redesign that claims not to change behaviour runs it after every step.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flows } from '../src/cli/commands/flows.ts';
import { packetsCommand } from '../src/cli/commands/packets.ts';
import type { ReportFormat } from '../src/documents/format.ts';
import { FORMAT_NAMES, FORMATS } from '../src/documents/formats.ts';
import { diagnose, openCapture } from '../src/index.ts';
import { capturedSession } from '../support/session.ts';

const FOLDERS = ['captures', 'captures/lab', '../shared/field', '../shared/corpus'];
const RENDERING = { color: false, width: 100 };

function capturesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: folder.startsWith('..'), withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(?:json|ya?ml|md)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** What `flows` prints of a capture; what it complains of is left out. */
async function flowsOf(capture: string): Promise<string> {
  const { session, out } = capturedSession();
  const options = { capture: [capture], sequence: false, displayFilter: undefined } as const;
  await flows.run({ ...options, format: 'json' }, session, {});
  return out();
}

const formats: ReportFormat[] = [];
for (const name of FORMAT_NAMES) formats.push(await FORMATS[name].load());

/** Everything that is printed of a capture, by kind. */
async function outputsOf(path: string): Promise<Record<string, string>> {
  const outputs: Record<string, string> = {};
  try {
    const report = await diagnose(await openCapture(path));
    for (const format of formats) outputs[format.name] = format.render(report, RENDERING);
    const reader = await openCapture(path);
    let packets = '';
    await packetsCommand({
      reader,
      format: 'tsv',
      timeFormat: 'relative',
      write: (text) => {
        packets += text;
      },
    });
    await reader.close();
    outputs.packets = packets;
    outputs.flows = await flowsOf(path);
  } catch (error) {
    outputs.error = error instanceof Error ? error.message : String(error);
  }
  return outputs;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

const [action, subject, ...rest] = process.argv.slice(2);
if (action === 'show') {
  const outputs = await outputsOf(subject);
  process.stdout.write(
    outputs[rest[0]] ??
      outputs.error ??
      `no output of that kind: ${Object.keys(outputs).join(' ')}\n`,
  );
} else if (action === 'write' || action === 'compare') {
  const folders = rest.length > 0 ? rest : FOLDERS;
  const lines = new Map<string, string>();
  for (const path of folders
    .filter((folder) => existsSync(folder))
    .flatMap(capturesIn)
    .sort()) {
    const outputs = await outputsOf(path);
    const hashes = Object.entries(outputs).map(([kind, text]) => `${kind}=${hash(text)}`);
    lines.set(path, hashes.join(' '));
  }
  if (action === 'write') {
    writeFileSync(subject, [...lines].map(([path, hashes]) => `${path}\t${hashes}\n`).join(''));
    console.log(`${lines.size} captures`);
  } else {
    const before = new Map(
      readFileSync(subject, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split('\t') as [string, string]),
    );
    let different = 0;
    for (const [path, hashes] of lines) {
      const was = before.get(path)?.split(' ') ?? [];
      const kinds = hashes.split(' ').filter((one) => !was.includes(one));
      if (kinds.length === 0 && was.length === hashes.split(' ').length) continue;
      different++;
      console.log(`${path}: ${kinds.map((one) => one.split('=')[0]).join(' ')}`);
    }
    console.log(`${lines.size} captures, ${different} with a difference`);
    if (different > 0) process.exitCode = 1;
  }
} else {
  console.error('usage: npm run guard -- write|compare FILE [FOLDER…], or show CAPTURE KIND');
  process.exitCode = 2;
}
