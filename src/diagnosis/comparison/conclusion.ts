import { type Confidence, isFailure, lowest } from '../../evidence/verdict.ts';
import type { Failing, Part } from '../../words/en/comparison.ts';
import { type Sentence, say, sayAll } from '../../words/say.ts';
import { groupBy } from '../group-by.ts';
import type { ComparedService, Conclusion, Outcome, ServiceMatch } from './comparison.ts';
import type { Networks } from './networks.ts';
import { type ComparisonContext, lead } from './outcome.ts';

export interface ConclusionInput {
  readonly services: readonly ComparedService[];
  readonly networks: Networks;
  readonly context: ComparisonContext;
}

const DOUBTS_NAMED = 6;
const REMEDIES = 8;
const HOUR = 60 * 60 * 1000;

/** What the two captures say together. */
export function conclude(input: ConclusionInput): Conclusion {
  const { services, networks } = input;
  if (networks.relation === 'same-capture') {
    return {
      ...{ code: 'cannot-tell', confidence: 'high', reasons: [] },
      sentences: [{ code: 'capture-given-twice' }],
      advice: [{ code: 'capture-on-second' }],
    };
  }
  const failing = services.filter(({ first }) => first !== null && isFailure(first.verdict));
  const secondOnly = services.filter(({ outcome }) => outcome === 'second-only');
  // What the case is about decides: targets, then what the product needs; all where nothing of it fails.
  const subjects = [isTarget, isOfProduct, () => true].flatMap((isOfCase) => [
    { services: failing.filter((service) => isOfCase(service, input)), conclude: somethingFails },
    { services: secondOnly.filter((service) => isOfCase(service, input)), conclude: secondFails },
  ]);
  const subject = subjects.find((candidate) => candidate.services.length > 0);
  if (subject === undefined) return nothingFails(input);
  const conclusion = subject.conclude(subject.services, input);
  const concluded = new Set(subject.services);
  const others = new Tally(failing.filter((service) => !concluded.has(service)));
  if (others.all.length === 0) return conclusion;
  const { elsewhere, both, unknown } = others;
  return {
    ...conclusion,
    reasons: [
      ...conclusion.reasons,
      {
        code: 'others-fail-on-first',
        ...{ first: elsewhere.length, both: both.length, unknown },
      },
    ],
  };
}

/** Whether the user named it as what the case is about. */
function isTarget(service: ComparedService, { context }: ConclusionInput): boolean {
  return isKnownBy(service, 'user', context);
}

/** Whether the product needs it, or a look-up names it. */
function isOfProduct(service: ComparedService, { context }: ConclusionInput): boolean {
  return service.function !== null || isKnownBy(service, 'look-up', context);
}

function isKnownBy(
  { first, second }: ComparedService,
  by: 'user' | 'look-up',
  { diagnoses }: ComparisonContext,
): boolean {
  return [first, second].some((side, index) =>
    side?.endpoints.some((at) => diagnoses[index].endpoints[at].knownBy?.by === by),
  );
}

/** Services that fail in the first capture, by what became of them in the second. */
class Tally {
  readonly elsewhere: readonly ComparedService[];
  readonly both: readonly ComparedService[];
  readonly notAsked: readonly ComparedService[];
  /** How many the second capture does not tell of. */
  readonly unknown: number;
  /** What a sentence says of them: how many, and what for, where all have a purpose. */
  readonly values: Failing;

  constructor(readonly all: readonly ComparedService[]) {
    const hasPurposes = all.every(({ isSiteResolver, ...one }) => !isSiteResolver && one.function);
    const purposes = hasPurposes ? new Set(all.flatMap((one) => one.function?.title ?? [])) : [];
    this.values = { all: all.length, purposes: [...purposes] };
    const of = (outcome: Outcome) => all.filter((service) => service.outcome === outcome);
    this.elsewhere = of('first-only');
    this.both = of('both');
    this.notAsked = of('not-asked-second');
    this.unknown = all.length - this.elsewhere.length - this.both.length;
  }

  part(part: readonly ComparedService[]): Part {
    return { ...this.values, part: part.length };
  }
}

function somethingFails(services: readonly ComparedService[], input: ConclusionInput): Conclusion {
  const { networks } = input;
  const tally = new Tally(services);
  if (networks.relation === 'same') return onSameNetwork(tally, input);
  if (tally.elsewhere.length > 0) return networkIsCause(tally, input);
  if (tally.both.length > 0) return bothFail(tally, input);
  return cannotTell(tally, input);
}

function networkIsCause(tally: Tally, input: ConclusionInput): Conclusion {
  const { all, elsewhere, both } = tally;
  const confidence = lowest(surenessOf(elsewhere), surenessOfTwo(input.networks));
  return {
    code: both.length > 0 ? 'network-in-part' : 'network',
    confidence,
    sentences:
      elsewhere.length === all.length
        ? [{ code: 'network-is-cause', confidence, ...tally.values }]
        : [
            { code: 'network-is-cause-of-part', confidence, ...tally.part(elsewhere) },
            ...restOf(both.length, tally.unknown),
          ],
    reasons: reasonsOf(tally, input),
    advice: [
      ...remedies(elsewhere, input),
      ...(tally.notAsked.length > 0 ? [{ code: 'capture-on-second' } as const] : []),
    ],
  };
}

