import { resolve } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const QUIET = { default: { logLevel: 'none' } };

/**
 * Runs API Extractor over declarations that the build made; it says nothing unless something is wrong.
 * @param {string} entry whole path of a .d.ts
 * @param {object} outputs of its configuration: `apiReport`, `dtsRollup`
 * @returns {boolean} whether it succeeded
 */
export function extractApi(entry, outputs) {
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
      apiReport: { enabled: false, reportFileName: 'unused.md' },
      dtsRollup: { enabled: false },
      ...outputs,
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: QUIET,
        tsdocMessageReporting: QUIET,
        compilerMessageReporting: { default: { logLevel: 'error' } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve('package.json'),
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = message.logLevel !== 'error';
    },
  });
  return succeeded;
}
