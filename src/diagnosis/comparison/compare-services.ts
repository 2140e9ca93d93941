import { byGravity, type Confidence, isFailure } from '../../evidence/verdict.ts';
import { duration, listSome } from '../../words/en/phrases.ts';
import { words } from '../../words/words.ts';
import type { ComparedService, ComparedSide, Outcome, ServiceMatch } from '../report/comparison.ts';
import type { Report, ReportEndpoint } from '../report/report.ts';
import type { AskedService, Pairing } from './compare-roles.ts';

/** What the captures as a whole mean for each service. */
export interface ComparisonContext {
  readonly reports: readonly [Report, Report];
  /** Whether anything off the site answers in each capture: where nothing does, no failure tells. */
  readonly works: readonly [boolean, boolean];
  /** Names that answer in each capture, and that fail at an address of theirs, as `namedKey` writes them. */
  readonly answering: readonly [ReadonlySet<string>, ReadonlySet<string>];
  readonly failing: readonly [ReadonlySet<string>, ReadonlySet<string>];
  /** Milliseconds between the captures: a service may have been down for one of them. */
  readonly gap: number;
  /** What the product calls a function; null where it has no such function. */
  titleOf(id: string): string | null;
}

/** The outcome of one service. */
type Judged = Pick<ComparedService, 'outcome' | 'confidence' | 'reason'>;

const DAY = 24 * 60 * 60 * 1000;
/** Between captures that are closer, a service seldom comes back. */
const CLOSE = 15 * 60 * 1000;

const LEVELS: readonly Confidence[] = ['low', 'medium', 'high'];
/** What each site has one of. */
export const SITE_RESOLVER = "the site's own resolver";
const ADDRESSES_NAMED = 2;
/** Evidence of a failure that weighs so much against an answering service is no loss by chance. */
const FAILS_AT_TIMES = -0.5;

/** The less sure of two. */
export function lowest(one: Confidence, other: Confidence): Confidence {
  return LEVELS[Math.min(LEVELS.indexOf(one), LEVELS.indexOf(other))];
}

/** A paired service with what becomes of it in each capture, and what that says. */
export function compareService(pairing: Pairing, context: ComparisonContext): ComparedService {
  const { matchedBy } = pairing;
  const first = side(pairing.first, context.reports[0]);
  const second = side(pairing.second, context.reports[1]);
  const [known] = [...pairing.first, ...pairing.second];
  const fn = known.function;
  return {
    title: titleOf(pairing),
    role:
      matchedBy === 'site-resolver'
        ? SITE_RESOLVER
        : ((fn === null ? null : context.titleOf(fn)) ?? ''),
    function: fn,
    protocol: known.protocol,
    port: known.port,
    matchedBy,
    ...judge(first, second, pairing, context),
    first,
    second,
  };
}

/** The name, where there is one; else the address, or what has another one on each site. */
function titleOf({ matchedBy, first, second }: Pairing): string {
  const services = [...first, ...second];
  const name = services.find((service) => service.name !== null)?.name;
  if (name !== undefined && name !== null) return name;
  if (matchedBy === 'site-resolver') return SITE_RESOLVER;
  return listSome([...new Set(services.map(({ server }) => server))], ADDRESSES_NAMED);
}

function side(services: readonly AskedService[], report: Report): ComparedSide | null {
  if (services.length === 0) return null;
  const endpoints = services
    .flatMap((service) => service.endpoints)
    .sort((a, b) => byGravity(report.endpoints[a].verdict, report.endpoints[b].verdict));
  const members = endpoints.map((index) => report.endpoints[index]);
  const answers = members.some(({ verdict }) => verdict === 'answered');
  const fails = isFailure(members[0].verdict);
  const isPartial = fails ? answers : answers && members.some(failsAtTimes);
  const verdict = answers && !fails ? 'answered' : members[0].verdict;
  return {
    status: isPartial ? 'partly' : fails ? 'fails' : answers ? 'works' : 'unclear',
    verdict,
    confidence:
      LEVELS.toReversed().find((level) =>
        members.some((member) => member.verdict === verdict && member.confidence === level),
      ) ?? 'low',
    endpoints,
  };
}

/** Whether a service answers some attempts, and others again and again not. */
function failsAtTimes({ verdict, evidence, patterns }: ReportEndpoint): boolean {
  return (
    verdict === 'answered' &&
    evidence.some(({ code, weight }) => weight <= FAILS_AT_TIMES && patterns.includes(code))
  );
}

