import { readingOf } from '../../evidence/icmp-errors.ts';
import {
  CONFIDENCES,
  type Confidence,
  isFailure,
  lowest,
  type Verdict,
} from '../../evidence/verdict.ts';
import { isDistant } from '../../track/addresses.ts';
import type { PacketsOf } from '../../words/en/sides.ts';
import type { Sentence } from '../../words/say.ts';
import type { Endpoint } from '../diagnosis.ts';
import type { Change } from './changes.ts';
import {
  isGoingOn,
  type PairView,
  type ServiceExchanges,
  type ServiceKey,
  sumOf,
} from './pair-view.ts';
import { KINDS, type Kind } from './rows.ts';
import type { Exchange, Passage, SeenError } from './segments.ts';
import type { CountedPackets, Fate, SegmentCode, SidedEvidence, WayCode } from './sides.ts';
import { type TimelineStep, timelineOf } from './timeline.ts';

/** What two places say of an endpoint. */
export interface PairJudgement {
  readonly fate: Fate;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** Null where nothing fails, or it cannot be told where. */
  readonly segment: SegmentCode | null;
  readonly way: WayCode | null;
  readonly connections: number;
  readonly failing: number;
  readonly packets: readonly CountedPackets[];
  readonly changes: readonly Change[];
  readonly evidence: readonly SidedEvidence[];
  readonly doubts: readonly Sentence[];
  /** Of the connections of that fate, the first ones; of what works, none. */
  readonly timeline: readonly TimelineStep[];
  /** The service as the second capture has it. */
  readonly atFar: ServiceKey | null;
}

/** Of what both captures show themselves, nothing is inferred. */
const PROVEN: Confidence = CONFIDENCES[0];
/** Packets that vanish, from which on it is no chance; and from which on it is worth a verdict. */
const PROVEN_FROM = 3;
const TELLING_FROM = 2;
/** What chance may do: so many packets in a row lost where some get lost anyway. */
const BY_CHANCE = 1e-3;
/** The same of a capture that misses packets, which it does in bursts. */
const BY_CAPTURE_LOSS = 1e-6;
/** Around a packet that is missing, the capture has others: it was not stopped then (nanoseconds). */
const WATCHED_WITHIN = 2e8;
const WATCHED_SHARE = 0.8;
/** Servers that both captures show, from which on all the client's packets go that way. */
const SERVERS_SHOWN = 3;

const FAILURES: readonly Fate[] = [
  'reset-between',
  'error-between',
  'answered-between',
  'forth-lost',
  'back-lost',
  'refused-beyond',
  'silent-beyond',
  'before-client',
];

/**
 * Judges an endpoint by two places.
 * @param places how many there are in all
 * @param atNear,atFar its own verdict in each capture, where that has it
 */
export function judgePair(
  view: PairView,
  service: ServiceKey,
  places: number,
  atNear: Endpoint | null,
  endpointAtFar: (service: ServiceKey) => Endpoint | null,
): PairJudgement {
  const found = view.exchangesOf(service);
  const fates = found.exchanges.map((exchange) => fateOf(exchange, view));
  const atFar = endpointAtFar(found.atFar ?? service);
  const judge = new Judge(view, service, places, found, fates, atNear, atFar);
  return judge.judgement;
}

/** What became of one conversation. */
function fateOf(exchange: Exchange, view: PairView): Fate {
  const { forth, back, pair, isTcp } = exchange;
  if (pair === null) return fateOfUnpaired(exchange, view);
  if (isGoingOn(exchange) && !isStuck(exchange)) return 'works';
  if (back.rst.onlyThere > 0 && pair.by !== 'payload') return 'reset-between';
  if (refusesBetween(exchange)) return 'error-between';
  if (isTcp) return fateOfTcp(exchange);
  const [asked, answered] = [forth.datagram, back.datagram];
  if (answered.onlyThere > 0 && answered.sent === 0) return 'answered-between';
  if (asked.sent > 0 && came(asked) === 0) return asked.lost > 0 ? 'forth-lost' : 'unwatched';
  if (answered.sent > 0 && came(answered) === 0)
    return answered.lost > 0 ? 'back-lost' : 'unwatched';
  if (answered.sent === 0) return refusesBeyond(exchange) ? 'refused-beyond' : 'silent-beyond';
  return 'unclear';
}

