import { en } from './en/en.ts';

/**
 * What a language must have: every sentence of a report, by topic and code, as a text or as a
 * function of typed values. A forgotten code does not compile, in English and in any other.
 *
 * Sentences are built last, by who prints them: nothing is decided by one. So this room knows the
 * values (types of `evidence/`), and no detector knows this room.
 */
export type Words = typeof en;

/** The language in which reports are written. */
export const words: Words = en;
