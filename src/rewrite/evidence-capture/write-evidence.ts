import { COMMENT, OptionsReader } from '../../capture/pcapng/options.ts';
import type { CaptureReader } from '../../capture/reader.ts';
import type { Report } from '../../diagnosis/report/report.ts';
import { Decoder, type DecoderOptions } from '../../protocols/decoder.ts';
import { escapeText } from '../../protocols/escape.ts';
import { PacketView } from '../../protocols/packet-view.ts';
import { Protocol } from '../../protocols/protocol.ts';
import { type Citations, citations, MAXIMUM_COMMENTS } from './citations.ts';
import { CitedConversations } from './conversations.ts';
import { type ByteSink, PcapngWriter } from './pcapng-writer.ts';
import { sectionComment } from './section-comment.ts';

export interface EvidenceOptions {
  /** The report whose frames are wanted; of the same capture. */
  readonly report: Report;
  /** Frames before and behind each cited one that are written, too. */
  readonly context: number;
  /** Leave out the other frames of the conversations that cited frames are of. */
  readonly citedOnly: boolean;
  /** Cut what follows the transport header; DNS messages stay, as their names prove. */
  readonly headersOnly: boolean;
  /** The packets are redacted: nothing else that the capture tells of its origin is written. */
  readonly isRedacted: boolean;
  /** Those of the diagnosis: which packets are DNS. */
  readonly decoder: DecoderOptions;
  /** Told after each chunk. */
  readonly onProgress?: ((reader: CaptureReader) => void) | undefined;
}

export interface EvidenceSummary {
  /** Packets written. */
  readonly packets: number;
  /** Of these: cited ones. */
  readonly cited: number;
  /** Cited frames left out, as there were too many. */
  readonly leftOut: number;
}

const LAST_FRAME =
  'the last frame of the capture: how long was waited for an answer is counted up to here';
const FIRST_FRAME = 'the first frame of the capture';

/**
 * Writes the frames that a report cites as a pcapng capture that tells what each of them proves.
 * With them go the first and the last frame of the capture, as how long somebody waited in vain is
 * seen by these only, and the conversations of the cited frames: a segment without its handshake
 * proves little, to people and to programs.
 * @param open opens the capture, from its start; called twice at most
 */
export async function writeEvidence(
  open: () => Promise<CaptureReader>,
  sink: ByteSink,
  options: EvidenceOptions,
): Promise<EvidenceSummary> {
  const cited = citations(options.report);
  const conversations = new CitedConversations();
  if (!options.citedOnly) {
    const reader = await open();
    try {
      await findConversations(reader, cited.byFrame, conversations, options);
    } finally {
      await reader.close();
    }
  }
  const reader = await open();
  try {
    return await writeFrames(reader, sink, cited, conversations, options);
  } finally {
    await reader.close();
  }
}

async function findConversations(
  reader: CaptureReader,
  frames: ReadonlyMap<number, unknown>,
  conversations: CitedConversations,
  options: EvidenceOptions,
): Promise<void> {
  let last = 0;
  for (const frame of frames.keys()) if (frame > last) last = frame;
  const decoder = new Decoder({ ...options.decoder, stopAtTcp: true });
  const view = new PacketView();
  while (view.frameNumber < last && (await reader.refill())) {
    while (reader.next(view)) {
      // Each is decoded, as fragments must be put together.
      decoder.decode(view);
      if (frames.has(view.frameNumber)) conversations.add(view);
    }
    options.onProgress?.(reader);
  }
}

async function writeFrames(
  reader: CaptureReader,
  sink: ByteSink,
  { byFrame, leftOut }: Citations,
  conversations: CitedConversations,
  options: EvidenceOptions,
): Promise<EvidenceSummary> {
  const { report, isRedacted } = options;
  const wanted = withContext(byFrame.keys(), options.context);
  const notes = [
    `Only frames that the report cites${options.citedOnly ? '' : ', their conversations'}${options.context > 0 ? `, ${options.context} frames around each` : ''}, and the capture's first and last; comments say what they prove and which frame of the capture they are. This capture is an extract: whoever judges it anew may see less than the report did.`,
  ];
  if (leftOut > 0) notes.push(`${leftOut} further cited frames are left out: there are too many.`);
  if (options.headersOnly) notes.push('Cut behind the transport headers, DNS messages excepted.');
  for (const { code, text } of report.capture.quality) if (code === 'redacted') notes.push(text);
  // The first chunk has the section's comments.
  let more = await reader.refill();
  const decoder = new Decoder({ ...options.decoder, stopAtTcp: !options.headersOnly });
  const view = new PacketView();
  let isGiven = more && reader.next(view);
  const writer = new PcapngWriter(sink, {
    application: `${report.tool.name} ${report.tool.version}`,
    comments: [sectionComment(report, notes), ...(isRedacted ? [] : reader.comments.map(plain))],
    interfaces: reader.interfaces,
    anonymous: isRedacted,
    withFcs: !isRedacted && !options.headersOnly,
  });
  let packets = 0;
  let cited = 0;
  const write = (comments: readonly string[]) => {
    packets++;
    const at = `frame ${view.frameNumber}`;
    const own = isRedacted ? [] : commentsOf(view, reader);
    const lines = comments.length > 0 ? comments : ['context'];
    const hasFcs = !isRedacted && !options.headersOnly;
    const end = options.headersOnly
      ? headersEnd(view)
      : hasFcs
        ? Math.min(view.start + view.capturedLength, view.end + view.fcsLength)
        : view.end;
    writer.packet({
      interfaceIndex: view.interfaceIndex,
      seconds: view.seconds,
      nanoseconds: view.nanoseconds,
      bytes: view.bytes,
      start: view.start,
      end,
      originalLength: view.originalLength + (hasFcs ? view.fcsLength : 0),
      flags: flagsOf(view, reader, hasFcs),
      comments: [...own, ...lines.map((text) => escapeText(`${at}: ${text}`))],
    });
  };
  let lastSeconds = 0;
  let lastWritten = 0;
  let held: HeldPacket | null = null;
  for (; more; more = await reader.refill()) {
    let seen = false;
    for (; isGiven || reader.next(view); isGiven = false) {
      seen = true;
      const lines = byFrame.get(view.frameNumber);
      const isFirst = packets === 0;
      lastSeconds = Math.max(lastSeconds, view.seconds);
      decoder.decode(view);
      const isNear = conversations.take(view) || wanted.has(view.frameNumber);
      if (lines === undefined && !isFirst && !isNear) continue;
      lastWritten = view.frameNumber;
      if (lines !== undefined) cited++;
      write(lines ?? (isFirst ? [FIRST_FRAME] : []));
    }
    if (seen) held = hold(view);
    options.onProgress?.(reader);
  }
  if (held !== null && held.frameNumber !== lastWritten) {
    restore(view, held);
    if (options.headersOnly) decoder.decode(view);
    write([LAST_FRAME]);
  }
  writer.finish(lastSeconds);
  return { packets, cited, leftOut };
}

