import { CaptureInterface, MAXIMUM_PACKET_LENGTH } from '../capture-interface.ts';
import { RecordReader } from '../container-reader.ts';
import type { InputSentence } from '../input-sentence.ts';
import type { InputWindow } from '../input-window.ts';
import type { CaptureNote } from '../note.ts';
import { cutFcs, type PacketRecord } from '../packet-record.ts';
import type { Origin, ResolvedName } from '../reader.ts';
import { Found, type RecordFormat, RecordHeader, type RecordLayout } from './record-layout.ts';

/** Records that must follow one another without a fault before damage counts as passed. */
const CHAIN = 4;
/** Seconds between neighbouring records that a chain still accepts. */
const CHAIN_SECONDS = 3600;
/** Seconds between the last good record and the first after the damage. */
const GAP_SECONDS = 86_400;
/** Bytes of a record beside its packet that any format may need. */
const MOST_BESIDE = 65_536;
/** Interfaces told apart; packets of further ones count for the first of their link type. */
const MAXIMUM_INTERFACES = 256;

/** Reads a file of records in any of the formats that have a layout. */
export class RecordLayoutReader extends RecordReader {
  readonly format: string;
  protected readonly recordName: string;
  protected readonly smallestRecord: number;
  readonly names: readonly ResolvedName[] = [];
  readonly tlsKeyLogs = [];
  readonly #title: string;
  readonly #layout: RecordLayout;
  readonly #header = new RecordHeader();
  /** Of records that are looked at behind damage. */
  readonly #tried = new RecordHeader();
  readonly #sources: number[] = [];
  #lastInterface = -1;
  #lastSeconds = -1;
  /** Frame numbers given so far: records that hold no packet may have one. */
  #frames = 0;

  /** @throws InputError when the file's header cannot be right */
  constructor(window: InputWindow, origin: Origin, format: RecordFormat) {
    super(window, origin);
    this.format = format.name;
    this.#title = format.title;
    this.recordName = `${format.title} record`;
    this.#layout = format.open(this.bytes, this.at, this.end);
    this.smallestRecord = this.#layout.smallestRecord;
    this.at += this.#layout.firstRecord;
  }

  override get notes(): readonly CaptureNote[] {
    if (this.#layout.hasLocalTimes !== true) return [];
    const code = 'local-times';
    return [{ code, sentence: { code, title: this.#title } }];
  }

  next(record: PacketRecord): boolean {
    const header = this.#header;
    for (;;) {
      if (this.packets === this.#layout.packets && !this.done) {
        this.finish();
        return false;
      }
      if (this.at >= this.end || this.damagedAt >= 0) {
        if (this.stop()) return false;
        continue;
      }
      const at = this.at;
      const { bytes, end } = this;
      header.reset();
      const found = this.#layout.read(bytes, at, end, this.base + at, header);
      if (found === Found.RECORD) {
        const fault = faultOf(header);
        if (fault !== null) {
          this.damaged(fault);
          continue;
        }
        if (header.isPacket && header.length > end - at) {
          if (this.stop()) return false;
          continue;
        }
        this.at = at + header.length;
        this.#layout.taken?.();
        if (header.isNumbered || header.isPacket) this.#frames++;
        if (header.isPacket) {
          this.#fill(record, at);
          return true;
        }
      } else if (found === Found.MORE) {
        if (this.stop()) return false;
      } else if (found === Found.END) {
        this.finish();
        return false;
      } else {
        this.damaged(header.damage);
      }
    }
  }

  #fill(record: PacketRecord, at: number): void {
    const header = this.#header;
    const start = at + header.packetOffset;
    this.packets++;
    this.#lastSeconds = header.seconds;
    const index = this.#interfaceOf(header);
    const source = this.interfaces[index];
    source.packets++;
    if (header.dropped >= 0) source.dropped = Math.max(source.dropped ?? 0, header.dropped);
    if (header.lost > 0) source.dropped = (source.dropped ?? 0) + header.lost;
    record.bytes = this.bytes;
    record.start = start;
    record.end = start + header.captured;
    record.originalLength = header.original;
    record.capturedLength = header.captured;
    record.frameNumber = this.#frames;
    record.seconds = header.seconds;
    record.nanoseconds = header.nanoseconds;
    record.hasTime = true;
    record.linkType = header.linkType;
    record.interfaceIndex = index;
    record.fcsLength = header.fcsLength;
    record.fileOffset = this.base + at;
    record.optionsStart = record.end;
    record.optionsEnd = record.end;
    if (header.fcsLength !== 0) cutFcs(record, header.fcsLength);
  }

  /** The interface that a packet is of: of its source, and its link type. */
  #interfaceOf({ source, linkType }: RecordHeader): number {
    const last = this.#lastInterface;
    if (
      last >= 0 &&
      this.#sources[last] === source &&
      this.interfaces[last].linkType === linkType
    ) {
      return last;
    }
    let index = this.interfaces.findIndex(
      (known, at) => known.linkType === linkType && this.#sources[at] === source,
    );
    if (index < 0 && this.interfaces.length >= MAXIMUM_INTERFACES) {
      index = Math.max(
        0,
        this.interfaces.findIndex((known) => known.linkType === linkType),
      );
    }
    if (index < 0) {
      index = this.interfaces.length;
      const added = new CaptureInterface(linkType, this.#layout.snapLength ?? 0);
      added.timestampUnit = this.#layout.timestampUnit;
      added.name = this.#layout.nameOf?.(source) ?? null;
      this.interfaces.push(added);
      this.#sources.push(source);
    }
    this.#lastInterface = index;
    return index;
  }

  protected chainAt(from: number, toTheEnd: boolean): -1 | 0 | 1 {
    const header = this.#tried;
    let at = from;
    let last = this.#lastSeconds;
    let allowed = GAP_SECONDS;
    for (let count = 0; ; count++) {
      if (at === this.end && this.window.ended && count >= 2) return 1;
      if (count >= CHAIN && !toTheEnd) return 1;
      // The last record of a cut file is cut itself; what came before decides.
      if (at + this.smallestRecord > this.end) return this.window.ended ? -1 : 0;
      header.reset();
      const found = this.#layout.read(this.bytes, at, this.end, this.base + at, header);
      if (found === Found.END) return count >= 2 ? 1 : -1;
      if (found === Found.MORE) return this.window.ended ? -1 : 0;
      if (found === Found.DAMAGED || faultOf(header) !== null) return -1;
      if (header.isPacket) {
        if (header.captured === 0) return -1;
        if (last >= 0 && Math.abs(header.seconds - last) > allowed) return -1;
        last = header.seconds;
        allowed = CHAIN_SECONDS;
      }
      at += header.length;
    }
  }
}

/** What of a record cannot be, whatever its format; null where nothing is. */
function faultOf(header: RecordHeader): InputSentence | null {
  const { length, packetOffset, captured, original, isPacket } = header;
  if (length <= 0) return { code: 'length-zero' };
  if (!isPacket) return null;
  if (!Number.isSafeInteger(header.seconds)) return { code: 'bad-time' };
  if (captured > MAXIMUM_PACKET_LENGTH) {
    return {
      code: 'packet-length-over-limit',
      captured,
      maximumPacketLength: MAXIMUM_PACKET_LENGTH,
    };
  }
  if (captured < 0 || original < 0) return { code: 'lengths-too-small' };
  if (packetOffset + captured > length) {
    return { code: 'captured-more-than-record', captured, length };
  }
  if (length > MAXIMUM_PACKET_LENGTH + MOST_BESIDE) return { code: 'bad-length', length };
  return null;
}
