import { PATTERN_CODES } from '../evidence/detectors.ts';
import type { Observation } from '../evidence/observation.ts';
import type { Confidence, Hypothesis, Verdict } from '../evidence/verdict.ts';
import {
  HIGH_MARGIN,
  MEDIUM_MARGIN,
  MINIMUM_MARGIN,
  MINIMUM_SCORE,
  RULES,
  type Rule,
} from './rules.ts';

const HYPOTHESES: readonly Hypothesis[] = [
  'answered',
  'drop',
  'reject',
  'closed',
  'intercepted',
  'unreachable',
];

const RULES_BY_CODE: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.code, rule]));

/** An observation with what it weighed: above 0 for the verdict, below 0 against it. */
export interface Evidence extends Observation {
  readonly weight: number;
}

/** A verdict that can be traced to its rows. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** Lead over the runner-up; what the confidence rests on. */
  readonly score: number;
  /** The runner-up, and what would tell the two apart; null where nothing else has any support. */
  readonly alternative: { readonly verdict: Verdict; readonly text: string } | null;
  /** What happened first (patterns), then what else speaks for or against, heaviest first. */
  readonly evidence: readonly Evidence[];
  /** Where the verdict is `inconclusive`: why, one sentence; else ''. */
  readonly reason: string;
}

/** Weighs observations by the rules: the best-supported hypothesis, or none where the lead is thin. */
export function judge(observations: readonly Observation[]): Judgement {
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
    return {
      verdict: 'inconclusive',
      confidence: 'low',
      score: round(Math.max(0, lead)),
      alternative:
        favourite === null ? null : { verdict: favourite, text: findOut(favourite, runnerUp) },
      evidence: weigh(observations, (observation) => strongest(observation)),
      reason: reasonOf(observations, favourite, runnerUp),
    };
  }
  const byLead: Confidence =
    lead >= HIGH_MARGIN ? 'high' : lead >= MEDIUM_MARGIN ? 'medium' : 'low';
  const confidence = limited(byLead, best.hypothesis, observations);
  return {
    verdict: best.hypothesis,
    confidence,
    score: round(lead),
    alternative:
      runnerUp === null || best.hypothesis === 'answered'
        ? null
        : { verdict: runnerUp, text: tellApart(best.hypothesis, runnerUp) },
    evidence: weigh(observations, (observation) => weightFor(observation, best.hypothesis)),
    reason: '',
  };
}

const CONFIDENCES: readonly Confidence[] = ['low', 'medium', 'high'];

/** The confidence that a lead earns, or the most that an observation allows. */
function limited(
  earned: Confidence,
  verdict: Hypothesis,
  observations: readonly Observation[],
): Confidence {
  let level = CONFIDENCES.indexOf(earned);
  for (const { code } of observations) {
    const most = RULES_BY_CODE.get(code)?.atMost?.[verdict];
    if (most !== undefined) level = Math.min(level, CONFIDENCES.indexOf(most));
  }
  return CONFIDENCES[level];
}

function scoreOf(observations: readonly Observation[], hypothesis: Hypothesis): number {
  let own = 0;
  let support = 0;
  for (const observation of observations) {
    const weight = contribution(observation, hypothesis);
    if (RULES_BY_CODE.get(observation.code)?.supportsOnly === true) support += weight;
    else own += weight;
  }
  return own > 0 ? own + support : own + Math.min(0, support);
}

function contribution(observation: Observation, hypothesis: Hypothesis): number {
  const weight = RULES_BY_CODE.get(observation.code)?.weights[hypothesis] ?? 0;
  return weight * observation.strength;
}

/** What an observation weighs for a verdict; below 0 where it only speaks for another. */
function weightFor(observation: Observation, verdict: Hypothesis): number {
  const own = contribution(observation, verdict);
  // What only supports makes no case against anything either.
  if (RULES_BY_CODE.get(observation.code)?.supportsOnly === true) return own;
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
        Number(PATTERN_CODES.has(other.code)) - Number(PATTERN_CODES.has(one.code)) ||
        Math.abs(other.weight) - Math.abs(one.weight),
    );
}

/** To one decimal; never -0, which JSON does not have. */
function round(value: number): number {
  return Math.round(value * 10) / 10 || 0;
}

