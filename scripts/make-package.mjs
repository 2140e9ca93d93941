// Makes dist/ what is published (`npm pack` runs it): the built program, and one file of types for each
// entry, in which nothing but what the entry exports can be seen.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { extractApi } from '../support/api-extractor.mjs';

await import('./build.mjs');

// API Extractor's own: the project's compiler has no such interface.
const require = createRequire(import.meta.url);
const typescript = createRequire(require.resolve('@microsoft/api-extractor'))('typescript');
/** "'x' refers to a value, but is being used as a type here." */
const USED_AS_TYPE = 2749;

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
  const rollup = { enabled: true, untrimmedFilePath: resolve(types) };
  if (!extractApi(entry, { dtsRollup: rollup })) process.exit(1);
  checkTypes(types);
}

/**
 * Compiles a file of types alone. API Extractor leaves out the `typeof` of what was
 * `typeof import('./phrases.ts').grouped`: where TypeScript says so, it is put back.
 */
function checkTypes(file) {
  const options = {
    target: typescript.ScriptTarget.ES2023,
    module: typescript.ModuleKind.NodeNext,
    moduleResolution: typescript.ModuleResolutionKind.NodeNext,
    types: ['node'],
    noEmit: true,
  };
  const errorsIn = () => {
    const program = typescript.createProgram([file], options);
    return program.getSemanticDiagnostics(program.getSourceFile(file));
  };
  let text = readFileSync(file, 'utf8');
  const lost = errorsIn().filter(({ code }) => code === USED_AS_TYPE);
  for (const { start } of lost.toSorted((one, other) => other.start - one.start)) {
    text = `${text.slice(0, start)}typeof ${text.slice(start)}`;
  }
  writeFileSync(file, text);
  const [error] = errorsIn();
  if (error === undefined) return;
  const message = typescript.flattenDiagnosticMessageText(error.messageText, ' ');
  throw new Error(`${file}, character ${error.start}: ${message}`);
}
