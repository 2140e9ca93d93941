import type { ComparisonReport } from '../diagnosis/report/comparison.ts';
import type { SidedEndpointReport, SidesReport } from '../diagnosis/report/sides.ts';
import { timeText } from '../diagnosis/report/time-zone.ts';
import { isFailure, type Verdict } from '../evidence/verdict.ts';
import { hostAndPort } from '../protocols/address-text.ts';
import { count } from '../words/en/phrases.ts';
import { kindText } from '../words/en/sides.ts';
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
  shownVerdict,
} from './build-capture.ts';
import { CONCLUSION_TONES } from './build-comparison.ts';
import { plainSection } from './build-finding.ts';
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
  const label = words.documents.conclusions[conclusion.code];
  return {
    kind: 'comparison',
    id: '',
    title: `${label}: ${names.join(', ')}`,
    verdict: {
      level: 1,
      subject: [
        'Sides ',
        names.map(
          (text, index): Inline => [
            index === 0 ? '' : index === names.length - 1 ? ' and ' : ', ',
            name(text),
          ],
        ),
      ],
      kicker: `the same packets in ${names.length} captures`,
      label,
      tone: toneOf(comparison),
      confidence: conclusion.confidence,
      text: conclusion.text,
      isConclusion: true,
    },
    blocks: PARTS[setting.layout.medium](comparison, setting),
    foot: words.documents.sidesFootnote,
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
    const facts = sides.places.flatMap(({ title, report }) => [
      ...fileFacts(shortTitle(title), reports[report], setting),
      ...noteFacts(reports[report], setting),
    ]);
    return [
      { kind: 'facts', facts: [facts, judgedBy(comparison)] },
      endpointTable(comparison, setting),
      proofLists(comparison, setting),
      timelineTable(comparison, setting),
      titledList('What was changed on the way', 2, changesOf(comparison, setting)),
      titledList('What this rests on', 2, [...conclusion.reasons, ...sides.notes]),
      titledList('What to do', 2, conclusion.advice),
    ];
  },
  ticket: (comparison, setting) => {
    const { conclusion, reports, sides } = comparison;
    return [
      titledList('What to do', 2, conclusion.advice),
      heading(2, 'Services'),
      endpointTable(comparison, setting),
      titledList('What this rests on', 2, [...conclusion.reasons, ...sides.notes]),
      proofTable(comparison, setting),
      timelineTable(comparison, setting),
      titledList('What was changed on the way', 2, changesOf(comparison, setting)),
      sides.places.map(({ title, report }) => [
        heading(2, capitalizedTitle(title)),
        captureFacts(shownReport(reports[report], setting), setting),
      ]),
    ];
  },
  page: (comparison, setting) => {
    const { conclusion, reports, sides } = comparison;
    const captures = sides.places.map(({ title, report }) => {
      const { verdict, text } = reports[report].summary;
      return {
        ...paragraph(strong(`${capitalizedTitle(title)}:`), ' ', verdictText(verdict), ` ${text}`),
        tone: verdict,
      };
    });
    return [
      group('glance', [
        plainSection('What each capture says alone', captures),
        conclusion.advice.length > 0 && plainSection('What to do', [list(conclusion.advice)]),
      ]),
      pictures(comparison),
      heading(2, 'Services'),
      endpointTable(comparison, setting),
      plainSection('What this rests on', [list([...conclusion.reasons, ...sides.notes])]),
      proofTable(comparison, setting),
      listSection('What was changed on the way', changesOf(comparison, setting)),
      sides.places.map(({ title, report }) => [
        heading(2, capitalizedTitle(title)),
        captureFacts(shownReport(reports[report], setting), setting),
      ]),
    ];
  },
};

function listSection(title: string, lines: readonly Inline[]): Block {
  return lines.length > 0 && plainSection(title, [list(lines)]);
}

/** "Client", "Server", "Place 2": what stands before facts. */
function shortTitle(title: string): string {
  return capitalizedTitle(title).replace(/^The (\w+)'s side$/, (_, who: string) =>
    capitalizedTitle(who),
  );
}

function capitalizedTitle(title: string): string {
  return title.charAt(0).toUpperCase() + title.slice(1);
}

interface EndpointColumn extends Column {
  cell(endpoint: SidedEndpointReport, comparison: ComparedSides, setting: Setting): Cell;
}

const SERVICE_CELL = 27;

const COLUMNS: readonly EndpointColumn[] = [
  { title: 'Service', width: SERVICE_CELL, isHead: true, cell: serviceCell },
  {
    title: 'Port',
    style: 'address',
    cell: ({ protocol, port }) => `${protocol} ${port}`,
  },
  {
    title: 'Verdict',
    cell: ({ verdict, confidence }, _, setting) => [
      shownVerdict(verdict, setting),
      verdict !== 'inconclusive' &&
        setting.layout.medium !== 'terminal' && [' ', quiet(confidence)],
    ],
  },
  { title: 'Where', cell: ({ place }) => place?.text ?? '' },
];

function serviceCell({ client, server, name: called }: SidedEndpointReport): Inline {
  return [
    called ?? server,
    called !== null && [BREAK, server],
    client !== null && [BREAK, `from ${client}`],
  ];
}

/** Below the heading of a part of a larger document. */
const LEVEL_OF_PARTS = 4;

