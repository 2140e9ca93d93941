import type {
  CaseFile,
  CaseFileKind,
  CaseFinding,
  CaseLog,
  CaseReport,
  TimelineEntry,
} from '../diagnosis/report/case-report.ts';
import { isFailure } from '../evidence/verdict.ts';
import { capitalized, count, grouped, list as listText } from '../words/en/phrases.ts';
import {
  captureFacts,
  endpointTable,
  rowsLeftOut,
  type Setting,
  shownReport,
  sure,
} from './build-capture.ts';
import {
  FOOTNOTE,
  furtherFindings,
  heading,
  overviewOf,
  remedyList,
  verdictBlock,
} from './build-diagnosis.ts';
import {
  findingSection,
  frameAnchors,
  glance,
  namedFindings,
  namedList,
  quietly,
  run,
} from './build-finding.ts';
import {
  citedLines,
  clockText,
  entryTime,
  fileLabels,
  foundIn,
  numberedText,
  otherFindings,
} from './case-parts.ts';
import type { ShownReport } from './clock.ts';
import { functionTitles } from './remedy.ts';
import {
  type Block,
  type Content,
  type Document,
  type FrameAnchors,
  type Inline,
  type List,
  name,
  quiet,
  type Row,
  type ShownEntry,
  strong,
  type Table,
  time,
  verdictText,
} from './tree.ts';

/** The document about a case: what its captures, logs and look-ups show together, then each of them. */
export function caseDocument(report: CaseReport, setting: Setting): Document {
  const parts = new CaseParts(report, setting);
  return {
    kind: 'case',
    id: '',
    title: `${report.summary.verdict}: ${report.name}`,
    verdict: verdictBlock(report.summary, {
      level: 1,
      subject: ['Case ', name(report.name)],
      kicker: [`case ${report.name}${contents(report)}`],
    }),
    blocks: ORDER[setting.layout.medium](parts),
    foot: `Made by ${report.tool.name} ${report.tool.version}. ${FOOTNOTE}`,
  };
}

/** What each medium tells of a case, in the order in which its readers look for it. */
const ORDER: Readonly<Record<Setting['layout']['medium'], (parts: CaseParts) => Block[]>> = {
  terminal: (parts) => [
    parts.fileList(),
    ...parts.report.logs.map((_, index) => parts.logLines(index)),
    ...parts.captures.flatMap((capture) => [
      captureFacts(capture, parts.setting),
      endpointTable(capture, parts.setting),
    ]),
    parts.events(),
    ...parts.findings(),
  ],
  ticket: (parts) => [
    remedyList(parts.report.findings, parts.setting),
    ...headed('Findings', parts.findings(), parts),
    ...headed('Time line', [parts.timelineTable()], parts),
    ...headed('Logs', parts.logSections(), parts),
    ...headed('Files', [parts.fileTable()], parts),
    ...headed('Captures', parts.captureSections(), parts),
  ],
  page: (parts) => pageBlocks(parts),
};

function headed(title: string, blocks: readonly Block[], { setting }: CaseParts): Block[] {
  const present = blocks.filter((block) => block !== null);
  return present.length === 0 ? [] : [heading(title, setting), ...present];
}

function pageBlocks(parts: CaseParts): Block[] {
  const { report, captures, setting } = parts;
  // The findings first: the time line leads to the frames that they show.
  const findings = parts.pageFindings();
  const all: readonly [id: string, title: string, number: number, blocks: readonly Block[]][] = [
    ['findings', 'Findings', report.findings.length, findings],
    ['timeline', 'Time line', report.timeline.length, [parts.events()]],
    ['logs', 'Logs', report.logs.length, parts.logCards()],
    ['files', 'Files', report.files.length + report.filesLeftOut, parts.fileTables()],
    ['captures', 'Captures', captures.length, parts.foldedCaptures()],
  ];
  const present = all.filter(([, , , blocks]) => blocks.some((block) => block !== null));
  return [
    {
      kind: 'contents',
      label: 'Contents',
      title: '',
      items: present.map(([id, title, number]) => ({
        tone: null,
        content: [{ kind: 'link', to: id, text: title }, ' ', quiet(number)],
      })),
    },
    glance(report.findings.map((finding) => foundIn(finding, captures))),
    run(...present.flatMap(([id, title, , blocks]) => [heading(title, setting, id), ...blocks])),
  ];
}

