// One damaged capture, or list of packets, through everything that reads them, and what must hold for
// each of them. Shared by `npm run fuzz` and the slice of it in the tests.

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { type ByteSource, MemorySource } from '../../src/capture/byte-source.ts';
import { InputError } from '../../src/capture/errors.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import type { CaptureReader } from '../../src/capture/reader.ts';
import { packetsCommand } from '../../src/cli/commands/packets.ts';
import { errorLines, UsageError } from '../../src/cli/errors.ts';
import { diagnose, OngoingDiagnosis } from '../../src/diagnosis/diagnose.ts';
import type { Report } from '../../src/diagnosis/report/report.ts';
import { reportOf } from '../../src/diagnosis/report/report-of.ts';
import { FORMAT_NAMES, FORMATS, type ReportFormatName } from '../../src/documents/formats.ts';
import { json } from '../../src/documents/json.ts';
import { ROW_FORMATS, type RowFormatName } from '../../src/documents/row-formats.ts';
import caseSchema from '../../src/documents/schemas/case.schema.json' with { type: 'json' };
import comparisonSchema from '../../src/documents/schemas/comparison.schema.json' with {
  type: 'json',
};
import reportSchema from '../../src/documents/schemas/report.schema.json' with { type: 'json' };
import { compileDisplayFilter, type DisplayFilter } from '../../src/filter/display-filter.ts';
import { openText } from '../../src/inputs/open-text.ts';
import { dnsPolicy } from '../../src/profiles/dns-policy.ts';
import { cpuMilliseconds } from '../cpu-time.ts';
import { SeededRandom } from '../packet-builder.ts';

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
  /** Whether the input was taken for what it was before the damage. */
  readonly isReadable: boolean;
}

/** Puts one damaged input through what reads it; `turn` chooses what differs from input to input. */
export type Check = (bytes: Uint8Array, turn: number) => Promise<Outcome>;

/** One input may take this much of the processor's time, milliseconds, where nothing else runs. */
export const TIME_LIMIT = 2_000;
/** How often an input is tried that takes more. */
const TRIES = 3;
/** What the work of `slowness` takes of an idle machine's processor, milliseconds. */
const REFERENCE = 20;

/**
 * How much longer the processor takes now than alone, 1 at least: beside others it has less of its cache,
 * and half of its units.
 */
function slowness(): number {
  const started = cpuMilliseconds();
  const known = new Map<string, number>();
  for (let index = 0; index < 60_000; index++) known.set(`${index % 30_000} ${index & 7}`, index);
  return Math.max(1, (cpuMilliseconds() - started) / REFERENCE);
}

export const RENDERING = { color: false, width: 80 } as const;

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

/** What ends the lines of a report: of a mail, CRLF (RFC 5322 2.3). */
export function lineEnds(format: ReportFormatName): string {
  return format === 'eml' ? '\r\n' : '\n';
}

const schemas = new Map<object, ValidateFunction>();

/** What a JSON document has that its schema does not allow, or lacks; null where all is well. */
export function schemaProblem(
  kind: 'report' | 'case' | 'comparison',
  document: unknown,
): string | null {
  const schema = { report: reportSchema, case: caseSchema, comparison: comparisonSchema }[kind];
  let validate = schemas.get(schema);
  if (validate === undefined) {
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema(reportSchema, 'report.schema.json');
    // A case has a comparison's parts where its captures are of one network.
    if (kind === 'case') ajv.addSchema(comparisonSchema, 'comparison.schema.json');
    validate = kind === 'report' ? ajv.compile(reportSchema) : ajv.compile(schema);
    schemas.set(schema, validate);
  }
  if (validate(document)) return null;
  const [error] = validate.errors ?? [];
  return `${kind}.schema.json: ${error?.instancePath} ${error?.message}`;
}

/** What an input's own check may tell while it goes on. */
export interface At {
  /** Where an exception comes from. At `open` an input may be refused. */
  stage: string;
  packets: number;
  isReadable: boolean;
}

/** Runs a check: its exceptions and its time are failures, a refusal in plain words is none. */
export async function watched(check: (at: At) => Promise<string | null>): Promise<Outcome> {
  // Few are slow by the clock; the processor's time is asked for of these alone, as asking takes its own.
  let outcome = await once(check, () => performance.now());
  if (outcome.milliseconds <= TIME_LIMIT) return outcome;
  outcome = await once(check, cpuMilliseconds);
  // Not by one look: a busy machine makes nothing slow, and a collection of all garbage is not this input's.
  for (let tries = 1; isSlow(outcome.milliseconds); tries++) {
    const { milliseconds } = outcome;
    if (tries === TRIES) {
      return { ...outcome, failure: outcome.failure ?? `took ${Math.round(milliseconds)} ms` };
    }
    const again = await once(check, cpuMilliseconds);
    outcome = { ...again, milliseconds: Math.min(milliseconds, again.milliseconds) };
  }
  return outcome;
}

/** Measured only where it may be: it takes as long as some inputs. */
function isSlow(milliseconds: number): boolean {
  return milliseconds > TIME_LIMIT && milliseconds > TIME_LIMIT * slowness();
}

async function once(
  check: (at: At) => Promise<string | null>,
  now: () => number,
): Promise<Outcome> {
  const started = now();
  const at: At = { stage: 'open', packets: 0, isReadable: false };
  let failure: string | null;
  try {
    failure = await check(at);
  } catch (error) {
    if (at.stage === 'open' && isRefusal(error)) {
      failure = forbiddenCharacter(errorLines(error, '').join(' '), '');
    } else {
      const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
      failure = `${at.stage}: ${trace.split('\n').slice(0, 4).join(' | ')}`;
    }
  }
  const milliseconds = now() - started;
  return { failure, milliseconds, packets: at.packets, isReadable: at.isReadable };
}

