import type { en } from './en/en.ts';

/** Texts of any wording where English has its own. */
export type Widened<T> = T extends (...values: infer Values) => infer Result
  ? (...values: Values) => Widened<Result>
  : T extends string
    ? string
    : T extends object
      ? { readonly [Key in keyof T]: Widened<T[Key]> }
      : T;

/**
 * What a language must have: every sentence of a report, by topic and code, as a text or as a
 * function of typed values. A forgotten code does not compile, in English and in any other.
 *
 * Sentences are built last, by who prints them: nothing is decided by one. So this room knows the
 * values (types of `evidence/`), and no detector knows this room.
 */
export type Words = Widened<typeof en>;
