import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/capture/errors.ts';
import { inWords, said } from '../../../src/words/errors/said.ts';
import { type ReadCapture, readAll } from '../../../support/read-capture.ts';
import { seeded } from '../../../support/sample-packets.ts';
import { installed, run } from '../../../support/tools.ts';

/*
 * Files of what editcap does not write, by hand: from RFC 1761 and the makers' own descriptions of
 * their formats (Endace's "ERF Types Reference Guide", TamoSoft's and Microsoft's help files), and where
 * there are none from wiretap, which reads them; tshark says of each whether it is one.
 */
const MACS = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
/** UDP from 192.0.2.1:4660 to 198.51.100.2:9. */
const IP = [
  ...[0x45, 0, 0, 28, 0, 1, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 198, 51, 100, 2],
  ...[0x12, 0x34, 0, 9, 0, 8, 0, 0],
];
const FRAME = [...MACS, 8, 0, ...IP];
const FCS = [1, 2, 3, 4];
const SECONDS = 1_724_728_063;

const le = (value: number, length: number): number[] =>
  Array.from({ length }, (_, index) => Math.floor(value / 256 ** index) % 256);
const be = (value: number, length: number): number[] => le(value, length).reverse();
const zeros = (length: number): number[] => new Array(length).fill(0);
const ascii = (value: string): number[] => [...value].map((letter) => letter.charCodeAt(0));
const padTo = (bytes: number[], multiple: number): number[] => [
  ...bytes,
  ...zeros((multiple - (bytes.length % multiple)) % multiple),
];

interface Sample {
  readonly bytes: number[];
  readonly format: string;
  /** Link type of each packet. */
  readonly links: readonly number[];
  readonly dropped?: number;
  readonly notes?: readonly string[];
  /** Bytes before each packet that Wireshark counts as the packet's. */
  readonly counted?: readonly number[];
}

function erf(type: number, content: number[], wire: number, loss = 0, extension: number[] = []) {
  const body = padTo([...extension, ...content], 8);
  return [
    ...[...le(0x8000_0000, 4), ...le(SECONDS, 4), extension.length > 0 ? type | 0x80 : type, 4],
    ...[...be(16 + body.length, 2), ...be(loss, 2), ...be(wire, 2), ...body],
  ];
}
const erfFrame = [0, 0, ...FRAME, ...FCS];
const erfWire = FRAME.length + FCS.length;

/** A time in nanoseconds: SECONDS and 123,456,775 of them. */
const nstraceTime = (() => {
  const value = BigInt(SECONDS) * 1_000_000_000n + 123_456_775n;
  return Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
})();
const nstraceSignature = (version: string) => [
  ...[1, 34, 1, ...ascii(`Net${version} Performance Data`), 0],
];
const longLength = (length: number) => [0x80 | (length & 0x7f), length >> 7];
/** A record of nstrace: its type, what stands between the time and the packet, and the packet. */
const nstrace = (type: number, more: number[], packet: number[]) => [
  ...[type, ...longLength(12 + more.length + packet.length), 1, ...nstraceTime],
  ...[...more, ...packet],
];
/** Of version 3.5: the length of its header, and the one on the wire. */
const nstrace35 = (type: number, header: number, wire: number, packet: number[]) =>
  nstrace(
    type,
    [
      ...[...zeros(8), ...le(wire, 2), ...zeros(4), ...le(header, 2), ...zeros(7)],
      ...zeros(header - 35),
    ],
    packet,
  );
