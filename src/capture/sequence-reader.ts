import type { CaptureInterface } from './capture-interface.ts';
import type { Compression } from './compression/compression.ts';
import { type CaptureProblem, InputError, ProblemList } from './errors.ts';
import type { InputSentence } from './input-sentence.ts';
import { KeptTexts } from './kept-texts.ts';
import type { CaptureNote } from './note.ts';
import { PacketRecord } from './packet-record.ts';
import {
  type CaptureFormat,
  type CaptureReader,
  isPacketList,
  type ResolvedName,
  type SequenceFile,
} from './reader.ts';

/** Comments and interfaces kept of all files together, as of one; packets on further interfaces count for the last. */
const MAXIMUM_COMMENTS = 100;
const MAXIMUM_INTERFACES = 65_536;
/** Seconds by which a file may begin before the last packet of the one before it: clocks are set. */
const OVERLAP = 2;

/** One file of a capture that was written to several. */
export interface SequencePart {
  /** Without its folders. */
  readonly name: string;
  /**
   * @param isWhole whether all of it will be read
   * @throws InputError where it cannot be read
   */
  open(isWhole: boolean): Promise<OpenedPart>;
}

export interface OpenedPart {
  readonly reader: CaptureReader;
  /** SHA-256 of the file; asked for when it has been read. */
  sha256(): Promise<string | null>;
}

/** A file whose first packet is known. */
interface DatedPart {
  readonly part: SequencePart;
  /** Its first packet's time; -1 where it has none. */
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly size: number | null;
}

/**
 * The files of one capture as one: those of a ring buffer (`dumpcap -b`, `tcpdump -C`, `-G` and `-W`) or of
 * `editcap -c`, in the order of their first packets. Frames are counted on from file to file, as they are in
 * what mergecap makes of them; interfaces that files have alike are one.
 */
export class SequenceReader implements CaptureReader {
  readonly interfaces: CaptureInterface[] = [];
  readonly comments: string[] = [];
  readonly names: ResolvedName[] = [];
  readonly tlsKeyLogs: Uint8Array[] = [];
  readonly compression: Compression | null;
  readonly format: CaptureFormat;
  readonly size: number | null;
  /** The files that have been read to their end. */
  readonly files: SequenceFile[] = [];
  packets = 0;
  readonly #notes: CaptureNote[] = [];
  readonly #problems = new ProblemList();
  readonly #parts: readonly DatedPart[];
  #next = 1;
  #current: OpenedPart;
  /** Packets of the files before this one. */
  #before = 0;
  /** Bytes of them, unpacked and as they are stored. */
  #bytesBefore = 0;
  #sourceBytesBefore = 0;
  /** Places in `interfaces` of those that are alike, by what they are. */
  readonly #alike = new Map<string, number[]>();
  /** Index in `interfaces` of each interface of this file, and how many of each kind it has so far. */
  #indexes: number[] = [];
  #met = new Map<string, number>();
  /** Of all files together. */
  readonly #texts = new KeptTexts();
  #keysRead = 0;
  #lastSeconds = -1;
  #isFirst = true;
  #isOver = false;

  /**
   * Opens the files in the order of their first packets.
   * @param parts in any order
   * @throws InputError where none can be read, or one is no capture
   */
  static async open(parts: readonly SequencePart[]): Promise<SequenceReader> {
    const problems: CaptureProblem[] = [];
    const dated: DatedPart[] = [];
    let failure: unknown;
    for (const part of parts) {
      try {
        dated.push(await datedPart(part));
      } catch (error) {
        if (!(error instanceof InputError) || error.code === 'not-one-capture') throw error;
        failure ??= error;
        problems.push({ code: 'damaged-record', offset: 0, sentence: unread(part, error) });
      }
    }
    if (dated.length === 0) {
      throw failure ?? new InputError('empty', { code: 'empty-sequence' });
    }
    dated.sort((one, other) => one.seconds - other.seconds || one.nanoseconds - other.nanoseconds);
    return new SequenceReader(dated, await dated[0].part.open(true), problems);
  }

