import type {
  CaseFile,
  CaseFinding,
  CaseLog,
  CaseReport,
  TimelineEntry,
} from '../diagnosis/report/case-report.ts';
import { isFailure } from '../evidence/verdict.ts';
import { capitalized, count, grouped, list as listText } from '../words/en/phrases.ts';
import { words } from '../words/say.ts';
import {
  type ByMedium,
  captureFacts,
  endpointTable,
  rowsLeftOut,
  type Setting,
  shownReport,
  sure,
} from './build-capture.ts';
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
  numberedText,
  otherFindings,
} from './case-parts.ts';
import type { ShownReport } from './clock.ts';
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
  return {
    kind: 'case',
    id: '',
    title: `${report.summary.verdict}: ${report.name}`,
    verdict: verdictHead(report.summary, {
      level: 1,
      subject: ['Case ', name(report.name)],
      kicker: `case ${report.name}${contents(report)}`,
    }),
    blocks: ORDER[setting.layout.medium](new CaseParts(report, setting)),
    foot: `Made by ${report.tool.name} ${report.tool.version}. ${words.documents.footnote}`,
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
    headed('Findings', parts.report.findings, parts.findings()),
    headed('Both sides', parts.report.sides, parts.bothSides()),
    headed('Time line', parts.report.timeline, parts.timelineTable()),
    headed('Logs', parts.report.logs, parts.logSections()),
    headed('Files', parts.report.files, parts.fileTable()),
    headed('Captures', parts.captures, parts.captureSections()),
  ],
  page: pageBlocks,
};

function headed(title: string, of: readonly unknown[], block: Block): Block {
  return of.length > 0 && [heading(2, title), block];
}

