import type { CaptureInterface } from '../capture/capture-interface.ts';
import type { PacketView } from '../protocols/packet-view.ts';

/** Fills `view.frameAnnotation`: times since the first packet and the one before. */
export class FrameTimes {
  readonly #interfaces: readonly CaptureInterface[];
  #hasFirst = false;
  #firstSeconds = 0;
  #firstNanoseconds = 0;
  #previousSeconds = 0;
  #previousNanoseconds = 0;

  constructor(interfaces: readonly CaptureInterface[]) {
    this.#interfaces = interfaces;
  }

  annotate(view: PacketView): void {
    const annotation = view.frameAnnotation;
    annotation.interfaces = this.#interfaces;
    if (!view.hasTime) return;
    const { seconds, nanoseconds } = view;
    if (!this.#hasFirst) {
      this.#hasFirst = true;
      this.#firstSeconds = this.#previousSeconds = seconds;
      this.#firstNanoseconds = this.#previousNanoseconds = nanoseconds;
    }
    annotation.sinceFirst.setBetween(
      this.#firstSeconds,
      this.#firstNanoseconds,
      seconds,
      nanoseconds,
    );
    annotation.sincePrevious.setBetween(
      this.#previousSeconds,
      this.#previousNanoseconds,
      seconds,
      nanoseconds,
    );
    annotation.measureDisplayed(view);
    this.#previousSeconds = seconds;
    this.#previousNanoseconds = nanoseconds;
  }
}
