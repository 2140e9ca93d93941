import { describe, expect, test } from 'vitest';
import { LOG_FORMATS } from '../../src/inputs/logs/read-log.ts';
import { EXAMPLE_PROFILE } from '../../src/profiles/example.ts';
import schema from '../../src/profiles/profile.schema.json' with { type: 'json' };
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { PROFILES } from '../../src/profiles/profiles.ts';
import { parseAddress } from '../../src/protocols/address-text.ts';
import { readProfile } from '../../src/tasks/profile-reader.ts';
import { cpuMilliseconds } from '../../support/cpu-time.ts';

/** The problems of a text, each as `line:column: what`. */
function problemsOf(text: string): string[] {
  const read = readProfile(text);
  if ('profile' in read) return [];
  return read.problems.map(({ offset, text: what }) => {
    const before = text.slice(0, offset).split('\n');
    return `${before.length}:${before[before.length - 1].length + 1}: ${what}`;
  });
}

function profileOf(text: string) {
  const read = readProfile(text);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.profile;
}

/** A small profile that is right, with members put in place of others. */
function small({ profile = {}, fn = {}, server = {} }: Record<string, object>): string {
  return JSON.stringify({
    name: 'own',
    title: 'Own',
    functions: [
      {
        id: 'one',
        title: 'One',
        serverTitle: 'servers',
        servers: [{ addresses: ['192.0.2.1'], ports: [{ protocol: 'tcp', port: 443 }], ...server }],
        impact: 'It does not work.',
        ...fn,
      },
    ],
    ...profile,
  });
}

describe('the example that `profile init` writes', () => {
  test('is a profile, and finds the servers that it speaks of', () => {
    const profile = profileOf(EXAMPLE_PROFILE);
    const matcher = new ProfileMatcher(profile);
    const find = (address: string, port: number, names: string[] = []) => {
      const match = matcher.match(parseAddress(address)!, port, 'tcp', names);
      return match && `${match.function.id} by ${match.by}`;
    };
    expect(find('192.0.2.10', 443)).toBe('remote-access by address');
    expect(find('2001:db8:10::10', 443)).toBe('remote-access by address');
    expect(find('203.0.113.1', 443, ['a.gateways.example.com'])).toBe('remote-access by name');
    expect(find('198.51.100.7', 443)).toBe('remote-access by range');
    expect(find('198.51.100.7', 80)).toBeNull();
    expect(matcher.nameOf(parseAddress('192.0.2.10')!)).toBe('vpn.example.com');
  });

  test('shows every member that there is', () => {
    const members = new Set<string>();
    const visit = (node: unknown): void => {
      if (node === null || typeof node !== 'object') return;
      const { properties } = node as { properties?: object };
      for (const name of Object.keys(properties ?? {})) members.add(name);
      for (const child of Object.values(node)) visit(child);
    };
    visit(schema);
    expect(members.size).toBeGreaterThan(25);
    const missing = [...members].filter((name) => !EXAMPLE_PROFILE.includes(`"${name}": `));
    // It is for shipped profiles only.
    expect(missing).toEqual(['marksProduct']);
  });

  test('has a line of comment for each of them', () => {
    expect(EXAMPLE_PROFILE.match(/^\s*\/\/ /gm)?.length).toBeGreaterThan(30);
    for (const line of EXAMPLE_PROFILE.split('\n')) expect(line.length).toBeLessThanOrEqual(102);
  });
});

describe('the shipped profiles', () => {
  test('the schema has every format of logs that can be read', () => {
    expect(schema.$defs.log.properties.format.enum.toSorted()).toEqual(
      Object.keys(LOG_FORMATS).sort(),
    );
  });

  test.each(PROFILES.filter(({ functions }) => functions.length > 0))(
    '$name is what the schema says, but for its name',
    (profile) => {
      const { functions, ...own } = profileOf(JSON.stringify({ ...profile, name: 'own' }));
      expect({
        ...own,
        name: profile.name,
        functions: functions.map((fn, index) =>
          'probeNames' in profile.functions[index] ? fn : { ...fn, probeNames: undefined },
        ),
      }).toEqual(profile);
    },
  );

  test.each(PROFILES)('a file cannot pass for $name', ({ name }) => {
    expect(problemsOf(small({ profile: { name } }))).toEqual([
      `1:9: name: "${name}" is a shipped profile: a file takes a name of its own`,
    ]);
  });
});

