import { createHash } from 'node:crypto';
import { createReadStream, type Stats, statSync } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { VERSION } from '../../version.ts';
import { fleetCommandWords } from '../../words/command-line/fleet-command.ts';
import { isCaptureName } from '../capture-name.ts';
import type { Session } from '../session.ts';
import { type Database, storable } from './database.ts';
import { type JobFile, type JobOptions, PASSING } from './job.ts';
import type { Queue } from './queue.ts';

/** Folders that lie in each other. */
const MOST_DEPTH = 32;
/** Captures of one transaction. */
const BATCH = 200;
/** Milliseconds between looks whether workers have caught up. */
const LOOKED_AFTER = 1_000;

export interface EnqueueOptions {
  readonly options: JobOptions;
  /** All files that are named, and all of each folder, are one capture. */
  readonly isSequence: boolean;
  /** Undefined for the name of the folder that a capture lies in. */
  readonly sensor: string | undefined;
  readonly attempts: number;
  /** Jobs that may wait; more are not added until workers have caught up. */
  readonly mostWaiting: number;
  /** Then nobody waits for workers any more. */
  readonly stop?: AbortSignal;
}

/** What became of what was named. */
export interface Enqueued {
  added: number;
  /** Whose result, or whose job, is there already. */
  known: number;
  refused: number;
}

interface Capture {
  readonly files: readonly JobFile[];
  readonly sensor: string;
}

/** Adds captures to the queue: each once, by content, options and version. */
export class Enqueuer {
  readonly enqueued: Enqueued = { added: 0, known: 0, refused: 0 };
  readonly #optionSet: string;
  #batch: Capture[] = [];

  constructor(
    readonly database: Database,
    readonly queue: Queue,
    readonly options: EnqueueOptions,
    readonly session: Session,
  ) {
    this.#optionSet = digest(JSON.stringify(options.options));
  }

  /** Files and folders; what cannot be taken is said, and the rest goes on. */
  async addAll(paths: readonly string[]): Promise<void> {
    const { isSequence } = this.options;
    const together: string[] = [];
    for (const path of paths) {
      const facts = statSync(path, { throwIfNoEntry: false });
      if (facts === undefined) this.#refuse(path, fleetCommandWords.notEnqueuedBecause.noSuchFile);
      else if (facts.isDirectory() && isSequence) {
        const found = await collected(captureFiles(path));
        if (found.length > 0) await this.add(found.sort(byNumber));
        else this.#refuse(path, fleetCommandWords.notEnqueuedBecause.folderWithoutCapture);
      } else if (facts.isDirectory()) {
        let count = 0;
        for await (const file of captureFiles(path)) {
          await this.add([file]);
          count++;
        }
        if (count === 0)
          this.#refuse(path, fleetCommandWords.notEnqueuedBecause.folderWithoutCapture);
      } else if (!facts.isFile()) this.#refuse(path, fleetCommandWords.notEnqueuedBecause.noFile);
      else if (isSequence) together.push(path);
      else await this.add([path]);
    }
    if (together.length > 0) await this.add(together);
    await this.flush();
  }

