import { EVIDENCE, type EvidenceCode, isPattern } from '../evidence/table.ts';
import { byGravityOfSure, isFailure, lowest } from '../evidence/verdict.ts';
import type { Profile } from '../profiles/profile.ts';
import type { Undecoded } from '../words/en/quality.ts';
import type { Obstacle } from '../words/en/summary.ts';
import type { Sentence } from '../words/say.ts';
import type { Finding, Summary } from './diagnosis.ts';
import type { Evidence } from './judge.ts';
import { isOutside, isWorthFinding, type JudgedEndpoint, serviceOf } from './judged-endpoint.ts';
import { goesOnWithoutNetbios } from './remedy.ts';
import { failingSiblings } from './siblings.ts';

/** UDP packets sent again that are more than another message. */
const ASKED_AGAIN = 3;

/** Clues that something fails beside what works. */
const PART_FAILS: ReadonlySet<EvidenceCode> = new Set([
  'part-fails',
  'other-requests-answered',
  'trace-ends',
]);

/** What a summary is made of. */
export interface SummaryInput {
  /** Whether a display filter chose the endpoints. */
  readonly isFiltered: boolean;
  readonly profile: Profile;
  /** Whether somebody asked for this profile; else the capture itself shows that it fits. */
  readonly isProfileGiven: boolean;
  readonly endpoints: readonly JudgedEndpoint[];
  /** How many more were judged, by whether they answered. */
  readonly notListed: { readonly answered: number; readonly others: number };
  readonly findings: readonly Finding[];
  /** Share of packets that had to be sent again, 0 where it is not worth a word. */
  readonly lineLosses: number;
  /** What the capture has, where no packet of it could be decoded; else null. */
  readonly undecoded: Undecoded | null;
  /** Why the capture cannot carry an all-clear; none where it can. */
  readonly obstacles: readonly Obstacle[];
}

/** The gravest of what the case is about; it says first where the product asked for is not there. */
export function summaryOf(input: SummaryInput): Summary {
  const { endpoints, findings, isFiltered } = input;
  const scans = findings.filter(({ scan }) => scan !== undefined).map(({ title }) => title);
  if (endpoints.length === 0) {
    return {
      ...{ verdict: 'inconclusive', confidence: 'low' },
      sentences: [
        scans.length > 0
          ? { code: 'only-scans', scans }
          : input.undecoded !== null && !isFiltered
            ? { code: 'nothing-decoded', undecoded: input.undecoded }
            : { code: 'nothing-asked', isFiltered },
      ],
    };
  }
  const nobody = targetsAbsent(input);
  if (nobody !== null) return nobody;
  const ofSubject = subjectOf(input);
  const subject = ofSubject === endpoints ? null : new Set(ofSubject);
  // Nobody misses NetBIOS beside SMB that works, unless it was asked for by its port.
  const worth = ofSubject.filter(
    (one) => isWorthFinding(one) && (one.target?.source === 'user' || !goesOnWithoutNetbios(one)),
  );
  const first = worth.reduce<JudgedEndpoint | undefined>(
    (gravest, one) =>
      gravest === undefined || byGravityOfSure(one.judgement, gravest.judgement) < 0
        ? one
        : gravest,
    undefined,
  );
  // The first finding of them that has an endpoint as sure and as grave.
  const ofEndpoints = findings.find((candidate) =>
    candidate.endpoints.some((index) => {
      const endpoint = endpoints[index];
      return (
        first !== undefined &&
        (subject?.has(endpoint) ?? true) &&
        byGravityOfSure(endpoint.judgement, first.judgement) === 0
      );
    }),
  );
  const finding = subject === null ? graver(ofEndpoints, findings) : ofEndpoints;
  const isAnswered = worth.some(({ judgement }) => judgement.verdict === 'answered');
  const summary =
    finding !== undefined && (isFailure(finding.verdict) || !isAnswered)
      ? gravest(finding, input)
      : answered(ofSubject, input);
  const beside: Sentence[] = scans.length > 0 ? [{ code: 'scans-too', scans }] : [];
  const { sentences, ...judged } = withReserve(summary, ofSubject, input);
  return { ...judged, sentences: [...absence(input), ...sentences, ...beside] };
}

/**
 * That finding, or one without endpoints (no host, a tunnel that goes one way) that tells of a surer or a graver
 * failure. A look-up's is not of this capture.
 */
function graver(ofEndpoints: Finding | undefined, findings: readonly Finding[]) {
  return findings
    .filter(({ cause }) => cause === 'absent-neighbor' || cause === 'tunnel')
    .reduce<Finding | undefined>(
      (gravest, one) =>
        gravest === undefined || byGravityOfSure(one, gravest) < 0 ? one : gravest,
      ofEndpoints,
    );
}

