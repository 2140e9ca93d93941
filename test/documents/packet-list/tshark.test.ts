import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installed } from '../../../support/tools.ts';
import { tsharkFields } from '../../../support/tshark.ts';
import { cells, listPackets } from './list-packets.ts';

const COLUMNS = ['No.', 'Time', 'Source', 'Destination', 'Protocol', 'Length', 'Info'].map(
  (title) => `_ws.col.${title}`,
);
/** Protocols whose lines we say word for word as tshark does. */
const CLAIMED = new Set(
  'TCP UDP DNS MDNS LLMNR ARP ICMP ICMPv6 IPv4 IPv6 HTTP TLSv1 TLSv1.2 TLSv1.3'.split(' '),
);
/** One of each kind: each tshark run takes half a second. */
const CAPTURES = [
  'arp-unanswered.pcapng',
  'clienthello-reset.pcapng',
  'dns-drop-ipv6.pcapng',
  'healthy-nanosecond.pcap',
  'healthy-vlan.pcapng',
  'icmp-port-unreachable-firewall.pcapng',
  'icmpv6-admin-prohibited.pcapng',
  'lab/proxy-login-works.pcapng.gz',
  'lab/view-snaplen-34.pcapng.gz',
  'large-packets-drop.pcapng',
  'secure-access-dns-unprotected.pcapng',
  'secure-access-web-reject.pcapng',
  'trap-duplicated-frames.pcapng',
  'trap-snaplen-64.pcapng',
  'trap-starts-mid-connection.pcapng',
  'trap-syn-flood.pcapng',
];
const CORPUS = '../shared/corpus';

/** Rows as tshark's columns, and as ours without the destination port. */
async function compare(path: string): Promise<[string[], string[]][]> {
  const theirs = tsharkFields(path, COLUMNS, ['-d', 'udp.port==443,dns']);
  const ours = cells(await listPackets(readFileSync(path)));
  expect(ours.length).toBe(theirs.length);
  return theirs.map((row, i) => [
    [...row.slice(0, 6), row[6] ?? ''],
    [...ours[i].slice(0, 6), ours[i][7]],
  ]);
}

describe.skipIf(!installed('tshark'))('rows as tshark prints them', () => {
  it.each(CAPTURES)('%s', async (name) => {
    const rows = await compare(join('captures', name));
    for (const [theirs, ours] of rows) {
      // What applications we do not decode put in a segment's line is theirs alone.
      const isForeign = theirs[4] === 'PGSQL' || / ?[<>]? ?\[TCP segment of/.test(theirs[6]);
      if (!CLAIMED.has(theirs[4]) || isForeign) continue;
      // A segment cut off by the capture: Wireshark reads what is left in ways of its own.
      if (theirs[6].includes('[Packet size limited') && theirs[6].includes('Continuation'))
        continue;
      if (theirs[6].includes('[Packet size limited') && ours[4] === 'HTTP') continue;
      expect(ours).toEqual(theirs);
    }
  });

  it('agrees on a sample of real captures', async (context) => {
    let files: string[];
    try {
      files = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.pcap(ng)?$/.test(name))
        .filter((name) => statSync(join(CORPUS, name)).size < 200_000)
        .sort();
    } catch {
      console.warn(`${CORPUS} is not there: real captures are not compared.`);
      return context.skip();
    }
    let same = 0;
    let total = 0;
    for (let i = 0; i < files.length; i += 307) {
      const path = join(CORPUS, files[i]);
      let theirs: string[][];
      let ours: string[][];
      try {
        theirs = tsharkFields(path, COLUMNS);
        ours = cells(await listPackets(readFileSync(path), { dnsServers: [] }));
      } catch {
        continue;
      }
      for (let row = 0; row < Math.min(theirs.length, ours.length); row++) {
        if (!CLAIMED.has(theirs[row][4])) continue;
        // Segments of applications that are not decoded here.
        if (theirs[row][6]?.includes('[TCP segment of')) continue;
        total++;
        if (ours[row][4] === theirs[row][4] && ours[row][7] === (theirs[row][6] ?? '')) same++;
      }
    }
    expect(total).toBeGreaterThan(20);
    expect(same / total).toBeGreaterThan(0.9);
  });
});
