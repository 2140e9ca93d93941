import { ContainerReader } from '../capture/container-reader.ts';
import type { InputSentence } from '../capture/input-sentence.ts';
import type { InputWindow } from '../capture/input-window.ts';
import type { PacketRecord } from '../capture/packet-record.ts';
import type { CaptureReader, Origin } from '../capture/reader.ts';
import type { ListText } from './packet-lists/format.ts';

/** Rows or lines not understood that are named one by one; further ones are counted. */
const NAMED = 5;

/**
 * What readers of text share, that write packets from what it says: the text in memory, the room that they
 * write to between two refills, and what was not understood.
 */
export abstract class TextReader extends ContainerReader {
  readonly names: CaptureReader['names'] = [];
  readonly tlsKeyLogs: CaptureReader['tlsKeyLogs'] = [];
  protected readonly text: Mutable<ListText>;
  /** Bytes of the room that packets of this chunk take. */
  protected used = 0;
  /** Rows or lines that were taken. */
  protected taken = 0;
  /** The room is used up, the chunk is not. */
  #isRoomFull = false;
  protected notUnderstood = 0;

  constructor(window: InputWindow, origin: Origin) {
    super(window, origin);
    this.text = { bytes: this.bytes, at: this.at, end: this.end, base: this.base, ended: false };
  }

  override async refill(): Promise<boolean> {
    this.used = 0;
    if (this.#isRoomFull) {
      this.#isRoomFull = false;
      return true;
    }
    const more = await super.refill();
    const { text } = this;
    text.bytes = this.bytes;
    text.at = this.at;
    text.end = this.end;
    text.base = this.base;
    text.ended = this.window.ended;
    return more;
  }

  /** Whether a packet of that many bytes has no room before the next refill. */
  protected isFull(room: Uint8Array, largest: number): boolean {
    if (this.used + largest <= room.length) return false;
    this.#isRoomFull = true;
    return true;
  }

  /** Fills the record with what was written to the room last. */
  protected place(record: PacketRecord, room: Uint8Array, length: number): void {
    record.bytes = room;
    record.start = this.used;
    record.end = this.used + length;
    record.capturedLength = length;
    record.fcsLength = 0;
    record.optionsStart = record.end;
    record.optionsEnd = record.end;
    this.used += length;
    this.packets++;
  }

  /** Names a line that was not understood, the first few one by one. */
  protected refuse(line: number, offset: number, reason: InputSentence | null): void {
    this.notUnderstood++;
    if (this.notUnderstood > NAMED) return;
    this.problemList.add('bad-value', offset, { code: 'line-not-understood', line, reason });
  }

  /** At the end of the text: uses up what is left, and counts what was not understood. */
  protected finishText(what: 'rows' | 'lines'): void {
    this.at = this.end;
    this.text.at = this.end;
    if (this.notUnderstood <= NAMED) return;
    this.problemList.add('bad-value', this.base + this.end, {
      ...{ code: 'lines-not-understood', number: this.notUnderstood, taken: this.taken },
      ...{ what, named: NAMED },
    });
  }
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };
