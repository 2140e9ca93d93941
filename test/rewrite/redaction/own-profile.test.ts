import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../../src/diagnosis/report/report.ts';
import { FORMAT_NAMES } from '../../../src/documents/formats.ts';
import { type Profile, ProfileMatcher } from '../../../src/profiles/profile.ts';
import { PUBLIC_PRODUCTS } from '../../../src/profiles/profiles.ts';
import { parseAddress } from '../../../src/protocols/address-text.ts';
import { KeptAddresses, KeptNames, keepProfiles } from '../../../src/rewrite/redaction/kept.ts';
import { mappersUnder } from '../../../src/rewrite/redaction/mappers.ts';
import { redactedProfile } from '../../../src/rewrite/redaction/profile.ts';
import { pcapVerdict } from '../../../support/cli.ts';
import { underKey } from '../../../support/redaction-key.ts';

// What is built into it: TCP 8443 to 203.0.113.55 is dropped, all else answers (captures/README.md).
const CAPTURE = 'captures/syn-drop.pcapng';
let KEY: string[] = [];

/** Every word and address of it would tell whose it is. */
const PROFILE = {
  name: 'contoso-payroll',
  title: 'Contoso Payroll',
  functions: [
    {
      id: 'contoso-payslips',
      title: 'Contoso payslips',
      serverTitle: 'Contoso payroll servers',
      servers: [
        {
          addresses: ['203.0.113.55'],
          addressNames: { '203.0.113.55': 'payroll.contoso.example' },
          ports: [{ protocol: 'tcp', port: 8443 }],
        },
      ],
      impact: 'Nobody at Contoso sees a payslip on payroll.contoso.example.',
      remedy: ['TCP 8443 to payroll.contoso.example (203.0.113.55)'],
    },
    {
      id: 'contoso-portal',
      title: 'Contoso portal',
      serverTitle: 'Contoso web servers',
      servers: [
        { names: ['*.example.com'], ports: [{ protocol: 'tcp', port: 443 }] },
        { ranges: ['198.51.100.64/26'], ports: [{ protocol: 'tcp', port: 443 }] },
      ],
      impact: 'Contoso has no portal.',
    },
  ],
  blockPages: {
    service: 'Contoso filter',
    pages: [{ address: '203.0.113.200', reason: 'what Contoso forbids' }],
  },
  logs: [
    {
      title: "Contoso client's log",
      fileNames: ['contoso.log'],
      format: 'bracketed-lines',
      events: [
        {
          id: 'contoso-away',
          contains: ['payroll is away'],
          text: 'found Contoso away',
          kind: 'failure',
          function: 'contoso-payslips',
        },
      ],
    },
  ],
};
const SECRETS = /contoso|payroll|payslip|203\.0\.113|198\.51\.100|192\.168\.1\.|example\.com\b/i;