  private constructor(
    parts: readonly DatedPart[],
    first: OpenedPart,
    problems: readonly CaptureProblem[],
  ) {
    this.#parts = parts;
    this.#current = first;
    this.format = first.reader.format;
    this.compression = first.reader.compression;
    const sizes = parts.map(({ size }) => size);
    this.size = sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + size!, 0);
    for (const { code, offset, sentence } of problems) this.#problems.add(code, offset, sentence);
  }

  get name(): string {
    const [first, last] = [this.#parts[0], this.#parts[this.#parts.length - 1]];
    return this.#parts.length === 1 ? first.part.name : `${first.part.name} … ${last.part.name}`;
  }

  get problems(): readonly CaptureProblem[] {
    return this.#problems.kept;
  }

  get furtherProblems(): number {
    return this.#problems.further;
  }

  get isSelection(): boolean {
    return this.#current.reader.isSelection;
  }

  get notes(): readonly CaptureNote[] {
    return this.#texts.leftOut === 0 ? this.#notes : [...this.#notes, this.#texts.note];
  }

  get bytesRead(): number {
    return this.#bytesBefore + this.#current.reader.bytesRead;
  }

  get sourceBytesRead(): number {
    return this.#sourceBytesBefore + this.#current.reader.sourceBytesRead;
  }

  async refill(): Promise<boolean> {
    while (!this.#isOver) {
      if (await this.#current.reader.refill()) return true;
      await this.#end();
    }
    return false;
  }

  next(record: PacketRecord): boolean {
    const { reader } = this.#current;
    if (!reader.next(record)) return false;
    if (reader.interfaces.length > this.#indexes.length) this.#takeInterfaces(reader);
    if (reader.tlsKeyLogs.length > this.#keysRead) this.#takeKeys(reader);
    if (this.#isFirst) this.#began(record);
    this.packets++;
    this.#lastSeconds = record.seconds;
    record.frameNumber += this.#before;
    record.interfaceIndex = this.#indexes[record.interfaceIndex] ?? record.interfaceIndex;
    return true;
  }

  /** Whether a file begins while the one before it still goes on: they are no sequence. */
  #began(record: PacketRecord): void {
    this.#isFirst = false;
    const early = this.#lastSeconds - record.seconds;
    if (this.#next < 2 || early <= OVERLAP) return;
    const [before, name] = [this.#parts[this.#next - 2], this.#parts[this.#next - 1]].map(
      ({ part }) => part.name,
    );
    const code = 'files-overlap';
    if (this.#notes.some((note) => note.code === code)) return;
    this.#notes.push({ code, sentence: { code, name, before, early } });
  }

  #takeInterfaces({ interfaces }: CaptureReader): void {
    for (let index = this.#indexes.length; index < interfaces.length; index++) {
      this.#indexes.push(this.#placeOf(interfaces[index]));
    }
  }

  /** Where an interface of this file stands among those of all. */
  #placeOf(one: CaptureInterface): number {
    const kind = kindOf(one);
    const met = this.#met.get(kind) ?? 0;
    this.#met.set(kind, met + 1);
    const places = this.#alike.get(kind);
    if (places !== undefined && met < places.length) return places[met];
    if (this.interfaces.length === MAXIMUM_INTERFACES) return MAXIMUM_INTERFACES - 1;
    if (!this.#texts.keeps(kind.length)) one.name = one.description = one.filter = null;
    const place = this.interfaces.push(one) - 1;
    if (places === undefined) this.#alike.set(kind, [place]);
    else places.push(place);
    return place;
  }

  #takeKeys({ tlsKeyLogs }: CaptureReader): void {
    for (; this.#keysRead < tlsKeyLogs.length; this.#keysRead++) {
      const log = tlsKeyLogs[this.#keysRead];
      if (this.#texts.keeps(log.length)) this.tlsKeyLogs.push(log);
    }
  }

  /** Ends a file, and opens the next that can be read. */
  async #end(): Promise<void> {
    await this.#took();
    while (this.#next < this.#parts.length) {
      const { part } = this.#parts[this.#next++];
      try {
        this.#current = await part.open(true);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        this.#problems.add('damaged-record', 0, unread(part, error));
        continue;
      }
      this.#indexes = [];
      this.#met = new Map();
      this.#keysRead = 0;
      this.#isFirst = true;
      return;
    }
    this.#isOver = true;
  }

  /** Takes what is known of a file when all of it has been read. */
  async #took(): Promise<void> {
    const { reader, sha256 } = this.#current;
    this.#takeInterfaces(reader);
    for (const [index, place] of this.#indexes.entries()) {
      addCounts(this.interfaces[place], reader.interfaces[index]);
    }
    for (const { code, offset, sentence } of reader.problems) {
      this.#problems.add(code, offset, { code: 'in-file', name: reader.name, problem: sentence });
    }
    this.#problems.further += reader.furtherProblems;
    for (const note of reader.notes) {
      const said = JSON.stringify(note);
      if (!this.#notes.some((known) => JSON.stringify(known) === said)) this.#notes.push(note);
    }
    for (const comment of reader.comments) {
      if (this.comments.length === MAXIMUM_COMMENTS) break;
      if (this.#texts.keeps(comment.length)) this.comments.push(comment);
    }
    for (const known of reader.names) {
      if (this.#texts.keeps(known.name.length)) this.names.push(known);
    }
    const { packets, bytesRead, sourceBytesRead } = reader;
    const firstFrame = this.#before + 1;
    this.files.push({ name: reader.name, sha256: await sha256(), packets, firstFrame });
    await reader.close();
    if (this.#next === this.#parts.length) return;
    this.#before += packets;
    this.#bytesBefore += bytesRead;
    this.#sourceBytesBefore += sourceBytesRead;
  }

  close(): Promise<void> {
    return this.#current.reader.close();
  }
}

function unread({ name }: SequencePart, { sentence }: InputError): InputSentence {
  return { code: 'file-unreadable', name, why: sentence };
}

/** When a file begins. @throws InputError where it cannot be read */
async function datedPart(part: SequencePart): Promise<DatedPart> {
  const { reader } = await part.open(false);
  try {
    if (isPacketList(reader.format) || reader.isLog === true) {
      throw new InputError(
        'not-one-capture',
        { code: 'sequence-of-captures-only', name: part.name, format: reader.format },
        { code: 'lists-without-sequence' },
      );
    }
    const record = new PacketRecord();
    while (await reader.refill()) {
      if (!reader.next(record)) continue;
      const { seconds, nanoseconds } = record;
      return { part, seconds, nanoseconds, size: reader.size };
    }
    return { part, seconds: -1, nanoseconds: 0, size: reader.size };
  } finally {
    await reader.close();
  }
}

/** What is alike of an interface in two files that speak of the same. */
function kindOf(one: CaptureInterface): string {
  const { linkType, snapLength, bigEndian, fcsLength, timestampOffset, indexInSection } = one;
  const { name, description, filter } = one;
  const numbers = [linkType, snapLength, bigEndian, fcsLength, timestampOffset, indexInSection];
  return JSON.stringify([...numbers, name, description, filter]);
}

/** Adds what a later file counts of an interface. Statistics count from the beginning of the capture. */
function addCounts(known: CaptureInterface, later: CaptureInterface): void {
  if (known === later) return;
  known.packets += later.packets;
  if (later.dropped !== null) known.dropped = Math.max(known.dropped ?? 0, later.dropped);
  if (later.received !== null) known.received = Math.max(known.received ?? 0, later.received);
}
