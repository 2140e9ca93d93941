// What a DHCP server sends to a client that had no address to ask from.

import { expect, test } from 'vitest';
import { filler } from '../../support/packet-builder.ts';
import { Tracked } from '../../support/tracked.ts';

test.each([
  ['192.168.0.1', 67, '192.168.0.10', 68],
  ['fe80::1', 547, 'fe80::10', 546],
] as const)(
  'a lease that %s offers from UDP %i asks no service of the client',
  (from, port, to, at) => {
    const tracked = new Tracked();
    const [server, client] = [
      { address: from, port },
      { address: to, port: at },
    ];
    tracked.datagram(0, server, client, filler(300));
    tracked.datagram(1, server, client, filler(300));
    expect(tracked.finish(60)).toEqual([]);
  },
);

test('a client that renews asks its server, which answers', () => {
  const tracked = new Tracked();
  const [server, client] = [
    { address: '192.168.0.1', port: 67 },
    { address: '192.168.0.10', port: 68 },
  ];
  tracked.datagram(0, client, server, filler(300));
  tracked.datagram(0.01, server, client, filler(300));
  expect(tracked.finish(60)).toMatchObject([{ port: 67, answered: 1 }]);
});
