import type { InputSentence } from '../../capture/input-sentence.ts';
import type { CaptureNote, ListMaker, ListTitle } from '../../capture/note.ts';
import type { PacketFacts } from './packet-facts.ts';

/** What came of asking for the next packet. */
export enum Step {
  /** The facts are filled. */
  PACKET = 0,
  /** A row that is not understood, at `facts.line` and `facts.offset`; `reason` says why. */
  NOT_UNDERSTOOD,
  /** All in memory is used up: more is needed, or the end is reached. */
  MORE,
}

/** A name of a format as the report has it. */
type ListFormatName =
  | 'text'
  | 'csv'
  | 'psml'
  | 'pdml'
  | 'json'
  | 'ek'
  | 'fields'
  | 'hex'
  | 'yaml'
  | 'k12text';

/** A format in which Wireshark exports packets. */
export interface ListFormat {
  readonly name: ListFormatName;
  /** What Wireshark calls it, which exports it. */
  readonly title?: ListTitle;
  /** What other program prints it. */
  readonly maker?: ListMaker;
  /** Whether a file is in it. @param head the first 16 KiB of its text, without byte order mark */
  matches(head: string): boolean;
  /** Whether that rests on what stands in its cells alone: a surer format comes first then. */
  isGuess?(head: string): boolean;
  open(): PacketParser;
}

/** Rows within which what is told of a packet later is put back to it. */
export const MAXIMUM_TOLD_LATER = 64;

/** Reads one export, from its start. */
export interface PacketParser {
  /**
   * Takes the next packet out of the text, moving `text.at`. `facts` were reset.
   * Must use up something, or answer MORE; bounds what it waits for (text only grows).
   */
  next(text: ListText, facts: PacketFacts): Step;
  /** Why the last row was not understood: few words, such as `no address in column Source`. */
  readonly reason: InputSentence | null;
  /** What to tell of the list as a whole, at its end. */
  readonly notes: readonly CaptureNote[];
  /**
   * Whether packets may be missing between those of the list; absent or null: their numbers tell.
   * Asked at the end.
   */
  readonly isSelection?: boolean | null;
  /** Rows for which a packet waits, as later ones may tell what it carries (`PacketFacts.beginsIn`). */
  readonly tellsLater?: number;
  /** Packets that capturing lost, as the list says; absent or -1 where it does not. */
  readonly dropped?: number;
}

/** UTF-8 text of an export, as much of it as is in memory: `bytes[at…end)`. */
export interface ListText {
  readonly bytes: Uint8Array;
  /** First byte that is not used up; what takes bytes moves it. */
  at: number;
  readonly end: number;
  /** Nothing follows `end`. */
  readonly ended: boolean;
  /** Offset in the export of `bytes[0]`. */
  readonly base: number;
}
