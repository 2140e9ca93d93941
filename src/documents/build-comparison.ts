import type {
  ComparedService,
  ComparedSide,
  ComparisonReport,
  ConclusionCode,
} from '../diagnosis/report/comparison.ts';
import type { Report, ReportEndpoint } from '../diagnosis/report/report.ts';
import { isFailure, type Verdict } from '../evidence/verdict.ts';
import type { Words } from '../words/words.ts';
import {
  captureFacts,
  fileFacts,
  judgedBy,
  noteFacts,
  scopeOf,
  shownReport,
} from './build-capture.ts';
import { plainSection } from './build-finding.ts';
import { protocolText } from './service-text.ts';
import type { ByMedium, Setting } from './setting.ts';
import {
  type Block,
  BREAK,
  type Cell,
  type Column,
  type Document,
  fact,
  group,
  heading,
  type Inline,
  list,
  name,
  paragraph,
  quiet,
  strong,
  titledList,
  unique,
  verdictText,
} from './tree.ts';

/** The two captures, in the order in which they were given. */
const ORDINALS = ['first', 'second'] as const;
type Ordinal = (typeof ORDINALS)[number];

/** The verdict whose tone a conclusion has. */
export const CONCLUSION_TONES: Readonly<Record<ConclusionCode, Verdict>> = {
  network: 'drop',
  'network-in-part': 'drop',
  'both-fail': 'unreachable',
  changed: 'inconclusive',
  swapped: 'inconclusive',
  'nothing-fails': 'answered',
  'cannot-tell': 'inconclusive',
  // Of several places it is the verdict of what is stopped: build-sides.ts.
  'between-sides': 'drop',
  'beyond-server-side': 'drop',
  'before-client-side': 'drop',
};

/** The document about two captures held against each other. */
export function comparisonDocument(comparison: ComparisonReport, setting: Setting): Document {
  const { conclusion, reports } = comparison;
  const { comparisonDocument: own, documents, phrases } = setting.words;
  const [first, second] = reports.map(({ capture }) => capture.name);
  const label = documents.conclusions[conclusion.code];
  return {
    kind: 'comparison',
    id: '',
    title: `${label}: ${first}${phrases.comma}${second}`,
    verdict: {
      level: 1,
      subject: [own.crossCheckOf, name(first), own.joint(1, 2), name(second)],
      kicker: own.kicker(first, second),
      scope: scopeOf(reports, setting),
      label,
      tone: CONCLUSION_TONES[conclusion.code],
      confidence: conclusion.confidence,
      text: conclusion.text,
      isConclusion: true,
    },
    blocks: PARTS[setting.layout.medium](comparison, setting),
    foot: documents.comparisonFootnote,
  };
}

