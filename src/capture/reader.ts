import type { CaptureInterface } from './capture-interface.ts';
import type { Compression } from './compression/compression.ts';
import type { CaptureProblem } from './errors.ts';
import type { CaptureNote } from './note.ts';
import type { PacketRecord } from './packet-record.ts';

/**
 * Containers of packets, forms in which a list of packets is exported, and forms of logs: an open list
 * (`netfilter-log`), whose members are named by their readers.
 */
export type CaptureFormat =
  | 'pcap'
  | 'pcapng'
  | 'text'
  | 'csv'
  | 'psml'
  | 'json'
  | 'ek'
  | (string & {});

/** Names of the containers that hold packets as they were captured. */
const CONTAINERS: ReadonlySet<string> = new Set(
  `pcap pcapng snoop netmon1 netmon2 erf ngsniffer netxray iptrace nettl lanalyzer 5views visual
   commview observer nstrace btsnoop`.split(/\s+/),
);

/** Whether that is a list of packets, which somebody chose and which may lack their bytes. */
export function isPacketList(format: CaptureFormat): boolean {
  return !CONTAINERS.has(format);
}

/** A name that the capturing program knew for an address. */
export interface ResolvedName {
  /** 4 or 16 bytes, network order. */
  readonly address: Uint8Array;
  readonly name: string;
}

/** Where a capture comes from, and how it was opened. */
export interface Origin {
  readonly name: string;
  readonly compression: Compression | null;
  readonly size: number | null;
  /** Bytes read from the source so far. */
  readonly bytesRead: number;
  close(): Promise<void>;
}

/** What was read of one file of a capture that was written to several. */
export interface SequenceFile {
  /** Without its folders. */
  readonly name: string;
  readonly sha256: string | null;
  readonly packets: number;
  /** Number of its first packet in the sequence, from 1; of an empty one, what that would be. */
  readonly firstFrame: number;
}

/**
 * An open capture. Packets come in batches:
 *
 *     while (await reader.refill()) while (reader.next(view)) { … }
 *
 * The bytes of a packet are borrowed: they are valid until the next `refill()`.
 */
export interface CaptureReader {
  /** The source's name: a file name without its folders. */
  readonly name: string;
  readonly format: CaptureFormat;
  readonly compression: Compression | null;
  /** Interfaces met so far, over all sections. */
  readonly interfaces: readonly CaptureInterface[];
  /** What went wrong so far; the first 100. */
  readonly problems: readonly CaptureProblem[];
  /** How many further problems there were. */
  readonly furtherProblems: number;
  /** Comments on the capture as a whole (pcapng section headers); the first 100. */
  readonly comments: readonly string[];
  /** Names that the capture brings along for addresses (pcapng); bounded. */
  readonly names: readonly ResolvedName[];
  /** Key logs of TLS that the capture brings along (pcapng), as they were written so far; bounded. */
  readonly tlsKeyLogs: readonly Uint8Array[];
  /** Somebody chose its packets from those of a capture: others between them are missing. */
  readonly isSelection: boolean;
  /** It is a log: its packets are what lines tell of, and none of them was captured. */
  readonly isLog?: boolean;
  /** What to tell of the capture as a whole before it is trusted; complete at its end. */
  readonly notes: readonly CaptureNote[];
  /** The files of a capture that was written to several, those read to their end. */
  readonly files?: readonly SequenceFile[];
  /** Packets given out so far. */
  readonly packets: number;
  /** Bytes of the unpacked capture used up so far. */
  readonly bytesRead: number;
  /** Bytes read from the source so far, compressed ones as they are; compare with `size`. */
  readonly sourceBytesRead: number;
  /** Total bytes of the source where known, else null. */
  readonly size: number | null;
  /** Reads the next chunk (4 MiB). @returns false at the end */
  refill(): Promise<boolean>;
  /** Fills the record with the next packet. @returns false when the chunk is used up */
  next(record: PacketRecord): boolean;
  /** Lets go of the source. Safe to call twice. */
  close(): Promise<void>;
}
