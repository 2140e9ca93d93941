// The measure of errors both ways (docs/accuracy.md) measures what it says: captures derived from the
// lab's are what their rows say, and what is true of their endpoints follows from the packets.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../src/diagnosis/diagnose.ts';
import { openCapture } from '../src/index.ts';
import { internetChecksum, pseudoHeaderSum } from '../src/protocols/internet-checksum.ts';
import { judgeLab, LAB_CAPTURES, truths } from '../support/lab/accuracy.ts';
import { type Derived, derive, type Row, seeded } from '../support/lab/derive.ts';
import {
  DerivedMeasure,
  type DerivedRow,
  healthyCaptures,
} from '../support/lab/derived-accuracy.ts';
import { WholeEndpoints, wholeOf } from '../support/lab/derived-truth.ts';
import { exportedList } from '../support/lab/exported-list.ts';
import { HAND_WRITTEN, handWrittenTruths } from '../support/lab/hand-written.ts';
import { judgedOf } from '../support/lab/label.ts';
import { type LabPacket, readPackets, readPacketsOf } from '../support/lab/packets.ts';
import { fnv1a } from '../support/lab/truth.ts';

const all = truths();
const named = (name: string) => all.find((truth) => truth.name === name)!;

async function derivedOf(name: string) {
  const truth = named(name);
  const judged = await judgeLab(truth);
  const capture = await readPackets(join(LAB_CAPTURES, truth.capture));
  const healthy = await readPackets(join(LAB_CAPTURES, 'healthy.pcapng'));
  const whole = wholeOf(name, capture, judged.report.endpoints);
  return {
    capture,
    endpoints: new WholeEndpoints(truth, judged, capture.packets),
    derived: [...derive(whole, healthy)],
  };
}

const only = (derived: readonly Derived[], row: Row, variant = '') =>
  derived.find((one) => one.row === row && one.variant === variant)!;

/** Whether the checksums of a packet's headers are right, where all of it is there. */
function isSound({ network, transport, version, kind, read, source }: LabPacket): boolean {
  const { bytes } = read;
  if (network < 0 || bytes.length < read.originalLength) return true;
  const isIpv4 = version === 4;
  if (isIpv4 && internetChecksum(bytes, network, network + 20) !== 0) return false;
  if (transport < 0 || (kind === 'icmp' && !isIpv4 && source === '')) return true;
  const end = isIpv4
    ? network + ((bytes[network + 2] << 8) | bytes[network + 3])
    : network + 40 + ((bytes[network + 4] << 8) | bytes[network + 5]);
  const pseudo =
    kind === 'icmp' && isIpv4
      ? 0
      : pseudoHeaderSum(
          bytes,
          network + (isIpv4 ? 12 : 8),
          isIpv4 ? 8 : 32,
          kind === 'tcp' ? 6 : kind === 'udp' ? 17 : 58,
          end - transport,
        );
  return internetChecksum(bytes, transport, end, pseudo) === 0;
}