/** How sure two captures can be to tell of two networks at the most. */
function surenessOfTwo({ relation, isSameClient }: Networks): Confidence {
  if (relation !== 'perhaps-same') return 'high';
  return isSameClient === false ? 'low' : 'medium';
}

/** What becomes of the failing services that do not work on the second network. */
function restOf(both: number, unknown: number): Sentence[] {
  return [
    ...(both > 0 ? [{ code: 'others-fail-on-both', number: both } as const] : []),
    ...(unknown > 0
      ? [{ code: 'second-does-not-tell', number: unknown, isAllElse: both === 0 } as const]
      : []),
  ];
}

/** Where a service that fails on both is stopped, as far as both captures tell. */
type Suspect = Extract<Sentence, { code: 'both-fail' }>['suspect'];

function suspectOf({ first, second }: ComparedService, { diagnoses }: ComparisonContext): Suspect {
  if (first === null || second === null) return 'open';
  const [one, other] = [lead(first, diagnoses[0]), lead(second, diagnoses[1])];
  const places = [one.place?.code, other.place?.code];
  if (places.every((place) => place === 'this-host')) return 'pc';
  if (places.every((place) => place === 'server-end')) return 'service';
  if (one.verdict !== other.verdict) return 'different';
  if (one.verdict === 'closed') return 'service';
  if (places.every((place) => place === 'local-network' || place === 'near')) return 'networks';
  return 'open';
}

function bothFail(tally: Tally, input: ConclusionInput): Conclusion {
  const { all, both } = tally;
  const suspects = new Set(both.map((service) => suspectOf(service, input.context)));
  const suspect: Suspect =
    suspects.size === 1 ? [...suspects][0] : suspects.has('different') ? 'different' : 'open';
  const { advice, atMost } = SUSPECTS[suspect];
  const sureness = input.networks.relation === 'perhaps-same' ? 'low' : surenessOf(both);
  return {
    code: 'both-fail',
    confidence: lowest(sureness, atMost),
    sentences: [
      { code: 'both-fail', suspect },
      { code: 'fail-on-both', ...tally.part(both) },
      ...(both.length === all.length ? [] : restOf(0, tally.unknown)),
    ],
    reasons: reasonsOf(tally, input),
    advice,
  };
}

const SUSPECTS: Readonly<
  Record<Suspect, { readonly advice: readonly Sentence[]; readonly atMost: Confidence }>
> = {
  pc: { advice: [{ code: 'look-at-pc' }], atMost: 'high' },
  service: { advice: [{ code: 'look-at-servers' }], atMost: 'high' },
  networks: {
    advice: [{ code: 'third-network' }, { code: 'look-at-security-software' }],
    atMost: 'medium',
  },
  different: { advice: [{ code: 'third-network' }], atMost: 'low' },
  // Two networks that drop look like one service that is down.
  open: { advice: [{ code: 'try-another-pc' }, { code: 'third-network' }], atMost: 'medium' },
};

/** Of one network, two captures say what changed, and nothing about the network. */
function onSameNetwork(tally: Tally, input: ConclusionInput): Conclusion {
  const { all, elsewhere, both } = tally;
  const { networks } = input;
  if (elsewhere.length === 0 && both.length === 0) return cannotTell(tally, input);
  if (elsewhere.length === 0) {
    return {
      ...{ code: 'cannot-tell', confidence: 'low' },
      sentences: [{ code: 'fail-on-same-network', ...tally.part(both) }],
      reasons: reasonsOf(tally, input),
      advice: [{ code: 'capture-on-second' }],
    };
  }
  const { isSameClient } = networks;
  return {
    code: 'changed',
    confidence: surenessOf(elsewhere),
    sentences: [
      { code: 'changed-between', ...tally.part(elsewhere), isSameClient },
      ...(elsewhere.length === all.length ? [] : restOf(both.length, tally.unknown)),
    ],
    reasons: reasonsOf(tally, input),
    advice: [...whatChanged(networks), { code: 'if-two-networks' }],
  };
}

/** On one network: what two PCs do not share, or what was changed in between. */
function whatChanged({ isSameClient }: Networks): Sentence[] {
  return [
    ...(isSameClient === false ? [{ code: 'capture-both-pcs' } as const] : []),
    { code: 'find-what-changed' },
  ];
}

function cannotTell(tally: Tally, input: ConclusionInput): Conclusion {
  const { all, notAsked } = tally;
  return {
    ...{ code: 'cannot-tell', confidence: 'low' },
    sentences: [
      notAsked.length === all.length
        ? { code: 'second-never-asks' }
        : { code: 'captures-do-not-say', number: all.length },
    ],
    reasons: reasonsOf(tally, input),
    advice: [{ code: 'capture-on-second-about', services: all }],
  };
}

