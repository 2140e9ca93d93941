import { expect, test } from 'vitest';
import { isRed } from '../../src/cli/exit-status.ts';
import { junit } from '../../src/documents/junit.ts';
import { diagnose, openCapture, type Report } from '../../src/index.ts';
import { writePcap } from '../../support/capture-writer.ts';
import { ipv4, tcp, tcpFlag } from '../../support/packet-builder.ts';

/** The report on that many packets of one link type. */
async function reportOn(linkType: number, count: number, bytes: number[]): Promise<Report> {
  const packets = Array.from({ length: count }, (_, index) => ({
    ...{ bytes: Uint8Array.from(bytes), seconds: index, nanoseconds: 0 },
  }));
  return diagnose(await openCapture(writePcap(packets, { linkType })));
}

const ECHO = Uint8Array.of(8, 0, 0xf7, 0xfd, 0, 1, 0, 1);

const OPTIONS = { color: false, width: 80 };

const ENCRYPTED = [0x08, 0x41, 0, 0, ...new Array(20).fill(2), 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4];

test.each([
  ['USB', 249, '1,200 packets of USB, which carry no IP'],
  ['Bluetooth', 201, '1,200 packets of Bluetooth, which carry no IP'],
  ['LAPD', 207, '1,200 packets of link type LAPB_WITH_DIR, which is not decoded'],
])('nothing but %s: it says so, and is not green', async (_name, linkType, expected) => {
  const report = await reportOn(linkType, 1200, [1, 2, 3, 4]);
  expect(report.summary.verdict).toBe('inconclusive');
  expect(report.summary.text).toContain(`Nothing in this capture could be decoded: ${expected}.`);
  expect(report.capture.quality).toContainEqual({ code: 'undecoded', text: `${expected}.` });
  expect(isRed(report)).toBe(true);
  const results = junit.render(report, OPTIONS);
  expect(results).toContain('<error');
  expect(results).toContain(expected);
});

test('encrypted Wi-Fi: counted, said, and not green', async () => {
  const report = await reportOn(105, 50, ENCRYPTED);
  expect(report.summary.text).toContain('50 data frames of Wi-Fi, encrypted');
  expect(report.capture.quality.map(({ code }) => code)).toContain('encrypted-frames');
  expect(isRed(report)).toBe(true);
});

/** What an Aruba access point sends to its controller: 802.11 in GRE. */
const inTunnel = (wifi: number[]) => [
  ...ipv4(
    { source: '192.0.2.7', destination: '192.0.2.1', protocol: 47 },
    Uint8Array.of(0, 0, 0x82, 0x10, ...wifi),
  ),
];

test("encrypted Wi-Fi in an access point's tunnel: counted, said, and not green", async () => {
  const report = await reportOn(101, 50, inTunnel(ENCRYPTED));
  expect(report.summary.text).toContain('50 data frames of Wi-Fi, encrypted');
  expect(isRed(report)).toBe(true);
});

/** The same of another protocol type, behind GRE's header. */
const inGre = (type: number, inside: readonly number[]) => [
  ...ipv4(
    { source: '192.0.2.7', destination: '192.0.2.1', protocol: 47 },
    Uint8Array.of(0, 0, type >> 8, type & 0xff, ...inside),
  ),
];

test('GRE of a type that is not decoded: counted, said, and not green', async () => {
  // NSH (RFC 8300) is what Wireshark knows 0x894f as.
  const report = await reportOn(101, 50, inGre(0x894f, [0, 2, 1, 3, 0, 0, 1, 255]));
  const expected = '50 packets in GRE tunnels, of protocol type 0x894f, which is not decoded';
  expect(report.summary.text).toContain(`Nothing in this capture could be decoded: ${expected}.`);
  expect(report.capture.quality).toContainEqual({ code: 'undecoded', text: `${expected}.` });
  expect(isRed(report)).toBe(true);
});

test("GRE's keep-alives and what is decoded in it are none of these", async () => {
  const ping = ipv4({ source: '192.0.2.20', destination: '203.0.113.7', protocol: 1 }, ECHO);
  for (const bytes of [inGre(0, []), inGre(0x0800, [...ping])]) {
    const report = await reportOn(101, 5, bytes);
    expect(report.capture.quality.map(({ code }) => code)).not.toContain('undecoded');
  }
});

test("Wi-Fi in an access point's tunnel is decoded", async () => {
  const syn = ipv4(
    { source: '192.0.2.20', destination: '203.0.113.7', protocol: 6 },
    tcp({
      ...{ source: '192.0.2.20', destination: '203.0.113.7' },
      ...{ sourcePort: 50_000, destinationPort: 443 },
      ...{ sequence: 1, flags: tcpFlag.syn },
    }),
  );
  const header = [0x08, 0x01, 0, 0, ...new Array(18).fill(2), 0, 0];
  const frame = [...header, 0xaa, 0xaa, 3, 0, 0, 0, 8, 0, ...syn];
  const { endpoints } = await reportOn(101, 3, inTunnel(frame));
  expect(endpoints.map(({ server, port }) => `${server} ${port}`)).toEqual(['203.0.113.7 443']);
});

test('Ethernet without IP is decoded', async () => {
  const lldp = [1, 0x80, 0xc2, 0, 0, 14, 2, 0, 0, 0, 0, 1, 0x88, 0xcc, 0, 0];
  const report = await reportOn(1, 5, lldp);
  expect(report.summary.text).toContain('No client asks for a service in this capture');
  expect(report.capture.quality.map(({ code }) => code)).not.toContain('undecoded');
});
