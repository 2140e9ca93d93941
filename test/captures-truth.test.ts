import { describe, expect, test } from 'vitest';
import { pcapVerdict } from '../support/cli.ts';
import { captureNames, reportOf } from '../support/shipped-captures.ts';

// What each capture was built to show is in its expectation file, captures/NAME.expect.yaml: written
// by hand from captures/README.md, which was written with the captures and before the program. No line
// of them comes from the program's output.
describe('verdicts are what the captures were built to show', () => {
  test('pcap-verdict check', () => {
    const { out, errors, status } = pcapVerdict(['check', 'captures']);
    const wrong = out.split('\n').filter((line) => line !== '' && !line.startsWith('ok  '));
    const captures = captureNames().length;
    // A capture without an expectation, or the other way round, is wrong, too.
    expect(wrong).toEqual([`${captures} captures: ${captures} as expected`]);
    expect([errors, status]).toEqual([[], 0]);
  });
});

test('evidence names frames that there are', async () => {
  for (const name of captureNames()) {
    const report = await reportOf(name);
    const frames = report.endpoints.flatMap(({ evidence }) =>
      evidence.flatMap((row) => row.frames),
    );
    const outside = frames.filter((frame) => frame < 1 || frame > report.capture.packets);
    expect(outside, name).toEqual([]);
  }
});

test('the evidence frames of the Secure Access cases are the rows of the tables', async () => {
  // Numbers from the article's packet lists.
  const dns = await reportOf('secure-access-dns-unprotected.pcapng');
  const asked = [
    57, 3327, 6797, 6798, 6825, 6826, 6915, 6916, 6918, 6919, 7610, 7886, 7887, 7891, 7892,
  ];
  const proof = dns.endpoints.filter(({ verdict }) => verdict === 'drop');
  const frames = proof.flatMap(({ evidence }) =>
    evidence
      .filter(({ code }) => code === 'dns-unanswered-retransmits')
      .flatMap((piece) => piece.frames),
  );
  expect([...new Set(frames)].sort((a, b) => a - b)).toEqual(asked);
});
