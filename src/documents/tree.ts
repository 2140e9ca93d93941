import type { TimelineEntry } from '../diagnosis/report/case-report.ts';
import type { ReportEndpoint } from '../diagnosis/report/report.ts';
import type { SidedEndpointReport, SidesReport } from '../diagnosis/report/sides.ts';
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
  readonly verdict: VerdictHead;
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

/** The one sentence that all the rest is for. */
export interface VerdictHead {
  readonly level: number;
  /** What the document is about: "Packet capture x". */
  readonly subject: Content;
  /** The same in a few words, above the sentence. */
  readonly kicker: string;
  /** What was left out or replaced before anything was judged: the sentence holds only within it. */
  readonly scope: readonly Content[];
  /** Somebody's own title, which is the subject then. */
  readonly title?: string;
  readonly label: string;
  /** The verdict, or the one that a comparison's conclusion is like. */
  readonly tone: Verdict;
  readonly confidence: Confidence;
  readonly text: string;
  /** Of a comparison: no verdict, and as sure as it says. */
  readonly isConclusion: boolean;
}

/** A part of a line; null and false are nothing. */
export type Inline =
  | null
  | false
  /** Anybody's text. */
  | string
  | number
  | Content
  /**
   * Text of a kind. `name`: a name, an address or a hash; `code`: something to type; `copy`: something
   * that a click selects, to be copied; `time`: a date and time of our own making; `whole`: never torn,
   * `whole-times`: not within its dates and times; `breakable`: a long name, which may be torn behind
   * its dots and colons; `address`: a port with its protocol; `title` and `sentence`: of what unfolds.
   */
  | { readonly kind: TextKind; readonly text: string }
  /** `quiet`: what is read second. */
  | { readonly kind: 'strong' | 'quiet'; readonly content: Content }
  /** A verdict, or what became of a service, in the verdict's colour where there are any. */
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly text: string }
  /** A word like a verdict that is none; `isTelling`: something is wrong with it. */
  | { readonly kind: 'tag'; readonly text: string; readonly isTelling: boolean }
  | Frames
  | { readonly kind: 'link'; readonly to: string; readonly text: string }
  /** A new line within a cell. */
  | { readonly kind: 'break' };

export type Content = readonly Inline[];

type TextKind =
  | 'name'
  | 'code'
  | 'copy'
  | 'time'
  | 'whole'
  | 'whole-times'
  | 'breakable'
  | 'address'
  | 'title'
  | 'sentence';

/** Frames that show something. */
export interface Frames {
  readonly kind: 'frames';
  readonly frames: readonly number[];
  /** At the most. */
  readonly shown: number;
  /** Whether there are more than these. */
  readonly hasMore?: boolean;
  /** " Frames 1, 2.", to stand behind a sentence. */
  readonly isSentence?: boolean;
}

/** Where a page shows frames: the anchors of their rows, by number. */
export type FrameAnchors = ReadonlyMap<number, string>;

/** Null and false: a part that this document does not have. A list: blocks that no space parts. */
export type Block =
  | null
  | false
  | readonly Block[]
  | Heading
  | Paragraph
  | List
  | Facts
  | Table
  | CopyBlock
  | Section
  | Group
  | Fold
  | Contents
  | Evidence
  | Pictures
  | Events;

