import { existsSync, readdirSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileDisplayFilter } from '../../src/filter/display-filter.ts';
import { FILTERS, LANGUAGE_FILTERS, TCP_ANALYSIS_FILTERS } from './filters.ts';
import { FilterGenerator } from './random-filters.ts';
import { selectFrames } from './select.ts';
import { hasSharkd, hasTshark, tsharkFrames, wiresharkFrames } from './wireshark.ts';

process.env.TZ = 'UTC';

/** Captures above this many bytes are left out: others hold the same kinds of packets. */
const MAXIMUM_LENGTH = 300_000;

const captures = (existsSync('captures') ? readdirSync('captures') : [])
  .filter((name) => /\.pcap(?:ng)?$/.test(name))
  .filter((name) => statSync(`captures/${name}`).size <= MAXIMUM_LENGTH)
  .sort()
  // Every fourth, and one of each kind of link and layer: sharkd takes a second for each.
  .filter((name, i) => i % 4 === 0 || /healthy-vlan|ipv6/.test(name));

/** Where Wireshark differs for a reason that `docs/filters.md` gives. */
const EXCEPTIONS: Readonly<Record<string, RegExp>> = {
  // Classic captures have no interfaces in Wireshark.
  'frame.interface_id == 0': /\.pcap$/,
};

function isAccepted(filter: string): boolean {
  try {
    compileDisplayFilter(filter);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasSharkd || !hasTshark)(
  'filters select the frames that Wireshark selects',
  () => {
    it.each(captures)('%s', async (name) => {
      const file = `captures/${name}`;
      const mine = await selectFrames(file, FILTERS);
      const theirs = wiresharkFrames(file, FILTERS);
      const different = FILTERS.flatMap((filter, i) => {
        if (EXCEPTIONS[filter]?.test(name)) return [];
        const same = theirs[i] !== null && String(mine[i]) === String(theirs[i]);
        return same ? [] : [{ filter, mine: mine[i], theirs: theirs[i] }];
      });
      expect(different).toEqual([]);
    });

    const various = ['healthy', 'healthy-vlan', 'dns-drop-ipv6', 'trap-dns-in-icmp-quotes'];
    it.each(various)('with every part of the language: %s', async (name) => {
      const file = `captures/${name}.pcapng`;
      const generator = new FilterGenerator(7);
      const random = Array.from({ length: 400 }, () => generator.filter()).filter(isAccepted);
      // What `arp` has for its bytes differs between tshark and sharkd; tshark agrees with us.
      const filters = [...LANGUAGE_FILTERS, ...random.filter((filter) => !/arp/.test(filter))];
      const mine = await selectFrames(file, filters);
      const theirs = wiresharkFrames(file, filters);
      const different = filters.flatMap((filter, i) => {
        // Some random ones make Wireshark abort.
        const isAborted = theirs[i] === null && !LANGUAGE_FILTERS.includes(filter);
        const same = isAborted || String(mine[i]) === String(theirs[i]);
        return same ? [] : [{ filter, mine: mine[i], theirs: theirs[i] }];
      });
      expect(different).toEqual([]);
      expect(random.length).toBeGreaterThan(50);
    });

    const oneOf = captures.find((name) => name.startsWith('trap-server-app-down'));
    it.skipIf(oneOf === undefined)('analysis of conversations, in one pass', async () => {
      const file = `captures/${oneOf}`;
      const mine = await selectFrames(file, TCP_ANALYSIS_FILTERS);
      TCP_ANALYSIS_FILTERS.forEach((filter, i) => {
        expect({ filter, frames: mine[i] }).toEqual({ filter, frames: tsharkFrames(file, filter) });
      });
    });
  },
);
