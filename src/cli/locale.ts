import { type LanguageTag, languageOfLocale } from '../words/languages.ts';
import type { Session } from './session.ts';

/** The language of a process by its environment (POSIX, 8.2): English where that names none of ours. */
export function languageOf({ LC_ALL, LC_MESSAGES, LANG }: Session['env']): LanguageTag {
  return languageOfLocale(LC_ALL || LC_MESSAGES || LANG || '');
}
