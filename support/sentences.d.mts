/** A text of the source, with `…` for what is put into it. */
export interface SourceText {
  readonly line: number;
  readonly text: string;
}

export function sentencesIn(source: string): SourceText[];
