import { byGravity, bySureness, isFailure, lowest } from '../../evidence/verdict.ts';
import type { PacketJournal } from '../../track/packet-journal.ts';
import type { SidedService } from '../../words/en/sides.ts';
import type { Sentence } from '../../words/say.ts';
import type { Conclusion, ConclusionCode } from '../comparison/comparison.ts';
import { type Diagnosis, type Endpoint, isSameFile, millisecondsOf } from '../diagnosis.ts';
import { judgePair, type PairJudgement } from './judge-sides.ts';
import { PairView, type PlaceCapture, type ServiceKey } from './pair-view.ts';
import type { Segment, SidedEndpoint, SidedSegment, Sides } from './sides.ts';

/** Packets in both, from which on captures are known to be of two sides without being called so. */
const RECOGNIZED_FROM = 4;
/** Clocks of two hosts are further apart than this in no two captures that one would hold together (milliseconds). */
const APART = 26 * 60 * 60 * 1000;

/**
 * Captures of one network taken at several places at the same time, held against each other.
 * @param captures at least two, the client's side first
 */
export function compareSides(captures: readonly PlaceCapture[]): Sides {
  const given = captures.map((capture, index) => ({ ...capture, given: index }));
  const first = new PairView(given[0], given[1], 0, 1);
  const { isTurned } = first;
  const chain = new Chain(isTurned ? given.toReversed() : given, isTurned ? null : first);
  const endpoints = chain.judge().sort(byImportance);
  const segments = chain.segments;
  return {
    places: chain.places.map(({ diagnosis, given: position }) => ({ diagnosis, given: position })),
    segments,
    endpoints,
    conclusion: conclude(endpoints, segments, chain),
    notes: [
      ...(isTurned ? [{ code: 'places-turned' } as const] : []),
      ...chain.places.flatMap(({ journal }, place): Sentence[] =>
        journal.leftOut === 0
          ? []
          : [{ code: 'too-long-to-keep', number: journal.leftOut, place, places: chain.size }],
      ),
    ],
  };
}

/**
 * Whether two captures have the same packets though nobody said that they are of two sides: enough of
 * them, and not each at the same time, as copies of one capture have.
 */
export function areSides({ segments: [segment] }: Sides): boolean {
  return segment.certain >= RECOGNIZED_FROM && !segment.isOnePlace;
}

/**
 * Which of some captures are of one way, and what they show together. Those with the same packets are;
 * who is nearer to the client in more pairs comes first.
 * @returns for each way the captures by their index, in the order in which they were compared
 */
export function waysOf(
  captures: readonly PlaceCapture[],
): { readonly given: readonly number[]; readonly sides: Sides }[] {
  const nearer = captures.map(() => 0);
  /** Of each capture, the first of its way. */
  const way = captures.map((_, index) => index);
  const pairs = new Map<string, Sides>();
  for (const [first, one] of captures.entries()) {
    for (let second = first + 1; second < captures.length; second++) {
      if (!mayBeSides(one.diagnosis, captures[second].diagnosis)) continue;
      const sides = compareSides([one, captures[second]]);
      if (!areSides(sides)) continue;
      pairs.set(`${first} ${second}`, sides);
      nearer[sides.places[0].given === 0 ? first : second]++;
      const [from, to] = [way[second], way[first]];
      for (const [index, known] of way.entries()) if (known === from) way[index] = to;
    }
  }
  return [...new Set(way)].flatMap((first) => {
    const given = captures.flatMap((_, index) => (way[index] === first ? [index] : []));
    if (given.length < 2) return [];
    const pair = pairs.get(given.join(' '));
    // Which of two was named first nobody has said here: that is nothing to note.
    if (pair !== undefined) return [{ given, sides: { ...pair, notes: unturned(pair) } }];
    given.sort((one, other) => nearer[other] - nearer[one]);
    return [{ given, sides: compareSides(given.map((index) => captures[index])) }];
  });
}

function unturned({ notes }: Sides): Sentence[] {
  return notes.filter(({ code }) => code !== 'places-turned');
}

