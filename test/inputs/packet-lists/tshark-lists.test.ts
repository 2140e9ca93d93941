import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { MemorySource } from '../../../src/capture/byte-source.ts';
import { formatAddress } from '../../../src/protocols/address-text.ts';
import { readSource } from '../../../support/read-capture.ts';
import { installed } from '../../../support/tools.ts';
import { noteCodes, type ReadFacts, type ReadList, readList, tshark } from './read-list.ts';

/** Captures that together have TCP, DNS, TLS, HTTP, ARP, ICMP, IPv6 and VLAN tags. */
const CAPTURES = [
  ...['icmp-admin-prohibited.pcapng', 'healthy-vlan.pcapng'],
  'icmpv6-port-unreachable-firewall.pcapng',
];

/** Columns with ports, and in another order than the usual. */
const COLUMNS =
  'gui.column.format:"Info","%i","Source Port","%uS","Destination Port","%uD","Time","%t","Destination","%d","Source","%s","Protocol","%p","Length","%L","No.","%m"';

const FORMS: ReadonlyArray<readonly [name: string, args: readonly string[]]> = [
  ['text', []],
  ['text with names of ports', ['-N', 't']],
  ['text with dates', ['-t', 'ad']],
  ['text with days of the year', ['-t', 'udoy']],
  ['text with times of day', ['-t', 'u']],
  ['text since 1970', ['-t', 'e']],
  ['text with differences', ['-t', 'd']],
  ['text with hours', ['-t', 'r', '-u', 'hms']],
  ['tabs', ['-T', 'tabs']],
  ['PSML', ['-T', 'psml']],
  ['PSML with ports', ['-T', 'psml', '-o', COLUMNS]],
  ['text with details', ['-P', '-V']],
  ['text with bytes', ['-P', '-x']],
  ['text with details and bytes', ['-P', '-V', '-x']],
];

/** What every form must have the same, whatever else it shows. */
function essence(facts: ReadFacts): unknown {
  const { tcp, dns, icmp, arp } = facts;
  const text = (address: ReadFacts['source']) =>
    address === null ? '' : formatAddress(...address);
  return {
    ...{ number: facts.frameNumber, length: facts.length, protocol: facts.protocol },
    ...{ source: text(facts.source), destination: text(facts.destination) },
    tcp:
      tcp === null || tcp.flags < 0 ? null : [facts.sourcePort, facts.destinationPort, tcp.flags],
    numbers:
      tcp === null || tcp.flags < 0 ? null : [tcp.sequence, tcp.acknowledgment, tcp.payloadLength],
    ...{ dns, arp: arp?.operation, icmp: icmp === null ? null : [icmp.type, icmp.code] },
  };
}

describe.skipIf(!installed('tshark')).each(CAPTURES)('%s as tshark writes it', (name) => {
  const path = join('captures', name);
  const lists = new Map<string, ReadList>();
  let times: number[] = [];

  beforeAll(async () => {
    const left = [...FORMS];
    const work = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [form, args] = next;
        // A piece of odd length at a time, so that lines and characters are cut anywhere.
        lists.set(form, readList(await tshark(['-r', path, ...args]), 4_099));
      }
    };
    await Promise.all([work(), work()]);
    const epochs = await tshark(['-r', path, '-T', 'fields', '-e', 'frame.time_epoch']);
    times = epochs.trim().split('\n').map(Number);
  }, 120_000);

  test.each(FORMS.map(([form]) => form))('%s', (form) => {
    const list = lists.get(form) as ReadList;
    const usual = lists.get('text') as ReadList;
    expect(list.refused).toEqual([]);
    expect(list.packets.length).toBe(times.length);
    const withBytes = form.includes('details') || form.includes('bytes');
    if (withBytes)
      expect(list.packets.map(({ frameNumber }) => frameNumber)).toEqual(
        times.map((_, index) => index + 1),
      );
    else expect(list.packets.map(essence)).toEqual(usual.packets.map(essence));
    const isAbsolute = form.includes('details') || form.includes('date') || /year|1970/.test(form);
    const start = form.includes('times of day') ? Math.floor(times[0] / 86_400) * 86_400 : times[0];
    const wrong = list.packets.filter(({ seconds, nanoseconds }, index) => {
      const expected = isAbsolute ? times[index] : times[index] - start;
      return Math.abs(seconds + nanoseconds / 1e9 - expected) > 2e-6;
    });
    expect(wrong).toEqual([]);
    expect(noteCodes(list).includes('no-date')).toBe(!isAbsolute);
  });

  test('bytes are those of the capture', async () => {
    const capture = await readSource(new MemorySource(readFileSync(path), name));
    for (const form of ['text with bytes', 'text with details and bytes']) {
      const list = lists.get(form) as ReadList;
      const wrong = list.packets.filter(({ bytes, linkType }, index) => {
        const packet = capture.packets[index];
        // Without "Encapsulation type" the link type is told by where the addresses stand.
        if (bytes === null) return form === 'text with details and bytes';
        return linkType !== packet.linkType || Buffer.compare(bytes, packet.bytes) !== 0;
      });
      expect(wrong).toEqual([]);
      expect(list.packets.filter(({ bytes }) => bytes !== null).length).toBeGreaterThan(
        0.9 * list.packets.length,
      );
    }
  });

  test('details tell time to live, MAC addresses, sequence numbers as sent and quotations', () => {
    const list = lists.get('text with details') as ReadList;
    const ip = list.packets.filter(({ source }) => source !== null);
    expect(ip.filter(({ hopLimit }) => hopLimit <= 0)).toEqual([]);
    expect(list.packets.filter(({ sourceMac }) => sourceMac?.length !== 6)).toEqual([]);
    const segments = ip.filter(({ tcp }) => tcp !== null);
    expect(
      segments.filter(({ sourcePort, tcp }) => sourcePort < 0 || (tcp?.rawSequence ?? -1) < 0),
    ).toEqual([]);
    const errors = ip.filter(
      ({ icmp }) => icmp !== null && (icmp.version === 4 || icmp.type < 128),
    );
    expect(errors.filter(({ icmp }) => (icmp?.quoted?.destinationPort ?? -1) < 0)).toEqual([]);
  });
});
