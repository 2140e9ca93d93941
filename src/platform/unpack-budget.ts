/** What unpacking may cost over a whole case: archives may be made to unpack to almost anything. */
export class UnpackBudget {
  /** Bytes that may be unpacked whatever they came from. */
  static readonly FREE = 268_435_456;
  /** And so many times the bytes of the archives: captures and logs compress less. */
  static readonly RATIO = 100;
  #left = UnpackBudget.FREE;

  /** An archive of the case itself, not one inside another, pays for what it unpacks to. */
  addArchive(bytes: number): void {
    this.#left += bytes * UnpackBudget.RATIO;
  }

  /** @returns false where that was too much */
  take(bytes: number): boolean {
    this.#left -= bytes;
    return this.#left >= 0;
  }
}