function fateOfTcp(exchange: Exchange): Fate {
  const { forth, back } = exchange;
  const toServer = sumOf(forth);
  const toClient = sumOf(back);
  const passedForth = toServer.arrived + toServer.uncaptured + toServer.repaired;
  if (passedForth === 0) {
    if (back['syn-ack'].onlyThere > 0) return 'answered-between';
    return toServer.lost > 0 ? 'forth-lost' : 'unwatched';
  }
  if (toClient.sent === 0) {
    // What answers the SYN and then asks the server is a SYN proxy: it waits for the server itself.
    return refusesBeyond(exchange) ? 'refused-beyond' : 'silent-beyond';
  }
  if (toClient.arrived + toClient.uncaptured + toClient.repaired === 0) {
    return toClient.lost > 0 ? 'back-lost' : 'unwatched';
  }
  if (back.rst.sent > 0 && back.data.sent === 0) return 'refused-beyond';
  if (back.rst.outside > 0 && back.data.sent === 0) return 'unwatched';
  const later = toServer.sent - forth.syn.sent;
  const laterCame = passedForth - came(forth.syn);
  if (later > 0 && laterCame === 0 && toServer.lost - forth.syn.lost > 1) return 'forth-lost';
  if (forth.data.lost > 0 && forth.data.lost >= back.data.lost) return 'forth-lost';
  if (back.data.lost > 0) return 'back-lost';
  if (came(back['syn-ack']) > 1 && later === 0) return 'before-client';
  if (came(forth.data) > 0 && back.data.sent === 0) {
    return forth.data.sent > 1 ? 'silent-beyond' : 'unclear';
  }
  return came(back['syn-ack']) > 0 && later > 0 ? 'works' : 'unclear';
}

/** Of a conversation that only the client's side has. */
function fateOfUnpaired(exchange: Exchange, view: PairView): Fate {
  const { forth, back, isTcp } = exchange;
  const sent = sumOf(forth);
  if (view.hasOwnConnection(exchange.near)) return 'unclear';
  // Something goes on by itself behind a proxy; who is who, nothing tells.
  if (isTcp && back['syn-ack'].onlyThere > 0 && view.hasOtherClients(exchange.near)) {
    return 'unclear';
  }
  if (sent.sent === 0) return 'unwatched';
  if (sent.lost === 0) return 'unwatched';
  if (back.rst.onlyThere > 0 && back['syn-ack'].onlyThere === 0) return 'reset-between';
  if (refusesBetween(exchange)) return 'error-between';
  const kind = isTcp ? 'syn-ack' : 'datagram';
  if (back[kind].onlyThere > 0) return 'answered-between';
  return 'forth-lost';
}

/** Packets that came through, one way or another. */
function came({ arrived, uncaptured, repaired }: Passage): number {
  return arrived + uncaptured + repaired;
}

/** Data vanished for good, though some had come before. */
function isStuck({ forth, back }: Exchange): boolean {
  return forth.data.lost >= TELLING_FROM || back.data.lost >= TELLING_FROM;
}

/** An ICMP error that refuses, which the client got and the server's side never had. */
function refusesBetween({ errors }: Exchange): boolean {
  return errors.some((error) => isRefusal(error) && error.seen === 'came');
}

function refusesBeyond({ back, errors }: Exchange): boolean {
  if (back.rst.sent > 0) return true;
  return errors.some((error) => isRefusal(error) && error.seen !== 'came');
}

function isRefusal(error: SeenError): boolean {
  return error.isToClient && readingOf(...partsOf(error)) !== null;
}

function partsOf({ version, what }: SeenError): [4 | 6, number, number] {
  return [version, what >> 8, what & 0xff];
}

type Judged = Pick<PairJudgement, 'verdict' | 'confidence' | 'segment' | 'way'>;

const UNKNOWN = { verdict: 'inconclusive', confidence: 'low' } as const;

/** Puts an endpoint's conversations together. */
class Judge {
  readonly #doubts: Sentence[] = [];
  readonly #evidence: SidedEvidence[] = [];
  readonly #failing: readonly Exchange[];
  readonly #fate: Fate;
  /** Of what it is about. */
  readonly #way: 'to-server' | 'to-client';

  constructor(
    readonly view: PairView,
    readonly service: ServiceKey,
    readonly places: number,
    readonly found: ServiceExchanges,
    readonly fates: readonly Fate[],
    readonly atNear: Endpoint | null,
    readonly atFar: Endpoint | null,
  ) {
    this.#fate = this.#mainFate();
    this.#failing = found.exchanges.filter((_, index) => fates[index] === this.#fate);
    this.#way = this.#fate === 'forth-lost' ? 'to-server' : 'to-client';
  }

