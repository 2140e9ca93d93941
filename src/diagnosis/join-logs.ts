import { PacketRecord } from '../capture/packet-record.ts';
import type { CaptureReader } from '../capture/reader.ts';
import { type Statement, TimeKind } from '../capture/statement.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import type { StatementClock } from '../track/facts/statement-facts.ts';
import type { Tracker } from '../track/tracker.ts';
import { inWords } from '../words/errors/said.ts';
import type { Sentence } from '../words/say.ts';
import { zoneNear } from './case/alignment.ts';
import type { TimeZone } from './report/time-zone.ts';

/** A firewall's log beside a capture. It is read twice. */
export interface FirewallLog {
  /** File name without folders. */
  readonly name: string;
  /** @throws InputError where it cannot be read */
  open(): Promise<CaptureReader>;
}

/** Seconds before and after the capture of which lines still belong to it. */
const AROUND = 60;
/** A line that counts packets is written for so many seconds at the most. */
const AGGREGATED = 600;
/** Seconds by which a log whose zone is known may be off. */
const MOST_OFF = 3_600;
/** Differences that are one: lines have whole seconds, and are written a little later. */
const SAME = 2;
/** Connections that are compared, at most. */
const MAXIMUM_SAMPLES = 4_096;
/** Connections that must agree where the log's zone is not known. */
const ENOUGH = 2;

const DAY = 86_400;
/** The year that times without one are put into, in seconds since 1970. */
const YEAR_1972 = Date.UTC(1972, 0, 1) / 1000;

/**
 * Holds firewalls' logs against the packets, after the last of these: lines belong to an endpoint by
 * addresses, ports, protocol and NAT, and by time. The log's clock is compared with the capture's by
 * connections that both have.
 * @returns what came of each log
 */
export async function joinLogs(
  logs: readonly FirewallLog[],
  zone: TimeZone | undefined,
  tracker: Tracker,
): Promise<Sentence[]> {
  const told: Sentence[] = [];
  for (const log of logs) {
    try {
      told.push(await new JoinedLog(log, zone, tracker).join());
    } catch (error) {
      const why = error instanceof Error ? inWords(error).message : String(error);
      told.push({ code: 'log-unreadable', file: log.name, why });
    }
  }
  if (logs.length > 0) tracker.statements.join(tracker.endpoints, false);
  return told;
}

class JoinedLog {
  /** First second that the log has of a connection, by endpoint and client's port. */
  readonly #seen = new Map<string, number>();
  #lines = 0;
  #joined = 0;
  #hasZone = true;
  readonly #clock: { by: StatementClock['by']; offset: number } = { by: 'none', offset: 0 };

  constructor(
    readonly log: FirewallLog,
    readonly zone: TimeZone | undefined,
    readonly tracker: Tracker,
  ) {}

  async join(): Promise<Sentence> {
    await this.#each((statement, reference) => this.#sample(statement, reference));
    this.#align();
    await this.#each((statement) => this.#take(statement));
    const { by, offset } = this.#clock;
    return {
      ...{ code: 'log-joined', file: this.log.name, lines: this.#lines },
      ...{ joined: this.#joined, clock: by, offset },
    };
  }

  /** Calls back for every statement of an endpoint that the capture has. */
  async #each(take: (statement: Statement, reference: number) => void): Promise<void> {
    const { statements, endpoints } = this.tracker;
    const reader = await this.log.open();
    const record = new PacketRecord();
    this.#lines = 0;
    try {
      while (await reader.refill()) {
        while (reader.next(record)) {
          const { statement } = record;
          if (statement === null) continue;
          this.#lines++;
          const reference = statements.endpointOf(statement, endpoints);
          if (reference >= 0) take(statement, reference);
        }
      }
    } finally {
      await reader.close();
    }
  }

  #sample(statement: Statement, reference: number): void {
    if (statement.timeKind === TimeKind.NONE) return;
    if (statement.timeKind !== TimeKind.UTC) this.#hasZone = false;
    // What is not the begin of a connection may come at any time of it.
    const { tcpFlags } = statement;
    if (tcpFlags >= 0 && (tcpFlags & tcp.SYN) === 0) return;
    if (!this.tracker.statements.isFromClient) return;
    const key = `${reference} ${statement.sourcePort}`;
    const seconds = this.#seconds(statement);
    const known = this.#seen.get(key);
    if (known === undefined ? this.#seen.size < MAXIMUM_SAMPLES : seconds < known) {
      this.#seen.set(key, seconds);
    }
  }

