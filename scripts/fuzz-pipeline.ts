// One damaged capture through everything that reads captures, and what must hold for each of them.
// Shared by `npm run fuzz` and the slice of it in the tests.
import { MemorySource } from '../src/capture/byte-source.ts';
import { InputError } from '../src/capture/errors.ts';
import { openCapture } from '../src/capture/reader.ts';
import { packetsCommand } from '../src/cli/commands/packets.ts';
import { diagnose, knownDnsServers } from '../src/diagnose.ts';
import { compileDisplayFilter, type DisplayFilter } from '../src/filter/display-filter.ts';
import { json } from '../src/report/json.ts';
import { ROW_FORMATS, type RowFormatName } from '../src/report/rows/formats.ts';
import { text } from '../src/report/text.ts';
import { SeededRandom } from '../test/support/packet-builder.ts';

/** A filter of every kind: addresses, strings, patterns, slices, sets, analysis, quotes. */
export const FUZZ_FILTERS: readonly string[] = [
  'ip.addr == 208.67.222.222 or ip.addr == 208.67.220.220 or ipv6.addr == 2620:119::/32',
  'tcp.analysis.flags or tcp.analysis.retransmission or tcp.completeness == 1',
  'dns.qry.name contains "opendns" or dns.qry.name matches "^[a-z]+\\\\." or dns.txt',
  'tls.handshake.extensions_server_name matches "(a+)+b" or tcp.payload[0:3] == 16:03:01',
  'icmp.type in {3, 11} or icmpv6.type == 1 or arp.opcode == 1 or frame contains "\\r\\n"',
];

export interface Outcome {
  /** What must not happen, in one line; null where all is well. */
  readonly failure: string | null;
  readonly milliseconds: number;
  readonly packets: number;
  /** Whether a reader could be opened at all. */
  readonly isReadable: boolean;
}

/** One input may take this long, milliseconds. */
export const TIME_LIMIT = 2_000;

// Anything that moves a terminal's cursor or turns text around, beyond line end and tab.
const FORBIDDEN = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

