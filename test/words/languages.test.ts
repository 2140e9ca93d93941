import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../src/diagnosis/diagnosis.ts';
import { reportOf } from '../../src/diagnosis/report/report-of.ts';
import { FORMATS } from '../../src/documents/formats.ts';
import { PROFILES } from '../../src/profiles/profiles.ts';
import { LANGUAGE_TAGS, LANGUAGES, languageOfLocale } from '../../src/words/languages.ts';
import { english } from '../../src/words/say.ts';
import {
  CODES,
  factsIn,
  outside,
  pseudo,
  textOf,
  textsOf,
  unspokenIn,
  wordsIn,
} from '../../support/pseudo-language.ts';
import { captureNames, diagnosisOf } from '../../support/shipped-captures.ts';

const OTHERS = LANGUAGE_TAGS.filter((tag) => tag !== 'en');
const RENDERING = { color: false, width: 80 };

const diagnoses = new Map<string, Diagnosis>();
for (const name of captureNames()) diagnoses.set(name, await diagnosisOf(name));

test.each([
  ['ko_KR.UTF-8', 'ko'],
  ['zh_CN.UTF-8', 'zh-Hans'],
  ['zh_SG', 'zh-Hans'],
  ['zh-Hans', 'zh-Hans'],
  ['zh_TW.UTF-8', 'en'],
  ['ja_JP@cjk', 'ja'],
  ['C.UTF-8', 'en'],
  ['POSIX', 'en'],
  ['fr_FR.UTF-8', 'en'],
  ['', 'en'],
])('the locale %s is %s', (locale, tag) => {
  expect(languageOfLocale(locale)).toBe(tag);
});

describe('no English', () => {
  test.each(['text', 'html', 'markdown'] as const)(
    'stands in %s outside of words',
    async (name) => {
      const { render } = await FORMATS[name].load();
      for (const [capture, diagnosis] of diagnoses) {
        const report = reportOf(diagnosis, pseudo);
        const document = render(report, { ...RENDERING, words: pseudo.words });
        const known = wordsIn(`${outside(JSON.stringify(report))} ${CODES}`);
        const left = outside(name === 'html' ? textOf(document) : document);
        const strange = [...wordsIn(left)].filter((word) => !known.has(word));
        expect(strange, capture).toEqual([]);
      }
    },
  );

  test('stands in what a report says', () => {
    for (const [capture, diagnosis] of diagnoses) {
      expect(unspokenIn(reportOf(diagnosis, pseudo)), capture).toEqual([]);
    }
  });

  test.each(OTHERS)('is left in %s', async (tag) => {
    const { words } = await LANGUAGES[tag].load();
    const same: string[] = [];
    const compare = (one: unknown, other: unknown, path: string): void => {
      if (typeof one === 'string') {
        if (one === other && /[a-z]{2} [a-z]{2}/i.test(one)) same.push(path);
      } else if (typeof one === 'function') {
        if (one === other) same.push(path);
      } else if (typeof one === 'object' && one !== null) {
        for (const [key, value] of Object.entries(one)) {
          compare(value, (other as Record<string, unknown>)[key], `${path}.${key}`);
        }
      }
    };
    const { evidence, ...topics } = english.words;
    compare(topics, words, tag);
    for (const [code, { title, meaning }] of Object.entries(evidence)) {
      const said = words.evidence[code as keyof typeof evidence];
      if (said.title === title || said.meaning === meaning) same.push(code);
    }
    // A thousand is set apart alike, and nothing is English in that.
    expect(same.filter((path) => !/\.phrases\./.test(path))).toEqual([]);
  });

  test.each(OTHERS)('is in what shipped profiles say to %s', async (tag) => {
    const { words } = await LANGUAGES[tag].load();
    const texts = PROFILES.flatMap(({ title, functions, logs = [], blockPages }) => [
      ...[title, ...logs.flatMap((log) => [log.title, ...log.events.map(({ text }) => text)])],
      ...functions.flatMap((fn) => [fn.title, fn.serverTitle, fn.impact, ...fn.remedy]),
      ...(blockPages?.pages ?? []).map(({ reason }) => reason),
    ]);
    expect(texts.length).toBeGreaterThan(30);
    // A product's own name.
    const same = texts.filter((text) => words.products(text) === text);
    expect(same).toEqual(['Secure Web Gateway']);
    expect(words.products("anybody's own")).toBe("anybody's own");
  });

  test.each(readdirSync('src/words').filter((name) => /^(?:ko|ja|zh-hans)$/.test(name)))(
    'is imported by %s but for types',
    (folder) => {
      const imports = readdirSync(`src/words/${folder}`).flatMap((file) => {
        const source = readFileSync(`src/words/${folder}/${file}`, 'utf8');
        return [...source.matchAll(/^import (?!type )[^;]*?from '\.\.\/en\/[^']*'/gms)]
          .map(([text]) => text)
          .filter((text) => !/^import \{(?:\s*type \w+,?)+\s*\}/.test(text))
          .map((text) => `${file}: ${text}`);
      });
      expect(imports).toEqual([]);
    },
  );
});

describe.each(OTHERS)('%s says what English says', (tag) => {
  test('with the same numbers, addresses and frames in every sentence', async () => {
    const speaker = await LANGUAGES[tag].load();
    const differences: string[] = [];
    for (const [name, diagnosis] of diagnoses) {
      const own = textsOf(reportOf(diagnosis, speaker), '', new Map());
      for (const [path, text] of textsOf(reportOf(diagnosis), '', new Map())) {
        const said = own.get(path) ?? '';
        if (factsIn(text).join(' ') !== factsIn(said).join(' ')) {
          differences.push(`${name}${path}\n  ${text}\n  ${said}`);
        }
      }
    }
    expect([...new Set(differences)]).toEqual([]);
  });

  test('with the same verdicts, frames and codes', async () => {
    const speaker = await LANGUAGES[tag].load();
    const factsOf = (diagnosis: Diagnosis, told = english) =>
      JSON.stringify(reportOf(diagnosis, told), (key, value) =>
        // What is said in words.
        /^(?:text|title|impact|scope|remedy|reason)$/.test(key) ? undefined : value,
      );
    for (const [name, diagnosis] of diagnoses) {
      expect(factsOf(diagnosis, speaker), name).toBe(factsOf(diagnosis));
    }
  });
});

test('two diagnoses in one process each have their language', async () => {
  const [diagnosis] = diagnoses.values();
  const all = await Promise.all(
    LANGUAGE_TAGS.map(async (tag) => reportOf(diagnosis, await LANGUAGES[tag].load())),
  );
  expect(new Set(all.map(({ summary }) => summary.text)).size).toBe(LANGUAGE_TAGS.length);
});
