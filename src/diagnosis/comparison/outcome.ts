import {
  byGravityOfSure,
  bySureness,
  type Confidence,
  isFailure,
  lowest,
  surest,
} from '../../evidence/verdict.ts';
import { type AddressWords, familyOf } from '../../protocols/address-text.ts';
import type { TwoServers } from '../../words/en/comparison.ts';
import type { Sentence } from '../../words/say.ts';
import type { Diagnosis, Endpoint } from '../diagnosis.ts';
import type { ComparedService, ComparedSide, Outcome, ServiceMatch } from './comparison.ts';
import { distinct } from './networks.ts';
import { type AskedService, namedKey, type Pairing } from './services.ts';

/** What the captures as a whole mean for each service. */
export interface ComparisonContext {
  readonly diagnoses: readonly [Diagnosis, Diagnosis];
  /** Whether anything off the site answers in each capture: where nothing does, no failure tells. */
  readonly works: readonly [boolean, boolean];
  /** Names that answer in each capture, and that fail at an address of theirs, as `namedKey` writes them. */
  readonly answering: readonly [ReadonlySet<string>, ReadonlySet<string>];
  readonly failing: readonly [ReadonlySet<string>, ReadonlySet<string>];
  /** Milliseconds between the captures: a service may have been down for one of them. */
  readonly gap: number;
}

/** The outcome of one service. */
type Judged = Pick<ComparedService, 'outcome' | 'confidence' | 'doubts'>;

const DAY = 24 * 60 * 60 * 1000;
/** Between captures that are closer, a service seldom comes back. */
const CLOSE = 15 * 60 * 1000;

/** Evidence of a failure that weighs so much against an answering service is no loss by chance. */
const FAILS_AT_TIMES = -0.5;

/** A paired service with what becomes of it in each capture, and what that says. */
export function compareService(pairing: Pairing, context: ComparisonContext): ComparedService {
  const { matchedBy } = pairing;
  const first = side(pairing.first, context.diagnoses[0]);
  const second = side(pairing.second, context.diagnoses[1]);
  const services = [...pairing.first, ...pairing.second];
  const [known] = services;
  return {
    name: services.find(({ name }) => name !== null)?.name ?? null,
    isSiteResolver: matchedBy === 'site-resolver',
    addresses: distinct(servers(services)),
    function: known.function,
    protocol: known.protocol,
    port: known.port,
    matchedBy,
    ...judge(first, second, pairing, context),
    first,
    second,
  };
}

function side(
  services: readonly AskedService[],
  { endpoints: all }: Diagnosis,
): ComparedSide | null {
  if (services.length === 0) return null;
  const endpoints = services
    .flatMap((service) => service.endpoints)
    .sort((a, b) => byGravityOfSure(all[a], all[b]));
  const members = endpoints.map((index) => all[index]);
  const answers = members.some(({ verdict }) => verdict === 'answered');
  const fails = isFailure(members[0].verdict);
  const isPartial = fails ? answers : answers && members.some(failsAtTimes);
  const verdict = answers && !fails ? 'answered' : members[0].verdict;
  return {
    status: isPartial ? 'partly' : fails ? 'fails' : answers ? 'works' : 'unclear',
    verdict,
    confidence: surest(
      members.filter((member) => member.verdict === verdict).map((member) => member.confidence),
    ),
    endpoints,
  };
}

/** Whether a service answers some attempts, and others again and again not. */
function failsAtTimes({ verdict, evidence, patterns }: Endpoint): boolean {
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
      const { reason } = context.diagnoses[index].endpoints[endpoints[0]];
      return untold(
        'cannot-tell',
        { code: 'capture-unclear', which: ORDINALS[index] },
        ...(reason === null ? [] : [reason]),
      );
    }
  }
  for (const [index, { status, endpoints }] of sides.entries()) {
    if (status === 'partly') {
      const all = context.diagnoses[index].endpoints;
      const members = endpoints.map((at) => all[at]);
      return untold('cannot-tell', { code: partlyCode(members), which: ORDINALS[index] });
    }
  }
  if (first.status === 'works' && second.status === 'works') return untold('none');
  if (first.status === 'fails' && second.status === 'fails') {
    return failsOnBoth(first, second, pairing, context);
  }
  const failing = first.status === 'fails' ? 0 : 1;
  return failsOnOne(failing, sides, pairing, context);
}

function untold(outcome: Outcome, ...doubts: readonly Sentence[]): Judged {
  return { outcome, confidence: null, doubts };
}

/** It fails for some and works for others: the network alone cannot be why. */
function partlyCode(members: readonly Endpoint[]) {
  if (distinct(members.map(({ server }) => server)).length > 1) return 'some-addresses-answer';
  return new Set(members.map(({ client }) => client?.join())).size > 1
    ? 'some-clients-answered'
    : 'some-attempts-answered';
}

function failsOnBoth(
  first: ComparedSide,
  second: ComparedSide,
  { matchedBy, ...services }: Pairing,
  { diagnoses, works }: ComparisonContext,
): Judged {
  if (lead(second, diagnoses[1]).patterns.includes('captive-portal')) {
    return untold('cannot-tell', { code: 'second-wants-log-in' });
  }
  if (!works[1]) return untold('cannot-tell', { code: 'nothing-answers-in-second' });
  const doubts = new Doubts(lowest(first.confidence, second.confidence));
  doubtMatch(doubts, matchedBy, services.first, services.second, 'fail');
  return { outcome: 'both', ...doubts.result };
}

