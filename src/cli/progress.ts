import { escapeText } from '../protocols/escape.ts';
import type { ServedJobs } from '../tasks/parallel.ts';
import { type Readable, type ReadingState, Progress as ShownProgress } from '../tasks/progress.ts';
import { english } from '../words/say.ts';
import type { OutputStream, Session } from './session.ts';

const { grouped } = english.words.phrases;

/** Shorter work needs no progress display (milliseconds). */
const QUIET_FOR = 1_000;
const EVERY = 250;
const DEFAULT_WIDTH = 80;

/** `3 of 14, case.pcapng: 42 %, 0.42 of 1.0 GB, 1,234,567 packets, 2,345,678/s, 3 s left`. */
export function progressText({
  label,
  bytesRead,
  size,
  packets,
  milliseconds,
}: ReadingState): string {
  const seconds = milliseconds / 1000;
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

/** Several that are read at the same time, in one line: `3 of 14, case.pcapng and 1 more`. */
export function readTogether(states: readonly ReadingState[]): ReadingState {
  const sum = (values: readonly (number | null)[]) =>
    values.reduce((total, one) => (total === null || one === null ? null : total + one), 0);
  const [first, ...others] = states;
  return {
    label: others.length === 0 ? first.label : `${first.label} and ${others.length} more`,
    bytesRead: sum(states.map(({ bytesRead }) => bytesRead)) ?? 0,
    size: sum(states.map(({ size }) => size)),
    packets: sum(states.map(({ packets }) => packets)),
    milliseconds: Math.max(...states.map(({ milliseconds }) => milliseconds)),
  };
}

/** A line on the terminal while long work goes on: share, bytes, packets, rate, time left. */
export class Progress extends ShownProgress {
  readonly #begun = Date.now();
  #started = Date.now();
  #shown = 0;
  #isVisible = false;
  #label = '';
  #reader: Readable | undefined;
  /** What threads read, by thread. */
  readonly #followed = new Map<object, ReadingState>();
  /** Where a thread tells its state, for the program's own thread to show it. */
  readonly #tell: ServedJobs['tell'];

  readonly stream: OutputStream;
  readonly isEnabled: boolean;

  /** Only on a terminal, and unless it is to be quiet. */
  constructor({ stderr, jobs }: Pick<Session, 'stderr' | 'jobs'>, isQuiet: boolean) {
    super();
    this.stream = stderr;
    this.#tell = jobs?.tell;
    this.isEnabled = (stderr.isTTY === true || this.#tell !== undefined) && !isQuiet;
  }

  /** The next capture or log; `label` names it where there are several, and may be anybody's text. */
  begin(reader: Readable, label: string): void {
    this.#reader = reader;
    this.#label = escapeText(label);
    this.#started = Date.now();
  }

  /** What a new thread is to tell its states to; undefined where nobody would see them. */
  follow(): ((state: ReadingState | null) => void) | undefined {
    if (!this.isEnabled) return undefined;
    const thread = {};
    return (state) => {
      if (state === null) this.#followed.delete(thread);
      else this.#followed.set(thread, state);
      const now = Date.now();
      if (this.#followed.size > 0 && this.#isDue(now)) {
        this.#show(readTogether([...this.#followed.values()]), now);
      }
    };
  }

  /** Called after every chunk. */
  update(): void {
    if (!this.isEnabled || this.#reader === undefined) return;
    const now = Date.now();
    if (!this.#isDue(now)) return;
    const { packets, sourceBytesRead: bytesRead, size } = this.#reader;
    const milliseconds = now - this.#started;
    this.#show({ label: this.#label, bytesRead, size, packets, milliseconds }, now);
  }

  #isDue(now: number): boolean {
    // Of many small captures each is quick, and all together are long.
    return now - this.#begun >= QUIET_FOR && now - this.#shown >= EVERY;
  }

  #show(state: ReadingState, now: number): void {
    this.#shown = now;
    this.#isVisible = true;
    if (this.#tell !== undefined) return this.#tell(state);
    // Of a capture that is read in no time, its place among the others says enough.
    const text =
      state.milliseconds < QUIET_FOR && state.label !== '' ? state.label : progressText(state);
    // A line that wraps could not be taken back.
    const width = (this.stream.columns ?? DEFAULT_WIDTH) - 1;
    const line = text.length > width ? `${text.slice(0, width - 1)}…` : text;
    this.stream.write(`\r\u001b[K${line}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#isVisible) {
      if (this.#tell !== undefined) this.#tell(null);
      else this.stream.write('\r\u001b[K');
    }
    this.#isVisible = false;
  }
}
