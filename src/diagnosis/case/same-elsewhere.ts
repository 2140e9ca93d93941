import { isFailure } from '../../evidence/verdict.ts';
import type { Sentence } from '../../words/say.ts';
import { type Comparable, comparable, pair } from '../comparison/compare.ts';
import type { ComparedService } from '../comparison/comparison.ts';
import { surenessOf } from '../comparison/conclusion.ts';
import {
  type ComparedCapture,
  clientsOf,
  haveSame,
  type Networks,
} from '../comparison/networks.ts';
import { compareService } from '../comparison/outcome.ts';
import { type Diagnosis, millisecondsOf } from '../diagnosis.ts';

/** What other captures of a case say about what fails in one of them: the quick cross-check. */
export interface Elsewhere {
  /** What works where, and what that says, each in a paragraph; the most telling first. */
  readonly paragraphs: readonly (readonly Sentence[])[];
  /** Whether all of it works on another network: then nobody needs to try it there. */
  readonly isCrossChecked: boolean;
}

/** What fails in one capture, held against another one. */
interface Held {
  readonly other: Diagnosis;
  readonly networks: Networks;
  /** Of services that fail in the one. */
  readonly services: readonly ComparedService[];
}

/** A capture in which some of what fails works. */
interface Working extends Held {
  /** Of the finding: all, and those that work. */
  readonly asked: readonly ComparedService[];
  readonly works: readonly ComparedService[];
  /** Milliseconds by which it began later; NaN where that is not known. */
  readonly later: number;
}

/** Services looked at for one capture in which something fails, in those nearest in time first. */
const MAXIMUM_COMPARED = 20_000;
const CAPTURES_NAMED = 3;

/** The captures of a case, to be asked whether what fails in one works in another. */
export class SameElsewhere {
  readonly #comparables = new Map<ComparedCapture, Comparable>();
  /** Of the capture that was asked about last. */
  #held: { readonly index: number; readonly others: readonly Held[] } | null = null;

  /**
   * @param captures all judged with one profile
   * @param areTogether whether two of them are of one way: then the one is not elsewhere
   */
  constructor(
    readonly captures: readonly ComparedCapture[],
    readonly areTogether: (one: number, other: number) => boolean = () => false,
  ) {}

  /**
   * Where what a finding is about works.
   * @param index of the capture in which it fails
   * @param endpoints those of the finding, by their index in the capture's diagnosis
   */
  worksElsewhere(index: number, endpoints: readonly number[]): Elsewhere {
    const own = this.captures[index].diagnosis;
    const wanted = new Set(endpoints);
    // The nearest in time stay first.
    const working = this.#heldWith(index)
      .flatMap((held): Working[] => {
        const asked = held.services.filter(({ first }) =>
          first?.endpoints.some((endpoint) => wanted.has(endpoint)),
        );
        const works = asked.filter(({ outcome }) => outcome === 'first-only');
        const later = begin(held.other) - begin(own);
        return works.length === 0 ? [] : [{ ...held, asked, works, later }];
      })
      .sort(
        (one, other) =>
          Number(isCrossCheck(other)) - Number(isCrossCheck(one)) ||
          Number(isAll(other)) - Number(isAll(one)),
      );
    const further = working.length - CAPTURES_NAMED;
    return {
      paragraphs: [
        ...working.slice(0, CAPTURES_NAMED).map((held) => paragraph(held, own)),
        ...(further > 0 ? [[{ code: 'works-in-further-captures', number: further } as const]] : []),
      ],
      isCrossChecked: working.some(isCrossCheck),
    };
  }

  #heldWith(index: number): readonly Held[] {
    if (this.#held?.index !== index) {
      const own = this.#comparable(this.captures[index]);
      let compared = 0;
      const others = this.#nearest(index).flatMap((capture): Held[] => {
        if (compared >= MAXIMUM_COMPARED) return [];
        const other = this.#comparable(capture);
        compared += own.asked.length + other.asked.length;
        const { networks, context, pairings } = pair(own, other);
        if (networks.relation === 'same-capture') return [];
        const services = pairings
          .filter(({ first }) =>
            first.some((service) =>
              service.endpoints.some((endpoint) =>
                isFailure(own.diagnosis.endpoints[endpoint].verdict),
              ),
            ),
          )
          .map((pairing) => compareService(pairing, context));
        return [{ other: other.diagnosis, networks, services }];
      });
      this.#held = { index, others };
    }
    return this.#held.others;
  }

  /** The other captures, the nearest in time first. */
  #nearest(index: number): readonly ComparedCapture[] {
    const own = this.captures[index];
    return this.captures
      .filter((other, at) => other !== own && !this.areTogether(index, at))
      .sort((one, other) => distance(one, own) - distance(other, own));
  }

  #comparable(capture: ComparedCapture): Comparable {
    let known = this.#comparables.get(capture);
    if (known === undefined) {
      known = comparable(capture);
      this.#comparables.set(capture, known);
    }
    return known;
  }
}

function distance(one: ComparedCapture, other: ComparedCapture): number {
  const apart = Math.abs(begin(one.diagnosis) - begin(other.diagnosis));
  return Number.isNaN(apart) ? Number.MAX_VALUE : apart;
}

function begin({ capture }: Diagnosis): number {
  return millisecondsOf(capture.first);
}

function isAll({ asked, works }: Working): boolean {
  return asked.length === works.length;
}

function isCrossCheck(working: Working): boolean {
  return working.networks.relation === 'different' && isAll(working);
}

function paragraph(working: Working, own: Diagnosis): Sentence[] {
  const { other, networks, asked, works, later } = working;
  // A capture may have other clients, too: who asks where it fails, and where it works.
  const at = (side: 'first' | 'second', { endpoints }: Diagnosis) =>
    clientsOf(works.flatMap((service) => service[side]?.endpoints ?? []).map((i) => endpoints[i]));
  const others = at('second', other);
  const isSame = haveSame(at('first', own), others);
  return [
    {
      code: 'works-elsewhere',
      capture: other.capture.name,
      later: Number.isNaN(later) ? null : later,
      client: isSame === null ? null : { others: isSame ? null : others },
      asked: asked.length,
      works,
      failing: asked.filter(({ outcome }) => outcome === 'both').length,
      relation: networks.relation === 'same-capture' ? 'same' : networks.relation,
      isSameClient: isSame,
      confidence: surenessOf(works),
    },
    ...(networks.sentence === null ? [] : [networks.sentence]),
  ];
}
