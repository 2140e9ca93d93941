import { describe, expect, it } from 'vitest';
import { Pattern } from '../../src/filter/pattern.ts';

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
    if (pattern === 'a**') expect(() => new Pattern(pattern)).toThrow('quantifier');
    else expect(matches(pattern, text)).toBe(expected);
  });

  it('takes time in proportion to the text, whatever the pattern', () => {
    const text = `${'a'.repeat(100_000)}!`;
    const start = performance.now();
    expect(matches('^(a+)+$', text)).toBe(false);
    expect(matches('^(a|a)*$', text)).toBe(false);
    expect(matches('^(a*)*b', text)).toBe(false);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