/** What captures of one way show together, as a part of a larger document: all but the captures themselves. */
export function sidesParts(comparison: ComparedSides, setting: Setting): Block[] {
  const { conclusion, sides } = comparison;
  const isPage = setting.layout.medium === 'page';
  return [
    paragraph(conclusion.text),
    isPage && pictures(comparison, LEVEL_OF_PARTS),
    endpointTable(comparison, setting),
    !isPage && timelineTable(comparison, setting, LEVEL_OF_PARTS),
    titledList('What was changed on the way', LEVEL_OF_PARTS, changesOf(comparison, setting)),
    titledList('What this rests on', LEVEL_OF_PARTS, [...conclusion.reasons, ...sides.notes]),
  ];
}

/** What the client's side asks for, what is stopped first, bounded. */
function endpointTable(comparison: ComparedSides, setting: Setting): Block {
  const { layout } = setting;
  const { endpoints } = comparison.sides;
  const telling = endpoints.filter(({ verdict }) => verdict !== 'answered');
  const others = endpoints.filter(({ verdict }) => verdict === 'answered');
  const shown = [
    ...telling.slice(0, layout.services.telling),
    ...others.slice(0, layout.services.others),
  ];
  if (shown.length === 0) return paragraph('The client’s side asks for no service.');
  const left = endpoints.length - shown.length;
  return {
    kind: 'table',
    label: 'Services',
    caption: `${count(endpoints.length, 'service')}, what is stopped first${rowsLeftOut(left)}`,
    columns: COLUMNS,
    rows: shown.map((endpoint) => ({
      cells: COLUMNS.map(({ cell }) => cell(endpoint, comparison, setting)),
    })),
    more: [left > 0 && `… and ${count(left, 'further service')}.`],
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

function proofLists(comparison: ComparedSides, { layout }: Setting): Block {
  const proofs = proofsOf(comparison);
  const left = proofs.length - layout.proofs;
  const items: Inline[] = proofs
    .slice(0, layout.proofs)
    .map(({ service, text, frames, place }) => [
      `${service}: ${text}`,
      frames.length > 0 && ` At ${place}:`,
      { kind: 'frames', frames, shown: layout.frames, isSentence: true },
    ]);
  if (left > 0) items.push(`… and ${count(left, 'further line')}.`);
  return titledList('Evidence (frame numbers as in Wireshark, each of its own capture)', 2, items);
}

const PROOF_COLUMNS: readonly Column[] = [
  { title: 'Service' },
  { title: 'What was seen' },
  { title: 'Capture' },
  { title: 'Frames', style: 'frames' },
];

function proofTable(comparison: ComparedSides, { layout }: Setting): Block {
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
      heading(2, 'Evidence'),
      {
        kind: 'table',
        name: 'reasons',
        label: 'Evidence',
        caption: `What the captures show together${left > 0 ? `; ${count(left, 'row')} left out` : ''}`,
        columns: PROOF_COLUMNS,
        rows,
        more: [left > 0 && `… and ${count(left, 'further row')}.`],
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

function pictures(comparison: ComparedSides, level = 2): Block {
  const endpoints = drawn(comparison).slice(0, DRAWN);
  return (
    endpoints.length > 0 && [
      heading(level, 'What happened'),
      { kind: 'sides', endpoints, sides: comparison.sides },
    ]
  );
}

/** The first packets of what is stopped first, of both captures by time. */
function timelineTable(comparison: ComparedSides, { zone }: Setting, level = 2): Block {
  const [lead] = drawn(comparison);
  if (lead === undefined) return null;
  const { places } = comparison.sides;
  const [near, far] = [lead.from, lead.to].map((at) => shortTitle(places[at].title));
  const frame = (number: number | null) => (number === null ? 'not there' : `frame ${number}`);
  const steps = lead.timeline.slice(0, STEPS);
  const left = lead.timeline.length - steps.length;
  return [
    heading(level, `One time line: ${hostAndPort(lead.server, lead.port)} ${lead.protocol}`),
    {
      kind: 'table',
      label: 'Time line',
      columns: [
        { title: 'Time' },
        { title: 'Packet' },
        { title: 'Goes to' },
        { title: near },
        { title: far },
      ],
      rows: steps.map(({ time, kind, payload, way, clientFrame, serverFrame }) => ({
        cells: [
          { kind: 'time', text: timeText(time, zone).slice(11, 26) } as const,
          payload > 0 ? `${kindText(kind)}, ${payload} bytes` : kindText(kind),
          way === 'to-server' ? 'server' : 'client',
          frame(clientFrame),
          frame(serverFrame),
        ],
      })),
      more: [left > 0 && `… and ${count(left, 'further packet')}.`],
    },
  ];
}

/** Each change once, with how many services have it. */
function changesOf({ sides }: ComparedSides, { layout }: Setting): Inline[] {
  const counts = new Map<string, number>();
  for (const { changes } of sides.endpoints) {
    for (const { text } of changes) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const all = [...counts].sort((one, other) => other[1] - one[1]);
  const shown = all.slice(0, layout.proofs);
  return [
    ...shown.map(([text, services]) => `${text} (${count(services, 'service')})`),
    ...(all.length > shown.length
      ? [`… and ${count(all.length - shown.length, 'further change')}.`]
      : []),
  ];
}
