import { type Confidence, isFailure } from '../../evidence/verdict.ts';
import { capitalized, count, duration, listSome } from '../../words/en/phrases.ts';
import { say } from '../../words/say.ts';
import type {
  ComparedService,
  ComparisonConclusion,
  Outcome,
  ServiceMatch,
} from '../report/comparison.ts';
import type { Networks } from './compare-networks.ts';
import { type ComparisonContext, lead, lowest, SITE_RESOLVER } from './compare-services.ts';

/** Of no use to who has done it. */
const CROSS_CHECK = say({ code: 'cross-check' });

export interface ConclusionInput {
  readonly services: readonly ComparedService[];
  readonly networks: Networks;
  readonly context: ComparisonContext;
}

const DOUBTS_NAMED = 6;
const SERVICES_NAMED = 3;
const REMEDIES = 8;
const ROLES_NAMED = 2;
const HOUR = 60 * 60 * 1000;

/** Before "the cause", by how sure that is. */
export const HEDGE: Readonly<Record<Confidence, string>> = {
  high: '',
  medium: 'probably ',
  low: 'possibly ',
};

const MATCH_TEXTS: Readonly<Record<ServiceMatch, string>> = {
  address: 'by address',
  name: 'by name',
  function: 'by what they are for',
  'site-resolver': "as each site's own resolver",
};

const AGAIN_ON_SECOND =
  'Capture on the second network while the PC does what fails on the first, and compare again.';
const THIRD_NETWORK = "Try a third network, such as a phone's hotspot, and compare again.";

