import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writePcap } from '../../support/capture-writer.ts';
import { pcapVerdict } from '../../support/cli.ts';
import { DATAGRAM_EXAMPLES, ike, sip } from '../../support/datagram-messages.ts';
import { concat, ethernet, etherType, filler, ipv4 } from '../../support/packet-builder.ts';
import { installed } from '../../support/tools.ts';
import { datagramBytes } from '../../support/tracked.ts';
import { tsharkFields } from '../../support/tshark.ts';

const SERVER = '198.51.100.7';
let port = 50_000;
/** Each from a port of its own: a conversation says what its later packets are. */
const client = () => ({ address: '192.168.1.20', port: port++ });
const asked = (to: number, data: Uint8Array) =>
  datagramBytes(client(), { address: SERVER, port: to }, data);
const answered = (from: number, data: Uint8Array) =>
  datagramBytes({ address: SERVER, port: from }, client(), data);

// Their bodies are too short or random: tshark reads further than we do.
const LINES_DIFFER = ['CLDAP', 'Kerberos', 'IKE', 'DTLS'];

const packets: Uint8Array[] = [];
const compared: number[] = [];
for (const [name, example] of Object.entries(DATAGRAM_EXAMPLES)) {
  packets.push(asked(example.port, example.request), answered(example.port, example.response));
  if (!LINES_DIFFER.includes(name)) compared.push(packets.length - 1, packets.length);
}
const others = [
  asked(4500, concat(1, 2, 3, 4, 0, 0, 0, 1, filler(80))),
  asked(4500, Uint8Array.of(255)),
  asked(7777, sip('OPTIONS sip:b@example.com SIP/2.0', 'z9hG4bK5', 'OPTIONS')),
  answered(7777, sip('SIP/2.0 200 OK', 'z9hG4bK5', 'OPTIONS')),
  asked(51820, concat(4, 0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 0, 0, filler(48))),
  asked(51820, concat(3, 0, 0, 0, 1, 2, 3, 4, filler(56))),
  ipv4(
    { source: '192.168.1.20', destination: SERVER, protocol: 50 },
    concat(0, 0, 0, 9, 0, 0, 0, 1, filler(80)),
  ),
];
for (const packet of others) compared.push(packets.push(packet));
packets.push(asked(4500, concat(0, 0, 0, 0, ike(35, { id: 1 }))));

const MACS = { source: '00:00:5e:00:53:01', destination: '00:00:5e:00:53:02' };
const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-datagrams-'));
const path = join(folder, 'datagrams.pcap');
writeFileSync(
  path,
  writePcap(
    packets.map((bytes, index) => ({
      bytes: ethernet({ ...MACS, etherType: etherType.ipv4 }, bytes),
      seconds: 1_700_000_000 + index,
      nanoseconds: 0,
    })),
  ),
);
afterAll(() => rmSync(folder, { recursive: true }));

function ours(fields: readonly string[], filter?: string): string[][] {
  const { out } = pcapVerdict([
    ...['packets', path, '-T', 'fields', ...(filter === undefined ? [] : ['-Y', filter])],
    ...fields.flatMap((field) => ['-e', field]),
  ]);
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

describe.skipIf(!installed('tshark'))('UDP that must answer, as tshark shows it', () => {
  it('has its protocol and line', () => {
    const columns = ['frame.number', '_ws.col.Protocol', '_ws.col.Info'];
    const rows = (lines: string[][]) =>
      lines
        .filter(([frame]) => compared.includes(Number(frame)))
        .map((line) => line.join(' ').trim());
    expect(rows(ours(columns))).toEqual(rows(tsharkFields(path, columns)));
  });

  it.each([
    ...['stun', 'wg', 'radius', 'tftp', 'dtls', 'snmp', 'cldap', 'kerberos', 'sip', 'isakmp'],
    ...['openvpn', 'ntp', 'esp', 'udpencap', 'esp.spi == 0x01020304', 'esp.sequence == 1'],
  ])('%s selects its frames', (filter) => {
    const theirs = tsharkFields(path, ['frame.number'], ['-Y', filter]);
    expect(theirs.length).toBeGreaterThan(0);
    expect(ours(['frame.number'], filter)).toEqual(theirs);
  });
});
