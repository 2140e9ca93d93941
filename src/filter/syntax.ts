import type { FilterSentence } from './filter-sentence.ts';
import type { Token } from './lexer.ts';

/** A piece of the filter's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * `offset:length` or, where `last` is not null, `offset-last`; both null for "to the end". What is
 * negative counts from the end.
 */
export interface ByteRange {
  readonly offset: number;
  readonly length: number | null;
  readonly last: number | null;
}

export type ArithmeticOperator = '&' | '+' | '-' | '*' | '/' | '%';
export type ComparisonOperator = '==' | '!=' | '===' | '!==' | '<' | '<=' | '>' | '>=';
export type Quantifier = 'any' | 'all';

/** What stands on one side of a relation. */
export type Entity =
  /** `isRaw`: an `@` stands before it, the bytes that the field was read from are meant. */
  | (Span & {
      readonly kind: 'token';
      readonly token: Token;
      readonly layers: ByteRange[] | null;
      readonly isRaw: boolean;
    })
  | (Span & { readonly kind: 'slice'; readonly of: Entity; readonly ranges: ByteRange[] })
  | (Span & {
      readonly kind: 'call';
      readonly name: string;
      readonly nameSpan: Span;
      readonly arguments: Entity[];
    })
  | (Span & {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Entity;
      readonly right: Entity;
    })
  | (Span & { readonly kind: 'negative'; readonly of: Entity });

/** An element of a set: one value, or a range of them. */
export interface SetElement {
  readonly low: Entity;
  readonly high: Entity | null;
}

/** A relation between what stands on its left side and something else. */
interface Relation extends Span {
  readonly quantifier: Quantifier | null;
  readonly left: Entity;
}

/** A whole test, as written. */
export type Expression =
  | (Span & { readonly kind: 'and' | 'or' | 'xor'; readonly of: Expression[] })
  | (Span & { readonly kind: 'not'; readonly of: Expression })
  | (Span & { readonly kind: 'entity'; readonly of: Entity })
  | (Relation & {
      readonly kind: 'compare';
      readonly operator: ComparisonOperator;
      readonly right: Entity;
    })
  | (Relation & { readonly kind: 'contains' | 'matches'; readonly right: Entity })
  | (Relation & { readonly kind: 'in'; readonly elements: SetElement[] });

/** Something that is accepted but may not mean what its writer thinks. */
export interface FilterWarning extends Span {
  readonly sentence: FilterSentence;
}
