import type {
  ComparedService,
  ComparedSide,
  ComparisonReport,
  ConclusionCode,
} from '../../diagnosis/report/comparison.ts';
import type { Report, ReportEndpoint } from '../../diagnosis/report/report.ts';
import { isFailure, type Verdict } from '../../evidence/verdict.ts';
import { count } from '../../words/en/phrases.ts';

/** The two captures, in the order in which they were given. */
export const ORDINALS = ['first', 'second'] as const;
export type Ordinal = (typeof ORDINALS)[number];

/** Conclusions in a few words, for headings. */
export const CONCLUSION_TITLES: Readonly<Record<ConclusionCode, string>> = {
  network: 'network',
  'network-in-part': 'network, in part',
  'both-fail': 'both fail',
  changed: 'changed',
  swapped: 'swapped',
  'nothing-fails': 'nothing fails',
  'cannot-tell': 'cannot tell',
};

/** The verdict whose tone a conclusion has. */
export const CONCLUSION_TONES: Readonly<Record<ConclusionCode, Verdict>> = {
  network: 'drop',
  'network-in-part': 'drop',
  'both-fail': 'unreachable',
  changed: 'inconclusive',
  swapped: 'inconclusive',
  'nothing-fails': 'answered',
  'cannot-tell': 'inconclusive',
};

/** "drop", "drop in part", "not asked". */
export function sideText(side: ComparedSide | null): string {
  if (side === null) return 'not asked';
  return side.status === 'partly' ? `${side.verdict} in part` : side.verdict;
}

/** What a service is for; '' where its title says it. */
export function purposeOf({ role, title }: ComparedService): string {
  return role === title ? '' : role;
}

/** On which networks it fails, for a cell; '' where it fails on none. */
export function outcomeText({ outcome, first, second }: ComparedService): string {
  switch (outcome) {
    case 'first-only':
      return 'first only';
    case 'second-only':
      return 'second only';
    case 'both':
      return 'both';
    case 'cannot-tell':
      return 'cannot tell';
    case 'none':
      return '';
    default: {
      const side = first ?? second;
      return side !== null && isFailure(side.verdict) ? 'cannot tell' : '';
    }
  }
}

/** Services with a failure on either side, or of which a capture cannot tell; the others only work. */
export function isTelling({ outcome, first, second }: ComparedService): boolean {
  if (outcome === 'none') return false;
  return [first, second].some(
    (side) => side !== null && (side.verdict !== 'answered' || side.status === 'partly'),
  );
}

/** Addresses of a service: "18.135.112.200", or "192.168.0.65 / 172.20.10.1" where they differ. */
export function addressText(service: ComparedService, { reports }: ComparisonReport): string {
  const [first, second] = [service.first, service.second].map((side, index) =>
    serversOf(side, reports[index]),
  );
  if (first === '' || second === '' || first === second) return first || second;
  return `${first} / ${second}`;
}

const SERVERS_NAMED = 2;

function serversOf(side: ComparedSide | null, report: Report): string {
  const servers = [...new Set(membersOf(side, report).map(({ server }) => server))];
  const more = servers.length > SERVERS_NAMED ? ' …' : '';
  return servers.slice(0, SERVERS_NAMED).join(', ') + more;
}

export function membersOf(side: ComparedSide | null, report: Report): ReportEndpoint[] {
  return (side?.endpoints ?? []).map((index) => report.endpoints[index]);
}

/** The services that a table shows, what fails first, and what is said below it of those left out. */
export interface ShownServices {
  readonly rows: readonly ComparedService[];
  readonly more: readonly string[];
}

/** @param limits how many rows tell of failures, and how many of what only works, at the most */
export function shownServices(
  services: readonly ComparedService[],
  limits: { readonly telling: number; readonly others: number },
): ShownServices {
  const telling = services.filter(isTelling);
  const others = services.filter((service) => !isTelling(service));
  const hidden = telling.length - limits.telling;
  const works = others.length - limits.others;
  return {
    rows: [...telling.slice(0, limits.telling), ...others.slice(0, limits.others)],
    more: [
      ...(hidden > 0
        ? [`… and ${count(hidden, 'further service')} that fail or are unclear.`]
        : []),
      ...(works > 0 ? [`… and ${count(works, 'further service')} that only ever answered.`] : []),
    ],
  };
}

/** What proves a side's failure, in the words of its weightiest evidence, with its frames. */
export interface Proof {
  readonly text: string;
  readonly frames: readonly number[];
}

export function proofOf(side: ComparedSide | null, report: Report): Proof | null {
  const members = membersOf(side, report);
  const endpoint = members.find(({ verdict }) => verdict === side?.verdict);
  const row = endpoint?.evidence[0];
  return row === undefined ? null : { text: row.text, frames: row.frames };
}

/** What proves a service's failure in one of the captures. */
export interface ServiceProof extends Proof {
  readonly service: ComparedService;
}

/** For each failure in the first or second capture. */
export function proofsOf(
  { services, reports }: ComparisonReport,
  ordinal: Ordinal,
): ServiceProof[] {
  return services.flatMap((service) => {
    const side = service[ordinal];
    if (side === null || !isFailure(side.verdict)) return [];
    const proof = proofOf(side, reports[ORDINALS.indexOf(ordinal)]);
    return proof === null ? [] : [{ service, ...proof }];
  });
}

/** "57, 3327 …": the first of the frames. */
export function framesText(frames: readonly number[], shown: number): string {
  return frames.slice(0, shown).join(', ') + (frames.length > shown ? ' …' : '');
}
