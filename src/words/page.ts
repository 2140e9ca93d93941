import { page as en } from './en/page.ts';
import { page as ja } from './ja/page.ts';
import { page as ko } from './ko/page.ts';
import type { LanguageTag } from './languages.ts';
import type { PageWords } from './page-words.ts';
import { page as zhHans } from './zh-hans/page.ts';

export type { PageWords } from './page-words.ts';

/** What the page says beside reports: little, so that it has all languages at once. */
export const PAGE_WORDS: Readonly<Record<LanguageTag, PageWords>> = {
  en,
  ko,
  'zh-Hans': zhHans,
  ja,
};