/** The first character that must not reach a terminal, as `U+XXXX at N`; null where none is. */
export function forbiddenCharacter(output: string, allowed = '\n'): string | null {
  const rest = [...allowed].reduce((left, character) => left.replaceAll(character, ' '), output);
  const found = FORBIDDEN.exec(rest);
  if (found === null) return null;
  const code = found[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} at ${found.index} in ${JSON.stringify(rest.slice(Math.max(0, found.index - 40), found.index + 40))}`;
}

const PACKET_FORMAT_NAMES = Object.keys(ROW_FORMATS) as RowFormatName[];
const compiled: DisplayFilter[] = [];

function filters(): readonly DisplayFilter[] {
  if (compiled.length === 0) compiled.push(...FUZZ_FILTERS.map(compileDisplayFilter));
  return compiled;
}

/**
 * Runs a capture through diagnosis (once plain, once with a filter), both report formats and the
 * packet list. `turn` chooses filter and list format, so that a run over many inputs meets all.
 */
export async function runPipeline(bytes: Uint8Array, turn: number): Promise<Outcome> {
  const started = performance.now();
  let packets = 0;
  let isReadable = false;
  let stage = 'open';
  const done = (failure: string | null): Outcome => {
    const milliseconds = performance.now() - started;
    const tooSlow = milliseconds > TIME_LIMIT ? `took ${Math.round(milliseconds)} ms` : null;
    return { failure: failure ?? tooSlow, milliseconds, packets, isReadable };
  };
  try {
    const reader = await openCapture(new MemorySource(bytes, 'fuzz.pcap', chunkLength(turn)));
    isReadable = true;
    stage = 'diagnose';
    const report = await diagnose(reader);
    packets = report.capture.packets;
    stage = 'json';
    const parsed = JSON.parse(json.render(report, { color: false, width: 80 }));
    if (parsed.schemaVersion !== 1) return done('json: no schemaVersion');
    for (const { evidence } of report.endpoints) {
      for (const { frames } of evidence) {
        // No upper bound: Wireshark numbers some pcapng blocks that hold no packet.
        if (frames.some((frame) => !(frame >= 1))) {
          return done(`evidence names frames ${frames.join(' ')}`);
        }
      }
    }
    stage = 'text';
    const bad = forbiddenCharacter(text.render(report, { color: false, width: 80 }));
    if (bad !== null) return done(`text: ${bad}`);

    stage = 'diagnose with a filter';
    const filter = filters()[turn % FUZZ_FILTERS.length]!;
    if (turn % 3 === 0) {
      await diagnose(await openCapture(new MemorySource(bytes)), { displayFilter: filter });
    }

    stage = 'packets';
    const format = PACKET_FORMAT_NAMES[turn % PACKET_FORMAT_NAMES.length]!;
    const isFiltered = turn % 7 === 0;
    const pieces: string[] = [];
    await packetsCommand({
      reader: await openCapture(new MemorySource(bytes)),
      dnsServers: knownDnsServers(),
      ...(isFiltered ? { filter } : {}),
      format,
      timeFormat: 'utc',
      write: (piece) => void pieces.push(piece),
    });
    const list = pieces.join('');
    if (format === 'json') JSON.parse(list);
    const badInList = forbiddenCharacter(list, format === 'tsv' ? '\n\t' : '\r\n');
    if (badInList !== null) return done(`packets -f ${format}: ${badInList}`);
    return done(null);
  } catch (error) {
    if (error instanceof InputError) {
      const bad = forbiddenCharacter(`${error.message} ${error.advice}`, '');
      // An input that opens once must open again.
      return done(isReadable ? `${stage}: ${error.message}` : bad);
    }
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return done(`${stage}: ${trace.split('\n').slice(0, 4).join(' | ')}`);
  }
}

/** Mostly whole, sometimes in pieces that cut records anywhere. */
function chunkLength(turn: number): number {
  return turn % 11 === 0 ? 1 + (turn % 97) : Number.POSITIVE_INFINITY;
}

/** Values that lengths, counts and offsets are attacked with. */
const EXTREMES = [0, 1, 2, 3, 4, 7, 8, 0x0f, 0x10, 0x3f, 0x7f, 0x80, 0xc0, 0xfe, 0xff];
const EXTREME_WORDS = [
  0, 1, 0x7f, 0x80, 0xff, 0x100, 0x3fff, 0x4000, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0xff_ffff,
  0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_fffc, 0xffff_ffff,
];

/** A damaged copy of `original`, the same for the same seed. `other` is material for splices. */
export function mutate(original: Uint8Array, other: Uint8Array, seed: number): Uint8Array {
  const random = new SeededRandom(seed);
  const below = (limit: number) => (limit <= 1 ? 0 : random.uint32() % limit);
  let bytes = Uint8Array.from(original);
  for (let round = 1 + below(6); round > 0 && bytes.length > 0; round--) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // Half of the damage goes to the front, where the headers of the container are.
    const at = below(2) === 0 ? below(Math.min(bytes.length, 400)) : below(bytes.length);
    switch (below(9)) {
      case 0:
        bytes[at]! ^= 1 << below(8);
        break;
      case 1:
        bytes[at] = EXTREMES[below(EXTREMES.length)]!;
        break;
      case 2:
        bytes[at] = below(256);
        break;
      case 3: {
        // A length field of some width and byte order.
        const value = EXTREME_WORDS[below(EXTREME_WORDS.length)]!;
        if (at + 4 <= bytes.length && below(2) === 0) view.setUint32(at, value, below(2) === 0);
        else if (at + 2 <= bytes.length) view.setUint16(at, value & 0xffff, below(2) === 0);
        break;
      }
      case 4: {
        // A length that is nearly right.
        if (at + 4 > bytes.length) break;
        const little = below(2) === 0;
        view.setUint32(at, (view.getUint32(at, little) + below(17) - 8) >>> 0, little);
        break;
      }
      case 5:
        bytes = bytes.slice(0, below(bytes.length) + 1);
        break;
      case 6: {
        // Something out of another capture, written over or put in.
        const from = below(other.length);
        const piece = other.subarray(from, from + 1 + below(300));
        bytes =
          below(2) === 0
            ? joined(bytes.subarray(0, at), piece, bytes.subarray(at))
            : joined(bytes.subarray(0, at), piece, bytes.subarray(at + piece.length));
        break;
      }
      case 7: {
        // A run of bytes twice: blocks and records among them.
        const end = Math.min(bytes.length, at + 1 + below(512));
        bytes = joined(bytes.subarray(0, end), bytes.subarray(at));
        break;
      }
      default: {
        const end = Math.min(bytes.length, at + 1 + below(64));
        bytes = joined(bytes.subarray(0, at), bytes.subarray(end));
      }
    }
  }
  return bytes;
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The shortest beginning of `bytes` that still fails, found by halving what is cut off. */
export async function shortestFailingPrefix(bytes: Uint8Array, turn: number): Promise<Uint8Array> {
  let failing = bytes;
  for (let step = bytes.length >> 1; step > 0; ) {
    const shorter = failing.subarray(0, failing.length - step);
    if (step < failing.length && (await runPipeline(shorter, turn)).failure !== null) {
      failing = shorter;
      step = Math.min(step, failing.length >> 1);
    } else step >>= 1;
  }
  return failing;
}