  /** The commonest failure, where it is no single one among many that work. */
  #mainFate(): Fate {
    const counts = new Map<Fate, number>();
    for (const fate of this.fates) counts.set(fate, (counts.get(fate) ?? 0) + 1);
    const count = (fate: Fate) => counts.get(fate) ?? 0;
    const failures = FAILURES.filter((fate) => count(fate) > 0);
    const [worst] = failures.toSorted((one, other) => count(other) - count(one));
    const works = count('works');
    if (worst !== undefined && (works === 0 || count(worst) >= TELLING_FROM)) {
      // A few of very many are no rule's.
      if (works < count(worst) * 10) return worst;
    }
    if (works > 0) return 'works';
    return count('unclear') > 0 ? 'unclear' : 'unwatched';
  }

  get judgement(): PairJudgement {
    const { verdict, confidence, segment, way } = this.#judged();
    const { exchanges, changes, atFar } = this.found;
    return {
      ...{ fate: this.#fate, verdict, confidence, segment, way },
      connections: exchanges.length,
      failing: this.#failing.length,
      packets: countedPackets(exchanges),
      changes: changes.all,
      evidence: this.#evidence,
      doubts: this.#doubts,
      timeline:
        verdict === 'answered'
          ? []
          : timelineOf(this.view.matching, this.#failing, this.found.isTurned),
      atFar,
    };
  }

  #judged(): Judged {
    const judged = this.#judgedAlike();
    const number = this.#failing.length;
    const of = this.found.exchanges.length;
    if (judged.segment !== null && number < of) {
      this.#doubts.push({ code: 'shows-both-fates', number, of });
    }
    return judged;
  }

  #judgedAlike(): Judged {
    switch (this.#fate) {
      case 'works':
        return this.#works();
      case 'forth-lost':
      case 'back-lost':
        return this.#lost();
      case 'reset-between':
        return this.#madeBetween('reject', 'rst');
      case 'error-between':
        return this.#madeBetween(this.#errorVerdict(), 'icmp-error');
      case 'answered-between':
        return this.#madeBetween('intercepted', this.#isTcp ? 'syn-ack' : 'datagram');
      case 'refused-beyond':
      case 'silent-beyond':
        return this.#beyond();
      case 'before-client':
        return this.#beforeClient();
      case 'unwatched':
        return this.#cannotTell({ code: 'place-not-running', ...this.#at('far') });
      case 'unclear':
        return this.#unclear();
    }
  }

  get #isTcp(): boolean {
    return this.service.protocol === 'tcp';
  }

  /** Index of a place: the server's side or the client's, as this endpoint has them. */
  #place(side: 'near' | 'far'): number {
    return (side === 'near') !== this.found.isTurned ? this.view.from : this.view.to;
  }

  #at(side: 'near' | 'far') {
    return { place: this.#place(side), places: this.places };
  }

  get #segment() {
    return { from: this.#place('near'), to: this.#place('far'), places: this.places };
  }

  /** Where it is stopped, if it is: what one capture says alone stays. */
  #cannotTell(...doubts: Sentence[]) {
    this.#doubts.push(...doubts);
    this.#evidence.length = 0;
    const { verdict, confidence } = this.atNear ?? this.atFar ?? UNKNOWN;
    return { verdict, confidence, segment: null, way: null } as const;
  }

  #unclear() {
    const isOwn = this.found.exchanges.some(
      ({ pair, near }) =>
        pair === null && (this.view.hasOwnConnection(near) || this.view.hasOtherClients(near)),
    );
    return isOwn
      ? this.#cannotTell({ code: 'own-connection', ...this.#at('far') })
      : this.#cannotTell();
  }

  #works() {
    const number = this.#failing.length;
    this.#cite({ code: 'passes-between', number }, 'near', []);
    const isGoing = this.#failing.some(isGoingOn);
    const own = this.atNear ?? this.atFar;
    if (own !== null && isFailure(own.verdict)) {
      // It fails all the same: whatever it is, it comes through from beyond.
      const { verdict, confidence } = own;
      return { verdict, confidence, segment: 'beyond-server-side', way: null } as const;
    }
    if (isGoing) {
      return { verdict: 'answered', confidence: 'high', segment: null, way: null } as const;
    }
    const { verdict, confidence } = own ?? UNKNOWN;
    return { verdict, confidence, segment: null, way: null } as const;
  }

  /** Packets vanish between the two places. */
  #lost() {
    const isForth = this.#way === 'to-server';
    const passages = this.#failing.map(({ forth, back }) => (isForth ? forth : back));
    const number = sum(passages, 'lost');
    const doubt = this.#whyNotLost(number, passages);
    if (doubt !== null) return this.#cannotTell(doubt);
    const [here, there] = isForth ? (['near', 'far'] as const) : (['far', 'near'] as const);
    const other = this.#failing.map(({ forth, back }) => (isForth ? back : forth));
    if (!isForth) {
      this.#cite(
        {
          ...{ code: 'packets-arrive', packets: byKind(other, came), way: 'to-server' },
          ...this.#segment,
        },
        here,
        framesOf(other, 'arrivedFrames'),
      );
    }
    this.#cite(
      {
        ...{ code: 'packets-vanish', packets: byKind(passages, ({ lost }) => lost) },
        ...{ way: this.#way, ...this.#segment },
      },
      here,
      framesOf(passages, 'lostFrames'),
    );
    const passed = byKind(passages, came);
    if (passed.length > 0) {
      this.#cite(
        { code: 'packets-arrive', packets: passed, way: this.#way, ...this.#segment },
        there,
        framesOf(passages, 'arrivedFrames'),
      );
    }
    this.#citeLargeOnes(passages);
    let confidence: Confidence = number >= PROVEN_FROM ? PROVEN : 'high';
    if (number < TELLING_FROM) {
      return this.#cannotTell({ code: 'too-few-lost', number });
    }
    confidence = lowest(confidence, this.#clockConfidence());
    if (!this.#isServerShown()) confidence = lowest(confidence, 'medium');
    if (this.#isLossy(isForth)) confidence = lowest(confidence, 'high');
    return { verdict: 'drop', confidence, segment: 'between', way: this.#way } as const;
  }

  #citeLargeOnes(passages: readonly Exchange['forth'][]): void {
    const largest = Math.max(0, ...passages.map(({ data }) => data.largestArrived));
    const others = this.found.exchanges.map(({ forth, back }) =>
      this.#way === 'to-server' ? forth : back,
    );
    const most = Math.max(largest, ...others.map(({ data }) => data.largestArrived));
    const smallest = Math.min(...passages.map(({ data }) => data.smallestLost));
    if (most > 0 && Number.isFinite(smallest) && smallest > most && smallest > LARGE) {
      this.#cite(
        { code: 'large-ones-vanish', largest: most, smallest, way: this.#way },
        'near',
        [],
      );
    }
  }

  /** Why what is missing may have come by all the same; null where it did not. */
  #whyNotLost(number: number, passages: readonly Exchange['forth'][]): Sentence | null {
    const { view, found } = this;
    const isForth = this.#way === 'to-server';
    const receiver = isForth !== found.isTurned ? 'far' : 'near';
    const side = isForth ? 'far' : 'near';
    const isSeenAtAll = this.#failing.some(({ pair }) => pair !== null);
    if (isForth && !isSeenAtAll) {
      if (!this.#isServerShown() && !this.#isOnTheWay()) {
        return { code: 'server-not-shown', ...this.#at('far') };
      }
      if (!view.isUnfiltered(receiver)) return { code: 'perhaps-filtered', ...this.#at('far') };
    }
    if (!view.showsWay(this.#way, found.isTurned)) {
      return { code: 'one-way-capture', ...this.#at(side), way: this.#way };
    }
    const loss = view.losses[receiver];
    const times = passages.flatMap((passage) => KINDS.flatMap((kind) => passage[kind].lostTimes));
    if (this.#mayBeMissed(receiver, number, times)) {
      return { code: 'place-lost-packets', ...this.#at(side), ...loss };
    }
    const line = view.losses[isForth ? 'forth' : 'back'];
    if (line > 0 && line ** number > BY_CHANCE) return { code: 'line-loses', share: line };
    return null;
  }

  /**
   * Whether a capture that misses packets may have missed these. It does so in bursts: where it has
   * others right before and behind, it was at work.
   */
  #mayBeMissed(place: 'near' | 'far', number: number, times: readonly number[]): boolean {
    const { share } = this.view.losses[place];
    if (share === 0) return false;
    const watched = times.filter((time) => this.#isWatched(place, time)).length;
    return share ** number > BY_CAPTURE_LOSS || watched < WATCHED_SHARE * times.length;
  }

  /** Whether a capture has packets right before and right behind that time. */
  #isWatched(place: 'near' | 'far', at: number): boolean {
    const { time, count } = this.view[place].journal;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (time[middle] < at) low = middle + 1;
      else high = middle;
    }
    return (
      low > 0 &&
      low < count &&
      at - time[low - 1] < WATCHED_WITHIN &&
      time[low] - at < WATCHED_WITHIN
    );
  }

  #isServerShown(): boolean {
    return (
      this.view.showsServer(this.service) || this.found.exchanges.some(({ pair }) => pair !== null)
    );
  }

  /** Whether all that the client sends far off comes by the other place, to several servers. */
  #isOnTheWay(): boolean {
    const { client, server } = this.service;
    return (
      this.view.serversShown >= SERVERS_SHOWN &&
      client !== null &&
      isDistant(client, server) &&
      (this.atNear === null || isFailure(this.atNear.verdict))
    );
  }

  #isLossy(isForth: boolean): boolean {
    const receiver = isForth !== this.found.isTurned ? 'far' : 'near';
    return this.view.losses[receiver].share > 0;
  }

  #clockConfidence(): Confidence {
    const { clock } = this.view.matching;
    if (clock.boundedBy === 'none') {
      this.#doubts.push({ code: 'clocks-unknown' });
      return 'medium';
    }
    if (clock.isUnsteady) {
      this.#doubts.push({ code: 'clocks-unsteady' });
      return 'medium';
    }
    return PROVEN;
  }

  /** A refusal or an answer that was never at the server's side. */
  #madeBetween(verdict: Verdict, kind: Kind) {
    const { view, found } = this;
    const backs = this.#failing.map(({ back }) => back);
    const number = backs.reduce((all, back) => all + back[kind].onlyThere, 0);
    const isSeenAtAll = this.#failing.some(({ pair }) => pair !== null);
    if (!isSeenAtAll) {
      // What answers may be a server that is reached another way.
      if (!this.#isServerShown()) {
        return this.#cannotTell({ code: 'server-not-shown', ...this.#at('far') });
      }
      if (!view.isUnfiltered(found.isTurned ? 'near' : 'far')) {
        return this.#cannotTell({ code: 'perhaps-filtered', ...this.#at('far') });
      }
    }
    const place = found.isTurned ? 'near' : 'far';
    const loss = view.losses[place];
    const forths = this.#failing.map(({ forth }) => forth);
    const times = [
      ...backs.flatMap((back) => back[kind].onlyTimes),
      ...forths.flatMap((forth) => KINDS.flatMap((one) => forth[one].lostTimes)),
    ];
    if (this.#mayBeMissed(place, number + sum(forths, 'lost'), times)) {
      return this.#cannotTell({ code: 'place-lost-packets', ...this.#at('far'), ...loss });
    }
    let confidence = loss.share > 0 || number < TELLING_FROM ? lowest(PROVEN, 'high') : PROVEN;
    this.#cite(
      {
        ...{ code: 'packets-made-between', packets: [{ kind, number }], way: 'to-client' },
        ...this.#segment,
      },
      'near',
      backs.flatMap((back) => back[kind].onlyFrames),
    );
    const toServer = forths.reduce((all, forth) => all + forth.rst.onlyThere, 0);
    if (kind === 'rst' && toServer > 0) {
      this.#cite(
        {
          ...{ code: 'packets-made-between', packets: [{ kind, number: toServer }] },
          ...{ way: 'to-server', ...this.#segment },
        },
        'far',
        forths.flatMap(({ rst }) => rst.onlyFrames),
      );
      this.#cite({ code: 'both-sides-reset' }, 'near', []);
    }
    const vanished = byKind(forths, ({ lost }) => lost);
    if (vanished.length > 0) {
      this.#cite(
        { code: 'packets-vanish', packets: vanished, way: 'to-server', ...this.#segment },
        'near',
        framesOf(forths, 'lostFrames'),
      );
    } else if (kind === 'rst' && toServer === 0) {
      this.#cite({ code: 'only-client-reset' }, 'near', []);
    }
    confidence = lowest(confidence, this.#clockConfidence());
    const way = kind === 'rst' && toServer > 0 ? 'both' : 'to-server';
    return { verdict, confidence, segment: 'between', way } as const;
  }

  #errorVerdict(): Verdict {
    const readings = this.#failing.flatMap(({ errors }) =>
      errors
        .filter((error) => isRefusal(error) && error.seen === 'came')
        .map((error) => readingOf(...partsOf(error))),
    );
    return readings.every((reading) => reading === 'icmp-unreachable' || reading === null)
      ? 'unreachable'
      : 'reject';
  }

  /** It goes on behind the server's side: what that capture says alone counts. */
  #beyond() {
    const forths = this.#failing.map(({ forth }) => forth);
    const backs = this.#failing.map(({ back }) => back);
    this.#cite(
      {
        ...{ code: 'packets-arrive', packets: byKind(forths, came), way: 'to-server' },
        ...this.#segment,
      },
      'far',
      framesOf(forths, 'arrivedFrames'),
    );
    const isProxied = this.#isTcp && backs.some((back) => back['syn-ack'].onlyThere > 0);
    if (isProxied) this.#doubts.push({ code: 'handshake-by-proxy' });
    if (this.#fate === 'silent-beyond') {
      this.#cite({ code: 'nothing-comes-back', ...this.#at('far') }, 'far', []);
    } else {
      const packets = byKind(backs, ({ sent }) => sent).filter(
        ({ kind }) => kind === 'rst' || kind === 'icmp-error',
      );
      this.#cite(
        { code: 'refusal-comes-by', packets, ...this.#at('far') },
        'far',
        backs.flatMap((back) => [...back.rst.sentFrames, ...back['icmp-error'].sentFrames]),
      );
    }
    const own = [this.atFar, this.atNear].find((one) => one !== null && isFailure(one.verdict));
    const { verdict, confidence } = own ?? UNKNOWN;
    return { verdict, confidence, segment: 'beyond-server-side', way: null } as const;
  }

  #beforeClient() {
    const backs = this.#failing.map(({ back }) => back);
    const answers = byKind(backs, came).filter(({ kind }) => kind === 'syn-ack');
    this.#cite(
      { code: 'client-goes-on-asking', answers, ...this.#at('near') },
      'near',
      this.#failing.flatMap(({ forth }) => forth.syn.sentFrames),
    );
    const { verdict, confidence } =
      this.atNear ?? ({ verdict: 'drop', confidence: 'medium' } as const);
    return {
      ...(isFailure(verdict)
        ? { verdict, confidence }
        : ({ verdict: 'drop', confidence: 'medium' } as const)),
      ...({ segment: 'before-client-side', way: 'to-client' } as const),
    };
  }

  #cite(sentence: Sentence, side: 'near' | 'far', frames: readonly number[]): void {
    this.#evidence.push({
      sentence,
      place: this.#place(side),
      frames: [...new Set(frames)].sort((one, other) => one - other).slice(0, FRAMES_CITED),
    });
  }
}

