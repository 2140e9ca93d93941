import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { MAXIMUM_PACKET_LENGTH } from '../../../src/capture/capture-interface.ts';
import { type PacketRecord, Unknown } from '../../../src/capture/packet-record.ts';
import { PacketFacts, TcpFacts } from '../../../src/inputs/packet-lists/packet-facts.ts';
import { Rebuilder } from '../../../src/inputs/packet-lists/rebuild.ts';
import { type AddressWords, parseAddress } from '../../../src/protocols/address-text.ts';
import { Decoder } from '../../../src/protocols/decoder.ts';
import { PacketView, Stop } from '../../../src/protocols/packet-view.ts';
import * as tcp from '../../../src/protocols/tcp/codec.ts';
import { writePcap } from '../../../support/capture-writer.ts';
import { dnsUnprotectedRows, webRejectRows } from '../../../support/secure-access-tables.ts';
import { installed } from '../../../support/tools.ts';
import { readList, tshark } from './read-list.ts';

const RAW = 101;
const CLIENT = address('192.0.2.10');
const SERVER = address('198.51.100.7');

function address(text: string): AddressWords {
  return parseAddress(text) as AddressWords;
}

interface Rebuilt {
  readonly bytes: Uint8Array;
  readonly originalLength: number;
  readonly linkType: number;
  readonly unknown: number;
  readonly view: PacketView;
}

/** Rebuilds packets as one list, and decodes each. */
function rebuilt(all: readonly Partial<PacketFacts>[]): Rebuilt[] {
  const rebuilder = new Rebuilder();
  return all.map((facts) => {
    const room = new Uint8Array(MAXIMUM_PACKET_LENGTH + 3);
    const length = rebuilder.rebuild(Object.assign(new PacketFacts(), facts), room, 3);
    const view = new PacketView();
    const record: Partial<PacketRecord> = {
      bytes: room,
      start: 3,
      end: 3 + length,
      originalLength: rebuilder.originalLength,
      linkType: rebuilder.linkType,
      unknown: rebuilder.unknown,
    };
    new Decoder().decode(Object.assign(view, record));
    const { originalLength, linkType, unknown } = rebuilder;
    return { bytes: room.slice(3, 3 + length), originalLength, linkType, unknown, view };
  });
}

/** A segment from the client (or, with `isAnswer`, from the server). */
function segment(said: Partial<TcpFacts>, isAnswer = false, length = -1): Partial<PacketFacts> {
  return {
    source: isAnswer ? SERVER : CLIENT,
    destination: isAnswer ? CLIENT : SERVER,
    sourcePort: isAnswer ? 443 : 50_000,
    destinationPort: isAnswer ? 50_000 : 443,
    length,
    tcp: { ...new TcpFacts(), payloadLength: 0, ...said },
  };
}

const sequenceOf = ({ view }: Rebuilt) => tcp.sequence(view.bytes, view.layerStart[view.transport]);
const acknowledgmentOf = ({ view }: Rebuilt) =>
  tcp.acknowledgment(view.bytes, view.layerStart[view.transport]);
const windowOf = ({ view }: Rebuilt) => tcp.window(view.bytes, view.layerStart[view.transport]);

const SYN = { flags: tcp.SYN, sequence: 0 };
const SYN_ACK = { flags: tcp.SYN | tcp.ACK, sequence: 0, acknowledgment: 1 };
const RST_ACK = { flags: tcp.RST | tcp.ACK, sequence: 1, acknowledgment: 1 };

