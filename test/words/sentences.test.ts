import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filterTexts } from '../../src/words/errors/filter.ts';
import { inputTexts } from '../../src/words/errors/input.ts';
import { filesUnder } from '../../support/imports.ts';
import { sentencesIn } from '../../support/sentences.mjs';

/** Where texts of three or more words stand that are no sentences of ours, and what they are. */
const NOT_OURS: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  'tables of IANA, RFCs and Wireshark, names of fields': [
    'src/data/',
    'src/capture/link-types.ts',
    'src/filter/special-addresses.ts',
    'src/filter/test.ts',
    'src/capture/reader.ts',
    'src/inputs/packet-lists/tcpdump/service-names.ts',
  ],
  'what stands in the lists and logs that are read': [
    /^src\/inputs\/packet-lists\/(?:cells|columns|info|info-icmp|times|tcpdump\/icmp)\.ts$/,
    /^src\/inputs\/packet-lists\/formats\/(?:fortigate|fw-monitor|pdml|text-details)\.ts$/,
    /^src\/inputs\/statements\/formats\/(?:debug-flow|palo-alto|vpc-flow|windows-events)\.ts$/,
    'src/inputs/statements/fields.ts',
  ],
  "fields' descriptions, Info texts, names of protocols and values, as Wireshark has them": [
    /^src\/protocols\/.*\b(?:fields|info)\.ts$/,
    /^src\/protocols\/(?:info|fields)\//,
    ...['dispatch', 'datagram-protocols', 'dns/types', 'http/codec', 'ipv4/protocol-names'].map(
      (file) => `src/protocols/${file}.ts`,
    ),
    ...['redact/protocol-names', 'socks/codec', 'tls/alerts'].map(
      (file) => `src/protocols/${file}.ts`,
    ),
  ],
  "a product's own words, which are data": ['src/profiles/'],
  'programs of shells': ['src/cli/command-line/completion-scripts.ts'],
  'style sheets': ['src/documents/html/style.ts', 'src/web/style.ts'],
};

/** What a text is that is for no person, wherever it stands. */
const NO_SENTENCES: Readonly<Record<string, RegExp>> = {
  SQL: /^\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|SET TRANSACTION|CROSS JOIN) |\bIS NULL\b|AT TIME ZONE|^c\.is_current /,
  'what is typed, in an example': /^\$0 /,
  'what another program says, or calls a folder':
    /^(?:Map keys must be unique|Not enough non-option arguments|Personal Lua Plugins|dropped by kernel)$/,
  'names of programs that captured':
    /^(?:Microsoft Network Monitor \d|NetXRay or Sniffer for Windows|Sniffer for DOS|Net[Ss]caler (?:V\d+ )?Performance Data)$/,
  'the head of a file or of a format':
    /^(?:pcap-verdict redaction key 1: |# HELP |<!doctype html>)/,
  'names of months': /^Jan Feb Mar /,
  "a field's description": /^A protocol of Wireshark, not decoded here$/,
  'a piece of a regular expression': /\(\?[<:]|\\[dws]/,
};

const files = filesUnder('src', true, '.ts').filter((file) => !file.startsWith('src/words/'));
const isOf = (file: string) => (place: string | RegExp) =>
  typeof place === 'string' ? file.startsWith(place) : place.test(file);

test('every sentence stands in words/', () => {
  const left = files
    .filter((file) => !Object.values(NOT_OURS).flat().some(isOf(file)))
    .flatMap((file) =>
      sentencesIn(readFileSync(file, 'utf8'))
        .filter(({ text }) => !Object.values(NO_SENTENCES).some((kind) => kind.test(text)))
        .map(({ line, text }) => `${file}:${line}: ${text}`),
    );
  expect(left).toEqual([]);
});

test('no two sentences of errors have one code', () => {
  const tables = [filterTexts, inputTexts].map((texts) => Object.keys(texts));
  expect(new Set(tables.flat()).size).toBe(tables.flat().length);
});

test('the search finds sentences, and nothing else', () => {
  const source = `
    import { x } from 'a module of three words';
    // A comment with three words.
    type Mode = 'never a real sentence';
    const a = 'nothing in it can be read';
    const b = \`\${x} frames of \${x} are missing\`;
    const c = \`\${ok ? 'it has all of them' : ''}.\`;
    const d = ['two words', 'pcap-verdict', \`\${a} and \${b}\`, 'ip.src == 192.0.2.1'];
  `;
  expect(sentencesIn(source).map(({ text }) => text)).toEqual([
    'nothing in it can be read',
    '… frames of … are missing',
    'it has all of them',
  ]);
});

test('every exemption is of use', () => {
  const idle = Object.values(NOT_OURS)
    .flat()
    .filter((place) => !files.some((file) => isOf(file)(place)));
  expect(idle).toEqual([]);
});