/** What the two captures say together. */
export function conclude(input: ConclusionInput): ComparisonConclusion {
  const { services, networks } = input;
  if (networks.relation === 'same-capture') {
    return {
      ...{ code: 'cannot-tell', confidence: 'high' },
      text: 'Both are the same capture: a cross-check takes one of another network.',
      reasons: [],
      advice: [AGAIN_ON_SECOND],
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
  const told = new Set(subject.services);
  const others = failing.filter((service) => !told.has(service));
  return {
    ...conclusion,
    reasons: [...conclusion.reasons, ...(others.length > 0 ? [othersText(others)] : [])],
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
  { reports }: ComparisonContext,
): boolean {
  return [first, second].some((side, index) =>
    side?.endpoints.some((at) => reports[index].endpoints[at].knownBy?.by === by),
  );
}

/** Services that fail in the first capture, by what became of them in the second. */
class Tally {
  readonly elsewhere: readonly ComparedService[];
  readonly both: readonly ComparedService[];
  readonly notAsked: readonly ComparedService[];
  readonly untold: readonly ComparedService[];

  /** " of DNS protection": what the services are for, where all have a purpose. */
  readonly purpose: string;

  constructor(readonly all: readonly ComparedService[]) {
    const roles = new Set(all.map(({ role }) => role));
    this.purpose =
      roles.has('') || roles.has(SITE_RESOLVER) ? '' : ` of ${listSome([...roles], ROLES_NAMED)}`;
    const of = (outcome: Outcome) => all.filter((service) => service.outcome === outcome);
    this.elsewhere = of('first-only');
    this.both = of('both');
    this.notAsked = of('not-asked-second');
    this.untold = of('cannot-tell');
  }
}

function somethingFails(
  services: readonly ComparedService[],
  input: ConclusionInput,
): ComparisonConclusion {
  const { networks } = input;
  const tally = new Tally(services);
  if (networks.relation === 'same') return onSameNetwork(tally, input);
  if (tally.elsewhere.length > 0) return networkIsCause(tally, input);
  if (tally.both.length > 0) return bothFail(tally, input);
  return cannotTell(tally, input);
}

function networkIsCause(tally: Tally, input: ConclusionInput): ComparisonConclusion {
  const { all, elsewhere, both } = tally;
  const confidence = lowest(surenessOf(elsewhere), surenessOfTwo(input.networks));
  const cause = `The network is ${HEDGE[confidence]}the cause`;
  const rest = restText(tally);
  const text =
    elsewhere.length === all.length
      ? `${cause}: ${allOf(tally)} ${fails(all)} on the first ${works(all)} on the second.`
      : `${cause} for ${elsewhere.length} of ${count(all.length, 'service')}${tally.purpose} that fail on the first: ${elsewhere.length === 1 ? 'it works' : 'they work'} on the second. ${rest}`;
  return {
    code: both.length > 0 ? 'network-in-part' : 'network',
    confidence,
    text,
    reasons: reasonsOf(tally, input),
    advice: [
      ...remedies(elsewhere, input),
      ...(tally.notAsked.length > 0 ? [AGAIN_ON_SECOND] : []),
    ],
  };
}

/** How sure two captures can be to tell of two networks at the most. */
export function surenessOfTwo({ relation, isSameClient }: Networks): Confidence {
  if (relation !== 'perhaps-same') return 'high';
  return isSameClient === false ? 'low' : 'medium';
}

/** What becomes of the failing services that do not work on the second network. */
function restText({ both, notAsked, untold }: Pick<Tally, 'both' | 'notAsked' | 'untold'>): string {
  const parts: string[] = [];
  const unknown = notAsked.length + untold.length;
  if (both.length > 0) {
    parts.push(`The other ${both.length} ${fails(both)} on both: look at the PC or the service.`);
  }
  if (unknown > 0) {
    parts.push(
      `For ${both.length > 0 ? '' : 'the other '}${unknown} the second capture does not tell.`,
    );
  }
  return parts.join(' ');
}

/** "4 of 4 services of DNS protection that", "the one service that". */
function allOf({ all, purpose }: Tally): string {
  const number = all.length === 1 ? 'the one service' : `${all.length} of ${all.length} services`;
  return `${number}${purpose} that`;
}

const fails = ({ length }: readonly unknown[]) => (length === 1 ? 'fails' : 'fail');
const works = ({ length }: readonly unknown[]) => (length === 1 ? 'works' : 'work');

/** Where a service that fails on both is stopped, as far as both captures tell. */
type Suspect = 'pc' | 'service' | 'networks' | 'different' | 'open';

function suspectOf({ first, second }: ComparedService, { reports }: ComparisonContext): Suspect {
  if (first === null || second === null) return 'open';
  const [one, other] = [lead(first, reports[0]), lead(second, reports[1])];
  const places = [one.place?.code, other.place?.code];
  if (places.every((place) => place === 'this-host')) return 'pc';
  if (places.every((place) => place === 'server-end')) return 'service';
  if (one.verdict !== other.verdict) return 'different';
  if (one.verdict === 'closed') return 'service';
  if (places.every((place) => place === 'local-network' || place === 'near')) return 'networks';
  return 'open';
}

function bothFail(tally: Tally, input: ConclusionInput): ComparisonConclusion {
  const { all, both } = tally;
  const suspects = new Set(both.map((service) => suspectOf(service, input.context)));
  const suspect: Suspect =
    suspects.size === 1 ? [...suspects][0] : suspects.has('different') ? 'different' : 'open';
  let confidence = surenessOf(both);
  if (input.networks.relation === 'perhaps-same') confidence = 'low';
  const number =
    both.length === all.length
      ? `${allOf(tally)} ${fails(all)} on the first ${fails(all)} on the second, too`
      : `${both.length} of ${count(all.length, 'service')}${tally.purpose} that fail on the first ${fails(both)} on the second, too`;
  const rest = both.length === all.length ? '' : ` ${restText({ ...tally, both: [] })}`;
  const { where, advice, atMost } = SUSPECTS[suspect];
  confidence = lowest(confidence, atMost);
  return {
    code: 'both-fail',
    confidence,
    text: `Both fail: ${where}. ${capitalized(number)}.${rest}`,
    reasons: reasonsOf(tally, input),
    advice: [...advice],
  };
}

const SUSPECTS: Readonly<
  Record<Suspect, { where: string; advice: readonly string[]; atMost: Confidence }>
> = {
  pc: {
    where: 'look at the PC, which stops it by itself',
    advice: ["Look at the PC's own firewall and security software."],
    atMost: 'high',
  },
  service: {
    where: 'look at the service, as the refusals come from its end',
    advice: ['Look at the servers, and at the firewall right before them.'],
    atMost: 'high',
  },
  networks: {
    where: 'something near the PC refuses on both, in each network or on the PC',
    advice: [THIRD_NETWORK, 'Look at security software and VPN clients of the PC.'],
    atMost: 'medium',
  },
  different: {
    where:
      'look at the PC or the service, but it fails in different ways, so each network may have a rule of its own',
    advice: [THIRD_NETWORK],
    atMost: 'low',
  },
  open: {
    where: 'look at the PC or the service',
    advice: [
      'Try the same with another PC on the second network: where it works there, look at the first PC.',
      THIRD_NETWORK,
    ],
    // Two networks that drop look like one service that is down.
    atMost: 'medium',
  },
};

/** Of one network, two captures say what changed, and nothing about the network. */
function onSameNetwork(tally: Tally, input: ConclusionInput): ComparisonConclusion {
  const { all, elsewhere, both } = tally;
  const { networks } = input;
  if (elsewhere.length === 0 && both.length === 0) return cannotTell(tally, input);
  if (elsewhere.length === 0) {
    return {
      ...{ code: 'cannot-tell', confidence: 'low' },
      text: `${count(both.length, 'service')}${tally.purpose} ${fails(both)} in both captures, but both are probably of the same network: a cross-check takes a capture of another one.`,
      reasons: reasonsOf(tally, input),
      advice: [AGAIN_ON_SECOND],
    };
  }
  const rest = elsewhere.length === all.length ? '' : ` ${restText(tally)}`;
  return {
    code: 'changed',
    confidence: surenessOf(elsewhere),
    text: `${changedText(networks)}: ${elsewhere.length} of ${count(all.length, 'service')}${tally.purpose} that ${fails(all)} in the first ${works(elsewhere)} in the second.${rest}`,
    reasons: reasonsOf(tally, input),
    advice: [
      ...whatChanged(networks),
      'If they are two networks all the same, the first network is the cause.',
    ],
  };
}

/** On one network: what two PCs do not share, or what was changed in between. */
function changedText({ isSameClient }: Networks): string {
  const what = isSameClient === false ? 'The PCs differ, or something' : 'Something';
  return `${what} changed between the captures, which are probably of the same network`;
}

function whatChanged({ isSameClient }: Networks): string[] {
  return [
    ...(isSameClient === false
      ? ['Capture with both PCs at the same time: where it fails on one only, look at that PC.']
      : []),
    'Find out what was changed on the network, the PC or the service between the two.',
  ];
}

function cannotTell(tally: Tally, input: ConclusionInput): ComparisonConclusion {
  const { all, notAsked } = tally;
  const names = listSome(
    all.map(({ title, protocol, port }) => `${title} (${protocol} ${port})`),
    SERVICES_NAMED,
  );
  return {
    ...{ code: 'cannot-tell', confidence: 'low' },
    text:
      notAsked.length === all.length
        ? 'The cross-check cannot tell: the second capture never asks for what fails in the first.'
        : `The cross-check cannot tell: for ${count(all.length, 'service')} that ${fails(all)} in the first the captures do not say whether the network is the cause.`,
    reasons: reasonsOf(tally, input),
    advice: [`${AGAIN_ON_SECOND} It is about ${names}.`],
  };
}

/** There is no failure in the first capture. */
function nothingFails(input: ConclusionInput): ComparisonConclusion {
  const { services, context } = input;
  const [{ endpoints }] = context.reports;
  const unclear = services.filter(({ first }) => first?.status === 'unclear').length;
  const failsInSecond = services.filter(
    ({ first, second }) => first === null && second !== null && isFailure(second.verdict),
  ).length;
  return {
    code: endpoints.length === 0 ? 'cannot-tell' : 'nothing-fails',
    confidence: endpoints.length === 0 || unclear > 0 ? 'low' : 'high',
    text:
      endpoints.length === 0
        ? 'The cross-check cannot tell: no client asks for a service in the first capture.'
        : 'Nothing fails in the first capture: there is nothing to cross-check.',
    reasons: [
      ...(unclear > 0 ? [`For ${count(unclear, 'service')} the first capture cannot tell.`] : []),
      ...(failsInSecond > 0
        ? [
            `${count(failsInSecond, 'service')} that the first capture never asks for ${failsInSecond === 1 ? 'fails' : 'fail'} in the second.`,
          ]
        : []),
    ],
    advice: ['Capture on the first network while it fails.'],
  };
}

/** Only the second has failures: a change on one network, or the captures in the wrong order. */
function secondFails(
  services: readonly ComparedService[],
  input: ConclusionInput,
): ComparisonConclusion {
  const { networks } = input;
  const nothing = services.every((service) => isTarget(service, input))
    ? 'No target'
    : services.every((service) => isOfProduct(service, input))
      ? 'Nothing of the product'
      : 'Nothing';
  const sureness = surenessOf(services);
  const what = `${count(services.length, 'service')} that ${works(services)} in the first ${fails(services)} in the second`;
  const reasons = [...(networks.text === '' ? [] : [networks.text]), ...doubtsOf(services)];
  if (networks.relation === 'same') {
    return {
      ...{ code: 'changed', confidence: sureness, reasons, advice: whatChanged(networks) },
      text: `${changedText(networks)}: ${what}.`,
    };
  }
  const confidence = lowest(sureness, surenessOfTwo(networks));
  return {
    code: 'swapped',
    confidence,
    text: `${nothing} fails in the first capture, but ${what}: were they given the wrong way round? Then the network of the second is ${HEDGE[confidence]}the cause.`,
    reasons,
    advice: ['Give the capture in which it fails first.'],
  };
}

/** As sure as the least sure of them. */
export function surenessOf(services: readonly ComparedService[]): Confidence {
  return services.reduce<Confidence>(
    (least, { confidence }) => lowest(least, confidence ?? 'low'),
    'high',
  );
}

/** What a conclusion about failing services rests on, then what weakens it. */
function reasonsOf(tally: Tally, input: ConclusionInput): string[] {
  const { services, networks, context } = input;
  const matched = [...tally.elsewhere, ...tally.both];
  const secondOnly = services.filter(({ outcome }) => outcome === 'second-only').length;
  return [
    ...(matched.length > 0 ? [matchText(matched)] : []),
    ...(networks.text === '' ? [] : [networks.text]),
    ...(context.gap > HOUR
      ? [`There are ${duration(context.gap * 1000)} between the captures.`]
      : []),
    ...(context.works[0]
      ? []
      : [
          'Nothing off the site answers in the first capture: that its connection works for anything else, it does not show.',
        ]),
    ...(tally.notAsked.length > 0 && tally.notAsked.length < tally.all.length
      ? [
          `The second capture never asks for ${listSome(
            tally.notAsked.map(({ title, protocol, port }) => `${title} (${protocol} ${port})`),
            SERVICES_NAMED,
          )}.`,
        ]
      : []),
    ...doubtsOf(tally.all),
    ...(secondOnly > 0
      ? [
          `${count(secondOnly, 'service')} ${secondOnly === 1 ? 'fails' : 'fail'} on the second only, and ${secondOnly === 1 ? 'works' : 'work'} on the first.`,
        ]
      : []),
    ...(matched.length > 0 && !(networks.relation === 'same' && networks.isSameClient)
      ? ['Whether both are of the same PC, the captures do not tell.']
      : []),
  ];
}

/** How services were found again: "4 services were found in both captures: 3 by address, 1 by name." */
function matchText(services: readonly ComparedService[]): string {
  const numbers = new Map<ServiceMatch, number>();
  for (const { matchedBy } of services) {
    if (matchedBy !== null) numbers.set(matchedBy, (numbers.get(matchedBy) ?? 0) + 1);
  }
  const ways = [...numbers].map(([by, number]) => `${number} ${MATCH_TEXTS[by]}`);
  return `Found again in the other capture: ${ways.join(', ')}.`;
}

/** What weakens single outcomes, each once; with how many it is about. */
function doubtsOf(services: readonly ComparedService[]): string[] {
  const numbers = new Map<string, ComparedService[]>();
  for (const service of services) {
    if (service.reason === '') continue;
    const known = numbers.get(service.reason);
    if (known === undefined) numbers.set(service.reason, [service]);
    else known.push(service);
  }
  const all = [...numbers];
  const left = all.length - DOUBTS_NAMED;
  return [
    ...all.slice(0, DOUBTS_NAMED).map(([reason, own]) => {
      const names = listSome(
        own.map(({ title, protocol, port }) => `${title} ${protocol} ${port}`),
        SERVICES_NAMED,
      );
      return `${names}: ${reason}`;
    }),
    ...(left > 0 ? [`${count(left, 'further doubt')}: in the rows of the services.`] : []),
  ];
}

/** Of failing services that the conclusion is not about. */
function othersText(others: readonly ComparedService[]): string {
  const { elsewhere, both } = new Tally(others);
  const unknown = others.length - elsewhere.length - both.length;
  const parts = [
    ...(elsewhere.length > 0 ? [`${elsewhere.length} on the first only`] : []),
    ...(both.length > 0 ? [`${both.length} on both`] : []),
    ...(unknown > 0 ? [`of ${unknown} the captures do not tell`] : []),
  ];
  return `Other services that fail on the first: ${parts.join(', ')}.`;
}

/** What the first capture's findings say to do about these services. */
function remedies(services: readonly ComparedService[], { context }: ConclusionInput): string[] {
  const [report] = context.reports;
  const members = new Set(services.flatMap(({ first }) => first?.endpoints ?? []));
  const lines = report.findings
    .filter(({ endpoints }) => endpoints.some((index) => members.has(index)))
    .flatMap(({ remedy }) => remedy)
    .filter((line) => line !== CROSS_CHECK);
  return [...new Set(lines)].slice(0, REMEDIES);
}
