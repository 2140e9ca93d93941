// Builds dist/web/: one page that works from a disk (`pcap-verdict.html`, all in one file), and a folder for a
// web server (`index.html` with its parts), which can be installed and then works without one.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build, transform } from 'esbuild';
import { ALIASES } from './bundle-aliases.mjs';

const [OUT = 'dist/web'] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const TARGET = ['chrome110', 'firefox115', 'safari16.4'];
const [PAGE, WORKER, HASH] = ['page-main', 'worker-main', 'hash-main'].map(
  (module) => `src/web/${module}.ts`,
);
/** What a first diagnosis loads beside what its entries import. */
const FIRST = ['documents/emit-html', 'track/packet-annotator', 'words/say'].map(
  (module) => `src/${module}.ts`,
);

/** What the page is named and looks like, from the sources themselves. */
async function sources() {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { STYLE } from './src/documents/html/style.ts';
export { PAGE_STYLE } from './src/web/style.ts';
export { PAGE_WORDS } from './src/words/page.ts';`,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    write: false,
  });
  return import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
}

/** The text report's table knows colours of a terminal, by a package that asks Node for it. */
const withoutColours = {
  name: 'without-colours',
  setup(builder) {
    builder.onResolve({ filter: /^@colors\/colors/ }, ({ path }) => ({ path, namespace: 'none' }));
    builder.onLoad({ filter: /./, namespace: 'none' }, () => ({ contents: 'module.exports = {}' }));
  },
};

/** Of the manifest the program says its version alone. */
const manifestOfVersion = {
  name: 'version',
  setup(builder) {
    builder.onLoad({ filter: /[\\/]package\.json$/ }, ({ path }) => {
      const { name, version } = JSON.parse(readFileSync(path, 'utf8'));
      if (name !== 'pcap-verdict') return undefined;
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** Of zip.js what reads, by the browser's own DecompressionStream: a fifth of it, and nothing that starts workers. */
const zipReader = {
  name: 'zip-reader',
  setup(builder) {
    builder.onResolve({ filter: /^@zip\.js\/zip\.js$/ }, ({ path }) => ({
      path,
      namespace: 'zip',
    }));
    builder.onLoad({ filter: /./, namespace: 'zip' }, () => ({
      contents: ['zip-reader', 'io']
        .map((file) => `export * from './node_modules/@zip.js/zip.js/lib/core/${file}.js';`)
        .join('\n'),
      resolveDir: process.cwd(),
    }));
  },
};

/** The page's policy forbids code that is written while it runs: ajv's is written here. */
const writtenValidator = {
  name: 'written-validator',
  setup(builder) {
    builder.onLoad({ filter: /[\\/]tasks[\\/]profile-validator\.ts$/ }, () => {
      const schema = JSON.parse(readFileSync('src/profiles/profile.schema.json', 'utf8'));
      const code = { source: true, esm: true };
      const ajv = new Ajv2020({ allErrors: true, verbose: true, useDefaults: true, code });
      return {
        contents: standaloneCode(ajv, { validate: ajv.addSchema(schema, 'profile') && 'profile' }),
        resolveDir: process.cwd(),
      };
    });
  },
};

/**
 * One row has all that a protocol's folder holds, and a first diagnosis needs what writes the packet list alone:
 * who imports the table is given its columns of it.
 */
const COLUMNS = [
  [/[\\/]info[\\/]describe\.ts$/, ['info']],
  [/[\\/]fields[\\/]registry\.ts$/, ['fields']],
  [/[\\/]packet-redactor\.ts$/, ['redact']],
];
const protocolColumns = {
  name: 'protocol-columns',
  setup(builder) {
    builder.onResolve({ filter: /[\\/]protocol-parts\.ts$/ }, ({ path, importer, resolveDir }) => {
      const columns = COLUMNS.find(([file]) => file.test(importer))?.[1];
      if (columns === undefined) return undefined;
      return { path: resolve(resolveDir, path), suffix: `?${columns}`, sideEffects: false };
    });
    builder.onLoad({ filter: /[\\/]protocol-parts\.ts$/ }, ({ path, suffix }) => {
      if (suffix === '') return undefined;
      const others = ['info', 'fields', 'redact'].filter((column) => !suffix.includes(column));
      const value = /(?:\[[^\]]*\]|\w+)/.source;
      const column = new RegExp(`\\b(?:${others.join('|')}): ${value},?(?=\\s)`, 'g');
      return { contents: readFileSync(path, 'utf8').replace(column, ''), loader: 'ts' };
    });
  },
};

const common = {
  bundle: true,
  minify: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: TARGET,
  // esbuild writes no `</script` into its output.
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  write: false,
  outdir: '/parts',
  chunkNames: '[name]-[hash]',
  entryNames: '[name]-[hash]',
  entryPoints: [PAGE, WORKER, HASH],
  alias: { 'jsonc-parser': ALIASES['jsonc-parser'] },
};
const plugins = [withoutColours, manifestOfVersion, zipReader, writtenValidator, protocolColumns];

const nameOf = (path) => basename(path);

/** What is loaded with a chunk, itself included. */
function closureOf(outputs, path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  for (const { kind, path: next } of outputs[path].imports) {
    if (kind === 'import-statement' && outputs[next] !== undefined) closureOf(outputs, next, found);
  }
  return found;
}

/**
 * Has whatever is loaded later import all that a first diagnosis has: esbuild puts what the same entries need
 * into one chunk, and there are few files to ask for in place of dozens.
 */
async function firstTogether() {
  const { metafile } = await build({ ...common, plugins });
  const { outputs } = metafile;
  const entries = Object.keys(outputs).filter((path) => outputs[path].entryPoint !== undefined);
  const isFirst = (path) => [WORKER, ...FIRST].includes(outputs[path].entryPoint);
  const first = new Set(entries.filter(isFirst).flatMap((path) => [...closureOf(outputs, path)]));
  const modules = [...first].flatMap((path) => Object.keys(outputs[path].inputs));
  const ofFirst = modules.filter((path) => /^src\/.*\.ts$/.test(path) && path !== WORKER);
  const later = new Set(
    entries
      .map((path) => outputs[path].entryPoint)
      .filter((path) => path !== PAGE && path !== HASH && path.endsWith('.ts')),
  );
  return {
    name: 'first-together',
    setup(builder) {
      builder.onResolve({ filter: /^first-diagnosis$/ }, ({ path }) => ({
        ...{ path, namespace: 'first', sideEffects: true },
      }));
      builder.onLoad({ filter: /./, namespace: 'first' }, () => ({
        contents: ofFirst.map((path) => `import './${path}';`).join('\n'),
        resolveDir: process.cwd(),
      }));
      builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const entry = [...later].find((one) => resolve(one) === path);
        if (entry === undefined || path.endsWith('profile-validator.ts')) return undefined;
        const text = readFileSync(path, 'utf8');
        return { contents: `${text}\nimport 'first-diagnosis';`, loader: 'ts' };
      });
    },
  };
}

/** The parts by name: their text, what each imports at once, and those of a first diagnosis. */
async function parts() {
  const { outputFiles, metafile } = await build({
    ...common,
    plugins: [...plugins, await firstTogether()],
    // It is for the chunk that they are imported, not for what they do.
    logOverride: { 'ignored-bare-import': 'silent' },
  });
  const { outputs } = metafile;
  const entry = (source) =>
    Object.keys(outputs).find((path) => outputs[path].entryPoint === source);
  const withThem = (source) => [...closureOf(outputs, entry(source))].map(nameOf);
  return {
    metafile,
    texts: new Map(outputFiles.map(({ path, text }) => [nameOf(path), text.trim()])),
    imports: (name) =>
      Object.entries(outputs)
        .find(([path]) => nameOf(path) === name)[1]
        .imports.filter(({ kind }) => kind === 'import-statement')
        .map(({ path }) => nameOf(path)),
    page: nameOf(entry(PAGE)),
    worker: nameOf(entry(WORKER)),
    hash: nameOf(entry(HASH)),
    ofPage: withThem(PAGE),
    ofWorker: [...new Set([WORKER, ...FIRST].flatMap(withThem))],
    ofHash: withThem(HASH),
  };
}

const sha256 = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** What the page may do: run its own script and style, start that script as a worker, and nothing else. */
function policy(code, styles, scripts, more = {}) {
  const rules = {
    'default-src': "'none'",
    'connect-src': "'none'",
    'form-action': "'none'",
    'base-uri': "'none'",
    'script-src': `${sha256(code)} ${scripts}`,
    'style-src': styles.map(sha256).join(' '),
    'worker-src': 'blob:',
    ...more,
  };
  return Object.entries(rules)
    .map((rule) => rule.join(' '))
    .join('; ');
}

function page(code, { STYLE, PAGE_STYLE, PAGE_WORDS }, { head = '', data = '', scripts, rules }) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(code, [STYLE, PAGE_STYLE], scripts, rules)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(PAGE_WORDS.en.title)}</title>
${head}<style>${STYLE}</style>
<style>${PAGE_STYLE}</style>
</head>
<body>
${data}<script>${code}</script>
</body>
</html>
`;
}