/** What the reason begins with where two causes fit nearly alike. */
export const TIE = 'It fits ';

/** What there is, in the words of a cause: "It fits … and …". */
const CAUSE: Readonly<Record<Hypothesis, string>> = {
  answered: 'a service that works',
  drop: 'a firewall that drops',
  reject: 'a firewall that rejects',
  closed: 'a server that refuses by itself',
  intercepted: "something that answers in the server's place",
  unreachable: 'a server that is down or has no route to it',
};

/** Why what was seen is too little, where there is nothing else. */
const TOO_LITTLE: Readonly<Record<string, string>> = {
  'syn-unanswered':
    'Only one SYN went without an answer, and the client did not ask again: a single lost packet looks the same.',
  'dns-unanswered':
    'Each query was sent only once: single lost packets, or a client that had its answer elsewhere, look the same.',
  'udp-unanswered': 'Many protocols over UDP need no answer: silence says nothing here.',
};

/** One sentence on why there is no verdict: what takes support away, a tie, or too little seen. */
function reasonOf(
  observations: readonly Observation[],
  favourite: Hypothesis | null,
  runnerUp: Hypothesis | null,
): string {
  const against = observations
    .filter(({ code }) => code.startsWith('capture-'))
    .map((observation) => ({ observation, weight: contribution(observation, 'drop') }))
    .filter(({ observation, weight }) => weight < -1 || observation.code === TOO_SOON)
    .sort((one, other) => one.weight - other.weight)[0];
  if (against !== undefined) return against.observation.text;
  const little = observations.find(({ code }) => TOO_LITTLE[code] !== undefined);
  if (little !== undefined) return TOO_LITTLE[little.code];
  if (favourite !== null && runnerUp !== null) {
    return `${TIE}${CAUSE[favourite]} about as well as ${CAUSE[runnerUp]}.`;
  }
  return 'Too little was seen of it to say anything.';
}

const TOO_SOON = 'capture-ends-too-soon';

/** What would tell two verdicts apart: one sentence for each pair worth naming. */
function tellApart(verdict: Verdict, other: Verdict): string {
  return (
    TELL_APART[`${verdict} ${other}`] ??
    'A capture on the outside of the firewall at the same time, or the same try from another network, would tell.'
  );
}

/** What would lead to a verdict where there is none. */
function findOut(favourite: Hypothesis, runnerUp: Hypothesis | null): string {
  const both = runnerUp === null ? favourite : [favourite, runnerUp].sort().join(' ');
  return (
    FIND_OUT[both] ??
    "A longer capture on the client's own interface, with several tries, would tell."
  );
}

/** Keys: what it could be, in the order of the alphabet. */
const FIND_OUT: Readonly<Record<string, string>> = {
  'closed reject':
    "Try it from another network: where it is refused there too, the server refuses; where it answers, a firewall of this network does. The server's own log tells whether the request arrived.",
  'drop unreachable':
    "A longer capture on the client's own interface, with several tries; and try it from another network: where it answers there, this network drops.",
  'answered intercepted':
    'Ask the same of a server that nobody redirects, or from another network, and compare the answers.',
};

/** Keys: the verdict, then what else it could be; the text is about the latter. */
const TELL_APART: Readonly<Record<string, string>> = {
  'drop unreachable':
    'The server could also be down or its address unused: try it from another network; if it answers there, this network drops.',
  'unreachable drop':
    'A firewall that drops would look alike: try it from another network; if it answers there, this network drops.',
  'reject closed':
    'The server itself could also refuse: try it from another network; if it is refused there too, look at the server.',
  'closed reject':
    "A firewall right before the server could also refuse in its name: the server's own log tells whether the request arrived.",
  'drop reject':
    'Both at once fits a firewall that resets TCP and is silent on UDP, as Cisco ASA and FTD do by default.',
  'reject drop':
    'Both at once fits a firewall that resets TCP and is silent on UDP, as Cisco ASA and FTD do by default.',
  'drop answered':
    'Some attempts were answered: a longer capture shows whether this is loss or a rule (a rate limit, say).',
  'reject answered':
    'Some attempts were answered: a longer capture shows whether the refusals follow a rule.',
};