function pageBlocks(parts: CaseParts): Block[] {
  const { report, captures } = parts;
  const { findings, sides, timeline, logs, files, filesLeftOut } = report;
  // The findings first: the time line leads to the frames that they show.
  const sections = parts.pageFindings();
  const all: readonly [id: string, title: string, number: number, shown: number, block: Block][] = [
    ['findings', 'Findings', findings.length, findings.length, sections],
    ['sides', 'Both sides', sides.length, sides.length, parts.bothSides()],
    ['timeline', 'Time line', timeline.length, timeline.length, parts.events()],
    ['logs', 'Logs', logs.length, logs.length, parts.logCards()],
    ['files', 'Files', files.length + filesLeftOut, files.length, parts.fileTables()],
    ['captures', 'Captures', captures.length, captures.length, parts.foldedCaptures()],
  ];
  const present = all.filter(([, , , shown]) => shown > 0);
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
    present.map(([id, title, , , block]) => [heading(2, title, id), block]),
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

/** Logs that are open to see; the rest unfolds. */
const OPEN_LOGS = 6;

const NO_ANCHORS: FrameAnchors = new Map();

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

  /** Captures of one way, held against each other packet by packet. */
  bothSides(): Block[] {
    return this.report.sides.map((both) => [
      heading(3, both.places.map((place) => `${place.name} (${place.title})`).join(', ')),
      ...sidesParts({ conclusion: both.conclusion, sides: both }, this.setting),
    ]);
  }

  pageFindings(): Block {
    const { findings } = this.report;
    const { caseFindings, furtherFindings: named } = this.setting.layout;
    const further = findings.slice(caseFindings).map((one) => foundIn(one, []).finding);
    return [
      findings.slice(0, caseFindings).map((finding, index) => this.#finding(finding, index + 1)),
      namedFindings(further, named),
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
    const about = report === null ? [words.documents.noPackets] : functionTitles(finding, report);
    if (report !== null && captures.length > 1) about.push(`in ${report.capture.name}`);
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
    const { medium, citedLines: shown } = setting.layout;
    const { together } = finding;
    const cited = citedLines(finding).map(({ file, lines }) => ({
      label: labels[file] ?? '',
      lines: numberedText('line', lines, shown),
    }));
    const capture = report !== null && captures.length > 1 ? report.capture.name : null;
    if (medium === 'ticket') {
      const places = cited.map(({ label, lines }) => ['In ', name(label), `: ${lines}`]);
      const items = [...together, ...places];
      return [
        items.length > 0 && list(items),
        capture !== null && { kind: 'paragraph', label: 'Capture', content: [name(capture)] },
      ];
    }
    if (medium === 'page') {
      const places = cited.map(({ label, lines }) => `${label}: ${lines}`).join('; ');
      const blocks = [
        ...together.map((text) => paragraph(text)),
        ...(places === '' ? [] : [aside(places)]),
      ];
      return [blocks.length > 0 && group('together', blocks)];
    }
    const places = cited.map(({ label, lines }) => `${label} ${lines}`).join('; ');
    return [
      ...together.map((text) => paragraph(capitalized(text))),
      places !== '' && paragraph(`In the log: ${places}.`),
      capture !== null && paragraph(`Frame numbers are those of ${capture}.`),
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
      at: entryTime(entry, setting.zone),
      label: labels[entry.file],
      anchors: (capture === null ? undefined : this.#anchors[capture]) ?? NO_ANCHORS,
    };
  }

  timelineTable(): Block {
    const { entries, entryLines } = this.setting.layout;
    const { timeline, timelineLeftOut } = this.report;
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
      const cells = [
        isSame ? clock : `${day} ${clock} ${zone}`,
        entry.mood === 'bad' ? strong(entry.kind) : entry.kind,
        [
          entry.function !== null && [entry.function, ': '],
          capitalized(entry.text),
          entry.message !== null && [' ', name(entry.message)],
        ],
        [name(label ?? ''), ` ${numbers.join(', ')}`],
      ];
      return { cells };
    });
    const hidden = timeline.length - rows.length + timelineLeftOut;
    return {
      kind: 'table',
      label: 'Time line',
      columns: ['Time', 'Seen in', 'What', 'Where'].map((title) => ({ title })),
      rows,
      more: [hidden > 0 && `… and ${count(hidden, 'further entry', 'further entries')}.`],
    };
  }

  logLines(index: number): Block {
    const { report, labels } = this;
    const log = report.logs[index];
    const known = log.unknown === 0 ? 'all known here' : `${log.known} known here`;
    const clock = clockLine(log);
    // One PC's logs have one clock.
    const isSaid = report.logs.slice(0, index).some((other) => clockLine(other) === clock);
    return {
      ...list([
        ...(isSaid ? [] : [clock]),
        ...log.status.map((text) => `Last: ${text}`),
        ...log.problems.map(({ line, text }) => `Problem at line ${line}: ${text}`),
      ]),
      isPlain: true,
      title: `Log ${labels[log.file]}: ${log.title}, ${count(log.records, 'record')}, ${known}${spanText(log)}`,
    };
  }

  logSections(): Block {
    const { logs } = this.report;
    const shown = this.setting.layout.logs;
    const hidden = logs.length - shown;
    return [
      logs
        .slice(0, shown)
        .map((log) => [heading(3, capitalized(log.title)), list(this.#logItems(log))]),
      hidden > 0 && paragraph(`… and ${count(hidden, 'further log')}.`),
    ];
  }

  #logItems(log: CaseLog): Inline[] {
    const { firstTime, lastTime, problems, known, unknown, records } = log;
    const { logStatus, logProblems } = this.setting.layout;
    const further = problems.length - logProblems;
    const counts = `${count(records, 'record')}: ${grouped(known)} known, ${grouped(unknown)} not known`;
    const hasTimes = firstTime !== null && lastTime !== null;
    return [
      ...log.status.slice(0, logStatus),
      ['File: ', name(this.labels[log.file] ?? ''), ' (', log.encoding, `), ${counts}`],
      ...(hasTimes ? [['Local time: ', firstTime, ' to ', lastTime]] : []),
      ['Clock: ', clockText(log), '. ', log.clock.text],
      ...problems
        .slice(0, logProblems)
        .map(({ line, text }) => [`Problem in line ${line}: `, text]),
      ...(further > 0 ? [count(further, 'further problem')] : []),
    ];
  }

  /** Each log: what it last tells, how much of it was understood, and whose clock it has. */
  logCards(): Block {
    const { logs } = this.report;
    const cards = logs
      .slice(0, this.setting.layout.logs)
      .map((log, index) => this.#logCard(log, index));
    const folded = cards.slice(OPEN_LOGS);
    const further = logs.length - cards.length;
    return [
      group('logs', cards.slice(0, OPEN_LOGS)),
      folded.length > 0 && {
        kind: 'fold',
        summary: [count(folded.length, 'further log')],
        blocks: [group('logs', folded)],
      },
      further > 0 && aside(`and ${count(further, 'log')} more: see the JSON report.`),
    ];
  }

  #logCard(log: CaseLog, index: number): Block {
    const { logStatus, logProblems } = this.setting.layout;
    const { file, title, encoding, records, known, unknown, status, problems } = log;
    const { firstTime, lastTime } = log;
    const more = problems.length - logProblems;
    const times = status.slice(0, logStatus).map((text): Inline => ({ kind: 'whole-times', text }));
    return {
      kind: 'section',
      role: 'log',
      level: 3,
      id: `log${index + 1}`,
      title: capitalized(title),
      blocks: [
        aside(this.labels[file] ?? ''),
        times.length > 0 && list(times),
        {
          kind: 'facts',
          facts: [
            fact(
              'Records',
              `${grouped(records)}: ${grouped(known)} known, ${grouped(unknown)} not known and left aside; `,
              { kind: 'whole', text: encoding },
            ),
            firstTime === null || lastTime === null
              ? fact('First to last', 'no times')
              : fact(
                  'First to last',
                  { kind: 'time', text: firstTime },
                  ' to ',
                  { kind: 'time', text: lastTime },
                  ', local time',
                ),
            fact('Its clock', `${clockText(log)}. ${log.clock.text}`),
          ],
        },
        problems.length > 0 && {
          kind: 'fold',
          summary: [count(problems.length, 'problem')],
          blocks: [
            list(
              problems
                .slice(0, logProblems)
                .map(({ line, text }) => `Line ${grouped(line)}: ${text}`),
            ),
            more > 0 && aside(`and ${more} more`),
          ],
        },
      ],
    };
  }

  /** What each file was taken for; those of no use are counted, by what they are. */
  fileList(): Block {
    const { layout } = this.setting;
    const { name: of, files, filesLeftOut } = this.report;
    const others = files.filter(({ kind }) => kind === 'other');
    const used = files.filter(({ kind }) => kind !== 'other');
    const hidden = used.length - layout.files;
    const isUnread = ({ kind }: CaseFile) => kind === 'unreadable';
    // Where not all are shown, those that nobody would expect are.
    const ordered =
      hidden > 0 ? [...used.filter(isUnread), ...used.filter((file) => !isUnread(file))] : used;
    const items = ordered.slice(0, layout.files).map(({ path, kind, text }) => {
      return `${path}: ${kind === 'unreadable' ? 'NOT READ: ' : ''}${text}`;
    });
    const unread = ordered.slice(layout.files).filter(isUnread).length;
    const notRead = unread > 0 ? `, ${grouped(unread)} of them NOT READ` : '';
    if (hidden > 0) items.push(`… and ${count(hidden, 'further file')}${notRead}.`);
    if (others.length > 0) {
      const named = others
        .slice(0, layout.unusedFiles)
        .map(({ path, text }) => `${path} (${text})`);
      const rest = others.length - named.length;
      items.push(`Not used: ${listText(rest > 0 ? [...named, `${rest} more`] : named)}.`);
    }
    if (filesLeftOut > 0) items.push(`${count(filesLeftOut, 'further file')} were not looked at.`);
    const title = `Case ${of}: ${count(files.length + filesLeftOut, 'file')}`;
    return { ...list(items), isPlain: true, title };
  }

  fileTable(): Block {
    const { files, filesLeftOut } = this.report;
    const order = [...files].sort(
      (a, b) => Number(a.kind === 'other') - Number(b.kind === 'other'),
    );
    const shown = order.slice(0, this.setting.layout.files);
    const hidden = files.length - shown.length + filesLeftOut;
    return {
      kind: 'table',
      label: 'Files',
      columns: [
        { title: 'File' },
        { title: 'Taken for' },
        { title: 'What it is' },
        { title: 'Bytes', isNumber: true },
      ],
      rows: shown.map(({ path, kind, text, bytes }) => ({
        cells: [
          name(path),
          kind === 'unreadable' ? strong(kind) : words.documents.fileKinds[kind],
          text,
          bytes !== null && grouped(bytes),
        ],
      })),
      more: [hidden > 0 && `… and ${count(hidden, 'further file')}.`],
    };
  }

  /** Every file and what it was taken for; what is of no use is folded. */
  fileTables(): Block {
    const { layout } = this.setting;
    const { files, filesLeftOut } = this.report;
    const read = files.filter(({ kind }) => kind !== 'other');
    const others = files.filter(({ kind }) => kind === 'other');
    return [
      read.length > 0 && this.#pageFiles(read, layout.files, 'What each was taken for'),
      others.length > 0 && {
        kind: 'fold',
        summary: [`${count(others.length, 'file')} of no use for a verdict, or not known here`],
        isOpen: read.length === 0,
        blocks: [this.#pageFiles(others, layout.unusedFiles, 'Not used')],
      },
      filesLeftOut > 0 && aside(`${count(filesLeftOut, 'further file')} of the case not listed.`),
    ];
  }

  #pageFiles(files: readonly CaseFile[], shown: number, title: string): Block {
    return {
      kind: 'table',
      name: 'files',
      label: title,
      caption: `${title}${rowsLeftOut(files.length - shown)}`,
      columns: [
        { title: 'File', isHead: true },
        { title: 'Taken for' },
        { title: 'Bytes', isNumber: true },
        { title: 'What it is' },
      ],
      rows: files.slice(0, shown).map((file) => {
        const { path, bytes, kind, text } = file;
        const to = this.#anchorOf(file);
        const isTelling = kind === 'unreadable';
        return {
          tone: isTelling ? 'warning' : undefined,
          cells: [
            to === null ? path : { kind: 'link', to, text: path },
            { kind: 'tag', text: words.documents.fileKinds[kind], isTelling },
            bytes !== null && grouped(bytes),
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
    const further = captures.slice(layout.captures);
    return [
      captures.slice(0, layout.captures).map((capture, index) => {
        const { verdict, text } = capture.summary;
        const others = otherFindings(report, index).map(({ title }) => title);
        const titles = others.slice(0, layout.otherFindings);
        const hidden = others.length - titles.length;
        if (hidden > 0) titles.push(`and ${grouped(hidden)} more`);
        const content = [name(capture.capture.name), ': ', verdict];
        return [
          { kind: 'heading', level: 3, content } as const,
          paragraph(text),
          captureFacts(capture, setting),
          titledList('Further findings in this capture', 0, titles),
          endpointTable(capture, setting),
        ];
      }),
      further.length > 0 && {
        kind: 'table',
        label: 'Further captures',
        columns: [
          'Further capture',
          'Verdict',
          words.documents.columns.confidence,
          'In one sentence',
        ].map((title) => ({
          title,
        })),
        rows: further.map(({ capture, summary }) => ({
          cells: [name(capture.name), summary.verdict, sure(summary), summary.text],
        })),
      },
    ];
  }

  /** Each capture's endpoints and facts, folded where there are several. */
  foldedCaptures(): Block {
    const { captures, setting } = this;
    const shown = setting.layout.captures;
    const further = captures.slice(shown);
    const items = further.map(({ capture, summary }) => [
      `${capture.name}: `,
      verdictText(summary.verdict),
      ` ${summary.text}`,
    ]);
    return [
      captures.slice(0, shown).map((capture, index) => this.#foldedCapture(capture, index)),
      further.length > 0 && [
        heading(3, 'Further captures'),
        { ...list(items), tones: further.map(({ summary }) => summary.verdict) },
        aside('Their endpoints are in the JSON report, or in a report of each by itself.'),
      ],
    ];
  }

  #foldedCapture(capture: ShownReport, index: number): Block {
    const { report, captures, setting } = this;
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
          heading(4, 'Further findings in this capture'),
          namedList(others, setting.layout.otherFindings),
        ],
        overview !== null && [heading(4, 'Endpoints over time'), overview],
        capture.endpoints.length > 0 && [heading(4, 'Endpoints'), endpointTable(capture, setting)],
        heading(4, 'Capture'),
        captureFacts(capture, setting),
      ],
    };
  }
}

function clockLine(log: CaseLog): string {
  return `Clock: ${clockText(log)}. ${log.clock.text}`;
}

function spanText({ firstTime, lastTime }: CaseLog): string {
  if (firstTime === null) return '';
  return firstTime === lastTime ? `, ${firstTime}` : `, ${firstTime} to ${lastTime}`;
}