/** Bytes of payload above which a packet may be too large for a tunnel. */
const LARGE = 500;
const FRAMES_CITED = 24;

function sum(passages: readonly Exchange['forth'][], key: 'lost' | 'sent'): number {
  return passages.reduce((all, passage) => all + sumOf(passage)[key], 0);
}

function byKind(
  passages: readonly Exchange['forth'][],
  count: (passage: Passage) => number,
): PacketsOf[] {
  return KINDS.flatMap((kind) => {
    const number = passages.reduce((all, passage) => all + count(passage[kind]), 0);
    return number > 0 ? [{ kind, number }] : [];
  });
}

function framesOf(
  passages: readonly Exchange['forth'][],
  key: 'lostFrames' | 'sentFrames' | 'arrivedFrames',
): number[] {
  return passages.flatMap((passage) => KINDS.flatMap((kind) => passage[kind][key]));
}

function countedPackets(exchanges: readonly Exchange[]): CountedPackets[] {
  return (['to-server', 'to-client'] as const).flatMap((way) =>
    KINDS.flatMap((kind): CountedPackets[] => {
      const counted = {
        ...{ kind, way, sent: 0, arrived: 0, lost: 0, repaired: 0, uncaptured: 0, outside: 0 },
        onlyThere: 0,
      };
      for (const { forth, back } of exchanges) {
        const passage = (way === 'to-server' ? forth : back)[kind];
        counted.sent += passage.sent;
        counted.arrived += passage.arrived;
        counted.lost += passage.lost;
        counted.repaired += passage.repaired;
        counted.uncaptured += passage.uncaptured;
        counted.outside += passage.outside;
        counted.onlyThere += passage.onlyThere;
      }
      return counted.sent + counted.onlyThere > 0 ? [counted] : [];
    }),
  );
}
