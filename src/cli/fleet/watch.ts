import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { byNumber, captureFiles, isSame } from './enqueue.ts';

/** Milliseconds between looks: shares of a network tell nobody of new files. */
const LOOKED_AFTER = 2_000;

/** A file that lay there at the last look. */
interface Seen {
  readonly facts: Stats;
  /** Milliseconds since some moment: since when it has been left alone. */
  readonly since: number;
  readonly isTaken: boolean;
}

/** Where files of ring buffers appear: which of them are closed. */
export class Watcher {
  #seen = new Map<string, Seen>();

  /** @param idle milliseconds after which the newest of its buffer counts as closed */
  constructor(
    readonly folders: readonly string[],
    readonly idle: number,
  ) {}

  /**
   * Looks once. A file is closed when its writer has gone on to the next one (the name is the same but for its
   * numbers), or has left it alone for long; it must have been left alone since the last look in any case.
   */
  async closed(now: number): Promise<string[]> {
    const seen = new Map<string, Seen>();
    const buffers = new Map<string, string[]>();
    for (const folder of this.folders) {
      for await (const path of captureFiles(folder)) {
        const facts = await stat(path).catch(() => null);
        if (facts === null) continue;
        const last = this.#seen.get(path);
        const isLeftAlone = last !== undefined && isSame(last.facts, facts);
        seen.set(path, isLeftAlone ? last : { facts, since: now, isTaken: false });
        const buffer = join(dirname(path), basename(path).replace(/\d+/g, '#'));
        const others = buffers.get(buffer);
        if (others === undefined) buffers.set(buffer, [path]);
        else others.push(path);
      }
    }
    const before = this.#seen;
    this.#seen = seen;
    const closed: string[] = [];
    for (const paths of buffers.values()) {
      const times = paths.map((path) => (seen.get(path) as Seen).facts.mtimeMs);
      const newest = times.reduce((latest, time) => Math.max(latest, time), 0);
      for (const [index, path] of paths.entries()) {
        const { since, isTaken } = seen.get(path) as Seen;
        const isOlder = times[index] < newest && before.has(path) && since < now;
        if (!isTaken && (isOlder || now - since >= this.idle)) closed.push(path);
      }
    }
    return closed.sort(byNumber);
  }

  /** Such a file was enqueued: it comes again only when it is written to. */
  taken(path: string): void {
    const seen = this.#seen.get(path);
    if (seen !== undefined) this.#seen.set(path, { ...seen, isTaken: true });
  }
}

/** Looks again and again, until it is to stop. */
export async function watch(
  watcher: Watcher,
  take: (paths: readonly string[]) => Promise<void>,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    const closed = await watcher.closed(performance.now());
    if (closed.length > 0) await take(closed);
    await sleep(LOOKED_AFTER, undefined, { signal: stop }).catch(() => {});
  }
}
