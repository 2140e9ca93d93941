/**
 * `npm run screenshot`: the picture of the HTML report in the README, made of a shipped capture with
 * Debian's Chromium. Optimised where `oxipng` or `optipng` is installed.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { diagnose } from '../src/diagnosis/diagnose.ts';
import { reportOf } from '../src/diagnosis/report/report-of.ts';
import { html as htmlReport } from '../src/documents/emit-html.ts';
import { openCapture } from '../src/index.ts';
import { pathInput } from '../src/platform/node/node-platform.ts';
import { withFrames } from '../src/tasks/frames.ts';
import { launchChromium } from '../support/chromium.ts';

const CAPTURE = 'captures/secure-access-web-reject.pcapng';
const PICTURE = 'docs/images/report.png';
const WIDTH = 1000;
const HEIGHT = 1400;
const MAXIMUM_BYTES = 200_000;

const diagnosis = await diagnose(await openCapture(CAPTURE));
const report = reportOf(await withFrames(diagnosis, pathInput(CAPTURE)));
const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
const browser = await launchChromium();
try {
  const page = join(folder, 'report.html');
  writeFileSync(page, htmlReport.render(report, { color: false, width: 80 }));
  const tab = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
  await tab.goto(pathToFileURL(page).href);
  mkdirSync('docs/images', { recursive: true });
  await tab.screenshot({ path: PICTURE });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
for (const [program, args] of [
  ['oxipng', ['-q', '-o', '4', '--strip', 'all']],
  ['optipng', ['-quiet', '-o4', '-strip', 'all']],
] as const) {
  if (spawnSync(program, [...args, PICTURE], { stdio: 'inherit' }).status === 0) break;
}
const { size } = statSync(PICTURE);
console.log(`${PICTURE}: ${size} bytes`);
if (size > MAXIMUM_BYTES) throw new Error(`${PICTURE} is larger than ${MAXIMUM_BYTES} bytes`);