/** @param failing index of the capture in which it fails */
function failsOnOne(
  failing: 0 | 1,
  sides: readonly [ComparedSide, ComparedSide],
  pairing: Pairing,
  { diagnoses, answering, failing: failingNames, gap }: ComparisonContext,
): Judged {
  const working = failing === 0 ? 1 : 0;
  const here = { which: ORDINALS[failing] };
  const there = { which: ORDINALS[working] };
  const endpoint = lead(sides[failing], diagnoses[failing]);
  const [asked, other] =
    failing === 0 ? [pairing.first, pairing.second] : [pairing.second, pairing.first];
  const isOtherServer = pairing.matchedBy === 'name' || pairing.matchedBy === 'function';
  if (isOtherServer && answering[failing].has(namedKey(asked[0]))) {
    return untold('cannot-tell', {
      ...{ code: 'other-address-works', ...here },
      servers: servers(asked),
    });
  }
  const { stage, verdict, place } = endpoint;
  if (pairing.matchedBy === 'address' && isAfterName(stage) && isOtherName(asked[0], other[0])) {
    return untold('cannot-tell', { code: 'asked-for-other-name', ...here, stage });
  }
  if (other.some((service) => failingNames[working].has(namedKey(service)))) {
    return untold('cannot-tell', { code: 'other-address-fails', ...there });
  }
  const doubts = new Doubts(sides[working].confidence);
  if (bySureness(sides[working].confidence, 'high') > 0) {
    doubts.add('high', { code: 'not-certain-to-work', ...there });
  }
  const members = sides[working].endpoints.map((index) => diagnoses[working].endpoints[index]);
  if (members.some(({ patterns }) => patterns.some((code) => endpoint.patterns.includes(code)))) {
    doubts.add('medium', { code: 'fails-alike-at-times', ...there });
  }
  if (sides[failing].confidence === 'low') {
    doubts.add('medium', { code: 'verdict-not-sure', ...here });
  }
  // Something near the client said so itself: that the server was down cannot explain it.
  const isProven =
    (verdict === 'reject' || verdict === 'intercepted') &&
    (place?.code === 'local-network' || place?.code === 'near');
  if (place?.code === 'this-host') doubts.add('low', { code: 'pc-itself-stops', ...here });
  if (verdict === 'closed') doubts.add('low', { code: 'server-itself-refuses', ...here });
  if (!isProven || pairing.matchedBy !== 'name') {
    const alone = verdict === 'reject' ? 'refuse' : 'be-down';
    doubtMatch(doubts, pairing.matchedBy, asked, other, alone);
  }
  if (!isProven && gap > DAY) doubts.add('medium', { code: 'days-apart' });
  else if (!isProven && gap > CLOSE && sides[failing].confidence === 'medium') {
    doubts.add('medium', { code: 'may-have-been-down', ...here, apart: gap * 1000 });
  }
  return { outcome: failing === 0 ? 'first-only' : 'second-only', ...doubts.result };
}

/**
 * Whether a failure may be about the name, as with a filter of TLS server names: the other capture may
 * have only another name at the address.
 */
function isAfterName(stage: Endpoint['stage']): stage is NonNullable<Endpoint['stage']> {
  return stage !== null && stage !== 'question' && stage !== 'after-syn';
}

function isOtherName(asked: AskedService, other: AskedService): boolean {
  return asked.name !== null && other.name !== null && asked.name !== other.name;
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
  alone: TwoServers['alone'],
): void {
  const both = { servers: [servers(asked), servers(other)], alone } as const;
  if (matchedBy === 'name') doubts.add('medium', { code: 'name-has-other-addresses', ...both });
  if (matchedBy === 'function') {
    const namesDiffer = asked[0].name !== null && other[0].name !== null;
    doubts.add(namesDiffer ? 'low' : 'medium', {
      ...{ code: 'servers-of-one-purpose', ...both, namesDiffer },
    });
  }
  if (matchedBy !== 'site-resolver' && familyOf(asked[0].server) !== familyOf(other[0].server)) {
    doubts.add('medium', { code: 'other-ip-version' });
  }
}

function servers(services: readonly AskedService[]): AddressWords[] {
  return services.map(({ server }) => server);
}

/** The endpoint that a side's verdict is of. */
export function lead(side: ComparedSide, { endpoints }: Diagnosis): Endpoint {
  const members = side.endpoints.map((index) => endpoints[index]);
  return members.find(({ verdict }) => verdict === side.verdict) ?? members[0];
}

/** A confidence that each doubt may lower, and the doubts. */
class Doubts {
  readonly #doubts: Sentence[] = [];
  #confidence: Confidence;

  constructor(confidence: Confidence) {
    this.#confidence = confidence;
  }

  /** @param atMost what the confidence is at the most with this doubt */
  add(atMost: Confidence, doubt: Sentence): void {
    this.#confidence = lowest(this.#confidence, atMost);
    this.#doubts.push(doubt);
  }

  get result(): { confidence: Confidence; doubts: readonly Sentence[] } {
    return { confidence: this.#confidence, doubts: this.#doubts };
  }
}
