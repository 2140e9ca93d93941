import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { extname } from 'node:path';
import { dnsPolicy } from '../../profiles/dns-policy.ts';
import { writeEvidence } from '../../rewrite/evidence-capture/write-evidence.ts';
import { reopen } from '../../tasks/input.ts';
import { evidenceWords } from '../../words/command-line/evidence.ts';
import { taskWords } from '../../words/tasks.ts';
import { command, paths } from '../command.ts';
import { diagnoseCapture } from '../diagnose-capture.ts';
import { UsageError } from '../errors.ts';
import * as option from '../options.ts';
import { loadProfile } from '../profile-file.ts';
import { Progress } from '../progress.ts';
import { oneCapture } from '../sequence.ts';

/** Code of the note on packet lists without the packets' bytes. */
const NO_BYTES = 'exported';
/** Code of the note on logs, whose packets nobody captured. */
const LOG = 'log';

/** Bytes that are gathered before they are written. */
const WRITTEN_AT_ONCE = 1 << 20;

/** `pcap-verdict evidence CAPTURE -o FILE`: the frames that prove the verdict, as a capture. */
export const evidence = command({
  positionals: { capture: paths(evidenceWords.positionals.capture) },
  options: [
    option.options(
      {
        output: option.required(option.text(evidenceWords.options.output, { alias: 'o' })),
        context: option.number(evidenceWords.options.context, {
          default: 0,
        }),
        'cited-only': option.toggle(evidenceWords.options.citedOnly),
        'headers-only': option.toggle(evidenceWords.options.headersOnly),
      },
      ({ output, context = 0, 'cited-only': citedOnly, 'headers-only': headersOnly }) => {
        if (!(Number.isInteger(context) && context >= 0 && context <= 1000)) {
          throw new UsageError(evidenceWords.contextOutOfRange);
        }
        return { output, context, citedOnly, headersOnly };
      },
    ),
    option.sequence,
    option.displayFilter(evidenceWords.options.displayFilter),
    option.hints,
    option.profile,
    option.tlsKeys,
    option.quiet(),
    option.redaction,
  ],
  examples: [
    ['$0 evidence case.pcapng -o proof.pcapng', evidenceWords.examples.evidence],
    [
      '$0 evidence case.pcapng -o proof.pcapng --redact --headers-only',
      evidenceWords.examples.redacted,
    ],
  ],
  async run(options, session) {
    const { capture, output, redaction, sequence } = options;
    const { stderr } = session;
    session.subject = capture[0];
    const input = oneCapture(capture, sequence, session.platform);
    if (!input.isRepeatable) {
      throw new UsageError(taskWords.evidenceFromPipe, taskWords.writeCaptureFirst);
    }
    refuseOtherFormats(output);
    for (const path of capture) refuseSame(path, output);
    const progress = new Progress(session, options.quiet);
    const profile = await loadProfile(options.profile, options.redaction);
    const diagnosis = await diagnoseCapture(input, {
      ...options,
      profile,
      progress,
      label: '',
    });
    // Rebuilt packets prove nothing.
    if (diagnosis.capture.quality.some(({ code }) => code === NO_BYTES)) {
      throw new UsageError(
        evidenceWords.packetListWithoutBytes,
        evidenceWords.packetListWithoutBytesAdvice,
      );
    }
    if (diagnosis.capture.quality.some(({ code }) => code === LOG)) {
      throw new UsageError(evidenceWords.logWithoutPackets, evidenceWords.logWithoutPacketsAdvice);
    }
    const openAgain = async () => {
      const reader = await reopen(input, redaction);
      progress.begin(reader, '');
      return reader;
    };
    const file = new OutputFile(output);
    try {
      const { packets, cited, leftOut } = await writeEvidence(
        openAgain,
        (bytes) => file.write(bytes),
        {
          diagnosis,
          context: options.context,
          citedOnly: options.citedOnly,
          headersOnly: options.headersOnly,
          isRedacted: redaction !== undefined,
          dns: dnsPolicy({ profile: redaction === undefined ? profile : redaction.profile }),
          onProgress: () => progress.update(),
        },
      );
      file.end();
      progress.end();
      const more = leftOut > 0 ? evidenceWords.citedLeftOut(leftOut) : '';
      if (!options.quiet) {
        stderr.write(evidenceWords.evidenceWritten(output, packets, cited, more));
      }
    } catch (error) {
      file.remove();
      throw error;
    } finally {
      progress.end();
    }
  },
});

/** What it writes is pcapng: a name that says otherwise is a mistake. @throws UsageError */
function refuseOtherFormats(output: string): void {
  if (output === '-') {
    throw new UsageError(
      evidenceWords.outputIsStandardOutput,
      evidenceWords.outputIsStandardOutputAdvice,
    );
  }
  const extension = extname(output).toLowerCase();
  if (extension === '' || extension === '.pcapng' || extension === '.ntar') return;
  const stem = output.slice(0, -extension.length);
  throw new UsageError(
    evidenceWords.outputOfOtherFormat(output),
    /^\.(?:pcap|cap|dmp)$/.test(extension)
      ? evidenceWords.outputOfOtherFormatAdvice.pcap(stem, output)
      : evidenceWords.outputOfOtherFormatAdvice.report(stem, output),
  );
}

/** The evidence must not take the place of the capture that it is made of. */
function refuseSame(capture: string, output: string): void {
  const one = statSync(capture, { throwIfNoEntry: false });
  const other = statSync(output, { throwIfNoEntry: false });
  if (other?.isDirectory() === true) {
    throw new UsageError(evidenceWords.outputIsFolder(output));
  }
  if (one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino) {
    throw new UsageError(evidenceWords.outputIsCapture(output));
  }
}

/** A file that is written in large pieces. */
class OutputFile {
  readonly #descriptor: number;
  #pending: Uint8Array[] = [];
  #length = 0;
  #isOpen = true;

  constructor(readonly path: string) {
    try {
      this.#descriptor = openSync(path, 'w');
    } catch (error) {
      throw this.#failure(error);
    }
  }

  write(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.#length += bytes.length;
    if (this.#length >= WRITTEN_AT_ONCE) this.#flush();
  }

  end(): void {
    this.#flush();
    this.#close();
  }

  /** Takes away what was written of a file that is not whole. */
  remove(): void {
    this.#close();
    if (statSync(this.path, { throwIfNoEntry: false })?.isFile() === true) rmSync(this.path);
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#length = 0;
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #close(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
  }

  #failure(error: unknown): UsageError {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? evidenceWords.noSuchFolder : String(code);
    return new UsageError(evidenceWords.evidenceUnwritable(this.path, why));
  }
}
