import { describe, expect, test } from 'vitest';
import { parseTarget, renamedTarget, Targets, targetsOf } from '../../src/diagnosis/target.ts';
import { parseLookups } from '../../src/inputs/lookups/parse-lookups.ts';
import { type AddressWords, parseAddress } from '../../src/protocols/address-text.ts';

const words = (text: string) => parseAddress(text) as AddressWords;

describe('a target as a person writes it', () => {
  test.each([
    ['swg.example.com', ['swg.example.com'], null, null],
    ['swg.example.com.', ['swg.example.com'], null, null],
    ['swg.example.com:443', ['swg.example.com'], null, 443],
    ['203.0.113.5', [], '203.0.113.5', null],
    ['203.0.113.5:8443', [], '203.0.113.5', 8443],
    ['2001:DB8::1', [], '2001:db8::1', null],
    ['[2001:db8::1]', [], '2001:db8::1', null],
    ['[2001:db8::1]:443', [], '2001:db8::1', 443],
  ])('%s', (text, names, address, port) => {
    expect(parseTarget(text)).toEqual({ names, address, port, source: 'user', text });
  });

  test.each([
    ...[
      '',
      'https://swg.example.com/',
      'a b',
      '203.0.113.256',
      '203.0.113.5:0',
      '203.0.113.5:70000',
    ],
    ...['[swg.example.com]:443', '203.0.113.0/24', 'a..b', '[2001:db8::1', ':443', 'x'.repeat(300)],
  ])('not %s', (text) => expect(parseTarget(text)).toBeNull());
});

test('a look-up names each of its addresses, or what it asked for', () => {
  const lookups = parseLookups(`C:\\>nslookup a.example
Server: ad.lab.local
Address: 192.168.0.65

Name: c.example
Addresses: 192.0.2.1
  192.0.2.2
Aliases: a.example
b.example

C:\\>nslookup x.example
Server: ad.lab.local
Address: 192.168.0.65

*** ad.lab.local can't find x.example: Non-existent domain

C:\\>nslookup 192.0.2.9
Server: ad.lab.local
Address: 192.168.0.65

Name: ptr.example
Address: 192.0.2.9
`);
  const server = { name: 'ad.lab.local', address: '192.168.0.65' };
  const base = { port: null, source: 'look-up', lookup: { tool: 'nslookup', server } };
  const text = 'nslookup, asked of ad.lab.local (192.168.0.65)';
  const names = ['a.example', 'b.example', 'c.example'];
  expect(lookups.flatMap(targetsOf)).toEqual([
    { ...base, text, names, address: '192.0.2.1' },
    { ...base, text, names, address: '192.0.2.2' },
    { ...base, text, names: ['x.example'], address: null },
    // Whoever has the address chooses what it is called backwards: no name to reason with.
    { ...base, text, names: [], address: '192.0.2.9' },
  ]);
});

describe('which target a server is', () => {
  const given = ['203.0.113.5:443', 'WWW.Example.com', '[2001:db8::1]:53'].map(
    (text) => parseTarget(text) as NonNullable<ReturnType<typeof parseTarget>>,
  );
  const targets = new Targets(given);
  test.each([
    ['203.0.113.5', 443, [], '203.0.113.5:443'],
    ['203.0.113.5', 80, [], null],
    ['198.51.100.7', 80, ['www.example.com'], 'WWW.Example.com'],
    ['198.51.100.7', 80, ['www.example.org'], null],
    ['2001:db8::1', 53, [], '[2001:db8::1]:53'],
  ])('%s port %i called %s: %s', (server, port, names, text) => {
    expect(targets.find(words(server), port, names)?.text ?? null).toBe(text);
  });

  test('names of a chain but the first may be those of many services', () => {
    const names = ['shop.example', 'edge.cdn.example'];
    const address = '192.0.2.1';
    const looked = new Targets([{ names, address, port: null, source: 'look-up', text: 'dig' }]);
    expect(looked.find(words('192.0.2.2'), 443, ['shop.example'])).not.toBeNull();
    expect(looked.find(words('192.0.2.2'), 443, ['edge.cdn.example'])).toBeNull();
    expect(looked.namesOf(words(address))).toEqual(names);
  });
});

test('a renamed target has nothing of the original, its text neither', () => {
  const rename = () => 'x.example';
  const readdress = () => '2001:db8::2';
  const port = parseTarget('[2001:db8::1]:53');
  const name = parseTarget('secret.example:443');
  if (port === null || name === null) throw new Error('not parsed');
  expect(renamedTarget(port, rename, readdress).text).toBe('[2001:db8::2]:53');
  expect(JSON.stringify(renamedTarget(name, rename, readdress))).not.toContain('secret');
});
