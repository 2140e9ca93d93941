import type { Confidence, Verdict } from '../../evidence/verdict.ts';
import type { ProfileFunction } from '../../profiles/profile.ts';
import type { ComparedName } from '../../words/en/comparison.ts';
import type { Sentence } from '../../words/say.ts';
import type { Diagnosis } from '../diagnosis.ts';

/**
 * Two captures held against each other: of the network where something fails, and of another one.
 * "First" and "second" are the captures in the order in which they were given; both are judged with
 * one profile.
 */
export interface Comparison {
  readonly conclusion: Conclusion;
  /** What fails on the first only stands first. */
  readonly services: readonly ComparedService[];
  readonly diagnoses: readonly [first: Diagnosis, second: Diagnosis];
}

/** What the two captures say together. */
export type ConclusionCode =
  /** What fails on the first network works on the second. */
  | 'network'
  /** Some of it does; the rest fails on both. */
  | 'network-in-part'
  /** It fails on both: the PC, the service, or two networks that both stop it. */
  | 'both-fail'
  /** What failed works later, on the same network. */
  | 'changed'
  /** Nothing fails in the first, but in the second: probably the wrong way round. */
  | 'swapped'
  | 'nothing-fails'
  | 'cannot-tell'
  /** Captures of several places: something between them stops it, or something beyond one of them. */
  | 'between-sides'
  | 'beyond-server-side'
  | 'before-client-side';

export interface Conclusion {
  readonly code: ConclusionCode;
  /** Of the conclusion, which is no surer than the verdicts that it rests on. */
  readonly confidence: Confidence;
  /** In a row, they are the conclusion's text. */
  readonly sentences: readonly Sentence[];
  /** What it rests on, and what weakens it. */
  readonly reasons: readonly Sentence[];
  /** What to do, one line each. */
  readonly advice: readonly Sentence[];
}

/** In the order of their rows: what decides stands first. */
export const OUTCOMES = [
  'first-only',
  'both',
  'cannot-tell',
  'not-asked-second',
  'second-only',
  'not-asked-first',
  'none',
] as const;

/** Where a service fails. `cannot-tell`: it was asked for on both, and one of them does not tell. */
export type Outcome = (typeof OUTCOMES)[number];

/** How a service of one capture was found in the other; the order is the order of trust. */
export type ServiceMatch = 'address' | 'name' | 'function' | 'site-resolver';

/** A service, which may have other addresses on another network. */
export interface ComparedService extends ComparedName {
  /** Function of the profile that it is for, or null. */
  readonly function: ProfileFunction | null;
  /** Null where only one capture asks for it. */
  readonly matchedBy: ServiceMatch | null;
  readonly outcome: Outcome;
  /** How sure the outcome is; null where nothing fails or nothing can be told. */
  readonly confidence: Confidence | null;
  /** Why it cannot be told, or what weakens it. */
  readonly doubts: readonly Sentence[];
  /** Null where the capture never asks for it. */
  readonly first: ComparedSide | null;
  readonly second: ComparedSide | null;
}

/** What became of a service in one of the captures. */
export interface ComparedSide {
  /** `partly`: for some of its addresses, clients or attempts. `unclear`: the capture cannot tell. */
  readonly status: 'works' | 'fails' | 'partly' | 'unclear';
  /** That of its surest failure, of these the gravest, or what they are. */
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** Indexes in the endpoints of that capture's diagnosis, the surest failures first. */
  readonly endpoints: readonly number[];
}
