import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { extname } from 'node:path';
import { dnsPolicy } from '../../profiles/dns-policy.ts';
import { escapeText } from '../../protocols/escape.ts';
import { writeEvidence } from '../../rewrite/evidence-capture/write-evidence.ts';
import { reopen } from '../../tasks/input.ts';
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
  positionals: { capture: paths('capture file') },
  options: [
    option.options(
      {
        output: option.required(
          option.text('write the evidence to this file (pcapng)', { alias: 'o' }),
        ),
        context: option.number('frames around each cited one that are written, too', {
          default: 0,
        }),
        'cited-only': option.toggle(
          'leave out the rest of the conversations that cited frames are of',
        ),
        'headers-only': option.toggle('cut what follows the transport headers; DNS messages stay'),
      },
      ({ output, context = 0, 'cited-only': citedOnly, 'headers-only': headersOnly }) => {
        if (!(Number.isInteger(context) && context >= 0 && context <= 1000)) {
          throw new UsageError('--context takes a whole number from 0 to 1000');
        }
        return { output, context, citedOnly, headersOnly };
      },
    ),
    option.sequence,
    option.displayFilter('judge only endpoints with a matching packet'),
    option.hints,
    option.profile,
    option.tlsKeys,
    option.quiet(),
    option.redaction,
  ],
  examples: [
    ['$0 evidence case.pcapng -o proof.pcapng', 'what to show a colleague in Wireshark'],
    ['$0 evidence case.pcapng -o proof.pcapng --redact --headers-only', 'what may leave the house'],
  ],
  async run(options, session) {
    const { capture, output, redaction, sequence } = options;
    const { stderr } = session;
    session.subject = capture[0];
    const input = oneCapture(capture, sequence, session.platform);
    if (!input.isRepeatable) {
      throw new UsageError(
        'the evidence takes a second look at the capture, and a pipe allows one',
        'Write the capture to a file first.',
      );
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
        'this list of packets does not hold the packets themselves, so there is no evidence to write',
        'Take the capture that it was exported from; tshark -T json -x exports the packets, too.',
      );
    }
    if (diagnosis.capture.quality.some(({ code }) => code === LOG)) {
      throw new UsageError(
        'this is a log, which has no packets, so there is no evidence to write',
        'The report cites its lines; pcap-verdict CAPTURE LOG holds it against a capture.',
      );
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
      const more = leftOut > 0 ? `; ${leftOut} further cited ones are left out` : '';
      if (!options.quiet) {
        stderr.write(
          `pcap-verdict: wrote ${escapeText(output)} (pcapng): ${packets} frames, ${cited} of them cited${more}\n`,
        );
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
      'evidence is written to a file',
      'Such as: -o proof.pcapng, -o /dev/stdout',
    );
  }
  const extension = extname(output).toLowerCase();
  if (extension === '' || extension === '.pcapng' || extension === '.ntar') return;
  const stem = output.slice(0, -extension.length);
  throw new UsageError(
    `-o ${output}: evidence is written as pcapng, which has comments on the frames`,
    /^\.(?:pcap|cap|dmp)$/.test(extension)
      ? `Such as: -o ${stem}.pcapng; without the comments: editcap -F pcap ${stem}.pcapng ${output}`
      : `Such as: -o ${stem}.pcapng; a report: pcap-verdict CAPTURE -o ${output}`,
  );
}

/** The evidence must not take the place of the capture that it is made of. */
function refuseSame(capture: string, output: string): void {
  const one = statSync(capture, { throwIfNoEntry: false });
  const other = statSync(output, { throwIfNoEntry: false });
  if (other?.isDirectory() === true) {
    throw new UsageError(`${output} is a directory; -o takes a file`);
  }
  if (one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino) {
    throw new UsageError(`${output} is the capture itself; -o takes another file`);
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
    const why = code === 'ENOENT' ? 'there is no such folder' : String(code);
    return new UsageError(`cannot write the evidence to ${this.path}: ${why}`);
  }
}
