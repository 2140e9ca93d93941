import type { Speaker } from './say.ts';
import type { Words } from './words.ts';

/** What is known of a language before it is loaded. */
interface LanguageRow {
  /** Its own name. */
  readonly title: string;
  /** Locales that mean it, as BCP 47 tags in small letters: `zh-cn`. */
  readonly locales: RegExp;
  /** Loaded when it is asked for: start-up time. */
  load(): Promise<Speaker>;
}

async function speaking(words: Words): Promise<Speaker> {
  return (await import('./say.ts')).speakerOf(words);
}

/** All languages by their BCP 47 tag, the default first; a new one is a folder beside this file and a row here. */
export const LANGUAGES = {
  en: {
    title: 'English',
    locales: /^en\b/,
    load: async () => (await import('./say.ts')).english,
  },
  ko: {
    title: '한국어',
    locales: /^ko\b/,
    load: async () => speaking((await import('./ko/ko.ts')).ko),
  },
  'zh-Hans': {
    title: '简体中文',
    locales: /^zh(?:-(?:cn|sg|hans)\b|$)/,
    load: async () => speaking((await import('./zh-hans/zh-hans.ts')).zhHans),
  },
  ja: {
    title: '日本語',
    locales: /^ja\b/,
    load: async () => speaking((await import('./ja/ja.ts')).ja),
  },
} as const satisfies Readonly<Record<string, LanguageRow>>;

/** What `--lang` takes. */
export type LanguageTag = keyof typeof LANGUAGES;

export const LANGUAGE_TAGS = Object.keys(LANGUAGES) as readonly LanguageTag[];

/** The language of a POSIX locale, `ko_KR.UTF-8`; English where there is none of it. */
export function languageOfLocale(locale: string): LanguageTag {
  const tag = locale
    .replace(/[.@].*$/, '')
    .replaceAll('_', '-')
    .toLowerCase();
  return LANGUAGE_TAGS.find((one) => LANGUAGES[one].locales.test(tag)) ?? 'en';
}
