import type { CaptureProblem } from '../capture/errors.ts';
import type { CaptureFormat, SequenceFile } from '../capture/reader.ts';
import type { Scan } from '../evidence/scans.ts';
import type { EvidenceCode } from '../evidence/table.ts';
import type { Confidence, Stage, Verdict } from '../evidence/verdict.ts';
import type { Profile, ProfileFunction } from '../profiles/profile.ts';
import type { AddressWords } from '../protocols/address-text.ts';
import type { Sentence } from '../words/say.ts';
import type { Evidence, Judgement } from './judge.ts';
import type { Place } from './place.ts';

/**
 * What a capture says, judged: typed values only. Every document (text, HTML, JSON …) is printed from
 * it; nothing is judged after it, and nothing is recovered from a string. Sentences are keys with
 * values, to be put into words last (`say`).
 */
export interface Diagnosis {
  /** The program's. */
  readonly version: string;
  readonly capture: DiagnosedCapture;
  /** The display filter's text, or null where all of the capture was judged. */
  readonly displayFilter: string | null;
  /** By which it was judged. */
  readonly profile: Profile;
  readonly summary: Summary;
  /** The most important first. */
  readonly findings: readonly Finding[];
  /** The most important first. */
  readonly endpoints: readonly Endpoint[];
  /**
   * Rows of the packet list for frames that are cited, and those around them, in rising order: only
   * for formats that ask for them. Absent where the capture could not be read a second time.
   */
  readonly frames?: readonly CitedFrame[];
}

