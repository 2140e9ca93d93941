import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { ciscoSecureAccess } from '../../../src/profiles/cisco-secure-access.ts';
import { KeptAddresses, KeptNames, keepProfiles } from '../../../src/rewrite/redaction/kept.ts';
import { NameMapper } from '../../../src/rewrite/redaction/name-mapper.ts';

const kept = new KeptNames();
keepProfiles([ciscoSecureAccess], kept, new KeptAddresses());
const mapper = new NameMapper((input) => createHmac('sha256', 'k').update(input).digest(), kept);
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

test('names of the product stay, and what is above them', () => {
  for (const name of [
    ...['debug.opendns.com', 'anything.at.all.umbrella.com', 'sync.hydra.opendns.com'],
    ...['ocsp.digicert.com', 'Sync.Hydra.OpenDNS.com', 'www.msftconnecttest.com'],
  ]) {
    expect(mapper.host(name)).toBe(name);
  }
});

test('others keep lengths and their place in the tree, whatever the case of letters', () => {
  const one = mapper.host('mail.corp.example.com');
  const other = mapper.host('WWW.Corp.Example.COM');
  expect(one).toMatch(
    /^[a-z0-9]{4}\.[a-z0-9]{4}\.example\.com$|^[a-z0-9]{4}\.[a-z0-9]{4}\.[a-z0-9]{7}\.com$/,
  );
  expect(one).not.toContain('corp');
  expect(one.split('.').slice(1, 3)).toEqual(other.split('.').slice(1, 3));
  expect(mapper.host('mail.corp.example.net').split('.')[0]).not.toBe(one.split('.')[0]);
  // Neither may stand beside the product's names as if it were one.
  expect(mapper.host('evil.digicert.com')).toMatch(/^(?!evil)[a-z0-9]{4}\.digicert\.com$/);
  expect(mapper.host('evilopendns.com')).not.toBe('evilopendns.com');
});

test('no two short labels of a domain become one', () => {
  const short = [
    ...LETTERS,
    ...Array.from(LETTERS, (first) => Array.from(LETTERS, (second) => first + second)).flat(),
  ];
  const results = new Set(short.map((label) => mapper.label(label, 'mersenne.example')));
  expect(results.size).toBe(short.length);
});

test('labels of any bytes become letters and digits of the same length', () => {
  for (const label of [
    'a-b_c',
    '\u001b[31m',
    '=cmd()',
    '<x>',
    '\u00e4\u00f6',
    '-',
    'x'.repeat(63),
  ]) {
    expect(mapper.label(label, 'example')).toMatch(new RegExp(`^[a-z0-9]{${label.length}}$`));
  }
});
