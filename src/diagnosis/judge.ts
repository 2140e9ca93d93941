import type { BetterCapture } from '../evidence/evidence.ts';
import { EVIDENCE, type EvidenceCode, isPattern, type Observation } from '../evidence/table.ts';
import {
  type Confidence,
  HYPOTHESES,
  type Hypothesis,
  isFailure,
  lowest,
  type Stage,
  type Verdict,
} from '../evidence/verdict.ts';
import type { Alternative, Reason } from '../words/en/judgement.ts';

/** A hypothesis with less than this is not worth a verdict. */
export const MINIMUM_SCORE = 2;
/** Lead over the runner-up below which the verdict is `inconclusive`. */
export const MINIMUM_MARGIN = 1;
export const MEDIUM_MARGIN = 2.5;
export const HIGH_MARGIN = 4;

/** An observation with what it weighed: above 0 for the verdict, below 0 against it. */
export type Evidence = Observation & { readonly weight: number };

/** A verdict that can be traced to its rows. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** Lead over the runner-up; what the confidence rests on. */
  readonly score: number;
  /** The runner-up, and what would tell the two apart; null where nothing else has any support. */
  readonly alternative: { readonly verdict: Verdict; readonly sentence: Alternative } | null;
  /** What happened first (patterns), then what else speaks for or against, heaviest first. */
  readonly evidence: readonly Evidence[];
  /** Where the verdict is `inconclusive`: why; else null. */
  readonly reason: Reason | null;
  /** What a capture would have that tells, where this one lacks that; else null. */
  readonly better: BetterCapture | null;
}

/** What a code comes to where it is all that there is, and has its full weight; null where it is no verdict. */
const ALONE = new Map<EvidenceCode, Judgement | null>();

/** Weighs observations by what their records say: the best-supported hypothesis, or none where the lead is thin. */
export function judge(seen: readonly Observation[]): Judgement {
  // Most endpoints simply answered.
  if (seen.length !== 1 || seen[0].strength !== 1) return weighed(seen);
  const [only] = seen;
  let alone = ALONE.get(only.code);
  if (alone === undefined) {
    const judgement = weighed(seen);
    // The reason of no verdict has its values.
    alone = judgement.reason === null ? judgement : null;
    ALONE.set(only.code, alone);
  }
  if (alone === null) return weighed(seen);
  return { ...alone, evidence: [{ ...only, weight: alone.evidence[0].weight }] };
}

/** The verdict on what answered plainly (`isPlainlyAnswered`), before its evidence is asked for. */
export const PLAINLY_ANSWERED: Judgement = {
  verdict: 'answered',
  confidence: 'high',
  score: EVIDENCE['service-answered'].weights.answered ?? 0,
  alternative: null,
  evidence: [],
  reason: null,
  better: null,
};

function weighed(seen: readonly Observation[]): Judgement {
  const observations = withoutLimits(seen);
  const scores = HYPOTHESES.map((hypothesis) => ({
    hypothesis,
    score: scoreOf(observations, hypothesis),
  })).sort((one, other) => other.score - one.score);
  const [best, second] = scores;
  // Where nothing else has support, the lead is over nothing at all.
  const lead = best.score - Math.max(0, second.score);
  const runnerUp = second.score > 0 ? second.hypothesis : null;

  if (best.score < MINIMUM_SCORE || lead < MINIMUM_MARGIN) {
    const favourite = best.score > 0 ? best.hypothesis : null;
    const { reason, better } = reasonOf(observations, favourite, runnerUp);
    return {
      verdict: 'inconclusive',
      confidence: 'low',
      score: round(Math.max(0, lead)),
      alternative:
        favourite === null
          ? null
          : { verdict: favourite, sentence: { code: 'find-out', favourite, runnerUp, better } },
      evidence: weigh(observations, (observation) => strongest(observation)),
      reason,
      better,
    };
  }
  const isSaid = observations.some(
    (seen) => EVIDENCE[seen.code].certainFor === best.hypothesis && seen.strength === 1,
  );
  const byLead: Confidence =
    lead >= HIGH_MARGIN ? (isSaid ? 'certain' : 'high') : lead >= MEDIUM_MARGIN ? 'medium' : 'low';
  const confidence = limited(byLead, best.hypothesis, observations);
  return {
    verdict: best.hypothesis,
    confidence,
    score: round(lead),
    alternative:
      runnerUp === null || best.hypothesis === 'answered'
        ? null
        : {
            verdict: runnerUp,
            sentence: isEitherWay(observations, best.hypothesis, runnerUp)
              ? { code: 'refused-either-way' }
              : { code: 'tell-apart', verdict: best.hypothesis, other: runnerUp },
          },
    evidence: weigh(observations, (observation) => weightFor(observation, best.hypothesis)),
    reason: null,
    better: null,
  };
}

/** Silence is the capture's; what a device says of itself is not, and nothing of it is left out. */
function withoutLimits(seen: readonly Observation[]): readonly Observation[] {
  const isSaid = seen.some(
    ({ code, strength }) => EVIDENCE[code].isOwnWords === true && strength === 1,
  );
  if (!isSaid) return seen;
  return seen.map((one) => (EVIDENCE[one.code].kind === 'limit' ? { ...one, strength: 0 } : one));
}

