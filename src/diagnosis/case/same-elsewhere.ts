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
import { type AskedService, rolesOf } from '../comparison/services.ts';
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

/** A capture of the case and when it begins (milliseconds); NaN where that is not known. */
interface Placed {
  readonly index: number;
  readonly time: number;
}

/** Services looked at for one capture in which something fails, in those nearest in time first. */
const MAXIMUM_COMPARED = 20_000;
/** Captures that it is held against: the nearest in time of those in which some of it answers. */
const MAXIMUM_OTHERS = 64;
const CAPTURES_NAMED = 3;

/** The captures of a case, to be asked whether what fails in one works in another. */
export class SameElsewhere {
  readonly #comparables = new Map<ComparedCapture, Comparable>();
  /** Captures by what answers in them, in the order of time; made when first asked for. */
  #answering: ReadonlyMap<string, readonly Placed[]> | null = null;
  /** Of the capture that was asked about last. */
  #held: {
    readonly index: number;
    readonly others: readonly Held[];
    /** Whether others of which some may tell were not looked at. */
    readonly isCut: boolean;
  } | null = null;

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
    const { others, isCut } = this.#heldWith(index);
    const working = others
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
        ...(isCut ? [[{ code: 'nearest-compared', number: others.length } as const]] : []),
      ],
      isCrossChecked: working.some(isCrossCheck),
    };
  }

  #heldWith(index: number) {
    if (this.#held?.index !== index) {
      const own = this.#comparable(this.captures[index]);
      const nearest = this.#nearest(index);
      let { isCut } = nearest;
      let compared = 0;
      const others = nearest.captures.flatMap((capture): Held[] => {
        if (compared >= MAXIMUM_COMPARED) {
          isCut = true;
          return [];
        }
        const other = this.#comparable(capture);
        compared += own.asked.length + other.asked.length;
        const { networks, context, pairings } = pair(own, other);
        if (networks.relation === 'same-capture') return [];
        const services = pairings
          .filter(({ first }) => first.some((service) => this.#fails(own, service)))
          .map((pairing) => compareService(pairing, context));
        return [{ other: other.diagnosis, networks, services }];
      });
      this.#held = { index, others, isCut };
    }
    return this.#held;
  }

  /** The other captures in which some of what fails may work, the nearest in time first. */
  #nearest(index: number): { captures: readonly ComparedCapture[]; isCut: boolean } {
    const own = this.#comparable(this.captures[index]);
    const time = begin(own.diagnosis);
    const answering = this.#capturesByAnswering();
    const found = new Map<number, Placed>();
    let isCut = false;
    const keys = own.asked.filter((service) => this.#fails(own, service)).flatMap(rolesOf);
    for (const key of new Set(keys)) {
      const placed = answering.get(key);
      if (placed === undefined) continue;
      let taken = 0;
      for (const one of outwards(placed, time)) {
        if (one.index === index || this.areTogether(index, one.index)) continue;
        if (taken >= MAXIMUM_OTHERS) {
          isCut = true;
          break;
        }
        taken++;
        found.set(one.index, one);
      }
    }
    const others = [...found.values()].sort(
      (one, other) =>
        distance(one.time, time) - distance(other.time, time) || one.index - other.index,
    );
    return {
      captures: others.slice(0, MAXIMUM_OTHERS).map((one) => this.captures[one.index]),
      isCut: isCut || others.length > MAXIMUM_OTHERS,
    };
  }

  /** Captures by the roles that something plays which answers in them. */
  #capturesByAnswering(): ReadonlyMap<string, readonly Placed[]> {
    if (this.#answering !== null) return this.#answering;
    const answering = new Map<string, Placed[]>();
    const byTime = this.captures
      .map(({ diagnosis }, index): Placed => ({ index, time: begin(diagnosis) }))
      .sort((one, other) => timeOrLast(one) - timeOrLast(other) || one.index - other.index);
    for (const placed of byTime) {
      const { asked, diagnosis } = this.#comparable(this.captures[placed.index]);
      const roles = asked
        .filter(({ endpoints }) =>
          endpoints.some((at) => diagnosis.endpoints[at].verdict === 'answered'),
        )
        .flatMap(rolesOf);
      for (const role of new Set(roles)) {
        const known = answering.get(role);
        if (known === undefined) answering.set(role, [placed]);
        else known.push(placed);
      }
    }
    this.#answering = answering;
    return answering;
  }

  #fails({ diagnosis }: Comparable, { endpoints }: AskedService): boolean {
    return endpoints.some((at) => isFailure(diagnosis.endpoints[at].verdict));
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

/** Those nearest to a moment first; by their order where it is not known. @param placed by time */
function* outwards(placed: readonly Placed[], time: number): Generator<Placed> {
  let after = Number.isNaN(time) ? 0 : firstFrom(placed, time);
  let before = after - 1;
  while (before >= 0 || after < placed.length) {
    const isBefore =
      after >= placed.length ||
      (before >= 0 && distance(placed[before].time, time) < distance(placed[after].time, time));
    yield isBefore ? placed[before--] : placed[after++];
  }
}

/** Index of the first at that time or later. */
function firstFrom(placed: readonly Placed[], time: number): number {
  let [low, high] = [0, placed.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeOrLast(placed[middle]) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function timeOrLast({ time }: Placed): number {
  return Number.isNaN(time) ? Number.MAX_VALUE : time;
}

function distance(one: number, other: number): number {
  const apart = Math.abs(one - other);
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
