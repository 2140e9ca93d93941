import { describe, expect, test } from 'vitest';
import type { ReportFormat } from '../src/documents/format.ts';
import { FORMATS, type ReportFormatName } from '../src/documents/formats.ts';
import { reportOf } from '../support/shipped-captures.ts';

// Verdicts, patterns and frames stand beside each capture, written by hand (captures-truth, lab-accuracy).
// These are whole reports that a person has read: of each format at least one, of each verdict one.
// After a change on purpose: npx vitest run test/captures.test.ts -u, then read the difference.
const READ: readonly (readonly [capture: string, format: ReportFormatName])[] = [
  ['secure-access-dns-unprotected.pcapng', 'text'],
  ['secure-access-web-reject.pcapng', 'text'],
  ['secure-access-web-reject.pcapng', 'json'],
  ['secure-access-healthy.pcapng', 'text'],
  ['icmp-host-unreachable.pcapng', 'text'],
  ['dns-intercepted.pcapng', 'text'],
  ['trap-ends-too-soon.pcapng', 'text'],
  ['trap-server-app-down.pcapng', 'text'],
  ['trap-syn-flood.pcapng', 'text'],
  ['syn-reset-firewall.pcapng', 'markdown'],
  ['clienthello-drop.pcapng', 'ndjson'],
  ['large-packets-drop.pcapng', 'junit'],
  ['captive-portal.pcapng', 'sarif'],
];

describe('reports that a person has read', () => {
  test.each(READ)('%s as %s', async (capture, name) => {
    const { extension, load } = FORMATS[name];
    const format: ReportFormat = await load();
    const text = format.render(await reportOf(capture), { color: false, width: 80 });
    await expect(text).toMatchFileSnapshot(`documents/snapshots/${capture}.${extension}`);
  });
});
