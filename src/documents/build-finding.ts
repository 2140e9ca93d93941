import type { Report, ReportEndpoint, ReportFinding } from '../diagnosis/report/report.ts';
import { isFailure, type Verdict } from '../evidence/verdict.ts';
import { count } from '../words/en/phrases.ts';
import { confidenceOf, hostCell, type Setting } from './build-capture.ts';
import type { FoundIn } from './case-parts.ts';
import { plainTime, type ShownReport } from './clock.ts';
import { captureFilterOf, displayFilterOf, frameFilterOf } from './filters.ts';
import type { Layout } from './layout.ts';
import { device, functionTitles, openedLines } from './remedy.ts';
import {
  type Block,
  type Content,
  copy,
  type Evidence,
  type EvidenceGroup,
  type FrameAnchors,
  type Glance,
  type Inline,
  type List,
  quiet,
  type Section,
  strong,
  verdictText,
} from './tree.ts';

/** What is known of a finding besides its own words: where it stands, and what a case adds. */
export interface FindingContext {
  readonly number: number;
  readonly level: number;
  readonly id: string;
  /** The capture that has its endpoints; null where only a log or a look-up tells. */
  readonly report: ShownReport | null;
  /** Whether the document has others, too: what is said of one alone stands at its top. */
  readonly isOneOfSeveral: boolean;
  /** Whether what to do is told here, and not at the top of the document. */
  readonly hasRemedy: boolean;
  /** A case's sentences on what else tells of it. */
  readonly together: readonly Block[];
  /** Behind its verdict on a page: functions, captures. */
  readonly about: readonly string[];
  /** Whether its proof unfolds. */
  readonly isFolded: boolean;
}

/** One finding: what it means, its evidence, what to do, what is left of a doubt. */
export function findingSection(
  finding: ReportFinding,
  context: FindingContext,
  { layout }: Setting,
): Section {
  const { number, level, id, report } = context;
  const members = report === null ? [] : finding.endpoints.map((index) => report.endpoints[index]);
  const parts = new FindingParts(finding, members, context, layout);
  return {
    kind: 'section',
    role: 'finding',
    level,
    number,
    title: [finding.title],
    id,
    tone: finding.verdict,
    blocks: ORDER[layout.medium](parts),
  };
}

/** What each medium tells of a finding, in the order in which its readers look for it. */
const ORDER: Readonly<Record<Layout['medium'], (parts: FindingParts) => readonly Block[]>> = {
  terminal: (parts) => [
    parts.impact(),
    parts.scope(),
    ...parts.context.together,
    parts.evidence(),
    parts.reasons(),
    parts.remedy(),
    parts.alternatives(),
  ],
  ticket: (parts) => [
    ...parts.context.together,
    parts.verdict(),
    parts.impact(),
    parts.scope(),
    parts.evidence(),
    parts.places(),
    parts.known(),
    parts.reasons(),
    parts.remedy(),
    parts.alternatives(),
  ],
  page: (parts) => [
    parts.status(),
    ...parts.context.together,
    parts.context.isOneOfSeveral ? parts.impact() : null,
    parts.scope(),
    ...parts.whatToDo(),
    ...parts.proof(),
  ],
};

class FindingParts {
  readonly #isJudged: boolean;

  constructor(
    readonly finding: ReportFinding,
    readonly members: readonly ReportEndpoint[],
    readonly context: FindingContext,
    readonly layout: Layout,
  ) {
    this.#isJudged = isFailure(finding.verdict);
  }

  verdict(): Block {
    const { finding, context } = this;
    const source = context.report === null ? '; only a log or a look-up tells of it' : '';
    return paragraph('Verdict', strong(finding.verdict), `${confidenceOf(finding)}${source}.`);
  }

