/** What is being read, as far as it is read. */
export interface Readable {
  readonly sourceBytesRead: number;
  readonly size: number | null;
  /** Null where what is read has none. */
  readonly packets: number | null;
}

/** Where long work shows how far it is: a line on a terminal, a bar on a page. */
export interface Progress {
  /** Reads, shows meanwhile how far that is, and closes what is read, whatever comes of it. */
  during<Opened extends Readable & { close(): Promise<void> }, Result>(
    opened: Opened,
    label: string,
    read: (opened: Opened) => Promise<Result>,
  ): Promise<Result>;
  /** The next capture or log; `label` names it where there are several, and may be anybody's text. */
  begin(reader: Readable, label: string): void;
  /** Called after every chunk. */
  update(): void;
  end(): void;
}
