import { openCapture } from '../capture/open-capture.ts';
import { PacketRecord } from '../capture/packet-record.ts';
import { type CaptureReader, isPacketList } from '../capture/reader.ts';
import type { CitedFrame, Diagnosis } from '../diagnosis/diagnosis.ts';
import { citedFrames, type FrameRequest, readFrames } from '../documents/cited-frames.ts';
import type { Input } from '../platform/platform.ts';
import type { PacketSource } from '../track/run-packets.ts';
import { type CaptureInput, open, reopen } from './input.ts';
import type { Redaction } from './redaction.ts';

export interface FrameOptions {
  readonly redaction?: Redaction | undefined;
  /** Where the chunks of the capture begin, from the first reading: most need no second one then. */
  readonly marks?: ChunkMarks | undefined;
}

/**
 * The diagnosis with rows of its cited frames, from a second look into the capture: the packet list's
 * text needs every packet of a conversation, and which ones is known at the end only. Standard input
 * or a pipe cannot be read again: the diagnosis stays as it is.
 */
export async function withFrames(
  diagnosis: Diagnosis,
  input: CaptureInput,
  { redaction, marks }: FrameOptions = {},
): Promise<Diagnosis> {
  if (!input.isRepeatable) return diagnosis;
  const cited = citedFrames(diagnosis);
  if (cited.last === 0) return { ...diagnosis, frames: [] };
  // A list may be in any order: its last frame is not its end.
  const isAnyOrder = isPacketList(diagnosis.capture.format);
  const request = isAnyOrder ? { ...cited, last: Number.POSITIVE_INFINITY } : cited;
  if (redaction === undefined && marks !== undefined && !('parts' in input)) {
    const frames = await readSparsely(input, diagnosis, request, marks);
    if (frames !== null) return { ...diagnosis, frames };
  }
  const reader = await reopen(input, redaction);
  try {
    const { frames } = await readFrames(reader, request);
    return { ...diagnosis, frames };
  } finally {
    await reader.close();
  }
}

/** How far a capture was read when a chunk was used up. */
interface Mark {
  /** Bytes before the next record. */
  readonly offset: number;
  /** Packets before it. */
  readonly packets: number;
}

/** A piece of a capture: whole records, and the packets in them. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  /** Frame number of its first packet. */
  readonly firstFrame: number;
  readonly packets: number;
}

/** Where chunks of an unpacked capture begin, to come back to some of them later. */
export class ChunkMarks {
  readonly #marks: Mark[] = [];

  /** Told after each chunk. */
  add(offset: number, packets: number): void {
    this.#marks.push({ offset, packets });
  }

  /**
   * The chunks, in order.
   * @param start where the first packet's record is
   */
  chunks(start: number): Chunk[] {
    let previous: Mark = { offset: start, packets: 0 };
    return this.#marks.map((mark) => {
      const chunk = {
        start: previous.offset,
        end: mark.offset,
        firstFrame: previous.packets + 1,
        packets: mark.packets - previous.packets,
      };
      previous = mark;
      return chunk;
    });
  }
}

/** Fewer chunks are read as fast as chosen from. */
const FEWEST_CHUNKS = 4;
/** A frame so near to its chunk's beginning may have its connection's SYN in the chunk before. */
const NEAR_BEGINNING = 0.05;

/**
 * The rows of cited frames, read from those chunks of a large capture that hold them: the others are
 * skipped. Null where that might give other rows than reading all of it does: the capture is
 * compressed or damaged, has interfaces that are described later, or frames speak of packets far off.
 */
export async function readSparsely(
  input: Input,
  { capture }: Diagnosis,
  request: FrameRequest,
  marks: ChunkMarks,
): Promise<readonly CitedFrame[] | null> {
  const { compression, format, problems, interfaces } = capture;
  // An export's first rows say what its later ones mean, and it counts frames as it likes; so may
  // the records of other containers.
  const isSimple = format === 'pcap' || format === 'pcapng';
  if (compression !== null || problems.length > 0 || !isSimple) return null;
  if (input.openPieces === undefined) return null;
  // A connection that fails after its handshake may have begun long before.
  const isShort = request.endpoints.every(
    ({ stage }) => stage === null || stage === 'question' || stage === 'after-syn',
  );
  if (!isShort) return null;
  const first = await firstRecord(input);
  if (first === null || first.interfaces !== interfaces.length) return null;
  const chunks = marks.chunks(first.offset);
  // The file must be the one of the first reading.
  if (chunks.length < FEWEST_CHUNKS || chunks[chunks.length - 1].end !== first.size) return null;
  const needed = neededChunks(chunks, request);
  const source = await input.openPieces([{ start: 0, end: first.offset }, ...needed]);
  const reader = new SparseReader(await openCapture(source), first.offset, needed);
  try {
    const { frames, lacksBeginning } = await readFrames(reader, request);
    const cited = frames.filter(({ isCited }) => isCited).length;
    return reader.isSound && !lacksBeginning && cited === request.numbers.size ? frames : null;
  } finally {
    await reader.close();
  }
}

