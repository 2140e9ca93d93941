import type { SequenceFile } from '../capture/reader.ts';
import type { Report, ReportEndpoint } from '../diagnosis/report/report.ts';
import { timeSpanText } from '../diagnosis/report/time-zone.ts';
import { type Confidence, isFailure, type Verdict } from '../evidence/verdict.ts';
import type { Words } from '../words/words.ts';
import { onClock, plainTime, type ShownReport, timeOfDay } from './clock.ts';
import { calledText, clientText, isOpenBefore, portText } from './service-text.ts';
import type { ByMedium, Setting } from './setting.ts';
import {
  BREAK,
  type Cell,
  type Column,
  type Content,
  type Fact,
  type Facts,
  fact,
  type Inline,
  name,
  quiet,
  strong,
  type Table,
  verdictText,
} from './tree.ts';

/** The report with the times that the document shows: a page with pictures has one clock throughout. */
export function shownReport(report: Report, { layout, zone }: Setting): ShownReport {
  return layout.medium === 'page' ? onClock(report, zone) : { ...report, clock: '' };
}

/** A verdict in a cell or line: a ticket has no colours, so that what does not work is strong there. */
export function shownVerdict(verdict: Verdict, { layout }: Setting): Inline {
  if (layout.medium !== 'ticket') return verdictText(verdict);
  return verdict === 'answered' ? verdict : strong(verdict);
}

type Judged = { readonly verdict: Verdict; readonly confidence: Confidence };

/** How sure a verdict is, for a cell; '' where it is none. */
export function sure({ verdict, confidence }: Judged): string {
  return verdict === 'inconclusive' ? '' : confidence;
}

/** The same behind what tells of a failure. */
export function confidenceOf(
  { verdict, confidence }: Judged,
  { phrases, documents }: Words,
): string {
  return isFailure(verdict) ? `${phrases.comma}${documents.confidenceIs(confidence)}` : '';
}

/** What was read, by what it is judged, and how good it is. */
export function captureFacts(report: ShownReport, setting: Setting): Facts {
  return { kind: 'facts', facts: FACTS[setting.layout.medium](report, setting) };
}

const FACTS: ByMedium<(report: ShownReport, setting: Setting) => Facts['facts']> = {
  terminal: (report, setting) => [
    fileFacts(setting.words.documents.facts.capture, report, setting),
    judgedBy(report, setting),
    noteFacts(report, setting),
  ],
  ticket: (report, setting) => {
    const { interfaces } = report.capture;
    const { facts, ...texts } = setting.words.documents;
    const links = [...new Set(interfaces.map(({ linkType }) => linkType))];
    const dropped = interfaces.reduce((sum, one) => sum + (one.dropped ?? 0), 0);
    const link = fact(
      facts.link,
      links.map((text, index) => [index > 0 && ', ', name(text)]),
      dropped > 0 && texts.lostWhileCapturing(dropped),
    );
    const { tool } = report;
    return [
      fileFacts(facts.file, report, setting),
      links.length > 0 && link,
      judgedBy(report, setting, facts.judgedOnly),
      noteFacts(report, setting),
      fact(
        facts.report,
        `${tool.name} ${tool.version}${setting.words.phrases.semicolon}${texts.frameNumbersAsInWireshark}`,
      ),
    ];
  },
  page: pageFacts,
};

/** Name, time and hash of a file. */
export function fileFacts(
  title: string,
  { capture }: Report,
  { zone, layout, words }: Setting,
): Fact[] {
  const { facts, ...texts } = words.documents;
  const { comma } = words.phrases;
  const { compression, firstTime, lastTime, sha256 } = capture;
  const container = [capture.format, ...(compression === null ? [] : [compression])].join(comma);
  const file = fact(
    title,
    name(capture.name),
    words.phrases.aside(`${container}${comma}${sizeOf(capture, words)}`),
  );
  const isTimeless = firstTime === null || lastTime === null;
  const time = isTimeless
    ? capture.packets === 0 || capture.quality.some(({ code }) => code === 'log')
      ? // What a log has is its own clock's.
        []
      : [fact(facts.time, texts.noTimes)]
    : [
        fact(facts.time, {
          kind: 'time',
          text: timeSpanText(firstTime, lastTime, zone, words.phrases.span),
        }),
      ];
  const hash = sha256 === null ? [] : [fact('SHA-256', name(sha256))];
  // A ticket is searched by the hash.
  const files = filesFact(capture, words);
  return layout.medium === 'ticket'
    ? [file, ...files, ...hash, ...time]
    : [file, ...files, ...time, ...hash];
}