/** Whether two captures have anything in common by which the same packets may be in both. */
export function mayBeSides(first: Diagnosis, second: Diagnosis): boolean {
  const { capture: one } = first;
  const { capture: other } = second;
  if (one.packets === 0 || isSameFile(one, other)) return false;
  const gap = Math.max(
    millisecondsOf(other.first) - millisecondsOf(one.last),
    millisecondsOf(one.first) - millisecondsOf(other.last),
  );
  if (!(gap < APART)) return false;
  const known = hostsOf(first);
  for (const host of hostsOf(second)) if (known.has(host)) return true;
  return false;
}

/**
 * Which of many captures have another one that `mayBeSides` with them; without holding each against each.
 * @returns their indexes, in order
 */
export function mayHaveSides(captures: readonly Diagnosis[]): number[] {
  const times = captures.map(({ capture }) => ({
    from: millisecondsOf(capture.first),
    to: millisecondsOf(capture.last),
  }));
  const order = [...captures.keys()]
    .filter((index) => Number.isFinite(times[index].from) && Number.isFinite(times[index].to))
    .sort((one, other) => times[one].from - times[other].from);
  const found = new Set<number>();
  /** Of each host, those before that have no other yet, and of all the one that lasts longest. */
  const hosts = new Map<string, { alone: number[]; until: number }>();
  for (const index of order) {
    const { from, to } = times[index];
    for (const host of hostsOf(captures[index])) {
      const known = hosts.get(host);
      if (known === undefined) {
        hosts.set(host, { alone: [index], until: to });
        continue;
      }
      if (from - known.until < APART) found.add(index);
      for (const before of known.alone) if (from - times[before].to < APART) found.add(before);
      // The others ended too early for any that follows.
      known.alone = found.has(index) ? [] : [index];
      known.until = Math.max(known.until, to);
    }
  }
  return [...found].sort((one, other) => one - other);
}

function hostsOf({ endpoints }: Diagnosis): Set<string> {
  return new Set(
    endpoints.flatMap(({ client, server }) => [
      server.join(),
      ...(client === null ? [] : [client.join()]),
    ]),
  );
}

interface GivenPlace extends PlaceCapture {
  readonly given: number;
}

/** Places in a row; the segment where something is stopped is found from one to the next. */
class Chain {
  readonly #views = new Map<string, PairView>();
  readonly #endpointsOf: readonly ReadonlyMap<string, number>[];

  constructor(
    readonly places: readonly GivenPlace[],
    first: PairView | null,
  ) {
    if (first !== null) this.#views.set('0 1', first);
    this.#endpointsOf = places.map(({ diagnosis }) => indexOf(diagnosis.endpoints));
  }

  get size(): number {
    return this.places.length;
  }

  get segments(): Segment[] {
    return this.places.slice(1).map((_, index) => this.view(index, index + 1).segment);
  }

  /** Whether two neighbours were not running at the same time, by their own clocks. */
  get areApart(): boolean {
    return this.places.slice(1).some(({ journal }, index) => {
      const before = this.places[index].journal;
      const end = (one: PacketJournal) => one.origin * 1e9 + one.last;
      const start = (one: PacketJournal) => one.origin * 1e9 + one.first;
      return end(before) < start(journal) || end(journal) < start(before);
    });
  }

  view(from: number, to: number): PairView {
    const key = `${from} ${to}`;
    let view = this.#views.get(key);
    if (view === undefined) {
      view = new PairView(this.places[from], this.places[to], from, to);
      this.#views.set(key, view);
    }
    return view;
  }

