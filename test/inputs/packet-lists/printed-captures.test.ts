import { describe, expect, test } from 'vitest';
import { truths } from '../../../support/lab/accuracy.ts';
import { PRINTINGS, PrintedMeasure } from '../../../support/lab/printed.ts';
import { installed } from '../../../support/tools.ts';

/*
 * A slice of `npm run accuracy -- --printed`: the verdict on what tcpdump prints of a capture is the
 * capture's, or none.
 */
const SCENARIOS = [
  'capture-any',
  'capture-any-twice',
  'md5-on-one-side',
  'dns-reject-policy-fail-ipv6',
  // What datagrams ask is printed: requests and their answers are known.
  'radius-eap-discarded',
  'radius-fragments-dropped',
  'sip-invite-dropped',
  'udp-tftp-some-dropped',
];

const NAMES = [
  'tcpdump -nn',
  'tcpdump -n',
  'tcpdump -nn -v',
  'tcpdump -nn -xx',
  'tcpdump -nn -ttt',
];

describe.skipIf(!installed('tcpdump'))('what tcpdump prints of the lab', () => {
  const chosen = truths().filter(({ name, heldOut }) => !heldOut && SCENARIOS.includes(name));

  test.each(chosen.map((truth) => [truth.name, truth] as const))('%s', async (_, truth) => {
    const ways = PRINTINGS.filter(({ name }) => NAMES.includes(name));
    const measure = new PrintedMeasure(ways.map((way) => ({ ...way, oneOf: 1 })));
    await measure.add(truth);
    const wrong = measure.complaints.filter(({ kind }) => kind !== 'abstained');
    expect(wrong.map(({ text }) => text)).toEqual([]);
    for (const { printing, endpoints, same } of measure.rows) {
      if (printing.hasBytes || /^(radius|sip|udp)-/.test(truth.name)) {
        expect(same / endpoints).toBeGreaterThanOrEqual(0.95);
      }
    }
  });
});

/*
 * What tshark prints: reassembled pages and data that is dumped among the details, rows without ports,
 * tunnels whose certificate is not shown, and the reserved bytes of Linux's cooked header.
 */
const OF_TSHARK: readonly (readonly [scenario: string, ways: readonly string[]])[] = [
  ['captive-portal', ['tshark -V']],
  ['many-reset-later', ['tshark (list)', 'tshark -V', 'tshark -T psml']],
  ['dtls-4433-beside-tls-dropped', ['tshark (list)']],
  ['healthy-ipv6', ['tshark (list)']],
  ['proxy-tunnel-intercepted', ['tshark -V']],
  ['capture-any', ['tshark -T pdml']],
  // Pairs of options.
  ['ftp-works', ['tcpdump -nn -v -q', 'tcpdump -nn -v -t', 'tcpdump -nn -e -q']],
  // Without times: TCP's time stamps tell how much passed at least, and nothing how little.
  ['big-hello-second-segment-dropped', ['tshark -x']],
  ['ftp-passive-dropped', ['tshark -T jsonraw']],
  ['reject-behind-nat', ['tshark -x']],
  ['capture-snaplen-64', ['tshark -x']],
  ['aaaa-dropped', ['tcpdump -nn -t', 'tshark -x']],
  ['fins-dropped', ['tcpdump -nn -t']],
  ['keep-alive-reset', ['tcpdump -nn -t']],
  ['public-resolvers-redirected', ['tcpdump -nn -t']],
];
/** Whose silence the time stamps tell. */
const TOLD = ['capture-any', 'big-hello-second-segment-dropped', 'ftp-passive-dropped'];

describe.skipIf(!installed('tshark'))('what tshark prints of the lab', () => {
  test.each(OF_TSHARK)('%s', { timeout: 60_000 }, async (scenario, names) => {
    const truth = truths().find(({ name }) => name === scenario);
    const ways = PRINTINGS.filter(({ name }) => names.includes(name));
    const measure = new PrintedMeasure(ways.map((way) => ({ ...way, oneOf: 1 })));
    if (truth !== undefined) await measure.add(truth);
    expect(measure.rows.map(({ captures }) => captures)).toEqual(names.map(() => 1));
    const wrong = measure.complaints.filter(({ kind }) => kind !== 'abstained');
    expect(wrong.map(({ text }) => text)).toEqual([]);
    for (const { printing, endpoints, same } of measure.rows) {
      if (printing.hasBytes && TOLD.includes(scenario)) {
        expect(same / endpoints).toBeGreaterThanOrEqual(0.95);
      }
    }
  });
});