describe('sequence numbers', () => {
  test('a SYN that is sent again has the same, one on reused ports another', () => {
    const [first, again, other, otherAgain] = rebuilt([
      segment(SYN),
      segment({ ...SYN, isRetransmission: true }),
      segment({ ...SYN, portsReused: true }),
      segment({ ...SYN, isRetransmission: true }),
    ]).map(sequenceOf);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(otherAgain).toBe(other);
  });

  test('without a word of analysis, what ended in between tells', () => {
    const [first, again, , third] = rebuilt([
      segment(SYN),
      segment(SYN),
      segment(RST_ACK, true),
      segment(SYN),
    ]).map(sequenceOf);
    expect(again).toBe(first);
    expect(third).not.toBe(first);
  });

  test('nor is one sent again after minutes', () => {
    const [first, again, third] = rebuilt([
      { ...segment(SYN), seconds: 100 },
      { ...segment(SYN), seconds: 131 },
      { ...segment(SYN), seconds: 331 },
    ]).map(sequenceOf);
    expect(again).toBe(first);
    expect(third).not.toBe(first);
  });

  test('a RST that answers a SYN has 0, and acknowledges that SYN', () => {
    const [syn, reset] = rebuilt([segment(SYN), segment(RST_ACK, true)]);
    expect(sequenceOf(reset)).toBe(0);
    expect(acknowledgmentOf(reset)).toBe(sequenceOf(syn) + 1);
  });

  test('both sides, data and acknowledgments belong together', () => {
    const [syn, synAck, data, ack] = rebuilt([
      segment(SYN),
      segment(SYN_ACK, true),
      segment({ flags: 0x18, sequence: 1, acknowledgment: 1, payloadLength: 517 }),
      segment({ flags: tcp.ACK, sequence: 1, acknowledgment: 518 }, true),
    ]);
    expect(acknowledgmentOf(synAck)).toBe(sequenceOf(syn) + 1);
    expect(sequenceOf(data)).toBe(sequenceOf(syn) + 1);
    expect(acknowledgmentOf(data)).toBe(sequenceOf(synAck) + 1);
    expect(acknowledgmentOf(ack)).toBe(sequenceOf(syn) + 518);
    expect(data.view.payloadLength).toBe(517);
    // Nothing is made up: the payload is on the wire and was not captured.
    expect(data.view.payloadEnd - data.view.payloadStart).toBe(0);
    expect(data.view.stop).toBe(Stop.NONE);
  });

  test('numbers that are not relative stay as they are', () => {
    const [syn, synAck, ack] = rebuilt([
      segment({ flags: tcp.SYN, sequence: 4_000_000_001 }),
      segment({ ...SYN_ACK, sequence: 77_000, acknowledgment: 4_000_000_002 }, true),
      segment({ flags: tcp.ACK, sequence: 4_000_000_002, acknowledgment: 77_001 }),
    ]);
    expect([syn, synAck, ack].map(sequenceOf).map((number) => number >>> 0)).toEqual([
      4_000_000_001, 77_000, 4_000_000_002,
    ]);
    expect(acknowledgmentOf(ack)).toBe(77_001);
  });

  test('those as sent go before relative ones', () => {
    const [syn] = rebuilt([segment({ ...SYN, rawSequence: 123_456 })]);
    expect(sequenceOf(syn)).toBe(123_456);
    expect(syn.unknown & Unknown.SEQUENCE).toBe(0);
  });

  test('rows without numbers leave no hole before those that have some', () => {
    const hello = { ...segment({ payloadLength: -1 }, true, 1514) };
    const packets = rebuilt([
      segment(SYN),
      segment({ ...SYN_ACK, timestampValue: 1 }, true),
      hello,
      segment({ flags: 0x18, sequence: 1449, acknowledgment: 1, payloadLength: 100 }, true),
    ]);
    const [, , first, second] = packets;
    // 1514 bytes less Ethernet (14), IPv4 (20) and TCP with time stamps (32): RFC 7323 §3.2.
    expect(first.view.payloadLength).toBe(1448);
    expect(sequenceOf(second) - sequenceOf(first)).toBe(1448);
  });

  test('even where their length was guessed too small', () => {
    const packets = rebuilt([
      segment(SYN),
      segment(SYN_ACK, true),
      segment({ payloadLength: -1 }, true, 1400),
      segment({ flags: 0x18, sequence: 1449, acknowledgment: 1, payloadLength: 100 }, true),
      segment({ flags: tcp.ACK, sequence: 1, acknowledgment: 1549 }),
    ]);
    expect(sequenceOf(packets[3]) - sequenceOf(packets[2])).toBe(1400 - 54);
    expect(acknowledgmentOf(packets[4]) - sequenceOf(packets[3])).toBe(100);
  });
});

