import { describe, expect, test } from 'vitest';
import { diagnose, openCapture } from '../../../src/index.ts';
import { readLog } from './support.ts';

const NETFILTER =
  'Jul  1 12:00:39 gate kernel: DROP IN=eth0 OUT= SRC=192.0.2.2 DST=198.51.100.1 LEN=60 TTL=63 ID=48678 PROTO=TCP SPT=33762 DPT=7638 WINDOW=64240 RES=0x00 SYN URGP=0';
const LINES = [
  NETFILTER,
  'filterlog 6,,,02f4,enc0,match,block,in,4,0xa0,,63,33476,0,+,6,tcp,1396,192.0.2.32,198.51.100.17,50087,5060,1344,PA,1:2,3,4,,nop',
  '2 123456789010 eni-0123456789abcdef0 192.0.2.139 198.51.100.21 20641 3389 6 20 4249 1418530010 1418530070 REJECT OK',
  'id=20085 trace_id=4 func=print_pkt_detail line=5 msg="vd-root:0 received a packet(proto=6, 192.0.2.10:51422->198.51.100.8:443) from port5. flag [S], seq 7"',
  '{"flow":{"time":"2023-08-21T12:12:18.5Z","verdict":"DROPPED","IP":{"source":"192.0.2.60","destination":"198.51.100.5"},"l4":{"TCP":{"source_port":44916,"destination_port":80,"flags":{"SYN":true}}},"is_reply":false}}',
];

/** Numbers that look random, the same in each run. */
function* noise(): Generator<number> {
  for (let state = 0x2545f491; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    yield state >>> 8;
  }
}

describe('hostile logs', () => {
  test.each(LINES)('mutated lines are read or named, and nothing else: %s', async (line) => {
    const random = noise();
    const next = (below: number) => (random.next().value as number) % below;
    const mutated = Array.from({ length: 400 }, () => {
      const letters = [...line];
      for (let changes = 1 + next(4); changes > 0; changes--) {
        const at = next(letters.length);
        const kind = next(4);
        if (kind === 0) letters.splice(at, 1 + next(20));
        else if (kind === 1) letters.splice(at, 0, String.fromCharCode(next(0x250)));
        else if (kind === 2) letters[at] = '"[{=,: \0\u001b'[next(9)];
        else letters.splice(at, 0, ...letters.slice(0, next(letters.length)));
      }
      return letters.join('').replaceAll('\n', ' ');
    });
    const { statements } = await readLog(`${line}\n${mutated.join('\n')}\n`);
    for (const { source, destination, sourcePort, destinationPort, protocol } of statements) {
      expect(source).not.toBeNull();
      expect(destination).not.toBeNull();
      for (const port of [sourcePort, destinationPort]) expect(port).toBeLessThanOrEqual(0xffff);
      expect(protocol).toBeLessThanOrEqual(255);
    }
  });

  test('a line without an end costs its length once', async () => {
    const bytes = new Uint8Array(24_000_000).fill(0x41);
    bytes.set(new TextEncoder().encode(`${NETFILTER}\n${NETFILTER} `));
    const begin = performance.now();
    const { statements } = await readLog(bytes);
    expect(statements).toHaveLength(2);
    expect(performance.now() - begin).toBeLessThan(5_000);
  });

  test('patterns are linear in what a line repeats', async () => {
    const parts = [
      'IN= OUT= ',
      'Jul  1 ',
      'filterlog 1,',
      '(proto=6, ',
      '"verdict": ',
      '=',
      ',',
      '[',
      ' ',
    ];
    const begin = performance.now();
    for (const part of parts) {
      await readLog(`${NETFILTER}\n${part.repeat(60_000 / part.length)}\n`);
      await readLog(`${part.repeat(60_000 / part.length)}\n${NETFILTER}\n`).catch(() => null);
    }
    expect(performance.now() - begin).toBeLessThan(5_000);
  });

  test('what a device is called is told without its control characters', async () => {
    const line = NETFILTER.replace('DROP', 'DROP\u001b[31m\u202e<b>').replace('gate', 'ga\u0007te');
    const capture = await openCapture(new TextEncoder().encode(`${line}\n`));
    const { endpoints, findings } = await diagnose(capture);
    const told = [endpoints[0].evidence[0].text, ...findings[0].remedy].join();
    expect(told).toMatch(/DROP/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(told).not.toMatch(/[\u0000-\u001f\u202e]/);
  });
});

// What every object inherits: a table that is asked for it must not answer.
test.each(['constructor', '__proto__', 'toString'])('%s is no word of any table', async (word) => {
  const logs = [
    `date=2022-07-01 time=12:00:39 type="traffic" srcip=192.0.2.1 dstip=192.0.2.2 proto=${word} action="${word}"\n`,
    `{"macAddress":"1","properties":{"flows":[{"rule":"r","flows":[{"flowTuples":["1,192.0.2.1,192.0.2.2,1,2,${word},O,${word}"]}]}]}}\n`,
    `The Windows Filtering Platform has blocked a packet.\nSource Address: 192.0.2.1\nDestination Address: 192.0.2.2\n${word}: 2022-07-01T12:00:00Z\nConstructor: 2022-07-01T12:00:00Z\nProtocol: ${word}\n`,
  ];
  for (const log of logs) {
    const { statements } = await readLog(log);
    expect(statements).toHaveLength(1);
    expect(statements[0].protocol).toBe(-1);
    expect(['unknown', 'dropped']).toContain(statements[0].action);
  }
});
