// Builds dist/web/: one page that works from a disk (`index.html`, all in one file), and with what lies
// beside it, from a web server, can be installed and works without one.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const [OUT = 'dist/web'] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));

/** What the page is named and looks like, from the sources themselves. */
async function sources() {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { STYLE } from './src/documents/html/style.ts';
export { PAGE_STYLE } from './src/web/style.ts';
export { pageWords } from './src/words/page.ts';`,
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

/** The page's script, which is its worker's, too. */
async function script() {
  const { outputFiles, metafile } = await build({
    entryPoints: ['src/web/main.ts'],
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome110', 'firefox115', 'safari16.4'],
    // esbuild writes no `</script` into its output.
    charset: 'utf8',
    legalComments: 'none',
    metafile: true,
    write: false,
    alias: { 'jsonc-parser': './node_modules/jsonc-parser/lib/esm/main.js' },
    plugins: [withoutColours, manifestOfVersion, zipReader],
  });
  return { text: outputFiles[0].text.trim(), metafile };
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

const sha256 = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** What the page may do: run its own script and style, start that script as a worker, and nothing else. */
function policy(code, styles, more = {}) {
  const rules = {
    'default-src': "'none'",
    'connect-src': "'none'",
    'form-action': "'none'",
    'base-uri': "'none'",
    'script-src': sha256(code),
    'style-src': styles.map(sha256).join(' '),
    'worker-src': 'blob:',
    ...more,
  };
  return Object.entries(rules)
    .map((rule) => rule.join(' '))
    .join('; ');
}

function page(code, { STYLE, PAGE_STYLE, pageWords }, { head = '', rules = {} } = {}) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(code, [STYLE, PAGE_STYLE], rules)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(pageWords.title)}</title>
${head}<style>${STYLE}</style>
<style>${PAGE_STYLE}</style>
</head>
<body>
<script>${code}</script>
</body>
</html>
`;
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

/** Keeps the page, so that it opens without a network; asks for nothing else, ever. */
const serviceWorker = (version) => `const KEPT = 'pcap-verdict-${version}';
const FILES = ['./', 'index.html', 'manifest.webmanifest', 'icon.svg'];
addEventListener('install', (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});
addEventListener('activate', (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(
      names.filter((name) => name.startsWith('pcap-verdict-') && name !== KEPT).map((name) => caches.delete(name)),
    )).then(() => clients.claim()),
  );
});
addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET' || !event.request.url.startsWith(registration.scope)) return;
  event.respondWith(caches.match(event.request, { ignoreSearch: true }).then((kept) => kept ?? fetch(event.request)));
});
`;

const { text, metafile } = await script();
// Both together would make a browser read past the end of the script (HTML, script data escaped state).
if (/<\/script/i.test(text) || (text.includes('<!--') && /<script/i.test(text))) {
  throw new Error('the script has what ends or opens scripts in HTML');
}
const found = await sources();
mkdirSync(OUT, { recursive: true });
const whole = Buffer.from(page(text, found));
writeFileSync(`${OUT}/pcap-verdict.html`, whole);
const served = page(text, found, {
  head: '<link rel="manifest" href="manifest.webmanifest">\n<link rel="icon" href="icon.svg">\n',
  rules: { 'worker-src': "blob: 'self'", 'manifest-src': "'self'", 'img-src': "'self'" },
});
writeFileSync(`${OUT}/index.html`, served);
writeFileSync(
  `${OUT}/manifest.webmanifest`,
  `${JSON.stringify(manifest(found.pageWords), null, 2)}\n`,
);
writeFileSync(`${OUT}/icon.svg`, ICON);
const version = createHash('sha256').update(served).digest('hex').slice(0, 16);
writeFileSync(`${OUT}/sw.js`, serviceWorker(version));
if (process.argv.includes('--meta')) writeFileSync(`${OUT}/meta.json`, JSON.stringify(metafile));
console.log(
  `${OUT}/pcap-verdict.html: ${whole.length} bytes, ${gzipSync(whole, { level: 9 }).length} gzip, ${brotliCompressSync(whole).length} brotli`,
);
