import { escapeText } from '../protocols/escape.ts';
import { type Readable, Progress as ShownProgress } from '../tasks/progress.ts';
import { english } from '../words/say.ts';
import type { OutputStream, Session } from './session.ts';

const { grouped } = english.words.phrases;

/** Shorter work needs no progress display (milliseconds). */
const QUIET_FOR = 1_000;
const EVERY = 250;
const DEFAULT_WIDTH = 80;

/** What a line of progress is made of. */
export interface ProgressState {
  /** Bytes of the file that were read; the file's size, or null on standard input. */
  readonly bytesRead: number;
  readonly size: number | null;
  /** Null where what is read has none. */
  readonly packets: number | null;
  /** Since the reading of this file began. */
  readonly seconds: number;
}

/** `3 of 14, case.pcapng: 42 %, 0.42 of 1.0 GB, 1,234,567 packets, 2,345,678/s, 3 s left`. */
export function progressText(label: string, state: ProgressState): string {
  const { bytesRead, size, packets, seconds } = state;
  const parts =
    packets === null
      ? []
      : [`${grouped(packets)} packets`, `${grouped(Math.round(packets / seconds))}/s`];
  if (size === null || size === 0) parts.unshift(bytesText(bytesRead));
  else {
    // A file that still grows has more than it had.
    const share = Math.min(1, bytesRead / size);
    parts.unshift(`${Math.floor(share * 100)} %`, `${bytesText(bytesRead)} of ${bytesText(size)}`);
    if (share > 0) parts.push(`${timeLeftText((seconds / share) * (1 - share))} left`);
  }
  return `${label === '' ? '' : `${label}: `}${parts.join(', ')}`;
}

/** `812 kB`, `646 MB`, `1.04 GB`: decimal units, as disks and networks count. */
function bytesText(bytes: number): string {
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  if (bytes < 1e9) return `${Math.round(bytes / 1e6)} MB`;
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

function timeLeftText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 120) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** A line on the terminal while long work goes on: share, bytes, packets, rate, time left. */
export class Progress extends ShownProgress {
  readonly #begun = Date.now();
  #started = Date.now();
  #shown = 0;
  #isVisible = false;
  #label = '';
  #reader: Readable | undefined;

  readonly stream: OutputStream;
  readonly isEnabled: boolean;

  /** Only on a terminal, and unless it is to be quiet. */
  constructor({ stderr }: Pick<Session, 'stderr'>, isQuiet: boolean) {
    super();
    this.stream = stderr;
    this.isEnabled = stderr.isTTY === true && !isQuiet;
  }

  /** The next capture or log; `label` names it where there are several, and may be anybody's text. */
  begin(reader: Readable, label: string): void {
    this.#reader = reader;
    this.#label = escapeText(label);
    this.#started = Date.now();
  }

  /** Called after every chunk. */
  update(): void {
    if (!this.isEnabled || this.#reader === undefined) return;
    const now = Date.now();
    // Of many small captures each is quick, and all together are long.
    if (now - this.#begun < QUIET_FOR || now - this.#shown < EVERY) return;
    this.#shown = now;
    this.#isVisible = true;
    const { packets, sourceBytesRead, size } = this.#reader;
    const milliseconds = now - this.#started;
    // Of a capture that is read in no time, its place among the others says enough.
    const text =
      milliseconds < QUIET_FOR && this.#label !== ''
        ? this.#label
        : progressText(this.#label, {
            bytesRead: sourceBytesRead,
            size,
            packets,
            seconds: milliseconds / 1000,
          });
    // A line that wraps could not be taken back.
    const width = (this.stream.columns ?? DEFAULT_WIDTH) - 1;
    const line = text.length > width ? `${text.slice(0, width - 1)}…` : text;
    this.stream.write(`\r\u001b[K${line}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#isVisible) this.stream.write('\r\u001b[K');
    this.#isVisible = false;
  }
}