describe('what is wrong, and where', () => {
  test('of several errors, each is told at its place', () => {
    const text = `{
  // a comment
  "name": "Own Product",
  "titel": "Own",
  "functions": [
    {
      "id": "one", "title": "", "serverTitle": 7, "impact": "It fails.",
      "servers": [
        { "addresses": ["192.0.2.1"], "ports": [{ "protocol": "upd", "port": 70000 }] },
        { "names": ["a.example"] }, /* no ports */
      ],
    },
  ],
}`;
    expect(problemsOf(text)).toEqual([
      '1:1: "title" is missing',
      expect.stringMatching(
        /^3:11: name: "Own Product" does not fit; expected: .*small letters, digits and hyphens/,
      ),
      '4:3: there is no member "titel" here; did you mean "title"?',
      expect.stringMatching(/^7:29: functions\[0\]\.title: the text is empty/),
      expect.stringMatching(/^7:48: functions\[0\]\.serverTitle: 7 is not a text in double quotes/),
      '9:63: functions[0].servers[0].ports[0].protocol: "upd" is none of "tcp", "udp"; did you mean "udp"?',
      '9:78: functions[0].servers[0].ports[0].port: 70000 is out of range; expected: A port number, from 1 to 65535.',
      '10:9: functions[0].servers[1]: "ports" is missing',
    ]);
  });

  test.each([
    ['', '1:1: the file is empty'],
    ['// only a comment', '1:18: a value is expected (the file ends here)'],
    ['{ "name": own }', '1:11: texts and names stand in double quotes'],
    ['{\n "name": "a"\n "title": "b" }', '3:2: a comma is missing before this'],
    ['{ "name" "a" }', '1:10: a colon is missing before this'],
    ['{ name: "a" }', '1:3: texts and names stand in double quotes'],
    ['{ "name": "a', '1:11: a text is not closed with a double quote in its line'],
    ['{ "name": "a" /* ', '1:15: a comment is not closed with */'],
    ['{} {}', '1:4: the profile ends before this; nothing may follow'],
    ['{ "name": "\\x" }', '1:11: there is no such escape; a backslash is written \\\\'],
    ['{ "functions": [ ', '1:18: a closing bracket ] is missing before this (the file ends here)'],
  ])('%j', (text, expected) => {
    expect(problemsOf(text)[0].slice(0, expected.length)).toBe(expected);
  });

  test.each<[string, string]>([
    ['[1, 2]', '[1,2] is not an object, { … }'],
    ['"text"', '"text" is not an object, { … }'],
    ['null', 'null is not an object, { … }'],
    [small({ server: { addresses: ['192.0.2.256'] } }), '"192.0.2.256" is no address'],
    [small({ server: { addresses: ['192.0.2.0/24'] } }), 'is a range: it belongs into "ranges"'],
    [small({ server: { ranges: ['192.0.2.0/33'] } }), '"192.0.2.0/33" is no range'],
    [small({ server: { ranges: ['2001:db8::/129'] } }), '"2001:db8::/129" is no range'],
    [small({ server: { ranges: ['192.0.2.1'] } }), '"192.0.2.1" is no range'],
    [small({ server: { ranges: ['a/8'] } }), '"a/8" is no range'],
    [small({ server: { names: ['192.0.2.1'] } }), 'is an address, not a name'],
    [small({ server: { names: ['a b'] } }), '"a b" is no host name'],
    [small({ server: { names: ['*'] } }), '"*" is no host name'],
    [small({ server: { names: ['a.*.b'] } }), '"a.*.b" is no host name'],
    [
      small({ server: { names: [], addresses: [] } }),
      '"addresses", "names" or "ranges" is missing',
    ],
    [small({ server: { addressNames: { x: 'a' } } }), '"x" is no address'],
    [small({ server: { addressNames: { '192.0.2.1': '*.a' } } }), '"*.a" is no host name'],
    [small({ server: { ports: [] } }), 'the list is empty'],
    [small({ server: { ports: [{ protocol: 'tcp', port: 4.5 }] } }), '4.5 is not a whole number'],
    [small({ server: { ports: [{ protocol: 'tcp', port: 0 }] } }), '0 is out of range'],
    [small({ server: { adresses: [] } }), 'did you mean "addresses"?'],
    [small({ fn: { probeNames: ['*.a'] } }), '"*.a" is no host name'],
    [small({ fn: { impact: 'x'.repeat(501) } }), 'the text is longer than 500 characters'],
    [small({ profile: { functions: [] } }), 'the list is empty'],
    [small({ profile: { dnsServers: [{ address: 'x', port: 5 }] } }), '"x" is no address'],
    [small({ profile: { logs: [log('two')] } }), 'there is no function "two"; known are "one"'],
    [small({ profile: { logs: [log('One')] } }), '"One" does not fit'],
    ['{"name": "a", "name": "b"}', '"name" is there twice'],
    ['{"__proto__": {"name": "a"}}', 'there is no member "__proto__" here'],
  ])('%s', (text, expected) => {
    expect(problemsOf(text).join('\n')).toContain(expected);
  });

  test('two functions with one id', () => {
    const { functions } = JSON.parse(small({}));
    const text = small({ profile: { functions: [...functions, ...functions] } });
    expect(problemsOf(text)).toEqual([
      expect.stringContaining('functions[1].id: "one" is the id of another function, too'),
    ]);
  });

  test('what is right is no problem', () => {
    expect(problemsOf(small({}))).toEqual([]);
    expect(problemsOf(small({ profile: { $schema: './x.json', logs: [log('one')] } }))).toEqual([]);
    expect(profileOf(small({ profile: { $schema: './x.json' } }))).not.toHaveProperty('$schema');
    const { functions, dnsServers } = profileOf(small({ fn: { probeNames: ['Probe.Example'] } }));
    expect(functions[0]).toMatchObject({ remedy: [], probeNames: ['probe.example'] });
    expect(dnsServers).toEqual([]);
  });
});

