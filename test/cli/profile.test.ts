import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadProfile } from '../../src/cli/profile-file.ts';
import { FORMAT_NAMES, FORMATS } from '../../src/documents/formats.ts';
import { diagnose, openCapture, type Report } from '../../src/index.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { pcapVerdict } from '../../support/cli.ts';
import { forbiddenCharacter, lineEnds } from '../../support/fuzz/pipeline.ts';
import { HOSTILE_NAMES } from '../hostile/hostile-packets.ts';

// What is built into it: TCP 8443 to 203.0.113.55 is dropped, all else answers (captures/README.md).
const CAPTURE = 'captures/syn-drop.pcapng';

/** A product that there is not, with comments as a person writes them. */
const TICKETS = `{
  "name": "acme-tickets",
  "title": "ACME Tickets",
  "functions": [
    {
      "id": "booking", "title": "Booking", "serverTitle": "booking servers",
      "servers": [
        { "addresses": ["203.0.113.55"], "ports": [{ "protocol": "tcp", "port": 8443 }] },
      ],
      "impact": "The counter shows \\"No line\\".",
      "remedy": ["TCP 8443 to booking.acme.example"], // as the manual says
    },
    {
      "id": "portal", "title": "Portal", "serverTitle": "portal servers",
      "servers": [
        { "names": ["www.example.com"], "ports": [{ "protocol": "tcp", "port": 443 }] },
      ],
      "impact": "There is no portal.",
    },
  ],
  "logs": [
    {
      "title": "counter's log", "fileNames": ["counter.log"], "format": "bracketed-lines",
      "events": [
        { "id": "no-line", "contains": ["line to", "lost"], "text": "lost its line", "kind": "failure", "function": "booking" },
      ],
    },
  ],
}`;