/** Of the first version: lengths of two bytes each; a packet is 2^30 times its unit plus its number later. */
const firstNstrace = (type: number, ...body: number[]) => [
  ...[...le(type, 2), ...le(4 + body.length, 2), ...body],
];
const firstNstraceSignature = firstNstrace(
  0x0101,
  ...[1, 0, 0, 0, ...ascii('NetScaler Performance Data'), ...zeros(30)],
);
const MILLISECONDS = 0x4000_0000;
const MICROSECONDS = 0x8000_0000;
const NANOSECONDS = 0xc000_0000;
/** Before there was a time of its own: seconds, or a number of one of the units. */
const relativeNstrace = (type: number, time: number, more: number[] = []) => [
  ...[type, ...longLength(8 + more.length + FRAME.length), 1, ...le(time, 4), ...more, ...FRAME],
];
const btsnoop = (packet: number[]) => [
  ...[...be(packet.length, 4), ...be(packet.length, 4), 0, 0, 0, 1, 0, 0, 0, 3],
  ...[...be(0x00dc_ddb3 + Math.floor((SECONDS * 1e6 + 0x0f2f_8000) / 2 ** 32), 4)],
  ...[...be((SECONDS * 1e6 + 0x0f2f_8000) % 2 ** 32, 4), ...packet],
];

const iptrace = (isSecond: boolean, type: number, packet: number[]) => [
  ...[...be((isSecond ? 32 : 22) + packet.length, 4), ...be(SECONDS, 4), 0, 0, 0, 1],
  ...[...ascii('en\0\0'), ...zeros(12), type, 0],
  ...(isSecond ? [0, 0, ...be(SECONDS, 4), ...be(500, 4)] : []),
  ...packet,
];

/** 2024-08-27 03:07:43. */
const DATE = [...le(2024, 2), 8, 27, 3, 7, 43];
const ncfx = (medium: number, packet: number[]) => [
  ...[...le(20 + packet.length, 4), ...DATE, ...le(250_000, 4), medium, 0, 0, 0, 0, ...packet],
];
const WLAN = [8, 1, 0, 0, ...MACS, 2, 0, 0, 0, 0, 3, 0, 0, 0xaa, 0xaa, 3, 0, 0, 0, 8, 0, ...IP];

/** FILETIME of SECONDS: tenths of microseconds since 1601. */
const fileTime = (): number[] => {
  const value = (BigInt(SECONDS) + 11_644_473_600n) * 10_000_000n + 5n;
  return [...le(Number(value & 0xffff_ffffn), 4), ...le(Number(value >> 32n), 4)];
};
function netmon(minor: number): number[] {
  const trailer = (network: number) =>
    [[], le(network, 2), [...le(network, 2), ...zeros(4)]][Math.min(minor, 2)].concat(
      minor >= 3 ? [...fileTime(), 0] : [],
    );
  const record = (network: number, packet: number[]) => [
    ...[...le(1000, 8), ...le(packet.length, 4), ...le(packet.length, 4), ...packet],
    ...trailer(network),
  ];
  const records = [
    ...[record(1, FRAME), record(0xfffd, [1, 2, 3]), record(0xe065, IP), record(1, FRAME)],
  ];
  const offsets: number[] = [];
  const body: number[] = [];
  for (const [index, bytes] of records.entries()) {
    // A hole, as files of Network Monitor 3 have them.
    if (index === 3) body.push(...zeros(24));
    offsets.push(128 + body.length);
    body.push(...bytes);
  }
  const header = [
    ...[...ascii('GMBU'), minor, 2, ...le(1, 2)],
    ...[2024, 8, 2, 27, 3, 7, 43, 0].flatMap((value) => le(value, 2)),
    ...[...le(128 + body.length, 4), ...le(4 * offsets.length, 4)],
  ];
  return [...padTo(header, 128), ...body, ...offsets.flatMap((offset) => le(offset, 4))];
}

const nettl = (subsystem: number, content: number[], kind = 0x2000_0000) => [
  ...[...be(68, 2), ...be(subsystem, 2), ...zeros(8), ...be(kind, 4), ...zeros(16)],
  ...[...be(content.length, 4), ...be(content.length, 4), ...be(SECONDS, 4), ...be(7, 4)],
  ...[...zeros(16), ...zeros(4), ...content],
];
const nettlHeader = [
  ...[0x54, 0x52, 0, 0x64, ...zeros(7), 0x80, ...zeros(76), ...zeros(9), ...ascii('B.11.11\0\0')],
];

