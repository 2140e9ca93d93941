import { ReadError } from '../../capture/errors.ts';
import { Sha256 } from '../../capture/sha256.ts';
import type { Input, LyingFile, Platform } from '../platform.ts';
import { blobInput, hexOf } from './blob-input.ts';
import { hmacSha256 } from './hmac.ts';
import { SliceThread } from './slice-thread.ts';

/** A file that somebody dropped. */
export interface DroppedFile {
  /** Its name, with its folders where a folder was dropped. */
  readonly path: string;
  readonly blob: Blob;
}

export interface WebPlatformOptions {
  readonly files: readonly DroppedFile[];
  /** Whether SHA-256 is made where it is asked for: it takes as long as a diagnosis. */
  readonly hashes: boolean;
}

/** Bytes: more would be faster by little, beside a worker that has what it read. */
const HASHED_AT_ONCE = 1 << 20;

/** What shows how far a hash is. */
interface HashProgress {
  begin(
    reader: { sourceBytesRead: number; size: number | null; packets: null },
    label: string,
  ): void;
  update(): void;
  end(): void;
}

/** SHA-256 of a whole input, in lower-case hex. */
export async function hashOf(input: Input, progress: HashProgress): Promise<string> {
  const source = await input.open({});
  const hash = new Sha256();
  const room = new Uint8Array(HASHED_AT_ONCE);
  const reading = { sourceBytesRead: 0, size: source.size, packets: null };
  progress.begin(reading, input.label);
  try {
    for (;;) {
      const count = await source.read(room, 0, room.length);
      if (count <= 0) return hexOf(hash.digest());
      hash.update(room.subarray(0, count));
      reading.sourceBytesRead += count;
      progress.update();
    }
  } finally {
    progress.end();
    await source.close();
  }
}

/** A browser, or what else has `Blob` and Web Crypto. */
export function webPlatform({ files, hashes }: WebPlatformOptions): Platform {
  const input = ({ path, blob }: DroppedFile): Input => {
    const all = blobInput(blob, path, () => new SliceThread());
    return hashes ? all : { ...all, open: () => all.open({}) };
  };
  const blobOf = ({ label }: Input) =>
    files.find(({ path }) => path === label)?.blob ?? new Blob([]);
  return {
    input(path) {
      const file = files.find((one) => one.path === path);
      return input(file ?? { path, blob: new Blob([]) });
    },
    *files(path, name): Generator<LyingFile> {
      const found = files.filter((one) => path === '' || one.path === path);
      for (const file of found) {
        yield {
          path: name === '' ? file.path : `${name}/${file.path}`,
          bytes: file.blob.size,
          input: input(file),
          problem: null,
        };
      }
    },
    async openArchive(from, label, budget, password) {
      const { openZip } = await import('./zip-archive.ts');
      const blob = from instanceof Uint8Array ? new Blob([new Uint8Array(from)]) : blobOf(from);
      return openZip(blob, { label, budget, password });
    },
    hmac: hmacSha256,
    stretch() {
      throw new ReadError({ code: 'key-is-random-here' });
    },
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  };
}
