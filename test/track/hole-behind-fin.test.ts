// Server data that goes missing when the client has ended, and is refused when it comes, is missed by nobody.

import { expect, test } from 'vitest';
import { Conversations, endpointOf } from '../../support/conversations.ts';
import { filler } from '../../support/packet-builder.ts';
import { ACK, FIN, PSH, RST, SYN, segmentBytes } from '../../support/tracked.ts';

const CLIENT = { address: '192.0.2.20', port: 40_100 };
const SERVER = { address: '203.0.113.10', port: 8443 };

/** @param gap seconds behind the client's FIN at which the server's numbers run ahead of its data */
async function verdictOf(gap: number, isFilled: boolean) {
  const said = new Conversations();
  for (const at of [0, 40]) {
    said.tcp(at, CLIENT.address, SERVER, [{ client: filler(80) }, { server: filler(120) }]);
  }
  const asks = (at: number, flags: number, sequence: number, acknowledgment: number, data = 0) =>
    said.add(
      at,
      segmentBytes(CLIENT, SERVER, { flags, sequence, acknowledgment, data: filler(data) }),
    );
  const says = (at: number, flags: number, sequence: number, acknowledgment: number, data = 0) =>
    said.add(
      at,
      segmentBytes(SERVER, CLIENT, {
        flags,
        sequence,
        acknowledgment,
        data: filler(data),
        ttl: 52,
      }),
    );
  asks(1, SYN, 100, 0);
  says(1.02, SYN | ACK, 500, 101);
  asks(1.03, ACK | PSH, 101, 501, 80);
  says(1.05, ACK | PSH, 501, 181, 120);
  asks(1.06, ACK, 181, 621);
  asks(20, FIN | ACK, 181, 621);
  says(20 + gap, ACK, 645, 182);
  if (isFilled) says(23, FIN | PSH | ACK, 621, 182, 23);
  asks(23.1, RST, 182, 0);
  return endpointOf(await said.report(), SERVER.address, SERVER.port).verdict;
}

test('data that is refused behind the FIN, which came after all, is no failure', async () => {
  expect(await verdictOf(0.02, true)).toBe('answered');
});

test.each([
  ['was missing before the client ended', -5, true],
  ['never came', 0.02, false],
])('data that %s is one', async (_, gap, isFilled) => {
  expect(await verdictOf(gap, isFilled)).not.toBe('answered');
});