describe('derived captures are what their rows say', () => {
  test('cut, filtered and thinned ones have the packets that they kept, as they were', async () => {
    const { capture, derived } = await derivedOf('tcp-reject-reset');
    const size = capture.packets.length;
    expect(only(derived, 'cut at the start', 'frames from 0.3').kept.has(0)).toBe(false);
    expect(only(derived, 'cut at the end', 'frames to 0.5').kept.size).toBe(Math.floor(size / 2));
    for (const one of derived.filter(({ row }) => !/NAT|merged/.test(row))) {
      const packets = (await readPacketsOf(one.bytes)).packets.map(({ read }) => read);
      const kept = capture.packets.filter(({ index }) => one.kept.has(index));
      const length = one.row === '64 bytes a packet' ? 64 : Number.POSITIVE_INFINITY;
      expect(
        packets.map(({ bytes }) => bytes.join()),
        one.row,
      ).toEqual(kept.map(({ read }) => read.bytes.subarray(0, length).join()));
      expect(packets.map(({ seconds, nanoseconds }) => [seconds, nanoseconds])).toEqual(
        kept.map(({ read }) => [read.seconds, read.nanoseconds]),
      );
    }
    const sides = (row: Row) =>
      capture.packets
        .filter(({ index }) => only(derived, row).kept.has(index))
        .map(({ source }) => source);
    expect(new Set(sides('what clients sent'))).toEqual(new Set(['192.0.2.20']));
    expect(sides('what servers sent')).not.toContain('192.0.2.20');
    for (const { index, flags, kind, payload } of capture.packets) {
      expect(only(derived, 'without SYNs').kept.has(index)).toBe((flags & 2) === 0);
      if (kind === 'tcp') expect(only(derived, 'data only').kept.has(index)).toBe(payload > 0);
    }
    const share = only(derived, '30 % taken out', 'seed 1').kept.size / size;
    expect(share).toBeGreaterThan(0.55);
    expect(share).toBeLessThan(0.85);
  });

  test('the secrets that a capture has are kept, and those of both where two are merged', async () => {
    const { capture, derived } = await derivedOf('tls13-keys-intercepted-trusted');
    const secrets = capture.keyLogs.map((log) => log.join());
    expect(secrets.length).toBeGreaterThan(0);
    for (const { bytes, row, variant } of derived) {
      const { keyLogs } = await readPacketsOf(bytes);
      expect(
        keyLogs.map((log) => log.join()),
        `${row} ${variant}`,
      ).toEqual(secrets);
    }
    // They serve: what is read with them is said of the derived capture, too.
    const { bytes } = only(derived, 'merged with a healthy one', 'another client');
    const { report } = judgedOf(await diagnose(await openCapture(bytes)));
    const inspected = report.endpoints.filter(({ evidence }) =>
      evidence.some(({ code }) => code === 'tls-inspected'),
    );
    expect(inspected.length).toBeGreaterThan(10);
    const other = await readPackets(join(LAB_CAPTURES, named('tls13-keys-one-private-ca').capture));
    const whole = wholeOf('both', capture, []);
    const both = only([...derive(whole, other)], 'merged with a healthy one', 'another client');
    const merged = (await readPacketsOf(both.bytes)).keyLogs.map((log) => log.join());
    expect(merged).toEqual([...secrets, ...other.keyLogs.map((log) => log.join())]);
  });

  test('an exported list has what clients sent over UDP, and is known for a selection', async () => {
    const { capture, endpoints } = await derivedOf('dns-drop-all-but-site');
    const list = exportedList(wholeOf('list', capture, endpoints.all))!;
    const sent = capture.packets.filter(
      ({ kind, source }) => kind === 'udp' && source === '192.0.2.20',
    );
    expect([...list.kept]).toEqual(sent.map(({ index }) => index));
    const { report } = judgedOf(await diagnose(await openCapture(list.bytes)));
    expect(report.capture.packets).toBe(sent.length);
    const codes = report.endpoints.flatMap(({ evidence }) => evidence.map(({ code }) => code));
    expect(codes).toContain('capture-exported-one-way');
    expect(report.endpoints.map(({ verdict }) => verdict)).not.toContain('answered');
  });

  test('the same name takes out the same packets', () => {
    const [one, again, other] = ['a', 'a', 'b'].map((name) => seeded(name));
    const numbers = [one(), one(), one()];
    expect([again(), again(), again()]).toEqual(numbers);
    expect(other()).not.toBe(numbers[0]);
    for (const number of numbers) expect(number).toBeLessThan(1);
  });

  test.each([
    'tcp-reject-admin-prohibited',
    'closed-udp',
    'routing-loop-ipv6',
    'capture-snaplen-96',
  ])('checksums are right where addresses, ports and distances are others: %s', async (name) => {
    const { capture, derived } = await derivedOf(name);
    const changed = derived.filter(({ row }) => /NAT|merged/.test(row));
    expect(changed.map(({ row }) => row)).toContain('inside a NAT');
    for (const one of changed) {
      const { packets } = await readPacketsOf(one.bytes);
      expect(packets.length).toBeGreaterThan(capture.packets.length / 2);
      const broken = packets.filter((packet) => !isSound(packet));
      expect(broken.map(({ index, kind }) => `${one.row} ${index} ${kind}`)).toEqual([]);
    }
  });

  test('a translator changes what a translator changes', async () => {
    const { capture, derived } = await derivedOf('tcp-reject-admin-prohibited');
    const firstSyn = ({ packets }: { packets: readonly LabPacket[] }) =>
      packets.find(({ flags, destination }) => flags === 2 && destination === '203.0.113.20')!;
    const syn = firstSyn(capture);
    const outside = await readPacketsOf(only(derived, 'outside a NAT').bytes);
    const translated = firstSyn(outside);
    expect(translated.source).toBe('192.0.2.77');
    expect(translated.sourcePort).not.toBe(syn.sourcePort);
    expect(translated.read.bytes[22]).toBe(syn.read.bytes[22] - 1);
    // The error's quotation is of the packet as the translator sent it.
    const quoted = outside.packets.find(({ quoted: one }) => one?.kind === 'tcp')!.quoted!;
    expect(outside.packets.some(({ sourcePort }) => sourcePort === quoted.sourcePort)).toBe(true);
    expect(quoted.source).toBe('192.0.2.77');
    const inside = await readPacketsOf(only(derived, 'inside a NAT').bytes);
    expect(firstSyn(inside)).toMatchObject({ source: '10.77.2.20', sourcePort: syn.sourcePort });
  });
});

