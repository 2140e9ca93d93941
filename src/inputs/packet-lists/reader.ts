import { CaptureInterface, MAXIMUM_PACKET_LENGTH } from '../../capture/capture-interface.ts';
import type { InputWindow } from '../../capture/input-window.ts';
import type { CaptureNote, ListMaker, ListTitle } from '../../capture/note.ts';
import { type PacketRecord, Unknown } from '../../capture/packet-record.ts';
import type { CaptureReader, Origin } from '../../capture/reader.ts';
import { timestampUnit } from '../../capture/timestamp.ts';
import { TextReader } from '../text-reader.ts';
import { type ListFormat, MAXIMUM_TOLD_LATER, type PacketParser, Step } from './format.ts';
import { PacketFacts } from './packet-facts.ts';
import { Rebuilder } from './rebuild.ts';

/** Bytes that packets are written to between two refills; any packet fits. */
const ROOM = 4 * MAXIMUM_PACKET_LENGTH;
/** Rows that are read ahead, to be put in order: as many as are in memory, and no more than this. */
const MAXIMUM_BATCH = 32_768;
/**
 * Rows that are read ahead once so many were in order: rows that wait are what costs, as the garbage
 * collector moves them twice.
 */
const SMALL_BATCH = 256;
const IN_ORDER = 1_024;
/** Interfaces that are told apart by their names. */
const MAXIMUM_INTERFACES = 64;
const LARGEST_FRAME_NUMBER = 0x7fffffff;
const NANOSECONDS = timestampUnit(9);

/** Packets of an export, rebuilt from what it says of them. The window must hold the first chunk. */
export class PacketListReader extends TextReader implements CaptureReader {
  readonly format;
  readonly #title: ListTitle | null;
  readonly #maker: ListMaker | null;
  readonly #parser: PacketParser;
  /** Rows that were read ahead, in order, and how many of them were given out. */
  readonly #batch: PacketFacts[] = [];
  #batchLength: number;
  #given = 0;
  /** Of those how many, the last, wait for what later rows say of them. */
  #held = 0;
  readonly #rebuilder = new Rebuilder();
  #room = new Uint8Array(ROOM);
  #hasTimes = true;
  /** The rows were not in the order of their numbers, and were put into it; not all of them. */
  #wasSorted = false;
  #isInDisorder = false;
  #lastNumber = -1;
  /** The rows have every number from 1 on: nothing was filtered out. */
  #isWhole = true;
  /** Packets of which the export does not have the bytes, and what is unknown of them. */
  #lacking = 0;
  #lackTimeToLive = false;
  #lackPayload = false;

  constructor(window: InputWindow, origin: Origin, format: ListFormat) {
    super(window, origin);
    this.format = format.name;
    this.#title = format.title ?? null;
    this.#maker = format.maker ?? null;
    this.#parser = format.open();
    // JSON is written in the capture's order, whatever the list is sorted by.
    this.#batchLength = format.name === 'json' || format.name === 'ek' ? 1 : MAXIMUM_BATCH;
  }

