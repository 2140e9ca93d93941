import { type ByteSource, NOTHING_YET } from './byte-source.ts';
import type { CaptureInterface } from './capture-interface.ts';
import {
  type Compression,
  CompressionDamage,
  detectCompression,
  UnpackedSource,
} from './compression/unpack.ts';
import type { Origin } from './container-reader.ts';
import { type CaptureProblem, InputError } from './errors.ts';
import { refusal } from './foreign-formats.ts';
import { InputWindow } from './input-window.ts';
import type { PacketRecord } from './packet-record.ts';
import { isEnoughPcap, isPcap, PcapReader } from './pcap.ts';
import type { ResolvedName } from './pcapng/name-resolution.ts';
import { isPcapng, PcapngReader } from './pcapng/reader.ts';

export type { CaptureInterface } from './capture-interface.ts';
export type { Compression } from './compression/unpack.ts';
export type { ResolvedName } from './pcapng/name-resolution.ts';

/** Containers of packets, and forms in which a list of packets is exported. */
export type CaptureFormat = 'pcap' | 'pcapng' | 'text' | 'csv' | 'psml' | 'json' | 'ek';

/** Whether that is a list of packets, which somebody chose and which may lack their bytes. */
export function isPacketList(format: CaptureFormat): boolean {
  return format !== 'pcap' && format !== 'pcapng';
}

/** A limit of the capture that a reader knows of, with a stable code. */
export interface CaptureNote {
  readonly code: string;
  readonly text: string;
}

/**
 * Opens what is no capture of this layer's own formats, or answers null where it is not its.
 * @param window holds the first chunk
 */
export type FurtherFormat = (window: InputWindow, origin: Origin) => Promise<CaptureReader | null>;

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
  /** Somebody chose its packets from those of a capture: others between them are missing. */
  readonly isSelection: boolean;
  /** What to tell of the capture as a whole before it is trusted; complete at its end. */
  readonly notes: readonly CaptureNote[];
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

/** Bytes of what is no capture that are looked at before it is refused: a chunk. */
const ENOUGH = 1 << 22;
/** Bytes of the smallest section header (pcapng). */
const SECTION_HEADER = 28;

/** Counts what is read, for progress. */
class CountingSource implements ByteSource {
  bytesRead = 0;
  constructor(readonly inner: ByteSource) {}
  get name(): string {
    return this.inner.name;
  }
  get size(): number | null {
    return this.inner.size;
  }
  async read(into: Uint8Array, offset: number, length: number, patience?: number): Promise<number> {
    const count = await this.inner.read(into, offset, length, patience);
    if (count !== NOTHING_YET) this.bytesRead += count;
    return count;
  }
  allocate(length: number): Uint8Array {
    return this.inner.allocate(length);
  }
  close(): Promise<void> {
    return this.inner.close();
  }
}

/**
 * Opens a capture of any readable container and compression.
 * @param further asked in turn about what is none of these
 * @throws InputError when nothing in it can be read; the source is closed then
 */
export async function openCapture(
  source: ByteSource,
  further: readonly FurtherFormat[] = [],
): Promise<CaptureReader> {
  const counted = new CountingSource(source);
  try {
    return await open(counted, further);
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function open(
  source: CountingSource,
  further: readonly FurtherFormat[],
): Promise<CaptureReader> {
  const outer = new InputWindow(source);
  await outer.more(0);
  while (!outer.ended && !isEnough(outer)) await outer.more(outer.start);
  if (outer.end === outer.start) {
    if (outer.failure !== null) throw new InputError('unreadable', outer.failure.message);
    throw new InputError('empty', 'The input is empty: there is not a single byte in it');
  }
  const compression = detectCompression(outer.bytes, outer.start, outer.end);
  let window = outer;
  if (compression !== null) {
    window = new InputWindow(new UnpackedSource(compression, source.name, outer));
    await window.more(0);
    if (window.end === window.start) refuseUnpacked(compression, window.failure);
  }
  const origin: Origin = {
    name: source.name,
    compression,
    size: source.size,
    get bytesRead() {
      return source.bytesRead;
    },
    close: async () => {
      // A read that waits for a pipe ends when the pipe is closed.
      const closed = source.close();
      if (window !== outer) await window.settle();
      await outer.settle();
      await closed;
    },
  };
  const { bytes, start, end } = window;
  if (end - start >= 4 && isPcap(bytes, start)) return new PcapReader(window, origin);
  if (end - start >= 4 && isPcapng(bytes, start)) return new PcapngReader(window, origin);
  for (const openFurther of further) {
    const reader = await openFurther(window, origin);
    if (reader !== null) return reader;
  }
  throw refusal(bytes, start, end);
}

/** Whether the window has what must be seen to open a capture: a pipe gives it by and by. */
function isEnough({ bytes, start, end }: InputWindow): boolean {
  if (end - start >= ENOUGH) return true;
  if (end - start < 4) return false;
  if (isPcap(bytes, start)) return isEnoughPcap(bytes, start, end);
  return isPcapng(bytes, start) && end - start >= SECTION_HEADER;
}

function refuseUnpacked(compression: Compression, failure: Error | null): never {
  if (failure === null) throw new InputError('empty', `The ${compression} data unpacks to nothing`);
  throw new InputError(
    'damaged-compression',
    `The ${compression} data cannot be unpacked: ${failure.message}`,
    'Copy the file again, or unpack it with its own program first.',
    failure instanceof CompressionDamage ? failure.offset : 0,
  );
}
