import type { ComparisonReport } from '../diagnosis/report/comparison.ts';
import type { SidedEndpointReport, SidesReport } from '../diagnosis/report/sides.ts';
import { timeText } from '../diagnosis/report/time-zone.ts';
import { isFailure, type Verdict } from '../evidence/verdict.ts';
import { hostAndPort } from '../protocols/address-text.ts';
import type { Words } from '../words/words.ts';
import {
  captureFacts,
  fileFacts,
  judgedBy,
  noteFacts,
  scopeOf,
  shownReport,
  shownVerdict,
} from './build-capture.ts';
import { CONCLUSION_TONES } from './build-comparison.ts';
import { plainSection } from './build-finding.ts';
import type { ByMedium, Setting } from './setting.ts';
import {
  type Block,
  BREAK,
  type Cell,
  type Column,
  type Document,
  group,
  heading,
  type Inline,
  list,
  name,
  paragraph,
  quiet,
  strong,
  titledList,
  verdictText,
} from './tree.ts';

/** A comparison of captures that were taken at several places. */
type SidesComparison = ComparisonReport & { readonly sides: SidesReport };
/** What such a comparison says, without the captures. */
type ComparedSides = Pick<SidesComparison, 'conclusion' | 'sides'>;

/** The document about captures of several places, held against each other packet by packet. */
export function sidesDocument(comparison: SidesComparison, setting: Setting): Document {
  const { conclusion, sides } = comparison;
  const names = sides.places.map((place) => place.name);
  const { comparisonDocument: own, documents, phrases } = setting.words;
  const label = documents.conclusions[conclusion.code];
  return {
    kind: 'comparison',
    id: '',
    title: `${label}: ${names.join(phrases.comma)}`,
    verdict: {
      level: 1,
      subject: [
        own.sidesOf,
        names.map((text, index): Inline => [own.joint(index, names.length), name(text)]),
      ],
      kicker: own.sidesKicker(names.length),
      scope: scopeOf(comparison.reports, setting),
      label,
      tone: toneOf(comparison),
      confidence: conclusion.confidence,
      text: conclusion.text,
      isConclusion: true,
    },
    blocks: PARTS[setting.layout.medium](comparison, setting),
    foot: documents.sidesFootnote,
  };
}

/** The verdict of what is stopped. */
function toneOf({ conclusion, sides }: SidesComparison): Verdict {
  const [lead] = sides.endpoints;
  return lead !== undefined && isFailure(lead.verdict) && lead.place !== null
    ? lead.verdict
    : CONCLUSION_TONES[conclusion.code];
}

const PARTS: ByMedium<(comparison: SidesComparison, setting: Setting) => Block[]> = {
  terminal: (comparison, setting) => {
    const { conclusion, reports, sides } = comparison;
    const { comparisonDocument: own, documents } = setting.words;
    const facts = sides.places.flatMap(({ report }, place) => [
      ...fileFacts(own.shortPlace(place, sides.places.length), reports[report], setting),
      ...noteFacts(reports[report], setting),
    ]);
    return [
      { kind: 'facts', facts: [facts, judgedBy(comparison, setting)] },
      endpointTable(comparison, setting),
      proofLists(comparison, setting),
      timelineTable(comparison, setting),
      titledList(own.headings.changed, 2, changesOf(comparison, setting)),
      titledList(own.headings.restsOn, 2, [...conclusion.reasons, ...sides.notes]),
      titledList(documents.headings.whatToDo, 2, conclusion.advice),
    ];
  },
  ticket: (comparison, setting) => {
    const { conclusion, reports, sides } = comparison;
    const { comparisonDocument: own, documents, phrases } = setting.words;
    return [
      titledList(documents.headings.whatToDo, 2, conclusion.advice),
      heading(2, documents.headings.services),
      endpointTable(comparison, setting),
      titledList(own.headings.restsOn, 2, [...conclusion.reasons, ...sides.notes]),
      proofTable(comparison, setting),
      timelineTable(comparison, setting),
      titledList(own.headings.changed, 2, changesOf(comparison, setting)),
      sides.places.map(({ title, report }) => [
        heading(2, phrases.capitalized(title)),
        captureFacts(shownReport(reports[report], setting), setting),
      ]),
    ];
  },
  page: (comparison, setting) => {
    const { conclusion, reports, sides } = comparison;
    const { comparisonDocument: own, documents, phrases } = setting.words;
    const captures = sides.places.map(({ title, report }) => {
      const { verdict, text } = reports[report].summary;
      return {
        ...paragraph(
          strong(`${phrases.capitalized(title)}${phrases.colon}`.trim()),
          ...[' ', verdictText(verdict), ` ${text}`],
        ),
        tone: verdict,
      };
    });
    return [
      group('glance', [
        plainSection(own.headings.eachSaysAlone, captures),
        conclusion.advice.length > 0 &&
          plainSection(documents.headings.whatToDo, [list(conclusion.advice)]),
      ]),
      pictures(comparison, setting),
      heading(2, documents.headings.services),
      endpointTable(comparison, setting),
      plainSection(own.headings.restsOn, [list([...conclusion.reasons, ...sides.notes])]),
      proofTable(comparison, setting),
      listSection(own.headings.changed, changesOf(comparison, setting)),
      sides.places.map(({ title, report }) => [
        heading(2, phrases.capitalized(title)),
        captureFacts(shownReport(reports[report], setting), setting),
      ]),
    ];
  },
};

