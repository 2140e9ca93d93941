import { isFailure } from '../../evidence/verdict.ts';
import { duration, listSome } from '../../words/en/phrases.ts';
import { type Comparable, comparable, heldTogether } from '../comparison/compare.ts';
import { HEDGE, surenessOf } from '../comparison/compare-conclusion.ts';
import { type ComparedCapture, haveSame, type Networks } from '../comparison/compare-networks.ts';
import { compareService } from '../comparison/compare-services.ts';
import type { ComparedService } from '../report/comparison.ts';
import type { Report } from '../report/report.ts';

/** What other captures of a case say about what fails in one of them: the quick cross-check. */
export interface Elsewhere {
  /** What works where, and what that says; the most telling first. */
  readonly sentences: readonly string[];
  /** Whether all of it works on another network: then nobody needs to try it there. */
  readonly isCrossChecked: boolean;
}

/** What fails in one capture, held against another one. */
interface Held {
  readonly other: Report;
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
const SENTENCES = 3;
const NAMED = 2;
const SECOND = 1_000;

/** The captures of a case, to be asked whether what fails in one works in another. */
export class SameElsewhere {
  readonly #comparables = new Map<ComparedCapture, Comparable>();
  /** Of the capture that was asked about last. */
  #held: { readonly index: number; readonly others: readonly Held[] } | null = null;

  /** @param captures all judged with one profile */
  constructor(readonly captures: readonly ComparedCapture[]) {}

  /**
   * Where what a finding is about works.
   * @param index of the capture in which it fails
   * @param endpoints those of the finding, by their index in the capture's report
   */
  worksElsewhere(index: number, endpoints: readonly number[]): Elsewhere {
    const own = this.captures[index].report;
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
    const further = working.length - SENTENCES;
    return {
      sentences: [
        ...working.slice(0, SENTENCES).map((held) => sentence(held, own)),
        ...(further > 0
          ? [
              `In ${further} further ${further === 1 ? 'capture' : 'captures'} it works, too, at least in part.`,
            ]
          : []),
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
        const { networks, context, pairings } = heldTogether(own, other);
        if (networks.relation === 'same-capture') return [];
        const services = pairings
          .filter(({ first }) =>
            first.some((service) =>
              service.endpoints.some((endpoint) =>
                isFailure(own.report.endpoints[endpoint].verdict),
              ),
            ),
          )
          .map((pairing) => compareService(pairing, context));
        return [{ other: other.report, networks, services }];
      });
      this.#held = { index, others };
    }
    return this.#held.others;
  }

  /** The other captures, the nearest in time first. */
  #nearest(index: number): readonly ComparedCapture[] {
    const own = this.captures[index];
    return this.captures
      .filter((other) => other !== own)
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
  const apart = Math.abs(begin(one.report) - begin(other.report));
  return Number.isNaN(apart) ? Number.MAX_VALUE : apart;
}

function begin({ capture: { firstTime } }: Report): number {
  return Date.parse(firstTime ?? '');
}

function isAll({ asked, works }: Working): boolean {
  return asked.length === works.length;
}

function isCrossCheck(working: Working): boolean {
  return working.networks.relation === 'different' && isAll(working);
}

function sentence(working: Working, own: Report): string {
  const { other, networks, later } = working;
  const clients = clientsOf(working, own);
  const circumstances = [
    ...(Number.isNaN(later) ? [] : [whenText(later)]),
    ...(networks.relation === 'different' || clients.text === '' ? [] : [clients.text]),
  ].join(' and ');
  const place = `In ${other.capture.name}${circumstances === '' ? '' : `, ${circumstances}`}`;
  return `${place}, ${whatText(working)}: ${meaning(working, clients.isSame)}. ${networks.text}`.trim();
}

function whenText(later: number): string {
  if (Math.abs(later) < SECOND) return 'at the same time';
  return `${duration(Math.abs(later) * 1_000)} ${later < 0 ? 'earlier' : 'later'}`;
}

/** Who asks where it fails and where it works; a report may have other clients, too. */
function clientsOf(
  { works, other }: Working,
  own: Report,
): { readonly isSame: boolean | null; readonly text: string } {
  const first = works.flatMap((service) => clientsAt(service.first?.endpoints ?? [], own));
  const second = works.flatMap((service) => clientsAt(service.second?.endpoints ?? [], other));
  const isSame = haveSame(first, second);
  if (isSame === null) return { isSame, text: '' };
  return isSame
    ? { isSame, text: 'from the same client address' }
    : {
        isSame,
        text: `from another client address (${listSome([...new Set(second)], NAMED)})`,
      };
}

function clientsAt(endpoints: readonly number[], report: Report): string[] {
  return endpoints
    .map((endpoint) => report.endpoints[endpoint].client)
    .filter((client) => client !== 'many');
}

/** "the same works", or how much of it does and what becomes of the rest. */
function whatText(working: Working): string {
  if (isAll(working)) return 'the same works';
  const { asked, works } = working;
  const names = listSome(
    works.map(({ title, protocol, port }) => `${title} ${protocol} ${port}`),
    NAMED,
  );
  const failing = asked.filter(({ outcome }) => outcome === 'both').length;
  const unknown = asked.length - works.length - failing;
  const rest = [
    ...(failing > 0 ? [`${failing} ${failing === 1 ? 'fails' : 'fail'} there, too`] : []),
    ...(unknown > 0 ? [`of ${unknown} it does not tell`] : []),
  ].join(', and ');
  return `${works.length} of ${asked.length} services that fail here ${works.length === 1 ? 'works' : 'work'} (${names}; ${rest})`;
}

/** What it says that it works there. */
function meaning(working: Working, isSameClient: boolean | null): string {
  const { networks, works } = working;
  switch (networks.relation) {
    case 'different': {
      const these = isAll(working) ? '' : works.length === 1 ? 'for it, ' : 'for them, ';
      return `${these}what differs between the two networks is ${HEDGE[surenessOf(works)]}the cause, if both captures are of the same PC`;
    }
    case 'unknown':
      return 'whether that is another network, the captures do not tell';
    default: {
      const causes = [
        ...(networks.relation === 'same' ? [] : ['they are of two networks all the same']),
        ...(isSameClient === false ? ['the PCs differ'] : []),
        'something was changed between the two',
      ];
      return `${causes.join(', ')}, or the failure comes and goes`;
    }
  }
}