  /** The verdict with a few words on what it is about. */
  status(): Block {
    const { verdict, confidence } = this.finding;
    const content: Inline[] = [verdictText(verdict)];
    if (this.#isJudged) content.push(' ', quiet('confidence'), ` ${confidence}`);
    for (const text of this.context.about) content.push(' ', quiet('·'), ` ${text}`);
    return { kind: 'paragraph', role: 'status', content };
  }

  impact(): Block {
    const { impact } = this.finding;
    return impact === '' ? null : paragraph('Impact', impact);
  }

  scope(): Block {
    const { scope } = this.finding;
    return scope === '' ? null : paragraph('Scope', scope);
  }

  /** Of endpoints alike, what all have in common stands once. */
  evidence(): Evidence | null {
    const { members, layout } = this;
    if (members.length === 0) return null;
    const isTerminal = layout.medium === 'terminal';
    const common = layout.medium === 'page' ? NO_TEXTS : commonEvidence(members);
    const places = new Set(members.map(({ place }) => place?.text));
    const placeNotes = ({ place }: ReportEndpoint) =>
      !isTerminal || place === null || place.code === 'unknown'
        ? []
        : [{ label: 'Where', text: place.text }];
    const groupOf = (endpoint: ReportEndpoint, isCommon: boolean): EvidenceGroup => ({
      endpoint,
      rows: this.#rows(endpoint, (row) => common.has(row.text) === isCommon),
      notes: !isCommon && places.size > 1 ? placeNotes(endpoint) : [],
    });
    return {
      kind: 'evidence',
      isJudged: this.#isJudged,
      groups: members.slice(0, layout.endpoints).map((endpoint) => groupOf(endpoint, false)),
      common: common.size > 0 ? groupOf(members[0], true) : null,
      more: Math.max(0, members.length - layout.endpoints),
      notes: isTerminal
        ? [
            ...(places.size === 1 ? placeNotes(members[0]) : []),
            ...knownTexts(members).map((text) => ({ label: 'Known', text })),
          ]
        : [],
      shown: layout.frames,
      anchors: NO_ANCHORS,
    };
  }

  #rows(endpoint: ReportEndpoint, isShown: (row: EvidenceRow) => boolean): readonly EvidenceRow[] {
    const { evidence, against, medium } = this.layout;
    // Where there is no table, what is the reason stands below, as the reason.
    const rows = endpoint.evidence.filter(
      (row) => isShown(row) && (medium !== 'terminal' || row.text !== endpoint.reason),
    );
    const shown = new Set([
      ...rows.slice(0, evidence),
      ...rows.filter(({ weight }) => weight < 0).slice(0, against),
    ]);
    return rows.filter((row) => shown.has(row));
  }

  places(): Block {
    const texts = this.members.flatMap(({ place }) =>
      place === null || place.code === 'unknown' ? [] : [place.text],
    );
    return labelled('Where it comes from', unique(texts).slice(0, this.layout.reasons));
  }

  known(): Block {
    return labelled('How the server is known', knownTexts(this.members));
  }

  /** Why there is no verdict: each reason once, in text with the frames that show it. */
  reasons(): Block {
    const { members, layout } = this;
    const reasons = unique(members.map(({ reason }) => reason)).filter((text) => text !== '');
    const framesOf = (reason: string): Inline[] => {
      if (layout.medium !== 'terminal') return [];
      const rows = members.flatMap(({ evidence, reason: own }) =>
        own === reason ? evidence.filter(({ text }) => text === reason) : [],
      );
      const frames = unique(rows.flatMap((row) => row.frames));
      return [{ kind: 'frames', frames, shown: layout.frames, isSentence: true }];
    };
    const items = reasons.slice(0, layout.reasons).map((reason) => [reason, ...framesOf(reason)]);
    return labelledList('Why the capture cannot tell', items);
  }

  remedy(): Block {
    const { remedy } = this.finding;
    const isTold = this.context.hasRemedy && (remedy.length > 0 || this.#isSaidAnyway());
    return isTold ? list('What to do', remedy.map(one)) : null;
  }

  /** A terminal's reader looks for it below every failure. */
  #isSaidAnyway(): boolean {
    return this.#isJudged && this.layout.medium === 'terminal';
  }

