import type { Report } from '../diagnosis/report/report.ts';
import { byGravityOfSure, isFailure, type Verdict } from '../evidence/verdict.ts';
import { count } from '../words/en/phrases.ts';
import { words } from '../words/say.ts';
import {
  type ByMedium,
  captureFacts,
  endpointTable,
  type Setting,
  shownReport,
  shownVerdict,
  sure,
} from './build-capture.ts';
import { findingSection, functionTitles, glance, namedFindings } from './build-finding.ts';
import type { ShownReport } from './clock.ts';
import type { UnreadableCapture } from './format.ts';
import { serviceText } from './service-text.ts';
import {
  type Block,
  BREAK,
  type Document,
  heading,
  type Inline,
  type JointDocument,
  list,
  name,
  type Pictures,
  paragraph,
  titledList,
  unique,
  type VerdictHead,
  verdictText,
} from './tree.ts';

/**
 * The document about one capture.
 * @param id that its anchors begin with, where there are several in one document
 */
export function diagnosisDocument(original: Report, setting: Setting, id = ''): Document {
  const report = shownReport(original, setting);
  const { summary, capture } = report;
  return {
    kind: 'diagnosis',
    id,
    title: `${summary.verdict}: ${capture.name}`,
    verdict: verdictHead(summary, {
      level: setting.level,
      subject: ['Packet capture ', name(capture.name)],
      kicker: capture.name,
    }),
    blocks: PARTS[setting.layout.medium](report, setting, id),
    foot: words.documents.footnote,
  };
}

/** The verdict of a capture or case. */
export function verdictHead(
  { verdict, confidence, text }: Report['summary'],
  about: Pick<VerdictHead, 'level' | 'subject' | 'kicker'>,
): VerdictHead {
  return { ...about, label: verdict, tone: verdict, confidence, text, isConclusion: false };
}

/** What each medium tells of a capture, in the order in which its readers look for it. */
const PARTS: ByMedium<(report: ShownReport, setting: Setting, id: string) => Block[]> = {
  terminal: (report, setting) => [
    captureFacts(report, setting),
    endpointTable(report, setting),
    findings(report, setting),
    furtherFindings(report.findings.length - setting.layout.findings, setting),
  ],
  ticket: (report, setting) => {
    const { layout, level } = setting;
    const told = report.findings.slice(0, layout.findings);
    return [
      remedyList(told, setting),
      heading(level + 1, 'Capture'),
      captureFacts(report, setting),
      report.endpoints.length > 0 && [
        heading(level + 1, 'Endpoints'),
        endpointTable(report, setting),
      ],
      told.length > 0 && [heading(level + 1, 'Findings'), findings(report, setting)],
      furtherFindings(report.findings.length - told.length, setting),
    ];
  },
  page: (report, setting, id) => {
    const { findings: all, endpoints } = report;
    const { layout } = setting;
    const overview = overviewOf(report);
    return [
      glance(all.map((finding) => ({ finding, report }))),
      overview !== null && [heading(2, 'Endpoints over time'), overview],
      all.length > 0 && heading(2, all.length === 1 ? 'Finding' : 'Findings'),
      findings(report, setting, id),
      namedFindings(all.slice(layout.findings), layout.furtherFindings),
      endpoints.length > 0 && [heading(2, 'Endpoints'), endpointTable(report, setting)],
      heading(2, 'Capture'),
      captureFacts(report, setting),
    ];
  },
};

/** A picture of all endpoints over time; null where there is none to draw. */
export function overviewOf(report: ShownReport): Pictures | null {
  const { firstTime, lastTime } = report.capture;
  const isEmpty = firstTime === null || lastTime === null || report.endpoints.length === 0;
  return isEmpty ? null : { kind: 'overview', report };
}

/** What to do about all that fails, each line once. */
export function remedyList(
  findings: readonly Pick<Report['findings'][number], 'verdict' | 'remedy'>[],
  { level }: Setting,
): Block {
  const failing = findings.filter(({ verdict }) => isFailure(verdict));
  return titledList('What to do', level + 1, unique(failing.flatMap(({ remedy }) => remedy)));
}

function findings(report: ShownReport, setting: Setting, id = ''): Block[] {
  const { layout, level } = setting;
  const isOneOfSeveral = report.findings.length > 1;
  return report.findings.slice(0, layout.findings).map((finding, index) =>
    findingSection(
      finding,
      {
        number: index + 1,
        level: level + 2,
        id: `${id === '' ? '' : `${id}-`}f${index + 1}`,
        report,
        isOneOfSeveral,
        // In a ticket that of a single finding stands at the top already.
        hasRemedy: layout.medium !== 'ticket' || isOneOfSeveral || !isFailure(finding.verdict),
        together: [],
        about: functionTitles(finding, report),
        isFolded: false,
      },
      setting,
    ),
  );
}

/** That there are more findings; a page names them. */
export function furtherFindings(hidden: number, { layout }: Setting): Block {
  const isTerminal = layout.medium === 'terminal';
  const where = isTerminal ? 'see the JSON report (-f json)' : 'in the JSON report';
  return hidden > 0 && paragraph(`${count(hidden, 'further finding')}: ${where}.`);
}

/** Of several captures in one page, so many are told in full. */
const REPORTS_IN_PAGE = 20;

