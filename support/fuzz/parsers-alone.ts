// One parser each, called as it is: thousands of inputs a second, where the whole tool takes dozens.

import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { detectCompression } from '../../src/capture/compression/compression.ts';
import { UnpackedSource } from '../../src/capture/compression/unpack.ts';
import { InputWindow } from '../../src/capture/input-window.ts';
import { PacketRecord } from '../../src/capture/packet-record.ts';
import { RowWriter } from '../../src/documents/packet-list/row.ts';
import { compileDisplayFilter, type DisplayFilter } from '../../src/filter/display-filter.ts';
import { readLog } from '../../src/inputs/logs/read-log.ts';
import { lookupText } from '../../src/inputs/lookups/lookup-text.ts';
import { parseLookups, recognizeLookup } from '../../src/inputs/lookups/parse-lookups.ts';
import { nodePlatform } from '../../src/platform/node/node-platform.ts';
import { ZipArchive } from '../../src/platform/node/zip-archive.ts';
import { UnpackBudget } from '../../src/platform/unpack-budget.ts';
import { ciscoSecureAccess } from '../../src/profiles/cisco-secure-access.ts';
import { Analysis } from '../../src/protocols/analysis.ts';
import { Decoder } from '../../src/protocols/decoder.ts';
import { MAXIMUM_LAYERS, PacketView } from '../../src/protocols/packet-view.ts';
import { KeptAddresses, KeptNames } from '../../src/rewrite/redaction/kept.ts';
import { mappersUnder } from '../../src/rewrite/redaction/mappers.ts';
import { PacketRedactor } from '../../src/rewrite/redaction/packet-redactor.ts';
import { readProfile } from '../../src/tasks/profile-reader.ts';
import { PacketAnnotator } from '../../src/track/packet-annotator.ts';
import { Tracker } from '../../src/track/tracker.ts';
import { said } from '../../src/words/errors/said.ts';
import { SeededRandom } from '../packet-builder.ts';
import { TEST_KEY } from '../redaction-key.ts';
import {
  type Check,
  FUZZ_FILTERS,
  forbiddenCharacter,
  inPieces,
  openInput,
  watched,
} from './pipeline.ts';

/** An error of the program, and not of what it reads. */
function isFault(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError;
}

const record = new PacketRecord();

/** Containers, printed packets, statements: all that is opened as a capture, read to its end. */
export const readAlone: Check = (bytes, turn) =>
  watched(async (at) => {
    const pieces = turn % 4 === 0 ? new SeededRandom(turn) : undefined;
    const reader = await openInput(bytes, pieces);
    at.isReadable = true;
    at.stage = 'read';
    while (await reader.refill()) {
      while (reader.next(record)) {
        if (!(record.start <= record.end && record.end <= record.bytes.length)) {
          return `a packet at ${record.start} to ${record.end} of ${record.bytes.length}`;
        }
      }
    }
    at.packets = reader.packets;
    for (const { sentence } of reader.problems) {
      const bad = forbiddenCharacter(said(sentence));
      if (bad !== null) return `problem: ${bad}`;
    }
    await reader.close();
    return null;
  });

/** Bytes that a damaged input may unpack to here: what is more says nothing new. */
const UNPACKED = 1 << 20;

/** Decompressors; of gzip, zlib is the judge. */
export const unpackAlone: Check = (bytes) =>
  watched(async (at) => {
    at.stage = 'unpack';
    const compression = detectCompression(bytes, 0, bytes.length);
    if (compression === null) return null;
    const window = new InputWindow(new MemorySource(bytes, 'fuzz.gz'));
    await window.more(0);
    const source = new UnpackedSource(compression, 'fuzz.gz', window);
    const into = new Uint8Array(1 << 14);
    const unpacked: Uint8Array[] = [];
    let length = 0;
    try {
      for (;;) {
        const count = await source.read(into, 0, into.length);
        if (count === 0) break;
        if (count > into.length) return `${count} bytes at once`;
        length += count;
        if (length > UNPACKED) return null;
        unpacked.push(into.slice(0, count));
      }
    } catch (error) {
      if (isFault(error)) throw error;
      return null;
    }
    at.isReadable = true;
    if (compression !== 'gzip') return null;
    let theirs: Uint8Array;
    try {
      theirs = gunzipSync(bytes, { maxOutputLength: UNPACKED });
    } catch (error) {
      return `unpacked what zlib does not: ${(error as Error).message}`;
    }
    return Buffer.concat(unpacked).equals(theirs) ? null : 'unpacked otherwise than by zlib';
  });

/** Packets after which all that is remembered of them is forgotten. */
const REMEMBERED = 256;
const platform = nodePlatform();
const mappers = mappersUnder(
  (bytes) => platform.hmac(TEST_KEY.bytes, bytes),
  new KeptAddresses(),
  new KeptNames(),
);
const ALL = Object.values(Analysis).reduce<number>(
  (bits, bit) => (typeof bit === 'number' ? bits | bit : bits),
  0,
);

