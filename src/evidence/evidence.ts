import type { BlockPage, FunctionMatch } from '../profiles/profile.ts';
import type { AddressWords } from '../protocols/address-text.ts';
import type { Attempt } from '../track/attempt-log.ts';
import type { CaptureFacts } from '../track/facts/capture-facts.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { ServerFacts } from '../track/facts/server-facts.ts';
import type { Frames } from '../track/frame-sample.ts';
import type { SourceMac } from '../track/sender.ts';
import type { Differences } from './differences.ts';
import type { Outage } from './outages.ts';
import type { Confidence, Hypothesis, Stage } from './verdict.ts';

/**
 * All that is known of an evidence code, but its sentence (`words/`), which is a function of its
 * values.
 */
export interface EvidenceRecord<Values = unknown> {
  /**
   * What happened on the wire (named in a report's `patterns`), a clue about where it came from, or
   * what the capture cannot carry.
   */
  readonly kind: 'pattern' | 'clue' | 'limit';
  /**
   * What it weighs for (or, below 0, against) each hypothesis at full strength. Weights add up like
   * logarithms of odds: 1 is a hint, 2 is telling, 4 is strong, 6 is as good as proof on its own.
   */
  readonly weights: Readonly<Partial<Record<Hypothesis, number>>>;
  /** Adds only to hypotheses that something else speaks for: it makes no case of its own. */
  readonly supportsOnly?: true;
  /** Hypotheses of which it allows no more than a confidence, whatever their lead. */
  readonly atMost?: Readonly<Partial<Record<Hypothesis, Confidence>>>;
  /** Who did it says so: a verdict of this that leads clearly is `certain`. */
  readonly certainFor?: Hypothesis;
  /** A device's own words: what the capture lacks takes nothing from them. */
  readonly isOwnWords?: true;
  /** How far a TCP exchange came that fails so; null or absent where it goes by the transport. */
  readonly stage?: Stage | null;
  /** What helps against it, where that is not what its verdict asks for in general. */
  readonly remedy?: RemedyKey | null;
  /** Who sent the refusal that it is about; absent, and null, where nothing was sent. */
  readonly sender?: (endpoint: EndpointFacts) => Sender | null;
  /** What it says of the place of the sender. */
  readonly place?: PlaceClue;
  /** Why there is no verdict where there is nothing else. */
  readonly tooLittle?: TooLittle;
  /** What a capture would have that tells, where it is the reason for no verdict. */
  readonly better?: BetterCapture;
  /** A reader should know of it although the service answered. */
  readonly isNotable?: true;
  /** Only for the compiler: the type of the values. */
  readonly values?: Values;
}

/** Remedies that go by what was seen; `words/` has their lines. */
export type RemedyKey =
  | 'large-packets'
  | 'fragments'
  | 'server-name'
  | 'limit'
  | 'way-back'
  | 'quic'
  | 'media'
  | 'portal'
  | 'policy'
  | 'hairpin-nat'
  | 'numbers'
  | 'inspection'
  | 'rule';

/** What a capture may lack; `words/` says how to get one that has it. */
export type BetterCapture =
  | 'both-ways'
  | 'whole-packets'
  | 'all-packets'
  | 'the-start'
  | 'capture-itself'
  /** Nothing that a capture of the way has: the server's side knows. */
  | 'servers-word';

/** Why silence says nothing by itself. */
export type TooLittle =
  | 'one-syn'
  | 'each-asked-once'
  | 'same-host'
  | 'trace'
  | 'unasked'
  | 'answers-for-other'
  | 'signed'
  | 'udp-needs-no-answer'
  | 'exchange-unfinished'
  | 'one-direction'
  | 'part-fails'
  /** Its own sentence says it. */
  | 'this';

/** What evidence says of the place of a refusal's sender, beside its packets' headers. */
export type PlaceClue = 'mac-of-client' | 'one-box' | 'server-accepts' | 'repeats-request';