  alternatives(): Block {
    const told = new Map<string, Content>();
    for (const { alternative } of this.members.slice(0, this.layout.doubts)) {
      if (alternative === null) continue;
      const verdict = this.#isJudged ? `${alternative.verdict}: ` : '';
      told.set(`${verdict}${alternative.text}`, [verdict, alternative.text]);
    }
    const title = this.#isJudged ? 'What else it could be' : 'How to find out';
    return labelledList(title, [...told.values()].slice(0, this.layout.reasons));
  }

  /** What is to be opened, on which device, and what else to do. */
  whatToDo(): Block[] {
    const { finding, members, context } = this;
    if (!context.hasRemedy) return [null];
    const open = context.isOneOfSeveral ? openings(members) : null;
    const blocks: Block[] = [
      { kind: 'heading', level: 4, content: ['What to do'] },
      open === null
        ? null
        : run({ kind: 'paragraph', content: ['To allow (a click selects the list):'] }, open),
      this.#isJudged && members.length > 0
        ? {
            kind: 'paragraph',
            content: [strong('Where.'), ` ${placesText(members)} ${device(members)}`],
          }
        : null,
      { kind: 'list', items: finding.remedy.map(one) },
    ];
    return blocks;
  }

  /** What a finding rests on: pictures, rows for and against, what is left of a doubt, packets. */
  proof(): Block[] {
    const { members, context, layout, finding } = this;
    const { report, id, number, isFolded } = context;
    if (report === null || (isFolded && members.length === 0)) return [null];
    const frames = [...citedOf(members, layout)].sort((a, b) => a - b);
    const anchors = frameAnchors(members, report, id, layout);
    const steps = settling(finding.verdict, members);
    const evidence = this.evidence();
    const blocks: Block[] = [
      { kind: 'ladders', endpoints: members, report, id, shown: LADDERS },
      evidence === null
        ? null
        : run(
            { kind: 'heading', level: 4, content: ['Why'] },
            { ...evidence, anchors },
            ...knownTexts(members).map(quietly),
          ),
      steps.length === 0
        ? null
        : run(
            { kind: 'heading', level: 4, content: ['What would settle a doubt'] },
            { kind: 'list', items: steps },
          ),
      frames.length === 0
        ? null
        : run(
            { kind: 'heading', level: 4, content: ['Frames'] },
            packetTable(members, report, id, layout),
            { kind: 'paragraph', content: filterLine(frames) },
          ),
    ];
    if (!isFolded) return blocks;
    return [
      {
        kind: 'fold',
        role: 'proof',
        summary: [
          'The proof: what happened, why, and the frames ',
          quiet(`(${count(members.length, 'endpoint')})`),
        ],
        isOpen: number === 1,
        blocks: [{ kind: 'group', role: 'lines', blocks }],
      },
    ];
  }
}

type EvidenceRow = ReportEndpoint['evidence'][number];

const LADDERS = 4;
const FRAMES_FILTERED = 60;
const KNOWN_SHOWN = 3;
const NO_ANCHORS: FrameAnchors = new Map();
const NO_TEXTS: ReadonlySet<string> = new Set();

/** Texts of the rows that say the same of every endpoint, by the same frames: shown once. */
function commonEvidence(members: readonly ReportEndpoint[]): ReadonlySet<string> {
  if (members.length < 2) return new Set();
  const [first, ...others] = members;
  const isSame = (one: EvidenceRow, other: EvidenceRow) =>
    other.text === one.text &&
    other.weight === one.weight &&
    other.frames.join() === one.frames.join();
  return new Set(
    first.evidence
      .filter((row) => row.text !== first.reason)
      .filter((row) => others.every(({ evidence }) => evidence.some((other) => isSame(row, other))))
      .map((row) => row.text),
  );
}

/**
 * How the servers of a finding were recognized, in sentences, each once. That an address is the
 * product's own needs no word.
 */
function knownTexts(members: readonly ReportEndpoint[]): string[] {
  const texts = members.flatMap(({ knownBy }) =>
    knownBy === null || knownBy.by === 'profile-address' ? [] : [knownBy.text],
  );
  return unique(texts).slice(0, KNOWN_SHOWN);
}

