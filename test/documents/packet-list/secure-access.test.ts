import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseIpv4 } from '../../../src/protocols/address-text.ts';
import type { PacketView } from '../../../src/protocols/packet-view.ts';
import { dnsUnprotectedRows, webRejectRows } from '../../../support/secure-access-tables.ts';
import { cells, listPackets } from './list-packets.ts';

function addressFilter(...addresses: string[]) {
  const wanted = new Set(addresses.map((address) => parseIpv4(address)));
  return {
    matches: (view: PacketView) =>
      view.network >= 0 && (wanted.has(view.source3) || wanted.has(view.destination3)),
  };
}

describe("the article's packet tables", () => {
  it('DNS protection unprotected: word for word', async () => {
    const list = await listPackets(readFileSync('captures/secure-access-dns-unprotected.pcapng'), {
      filter: addressFilter('208.67.222.222', '208.67.220.220'),
    });
    expect(list.split('\n')[0]).toBe(
      'No.\tTime\tSource\tDestination\tProtocol\tLength\tDestination Port\tInfo',
    );
    expect(cells(list).map((row) => row.join('\t'))).toEqual(dnsUnprotectedRows);
  });

  it('web protection unavailable: word for word but for the port column', async () => {
    const list = await listPackets(readFileSync('captures/secure-access-web-reject.pcapng'), {
      filter: addressFilter('18.135.112.200'),
    });
    const rows = new Map(cells(list).map((row) => [row[0], row]));
    for (const expected of webRejectRows) {
      const [number, time, source, destination, protocol, length, , info] = expected.split('\t');
      const port = /→ (\d+)/.exec(info)?.[1];
      expect(rows.get(number)).toEqual([
        ...[number, time, source, destination, protocol, length, port, info],
      ]);
    }
  });
});