/** Where nobody asks for what the case is about, nothing else is its headline; null where somebody does. */
function targetsAbsent({
  endpoints,
  findings,
  obstacles,
  isFiltered,
}: SummaryInput): Summary | null {
  if (endpoints.some(({ target }) => target?.source === 'user')) return null;
  const absent = obstacles.find((obstacle) => obstacle.is === 'absent');
  if (absent === undefined) return null;
  const number = findings.filter(({ scan }) => scan === undefined).length;
  return {
    ...{ verdict: 'inconclusive', confidence: 'low' },
    sentences: [
      { code: 'targets-absent', targets: absent.targets, isFiltered },
      ...(number > 0 ? [{ code: 'other-services-fail', number } as const] : []),
    ],
  };
}

/** `answered` only where the capture can carry it, and nothing in question shows signs of a failure. */
function withReserve(
  summary: Summary,
  subject: readonly JudgedEndpoint[],
  input: SummaryInput,
): Summary {
  const { obstacles } = input;
  if (summary.verdict !== 'answered') return summary;
  const suspects = [...subject].filter(
    (one) =>
      (isWorthFinding(one) && isSuspect(one)) ||
      isOtherPortSilent(one) ||
      isStillAsking(one) ||
      mayBeRefused(one),
  );
  // Who names what the case is about has said that it is not the nameless one.
  const isNamed = subject.every(({ target }) => target?.source === 'user');
  const among = new Set(subject === input.endpoints ? [] : subject);
  const isNameless =
    !isNamed &&
    subject !== input.endpoints &&
    input.endpoints.some((one) => !among.has(one) && isNamelessFailure(one));
  const isClear =
    obstacles.length === 0 &&
    suspects.length === 0 &&
    !isNameless &&
    !subject.some((one) => failsMostly(one).length > 0);
  if (isClear && absence(input).length === 0) return summary;
  const told = ledBySuspects(
    summary.sentences.filter(({ code }) => code !== 'nothing-in-the-way'),
    suspects,
    input,
  );
  return {
    ...{ verdict: 'inconclusive', confidence: 'low' },
    sentences: obstacles.length === 0 ? told : [...told, { code: 'no-all-clear', obstacles }],
  };
}

/** What may fail first, before what answered. */
function ledBySuspects(
  answered: readonly Sentence[],
  suspects: readonly JudgedEndpoint[],
  { endpoints, findings }: SummaryInput,
): readonly Sentence[] {
  if (suspects.length === 0) return answered;
  const isSuspected = new Set(suspects);
  const finding = findings.find((one) =>
    one.endpoints.some((index) => isSuspected.has(endpoints[index])),
  );
  // Several that have nothing in common but that: all of them.
  const isPlain = finding === undefined || finding.title.code === 'cannot-tell';
  const unclear = isPlain ? suspects : finding.endpoints.map((index) => endpoints[index]);
  const services = unclear.map(serviceOf);
  const title: Sentence = isPlain
    ? { code: 'cannot-tell', confidence: 'low', services }
    : finding.title;
  const [{ judgement }, ...others] = unclear;
  // One's own reason; those of several are below.
  const reason = others.length === 0 ? judgement.reason : null;
  return [
    { code: 'gravest-finding', title, functions: [] },
    ...(reason === null ? [] : [reason]),
    ...answered.flatMap((sentence) => besideSuspects(sentence, unclear.length)),
  ];
}

/** What is said of the others, where it follows what may fail. */
function besideSuspects(sentence: Sentence, suspects: number): readonly Sentence[] {
  switch (sentence.code) {
    case 'others-unclear': {
      const number = sentence.number - suspects;
      return number > 0 ? [{ ...sentence, number }] : [];
    }
    case 'one-answered':
      return [{ code: 'others-answered', number: 1 }];
    case 'several-answered':
      return [{ code: 'others-answered', number: sentence.number }];
    default:
      return [sentence];
  }
}

/** Asked again and again over UDP, while the same server answers on another port. */
function isOtherPortSilent({ facts, judgement }: JudgedEndpoint): boolean {
  if (judgement.verdict !== 'inconclusive' || facts.silence.retransmissions < ASKED_AGAIN) {
    return false;
  }
  return judgement.evidence.some(({ code }) => code === 'server-answers-elsewhere');
}

/** Asked over UDP in a protocol that must be answered; the capture ends without any answer. */
function isStillAsking({ facts }: JudgedEndpoint): boolean {
  const { requests, pending, answers } = facts;
  return requests.length > 0 && pending.attempts > 0 && answers.total === 0;
}

/**
 * What an endpoint that answered shows against it, where that is most of what was tried: `answered` by one that
 * worked is no all-clear. None where the others, or those that came later, worked.
 */
