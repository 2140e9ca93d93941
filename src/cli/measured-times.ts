import { filesWords } from '../words/command-line/files.ts';
import type { Session } from './session.ts';

/** Asks for times; `no-hash` leaves the file's hash out, too: to measure, and for nothing else. */
const VARIABLE = 'PCAP_VERDICT_TIMES';

/** What `PCAP_VERDICT_TIMES` asks for: what comes after the last packet, wall and processor (CONTRIBUTING.md). */
export class MeasuredTimes {
  readonly isUnhashed: boolean;
  readonly #isAsked: boolean;
  #read: { readonly elapsed: number; readonly cpu: NodeJS.CpuUsage } | null = null;

  constructor(private readonly session: Session) {
    const asked = session.env[VARIABLE] ?? '';
    this.#isAsked = asked !== '' && session.isOwnProcess;
    this.isUnhashed = this.#isAsked && asked === 'no-hash';
  }

  /** The last packet of a capture has been taken in. */
  readonly onRead = (): void => {
    if (!this.#isAsked) return;
    this.#read = { elapsed: this.session.clock.elapsed(), cpu: process.cpuUsage() };
  };

  /** All is written. */
  tell(): void {
    if (this.#read === null) return;
    const seconds = (this.session.clock.elapsed() - this.#read.elapsed) / 1e3;
    const { user, system } = process.cpuUsage(this.#read.cpu);
    const cpu = (user + system) / 1e6;
    this.session.stderr.write(filesWords.measuredTimes(seconds.toFixed(3), cpu.toFixed(3)));
  }
}