const ORDINALS = ['first', 'second'] as const;

function judge(
  first: ComparedSide | null,
  second: ComparedSide | null,
  pairing: Pairing,
  context: ComparisonContext,
): Judged {
  if (first === null) return untold('not-asked-first');
  if (second === null) return untold('not-asked-second');
  const sides = [first, second] as const;
  for (const [index, { status, endpoints }] of sides.entries()) {
    if (status === 'unclear') {
      const { reason } = context.reports[index].endpoints[endpoints[0]];
      return untold('cannot-tell', `The ${ORDINALS[index]} capture cannot tell. ${reason}`);
    }
  }
  for (const [index, { status, endpoints }] of sides.entries()) {
    if (status === 'partly') {
      return untold('cannot-tell', partlyText(ORDINALS[index], endpoints, context.reports[index]));
    }
  }
  if (first.status === 'works' && second.status === 'works') return untold('none');
  if (first.status === 'fails' && second.status === 'fails') {
    return failsOnBoth(first, second, pairing, context);
  }
  const failing = first.status === 'fails' ? 0 : 1;
  return failsOnOne(failing, sides, pairing, context);
}

function untold(outcome: Outcome, reason = ''): Judged {
  return { outcome, confidence: null, reason: reason.trim() };
}

/** It fails for some and works for others: the network alone cannot be why. */
function partlyText(ordinal: string, endpoints: readonly number[], report: Report): string {
  const members = endpoints.map((index) => report.endpoints[index]);
  const clients = new Set(members.map(({ client }) => client));
  const servers = new Set(members.map(({ server }) => server));
  return servers.size > 1
    ? `In the ${ordinal} capture some of its addresses answer and others do not.`
    : clients.size > 1
      ? `In the ${ordinal} capture it answers some clients and not others: compare captures of one PC.`
      : `In the ${ordinal} capture some attempts are answered and others are not.`;
}

function failsOnBoth(
  first: ComparedSide,
  second: ComparedSide,
  { matchedBy, ...services }: Pairing,
  { reports, works }: ComparisonContext,
): Judged {
  if (lead(second, reports[1]).patterns.includes('captive-portal')) {
    return untold(
      'cannot-tell',
      'The second network wants a log-in first (captive portal): until then nothing works there.',
    );
  }
  if (!works[1]) {
    return untold(
      'cannot-tell',
      'Nothing off the site answers in the second capture: whether that network works at all, it does not tell.',
    );
  }
  const doubts = new Doubts(lowest(first.confidence, second.confidence));
  doubtMatch(doubts, matchedBy, services.first, services.second, 'fail by itself');
  return { outcome: 'both', confidence: doubts.confidence, reason: doubts.reason };
}