/** What was sent in refusal, or in the server's name. */
export interface Sender {
  /** Times to live; none where `count` is 0. */
  readonly timeToLive: Spread;
  /** Hops that these stand for; fewer where a start is not known. */
  readonly hops: Spread;
  /** Microseconds since what it answers; none where `count` is 0. */
  readonly delay: Spread;
  readonly mac: SourceMac | null;
  /** The address that it names as its own; null where it speaks in the server's name. */
  readonly address: AddressWords | null;
  readonly frames: readonly number[];
}

/** The lowest and the highest of some values. */
export interface Spread {
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
}

export const NO_SPREAD: Spread = { count: 0, minimum: -1, maximum: -1 };

/** Values of evidence that says it all by its code. */
export type NoValues = Readonly<Record<never, never>>;

type Pattern<Values> = Omit<EvidenceRecord<Values>, 'kind' | 'values'> & {
  // Neither may be forgotten.
  readonly stage: Stage | null;
  readonly remedy: RemedyKey | null;
};

/** What happened on the wire. */
export function pattern<Values = NoValues>(record: Pattern<Values>): EvidenceRecord<Values> {
  return { kind: 'pattern', ...record };
}

/** What tells where it came from, or how it is to be read. */
export function clue<Values = NoValues>(
  record: Omit<EvidenceRecord<Values>, 'kind' | 'values'>,
): EvidenceRecord<Values> {
  return { kind: 'clue', ...record };
}

/** What the capture cannot carry: silence that may be the capture's own. */
export function limit<Values = NoValues>(
  record: Pick<EvidenceRecord<Values>, 'weights' | 'atMost' | 'better' | 'tooLittle'>,
): EvidenceRecord<Values> {
  return { kind: 'limit', ...record };
}

