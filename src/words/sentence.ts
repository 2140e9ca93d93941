/** A sentence that is still to be put into words: its key and, beside it, its values. */
export interface Unspoken {
  readonly code: string;
  readonly [value: string]: unknown;
}

/** Puts a sentence that is part of another one into words. */
export type Say = (sentence: Unspoken) => string;

/** Sentences of one topic by key; each is made of typed values, and of nothing else. */
export type SentenceTable = Readonly<Record<string, (values: never, say: Say) => string>>;

/** A key of a table with the values that it takes. */
export type SentenceOf<Table extends SentenceTable> = {
  [Code in keyof Table & string]: { readonly code: Code } & (Parameters<Table[Code]> extends []
    ? unknown
    : Readonly<Parameters<Table[Code]>[0]>);
}[keyof Table & string];