export interface Heading {
  readonly kind: 'heading';
  /** 1 is the document's own. */
  readonly level: number;
  readonly content: Content;
  readonly id?: string | undefined;
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
  readonly title?: string;
  /** Of its title; 0: no heading, a line that ends in a colon. */
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
  readonly facts: readonly (false | Fact | readonly Fact[])[];
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
  readonly caption?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Sentences on what it leaves out. */
  readonly more?: readonly (string | false)[];
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

export type Cell = Inline | { readonly content: Inline; readonly style: Tone | '' | 'address' };

/** A verdict's colour, or another's. */
export type Tone = Verdict | 'quiet' | 'warning';

/** Lines to be copied whole. */
export interface CopyBlock {
  readonly kind: 'copy-block';
  /** What stands above them, where that is not said already. */
  readonly title?: string;
  readonly label: string;
  readonly lines: readonly string[];
}

/** A finding, a log: what has a title of its own, and is one thing. */
export interface Section {
  readonly kind: 'section';
  readonly role: 'finding' | 'log' | 'plain';
  readonly level: number;
  readonly number?: number;
  readonly title: string;
  readonly id?: string;
  readonly tone?: Verdict;
  readonly blocks: readonly Block[];
}

/** Blocks that stand together. `glance`: what is to be seen before all details. */
export interface Group {
  readonly kind: 'group';
  readonly role: 'lines' | 'logs' | 'together' | 'glance';
  readonly blocks: readonly Block[];
}

/** What unfolds where a format can fold; told in full where it cannot. */
export interface Fold {
  readonly kind: 'fold';
  readonly role?: 'proof' | 'capture';
  readonly summary: Content;
  readonly isOpen?: boolean;
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
  /** Frames of a row, at the most. */
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

/**
 * Pictures of a capture. `ladders`: what happened between client and server, packet by packet, of so
 * many endpoints; `overview`: all of them over the time of the capture.
 */
export type Pictures =
  | {
      readonly kind: 'ladders';
      readonly endpoints: readonly ReportEndpoint[];
      readonly report: ShownReport;
      readonly id: string;
      readonly shown: number;
    }
  | { readonly kind: 'overview'; readonly report: ShownReport }
  /** Of several places of capture: what each of the endpoints sends, on one time line. */
  | {
      readonly kind: 'sides';
      readonly endpoints: readonly SidedEndpointReport[];
      readonly sides: SidesReport;
    };

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

/** The parts of a line without lists in lists, and without what is nothing. */
export function partsOf(content: Inline): Exclude<Inline, null | false | Content>[] {
  if (content === null || content === false) return [];
  return isList(content) ? content.flatMap(partsOf) : [content];
}

function isList(content: Inline): content is Content {
  return Array.isArray(content);
}

/** The blocks of a document without lists in lists, and without those that it does not have. */
export function blocksOf(block: Block): Exclude<Block, null | false | readonly Block[]>[] {
  if (block === null || block === false) return [];
  return isBlockList(block) ? block.flatMap(blocksOf) : [block];
}

export function isBlockList(block: Block): block is readonly Block[] {
  return Array.isArray(block);
}

/** What a cell says. */
export function contentOf(cell: Cell): Inline {
  return typeof cell === 'object' && cell !== null && 'style' in cell ? cell.content : cell;
}

export const BREAK: Inline = { kind: 'break' };

export function name(text: string): Inline {
  return { kind: 'name', text };
}

export function strong(...content: Content): Inline {
  return { kind: 'strong', content };
}

export function quiet(...content: Content): Inline {
  return { kind: 'quiet', content };
}

/** A verdict, or `text` in its colour. */
export function verdictText(verdict: Verdict, text: string = verdict): Inline {
  return { kind: 'verdict', verdict, text };
}

export function heading(level: number, title: string, id?: string): Heading {
  return { kind: 'heading', level, content: [title], id };
}

export function paragraph(...content: Content): Paragraph {
  return { kind: 'paragraph', content };
}

/** A paragraph that is read second. */
export function aside(text: string): Paragraph {
  return { kind: 'paragraph', role: 'quiet', content: [text] };
}

export function list(items: readonly Inline[]): List {
  return { kind: 'list', items: items.map((item) => [item]) };
}

/** A list below its title; null where it is empty. @param level of the title; 0: no heading */
export function titledList(title: string, level: number, items: readonly Inline[]): List | null {
  return items.length === 0 ? null : { ...list(items), title, level };
}

export function fact(title: string, ...content: Content): Fact {
  return { name: title, content };
}

/** A group of blocks, each on its own. */
export function group(role: Group['role'], blocks: readonly Block[]): Group {
  return { kind: 'group', role, blocks };
}

export function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
