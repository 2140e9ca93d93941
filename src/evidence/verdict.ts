/** What became of an endpoint; `design.md`'s vocabulary. */
export type Verdict =
  | 'answered'
  | 'drop'
  | 'reject'
  | 'closed'
  | 'intercepted'
  | 'unreachable'
  | 'inconclusive';

/** What the rules weigh against each other; `inconclusive` is what is left where none wins. */
export type Hypothesis = Exclude<Verdict, 'inconclusive'>;

export const HYPOTHESES: readonly Hypothesis[] = [
  'answered',
  'drop',
  'reject',
  'closed',
  'intercepted',
  'unreachable',
];

/** `certain`: a device that did it says so, or both sides were captured; nothing is inferred. */
export type Confidence = 'certain' | 'high' | 'medium' | 'low';

/** The surest first. */
export const CONFIDENCES: readonly Confidence[] = ['certain', 'high', 'medium', 'low'];

/** Compares by confidence, for sorting: the surest first. */
export function bySureness(one: Confidence, other: Confidence): number {
  return CONFIDENCES.indexOf(one) - CONFIDENCES.indexOf(other);
}

/** The less sure of two. */
export function lowest(one: Confidence, other: Confidence): Confidence {
  return bySureness(one, other) > 0 ? one : other;
}

/** The surest of several; `low` where there are none. */
export function surest(confidences: readonly Confidence[]): Confidence {
  return CONFIDENCES.find((level) => confidences.includes(level)) ?? 'low';
}

/** Gravest first: the order of findings, and of the summary's choice. */
export const GRAVITY: readonly Verdict[] = [
  'drop',
  'reject',
  'intercepted',
  'unreachable',
  'closed',
  'inconclusive',
  'answered',
];

/** Verdicts that say something keeps the client from the service. */
export function isFailure(verdict: Verdict): boolean {
  return verdict !== 'answered' && verdict !== 'inconclusive';
}

/** Compares by gravity, for sorting. */
export function byGravity(one: Verdict, other: Verdict): number {
  return GRAVITY.indexOf(one) - GRAVITY.indexOf(other);
}

/** Compares what is to be told first: a failure, then the surest, then the gravest. */
export function byGravityOfSure(
  one: { readonly verdict: Verdict; readonly confidence: Confidence },
  other: { readonly verdict: Verdict; readonly confidence: Confidence },
): number {
  return (
    Number(isFailure(other.verdict)) - Number(isFailure(one.verdict)) ||
    (isFailure(one.verdict) ? bySureness(one.confidence, other.confidence) : 0) ||
    byGravity(one.verdict, other.verdict)
  );
}

/**
 * How far the exchange came before it failed, in the stages of "Global, Passive Detection of
 * Connection Tampering" (SIGCOMM 2023). A UDP request has one stage: the question.
 */
export type Stage =
  | 'question'
  | 'after-syn'
  | 'after-handshake'
  | 'after-server-name'
  | 'after-large-packets'
  | 'later';

/** Where what went wrong was sent from, or where silence begins; seen from the client. */
export type PlaceCode =
  | 'this-host'
  | 'local-network'
  | 'near'
  | 'on-the-way'
  | 'server-end'
  | 'unknown';

export type KnownPlace = Exclude<PlaceCode, 'unknown'>;
