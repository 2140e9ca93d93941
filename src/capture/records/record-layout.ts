import type { InputSentence } from '../input-sentence.ts';
import type { TimestampUnit } from '../timestamp.ts';

/** What a look at the place of a record found. */
export enum Found {
  /** A record; the header is filled. It may reach past what is in memory. */
  RECORD = 0,
  /** Its header is not all in memory. */
  MORE,
  /** No record: the records end here, whatever follows. */
  END,
  /** No record can look like this; `header.damage` says why. */
  DAMAGED,
}

/** What a record's header says, in one form for all formats. Reused for every record. */
export class RecordHeader {
  /** Bytes of the record, its own header and padding included. */
  length = 0;
  /** Bytes from the record's start to the packet's. */
  packetOffset = 0;
  /** Bytes of the packet that are there, frame check sequence included. */
  captured = 0;
  /** Bytes of the packet on the wire, frame check sequence included. */
  original = 0;
  /** Whole seconds since 1970-01-01. */
  seconds = 0;
  /** 0 to 999,999,999. */
  nanoseconds = 0;
  /** LINKTYPE_ value. */
  linkType = 0;
  /** Bytes of frame check sequence at the packet's end. */
  fcsLength = 0;
  /** The interface, in whatever numbers the format has for it. */
  source = 0;
  /** Packets that were lost up to here on the interface; -1 where the record does not say. */
  dropped = -1;
  /** Packets that were lost just before this one. */
  lost = 0;
  /** It holds a packet; other records are passed over. */
  isPacket = true;
  /** It takes a frame number all the same: Wireshark shows it. */
  isNumbered = false;
  /** Why it is DAMAGED: a few words. */
  damage: InputSentence = { code: 'length-too-small' };

  /** Sets what most records have alike. */
  reset(): void {
    this.linkType = ETHERNET;
    this.fcsLength = 0;
    this.source = 0;
    this.dropped = -1;
    this.lost = 0;
    this.isPacket = true;
    this.isNumbered = false;
  }

  /** Sets the time. @param seconds whole ones @param nanoseconds any number of them, below 2^53 */
  setTime(seconds: number, nanoseconds: number): void {
    const carry = Math.floor(nanoseconds / 1e9);
    this.seconds = seconds + carry;
    this.nanoseconds = nanoseconds - carry * 1e9;
  }

  /** Says that this is no record. */
  damaged(why: InputSentence): Found {
    this.damage = why;
    return Found.DAMAGED;
  }
}

/** How the records of one file lie: what the file's header said is known here. */
export interface RecordLayout {
  /** Bytes from the file's start to the first record. */
  readonly firstRecord: number;
  /** Bytes of the smallest record. */
  readonly smallestRecord: number;
  readonly timestampUnit: TimestampUnit;
  /** Most bytes that are kept of a packet; 0 where the file does not say. */
  readonly snapLength?: number;
  /** How many packets there are; behind them stands something else. */
  readonly packets?: number | undefined;
  /** The times are those of a clock on the wall, of an unknown time zone. */
  readonly hasLocalTimes?: boolean;
  /**
   * Looks at the record at `at`. Nothing of it counts yet: it is asked about places that are none, too.
   * @param offset where `at` is in the file
   * @param header was reset; filled where RECORD is answered
   */
  read(bytes: Uint8Array, at: number, end: number, offset: number, header: RecordHeader): Found;
  /** The record that was read last is one: for times that count from it. */
  taken?(): void;
  /** What the interface is called; null where it has no name. */
  nameOf?(source: number): string | null;
}

/** A container of packets that has records, one behind the other. */
export interface RecordFormat {
  /** Its name as the report has it. */
  readonly name: string;
  /** What to call it in a sentence. */
  readonly title: string;
  /** Whether a file is in it, by its first bytes [at, end). */
  matches(bytes: Uint8Array, at: number, end: number): boolean;
  /**
   * Reads the file's header.
   * @param end as much of the file as is in memory: 4 MiB, or all of it
   * @throws InputError where it makes no sense, or needs what is not known here
   */
  open(bytes: Uint8Array, at: number, end: number): RecordLayout;
}

/** LINKTYPE_ values that several formats name. */
export const ETHERNET = 1;
export const TOKEN_RING = 6;
export const FDDI = 10;
export const RFC1483 = 100;
export const RAW = 101;
export const IEEE802_11 = 105;
/** For what has no number here: it is counted, and not decoded. */
export const UNKNOWN_LINK = 0xffff;
