import type {
  CaseFile,
  CaseFinding,
  CaseLog,
  CaseReport,
  TimelineEntry,
} from '../diagnosis/report/case-report.ts';
import { isFailure } from '../evidence/verdict.ts';
import type { Words } from '../words/words.ts';
import { captureFacts, endpointTable, scopeOf, shownReport, sure } from './build-capture.ts';
import { furtherFindings, overviewOf, remedyList, verdictHead } from './build-diagnosis.ts';
import {
  findingSection,
  frameAnchors,
  functionTitles,
  glance,
  namedFindings,
  namedList,
} from './build-finding.ts';
import { sidesParts } from './build-sides.ts';
import {
  citedLines,
  clockText,
  entryTime,
  fileLabels,
  foundIn,
  numbersText,
  otherFindings,
} from './case-parts.ts';
import type { ShownReport } from './clock.ts';
import type { ByMedium, Setting } from './setting.ts';
import {
  aside,
  type Block,
  type Document,
  type FrameAnchors,
  fact,
  group,
  heading,
  type Inline,
  list,
  name,
  paragraph,
  quiet,
  type Row,
  type ShownEntry,
  strong,
  titledList,
  verdictText,
} from './tree.ts';

/** The document about a case: what its captures, logs and look-ups show together, then each of them. */
export function caseDocument(report: CaseReport, setting: Setting): Document {
  const { caseDocument: own, documents, phrases } = setting.words;
  return {
    kind: 'case',
    id: '',
    title: `${report.summary.verdict}: ${report.name}`,
    verdict: verdictHead(report.summary, {
      level: 1,
      subject: [own.case, name(report.name)],
      kicker: own.kicker(report.name, contents(report, setting.words)),
      scope: scopeOf(report.reports, setting),
    }),
    blocks: ORDER[setting.layout.medium](new CaseParts(report, setting)),
    foot: phrases.sentences([
      own.madeBy(`${report.tool.name} ${report.tool.version}`),
      documents.footnote,
    ]),
  };
}

/** What each medium tells of a case, in the order in which its readers look for it. */
const ORDER: ByMedium<(parts: CaseParts) => Block[]> = {
  terminal: (parts) => [
    parts.fileList(),
    ...parts.report.logs.map((_, index) => parts.logLines(index)),
    ...parts.captures.map((capture) => [
      captureFacts(capture, parts.setting),
      endpointTable(capture, parts.setting),
    ]),
    parts.events(),
    parts.bothSides(),
    parts.findings(),
  ],
  ticket: (parts) => [
    remedyList(parts.report.findings, parts.setting),
    headed(parts.headings.findings, parts.report.findings, parts.findings()),
    headed(parts.headings.bothSides, parts.report.sides, parts.bothSides()),
    headed(parts.headings.timeline, parts.report.timeline, parts.timelineTable()),
    headed(parts.headings.logs, parts.report.logs, parts.logSections()),
    headed(parts.headings.files, parts.report.files, parts.fileTable()),
    headed(parts.headings.captures, parts.captures, parts.captureSections()),
  ],
  page: pageBlocks,
};

function headed(title: string, of: readonly unknown[], block: Block): Block {
  return of.length > 0 && [heading(2, title), block];
}

