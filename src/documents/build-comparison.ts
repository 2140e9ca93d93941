import type {
  ComparedService,
  ComparedSide,
  ComparisonReport,
  ConclusionCode,
} from '../diagnosis/report/comparison.ts';
import type { Report, ReportEndpoint } from '../diagnosis/report/report.ts';
import { isFailure, type Verdict } from '../evidence/verdict.ts';
import { count } from '../words/en/phrases.ts';
import { words } from '../words/say.ts';
import {
  type ByMedium,
  captureFacts,
  fileFacts,
  judgedBy,
  noteFacts,
  rowsLeftOut,
  type Setting,
  shownReport,
} from './build-capture.ts';
import { plainSection } from './build-finding.ts';
import { protocolText } from './service-text.ts';
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
const TITLES = ['First', 'Second'] as const;

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
  const [first, second] = reports.map(({ capture }) => capture.name);
  const label = words.documents.conclusions[conclusion.code];
  return {
    kind: 'comparison',
    id: '',
    title: `${label}: ${first}, ${second}`,
    verdict: {
      level: 1,
      subject: ['Cross-check of ', name(first), ' and ', name(second)],
      kicker: `cross-check of ${first} and ${second}`,
      label,
      tone: CONCLUSION_TONES[conclusion.code],
      confidence: conclusion.confidence,
      text: conclusion.text,
      isConclusion: true,
    },
    blocks: PARTS[setting.layout.medium](comparison, setting),
    foot: words.documents.comparisonFootnote,
  };
}

/** What each medium tells of a comparison, in the order in which its readers look for it. */
const PARTS: ByMedium<(comparison: ComparisonReport, setting: Setting) => Block[]> = {
  terminal: (comparison, setting) => {
    const { conclusion, reports } = comparison;
    const facts = reports.flatMap((report, index) => [
      ...fileFacts(TITLES[index], report, setting),
      fact('Verdict', `${report.summary.verdict}: ${report.summary.text}`),
      ...noteFacts(report, setting),
    ]);
    return [
      { kind: 'facts', facts: [facts, judgedBy(comparison)] },
      serviceTable(comparison, setting),
      ORDINALS.map((ordinal) => proofList(comparison, ordinal, setting)),
      titledList('What this rests on', 2, conclusion.reasons),
      titledList('What to do', 2, conclusion.advice),
    ];
  },
  ticket: (comparison, setting) => {
    const { conclusion, reports } = comparison;
    return [
      titledList('What to do', 2, conclusion.advice),
      heading(2, 'Services'),
      serviceTable(comparison, setting),
      titledList('What this rests on', 2, conclusion.reasons),
      proofTable(comparison, setting),
      reports.map((report, index) => {
        const { verdict, text } = report.summary;
        const { facts } = captureFacts(shownReport(report, setting), setting);
        return [
          heading(2, `${TITLES[index]} capture`),
          {
            kind: 'facts',
            facts: [fact('Verdict', strong(verdict), ': ', text), ...facts],
          } as const,
        ];
      }),
    ];
  },
  page: (comparison, setting) => {
    const { conclusion, reports } = comparison;
    const captures = reports.map(({ summary: { verdict, text } }, index) => ({
      ...paragraph(strong(`${TITLES[index]}:`), ' ', verdictText(verdict), ` ${text}`),
      tone: verdict,
    }));
    return [
      group('glance', [
        plainSection('What each capture says', captures),
        listSection('What to do', conclusion.advice),
      ]),
      heading(2, 'Services'),
      serviceTable(comparison, setting),
      listSection('What this rests on', conclusion.reasons),
      proofTable(comparison, setting),
      reports.map((report, index) => [
        heading(2, `${TITLES[index]} capture`),
        captureFacts(shownReport(report, setting), setting),
      ]),
    ];
  },
};

function listSection(title: string, lines: readonly string[]): Block {
  return lines.length > 0 && plainSection(title, [list(lines)]);
}

interface ServiceColumn extends Column {
  cell(service: ComparedService, comparison: ComparisonReport): Cell;
}

const SERVICE_CELL = 27;
const VERDICT_CELL = 12;

const SERVICE_PORT: ServiceColumn = {
  title: 'Port',
  style: 'address',
  cell: protocolText,
};

function sideColumns(cell: (side: ComparedSide | null) => Cell): ServiceColumn[] {
  return ORDINALS.map((ordinal, index) => ({
    title: TITLES[index],
    width: VERDICT_CELL,
    cell: (service) => cell(service[ordinal]),
  }));
}

function outcomeColumn(confidence: (text: string) => Inline): ServiceColumn {
  return {
    title: 'Fails on',
    cell: (service) => [
      outcomeText(service),
      service.confidence !== null && confidence(service.confidence),
    ],
  };
}

