import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { resultsText } from '../../src/cli/wireshark/results.ts';
import { reportOf } from '../../support/shipped-captures.ts';

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
if (!hasTshark) console.warn('skipped: the plug-in in tshark, which is not installed');

const folder = mkdtempSync(join(tmpdir(), 'wireshark-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A home of its own for each test: nobody's own settings count, or are touched. */
let home = '';
let env: NodeJS.ProcessEnv = {};
beforeEach(() => {
  home = mkdtempSync(join(folder, 'home-'));
  env = { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: join(home, '.config') };
});

function wireshark(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['dist/cli/main.js', 'wireshark', ...args],
    { env, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

function filesOf(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

/** Lines of tshark with the plug-in, as it is installed. */
function tshark(capture: string, filter: string, fields: readonly string[], results: string) {
  const { status, stdout, stderr } = spawnSync(
    'tshark',
    [
      ...['-n', '-r', capture, '-o', `pcap_verdict.results:${results}`, '-Y', filter],
      ...['-T', 'fields', ...fields.flatMap((field) => ['-e', field])],
    ],
    { env, encoding: 'utf8' },
  );
  expect(stderr.replace(/^Running as user.*\n/gm, '')).toBe('');
  expect(status).toBe(0);
  return stdout.trimEnd().split('\n');
}

describe('the plug-in for Wireshark', () => {
  test('install, status, remove: nothing is left', () => {
    expect(wireshark('status').stdout).toContain('not installed');
    const { status, stdout } = wireshark('install');
    expect(status).toBe(0);
    expect(stdout).toContain('Tools → pcap-verdict');
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(wireshark('status').stdout).toMatch(
      new RegExp(`^plug-in  ${home}.*pcap-verdict\\.lua, version ${version}\nprofile  ${home}`),
    );
    expect(filesOf(home).length).toBeGreaterThan(3);
    // Twice is once.
    const before = filesOf(home).map((path) => readFileSync(path, 'utf8'));
    expect(wireshark('install').status).toBe(0);
    expect(filesOf(home).map((path) => readFileSync(path, 'utf8'))).toEqual(before);
    expect(wireshark('remove').stdout).toMatch(/^removed .*\nremoved .*\n$/);
    expect(filesOf(home)).toEqual([]);
    expect(wireshark('remove').stdout).toBe('nothing was installed\n');
  });

  test("what is the user's stays: a profile of that name, rules, other plug-ins", () => {
    const configuration = join(home, '.config/wireshark');
    const own = join(configuration, 'profiles/pcap-verdict');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'preferences'), 'mine');
    const refused = wireshark('install');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('is a profile of yours');
    expect(filesOf(home)).toEqual([join(own, 'preferences')]);
    expect(wireshark('remove').stdout).toBe('nothing was installed\n');
    expect(readFileSync(join(own, 'preferences'), 'utf8')).toBe('mine');

    rmSync(own, { recursive: true });
    const rules = '@mine@tcp@[1,2,3][4,5,6]\n';
    writeFileSync(join(configuration, 'colorfilters'), rules);
    wireshark('install');
    expect(readFileSync(join(own, 'colorfilters'), 'utf8')).toMatch(/^@pcap-verdict.*\n@mine@tcp/s);
    wireshark('remove');
    expect(readFileSync(join(configuration, 'colorfilters'), 'utf8')).toBe(rules);
    expect(existsSync(own)).toBe(false);
  });

  test('the profile of the default keeps its preferences, and a command with quotes works', () => {
    const configuration = join(home, '.config/wireshark');
    mkdirSync(configuration, { recursive: true });
    writeFileSync(join(configuration, 'preferences'), 'gui.column.format: \n');
    const { status } = wireshark('install');
    expect(status).toBe(0);
    const copied = join(configuration, 'profiles/pcap-verdict/preferences');
    expect(readFileSync(copied, 'utf8')).toBe('gui.column.format: \n');
    const [plugin] = filesOf(home).filter((path) => path.endsWith('.lua'));
    const [, command] = /^local COMMAND = \{ (.*) \}$/m.exec(readFileSync(plugin, 'utf8'))!;
    expect(JSON.parse(`[${command}]`)).toEqual([
      process.execPath,
      join(process.cwd(), 'dist/cli/main.js'),
    ]);
  });

  test('results: endpoints and cited frames, nothing that a capture could have written', async () => {
    const { status, stdout } = wireshark('results', 'captures/syn-drop.pcapng');
    expect(status).toBe(0);
    const report = await reportOf('syn-drop.pcapng');
    expect(stdout).toBe(resultsText(report));
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toContain(
      'endpoint\t192.168.1.21\t203.0.113.55\ttcp\t8443\tdrop\tmedium\tsyn-only-retransmits',
    );
    expect(lines.filter((line) => line.startsWith('frame\t'))).toHaveLength(8);
    for (const line of lines) {
      expect(line).toMatch(/^(?:endpoint(?:\t[\w.:,-]*){7}|frame\t\d+\t\d+\t[\w-]+)$/);
    }
  });

  test.each([
    [['results']],
    [['results', 'captures/healthy.pcapng', 'captures/syn-drop.pcapng']],
    [['install', 'captures/healthy.pcapng']],
    [['results', 'no-such-file.pcapng']],
  ])('wrong usage: %s', (args) => {
    const { status, stdout } = wireshark(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(filesOf(home)).toEqual([]);
  });

  test.skipIf(!hasTshark)('its fields in tshark are those of the report', async () => {
    wireshark('install');
    const results = join(home, 'results.tsv');
    for (const name of ['syn-drop.pcapng', 'clienthello-reset.pcapng', 'dns-drop-ipv6.pcapng']) {
      const capture = `captures/${name}`;
      expect(wireshark('results', capture, '--results', results).status).toBe(0);
      const report = await reportOf(name);
      const cited = report.endpoints
        .filter(({ verdict }) => verdict !== 'answered')
        .flatMap(({ evidence }) => evidence.flatMap(({ frames }) => frames));
      const frames = tshark(capture, 'pcap_verdict.evidence', ['frame.number'], results);
      expect(frames.map(Number)).toEqual([...new Set(cited)].sort((a, b) => a - b));
      const failing = report.endpoints.find(({ verdict }) => verdict !== 'answered')!;
      const { client, server, protocol, port, verdict, confidence } = failing;
      const ip = server.includes(':') ? 'ipv6' : 'ip';
      // By the addresses themselves, as Wireshark filters them.
      const conversation = `${ip}.addr == ${client} && ${ip}.addr == ${server} && ${protocol}.port == ${port} && !icmp && !icmpv6`;
      const fields = ['pcap_verdict.verdict', 'pcap_verdict.confidence', 'pcap_verdict.endpoint'];
      const lines = new Set(tshark(capture, conversation, fields, results));
      expect([...lines]).toEqual([
        `${verdict}\t${confidence}\t${client} → ${server} ${protocol} ${port}`,
      ]);
    }
  });

  test.skipIf(!hasTshark)("filters of the profile's colours and buttons are Wireshark's", () => {
    wireshark('install');
    const results = join(home, 'results.tsv');
    wireshark('results', 'captures/syn-drop.pcapng', '--results', results);
    const profile = join(home, '.config/wireshark/profiles/pcap-verdict');
    const rules = readFileSync(join(profile, 'colorfilters'), 'utf8').trimEnd().split('\n');
    const buttons = readFileSync(join(profile, 'dfilter_buttons'), 'utf8').trimEnd().split('\n');
    const filters = [
      // Wireshark's own come behind ours.
      ...rules.filter((line) => line.startsWith('@pcap-verdict')).map((line) => line.split('@')[2]),
      ...buttons.map((line) => JSON.parse(`[${line.replaceAll('\\x22', '\\"')}]`)[2] as string),
    ];
    expect(filters.length).toBeGreaterThan(7);
    for (const filter of filters) {
      tshark('captures/syn-drop.pcapng', filter, ['frame.number'], results);
    }
    expect(dirname(profile)).toContain('profiles');
  });
});
