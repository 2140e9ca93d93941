/**
 * What a person is to be told: a key with its values. `words/errors/` has the text of each; it is built by who
 * shows it, and in no room before.
 */
export interface Told {
  readonly code: string;
}

/** A key of a table of sentences with the values that it takes; null for none. */
export type SentenceIn<Table> = {
  [Code in keyof Table & string]: { readonly code: Code } & (Table[Code] extends null
    ? unknown
    : Readonly<Table[Code]>);
}[keyof Table & string];

/**
 * An error that is told by its sentence. `message` is for who looks at a stack trace, until `inWords`
 * (`words/errors/said.ts`) has put it into words, which the library and whoever prints it do.
 */
export abstract class UntoldError<Sentence extends Told> extends Error {
  constructor(readonly sentence: Sentence) {
    super(JSON.stringify(sentence));
  }
}
