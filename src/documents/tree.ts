import type { TimelineEntry } from '../diagnosis/report/case-report.ts';
import type { ReportEndpoint } from '../diagnosis/report/report.ts';
import type { Confidence, Verdict } from '../evidence/verdict.ts';
import type { EntryTime } from './case-parts.ts';
import type { ShownReport } from './clock.ts';

/**
 * What a document says, before it is text, Markdown or HTML: built once for each kind of document
 * (`build-*.ts`), written by one emitter for each format (`emit-*.ts`). Strings are anybody's: it is
 * for the emitter to escape every one of them.
 */
export interface Document {
  /** Of a page's tab. */
  readonly title: string;
  readonly kind: 'diagnosis' | 'case' | 'comparison';
  /** That its anchors begin with; '' where it stands alone. */
  readonly id: string;
  readonly verdict: VerdictBlock;
  readonly blocks: readonly Block[];
  /** Said at a page's foot. */
  readonly foot: string;
}

/** Several captures in one document: what they say together, then each. */
export interface JointDocument {
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly documents: readonly Document[];
}

/** A part of a line. */
export type Inline =
  /** Anybody's text. */
  | string
  | number
  /** A name, an address or a hash. */
  | { readonly kind: 'name'; readonly text: string }
  /** Something to type: a filter. */
  | { readonly kind: 'code'; readonly text: string }
  /** Something that a click selects, to be copied. */
  | { readonly kind: 'copy'; readonly text: string }
  /** A date and time of our own making. */
  | { readonly kind: 'time'; readonly text: string }
  | { readonly kind: 'strong'; readonly content: Content }
  /** What is read second. */
  | { readonly kind: 'quiet'; readonly content: Content }
  /** A verdict, or what became of a service, in the verdict's colour where there are any. */
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly text: string }
  /** A word like a verdict that is none; `isTelling`: something is wrong with it. */
  | { readonly kind: 'tag'; readonly text: string; readonly isTelling: boolean }
  /** Frames behind a sentence; `anchors` where the document shows them. */
  | {
      readonly kind: 'frames';
      readonly frames: readonly number[];
      /** At the most. */
      readonly shown: number;
      readonly anchors?: FrameAnchors;
      /** " Frames 1, 2.", to stand behind a sentence. */
      readonly isSentence?: boolean;
    }
  | { readonly kind: 'link'; readonly to: string; readonly text: string }
  /** Never torn: as a whole, or within its dates and times. */
  | { readonly kind: 'whole' | 'whole-times' | 'address'; readonly text: string }
  /** A long name, which may be torn behind its dots and colons. */
  | { readonly kind: 'breakable'; readonly text: string }
  /** What unfolds: its title, and a sentence below it. */
  | { readonly kind: 'title' | 'sentence'; readonly text: string }
  /** A new line within a cell. */
  | { readonly kind: 'break' };

export type Content = readonly Inline[];

export const BREAK: Inline = { kind: 'break' };

export function name(text: string): Inline {
  return { kind: 'name', text };
}

export function code(text: string): Inline {
  return { kind: 'code', text };
}

export function copy(text: string): Inline {
  return { kind: 'copy', text };
}

export function time(text: string): Inline {
  return { kind: 'time', text };
}

export function strong(...content: Inline[]): Inline {
  return { kind: 'strong', content };
}

export function quiet(...content: Inline[]): Inline {
  return { kind: 'quiet', content };
}

/** A verdict, or `text` in its colour. */
export function verdictText(verdict: Verdict, text: string = verdict): Inline {
  return { kind: 'verdict', verdict, text };
}

/** Where a page shows frames: the anchors of their rows, by number. */
export type FrameAnchors = ReadonlyMap<number, string>;

/** `null`: a part that this document does not have. */
export type Block =
  | null
  | Heading
  | Paragraph
  | List
  | Facts
  | Table
  | CopyBlock
  | Section
  | Group
  | Glance
  | Fold
  | Contents
  | Evidence
  | Ladders
  | Overview
  | Events;

/** The one sentence that all the rest is for. */
export interface VerdictBlock {
  readonly level: number;
  /** What the document is about: "Packet capture x", without a full stop. */
  readonly subject: Content;
  /** The same in a few words, above the sentence. */
  readonly kicker: Content;
  readonly label: string;
  /** The verdict, or the one that a comparison's conclusion is like. */
  readonly tone: Verdict;
  readonly confidence: Confidence;
  readonly text: string;
  /** Of a comparison: no verdict, and as sure as it says. */
  readonly isConclusion: boolean;
}

export interface Heading {
  readonly kind: 'heading';
  /** 1 is the document's own. */
  readonly level: number;
  readonly content: Content;
  readonly id?: string;
}

export interface Paragraph {
  readonly kind: 'paragraph';
  /** What it tells of, where a format says so: "Impact". */
  readonly label?: string;
  readonly content: Content;
  readonly role?: 'quiet' | 'status';
  readonly tone?: Verdict;
}

