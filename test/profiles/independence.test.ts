import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ciscoSecureAccess } from '../../src/profiles/cisco-secure-access.ts';

/** Words of the product that the first profile is about, and what would tell it apart in code. */
const PRODUCT =
  /opendns|umbrella|cisco|secure[ -](?:client|access)|sigproxy|\bswg\b|secure web gateway|\b208\.67\.|roaming module/gi;

/** Where "Cisco" is the maker of protocols and firewalls, and the program must know these. */
const MAKER: readonly (readonly [file: string, reason: string])[] = [
  ['src/capture/link-types.ts', 'names of link types, as tcpdump.org has them'],
  ['src/capture/note.ts', 'logs of its firewalls'],
  ['src/protocols/ppp/codec.ts', 'Cisco HDLC'],
  ['src/protocols/http/codec.ts', 'how its proxy names itself in answers of its own'],
  ['src/protocols/dissectors.ts', 'Cisco HDLC, and the protocols of its organisation in SNAP'],
  ['src/data/value-strings.ts', "Wireshark's names of values"],
  ['src/protocols/ppp/fields.ts', 'Cisco HDLC'],
  ['src/protocols/fields/protocol-stack.ts', 'Cisco HDLC'],
  ['src/protocols/llc/fields.ts', 'protocols of its organisation in SNAP'],
  // In each language that has them.
  ...readdirSync('src/words', { recursive: true, encoding: 'utf8' })
    .map((file) => `src/words/${file.split(sep).join('/')}`)
    .filter((file) => /^src\/words\/[^/]+\/(?:judgement|findings|reader-notes)\.ts$/.test(file))
    .map((file) => [file, 'how its firewalls ASA and FTD reject, and their logs'] as const),
];

/** Logs of firewalls are named by who makes them: their readers and no other file of the room. */
const LOG_FORMATS = 'src/inputs/statements/formats/';
/** The table of them. */
const LOG_TABLE = 'src/inputs/statements/formats.ts';

const files = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).split(sep).join('/'))
  // What a profile says is a product's, in each language, too.
  .filter(
    (file) => !file.startsWith('src/profiles/') && !/\/words\/[^/]+\/products\.ts$/.test(file),
  )
  .sort();

/** A file without its comments, which may give examples. */
function code(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
}

describe('no product is in the code, only in its profile', () => {
  test('the words would find it', () => {
    const text = readFileSync('src/profiles/cisco-secure-access.ts', 'utf8');
    expect([...text.matchAll(PRODUCT)].length).toBeGreaterThan(20);
    expect(files.length).toBeGreaterThan(200);
  });

  test('no file has one', () => {
    const wrong = files.flatMap((file) => {
      const words = new Set([...code(file).matchAll(PRODUCT)].map(([word]) => word.toLowerCase()));
      const isLog = file.startsWith(LOG_FORMATS) || file === LOG_TABLE;
      if (isLog || MAKER.some(([known]) => known === file)) words.delete('cisco');
      return [...words].map((word) => `${file}: ${word}`);
    });
    expect(wrong).toEqual([]);
  });

  test.each(MAKER)('%s still has its reason: %s', (file) => {
    expect(code(file)).toMatch(/cisco/i);
  });

  test('functions of the profile are named nowhere', () => {
    const ids = ciscoSecureAccess.functions.map(({ id }) => id);
    const events = (ciscoSecureAccess.logs ?? []).flatMap((log) => log.events.map(({ id }) => id));
    const wrong = files.filter((file) => {
      const text = code(file);
      return [...ids, ...events].some((id) => text.includes(`'${id}'`));
    });
    expect(wrong).toEqual([]);
  });
});
