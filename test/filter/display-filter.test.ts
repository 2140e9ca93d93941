import { describe, expect, it } from 'vitest';
import { compileDisplayFilter, DisplayFilterError } from '../../src/filter/display-filter.ts';
import { inWords } from '../../src/words/errors/said.ts';
import { LANGUAGE_VERDICTS } from './language-verdicts.ts';
import { TAKEN_SINCE } from './newer-filters.ts';
import { FilterGenerator } from './random-filters.ts';
import { VERDICTS } from './verdicts.ts';
import { hasSharkd, wiresharkVerdicts } from './wireshark.ts';

function errorOf(filter: string): DisplayFilterError {
  try {
    compileDisplayFilter(filter);
  } catch (error) {
    if (error instanceof DisplayFilterError) return inWords(error);
    throw error;
  }
  throw new Error(`accepted: ${filter.slice(0, 80)}`);
}

function isAccepted(filter: string): boolean {
  try {
    compileDisplayFilter(filter);
    return true;
  } catch (error) {
    if (error instanceof DisplayFilterError) return false;
    throw error;
  }
}

const TABLE = [...VERDICTS, ...LANGUAGE_VERDICTS];

describe('verdicts on filters', () => {
  it('are those of Wireshark 4.0, but for what came after it', () => {
    const different = TABLE.filter(
      ([filter, verdict]) => isAccepted(filter) !== (verdict || TAKEN_SINCE.has(filter)),
    );
    expect(different).toEqual([]);
  });

  it.skipIf(!hasSharkd)('are those of the Wireshark that is installed', () => {
    const theirs = wiresharkVerdicts(TABLE.map(([filter]) => filter));
    const different = TABLE.filter(([, verdict], i) => theirs[i] !== verdict);
    expect(different).toEqual([]);
  });

  it.skipIf(!hasSharkd)('are those of Wireshark on random filters', () => {
    const generator = new FilterGenerator(4);
    const filters = Array.from({ length: 1000 }, () => generator.filter());
    const theirs = wiresharkVerdicts(filters);
    const mine = filters.map(isAccepted);
    // Some make Wireshark abort; it says nothing of those.
    const different = filters.filter(
      (filter, i) => theirs[i] !== null && (theirs[i] || TAKEN_SINCE.has(filter)) !== mine[i],
    );
    expect(different).toEqual([]);
    expect(mine.filter((accepted) => accepted).length).toBeGreaterThan(150);
  });

  it('refuse macros and references to a selected packet, inside quotes macros too', () => {
    for (const filter of ['ip.src == $' + '{ip.src}', '$' + '{x}', 'ip.host == "$' + '{x}"']) {
      expect({ filter, code: errorOf(filter).code }).toEqual({ filter, code: 'unsupported' });
    }
    expect(isAccepted('ip.host == "$' + '{ip.src}"')).toBe(true);
  });

  it('takes xor, which came after 4.0', () => {
    expect(isAccepted('ip xor tcp')).toBe(true);
    expect(isAccepted('ip ^^ tcp')).toBe(true);
  });
});

describe('errors', () => {
  it('name the reason that a constant does not fit', () => {
    const cases: [string, RegExp][] = [
      ['ip.addr == www.example.com', /Names are not looked up/],
      ['ip.addr == 1.3.6.1.2.1', /object identifiers/],
      ['tcp.payload == GET', /Text stands in double quotes/],
      ['tcp.port == 65536', /maximum 65535/],
      ['ip.proto == "TPC"', /possible values for ip\.proto/],
      ['dns.qry.name == mqtt', /protocol of Wireshark/],
    ];
    for (const [filter, reason] of cases) expect(errorOf(filter).message).toMatch(reason);
  });

  it('have a caret under the place', () => {
    expect(errorOf('tcp.port == 443 and ip.adr == 1.2.3.4').format().split('\n')).toEqual([
      expect.stringMatching(/^ip\.adr is neither .* Did you mean ip\.addr/),
      '  tcp.port == 443 and ip.adr == 1.2.3.4',
      '                      ^^^^^^',
    ]);
  });

  it('name kind and place', () => {
    const cases: [string, string, string][] = [
      ['ip.addr = 1.2.3.4', 'syntax', '='],
      ['tcp.port == 65536', 'value', '65536'],
      ['ip.addr == 1.2.3.4/33', 'value', '1.2.3.4/33'],
      ['ip.addr contains "x"', 'type', 'ip.addr'],
      ['foo(ip) == 1', 'unknown-function', 'foo'],
      ['tcp.payload matches "("', 'pattern', '"("'],
      ['tcp.payload matches "(?R)"', 'unsupported', '"(?R)"'],
      ['dns.qry.name == "x', 'syntax', '"x'],
    ];
    for (const [filter, code, place] of cases) {
      const error = errorOf(filter);
      expect([filter, error.code, filter.slice(error.start, error.end)]).toEqual([
        filter,
        code,
        place,
      ]);
    }
  });

  it('keep control characters and long filters in one line', () => {
    const lines = errorOf(`ip.addr == "\u001b[2J\n" or ${'ip or '.repeat(1000)} =`).format();
    expect(lines.split('\n')).toHaveLength(3);
    expect(lines).not.toContain('\u001b');
  });
});

