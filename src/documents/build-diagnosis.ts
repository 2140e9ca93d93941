import type { Report } from '../diagnosis/report/report.ts';
import { byGravityOfSure, isFailure, type Verdict } from '../evidence/verdict.ts';
import type { Words } from '../words/words.ts';
import {
  captureFacts,
  endpointTable,
  scopeOf,
  shownReport,
  shownVerdict,
  sure,
} from './build-capture.ts';
import { findingSection, functionTitles, glance, namedFindings } from './build-finding.ts';
import type { ShownReport } from './clock.ts';
import type { UnreadableCapture } from './format.ts';
import { serviceText } from './service-text.ts';
import type { ByMedium, Setting } from './setting.ts';
import {
  type Block,
  BREAK,
  type Column,
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
  const { documents } = setting.words;
  return {
    kind: 'diagnosis',
    id,
    title: `${summary.verdict}: ${capture.name}`,
    verdict: verdictHead(summary, {
      level: setting.level,
      subject: [documents.packetCapture, name(capture.name)],
      kicker: capture.name,
      scope: scopeOf([report], setting),
    }),
    blocks: PARTS[setting.layout.medium](report, setting, id),
    foot: documents.footnote,
  };
}

/** The verdict of a capture or case. */
export function verdictHead(
  { verdict, confidence, text }: Report['summary'],
  about: Pick<VerdictHead, 'level' | 'subject' | 'kicker' | 'scope'>,
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
    const { layout, level, words } = setting;
    const { headings } = words.documents;
    const told = report.findings.slice(0, layout.findings);
    return [
      remedyList(told, setting),
      heading(level + 1, headings.capture),
      captureFacts(report, setting),
      report.endpoints.length > 0 && [
        heading(level + 1, headings.endpoints),
        endpointTable(report, setting),
      ],
      told.length > 0 && [heading(level + 1, headings.findings), findings(report, setting)],
      furtherFindings(report.findings.length - told.length, setting),
    ];
  },
  page: (report, setting, id) => {
    const { findings: all, endpoints } = report;
    const { layout, words } = setting;
    const { headings } = words.documents;
    const overview = overviewOf(report);
    return [
      glance(
        all.map((finding) => ({ finding, report })),
        words,
      ),
      overview !== null && [heading(2, headings.overTime), overview],
      all.length > 0 && heading(2, all.length === 1 ? headings.finding : headings.findings),
      findings(report, setting, id),
      namedFindings(all.slice(layout.findings), layout.furtherFindings, words),
      endpoints.length > 0 && [heading(2, headings.endpoints), endpointTable(report, setting)],
      heading(2, headings.capture),
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
  { level, words: { documents } }: Setting,
): Block {
  const failing = findings.filter(({ verdict }) => isFailure(verdict));
  const lines = unique(failing.flatMap(({ remedy }) => remedy));
  return titledList(documents.headings.whatToDo, level + 1, lines);
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
        about: functionTitles(finding, report, setting.words),
        isFolded: false,
      },
      setting,
    ),
  );
}

/** That there are more findings; a page names them. */
export function furtherFindings(hidden: number, { layout, words }: Setting): Block {
  const isTerminal = layout.medium === 'terminal';
  return hidden > 0 && paragraph(words.documents.furtherFindingsBelow(hidden, isTerminal));
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
    title: setting.words.amounts.captures(reports.length + unreadable.length),
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
    const { amounts, documents, phrases } = setting.words;
    const { colon } = phrases;
    const captures = reports.map(({ capture, summary: { verdict, text } }): Inline => {
      return [capture.name, BREAK, verdictText(verdict, verdict.toUpperCase()), `${colon}${text}`];
    });
    const others = unreadable.map(({ name: of, text }) =>
      [of, phrases.uncapitalized(documents.headings.notReadable), text].join(colon),
    );
    return [
      heading(1, amounts.captures(reports.length + unreadable.length)),
      {
        ...list([...captures, ...others]),
        isPlain: true,
        marks: [...captures.map((_, index) => `${index + 1}.`), ...others.map(() => '-')],
      },
      jointServiceList(reports, setting),
    ];
  },
  ticket: (reports, unreadable, setting) => [
    heading(1, setting.words.amounts.packetCaptures(reports.length + unreadable.length)),
    {
      kind: 'table',
      label: setting.words.documents.headings.captures,
      columns: jointColumns(setting.words),
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
      setting.words.documents.headings.notReadable,
      0,
      unreadable.map(({ name: of, text }) => [name(of), setting.words.phrases.colon, text]),
    ),
    jointServiceTable(reports, setting),
  ],
  page: (reports, unreadable, { words: { amounts, documents, phrases } }) => [
    {
      kind: 'contents',
      label: documents.headings.captures,
      title: amounts.captures(reports.length + unreadable.length),
      items: [
        ...reports.map(({ capture, summary: { verdict, text } }, index) => {
          const link: Inline = { kind: 'link', to: `r${index + 1}`, text: capture.name };
          const shown = index < REPORTS_IN_PAGE ? link : capture.name;
          return {
            tone: verdict,
            content: [verdictText(verdict), ' ', shown, `${phrases.colon}${text}`],
          };
        }),
        ...unreadable.map(({ name: of, text }) => {
          const tag: Inline = {
            ...{ kind: 'tag', isTelling: true },
            text: documents.headings.unreadable,
          };
          return { tone: null, content: [tag, ` ${of}${phrases.colon}${text}`] };
        }),
      ],
    },
  ],
};

function jointColumns({ documents: { columns } }: Words): Column[] {
  return [
    { title: columns.number, isNumber: true },
    ...[columns.capture, columns.verdict, columns.confidence, columns.inOneSentence].map(
      (title) => ({ title }),
    ),
  ];
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

function jointServiceList(reports: readonly Report[], { layout, words }: Setting): Block {
  const { documents, phrases } = words;
  const services = jointServices(reports);
  const hidden = services.length - layout.jointServices;
  const items = services.slice(0, layout.jointServices).map(({ service, verdicts }) => {
    const became = verdicts.map((verdict, index) => verdict && `${index + 1} ${verdict}`);
    return `${service}${phrases.colon}${became.filter((text) => text !== null).join(phrases.comma)}`;
  });
  if (hidden > 0) items.push(documents.servicesLeft(hidden));
  const shown = titledList(documents.failInOne, 0, items);
  return shown && { ...shown, isPlain: true, marks: items.map(() => '') };
}

function jointServiceTable(
  reports: readonly Report[],
  { layout, words: { documents } }: Setting,
): Block {
  const services = jointServices(reports);
  const hidden = services.length - layout.jointServices;
  return (
    services.length > 0 && [
      paragraph(documents.failInOneOfThem),
      {
        kind: 'table',
        label: documents.headings.services,
        columns: [documents.columns.service, ...reports.map((_, index) => String(index + 1))].map(
          (title) => ({
            title,
          }),
        ),
        rows: services.slice(0, layout.jointServices).map(({ service, verdicts }) => ({
          cells: [name(service), ...verdicts.map((verdict) => verdict ?? '–')],
        })),
        more: [hidden > 0 && documents.servicesLeft(hidden)],
      },
    ]
  );
}