function pageBlocks(parts: CaseParts): Block[] {
  const { report, captures, headings } = parts;
  const { findings, sides, timeline, logs, files, filesLeftOut } = report;
  // The findings first: the time line leads to the frames that they show.
  const sections = parts.pageFindings();
  const all: readonly [id: string, title: string, number: number, shown: number, block: Block][] = [
    ['findings', headings.findings, findings.length, findings.length, sections],
    ['sides', headings.bothSides, sides.length, sides.length, parts.bothSides()],
    ['timeline', headings.timeline, timeline.length, timeline.length, parts.events()],
    ['logs', headings.logs, logs.length, logs.length, parts.logCards()],
    [
      ...(['files', headings.files] as const),
      ...([files.length + filesLeftOut, files.length, parts.fileTables()] as const),
    ],
    [
      ...(['captures', headings.captures] as const),
      ...([captures.length, captures.length, parts.foldedCaptures()] as const),
    ],
  ];
  const present = all.filter(([, , , shown]) => shown > 0);
  return [
    {
      kind: 'contents',
      label: headings.contents,
      title: '',
      items: present.map(([id, title, number]) => ({
        tone: null,
        content: [{ kind: 'link', to: id, text: title }, ' ', quiet(number)],
      })),
    },
    glance(
      report.findings.map((finding) => foundIn(finding, captures)),
      parts.setting.words,
    ),
    present.map(([id, title, , , block]) => [heading(2, title, id), block]),
  ];
}

/** `2 captures, 2 logs`. */
function contents({ reports, logs, files }: CaseReport, { amounts, phrases }: Words): string {
  const lookUps = files.filter(({ kind }) => kind === 'look-up').length;
  const present = [
    [reports.length, amounts.captures],
    [logs.length, amounts.logs],
    [lookUps, amounts.lookups],
  ] as const;
  return present
    .filter(([number]) => number > 0)
    .map(([number, one]) => one(number))
    .join(phrases.comma);
}

/** Logs that are open to see; the rest unfolds. */
const OPEN_LOGS = 6;

const NO_ANCHORS: FrameAnchors = new Map();

/** The parts of a case, each as the media want it. */
class CaseParts {
  readonly captures: readonly ShownReport[];
  readonly headings: Words['documents']['headings'] & Words['caseDocument']['headings'];
  readonly #words: Words;
  /** What each file is called. */
  readonly labels: readonly string[];
  /** Where a page shows the frames of each capture. */
  readonly #anchors: readonly Map<number, string>[];

