import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnose, openCapture, type Report } from '../../src/index.ts';
import { type WrittenPacket, writePcap } from '../../support/capture-writer.ts';
import { readAll } from '../../support/read-capture.ts';
import { CAPTURES, captureNames, serviceName } from '../../support/shipped-captures.ts';

// A router captured on all its interfaces, a switch that mirrors two ports: each packet is in the
// capture several times, some microseconds apart, with another MAC address, TTL or VLAN tag.

const ETHERNET_HEADER = 14;

/** As the next router sends it on: its own MAC address, one hop less, another checksum. */
function forwarded(frame: Uint8Array): Uint8Array {
  const copy = frame.slice();
  copy.set([0x02, 0, 0, 0, 0, 0x99], 6);
  const type = (copy[12] << 8) | copy[13];
  if (type === 0x0800) {
    copy[ETHERNET_HEADER + 8]--;
    // RFC 1624: the header's checksum grows by what the TTL's word shrinks.
    const checksum = ((copy[ETHERNET_HEADER + 10] << 8) | copy[ETHERNET_HEADER + 11]) + 0x100;
    const folded = (checksum & 0xffff) + (checksum >>> 16);
    copy[ETHERNET_HEADER + 10] = folded >>> 8;
    copy[ETHERNET_HEADER + 11] = folded;
  } else if (type === 0x86dd) copy[ETHERNET_HEADER + 7]--;
  return copy;
}

function tagged(frame: Uint8Array): Uint8Array {
  const copy = new Uint8Array(frame.length + 4);
  copy.set(frame.subarray(0, 12));
  copy.set([0x81, 0x00, 0x00, 0x14], 12);
  copy.set(frame.subarray(12), 16);
  return copy;
}

async function reportOf(bytes: Uint8Array): Promise<Report> {
  return diagnose(await openCapture(bytes));
}

/** What must not depend on how often each packet was seen. */
function counts({ endpoints }: Report) {
  return Object.fromEntries(
    endpoints.map((endpoint) => {
      const { verdict, attempts, retransmissions, answered, refused, patterns } = endpoint;
      const key = `${endpoint.client} ${serviceName(endpoint)}`;
      // "9 SYNs", "3 ICMP errors": what is counted in words, by the code that says it.
      const counted = endpoint.evidence
        .filter(({ code }) => patterns.includes(code))
        .map(({ code, text }) => `${code}: ${/\d+/.exec(text)?.[0]}`)
        .sort();
      return [key, { verdict, attempts, retransmissions, answered, refused, counted }];
    }),
  );
}

// The two large ones take long to write and show nothing more.
const names = captureNames().filter(
  (name) => name.endsWith('.pcapng') && !/snaplen|dns-unprotected|web-reject/.test(name),
);

describe.each(names)('%s', (name) => {
  it.each([
    ['twice', [(frame: Uint8Array) => frame]],
    ['before and after a router, and with a VLAN tag', [forwarded, tagged]],
  ])('seen %s', async (_how, copies) => {
    const read = await readAll(readFileSync(`${CAPTURES}/${name}`));
    // Other links have no room for a tag.
    if (read.packets[0].linkType !== 1) return;
    const once: WrittenPacket[] = [];
    const several: WrittenPacket[] = [];
    for (const { bytes, seconds, nanoseconds } of read.packets) {
      once.push({ bytes, seconds, nanoseconds });
      several.push({ bytes, seconds, nanoseconds });
      copies.forEach((copy, i) => {
        // Never past the second: the order of the frames is what counts.
        const later = Math.min(999_999_000, nanoseconds + 40_000 * (i + 1));
        several.push({ bytes: copy(bytes), seconds, nanoseconds: later });
      });
    }
    const [expected, seen] = [await reportOf(writePcap(once)), await reportOf(writePcap(several))];
    expect(counts(seen)).toEqual(counts(expected));
  });
});
