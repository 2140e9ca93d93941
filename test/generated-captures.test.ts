import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writePcapng } from '../support/capture-writer.ts';
import { allCaptures } from '../support/captures/all-captures.ts';
import { ethernet, etherType, filler, ipProtocol, ipv4, udp } from '../support/packet-builder.ts';
import { dnsUnprotectedRows, webRejectRows } from '../support/secure-access-tables.ts';

const folder = 'captures';
const captures = allCaptures();

/** What is compared: a gzip file by its content, since zlib's versions compress differently. */
function content(name: string, bytes: Uint8Array): Buffer {
  return name.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes);
}

describe('the generator', () => {
  it.each(captures)('writes $name as it stands in captures/', ({ name, bytes }) => {
    const committed = readFileSync(join(folder, name));
    expect(content(name, committed).equals(content(name, bytes))).toBe(true);
  });

  it('has a row in the README for each capture', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    const missing = captures.filter(({ name }) => !readme.includes(`\`${name}\``));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('never writes one name twice', () => {
    expect(new Set(captures.map(({ name }) => name)).size).toBe(captures.length);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(captures.map(({ name }) => name)));
  });
});

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
if (!hasTshark) {
  console.warn('tshark is not installed: the captures are not compared with what Wireshark shows');
}

function tshark(path: string, options: string[]): string[] {
  const output = execFileSync('tshark', ['-n', '-r', path, '-d', 'udp.port==443,dns', ...options], {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 26,
  });
  return output.split('\n').filter((line) => line !== '');
}

/** The packet list with the columns of the article, by tabs. */
function packetList(name: string, filter: string): string[] {
  const fields = [
    'frame.number',
    '_ws.col.Time',
    'ip.src',
    'ip.dst',
    '_ws.col.Protocol',
    'frame.len',
    'udp.dstport',
    '_ws.col.Info',
  ];
  return tshark(join(folder, name), [
    ...['-Y', filter, '-t', 'ud', '-T', 'fields'],
    ...fields.flatMap((field) => ['-e', field]),
  ]).map((line) => line.replace(/(\.\d{6})000\t/, '$1\t'));
}

describe.skipIf(!hasTshark)('Wireshark shows', () => {
  it('the article’s packets where DNS is unprotected, and no others', () => {
    const filter = 'ip.addr == 208.67.222.222 or ip.addr == 208.67.220.220';
    const rows = packetList('secure-access-dns-unprotected.pcapng', filter);
    expect(rows).toEqual(dnsUnprotectedRows);
  });

  it('the article’s packets where the gateway is refused, between one try before and two RSTs after', () => {
    const rows = packetList('secure-access-web-reject.pcapng', 'ip.addr == 18.135.112.200');
    expect(rows.slice(2, -2)).toEqual(webRejectRows);
    expect(rows[0]).toContain('\t56287 → 443 [SYN]');
    expect(rows[1]).toContain('\t443 → 56287 [RST, ACK]');
  });

  // pcapng sections may follow each other in one file: one run of tshark for all of them. Its last
  // packet is wrong on purpose; that alone must be found, so everything was read and looked at.
  it('nothing malformed and no wrong checksum in any capture', () => {
    const sections = captures.filter(
      // UDP 443 is read as DNS here, which QUIC is not.
      ({ name }) => name.endsWith('.pcapng') && !/snaplen|quic/.test(name),
    );
    const frame = wrongFrame();
    const wrong = writePcapng([{ bytes: frame, seconds: 1_725_700_000, nanoseconds: 0 }]);
    const temporary = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
    try {
      const path = join(temporary, 'all.pcapng');
      writeFileSync(path, Buffer.concat([...sections.map(({ bytes }) => bytes), wrong]));
      const found = tshark(path, [
        ...['ip', 'tcp', 'udp'].flatMap((layer) => ['-o', `${layer}.check_checksum:TRUE`]),
        '-Y',
        // 0 is "Bad". What an IPv4 error quotes is cut, so its inner checksum cannot be checked.
        '_ws.malformed or ((ip.checksum.status == 0 or tcp.checksum.status == 0 or ' +
          'udp.checksum.status == 0 or icmp.checksum.status == 0 or ' +
          'icmpv6.checksum.status == 0) and not (icmp and tcp))',
        ...['-T', 'fields', '-e', 'ip.src'],
      ]);
      expect(found).toEqual(['192.0.2.99']);
    } finally {
      rmSync(temporary, { recursive: true });
    }
  });

  it.each(['healthy-nanosecond.pcap', 'healthy-big-endian.pcap', 'healthy.pcapng.gz'])(
    'the packets of healthy.pcapng in %s',
    (name) => {
      const list = ['-T', 'fields', '-e', '_ws.col.Info', '-e', 'frame.len'];
      const plain = tshark(join(folder, 'healthy.pcapng'), list);
      expect(plain.length).toBeGreaterThan(300);
      expect(tshark(join(folder, name), list)).toEqual(plain);
    },
  );
});

/** A UDP datagram whose checksum fits its text no longer. */
function wrongFrame(): Uint8Array {
  const addresses = { source: '192.0.2.99', destination: '192.0.2.100' };
  const datagram = udp({ ...addresses, sourcePort: 40_000, destinationPort: 40_001 }, filler(32));
  datagram[datagram.length - 1]! ^= 1;
  return ethernet(
    { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:02', etherType: etherType.ipv4 },
    ipv4({ ...addresses, protocol: ipProtocol.udp }, datagram),
  );
}
