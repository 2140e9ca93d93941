import type { page } from './en/page.ts';
import type { Widened } from './words.ts';

/** What the page in the browser says in each language: all of it, or it does not compile. */
export type PageWords = Widened<typeof page>;