/** One document about several captures: what they say together, then each. */
export function jointDocument(
  reports: readonly Report[],
  unreadable: readonly UnreadableCapture[],
  setting: Setting,
): JointDocument {
  const isPage = setting.layout.medium === 'page';
  const told = isPage ? reports.slice(0, REPORTS_IN_PAGE) : reports;
  const below = isPage ? setting : { ...setting, level: 2 };
  return {
    title: count(reports.length, 'capture'),
    blocks: JOINT_PARTS[setting.layout.medium](reports, unreadable, setting),
    documents: told.map((report, index) => diagnosisDocument(report, below, `r${index + 1}`)),
  };
}

const JOINT_PARTS: ByMedium<
  (
    reports: readonly Report[],
    unreadable: readonly UnreadableCapture[],
    setting: Setting,
  ) => Block[]
> = {
  terminal: (reports, unreadable, setting) => {
    const captures = reports.map(({ capture, summary: { verdict, text } }): Inline => {
      return [capture.name, BREAK, verdictText(verdict, verdict.toUpperCase()), `: ${text}`];
    });
    const others = unreadable.map(({ name: of, text }) => `${of}: not readable: ${text}`);
    return [
      heading(1, count(reports.length, 'capture')),
      {
        ...list([...captures, ...others]),
        isPlain: true,
        marks: [...captures.map((_, index) => `${index + 1}.`), ...others.map(() => '-')],
      },
      jointServiceList(reports, setting),
    ];
  },
  ticket: (reports, unreadable, setting) => [
    heading(1, count(reports.length, 'packet capture')),
    {
      kind: 'table',
      label: 'Captures',
      columns: [
        { title: 'No.', isNumber: true },
        ...['Capture', 'Verdict', words.documents.columns.confidence, 'In one sentence'].map(
          (title) => ({ title }),
        ),
      ],
      rows: reports.map(({ capture, summary }, index) => ({
        cells: [
          index + 1,
          name(capture.name),
          shownVerdict(summary.verdict, setting),
          sure(summary),
          summary.text,
        ],
      })),
    },
    titledList(
      'Not readable',
      0,
      unreadable.map(({ name: of, text }) => [name(of), ': ', text]),
    ),
    jointServiceTable(reports, setting),
  ],
  page: (reports, unreadable) => [
    {
      kind: 'contents',
      label: 'Captures',
      title: count(reports.length, 'capture'),
      items: [
        ...reports.map(({ capture, summary: { verdict, text } }, index) => {
          const link: Inline = { kind: 'link', to: `r${index + 1}`, text: capture.name };
          const shown = index < REPORTS_IN_PAGE ? link : capture.name;
          return { tone: verdict, content: [verdictText(verdict), ' ', shown, `: ${text}`] };
        }),
        ...unreadable.map(({ name: of, text }) => {
          const tag: Inline = { kind: 'tag', text: 'unreadable', isTelling: true };
          return { tone: null, content: [tag, ` ${of}: ${text}`] };
        }),
      ],
    },
  ],
};

/** A service that fails in one of several captures, with what became of it in each. */
interface JointService {
  /** `18.135.112.200 tcp 443`. */
  readonly service: string;
  /** The gravest verdict in each capture, in their order; null where nobody asked for it. */
  readonly verdicts: readonly (Verdict | null)[];
}

/**
 * What several captures say together: every service that fails in at least one of them, whoever
 * asked. Where it answers in another capture, the network between is the difference.
 */
function jointServices(reports: readonly Report[]): JointService[] {
  const services = new Map<string, (Report['endpoints'][number] | null)[]>();
  reports.forEach((report, index) => {
    for (const endpoint of report.endpoints) {
      const service = serviceText(endpoint);
      let judged = services.get(service);
      if (judged === undefined) {
        judged = reports.map(() => null);
        services.set(service, judged);
      }
      const known = judged[index];
      if (known === null || byGravityOfSure(endpoint, known) < 0) judged[index] = endpoint;
    }
  });
  return [...services]
    .map(([service, judged]) => ({ service, verdicts: judged.map((one) => one?.verdict ?? null) }))
    .filter(({ verdicts }) => verdicts.some((verdict) => verdict !== null && isFailure(verdict)));
}

function jointServiceList(reports: readonly Report[], { layout }: Setting): Block {
  const services = jointServices(reports);
  const hidden = services.length - layout.jointServices;
  const items = services.slice(0, layout.jointServices).map(({ service, verdicts }) => {
    const became = verdicts.map((verdict, index) => verdict && `${index + 1} ${verdict}`);
    return `${service}: ${became.filter((text) => text !== null).join(', ')}`;
  });
  if (hidden > 0) items.push(`… and ${count(hidden, 'further service')}.`);
  const title = 'Services that fail in at least one, by the numbers above';
  const shown = titledList(title, 0, items);
  return shown && { ...shown, isPlain: true, marks: items.map(() => '') };
}

function jointServiceTable(reports: readonly Report[], { layout }: Setting): Block {
  const services = jointServices(reports);
  const hidden = services.length - layout.jointServices;
  return (
    services.length > 0 && [
      paragraph('Services that fail in at least one of them, by the numbers above:'),
      {
        kind: 'table',
        label: 'Services',
        columns: ['Service', ...reports.map((_, index) => String(index + 1))].map((title) => ({
          title,
        })),
        rows: services.slice(0, layout.jointServices).map(({ service, verdicts }) => ({
          cells: [name(service), ...verdicts.map((verdict) => verdict ?? '–')],
        })),
        more: [hidden > 0 && `… and ${count(hidden, 'further service')}.`],
      },
    ]
  );
}
