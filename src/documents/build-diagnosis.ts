import type { Report } from '../diagnosis/report/report.ts';
import { byGravity, isFailure, type Verdict } from '../evidence/verdict.ts';
import { count } from '../words/en/phrases.ts';
import {
  captureFacts,
  endpointTable,
  type Setting,
  shownReport,
  shownVerdict,
  sure,
} from './build-capture.ts';
import { findingSection, glance, namedFindings, run, unique } from './build-finding.ts';
import type { ShownReport } from './clock.ts';
import type { UnreadableCapture } from './format.ts';
import { functionTitles } from './remedy.ts';
import { serviceText } from './service-text.ts';
import {
  type Block,
  BREAK,
  type Content,
  type Document,
  type Heading,
  type JointDocument,
  type List,
  name,
  type Overview,
  type Table,
  type VerdictBlock,
  verdictText,
} from './tree.ts';

/** What every reader of numbers and weights is to know, for a page's foot. */
export const FOOTNOTE =
  'Frame numbers are Wireshark’s. Weights add up like logarithms of odds: 1 is a hint, 2 is telling, 4 is strong; confidence is an order, not a percentage. A capture shows one place of the network: silence looks the same whoever causes it.';

/**
 * The document about one capture.
 * @param id that its anchors begin with, where there are several in one document
 */
export function diagnosisDocument(original: Report, setting: Setting, id = ''): Document {
  const report = shownReport(original, setting);
  return {
    kind: 'diagnosis',
    id,
    title: `${report.summary.verdict}: ${report.capture.name}`,
    verdict: verdictBlock(report.summary, {
      level: setting.level,
      subject: ['Packet capture ', name(report.capture.name)],
      kicker: [report.capture.name],
    }),
    blocks: PARTS[setting.layout.medium](report, setting, id),
    foot: FOOTNOTE,
  };
}

/** The verdict of a capture or case. */
export function verdictBlock(
  { verdict, confidence, text }: Report['summary'],
  about: Pick<VerdictBlock, 'level' | 'subject' | 'kicker'>,
): VerdictBlock {
  return { ...about, label: verdict, tone: verdict, confidence, text, isConclusion: false };
}

type Parts = (report: ShownReport, setting: Setting, id: string) => Block[];

/** What each medium tells of a capture, in the order in which its readers look for it. */
const PARTS: Readonly<Record<Setting['layout']['medium'], Parts>> = {
  terminal: (report, setting) => [
    captureFacts(report, setting),
    endpointTable(report, setting),
    ...findings(report, setting),
  ],
  ticket: (report, setting) => {
    const endpoints = endpointTable(report, setting);
    const told = report.findings.slice(0, setting.layout.findings);
    return [
      remedyList(told, setting),
      heading('Capture', setting),
      captureFacts(report, setting),
      ...(endpoints === null ? [] : [heading('Endpoints', setting), endpoints]),
      ...(told.length === 0 ? [] : [heading('Findings', setting)]),
      ...findings(report, setting),
    ];
  },
  page: (report, setting, id) => {
    const { findings: all, endpoints } = report;
    const overview = overviewOf(report);
    return [
      glance(all.map((finding) => ({ finding, report }))),
      overview === null ? null : run(heading('Endpoints over time', setting), overview),
      all.length === 0 ? null : heading(all.length === 1 ? 'Finding' : 'Findings', setting),
      run(...findings(report, setting, id)),
      namedFindings(all.slice(setting.layout.findings), setting.layout.furtherFindings),
      endpoints.length === 0
        ? null
        : run(heading('Endpoints', setting), endpointTable(report, setting)),
      heading('Capture', setting),
      captureFacts(report, setting),
    ];
  },
};

/** A picture of all endpoints over time; null where there is none to draw. */
export function overviewOf(report: ShownReport): Overview | null {
  const { firstTime, lastTime } = report.capture;
  const isEmpty = firstTime === null || lastTime === null || report.endpoints.length === 0;
  return isEmpty ? null : { kind: 'overview', report };
}

/** A heading below the document's own. */
export function heading(title: string, { level }: Pick<Setting, 'level'>, id?: string): Heading {
  return {
    kind: 'heading',
    level: level + 1,
    content: [title],
    ...(id === undefined ? {} : { id }),
  };
}

/** What to do about all that fails, each line once. */
export function remedyList(
  findings: readonly Pick<Report['findings'][number], 'verdict' | 'remedy'>[],
  { level }: Setting,
): List | null {
  const remedies = unique(
    findings.filter(({ verdict }) => isFailure(verdict)).flatMap(({ remedy }) => remedy),
  );
  if (remedies.length === 0) return null;
  return {
    kind: 'list',
    title: 'What to do',
    level: level + 1,
    items: remedies.map((line) => [line]),
  };
}

function findings(report: ShownReport, setting: Setting, id = ''): Block[] {
  const { layout, level } = setting;
  const told = report.findings.slice(0, layout.findings);
  const isOneOfSeveral = report.findings.length > 1;
  return [
    ...told.map((finding, index) =>
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
    ),
    furtherFindings(report.findings.length - told.length, setting),
  ];
}