/** What each medium tells of a comparison, in the order in which its readers look for it. */
const PARTS: ByMedium<(comparison: ComparisonReport, setting: Setting) => Block[]> = {
  terminal: (comparison, setting) => {
    const { conclusion, reports } = comparison;
    const { comparisonDocument: own, documents, phrases } = setting.words;
    const facts = reports.flatMap((report, index) => [
      ...fileFacts(own.titles[ORDINALS[index]], report, setting),
      fact(
        documents.facts.verdict,
        `${report.summary.verdict}${phrases.colon}${report.summary.text}`,
      ),
      ...noteFacts(report, setting),
    ]);
    return [
      { kind: 'facts', facts: [facts, judgedBy(comparison, setting)] },
      serviceTable(comparison, setting),
      ORDINALS.map((ordinal) => proofList(comparison, ordinal, setting)),
      titledList(own.headings.restsOn, 2, conclusion.reasons),
      titledList(documents.headings.whatToDo, 2, conclusion.advice),
    ];
  },
  ticket: (comparison, setting) => {
    const { conclusion, reports } = comparison;
    const { comparisonDocument: own, documents, phrases } = setting.words;
    return [
      titledList(documents.headings.whatToDo, 2, conclusion.advice),
      heading(2, documents.headings.services),
      serviceTable(comparison, setting),
      titledList(own.headings.restsOn, 2, conclusion.reasons),
      proofTable(comparison, setting),
      reports.map((report, index) => {
        const { verdict, text } = report.summary;
        const { facts } = captureFacts(shownReport(report, setting), setting);
        return [
          heading(2, own.captures[ORDINALS[index]]),
          {
            kind: 'facts',
            facts: [fact(documents.facts.verdict, strong(verdict), phrases.colon, text), ...facts],
          } as const,
        ];
      }),
    ];
  },
  page: (comparison, setting) => {
    const { conclusion, reports } = comparison;
    const { comparisonDocument: own, documents, phrases } = setting.words;
    const captures = reports.map(({ summary: { verdict, text } }, index) => ({
      ...paragraph(
        strong(`${own.titles[ORDINALS[index]]}${phrases.colon}`.trim()),
        ...[' ', verdictText(verdict), ` ${text}`],
      ),
      tone: verdict,
    }));
    return [
      group('glance', [
        plainSection(own.headings.eachSays, captures),
        listSection(documents.headings.whatToDo, conclusion.advice),
      ]),
      heading(2, documents.headings.services),
      serviceTable(comparison, setting),
      listSection(own.headings.restsOn, conclusion.reasons),
      proofTable(comparison, setting),
      reports.map((report, index) => [
        heading(2, own.captures[ORDINALS[index]]),
        captureFacts(shownReport(report, setting), setting),
      ]),
    ];
  },
};

function listSection(title: string, lines: readonly string[]): Block {
  return lines.length > 0 && plainSection(title, [list(lines)]);
}

interface ServiceColumn extends Column {
  cell(service: ComparedService, comparison: ComparisonReport, words: Words): Cell;
}

const SERVICE_CELL = 27;
const VERDICT_CELL = 12;

function portColumn({ documents }: Words): ServiceColumn {
  return { title: documents.columns.port, style: 'address', cell: protocolText };
}

function sideColumns(
  { comparisonDocument: own }: Words,
  cell: (side: ComparedSide | null) => Cell,
): ServiceColumn[] {
  return ORDINALS.map((ordinal) => ({
    title: own.titles[ordinal],
    width: VERDICT_CELL,
    cell: (service) => cell(service[ordinal]),
  }));
}

function outcomeColumn(words: Words, confidence: (text: string) => Inline): ServiceColumn {
  return {
    title: words.comparisonDocument.columns.failsOn,
    cell: (service) => [
      outcomeText(service, words),
      service.confidence !== null && confidence(service.confidence),
    ],
  };
}

/** What each medium shows of a service. */
const SERVICE_COLUMNS: ByMedium<(words: Words) => readonly ServiceColumn[]> = {
  terminal: (words) => [
    { title: words.documents.columns.service, width: SERVICE_CELL, cell: serviceLines },
    portColumn(words),
    ...sideColumns(words, (side) =>
      side === null || side.status === 'partly' ? sideText(side, words) : verdictText(side.verdict),
    ),
    outcomeColumn(words, () => null),
  ],
  ticket: (words) => [
    { title: words.documents.columns.service, cell: ({ title }) => name(title) },
    { title: words.comparisonDocument.columns.purpose, cell: purposeOf },
    portColumn(words),
    {
      title: words.comparisonDocument.columns.addresses,
      cell: (service, comparison) => name(addressText(service, comparison)),
    },
    ...sideColumns(words, (side) => {
      const text = sideText(side, words);
      return side !== null && isFailure(side.verdict) ? strong(text) : text;
    }),
    outcomeColumn(words, (confidence) => words.phrases.aside(confidence)),
  ],
  page: (words) => [
    { title: words.documents.columns.service, isHead: true, cell: serviceHead },
    portColumn(words),
    ...sideColumns(words, (side) => sideCell(side, words)),
    outcomeColumn(words, (confidence) => [' ', quiet(confidence)]),
  ],
};