  next(record: PacketRecord): boolean {
    if (this.isFull(this.#room, MAXIMUM_PACKET_LENGTH)) return false;
    if (this.#given >= this.#batch.length - this.#held && !this.#readBatch()) return false;
    const facts = this.#batch[this.#given++];
    const rebuilder = this.#rebuilder;
    this.place(record, this.#room, rebuilder.rebuild(facts, this.#room, this.used));
    this.#count(facts);
    record.originalLength = rebuilder.originalLength;
    record.unknown = rebuilder.unknown | (facts.isStatementOnly ? Unknown.PACKET : 0);
    record.statement = facts.statement;
    record.linkType = rebuilder.linkType;
    record.interfaceIndex = this.#interfaceOf(rebuilder.linkType, facts);
    if (facts.frameNumber !== this.packets) this.#isWhole = false;
    record.frameNumber = isFrameNumber(facts.frameNumber) ? facts.frameNumber : this.packets;
    record.seconds = facts.seconds;
    record.nanoseconds = facts.nanoseconds;
    record.hasTime = facts.hasTime;
    record.fileOffset = facts.offset;
    return true;
  }

  /**
   * Reads the rows in memory, up to a number, and puts them into the order of the capture: what is
   * copied from a list that is sorted by another column is not in it. False where there are none.
   */
  #readBatch(): boolean {
    const { text } = this;
    const batch = this.#batch;
    batch.splice(0, this.#given);
    this.#given = 0;
    const length = batch.length + this.#batchLength;
    while (batch.length < length) {
      // A new one costs a tenth of making an old one ready again.
      const facts = new PacketFacts();
      const step = this.#parser.next(text, facts);
      this.at = text.at;
      if (step === Step.MORE) {
        if (text.ended && batch.length === 0) this.#end();
        break;
      }
      this.taken++;
      if (step === Step.PACKET) {
        batch.push(facts);
        if (facts.beginsIn >= 0) moveToStart(batch);
      } else this.refuse(facts.line, facts.offset, this.#parser.reason);
    }
    this.#held = text.ended ? 0 : Math.min(batch.length, this.#parser.tellsLater ?? 0);
    if (!isRising(batch)) {
      sort(batch);
      this.#wasSorted = true;
      this.#batchLength = MAXIMUM_BATCH;
    } else if (batch.length >= IN_ORDER) {
      this.#batchLength = SMALL_BATCH;
    }
    const given = batch.length - this.#held;
    if (given === 0) return false;
    if (batch[0].frameNumber < this.#lastNumber) this.#isInDisorder = true;
    this.#lastNumber = batch[given - 1].frameNumber;
    return true;
  }

  #count(facts: PacketFacts): void {
    if (!facts.hasTime) this.#hasTimes = false;
    if (facts.bytes !== null) return;
    this.#lacking++;
    if (facts.source === null) return;
    if (facts.hopLimit < 0) this.#lackTimeToLive = true;
    const isData = (facts.tcp !== null && facts.tcp.payloadLength !== 0) || facts.udp !== null;
    if (isData && facts.payload === null) this.#lackPayload = true;
  }

  /** Index of the interface of that link type and name; the digits of its times grow as they are met. */
  #interfaceOf(linkType: number, { interfaceName, nanoseconds }: PacketFacts): number {
    // Of very many names the later ones are not told apart.
    const name = this.interfaces.length < MAXIMUM_INTERFACES ? interfaceName || null : null;
    let index = this.interfaces.findIndex(
      (known) => known.linkType === linkType && known.name === name,
    );
    if (index < 0) {
      index = this.interfaces.length;
      const found = new CaptureInterface(linkType, 0);
      found.name = name;
      this.interfaces.push(found);
    }
    const used = this.interfaces[index];
    used.packets++;
    if (nanoseconds % 1000 !== 0) used.timestampUnit = NANOSECONDS;
    return index;
  }

  /** What is left cannot be a packet: the export breaks off in it. */
  #end(): void {
    if (this.done) return;
    const { dropped = -1 } = this.#parser;
    if (dropped >= 0 && this.interfaces.length > 0) this.interfaces[0].dropped = dropped;
    const left = this.end - this.at;
    this.finishText('rows');
    if (left > 0 && this.window.failure === null) {
      this.problemList.add('truncated', this.base + this.end - left, {
        code: 'export-ends-within-packet',
      });
    }
    this.finish();
  }

  override get isSelection(): boolean {
    return this.#parser.isSelection ?? !this.#isWhole;
  }

  /** What the report says of the list: what it is, what it lacks, what was not understood. */
  override get notes(): readonly CaptureNote[] {
    const notes: CaptureNote[] = [this.#whatItLacks()];
    if (this.notUnderstood > 0) {
      const code = 'rows-not-understood';
      notes.push({ code, sentence: { code, input: 'list', number: this.notUnderstood } });
    }
    if (this.#isInDisorder) {
      notes.push({ code: 'not-in-order', sentence: { code: 'rows-not-in-order' } });
    } else if (this.#wasSorted) {
      notes.push({ code: 'sorted', sentence: { code: 'rows-put-in-order' } });
    }
    // Who wrote the list may know what to ask for instead.
    const isTold = this.#parser.notes.some(({ code }) => code === 'no-times');
    if (this.packets > 0 && !this.#hasTimes && !isTold) {
      notes.push({ code: 'no-times', sentence: { code: 'no-times', input: 'list' } });
    }
    if (this.#rebuilder.assumedDnsPorts > 0) {
      notes.push({ code: 'ports-assumed', sentence: { code: 'ports-assumed' } });
    }
    // That times go back is no matter where the rows were put in order.
    const isMended = this.#wasSorted && !this.#isInDisorder;
    const told = this.#parser.notes.filter(({ code }) => !(isMended && code === 'rows-unordered'));
    return [...notes, ...told];
  }

  /** `exported` for a list without the packets' bytes, else `exported-packets`. */
  #whatItLacks(): CaptureNote {
    const extent = {
      ...{ title: this.#title, maker: this.#maker },
      ...{ packets: this.packets, isSelection: this.isSelection },
    };
    if (this.packets > 0 && this.#lacking === 0) {
      return { code: 'exported-packets', sentence: { code: 'list-with-bytes', ...extent } };
    }
    const lacks = { lacksTimeToLive: this.#lackTimeToLive, lacksPayload: this.#lackPayload };
    return { code: 'exported', sentence: { code: 'list-without-bytes', ...lacks, ...extent } };
  }
}

function isFrameNumber(value: number): boolean {
  return value >= 1 && value <= LARGEST_FRAME_NUMBER;
}

/**
 * Details tell of a message at its last segment: what the last row says of it belongs to the row in which
 * it begins.
 */
function moveToStart(batch: readonly PacketFacts[]): void {
  const last = batch[batch.length - 1];
  const earliest = Math.max(0, batch.length - 1 - MAXIMUM_TOLD_LATER);
  for (let at = batch.length - 2; at >= earliest; at--) {
    const first = batch[at];
    if (first.frameNumber !== last.beginsIn || first.bytes !== null || first.tcp === null) continue;
    first.tls ??= last.tls;
    first.http ??= last.http;
    last.tls = null;
    last.http = null;
    return;
  }
}

/** Whether each number is larger than the one before; rows without numbers are taken as they come. */
function isRising(batch: readonly PacketFacts[]): boolean {
  for (let i = 1; i < batch.length; i++) {
    if (batch[i].frameNumber >= 0 && batch[i].frameNumber <= batch[i - 1].frameNumber) return false;
  }
  return true;
}

/** Puts packets in the order of their numbers; of their times where numbers come twice. */
function sort(batch: PacketFacts[]): void {
  const isOneList = new Set(batch.map(({ frameNumber }) => frameNumber)).size === batch.length;
  const hasTimes = batch.every(({ hasTime }) => hasTime);
  if (!isOneList && !hasTimes) return;
  batch.sort((one, other) =>
    isOneList
      ? one.frameNumber - other.frameNumber
      : one.seconds - other.seconds || one.nanoseconds - other.nanoseconds,
  );
}
