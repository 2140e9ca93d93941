import type { FunctionMatch } from '../profiles/profile.ts';
import type { AddressWords } from '../protocols/address-text.ts';
import type { Attempt } from '../track/attempt-log.ts';
import type { CaptureFacts, EndpointFacts, ServerFacts } from '../track/facts.ts';

/** What a detector saw about one endpoint. It says what is there, not what it means. */
export interface Observation {
  /** Stable code; `explain CODE` tells more. */
  readonly code: string;
  /** One sentence with this endpoint's numbers. */
  readonly text: string;
  /** Frames that show it, in rising order; empty where it is about what is not there. */
  readonly frames: readonly number[];
  /** How fully it applies, 0 to 1; scales the rule's weight. */
  readonly strength: number;
}

/** What detectors may look at beside the endpoint's own facts. */
export interface DetectContext {
  readonly capture: CaptureFacts;
  /** Packets that the capturing host lost, as the capture's own statistics say. */
  readonly droppedPackets: number;
  /** Distinct servers, other than the endpoint's, that answered somebody. */
  answeringServers(except: AddressWords): number;
  /** Whether any server in the capture answers the endpoint's kind: TCP, DNS on its port, other UDP. */
  isKindAnswered(endpoint: EndpointFacts): boolean;
  /** Whether any server answers any DNS query. */
  readonly isDnsAnswered: boolean;
  /** Endpoints at that server that answered (a bounded number), in scope or not. */
  answeringOn(server: AddressWords): readonly EndpointFacts[];
  /** Endpoints whose resets have the same time to live as this one's (a bounded number). */
  resettingAlike(endpoint: EndpointFacts): readonly EndpointFacts[];
  /** The endpoint's attempts one by one, by time (a bounded number). */
  attemptsOf(endpoint: EndpointFacts): readonly Attempt[];
  /** The server's baseline (TTL, round-trip time), or null. */
  server(address: AddressWords): ServerFacts | null;
  /** Whether the name is one that the profile says the endpoint's servers always answer. */
  isProbe(endpoint: EndpointFacts, name: string): boolean;
  /** What the profile knows the endpoint as, or null. */
  functionOf(endpoint: EndpointFacts): FunctionMatch | null;
}

/** One pattern: a file in this folder and a row in `detectors.ts`. */
export interface Detector {
  /** The codes that it may emit, with what `explain` says of each. */
  readonly codes: readonly Explanation[];
  /** Looks at one endpoint; null or an empty list where there is nothing to say. */
  detect(
    endpoint: EndpointFacts,
    context: DetectContext,
  ): Observation | readonly Observation[] | null;
}

/** A code in plain words. */
export interface Explanation {
  readonly code: string;
  /** A few words, for a heading. */
  readonly title: string;
  /** What it is and why it happens. */
  readonly meaning: string;
  /** What to do about it. */
  readonly advice: string;
  /** Named in the report's `patterns`: what happened on the wire, not a clue about its origin. */
  readonly isPattern?: boolean;
}
