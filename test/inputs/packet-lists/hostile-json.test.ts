import { describe, expect, test } from 'vitest';
import { diagnose, openCapture, type Report } from '../../../src/index.ts';
import { MAXIMUM_OBJECT } from '../../../src/inputs/packet-lists/formats/json-scanner.ts';
import { readList } from './read-list.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const report = async (list: string | Uint8Array): Promise<Report> =>
  diagnose(await openCapture(typeof list === 'string' ? encode(list) : list));

const FRAME = '"frame":{"frame.number":"1","frame.time_epoch":"1.5","frame.len":"60"}';
const BEGINNING = `[{"_source":{"layers":{${FRAME},`;
const GOOD = `{"_source":{"layers":{"frame":{"frame.number":"9","frame.time_epoch":"2.5"}}}}]`;
const withLayers = (layers: string) => `${BEGINNING}${layers}}}},${GOOD}`;

describe('an export that breaks off', () => {
  test.each([
    ['between fields', BEGINNING],
    ['in a string', `${BEGINNING}"ip":{"ip.src":"192.0.2.`],
    ['behind a backslash', `${BEGINNING}"ip":{"ip.src":"192\\`],
    ['in a million brackets', `${BEGINNING}"x":${'['.repeat(1_000_000)}`],
    ['in a string longer than is kept', `${BEGINNING}"x":"${'a'.repeat(MAXIMUM_OBJECT + 10)}`],
  ])('%s', async (_, list) => {
    const { capture } = await report(list);
    expect(capture.packets).toBe(0);
    expect(capture.problems.map(({ code }) => code)).toEqual(['truncated']);
  });

  test('behind a whole packet: that is kept', async () => {
    const { capture } = await report(`${BEGINNING}"ip":{}}}},${BEGINNING.slice(1)}`);
    expect(capture.packets).toBe(1);
    expect(capture.problems).toMatchObject([{ code: 'truncated' }]);
  });
});

describe('a packet that cannot be read is named, and the next one is read', () => {
  test.each([
    ['nested too deep', `"x":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`, /nested too deep/],
    ['objects nested too deep', `"x":${'{"a":'.repeat(500)}1${'}'.repeat(500)}`, /nested too deep/],
    ['too long', `"x":"${'a'.repeat(MAXIMUM_OBJECT)}"`, /longer than 4194304 bytes/],
    ['no JSON', '"ip":{"ip.src":nothing}', /no JSON/],
    ['a NUL', '"ip":\0{}', /no JSON/],
    ['brackets that do not match', '"x":[{]}', /no JSON/],
  ])('%s', async (_, layers, reason) => {
    const { capture } = await report(withLayers(layers));
    expect(capture.packets).toBe(1);
    expect(capture.problems).toHaveLength(1);
    expect(capture.problems[0]).toMatchObject({ code: 'bad-value', offset: 1 });
    expect(capture.problems[0].text).toMatch(/^line 1 was not understood: /);
    expect(capture.problems[0].text).toMatch(reason);
  });

  test('what stands between packets and is none', () => {
    const { packets, refused } = readList(`[${GOOD.slice(0, -1)}, rubbish, "x", 5,\n${GOOD}`);
    expect(packets).toHaveLength(2);
    expect(refused).toEqual(['1: not the text of a packet']);
  });
});

describe('values that cannot be', () => {
  function facts(layers: string) {
    const { packets, refused } = readList(withLayers(layers));
    expect(refused).toEqual([]);
    return packets[0];
  }

  test('addresses', () => {
    for (const text of ['999.1.1.1', '1.2.3', '::1::', '', 'fe80::1%eth0', '1.2.3.4.5', 'x']) {
      expect(facts(`"ip":{"ip.src":"${text}","ip.dst":"192.0.2.1"}`).source).toBeNull();
    }
  });

  test('numbers', () => {
    for (const text of ['-1', '1e308', '65536', '0x10000', '1.5', 'NaN', 'Infinity', '', ' ']) {
      const { sourcePort, tcp } = facts(
        `"ip":{},"tcp":{"tcp.srcport":"${text}","tcp.len":"${text}"}`,
      );
      expect([sourcePort, tcp?.payloadLength]).toEqual([-1, -1]);
    }
    expect(facts('"ip":{"ip.ttl":"256"}').hopLimit).toBe(-1);
  });

  test('types', () => {
    for (const value of ['null', '5', 'true', '[]', '[[]]', '{}', '"x"', '[null]', '{"ip":[]}']) {
      expect(facts(`"ip":${value},"tcp":${value},"eth":${value}`).tcp?.payloadLength ?? -1).toBe(
        -1,
      );
    }
  });

  test('bytes', () => {
    for (const text of ['zz:zz', '0', '0:', '00:0', ':', '00:00:00:00:00', 'é']) {
      expect(facts(`"eth":{"eth.src":"${text}"},"ip":{}`).sourceMac).toBeNull();
      expect(facts(`"frame_raw":["${text}"],"ip":{}`).bytes?.length ?? 0).toBeLessThanOrEqual(5);
    }
  });

  test('names of the language itself', () => {
    const packet = facts(
      '"__proto__":{"ip":{"ip.src":"192.0.2.66"}},"constructor":{"prototype":{}},"ip":{"ip.dst":"192.0.2.1","toString":1}',
    );
    expect(packet.source).toBeNull();
    expect(({} as Record<string, unknown>).ip).toBeUndefined();
  });

  test('the same key many times: the last counts', () => {
    const keys = Array.from({ length: 1_000 }, (_, index) => `"ip.ttl":"${index % 100}"`).join();
    expect(facts(`"ip":{${keys}}`).hopLimit).toBe(99);
  });

  test('invalid UTF-8', async () => {
    const bytes = [
      ...encode(`${BEGINNING}"ip":{"ip.src":"`),
      0xff,
      0xfe,
      0xc0,
      ...encode(`"}}}}]`),
    ];
    const { capture } = await report(Uint8Array.from(bytes));
    expect([capture.packets, capture.problems]).toEqual([1, []]);
  });
});

test('damage anywhere: nothing is thrown, nothing hangs', async () => {
  const whole = encode(
    withLayers(
      '"ip":{"ip.src":"192.0.2.1","ip.dst":"198.51.100.2"},"tcp":{"tcp.srcport":"5","tcp.dstport":"443","tcp.flags":"0x0002","tcp.seq":"0"}',
    ),
  );
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  for (let round = 0; round < 400; round++) {
    const damaged = whole.slice(0, 40 + random(whole.length - 40));
    for (let i = 0; i < 3; i++) damaged[30 + random(damaged.length - 30)] = random(256);
    const { capture } = await report(damaged);
    expect(capture.packets).toBeLessThanOrEqual(2);
  }
});