/** The cited frames and those within `context` of them. */
function withContext(frames: Iterable<number>, context: number): ReadonlySet<number> {
  const wanted = new Set<number>();
  for (const frame of frames) {
    for (let number = frame - context; number <= frame + context; number++) wanted.add(number);
  }
  return wanted;
}

/** Copy of a packet whose bytes the next `refill()` takes back. */
interface HeldPacket {
  readonly bytes: Uint8Array;
  readonly frameNumber: number;
  readonly record: Readonly<Record<(typeof HELD)[number], number>>;
}

const HELD = [
  'start',
  'end',
  'originalLength',
  'frameNumber',
  'seconds',
  'nanoseconds',
  'capturedLength',
  'linkType',
  'interfaceIndex',
  'fcsLength',
  'optionsStart',
  'optionsEnd',
] as const;
const PLACES: readonly string[] = ['start', 'end', 'optionsStart', 'optionsEnd'];

function hold(view: PacketView): HeldPacket {
  const from = view.start;
  const to = Math.max(view.start + view.capturedLength, view.end, view.optionsEnd);
  const entries = HELD.map((key) => [key, PLACES.includes(key) ? view[key] - from : view[key]]);
  return {
    bytes: view.bytes.slice(from, to),
    frameNumber: view.frameNumber,
    record: Object.fromEntries(entries),
  };
}

function restore(view: PacketView, held: HeldPacket): void {
  view.bytes = held.bytes;
  for (const key of HELD) view[key] = held.record[key];
}

/** Where the headers of a packet end, and with them what `--headers-only` keeps. */
function headersEnd(view: PacketView): number {
  // An ICMP error's quotation is the evidence; it is a header or two.
  if (view.quotedFrom >= 0) return view.end;
  const last = Math.min(view.layerCount, view.reassembledFrom) - 1;
  for (let layer = last; layer >= 0; layer--) {
    switch (view.layerProtocol[layer]) {
      case Protocol.DNS:
      case Protocol.MDNS:
      case Protocol.LLMNR:
      case Protocol.ARP:
        return view.layerEnd[layer];
      case Protocol.TCP:
      case Protocol.UDP:
        return layer === view.transport ? view.payloadStart : view.layerEnd[layer];
      case Protocol.ICMP:
      case Protocol.ICMPV6:
        // Neighbor discovery is all header; the data of an echo is a layer of its own.
        return layer < last ? view.layerStart[layer + 1] : view.layerEnd[layer];
    }
  }
  return last < 0 ? Math.min(view.end, view.start + 64) : view.layerStart[last];
}

const optionsReader = new OptionsReader();

function openOptions(view: PacketView, reader: CaptureReader): OptionsReader {
  const { bytes, optionsStart, optionsEnd } = view;
  const { bigEndian } = reader.interfaces[view.interfaceIndex];
  return optionsReader.open(bytes, optionsStart, optionsEnd, bigEndian);
}

/** Comments that the capture itself has on the packet; bounded. */
function commentsOf(view: PacketView, reader: CaptureReader): string[] {
  const comments: string[] = [];
  const options = openOptions(view, reader);
  while (comments.length < MAXIMUM_COMMENTS && options.next()) {
    if (options.code === COMMENT) comments.push(plain(options.text()));
  }
  return comments;
}

/** A comment of the capture's own, with its lines; nothing else in it may move a terminal. */
function plain(comment: string): string {
  return comment.split(/\r?\n/).map(escapeText).join('\n');
}

const FLAGS = 2;
/** Bits of `epb_flags` that tell the length of the frame check sequence. */
const FCS_BITS = 0x1e0;

/** `epb_flags` (direction, errors), or null. */
function flagsOf(view: PacketView, reader: CaptureReader, withFcs: boolean): number | null {
  const options = openOptions(view, reader);
  while (options.next()) {
    if (options.code === FLAGS && options.length === 4) {
      return withFcs ? options.uint32() : (options.uint32() & ~FCS_BITS) >>> 0;
    }
  }
  return null;
}
