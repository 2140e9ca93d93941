import { setFlagsFromString } from 'node:v8';
import type { Report } from '../../diagnosis/report/report.ts';
import { reportOf } from '../../diagnosis/report/report-of.ts';
import type { ReportFormat, UnreadableCapture } from '../../documents/format.ts';
import { FORMAT_NAMES, FORMATS } from '../../documents/formats.ts';
import { isFailure } from '../../evidence/verdict.ts';
import { parseIpv4 } from '../../protocols/address-text.ts';
import { firewallLog, isFirewallLog } from '../../tasks/input.ts';
import type { JobPaths } from '../../tasks/parallel.ts';
import { diagnoseWords } from '../../words/command-line/diagnose.ts';
import { usageWords } from '../../words/command-line/usage.ts';
import { type CommandOptions, command, paths } from '../command.ts';
import { captureName, EXIT_UNUSABLE, errorLines, USAGE_HINT, UsageError } from '../errors.ts';
import { isRed } from '../exit-status.ts';
import { namesIn } from '../files-from.ts';
import { speakerFor } from '../language.ts';
import { MeasuredTimes } from '../measured-times.ts';
import { missingFiles, noSuchFile, refuseMissing } from '../missing-files.ts';
import * as option from '../options.ts';
import { namedTimeZone, renderOptions, reportWriter, shortName } from '../output.ts';
import { confirmWritten } from '../output-file.ts';
import { Progress } from '../progress.ts';
import { looksLikeSequence, oneCapture } from '../sequence.ts';
import type { JobResult, Session } from '../session.ts';

/** `pcap-verdict CAPTURE...`: the report. */
export const diagnose = command({
  positionals: { capture: paths(diagnoseWords.positionals.capture) },
  options: [
    option.report(FORMAT_NAMES, diagnoseWords.options.format, diagnoseWords.options.output),
    option.options(
      {
        joint: option.toggle(diagnoseWords.options.joint),
      },
      (given) => given,
    ),
    option.sequence,
    option.displayFilter(diagnoseWords.options.displayFilter),
    option.options(
      {
        logs: option.texts(diagnoseWords.options.logs),
      },
      (given) => given,
    ),
    option.logTimeZone,
    option.zipPassword,
    option.hints,
    option.profile,
    option.tlsKeys,
    option.exitCode(),
    option.jobs(),
    option.filesFrom,
    option.color,
    option.timeZone(),
    option.language,
    option.ownWords,
    option.quiet(diagnoseWords.options.quiet),
    // Not said: to be found out.
    option.options(
      {
        live: option.choice(diagnoseWords.options.live, { isRare: true }),
      },
      (given) => given,
    ),
    option.redaction,
  ],
  examples: [
    ['$0 case.pcapng', diagnoseWords.examples.plain],
    ["$0 case.pcapng -Y 'ip.addr == 203.0.113.55'", diagnoseWords.examples.filtered],
    ['$0 case.pcapng --nslookup nslookup.txt', diagnoseWords.examples.lookUp],
    ['$0 case.pcapng --logs DARTBundle.zip', diagnoseWords.examples.logs],
    ['$0 case.pcapng -f html -o case.html', diagnoseWords.examples.page],
    ['$0 case.pcapng -f markdown', diagnoseWords.examples.markdown],
    ['$0 before.pcapng after.pcapng --joint', diagnoseWords.examples.joint],
    ['$0 ring_*.pcapng --sequence', diagnoseWords.examples.sequence],
    ['$0 *.pcapng -f junit -o verdicts.xml', diagnoseWords.examples.junit],
    ['$0 case.pcapng -f json -o case.json', diagnoseWords.examples.json],
  ],
  async run(given, session): Promise<number | undefined> {
    // What is to be judged was found out by who started this thread.
    if (session.jobs !== undefined && given.logs === undefined) return judge(given, session);
    const { filesFrom, logs, logTimeZone } = given;
    if (session.jobs !== undefined) {
      const { judgeCase } = await import('./case.ts');
      return judgeCase({ ...given, path: [] }, session);
    }
    const named = filesFrom === undefined ? [] : await namesIn(filesFrom, session);
    const capture = [...given.capture, ...named];
    const options = { ...given, capture };
    if (logs !== undefined) {
      const { judgeCase } = await import('./case.ts');
      return judgeCase({ ...options, path: [...capture, ...logs] }, session);
    }
    if (logTimeZone !== undefined && capture.length < 2) {
      throw new UsageError(
        diagnoseWords.logTimeZoneWithoutLogs,
        diagnoseWords.logTimeZoneWithoutLogsAdvice,
      );
    }
    if (capture.length === 0) {
      throw new UsageError(usageWords.captureMissing, USAGE_HINT);
    }
    return judge(options, session);
  },
});

