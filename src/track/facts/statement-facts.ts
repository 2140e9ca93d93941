import type { FirewallAction, TimeKind } from '../../capture/statement.ts';

/** Lines and frames kept of each group: enough to look them up. */
const KEPT_LINES = 8;

/** What a device says it did, all in the same words. */
export class StatementGroup {
  /** Lines that say so (packets that carry it), and packets that they count. */
  lines = 0;
  packets = 0;
  /** Lines about packets that only end a connection (FIN or RST). */
  endings = 0;
  /** Lines about the answer to a SYN. */
  synAcks = 0;
  /** Lines about IP fragments. */
  fragments = 0;
  /** When first and last; where the lines have no time both are 0. */
  firstSeconds = 0;
  firstNanoseconds = 0;
  lastSeconds = 0;
  lastNanoseconds = 0;
  /** The first lines of the log; frames where packets carry it. */
  readonly firstLines: number[] = [];
  readonly frames: number[] = [];

  constructor(
    readonly action: FirewallAction,
    readonly device: string,
    readonly rule: string,
    readonly reason: string,
    /** About what the server sends, not the client. */
    readonly isAnswer: boolean,
    /** Name of the log; '' where a capture's packets carry it. */
    readonly file: string,
    readonly timeKind: TimeKind,
  ) {}

  /** @param line of the log, or the frame where a capture carries it */
  add(line: number, seconds: number, nanoseconds: number, packets: number): void {
    const isFirst = this.lines++ === 0;
    this.packets += packets;
    const kept = this.file === '' ? this.frames : this.firstLines;
    if (kept.length < KEPT_LINES) kept.push(line);
    // Some logs have the newest line first.
    if (isFirst || isBefore(seconds, nanoseconds, this.firstSeconds, this.firstNanoseconds)) {
      this.firstSeconds = seconds;
      this.firstNanoseconds = nanoseconds;
    }
    if (isFirst || isBefore(this.lastSeconds, this.lastNanoseconds, seconds, nanoseconds)) {
      this.lastSeconds = seconds;
      this.lastNanoseconds = nanoseconds;
    }
  }

  /** Takes in a group of another client that says the same. */
  merge(other: StatementGroup): void {
    const { lines, packets } = this;
    this.add(0, other.firstSeconds, other.firstNanoseconds, 0);
    this.add(0, other.lastSeconds, other.lastNanoseconds, 0);
    this.lines = lines + other.lines;
    this.packets = packets + other.packets;
    this.endings += other.endings;
    this.synAcks += other.synAcks;
    this.fragments += other.fragments;
    keepFirst(this.firstLines, other.firstLines);
    keepFirst(this.frames, other.frames);
  }
}

/** The lowest of both lists; a 0 stands for no line. */
function keepFirst(into: number[], more: readonly number[]): void {
  const all = [...into, ...more].filter((line) => line > 0).sort((one, other) => one - other);
  into.length = 0;
  into.push(...all.slice(0, KEPT_LINES));
}

function isBefore(seconds: number, nanoseconds: number, than: number, also: number): boolean {
  return seconds < than || (seconds === than && nanoseconds < also);
}

/** What devices say they did with an endpoint's packets. */
export class StatementFacts {
  readonly groups: StatementGroup[] = [];
  /** Lines beyond the groups that are told apart. */
  further = 0;
  /** Clients, where these stand for many: at least so many. */
  clients = 1;
  /** Lines that count data of both directions: the exchange went on. */
  bothWays = 0;
  /** Packets that the device let through: from the client, and back. */
  passed = 0;
  passedBack = 0;
  /** How times of the log were made comparable with the capture's; null where they stand alone. */
  clock: StatementClock | null = null;

  /** Lines with that action about what the client sends. */
  linesOf(action: FirewallAction): number {
    return this.groups.reduce(
      (sum, group) => sum + (group.action === action && !group.isAnswer ? group.lines : 0),
      0,
    );
  }
}

/** How sure it is that lines of a log are of the capture's time. */
export interface StatementClock {
  /** The log's times were compared: by their own zone, by matching connections, or not at all. */
  readonly by: 'own-zone' | 'given-zone' | 'connections' | 'none';
  /** Milliseconds that were added to the log's times. */
  readonly offset: number;
}
