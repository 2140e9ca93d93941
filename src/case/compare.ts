import {
  type ComparedService,
  type ComparisonReport,
  OUTCOMES,
  type Outcome,
} from '../report/comparison.ts';
import type { Report } from '../report/report.ts';
import { byGravity, isFailure } from '../verdict/verdict.ts';
import { conclude } from './compare-conclusion.ts';
import { type ComparedCapture, networksOf } from './compare-networks.ts';
import { type AskedService, askedServices, pairServices } from './compare-roles.ts';
import { type ComparisonContext, compareService, namedKey } from './compare-services.ts';

/**
 * The cross-check: what fails on which of two networks, and what that says about the cause.
 * @param first of the network where something fails, judged with the same profile as the second
 */
export function compareReports(first: ComparedCapture, second: ComparedCapture): ComparisonReport {
  const reports = [first.report, second.report] as const;
  const asked = [askedServices(first.report), askedServices(second.report)] as const;
  const networks = networksOf(first, second, asked);
  const gap = gapBetween(first.report, second.report);
  const functions = first.report.product?.functions ?? [];
  const context: ComparisonContext = {
    reports,
    works: [anythingWorks(first.report, asked[0]), anythingWorks(second.report, asked[1])],
    answering: [answeringNames(first.report, asked[0]), answeringNames(second.report, asked[1])],
    gap,
    titleOf: (id) => functions.find((fn) => fn.id === id)?.title ?? null,
  };
  const services = pairServices(asked[0], asked[1], networks.relation === 'same')
    .map((pairing) => compareService(pairing, context))
    .sort(byImportance);
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
    reports,
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

function answeringNames({ endpoints }: Report, asked: readonly AskedService[]): Set<string> {
  const answering = asked.filter(({ endpoints: members }) =>
    members.some((index) => endpoints[index].verdict === 'answered'),
  );
  return new Set(answering.map(namedKey));
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