test('a sample has no error of either kind, but where packets are missing by chance', async () => {
  const measure = new DerivedMeasure();
  const healthy = await healthyCaptures();
  // All of them take minutes: lab-both-ways.test.ts.
  const sample = all.filter(({ name }) => fnv1a(name) % 12 === 8);
  expect(sample.length).toBeGreaterThan(20);
  for (const truth of sample) await measure.add(truth, await judgeLab(truth), healthy);
  const errors = measure.complaints
    .filter(({ kind, row }) => /^false/.test(kind) && !/taken out/.test(row))
    .map(({ truth, row, variant, endpoint, verdict }) =>
      [truth.name, row, variant, endpoint, verdict].join(' / '),
    );
  expect(errors).toEqual([]);
  const sum = (count: (row: DerivedRow) => number) =>
    measure.rows.reduce((total, row) => total + count(row), 0);
  // Abstaining is no way out.
  expect(sum(({ answered }) => answered)).toBeGreaterThan(0.98 * sum(({ shown }) => shown));
  expect(sum(({ keptVerdict }) => keptVerdict)).toBeGreaterThan(
    0.9 * sum(({ decided }) => decided),
  );
  expect(sum(({ stillHigh }) => stillHigh)).toBeGreaterThan(0.8 * sum(({ high }) => high));
}, 240_000);

test('no summary is an all-clear over what fails and has lost its name', async () => {
  const truth = handWrittenTruths().find(({ name }) => name === 'written/secure-access-web-drop')!;
  const judged = await judgeLab(truth, HAND_WRITTEN);
  const capture = await readPackets(join(HAND_WRITTEN, truth.capture));
  const whole = wholeOf(truth.name, capture, judged.report.endpoints);
  const late = only([...derive(whole, null)], 'cut at the start', 'frames from 0.5');
  const { report } = judgedOf(await diagnose(await openCapture(late.bytes)));
  expect(report.endpoints.some(({ verdict }) => verdict === 'drop')).toBe(true);
  expect(report.summary.verdict).toBe('inconclusive');
});