/** What each medium shows of a service. */
const SERVICE_COLUMNS: ByMedium<readonly ServiceColumn[]> = {
  terminal: [
    { title: 'Service', width: SERVICE_CELL, cell: serviceLines },
    SERVICE_PORT,
    ...sideColumns((side) =>
      side === null || side.status === 'partly' ? sideText(side) : verdictText(side.verdict),
    ),
    outcomeColumn(() => null),
  ],
  ticket: [
    { title: 'Service', cell: ({ title }) => name(title) },
    { title: 'For', cell: purposeOf },
    SERVICE_PORT,
    { title: 'Addresses', cell: (service, comparison) => name(addressText(service, comparison)) },
    ...sideColumns((side) =>
      side !== null && isFailure(side.verdict) ? strong(sideText(side)) : sideText(side),
    ),
    outcomeColumn((confidence) => ` (${confidence})`),
  ],
  page: [
    { title: 'Service', isHead: true, cell: serviceHead },
    SERVICE_PORT,
    ...sideColumns(sideCell),
    outcomeColumn((confidence) => [' ', quiet(confidence)]),
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

function sideCell(side: ComparedSide | null): Cell {
  if (side === null) return { content: 'not asked', style: 'quiet' };
  const { verdict, confidence } = side;
  const sure = verdict !== 'inconclusive' && [' ', quiet(confidence)];
  return { content: [verdictText(verdict, sideText(side)), sure], style: verdict };
}

/** A name or address that may be broken behind its dots and colons, where a page is narrow. */
function breakable(text: string): Inline {
  return { kind: 'breakable', text };
}

/** The services of both captures, what fails first, bounded. */
function serviceTable(comparison: ComparisonReport, { layout }: Setting): Block {
  const { services } = comparison;
  const telling = services.filter(isTelling);
  const others = services.filter((service) => !isTelling(service));
  const shown = [
    ...telling.slice(0, layout.services.telling),
    ...others.slice(0, layout.services.others),
  ];
  if (shown.length === 0) return paragraph('No service is asked for in either capture.');
  const columns = SERVICE_COLUMNS[layout.medium];
  const hidden = telling.length - layout.services.telling;
  const works = others.length - layout.services.others;
  return {
    kind: 'table',
    label: 'Services',
    caption: `${count(services.length, 'service')}, what fails first; where its address differs, the first capture’s stands first${rowsLeftOut(services.length - shown.length)}`,
    columns,
    rows: shown.map((service) => ({ cells: columns.map(({ cell }) => cell(service, comparison)) })),
    more: [
      hidden > 0 && `… and ${count(hidden, 'further service')} that fail or are unclear.`,
      works > 0 && `… and ${count(works, 'further service')} that only ever answered.`,
    ],
  };
}

/** The evidence for what fails in one of the captures. */
function proofList(comparison: ComparisonReport, ordinal: Ordinal, { layout }: Setting): Block {
  const proofs = proofsOf(comparison, ordinal);
  const left = proofs.length - layout.proofs;
  const items: Inline[] = proofs
    .slice(0, layout.proofs)
    .map(({ service, text, frames }) => [
      `${service.title} ${protocolText(service)}: ${text}`,
      { kind: 'frames', frames, shown: layout.frames, isSentence: true },
    ]);
  if (left > 0) items.push(`… and ${count(left, 'further service')}.`);
  const title = `Evidence in the ${ordinal} capture (frame numbers as in Wireshark)`;
  return titledList(title, 2, items);
}

const PROOF_COLUMNS: ByMedium<readonly Column[]> = {
  terminal: [],
  ticket: ['Capture', 'Service', 'Observation', 'Frames'].map((title) => ({ title })),
  page: [{ title: 'Service' }, { title: 'What was seen' }, { title: 'Frames', style: 'frames' }],
};

/** The same of both, in one table. */
function proofTable(comparison: ComparisonReport, { layout }: Setting): Block {
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
              [BREAK, quiet(`${ordinal} capture`)],
            ],
          ]
        : [ordinal, name(`${title} ${address}`)];
    return { cells: [...what, text, { kind: 'frames', frames, shown: layout.frames } as const] };
  });
  const leftOut = left > 0 ? `; ${count(left, 'row')} left out` : '';
  return (
    proofs.length > 0 && [
      heading(2, 'Evidence'),
      {
        kind: 'table',
        name: 'reasons',
        label: 'Evidence',
        caption: `The weightiest evidence of each failure${leftOut}`,
        columns: PROOF_COLUMNS[layout.medium],
        rows,
        more: [left > 0 && `… and ${count(left, 'further row')}.`],
      },
    ]
  );
}

/** "drop", "drop in part", "not asked". */
export function sideText(side: ComparedSide | null): string {
  if (side === null) return 'not asked';
  return side.status === 'partly' ? `${side.verdict} in part` : side.verdict;
}

/** What a service is for; '' where its title says it. */
function purposeOf({ role, title }: ComparedService): string {
  return role === title ? '' : role;
}

/** On which networks it fails, for a cell; '' where it fails on none. */
function outcomeText({ outcome, first, second }: ComparedService): string {
  switch (outcome) {
    case 'first-only':
      return 'first only';
    case 'second-only':
      return 'second only';
    case 'both':
      return 'both';
    case 'cannot-tell':
      return 'cannot tell';
    case 'none':
      return '';
    default: {
      const side = first ?? second;
      return side !== null && isFailure(side.verdict) ? 'cannot tell' : '';
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