/** Files of a sequence that are named. */
const FILES = 6;

/** `12 packets`; ` in 3 files`, of a capture that was written to several. */
function sizeOf({ packets, files }: Report['capture'], { documents }: Words): string {
  return documents.sizeOf(packets, files?.length ?? 0);
}

/** Which frames lie in which file. */
function filesFact({ files = [] }: Report['capture'], { documents, phrases }: Words): Fact[] {
  if (files.length === 0) return [];
  const named = files
    .slice(0, FILES)
    .map(({ name: file, firstFrame }) => documents.fromFrame(file, firstFrame));
  const more = files.length - FILES;
  const all = [...named, ...(more > 0 ? [documents.andMore(more)] : [])];
  return [fact(documents.facts.files, all.join(phrases.comma))];
}

/** The filter and the profile that decide what is judged. */
export function judgedBy(
  { displayFilter, profile }: { displayFilter: string | null; profile: string },
  { words: { documents } }: Setting,
  filterTitle = documents.facts.filter,
): Fact[] {
  return [
    ...(displayFilter === null ? [] : [fact(filterTitle, name(displayFilter))]),
    ...(profile === 'generic' ? [] : [fact(documents.facts.profile, name(profile))]),
  ];
}

/**
 * The filter and the redaction, for a document's head: an all-clear for a part of a capture is none for
 * the rest. In a terminal the facts stand there already.
 */
export function scopeOf(
  reports: readonly Pick<Report, 'displayFilter' | 'capture'>[],
  { layout, words: { documents } }: Setting,
): Content[] {
  if (layout.medium === 'terminal') return [];
  const filter = reports.find(({ displayFilter }) => displayFilter !== null)?.displayFilter ?? null;
  const isRedacted = reports.some(({ capture }) =>
    capture.quality.some(({ code }) => code === 'redacted'),
  );
  const filtered: Content[] =
    filter === null
      ? []
      : [
          [
            `${documents.facts.displayFilter} `,
            { kind: 'code', text: filter },
            documents.onlyMatching,
          ],
        ];
  return isRedacted ? [...filtered, [documents.isRedacted]] : filtered;
}

/** What weakens the verdicts on a capture, and where it is damaged. */
export function noteFacts({ capture }: Report, { layout, words }: Setting): Fact[] {
  const { facts, ...texts } = words.documents;
  const isTicket = layout.medium === 'ticket';
  const further = capture.problems.length - layout.problems;
  const more = isTicket ? words.further.problems(further) : texts.andMoreProblems(further);
  return [
    ...capture.quality.slice(0, layout.notes).map(({ text }) => fact(facts.note, text)),
    ...capture.problems
      .slice(0, layout.problems)
      .map(({ offset, text }) =>
        isTicket
          ? fact(facts.problemAt(offset), text)
          : fact(facts.problem, texts.atByte(offset), text),
      ),
    ...(further > 0 ? [fact('', more)] : []),
  ];
}

const INTERFACES = 20;

function filesOfSequence(files: readonly SequenceFile[], { documents }: Words): Fact[] {
  const more = files.length - FILES;
  return [
    ...files.slice(0, FILES).map((file) => fileOfSequence(file, documents)),
    ...(more > 0 ? [fact(documents.facts.files, documents.andMore(more))] : []),
  ];
}

function fileOfSequence(
  { name: file, firstFrame, packets, sha256 }: SequenceFile,
  { facts, packetsFromFrame }: Words['documents'],
): Fact {
  const hash = sha256 === null ? [] : ['; SHA-256 ', { kind: 'copy' as const, text: sha256 }];
  return fact(facts.file, name(file), packetsFromFrame(packets, firstFrame), ...hash);
}