async function judge(options: CommandOptions<typeof diagnose>, session: Session): Promise<number> {
  // Very many endpoints: V8 would let garbage grow to several times of what is alive.
  if (session.isOwnProcess) setFlagsFromString('--heap-growing-percent=20');
  // Loaded here, and not for help and completion: start-up time.
  const { diagnoseCapture } = await import('../diagnose-capture.ts');
  const { liveView } = await import('../live-view.ts');
  const { loadProfile } = await import('../profile-file.ts');
  const { outputFile } = options;
  const { captures: files, logs } = session.jobs?.paths ?? (await toldApart(options, session));
  const firewallLogs = logs.map((path) =>
    firewallLog(session.platform.input(path), shortName(path)),
  );
  if (options.sequence) refuseMissing(files);
  // Of a sequence there is one report, under the first file's name.
  const captures = options.sequence ? files.slice(0, 1) : files;
  const logZone = namedTimeZone(options.logTimeZone);
  const { stdout, stderr } = session;
  const row = FORMATS[options.format];
  const format: ReportFormat = await row.load();
  const speaker = await speakerFor(options.format, options.language);
  const frames = format.usesFrames === true ? await import('../../tasks/frames.ts') : undefined;
  const profile = await loadProfile(options.profile, options.redaction);
  const isOnTerminal = outputFile === undefined && stdout.isTTY === true;
  const writer = reportWriter(
    {
      format,
      rendering: { ...renderOptions(options, stdout), words: speaker.words },
      captures,
      output: outputFile,
      joint: options.joint,
      extension: row.extension,
    },
    stdout,
  );
  const view = liveView(
    { ...options, captures },
    renderOptions({ ...options, outputFile: undefined }, stdout),
    session,
  );
  const progress = new Progress(session, options.quiet);
  const times = new MeasuredTimes(session);
  const judgeOne = async (index: number): Promise<JobResult> => {
    const path = captures[index];
    const place = `${index + 1} of ${captures.length}, ${shortName(path)}`;
    const marks = frames && new frames.ChunkMarks();
    try {
      const paths = options.sequence ? files : [path];
      const input = oneCapture(paths, options.sequence, session.platform);
      let diagnosis = await diagnoseCapture(input, {
        ...options,
        profile,
        session,
        progress,
        label: captures.length > 1 ? place : '',
        marks,
        firewallLogs,
        logZone,
        onRead: times.onRead,
        isUnhashed: times.isUnhashed,
        live: view === null ? undefined : { view, isForced: options.live === true },
      });
      if (frames !== undefined) {
        diagnosis = await frames.withFrames(diagnosis, input, {
          redaction: options.redaction,
          marks,
        });
      }
      return { report: reportOf(diagnosis, speaker), lines: [], unreadable: null };
    } catch (error) {
      return notJudged(index, error);
    }
  };
  /** One bad file of several does not cost the others their reports. */
  const notJudged = (index: number, error: unknown): JobResult => {
    const path = captures[index];
    return {
      report: null,
      lines: errorLines(error, captureName(path)),
      // Its name, and the reason with what it found there, may tell whose it is.
      unreadable:
        options.redaction === undefined
          ? { name: shortName(path), text: reportedError(error, path) }
          : { name: `capture-${index + 1}`, text: diagnoseWords.redactedCaptureUnreadable },
    };
  };
  if (session.jobs !== undefined) {
    const { serveJobs } = await import('../parallel.ts');
    await serveJobs(session.jobs, judgeOne);
    return 0;
  }
  // Before the first report: nobody scrolls back for it.
  const missing = new Set(captures.length > 1 ? missingFiles(captures) : []);
  for (const path of missing) {
    for (const line of errorLines(noSuchFile(path), '')) stderr.write(`${line}\n`);
  }
  const unreadable: UnreadableCapture[] = [];
  let fails = false;
  let last: { path: string; report: Report } | undefined;
  const read: Report['capture'][] = [];
  const take = async (index: number, result: JobResult) => {
    progress.end();
    if (!missing.has(captures[index])) {
      for (const line of result.lines) stderr.write(`${line}\n`);
    }
    if (result.unreadable !== null) unreadable.push(result.unreadable);
    const { report } = result;
    if (report === null) return;
    const path = captures[index];
    read.push(report.capture);
    await writer.add(report, path);
    fails ||= isRed(report);
    last = { path, report };
  };
  const threads = await threadsOf(options, captures, session);
  if (threads > 1) {
    const { judgeInParallel } = await import('../parallel.ts');
    const { startThread, args = [] } = session;
    await judgeInParallel(
      captures.length,
      threads,
      () =>
        (startThread as NonNullable<typeof startThread>)(
          args,
          { ...{ captures, logs }, redactionKey: options.redaction?.key },
          progress.follow(),
        ),
      notJudged,
      take,
    );
  } else {
    for (const index of captures.keys()) await take(index, await judgeOne(index));
  }
  await writer.end(unreadable);
  times.tell();
  if (read.length > 0) confirmWritten(outputFile, options.format, options.quiet, session);
  if (!options.quiet && looksLikeSequence(read)) {
    stderr.write(diagnoseWords.filesLookLikeSequence(read.length));
  }
  if (isOnTerminal && format.name === 'text' && captures.length === 1 && !options.quiet) {
    hint(last, stderr);
  }
  if (unreadable.length > 0) return EXIT_UNUSABLE;
  return options.exitCode && fails ? 1 : 0;
}