/** Name or address; of what tells of a failure, also what it is for and its addresses. */
function serviceLines(service: ComparedService, comparison: ComparisonReport): Inline {
  const { title } = service;
  const addresses = addressText(service, comparison);
  const below = [purposeOf(service), ...(addresses === title ? [] : addresses.split(' / '))];
  const shown = isTelling(service) ? below.filter((text) => text !== '') : [];
  return [title, shown.map((text) => [BREAK, text])];
}

function serviceHead(service: ComparedService, comparison: ComparisonReport): Inline {
  const { title } = service;
  const below = [purposeOf(service), addressText(service, comparison)].filter(
    (text) => text !== '' && text !== title,
  );
  return [strong(breakable(title)), below.map((text) => [BREAK, quiet(breakable(text))])];
}

function sideCell(side: ComparedSide | null, words: Words): Cell {
  if (side === null) return { content: sideText(side, words), style: 'quiet' };
  const { verdict, confidence } = side;
  const sure = verdict !== 'inconclusive' && [' ', quiet(confidence)];
  return { content: [verdictText(verdict, sideText(side, words)), sure], style: verdict };
}

/** A name or address that may be broken behind its dots and colons, where a page is narrow. */
function breakable(text: string): Inline {
  return { kind: 'breakable', text };
}

/** The services of both captures, what fails first, bounded. */
function serviceTable(comparison: ComparisonReport, { layout, words }: Setting): Block {
  const { comparisonDocument: own, documents } = words;
  const { services } = comparison;
  const telling = services.filter(isTelling);
  const others = services.filter((service) => !isTelling(service));
  const shown = [
    ...telling.slice(0, layout.services.telling),
    ...others.slice(0, layout.services.others),
  ];
  if (shown.length === 0) return paragraph(own.noService);
  const columns = SERVICE_COLUMNS[layout.medium](words);
  const hidden = telling.length - layout.services.telling;
  const works = others.length - layout.services.others;
  return {
    kind: 'table',
    label: documents.headings.services,
    caption: own.servicesCaption(services.length, services.length - shown.length),
    columns,
    rows: shown.map((service) => ({
      cells: columns.map(({ cell }) => cell(service, comparison, words)),
    })),
    more: [hidden > 0 && own.unclearLeft(hidden), works > 0 && own.answeredLeft(works)],
  };
}

/** The evidence for what fails in one of the captures. */
function proofList(
  comparison: ComparisonReport,
  ordinal: Ordinal,
  { layout, words: { comparisonDocument: own, documents, phrases } }: Setting,
): Block {
  const proofs = proofsOf(comparison, ordinal);
  const left = proofs.length - layout.proofs;
  const items: Inline[] = proofs
    .slice(0, layout.proofs)
    .map(({ service, text, frames }) => [
      `${service.title} ${protocolText(service)}${phrases.colon}${text}`,
      { kind: 'frames', frames, shown: layout.frames, isSentence: true },
    ]);
  if (left > 0) items.push(documents.servicesLeft(left));
  return titledList(own.evidenceIn[ordinal], 2, items);
}

const PROOF_COLUMNS: ByMedium<(columns: Words['documents']['columns']) => readonly Column[]> = {
  terminal: () => [],
  ticket: ({ capture, service, observation, frames }) =>
    [capture, service, observation, frames].map((title) => ({ title })),
  page: ({ service, whatWasSeen, frames }) => [
    { title: service },
    { title: whatWasSeen },
    { title: frames, style: 'frames' },
  ],
};