/** `: 2 captures, 2 logs`. */
function contents({ reports, logs, files }: CaseReport): string {
  const lookUps = files.filter(({ kind }) => kind === 'look-up').length;
  const present = [
    [reports.length, 'capture'],
    [logs.length, 'log'],
    [lookUps, 'look-up'],
  ] as const;
  const texts = present.filter(([number]) => number > 0).map(([number, one]) => count(number, one));
  return texts.length === 0 ? '' : `: ${texts.join(', ')}`;
}

const NO_PACKETS = 'only a log or a look-up tells of it';
const UNUSED_LISTED = 'not used';

const KINDS: Readonly<Record<CaseFileKind, string>> = {
  capture: 'capture',
  log: 'log',
  'look-up': 'look-up',
  archive: 'archive',
  other: UNUSED_LISTED,
  unreadable: 'unreadable',
};

/** The parts of a case, each as the media want it. */
class CaseParts {
  readonly captures: readonly ShownReport[];
  /** What each file is called. */
  readonly labels: readonly string[];
  /** Where a page shows the frames of each capture. */
  readonly #anchors: readonly Map<number, string>[];

  constructor(
    readonly report: CaseReport,
    readonly setting: Setting,
  ) {
    this.captures = report.reports.map((one) => shownReport(one, setting));
    this.labels = fileLabels(report);
    this.#anchors = this.captures.map(() => new Map());
  }

  findings(): Block[] {
    const { report, setting } = this;
    const told = report.findings.slice(0, setting.layout.caseFindings);
    return [
      ...told.map((finding, index) => this.#finding(finding, index + 1)),
      furtherFindings(report.findings.length - told.length, setting),
    ];
  }

  pageFindings(): Block[] {
    const { report, setting } = this;
    const { caseFindings, furtherFindings: named } = setting.layout;
    const further = report.findings.slice(caseFindings).map((one) => foundIn(one, []).finding);
    return [...this.findings(), namedFindings(further, named)];
  }

  #finding(caseFinding: CaseFinding, number: number): Block {
    const { captures, report: all, setting } = this;
    const { layout } = setting;
    const { finding, report } = foundIn(caseFinding, captures);
    const { source } = caseFinding;
    const id = `f${number}`;
    if (layout.medium === 'page' && report !== null && source !== null) {
      const members = finding.endpoints.map((at) => report.endpoints[at]);
      // The first finding that shows a frame is the gravest.
      for (const [frame, anchor] of frameAnchors(members, report, id, layout)) {
        const known = this.#anchors[source.report];
        if (!known.has(frame)) known.set(frame, anchor);
      }
    }
    const about = report === null ? [NO_PACKETS] : functionTitles(finding, report);
    if (report !== null && captures.length > 1) about.push(`in ${report.capture.name}`);
    const hasRemedy = {
      terminal: true,
      // What to do about failures stands at the top.
      ticket: !isFailure(finding.verdict),
      page: finding.remedy.length > 0,
    };
    return findingSection(
      finding,
      {
        number,
        level: 3,
        id,
        report,
        isOneOfSeveral: all.findings.length > 1,
        hasRemedy: hasRemedy[layout.medium],
        together: this.#together(caseFinding, report),
        about,
        isFolded: true,
      },
      setting,
    );
  }

