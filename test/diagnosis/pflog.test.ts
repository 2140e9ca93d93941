import { describe, expect, test } from 'vitest';
import { diagnose, openCapture, type Report } from '../../src/index.ts';
import { type WrittenPacket, writePcap, writePcapng } from '../../support/capture-writer.ts';

// pf's log of packets (LINKTYPE_PFLOG): the header says what a rule did. pf logs a connection that it lets
// through once, by its SYN; what it answers itself is not in the log (pflog(4), pf.conf(5)).
const PASS = 0;
const DROP = 1;
const LINK_TYPE = 117;
const text = (value: string, length: number) =>
  [...value.padEnd(length, '\0')].map((letter) => letter.charCodeAt(0));
const zeros = (length: number): number[] => new Array(length).fill(0);

function header(action: number): number[] {
  const rule = [0, 0, 0, 7, 255, 255, 255, 255];
  return [61, 2, action, 0, ...text('igb0', 16), ...zeros(16), ...rule, ...zeros(16), 1, 0, 0, 0];
}

/** A SYN from 192.0.2.1. */
function syn(clientPort: number, host: number, port: number): number[] {
  return [
    ...[0x45, 0, 0, 40, 0, 1, 0x40, 0, 64, 6, 0, 0, 192, 0, 2, 1, 198, 51, 100, host],
    ...[clientPort >> 8, clientPort & 255, port >> 8, port & 255, 0, 0, 0, 1, 0, 0, 0, 0],
    ...[0x50, 2, 0xff, 0xff, 0, 0, 0, 0],
  ];
}

const packet = (seconds: number, bytes: number[]): WrittenPacket => ({
  ...{ bytes: Uint8Array.from(bytes), seconds: 1_700_000_000 + seconds, nanoseconds: 0 },
});

async function reportOn(packets: readonly WrittenPacket[]): Promise<Report> {
  return diagnose(await openCapture(writePcap(packets, { linkType: LINK_TYPE })));
}

const passed = Array.from({ length: 30 }, (_, index) =>
  packet(5 * index, [...header(PASS), ...syn(40_000 + index, 2, 443)]),
);
const blocked = [0, 1, 3].map((seconds) =>
  packet(200 + seconds, [...header(DROP), ...syn(50_000, 3, 22)]),
);

describe('pflog', () => {
  test('what is blocked: pf says so, and cannot tell whether it answered', async () => {
    const { endpoints, summary } = await reportOn([...passed, ...blocked]);
    const endpoint = endpoints.find(({ port }) => port === 22);
    expect([endpoint?.verdict, endpoint?.confidence]).toEqual(['drop', 'high']);
    expect(endpoint?.evidence.map(({ code }) => code)).toContain('firewall-refused');
    expect(summary.text).toContain('TCP 22 to 198.51.100.3');
  });

  test('what is let through is no silence: its answers are not logged', async () => {
    const { endpoints } = await reportOn([...passed, ...blocked]);
    const endpoint = endpoints.find(({ port }) => port === 443);
    expect(endpoint?.verdict).toBe('inconclusive');
    expect(endpoint?.evidence.map(({ code }) => code)).toContain('firewall-allowed');
  });

  test('a packet of another interface has no statement', async () => {
    const macs = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0];
    const other = { ...packet(204, [...macs, ...syn(60_000, 9, 80)]), interfaceIndex: 1 };
    const interfaces = [{ linkType: LINK_TYPE }, { linkType: 1 }];
    const bytes = writePcapng([...blocked, other], { interfaces });
    const { endpoints } = await diagnose(await openCapture(bytes));
    const endpoint = endpoints.find(({ port }) => port === 80);
    expect(endpoint?.evidence.map(({ code }) => code)).not.toContain('firewall-refused');
  });
});