function pageFacts(report: ShownReport, { layout, words }: Setting): Facts['facts'] {
  const { documents, amounts, phrases } = words;
  const { facts } = documents;
  const { capture, displayFilter, product, tool, clock } = report;
  const { interfaces, problems, compression, sha256 } = capture;
  const notes = capture.quality.slice(0, layout.notes);
  const isRedacted = capture.quality.some(({ code }) => code === 'redacted');
  const noHash = isRedacted ? documents.hashLeftOut : documents.hashNotComputed;
  const packetTime = (at: string | null) =>
    at === null ? documents.none : `${plainTime(at)} ${clock}`;
  const container = [capture.format, ...(compression === null ? [] : [compression])];
  return [
    fact(facts.capture, capture.name),
    ...(capture.files === undefined
      ? [fact('SHA-256', sha256 === null ? noHash : { kind: 'copy', text: sha256 })]
      : filesOfSequence(capture.files, words)),
    fact(
      facts.format,
      `${container.join(phrases.comma)}${phrases.semicolon}${sizeOf(capture, words)}${phrases.comma}${amounts.bytes(capture.bytes)}`,
    ),
    fact(facts.firstPacket, packetTime(capture.firstTime)),
    fact(facts.lastPacket, packetTime(capture.lastTime)),
    interfaces
      .slice(0, INTERFACES)
      .map(({ linkType, snapLength, packets, dropped }) =>
        fact(
          facts.interface,
          [linkType, amounts.packets(packets), documents.snapLength(snapLength)].join(
            phrases.semicolon,
          ),
          dropped !== null && documents.lostWhileCapturing(dropped),
        ),
      ),
    interfaces.length > INTERFACES &&
      fact(facts.interfaces, documents.andMore(interfaces.length - INTERFACES)),
    notes.length === 0
      ? fact(facts.quality, documents.nothingWeakens)
      : { ...fact(facts.quality), items: notes.map(({ text }) => [text]) },
    problems.length > 0 && {
      ...fact(
        facts.problems,
        problems.length > layout.problems && documents.andMore(problems.length - layout.problems),
      ),
      items: problems
        .slice(0, layout.problems)
        .map(({ offset, text }) => [documents.atByte(offset), text]),
    },
    displayFilter !== null &&
      fact(facts.displayFilter, { kind: 'code', text: displayFilter }, documents.onlyMatching),
    fact(facts.profile, product?.title ?? documents.anyService),
    fact(facts.madeBy, `${tool.name} ${tool.version}`),
  ];
}

interface EndpointColumn extends Column {
  cell(endpoint: ReportEndpoint, setting: Setting): Cell;
}

const SERVER_CELL = 22;

type Columns = Words['documents']['columns'];

function portColumn({ port }: Columns): EndpointColumn {
  return { title: port, style: 'address', cell: portText };
}

function counted(
  title: string,
  counter: 'attempts' | 'retransmissions' | 'answered' | 'refused',
): EndpointColumn {
  return {
    title,
    isNumber: true,
    cell: (endpoint) => (isOpenBefore(endpoint) ? '–' : endpoint[counter]),
  };
}

/** @param retransmissions what the column is called: a terminal has little room */
function counts(columns: Columns, retransmissions: string): EndpointColumn[] {
  return [
    counted(columns.attempts, 'attempts'),
    counted(retransmissions, 'retransmissions'),
    counted(columns.answered, 'answered'),
  ];
}

/** What each medium shows of an endpoint, by what is seen of the others. */
const ENDPOINT_COLUMNS: ByMedium<
  (report: ShownReport, shown: readonly ReportEndpoint[], words: Words) => readonly EndpointColumn[]