  judge(): SidedEndpoint[] {
    const { endpoints } = this.places[0].diagnosis;
    return endpoints.flatMap((endpoint, index): SidedEndpoint[] => {
      if (endpoint.via !== null || endpoint.port === null) return [];
      return [this.#judgeOne(endpoint, index)];
    });
  }

  #judgeOne(endpoint: Endpoint, index: number): SidedEndpoint {
    const { client, server, port, protocol, name } = endpoint;
    let service: ServiceKey = { client, server, port, protocol };
    const found: number[] = this.places.map(() => -1);
    found[0] = index;
    let decided: { judgement: PairJudgement; from: number; to: number } | null = null;
    // What passes a place, or cannot be told there, is looked for at the next.
    for (let from = 0, to = 1; to < this.size; to++) {
      const judgement = judgePair(
        this.view(from, to),
        service,
        this.size,
        this.#endpoint(from, found[from]),
        (there) => {
          found[to] = this.#find(to, there);
          return this.#endpoint(to, found[to]);
        },
      );
      const isOpen = judgement.fate === 'unwatched' || judgement.fate === 'unclear';
      if (decided === null || !isOpen) decided = { judgement, from, to };
      if (judgement.segment === 'between' || judgement.segment === 'before-client-side') break;
      if (judgement.atFar !== null) {
        service = judgement.atFar;
        from = to;
      }
    }
    const { judgement, from, to } = decided as NonNullable<typeof decided>;
    const { atFar: _, segment, ...rest } = judgement;
    return {
      ...{ client, server, port, protocol, name },
      ...rest,
      segment: segment === null ? null : segmentOf(segment, from, to),
      ...{ from, to, endpoints: found },
    };
  }

  #find(place: number, { client, server, port, protocol }: ServiceKey): number {
    const known = this.#endpointsOf[place];
    const exact = client === null ? undefined : known.get(keyOf(client, server, port, protocol));
    return exact ?? known.get(keyOf(null, server, port, protocol)) ?? -1;
  }

  #endpoint(place: number, index: number): Endpoint | null {
    return index < 0 ? null : this.places[place].diagnosis.endpoints[index];
  }
}

function segmentOf(code: SidedSegment['code'], from: number, to: number): SidedSegment {
  if (code === 'between') return { code, from, to };
  const at = code === 'before-client-side' ? from : to;
  return { code, from: at, to: at };
}

function keyOf(
  client: ServiceKey['client'],
  server: ServiceKey['server'],
  port: number | null,
  protocol: string,
): string {
  return `${client === null ? '*' : client.join()} ${server.join()} ${port} ${protocol}`;
}

function indexOf(endpoints: readonly Endpoint[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const [index, { client, server, port, protocol, via }] of endpoints.entries()) {
    if (via !== null) continue;
    found.set(keyOf(client, server, port, protocol), index);
    const any = keyOf(null, server, port, protocol);
    if (!found.has(any)) found.set(any, index);
  }
  return found;
}

/** What fails, where it is known where, the surest and gravest first. */
function byImportance(one: SidedEndpoint, other: SidedEndpoint): number {
  return (
    Number(isFailure(other.verdict)) - Number(isFailure(one.verdict)) ||
    Number(other.segment?.code === 'between') - Number(one.segment?.code === 'between') ||
    bySureness(one.confidence, other.confidence) ||
    byGravity(one.verdict, other.verdict)
  );
}

/** What the places say together. */
function conclude(
  endpoints: readonly SidedEndpoint[],
  segments: readonly Segment[],
  chain: Chain,
): Conclusion {
  const places = chain.size;
  const reasons = reasonsOf(segments, places);
  const cannotTell = (...sentences: Sentence[]): Conclusion => ({
    ...{ code: 'cannot-tell', confidence: 'high', sentences, reasons },
    advice: [{ code: 'capture-both-again' }],
  });
  if (segments.every(({ isOnePlace }) => isOnePlace)) return cannotTell({ code: 'one-place' });
  const failing = endpoints.filter(
    ({ verdict, segment }) => isFailure(verdict) && segment !== null,
  );
  const isTold = segments.some(({ matched }) => matched > 0);
  if (failing.length > 0) return stopped(failing, reasons, places);
  if (!isTold) {
    return cannotTell(chain.areApart ? { code: 'captures-apart' } : { code: 'no-packet-in-both' });
  }
  const unclear = endpoints.filter(({ verdict }) => verdict !== 'answered');
  const works = endpoints.length - unclear.length;
  const lost = unclear.filter(({ verdict }) => isFailure(verdict));
  if (works === 0 || lost.length > 0) {
    const asked = lost.length > 0 ? lost : unclear;
    const doubts = asked.flatMap((endpoint) => endpoint.doubts).slice(0, 1);
    return cannotTell({ code: 'sides-cannot-tell', number: asked.length }, ...doubts);
  }
  return {
    ...{ code: 'nothing-fails', confidence: 'high' },
    sentences: [
      { code: 'nothing-stops-between', number: works },
      ...(unclear.length > 0
        ? [{ code: 'sides-cannot-tell', number: unclear.length } as const]
        : []),
    ],
    ...{ reasons, advice: [] },
  };
}