  /** Seconds since 1970 as the log has them: with the year and the day that are nearest to the capture. */
  #seconds({ seconds, timeKind }: Statement): number {
    const first = this.tracker.capture.firstSeconds;
    if (timeKind === TimeKind.NO_YEAR) {
      const year = new Date(first * 1000).getUTCFullYear();
      const within = seconds - YEAR_1972;
      return nearest(
        first,
        [year - 1, year, year + 1].map((one) => {
          const begin = Date.UTC(one, 0, 1) / 1000;
          // 1972 has a 29th of February, most years have none.
          const isLeap = new Date(Date.UTC(one, 1, 29)).getUTCMonth() === 1;
          return begin + within - (!isLeap && within >= 60 * DAY ? DAY : 0);
        }),
      );
    }
    if (timeKind === TimeKind.OF_DAY) {
      const day = first - (first % DAY);
      return nearest(
        first,
        [-1, 0, 1].map((days) => day + days * DAY + seconds),
      );
    }
    return seconds;
  }

  #align(): void {
    const found = this.#sharedDifference();
    const clock = this.#clock;
    if (found !== null) {
      clock.by = 'connections';
      clock.offset = found;
    } else if (this.#hasZone) clock.by = 'own-zone';
    else if (this.zone !== undefined) {
      clock.by = 'given-zone';
      clock.offset = this.zone.offset(this.tracker.capture.firstSeconds);
    }
  }

  /** How far the log is ahead by most of the connections that both have; null where nothing is sure. */
  #sharedDifference(): number | null {
    const { connections } = this.tracker.capture;
    const differences: number[] = [];
    for (const [key, seconds] of this.#seen) {
      const [reference, port] = key.split(' ').map(Number);
      const own = connections.of(reference).filter(({ clientPort }) => clientPort === port);
      // A port that is used again may be of another time.
      if (own.length === 1) differences.push(seconds - own[0].seconds);
    }
    differences.sort((one, other) => one - other);
    let best: readonly number[] = [];
    for (let from = 0, to = 0; from < differences.length; from++) {
      while (to < differences.length && differences[to] - differences[from] <= SAME) to++;
      if (to - from > best.length) best = differences.slice(from, to);
    }
    if (best.length === 0 || 2 * best.length < differences.length) return null;
    const middle = best[best.length >> 1];
    if (this.#hasZone) return Math.abs(middle) <= MOST_OFF ? middle : null;
    const expected = this.zone?.offset(this.tracker.capture.firstSeconds);
    if (expected !== undefined) {
      return Math.abs(middle - expected) <= MOST_OFF ? middle : null;
    }
    return best.length >= ENOUGH && zoneNear(middle) !== null ? middle : null;
  }

  #take(statement: Statement): void {
    const { capture, statements } = this.tracker;
    const { by, offset } = this.#clock;
    if (by !== 'none' && statement.timeKind !== TimeKind.NONE) {
      const seconds = this.#seconds(statement) - offset;
      const around = statement.packets > 1 ? AGGREGATED : AROUND;
      if (seconds < capture.firstSeconds - around || seconds > capture.lastSeconds + around) return;
    }
    this.#joined++;
    const clock =
      statement.timeKind === TimeKind.NONE ? { by: 'none' as const, offset: 0 } : this.#clock;
    statements.observeJoined(statement, this.log.name, clock);
  }
}

function nearest(to: number, times: readonly number[]): number {
  return times.reduce((best, time) => (Math.abs(time - to) < Math.abs(best - to) ? time : best));
}
