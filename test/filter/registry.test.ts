import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { fieldLines } from '../../src/cli/commands/fields.ts';
import { FIELDS, nearestNames } from '../../src/protocols/fields/registry.ts';
import { hasTshark } from './wireshark.ts';

describe('registry of fields', () => {
  it('has at least 120 fields, each with a meaning', () => {
    expect(FIELDS.size).toBeGreaterThanOrEqual(120);
    for (const { name, meaning } of FIELDS.values()) expect(meaning, name).not.toBe('');
  });

  it.skipIf(!hasTshark)("has Wireshark's names, types and bases", () => {
    const lines = execFileSync('tshark', ['-G', 'fields'], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).split('\n');
    const known = new Map<string, Set<string>>();
    for (const line of lines) {
      const [kind, , name, type, , base] = line.split('\t');
      const entry = kind === 'P' ? 'FT_PROTOCOL ' : `${type} ${base}`;
      known.set(name, (known.get(name) ?? new Set()).add(entry));
    }
    for (const { name, type, base } of FIELDS.values()) {
      expect([...(known.get(name) ?? [])], name).toContain(`${type} ${base}`);
    }
  });

  it('finds near names', () => {
    expect(nearestNames('ip.adr')[0]).toBe('ip.addr');
    expect(nearestNames('tcp.flag.syn')).toContain('tcp.flags.syn');
    expect(nearestNames('qry.name')).toContain('dns.qry.name');
    expect(nearestNames('x'.repeat(100_000))).toEqual([]);
  });
});

describe('fields command', () => {
  it('lists what fits', () => {
    const lines = fieldLines('ip.addr');
    expect(lines[0]).toMatch(/^ip\.addr +FT_IPv4 +Source or destination address$/);
    expect(lines.slice(1).join()).toMatch(/^ip: \d+ of Wireshark's 131 fields$/);
    expect(fieldLines('no such field')).toEqual([]);
    expect(fieldLines().filter((line) => / FT_[A-Z]/.test(line)).length).toBe(FIELDS.size);
  });
});