function log(fn: string) {
  const event = { id: 'a', contains: ['a'], text: 'did a', kind: 'state', function: fn };
  return { title: 'log', fileNames: ['a.log'], format: 'bracketed-lines', events: [event] };
}

describe('hostile files', () => {
  test.each([
    ['lists in lists', '['.repeat(500_000), 'nested more than 32 deep'],
    ['objects in objects', '{"a":'.repeat(200_000), 'nested more than 32 deep'],
    // The parser ends a text at a carriage return; a count that does not is led astray.
    ['behind a text that is not closed', `"\r${'['.repeat(500_000)}"`, 'nested more than 32 deep'],
    ['very many values', `[${'0,'.repeat(400_000)}0]`, 'more than 65536 values'],
    ['commas and colons', `{${',:'.repeat(500_000)}`, 'a value is expected'],
    ['an open comment', `/*${'*'.repeat(1_000_000)}`, 'a comment is not closed'],
    ['one long text', `"${'a'.repeat(1_000_000)}"`, 'is not an object'],
    ['a very long unknown name', `{"${'a'.repeat(1_000_000)}":1}`, 'there is no member'],
  ])('%s', (_name, text, expected) => {
    const started = cpuMilliseconds();
    const problems = problemsOf(text);
    expect(problems.join('\n')).toContain(expected);
    expect(problems.join('\n').length).toBeLessThan(2_000);
    expect(cpuMilliseconds() - started).toBeLessThan(5_000);
  });

  test('as many errors as values cost no time', () => {
    const names = Array.from({ length: 1_000 }, (_, i) => `- ${i}`);
    const servers = Array.from({ length: 60 }, () => ({ names, ports: 1 }));
    const started = cpuMilliseconds();
    expect(problemsOf(small({ fn: { servers } })).length).toBeGreaterThanOrEqual(60);
    const wrong = small({
      fn: {
        servers: servers.map((server) => ({ ...server, ports: [{ protocol: 'tcp', port: 1 }] })),
      },
    });
    expect(problemsOf(wrong)).toHaveLength(60_000);
    expect(cpuMilliseconds() - started).toBeLessThan(5_000);
  });

  test('an object of very many members costs no time, wherever it is', () => {
    const many = Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [`a${i}`, 1]));
    const started = cpuMilliseconds();
    expect(problemsOf(JSON.stringify(many))).toHaveLength(30_003);
    expect(problemsOf(small({ server: { addressNames: many } }))).toHaveLength(30_001);
    const twice = `{"${'x'.repeat(500_000)}": {${'"a":1,'.repeat(30_000)}}}`;
    expect(problemsOf(twice).length).toBeLessThan(101);
    expect(problemsOf(twice).join('').length).toBeLessThan(20_000);
    // A tenth of it on a machine that does nothing else.
    expect(cpuMilliseconds() - started).toBeLessThan(20_000);
  });

  test('damaged files give problems or a profile that can be used, never an exception', () => {
    // A generator of its own: the same files in every run.
    let state = 12_345;
    const random = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state % below;
    };
    const pieces = [
      '"',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '//',
      '/*',
      '\\',
      '\u0000',
      '-1',
      'null',
      '::',
    ];
    let profiles = 0;
    for (let round = 0; round < 400; round++) {
      let text = EXAMPLE_PROFILE;
      for (let edit = 0; edit <= random(3); edit++) {
        const at = random(text.length);
        text = text.slice(0, at) + pieces[random(pieces.length)] + text.slice(at + random(4));
      }
      const read = readProfile(text);
      if ('profile' in read) {
        new ProfileMatcher(read.profile);
        profiles++;
      } else {
        expect(read.problems.length).toBeGreaterThan(0);
        for (const { offset } of read.problems) expect(offset).toBeLessThanOrEqual(text.length);
      }
    }
    // Many edits meet a comment.
    expect(profiles).toBeGreaterThan(20);
    expect(profiles).toBeLessThan(380);
  });
});
