import { describe, expect, it } from 'vitest';
import { Pattern, PatternError } from '../../src/filter/pattern/pattern.ts';
import { toldInWords } from '../../src/words/errors/said.ts';
import { cpuMilliseconds } from '../../support/cpu-time.ts';

const matches = (pattern: string, text: string) => new Pattern(pattern).testText(text);

describe('regular expressions', () => {
  // Truth: PCRE's documentation (pcre2pattern), caseless as in Wireshark.
  it.each<[string, string, boolean]>([
    ['abc', 'xxABCxx', true],
    ['(?-i)abc', 'ABC', false],
    ['(?-i:a)b', 'aB', true],
    ['^b', 'a\nb', false],
    ['(?m)^b', 'a\nb', true],
    ['a$', 'a\n', true],
    ['a\\z', 'a\n', false],
    ['a$', 'a\nb', false],
    ['a.b', 'a\nb', false],
    ['(?s)a.b', 'a\nb', true],
    ['^(ab|c)+$', 'abcab', true],
    ['^a{2,3}$', 'aaaa', false],
    ['^a{2,3}$', 'aaa', true],
    ['^a{2,}$', 'aaaaaa', true],
    ['a{,2}', 'a{,2}', true],
    ['^[[:alpha:]]+$', 'abcXYZ', true],
    ['^[^a-c]+$', 'xyB', false],
    ['^[]a]+$', ']a', true],
    ['[a-]+$', '-', true],
    ['\\bcat\\b', 'a cat sat', true],
    ['\\bcat\\b', 'concat', false],
    ['\\x41\\d\\s\\W', 'A1 .', true],
    ['^$', '', true],
    ['', 'anything', true],
    ['(?x) a b # c', 'ab#c', true],
    ['a**', 'a', false],
  ])('%s on %j: %s', (pattern, text, expected) => {
    if (pattern === 'a**')
      expect(() => toldInWords(() => new Pattern(pattern))).toThrow('quantifier');
    else expect(matches(pattern, text)).toBe(expected);
  });

  // Truth: what PCRE2 10.42 answered, caseless.
  it.each<[string, string, boolean]>([
    ['foo(?=bar)', 'foobar', true],
    ['foo(?=bar)', 'foobaz', false],
    ['foo(?!bar)', 'foobar', false],
    ['foo(?!bar)', 'foobaz', true],
    ['(?<=a)b', 'ab', true],
    ['(?<=a)b', 'cb', false],
    ['(?<!a)b', 'ab', false],
    ['(?<!a)b', 'cb', true],
    ['(?<=ab|c)d', 'abd', true],
    ['(?<=ab|c)d', 'cd', true],
    ['(?<=ab|c)d', 'bd', false],
    ['^(a|b)\\1$', 'aa', true],
    ['^(a|b)\\1$', 'ab', false],
    ['^(a|b)\\1$', 'BB', true],
    ['^(a|b)\\1$', 'aB', false],
    ['(?-i)^(a)\\1', 'aa', true],
    ['(?-i)^(a)\\1', 'aA', false],
    ['(?<n>\\w)\\k<n>', 'abba', true],
    ['(?<n>\\w)\\k<n>', 'abab', false],
    ['(?P<n>a)(?P=n)', 'aa', true],
    ['(?P<n>a)(?P=n)', 'ab', false],
    ['^(?>a+)ab', 'aaab', false],
    ['^a++b', 'aab', true],
    ['^a*+a', 'aaa', false],
    ['"[^"]*+"', '"x"', true],
    ['"[^"]*+"', '"x', false],
    ['^(?:a|ab)++c', 'abc', false],
    ['(?|(a)|(b))\\1$', 'aa', true],
    ['(?|(a)|(b))\\1$', 'bb', true],
    ['(?|(a)|(b))\\1$', 'ab', false],
    ['a\\Rb', 'a\r\nb', true],
    ['a\\Rb', 'a\nb', true],
    ['a\\Rb', 'a b', false],
    ['\\Qa.b\\E', 'a.b', true],
    ['\\Qa.b\\E', 'axb', false],
    ['^(?:(?=a)a|b)+$', 'abab', true],
    ['^(?:(?=a)a|b)+$', 'abc', false],
    ['(?=(a+))\\1b', 'aab', true],
    ['(a)?\\1b', 'b', false],
    ['(a)?\\1b', 'aab', true],
    ['^(a?)*b', 'aab', true],
    ['^(a?)*b', 'b', true],
    ['(?i:a)(?-i:b)', 'AB', false],
    ['(?i:a)(?-i:b)', 'Ab', true],
    ['(?x) a b # c\n d', 'abd', true],
    ['(?U)^a+?$', 'aaa', true],
    ['\\x{41}\\o{102}\\103', 'ABC', true],
    ['\\cA', '\x01', true],
    ['[\\d-]+$', '1-2', true],
  ])('%s on %j: %s, by one way after another', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it.each([
    'a**',
    '^*',
    '(?<=a+)b',
    '\\1',
    '(?<n>a)(?<n>b)',
    '[b-a]',
    '\\q',
    '(?<=\\R)a',
    'a{2,1}',
    '(?z)',
    '[[:foo:]]',
    '[:alpha:]',
    '\\g{-1}',
    '(?=\\K)',
    'x{65536}',
    '\\400',
    '(?<1>a)',
    '(?<=a|b*)c',
    '[\\d-z]',
    'a{1}??',
    '(',
    'a)',
    '\\',
    '[a',
  ])('%s is refused, as by PCRE2', (pattern) => {
    let error: unknown;
    try {
      new Pattern(pattern);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PatternError);
    expect((error as PatternError).isUnsupported).toBe(false);
  });

  it.each(['(?R)', '(?1)(a)', '(a)(?(1)b|c)', '\\pL', '\\X', '(*ACCEPT)', '(?C1)a', 'a{60000}'])(
    '%s is said to be unsupported',
    (pattern) => {
      expect(() => toldInWords(() => new Pattern(pattern))).toThrow(/not supported/);
    },
  );

  it('ends where backtracking would not', { timeout: 60_000 }, () => {
    const text = `${'a'.repeat(30_000)}!`;
    const start = cpuMilliseconds();
    expect(matches('^(?=(a+)+$)', text)).toBe(false);
    expect(matches('^(a|a)*\\1$', text)).toBe(false);
    expect(matches('(a*)*\\1b', text)).toBe(false);
    expect(matches('(?:(?=a)a*)*b', text)).toBe(false);
    expect(cpuMilliseconds() - start).toBeLessThan(30_000);
  });

  it('takes time in proportion to the text, whatever the pattern', { timeout: 60_000 }, () => {
    const text = `${'a'.repeat(100_000)}!`;
    const start = cpuMilliseconds();
    expect(matches('^(a+)+$', text)).toBe(false);
    expect(matches('^(a|a)*$', text)).toBe(false);
    expect(matches('^(a*)*b', text)).toBe(false);
    expect(cpuMilliseconds() - start).toBeLessThan(30_000);
  });
});
