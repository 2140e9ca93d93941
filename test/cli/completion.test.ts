import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pcapVerdict } from '../../support/cli.ts';
import { installed } from '../../support/tools.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-completion-'));
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    const { out, status } = pcapVerdict(['completion', shell]);
    expect(status).toBe(0);
    writeFileSync(join(folder, shell), out);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is typed, the last word unfinished; and what is offered for it, among others. */
const TYPED: readonly (readonly [words: readonly string[], offered: string])[] = [
  [['pac'], 'packets'],
  [['he'], 'help'],
  [['help', 'exp'], 'explain'],
  [['check', '--upd'], '--update'],
  [['packets', 'x.pcapng', '--seq'], '--sequence'],
  [['x.pcapng', '-f', 'js'], 'json'],
  [['packets', 'x.pcapng', '-f', 'cs'], 'csv'],
  [['packets', 'x.pcapng', '-t', 'rel'], 'relative'],
  [['x.pcapng', '--profile', 'cis'], 'cisco-secure-access'],
  [['explain', 'syn-re'], 'syn-reset'],
  [['fields', 'tcp.flags.s'], 'tcp.flags.syn'],
  [['packets', 'x.pcapng', '-T', 'fields', '-e', 'tcp.srcp'], 'tcp.srcport'],
  [['x.pcapng', '-Y', 'tcp.analysis.retrans'], 'tcp.analysis.retransmission'],
  [['x.pcapng', '--time-zone', 'UT'], 'UTC'],
];

describe.skipIf(!installed('bash'))('bash', () => {
  const offered = (words: readonly string[]) =>
    spawnSync(
      'bash',
      [
        '-c',
        `source "$1"; shift; COMP_WORDS=(pcap-verdict "$@"); COMP_CWORD=$#; _pcap_verdict; printf '%s\\n' "\${COMPREPLY[@]}"`,
        'bash',
        join(folder, 'bash'),
        ...words,
      ],
      { encoding: 'utf8' },
    ).stdout.split('\n');

  test.each(TYPED)('%j: %s', (words, word) => {
    expect(offered(words)).toContain(word);
  });

  test('files, where nothing else is known', () => {
    expect(offered(['README'])).toContain('README.md');
    expect(offered(['x.pcapng', '-o', 'README'])).toContain('README.md');
  });
});

describe.skipIf(!installed('fish'))('fish', () => {
  test.each(TYPED)('%j: %s', (words, word) => {
    const { stdout, stderr } = spawnSync(
      'fish',
      [
        ...['--no-config', '-c', 'source $argv[1]; complete -C "$argv[2]"'],
        ...[join(folder, 'fish'), ['pcap-verdict', ...words].join(' ')],
      ],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(stdout.split('\n').map((line) => line.split('\t', 1)[0])).toContain(word);
  });
});

describe.skipIf(!installed('zsh'))('zsh', () => {
  test('reads the script, and knows the command by it', () => {
    const { stdout, stderr } = spawnSync(
      'zsh',
      [
        ...['-f', '-c'],
        'autoload -U compinit; compinit -u -D; source $1; print $_comps[pcap-verdict] $#_pcap_verdict_fields',
        ...['zsh', join(folder, 'zsh')],
      ],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    const [name, fields] = stdout.trim().split(' ');
    expect(name).toBe('_pcap_verdict');
    expect(Number(fields)).toBeGreaterThan(1_000);
  });
});

describe.skipIf(!installed('pwsh'))('PowerShell', () => {
  test('reads the script', () => {
    const { status, stderr } = spawnSync('pwsh', [
      '-NoProfile',
      '-File',
      join(folder, 'powershell'),
    ]);
    expect([status, String(stderr)]).toEqual([0, '']);
  });
});