/** Where it comes from, by the first endpoint of each place. */
function placesText(members: readonly ReportEndpoint[]): string {
  const texts = new Map<string, string>();
  for (const { place } of members) {
    if (place !== null && place.code !== 'unknown' && !texts.has(place.code)) {
      texts.set(place.code, place.text);
    }
  }
  return [...texts.values()].join(' ');
}

const OPENED = 40;

/** What a firewall rule is to allow, to copy; null where no port is shut. */
function openings(members: readonly ReportEndpoint[]): Block {
  const lines = openedLines(members);
  if (lines.length === 0) return null;
  const more = lines.length - OPENED;
  return run(
    {
      kind: 'copy-block',
      label: 'To allow: protocol, destination, port',
      lines: lines.slice(0, OPENED),
    },
    more > 0 ? quietly(`and ${more} more in the table of endpoints.`) : null,
  );
}

const IMPACTS = 3;

/** What fails and what to open, before all details; null where there is nothing to say. */
export function glance(findings: readonly FoundIn<ShownReport>[]): Glance | null {
  const failing = findings.filter(({ finding }) => isFailure(finding.verdict));
  const members = unique(failing.flatMap(membersOf));
  const titles = unique(
    failing.flatMap(({ finding, report }) =>
      report === null ? [] : functionTitles(finding, report),
    ),
  );
  const impacts = unique(failing.map(({ finding }) => finding.impact)).filter(
    (text) => text !== '',
  );
  const open = openings(members);
  // Where findings differ, each tells its own.
  const places = unique(failing.map((found) => device(membersOf(found))));
  const isLost = titles.length > 0 || impacts.length > 0;
  if (!isLost && open === null) return null;
  return {
    kind: 'glance',
    parts: [
      isLost
        ? {
            title: 'What fails',
            blocks: [
              titles.length > 0
                ? { kind: 'paragraph', content: [strong(titles.join(', '))] }
                : null,
              ...impacts
                .slice(0, IMPACTS)
                .map((text): Block => ({ kind: 'paragraph', content: [text] })),
            ],
          }
        : null,
      open === null
        ? null
        : {
            title: 'What to allow',
            blocks: [open, places.length === 1 ? { kind: 'paragraph', content: places } : null],
          },
    ],
  };
}

function membersOf({ finding, report }: FoundIn<ShownReport>): ReportEndpoint[] {
  return report === null ? [] : finding.endpoints.map((index) => report.endpoints[index]);
}

/** Findings that are only named. */
export function namedFindings(further: readonly ReportFinding[], shown: number): Block {
  if (further.length === 0) return null;
  return run(
    { kind: 'heading', level: 3, content: ['Further findings'] },
    ...namedList(further, shown),
  );
}

export function namedList(
  findings: readonly Pick<ReportFinding, 'title' | 'confidence'>[],
  shown: number,
): Block[] {
  const more = findings.length - shown;
  return [
    {
      kind: 'list',
      items: findings
        .slice(0, shown)
        .map(({ title, confidence }) => [`${title} `, quiet(`(${confidence})`)]),
    },
    more > 0 ? quietly(`and ${more} more: see the JSON report.`) : null,
  ];
}

/** What would settle what is left of a doubt. */
function settling(verdict: Verdict, members: readonly ReportEndpoint[]): Content[] {
  const steps: Content[] = [];
  const alternatives = new Map(
    members.flatMap(({ alternative }) =>
      alternative === null ? [] : [[alternative.text, alternative.verdict] as const],
    ),
  );
  for (const [text, other] of [...alternatives].slice(0, 3)) {
    steps.push(['The runner-up is ', strong(other), `. ${text}`]);
  }
  if (verdict === 'drop' || verdict === 'reject') {
    steps.push([
      `Capture on the outside of the firewall at the same time. ${OUTSIDE[verdict]} Capture filter: `,
      copy(captureFilterOf(members)),
    ]);
  }
  if (members.length > 0) steps.push(['In Wireshark: ', copy(displayFilterOf(members))]);
  return steps;
}

/** What a capture outside would tell. */
const OUTSIDE = {
  drop: 'If the client’s packets do not leave there, the firewall drops them; if they leave and nothing comes back, the cause is further on.',
  reject:
    'If the client’s packets do not leave there, the firewall is what refuses; if the refusal comes in there too, it is from further on.',
};

