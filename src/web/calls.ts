import type { ReportFormatName } from '../documents/formats.ts';
import type { DroppedFile } from '../platform/web/web-platform.ts';
import type { FrameDetail } from '../tasks/frame-detail.ts';
import type { LanguageTag } from '../words/languages.ts';

/*
 * What the page asks of its worker, and what it is told. Everything is cloned on the way.
 */

/** What the files that were dropped are: each task is a command of the command line. */
export type TaskName = 'report' | 'case' | 'compare' | 'sides';

export interface ReadRequest {
  readonly task: TaskName;
  readonly files: readonly DroppedFile[];
  /** Profiles and key logs of TLS of one's own. */
  readonly profiles: readonly DroppedFile[];
  readonly keyLogs: readonly DroppedFile[];
  /** A display filter, or ''. */
  readonly filter: string;
  /** A shipped profile's name; '' for the one that the capture shows. A profile of one's own goes before. */
  readonly profile: string;
  readonly redact: boolean;
  /** Of reports that people read. */
  readonly language: LanguageTag;
  /** Of encrypted archives. */
  readonly password: string;
}

/** What became of it. */
export interface ReadAnswer {
  /** The report as a page of its own. */
  readonly html: string;
  readonly formats: readonly ReportFormatName[];
  /** Captures whose packets can be listed: names. */
  readonly captures: readonly string[];
}

/** A text or bytes, to be saved under a name. */
export interface Saved {
  readonly name: string;
  readonly type: string;
  readonly parts: (string | Uint8Array<ArrayBuffer>)[];
}

export interface EvidenceRequest {
  readonly capture: number;
  readonly headersOnly: boolean;
}

export type ListKind = 'packets' | 'flows';

export interface ListRequest {
  readonly kind: ListKind;
  readonly capture: number;
  readonly filter: string;
}

export interface ListColumn {
  readonly title: string;
  readonly isNumber: boolean;
}

export interface ListAnswer {
  readonly rows: number;
}

/** What can be asked. */
export interface Calls {
  read(request: ReadRequest): Promise<ReadAnswer>;
  /** What was read last as a page in another language. */
  speak(language: LanguageTag): Promise<string>;
  /** The SHA-256 of a file: it takes as long as a diagnosis, and a worker of its own makes it after the verdict. */
  hash(file: DroppedFile): Promise<string>;
  /** That of the capture which was read: what is saved from then on has it. */
  hashed(sha256: string): Promise<void>;
  save(format: ReportFormatName): Promise<Saved>;
  evidence(request: EvidenceRequest): Promise<Saved>;
  columns(kind: ListKind): Promise<readonly ListColumn[]>;
  list(request: ListRequest): Promise<ListAnswer>;
  /** Rows from `from` on, as many as a page of them has; cells of text. */
  rows(request: {
    readonly kind: ListKind;
    readonly page: number;
  }): Promise<readonly (readonly string[])[]>;
  frame(request: { readonly capture: number; readonly number: number }): Promise<FrameDetail>;
}

export type CallName = keyof Calls;

export interface CallMessage {
  readonly id: number;
  readonly call: CallName;
  readonly argument: unknown;
}

/** How far a call is; `rows` of a list that can be shown already. */
export interface ProgressMessage {
  readonly id: number;
  readonly progress: Progressing;
}

export interface Progressing {
  readonly label: string;
  readonly bytesRead: number;
  readonly size: number | null;
  readonly packets: number | null;
  readonly rows?: number;
}

export type AnswerMessage =
  | { readonly id: number; readonly result: unknown }
  /** Lines for a person. */
  | { readonly id: number; readonly error: readonly string[] };

/** Rows of a list that are handed over together. */
export const PAGE_ROWS = 1_000;
