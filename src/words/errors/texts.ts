import type { Say } from '../sentence.ts';

/** The text of each sentence of a table, made of its values and nothing else: a forgotten one does not compile. */
export type Texts<Table> = {
  readonly [Code in keyof Table]: (
    values: Table[Code] extends null ? unknown : Readonly<Table[Code]>,
    say: Say,
  ) => string;
};
