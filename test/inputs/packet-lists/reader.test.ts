import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/capture/errors.ts';
import { compileDisplayFilter, diagnose, openCapture, type Report } from '../../../src/index.ts';
import { webRejectRows } from '../../../support/secure-access-tables.ts';

const HEADING = 'No.\tTime\tSource\tDestination\tProtocol\tLength\tDestination Port\tInfo';
const TABLE = `${[HEADING, ...webRejectRows].join('\n')}\n`;

function reportOf(list: string | Uint8Array, filter?: string): Promise<Report> {
  const bytes = typeof list === 'string' ? new TextEncoder().encode(list) : list;
  return openCapture(bytes).then((capture) =>
    diagnose(capture, filter === undefined ? {} : { displayFilter: compileDisplayFilter(filter) }),
  );
}

const codes = ({ capture }: Report) => capture.quality.map(({ code }) => code);

describe('a list as a capture', () => {
  test('has numbers, times and lengths of its rows, and says that it is a list', async () => {
    const { capture } = await reportOf(TABLE);
    expect(capture).toMatchObject({
      format: 'text',
      packets: 14,
      bytes: Buffer.byteLength(TABLE),
      firstTime: '2024-08-27T06:41:19.812444Z',
      interfaces: [{ linkType: 'RAW', snapLength: 0, packets: 14, dropped: null }],
      problems: [],
    });
    const note = capture.quality.find(({ code }) => code === 'exported');
    expect(note?.text).toMatch(/time to live, MAC addresses/);
    expect(note?.text).toMatch(/Send the capture itself/);
  });

  test('with the bytes of every packet lacks none', async () => {
    const packet = {
      layers: {
        frame_raw: ['4500001c00010000403aaaaac0000201c0000202', 0, 20, 0, 1],
        frame: { 'frame.encap_type': '7', 'frame.number': '1', 'frame.time_epoch': '1.5' },
      },
    };
    const report = await reportOf(JSON.stringify([{ _source: packet }]));
    expect(codes(report)).toContain('exported-packets');
    expect(codes(report)).not.toContain('exported');
  });

  test.each([
    [100, 'medium'],
    [1, 'high'],
  ])('silence, numbers from %i on: %s', async (first, confidence) => {
    const rows = Array.from({ length: 60 }, (_, index) => {
      const again = index % 6 === 0 ? '' : '[TCP Retransmission] ';
      const port = 50_000 + Math.floor(index / 6);
      return `${index + first}\t${index}.5\t192.0.2.10\t203.0.113.5\tTCP\t66\t\t${again}${port} → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460`;
    });
    const answers = [
      '61.0\t192.0.2.10\t203.0.113.9\tTCP\t66\t\t51000 → 443 [SYN] Seq=0 Win=64240 Len=0',
      '61.1\t203.0.113.9\t192.0.2.10\tTCP\t66\t\t443 → 51000 [SYN, ACK] Seq=0 Ack=1 Win=64240 Len=0',
      '62.0\t192.0.2.10\t203.0.113.5\tTCP\t66\t\t51001 → 80 [SYN] Seq=0 Win=64240 Len=0',
      '62.1\t203.0.113.5\t192.0.2.10\tTCP\t66\t\t80 → 51001 [SYN, ACK] Seq=0 Ack=1 Win=64240 Len=0',
      '90.0\t203.0.113.9\t192.0.2.10\tTCP\t66\t\t443 → 51000 [ACK] Seq=1 Ack=1 Win=64240 Len=0',
    ].map((row, index) => `${60 + index + first}\t${row}`);
    const { endpoints } = await reportOf([HEADING, ...rows, ...answers].join('\n'));
    const silent = endpoints.find(({ server, port }) => server === '203.0.113.5' && port === 443);
    expect(silent).toMatchObject({ verdict: 'drop', attempts: 10, retransmissions: 50 });
    // However often it shows: only where the list has every packet it is as in a capture.
    expect(silent?.confidence).toBe(confidence);
    const evidence = silent?.evidence.map(({ code }) => code) ?? [];
    expect(evidence.includes('capture-exported')).toBe(confidence === 'medium');
  });

  test('that was filtered to one server says nothing of the others', async () => {
    const { endpoints } = await reportOf(TABLE);
    const evidence = endpoints.flatMap((endpoint) => endpoint.evidence.map(({ code }) => code));
    expect(evidence).not.toContain('nothing-answers');
    expect(evidence).not.toContain('reset-ttl-initial');
    expect(evidence).toContain('reset-repeats-syn');
  });
});

