import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { fieldLines } from '../../src/cli/commands/fields.ts';
import { WIRESHARK_FIELD_COUNTS } from '../../src/data/wireshark-field-counts.ts';
import { FIELDS } from '../../src/protocols/fields/registry.ts';
import { installed } from '../../support/tools.ts';

describe.skipIf(!installed('tshark'))('counts of fields as tshark has them', () => {
  const { stdout } = spawnSync('tshark', ['-G', 'fields'], { maxBuffer: 1 << 28 });
  const names = new Set(
    stdout
      .toString()
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([kind]) => kind === 'F')
      .map(([, , name]) => name),
  );

  it.each(Object.entries(WIRESHARK_FIELD_COUNTS))('%s', (protocol, count) => {
    expect([...names].filter((name) => name.startsWith(`${protocol}.`))).toHaveLength(count);
  });
});

describe('fields', () => {
  it('says how many of a protocol are covered', () => {
    const lines = fieldLines('tcp.window_size');
    expect(lines[0]).toMatch(/^tcp\.window_size +FT_UINT32 +DEC +\S/);
    const covered = [...FIELDS.keys()].filter((name) => name.startsWith('tcp.')).length;
    expect(lines.at(-1)).toBe(
      `tcp: ${covered} of Wireshark's ${WIRESHARK_FIELD_COUNTS.tcp} fields`,
    );
  });

  it('says nothing where no field fits', () => {
    expect(fieldLines('no such field')).toEqual([]);
  });
});