  /** One capture. @returns whether its files could be read, and were left alone meanwhile */
  async add(paths: readonly string[]): Promise<boolean> {
    const files: JobFile[] = [];
    for (const path of paths) {
      const file = await hashed(resolve(path));
      if (typeof file === 'string') {
        this.#refuse(path, file);
        return false;
      }
      files.push(file);
    }
    const sensor = this.options.sensor ?? basename(dirname(files[0].path));
    this.#batch.push({ files, sensor });
    if (this.#batch.length >= BATCH) await this.flush();
    return true;
  }

  /** Writes what was added. */
  async flush(): Promise<void> {
    const batch = this.#batch;
    if (batch.length === 0) return;
    this.#batch = [];
    await this.#backPressure();
    const { options, attempts, isSequence } = this.options;
    const rows = batch.map(({ files, sensor }) => {
      const content = contentOf(files, isSequence);
      return {
        id: identity(content, this.#optionSet),
        content,
        option_set: this.#optionSet,
        tool_version: VERSION,
        files,
        is_sequence: isSequence,
        name: storable(basename(files[0].path)),
        path: storable(files[0].path),
        sensor: storable(sensor),
        bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
        most_attempts: attempts,
      };
    });
    const once = [...new Map(rows.map((row) => [row.id, row])).values()];
    const added = await this.database.transaction(async (sql) => {
      await sql.executeSql(
        'INSERT INTO fleet.option_set VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
        [
          this.#optionSet,
          options.displayFilter,
          options.profileName,
          options.profileText,
          JSON.stringify(options.targets),
        ],
      );
      const { rows: fresh } = await sql.executeSql(
        `INSERT INTO fleet.capture (id, content, option_set, tool_version, files, is_sequence, name, sensor, bytes, most_attempts)
         SELECT id, content, option_set, tool_version, files, is_sequence, name, sensor, bytes, most_attempts
         FROM jsonb_populate_recordset(NULL::fleet.capture, $1::jsonb)
         ON CONFLICT (id) DO UPDATE SET files = EXCLUDED.files, name = EXCLUDED.name, sensor = EXCLUDED.sensor,
           enqueued_at = now(), most_attempts = EXCLUDED.most_attempts, attempts = 0, worker = NULL,
           started_at = NULL, finished_at = NULL, outcome = NULL, error = NULL, is_current = false
         WHERE capture.outcome = ANY($2::text[])
         RETURNING id, most_attempts AS attempts`,
        [JSON.stringify(once), PASSING],
      );
      await sql.executeSql(
        `INSERT INTO fleet.source (capture, path, sensor)
         SELECT DISTINCT ON (r.id, r.path) r.id, r.path, r.sensor
         FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, path text, sensor text)
         ON CONFLICT (capture, path) DO UPDATE SET seen_at = now()`,
        [JSON.stringify(rows.map(({ id, path, sensor: of }) => ({ id, path, sensor: of })))],
      );
      // Of those that are done again, what is left of the last time.
      await this.queue.remove(
        sql,
        fresh.map(({ id }) => id),
      );
      await this.queue.add(sql, fresh as { id: string; attempts: number }[]);
      return fresh.length;
    });
    this.enqueued.added += added;
    this.enqueued.known += rows.length - added;
  }

  /** Waits while so much waits already; an embedded database has nobody who works meanwhile. */
  async #backPressure(): Promise<void> {
    if (this.database.isEmbedded) return;
    const { mostWaiting, stop } = this.options;
    for (let isSaid = false; (await this.queue.waiting()) >= mostWaiting; isSaid = true) {
      if (stop?.aborted === true) return;
      if (!isSaid) {
        this.session.stderr.write(fleetCommandWords.tooManyWaiting(mostWaiting));
      }
      await new Promise((resolve) => setTimeout(resolve, LOOKED_AFTER));
    }
  }

  #refuse(path: string, why: string): void {
    this.enqueued.refused++;
    this.session.stderr.write(fleetCommandWords.notEnqueued(path, why));
  }
}

/** Captures in a folder and in those below it, by their names; links are not followed. */
export async function* captureFiles(folder: string, depth = 0): AsyncGenerator<string> {
  if (depth > MOST_DEPTH) return;
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* captureFiles(path, depth + 1);
    else if (entry.isFile() && isCaptureName(entry.name)) yield path;
  }
}

/** The files of a ring buffer in their order: numbers in names count as numbers. */
export function byNumber(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

async function collected<T>(all: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of all) list.push(one);
  return list;
}

/** A file with its hash; in words, why there is none. */
async function hashed(path: string): Promise<JobFile | string> {
  const hash = createHash('sha256');
  try {
    const before = await stat(path);
    if (!before.isFile()) return fleetCommandWords.notEnqueuedBecause.noFile;
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
      hash.update(chunk);
    const after = await stat(path);
    if (!isSame(before, after)) return fleetCommandWords.notEnqueuedBecause.beingWritten;
    return { path, sha256: hash.digest('hex'), bytes: after.size };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT'
      ? fleetCommandWords.notEnqueuedBecause.noSuchFile
      : fleetCommandWords.notEnqueuedBecause.unreadable(code, message);
  }
}

/** Whether a file was left alone between two looks. */
export function isSame(one: Stats, other: Stats): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs && one.ino === other.ino;
}

/** What a capture is, whatever it is called: the hash of its file, or of those of its files in order. */
function contentOf(files: readonly JobFile[], isSequence: boolean): string {
  if (!isSequence) return files[0].sha256;
  return digest(`sequence ${files.map(({ sha256 }) => sha256).join(' ')}`);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The identity of a job as a UUID of version 8 (RFC 9562 §5.8): the same in every run. */
function identity(content: string, optionSet: string): string {
  const hex = digest(`${content} ${optionSet} ${VERSION}`);
  const variant = ((Number.parseInt(hex[16], 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