describe('rows in another order', () => {
  const reversed = [HEADING, ...webRejectRows.toReversed()].join('\n');
  const byInfo = [
    HEADING,
    ...webRejectRows.toSorted((one, other) => (one.split('\t')[7] < other.split('\t')[7] ? -1 : 1)),
  ].join('\n');

  test.each([
    ['descending', reversed],
    ['by column Info', byInfo],
  ])('%s: the verdict is the same, and the report says so', async (_, list) => {
    const truth = await reportOf(TABLE);
    const report = await reportOf(list);
    expect(report.endpoints).toEqual(truth.endpoints);
    expect(report.capture.firstTime).toBe(truth.capture.firstTime);
    expect(codes(report)).toContain('sorted');
    expect(codes(report)).not.toContain('rows-unordered');
    expect(codes(truth)).not.toContain('sorted');
  });

  test('two lists with the same numbers go by their times', async () => {
    const later = webRejectRows.map((row) => row.replace('06:41:', '07:41:'));
    const report = await reportOf([HEADING, ...later, ...webRejectRows].join('\n'));
    expect(report.endpoints[0]).toMatchObject({ attempts: 16, refused: 12 });
  });
});

describe('filters on a list', () => {
  // No endpoint has a packet in scope where no packet has the field.
  test.each([
    ['ip.ttl >= 0', 0],
    ['ip.ttl', 0],
    ['!ip.ttl', 1],
    ['ip.id', 0],
    ['ip.checksum == 0', 0],
    ['tcp.seq_raw', 0],
    ['eth.addr', 0],
    ['tcp.window_size_value == 64240', 1],
    ['ip.addr == 18.135.112.200 and tcp.port == 443', 1],
    ['tcp.flags.reset == 1 and tcp.seq == 1', 1],
    ['tcp.options.mss_val == 1460', 1],
    ['frame.number == 7291', 1],
    ['frame.number == 7', 0],
  ])('%s', async (filter, endpoints) => {
    expect((await reportOf(TABLE, filter)).endpoints).toHaveLength(endpoints);
  });
});

describe('rows that are not understood', () => {
  test('are named with their line, and nothing else is lost', async () => {
    const lines = TABLE.split('\n');
    lines.splice(3, 0, 'what is this');
    const { capture, endpoints } = await reportOf(lines.join('\n'));
    expect(capture.packets).toBe(14);
    expect(endpoints[0].refused).toBe(6);
    expect(capture.problems).toHaveLength(1);
    expect(capture.problems[0]).toMatchObject({
      code: 'bad-value',
      offset: Buffer.byteLength(`${lines.slice(0, 3).join('\n')}\n`),
    });
    expect(capture.problems[0].text).toMatch(/^line 4 was not understood: /);
    expect(capture.quality).toContainEqual({
      code: 'rows-not-understood',
      text: '1 row was not understood and left out.',
    });
  });

  test('are counted where there are many', async () => {
    const rubbish = Array.from({ length: 500 }, () => 'what is this').join('\n');
    const { capture } = await reportOf(`${TABLE}${rubbish}\n`);
    expect(capture.problems).toHaveLength(6);
    expect(capture.problems[5].text).toMatch(/^500 of 514 rows were not understood/);
  });
});

describe('encodings', () => {
  const utf16 = (order: 'le' | 'be') => {
    const bytes = Buffer.from(`\ufeff${TABLE}`, 'utf16le');
    return new Uint8Array(order === 'le' ? bytes : bytes.swap16());
  };
  test.each([
    ['UTF-8 with a byte order mark', new TextEncoder().encode(`\ufeff${TABLE}`)],
    ['UTF-16, little-endian', utf16('le')],
    ['UTF-16, big-endian', utf16('be')],
    ['UTF-16 cut in the middle of a character', utf16('le').slice(0, -1)],
  ])('%s', async (_, bytes) => {
    const { capture, endpoints } = await reportOf(bytes);
    expect([capture.packets, endpoints[0].refused]).toEqual([14, 6]);
  });
});

describe('what is no such list', () => {
  test.each([
    ['prose', 'Dear colleagues,\n\nplease find the capture attached.\n', 'unknown-format'],
    ['other JSON', '[{"name": "x"}, {"name": "y"}]', 'foreign-format'],
    ['UTF-16 prose', Buffer.from('\ufeffDear colleagues', 'utf16le'), 'unknown-format'],
    [
      'noise',
      Uint8Array.from({ length: 300 }, (_, index) => (index * 197) & 255),
      'unknown-format',
    ],
  ])('%s is refused, with what is expected', async (_, list, code) => {
    const bytes = typeof list === 'string' ? new TextEncoder().encode(list) : new Uint8Array(list);
    const error = await openCapture(bytes).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(/packet list/) });
  });
});
