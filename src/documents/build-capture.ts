import type { SequenceFile } from '../capture/reader.ts';
import type { Report, ReportEndpoint } from '../diagnosis/report/report.ts';
import { type TimeZone, timeSpanText } from '../diagnosis/report/time-zone.ts';
import { type Confidence, isFailure, type Verdict } from '../evidence/verdict.ts';
import { count, grouped } from '../words/en/phrases.ts';
import { words } from '../words/say.ts';
import { onClock, plainTime, type ShownReport, timeOfDay } from './clock.ts';
import type { Layout } from './layout.ts';
import { calledText, portText } from './service-text.ts';
import {
  BREAK,
  type Cell,
  type Column,
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

/** How a document is to be built. */
export interface Setting {
  readonly layout: Layout;
  /** Whose times it shows; UTC where absent. */
  readonly zone: TimeZone | undefined;
  /** Of the heading of a capture's report: 2 where there are several. */
  readonly level: number;
}

/** One of each medium's own: what its readers look for first. */
export type ByMedium<T> = Readonly<Record<Layout['medium'], T>>;

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
export function confidenceOf({ verdict, confidence }: Judged): string {
  return isFailure(verdict) ? `, confidence ${confidence}` : '';
}

/** What was read, by what it is judged, and how good it is. */
export function captureFacts(report: ShownReport, setting: Setting): Facts {
  return { kind: 'facts', facts: FACTS[setting.layout.medium](report, setting) };
}

const FACTS: ByMedium<(report: ShownReport, setting: Setting) => Facts['facts']> = {
  terminal: (report, setting) => [
    fileFacts('Capture', report, setting),
    judgedBy(report),
    noteFacts(report, setting),
  ],
  ticket: (report, setting) => {
    const { interfaces } = report.capture;
    const links = [...new Set(interfaces.map(({ linkType }) => linkType))];
    const dropped = interfaces.reduce((sum, one) => sum + (one.dropped ?? 0), 0);
    const link = fact(
      'Link',
      links.map((text, index) => [index > 0 && ', ', name(text)]),
      dropped > 0 && `; ${count(dropped, 'packet')} lost while capturing`,
    );
    const { tool } = report;
    return [
      fileFacts('File', report, setting),
      links.length > 0 && link,
      judgedBy(report, 'Judged only'),
      noteFacts(report, setting),
      fact('Report', `${tool.name} ${tool.version}; frame numbers as in Wireshark`),
    ];
  },
  page: pageFacts,
};

/** Name, time and hash of a file. */
export function fileFacts(title: string, { capture }: Report, { zone, layout }: Setting): Fact[] {
  const { compression, firstTime, lastTime, sha256 } = capture;
  const container = compression === null ? capture.format : `${capture.format}, ${compression}`;
  const file = fact(
    title,
    name(capture.name),
    ` (${container}, ${count(capture.packets, 'packet')}${inFiles(capture)})`,
  );
  const isTimeless = firstTime === null || lastTime === null;
  const time = isTimeless
    ? capture.packets === 0 || capture.quality.some(({ code }) => code === 'log')
      ? // What a log has is its own clock's.
        []
      : [fact('Time', 'none is printed')]
    : [fact('Time', { kind: 'time', text: timeSpanText(firstTime, lastTime, zone) })];
  const hash = sha256 === null ? [] : [fact('SHA-256', name(sha256))];
  // A ticket is searched by the hash.
  const files = filesFact(capture);
  return layout.medium === 'ticket'
    ? [file, ...files, ...hash, ...time]
    : [file, ...files, ...time, ...hash];
}

/** Files of a sequence that are named. */
const FILES = 6;

/** ` in 3 files`, of a capture that was written to several. */
function inFiles({ files }: Report['capture']): string {
  return files === undefined ? '' : ` in ${count(files.length, 'file')}`;
}

/** Which frames lie in which file. */
function filesFact({ files = [] }: Report['capture']): Fact[] {
  if (files.length === 0) return [];
  const named = files
    .slice(0, FILES)
    .map(({ name: file, firstFrame }) => `${file} from frame ${grouped(firstFrame)}`);
  const more = files.length - FILES;
  return [fact('Files', [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(', '))];
}

/** The filter and the profile that decide what is judged. */
export function judgedBy(
  { displayFilter, profile }: { displayFilter: string | null; profile: string },
  filterTitle = 'Filter',
): Fact[] {
  return [
    ...(displayFilter === null ? [] : [fact(filterTitle, name(displayFilter))]),
    ...(profile === 'generic' ? [] : [fact('Profile', name(profile))]),
  ];
}

/** What weakens the verdicts on a capture, and where it is damaged. */
export function noteFacts({ capture }: Report, { layout }: Setting): Fact[] {
  const isTicket = layout.medium === 'ticket';
  const further = capture.problems.length - layout.problems;
  const more = isTicket
    ? count(further, 'further problem')
    : `and ${count(further, 'further problem')}.`;
  return [
    ...capture.quality.slice(0, layout.notes).map(({ text }) => fact('Note', text)),
    ...capture.problems
      .slice(0, layout.problems)
      .map(({ offset, text }) =>
        isTicket
          ? fact(`Problem at byte ${offset}`, text)
          : fact('Problem', `at byte ${offset}: `, text),
      ),
    ...(further > 0 ? [fact('', more)] : []),
  ];
}

const INTERFACES = 20;

function filesOfSequence(files: readonly SequenceFile[]): Fact[] {
  const more = files.length - FILES;
  return [
    ...files.slice(0, FILES).map(fileOfSequence),
    ...(more > 0 ? [fact('Files', `and ${grouped(more)} more`)] : []),
  ];
}

function fileOfSequence({ name: file, firstFrame, packets, sha256 }: SequenceFile): Fact {
  const facts = `; ${count(packets, 'packet')} from frame ${grouped(firstFrame)}`;
  const hash = sha256 === null ? [] : ['; SHA-256 ', { kind: 'copy' as const, text: sha256 }];
  return fact('File', name(file), facts, ...hash);
}

function pageFacts(report: ShownReport, { layout }: Setting): Facts['facts'] {
  const { capture, displayFilter, product, tool, clock } = report;
  const { interfaces, problems, compression, sha256 } = capture;
  const notes = capture.quality.slice(0, layout.notes);
  const isRedacted = capture.quality.some(({ code }) => code === 'redacted');
  const noHash = isRedacted ? 'left out' : 'not computed';
  const packetTime = (at: string | null) => (at === null ? 'none' : `${plainTime(at)} ${clock}`);
  const container = compression === null ? capture.format : `${capture.format}, ${compression}`;
  const scope = ': only endpoints with a matching packet are judged';
  return [
    fact('Capture', capture.name),
    ...(capture.files === undefined
      ? [fact('SHA-256', sha256 === null ? noHash : { kind: 'copy', text: sha256 })]
      : filesOfSequence(capture.files)),
    fact(
      'Format',
      `${container}; ${count(capture.packets, 'packet')}${inFiles(capture)}, ${count(capture.bytes, 'byte')}`,
    ),
    fact('First packet', packetTime(capture.firstTime)),
    fact('Last packet', packetTime(capture.lastTime)),
    interfaces
      .slice(0, INTERFACES)
      .map(({ linkType, snapLength, packets, dropped }) =>
        fact(
          'Interface',
          `${linkType}; ${count(packets, 'packet')}; snap length ${grouped(snapLength)}`,
          dropped !== null && `; ${grouped(dropped)} lost while capturing`,
        ),
      ),
    interfaces.length > INTERFACES &&
      fact('Interfaces', `and ${interfaces.length - INTERFACES} more`),
    notes.length === 0
      ? fact('Quality', 'nothing that weakens the verdicts')
      : { ...fact('Quality'), items: notes.map(({ text }) => [text]) },
    problems.length > 0 && {
      ...fact(
        'Problems',
        problems.length > layout.problems && `and ${problems.length - layout.problems} more`,
      ),
      items: problems
        .slice(0, layout.problems)
        .map(({ offset, text }) => [`at byte ${grouped(offset)}: ${text}`]),
    },
    displayFilter !== null && fact('Display filter', { kind: 'code', text: displayFilter }, scope),
    fact('Profile', product?.title ?? 'any service'),
    fact('Made by', `${tool.name} ${tool.version}`),
  ];
}

interface EndpointColumn extends Column {
  cell(endpoint: ReportEndpoint, setting: Setting): Cell;
}

const SERVER_CELL = 22;

const PORT: EndpointColumn = { title: 'Port', style: 'address', cell: portText };
const VERDICT: EndpointColumn = {
  title: 'Verdict',
  cell: ({ verdict }, setting) => shownVerdict(verdict, setting),
};
/** Both in one, where there is little room. */
const SURE_VERDICT: EndpointColumn = {
  title: 'Verdict',
  cell: ({ verdict, confidence }, setting) => [
    shownVerdict(verdict, setting),
    verdict !== 'inconclusive' && ` (${confidence})`,
  ],
};
const CONFIDENCE: EndpointColumn = { title: words.documents.columns.confidence, cell: sure };

function counted(
  title: string,
  counter: 'attempts' | 'retransmissions' | 'answered' | 'refused',
): EndpointColumn {
  return { title, isNumber: true, cell: (endpoint) => endpoint[counter] };
}

/** @param retransmissions what the column is called: a terminal has little room */
function counts(retransmissions: string): EndpointColumn[] {
  return [
    counted(words.documents.columns.attempts, 'attempts'),
    counted(retransmissions, 'retransmissions'),
    counted(words.documents.columns.answered, 'answered'),
  ];
}

/** What each medium shows of an endpoint, by what is seen of the others. */
const ENDPOINT_COLUMNS: ByMedium<
  (report: ShownReport, shown: readonly ReportEndpoint[]) => readonly EndpointColumn[]
> = {
  terminal: (report) => {
    const isAlone = clientsOf(report).size === 1;
    const server: EndpointColumn = {
      title: 'Server',
      width: SERVER_CELL,
      cell: (endpoint) => [
        endpoint.server,
        ...calledText(endpoint).map((text) => [BREAK, text]),
        !isAlone && [BREAK, `from ${endpoint.client}`],
      ],
    };
    return [server, PORT, SURE_VERDICT, ...counts(words.documents.columns.resent)];
  },
  ticket: () => [
    { title: 'Client', cell: ({ client }) => name(client) },
    { title: 'Server', cell: ({ server }) => name(server) },
    PORT,
    { title: 'Name', cell: (endpoint) => calledText(endpoint).map(name) },
    VERDICT,
    CONFIDENCE,
    ...counts(words.documents.columns.retransmissions),
  ],
  page: ({ capture, clock }, shown) => [
    {
      title: 'Server',
      isHead: true,
      cell: (endpoint) => [
        endpoint.server,
        ...calledText(endpoint).map((text) => [BREAK, quiet(text)]),
      ],
    },
    PORT,
    { title: 'Client', cell: ({ client }) => hostCell(client) },
    {
      title: 'Verdict',
      cell: ({ verdict, confidence }) => [
        verdictText(verdict),
        verdict !== 'inconclusive' && [' ', quiet(confidence)],
      ],
    },
    ...counts(words.documents.columns.retransmissions),
    counted(words.documents.columns.refused, 'refused'),
    {
      title: `First to last (${clock})`,
      style: 'time',
      cell: ({ firstTime, lastTime }) =>
        capture.firstTime === null ? '–' : `${timeOfDay(firstTime)} – ${timeOfDay(lastTime)}`,
    },
    ...(shown.some(({ place }) => place !== null)
      ? [{ title: 'Fails', style: 'where-from', cell: failsCell }]
      : []),
  ],
};

/** Longest IPv4 address: short ones are never broken into two lines, those of IPv6 may have to be. */
const SHORT = 15;

export function hostCell(address: string): Cell {
  return { content: address, style: address.length > SHORT ? '' : 'address' };
}

function failsCell({ stage, place }: ReportEndpoint): Cell {
  const where = place === null || place.code === 'unknown' ? '' : words.places[place.code].title;
  const texts = [
    stage === null || stage === 'question' ? '' : words.stages[stage],
    where === '' ? '' : `${where[0].toLowerCase()}${where.slice(1)}`,
  ];
  return texts.filter((text) => text !== '').join('; ');
}

function clientsOf({ endpoints }: Report): Set<string> {
  return new Set(endpoints.map(({ client }) => client));
}

/** All endpoints with their verdicts and counts: what failed first, bounded. Null without any. */
export function endpointTable(report: ShownReport, setting: Setting): Table | null {
  const { endpoints } = report;
  if (endpoints.length === 0) return null;
  const { medium, endpointRows: limits } = setting.layout;
  const failed = endpoints.filter(({ verdict }) => verdict !== 'answered');
  const answered = endpoints.filter(({ verdict }) => verdict === 'answered');
  const shown = [...failed.slice(0, limits.failed), ...answered.slice(0, limits.answered)];
  const failedLeft = failed.length - limits.failed;
  const answeredLeft = answered.length - limits.answered;
  const columns = ENDPOINT_COLUMNS[medium](report, shown);
  const clients = clientsOf(report);
  return {
    kind: 'table',
    name: 'endpoints',
    label: `Endpoints of ${report.capture.name}`,
    caption: `${count(endpoints.length, 'endpoint')}: a server’s address and port as one client asked for it${rowsLeftOut(endpoints.length - shown.length)}`,
    columns,
    rows: shown.map((endpoint) => ({
      tone: endpoint.verdict,
      cells: columns.map(({ cell }) => cell(endpoint, setting)),
    })),
    more: [
      failedLeft > 0 && `… and ${count(failedLeft, 'further endpoint')} that did not answer.`,
      answeredLeft > 0 && `… and ${count(answeredLeft, 'further service')} that answered.`,
      medium === 'terminal' && clients.size === 1 && `Client: ${[...clients][0]}.`,
    ],
  };
}

/** `; 12 rows left out (all are in the JSON report)`. */
export function rowsLeftOut(left: number): string {
  return left > 0 ? `; ${count(left, 'row')} left out (all are in the JSON report)` : '';
}
