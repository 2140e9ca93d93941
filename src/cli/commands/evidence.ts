import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { reportOf } from '../../diagnosis/report/report-of.ts';
import type { Target } from '../../diagnosis/target.ts';
import type { DisplayFilter } from '../../filter/display-filter.ts';
import type { Lookup } from '../../inputs/lookups/lookup.ts';
import { dnsPolicy } from '../../profiles/dns-policy.ts';
import { writeEvidence } from '../../rewrite/evidence-capture/write-evidence.ts';
import { diagnoseCapture } from '../diagnose-capture.ts';
import { pathInput } from '../input.ts';
import { open } from '../open.ts';
import { loadProfile } from '../profile-file.ts';
import { Progress } from '../progress.ts';
import type { Redaction } from '../redaction.ts';
import { UsageError } from '../usage-error.ts';

export interface EvidenceCommandOptions {
  readonly capture: string;
  readonly outputFile: string;
  readonly context: number;
  readonly citedOnly: boolean;
  readonly headersOnly: boolean;
  readonly targets: readonly Target[];
  readonly lookups: readonly Lookup[];
  readonly displayFilter: DisplayFilter | undefined;
  readonly profile: string | undefined;
  readonly redaction: Redaction | undefined;
  readonly quiet: boolean;
}

/** Code of the note on packet lists without the packets' bytes. */
const NO_BYTES = 'exported';

/** Bytes that are gathered before they are written. */
const WRITTEN_AT_ONCE = 1 << 20;

/** `pcap-verdict evidence CAPTURE -o FILE`: the frames that prove the verdict, as a capture. */
export async function evidenceCommand(options: EvidenceCommandOptions): Promise<void> {
  const { capture, outputFile, redaction } = options;
  const input = pathInput(capture);
  if (capture === '-' || statSync(capture, { throwIfNoEntry: false })?.isFIFO() === true) {
    throw new UsageError(
      'the evidence takes a second look at the capture, and a pipe allows one',
      'Write the capture to a file first.',
    );
  }
  refuseSame(capture, outputFile);
  const progress = new Progress(process.stderr, process.stderr.isTTY === true && !options.quiet);
  const profile = await loadProfile(options.profile, options.redaction);
  const diagnosis = await diagnoseCapture(input, {
    displayFilter: options.displayFilter,
    profile,
    targets: options.targets,
    lookups: options.lookups,
    progress,
    label: '',
    redaction,
  });
  // Rebuilt packets prove nothing.
  if (diagnosis.capture.quality.some(({ code }) => code === NO_BYTES)) {
    throw new UsageError(
      'this list of packets does not hold the packets themselves, so there is no evidence to write',
      'Take the capture that it was exported from; tshark -T json -x exports the packets, too.',
    );
  }
  const reopen = async () => {
    const reader =
      redaction === undefined
        ? (await open(input, { sha256: false })).reader
        : await redaction.reopen();
    progress.begin(reader, '');
    return reader;
  };
  const file = new OutputFile(outputFile);
  try {
    const { packets, cited, leftOut } = await writeEvidence(reopen, (bytes) => file.write(bytes), {
      report: reportOf(diagnosis),
      context: options.context,
      citedOnly: options.citedOnly,
      headersOnly: options.headersOnly,
      isRedacted: redaction !== undefined,
      dns: dnsPolicy({ profile: redaction === undefined ? profile : redaction.profile }),
      onProgress: () => progress.update(),
    });
    file.end();
    progress.end();
    const more = leftOut > 0 ? `; ${leftOut} further cited ones are left out` : '';
    process.stderr.write(`pcap-verdict: ${packets} frames, ${cited} of them cited${more}\n`);
  } catch (error) {
    file.remove();
    throw error;
  } finally {
    progress.end();
  }
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
