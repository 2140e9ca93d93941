import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { extractApi } from './api-extractor.mjs';

export const API_REPORT = 'test/library/api.md';

/** What the library exports, in a text that a person reads; from dist/types, which the build makes. */
export function apiReport(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-api-'));
  mkdirSync(join(folder, 'new'));
  const entry = resolve('dist/types/src/index.d.ts');
  try {
    extractApi(entry, {
      apiReport: {
        enabled: true,
        reportFileName: 'library',
        reportFolder: join(folder, 'new'),
        reportTempFolder: folder,
        includeForgottenExports: false,
      },
    });
    // What names only the tool and its own notes is no interface.
    return readFileSync(join(folder, 'new/library.api.md'), 'utf8')
      .replaceAll('\r\n', '\n')
      .replace(/^> Do not edit.*\n\n/m, '')
      .replace(/\n\/\/ @public(?: \(undocumented\))?(?=\n)/g, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
