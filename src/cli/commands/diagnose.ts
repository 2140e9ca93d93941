import { writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { diagnose } from '../../diagnose.ts';
import type { DisplayFilter } from '../../filter/display-filter.ts';
import type { Profile } from '../../profile/profile.ts';
import { PROFILES, profileNamed } from '../../profile/profiles.ts';
import { printableJson } from '../../report/escape.ts';
import { FORMATS } from '../../report/formats.ts';
import type { Report } from '../../report/report.ts';
import { captureName, errorLines } from '../errors.ts';
import { open } from '../open.ts';
import { Output } from '../output.ts';
import { Progress } from '../progress.ts';
import { EXIT_UNUSABLE, UsageError } from '../usage-error.ts';

export interface DiagnoseCommandOptions {
  readonly captures: readonly string[];
  readonly format: string;
  readonly outputFile: string | undefined;
  readonly displayFilter: DisplayFilter | undefined;
  readonly profile: string | undefined;
  readonly exitCode: boolean;
  readonly color: boolean;
  readonly quiet: boolean;
}

const DEFAULT_WIDTH = 80;

/** `pcap-verdict CAPTURE...`: the report. Returns the exit status. */
export async function diagnoseCommand(options: DiagnoseCommandOptions): Promise<number> {
  // Very many endpoints: V8 would let garbage grow to several times of what is alive.
  setFlagsFromString('--heap-growing-percent=20');
  const format = FORMATS.find(({ name }) => name === options.format);
  if (format === undefined) throw new UsageError(`unknown format "${options.format}"`);
  const profile = options.profile === undefined ? undefined : namedProfile(options.profile);
  const reports: Report[] = [];
  let status = 0;
  for (const path of options.captures) {
    try {
      reports.push(await diagnoseOne(path, profile, options));
    } catch (error) {
      // One bad file of several does not cost the others their reports.
      for (const line of errorLines(error, captureName(path))) {
        process.stderr.write(`${line}\n`);
      }
      status = EXIT_UNUSABLE;
    }
  }
  if (reports.length > 0) {
    const rendering = {
      color: options.color && options.outputFile === undefined,
      width:
        options.outputFile === undefined
          ? (process.stdout.columns ?? DEFAULT_WIDTH)
          : DEFAULT_WIDTH,
    };
    const text =
      format.name === 'json' && options.captures.length > 1
        ? `${printableJson(reports)}\n`
        : reports.map((report) => format.render(report, rendering)).join('\n');
    if (options.outputFile !== undefined) writeReport(options.outputFile, text);
    else {
      const output = new Output(process.stdout);
      await output.write(text);
      await output.flush();
    }
  }
  const isBlocked = reports.some(({ endpoints }) =>
    endpoints.some(({ verdict }) => verdict === 'drop' || verdict === 'reject'),
  );
  return status !== 0 ? status : options.exitCode && isBlocked ? 1 : 0;
}

function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'there is no such folder' : String(code);
    throw new UsageError(`cannot write the report to ${file}: ${why}`);
  }
}

function namedProfile(name: string): Profile {
  const profile = profileNamed(name);
  if (profile === undefined) {
    throw new UsageError(
      `unknown profile "${name}"`,
      `Profiles: ${PROFILES.map((known) => known.name).join(', ')}`,
    );
  }
  return profile;
}

async function diagnoseOne(
  path: string,
  profile: Profile | undefined,
  options: DiagnoseCommandOptions,
): Promise<Report> {
  const { reader, sha256 } = await open(path, { sha256: true });
  const progress = new Progress(
    reader,
    process.stderr,
    process.stderr.isTTY === true && !options.quiet,
  );
  try {
    return await diagnose(reader, {
      displayFilter: options.displayFilter,
      profile,
      sha256,
      onProgress: () => progress.update(),
    });
  } finally {
    progress.end();
    await reader.close();
  }
}
