// The library's exports are what was agreed on: `npm run api-report` writes the text again, to be read.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { API_REPORT, apiReport } from '../../support/api-report.ts';

test('the public interface is the one that is committed', { timeout: 60_000 }, () => {
  expect(apiReport()).toBe(readFileSync(API_REPORT, 'utf8'));
});

test('every function and class that it exports is documented', () => {
  const index = readFileSync(API_REPORT, 'utf8');
  const exported = [...index.matchAll(/^export (?:async )?(?:function|class) (\w+)/gm)];
  expect(exported.length).toBeGreaterThan(15);
  expect(index).not.toMatch(/\(undocumented\)\nexport (?:function|class)/);
});

test('pages are made of it without a warning', { timeout: 90_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-pages-'));
  execFileSync(process.execPath, ['scripts/api-pages.mjs', folder], { stdio: 'pipe' });
  expect(existsSync(join(folder, 'functions/diagnose.html'))).toBe(true);
  rmSync(folder, { recursive: true });
});
