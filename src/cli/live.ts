import { openCapture } from '../capture/open-capture.ts';
import { captureTimeDigits } from '../capture/time-text.ts';
import { type DiagnoseOptions, OngoingDiagnosis } from '../diagnosis/diagnose.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { type InterimVerdict, InterimVerdicts } from '../diagnosis/interim-verdicts.ts';
import type { JudgedEndpoint } from '../diagnosis/judged-endpoint.ts';
import type { Judged } from '../diagnosis/listed-endpoints.ts';
import type { LiveMoment } from '../documents/live-change.ts';
import { FURTHER_FORMATS } from '../inputs/further-formats.ts';
import type { HashedSource } from '../platform/platform.ts';
import type { Progress } from '../tasks/progress.ts';
import type { PacketSource } from '../track/run-packets.ts';
import { type Clock, type Session, SYSTEM_CLOCK } from './session.ts';

/** Milliseconds between looks, at least, and before the first: what is read sooner needs none. */
const LOOK_EVERY = 1_000;
/** A look may take this share of the time: after one that took long the next comes late. */
const LOOK_SHARE = 0.1;
/** How often it is seen whether a look is due while nothing comes, in milliseconds. */
const TICK = 250;
/** A capture is live where its time and the clock on the wall differ by no more, in seconds. */
const LIVE_WITHIN = 60;
/** Milliseconds that packets take to come here: libpcap gives them on after up to 1 s. */
const DELIVERY = 2_000;
/** Without packets time goes on for so long (ms): by then silence has said all that it can. */
const LONGEST_QUIET = 60_000;
/** A writer that fills blocks before it writes, as C's output does, stops at multiples of this. */
const BLOCK = 4_096;
/** After Ctrl-C what is under way still comes, and the end with its statistics, for so long (ms). */
const DRAIN = 1_000;

/** Finds out about an endpoint what is not needed of all. */
export type Complete = (endpoint: Judged) => JudgedEndpoint;

/** Where verdicts are shown while a capture goes on. */
export interface LiveView {
  /** Shows all endpoints as they are now; returns when there is room for more. */
  show(
    endpoints: readonly InterimVerdict[],
    complete: Complete,
    moment: LiveMoment,
  ): void | Promise<void>;
  /** Makes room for the report; nothing is shown any more. Safe to call twice. */
  end(): void | Promise<void>;
}

/** A view, and when it shows. */
export interface LiveDisplay {
  readonly view: LiveView;
  /** The input is live whatever its times say. */
  readonly isForced: boolean;
}

export interface PipeOptions extends Omit<DiagnoseOptions, 'onProgress' | 'sha256'> {
  readonly live?: LiveDisplay | undefined;
  readonly progress: Progress;
  readonly label: string;
  readonly session?: Session | undefined;
}

/**
 * The report of what comes through a pipe until it ends, or until a signal ends it.
 * @param source is closed at the end
 * @throws InputError where it is no capture
 */
export async function diagnosePipe(source: HashedSource, options: PipeOptions): Promise<Diagnosis> {
  const { live, progress } = options;
  const view = live?.view;
  const clock = options.session?.clock ?? SYSTEM_CLOCK;
  const signals = endOnSignal(source, view, options.session);
  const reader = await openCapture(source, FURTHER_FORMATS);
  const diagnosis = new OngoingDiagnosis(reader, { ...options, sha256: () => source.sha256() });
  const watch = live && new Watch(diagnosis, live, clock);
  return progress.during(reader, options.label, async () => {
    const watched: PacketSource = {
      interfaces: reader.interfaces,
      refill: () => (watch === undefined ? reader.refill() : watch.until(reader.refill())),
      next: (record) => reader.next(record),
    };
    try {
      await diagnosis.read(watched, async () => {
        await watch?.chunkTaken();
        if (watch?.isLive !== true) progress.update();
        // Input that never pauses leaves signals no other moment.
        await new Promise((resolve) => setImmediate(resolve));
      });
      const isStopped = signals.isEnding;
      await view?.end();
      const ended = await diagnosis.end();
      return isStopped ? withoutCut(ended) : ended;
    } finally {
      await view?.end();
    }
  });
}

/**
 * The first Ctrl-C (or SIGTERM) ends the reading, so that the report can be made; the second ends all.
 * The program in front of the pipe gets the same Ctrl-C, and may need a moment for its last packets.
 * Nothing takes this back: a signal must not cost the report after the input has ended either.
 */
