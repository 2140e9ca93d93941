/** What is being read, as far as it is read. */
export interface Readable {
  readonly sourceBytesRead: number;
  readonly size: number | null;
  /** Null where what is read has none. */
  readonly packets: number | null;
}

/** How far the reading of one capture is. */
export interface ReadingState {
  readonly label: string;
  /** Bytes of the file that were read; the file's size, or null on standard input. */
  readonly bytesRead: number;
  readonly size: number | null;
  /** Null where what is read has none. */
  readonly packets: number | null;
  /** Since its reading began. */
  readonly milliseconds: number;
}

/** Where long work shows how far it is: a line on a terminal, a bar on a page. */
export abstract class Progress {
  /** Reads, shows meanwhile how far that is, and closes what is read, whatever comes of it. */
  async during<Opened extends Readable & { close(): Promise<void> }, Result>(
    opened: Opened,
    label: string,
    read: (opened: Opened) => Promise<Result>,
  ): Promise<Result> {
    this.begin(opened, label);
    try {
      return await read(opened);
    } finally {
      this.end();
      await opened.close();
    }
  }

  /** The next capture or log; `label` names it where there are several, and may be anybody's text. */
  abstract begin(reader: Readable, label: string): void;
  /** Called after every chunk. */
  abstract update(): void;
  abstract end(): void;
}
