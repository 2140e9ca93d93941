import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { portOfCommand, portOfReply } from '../../src/protocols/ftp-data-ports.ts';
import { text } from '../../support/packet-builder.ts';
import { CAPTURES } from '../../support/shipped-captures.ts';
import { installed } from '../../support/tools.ts';
import { tsharkFields } from '../../support/tshark.ts';

const reply = (line: string) => portOfReply(text(line), 0, line.length);
const command = (line: string) => portOfCommand(text(line), 0, line.length);

describe('FTP says where data connections go', () => {
  it.each([
    ['227 Entering Passive Mode (203,0,113,55,156,85).\r\n', 40_021],
    // RFC 1123 §4.1.2.6: the parentheses may be missing.
    ['227 =203,0,113,55,156,85\r\n', 40_021],
    // RFC 2428 §3 has this example.
    ['229 Entering Extended Passive Mode (|||6446|)\r\n', 6_446],
    ['227 Entering Passive Mode (203,0,113,55,156', 0],
    ['227 Entering Passive Mode (203,0,113,55,156,856)', 0],
    ['229 Entering Extended Passive Mode (|||99999|)', 0],
    ['229 Entering Extended Passive Mode', 0],
    ['226 Transfer complete (1,2,3,4,5,6)', 0],
    ['2275 (1,2,3,4,5,6)', 0],
    ['', 0],
  ])('%j', (line, port) => expect(reply(line)).toBe(port));

  it.each([
    ['PORT 192,0,2,20,160,40\r\n', 41_000],
    ['port 192,0,2,20,160,40\r\n', 41_000],
    // Both are of RFC 2428 §2.
    ['EPRT |1|132.235.1.2|6275|\r\n', 6_275],
    ['EPRT |2|1080::8:800:200C:417A|5282|\r\n', 5_282],
    ['EPRT |1|132.235.1.2|6275', 0],
    ['PORT 192,0,2', 0],
    ['PASV\r\n', 0],
  ])('%j', (line, port) => expect(command(line)).toBe(port));
});

const FTP = '../shared/corpus/zeek+zeek/testing/btest/Traces/ftp';
const FOREIGN = ['ipv4.pcap', 'ipv6.pcap', 'bigtransfer.pcap'].map((name) => `${FTP}/${name}`);
const CAPTURES_OF_FTP = [
  ...['ftp-works', 'ftp-passive-dropped', 'ftp-active-dropped'].map(
    (name) => `${CAPTURES}/lab/${name}.pcapng.gz`,
  ),
  ...FOREIGN.filter((path) => existsSync(path)),
];

describe.skipIf(!installed('tshark'))('as tshark reads the same lines', () => {
  it.each(CAPTURES_OF_FTP)('%s', (path) => {
    const fields = ['ftp.request', 'tcp.payload', 'ftp.passive.port', 'ftp.active.port'];
    const extended = ['ftp.epsv.port', 'ftp.eprt.port'];
    const rows = tsharkFields(path, [...fields, ...extended], ['-Y', 'ftp && tcp.port == 21']);
    let ports = 0;
    for (const [isRequest, payload, ...theirs] of rows) {
      const bytes = Buffer.from(payload.replaceAll(':', ''), 'hex');
      const read = /^(1|True)$/.test(isRequest) ? portOfCommand : portOfReply;
      const port = read(bytes, 0, bytes.length);
      expect(port, bytes.toString()).toBe(Number(theirs.find((value) => value !== '') ?? 0));
      if (port > 0) ports++;
    }
    expect(ports).toBeGreaterThan(0);
  });
});
