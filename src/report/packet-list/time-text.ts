/** `-t`: how the Time column is written; the names are those of tshark's help. */
export type TimeFormat = 'utc' | 'epoch' | 'relative';

/** All formats, for help texts and checks of arguments. */
export const TIME_FORMATS: readonly TimeFormat[] = ['utc', 'epoch', 'relative'];

const SECONDS_PER_DAY = 86400;
/** The last second that `Date` can hold (ECMA-262 §21.4.1.1). */
const MAXIMUM_SECONDS = 8.64e12;

/** `.491417`, or with nine digits where the capture has them. */
function fraction(nanoseconds: number, digits: number): string {
  return `.${String(nanoseconds).padStart(9, '0').slice(0, digits)}`;
}

/** Writes the times of packets in one format. */
export class TimeWriter {
  readonly #format: TimeFormat;
  /** The day last written, as most packets of a capture share it. */
  #day = Number.NaN;
  #dayText = '';
  #firstSeconds = Number.NaN;
  #firstNanoseconds = 0;

  constructor(format: TimeFormat) {
    this.#format = format;
  }

  /** Takes in the time of a packet, shown or not: relative times count from the first. */
  observe(seconds: number, nanoseconds: number): void {
    if (!Number.isNaN(this.#firstSeconds)) return;
    this.#firstSeconds = seconds;
    this.#firstNanoseconds = nanoseconds;
  }

  /**
   * A time as text.
   * @param seconds whole seconds since 1970-01-01 UTC
   * @param nanoseconds nanoseconds within the second
   * @param digits digits of the fraction: 6, or 9 where the capture has nanoseconds
   */
  text(seconds: number, nanoseconds: number, digits: number): string {
    switch (this.#format) {
      case 'epoch':
        return `${seconds}${fraction(nanoseconds, digits)}`;
      case 'relative':
        return this.#relative(seconds, nanoseconds, digits);
      default:
        return this.#utc(seconds) + fraction(nanoseconds, digits);
    }
  }

  #relative(seconds: number, nanoseconds: number, digits: number): string {
    let wholes = seconds - this.#firstSeconds;
    let rest = nanoseconds - this.#firstNanoseconds;
    // Clocks go back: both parts get one sign.
    const isNegative = wholes < 0 || (wholes === 0 && rest < 0);
    if (isNegative) {
      wholes = -wholes;
      rest = -rest;
    }
    if (rest < 0) {
      wholes--;
      rest += 1e9;
    }
    return `${isNegative ? '-' : ''}${wholes}${fraction(rest, digits)}`;
  }

  #utc(seconds: number): string {
    if (Math.abs(seconds) >= MAXIMUM_SECONDS) return String(seconds);
    const day = Math.floor(seconds / SECONDS_PER_DAY);
    if (day !== this.#day) {
      this.#day = day;
      this.#dayText = new Date(day * SECONDS_PER_DAY * 1000).toISOString().split('T')[0];
    }
    const second = seconds - day * SECONDS_PER_DAY;
    const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
    return `${this.#dayText} ${two(second / 3600)}:${two((second / 60) % 60)}:${two(second % 60)}`;
  }
}