  /** What holds the files of a case together, with where it stands. */
  #together(finding: CaseFinding, report: ShownReport | null): Block[] {
    const { captures, labels, setting } = this;
    const { medium, citedLines: shown } = setting.layout;
    const { together } = finding;
    const cited = citedLines(finding);
    const isOfSeveral = report !== null && captures.length > 1;
    if (medium === 'ticket') {
      const items: Content[] = [
        ...together.map((text) => [text]),
        ...cited.map(({ file, lines }) => [
          'In ',
          name(labels[file] ?? ''),
          `: ${numberedText('line', lines, shown)}`,
        ]),
      ];
      return [
        items.length === 0 ? null : { kind: 'list', items },
        isOfSeveral
          ? { kind: 'paragraph', label: 'Capture', content: [name(report.capture.name)] }
          : null,
      ];
    }
    if (medium === 'page') {
      const places = cited.map(
        ({ file, lines }) => `${labels[file] ?? ''}: ${numberedText('line', lines, shown)}`,
      );
      const blocks = [
        ...together.map((text) => paragraph(text)),
        ...(places.length === 0 ? [] : [quietly(places.join('; '))]),
      ];
      return [blocks.length === 0 ? null : { kind: 'group', role: 'together', blocks }];
    }
    const places = cited.map(
      ({ file, lines }) => `${labels[file]} ${numberedText('line', lines, shown)}`,
    );
    return [
      ...together.map(capitalized),
      ...(places.length === 0 ? [] : [`In the log: ${places.join('; ')}.`]),
      ...(isOfSeveral ? [`Frame numbers are those of ${report.capture.name}.`] : []),
    ].map((text) => paragraph(text));
  }

  /** What packets and logs show, one below the other by time. */
  events(): Block {
    const { timeline, timelineLeftOut } = this.report;
    if (timeline.length === 0) return null;
    return {
      kind: 'events',
      entries: timeline.map((entry) => this.#shownEntry(entry)),
      leftOut: timelineLeftOut,
      shown: this.setting.layout.entries,
      lines: this.setting.layout.entryLines,
    };
  }

  #shownEntry(entry: TimelineEntry): ShownEntry {
    const { report, labels, setting } = this;
    const capture = report.files[entry.file]?.report ?? null;
    return {
      entry,
      at: entryTime(entry, setting.zone),
      label: labels[entry.file],
      anchors: (capture === null ? undefined : this.#anchors[capture]) ?? NO_ANCHORS,
    };
  }

  timelineTable(): Block {
    const { report, setting } = this;
    const { entries, entryLines } = setting.layout;
    const { timeline, timelineLeftOut } = report;
    if (timeline.length === 0) return null;
    let place = '';
    const rows = timeline.slice(0, entries).map((entry): Row => {
      const { at, label } = this.#shownEntry(entry);
      const { day, clock, zone, logClock } = at;
      // A day and its clock are named where they change.
      const isSame = `${day} ${zone}` === place;
      place = `${day} ${zone}`;
      const numbers = [
        entry.frames.length === 0 ? '' : numberedText('frame', entry.frames, entryLines),
        entry.lines.length === 0 ? '' : numberedText('line', entry.lines, entryLines),
        logClock === '' ? '' : `at ${logClock} of its own clock`,
      ].filter((text) => text !== '');
      return {
        cells: [
          [isSame ? clock : `${day} ${clock} ${zone}`],
          [entry.mood === 'bad' ? strong(entry.kind) : entry.kind],
          [
            ...(entry.function === null ? [] : [entry.function, ': ']),
            capitalized(entry.text),
            ...(entry.message === null ? [] : [' ', name(entry.message)]),
          ],
          [name(label ?? ''), ` ${numbers.join(', ')}`],
        ],
      };
    });
    const hidden = timeline.length - rows.length + timelineLeftOut;
    return {
      kind: 'table',
      label: 'Time line',
      caption: [],
      columns: [{ title: 'Time' }, { title: 'Seen in' }, { title: 'What' }, { title: 'Where' }],
      rows,
      more: hidden > 0 ? [`… and ${count(hidden, 'further entry', 'further entries')}.`] : [],
    };
  }

  logLines(index: number): List {
    const { report, labels } = this;
    const log = report.logs[index];
    const known = log.unknown === 0 ? 'all known here' : `${log.known} known here`;
    const clock = clockLine(log);
    // One PC's logs have one clock.
    const isSaid = report.logs.slice(0, index).some((other) => clockLine(other) === clock);
    return {
      kind: 'list',
      isPlain: true,
      title: `Log ${labels[log.file]}: ${log.title}, ${count(log.records, 'record')}, ${known}${spanText(log)}`,
      items: [
        ...(isSaid ? [] : [[clock]]),
        ...log.status.map((text) => [`Last: ${text}`]),
        ...log.problems.map(({ line, text }) => [`Problem at line ${line}: ${text}`]),
      ],
    };
  }

  logSections(): Block[] {
    const { report, setting } = this;
    const { logs } = report;
    const hidden = logs.length - setting.layout.logs;
    return [
      ...logs.slice(0, setting.layout.logs).flatMap((log): Block[] => [
        { kind: 'heading', level: 3, content: [capitalized(log.title)] },
        { kind: 'list', items: this.#logItems(log) },
      ]),
      hidden > 0 ? paragraph(`… and ${count(hidden, 'further log')}.`) : null,
    ];
  }

  #logItems(log: CaseLog): Content[] {
    const { firstTime, lastTime, problems, known, unknown } = log;
    const { logStatus, logProblems } = this.setting.layout;
    const further = problems.length - logProblems;
    return [
      ...log.status.slice(0, logStatus).map((text) => [text]),
      [
        'File: ',
        name(this.labels[log.file] ?? ''),
        ' (',
        log.encoding,
        `), ${count(log.records, 'record')}: ${grouped(known)} known, ${grouped(unknown)} not known`,
      ],
      ...(firstTime === null || lastTime === null
        ? []
        : [['Local time: ', firstTime, ' to ', lastTime]]),
      ['Clock: ', clockText(log), '. ', log.clock.text],
      ...problems
        .slice(0, logProblems)
        .map(({ line, text }) => [`Problem in line ${line}: `, text]),
      ...(further > 0 ? [[count(further, 'further problem')]] : []),
    ];
  }

  /** Each log: what it last tells, how much of it was understood, and whose clock it has. */
  logCards(): Block[] {
    const { report, setting } = this;
    const { logs } = report;
    const cards = logs.slice(0, setting.layout.logs).map((log, index) => this.#logCard(log, index));
    const folded = cards.slice(OPEN_LOGS);
    const further = logs.length - cards.length;
    return [
      cards.length === 0
        ? null
        : { kind: 'group', role: 'logs', blocks: cards.slice(0, OPEN_LOGS) },
      folded.length === 0
        ? null
        : {
            kind: 'fold',
            role: 'plain',
            summary: [count(folded.length, 'further log')],
            isOpen: false,
            blocks: [{ kind: 'group', role: 'logs', blocks: folded }],
          },
      further > 0 ? quietly(`and ${count(further, 'log')} more: see the JSON report.`) : null,
    ];
  }

  #logCard(log: CaseLog, index: number): Block {
    const { logStatus, logProblems } = this.setting.layout;
    const { file, title, encoding, records, known, unknown, clock, status, problems } = log;
    const more = problems.length - logProblems;
    return {
      kind: 'section',
      role: 'log',
      level: 3,
      number: null,
      id: `log${index + 1}`,
      title: [capitalized(title)],
      tone: null,
      blocks: [
        quietly(this.labels[file] ?? ''),
        status.length === 0
          ? null
          : {
              kind: 'list',
              items: status.slice(0, logStatus).map((text) => [{ kind: 'whole-times', text }]),
            },
        {
          kind: 'facts',
          facts: [
            {
              name: 'Records',
              content: [
                `${grouped(records)}: ${grouped(known)} known, ${grouped(unknown)} not known and left aside; `,
                { kind: 'whole', text: encoding },
              ] satisfies Content,
            },
            {
              name: 'First to last',
              content:
                log.firstTime === null
                  ? ['no times']
                  : [time(log.firstTime), ' to ', time(log.lastTime ?? ''), ', local time'],
            },
            { name: 'Its clock', content: [`${clockText(log)}. ${clock.text}`] },
          ].map((one) => [one]),
        },
        problems.length === 0
          ? null
          : {
              kind: 'fold',
              role: 'plain',
              summary: [count(problems.length, 'problem')],
              isOpen: false,
              blocks: [
                {
                  kind: 'list',
                  items: problems
                    .slice(0, logProblems)
                    .map(({ line, text }) => [`Line ${grouped(line)}: ${text}`]),
                },
                more > 0 ? quietly(`and ${more} more`) : null,
              ],
            },
      ],
    };
  }

  /** What each file was taken for; those of no use are counted, by what they are. */
  fileList(): List {
    const { layout } = this.setting;
    const { name: of, files, filesLeftOut } = this.report;
    const others = files.filter(({ kind }) => kind === 'other');
    const used = files.filter(({ kind }) => kind !== 'other');
    const items = used
      .slice(0, layout.files)
      .map(({ path, kind, text }) => [
        `${path}: ${kind === 'unreadable' ? 'NOT READ: ' : ''}${text}`,
      ]);
    const hidden = used.length - layout.files;
    if (hidden > 0) items.push([`… and ${count(hidden, 'further file')}.`]);
    if (others.length > 0) {
      const named = others
        .slice(0, layout.unusedFiles)
        .map(({ path, text }) => `${path} (${text})`);
      const rest = others.length - named.length;
      items.push([`Not used: ${listText(rest > 0 ? [...named, `${rest} more`] : named)}.`]);
    }
    if (filesLeftOut > 0)
      items.push([`${count(filesLeftOut, 'further file')} were not looked at.`]);
    return {
      kind: 'list',
      isPlain: true,
      title: `Case ${of}: ${count(files.length + filesLeftOut, 'file')}`,
      items,
    };
  }

  fileTable(): Table | null {
    const { files, filesLeftOut } = this.report;
    if (files.length === 0) return null;
    const order = [...files].sort(
      (a, b) => Number(a.kind === 'other') - Number(b.kind === 'other'),
    );
    const shown = order.slice(0, this.setting.layout.files);
    const hidden = files.length - shown.length + filesLeftOut;
    return {
      kind: 'table',
      label: 'Files',
      caption: [],
      columns: [
        { title: 'File' },
        { title: 'Taken for' },
        { title: 'What it is' },
        { title: 'Bytes', isNumber: true },
      ],
      rows: shown.map(({ path, kind, text, bytes }) => ({
        cells: [
          [name(path)],
          [kind === 'unreadable' ? strong(kind) : KINDS[kind]],
          [text],
          [bytes === null ? '' : grouped(bytes)],
        ],
      })),
      more: hidden > 0 ? [`… and ${count(hidden, 'further file')}.`] : [],
    };
  }

  /** Every file and what it was taken for; what is of no use is folded. */
  fileTables(): Block[] {
    const { layout } = this.setting;
    const { files, filesLeftOut } = this.report;
    if (files.length === 0) return [];
    const read = files.filter(({ kind }) => kind !== 'other');
    const others = files.filter(({ kind }) => kind === 'other');
    return [
      read.length === 0 ? null : this.#pageFiles(read, layout.files, 'What each was taken for'),
      others.length === 0
        ? null
        : {
            kind: 'fold',
            role: 'plain',
            summary: [`${count(others.length, 'file')} of no use for a verdict, or not known here`],
            isOpen: read.length === 0,
            blocks: [this.#pageFiles(others, layout.unusedFiles, 'Not used')],
          },
      filesLeftOut > 0
        ? quietly(`${count(filesLeftOut, 'further file')} of the case not listed.`)
        : null,
    ];
  }

  #pageFiles(files: readonly CaseFile[], shown: number, title: string): Table {
    return {
      kind: 'table',
      name: 'files',
      label: title,
      caption: [`${title}${rowsLeftOut(files.length - shown)}`],
      columns: [
        { title: 'File', isHead: true },
        { title: 'Taken for' },
        { title: 'Bytes', isNumber: true },
        { title: 'What it is' },
      ],
      rows: files.slice(0, shown).map((file) => {
        const { path, bytes, kind, text } = file;
        const to = this.#anchorOf(file);
        const isUnreadable = kind === 'unreadable';
        return {
          tone: isUnreadable ? 'warning' : undefined,
          cells: [
            [to === null ? path : { kind: 'link', to, text: path }],
            [{ kind: 'tag', text: KINDS[kind], isTelling: isUnreadable }],
            [bytes === null ? '' : grouped(bytes)],
            [text],
          ],
        };
      }),
      more: [],
    };
  }

  /** Where the page tells of the file. */
  #anchorOf({ report, log }: CaseFile): string | null {
    const { captures, logs } = this.setting.layout;
    if (report !== null) return report < captures ? `r${report + 1}` : 'captures';
    if (log !== null) return log < logs ? `log${log + 1}` : 'logs';
    return null;
  }

  captureSections(): Block[] {
    const { captures, report, setting } = this;
    const { layout } = setting;
    const further = captures.slice(layout.captures);
    return [
      ...captures.slice(0, layout.captures).flatMap((capture, index): Block[] => {
        const { verdict, text } = capture.summary;
        const others = otherFindings(report, index);
        const titles = others.slice(0, layout.otherFindings).map(({ title }) => [title]);
        const hidden = others.length - titles.length;
        if (hidden > 0) titles.push([`and ${grouped(hidden)} more`]);
        return [
          { kind: 'heading', level: 3, content: [name(capture.capture.name), ': ', verdict] },
          paragraph(text),
          captureFacts(capture, setting),
          titles.length === 0
            ? null
            : {
                kind: 'list',
                title: 'Further findings in this capture',
                level: 0,
                items: titles,
              },
          endpointTable(capture, setting),
        ];
      }),
      further.length === 0
        ? null
        : {
            kind: 'table',
            label: 'Further captures',
            caption: [],
            columns: [
              { title: 'Further capture' },
              { title: 'Verdict' },
              { title: 'Sure' },
              { title: 'In one sentence' },
            ],
            rows: further.map(({ capture, summary }) => ({
              cells: [[name(capture.name)], [summary.verdict], [sure(summary)], [summary.text]],
            })),
            more: [],
          },
    ];
  }

  /** Each capture's endpoints and facts, folded where there are several. */
  foldedCaptures(): Block[] {
    const { captures, setting } = this;
    const further = captures.slice(setting.layout.captures);
    return [
      ...captures
        .slice(0, setting.layout.captures)
        .map((capture, index) => this.#foldedCapture(capture, index)),
      ...(further.length === 0
        ? []
        : [
            { kind: 'heading', level: 3, content: ['Further captures'] } as const,
            {
              kind: 'list',
              items: further.map(({ capture, summary }) => [
                `${capture.name}: `,
                verdictText(summary.verdict),
                ` ${summary.text}`,
              ]),
              tones: further.map(({ summary }) => summary.verdict),
            } as const,
            quietly('Their endpoints are in the JSON report, or in a report of each by itself.'),
          ]),
    ];
  }

  #foldedCapture(capture: ShownReport, index: number): Block {
    const { report, captures, setting } = this;
    const { verdict, text } = capture.summary;
    const others = otherFindings(report, index);
    const overview = overviewOf(capture);
    const subheading = (title: string): Block => ({ kind: 'heading', level: 4, content: [title] });
    return {
      kind: 'fold',
      role: 'capture',
      id: `r${index + 1}`,
      tone: verdict,
      summary: [
        { kind: 'title', text: capture.capture.name },
        ' ',
        verdictText(verdict),
        { kind: 'sentence', text },
      ],
      isOpen: captures.length === 1,
      blocks: [
        others.length === 0
          ? null
          : run(
              subheading('Further findings in this capture'),
              ...namedList(others, setting.layout.otherFindings),
            ),
        overview === null ? null : run(subheading('Endpoints over time'), overview),
        capture.endpoints.length === 0
          ? null
          : run(subheading('Endpoints'), endpointTable(capture, setting)),
        subheading('Capture'),
        captureFacts(capture, setting),
      ],
    };
  }
}

/** What is open to see; the rest unfolds. */
const OPEN_LOGS = 6;

const NO_ANCHORS: FrameAnchors = new Map();

function clockLine(log: CaseLog): string {
  return `Clock: ${clockText(log)}. ${log.clock.text}`;
}

function spanText({ firstTime, lastTime }: CaseLog): string {
  if (firstTime === null) return '';
  return firstTime === lastTime ? `, ${firstTime}` : `, ${firstTime} to ${lastTime}`;
}

function paragraph(...content: Inline[]): Block {
  return { kind: 'paragraph', content };
}