const CODES: Readonly<Record<SidedSegment['code'], ConclusionCode>> = {
  between: 'between-sides',
  'beyond-server-side': 'beyond-server-side',
  'before-client-side': 'before-client-side',
};

/** What services are called in sentences. */
export function servicesOf(endpoints: readonly SidedEndpoint[]): SidedService[] {
  return endpoints.map(({ server, port, protocol, name }) => ({ server, port, protocol, name }));
}

/** Whether two endpoints are stopped by the same, as far as places tell: where, which way, and how. */
export function areAlike(one: SidedEndpoint, other: SidedEndpoint): boolean {
  return (
    one.verdict === other.verdict &&
    one.way === other.way &&
    one.segment?.code === other.segment?.code &&
    one.segment?.from === other.segment?.from &&
    one.segment?.to === other.segment?.to
  );
}

/** Where some of the endpoints are stopped, each of which is. */
export function whereStopped(endpoints: readonly SidedEndpoint[], places: number): Conclusion {
  return stopped(endpoints, [], places);
}

/** What stops the gravest, and all that it stops. */
function stopped(
  failing: readonly SidedEndpoint[],
  reasons: readonly Sentence[],
  places: number,
): Conclusion {
  const [lead] = failing;
  const segment = lead.segment as SidedSegment;
  const same = failing.filter((one) => areAlike(one, lead));
  const others = failing.length - same.length;
  const services = servicesOf(same);
  const at = { place: segment.from, places };
  const between = { ...{ from: segment.from, to: segment.to }, places };
  const way = lead.way ?? 'both';
  const what: Sentence =
    segment.code === 'between'
      ? { code: 'between-sides', verdict: lead.verdict, way, services, ...between }
      : { code: segment.code, services, ...at };
  return {
    code: CODES[segment.code],
    confidence: same.map(({ confidence }) => confidence).reduce(lowest),
    sentences: [
      what,
      ...(others > 0 ? [{ code: 'others-stop-elsewhere', number: others } as const] : []),
    ],
    reasons: [...lead.evidence.map(({ sentence }) => sentence), ...lead.doubts, ...reasons],
    advice: adviceOf(lead, segment, places),
  };
}

function adviceOf(lead: SidedEndpoint, segment: SidedSegment, places: number): Sentence[] {
  const at = { place: segment.from, places };
  if (segment.code === 'beyond-server-side') return [{ code: 'look-beyond', ...at }];
  if (segment.code === 'before-client-side') return [{ code: 'look-before', ...at }];
  const isLarge = lead.evidence.some(({ sentence }) => sentence.code === 'large-ones-vanish');
  const between = { from: segment.from, to: segment.to, places };
  return [
    { code: 'look-between', way: lead.way ?? 'both', ...between },
    ...(isLarge ? [{ code: 'look-at-mtu' } as const] : []),
    ...(lead.fate === 'back-lost' && !isLarge ? [{ code: 'look-at-state' } as const] : []),
    ...(lead.fate === 'reset-between' ? [{ code: 'look-for-resets' } as const] : []),
    { code: 'capture-between' },
  ];
}

/** What all rests on: packets that are in both, and how the clocks go. */
function reasonsOf(segments: readonly Segment[], places: number): Sentence[] {
  return segments.flatMap(({ from, to, matched, conversations, clock, hops }): Sentence[] => {
    const between = { from, to, places };
    if (matched === 0) return [];
    return [
      { code: 'matched-packets', matched, conversations, ...between },
      ...(clock.boundedBy === 'none'
        ? []
        : [
            {
              ...({ code: 'clock-difference', offset: clock.offset } as const),
              ...{ error: clock.error, drift: clock.drift, ...between },
            },
          ]),
      ...(hops === null ? [] : [{ code: 'hops-between', hops, ...between } as const]),
    ];
  });
}