let folder = '';
let file = '';
let log = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
  KEY = underKey(folder);
  file = join(folder, 'contoso.json');
  log = join(folder, 'contoso.log');
  writeFileSync(file, JSON.stringify(PROFILE));
  writeFileSync(
    log,
    '2024-09-03 12:00:20 [10] [WARN] < 1> payroll is away\n2024-09-03 12:00:21 [10] [WARN] < 1> so is jane of Contoso\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => pcapVerdict([CAPTURE, '--profile', file, ...args]);
const reportOf = (...args: string[]): Report => JSON.parse(run('-f', 'json', ...args).out);

/** What of a report must not change: what is asked, what became of it, and which function it serves. */
const shape = ({ endpoints }: Report) => {
  const functions = PROFILE.functions.map(({ id }) => id);
  return endpoints.map((row) => [
    row.port,
    row.protocol,
    row.verdict,
    row.confidence,
    row.firstTime,
    row.function?.replace(/^function-/, '') ?? null,
    row.function === null ? -1 : functions.indexOf(row.function),
  ]);
};

describe("a profile of one's own under --redact", () => {
  test('tells whose it is while it is not redacted', () => {
    const { out } = run('-f', 'text');
    expect(out).toContain('drops TCP 8443 to the Contoso payroll server 203.0.113.55');
    expect(out).toContain('Nobody at Contoso sees a payslip');
  });

  test.each(FORMAT_NAMES)('-f %s: no word, name or address of it is left', (format) => {
    const { out, errors, status } = run('-f', format, ...KEY);
    expect([errors, status]).toEqual([[], 0]);
    expect(SECRETS.exec(out)).toBeNull();
    expect(out).toMatch(/function.1/i);
  });

  test('verdicts and functions stay', () => {
    const own = shape(reportOf());
    const redacted = shape(reportOf(...KEY));
    expect(redacted.map((row) => row.slice(0, 5))).toEqual(own.map((row) => row.slice(0, 5)));
    // Numbers in the profile's order, for its names.
    const numbers = own.map((row) => (row[6] === -1 ? null : String(Number(row[6]) + 1)));
    expect(new Set(numbers)).toEqual(new Set([null, '1', '2']));
    expect(redacted.map((row) => row[5])).toEqual(numbers);
    expect(JSON.stringify(reportOf(...KEY))).not.toContain('redaction-differs');
  });

  test('nor in a case with its log', () => {
    const plain = run('--logs', log).out;
    expect(plain).toContain('the client found Contoso away');
    for (const format of ['text', 'json', 'html', 'markdown']) {
      const { out, errors } = run('--logs', log, '-f', format, ...KEY);
      expect(errors).toEqual([]);
      expect(SECRETS.exec(out), format).toBeNull();
      expect(/jane/i.exec(out), format).toBeNull();
      expect(out).toContain('wrote event 1 of log 1');
    }
  });

  test('nor in the evidence', () => {
    const proof = join(folder, 'proof.pcapng');
    const args = ['evidence', CAPTURE, '--profile', file, '-o', proof, ...KEY];
    expect(pcapVerdict(args).status).toBe(0);
    const bytes = readFileSync(proof).toString('latin1');
    expect(SECRETS.exec(bytes)).toBeNull();
    expect(bytes).toContain('function 1 server');
  });

  test('--redact-keep with its name says that it is public', () => {
    const { out } = run('--redact-keep', PROFILE.name, ...KEY);
    expect(out).toContain('drops TCP 8443 to the Contoso payroll server 203.0.113.55');
    expect(out).toContain('www.example.com');
    // What is none of its servers is redacted all the same.
    expect(out).not.toContain('192.168.1.');
    expect(out).not.toContain('updates.example.org');
  });
});

test('web-and-dns, which any address fits, keeps none', () => {
  const { out, errors } = pcapVerdict([CAPTURE, '--profile', 'web-and-dns', ...KEY]);
  expect(errors).toEqual([]);
  expect(/203\.0\.113|198\.51\.100|example\.(?:com|net|org)\b/.exec(out)).toBeNull();
  expect(out).toContain('web-and-dns');
});

describe('a redacted profile finds in redacted packets what it found', () => {
  const keyed = (input: Uint8Array) => createHmac('sha256', 'key').update(input).digest();
  const addresses = new KeptAddresses();
  const names = new KeptNames();
  keepProfiles(PUBLIC_PRODUCTS, names, addresses);
  const mappers = mappersUnder(keyed, addresses, names);
  const ports = [{ protocol: 'tcp' as const, port: 443 }];
  const fn = (id: string, server: object) => ({
    id,
    title: id,
    serverTitle: id,
    marksProduct: false,
    servers: [{ ...server, ports }],
    impact: '',
    remedy: [],
  });
  const profile: Profile = {
    name: 'test',
    title: 'test',
    dnsServers: [],
    functions: [
      fn('exact', { addresses: ['10.1.2.3', '146.112.9.9', '2001:db8::1'] }),
      fn('name', { names: ['*.mail.test', 'vpn-1.test', '_sip._tcp.test'] }),
      fn('private', { ranges: ['10.1.0.0/16', '192.168.7.0/24', 'fd00:1::/32'] }),
      fn('public', { ranges: ['20.30.0.0/16', '51.100.64.0/18', '2a02:1:2::/48'] }),
    ],
  };
  const original = new ProfileMatcher(profile);
  const redacted = new ProfileMatcher(redactedProfile(profile, mappers, []));
  const both = (address: string, name?: string) => {
    const words = parseAddress(address)!;
    const one = original.match(words, 443, 'tcp', name === undefined ? [] : [name]);
    const other = redacted.match(
      mappers.addresses.words(words),
      443,
      'tcp',
      name === undefined ? [] : [mappers.names.host(name)],
    );
    expect(other?.function.id, `${address} ${name}`).toBe(one?.function.id);
    expect(other?.by).toBe(one?.by);
    return one?.function.id ?? null;
  };

  test.each([
    ['10.1.2.3', undefined, 'exact'],
    ['146.112.9.9', undefined, 'exact'],
    ['2001:db8::1', undefined, 'exact'],
    ['9.9.9.9', 'a.b.mail.test', 'name'],
    ['9.9.9.9', 'mail.test', null],
    ['9.9.9.9', 'vpn-1.test', 'name'],
    ['9.9.9.9', 'vpn-2.test', null],
    ['9.9.9.9', '_sip._tcp.test', 'name'],
  ])('%s %s: %s', (address, name, expected) => {
    expect(both(address, name)).toBe(expected);
  });

  test('any address in a range, and beside it', () => {
    const seen = new Set<string | null>();
    for (let i = 0; i < 400; i++) {
      const low = `${(i * 7) % 256}.${(i * 131) % 256}`;
      seen.add(both(`10.${i % 4}.${low}`));
      seen.add(both(`192.168.${i % 16}.${i % 256}`));
      seen.add(both(`20.${28 + (i % 4)}.${low}`));
      seen.add(both(`51.100.${i % 256}.${(i * 3) % 256}`));
      seen.add(both(`2a02:1:${i % 4}::${i.toString(16)}`));
      seen.add(both(`fd00:${i % 3}::${i.toString(16)}`));
    }
    expect(seen).toEqual(new Set([null, 'private', 'public']));
  });

  test('an address that redaction steps around its range for, as it is known', () => {
    const wide: Profile = { ...profile, functions: [fn('wide', { ranges: ['0.0.0.0/1'] })] };
    const lost: string[] = [];
    for (let i = 1; i < 127; i++) {
      const server = `${i}.2.3.4`;
      const at = mappers.addresses.words(parseAddress(server)!);
      const plain = new ProfileMatcher(redactedProfile(wide, mappers, []));
      if (plain.match(at, 443, 'tcp', []) === null) lost.push(server);
      const known = {
        server: parseAddress(server)!,
        port: 443,
        protocol: 'tcp' as const,
        function: { id: 'wide' },
      };
      const told = new ProfileMatcher(redactedProfile(wide, mappers, [known]));
      expect(told.match(at, 443, 'tcp', [])?.by, server).toBe('range');
    }
    // Else there is nothing to tell.
    expect(lost.length).toBeGreaterThan(0);
  });
});