function filterLine(frames: readonly number[]): Content {
  const line: Inline[] = [
    'All of them in Wireshark: ',
    copy(frameFilterOf(frames.slice(0, FRAMES_FILTERED))),
  ];
  if (frames.length > FRAMES_FILTERED) line.push(' ', quiet(`(the first ${FRAMES_FILTERED})`));
  return line;
}

/** Rows that one packet list has. */
const PACKET_ROWS = 60;
/** Info as long as it is worth reading; Wireshark's column may have 4,095 characters. */
const INFO_LENGTH = 300;

/** Cited frames as Wireshark's packet list shows them. */
function packetTable(
  members: readonly ReportEndpoint[],
  report: ShownReport,
  id: string,
  layout: Layout,
): Block {
  const frames = citedRows(members, report, layout);
  if (frames.length === 0) {
    return quietly('Their text is not at hand: the capture could not be read a second time.');
  }
  const left = frames.length - PACKET_ROWS;
  return {
    kind: 'table',
    name: 'packets',
    label: 'Cited frames',
    caption: [
      `Cited frames as Wireshark shows them, times in ${report.clock}${left > 0 ? `; ${count(left, 'further frame')} left out` : ''}`,
    ],
    columns: [
      { title: 'No.', isNumber: true, isHead: true },
      { title: 'Time', style: 'time' },
      { title: 'Source' },
      { title: 'Destination' },
      { title: 'Protocol', style: 'address' },
      { title: 'Length', isNumber: true },
      { title: 'Info', style: 'info' },
    ],
    rows: frames
      .slice(0, PACKET_ROWS)
      .map(({ number, time, source, destination, protocol, length, info }) => ({
        id: frameAnchor(id, number),
        cells: [
          [number],
          [plainTime(time)],
          hostCell(source),
          hostCell(destination),
          [protocol],
          [length],
          [info.length > INFO_LENGTH ? `${info.slice(0, INFO_LENGTH)}…` : info],
        ],
      })),
    more: [],
  };
}

/** The anchor of a frame's row in the packet list of `id`. */
function frameAnchor(id: string, frame: number): string {
  return `${id}-n${frame}`;
}

/** Where the finding of `id` shows the frames of its endpoints. */
export function frameAnchors(
  members: readonly ReportEndpoint[],
  report: ShownReport,
  id: string,
  layout: Layout,
): FrameAnchors {
  const listed = citedRows(members, report, layout).slice(0, PACKET_ROWS);
  return new Map(listed.map(({ number }) => [number, frameAnchor(id, number)]));
}

/** The rows that a packet list of these endpoints has, or would have with more room. */
function citedRows(members: readonly ReportEndpoint[], { frames = [] }: Report, layout: Layout) {
  const cited = citedOf(members, layout);
  return frames.filter(({ number }) => cited.has(number));
}

function citedOf(members: readonly ReportEndpoint[], layout: Layout): Set<number> {
  return new Set(
    members
      .slice(0, layout.endpoints)
      .flatMap(({ evidence, place }) => [
        ...evidence.flatMap(({ frames }) => frames),
        ...(place?.frames ?? []),
      ]),
  );
}

/** What to do and such: below a heading where a finding stands below one. */
function labelled(title: string, texts: readonly string[]): Block {
  return labelledList(title, texts.map(one));
}

function labelledList(title: string, items: readonly Content[]): Block {
  return items.length === 0 ? null : list(title, items);
}

function list(title: string, items: readonly Content[]): List {
  return { kind: 'list', title, level: 0, items };
}

function one(text: string): Content {
  return [text];
}

function paragraph(label: string, ...content: Inline[]): Block {
  return { kind: 'paragraph', label, content };
}

export function quietly(text: string): Block {
  return { kind: 'paragraph', role: 'quiet', content: [text] };
}

/** Blocks of a page that no space parts. */
export function run(...blocks: Block[]): Block {
  return { kind: 'group', role: 'run', blocks };
}

export function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