const observer = (type: number, packet: number[]) => [
  ...[...le(0x8888_8888, 4), ...zeros(4), ...le(packet.length, 2), ...le(packet.length + 4, 2)],
  ...[...le(48, 2), ...le(48 + packet.length, 2), 0, 0, 0, type, ...zeros(4), ...zeros(16)],
  ...[...le(777_000_000_500_000, 8), ...packet],
];

const snoop = (packet: number[], drops: number, padding: number) => [
  ...[...be(packet.length, 4), ...be(packet.length, 4), ...be(24 + packet.length + padding, 4)],
  ...[...be(drops, 4), ...be(SECONDS, 4), ...be(1, 4), ...packet, ...zeros(padding)],
];

/** NetXRay's first: one length, milliseconds. */
const netxray = (start: number, end: number) => {
  const header = [...ascii('VL\0\0'), ...zeros(8), ...le(SECONDS, 4), ...le(2, 4), ...zeros(4)];
  return padTo([...header, ...le(start, 4), ...le(end, 4)], 128);
};
const oldRecord = [...le(1500, 8), ...le(FRAME.length, 2), ...zeros(6), ...FRAME];

const visual = (status: number) => [
  ...[...le(20, 4), ...le(FRAME.length + 4, 2), ...le(FRAME.length, 2), ...le(status, 4)],
  ...[2, 0, ...zeros(6), ...FRAME],
];