/**
 * Opens a capture at the chunk that holds a frame, to show it; null where it must be read from its beginning.
 * Packets have the numbers that they have in the file.
 */
export async function openAtFrame(
  input: Input,
  { capture }: Diagnosis,
  marks: ChunkMarks,
  frame: number,
): Promise<(PacketSource & { close(): Promise<void> }) | null> {
  const isSimple = capture.format === 'pcap' || capture.format === 'pcapng';
  if (capture.compression !== null || !isSimple || input.openPieces === undefined) return null;
  const first = await firstRecord(input);
  if (first === null || first.interfaces !== capture.interfaces.length) return null;
  const chunk = marks
    .chunks(first.offset)
    .find(({ firstFrame, packets }) => frame >= firstFrame && frame < firstFrame + packets);
  if (chunk === undefined) return null;
  const source = await input.openPieces([{ start: 0, end: first.offset }, chunk]);
  return new SparseReader(await openCapture(source), first.offset, [chunk]);
}

interface FirstRecord {
  /** Where the first packet's record begins. */
  readonly offset: number;
  /** How many interfaces are known there. */
  readonly interfaces: number;
  /** Bytes of the file. */
  readonly size: number | null;
}

async function firstRecord(input: Input): Promise<FirstRecord | null> {
  const { reader } = await open(input);
  try {
    const record = new PacketRecord();
    if (!(await reader.refill()) || !reader.next(record)) return null;
    return {
      offset: record.fileOffset,
      interfaces: reader.interfaces.length,
      size: reader.size,
    };
  } finally {
    await reader.close();
  }
}

function neededChunks(chunks: readonly Chunk[], { numbers }: FrameRequest): Chunk[] {
  const needed = new Set<Chunk>();
  const sorted = [...numbers].sort((a, b) => a - b);
  let index = 0;
  for (const frame of sorted) {
    while (index < chunks.length - 1 && frame >= chunks[index].firstFrame + chunks[index].packets) {
      index++;
    }
    const chunk = chunks[index];
    const isNear = frame - chunk.firstFrame < chunk.packets * NEAR_BEGINNING;
    if (isNear && index > 0) needed.add(chunks[index - 1]);
    needed.add(chunk);
  }
  return [...needed].sort((one, other) => one.start - other.start);
}

/** Gives packets of a sparse source the frame numbers that they have in the file. */
class SparseReader implements PacketSource {
  /** Where each chunk ends in what is read. */
  readonly #ends: number[];
  #chunk = 0;
  /** Packets of the chunk so far. */
  #packets = 0;
  #isWhole = true;

  constructor(
    readonly reader: CaptureReader,
    head: number,
    readonly chunks: readonly Chunk[],
  ) {
    let end = head;
    this.#ends = chunks.map((chunk) => {
      end += chunk.end - chunk.start;
      return end;
    });
  }

  get interfaces(): CaptureReader['interfaces'] {
    return this.reader.interfaces;
  }

  /** Whether every chunk had as many packets as at the first reading, and nothing else was amiss. */
  get isSound(): boolean {
    return this.#isWhole && this.reader.problems.length === 0;
  }

  refill(): Promise<boolean> {
    return this.reader.refill();
  }

  next(record: PacketRecord): boolean {
    if (!this.reader.next(record)) return false;
    while (record.fileOffset >= this.#ends[this.#chunk]) {
      if (this.#packets !== this.chunks[this.#chunk].packets) this.#isWhole = false;
      this.#chunk++;
      this.#packets = 0;
    }
    record.frameNumber = this.chunks[this.#chunk].firstFrame + this.#packets;
    this.#packets++;
    return true;
  }

  close(): Promise<void> {
    return this.reader.close();
  }
}
