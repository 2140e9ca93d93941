import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isWiresharkField, nearWiresharkFields } from '../../src/cli/wireshark-fields.ts';
import { isForeignProtocol, namedValue } from '../../src/filter/wireshark-names.ts';
import { FIELDS, findField } from '../../src/protocols/fields/registry.ts';
import { packFieldNames } from '../../support/pack-field-names.ts';
import { hasTshark } from './wireshark.ts';

/** Rows of a list, of those protocols only: the list of values has a million and a half. */
function tshark(list: string, isWanted: (line: string) => boolean = () => true): string[][] {
  const text = execFileSync('tshark', ['-G', list], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return text
    .split('\n')
    .filter(isWanted)
    .map((line) => line.split('\t'));
}

describe('names that Wireshark knows', () => {
  it('are told from those that nobody knows', () => {
    for (const name of ['wlan.sa', 'smb2.filename', 'zvt.data', 'radius.User_Name', 'ip.addr']) {
      expect({ name, known: isWiresharkField(name) }).toEqual({ name, known: true });
    }
    for (const name of ['wlan.saa', 'ip.adr', '', 'constructor', 'x'.repeat(100_000)]) {
      expect({ name, known: isWiresharkField(name) }).toEqual({ name, known: false });
    }
    expect(nearWiresharkFields('wlan.saa')).toContain('wlan.sa');
    expect(nearWiresharkFields('x'.repeat(100_000))).toEqual([]);
    expect(isForeignProtocol('wlan')).toBe(true);
    expect(isForeignProtocol('nosuchprotocol')).toBe(false);
  });

  it.skipIf(!hasTshark)('are those of the tshark that is installed', () => {
    const rows = tshark('fields').filter(([kind]) => kind === 'P' || kind === 'F');
    const missing = rows.map(([, , name]) => name).filter((name) => !isWiresharkField(name));
    expect(missing.slice(0, 5)).toEqual([]);
  });

  it('are packed in little', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `protocol.field_${i}`).sort();
    expect(packFieldNames(names).length).toBeLessThan(1000);
  });
});

describe('names of numbers', () => {
  it('have no case and are those of the field', () => {
    const number = (field: string, name: string) => namedValue(findField(field)!, name);
    expect(number('ip.proto', 'tcp')).toBe(6);
    expect(number('tcp.flags.syn', 'not SET')).toBe(0);
    expect(number('dns.qry.type', 'TXT (Text strings)')).toBe(16);
    // Wireshark 4.4 has the word alone; 4.0 wants its explanation, too.
    expect(number('dns.qry.type', 'TXT')).toBe(16);
    expect(number('dns.qry.type', 'TXT2')).toMatchObject({ code: 'no-such-value' });
    expect(number('ip.ttl', 'tcp')).toBeNull();
    expect(number('ip.addr', 'tcp')).toBeNull();
  });

  it.skipIf(!hasTshark)('are those of the tshark that is installed', () => {
    const protocols = new Set([...FIELDS.keys()].map((name) => name.split('.')[0]));
    const isKnown = (line: string) => protocols.has(/^\w+\t([^.\t]*)/.exec(line)?.[1] ?? '');
    const expected = new Map<string, number>();
    const last = new Map<string, readonly string[]>();
    for (const [kind, name, first, second] of tshark('values', isKnown)) {
      // Of fields with one name the last registered counts; of numbers with one name the first.
      if (kind === 'T') {
        expected.set(`${name}\t${first}`, 1);
        expected.set(`${name}\t${second}`, 0);
        last.set(name, [first, second]);
      } else if (kind === 'V' || kind === 'V64') {
        const key = `${name}\t${second.toLowerCase()}`;
        if (!expected.has(key)) expected.set(key, Number(first));
      }
    }
    const different: string[] = [];
    let count = 0;
    for (const [key, number] of expected) {
      const [name, text] = key.split('\t');
      const field = FIELDS.get(name);
      if (field === undefined || last.get(name)?.includes(text) === false) continue;
      count++;
      if (namedValue(field, text) !== number) different.push(key);
    }
    expect(different.slice(0, 5)).toEqual([]);
    expect(count).toBeGreaterThan(1000);
  });
});