describe('what is true of a derived capture follows from its packets', () => {
  const label = async (name: string, row: Row, variant = '', port = 443) => {
    const { derived, endpoints } = await derivedOf(name);
    const one = only(derived, row, variant);
    const [client] = row === 'outside a NAT' ? ['192.0.2.77'] : ['192.0.2.20'];
    return endpoints.labelOf(one, { client, server: '203.0.113.20', protocol: 'tcp', port })!;
  };

  test('whole, it is what it was', async () => {
    const { accepted, isDecided } = await label(
      'tcp-reject-reset',
      'merged with a healthy one',
      'another client',
    );
    expect([accepted, isDecided]).toEqual([['reject'], true]);
  });

  test('one direction of a silence may be abstained on', async () => {
    const { accepted, isDecided } = await label('tcp-drop-back', 'what clients sent');
    expect([accepted, isDecided]).toEqual([['drop', 'inconclusive'], false]);
  });

  test('cut before the failure, an exchange that worked is healthy', async () => {
    const { derived, endpoints } = await derivedOf('tcp-drop-later-data');
    const service = { client: '192.0.2.20', server: '203.0.113.20', protocol: 'tcp', port: 443 };
    const [whole] = endpoints.all.filter(({ server }) => server === service.server);
    const [first] = whole.exchanges;
    const last = first.packets.findLastIndex(
      ({ payload }, at) => !first.isClient[at] && payload > 0,
    );
    const upTo = (index: number): Derived => {
      const kept = new Set([...Array(index + 1).keys()]);
      return { ...derived[0], row: 'cut at the end', kept, readable: kept };
    };
    const before = endpoints.labelOf(upTo(first.packets[last].index), service)!;
    expect(before.accepted).toContain('answered');
    const after = endpoints.labelOf(upTo(first.packets.at(-1)!.index), service)!;
    expect(after.accepted).not.toContain('answered');
  });

  test('a first fragment is its endpoint’s, and what it asked fails', async () => {
    const { capture, derived, endpoints } = await derivedOf('radius-eap-fragments-dropped');
    const service = { client: '192.0.2.20', server: '203.0.113.20', protocol: 'udp', port: 1812 };
    const isOf = ({ destination, kind }: LabPacket) =>
      destination === service.server && kind === 'udp';
    const isFragment = ({ read, network }: LabPacket) => (read.bytes[network + 6] & 0x20) !== 0;
    const fragments = capture.packets.filter((packet) => isOf(packet) && isFragment(packet));
    expect(fragments.length).toBeGreaterThan(3);
    for (const { destinationPort } of fragments) expect(destinationPort).toBe(1812);
    const labelled = (keep: (packet: LabPacket) => boolean) => {
      const kept = new Set(capture.packets.filter(keep).map(({ index }) => index));
      const one: Derived = { ...derived[0], row: 'cut at the end', kept, readable: kept };
      return endpoints.labelOf(one, service)!.accepted;
    };
    expect(labelled(() => true)).not.toContain('answered');
    expect(labelled((packet) => !isFragment(packet))).toContain('answered');
  });

  test('without its answers, a service that leaves some requests aside is silent', async () => {
    const { capture, derived, endpoints } = await derivedOf('sip-invite-ignored');
    const service = { client: '192.0.2.20', server: '203.0.113.20', protocol: 'udp', port: 5060 };
    const labelled = (keep: (packet: LabPacket) => boolean) => {
      const kept = new Set(capture.packets.filter(keep).map(({ index }) => index));
      const one: Derived = { ...derived[0], row: 'cut at the start', kept, readable: kept };
      return endpoints.labelOf(one, service)!.accepted;
    };
    expect(labelled(() => true)).toEqual(['inconclusive']);
    expect(labelled(({ source }) => source !== service.server)).toEqual(['inconclusive', 'drop']);
  });

  test('of data alone, silence over UDP may be a refusal', async () => {
    const { derived } = await derivedOf('dtls-none-icmp-limit');
    const { bytes } = only(derived, 'data only');
    const { report } = judgedOf(await diagnose(await openCapture(bytes)));
    const silent = report.endpoints.filter(
      ({ protocol, port }) => protocol === 'udp' && port === 443,
    );
    expect(silent.length).toBeGreaterThan(10);
    for (const { verdict } of silent) expect(verdict).toBe('inconclusive');
  });

  test('who is asked to the end, without any answer, is no all-clear', async () => {
    for (const name of ['radius-eap-fragments-dropped', 'udp-snmp-some-dropped']) {
      const { derived } = await derivedOf(name);
      const { bytes } = only(derived, 'cut at the end', 'frames to 0.5');
      const { summary } = judgedOf(await diagnose(await openCapture(bytes))).report;
      expect(summary.verdict, name).toBe('inconclusive');
    }
  });

  test('nor is who may have been refused by errors that do not show what they are about', async () => {
    const { derived } = await derivedOf('closed-udp-seldom-told');
    const { bytes } = only(derived, '64 bytes a packet');
    expect(judgedOf(await diagnose(await openCapture(bytes))).report.summary.verdict).toBe(
      'inconclusive',
    );
  });

  /** Labels of a service where the derived capture has only the packets that are wanted. */
  const labelsWhere = async (
    name: string,
    service: { readonly server: string; readonly port: number; readonly protocol: 'tcp' | 'udp' },
    row: Row,
    keep: (packet: LabPacket, at: number) => boolean,
  ) => {
    const { capture, derived, endpoints } = await derivedOf(name);
    const kept = new Set(capture.packets.filter(keep).map(({ index }) => index));
    const one: Derived = { ...derived[0], row, kept, readable: kept };
    return endpoints.labelOf(one, { client: '192.0.2.20', ...service })!.accepted;
  };

  test('a part that a server leaves aside is silent where no answer of the rest is left', async () => {
    const service = { server: '203.0.113.20', port: 5060, protocol: 'udp' } as const;
    const labels = (row: Row, keep: (packet: LabPacket) => boolean) =>
      labelsWhere('sip-options-ignored', service, row, keep);
    const isAnswer = ({ source, kind }: LabPacket) => source === service.server && kind === 'udp';
    const whole = ['answered', 'inconclusive'];
    expect(await labels('cut at the end', () => true)).toEqual(whole);
    expect(await labels('cut at the end', (packet) => !isAnswer(packet))).toEqual([
      ...whole,
      'drop',
    ]);
    // Who leaves a direction out knows that it is not there.
    expect(await labels('what clients sent', (packet) => !isAnswer(packet))).toEqual(whole);
  });

  test('of one direction a healthy service may be abstained on, even if nothing is missing', async () => {
    const service = { server: '203.0.113.82', port: 80, protocol: 'tcp' } as const;
    const labels = (row: Row) => labelsWhere('tcp-reject-reset', service, row, () => true);
    expect(await labels('cut at the end')).toEqual(['answered']);
    expect(await labels('what clients sent')).toEqual(['answered', 'inconclusive']);
  });

  test('an outage beside others that answer is silence of some servers', async () => {
    const { derived, endpoints } = await derivedOf('gateway-dies');
    const service = { client: '192.0.2.20', server: '203.0.113.50', protocol: 'tcp', port: 80 };
    const whole = only(derived, 'outside a NAT');
    const accepted = (one: Derived) => endpoints.labelOf(one, service)!.accepted;
    const merged = only(derived, 'merged with a healthy one', 'another client');
    expect(accepted(merged)).toContain('drop');
    expect(accepted({ ...merged, merged: new Set() })).not.toContain('drop');
    expect(whole.merged.size).toBe(0);
    // Nor is it so of what is down for another reason.
    const closed = await derivedOf('closed-tcp');
    const port = { ...service, server: '203.0.113.20', port: 8443 };
    const other = only(closed.derived, 'merged with a healthy one', 'another client');
    expect(closed.endpoints.labelOf(other, port)!.accepted).toEqual(['closed']);
  });

  test('a service that comes back after the part that remains is closed in it', async () => {
    const service = { server: '203.0.113.20', port: 8080, protocol: 'tcp' } as const;
    const { capture } = await derivedOf('service-restarts');
    const isItsReset = ({ flags, source, sourcePort }: LabPacket) =>
      (flags & 0x04) !== 0 && source === service.server && sourcePort === service.port;
    const resets = capture.packets.filter(isItsReset).map(({ index }) => index);
    expect(resets.length).toBeGreaterThan(1);
    const upTo = (last: number) =>
      labelsWhere('service-restarts', service, 'cut at the end', ({ index }) => index <= last);
    expect(await upTo(resets[1])).toContain('closed');
    // One refusal may be an accident, and what answers at the end is back.
    expect(await upTo(resets[0])).not.toContain('closed');
    expect(await upTo(capture.packets.length)).toEqual(['answered']);
  });

  test('a page that is read in a stream rests on its question, too', async () => {
    const service = { server: '203.0.113.20', port: 80, protocol: 'tcp' } as const;
    const name = 'block-page-403-injected';
    const { capture, endpoints } = await derivedOf(name);
    const [whole] = endpoints.all.filter(({ server }) => server === service.server);
    const question = capture.packets.find(
      ({ destination, destinationPort, payload }) =>
        destination === service.server && destinationPort === service.port && payload > 0,
    )!;
    expect(whole.deciding).toContain(question.index);
    const without = (index: number) =>
      labelsWhere(name, service, 'cut at the end', (packet) => packet.index !== index);
    expect(await without(question.index)).toContain('answered');
    expect(await without(capture.packets.length)).toEqual(['intercepted']);
  });

  test('without its refusals, a rejected service is silent', async () => {
    const { derived, endpoints } = await derivedOf('tcp-reject-reset');
    const service = { client: '192.0.2.20', server: '203.0.113.20', protocol: 'tcp', port: 443 };
    const [whole] = endpoints.all.filter(({ server }) => server === service.server);
    const refusals = whole.exchanges.flatMap(({ packets, isRefusal }) =>
      packets.filter((_, at) => isRefusal[at]).map(({ index }) => index),
    );
    expect(refusals.length).toBeGreaterThan(0);
    const kept = new Set([...derived[0].kept].filter((index) => !refusals.includes(index)));
    const one = endpoints.labelOf({ ...derived[0], kept, readable: kept }, service)!;
    expect(one.accepted).toContain('drop');
    const closed = await derivedOf('closed-tcp');
    const port = { ...service, port: 8443 };
    const none = { ...closed.derived[0], kept: new Set<number>(), readable: new Set<number>() };
    expect(closed.endpoints.labelOf(none, port)!.accepted).toEqual(['closed', 'inconclusive']);
  });

  test('64 bytes of an ICMP error do not have the ports that it is about', async () => {
    const { isDecided, accepted } = await label('tcp-reject-admin-prohibited', '64 bytes a packet');
    expect([isDecided, accepted]).toEqual([false, ['reject', 'inconclusive']]);
  });

  test('the other way round it is the same endpoint', async () => {
    const { derived, endpoints } = await derivedOf('tcp-reject-reset');
    const [whole] = endpoints.all.filter(({ server }) => server === '203.0.113.20');
    const [{ packets }] = whole.exchanges;
    const reversed = endpoints.labelOf(derived[0], {
      ...{ client: '203.0.113.20', server: '192.0.2.20', protocol: 'tcp' },
      port: packets[0].sourcePort,
    })!;
    expect(reversed.accepted[0]).toBe('reject');
  });
});
