import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FIELDS } from '../../src/protocols/fields/registry.ts';
import { writePcapng } from '../../support/capture-writer.ts';
import { installed } from '../../support/tools.ts';
import { compareFields } from './tshark-fields.ts';

/*
 * Headers that cannot be right, what Frame Relay and 802.11 carry beside IP, and ports whose protocol
 * refuses the bytes: Wireshark names and shows them as it does here.
 */

const ETHERNET = 1;
const FRAME_RELAY = 107;
const WLAN = 105;
const RADIOTAP = 127;
const PPI = 192;
const IPV6 = 229;

const MACS = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
const zeros = (length: number): number[] => new Array(length).fill(0);
const frame = (type: number, ...payload: number[]) => [...MACS, type >> 8, type & 0xff, ...payload];
const ipv4 = (first: number, total: number, protocol = 17): number[] => [
  ...[first, 0xb9, total >> 8, total & 0xff, 0, 1, 0, 0, 64, protocol, 0, 0],
  ...[192, 0, 2, 1, 198, 51, 100, 2],
];
const udp = (port: number, ...payload: number[]) => [
  ...ipv4(0x45, 28 + payload.length),
  ...[0xc0, 0, port >> 8, port & 0xff, 0, 8 + payload.length, 0, 0, ...payload],
];
/** IS-IS with a message of that type. */
const isis = (type: number) => [0x83, 27, 1, 0, type, 1, 0, 0, ...zeros(24)];
/** Circuit 16. */
const CIRCUIT = [4, 1];
const wlan = (first: number, flags: number) => [first, flags, 0, 0, ...MACS, ...zeros(8)];
const DEAUTHENTICATION = [...wlan(0xc0, 0), 12, 0];
const RADIO = [0, 0, 8, 0, 0, 0, 0, 0];
const encrypted = (...key: number[]) => [...wlan(0x08, 0x41), ...key, ...zeros(20).fill(0x61)];

const PACKETS: readonly (readonly [name: string, linkType: number, bytes: readonly number[]])[] = [
  ['IP of version 5', ETHERNET, frame(0x800, ...ipv4(0x55, 20))],
  ['an IP header of 16 bytes', ETHERNET, frame(0x800, ...ipv4(0x44, 20))],
  ['IP of 11 bytes in all', ETHERNET, frame(0x800, ...ipv4(0x45, 11))],
  ['IPv4 where IPv6 is said', IPV6, [...ipv4(0x45, 20), ...zeros(20)]],
  ['the same in Ethernet', ETHERNET, frame(0x86dd, ...ipv4(0x45, 20), ...zeros(20))],
  ['deauthentication', WLAN, DEAUTHENTICATION],
  ['deauthentication, radiotap', RADIOTAP, [...RADIO, ...DEAUTHENTICATION]],
  ['deauthentication, PPI', PPI, [0, 0, 8, 0, 105, 0, 0, 0, ...DEAUTHENTICATION]],
  ['WEP', WLAN, encrypted(1, 2, 3, 0)],
  ['TKIP or CCMP', WLAN, encrypted(1, 0, 2, 0x20, 0, 0, 0, 0)],
  ['IS-IS', FRAME_RELAY, [...CIRCUIT, 3, ...isis(16)]],
  ['ES-IS', FRAME_RELAY, [...CIRCUIT, 3, 0x82, 17, 1, 0, 4, ...zeros(20)]],
  ['IS-IS in a frame with numbers', FRAME_RELAY, [...CIRCUIT, 0x22, 0, ...isis(20)]],
  ["Cisco's IP", FRAME_RELAY, [...CIRCUIT, 8, 0, ...ipv4(0x45, 20, 59)]],
  ['signalling', FRAME_RELAY, [0, 1, 0x22, 0, ...isis(16)]],
  ['IS-IS over LLC', ETHERNET, frame(35, 0xfe, 0xfe, 3, ...isis(24))],
  ['no RADIUS on its port', ETHERNET, frame(0x800, ...udp(1812, 1, 0, 0xb1, 5, ...zeros(20)))],
  ['letters on port 9999', ETHERNET, frame(0x800, ...udp(9999, 0x58, 0x58, 0x58, 0x58))],
];

const SAME = /^(?:frame\.protocols$|data|eth|ip(?:v6)?(?:\.|$)|isis|osi|esis|fr$|wlan$|udp)/;
const fields = [...FIELDS.values()].filter(({ name }) => SAME.test(name));

const folder = mkdtempSync(join(tmpdir(), 'odd-headers-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('headers that cannot be right, and what is rare', () => {
  // One run of tshark for all: an interface for each link type.
  const path = join(folder, 'odd.pcapng');
  const linkTypes = [...new Set(PACKETS.map(([, linkType]) => linkType))];
  writeFileSync(
    path,
    writePcapng(
      PACKETS.map(([, linkType, bytes]) => ({
        interfaceIndex: linkTypes.indexOf(linkType),
        bytes: Uint8Array.from(bytes),
        seconds: 1,
        nanoseconds: 0,
      })),
      { interfaces: linkTypes.map((linkType) => ({ linkType })) },
    ),
  );

  test.skipIf(!installed('tshark'))("fields are tshark's", async () => {
    // A text that is empty, and none, tshark prints alike.
    const differences = (await compareFields(path, fields)).filter(({ here }) => `${here}` !== '');
    expect(differences.map((found) => ({ ...found, packet: PACKETS[found.frame - 1][0] }))).toEqual(
      [],
    );
  });
});
