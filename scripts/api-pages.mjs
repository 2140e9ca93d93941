// Pages of everything that the library exports, of its types and their comments: dist/api/index.html.
// TypeDoc does not take the project's TypeScript (the native compiler): it gets that of API Extractor.
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';

const { resolve } = createRequire(import.meta.url);
const compiler = pathToFileURL(
  createRequire(resolve('@microsoft/api-extractor')).resolve('typescript'),
);
const hook = `
  export const resolve = (specifier, context, next) =>
    next(specifier === 'typescript' ? '${compiler.href}' : specifier, context);
`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
const { Application } = await import('typedoc');
const application = await Application.bootstrap({
  name: 'pcap-verdict',
  entryPoints: ['src/index.ts'],
  tsconfig: 'tsconfig.types.json',
  out: process.argv[2] ?? 'dist/api',
  readme: 'none',
  excludeInternal: true,
  excludeExternals: true,
  excludePrivate: true,
  githubPages: false,
  disableSources: true,
  // Of what is not exported, the page says the name.
  validation: { notExported: false, invalidLink: true, notDocumented: false },
  treatWarningsAsErrors: true,
  // The types are checked by the project's own compiler.
  skipErrorChecking: true,
});
const project = await application.convert();
if (project === undefined) process.exit(1);
application.validate(project);
await application.generateOutputs(project);
if (application.logger.hasErrors() || application.logger.hasWarnings()) process.exit(1);
