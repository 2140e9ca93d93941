import { failingPlaces, wantsOpening } from '../diagnosis/openings.ts';
import type { Report, ReportEndpoint, ReportFinding } from '../diagnosis/report/report.ts';
import type { EvidenceCode } from '../evidence/table.ts';
import { isFailure, type Verdict } from '../evidence/verdict.ts';
import type { Words } from '../words/words.ts';
import { confidenceOf, hostCell } from './build-capture.ts';
import type { FoundIn } from './case-parts.ts';
import { plainTime, type ShownReport } from './clock.ts';
import { captureFilterOf, displayFilterOf, frameFilterOf } from './filters.ts';
import type { Layout } from './layout.ts';
import { ownerBlock } from './owner-block.ts';
import { serviceText } from './service-text.ts';
import type { ByMedium, Setting } from './setting.ts';
import {
  aside,
  type Block,
  type Content,
  type Evidence,
  type EvidenceGroup,
  type EvidenceNote,
  type FrameAnchors,
  group,
  heading,
  type Inline,
  list,
  paragraph,
  quiet,
  type Section,
  strong,
  titledList,
  unique,
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
  setting: Setting,
): Section {
  const { number, level, id, report } = context;
  const { title, verdict } = finding;
  const members = membersOf({ finding, report });
  const blocks = ORDER[setting.layout.medium](new FindingParts(finding, members, context, setting));
  return { kind: 'section', role: 'finding', level, number, title, id, tone: verdict, blocks };
}

/** What each medium tells of a finding, in the order in which its readers look for it. */
const ORDER: ByMedium<(parts: FindingParts) => readonly Block[]> = {
  terminal: (parts) => [
    parts.impact(),
    parts.scope(),
    ...parts.context.together,
    parts.evidence(),
    parts.reasons(),
    parts.remedy(),
    parts.owner(),
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
    parts.owner(),
    parts.alternatives(),
  ],
  page: (parts) => [
    parts.status(),
    ...parts.context.together,
    parts.context.isOneOfSeveral && parts.impact(),
    parts.scope(),
    ...parts.whatToDo(),
    ...parts.proof(),
  ],
};

class FindingParts {
  readonly #isJudged: boolean;
  readonly layout: Layout;
  readonly words: Words;

  constructor(
    readonly finding: ReportFinding,
    readonly members: readonly ReportEndpoint[],
    readonly context: FindingContext,
    readonly setting: Setting,
  ) {
    this.layout = setting.layout;
    this.words = setting.words;
    this.#isJudged = isFailure(finding.verdict);
  }

  verdict(): Block {
    const { finding, context, words } = this;
    const { noPackets } = words.documents;
    const more = context.report === null ? `${words.phrases.semicolon}${noPackets}` : '';
    const sure = words.phrases.sentence(`${confidenceOf(finding, words)}${more}`);
    return labelled(words.documents.columns.verdict, strong(finding.verdict), sure);
  }

  /** The verdict with a few words on what it is about. */
  status(): Block {
    const { verdict, confidence } = this.finding;
    const content = [
      verdictText(verdict),
      this.#isJudged && [' ', quiet(this.words.page.confidence), ` ${confidence}`],
      this.context.about.map((text) => [' ', quiet('·'), ` ${text}`]),
    ];
    return { kind: 'paragraph', role: 'status', content };
  }

  impact(): Block {
    const { impact } = this.finding;
    return impact !== '' && labelled(this.words.documents.headings.impact, impact);
  }

  scope(): Block {
    const { scope } = this.finding;
    return scope !== '' && labelled(this.words.documents.headings.scope, scope);
  }

