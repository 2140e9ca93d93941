import type { Confidence, Verdict } from '../../evidence/verdict.ts';
import type { Report } from './report.ts';

/**
 * Two captures held against each other: of the network where something fails, and of another one. As
 * `compare -f json` prints it; `comparison.schema.json` is its schema. "First" and "second" are the
 * captures in the order in which they were given.
 */
export interface ComparisonReport {
  readonly schemaVersion: 1;
  /** Tells a comparison from a capture's report. */
  readonly kind: 'comparison';
  readonly tool: { readonly name: 'pcap-verdict'; readonly version: string };
  /** Both captures are judged with the same. */
  readonly profile: string;
  readonly displayFilter: string | null;
  readonly conclusion: ComparisonConclusion;
  /** How many services have which outcome. */
  readonly counts: Readonly<Record<Outcome, number>>;
  /** What fails on the first only stands first. */
  readonly services: readonly ComparedService[];
  /** The two captures' own reports, whole. */
  readonly reports: readonly [first: Report, second: Report];
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
  | 'cannot-tell';

export interface ComparisonConclusion {
  readonly code: ConclusionCode;
  /** Of the conclusion, which is no surer than the verdicts that it rests on. */
  readonly confidence: Confidence;
  /** One or two sentences. */
  readonly text: string;
  /** What it rests on, and what weakens it; one sentence each. */
  readonly reasons: readonly string[];
  /** What to do, one line each. */
  readonly advice: readonly string[];
}

/** Where a service fails. `cannot-tell`: it was asked for on both, and one of them does not tell. */
export type Outcome =
  | 'first-only'
  | 'both'
  | 'cannot-tell'
  | 'not-asked-second'
  | 'second-only'
  | 'not-asked-first'
  | 'none';

/** How a service of one capture was found in the other; the order is the order of trust. */
export type ServiceMatch = 'address' | 'name' | 'function' | 'site-resolver';

/** A service, which may have other addresses on another network. */
export interface ComparedService {
  /** Its name, else its address, else what it is. */
  readonly title: string;
  /** What it is for: "DNS protection", "the site's own resolver"; '' where that is not known. */
  readonly role: string;
  /** Function of the profile, or null. */
  readonly function: string | null;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** Null where only one capture asks for it. */
  readonly matchedBy: ServiceMatch | null;
  readonly outcome: Outcome;
  /** How sure the outcome is; null where nothing fails or nothing can be told. */
  readonly confidence: Confidence | null;
  /** Why it cannot be told, or what weakens it; '' where there is nothing to say. */
  readonly reason: string;
  /** Null where the capture never asks for it. */
  readonly first: ComparedSide | null;
  readonly second: ComparedSide | null;
}

/** What became of a service in one of the captures. */
export interface ComparedSide {
  /** `partly`: for some of its addresses, clients or attempts. `unclear`: the capture cannot tell. */
  readonly status: 'works' | 'fails' | 'partly' | 'unclear';
  /** The gravest of its endpoints, or what they are. */
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** Indexes in the endpoints of that capture's report, the gravest first. */
  readonly endpoints: readonly number[];
}

/** In the order of their rows: what decides stands first. */
export const OUTCOMES: readonly Outcome[] = [
  'first-only',
  'both',
  'cannot-tell',
  'not-asked-second',
  'second-only',
  'not-asked-first',
  'none',
];
