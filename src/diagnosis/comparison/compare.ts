import { byGravityOfSure, isFailure, type Verdict } from '../../evidence/verdict.ts';
import type { DiagnosedCapture } from '../diagnosis.ts';
import { millisecondsOf } from '../diagnosis.ts';
import { type ComparedService, type Comparison, OUTCOMES } from './comparison.ts';
import { conclude } from './conclusion.ts';
import { type ComparedCapture, type Networks, networksOf } from './networks.ts';
import { type ComparisonContext, compareService } from './outcome.ts';
import {
  type AskedService,
  askedServices,
  namedKey,
  type Pairing,
  pairServices,
} from './services.ts';

/**
 * The cross-check: what fails on which of two networks, and what that says about the cause.
 * @param first of the network where something fails, judged with the same profile as the second
 */
export function compare(first: ComparedCapture, second: ComparedCapture): Comparison {
  const { networks, context, pairings } = pair(comparable(first), comparable(second));
  const services = pairings.map((pairing) => compareService(pairing, context)).sort(byImportance);
  return {
    conclusion: conclude({ services, networks, context }),
    services,
    diagnoses: context.diagnoses,
  };
}

/** A capture with what every comparison takes of it. */
export interface Comparable extends ComparedCapture {
  readonly asked: readonly AskedService[];
  /** Whether a server off the site answers: without that, a network may not work at all. */
  readonly works: boolean;
  /** Names with an endpoint that answers, and with one that fails, as `namedKey` writes them. */
  readonly answering: ReadonlySet<string>;
  readonly failing: ReadonlySet<string>;
}

export function comparable(capture: ComparedCapture): Comparable {
  const { endpoints } = capture.diagnosis;
  const asked = askedServices(endpoints);
  const having = (isWanted: (verdict: Verdict) => boolean) =>
    asked.filter((service) => service.endpoints.some((at) => isWanted(endpoints[at].verdict)));
  const answering = having((verdict) => verdict === 'answered');
  return {
    ...capture,
    asked,
    works: answering.some(({ isOfSite }) => !isOfSite),
    answering: new Set(answering.map(namedKey)),
    failing: new Set(having(isFailure).map(namedKey)),
  };
}

/** Two captures with what plays the same role in both. */
export interface Pair {
  readonly networks: Networks;
  readonly context: ComparisonContext;
  readonly pairings: readonly Pairing[];
}

export function pair(first: Comparable, second: Comparable): Pair {
  const networks = networksOf(first, second, [first.asked, second.asked]);
  return {
    networks,
    context: {
      diagnoses: [first.diagnosis, second.diagnosis],
      works: [first.works, second.works],
      answering: [first.answering, second.answering],
      failing: [first.failing, second.failing],
      gap: gapBetween(first.diagnosis.capture, second.diagnosis.capture),
    },
    pairings: pairServices(first.asked, second.asked, networks.relation === 'same'),
  };
}

/** What decides first; then what fails, what the product needs, and the surest and gravest. */
function byImportance(one: ComparedService, other: ComparedService): number {
  return (
    OUTCOMES.indexOf(one.outcome) - OUTCOMES.indexOf(other.outcome) ||
    Number(fails(other)) - Number(fails(one)) ||
    Number(other.function !== null) - Number(one.function !== null) ||
    byGravityOfSure(judgedOf(one), judgedOf(other))
  );
}

function fails({ first, second }: ComparedService): boolean {
  return [first, second].some((side) => side !== null && isFailure(side.verdict));
}

function judgedOf({ first, second }: ComparedService) {
  return first ?? second ?? ({ verdict: 'inconclusive', confidence: 'low' } as const);
}

/** Milliseconds between the captures; 0 where they overlap, or one has no time. */
function gapBetween(one: DiagnosedCapture, other: DiagnosedCapture): number {
  const gap = Math.max(
    millisecondsOf(other.first) - millisecondsOf(one.last),
    millisecondsOf(one.first) - millisecondsOf(other.last),
  );
  return Number.isFinite(gap) ? Math.max(gap, 0) : 0;
}
