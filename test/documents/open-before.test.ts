// Connections that were open when the capture began have no attempts to count.

import { expect, test } from 'vitest';
import { renderHtml, renderMarkdown, renderText } from '../../src/library/render.ts';
import { Conversations } from '../../support/conversations.ts';
import { filler } from '../../support/packet-builder.ts';
import { ACK, PSH, segmentBytes } from '../../support/tracked.ts';

const CLIENT = { address: '192.0.2.20', port: 40_100 };
const SERVER = { address: '203.0.113.10', port: 443 };

test('what was open before the capture is said to be, and its attempts are not 0', async () => {
  const said = new Conversations();
  for (let i = 0; i < 3; i++) {
    const [sequence, answered] = [1_000 + i * 80, 5_000 + i * 120];
    const asked = { flags: ACK | PSH, sequence, acknowledgment: answered, data: filler(80) };
    said.add(i, segmentBytes(CLIENT, SERVER, asked));
    const answer = { flags: ACK | PSH, sequence: answered, acknowledgment: sequence + 80, ttl: 52 };
    said.add(i + 0.02, segmentBytes(SERVER, CLIENT, { ...answer, data: filler(120) }));
  }
  const last = { flags: ACK, sequence: 1_240, acknowledgment: 5_360 };
  said.add(3, segmentBytes(CLIENT, SERVER, last));
  const report = await said.report();
  const [endpoint] = report.endpoints;
  expect(endpoint).toMatchObject({ verdict: 'answered', attempts: 0 });
  expect(renderText(report)).toMatch(/answered \(high\) +– +– +–\n\(open before the\ncapture\)/);
  expect(renderMarkdown(report)).toMatch(/open before the capture.*\| – \|/);
  expect(renderHtml(report)).toContain('open before the capture');
});