> = {
  terminal: (report, _, { documents }) => {
    const { columns } = documents;
    const isAlone = clientsOf(report).size === 1;
    const server: EndpointColumn = {
      title: columns.server,
      width: SERVER_CELL,
      cell: (endpoint, { words }) => [
        endpoint.server,
        ...calledText(endpoint, words).map((text) => [BREAK, text]),
        ...functionTitle(endpoint, report).map((text) => [BREAK, words.phrases.aside(text).trim()]),
        isOpenBefore(endpoint) && [BREAK, words.phrases.aside(documents.openBefore).trim()],
        !isAlone && [BREAK, documents.from(clientText(endpoint, words))],
      ],
    };
    /** Both in one, where there is little room. */
    const verdict: EndpointColumn = {
      title: columns.verdict,
      cell: ({ verdict, confidence }, setting) => [
        shownVerdict(verdict, setting),
        verdict !== 'inconclusive' && ` (${confidence})`,
      ],
    };
    return [server, portColumn(columns), verdict, ...counts(columns, columns.resent)];
  },
  ticket: (report, __, { documents: { columns } }) => [
    { title: columns.client, cell: (endpoint, { words }) => name(clientText(endpoint, words)) },
    { title: columns.server, cell: ({ server }) => name(server) },
    portColumn(columns),
    {
      title: columns.name,
      cell: (endpoint, { words }) => [
        calledText(endpoint, words).map(name),
        functionTitle(endpoint, report).map((text) => words.phrases.aside(text)),
        isOpenBefore(endpoint) && words.phrases.aside(words.documents.openBefore),
      ],
    },
    { title: columns.verdict, cell: ({ verdict }, setting) => shownVerdict(verdict, setting) },
    { title: columns.confidence, cell: sure },
    ...counts(columns, columns.retransmissions),
  ],
  page: ({ capture, clock, product }, shown, { documents: { columns } }) => [
    {
      title: columns.server,
      isHead: true,
      cell: (endpoint, { words }) => [
        endpoint.server,
        ...[...calledText(endpoint, words), ...functionTitle(endpoint, { product })].map((text) => [
          BREAK,
          quiet(text),
        ]),
        isOpenBefore(endpoint) && [BREAK, quiet(words.documents.openBefore)],
      ],
    },
    portColumn(columns),
    { title: columns.client, cell: (endpoint, { words }) => hostCell(clientText(endpoint, words)) },
    {
      title: columns.verdict,
      cell: ({ verdict, confidence }) => [
        verdictText(verdict),
        verdict !== 'inconclusive' && [' ', quiet(confidence)],
      ],
    },
    ...counts(columns, columns.retransmissions),
    counted(columns.refused, 'refused'),
    {
      title: columns.firstToLast(clock),
      style: 'time',
      cell: ({ firstTime, lastTime }) =>
        capture.firstTime === null ? '–' : `${timeOfDay(firstTime)} – ${timeOfDay(lastTime)}`,
    },
    ...(shown.some(({ place }) => place !== null)
      ? [{ title: columns.fails, style: 'where-from', cell: failsCell }]
      : []),
  ],
};

/** What of the product an endpoint is for; empty where it is for none. */
function functionTitle(
  { function: id }: ReportEndpoint,
  { product }: Pick<Report, 'product'>,
): string[] {
  const found = product?.functions.find((one) => one.id === id);
  return found === undefined ? [] : [found.title];
}

/** Longest IPv4 address: short ones are never broken into two lines, those of IPv6 may have to be. */
const SHORT = 15;

export function hostCell(address: string): Cell {
  return { content: address, style: address.length > SHORT ? '' : 'address' };
}

function failsCell({ stage, place }: ReportEndpoint, { words }: Setting): Cell {
  const where = place === null || place.code === 'unknown' ? '' : words.places[place.code].title;
  const texts = [
    stage === null || stage === 'question' ? '' : words.stages[stage],
    words.phrases.uncapitalized(where),
  ];
  return texts.filter((text) => text !== '').join(words.phrases.semicolon);
}

function clientsOf({ endpoints }: Report): Set<string> {
  return new Set(endpoints.map(({ client }) => client));
}

/** All endpoints with their verdicts and counts: what failed first, bounded. Null without any. */
export function endpointTable(report: ShownReport, setting: Setting): Table | null {
  const { endpoints } = report;
  if (endpoints.length === 0) return null;
  const { medium, endpointRows: limits } = setting.layout;
  const { documents } = setting.words;
  const failed = endpoints.filter(({ verdict }) => verdict !== 'answered');
  const answered = endpoints.filter(({ verdict }) => verdict === 'answered');
  const shown = [...failed.slice(0, limits.failed), ...answered.slice(0, limits.answered)];
  const failedLeft = failed.length - limits.failed;
  const answeredLeft = answered.length - limits.answered;
  const columns = ENDPOINT_COLUMNS[medium](report, shown, setting.words);
  const clients = clientsOf(report);
  return {
    kind: 'table',
    name: 'endpoints',
    label: documents.endpointsOf(report.capture.name),
    caption: documents.endpointsCaption(endpoints.length, endpoints.length - shown.length),
    columns,
    rows: shown.map((endpoint) => ({
      tone: endpoint.verdict,
      cells: columns.map(({ cell }) => cell(endpoint, setting)),
    })),
    more: [
      failedLeft > 0 && documents.failedLeft(failedLeft),
      answeredLeft > 0 && documents.answeredLeft(answeredLeft),
      medium === 'terminal' &&
        clients.size === 1 &&
        documents.clientIs(clientText(endpoints[0], setting.words)),
    ],
  };
}
