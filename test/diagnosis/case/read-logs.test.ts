import { afterAll, describe, expect, test } from 'vitest';
import type { CaseReport } from '../../../src/diagnosis/report/case-report.ts';
import { nodePlatform } from '../../../src/platform/node/node-platform.ts';
import { Redaction } from '../../../src/tasks/redaction.ts';
import {
  capture,
  DNS_CAPTURE,
  EVENT_LOG,
  folderOf,
  PLUGIN_LOG,
  readFolder,
  removeFolders,
  WEB_CAPTURE,
} from '../../../support/case-folder.ts';
import { TEST_KEY } from '../../../support/redaction-key.ts';
import { zipOf } from '../../../support/zip-writer.ts';

afterAll(removeFolders);

/** The same pcapng, captured so many days earlier: its times are microseconds. */
function earlier(pcapng: Uint8Array, days: number): Uint8Array {
  const ENHANCED_PACKET = 6;
  const bytes = Uint8Array.from(pcapng);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length; at += view.getUint32(at + 4, true)) {
    if (view.getUint32(at, true) !== ENHANCED_PACKET) continue;
    const time = view.getUint32(at + 12, true) * 2 ** 32 + view.getUint32(at + 16, true);
    const moved = time - days * 86_400e6;
    view.setUint32(at + 12, Math.floor(moved / 2 ** 32), true);
    view.setUint32(at + 16, moved % 2 ** 32, true);
  }
  return bytes;
}

/** The event log, written at these times of one day. */
function eventsOf(date: string, clocks: readonly string[]): string {
  return clocks
    .map((clock) => EVENT_LOG.replace('08/27/2024', date).replace('06:41:22', clock))
    .join('\n');
}

function kindsOf({ files }: CaseReport): string[] {
  return files.map(({ path, kind, text }) => `${path}: ${kind}, ${text}`);
}

describe('a date that could be month/day or day/month', () => {
  const CLOCKS = ['08:41:19', '08:41:20', '08:41:21'];
  const august5 = earlier(capture(WEB_CAPTURE), 22);

  test('is day/month where only so it is of the time of a capture', async () => {
    const { logs, findings } = await readFolder(
      folderOf({ [WEB_CAPTURE]: august5, 'Umbrella.txt': eventsOf('05/08/2024', CLOCKS) }),
    );
    expect(logs).toMatchObject([
      {
        firstTime: '2024-08-05 08:41:19',
        clock: { offset: 120, certainty: 'probable' },
        problems: [
          {
            line: 1,
            text: "The dates could be month/day or day/month; they were read as day/month: else none would be of a capture's time.",
          },
        ],
      },
    ]);
    const reject = findings.find(({ verdict }) => verdict === 'reject');
    expect(reject?.together[0]).toMatch(/^At 08:41:19 by the log \(06:41:19 UTC\) the client/);
  });

  test('is month/day where that is, or neither', async () => {
    for (const date of ['08/05/2024', '03/04/2024']) {
      const { logs } = await readFolder(
        folderOf({ [WEB_CAPTURE]: august5, 'Umbrella.txt': eventsOf(date, CLOCKS) }),
      );
      const [month, day] = date.split('/');
      expect(logs[0].firstTime).toBe(`2024-${month}-${day} 08:41:19`);
      expect(logs[0].problems[0].text).toMatch(/they were read as month\/day\.$/);
    }
  });
});

describe('a log of more events than are kept', () => {
  test('has those about the capture, wherever in it they are', async () => {
    const line = PLUGIN_LOG.split('\n')[1];
    const lines = (day: number) =>
      Array.from({ length: 20_000 }, (_, index) => {
        const clock = new Date(Date.UTC(2024, 7, day, 0, 0, 4 * index)).toISOString();
        return line.replace('2024-08-27 03:07:43', clock.slice(0, 19).replace('T', ' '));
      });
    const log = [...lines(24), PLUGIN_LOG.trim(), ...lines(29)].join('\n');
    const { logs, findings } = await readFolder(
      folderOf({ [DNS_CAPTURE]: capture(DNS_CAPTURE), 'cscumbrellaplugin.txt': log }),
    );
    expect(logs[0].clock).toMatchObject({ offset: 0, certainty: 'probable' });
    expect(findings[0].together[0]).toMatch(/^At 03:07:53 the client .+ 8 queries/);
  });
});

describe('the same log twice', () => {
  const bundle = zipOf([{ name: 'DART/cscumbrellaplugin.txt', content: PLUGIN_LOG }]);
  const files = {
    'DART.zip': bundle,
    'copy/cscumbrellaplugin.txt': PLUGIN_LOG,
    [DNS_CAPTURE]: capture(DNS_CAPTURE),
  };

  test('counts once', async () => {
    const report = await readFolder(folderOf(files));
    expect(kindsOf(report)).toContain(
      'copy/cscumbrellaplugin.txt: other, the same log as DART.zip/DART/cscumbrellaplugin.txt',
    );
    expect(report.logs).toHaveLength(1);
    const alone = await readFolder(
      folderOf({ 'cscumbrellaplugin.txt': PLUGIN_LOG, [DNS_CAPTURE]: capture(DNS_CAPTURE) }),
    );
    expect(report.findings.map(({ together }) => together)).toEqual(
      alone.findings.map(({ together }) => together),
    );
    expect(report.timeline).toHaveLength(alone.timeline.length);
  });

  test('is listed without the names of files where these are hidden', async () => {
    const redaction = new Redaction(nodePlatform(), TEST_KEY, []);
    const twice = { ...files, 'copy/capture.pcapng': files[DNS_CAPTURE] };
    const kinds = kindsOf(await readFolder(folderOf(twice), { redaction })).join('\n');
    expect(kinds).toMatch(/^file-\d: other, the same log as log-\d$/m);
    expect(kinds).toMatch(/^file-\d: other, the same capture as capture\S*$/m);
    expect(kinds).not.toMatch(/cscumbrella|DART|unprotected/);
  });

  test('a longer one is another', async () => {
    const longer = `${PLUGIN_LOG}${PLUGIN_LOG.replaceAll(' 03:07', ' 03:09')}`;
    const report = await readFolder(folderOf({ ...files, 'copy/cscumbrellaplugin.txt': longer }));
    expect(report.logs).toHaveLength(2);
  });
});
