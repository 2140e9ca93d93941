import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openCapture } from '../../src/capture/open-capture.ts';
import { openPath } from '../../src/platform/node/path-source.ts';
import { Decoder } from '../../src/protocols/decoder.ts';
import { PacketView } from '../../src/protocols/packet-view.ts';
import { Tracker } from '../../src/track/tracker.ts';
import { CAPTURES, captureNames } from '../../support/shipped-captures.ts';
import { installed } from '../../support/tools.ts';
import { tsharkFields } from '../../support/tshark.ts';

async function unseen(path: string): Promise<number> {
  const reader = await openCapture(await openPath(path));
  const tracker = new Tracker();
  const decoder = new Decoder({ stopAtTcp: true });
  const view = new PacketView();
  while (await reader.refill()) {
    while (reader.next(view)) {
      decoder.decode(view);
      tracker.observe(view, true);
    }
  }
  await reader.close();
  tracker.finish();
  return tracker.capture.unseenSegments;
}

const FOREIGN = '../shared/corpus/zeek+zeek/testing/btest/Traces';

/** The captures to compare: ours, and where they are there some that lost packets. */
function paths(): string[] {
  const own = captureNames().map((name) => `${CAPTURES}/${name}`);
  if (!existsSync(FOREIGN)) return own;
  return [
    ...own,
    ...['tcp', 'ftp', 'ldap', 'smtp'].flatMap((folder) =>
      readdirSync(`${FOREIGN}/${folder}`)
        .filter((name) => /\.pcap(ng)?$/.test(name))
        .map((name) => `${FOREIGN}/${folder}/${name}`),
    ),
  ];
}

// tshark counts each acknowledgment that goes beyond the data seen, we each missing piece once: the
// captures in which there are any must be the same.
describe.skipIf(!installed('tshark'))('acknowledgments of unseen data, against tshark', () => {
  it.each(paths())('%s', async (path) => {
    const filter = ['-Y', 'tcp.analysis.ack_lost_segment'];
    const theirs = tsharkFields(path, ['frame.number'], filter).length;
    const ours = await unseen(path);
    expect(ours > 0, `${ours} here, ${theirs} in tshark`).toBe(theirs > 0);
    expect(ours).toBeLessThanOrEqual(theirs);
  });
});