const SAMPLES: Record<string, Sample> = {
  'ERF with an extension, padding and loss': {
    bytes: [
      ...erf(2, erfFrame, erfWire, 3),
      ...erf(48, [], 0),
      ...erf(2, erfFrame, erfWire, 2, [5, ...zeros(7)]),
      ...erf(11, erfFrame, erfWire, 99),
      ...erf(22, IP, IP.length),
      ...erf(21, [1, 2, 3, 4], 4),
    ],
    format: 'erf',
    links: [1, 1, 1, 101, 0xffff],
    dropped: 5,
  },
  'iptrace 1.0': {
    bytes: [...ascii('iptrace 1.0'), ...iptrace(false, 6, FRAME), ...iptrace(false, 24, IP)],
    format: 'iptrace',
    links: [1, 101],
  },
  'iptrace 2.0': {
    bytes: [...ascii('iptrace 2.0'), ...iptrace(true, 6, FRAME), ...iptrace(true, 24, IP)],
    format: 'iptrace',
    links: [1, 101],
  },
  'CommView NCFX': {
    bytes: [...ncfx(0, FRAME), ...ncfx(1, [...le(20, 2), ...zeros(18), ...WLAN])],
    format: 'commview',
    links: [1, 105],
    notes: ['local-times'],
  },
  'Network Monitor 2.1': {
    ...{ bytes: netmon(1), format: 'netmon2', links: [1, 101, 1], notes: ['local-times'] },
  },
  'Network Monitor 2.2': {
    ...{ bytes: netmon(2), format: 'netmon2', links: [1, 101, 1], notes: ['local-times'] },
  },
  'Network Monitor 2.3, times in UTC': {
    ...{ bytes: netmon(3), format: 'netmon2', links: [1, 101, 1], notes: [] },
  },
  'nettl: a driver, the loopback, a log': {
    bytes: [
      ...padTo(nettlHeader, 128),
      ...nettl(11, [
        ...zeros(4),
        ...be(FRAME.length, 2),
        ...be(FRAME.length, 2),
        ...zeros(16),
        ...FRAME,
      ]),
      ...nettl(2, [...zeros(26), ...IP]),
      ...nettl(9, IP),
    ],
    format: 'nettl',
    links: [1, 101, 101],
  },
  'Observer, with an expert packet': {
    bytes: [
      ...[...ascii('ObserverPktBufferVersion=15.00\0'), 0, ...le(44, 2), 0, 1],
      ...[...le(4, 2), ...le(8, 2), ...le(1, 4)],
      ...[...observer(0, FRAME), ...observer(1, [1, 2, 3]), ...observer(0, FRAME), ...zeros(60)],
    ],
    format: 'observer',
    links: [1, 1],
    notes: [],
  },
  'snoop with losses': {
    bytes: [
      ...ascii('snoop\0\0\0'),
      ...be(2, 4),
      ...be(4, 4),
      ...snoop(FRAME, 3, 2),
      ...snoop(FRAME, 7, 2),
    ],
    format: 'snoop',
    links: [1, 1],
    dropped: 7,
  },
  'Surveyor, which counts the checksum': {
    bytes: [
      ...[...ascii('snoop\0\0\0'), ...be(2, 4), ...be(10, 4)],
      ...snoop([...FRAME, ...FCS], 0, 18),
      ...snoop([...FRAME, ...FCS], 0, 18),
    ],
    format: 'snoop',
    links: [1, 1],
  },
  'nstrace 3.5, of which a page is filled with zeros': {
    bytes: [
      ...[...nstraceSignature('scaler V35'), ...nstrace35(0xac, 35, FRAME.length, FRAME)],
      ...[...nstrace35(0xae, 40, 9000, FRAME), ...zeros(16_384 - 34 - 35 - 40 - 2 * FRAME.length)],
      ...nstrace35(0xaf, 35, FRAME.length, FRAME),
    ],
    format: 'nstrace',
    links: [1, 1, 1],
    counted: [35, 40, 35],
  },
  'nstrace 1.0, with times of every unit': {
    bytes: [
      ...firstNstraceSignature,
      ...firstNstrace(0x0107, ...le(70_000, 4), ...le(SECONDS, 4)),
      ...firstNstrace(0x0310, ...le(1, 4), ...le(2, 4), ...FRAME),
      ...firstNstrace(0x0205, 1, 2, 3, 4, 5, 6, 7, 8),
      ...firstNstrace(0x0311, ...le(1, 4), ...le(MILLISECONDS + 1999, 4), ...FRAME),
      ...[...firstNstrace(0x0108, ...le(70_600, 4), ...zeros(4)), ...zeros(8192 - 208)],
      ...firstNstrace(0x0108, ...le(1_500, 4), ...zeros(4)),
      ...firstNstrace(
        0x0316,
        ...zeros(4),
        ...le(MICROSECONDS + 123_456, 4),
        ...le(900, 4),
        ...FRAME,
      ),
      ...firstNstrace(0x0312, ...zeros(4), ...le(NANOSECONDS + 999_999_999, 4), ...FRAME),
      ...firstNstrace(0x0107, ...zeros(4), ...le(SECONDS + 9, 4)),
      ...firstNstrace(0x0312, ...zeros(4), ...le(NANOSECONDS + 1, 4), ...FRAME),
    ],
    format: 'nstrace',
    links: [1, 1, 1, 1, 1],
    counted: [12, 12, 16, 12, 12],
  },
  'nstrace 2.0, before each packet had a time of its own': {
    bytes: [
      ...[...nstraceSignature('Scaler V20'), 7, 8, 0, 0, ...le(SECONDS, 4)],
      ...relativeNstrace(0xc2, MILLISECONDS + 1_500),
      ...relativeNstrace(0xc4, MICROSECONDS + 7, le(900, 4)),
      ...[...relativeNstrace(0xd1, NANOSECONDS + 5, zeros(8)), 8, 8, ...le(2_100, 2), ...zeros(4)],
      ...[...relativeNstrace(0xd6, 1, [...le(900, 4), ...zeros(8)]), ...zeros(4096 - 274)],
      ...relativeNstrace(0xe0, MICROSECONDS + 1_500_000, zeros(10)),
      ...[...relativeNstrace(0xe5, 0, [...le(42, 4), ...zeros(10)]), ...zeros(4096 - 124)],
      ...relativeNstrace(0xc0, 1),
    ],
    format: 'nstrace',
    links: [1, 1, 1, 1, 1, 1, 1],
    counted: [8, 12, 16, 20, 18, 22, 8],
  },
  'nstrace 2.0, with names': {
    bytes: [
      ...[...nstraceSignature('Scaler V20'), 7, 8, 0, 0, ...le(SECONDS, 4)],
      ...nstrace(0xf0, zeros(12), FRAME),
      ...nstrace(0xb2, [...zeros(17), 3, 2, ...ascii('onetw')], FRAME),
      ...nstrace(0xa4, [...le(900, 2), 0, 0, ...zeros(36)], FRAME),
    ],
    format: 'nstrace',
    links: [1, 1, 1],
    counted: [24, 36, 52],
  },
  'btsnoop, which carries no IP': {
    bytes: [...ascii('btsnoop\0'), ...be(1, 4), ...be(1002, 4), ...btsnoop([4, 0x0e, 1, 0])],
    format: 'btsnoop',
    links: [187],
    dropped: 3,
  },
  'NetXRay, the first': {
    bytes: [...netxray(128, 128 + 2 * oldRecord.length), ...oldRecord, ...oldRecord, 9, 9, 9],
    format: 'netxray',
    links: [1, 1],
  },
  'Visual Networks, after a loss': {
    bytes: [
      ...[5, ...ascii('VNF'), ...le(2, 4), ...le(SECONDS, 4), ...le(6, 2), ...le(0xffff, 2)],
      ...[...le(1, 2), ...le(1, 2), ...zeros(172), ...visual(0), ...visual(8), ...le(192, 4)],
      ...le(254, 4),
    ],
    format: 'visual',
    links: [1, 1],
    dropped: 1,
  },
};