describe('warnings', () => {
  const warningsOf = (filter: string) =>
    compileDisplayFilter(filter).warnings.map(({ start, end }) => filter.slice(start, end));

  it('tell of "and" beside "or" without parentheses', () => {
    expect(warningsOf('ip or tcp and udp')).toEqual(['tcp and udp']);
    expect(warningsOf('ip && tcp || udp && arp')).toEqual(['ip && tcp', 'udp && arp']);
    expect(warningsOf('ip or (tcp and udp)')).toEqual([]);
    expect(warningsOf('(ip or tcp) and udp')).toEqual([]);
    expect(warningsOf('ip or ip.ttl < ip.proto < 5')).toEqual([]);
  });

  it('tell of old names, old operators, and bytes that are protocols', () => {
    expect(warningsOf('tcp.port ~= 80')).toEqual(['~=']);
    expect(warningsOf('ssl and tls')).toEqual(['ssl']);
    expect(warningsOf('tcp contains fc')).toEqual(['fc']);
    expect(warningsOf('tcp contains :fc')).toEqual([]);
  });
});

describe('hostile filters', () => {
  it('end with a clear error', () => {
    expect(errorOf(`${'('.repeat(100_000)}ip`).code).toBe('too-large');
    expect(errorOf(`${'not '.repeat(60_000)}ip`).code).toBe('too-large');
    expect(errorOf(`${'!'.repeat(200_000)}ip`).code).toBe('too-large');
    expect(errorOf(`ip${'[0]'.repeat(60_000)} == 1`).code).toBe('too-large');
    expect(errorOf(`ip.ttl ${'+ 1 '.repeat(60_000)} == 1`).code).toBe('too-large');
    expect(errorOf(`${'len('.repeat(60_000)}ip`).code).toBe('too-large');
    expect(errorOf('{'.repeat(100_000)).code).toBe('too-large');
    expect(errorOf(' '.repeat(1_000_000)).code).toBe('too-large');
    expect(errorOf('-'.repeat(100_000)).code).toBe('syntax');
    expect(errorOf(`ip matches "${'(a{1000}){1000}'}"`).code).toBe('unsupported');
    expect(errorOf(`ip matches "${'((((){1000}){1000}){1000}){1000}('}"`).code).toBe('pattern');
    expect(errorOf(`ip matches "${'('.repeat(10_000)}"`).code).toBe('pattern');
  });

  it('with very many of anything end with a clear error', () => {
    expect(errorOf(`ip.ttl == ${'9'.repeat(200_000)}`).code).toBe('value');
    expect(errorOf(`ip.ttl == 0b${'1'.repeat(200_000)}`).code).toBe('value');
    expect(errorOf(`ip.addr == ${'1.'.repeat(100_000)}1`).code).toBe('value');
    expect(errorOf(`ipv6.addr == ${'1:'.repeat(100_000)}1`).code).toBe('syntax');
    expect(errorOf(`max(${'max('.repeat(60_000)}ip.ttl`).code).toBe('too-large');
    expect(errorOf(`${'ip.ttl < '.repeat(25_000)}"`).code).toBe('syntax');
    expect(errorOf(`${'a'.repeat(250_000)} == 1`).code).toBe('unknown-field');
    expect(errorOf(`ip[${'0,'.repeat(100_000)}`).code).toBe('syntax');
    expect(errorOf(`ip matches "${'(?='.repeat(50_000)}"`).code).toBe('pattern');
    expect(errorOf(`ip matches "${'[a'.repeat(50_000)}"`).code).toBe('pattern');
  });

  it('or are taken in bounded time', { timeout: 60_000 }, () => {
    const list = Array.from({ length: 15_000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
    const start = performance.now();
    compileDisplayFilter(`ip.addr in {${list.join(',')}}`);
    compileDisplayFilter(`ip.addr == ${list.slice(0, 8000).join(' or ip.addr == ')}`);
    compileDisplayFilter('ip and '.repeat(30_000).concat('ip'));
    compileDisplayFilter(`ip.ttl in {${Array.from({ length: 60_000 }, (_, i) => i & 255)}}`);
    compileDisplayFilter(`${'ip.ttl < '.repeat(20_000)}5`);
    compileDisplayFilter(`tcp.payload == ${'ab:'.repeat(80_000)}ab`);
    compileDisplayFilter(`ip[${'0,'.repeat(100_000)}0] == 1`);
    compileDisplayFilter(`ip.host == "${'\\x41'.repeat(60_000)}"`);
    compileDisplayFilter('ip.ttl'.concat(' + ip.ttl'.repeat(190), ' == 1'));
    expect(performance.now() - start).toBeLessThan(30_000);
  });
});