let folder = '';
let tickets = '';
const path = (name: string) => join(folder, name);
const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(path(name), content);
  return path(name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
  tickets = write('tickets.jsonc', TICKETS);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('pcap-verdict profile', () => {
  const profile = (...args: string[]) => pcapVerdict(['profile', ...args]);

  test('list: the default', () => {
    expect(profile().out).toMatch(/^cisco-secure-access {2}.*\nweb-and-dns {10}.*\ngeneric {14}/);
    expect(profile('list').out).toBe(profile().out);
  });

  test('show: JSON of a shipped one, to begin with', () => {
    const shown = JSON.parse(profile('show', 'web-and-dns').out);
    const own = write('own.json', JSON.stringify({ ...shown, name: 'own' }));
    expect(profile('check', own)).toEqual({
      out: `${own}: profile own: Name resolution, Web access\n`,
      errors: [],
      status: 0,
    });
    expect(profile('show', 'nope')).toMatchObject({
      out: '',
      errors: [
        'pcap-verdict: no shipped profile "nope"',
        'Shipped are cisco-secure-access, web-and-dns, generic.',
      ],
      status: 2,
    });
  });

  test('init: an example that is right, and nothing is overwritten', () => {
    const file = path('example.jsonc');
    expect(profile('init', file)).toEqual({ out: '', errors: [], status: 0 });
    expect(readFileSync(file, 'utf8')).toBe(profile('init').out);
    expect(profile('check', file).out).toContain('profile example-vpn: Remote access');
    writeFileSync(file, 'mine');
    expect(profile('init', file).status).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(profile('init', path('no/such.jsonc')).errors[0]).toContain('there is no such folder');
  });

  test('schema: what the package ships', () => {
    expect(JSON.parse(profile('schema').out)).toEqual(
      JSON.parse(readFileSync('src/profiles/profile.schema.json', 'utf8')),
    );
  });

  test('check: what is wrong, at most five errors', () => {
    const wrong = write(
      'wrong.json',
      '{\n  "name": "own",\n  "title": "",\n  "functions": [1, 2, 3, 4, 5, 6]\n}',
    );
    const { errors, out, status } = profile('check', wrong);
    expect([out, status]).toEqual(['', 2]);
    expect(errors).toHaveLength(6);
    expect(errors[0]).toMatch(/^pcap-verdict: .*wrong\.json:3:12: title: the text is empty/);
    expect(errors[1]).toMatch(/^[^ ]*wrong\.json:4:17: functions\[0\]: 1 is not an object/);
    expect(errors[5]).toBe('and 2 more errors');
  });
});

describe('--profile', () => {
  const errorsOf = (profile: string) => {
    const { errors, out, status } = pcapVerdict([CAPTURE, '--profile', profile]);
    expect([out, status]).toEqual(['', 2]);
    expect(errors.length).toBeLessThanOrEqual(6);
    return errors;
  };

  test('of a name that is neither shipped nor a file', () => {
    expect(errorsOf('nope')).toEqual([
      'pcap-verdict: no profile "nope": it is neither shipped nor a file',
      'Shipped are cisco-secure-access, web-and-dns, generic; `pcap-verdict profile init FILE` writes an example to begin with.',
    ]);
  });

  test('of what is no profile', () => {
    expect(errorsOf(folder)[0]).toContain('is a folder; a profile is a file');
    expect(errorsOf(CAPTURE)[0]).toContain('is not UTF-8 text');
    expect(errorsOf('-')[0]).toContain('not from standard input');
    expect(errorsOf('/dev/zero')[0]).toContain('longer than 1048576 bytes');
    expect(errorsOf(write('long.json', ' '.repeat(1_048_577)))[0]).toContain('longer than');
    expect(errorsOf(write('text.json', 'hello'))[0]).toContain('text.json:1:1: texts and names');
    expect(errorsOf(write('utf16.json', Buffer.from(`\ufeff${TICKETS}`, 'utf16le')))[1]).toContain(
      'UTF-8',
    );
  });

  test('an error moves no terminal', () => {
    const content = JSON.stringify({ '\u001b]0;owned\u0007\u202e': 1, name: '\u009b2J' });
    const lines = errorsOf(write('\u001b[2Jx\u202e.json', content));
    expect(lines.length).toBeGreaterThan(2);
    expect(forbiddenCharacter(lines.join('\n'))).toBeNull();
    // JSON has no bare control characters.
    const bare = errorsOf(write('bare.json', '{"\u001b]0;owned\u0007": 1}'));
    expect(bare[0]).toContain('a control character stands in a text');
    expect(forbiddenCharacter(bare.join('\n'))).toBeNull();
  });

  test('a byte order mark and Windows line ends are no error, and move no line', async () => {
    const windows = `\ufeff${TICKETS.replaceAll('\n', '\r\n')}`;
    expect((await loadProfile(write('windows.jsonc', windows)))?.name).toBe('acme-tickets');
    const broken = write('broken.jsonc', windows.replace('"title": "ACME', '"title": 1, "x": "'));
    expect(pcapVerdict(['profile', 'check', broken]).errors[0]).toContain(
      'broken.jsonc:3:12: title',
    );
  });

  test('a shipped name comes before a file', async () => {
    expect(await loadProfile('generic')).toBe(GENERIC_PROFILE);
    expect(await loadProfile(undefined)).toBeUndefined();
  });
});

describe('a product that the program has never heard of', () => {
  const run = (...args: string[]) => pcapVerdict([CAPTURE, '--profile', tickets, ...args]);

  test('the report speaks its words', () => {
    const { out, errors, status } = run();
    expect([errors, status]).toEqual([[], 0]);
    const text = out.replace(/\s+/g, ' ');
    expect(text).toContain(
      'DROP: A firewall drops TCP 8443 to the booking server 203.0.113.55: Booking fails.',
    );
    expect(text).toContain('The counter shows "No line".');
    expect(text).toContain('- Allow TCP 8443 to booking.acme.example.');
    expect(out).toContain('Profile    acme-tickets\n');
  });

  test.each(FORMAT_NAMES)('-f %s names it', (format) => {
    const { out, errors } = run('-f', format);
    expect(errors).toEqual([]);
    expect(out).toContain('booking server');
    expect(out).toMatch(/acme-tickets|ACME Tickets/);
  });

  test('the JSON report has functions and titles', () => {
    const report: Report = JSON.parse(run('-f', 'json').out);
    expect(report.product).toEqual({
      title: 'ACME Tickets',
      functions: [
        { id: 'booking', title: 'Booking', opens: [] },
        { id: 'portal', title: 'Portal', opens: [] },
      ],
    });
    const functions = report.endpoints.map((row) => [row.server, row.port, row.function]);
    expect(functions.filter(([, , id]) => id !== null)).toEqual([
      ['203.0.113.55', 8443, 'booking'],
      ['203.0.113.20', 443, 'portal'],
    ]);
  });

  test('its log is known by its texts, and stands beside the packets', () => {
    const log = write(
      'counter.log',
      [
        '2024-09-03 10:00:01 [7] [INFO] < 1> counter begins',
        '2024-09-03 10:00:30 [7] [WARN] < 1> the line to the server is lost',
        '',
      ].join('\n'),
    );
    const { out, errors } = run('--logs', log, '--log-time-zone', 'UTC');
    expect(errors).toEqual([]);
    const text = out.replace(/\s+/g, ' ');
    expect(text).toContain("counter's log, 2 records, 1 known");
    expect(text).toContain('the client lost its line');
  });

  test('check and evidence take it, too', () => {
    const capture = write('case.pcapng', readFileSync(CAPTURE));
    write(
      'case.pcapng.expect.yaml',
      'profile: acme-tickets\nendpoints:\n  203.0.113.55 tcp 8443: { verdict: drop, function: booking }\n',
    );
    const checked = pcapVerdict(['check', capture, '--profile', tickets]);
    expect([checked.errors, checked.status]).toEqual([[], 0]);
    expect(pcapVerdict(['check', capture]).status).toBe(1);
    const proof = path('proof.pcapng');
    const args = ['evidence', capture, '--profile', tickets, '-o', proof];
    expect(pcapVerdict(args).status).toBe(0);
    expect(readFileSync(proof).toString('latin1')).toContain('booking server');
  });
});

describe('hostile texts of a profile', () => {
  const TEXTS = [
    ...HOSTILE_NAMES,
    '<img src=x onerror=alert(1)>',
    '"><script>alert(1)</script>',
    '[click](https://evil.example)',
    '![pixel](https://evil.example/p.png)',
    ']]></failure>',
    '**bold** `code` | a | b |',
    '\u001b]0;owned\u0007\u001b[2J',
    'a\u202eb\u2028c',
  ].map((text) => text.slice(0, 80));
  const renderer = new MarkdownIt({ html: true, linkify: true });
  const structure = (page: string) => page.match(/<\/?[a-z][a-z0-9]*/gi)?.join('') ?? '';

  async function reportWith(text: string): Promise<Report> {
    const file = write(
      'hostile.json',
      JSON.stringify({
        name: 'hostile',
        title: text,
        functions: [
          {
            id: 'one',
            title: text,
            serverTitle: text,
            servers: [{ addresses: ['203.0.113.55'], ports: [{ protocol: 'tcp', port: 8443 }] }],
            impact: text,
            remedy: [text],
          },
        ],
      }),
    );
    return diagnose(await openCapture(CAPTURE), { profile: (await loadProfile(file))! });
  }

  let plain: Report;
  const hostile: { text: string; report: Report }[] = [];
  beforeAll(async () => {
    plain = await reportWith('plain');
    for (const text of TEXTS) {
      if (text !== '') hostile.push({ text, report: await reportWith(text) });
    }
  });

  test.each(FORMAT_NAMES)('are harmless text in -f %s', async (format) => {
    const { render } = await FORMATS[format].load();
    const rendered = (report: Report) => render(report, { color: false, width: 80 });
    const expected = structure(rendered(plain));
    expect(hostile.length).toBeGreaterThan(10);
    for (const { text, report } of hostile) {
      const page = rendered(report);
      expect(forbiddenCharacter(page, lineEnds(format)), text).toBeNull();
      if (format === 'html' || format === 'junit') expect(structure(page), text).toBe(expected);
      if (format === 'markdown') {
        expect(renderer.render(page).match(/<(?:a|img|script|em)\b[^>]*>/g), text).toBeNull();
      }
      if (format === 'json' || format === 'sarif') JSON.parse(page);
    }
  });
});