/** What every packet goes through, one behind the other. */
class Packets {
  readonly decoder = new Decoder({ dnsPorts: [] });
  readonly annotator = new PacketAnnotator(ALL);
  readonly tracker = new Tracker({ maximumFlows: 1 << 10 });
  readonly redactor = new PacketRedactor(mappers);
  readonly rows = new RowWriter('utc');
  readonly view = new PacketView();
  frames = 0;

  /** @returns what must not be in it, or null */
  take(bytes: Uint8Array, filter: DisplayFilter): string | null {
    const { view } = this;
    view.linkType = bytes.length > 1 ? bytes[0]! | (bytes[1]! << 8) : 1;
    view.bytes = bytes;
    view.start = Math.min(2, bytes.length);
    view.end = bytes.length;
    view.capturedLength = bytes.length - view.start;
    view.originalLength = view.capturedLength;
    view.frameNumber = ++this.frames;
    view.seconds = 1_724_727_995 + (this.frames >> 3);
    view.nanoseconds = (this.frames & 7) * 125_000_000;
    this.decoder.decode(view);
    if (view.layerCount > MAXIMUM_LAYERS) return `${view.layerCount} layers`;
    this.tracker.observe(view, true);
    const length = this.redactor.redact(view, new Uint8Array(bytes.length));
    if (!(length >= 0 && length <= view.capturedLength)) return `redacted to ${length} bytes`;
    this.annotator.annotate(view);
    filter.matches(view);
    const row = this.rows.row(view, 6);
    const bad = forbiddenCharacter(
      `${row.source} ${row.destination} ${row.protocol} ${row.info}`,
      '',
    );
    return bad === null ? null : `packet list: ${bad}`;
  }
}

let packets = new Packets();
let filters: readonly DisplayFilter[] = [];

/**
 * A packet, its link type before it in two bytes: decoded, followed, redacted, filtered and described. What
 * was before it counts; alone it may do no harm.
 */
export const packetAlone: Check = (bytes, turn) =>
  watched(async (at) => {
    at.stage = 'packet';
    at.isReadable = true;
    at.packets = 1;
    if (filters.length === 0) filters = FUZZ_FILTERS.map(compileDisplayFilter);
    if (packets.frames >= REMEMBERED) {
      packets.tracker.finish();
      packets = new Packets();
    }
    try {
      return packets.take(bytes, filters[turn % filters.length]!);
    } catch (error) {
      at.stage = `packet, behind ${packets.frames - 1} others`;
      // The next is not to be blamed for it.
      packets = new Packets();
      throw error;
    }
  });

/** A log, whole and in pieces. */
export const logAlone: Check = (bytes, turn) =>
  watched(async (at) => {
    at.stage = 'log in pieces';
    for (const log of ciscoSecureAccess.logs ?? []) {
      const source = () => new MemorySource(bytes, 'Umbrella.txt');
      const whole = await readLog(source(), log);
      if (whole.events.length > 0) at.isReadable = true;
      const pieces = await readLog(inPieces(source(), new SeededRandom(turn)), log);
      if (!isDeepStrictEqual(whole, pieces)) return `${log.title}: in pieces another reading`;
    }
    return null;
  });

export const lookupAlone: Check = (bytes) =>
  watched(async (at) => {
    at.stage = 'look-up';
    const text = lookupText(bytes);
    const lookups = parseLookups(text);
    at.isReadable = lookups.length > 0;
    return recognizeLookup(text) && lookups.length === 0 ? 'recognized, and read as none' : null;
  });

export const profileAlone: Check = (bytes) =>
  watched(async (at) => {
    at.stage = 'profile';
    const read = readProfile(new TextDecoder().decode(bytes));
    at.isReadable = 'profile' in read;
    if (!('problems' in read)) return null;
    const [problem] = read.problems;
    if (problem === undefined) return 'a refusal without a reason';
    return problem.offset >= 0 && problem.offset <= bytes.length ? null : 'a place outside of it';
  });

/** The list of an archive's files, and each unpacked as far as it goes. */
export const archiveAlone: Check = (bytes) =>
  watched(async (at) => {
    at.stage = 'open';
    const budget = new UnpackBudget();
    const archive = await ZipArchive.open(Buffer.from(bytes), 'fuzz.zip', budget);
    at.stage = 'archive';
    const into = new Uint8Array(1 << 14);
    for (const { input, path, problem } of (await archive.entries()).slice(0, 32)) {
      if ((input === null) !== (problem !== null)) return 'neither input nor problem, or both';
      if (input === null) continue;
      if (/^\/|^[a-z]:/i.test(path) || path.split('/').includes('..')) return `path ${path}`;
      try {
        const source = await input.open({ sha256: false });
        try {
          for (let left = 64; left > 0 && (await source.read(into, 0, into.length)) > 0; left--);
        } finally {
          await source.close();
        }
        at.isReadable = true;
      } catch (error) {
        // zlib's and yauzl's own errors, which a case puts into words.
        if (isFault(error)) throw error;
      }
    }
    archive.close();
    return null;
  });