  /** Of endpoints alike, what all have in common stands once. */
  evidence(anchors: FrameAnchors = NO_ANCHORS): Evidence | null {
    const { members, layout, words } = this;
    if (members.length === 0) return null;
    const { headings } = words.documents;
    const isTerminal = layout.medium === 'terminal';
    const common = layout.medium === 'page' ? NO_TEXTS : commonEvidence(members);
    const isOnePlace = unique(members.map(({ place }) => place?.text)).length === 1;
    const groupOf = (endpoint: ReportEndpoint, isCommon: boolean): EvidenceGroup => ({
      endpoint,
      rows: this.#rows(endpoint, (row) => common.has(row.text) === isCommon),
      notes: isTerminal && !isCommon && !isOnePlace ? placeNotes(endpoint, words) : [],
    });
    const known = knownTexts(members).map((text) => ({ label: headings.known, text }));
    return {
      kind: 'evidence',
      isJudged: this.#isJudged,
      groups: members.slice(0, layout.endpoints).map((endpoint) => groupOf(endpoint, false)),
      common: common.size > 0 ? groupOf(members[0], true) : null,
      more: Math.max(0, members.length - layout.endpoints),
      notes: isTerminal ? [...(isOnePlace ? placeNotes(members[0], words) : []), ...known] : [],
      shown: layout.frames,
      anchors,
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
    const notes = this.members.flatMap((member) => placeNotes(member, this.words));
    const texts = unique(notes.map(({ text }) => text)).slice(0, this.layout.reasons);
    return titledList(this.words.documents.headings.whereFrom, 0, texts);
  }

  known(): Block {
    return titledList(this.words.documents.headings.howKnown, 0, knownTexts(this.members));
  }

  /** Why there is no verdict: each reason once, in text with the frames that show it. */
  reasons(): Block {
    const { members, layout } = this;
    const reasons = unique(members.map(({ reason }) => reason)).filter((text) => text !== '');
    const framesOf = (reason: string): Inline => {
      const rows = members.flatMap(({ evidence, reason: own }) =>
        own === reason ? evidence.filter(({ text }) => text === reason) : [],
      );
      const frames = unique(rows.flatMap((row) => row.frames));
      const hasMore = rows.some((row) => row.hasMoreFrames === true);
      return { kind: 'frames', frames, shown: layout.frames, hasMore, isSentence: true };
    };
    const items = reasons
      .slice(0, layout.reasons)
      .map((reason) => [reason, layout.medium === 'terminal' && framesOf(reason)]);
    return titledList(this.words.documents.headings.whyNot, 0, items);
  }

  remedy(): Block {
    const { remedy } = this.finding;
    const { whatToDo } = this.words.documents.headings;
    // A terminal's reader looks for it below every failure.
    if (remedy.length === 0 && this.#isJudged && this.layout.medium === 'terminal') {
      return { ...list([]), title: whatToDo, level: 0 };
    }
    return this.context.hasRemedy && titledList(whatToDo, 0, remedy);
  }

  /** What to search the firewall's log for. */
  owner(): Block {
    const { finding, members, setting, layout, context } = this;
    const { zone, words } = setting;
    const hasTimes = context.report === null || context.report.capture.firstTime !== null;
    return ownerBlock(finding.verdict, members, zone, layout.ownerLines, words, hasTimes);
  }

  alternatives(): Block {
    const told = new Map<string, Content>();
    for (const { alternative } of this.members.slice(0, this.layout.doubts)) {
      if (alternative === null) continue;
      const verdict = this.#isJudged ? `${alternative.verdict}${this.words.phrases.colon}` : '';
      told.set(`${verdict}${alternative.text}`, [verdict, alternative.text]);
    }
    const { whatElse, howToFindOut } = this.words.documents.headings;
    return titledList(
      this.#isJudged ? whatElse : howToFindOut,
      0,
      [...told.values()].slice(0, this.layout.reasons),
    );
  }

  /** What is to be opened, on which device, and what else to do. */
  whatToDo(): Block[] {
    const { finding, members, context, words } = this;
    if (!context.hasRemedy) return [null];
    const { documents } = words;
    const open = context.isOneOfSeveral && openings([{ finding, report: context.report }], words);
    const where = [placesText(members, words), device(members, words)];
    return [
      heading(4, documents.headings.whatToDo),
      open && [paragraph(documents.toAllow), open],
      this.#isJudged &&
        members.length > 0 &&
        !members.every(isBlockPage) &&
        paragraph(strong(documents.whereStop), ` ${words.phrases.sentences(where)}`),
      list(finding.remedy),
      this.owner(),
    ];
  }

  /** What a finding rests on: pictures, rows for and against, what is left of a doubt, packets. */
  proof(): Block[] {
    const { members, context, layout, finding, words } = this;
    const { documents } = words;
    const { report, id, number, isFolded } = context;
    if (report === null || (isFolded && members.length === 0)) return [null];
    const frames = [...citedOf(members, layout)].sort((a, b) => a - b);
    const evidence = this.evidence(frameAnchors(members, report, id, layout));
    const steps = settling(finding.verdict, members, words);
    const known = knownTexts(members).map(aside);
    // What several captures show together is drawn there: one capture's picture is half of it.
    const drawn = members.filter(({ place }) => (place?.segment ?? null) === null);
    const blocks: Block[] = [
      { kind: 'ladders', endpoints: drawn, report, id, shown: LADDERS },
      evidence && [heading(4, documents.headings.why), evidence, ...known],
      steps.length > 0 && [heading(4, documents.headings.howToConfirm), list(steps)],
      frames.length > 0 && [
        heading(4, documents.headings.frames),
        packetTable(members, report, id, this.setting),
        filterLine(frames, words),
      ],
    ];
    if (!isFolded) return blocks;
    const endpoints = quiet(words.phrases.aside(words.amounts.endpoints(members.length)).trim());
    return [
      {
        kind: 'fold',
        role: 'proof',
        summary: [documents.theProof, endpoints],
        isOpen: number === 1,
        blocks: [group('lines', blocks)],
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
  if (members.length < 2) return NO_TEXTS;
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

/** Where the page is served says nothing of where the rule is, which brought the client to it. */
function isBlockPage({ patterns }: ReportEndpoint): boolean {
  return patterns.includes('block-page' satisfies EvidenceCode);
}

/** Where it comes from, where the capture tells. */
function placeNotes({ place }: ReportEndpoint, { documents }: Words): EvidenceNote[] {
  if (place === null || place.code === 'unknown') return [];
  return [{ label: documents.headings.where, text: place.text }];
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
function placesText(members: readonly ReportEndpoint[], { phrases }: Words): string {
  const texts = new Map<string, string>();
  for (const { place } of members) {
    if (place !== null && place.code !== 'unknown' && !texts.has(place.code)) {
      texts.set(place.code, place.text);
    }
  }
  return phrases.sentences([...texts.values()]);
}

const OPENED = 40;
const DNS_PORT = 53;

/** What a firewall rule is to allow, to copy; null where no port is shut. */
function openings(findings: readonly FoundIn<ShownReport>[], { documents }: Words): Block {
  const lines = openedLines(findings);
  if (lines.length === 0) return null;
  const more = lines.length - OPENED;
  return [
    { kind: 'copy-block', label: documents.toAllowLabel, lines: lines.slice(0, OPENED) },
    more > 0 && aside(documents.moreToAllow(more)),
  ];
}

const IMPACTS = 3;

/** What fails and what to open, before all details; null where there is nothing to say. */
export function glance(findings: readonly FoundIn<ShownReport>[], words: Words): Block {
  const { documents, phrases } = words;
  const failing = findings.filter(({ finding }) => isFailure(finding.verdict));
  const titles = unique(
    failing.flatMap(({ finding, report }) =>
      report === null ? [] : functionTitles(finding, report, words),
    ),
  );
  const impacts = unique(failing.map(({ finding }) => finding.impact)).filter(
    (text) => text !== '',
  );
  const open = openings(failing, words);
  // Where findings differ, each tells its own.
  const places = unique(failing.map((found) => device(membersOf(found), words)));
  const isLost = titles.length > 0 || impacts.length > 0;
  if (!isLost && open === null) return null;
  return group('glance', [
    isLost &&
      plainSection(documents.headings.whatFails, [
        titles.length > 0 && paragraph(strong(titles.join(phrases.comma))),
        ...impacts.slice(0, IMPACTS).map((text) => paragraph(text)),
      ]),
    open !== null &&
      plainSection(documents.headings.whatToAllow, [
        open,
        // A product needs more than one capture has asked for.
        titles.length > 0 && aside(documents.allowedElse),
        places.length === 1 && paragraph(places[0]),
      ]),
  ]);
}

/** What stands below a heading on a page. */
export function plainSection(title: string, blocks: readonly Block[]): Section {
  return { kind: 'section', role: 'plain', level: 2, title, blocks };
}

function membersOf({ finding, report }: FoundIn<ShownReport>): ReportEndpoint[] {
  return report === null ? [] : finding.endpoints.map((index) => report.endpoints[index]);
}

/** Findings that are only named. */
export function namedFindings(
  further: readonly ReportFinding[],
  shown: number,
  words: Words,
): Block {
  if (further.length === 0) return false;
  return [heading(3, words.documents.headings.furtherFindings), namedList(further, shown, words)];
}

export function namedList(
  findings: readonly ReportFinding[],
  shown: number,
  { documents }: Words,
): Block {
  const more = findings.length - shown;
  const items = findings
    .slice(0, shown)
    .map(({ title, confidence }) => [`${title} `, quiet(`(${confidence})`)]);
  return [list(items), more > 0 && aside(documents.moreInJson(more))];
}

/** What would settle what is left of a doubt. */
function settling(
  verdict: Verdict,
  members: readonly ReportEndpoint[],
  { documents, phrases }: Words,
): Content[] {
  const { before, behind } = documents.nextExplanation;
  const alternatives = new Map(
    members.flatMap(({ alternative }) =>
      alternative === null ? [] : [[alternative.text, alternative.verdict] as const],
    ),
  );
  const steps: Content[] = [...alternatives]
    .slice(0, 3)
    .map(([text, other]) => [before, strong(other), phrases.sentences([behind, text])]);
  if (verdict === 'drop' || verdict === 'reject') {
    const how = `${documents.outside[verdict]}${documents.captureFilter}`;
    steps.push([how, { kind: 'copy', text: captureFilterOf(members) }]);
  }
  if (members.length > 0) {
    steps.push([documents.inWireshark, { kind: 'copy', text: displayFilterOf(members) }]);
  }
  return steps;
}

function filterLine(frames: readonly number[], { documents }: Words): Block {
  return paragraph(
    documents.allInWireshark,
    { kind: 'copy', text: frameFilterOf(frames.slice(0, FRAMES_FILTERED)) },
    frames.length > FRAMES_FILTERED && [' ', quiet(documents.theFirst(FRAMES_FILTERED))],
  );
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
  { layout, words: { documents } }: Setting,
): Block {
  const { columns } = documents;
  const frames = citedRows(members, report, layout);
  if (frames.length === 0) {
    return aside(documents.framesNotAtHand);
  }
  const left = frames.length - PACKET_ROWS;
  return {
    kind: 'table',
    name: 'packets',
    // Tables of several findings are told apart by their names.
    label: documents.citedFrames(
      frames[0].number,
      frames[Math.min(frames.length, PACKET_ROWS) - 1].number,
      serviceText(members[0]),
    ),
    caption: documents.citedCaption(report.clock, Math.max(0, left)),
    columns: [
      { title: columns.number, isNumber: true, isHead: true },
      { title: columns.time, style: 'time' },
      { title: columns.source },
      { title: columns.destination },
      { title: columns.protocol, style: 'address' },
      { title: columns.length, isNumber: true },
      { title: columns.info, style: 'info' },
    ],
    rows: frames
      .slice(0, PACKET_ROWS)
      .map(({ number, time, source, destination, protocol, length, info }) => ({
        id: frameAnchor(id, number),
        cells: [
          number,
          plainTime(time),
          hostCell(source),
          hostCell(destination),
          protocol,
          length,
          info.length > INFO_LENGTH ? `${info.slice(0, INFO_LENGTH)}…` : info,
        ],
      })),
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
  const told = members.slice(0, layout.endpoints);
  return new Set(
    told.flatMap(({ evidence, place }) => [
      ...evidence.flatMap(({ frames }) => frames),
      ...(place?.frames ?? []),
    ]),
  );
}

function labelled(label: string, ...content: Content): Block {
  return { kind: 'paragraph', label, content };
}

/**
 * What a firewall rule is to allow, a line each: protocol, destination, port. What was asked for, then what else the
 * product needs for the same, by the data that its remedies are told from.
 */
function openedLines(findings: readonly FoundIn<ShownReport>[]): string[] {
  const rows = new Map<string, string>();
  const add = (protocol: string, destination: string, port: number | null, name: string | null) => {
    const line = `${protocol.toUpperCase()}  ${destination}  ${port}`;
    if (name !== null || !rows.has(line))
      rows.set(line, name === null ? line : `${line}  # ${name}`);
  };
  const wanted = findings.map((found) => ({
    endpoints: membersOf(found).filter(wantsOpening),
    functions: found.report?.product?.functions ?? [],
  }));
  for (const { protocol, server, port, name } of wanted.flatMap(({ endpoints }) => endpoints)) {
    // What does not fit into one UDP answer is asked again over TCP (RFC 7766, 5).
    const isDns = protocol === 'udp' && port === DNS_PORT;
    for (const transport of isDns ? ['udp', 'tcp'] : [protocol]) add(transport, server, port, name);
  }
  for (const { endpoints, functions } of wanted) {
    const ids = new Set(endpoints.map((endpoint) => endpoint.function));
    for (const { opens } of functions.filter(({ id }) => ids.has(id))) {
      for (const { protocol, destination, port, name } of opens)
        add(protocol, destination, port, name);
    }
  }
  return [...rows.values()];
}

/** On which device: by the places of what failed. */
function device(endpoints: readonly ReportEndpoint[], words: Words): string {
  const segments = unique(endpoints.map(({ place }) => place?.segment ?? null));
  const [segment] = segments;
  if (segments.length === 1 && segment !== null) return words.documents.stoppedAt(segment);
  const known = failingPlaces(endpoints);
  if (known.length === 0) {
    const isFirewall = endpoints.some(({ verdict }) => verdict === 'drop' || verdict === 'reject');
    return isFirewall ? words.documents.firewallUnknown : words.documents.deviceUnknown;
  }
  return words.phrases.sentences(known.map((code) => words.places[code].advice));
}

/** The product's functions that a finding is about, as its users call them, and whether all of each. */
export function functionTitles(
  finding: ReportFinding,
  report: Report,
  { documents }: Words,
): string[] {
  const functions = report.product?.functions ?? [];
  const ids = new Set(finding.endpoints.map((index) => report.endpoints[index].function));
  const answering = new Set(
    report.endpoints.filter(({ verdict }) => verdict === 'answered').map((row) => row.function),
  );
  return functions
    .filter(({ id }) => ids.has(id))
    .map(({ id, title }) => (answering.has(id) ? documents.inPart(title) : title));
}