export interface List {
  readonly kind: 'list';
  /** With its title's level; 0: no heading, a line that ends in a colon. */
  readonly title?: string;
  readonly level?: number;
  readonly items: readonly Content[];
  /** Indented lines, which need no marks to be told apart. */
  readonly isPlain?: boolean;
  /** What stands before each instead. */
  readonly marks?: readonly string[];
  readonly tones?: readonly Verdict[];
}

/** Names with what there is to say to each. */
export interface Facts {
  readonly kind: 'facts';
  /** By groups of those that belong together. */
  readonly facts: readonly (readonly Fact[])[];
}

export interface Fact {
  /** '' where it goes on with the one above. */
  readonly name: string;
  readonly items?: readonly Content[];
  readonly content: Content;
}

export interface Table {
  readonly kind: 'table';
  /** What kind of rows it has, for a page's style. */
  readonly name?: string;
  /** For who cannot see it. */
  readonly label: string;
  readonly caption: Content;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Sentences on what it leaves out. */
  readonly more: readonly string[];
}

export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
  /** The column that says what the row is about. */
  readonly isHead?: boolean;
  /** What its cells hold, for a page's style. */
  readonly style?: string;
  /** Characters that text keeps to. */
  readonly width?: number;
}

export interface Row {
  readonly cells: readonly Cell[];
  readonly tone?: Tone | undefined;
  readonly id?: string;
}

export type Cell = Content | { readonly content: Content; readonly style: Tone | '' | 'address' };

/** A verdict's colour, or another's. */
export type Tone = Verdict | 'quiet' | 'warning';

/** Lines to be copied whole. */
export interface CopyBlock {
  readonly kind: 'copy-block';
  readonly label: string;
  readonly lines: readonly string[];
}

/** A finding, a log: what has a title of its own, and is one thing. */
export interface Section {
  readonly kind: 'section';
  readonly level: number;
  readonly role: 'finding' | 'log' | 'plain';
  readonly number: number | null;
  readonly title: Content;
  readonly id: string;
  readonly tone: Verdict | null;
  readonly blocks: readonly Block[];
}

/** Blocks that stand together. */
export interface Group {
  readonly kind: 'group';
  readonly role: 'run' | 'lines' | 'logs' | 'together';
  readonly blocks: readonly Block[];
}

/** What is to be seen before all details. */
export interface Glance {
  readonly kind: 'glance';
  readonly parts: readonly ({ readonly title: string; readonly blocks: readonly Block[] } | null)[];
}

/** What unfolds where a format can fold; told in full where it cannot. */
export interface Fold {
  readonly kind: 'fold';
  readonly role: 'plain' | 'proof' | 'capture';
  readonly summary: Content;
  readonly isOpen: boolean;
  readonly tone?: Verdict;
  readonly id?: string;
  readonly blocks: readonly Block[];
}

/** What there is in the document. */
export interface Contents {
  readonly kind: 'contents';
  readonly label: string;
  /** '' where the document's head says it. */
  readonly title: string;
  readonly items: readonly { readonly tone: Verdict | null; readonly content: Content }[];
}

/** What speaks for and against a verdict, by endpoint. */
export interface Evidence {
  readonly kind: 'evidence';
  readonly isJudged: boolean;
  readonly groups: readonly EvidenceGroup[];
  /** What all endpoints have in common, said once. */
  readonly common: EvidenceGroup | null;
  /** Endpoints left out. */
  readonly more: number;
  readonly notes: readonly EvidenceNote[];
  readonly shown: number;
  readonly anchors: FrameAnchors;
}

export interface EvidenceGroup {
  readonly endpoint: ReportEndpoint;
  readonly rows: ReportEndpoint['evidence'];
  readonly notes: readonly EvidenceNote[];
}

/** "Where", "Known", with a sentence. */
export interface EvidenceNote {
  readonly label: string;
  readonly text: string;
}

/** Pictures of what happened between client and server, packet by packet. */
export interface Ladders {
  readonly kind: 'ladders';
  readonly endpoints: readonly ReportEndpoint[];
  readonly report: ShownReport;
  readonly id: string;
  /** Pictures at the most. */
  readonly shown: number;
}

/** A picture of all endpoints over the time of the capture. */
export interface Overview {
  readonly kind: 'overview';
  readonly report: ShownReport;
}

/** What packets and logs show, by time. */
export interface Events {
  readonly kind: 'events';
  readonly entries: readonly ShownEntry[];
  readonly leftOut: number;
  /** Entries, and lines of a log of each, at the most. */
  readonly shown: number;
  readonly lines: number;
}

export interface ShownEntry {
  readonly entry: TimelineEntry;
  readonly at: EntryTime;
  /** What its file is called. */
  readonly label: string;
  readonly anchors: FrameAnchors;
}