/** A point of a capture's time: since 1970-01-01 UTC. */
export interface Instant {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** Latest second that JavaScript's calendar has; later ones are a damaged capture's. */
export const LAST_SECOND = 8_640_000_000_000;

/** Milliseconds since 1970-01-01 UTC, whole ones; NaN where there is no time. */
export function millisecondsOf(instant: Instant | null): number {
  if (instant === null) return Number.NaN;
  const { seconds, nanoseconds } = instant;
  return Math.min(Math.max(seconds, 0), LAST_SECOND) * 1_000 + Math.floor(nanoseconds / 1e6);
}

/** Whether two captures are one file, byte for byte, as far as that is known. */
export function isSameFile(one: DiagnosedCapture, other: DiagnosedCapture): boolean {
  const identity = identityOf(one);
  return identity !== null && identity === identityOf(other);
}

/** What tells a capture's file from others; null where it is not known. */
export function identityOf({ sha256, identity }: DiagnosedCapture): string | null {
  return identity ?? sha256;
}

/** The file, and what should be known of it before it is trusted. */
export interface DiagnosedCapture {
  /** File name without folders. */
  readonly name: string;
  /** SHA-256 of the file as it is stored, in hex; null where the bytes were not hashed, or redacted. */
  readonly sha256: string | null;
  /** The files of a capture that was written to several, in order; absent for one file. */
  readonly files?: readonly SequenceFile[];
  /** What tells the file from others where the hash is not to be seen. */
  readonly identity?: string | null;
  readonly format: CaptureFormat;
  readonly compression: 'gzip' | 'zstd' | 'lz4' | 'sniffer' | null;
  readonly packets: number;
  /** Bytes of the unpacked capture that were read. */
  readonly bytes: number;
  /** Of the first and the last packet; null in a capture without packets. */
  readonly first: Instant | null;
  readonly last: Instant | null;
  /** Digits of a second's fraction that the capture has. */
  readonly timeDigits: 6 | 9;
  readonly interfaces: readonly {
    readonly linkType: string;
    readonly snapLength: number;
    readonly packets: number;
    readonly dropped: number | null;
  }[];
  /** MAC address that the packets of the Internet come from; null where it is not known. */
  readonly router: string | null;
  readonly quality: readonly Note[];
  readonly problems: readonly CaptureProblem[];
}

/** What weakens verdicts, or should be known beside them. */
export interface Note {
  readonly code: string;
  readonly sentence: Sentence;
}

/** The gravest of what the case is about. */
export interface Summary {
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** In a row, they are the summary's text. */
  readonly sentences: readonly Sentence[];
}

/** What a finding's endpoints have in common; or what it is about where it has none. */
export type FindingCause =
  | 'capture-limit'
  | 'policy'
  | 'captive-portal'
  | 'outage'
  | 'no-host'
  | 'ip-version'
  | 'reset-and-silence'
  | 'function'
  | 'rejecting-device'
  | 'service'
  | 'server'
  | 'absent-neighbor'
  | 'tunnel'
  | 'scan'
  | LookupCause;

/** What look-ups beside a capture say. */
export type LookupCause = 'lookup-differs' | 'lookup-failed' | 'lookup-sinkhole';

/** The same cause over one or more endpoints. */
export interface Finding {
  /** Stable between runs: made of verdict and cause. */
  readonly id: string;
  readonly cause: FindingCause;
  /** The name that a look-up asked for, in lower case; only of a `LookupCause`. */
  readonly lookedUp?: string;
  /** Who asked what, and what answered; only of a scan. */
  readonly scan?: Scan;
  readonly title: Sentence;
  /** The gravest among its endpoints. */
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** Indexes in the diagnosis' endpoints, rising; none where no packet was sent for it. */
  readonly endpoints: readonly number[];
  /** What the product loses by it. */
  readonly functions: readonly ProfileFunction[];
  /** What it means for the user. */
  readonly impact: readonly Sentence[];
  /** Whom and what else it concerns, or does not. */
  readonly scope: readonly Sentence[];
  /** What to do, the most useful first. */
  readonly remedy: readonly Sentence[];
}

/** How it is known what an endpoint's server is; in the order of trust. */
export type KnownByCode =
  | 'profile-address'
  | 'server-name'
  | 'dns-answer'
  | 'user'
  | 'look-up'
  | 'range';

export interface KnownBy {
  readonly by: KnownByCode;
  /** What the server is, and what says so. */
  readonly sentence: Sentence;
}

/** A server's port as one client asked for it, with its verdict. */
export interface Endpoint {
  /** Null where it stands for very many clients. */
  readonly client: AddressWords | null;
  /** Of what was asked for by name alone, whom it was asked of. */
  readonly server: AddressWords;
  readonly port: number;
  /**
   * Whom it was asked of, where that is a proxy: then the server has a name alone, and the packets are
   * those to the proxy; else null.
   */
  readonly via: { readonly server: AddressWords; readonly port: number } | null;
  /** A packet list does not show the port: it is what the application has by default. */
  readonly isPortAssumed: boolean;
  readonly protocol: 'tcp' | 'udp';
  /** What is spoken, as far as known. */
  readonly application: 'dns' | 'tls' | 'quic' | null;
  /** What the capture or the profile calls the server; null where it has no name. */
  readonly name: string | null;
  /** Function of the profile that it serves, or null. */
  readonly function: ProfileFunction | null;
  /** Whether it is known as the function's by name or address, not by a range or a port alone. */
  readonly isRecognized: boolean;
  /** How it is known what the server is; null where it is neither the product's nor a target. */
  readonly knownBy: KnownBy | null;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** Lead over the runner-up. */
  readonly score: number;
  /** The runner-up, and what would tell the two apart. */
  readonly alternative: Judgement['alternative'];
  /** Why the verdict is `inconclusive`; null otherwise. */
  readonly reason: Judgement['reason'];
  /** How far the exchange came before it failed; null where it did not. */
  readonly stage: Stage | null;
  /** Where the refusal was sent or the silence begins; null where nothing failed. */
  readonly place: Place | null;
  readonly attempts: number;
  readonly retransmissions: number;
  readonly answered: number;
  readonly refused: number;
  /** Its tries that failed, as a firewall's log has them; null where it answered. */
  readonly failed: FailedTriesSeen | null;
  readonly first: Instant;
  readonly last: Instant;
  /** Codes of what happened on the wire, among the evidence. */
  readonly patterns: readonly EvidenceCode[];
  /** What happened first (patterns), then what else speaks for or against, heaviest first. */
  readonly evidence: readonly Evidence[];
}

/** Tries of an endpoint that failed, all that a firewall's log can be searched for. */
export interface FailedTriesSeen {
  readonly count: number;
  /** Packets of the client in them. */
  readonly packets: number;
  /** The client's ports of the first of them. */
  readonly ports: readonly number[];
  readonly first: Instant;
  readonly last: Instant;
}

/** A packet as Wireshark's packet list shows it, with what a picture of it needs. */
export interface CitedFrame {
  readonly number: number;
  /** ISO 8601, UTC; '' where the packet has no time. */
  readonly time: string;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  /** Wireshark's column: "TLSv1.2", not the transport. */
  readonly protocol: string;
  /** Bytes on the wire. */
  readonly length: number;
  readonly info: string;
  /** TCP flags (RFC 9293 §3.1); null where the packet has none. */
  readonly tcpFlags: number | null;
  /** Whether the packet list says that it was sent before, or that its ports were in use. */
  readonly isRetransmission: boolean;
  readonly isPortReused: boolean;
  /** Bytes of TCP or UDP payload on the wire. */
  readonly payload: number;
  /** Whether evidence names it; others are what came before or after in its conversation. */
  readonly isCited: boolean;
}
