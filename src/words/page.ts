import { page } from './en/page.ts';

/** What the page says beside reports; a language without it speaks English there. */
export const pageWords = page;
