import { describe, expect, test } from 'vitest';
import { diagnose, openCapture } from '../../src/index.ts';
import { writePcap } from '../../support/capture-writer.ts';

/*
 * LINKTYPE_NFLOG (tcpdump.org) with the attributes of linux/netfilter/nfnetlink_log.h; the prefixes are
 * those of ufw(8) and of the manual of iptables-extensions(8).
 */
const NFLOG = 239;
const [PAYLOAD, PREFIX] = [9, 10];

/** A SYN to port 443 behind its IPv4 header. */
const SYN = [
  ...[0x45, 0, 0, 40, 0, 1, 0x40, 0, 64, 6, 0, 0, 192, 0, 2, 20, 203, 0, 113, 80],
  ...[0xc3, 0x50, 0x01, 0xbb, 0, 0, 3, 0xe8, 0, 0, 0, 0, 0x50, 2, 0xfa, 0xf0, 0, 0, 0, 0],
];

function attribute(type: number, value: readonly number[]): number[] {
  const length = 4 + value.length;
  const padding = new Array<number>((4 - (length % 4)) % 4).fill(0);
  return [length & 0xff, length >> 8, type, 0, ...value, ...padding];
}

async function judged(prefix: string) {
  const name = prefix === '' ? [] : attribute(PREFIX, [...Buffer.from(`${prefix}\0`)]);
  const bytes = Uint8Array.from([2, 0, 0, 1, ...name, ...attribute(PAYLOAD, SYN)]);
  const packets = [0, 1, 3, 7].map((seconds) => ({
    ...{ bytes, seconds: 1_700_000_000 + seconds, nanoseconds: 0 },
  }));
  const capture = writePcap(packets, { linkType: NFLOG });
  const { endpoints } = await diagnose(await openCapture(capture));
  return endpoints[0];
}

describe("NFLOG's prefix is the rule's own word", () => {
  test.each([
    ['DROP: ', 'drop', 'certain', 'firewall-dropped', 'DROP'],
    ['REJECT in ', 'reject', 'certain', 'firewall-rejected', 'REJECT in'],
  ])('%j: %s', async (prefix, verdict, confidence, code, rule) => {
    const endpoint = await judged(prefix);
    expect(endpoint).toMatchObject({ verdict, confidence });
    expect(endpoint.evidence[0]).toMatchObject({ code, values: { rule } });
  });

  test('UFW says BLOCK of drop and of reject', async () => {
    const { evidence } = await judged('[UFW BLOCK] ');
    expect(evidence.map(({ code }) => code)).toContain('firewall-refused');
  });

  test.each(['', 'web server'])('%j names no action', async (prefix) => {
    const { evidence } = await judged(prefix);
    expect(evidence.filter(({ code }) => code.startsWith('firewall-'))).toEqual([]);
  });
});
