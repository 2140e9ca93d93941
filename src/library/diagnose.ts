import { diagnose as diagnoseReader } from '../diagnosis/diagnose.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Report } from '../diagnosis/report/report.ts';
import { reportOf } from '../diagnosis/report/report-of.ts';
import { timeZoneNamed } from '../diagnosis/report/time-zone.ts';
import type { Target } from '../diagnosis/target.ts';
import type { Lookup } from '../inputs/lookups/lookup.ts';
import type { Input } from '../platform/platform.ts';
import type { Profile } from '../profiles/profile.ts';
import { KeyLog } from '../protocols/tls/key-log.ts';
import { type DiagnoseInputOptions, diagnoseInput } from '../tasks/diagnose-input.ts';
import { UsageError } from '../tasks/errors.ts';
import { withFrames } from '../tasks/frames.ts';
import { firewallLog } from '../tasks/input.ts';
import { Redaction } from '../tasks/redaction.ts';
import { toldInWords } from '../words/errors/said.ts';
import { LANGUAGES, type LanguageTag } from '../words/languages.ts';
import { libraryWords } from '../words/library.ts';
import type { Speaker } from '../words/say.ts';
import {
  type Capture,
  type CaptureInput,
  during,
  inputBehind,
  inputOf,
  isCapture,
  platform,
  type SignalOption,
} from './capture.ts';
import { compiledFilter, type DisplayFilter } from './display-filter.ts';
import { SilentProgress } from './progress.ts';
import { spoken } from './spoken.ts';

/** How a report, and the packets with it, are made to tell nothing of whose they are. */
export interface RedactOptions {
  /** 32 bytes that nobody else has: what is replaced is replaced alike under one key. A random one by default. */
  readonly key?: Uint8Array | undefined;
  /** Addresses, ranges, names and profiles that stay as they are. */
  readonly keep?: readonly string[] | undefined;
}

export interface DiagnoseOptions extends SignalOption {
  /** Only endpoints of which a packet matches are judged; the rest serves as context. */
  readonly displayFilter?: DisplayFilter | string | undefined;
  /** The product that the case is about; by default the one whose servers the capture has. */
  readonly profile?: Profile | undefined;
  /** Services that the case is about (`parseTarget`): judged first, and what the summary is about. */
  readonly targets?: readonly Target[] | undefined;
  /** Look-ups beside the capture (`parseLookups`): they name addresses, and are compared. */
  readonly lookups?: readonly Lookup[] | undefined;
  /** The text of a key log (`SSLKEYLOGFILE`): reads what TLS encrypts. */
  readonly keyLog?: Uint8Array | undefined;
  /** Logs of firewalls, by path or as bytes, that are held against the packets. */
  readonly firewallLogs?: readonly CaptureInput[] | undefined;
  /** Zone of times in logs that do not say it: `UTC`, `+02:00`, `Europe/Berlin`. */
  readonly logTimeZone?: string | undefined;
  /** Fills `report.frames`, which a page draws its pictures from: it takes a second look at the capture. */
  readonly frames?: boolean | undefined;
  /** A report without what tells whose the capture is: a second look, too. */
  readonly redact?: RedactOptions | undefined;
  /** Of the sentences in the report; English by default, as for programs. */
  readonly language?: LanguageTag | undefined;
}

/**
 * Judges every endpoint of a capture: a path, bytes, or one that is open, which is read to its end and closed.
 * Problems in the capture are named in the report, not thrown.
 * @throws InputError where nothing can be read; UsageError (`not-repeatable`) where a second look is asked for and
 * there is none; the signal's reason
 */
export async function diagnose(
  input: Capture | CaptureInput,
  options: DiagnoseOptions = {},
): Promise<Report> {
  const speaker = await speakerFor(options.language);
  const diagnosis = await toldInWords(() => diagnosisOf(input, options));
  return spoken(reportOf(diagnosis, speaker), speaker);
}

async function diagnosisOf(
  input: Capture | CaptureInput,
  options: DiagnoseOptions,
): Promise<Diagnosis> {
  const { frames = false, redact } = options;
  const from = isCapture(input) ? inputBehind(input) : inputOf(input);
  const redaction = redact && redactionOf(redact);
  if ((frames || redact !== undefined) && from?.isRepeatable !== true) {
    if (isCapture(input)) await input.close();
    throw new UsageError(
      libraryWords.secondLookNeeded,
      libraryWords.givePathBytes,
      'not-repeatable',
    );
  }
  const given = inputOptions(options, redaction);
  if (isCapture(input) && redact === undefined) {
    const { progress, label: _, redaction: __, ...judging } = given;
    const first = await during(input, options.signal, () =>
      diagnoseReader(input, {
        ...judging,
        sha256: () => input.sha256(),
        onProgress: () => progress.update(),
      }),
    );
    return frames && from !== null ? withFrames(first, from) : first;
  }
  // Open, but to be read anew: what is given is let go of.
  if (isCapture(input)) await input.close();
  return judgedWith(from as Input, given, frames);
}

/** Judges an input, with rows of the frames that are cited where they are wanted. */
export async function judgedWith(
  input: Input,
  given: DiagnoseInputOptions,
  frames: boolean,
): Promise<Diagnosis> {
  const diagnosis = await diagnoseInput(input, given);
  return frames ? withFrames(diagnosis, input, { redaction: given.redaction }) : diagnosis;
}

/** The same options, as tasks take them. @throws UsageError */
export function inputOptions(
  options: DiagnoseOptions,
  redaction: Redaction | undefined,
): DiagnoseInputOptions {
  const { profile, targets, lookups, keyLog, firewallLogs = [], signal } = options;
  return {
    ...{ profile, targets, lookups, redaction },
    displayFilter: compiledFilter(options.displayFilter),
    keyLog: keyLog && new KeyLog([keyLog]),
    firewallLogs: firewallLogs.map((log, index) =>
      firewallLog(inputOf(log), typeof log === 'string' ? log : `log ${index + 1}`),
    ),
    logZone: zoneNamed(options.logTimeZone),
    progress: new SilentProgress(signal),
    label: '',
  };
}

/** @throws UsageError (`unknown-time-zone`) */
export function zoneNamed(name: string | undefined) {
  if (name === undefined) return undefined;
  const zone = timeZoneNamed(name);
  if (zone !== null) return zone;
  throw new UsageError(libraryWords.unknownTimeZone(name), '', 'unknown-time-zone');
}

const KEY_LENGTH = 32;

/** @throws UsageError (`bad-key`) */
export function redactionOf({ key, keep = [] }: RedactOptions): Redaction {
  if (key !== undefined && key.length < KEY_LENGTH) {
    throw new UsageError(libraryWords.keyLength(KEY_LENGTH, key.length), '', 'bad-key');
  }
  const kind = key === undefined ? 'random' : 'given';
  const bytes = key ?? platform.randomBytes(KEY_LENGTH);
  return new Redaction(platform, { bytes, name: { kind } }, keep);
}

/** @throws UsageError (`unknown-language`) */
export async function speakerFor(language: LanguageTag = 'en'): Promise<Speaker> {
  const row: { load(): Promise<Speaker> } | undefined = LANGUAGES[language];
  if (row !== undefined) return row.load();
  throw new UsageError(`unknown language "${String(language)}"`, '', 'unknown-language');
}
