import type { Confidence } from '../../evidence/verdict.ts';
import type {
  ComparedSide,
  ConclusionCode,
  Outcome,
  ServiceMatch,
} from '../comparison/comparison.ts';
import type { Report } from './report.ts';
import type { SidesReport } from './sides.ts';

export {
  type ComparedSide,
  type ConclusionCode,
  OUTCOMES,
  type Outcome,
  type ServiceMatch,
} from '../comparison/comparison.ts';

/**
 * Two captures held against each other: of the network where something fails, and of another one. As
 * `compare -f json` prints it; `comparison.schema.json` is its schema. "First" and "second" are the
 * captures in the order in which they were given.
 */
export interface ComparisonReport {
  readonly schemaVersion: 2;
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
  /** The captures' own reports, whole, in the order in which they were given; of sides more than two. */
  readonly reports: readonly [first: Report, second: Report, ...more: Report[]];
  /** Of captures that were taken at several places at the same time; then there are no services. */
  readonly sides?: SidesReport;
}

/** What the two captures say together. */
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
