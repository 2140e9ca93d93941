import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileDisplayFilter } from '../../src/filter/display-filter.ts';
import { toldInWords } from '../../src/words/errors/said.ts';
import { Exceptions } from '../../support/conformance/exceptions.ts';

const exceptions = new Exceptions(readFileSync('test/conformance/exceptions.txt', 'utf8'));

describe('conformance', () => {
  it('has every exception in docs/filters.md, and no other there', () => {
    const section = readFileSync('docs/filters.md', 'utf8').split('### Exceptions\n')[1] ?? '';
    const bullets = section
      .split(/\n#/)[0]
      .split(/^- /m)
      .slice(1)
      .map((bullet) => bullet.replace(/\s+/g, ' ').trim());
    expect(bullets).toEqual(exceptions.reasons);
  });

  it('has every reason for which pairs differ in docs/filters.md, and no other there', () => {
    const pairs = new Exceptions(readFileSync('test/conformance/pairs.txt', 'utf8'));
    const section =
      readFileSync('docs/filters.md', 'utf8').split('### Pairs that nobody chose\n')[1] ?? '';
    const bullets = section
      .split(/\n#/)[0]
      .split(/^- /m)
      .slice(1)
      .map((bullet) => bullet.replace(/\s+/g, ' ').trim());
    expect(bullets).toEqual(pairs.reasons);
  });

  it('knows an exception by capture, what differs and what tshark says', () => {
    const known = new Exceptions(
      '# reason\n*/a.pcap ¦ filter x == *\n* ¦ column Info TCP ¦ *[PDU]\n',
    );
    const of = (capture: string, what: string, theirs?: string) =>
      known.cover({ capture, what, detail: '', theirs });
    expect(of('captures/a.pcap', 'filter x == 1')).toBe(true);
    expect(of('captures/b.pcap', 'filter x == 1')).toBe(false);
    expect(of('captures/a.pcap', 'filter y == 1')).toBe(false);
    expect(of('b', 'column Info TCP', 'segment of [PDU]')).toBe(true);
    expect(of('b', 'column Info TCP', 'segment')).toBe(false);
    expect(known.unused()).toEqual([]);
  });

  it('has filters enough', () => {
    const folder = 'test/conformance/filters';
    const filters = readdirSync(folder).flatMap((name) =>
      readFileSync(`${folder}/${name}`, 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '' && !line.startsWith('#')),
    );
    expect(filters.length).toBeGreaterThan(1000);
    for (const filter of filters) expect(filter).toBe(filter.trim());
  });

  it('leaves out only what we do not know, and only filters that are compared', () => {
    const compared = new Set(
      readdirSync('test/conformance/filters').flatMap((name) =>
        readFileSync(`test/conformance/filters/${name}`, 'utf8').split('\n'),
      ),
    );
    const leftOut = readFileSync('test/conformance/left-out.txt', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    for (const filter of leftOut) {
      expect(compared, filter).toContain(filter);
      expect(() => toldInWords(() => compileDisplayFilter(filter)), filter).toThrow(
        /neither a field/,
      );
    }
  });
});