function failsMostly({ judgement }: JudgedEndpoint): readonly Evidence[] {
  const { verdict, evidence } = judgement;
  if (verdict !== 'answered' || evidence.some(({ code }) => code === 'works-again')) return [];
  const patterns = evidence.filter(({ code, weight }) => isPattern(code) && weight < 0);
  if (patterns.length === 0) return [];
  const worked = evidence.find((seen) => seen.code === 'service-answered');
  if (worked?.code !== 'service-answered') return [];
  const { answered, attempts } = worked.values;
  return patterns.filter(({ values }) => {
    const failed =
      ('connections' in values ? values.connections : null) ??
      ('times' in values ? values.times : 0);
    return answered * 2 < attempts || failed * 2 > attempts;
  });
}

/** Errors of ICMP refuse something, and what it is they do not show. */
function mayBeRefused({ judgement }: JudgedEndpoint): boolean {
  if (judgement.verdict !== 'inconclusive') return false;
  return judgement.evidence.some(
    ({ code }) => code === 'capture-errors-not-told' || code === 'capture-errors-cut',
  );
}

/** What fails and has no name in the capture: it may be what the case is about. */
function isNamelessFailure(one: JudgedEndpoint): boolean {
  const { facts, judgement, name } = one;
  return isFailure(judgement.verdict) && name === null && isOutside(one) && !facts.isDns;
}

/** Whether the capture shows something of an endpoint's failure, and cannot tell what it is. */
function isSuspect({ facts, judgement }: JudgedEndpoint): boolean {
  if (judgement.verdict !== 'inconclusive') return false;
  if (facts.pending.fruitless + facts.partial.bareInVain > 0) return true;
  if (facts.pending.waiting > 0 && facts.exchanges === 0) return true;
  // Nobody saw it answer, if only because the capture ends.
  if (facts.pending.attempts > 0 && facts.answers.total === 0) return true;
  return judgement.evidence.some(
    ({ code }) => isPattern(code) || PART_FAILS.has(code) || takesAnswer(code),
  );
}

/** Whether it tells of what a list does not show, and would be a failure. */
function takesAnswer(code: EvidenceCode): boolean {
  const { better, weights } = EVIDENCE[code];
  return better === 'capture-itself' && (weights.answered ?? 0) < 0;
}

/** Where no server of the product that was asked for is in the capture. */
function absence(input: SummaryInput): Sentence[] {
  const { endpoints, profile, isFiltered, notListed, isProfileGiven } = input;
  if (!isProfileGiven || profile.functions.length === 0) return [];
  if (endpoints.some(isConcerned) || notListed.answered + notListed.others > 0) return [];
  const isAsked = endpoints.some(({ match }) => match !== null);
  return [{ code: 'product-absent', product: profile.title, isAsked, isFiltered }];
}

/** Of the product or a target. A vendor's range holds others, too: it counts alone where nothing else is known. */
function isConcerned({ match, judgement, target }: JudgedEndpoint): boolean {
  if (match === null) return target !== null;
  const isByRangeOnly = match.function.servers.every(
    ({ addresses = [], names = [] }) => addresses.length + names.length === 0,
  );
  return match.by !== 'range' || isByRangeOnly || isFailure(judgement.verdict);
}

/**
 * What the summary is about: what the user named, else what the product needs or was looked up, and what fails
 * of the same service; else all.
 */
function subjectOf({ endpoints, isProfileGiven }: SummaryInput): readonly JudgedEndpoint[] {
  const named = endpoints.filter(({ target }) => target?.source === 'user');
  if (named.length > 0) return [...named, ...failingSiblings(named, endpoints)];
  if (isProfileGiven && !endpoints.some(isConcerned)) return endpoints;
  const concerned = endpoints.filter(({ match, target }) => match !== null || target !== null);
  return concerned.length > 0
    ? [...concerned, ...failingSiblings(concerned, endpoints)]
    : endpoints;
}

function gravest(finding: Finding, { endpoints, findings }: SummaryInput): Summary {
  const { verdict, confidence, title } = finding;
  const further = findings.filter(({ scan }) => scan === undefined).length - 1;
  if (!isFailure(verdict)) {
    const { reason } = endpoints[finding.endpoints[0]].judgement;
    return {
      ...{ verdict, confidence },
      sentences: [
        { code: 'gravest-finding', title, functions: [] },
        ...(reason === null ? [] : [reason]),
      ],
    };
  }
  const answering = new Set(
    endpoints
      .filter(({ judgement }) => judgement.verdict === 'answered')
      .map(({ match }) => match?.function),
  );
  const functions = finding.functions.map((fn) => ({ function: fn, isPartial: answering.has(fn) }));
  return {
    ...{ verdict, confidence },
    sentences: [
      { code: 'gravest-finding', title, functions },
      ...(further > 0 ? [{ code: 'further-findings', number: further } as const] : []),
    ],
  };
}