/** @param failing index of the capture in which it fails */
function failsOnOne(
  failing: 0 | 1,
  sides: readonly [ComparedSide, ComparedSide],
  pairing: Pairing,
  { reports, answering, failing: failingNames, gap }: ComparisonContext,
): Judged {
  const working = failing === 0 ? 1 : 0;
  const here = ORDINALS[failing];
  const there = ORDINALS[working];
  const endpoint = lead(sides[failing], reports[failing]);
  const [asked, other] =
    failing === 0 ? [pairing.first, pairing.second] : [pairing.second, pairing.first];
  const isOtherServer = pairing.matchedBy === 'name' || pairing.matchedBy === 'function';
  if (isOtherServer && answering[failing].has(namedKey(asked[0]))) {
    return untold(
      'cannot-tell',
      `Another address of the name works in the ${here} capture, too, and nobody asks for ${listSome(servers(asked), ADDRESSES_NAMED)} in the ${there} one: that server may be down.`,
    );
  }
  if (pairing.matchedBy === 'address' && isOtherName(endpoint, asked[0], other[0])) {
    return untold(
      'cannot-tell',
      `It fails ${words.stages[endpoint.stage!]}, and the ${there} capture asks the same address for another name.`,
    );
  }
  if (other.some((service) => failingNames[working].has(namedKey(service)))) {
    return untold('cannot-tell', `In the ${there} capture another address of the name fails.`);
  }
  const doubts = new Doubts(sides[working].confidence);
  if (sides[working].confidence !== 'high') {
    doubts.add('high', `That it works in the ${there} capture is not certain.`);
  }
  const members = sides[working].endpoints.map((index) => reports[working].endpoints[index]);
  if (members.some(({ patterns }) => patterns.some((code) => endpoint.patterns.includes(code)))) {
    doubts.add('medium', `In the ${there} capture it fails in the same way at times.`);
  }
  if (sides[failing].confidence === 'low') {
    doubts.add('medium', `The ${here} capture alone is not sure of its verdict.`);
  }
  // Something near the client said so itself: that the server was down cannot explain it.
  const isProven =
    (endpoint.verdict === 'reject' || endpoint.verdict === 'intercepted') &&
    (endpoint.place?.code === 'local-network' || endpoint.place?.code === 'near');
  if (endpoint.place?.code === 'this-host') {
    doubts.add(
      'low',
      `In the ${here} capture the PC itself stops it: its own firewall may have other rules on other networks.`,
    );
  }
  if (endpoint.verdict === 'closed') {
    doubts.add(
      'low',
      `In the ${here} capture the server itself refuses: it may not serve that network's addresses, or was not started.`,
    );
  }
  if (!isProven || pairing.matchedBy !== 'name') {
    const alone = endpoint.verdict === 'reject' ? 'refuse by itself' : 'be down';
    doubtMatch(doubts, pairing.matchedBy, asked, other, alone);
  }
  if (!isProven && gap > DAY) {
    doubts.add(
      'medium',
      'The captures are more than a day apart: a service that was down may be up again.',
    );
  } else if (!isProven && gap > CLOSE && sides[failing].confidence === 'medium') {
    doubts.add(
      'medium',
      `The ${here} capture alone does not rule out that the server was down, and the captures are ${duration(gap * 1000)} apart.`,
    );
  }
  return {
    outcome: failing === 0 ? 'first-only' : 'second-only',
    confidence: doubts.confidence,
    reason: doubts.reason,
  };
}

/**
 * Whether the failure may be about the name, as with a filter of TLS server names, while the other
 * capture has only another name at the address.
 */
function isOtherName({ stage }: ReportEndpoint, asked: AskedService, other: AskedService): boolean {
  const isAfterName = stage !== null && stage !== 'question' && stage !== 'after-syn';
  return isAfterName && asked.name !== null && other.name !== null && asked.name !== other.name;
}

/**
 * What can be doubted where a service of the other capture is not certain to be the same.
 * @param alone what one of two servers may do, and the other not
 */
function doubtMatch(
  doubts: Doubts,
  matchedBy: ServiceMatch | null,
  asked: readonly AskedService[],
  other: readonly AskedService[],
  alone: string,
): void {
  const addresses = `${listSome(servers(asked), ADDRESSES_NAMED)} and ${listSome(servers(other), ADDRESSES_NAMED)}`;
  if (matchedBy === 'name') {
    doubts.add('medium', `Its name has different addresses, ${addresses}: one alone may ${alone}.`);
  }
  if (matchedBy === 'function') {
    const differ = asked[0].name !== null && other[0].name !== null;
    doubts.add(
      differ ? 'low' : 'medium',
      `${addresses} are servers for the same purpose${differ ? ', but have different names' : ''}: one alone may ${alone}.`,
    );
  }
  if (matchedBy !== 'site-resolver' && asked[0].isIpv6 !== other[0].isIpv6) {
    doubts.add('medium', 'It was asked for over IPv6 in one capture, and over IPv4 in the other.');
  }
}

/** A name on a port, over one IP version; a service without a name is no other's. */
export function namedKey(service: AskedService): string {
  const { name, protocol, port, isIpv6, server } = service;
  return `${protocol} ${port} ${isIpv6 ? 'IPv6' : 'IPv4'} ${name ?? `[${server}]`}`;
}

function servers(services: readonly AskedService[]): string[] {
  return services.map(({ server }) => server);
}

/** The endpoint that a side's verdict is of. */
export function lead(side: ComparedSide, report: Report): ReportEndpoint {
  const members = side.endpoints.map((index) => report.endpoints[index]);
  return members.find(({ verdict }) => verdict === side.verdict) ?? members[0];
}

/** A confidence that each doubt may lower, and the doubts. */
class Doubts {
  readonly #texts: string[] = [];

  constructor(public confidence: Confidence) {}

  /** @param atMost what the confidence is at the most with this doubt */
  add(atMost: Confidence, text: string): void {
    this.confidence = lowest(this.confidence, atMost);
    this.#texts.push(text);
  }

  get reason(): string {
    return this.#texts.join(' ');
  }
}
