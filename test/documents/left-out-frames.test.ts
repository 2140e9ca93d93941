// Where evidence keeps a sample of frames, every format says that there are more.
import { expect, test } from 'vitest';
import { html } from '../../src/documents/emit-html.ts';
import { markdown } from '../../src/documents/emit-markdown.ts';
import { text } from '../../src/documents/emit-text.ts';
import { FrameSample, firstFrames, isPart } from '../../src/track/frame-sample.ts';
import { framedReport } from '../../support/shipped-captures.ts';

const RENDERING = { color: false, width: 100 };

/** Of two tries with six SYNs each, the tracker keeps the first four. */
test('SYNs whose frames nobody kept are left out visibly', async () => {
  const report = await framedReport('syn-drop.pcapng');
  const [{ evidence }] = report.endpoints;
  const silence = evidence.find(({ code }) => code === 'syn-only-retransmits');
  expect(silence?.text).toContain('12 SYNs in all');
  expect(silence).toMatchObject({ frames: { length: 8 }, hasMoreFrames: true });
  const cited = silence?.frames.join(', ');
  expect(text.render(report, RENDERING).replace(/\s+/g, ' ')).toContain(`Frames ${cited} ….`);
  expect(markdown.render(report, RENDERING)).toContain(`| ${cited} … |`);
  const page = html.render(report, RENDERING);
  expect(page.replace(/<\/?a[^>]*>/g, '')).toContain(`<td class="frames">${cited} …</td>`);
  // The ladder and its description, too.
  expect(page).toMatch(/<text class="when"[^>]*>⋮ …<\/text>/);
  expect(page).toMatch(/<desc [^>]*>[^<]* …<\/desc>/);
});

test('what is told whole has no ellipsis', async () => {
  const report = await framedReport('syn-reset-firewall.pcapng');
  const [{ evidence }] = report.endpoints;
  expect(evidence.filter(({ hasMoreFrames }) => hasMoreFrames)).toEqual([]);
  expect(text.render(report, RENDERING)).not.toMatch(/Frames [^.]*…/);
});

test('the delay of a refusal stands in the description of the ladder, and in its table', async () => {
  const page = html.render(await framedReport('syn-reset-firewall.pcapng'), RENDERING);
  const drawn = /<g class="step (?:server-)?refusal[^>]*>.*?(\(\+[^)]*\))<\/text><\/g>/.exec(
    page,
  )?.[1];
  expect(drawn).toMatch(/^\(\+\d/);
  expect(/<desc [^>]*>([^<]*)<\/desc>/.exec(page)?.[1]).toContain(drawn);
  expect(/<figure class="ladder.*?<\/details>/s.exec(page)?.[0].split('<details')[1]).toContain(
    drawn,
  );
});

test('a sample knows whether it is all', () => {
  const sample = new FrameSample();
  for (const frame of [3, 1, 3]) sample.add(frame);
  expect([sample.frames, isPart(sample.frames)]).toEqual([[1, 3], false]);
  expect(isPart(sample.first(1))).toBe(true);
  sample.addUnkept(2);
  expect(isPart(sample.frames)).toBe(true);
  expect(isPart(firstFrames([1, 2, 2]))).toBe(false);
  expect(isPart(firstFrames([1, 2, 3, 4, 5, 6, 7, 8, 9]))).toBe(true);
});