function listSection(title: string, lines: readonly Inline[]): Block {
  return lines.length > 0 && plainSection(title, [list(lines)]);
}

interface EndpointColumn extends Column {
  cell(endpoint: SidedEndpointReport, comparison: ComparedSides, setting: Setting): Cell;
}

const SERVICE_CELL = 27;

const COLUMNS = ({ documents, comparisonDocument }: Words): readonly EndpointColumn[] => [
  { title: documents.columns.service, width: SERVICE_CELL, isHead: true, cell: serviceCell },
  {
    title: documents.columns.port,
    style: 'address',
    cell: ({ protocol, port }) => `${protocol} ${port}`,
  },
  {
    title: documents.columns.verdict,
    cell: ({ verdict, confidence }, _, setting) => [
      shownVerdict(verdict, setting),
      verdict !== 'inconclusive' &&
        setting.layout.medium !== 'terminal' && [' ', quiet(confidence)],
    ],
  },
  { title: comparisonDocument.columns.where, cell: ({ place }) => place?.text ?? '' },
];

function serviceCell(
  { client, server, name: called }: SidedEndpointReport,
  _: ComparedSides,
  { words }: Setting,
): Inline {
  return [
    called ?? server,
    called !== null && [BREAK, server],
    client !== null && [BREAK, words.documents.from(client)],
  ];
}

/** Below the heading of a part of a larger document. */
const LEVEL_OF_PARTS = 4;

/** What captures of one way show together, as a part of a larger document: all but the captures themselves. */
export function sidesParts(comparison: ComparedSides, setting: Setting): Block[] {
  const { conclusion, sides } = comparison;
  const isPage = setting.layout.medium === 'page';
  const { headings } = setting.words.comparisonDocument;
  return [
    paragraph(conclusion.text),
    isPage && pictures(comparison, setting, LEVEL_OF_PARTS),
    endpointTable(comparison, setting),
    !isPage && timelineTable(comparison, setting, LEVEL_OF_PARTS),
    titledList(headings.changed, LEVEL_OF_PARTS, changesOf(comparison, setting)),
    titledList(headings.restsOn, LEVEL_OF_PARTS, [...conclusion.reasons, ...sides.notes]),
  ];
}

/** What the client's side asks for, what is stopped first, bounded. */
function endpointTable(comparison: ComparedSides, setting: Setting): Block {
  const { layout, words } = setting;
  const { comparisonDocument: own, documents } = words;
  const { endpoints } = comparison.sides;
  const telling = endpoints.filter(({ verdict }) => verdict !== 'answered');
  const others = endpoints.filter(({ verdict }) => verdict === 'answered');
  const shown = [
    ...telling.slice(0, layout.services.telling),
    ...others.slice(0, layout.services.others),
  ];
  if (shown.length === 0) return paragraph(own.noServiceAsked);
  const left = endpoints.length - shown.length;
  const columns = COLUMNS(words);
  return {
    kind: 'table',
    label: documents.headings.services,
    caption: own.sidesCaption(endpoints.length, left),
    columns,
    rows: shown.map((endpoint) => ({
      cells: columns.map(({ cell }) => cell(endpoint, comparison, setting)),
    })),
    more: [left > 0 && documents.servicesLeft(left)],
  };
}

/** What shows it, for each service that is stopped; and why others cannot be told. */
function proofsOf({ sides }: ComparedSides) {
  return sides.endpoints.flatMap((endpoint) => {
    if (endpoint.verdict === 'answered') return [];
    const service = `${hostAndPort(endpoint.server, endpoint.port)} ${endpoint.protocol}`;
    return [
      ...endpoint.evidence.map(({ text, place, frames }) => ({
        service,
        text,
        frames,
        place: sides.places[place].title,
      })),
      ...endpoint.doubts.map((text) => ({ service, text, frames: [], place: '' })),
    ];
  });
}