  constructor(
    readonly report: CaseReport,
    readonly setting: Setting,
  ) {
    const { words } = setting;
    this.#words = words;
    this.headings = { ...words.documents.headings, ...words.caseDocument.headings };
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

  /** Captures of one way, held against each other packet by packet. */
  bothSides(): Block[] {
    return this.report.sides.map((both) => [
      heading(
        3,
        both.places
          .map((place) => `${place.name}${this.#words.phrases.aside(place.title)}`)
          .join(this.#words.phrases.comma),
      ),
      ...sidesParts({ conclusion: both.conclusion, sides: both }, this.setting),
    ]);
  }

  pageFindings(): Block {
    const { findings } = this.report;
    const { caseFindings, furtherFindings: named } = this.setting.layout;
    const further = findings.slice(caseFindings).map((one) => foundIn(one, []).finding);
    return [
      findings.slice(0, caseFindings).map((finding, index) => this.#finding(finding, index + 1)),
      namedFindings(further, named, this.#words),
    ];
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
    const { documents, caseDocument } = setting.words;
    const about =
      report === null ? [documents.noPackets] : functionTitles(finding, report, setting.words);
    if (report !== null && captures.length > 1) {
      about.push(caseDocument.inCapture(report.capture.name));
    }
    const hasRemedy: ByMedium<boolean> = {
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
    const { caseDocument: own, documents, phrases } = setting.words;
    const { colon, semicolon } = phrases;
    const { medium, citedLines: shown } = setting.layout;
    const { together } = finding;
    const cited = citedLines(finding).map(({ file, lines }) => ({
      label: labels[file] ?? '',
      lines: documents.numberedLines(numbersText(lines, shown), lines.length),
    }));
    const capture = report !== null && captures.length > 1 ? report.capture.name : null;
    if (medium === 'ticket') {
      const places = cited.map(({ label, lines }) => [own.inFile, name(label), `${colon}${lines}`]);
      const items = [...together, ...places];
      return [
        items.length > 0 && list(items),
        capture !== null && {
          kind: 'paragraph',
          label: documents.facts.capture,
          content: [name(capture)],
        },
      ];
    }
    if (medium === 'page') {
      const places = cited.map(({ label, lines }) => `${label}${colon}${lines}`).join(semicolon);
      const blocks = [
        ...together.map((text) => paragraph(text)),
        ...(places === '' ? [] : [aside(places)]),
      ];
      return [blocks.length > 0 && group('together', blocks)];
    }
    const places = cited.map(({ label, lines }) => `${label} ${lines}`).join(semicolon);
    return [
      ...together.map((text) => paragraph(phrases.capitalized(text))),
      places !== '' && paragraph(own.inTheLog(places)),
      capture !== null && paragraph(own.frameNumbersOf(capture)),
    ];
  }

  /** What packets and logs show, one below the other by time. */
  events(): Block {
    const { timeline, timelineLeftOut } = this.report;
    const { entries: shown, entryLines: lines } = this.setting.layout;
    if (timeline.length === 0) return null;
    const entries = timeline.map((entry) => this.#shownEntry(entry));
    return { kind: 'events', entries, leftOut: timelineLeftOut, shown, lines };
  }

  #shownEntry(entry: TimelineEntry): ShownEntry {
    const { report, labels, setting } = this;
    const capture = report.files[entry.file]?.report ?? null;
    return {
      entry,
      at: entryTime(entry, setting),
      label: labels[entry.file],
      anchors: (capture === null ? undefined : this.#anchors[capture]) ?? NO_ANCHORS,
    };
  }

  timelineTable(): Block {
    const { entries, entryLines } = this.setting.layout;
    const { caseDocument: own, documents, phrases } = this.#words;
    const { timeline, timelineLeftOut } = this.report;
    let place = '';
    const rows = timeline.slice(0, entries).map((entry): Row => {
      const { at, label } = this.#shownEntry(entry);
      const { day, clock, zone, logClock } = at;
      // A day and its clock are named where they change.
      const isSame = `${day} ${zone}` === place;
      place = `${day} ${zone}`;
      const numbers = [
        entry.frames.length === 0
          ? ''
          : documents.numberedFrames(numbersText(entry.frames, entryLines), entry.frames.length),
        entry.lines.length === 0
          ? ''
          : documents.numberedLines(numbersText(entry.lines, entryLines), entry.lines.length),
        logClock === '' ? '' : own.ofItsOwnClock(logClock),
      ].filter((text) => text !== '');
      const cells = [
        isSame ? clock : `${day} ${clock} ${zone}`,
        entry.mood === 'bad' ? strong(own.kinds[entry.kind]) : own.kinds[entry.kind],
        [
          entry.function !== null && [entry.function, phrases.colon],
          phrases.capitalized(entry.text),
          entry.message !== null && [' ', name(entry.message)],
        ],
        [name(label ?? ''), ` ${numbers.join(phrases.comma)}`],
      ];
      return { cells };
    });
    const hidden = timeline.length - rows.length + timelineLeftOut;
    return {
      kind: 'table',
      label: own.headings.timeline,
      columns: [
        documents.columns.time,
        ...[own.columns.seenIn, own.columns.what, own.columns.where],
      ].map((title) => ({ title })),
      rows,
      more: [hidden > 0 && own.furtherEntries(hidden)],
    };
  }

  logLines(index: number): Block {
    const { report, labels } = this;
    const { caseDocument: own, phrases } = this.#words;
    const log = report.logs[index];
    const known = log.unknown === 0 ? own.allKnown : own.someKnown(log.known);
    const clock = clockLine(log, this.#words);
    // One PC's logs have one clock.
    const isSaid = report.logs
      .slice(0, index)
      .some((other) => clockLine(other, this.#words) === clock);
    return {
      ...list([
        ...(isSaid ? [] : [clock]),
        ...log.status.map((text) => own.last(text)),
        ...log.problems.map(({ line, text }) => `${own.problemAtLine(line)}${text}`),
      ]),
      isPlain: true,
      title: own.logTitle(
        ...([labels[log.file], log.title, log.records, known] as const),
        spanText(log, phrases.span),
      ),
    };
  }

  logSections(): Block {
    const { logs } = this.report;
    const shown = this.setting.layout.logs;
    const hidden = logs.length - shown;
    return [
      logs
        .slice(0, shown)
        .map((log) => [
          heading(3, this.#words.phrases.capitalized(log.title)),
          list(this.#logItems(log)),
        ]),
      hidden > 0 && paragraph(this.#words.caseDocument.furtherLogs(hidden)),
    ];
  }

  #logItems(log: CaseLog): Inline[] {
    const { firstTime, lastTime, problems, known, unknown, records } = log;
    const { logStatus, logProblems } = this.setting.layout;
    const further = problems.length - logProblems;
    const { caseDocument: own, amounts, further: more, phrases } = this.#words;
    const counts = `${amounts.records(records)}${phrases.colon}${own.knownRecords(known, unknown)}`;
    const hasTimes = firstTime !== null && lastTime !== null;
    return [
      ...log.status.slice(0, logStatus),
      [
        own.file,
        name(this.labels[log.file] ?? ''),
        `${phrases.aside(log.encoding)}${phrases.comma}${counts}`,
      ],
      ...(hasTimes ? [[own.localTime, phrases.span(firstTime, lastTime)]] : []),
      [clockLine(log, this.#words)],
      ...problems.slice(0, logProblems).map(({ line, text }) => [own.problemAtLine(line), text]),
      ...(further > 0 ? [more.problems(further)] : []),
    ];
  }

  /** Each log: what it last tells, how much of it was understood, and whose clock it has. */
  logCards(): Block {
    const { logs } = this.report;
    const { caseDocument: own, further: more } = this.#words;
    const cards = logs
      .slice(0, this.setting.layout.logs)
      .map((log, index) => this.#logCard(log, index));
    const folded = cards.slice(OPEN_LOGS);
    const further = logs.length - cards.length;
    return [
      group('logs', cards.slice(0, OPEN_LOGS)),
      folded.length > 0 && {
        kind: 'fold',
        summary: [more.logs(folded.length)],
        blocks: [group('logs', folded)],
      },
      further > 0 && aside(own.moreLogs(further)),
    ];
  }

  #logCard(log: CaseLog, index: number): Block {
    const { logStatus, logProblems } = this.setting.layout;
    const { caseDocument: own, documents, amounts, phrases } = this.#words;
    const { file, title, encoding, records, known, unknown, status, problems } = log;
    const { firstTime, lastTime } = log;
    const more = problems.length - logProblems;
    const times = status.slice(0, logStatus).map((text): Inline => ({ kind: 'whole-times', text }));
    return {
      kind: 'section',
      role: 'log',
      level: 3,
      id: `log${index + 1}`,
      title: phrases.capitalized(title),
      blocks: [
        aside(this.labels[file] ?? ''),
        times.length > 0 && list(times),
        {
          kind: 'facts',
          facts: [
            fact(own.facts.records, own.knownRecordsLeftAside(records, known, unknown), {
              kind: 'whole',
              text: encoding,
            }),
            firstTime === null || lastTime === null
              ? fact(own.facts.firstToLast, own.noTimes)
              : fact(
                  own.facts.firstToLast,
                  { kind: 'whole-times', text: phrases.span(firstTime, lastTime) },
                  own.inLocalTime,
                ),
            fact(
              own.facts.itsClock,
              phrases.sentences([phrases.sentence(clockText(log, this.#words)), log.clock.text]),
            ),
          ],
        },
        problems.length > 0 && {
          kind: 'fold',
          summary: [amounts.problems(problems.length)],
          blocks: [
            list(
              problems.slice(0, logProblems).map(({ line, text }) => `${own.lineIs(line)}${text}`),
            ),
            more > 0 && aside(documents.andMore(more)),
          ],
        },
      ],
    };
  }

  /** What each file was taken for; those of no use are counted, by what they are. */
  fileList(): Block {
    const { layout } = this.setting;
    const { caseDocument: own, phrases } = this.#words;
    const { name: of, files, filesLeftOut } = this.report;
    const others = files.filter(({ kind }) => kind === 'other');
    const used = files.filter(({ kind }) => kind !== 'other');
    const hidden = used.length - layout.files;
    const isUnread = ({ kind }: CaseFile) => kind === 'unreadable';
    // Where not all are shown, those that nobody would expect are.
    const ordered =
      hidden > 0 ? [...used.filter(isUnread), ...used.filter((file) => !isUnread(file))] : used;
    const items = ordered.slice(0, layout.files).map(({ path, kind, text }) => {
      return `${path}${phrases.colon}${kind === 'unreadable' ? own.notRead : ''}${text}`;
    });
    const unread = ordered.slice(layout.files).filter(isUnread).length;
    if (hidden > 0) items.push(own.furtherFiles(hidden, unread));
    if (others.length > 0) {
      const named = others
        .slice(0, layout.unusedFiles)
        .map(({ path, text }) => `${path}${phrases.aside(text)}`);
      const rest = others.length - named.length;
      items.push(own.notUsed(named, rest));
    }
    if (filesLeftOut > 0) items.push(own.notLookedAt(filesLeftOut));
    const title = own.filesOf(of, files.length + filesLeftOut);
    return { ...list(items), isPlain: true, title };
  }

  fileTable(): Block {
    const { files, filesLeftOut } = this.report;
    const { caseDocument: own, documents, phrases } = this.#words;
    const { columns } = own;
    const order = [...files].sort(
      (a, b) => Number(a.kind === 'other') - Number(b.kind === 'other'),
    );
    const shown = order.slice(0, this.setting.layout.files);
    const hidden = files.length - shown.length + filesLeftOut;
    return {
      kind: 'table',
      label: own.headings.files,
      columns: [
        { title: columns.file },
        { title: columns.takenFor },
        { title: columns.whatItIs },
        { title: columns.bytes, isNumber: true },
      ],
      rows: shown.map(({ path, kind, text, bytes }) => ({
        cells: [
          name(path),
          kind === 'unreadable' ? strong(documents.fileKinds[kind]) : documents.fileKinds[kind],
          text,
          bytes !== null && phrases.grouped(bytes),
        ],
      })),
      more: [hidden > 0 && own.furtherFiles(hidden, 0)],
    };
  }

  /** Every file and what it was taken for; what is of no use is folded. */
  fileTables(): Block {
    const { layout } = this.setting;
    const { caseDocument: own } = this.#words;
    const { files, filesLeftOut } = this.report;
    const read = files.filter(({ kind }) => kind !== 'other');
    const others = files.filter(({ kind }) => kind === 'other');
    return [
      read.length > 0 && this.#pageFiles(read, layout.files, own.headings.takenFor),
      others.length > 0 && {
        kind: 'fold',
        summary: [own.ofNoUse(others.length)],
        isOpen: read.length === 0,
        blocks: [this.#pageFiles(others, layout.unusedFiles, own.headings.notUsed)],
      },
      filesLeftOut > 0 && aside(own.notListed(filesLeftOut)),
    ];
  }

  #pageFiles(files: readonly CaseFile[], shown: number, title: string): Block {
    const { caseDocument, documents, phrases } = this.#words;
    const { columns } = caseDocument;
    return {
      kind: 'table',
      name: 'files',
      label: title,
      caption: `${title}${documents.rowsLeftOut(files.length - shown)}`,
      columns: [
        { title: columns.file, isHead: true },
        { title: columns.takenFor },
        { title: columns.bytes, isNumber: true },
        { title: columns.whatItIs },
      ],
      rows: files.slice(0, shown).map((file) => {
        const { path, bytes, kind, text } = file;
        const to = this.#anchorOf(file);
        const isTelling = kind === 'unreadable';
        return {
          tone: isTelling ? 'warning' : undefined,
          cells: [
            to === null ? path : { kind: 'link', to, text: path },
            { kind: 'tag', text: documents.fileKinds[kind], isTelling },
            bytes !== null && phrases.grouped(bytes),
            text,
          ],
        };
      }),
    };
  }

  /** Where the page tells of the file. */
  #anchorOf({ report, log }: CaseFile): string | null {
    const { captures, logs } = this.setting.layout;
    if (report !== null) return report < captures ? `r${report + 1}` : 'captures';
    if (log !== null) return log < logs ? `log${log + 1}` : 'logs';
    return null;
  }

  captureSections(): Block {
    const { captures, report, setting } = this;
    const { layout } = setting;
    const { caseDocument: own, documents, phrases } = this.#words;
    const { columns } = documents;
    const further = captures.slice(layout.captures);
    return [
      captures.slice(0, layout.captures).map((capture, index) => {
        const { verdict, text } = capture.summary;
        const others = otherFindings(report, index).map(({ title }) => title);
        const titles = others.slice(0, layout.otherFindings);
        const hidden = others.length - titles.length;
        if (hidden > 0) titles.push(documents.andMore(hidden));
        const content = [name(capture.capture.name), phrases.colon, verdict];
        return [
          { kind: 'heading', level: 3, content } as const,
          paragraph(text),
          captureFacts(capture, setting),
          titledList(own.headings.furtherInCapture, 0, titles),
          endpointTable(capture, setting),
        ];
      }),
      further.length > 0 && {
        kind: 'table',
        label: own.headings.furtherCaptures,
        columns: [
          ...[own.columns.furtherCapture, columns.verdict],
          ...[columns.confidence, columns.inOneSentence],
        ].map((title) => ({ title })),
        rows: further.map(({ capture, summary }) => ({
          cells: [name(capture.name), summary.verdict, sure(summary), summary.text],
        })),
      },
    ];
  }

  /** Each capture's endpoints and facts, folded where there are several. */
  foldedCaptures(): Block {
    const { captures, setting } = this;
    const { caseDocument: own, phrases } = this.#words;
    const shown = setting.layout.captures;
    const further = captures.slice(shown);
    const items = further.map(({ capture, summary }) => [
      `${capture.name}${phrases.colon}`,
      verdictText(summary.verdict),
      ` ${summary.text}`,
    ]);
    return [
      captures.slice(0, shown).map((capture, index) => this.#foldedCapture(capture, index)),
      further.length > 0 && [
        heading(3, own.headings.furtherCaptures),
        { ...list(items), tones: further.map(({ summary }) => summary.verdict) },
        aside(own.furtherInJson),
      ],
    ];
  }

  #foldedCapture(capture: ShownReport, index: number): Block {
    const { report, captures, setting, headings } = this;
    const { verdict, text } = capture.summary;
    const others = otherFindings(report, index);
    const overview = overviewOf(capture);
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
        others.length > 0 && [
          heading(4, headings.furtherInCapture),
          namedList(others, setting.layout.otherFindings, setting.words),
        ],
        overview !== null && [heading(4, headings.overTime), overview],
        capture.endpoints.length > 0 && [
          heading(4, headings.endpoints),
          endpointTable(capture, setting),
        ],
        heading(4, headings.capture),
        captureFacts(capture, setting),
      ],
    };
  }
}

function clockLine(log: CaseLog, words: Words): string {
  const { caseDocument, phrases } = words;
  return phrases.sentences([caseDocument.clock(clockText(log, words)), log.clock.text]);
}

function spanText(
  { firstTime, lastTime }: CaseLog,
  span: (from: string, to: string) => string,
): string {
  if (firstTime === null || lastTime === null) return '';
  return firstTime === lastTime ? firstTime : span(firstTime, lastTime);
}
