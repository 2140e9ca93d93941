import { statSync } from 'node:fs';
import { compare as compareCaptures } from '../../diagnosis/comparison/compare.ts';
import { comparisonReportOf } from '../../diagnosis/report/comparison-report-of.ts';
import { sidesReportOf } from '../../diagnosis/report/sides-report-of.ts';
import type { ReportFormat } from '../../documents/format.ts';
import { COMPARISON_FORMAT_NAMES, FORMATS } from '../../documents/formats.ts';
import { judgeBoth } from '../../tasks/judge-both.ts';
import { compareWords } from '../../words/command-line/compare.ts';
import { type CommandOptions, command, path, paths } from '../command.ts';
import { ComparedCaptures, serveCompared } from '../compared-captures.ts';
import { UsageError } from '../errors.ts';
import { isRed } from '../exit-status.ts';
import { speakerFor } from '../language.ts';
import { refuseMissing } from '../missing-files.ts';
import * as option from '../options.ts';
import { documentTarget, renderOptions } from '../output.ts';
import { confirmWritten } from '../output-file.ts';
import { loadProfile } from '../profile-file.ts';
import { Progress } from '../progress.ts';
import type { Session } from '../session.ts';

/** Captures of places on one way. */
const MAXIMUM_PLACES = 8;

/** `pcap-verdict compare FIRST SECOND`: the cross-check; with `--sides`, places of one way. */
export const compare = command({
  positionals: {
    first: path(compareWords.positionals.first),
    second: path(compareWords.positionals.second),
    more: paths(compareWords.positionals.more),
  },
  options: [
    option.options(
      {
        sides: option.toggle(compareWords.options.sides),
        evidence: option.text(compareWords.options.evidence),
      },
      (given) => given,
    ),
    option.report(
      COMPARISON_FORMAT_NAMES,
      compareWords.options.format,
      compareWords.options.output,
    ),
    option.displayFilter(compareWords.options.displayFilter),
    option.profile,
    // Look-ups were made on the first network.
    option.hints,
    option.exitCode(compareWords.options.exitCode),
    option.jobs(),
    option.tlsKeys,
    option.color,
    option.timeZone(compareWords.options.timeZone),
    option.language,
    option.ownWords,
    option.quiet(),
    option.redaction,
  ],
  examples: [
    ['$0 compare --sides client.pcapng server.pcapng', compareWords.examples.sides],
    ['$0 compare office.pcapng hotspot.pcapng', compareWords.examples.networks],
    [
      '$0 compare office.pcapng hotspot.pcapng -f html -o cross-check.html',
      compareWords.examples.page,
    ],
  ],
  missing: compareWords.capturesMissing,
  async run(options, session): Promise<number> {
    if (session.jobs !== undefined) return serve(options, session, session.jobs);
    const { first, second, more, outputFile } = options;
    const paths = [first, second, ...more];
    if (first === '-' && second === '-') {
      throw new UsageError(compareWords.standardInputTwice);
    }
    refuseMissing(paths);
    if (more.length > 0 && !options.sides) {
      throw new UsageError(
        compareWords.tooManyCaptures(paths.length),
        compareWords.tooManyCapturesAdvice,
      );
    }
    if (!options.sides) refuseSameTwice(paths);
    if (options.evidence !== undefined && (!options.sides || options.redaction !== undefined)) {
      throw new UsageError(compareWords.evidenceWithoutSidesOrRedacted);
    }
    if (paths.length > MAXIMUM_PLACES) {
      throw new UsageError(compareWords.tooManySides(MAXIMUM_PLACES));
    }
    const format: ReportFormat = await FORMATS[options.format].load();
    if (format.renderComparison === undefined)
      throw new UsageError(compareWords.formatWithoutComparison(format.name));
    const speaker = await speakerFor(options.format, options.language);
    const rendering = { ...renderOptions(options, session.stdout), words: speaker.words };
    const write = documentTarget(outputFile, paths, session.stdout);
    const profile = await loadProfile(options.profile, options.redaction);
    const progress = new Progress(session, options.quiet);
    const captures = new ComparedCaptures(paths, { ...options, profile, progress, session });
    try {
      if (options.sides) {
        const { judgedSides, writeSidesFile } = await import('../sides.ts');
        const { sides, lead } = await judgedSides(captures, profile, session);
        await write(format.renderComparison(sidesReportOf(sides, speaker), rendering));
        confirmWritten(outputFile, options.format, options.quiet, session);
        if (options.evidence !== undefined) {
          await writeSidesFile(sides, paths, options.evidence, session);
        }
        return options.exitCode && isRed(lead) ? 1 : 0;
      }
      const [one, other] = await judgeBoth((which, by) => captures.judge(which, by), profile, {
        isRepeatable: session.platform.input(first).isRepeatable,
        isTogether: captures.isTogether,
      });
      const { sidesOfTwo } = await import('../sides.ts');
      const sides =
        options.redaction === undefined ? await sidesOfTwo(captures, [one, other], session) : null;
      const comparison =
        sides === null
          ? comparisonReportOf(compareCaptures(one, other), speaker)
          : sidesReportOf(sides, speaker);
      await write(format.renderComparison(comparison, rendering));
      confirmWritten(outputFile, options.format, options.quiet, session);
      return options.exitCode && isRed(one.diagnosis) ? 1 : 0;
    } finally {
      await captures.close();
    }
  },
});

/** In a thread beside the one that compares: judges its captures. */
async function serve(
  options: CommandOptions<typeof compare>,
  session: Session,
  jobs: NonNullable<Session['jobs']>,
): Promise<number> {
  const profile = await loadProfile(options.profile, options.redaction);
  await serveCompared(jobs, {
    ...options,
    profile,
    session,
    progress: new Progress(session, options.quiet),
  });
  return 0;
}

/** A file beside itself says nothing of networks. @throws UsageError */
function refuseSameTwice(paths: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const facts = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
    if (facts?.isFile() !== true) continue;
    const key = `${facts.dev} ${facts.ino}`;
    const before = seen.get(key);
    if (before !== undefined) {
      throw new UsageError(
        before === path
          ? compareWords.sameCaptureTwice(path)
          : compareWords.sameFileTwice(before, path),
        compareWords.sameCaptureTwiceAdvice,
      );
    }
    seen.set(key, path);
  }
}
