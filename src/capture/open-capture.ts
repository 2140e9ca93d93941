import type { ByteSource } from './byte-source.ts';
import {
  type Compression,
  CompressionDamage,
  detectCompression,
} from './compression/compression.ts';
import { InputError } from './errors.ts';
import { refusal } from './foreign-formats.ts';
import { failureOf } from './input-sentence.ts';
import { InputWindow, WindowSource } from './input-window.ts';
import { isEnoughPcap, isPcap, PcapReader } from './pcap.ts';
import { isPcapng, PcapngReader } from './pcapng/reader.ts';
import type { CaptureReader, Origin } from './reader.ts';

/** Bytes of what is no capture that are looked at before it is refused: a chunk. */
const ENOUGH = 1 << 22;
/** Bytes of the smallest section header (pcapng). */
const SECTION_HEADER = 28;

/**
 * Opens what is no capture of this layer's own formats, or answers null where it is not its.
 * @param window holds the first chunk
 */
export type FurtherFormat = (window: InputWindow, origin: Origin) => Promise<CaptureReader | null>;

/**
 * Opens a capture of any readable container and compression.
 * @param further asked in turn about what is none of these
 * @throws InputError when nothing in it can be read; the source is closed then
 */
export async function openCapture(
  source: ByteSource,
  further: readonly FurtherFormat[] = [],
): Promise<CaptureReader> {
  try {
    return await open(source, further);
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function open(source: ByteSource, further: readonly FurtherFormat[]): Promise<CaptureReader> {
  const outer = new InputWindow(source);
  await outer.more(0);
  while (!outer.ended && !isEnough(outer)) await outer.more(outer.start);
  if (outer.end === outer.start) {
    if (outer.failure !== null) throw new InputError('unreadable', failureOf(outer.failure));
    throw new InputError('empty', { code: 'input-empty' });
  }
  const compression = detectCompression(outer.bytes, outer.start, outer.end);
  let window = outer;
  if (compression !== null) {
    window = new InputWindow(await unpackedSource(compression, source, outer));
    await window.more(0);
    if (window.end === window.start) refuseUnpacked(compression, window.failure);
  }
  const origin: Origin = {
    name: source.name,
    compression,
    size: source.size,
    get bytesRead() {
      return outer.bytesRead;
    },
    close: async () => {
      // A read that waits for a pipe ends when the pipe is closed.
      const closed = source.close();
      if (window !== outer) await window.settle();
      await outer.settle();
      await closed;
    },
  };
  const { bytes, start, end } = window;
  if (end - start >= 4 && isPcap(bytes, start)) return new PcapReader(window, origin);
  if (end - start >= 4 && isPcapng(bytes, start)) return new PcapngReader(window, origin);
  // Loaded for what needs them: most captures are of the two above, and every start waits for the rest.
  const { openRecords } = await import('./records/open-records.ts');
  const records = openRecords(window, origin);
  if (records !== null) return records;
  for (const openFurther of further) {
    const reader = await openFurther(window, origin);
    if (reader !== null) return reader;
  }
  throw refusal(bytes, start, end);
}

/** Unpacks what `outer` holds and what follows it, beside who reads it where that pays. */
async function unpackedSource(
  compression: Compression,
  source: ByteSource,
  outer: InputWindow,
): Promise<ByteSource> {
  const held = outer.end - outer.start;
  const onThread = source.unpackOnThread?.(compression, new WindowSource(outer, source.name), held);
  if (onThread) return onThread;
  const { UnpackedSource } = await import('./compression/unpack.ts');
  return new UnpackedSource(compression, source.name, outer);
}

/** Whether the window has what must be seen to open a capture: a pipe gives it by and by. */
function isEnough({ bytes, start, end }: InputWindow): boolean {
  if (end - start >= ENOUGH) return true;
  if (end - start < 4) return false;
  if (isPcap(bytes, start)) return isEnoughPcap(bytes, start, end);
  return isPcapng(bytes, start) && end - start >= SECTION_HEADER;
}

function refuseUnpacked(compression: Compression, failure: Error | null): never {
  if (failure === null) throw new InputError('empty', { code: 'unpacks-to-nothing', compression });
  throw new InputError(
    'damaged-compression',
    { code: 'cannot-be-unpacked', compression, why: failureOf(failure) },
    { code: 'copy-or-unpack-again' },
    failure instanceof CompressionDamage ? failure.offset : 0,
  );
}