function endOnSignal(
  source: HashedSource,
  view: LiveView | undefined,
  session: Session | undefined,
): { isEnding: boolean } {
  const state = { isEnding: false };
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    session?.onSignal(signal, () => {
      void view?.end();
      if (state.isEnding) session.exit(status);
      state.isEnding = true;
      session.clock.after(DRAIN, () => source.stop?.());
    });
  }
  return state;
}

/** Who ends a capture ends it amid a record: that is no damage. */
function withoutCut(diagnosis: Diagnosis): Diagnosis {
  const { capture } = diagnosis;
  const problems = capture.problems.filter(({ code }) => code !== 'truncated');
  return { ...diagnosis, capture: { ...capture, problems } };
}

/** Looks at a diagnosis under way, when it is time to. */
class Watch {
  /** The capture is made right now: its time is the wall's. */
  isLive: boolean;
  readonly #verdicts = new InterimVerdicts();
  /** When the next look may be. */
  #due: number;
  /** Milliseconds that went by without a packet, as far as this program ran. */
  #quiet = 0;
  /** What the last look saw, so that none is for nothing. */
  #seen = '';
  /** The writer keeps packets back until a block is full: that none come means nothing. */
  #isHeldBack = false;

  readonly #view: LiveView;

  constructor(
    readonly diagnosis: OngoingDiagnosis,
    { view, isForced }: LiveDisplay,
    readonly clock: Clock,
  ) {
    this.#due = clock.elapsed() + LOOK_EVERY;
    this.#view = view;
    this.isLive = isForced;
  }

  /** Waits for input, and looks when it is time. */
  async until(refill: Promise<boolean>): Promise<boolean> {
    let stopWaiting = () => {};
    for (let since = this.clock.elapsed(); ; ) {
      const result = await Promise.race([
        refill,
        new Promise<null>((resolve) => {
          stopWaiting = this.clock.after(TICK, () => resolve(null));
        }),
      ]);
      stopWaiting();
      if (result !== null) return result;
      const now = this.clock.elapsed();
      // A program that was stopped has not watched: what came meanwhile still waits in the pipe.
      this.#quiet = Math.min(LONGEST_QUIET, this.#quiet + Math.min(now - since, 2 * TICK));
      since = now;
      await this.#lookIfDue();
    }
  }

  /** After new packets. */
  async chunkTaken(): Promise<void> {
    this.#quiet = 0;
    const { packets, lastSeconds } = this.diagnosis.capture;
    if (packets > 0) this.isLive ||= Math.abs(this.clock.now() / 1000 - lastSeconds) <= LIVE_WITHIN;
    await this.#lookIfDue();
  }

  async #lookIfDue(): Promise<void> {
    const { packets, lastSeconds, lastNanoseconds } = this.diagnosis.capture;
    const begun = this.clock.elapsed();
    if (!this.isLive || packets === 0 || begun < this.#due) return;
    const quiet = this.#packetsWouldCome() ? Math.max(0, this.#quiet - DELIVERY) : 0;
    const seen = `${packets} ${quiet} ${this.#isHeldBack}`;
    if (seen === this.#seen) return;
    this.#seen = seen;
    const after = lastNanoseconds + Math.round(quiet * 1e6);
    const seconds = lastSeconds + Math.floor(after / 1e9);
    const nanoseconds = after % 1e9;
    const look = this.diagnosis.interim(seconds, nanoseconds);
    const rows = this.#verdicts.update(look.endpoints, seconds);
    const { interfaces } = this.diagnosis.reader;
    const digits = captureTimeDigits(interfaces);
    const isHeldBack = this.#isHeldBack;
    const moment = { seconds, nanoseconds, digits, packets, isHeldBack };
    await this.#view.show(rows, look.complete, moment);
    const now = this.clock.elapsed();
    this.#due = now + Math.max(LOOK_EVERY, (now - begun) / LOOK_SHARE);
  }

  /** Whether the writer hands on packets as they come: else it stops amid a record, or a block. */
  #packetsWouldCome(): boolean {
    const { bytesRead, sourceBytesRead, compression } = this.diagnosis.reader;
    if (this.#quiet < DELIVERY) return false;
    if (bytesRead !== sourceBytesRead) this.#isHeldBack = true;
    return compression === null && !this.#isHeldBack && sourceBytesRead % BLOCK !== 0;
  }
}
