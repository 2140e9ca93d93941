import type { CaptureProblemCode } from '../../capture/errors.ts';
import type { CaptureFormat, SequenceFile } from '../../capture/reader.ts';
import type { Confidence, PlaceCode, Stage, Verdict } from '../../evidence/verdict.ts';
import type { CitedFrame, KnownByCode } from '../diagnosis.ts';

/** The report, as `-f json` prints it: `report.schema.json` is its schema. */
export interface Report {
  readonly schemaVersion: 2;
  readonly tool: { readonly name: 'pcap-verdict'; readonly version: string };
  readonly capture: ReportCapture;
  readonly displayFilter: string | null;
  readonly profile: string;
  /** What the profile says of its product; null where it is of none. */
  readonly product: ReportProduct | null;
  readonly summary: {
    readonly verdict: Verdict;
    readonly confidence: Confidence;
    readonly text: string;
  };
  readonly findings: readonly ReportFinding[];
  readonly endpoints: readonly ReportEndpoint[];
  /**
   * Rows of the packet list for frames that the report cites, and those around them, in rising
   * order: only for formats that ask for them (`usesFrames`), never in JSON. Absent where the
   * capture could not be read a second time.
   */
  readonly frames?: readonly CitedFrame[];
}

export type { CitedFrame as ReportFrame } from '../diagnosis.ts';

export interface ReportCapture {
  /** File name without folders. */
  readonly name: string;
  /** SHA-256 of the file as it is stored, in hex; null where the bytes were not hashed, or lie in `files`. */
  readonly sha256: string | null;
  /** The files of a capture that was written to several, in order; absent for one file. */
  readonly files?: readonly SequenceFile[];
  readonly format: CaptureFormat;
  readonly compression: 'gzip' | 'zstd' | 'lz4' | 'sniffer' | null;
  readonly packets: number;
  /** Bytes of the unpacked capture that were read. */
  readonly bytes: number;
  /** ISO 8601, UTC; null in a capture without packets. */
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  readonly interfaces: readonly {
    readonly linkType: string;
    readonly snapLength: number;
    readonly packets: number;
    readonly dropped: number | null;
  }[];
  readonly quality: readonly { readonly code: string; readonly text: string }[];
  readonly problems: readonly {
    readonly code: CaptureProblemCode;
    readonly offset: number;
    readonly text: string;
  }[];
}

/** The product that the report is about, in its profile's words. */
export interface ReportProduct {
  readonly title: string;
  readonly functions: readonly {
    readonly id: string;
    readonly title: string;
    /** What a firewall must let through for it, one by one. */
    readonly opens: readonly ReportOpening[];
  }[];
}

export interface ReportOpening {
  readonly protocol: 'tcp' | 'udp';
  /** An address, a range or a name. */
  readonly destination: string;
  readonly port: number;
  /** What an address is called; null where nothing is known. */
  readonly name: string | null;
}

export interface ReportFinding {
  /** Stable between runs: made of verdict and service. */
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** Indexes in `endpoints`. */
  readonly endpoints: readonly number[];
  /** What it means for the user; '' where nothing is known. */
  readonly impact: string;
  /** Whom and what else it concerns, or does not; '' where there is nothing to say. */
  readonly scope: string;
  /** What to do, one line each. */
  readonly remedy: readonly string[];
  /** Who asked what, and what answered; only of a scan. */
  readonly scan?: ReportScan;
}

/** A scan, whose endpoints are not listed. */
export interface ReportScan {
  readonly client: string;
  /** Others in whose name the same packets were sent. */
  readonly decoys: readonly string[];
  /** Transport, in lower case. */
  readonly protocol: 'tcp' | 'udp';
  /** How many hosts were asked, and on how many different ports. */
  readonly servers: number;
  readonly ports: number;
  /** Ports of hosts by what they answered, by nmap's names: silence and ICMP errors are filtered. */
  readonly open: number;
  readonly closed: number;
  readonly filtered: number;
  /** Some of those that are open. */
  readonly openPorts: readonly { readonly server: string; readonly port: number }[];
}

export interface ReportEndpoint {
  /** Client address; "many" where an endpoint stands for very many clients. */
  readonly client: string;
  readonly server: string;
  /** The proxy that was asked for a server by its name; null where the server itself was asked. */
  readonly via: { readonly server: string; readonly port: number } | null;
  /** Null where the protocol has none (ESP, GRE). */
  readonly port: number | null;
  /** Transport, in lower case: an open list. */
  readonly protocol: 'tcp' | 'udp';
  /** What is spoken, as far as known: `dns`, `tls`, or null. */
  readonly application: 'dns' | 'tls' | 'quic' | null;
  /** What the capture or the profile calls the server; null where it has no name. */
  readonly name: string | null;
  /** Function of the profile that the endpoint serves, or null. */
  readonly function: string | null;
  /** How it is known what the server is; null where it is neither the product's nor a target. */
  readonly knownBy: { readonly by: KnownByCode; readonly text: string } | null;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  readonly score: number;
  readonly alternative: { readonly verdict: Verdict; readonly text: string } | null;
  /** Why the verdict is `inconclusive`; '' otherwise. */
  readonly reason: string;
  /** How far the exchange came before it failed; null where it did not. */
  readonly stage: Stage | null;
  /** Where the refusal was sent or the silence begins; null where nothing failed. */
  readonly place: {
    readonly code: PlaceCode;
    readonly text: string;
    readonly frames: readonly number[];
    /** Between which places of capture, where several were captured. */
    readonly segment: string | null;
    /** Which direction fails, where the capture tells. */
    readonly direction: 'to-server' | 'to-client' | null;
  } | null;
  readonly attempts: number;
  readonly retransmissions: number;
  readonly answered: number;
  readonly refused: number;
  /** Its tries that failed, as a firewall's log has them; null where it answered. */
  readonly failed: {
    readonly count: number;
    /** Packets of the client in them. */
    readonly packets: number;
    /** The client's ports of the first of them. */
    readonly clientPorts: readonly number[];
    readonly firstTime: string;
    readonly lastTime: string;
  } | null;
  readonly firstTime: string;
  readonly lastTime: string;
  readonly patterns: readonly string[];
  readonly evidence: readonly {
    readonly code: string;
    readonly text: string;
    /** The numbers of the sentence: times in microseconds, addresses as text. */
    readonly values: Readonly<Record<string, unknown>>;
    readonly weight: number;
    readonly frames: readonly number[];
    /** Where there are more frames than these, of which the first are named. */
    readonly hasMoreFrames?: true;
    /** The line of a log that says it; null where packets do. */
    readonly source: { readonly file: string; readonly line: number } | null;
  }[];
}