function proofLists(comparison: ComparedSides, { layout, words }: Setting): Block {
  const { comparisonDocument: own, phrases } = words;
  const proofs = proofsOf(comparison);
  const left = proofs.length - layout.proofs;
  const items: Inline[] = proofs
    .slice(0, layout.proofs)
    .map(({ service, text, frames, place }) => [
      `${service}${phrases.colon}${text}`,
      frames.length > 0 && own.at(place),
      { kind: 'frames', frames, shown: layout.frames, isSentence: true },
    ]);
  if (left > 0) items.push(own.furtherLines(left));
  return titledList(own.sidesEvidence, 2, items);
}

function proofTable(comparison: ComparedSides, { layout, words }: Setting): Block {
  const { comparisonDocument: own, documents } = words;
  const { columns } = documents;
  const proofs = proofsOf(comparison);
  const left = proofs.length - layout.proofs;
  const rows = proofs.slice(0, layout.proofs).map(({ service, text, frames, place }) => ({
    cells: [
      name(service),
      text,
      frames.length > 0 ? place : '',
      { kind: 'frames', frames, shown: layout.frames } as const,
    ],
  }));
  return (
    proofs.length > 0 && [
      heading(2, documents.headings.evidence),
      {
        kind: 'table',
        name: 'reasons',
        label: documents.headings.evidence,
        caption: own.sidesEvidenceCaption(left),
        columns: [
          ...[columns.service, columns.whatWasSeen, columns.capture].map((title) => ({ title })),
          { title: columns.frames, style: 'frames' },
        ],
        rows,
        more: [left > 0 && own.furtherRows(left)],
      },
    ]
  );
}

/** Services that are drawn, or told packet by packet. */
const DRAWN = 4;
const STEPS = 12;

/** Those that are stopped, and of which both captures tell where. */
function drawn({ sides }: ComparedSides): SidedEndpointReport[] {
  return sides.endpoints.filter(({ place, timeline }) => place !== null && timeline.length > 0);
}

function pictures(comparison: ComparedSides, { words }: Setting, level = 2): Block {
  const endpoints = drawn(comparison).slice(0, DRAWN);
  return (
    endpoints.length > 0 && [
      heading(level, words.documents.headings.whatHappened),
      { kind: 'sides', endpoints, sides: comparison.sides },
    ]
  );
}

/** The first packets of what is stopped first, of both captures by time. */
function timelineTable(comparison: ComparedSides, { zone, words }: Setting, level = 2): Block {
  const { comparisonDocument: own, documents, sideParts } = words;
  const [lead] = drawn(comparison);
  if (lead === undefined) return null;
  const { places } = comparison.sides;
  const [near, far] = [lead.from, lead.to].map((at) => own.shortPlace(at, places.length));
  const frame = (number: number | null) => (number === null ? own.notThere : own.frame(number));
  const steps = lead.timeline.slice(0, STEPS);
  const left = lead.timeline.length - steps.length;
  return [
    heading(level, own.oneTimeline(`${hostAndPort(lead.server, lead.port)} ${lead.protocol}`)),
    {
      kind: 'table',
      label: own.headings.timeline,
      columns: [
        ...[documents.columns.time, own.columns.packet, own.columns.goesTo],
        ...[near, far],
      ].map((title) => ({ title })),
      rows: steps.map(({ time, kind, payload, way, clientFrame, serverFrame }) => ({
        cells: [
          { kind: 'time', text: timeText(time, zone).slice(11, 26) } as const,
          payload > 0 ? own.withBytes(sideParts.kindText(kind), payload) : sideParts.kindText(kind),
          own.goesTo[way],
          frame(clientFrame),
          frame(serverFrame),
        ],
      })),
      more: [left > 0 && own.furtherPackets(left)],
    },
  ];
}

/** Each change once, with how many services have it. */
function changesOf({ sides }: ComparedSides, { layout, words }: Setting): Inline[] {
  const { comparisonDocument: own } = words;
  const counts = new Map<string, number>();
  for (const { changes } of sides.endpoints) {
    for (const { text } of changes) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const all = [...counts].sort((one, other) => other[1] - one[1]);
  const shown = all.slice(0, layout.proofs);
  return [
    ...shown.map(([text, services]) => own.changeOf(text, services)),
    ...(all.length > shown.length ? [own.furtherChanges(all.length - shown.length)] : []),
  ];
}