const folder = mkdtempSync(join(tmpdir(), 'formats-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function readOrRefuse(bytes: Uint8Array, chunk?: number): Promise<ReadCapture | InputError> {
  try {
    return await readAll(bytes, chunk);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

describe.each(Object.entries(SAMPLES))('%s', (name, { bytes: list, format, links, ...told }) => {
  const bytes = Uint8Array.from(list);

  test('its packets', async () => {
    const { reader, packets, problems } = await readAll(bytes);
    expect([reader.format, problems]).toEqual([format, []]);
    expect(packets.map(({ linkType }) => linkType)).toEqual(links);
    for (const packet of packets.filter(({ linkType }) => linkType === 1)) {
      expect([...packet.bytes]).toEqual(FRAME);
    }
    if (told.dropped !== undefined) {
      const lost = reader.interfaces.reduce((sum, { dropped }) => sum + (dropped ?? 0), 0);
      expect(lost).toBe(told.dropped);
    }
    if (told.notes !== undefined) expect(reader.notes.map(({ code }) => code)).toEqual(told.notes);
  });

  test.skipIf(!installed('tshark'))('as tshark reads it', async () => {
    const file = join(folder, name.replace(/\W+/g, '-'));
    writeFileSync(file, bytes);
    const fields = ['frame.number', 'frame.time_epoch', 'frame.len'].flatMap((f) => ['-e', f]);
    const printed = run('tshark', ['-n', '-r', file, '-T', 'fields', ...fields]).toString();
    const { packets } = await readAll(bytes);
    const rows = packets.map((packet, index) =>
      [
        packet.frameNumber,
        `${packet.seconds}.${String(packet.nanoseconds).padStart(9, '0')}`,
        packet.originalLength + packet.fcsLength + (told.counted?.[index] ?? 0),
      ].join('\t'),
    );
    expect(rows).toEqual(printed.trimEnd().split('\n'));
  });

  test('cut after any byte, in chunks of any length: what was read stays', async () => {
    const whole = await readAll(bytes);
    expect((await readAll(bytes, 7)).packets).toEqual(whole.packets);
    const step = Math.max(3, Math.ceil(bytes.length / 500));
    for (let length = 0; length < bytes.length; length += step) {
      const read = await readOrRefuse(bytes.subarray(0, length));
      if (read instanceof InputError) continue;
      expect(read.packets).toEqual(whole.packets.slice(0, read.packets.length));
    }
  });

  test('changed bytes: nothing is thrown', async () => {
    const random = seeded(5);
    for (let round = 0; round < 40; round++) {
      const mutated = Uint8Array.from(bytes);
      for (let change = random() % 4; change >= 0; change--) {
        mutated[random() % mutated.length] = random() % 3 === 0 ? 0xff : random() & 0xff;
      }
      const read = await readOrRefuse(mutated);
      if (read instanceof InputError) continue;
      for (const packet of read.packets) {
        expect(packet.bytes.length).toBeLessThanOrEqual(mutated.length);
        expect(Number.isSafeInteger(packet.seconds)).toBe(true);
      }
    }
  });
});

describe('what is not read is named, with what to do', () => {
  test('a Sniffer file that goes round', async () => {
    const error = await readOrRefuse(Uint8Array.from([...netxray(400, 200), ...zeros(400)]));
    expect(inWords(error as InputError).message).toContain('wrote over its own beginning');
  });

  test('a version that nobody knows', async () => {
    const bytes = Uint8Array.from([...ascii('snoop\0\0\0'), ...be(9, 4), ...be(4, 4)]);
    expect((await readOrRefuse(bytes)) as InputError).toMatchObject({ code: 'damaged-header' });
  });
});

const EARLY_NSTRACE = Uint8Array.from([
  ...[...firstNstraceSignature, ...firstNstrace(0x0312, ...zeros(8), ...FRAME)],
  ...firstNstrace(0x0107, ...zeros(4), ...le(SECONDS, 4)),
  ...firstNstrace(0x0312, ...zeros(4), ...le(1, 4), ...FRAME),
]);

describe('nstrace whose times count from packet to packet', () => {
  test('what stands before the first second has none, and is passed over', async () => {
    const { packets } = await readAll(EARLY_NSTRACE);
    expect(packets.map(({ frameNumber, seconds }) => [frameNumber, seconds])).toEqual([
      [1, SECONDS + 1],
    ]);
  });

  test.skipIf(!installed('tshark'))('which tshark does, too', () => {
    const file = join(folder, 'early-nstrace');
    writeFileSync(file, EARLY_NSTRACE);
    const fields = ['-T', 'fields', '-e', 'frame.number', '-e', 'frame.time_epoch'];
    const printed = run('tshark', ['-n', '-r', file, ...fields]).toString();
    expect(printed.trim().split('\t')).toEqual(['1', `${SECONDS + 1}.000000000`]);
  });

  test.each([
    ['too short for its header', firstNstrace(0x0312, 1, 2, 3, 4), 'its length is too small'],
    ['of length 0', [0x12, 3, 0, 0], 'its length is too small'],
    ['longer than its page', [0x12, 3, 0xff, 0xff], 'it reaches past its page'],
  ])('a record %s is skipped, and said; times go on behind it', async (_name, bad, why) => {
    const good = firstNstrace(0x0312, ...zeros(4), ...le(1, 4), ...FRAME);
    const { packets, problems } = await readAll(
      Uint8Array.from([
        ...[...firstNstraceSignature, ...firstNstrace(0x0107, ...zeros(4), ...le(SECONDS, 4))],
        ...[...good, ...bad, ...good, ...good, ...good, ...good, ...good],
      ]),
    );
    expect(problems.map(({ sentence }) => said(sentence)).join()).toContain(why);
    expect(packets.map(({ seconds }) => seconds - SECONDS)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

test('behind damage the next certain record is found, in linear time', async () => {
  const record = snoop(FRAME, 0, 2);
  const header = [...ascii('snoop\0\0\0'), ...be(2, 4), ...be(4, 4)];
  const noise = 1_000_000;
  const bytes = new Uint8Array(header.length + 20 * record.length + noise);
  bytes.set(header);
  const random = seeded(3);
  for (let i = 0; i < 20; i++) {
    bytes.set(record, header.length + i * record.length + (i < 10 ? 0 : noise));
  }
  const from = header.length + 10 * record.length;
  for (let i = 0; i < noise; i++) bytes[from + i] = 0x80 | (random() & 0x7f);
  const begun = performance.now();
  const { packets, problems } = await readAll(bytes);
  expect(packets).toHaveLength(20);
  expect(problems.map(({ code, offset }) => [code, offset])).toEqual([['skipped-damage', from]]);
  expect(performance.now() - begun).toBeLessThan(5_000);
});