/** Whether a log's word is all that there is, and it may mean both. */
function isEitherWay(
  observations: readonly Observation[],
  verdict: Hypothesis,
  other: Hypothesis,
): boolean {
  return (
    verdict === 'drop' &&
    other === 'reject' &&
    observations.some(({ code }) => code === 'firewall-refused')
  );
}

/** The confidence that a lead earns, or the most that an observation allows. */
function limited(
  earned: Confidence,
  verdict: Hypothesis,
  observations: readonly Observation[],
): Confidence {
  let level = earned;
  for (const { code, strength } of observations) {
    if (strength === 0) continue;
    const most = EVIDENCE[code].atMost?.[verdict];
    if (most !== undefined) level = lowest(level, most);
  }
  return level;
}

function scoreOf(observations: readonly Observation[], hypothesis: Hypothesis): number {
  let own = 0;
  let support = 0;
  for (const observation of observations) {
    const weight = contribution(observation, hypothesis);
    if (EVIDENCE[observation.code].supportsOnly === true) support += weight;
    else own += weight;
  }
  return own > 0 ? own + support : own + Math.min(0, support);
}

function contribution(observation: Observation, hypothesis: Hypothesis): number {
  const weight = EVIDENCE[observation.code].weights[hypothesis] ?? 0;
  return weight * observation.strength;
}

/** What an observation weighs for a verdict; below 0 where it only speaks for another. */
function weightFor(observation: Observation, verdict: Hypothesis): number {
  const own = contribution(observation, verdict);
  // What only supports makes no case against anything either.
  if (EVIDENCE[observation.code].supportsOnly === true) return own;
  return own !== 0 ? own : -Math.max(0, strongest(observation));
}

/** What an observation weighs at most, for any hypothesis: its order where there is no verdict. */
function strongest(observation: Observation): number {
  let most = 0;
  for (const hypothesis of HYPOTHESES) {
    const weight = contribution(observation, hypothesis);
    if (Math.abs(weight) > Math.abs(most)) most = weight;
  }
  return most;
}

function weigh(
  observations: readonly Observation[],
  weightOf: (observation: Observation) => number,
): Evidence[] {
  return observations
    .map((observation) => ({ ...observation, weight: round(weightOf(observation)) }))
    .sort(
      (one, other) =>
        Number(isPattern(other.code)) - Number(isPattern(one.code)) ||
        Math.abs(other.weight) - Math.abs(one.weight),
    );
}

/** To one decimal; never -0, which JSON does not have. */
function round(value: number): number {
  return Math.round(value * 10) / 10 || 0;
}

const TOO_SOON: EvidenceCode = 'capture-ends-too-soon';

/**
 * What says best why there is no verdict: what explains a failure, then the failure itself, and only then that
 * the capture does not have some of it.
 */
function tellingOf(observations: readonly Observation[]): Observation | undefined {
  const told = observations.filter(({ code }) => EVIDENCE[code].tooLittle !== undefined);
  const isFailing = ({ code }: Observation) =>
    EVIDENCE[code].tooLittle === 'this' && isPattern(code);
  const isMissing = ({ code }: Observation) => EVIDENCE[code].tooLittle === 'exchange-unfinished';
  return (
    told.find((seen) => !isFailing(seen) && !isMissing(seen)) ?? told.find(isFailing) ?? told[0]
  );
}

/** Why there is no verdict: what takes support away, too little seen, or a tie. */
function reasonOf(
  observations: readonly Observation[],
  favourite: Hypothesis | null,
  runnerUp: Hypothesis | null,
): Pick<Judgement, 'better'> & { readonly reason: Reason } {
  // That a last attempt is too young explains nothing where another reason holds for those before it.
  const isExplained = observations.some(({ code }) => EVIDENCE[code].tooLittle === 'this');
  const [against] = observations
    .filter(({ code }) => EVIDENCE[code].kind === 'limit')
    .map((seen) => ({ seen, weight: contribution(seen, 'drop') }))
    .filter(({ seen, weight }) => weight < -1 || (seen.code === TOO_SOON && !isExplained))
    .sort((one, other) => one.weight - other.weight);
  if (against !== undefined) {
    const { better = null } = EVIDENCE[against.seen.code];
    return { reason: { code: 'evidence', seen: against.seen }, better };
  }
  const seen = tellingOf(observations);
  if (seen !== undefined) {
    const { tooLittle, better = null } = EVIDENCE[seen.code];
    if (tooLittle === 'this') return { reason: { code: 'evidence', seen }, better };
    if (tooLittle !== undefined) return { reason: { code: tooLittle }, better };
  }
  if (favourite !== null && runnerUp !== null) {
    return { reason: { code: 'tie', one: favourite, other: runnerUp }, better: null };
  }
  return { reason: { code: 'too-little-seen' }, better: null };
}

/**
 * The stage at which an endpoint fails, by the heaviest pattern that speaks for its verdict; null
 * where it does not fail. ICMP errors and DNS go by the transport.
 */
export function stageOf({ verdict, evidence }: Judgement, isTcp: boolean): Stage | null {
  if (!isFailure(verdict)) return null;
  if (!isTcp) return 'question';
  let found: Stage = 'after-syn';
  let heaviest = 0;
  for (const { code, weight } of evidence) {
    const stage = EVIDENCE[code].stage ?? null;
    if (stage === null || weight <= heaviest) continue;
    heaviest = weight;
    found = stage;
  }
  return found;
}
