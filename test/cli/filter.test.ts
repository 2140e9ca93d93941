import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pcapVerdict } from '../../support/cli.ts';
import { hasTshark, tsharkFrames } from '../filter/wireshark.ts';

const HEALTHY = 'captures/healthy.pcapng';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('filter', () => {
  test('says in words what a filter asks for', () => {
    const { out, errors, status } = pcapVerdict([
      'filter',
      'ip.addr != 192.0.2.1 && (tcp.port in {80, 8000..8080} || ip.proto == UDP)',
    ]);
    expect({ errors, status }).toEqual({ errors: [], status: 0 });
    expect(out).toBe(
      [
        'all of these hold:',
        '  ip.addr is there, and no value of it is 192.0.2.1',
        '  any of these holds:',
        '    any value of tcp.port is one of: 80, 8000 to 8080',
        '    any value of ip.proto is UDP (17)',
        '',
        'Fields',
        '  ip.addr   FT_IPv4           Source or destination address',
        '  tcp.port  FT_UINT16         Source or destination port',
        '  ip.proto  FT_UINT8          Protocol of the payload',
        '',
      ].join('\n'),
    );
  });

  test.skipIf(!hasTshark)('counts the packets that tshark selects', () => {
    const filter = 'udp.port == 53 and dns.flags.response == 1';
    const args = ['filter', filter, '--capture', HEALTHY, '-f', 'json'];
    const report = JSON.parse(pcapVerdict(args).out);
    const frames = tsharkFrames(HEALTHY, filter);
    expect(frames.length).toBeGreaterThan(0);
    expect(report.count).toEqual({ capture: HEALTHY, packets: 356, selected: frames.length });
    expect(report.fields.map(({ name }: { name: string }) => name)).toEqual([
      'udp.port',
      'dns.flags.response',
    ]);
  });

  test('warns on standard error', () => {
    const { errors, status } = pcapVerdict(['filter', 'ip or tcp and udp']);
    expect(status).toBe(0);
    expect(errors).toEqual([expect.stringMatching(/^pcap-verdict: filter: in tcp and udp: "and"/)]);
  });

  test('tells what only Wireshark knows from what nobody knows', () => {
    const first = (filter: string) => {
      const { errors, status } = pcapVerdict(['packets', HEALTHY, '-Y', filter]);
      expect(status).toBe(2);
      return errors[0];
    };
    expect(first('wlan.sa == 00:11:22:33:44:55')).toMatch(/known to Wireshark, but not decoded/);
    expect(first('smb2.filename contains "x"')).toMatch(/`pcap-verdict fields` lists/);
    expect(first('tcp.options.mptcp.sendkey')).toMatch(/nearest .*: tcp\.options\.mptcp/);
    expect(first('dns.caa.tag == "issue"')).toMatch(/the nearest that are: dns\./);
    expect(first('ip.adr == 1.2.3.4')).toMatch(/neither .* Did you mean ip\.addr/);
    expect(first('smb2.filenam contains "x"')).toMatch(/Wireshark has smb2\.filename/);
  });
});

describe('--filter-file', () => {
  test('takes a filter over several lines, with comments', () => {
    const file = join(folder, 'dns.filter');
    writeFileSync(file, '\ufeff# questions only\r\ndns\r\n  and dns.flags.response == 0\r\n');
    const fromFile = pcapVerdict(['packets', HEALTHY, '--filter-file', file]);
    const fromText = pcapVerdict(['packets', HEALTHY, '-Y', 'dns and dns.flags.response == 0']);
    expect(fromFile).toEqual(fromText);
    expect(fromText.out.split('\n').length).toBeGreaterThan(5);
  });

  test('ends with a plain line where it cannot be', () => {
    const missing = pcapVerdict(['packets', HEALTHY, '--filter-file', join(folder, 'missing')]);
    expect(missing.status).toBe(2);
    expect(missing.errors[0]).toMatch(/filter file cannot be read/);
    const both = pcapVerdict(['packets', HEALTHY, '--filter-file', 'x', '-Y', 'ip']);
    expect(both.status).toBe(2);
    expect(both.errors[0]).toMatch(/both given/);
  });
});
