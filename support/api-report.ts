import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Extractor, ExtractorConfig, type ExtractorLogLevel } from '@microsoft/api-extractor';

export const API_REPORT = 'test/library/api.md';

/** What the library exports, in a text that a person reads; from dist/types, which the build makes. */
export function apiReport(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-api-'));
  mkdirSync(join(folder, 'new'));
  const entry = resolve('dist/types/src/index.d.ts');
  const quiet = { default: { logLevel: 'none' as ExtractorLogLevel } };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: resolve('.'),
      mainEntryPointFilePath: entry,
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2023',
            lib: ['ES2023', 'DOM'],
            module: 'NodeNext',
            moduleResolution: 'NodeNext',
            types: ['node'],
            skipLibCheck: true,
          },
          files: [entry],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: 'library',
        reportFolder: join(folder, 'new'),
        reportTempFolder: folder,
        includeForgottenExports: false,
      },
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      dtsRollup: { enabled: false },
      messages: {
        extractorMessageReporting: quiet,
        tsdocMessageReporting: quiet,
        compilerMessageReporting: { default: { logLevel: 'error' as ExtractorLogLevel } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve('package.json'),
  });
  try {
    Extractor.invoke(config, {
      localBuild: true,
      messageCallback: (message) => {
        message.handled = message.logLevel !== 'error';
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