/** A line of a log. */
export interface LogPlace {
  /** Name without folders. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Records by their code. */
// biome-ignore lint/suspicious/noExplicitAny: each code has values of its own type.
export type EvidenceRecords = Readonly<Record<string, EvidenceRecord<any>>>;

/** What one detector may see: a code with its values. */
export type Seen<Records extends EvidenceRecords> = {
  [Code in keyof Records & string]: {
    readonly code: Code;
    readonly values: Records[Code] extends EvidenceRecord<infer Values> ? Values : never;
    /** Frames that show it, in rising order; absent where it is about what is not there. */
    readonly frames?: readonly number[];
    /** The line of a log that says it; absent where packets do. */
    readonly source?: LogPlace;
    /** How fully it applies, 0 to 1, by which its weights are scaled; 1 where absent. */
    readonly strength?: number;
  };
}[keyof Records & string];

/** One or several codes that the same look at the facts tells of: a file, and a row in `table.ts`. */
export interface Detector<Records extends EvidenceRecords = EvidenceRecords> {
  readonly codes: Records;
  /**
   * Bits of `Aspect` without any of which there is nothing to say of an endpoint, so that it is not asked
   * about most; where absent, it is asked about all.
   */
  readonly about?: number;
  /** Has something to say of lists of packets alone. */
  readonly ofLists?: true;
  /** Looks at one endpoint; null where there is nothing to say. It says what is there, in values. */
  detect(
    endpoint: EndpointFacts,
    context: DetectContext,
  ): Seen<Records> | readonly Seen<Records>[] | null;
}

/** Only for the compiler: what is seen is of the detector's own codes. */
export function detector<const Records extends EvidenceRecords>(
  one: Detector<Records>,
): Detector<Records> {
  return one;
}

/** Servers that others are compared with. */
export interface PublicServers {
  readonly servers: number;
  /** Microseconds of the fastest round trip to any of them; -1 where there is none. */
  readonly fastest: number;
}

/** A host of the client's own link: the server itself there, or a router. */
export interface NextHop {
  readonly address: AddressWords;
  readonly isServer: boolean;
  /** The client's ARP requests or neighbor solicitations since it was last heard of. */
  readonly unanswered: Frames;
}

/** Endpoints of one name, of the IP version that another endpoint is not of; never empty. */
export interface OtherVersion {
  readonly name: string;
  readonly endpoints: readonly EndpointFacts[];
}

/** What detectors may look at beside the endpoint's own facts. */
export interface DetectContext {
  readonly capture: CaptureFacts;
  /** Packets that the capturing host lost, as the capture's own statistics say. */
  readonly droppedPackets: number;
  /** Distinct servers, other than the endpoint's, that answered somebody. */
  answeringServers(except: AddressWords): number;
  /** Those of them that talked around the time of the endpoint's silence. */
  answeringAround(endpoint: EndpointFacts): number;
  /** Whether any server in the capture answers the endpoint's kind: TCP, DNS on its port, other UDP. */
  isKindAnswered(endpoint: EndpointFacts): boolean;
  /** Whether any server answers any DNS query. */
  readonly isDnsAnswered: boolean;
  /** Endpoints at that server that answered (a bounded number), in scope or not. */
  answeringOn(server: AddressWords): readonly EndpointFacts[];
  /** Endpoints that answered, at other servers of its /24 or /64 (a bounded number). */
  answeringNear(server: AddressWords): readonly EndpointFacts[];
  /** UDP endpoints that ICMP calls closed, at that server or its /24 or /64 (a bounded number). */
  refusedNear(server: AddressWords): readonly EndpointFacts[];
  /** Hops that a client's requests have behind them where they were captured; -1 where no time to live is known. */
  hopsFrom(client: AddressWords): number;
  /** Whether the endpoint's server is a client of its client, over UDP. */
  asksBack(endpoint: EndpointFacts): boolean;
  /** Other endpoints on the UDP port that were answered in a way that their client could not use. */
  unusableAnswersOn(endpoint: EndpointFacts): number;
  /** Endpoints whose resets have the same time to live as this one's (a bounded number). */
  resettingAlike(endpoint: EndpointFacts): readonly EndpointFacts[];
  /** The time without anything from outside into which all of the endpoint's failures fall. */
  outageOf(endpoint: EndpointFacts): Outage | null;
  /** Whether ARP or neighbor discovery shows the server on the client's own link. */
  isNeighborThere(endpoint: EndpointFacts): boolean;
  /** Other endpoints of the same client and server with probes whose time to live may end on the way. */
  tracedAlike(endpoint: EndpointFacts): readonly EndpointFacts[];
  /** The address that a client asked when the endpoint's server, which was not asked, answered; or null. */
  answersFor(endpoint: EndpointFacts): AddressWords | null;
  /** The endpoint's attempts one by one, by time (a bounded number). */
  attemptsOf(endpoint: EndpointFacts): readonly Attempt[];
  /** What tells its connections that fail from those that work; null where nothing does. */
  differencesOf(endpoint: EndpointFacts): Differences | null;
  /** Public servers off the site, other than that one, of which a round trip was measured. */
  publicServers(except: AddressWords): PublicServers;
  /** Hosts of the client's link that its packets to the endpoint pass first, as far as is known. */
  nextHops(endpoint: EndpointFacts): readonly NextHop[];
  /** The server's baseline (TTL, round-trip time), or null. */
  server(address: AddressWords): ServerFacts | null;
  /** Whether the name is one that the profile says the endpoint's servers always answer. */
  isProbe(endpoint: EndpointFacts, name: string): boolean;
  /** What the client or the capture calls the endpoint's server. */
  namesOf(endpoint: EndpointFacts): readonly string[];
  /** The page that a product shows in place of what it blocks, where the address is one; or null. */
  blockPage(server: AddressWords): BlockPage | null;
  /** Answering endpoints of the same name and port by the other IP version (a bounded number); null for none. */
  byOtherVersion(endpoint: EndpointFacts): OtherVersion | null;
  /** What the profile knows the endpoint as, or null. */
  functionOf(endpoint: EndpointFacts): FunctionMatch | null;
}
