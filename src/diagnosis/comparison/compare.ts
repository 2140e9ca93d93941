import { byGravity, isFailure, type Verdict } from '../../evidence/verdict.ts';
import {
  type ComparedService,
  type ComparisonReport,
  OUTCOMES,
  type Outcome,
} from '../report/comparison.ts';
import type { Report } from '../report/report.ts';
import { conclude } from './compare-conclusion.ts';
import { type ComparedCapture, type Networks, networksOf } from './compare-networks.ts';
import { type AskedService, askedServices, type Pairing, pairServices } from './compare-roles.ts';
import { type ComparisonContext, compareService, namedKey } from './compare-services.ts';

/**
 * The cross-check: what fails on which of two networks, and what that says about the cause.
 * @param first of the network where something fails, judged with the same profile as the second
 */
export function compareReports(first: ComparedCapture, second: ComparedCapture): ComparisonReport {
  const sides = [comparable(first), comparable(second)] as const;
  const { networks, context, pairings } = heldTogether(...sides);
  const services = pairings.map((pairing) => compareService(pairing, context)).sort(byImportance);
  return {
    schemaVersion: 1,
    kind: 'comparison',
    tool: first.report.tool,
    profile: first.report.profile,
    displayFilter: first.report.displayFilter,
    conclusion: conclude({ services, networks, context }),
    counts: Object.fromEntries(
      OUTCOMES.map((outcome) => [
        outcome,
        services.filter((service) => service.outcome === outcome).length,
      ]),
    ) as Record<Outcome, number>,
    services,
    reports: context.reports,
  };
}

/** A capture with what every comparison takes of it. */
export interface Comparable extends ComparedCapture {
  readonly asked: readonly AskedService[];
  readonly works: boolean;
  readonly answering: ReadonlySet<string>;
  readonly failing: ReadonlySet<string>;
}

export function comparable(capture: ComparedCapture): Comparable {
  const { report } = capture;
  const asked = askedServices(report);
  return {
    ...capture,
    asked,
    works: anythingWorks(report, asked),
    answering: namesWith(report, asked, (verdict) => verdict === 'answered'),
    failing: namesWith(report, asked, isFailure),
  };
}

/** Two captures with what plays the same role in both. */
export interface HeldTogether {
  readonly networks: Networks;
  readonly context: ComparisonContext;
  readonly pairings: readonly Pairing[];
}

export function heldTogether(first: Comparable, second: Comparable): HeldTogether {
  const networks = networksOf(first, second, [first.asked, second.asked]);
  const functions = first.report.product?.functions ?? [];
  return {
    networks,
    context: {
      reports: [first.report, second.report],
      works: [first.works, second.works],
      answering: [first.answering, second.answering],
      failing: [first.failing, second.failing],
      gap: gapBetween(first.report, second.report),
      titleOf: (id) => functions.find((fn) => fn.id === id)?.title ?? null,
    },
    pairings: pairServices(first.asked, second.asked, networks.relation === 'same'),
  };
}

/** What decides first; then what fails, what the product needs, and the gravest. */
function byImportance(one: ComparedService, other: ComparedService): number {
  return (
    OUTCOMES.indexOf(one.outcome) - OUTCOMES.indexOf(other.outcome) ||
    Number(fails(other)) - Number(fails(one)) ||
    Number(other.function !== null) - Number(one.function !== null) ||
    byGravity(verdictOf(one), verdictOf(other))
  );
}

function fails({ first, second }: ComparedService): boolean {
  return [first, second].some((side) => side !== null && isFailure(side.verdict));
}

function verdictOf({ first, second }: ComparedService) {
  return (first ?? second)?.verdict ?? 'inconclusive';
}

/** Whether a server off the site answers: without that, a network may not work at all. */
function anythingWorks({ endpoints }: Report, asked: readonly AskedService[]): boolean {
  return asked.some(
    (service) =>
      !service.isOfSite &&
      service.endpoints.some((index) => endpoints[index].verdict === 'answered'),
  );
}

/** Names with an endpoint of such a verdict, as `namedKey` writes them. */
function namesWith(
  { endpoints }: Report,
  asked: readonly AskedService[],
  isWanted: (verdict: Verdict) => boolean,
): Set<string> {
  const wanted = asked.filter(({ endpoints: members }) =>
    members.some((index) => isWanted(endpoints[index].verdict)),
  );
  return new Set(wanted.map(namedKey));
}

/** Milliseconds between the captures; 0 where they overlap, or one has no time. */
function gapBetween({ capture: one }: Report, { capture: other }: Report): number {
  const [oneBegin, oneEnd, otherBegin, otherEnd] = [
    one.firstTime,
    one.lastTime,
    other.firstTime,
    other.lastTime,
  ].map((time) => Date.parse(time ?? ''));
  const gap = Math.max(otherBegin - oneEnd, oneBegin - otherEnd);
  return Number.isFinite(gap) ? Math.max(gap, 0) : 0;
}
