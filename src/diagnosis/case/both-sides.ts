import { isFailure } from '../../evidence/verdict.ts';
import type { Sentence } from '../../words/say.ts';
import type { Diagnosis, Finding } from '../diagnosis.ts';
import { areAlike, servicesOf, whereStopped } from '../sides/compare-sides.ts';
import type { SidedEndpoint } from '../sides/sides.ts';
import type { CaseFinding, CaseInput, CaseSides } from './case.ts';

/** What two captures of one way say together of what fails: which way, and on which side of what. */
export interface Together {
  readonly told: Pick<CaseFinding, 'title' | 'verdict' | 'confidence' | 'correlation' | 'remedy'>;
  /** Whether what the client sends is stopped between two of the places. */
  readonly isOnWayForth: boolean;
}

/** Lines of evidence told of one finding, in the order in which the comparison has them. */
const MAXIMUM_PROOFS = 4;
/** What both sides tell already: nobody needs to find it out. */
const TOLD: ReadonlySet<Sentence['code']> = new Set(['capture-at-two-places', 'cross-check']);
/** Rules for what the client sends, which help only where that is what is stopped. */
const ALLOWING: ReadonlySet<Sentence['code']> = new Set(['allow-line', 'allow-services']);

/** Captures of a case that were taken at several places of one way, to be asked what they show together. */
export class BothSides {
  /** Endpoints that a finding tells of already. */
  readonly #told = new Set<SidedEndpoint>();

  constructor(readonly input: Pick<CaseInput, 'captures' | 'sides'>) {}

  /** Whether two captures are of one way: what works in one of them says nothing about the network. */
  areTogether(one: number, other: number): boolean {
    return this.input.sides.some(
      ({ captures }) => captures.includes(one) && captures.includes(other),
    );
  }

  /**
   * What a finding of the client's side is with the other places beside it; null where they tell
   * nothing of it. What is stopped alike, at the same place and on the same way, is told with it.
   */
  of(capture: number, { endpoints }: Finding): Together | null {
    const found = this.#stopped(capture, endpoints, (place) => place === 0);
    if (found === null) return null;
    const [lead] = found.stopped;
    const alike = found.both.sides.endpoints.filter((one) => isStopped(one) && areAlike(one, lead));
    const told = [...new Set([...found.stopped, ...alike])];
    for (const endpoint of told) this.#told.add(endpoint);
    return together(found.both, told);
  }

  /** Whether another finding tells of all that this one is about. */
  isTold(capture: number, { endpoints }: Finding): boolean {
    const atClient = this.#stopped(capture, endpoints, (place) => place === 0);
    if (atClient !== null) return atClient.stopped.every((endpoint) => this.#told.has(endpoint));
    // Places behind the client's show the same once more.
    return this.#stopped(capture, endpoints, (place) => place > 0) !== null;
  }

  /** What is stopped by what all show, though none has a finding of it alone. */
  rest(): CaseFinding[] {
    return this.input.sides.flatMap((both, index): CaseFinding[] => {
      const stopped = both.sides.endpoints.filter(
        (endpoint) => isStopped(endpoint) && !this.#told.has(endpoint),
      );
      // What is stopped alike is one finding.
      const leads = stopped.filter(
        (one, at) => stopped.findIndex((other) => areAlike(one, other)) === at,
      );
      return leads.map((lead, number) => {
        const alike = stopped.filter((one) => areAlike(one, lead));
        const { told: finding } = together(both, alike);
        const id = `${finding.verdict}/both-sides-${index + 1}-${number + 1}`;
        return { id, ...finding, source: null, cited: [], impact: [] };
      });
    });
  }

  /** The comparison in which all of a capture's endpoints are stopped; null where there is none. */
  #stopped(
    capture: number,
    endpoints: readonly number[],
    isWanted: (place: number) => boolean,
  ): { both: CaseSides; stopped: readonly SidedEndpoint[] } | null {
    if (endpoints.length === 0) return null;
    const asked = new Set(endpoints);
    for (const both of this.input.sides) {
      const { sides, captures } = both;
      const place = sides.places.findIndex(({ given }) => captures[given] === capture);
      if (place < 0 || !isWanted(place)) continue;
      const stopped = sides.endpoints.filter(
        (one) =>
          isStopped(one) && isOneOf(one, place, asked, this.input.captures[capture].diagnosis),
      );
      if (stopped.length >= endpoints.length) return { both, stopped };
    }
    return null;
  }
}

function together(both: CaseSides, stopped: readonly SidedEndpoint[]): Together {
  const { sides } = both;
  const [lead] = stopped;
  const { verdict, way, segment, evidence, doubts } = lead;
  const conclusion = whereStopped(stopped, sides.places.length);
  const names = sides.places.map(({ diagnosis }) => diagnosis.capture.name);
  const matched = sides.segments.reduce((sum, one) => sum + one.matched, 0);
  const proofs = evidence
    .slice(0, MAXIMUM_PROOFS)
    .flatMap(({ sentence, place, frames }) => [
      sentence,
      ...(frames.length === 0
        ? []
        : [{ code: 'frames-of-capture', capture: names[place], frames } as const]),
    ]);
  return {
    isOnWayForth: segment?.code === 'between' && way !== 'to-client',
    told: {
      ...{ verdict, confidence: conclusion.confidence },
      title: {
        ...{ code: 'stopped-between-captures', verdict, way: way ?? 'both' },
        names: segment === null ? names : [names[segment.from], names[segment.to]],
        confidence: conclusion.confidence,
        ...{
          segment: segment?.code ?? 'between',
          stopped: servicesOf(stopped.filter((one) => areAlike(one, lead))),
        },
      },
      correlation: [
        [{ code: 'captures-of-one-way', names, matched }, ...conclusion.sentences],
        [...proofs, ...doubts],
      ],
      remedy: [...conclusion.advice],
    },
  };
}

/** What is to do with both sides at hand: where they lead to, then what else the finding advises. */
export function remedyTogether(
  together: Together | null,
  own: readonly Sentence[],
): readonly Sentence[] {
  if (together === null) return own;
  return [
    ...together.told.remedy,
    ...own.filter(({ code }) => !TOLD.has(code) && (together.isOnWayForth || !ALLOWING.has(code))),
  ];
}

function isStopped({ verdict, segment }: SidedEndpoint): boolean {
  return isFailure(verdict) && segment !== null;
}

/** Behind the place where it is stopped it was not looked for: there it is known by its server. */
function isOneOf(
  { endpoints, server, port, protocol }: SidedEndpoint,
  place: number,
  asked: ReadonlySet<number>,
  diagnosis: Diagnosis,
): boolean {
  if (endpoints[place] >= 0) return asked.has(endpoints[place]);
  return [...asked].some((index) => {
    const one = diagnosis.endpoints[index];
    return one.port === port && one.protocol === protocol && one.server.join() === server.join();
  });
}