/** There is no failure in the first capture. */
function nothingFails({ services, context }: ConclusionInput): Conclusion {
  const isEmpty = context.diagnoses[0].endpoints.length === 0;
  const unclear = services.filter(({ first }) => first?.status === 'unclear').length;
  const failsInSecond = services.filter(
    ({ first, second }) => first === null && second !== null && isFailure(second.verdict),
  ).length;
  return {
    code: isEmpty ? 'cannot-tell' : 'nothing-fails',
    confidence: isEmpty || unclear > 0 ? 'low' : 'high',
    sentences: [{ code: isEmpty ? 'first-asks-nothing' : 'nothing-fails-in-first' }],
    reasons: [
      ...(unclear > 0 ? [{ code: 'first-unclear', number: unclear } as const] : []),
      ...(failsInSecond > 0
        ? [{ code: 'fail-unasked-in-first', number: failsInSecond } as const]
        : []),
    ],
    advice: [{ code: 'capture-on-first' }],
  };
}

/** Only the second has failures: a change on one network, or the captures in the wrong order. */
function secondFails(services: readonly ComparedService[], input: ConclusionInput): Conclusion {
  const { networks } = input;
  const { isSameClient } = networks;
  const sureness = surenessOf(services);
  const number = services.length;
  const reasons = [...sentenceOf(networks), ...doubtsOf(services)];
  if (networks.relation === 'same') {
    return {
      ...{ code: 'changed', confidence: sureness, reasons, advice: whatChanged(networks) },
      sentences: [{ code: 'changed-for-worse', number, isSameClient }],
    };
  }
  const about = services.every((service) => isTarget(service, input))
    ? 'targets'
    : services.every((service) => isOfProduct(service, input))
      ? 'product'
      : 'all';
  const confidence = lowest(sureness, surenessOfTwo(networks));
  return {
    ...{ code: 'swapped', confidence, reasons },
    sentences: [{ code: 'wrong-way-round', number, about, confidence }],
    advice: [{ code: 'give-failing-first' }],
  };
}

/** As sure as the least sure of them. */
export function surenessOf(services: readonly ComparedService[]): Confidence {
  return services.reduce<Confidence>(
    (least, { confidence }) => lowest(least, confidence ?? 'low'),
    'high',
  );
}

function sentenceOf({ sentence }: Networks): Sentence[] {
  return sentence === null ? [] : [sentence];
}

/** What a conclusion about failing services rests on, then what weakens it. */
function reasonsOf(tally: Tally, input: ConclusionInput): Sentence[] {
  const { services, networks, context } = input;
  const { all, notAsked } = tally;
  const matched = [...tally.elsewhere, ...tally.both];
  const secondOnly = services.filter(({ outcome }) => outcome === 'second-only').length;
  const isSamePc = networks.relation === 'same' && networks.isSameClient === true;
  const reasons: (Sentence | false)[] = [
    matched.length > 0 && { code: 'found-again', ways: waysOf(matched) },
    networks.sentence ?? false,
    context.gap > HOUR && { code: 'time-between', apart: context.gap * 1000 },
    !context.works[0] && { code: 'nothing-answers-in-first' },
    notAsked.length > 0 &&
      notAsked.length < all.length && { code: 'second-never-asks-for', services: notAsked },
    ...doubtsOf(all),
    secondOnly > 0 && { code: 'fail-on-second-only', number: secondOnly },
    matched.length > 0 && !isSamePc && { code: 'same-pc-unknown' },
  ];
  return reasons.filter((reason) => reason !== false);
}

/** How services were found again, and how many by each way. */
function waysOf(services: readonly ComparedService[]): { by: ServiceMatch; number: number }[] {
  const numbers = new Map<ServiceMatch, number>();
  for (const { matchedBy } of services) {
    if (matchedBy !== null) numbers.set(matchedBy, (numbers.get(matchedBy) ?? 0) + 1);
  }
  return [...numbers].map(([by, number]) => ({ by, number }));
}

/** What weakens single outcomes, each once; with how many it is about. */
function doubtsOf(services: readonly ComparedService[]): Sentence[] {
  // Those that read the same: frames of evidence differ, and are not told.
  const alike = groupBy(services, ({ doubts }) => (doubts.length === 0 ? null : sayAll(doubts)));
  const all = [...alike.values()];
  const left = all.length - DOUBTS_NAMED;
  return [
    ...all
      .slice(0, DOUBTS_NAMED)
      .map((own): Sentence => ({ code: 'doubts-about', services: own, doubts: own[0].doubts })),
    ...(left > 0 ? [{ code: 'further-doubts', number: left } as const] : []),
  ];
}

/** What the first capture's findings say to do about these services. */
function remedies(services: readonly ComparedService[], { context }: ConclusionInput): Sentence[] {
  const [{ findings }] = context.diagnoses;
  const members = new Set(services.flatMap(({ first }) => first?.endpoints ?? []));
  const lines = findings
    .filter(({ endpoints }) => endpoints.some((index) => members.has(index)))
    .flatMap(({ remedy }) => remedy)
    .filter(({ code }) => code !== 'cross-check');
  // Two findings may say the same of their services.
  return [...new Map(lines.map((line) => [say(line), line])).values()].slice(0, REMEDIES);
}