describe('what is not said', () => {
  test('is unknown, not 0 or 64', () => {
    const [packet] = rebuilt([segment(SYN)]);
    const { HOP_LIMIT, IDENTIFICATION, CHECKSUM, WINDOW, SEQUENCE, HARDWARE_ADDRESS } = Unknown;
    expect(packet.unknown).toBe(HOP_LIMIT | IDENTIFICATION | CHECKSUM | WINDOW | SEQUENCE);
    expect(packet.linkType).toBe(RAW);
    const [arp] = rebuilt([
      {
        arp: {
          operation: 1,
          senderAddress: CLIENT,
          targetAddress: SERVER,
          senderMac: null,
          targetMac: null,
        },
      },
    ]);
    expect(arp.unknown).toBe(HARDWARE_ADDRESS);
  });

  test('is not unknown where it is said', () => {
    const [packet] = rebuilt([
      {
        ...segment({ ...SYN, rawSequence: 1, rawWindow: 512 }),
        hopLimit: 57,
        identification: 4711,
        sourceMac: Uint8Array.of(2, 0, 0, 0, 0, 1),
        destinationMac: Uint8Array.of(2, 0, 0, 0, 0, 2),
      },
    ]);
    expect(packet.unknown).toBe(Unknown.CHECKSUM);
    expect(packet.linkType).toBe(1);
    expect(windowOf(packet)).toBe(512);
    expect(packet.originalLength).toBe(54);
  });

  test('a window behind its scale is as sent, one that cannot be is unknown', () => {
    const [, , scaled, tooLarge] = rebuilt([
      segment({ ...SYN, windowScale: 256, window: 64_240 }),
      segment({ ...SYN_ACK, windowScale: 128, window: 65_535 }, true),
      segment({ flags: tcp.ACK, sequence: 1, acknowledgment: 1, window: 131_328 }),
      { ...segment({ flags: tcp.ACK, sequence: 1, window: 131_328 }), sourcePort: 50_001 },
    ]);
    expect(windowOf(scaled)).toBe(513);
    expect(tooLarge.unknown & Unknown.WINDOW).not.toBe(0);
  });

  test('a packet of which only time and length are known has no layers', () => {
    const [packet] = rebuilt([{ length: 60 }]);
    expect([packet.view.layerCount, packet.originalLength]).toEqual([0, 60]);
  });

  test('numbers that cannot be are not taken', () => {
    const [packet] = rebuilt([
      {
        ...segment({ ...SYN, payloadLength: 1e308 }),
        length: Number.POSITIVE_INFINITY,
        hopLimit: 1e308,
        identification: -7,
      },
    ]);
    expect(packet.unknown & Unknown.HOP_LIMIT).not.toBe(0);
    expect(packet.view.stop).toBe(Stop.NONE);
    expect(packet.originalLength).toBeLessThanOrEqual(65_535);
  });
});

describe.skipIf(!installed('tshark'))('tshark reads what was rebuilt', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rebuilt-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Column Info of packets rebuilt from rows of a table. */
  async function infoOf(rows: readonly string[], ...options: string[]): Promise<string[]> {
    const heading = 'No.\tTime\tSource\tDestination\tProtocol\tLength\tDestination Port\tInfo\n';
    const facts = readList(`${heading}${rows.join('\n')}\n`).packets;
    const packets = rebuilt(facts).map(({ bytes, originalLength }, index) => ({
      bytes,
      originalLength,
      seconds: facts[index].seconds,
      nanoseconds: facts[index].nanoseconds,
    }));
    const path = join(folder, 'rebuilt.pcap');
    writeFileSync(path, writePcap(packets, { linkType: RAW }));
    const output = await tshark([
      ...['-r', path, '-T', 'fields', '-e', '_ws.col.Info', ...options],
    ]);
    return output.trimEnd().split('\n');
  }

  test('TCP: the same Info, reused ports where they were reused', async () => {
    // Of a connection's first SYN in the list tshark cannot know that its ports were reused before.
    const expected = webRejectRows.map((row) => row.split('\t')[7]);
    expected[0] = expected[0].replace('[TCP Port numbers reused] ', '');
    expect(await infoOf(webRejectRows)).toEqual(expected);
  });

  test('DNS: the same Info, identifiers, types and names', async () => {
    const expected = dnsUnprotectedRows.map((row) => row.split('\t')[7]);
    // The option that the longer queries had is not in the list: their packets end before it.
    const cut = (info: string) => info.replace(/OPT$/, 'OPT[Packet size limited during capture]');
    expect(await infoOf(dnsUnprotectedRows, '-d', 'udp.port==443,dns')).toEqual(expected.map(cut));
  });

  test('a response with answers, a refusal and an ICMP error', async () => {
    const rows = [
      '1\t0.0\t192.0.2.1\t192.0.2.53\tDNS\t75\t53\tStandard query 0x1111 A www.example.com',
      '2\t0.1\t192.0.2.53\t192.0.2.1\tDNS\t120\t\tStandard query response 0x1111 A www.example.com CNAME web.example.net A 203.0.113.7',
      '3\t0.2\t192.0.2.1\t192.0.2.53\tDNS\t75\t53\tStandard query 0x2222 AAAA www.example.com',
      '4\t0.3\t192.0.2.53\t192.0.2.1\tDNS\t75\t\tStandard query response 0x2222 Refused AAAA www.example.com',
    ];
    expect(await infoOf(rows)).toEqual(rows.map((row) => row.split('\t')[7]));
  });
});
