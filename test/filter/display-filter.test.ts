import { describe, expect, it } from 'vitest';
import { compileDisplayFilter, DisplayFilterError } from '../../src/filter/display-filter.ts';
import { VERDICTS } from './verdicts.ts';
import { hasSharkd, wiresharkVerdicts } from './wireshark.ts';

function errorOf(filter: string): DisplayFilterError {
  try {
    compileDisplayFilter(filter);
  } catch (error) {
    if (error instanceof DisplayFilterError) return error;
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

describe('verdicts on filters', () => {
  it('are those of Wireshark 4.0', () => {
    for (const [filter, verdict] of VERDICTS) {
      expect({ filter, verdict: isAccepted(filter) }).toEqual({ filter, verdict });
    }
  });

  it.skipIf(!hasSharkd)('are those of the Wireshark that is installed', () => {
    const theirs = wiresharkVerdicts(VERDICTS.map(([filter]) => filter));
    expect(theirs).toEqual(VERDICTS.map(([, verdict]) => verdict));
  });

  it('takes xor, which came after 4.0', () => {
    expect(isAccepted('ip xor tcp')).toBe(true);
    expect(isAccepted('ip ^^ tcp')).toBe(true);
  });
});

describe('errors', () => {
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

  it('or are taken in bounded time', () => {
    const list = Array.from({ length: 15_000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
    const start = performance.now();
    compileDisplayFilter(`ip.addr in {${list.join(',')}}`);
    compileDisplayFilter(`ip.addr == ${list.slice(0, 8000).join(' or ip.addr == ')}`);
    compileDisplayFilter('ip and '.repeat(30_000).concat('ip'));
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
