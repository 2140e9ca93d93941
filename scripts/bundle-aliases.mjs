/** Packages that are bundled in another form than their own. */
export const ALIASES = {
  // yargs measures its help with string-width 7, whose Intl.Segmenter loads 30 ms of ICU at every
  // start; cli-table3's version 4 has the same interface and does for our texts.
  'string-width': './node_modules/string-width/index.js',
  // Its main file is UMD, which no bundler can follow.
  'jsonc-parser': './node_modules/jsonc-parser/lib/esm/main.js',
};