/** That there are more findings; a page names them. */
export function furtherFindings(hidden: number, { layout }: Setting): Block {
  if (hidden <= 0 || layout.medium === 'page') return null;
  const where =
    layout.medium === 'terminal' ? 'see the JSON report (-f json)' : 'in the JSON report';
  return { kind: 'paragraph', content: [`${count(hidden, 'further finding')}: ${where}.`] };
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
    blocks: JOINT_PARTS[setting.layout.medium](reports, unreadable, setting, told.length),
    documents: told.map((report, index) => diagnosisDocument(report, below, `r${index + 1}`)),
  };
}

type JointParts = (
  reports: readonly Report[],
  unreadable: readonly UnreadableCapture[],
  setting: Setting,
  told: number,
) => Block[];

const JOINT_PARTS: Readonly<Record<Setting['layout']['medium'], JointParts>> = {
  terminal: (reports, unreadable, setting) => [
    { kind: 'heading', level: 1, content: [count(reports.length, 'capture')] },
    {
      kind: 'list',
      isPlain: true,
      marks: [...reports.map((_, index) => `${index + 1}.`), ...unreadable.map(() => '-')],
      items: [
        ...reports.map(
          ({ capture, summary }): Content => [
            capture.name,
            BREAK,
            verdictText(summary.verdict, summary.verdict.toUpperCase()),
            `: ${summary.text}`,
          ],
        ),
        ...unreadable.map(({ name: of, text }) => [`${of}: not readable: ${text}`]),
      ],
    },
    jointServiceList(reports, setting),
  ],
  ticket: (reports, unreadable, setting) => [
    { kind: 'heading', level: 1, content: [count(reports.length, 'packet capture')] },
    jointTable(reports, setting),
    unreadable.length === 0
      ? null
      : {
          kind: 'list',
          title: 'Not readable',
          level: 0,
          items: unreadable.map(({ name: of, text }) => [name(of), ': ', text]),
        },
    ...jointServiceTable(reports, setting),
  ],
  page: (reports, unreadable, _setting, told) => [
    {
      kind: 'contents',
      label: 'Captures',
      title: count(reports.length, 'capture'),
      items: [
        ...reports.map(({ capture, summary }, index) => ({
          tone: summary.verdict,
          content: [
            verdictText(summary.verdict),
            ' ',
            index < told
              ? ({ kind: 'link', to: `r${index + 1}`, text: capture.name } as const)
              : capture.name,
            `: ${summary.text}`,
          ],
        })),
        ...unreadable.map(({ name: of, text }) => ({
          tone: null,
          content: [
            { kind: 'tag', text: 'unreadable', isTelling: true } as const,
            ` ${of}: ${text}`,
          ],
        })),
      ],
    },
  ],
};

function jointTable(reports: readonly Report[], setting: Setting): Table {
  return {
    kind: 'table',
    label: 'Captures',
    caption: [],
    columns: [
      { title: 'No.', isNumber: true },
      { title: 'Capture' },
      { title: 'Verdict' },
      { title: 'Sure' },
      { title: 'In one sentence' },
    ],
    rows: reports.map(({ capture, summary }, index) => ({
      cells: [
        [index + 1],
        [name(capture.name)],
        [shownVerdict(summary.verdict, setting)],
        [sure(summary)],
        [summary.text],
      ],
    })),
    more: [],
  };
}

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
  const services = new Map<string, (Verdict | null)[]>();
  reports.forEach((report, index) => {
    for (const endpoint of report.endpoints) {
      const service = serviceText(endpoint);
      let verdicts = services.get(service);
      if (verdicts === undefined) {
        verdicts = reports.map(() => null);
        services.set(service, verdicts);
      }
      const known = verdicts[index];
      if (known === null || byGravity(endpoint.verdict, known) < 0) {
        verdicts[index] = endpoint.verdict;
      }
    }
  });
  return [...services]
    .map(([service, verdicts]) => ({ service, verdicts }))
    .filter(({ verdicts }) => verdicts.some((verdict) => verdict !== null && isFailure(verdict)));
}

function jointServiceList(reports: readonly Report[], { layout }: Setting): Block {
  const services = jointServices(reports);
  const shown = services.slice(0, layout.jointServices);
  if (shown.length === 0) return null;
  const hidden = services.length - shown.length;
  const items = shown.map(({ service, verdicts }) => {
    const became = verdicts.flatMap((verdict, index) =>
      verdict === null ? [] : [`${index + 1} ${verdict}`],
    );
    return [`${service}: ${became.join(', ')}`];
  });
  if (hidden > 0) items.push([`… and ${count(hidden, 'further service')}.`]);
  return {
    kind: 'list',
    isPlain: true,
    marks: items.map(() => ''),
    title: 'Services that fail in at least one, by the numbers above',
    items,
  };
}

function jointServiceTable(reports: readonly Report[], { layout }: Setting): Block[] {
  const services = jointServices(reports);
  if (services.length === 0) return [];
  const hidden = services.length - layout.jointServices;
  return [
    {
      kind: 'paragraph',
      content: ['Services that fail in at least one of them, by the numbers above:'],
    },
    {
      kind: 'table',
      label: 'Services',
      caption: [],
      columns: [{ title: 'Service' }, ...reports.map((_, index) => ({ title: String(index + 1) }))],
      rows: services.slice(0, layout.jointServices).map(({ service, verdicts }) => ({
        cells: [[name(service)], ...verdicts.map((verdict) => [verdict ?? '–'])],
      })),
      more: hidden > 0 ? [`… and ${count(hidden, 'further service')}.`] : [],
    },
  ];
}