const minified = async (code) =>
  (await transform(code, { minify: true, target: TARGET })).code.trim();

/**
 * Loads parts of a page that is one file, there and in its worker: each is compressed text, which becomes a
 * script of its own (`blob:`) when it is asked for, after those that it imports.
 */
const LOADER = `
const urls = new Map();
const urlOf = (name) => {
  if (!urls.has(name)) urls.set(name, made(name));
  return urls.get(name);
};
const made = async (name) => {
  const stream = parts.get(name).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  let text = await new Response(stream).text();
  for (const one of new Set(text.match(/part:[\\w-]+\\.js/g))) {
    text = text.replaceAll(one, await urlOf(one.slice(5)));
  }
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
};
globalThis.part = async (name) => import(await urlOf(name));`;

/** All in one file. A worker from \`file://\` can have no script but what the page hands to it. */
async function singleFile({ texts, imports, page: pageName, worker, hash }, found) {
  checkNoCircle(texts, imports);
  const packed = [...texts].map(([name, text]) => {
    const own = text
      .replaceAll(/\b(from|import)\s*"\.\/([\w-]+\.js)"/g, '$1"part:$2"')
      .replaceAll(/\bimport\("\.\/([\w-]+\.js)"\)/g, 'part("$1")');
    if (/\b(?:from|import)[\s(]*["'`]\.\//.test(own))
      throw new Error(`${name} imports in a way that is not known here`);
    return [name, deflateRawSync(own, { level: 9 }).toString('base64')];
  });
  // What comes before the worker's script is there waits.
  const workerCode = await minified(`onmessage = ({ data: { parts, name } }) => {
  const waiting = [];
  onmessage = ({ data }) => waiting.push({ data });
  ${LOADER}
  part(name).then(() => {
    for (const message of waiting) onmessage(message);
  });
};`);
  const code = await minified(`{
  const parts = new Map(Object.entries(JSON.parse(document.getElementById('parts').textContent)).map(
    ([name, text]) => [name, new Blob([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))])],
  ));
  ${LOADER}
  const url = URL.createObjectURL(new Blob([${JSON.stringify(workerCode)}], { type: 'text/javascript' }));
  const names = ${JSON.stringify({ judge: worker, hash })};
  part(${JSON.stringify(pageName)}).then(({ main }) => main((which) => {
    const worker = new Worker(url);
    worker.postMessage({ parts, name: names[which] });
    return worker;
  }));
}`);
  const data = `<script type="application/json" id="parts">${JSON.stringify(Object.fromEntries(packed))}</script>\n`;
  return page(code, found, { data, scripts: 'blob:' });
}

/** A script that is imported must be there before who imports it. */
function checkNoCircle(texts, imports) {
  const done = new Set();
  const visit = (name, path) => {
    if (path.includes(name)) throw new Error(`parts import in a circle: ${path.join(', ')}`);
    if (done.has(name)) return;
    for (const next of imports(name)) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of texts.keys()) visit(name, []);
}

/** For a web server. Its worker is handed over too: so it has the page's policy, which one of an address has not. */
async function servedPage({ page: pageName, ofPage, ofWorker, ofHash, worker, hash }, found) {
  // Who begins comes last; the others are asked for together.
  const lists = {
    judge: [...ofWorker.filter((name) => name !== worker), worker],
    hash: [...ofHash.filter((name) => name !== hash), hash],
  };
  const code = await minified(`{
  const place = new URL('parts/', location.href).href;
  const lists = ${JSON.stringify(lists)};
  const urls = {};
  const urlOf = (which) => urls[which] ??= URL.createObjectURL(new Blob(
    lists[which].map((name) => 'import "' + place + name + '";'), { type: 'text/javascript' },
  ));
  import(place + ${JSON.stringify(pageName)})
    .then(({ main }) => main((which) => new Worker(urlOf(which), { type: 'module' })));
}`);
  const preloads = ofPage.map((name) => `<link rel="modulepreload" href="parts/${name}">\n`);
  return page(code, found, {
    head: `<link rel="manifest" href="manifest.webmanifest">\n<link rel="icon" href="icon.svg">\n${preloads.join('')}`,
    scripts: "'self'",
    rules: { 'worker-src': "blob: 'self'", 'manifest-src': "'self'", 'img-src': "'self'" },
  });
}

/** What makes the folder on a web server something to install (Web Application Manifest, W3C). */
const manifest = ({ title, claim }) => ({
  name: title,
  short_name: title,
  description: claim,
  start_url: './',
  scope: './',
  display: 'standalone',
  icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' }],
});

/** A verdict: a packet that comes to a wall. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="12" fill="#0b57a4"/><path d="M10 32h24m-9-9 9 9-9 9" fill="none" stroke="#fff" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/><path d="M46 14v36" stroke="#fff" stroke-width="8" stroke-linecap="round"/></svg>
`;

/**
 * Keeps the page, so that it opens without a network: what a first diagnosis needs when it is installed, the
 * other parts when the page says so. Asks for nothing else, ever.
 */
const serviceWorker = (version, first, later) => `const KEPT = 'pcap-verdict-${version}';
const FIRST = ${JSON.stringify(first)};
const LATER = ${JSON.stringify(later)};
const keep = async (files) => {
  const cache = await caches.open(KEPT);
  await Promise.all(files.map(async (file) => (await cache.match(file)) ?? cache.add(file)));
};
addEventListener('install', (event) => {
  event.waitUntil(keep(FIRST).then(() => skipWaiting()));
});
addEventListener('activate', (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(
      names.filter((name) => name.startsWith('pcap-verdict-') && name !== KEPT).map((name) => caches.delete(name)),
    )).then(() => clients.claim()),
  );
});
addEventListener('message', (event) => {
  if (event.data === 'keep') event.waitUntil(keep(LATER));
});
addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET' || !event.request.url.startsWith(registration.scope)) return;
  event.respondWith(caches.match(event.request, { ignoreSearch: true }).then((kept) => kept ?? fetch(event.request)));
});
`;

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;
const brotli = (bytes) => brotliCompressSync(bytes).length;
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

const built = await parts();
const found = await sources();
rmSync(`${OUT}/parts`, { recursive: true, force: true });
mkdirSync(`${OUT}/parts`, { recursive: true });
const whole = Buffer.from(await singleFile(built, found));
writeFileSync(`${OUT}/pcap-verdict.html`, whole);
for (const [name, text] of built.texts) writeFileSync(`${OUT}/parts/${name}`, text);
const served = await servedPage(built, found);
writeFileSync(`${OUT}/index.html`, served);
writeFileSync(
  `${OUT}/manifest.webmanifest`,
  `${JSON.stringify(manifest(found.PAGE_WORDS.en), null, 2)}\n`,
);
writeFileSync(`${OUT}/icon.svg`, ICON);
const isFirst = new Set([...built.ofPage, ...built.ofWorker, ...built.ofHash]);
const names = [...built.texts.keys()];
const pathsOf = (some) => some.map((name) => `parts/${name}`);
const firstFiles = ['./', 'index.html', 'manifest.webmanifest', 'icon.svg'];
const version = createHash('sha256').update(served).update(names.join()).digest('hex').slice(0, 16);
writeFileSync(
  `${OUT}/sw.js`,
  serviceWorker(
    version,
    [...firstFiles, ...pathsOf([...isFirst])],
    pathsOf(names.filter((name) => !isFirst.has(name))),
  ),
);
if (process.argv.includes('--meta')) {
  writeFileSync(`${OUT}/meta.json`, JSON.stringify(built.metafile));
}

/** Bytes that a server sends: each file is compressed by itself. */
const sizes = (title, texts) =>
  console.log(
    `${title}: ${texts.length} files, ${sum(texts.map((text) => Buffer.byteLength(text)))} bytes, ${sum(texts.map(gzip))} gzip, ${sum(texts.map(brotli))} brotli`,
  );
// Brotli takes as long as all that was built: not where nobody reads it.
if (!process.argv.includes('--quiet')) {
  const firstTexts = [...isFirst].map((name) => built.texts.get(name));
  sizes(`${OUT}/pcap-verdict.html`, [whole]);
  sizes(`${OUT}/ for a first diagnosis`, [served, ...firstTexts]);
  sizes(`${OUT}/ all of it`, [served, ...built.texts.values()]);
}