/** Nothing that the case is about fails: what answered, and what should be known all the same. */
function answered(subject: readonly JudgedEndpoint[], input: SummaryInput): Summary {
  const isNamed = subject.some(({ target }) => target?.source === 'user');
  const asked = isNamed ? subject : input.endpoints;
  const notListed = isNamed ? { answered: 0, others: 0 } : input.notListed;
  const good = asked.filter(({ judgement }) => judgement.verdict === 'answered');
  if (good.length === 0) {
    return {
      ...{ verdict: 'inconclusive', confidence: 'low' },
      sentences: [{ code: 'no-answer-needed', services: asked.slice(0, 1).map(serviceOf) }],
    };
  }
  const unclear = asked.length - good.length;
  const confidence = good.map(({ judgement }) => judgement.confidence).reduce(lowest);
  const { sentence, isOfThese, neighbor } = reservation(good, unclear, isNamed, input);
  if (good.length === 1) {
    return {
      ...{ verdict: 'answered', confidence },
      sentences: [
        { code: 'one-answered', services: good.map(serviceOf), isTarget: isNamed },
        ...(isOfThese ? [sentence] : []),
      ],
    };
  }
  return {
    ...{ verdict: 'answered', confidence },
    sentences: [
      {
        code: 'several-answered',
        number: good.length + notListed.answered,
        isAll: unclear + notListed.others === 0,
        areTargets: isNamed,
      },
      neighbor ?? sentence,
    ],
  };
}

/** What should be known although services answered; whether it matters where only one was asked. */
function reservation(
  good: readonly JudgedEndpoint[],
  unclear: number,
  isNamed: boolean,
  { findings, lineLosses }: SummaryInput,
): { sentence: Sentence; isOfThese: boolean; neighbor: Sentence | null } {
  const absent = findings.find(({ cause }) => cause === 'absent-neighbor' || cause === 'tunnel');
  const neighbor: Sentence | null =
    absent === undefined ? null : { code: 'but-sentences', sentences: absent.impact };
  // Services that are not the product's may fail: the capture can tell of these.
  const failing = findings.filter(({ verdict }) => isFailure(verdict)).length;
  // A look-up that keeps the product from its servers, whatever this capture has.
  const lookup = findings.find(
    ({ lookedUp, functions, impact }) =>
      lookedUp !== undefined && functions.length > 0 && impact.length > 0,
  );
  const of = (sentence: Sentence, isOfThese: boolean) => ({ sentence, isOfThese, neighbor });
  const isOfThese = unclear > 0 || (isNamed && failing > 0);
  if (lookup !== undefined) return of({ code: 'but-finding', title: lookup.title }, true);
  const notes = notable(good);
  if (good.some((one) => failsMostly(one).length > 0)) {
    return of({ code: 'but-sentences', sentences: notes }, true);
  }
  if (failing > 0 && absent === undefined) {
    return of({ code: 'other-services-fail', number: failing }, isOfThese || notes.length > 0);
  }
  if (unclear > 0) return of({ code: 'others-unclear', number: unclear }, true);
  if (notes.length > 0) return of({ code: 'but-sentences', sentences: notes }, true);
  return of(
    lineLosses > 0 ? { code: 'but-line-loses', share: lineLosses } : { code: 'nothing-in-the-way' },
    isOfThese,
  );
}

const NOTES_SHOWN = 3;

/** What a reader should know of although the service answered: the first of each kind, and of how many others. */
function notable(good: readonly JudgedEndpoint[]): Sentence[] {
  const kinds = new Map<EvidenceCode, { readonly first: Sentence; others: number }>();
  // What is most of what was tried comes first.
  const rows = good.map((endpoint) => ({ endpoint, most: failsMostly(endpoint) }));
  rows.sort((one, other) => Number(other.most.length > 0) - Number(one.most.length > 0));
  for (const { endpoint, most } of rows) {
    for (const seen of endpoint.judgement.evidence) {
      if (EVIDENCE[seen.code].isNotable !== true && !most.includes(seen)) continue;
      const known = kinds.get(seen.code);
      if (known !== undefined) known.others++;
      else {
        const sentence = { code: 'evidence', seen } as const;
        const first = { code: 'seen-at-service', service: serviceOf(endpoint), sentence } as const;
        kinds.set(seen.code, { first, others: 0 });
      }
    }
  }
  return [...kinds.values()]
    .slice(0, NOTES_SHOWN)
    .flatMap(({ first, others }): Sentence[] =>
      others === 0 ? [first] : [first, { code: 'same-at-others', number: others }],
    );
}