/** The same of both, in one table. */
function proofTable(comparison: ComparisonReport, { layout, words }: Setting): Block {
  const { comparisonDocument: own, documents } = words;
  const proofs = ORDINALS.flatMap((ordinal) =>
    proofsOf(comparison, ordinal).map((proof) => ({ ordinal, ...proof })),
  );
  const left = proofs.length - layout.proofs;
  const rows = proofs.slice(0, layout.proofs).map(({ ordinal, service, text, frames }) => {
    const { title } = service;
    const address = protocolText(service);
    const what: Cell[] =
      layout.medium === 'page'
        ? [
            [
              [breakable(title), ' ', { kind: 'address', text: address }],
              [BREAK, quiet(own.inCaptures[ordinal])],
            ],
          ]
        : [own.ordinals[ordinal], name(`${title} ${address}`)];
    return { cells: [...what, text, { kind: 'frames', frames, shown: layout.frames } as const] };
  });
  return (
    proofs.length > 0 && [
      heading(2, documents.headings.evidence),
      {
        kind: 'table',
        name: 'reasons',
        label: documents.headings.evidence,
        caption: own.evidenceCaption(left),
        columns: PROOF_COLUMNS[layout.medium](documents.columns),
        rows,
        more: [left > 0 && own.furtherRows(left)],
      },
    ]
  );
}

/** "drop", "drop in part", "not asked". */
export function sideText(side: ComparedSide | null, { comparisonDocument: own }: Words): string {
  if (side === null) return own.notAsked;
  return side.status === 'partly' ? own.inPart(side.verdict) : side.verdict;
}

/** What a service is for; '' where its title says it. */
function purposeOf({ role, title }: ComparedService): string {
  return role === title ? '' : role;
}

/** On which networks it fails, for a cell; '' where it fails on none. */
function outcomeText(
  { outcome, first, second }: ComparedService,
  { comparisonDocument: { outcomes } }: Words,
): string {
  switch (outcome) {
    case 'first-only':
    case 'second-only':
    case 'both':
    case 'cannot-tell':
      return outcomes[outcome];
    case 'none':
      return '';
    default: {
      const side = first ?? second;
      return side !== null && isFailure(side.verdict) ? outcomes['cannot-tell'] : '';
    }
  }
}

/** Services with a failure on either side, or of which a capture cannot tell; the others only work. */
function isTelling({ outcome, first, second }: ComparedService): boolean {
  if (outcome === 'none') return false;
  return [first, second].some(
    (side) => side !== null && (side.verdict !== 'answered' || side.status === 'partly'),
  );
}

/** Addresses of a service: "18.135.112.200", or "192.168.0.65 / 172.20.10.1" where they differ. */
export function addressText(service: ComparedService, { reports }: ComparisonReport): string {
  const [first, second] = [service.first, service.second].map((side, index) =>
    serversOf(side, reports[index]),
  );
  if (first === '' || second === '' || first === second) return first || second;
  return `${first} / ${second}`;
}

const SERVERS_NAMED = 2;

function serversOf(side: ComparedSide | null, report: Report): string {
  const servers = unique(membersOf(side, report).map(({ server }) => server));
  const more = servers.length > SERVERS_NAMED ? ' …' : '';
  return servers.slice(0, SERVERS_NAMED).join(', ') + more;
}

function membersOf(side: ComparedSide | null, report: Report): ReportEndpoint[] {
  return (side?.endpoints ?? []).map((index) => report.endpoints[index]);
}

/** What proves a side's failure, in the words of its weightiest evidence, with its frames. */
export interface Proof {
  readonly text: string;
  readonly frames: readonly number[];
}

export function proofOf(side: ComparedSide | null, report: Report): Proof | null {
  const members = membersOf(side, report);
  const endpoint = members.find(({ verdict }) => verdict === side?.verdict);
  const row = endpoint?.evidence[0];
  return row === undefined ? null : { text: row.text, frames: row.frames };
}

/** For each failure in the first or second capture, what proves it. */
function proofsOf(
  { services, reports }: ComparisonReport,
  ordinal: Ordinal,
): (Proof & { readonly service: ComparedService })[] {
  return services.flatMap((service) => {
    const side = service[ordinal];
    if (side === null || !isFailure(side.verdict)) return [];
    const proof = proofOf(side, reports[ORDINALS.indexOf(ordinal)]);
    return proof === null ? [] : [{ service, ...proof }];
  });
}