/** Whether an argument is the list of names, or says that it follows. */
function isFilesFrom(arg: string, before: string | undefined): boolean {
  return before === '--files-from' || arg.startsWith('--files-from');
}

/** How many threads judge the captures. */
async function threadsOf(
  { jobs, live, sequence }: CommandOptions<typeof diagnose>,
  captures: readonly string[],
  { startThread, args = [] }: Session,
): Promise<number> {
  if (startThread === undefined || captures.length < 2) return 1;
  if (live === true || sequence) return 1;
  const { namesPipe, threadsFor } = await import('../parallel.ts');
  // A list of names is read by this thread alone.
  if (namesPipe(args.filter((arg, at) => !isFilesFrom(arg, args[at - 1])))) return 1;
  return threadsFor(captures, jobs);
}

/** Firewalls' logs among the arguments are held against each capture; alone they are reported on. */
async function toldApart(
  { capture: paths, logTimeZone }: CommandOptions<typeof diagnose>,
  { platform }: Session,
): Promise<JobPaths> {
  const captures: string[] = [];
  const logs: string[] = [];
  // A log without its capture is what the report is about.
  if (paths.length < 2) return { captures: paths, logs };
  for (const path of paths) {
    const isLog = path !== '-' && (await isFirewallLog(platform.input(path)));
    (isLog ? logs : captures).push(path);
  }
  if (logs.length === 0 && logTimeZone !== undefined) {
    throw new UsageError(
      diagnoseWords.logTimeZoneWithoutLogs,
      diagnoseWords.logTimeZoneWithoutLogsAdvice,
    );
  }
  return captures.length === 0 ? { captures: paths, logs: [] } : { captures, logs };
}

/** What a report says of a capture that could not be read: without folders, as everywhere in it. */
function reportedError(error: unknown, path: string): string {
  const text = errorLines(error, '')
    .join(' ')
    .replace(/^pcap-verdict: /, '');
  return path === '' ? text : text.replaceAll(path, shortName(path));
}

/** Names that a shell takes as they are. */
const PLAIN_PATH = /^[\w./][\w./+:@%,=-]*$/;

/** After a report on a terminal: the command that shows the packets behind its first finding. */
function hint(last: { path: string; report: Report } | undefined, stderr: Session['stderr']): void {
  if (last === undefined || stderr.isTTY !== true) return;
  const { path, report } = last;
  const finding = report.findings.find(({ verdict }) => isFailure(verdict));
  const endpoint = finding && report.endpoints[finding.endpoints[0]];
  if (endpoint === undefined || !PLAIN_PATH.test(path) || path === '-') return;
  const { protocol, verdict } = endpoint;
  const { server, port } = endpoint.via ?? endpoint;
  const address = parseIpv4(server) === null ? 'ipv6.addr' : 'ip.addr';
  stderr.write(diagnoseWords.whatNext(path, address, server, protocol, port, verdict));
}
