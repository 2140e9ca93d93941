// Makes dist/ what is published (`npm pack` runs it): the built program, and one file of types for each
// entry, in which nothing but what the entry exports can be seen.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

await import('./build.mjs');

const quiet = { default: { logLevel: 'none' } };
const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
for (const { types } of Object.values(exports)) {
  if (types === undefined) continue;
  // dist/index.d.ts hands on what stands here.
  const [, source] = /'\.\/(types\/.*?)'/.exec(readFileSync(types, 'utf8'));
  const entry = resolve('dist', source);
  if (!existsSync(entry)) throw new Error(`${entry} is not there`);
  const text = readFileSync(entry, 'utf8');
  if (text.includes('declare module ')) {
    // What adds to another package's types stays as it is: API Extractor would leave it out.
    writeFileSync(types, text.replaceAll(/'\.\/(\w+)\.[jt]s'/g, "'./$1.js'"));
    continue;
  }
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
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: resolve(types) },
      messages: {
        extractorMessageReporting: quiet,
        tsdocMessageReporting: quiet,
        compilerMessageReporting: { default: { logLevel: 'error' } },
      },
    },
    packageJsonFullPath: resolve('package.json'),
  });
  // Its output is no business of who packs, unless something is wrong.
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = message.logLevel !== 'error';
    },
  });
  if (!succeeded) process.exit(1);
}