/** Whether an error is of the closed set that a user is told of in plain lines. */
export function isRefusal(error: unknown): boolean {
  return error instanceof InputError || error instanceof UsageError;
}

/** Opens a capture or a list of packets. */
export function openInput(bytes: Uint8Array, pieces?: SeededRandom): Promise<CaptureReader> {
  const source = new MemorySource(bytes, 'fuzz.pcap');
  return openCapture(pieces === undefined ? source : inPieces(source, pieces), [openText]);
}

/** A source that gives what it has as a pipe does: in pieces that cut records and lines anywhere. */
export function inPieces(source: MemorySource, random: SeededRandom): ByteSource {
  // Most pieces are short or most are long.
  const bits = 2 + (random.uint32() % 14);
  return {
    name: source.name,
    size: source.size,
    allocate: (length) => source.allocate(length),
    close: () => source.close(),
    read: (into, offset, length) =>
      source.read(into, offset, Math.min(length, 1 + (random.uint32() % (1 << bits)))),
  };
}

const LOOKS = 10;

/** The report of what comes through a pipe, after looks at it while it came. */
async function inPiecesAndLookedAt(bytes: Uint8Array, random: SeededRandom): Promise<Report> {
  const reader = await openInput(bytes, random);
  const diagnosis = new OngoingDiagnosis(reader);
  let looks = 0;
  await diagnosis.read(reader, () => {
    const { packets, lastSeconds, lastNanoseconds } = diagnosis.capture;
    if (packets === 0 || looks === LOOKS || random.uint32() % 4 > 0) return;
    looks++;
    const { endpoints, complete } = diagnosis.interim(lastSeconds, lastNanoseconds);
    for (const endpoint of endpoints) complete(endpoint);
  });
  return reportOf(await diagnosis.end());
}

const PACKET_FORMAT_NAMES = Object.keys(ROW_FORMATS) as RowFormatName[];
const compiled: DisplayFilter[] = [];

function filters(): readonly DisplayFilter[] {
  if (compiled.length === 0) compiled.push(...FUZZ_FILTERS.map(compileDisplayFilter));
  return compiled;
}

/**
 * Runs a capture through diagnosis (plain, sometimes in pieces, sometimes with a filter), report formats
 * and the packet list. `turn` chooses what is done besides the diagnosis and its JSON, so that a run over
 * many inputs meets all: most of the time goes into what reads the bytes.
 */
export const runPipeline: Check = (bytes, turn) =>
  watched(async (at) => {
    const reader = await openInput(bytes);
    at.isReadable = true;
    at.stage = 'diagnose';
    const report = reportOf(await diagnose(reader));
    at.packets = report.capture.packets;
    for (const { evidence } of report.endpoints) {
      for (const { frames } of evidence) {
        // No upper bound: Wireshark numbers some pcapng blocks that hold no packet.
        if (frames.some((frame) => !(frame >= 1))) {
          return `evidence names frames ${frames.join(' ')}`;
        }
      }
    }
    at.stage = 'json';
    const document = json.render(report, RENDERING);
    if (turn % 2 === 0) {
      const problem = schemaProblem('report', JSON.parse(document));
      if (problem !== null) return problem;
    }
    const names = turn % 4 === 1 ? [FORMAT_NAMES[(turn >> 2) % FORMAT_NAMES.length]!] : [];
    for (const name of names) {
      at.stage = name;
      const bad = forbiddenCharacter(
        (await FORMATS[name].load()).render(report, RENDERING),
        lineEnds(name),
      );
      if (bad !== null) return `${name}: ${bad}`;
    }

    at.stage = 'diagnose in pieces';
    if (turn % 8 === 0) {
      const again = await inPiecesAndLookedAt(bytes, new SeededRandom(turn));
      if (json.render(again, RENDERING) !== document) return 'in pieces: another report';
    }

    at.stage = 'diagnose with a filter';
    const filter = filters()[turn % FUZZ_FILTERS.length]!;
    if (turn % 6 === 0) await diagnose(await openInput(bytes), { displayFilter: filter });

    at.stage = 'packets';
    if (turn % 3 !== 0) return null;
    const format = PACKET_FORMAT_NAMES[(turn / 3) % PACKET_FORMAT_NAMES.length]!;
    const isFiltered = turn % 7 === 0;
    const pieces: string[] = [];
    await packetsCommand({
      reader: await openInput(bytes),
      ...dnsPolicy({ asInWireshark: true }),
      ...(isFiltered ? { filter } : {}),
      format,
      timeFormat: 'utc',
      write: (piece) => void pieces.push(piece),
    });
    const list = pieces.join('');
    if (format === 'json') JSON.parse(list);
    const bad = forbiddenCharacter(list, format === 'tsv' ? '\n\t' : '\r\n');
    return bad === null ? null : `packets -f ${format}: ${bad}`;
  });

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
export async function shortestFailingPrefix(
  check: Check,
  bytes: Uint8Array,
  turn: number,
): Promise<Uint8Array> {
  let failing = bytes;
  for (let step = bytes.length >> 1; step > 0; ) {
    const shorter = failing.subarray(0, failing.length - step);
    if (step < failing.length && (await check(shorter, turn)).failure !== null) {
      failing = shorter;
      step = Math.min(step, failing.length >> 1);
    } else step >>= 1;
  }
  return failing;
}
