// Captures of the lab that lost packets, or were cut, and were once called what they are not. What was
// true of each is in its truth; a part of a capture may leave it open.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { openCapture } from '../../src/index.ts';
import { judgeLab, LAB_CAPTURES, truths } from '../../support/lab/accuracy.ts';
import { derive, type Row } from '../../support/lab/derive.ts';
import { wholeOf } from '../../support/lab/derived-truth.ts';
import { judgedOf } from '../../support/lab/label.ts';
import { readPackets } from '../../support/lab/packets.ts';

type Part = readonly [name: string, row: Row, variant: string];

/** The report on a part of a lab capture. */
async function reportOf([name, row, variant]: Part) {
  const truth = truths().find((one) => one.name === name)!;
  const { report } = await judgeLab(truth);
  const capture = await readPackets(join(LAB_CAPTURES, truth.capture));
  const seed = Number(/^seed (\d+)$/.exec(variant)?.[1] ?? 1);
  for (const one of derive(wholeOf(name, capture, report.endpoints), null, [seed])) {
    if (one.row !== row || one.variant !== variant) continue;
    return judgedOf(await diagnose(await openCapture(one.bytes))).report;
  }
  throw new Error(`${name} has no ${row}, ${variant}`);
}

/** @param service "server protocol port" */
async function verdictOf(part: Part, service: string): Promise<string> {
  const { endpoints } = await reportOf(part);
  const found = endpoints.find(
    ({ server, protocol, port }) => `${server} ${protocol} ${port}` === service,
  );
  return found === undefined ? 'nothing' : found.verdict;
}

const lost = (name: string, share: 5 | 30, seed: number): Part => [
  name,
  share === 5 ? '5 % taken out' : '30 % taken out',
  `seed ${seed}`,
];

describe('what the capture lost is no firewall', () => {
  test.for<readonly [Part, string, readonly string[]]>([
    // ICMP errors, and answers from another address, that others on the port had.
    [lost('closed-and-dropped-ports', 30, 2), '203.0.113.24 udp 123', ['closed', 'inconclusive']],
    [lost('udp-answers-from-other-port', 30, 2), '198.51.100.20 udp 53', ['inconclusive']],
    // Data behind a client's FIN.
    [lost('big-hello-works-lossy', 30, 11), '203.0.113.20 tcp 8443', ['answered', 'inconclusive']],
    // A resolver that answers others, asked once for each.
    [lost('call-media-dropped', 30, 12), '192.0.2.53 udp 53', ['answered', 'inconclusive']],
    // One slow round trip, before the client changed its network.
    [
      lost('closed-two-networks-behind-nat', 30, 11),
      '203.0.113.25 tcp 8443',
      ['closed', 'inconclusive'],
    ],
    // The client's resets.
    [lost('handshakes-too-late', 30, 13), '203.0.113.20 tcp 8443', ['answered', 'inconclusive']],
    // A client's own port, of which its host says that it is done.
    [lost('udp-tftp-some-dropped', 30, 12), '192.0.2.20 udp 47765', ['answered', 'inconclusive']],
    [lost('ike-auth-fragments-dropped', 30, 13), '192.0.2.110 udp 500', ['inconclusive']],
    // A new connection of the same port, whose SYN is missing.
    [lost('old-connection-challenged', 30, 11), '203.0.113.40 tcp 8080', ['answered']],
    // The log-in that follows a proxy's demand.
    [lost('proxy-login-works', 30, 14), 'shop-21.example.net tcp 443', ['inconclusive']],
  ])('%s: %s', async ([part, service, right]) => {
    expect(right).toContain(await verdictOf(part, service));
  });
});

describe('what the capture lost is no all-clear', () => {
  test.for<readonly [Part, string, readonly string[]]>([
    // Data sent again up to the end of the capture.
    [
      ['many-large-dropped', 'cut at the end', 'frames to 0.5'],
      '203.0.113.40 tcp 443',
      ['drop', 'inconclusive'],
    ],
    // Denials whose queries are missing.
    [
      lost('dns-filter-nxdomain', 30, 13),
      '192.0.2.80 udp 53',
      ['reject', 'intercepted', 'inconclusive'],
    ],
    // Answers of a box on the way; the queries are missing, the client's others show where it is.
    [lost('dns-redirect-denied', 30, 13), '198.51.100.54 udp 53', ['intercepted']],
    // Another's resets on half of the connections.
    [lost('many-requests-reset-later', 5, 12), '203.0.113.34 tcp 80', ['reject', 'inconclusive']],
    // A reset that acknowledges a request which the capture lacks.
    [
      lost('reset-injected-after-data', 30, 14),
      '203.0.113.36 tcp 8080',
      ['reject', 'inconclusive'],
    ],
    // A request that the server acknowledged, and the capture lacks.
    [lost('many-hang-after-request', 30, 13), '203.0.113.35 tcp 8080', ['closed', 'inconclusive']],
  ])('%s: %s', async ([part, service, right]) => {
    expect(right).toContain(await verdictOf(part, service));
  });

  test('requests in fragments, of which none had an answer when the capture ends', async () => {
    const { summary } = await reportOf([
      'radius-fragments-dropped',
      'cut at the end',
      'frames to 0.5',
    ]);
    expect(summary.verdict).toBe('inconclusive');
  });
});

describe('a refusal is not taken for that of another', () => {
  test.for<readonly [Part, string, readonly string[]]>([
    // A server of the next network, whose neighbour answers as near.
    [['closed-lan', 'inside a NAT', ''], '192.0.2.80 tcp 8080', ['closed', 'inconclusive']],
    // A portal answers on the link in the server's name.
    [lost('many-captive-portal', 30, 1), '203.0.113.20 tcp 443', ['reject', 'inconclusive']],
    // A reset behind the server's data, which is missing.
    [lost('one-file-refused', 30, 1), '203.0.113.38 tcp 8080', ['answered', 'inconclusive']],
    // A SYN/ACK of the server's own, whose SYN is missing.
    [
      lost('many-reset-within-host', 30, 11),
      '203.0.113.36 tcp 8080',
      ['reject', 'answered', 'drop', 'inconclusive'],
    ],
    // A session's timer.
    [lost('session-timer-resets', 30, 12), '203.0.113.25 tcp 8443', ['drop', 'inconclusive']],
    // Seconds without anything from outside.
    [lost('ike-auth-fragments-dropped', 30, 13), '203.0.113.37 udp 4500', ['drop', 'inconclusive']],
  ])('%s: %s', async ([part, service, right]) => {
    expect(right).toContain(await verdictOf(part, service));
  });
});
