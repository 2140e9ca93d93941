import type { CaptureReader } from '../capture/reader.ts';
import { grouped } from '../detect/observation.ts';

/** Shorter work needs no progress display (milliseconds). */
const QUIET_FOR = 1_000;
const EVERY = 250;

/** A line on the terminal while long work goes on: share, packets, rate, time left. */
export class Progress {
  readonly #started = Date.now();
  #shown = 0;
  #isVisible = false;

  constructor(
    readonly reader: CaptureReader,
    readonly stream: NodeJS.WriteStream,
    readonly isEnabled: boolean,
  ) {}

  /** Called after every chunk. */
  update(): void {
    if (!this.isEnabled) return;
    const now = Date.now();
    if (now - this.#started < QUIET_FOR || now - this.#shown < EVERY) return;
    this.#shown = now;
    this.#isVisible = true;
    const { packets, sourceBytesRead, size } = this.reader;
    const seconds = (now - this.#started) / 1000;
    const parts = [`${grouped(packets)} packets`, `${grouped(Math.round(packets / seconds))}/s`];
    if (size !== null && sourceBytesRead > 0) {
      const share = sourceBytesRead / size;
      parts.unshift(`${Math.floor(share * 100)} %`);
      parts.push(`${Math.ceil((seconds / share) * (1 - share))} s left`);
    }
    this.stream.write(`\r\u001b[K${parts.join(', ')}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#isVisible) this.stream.write('\r\u001b[K');
  }
}
