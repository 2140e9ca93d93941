import { PacketOption } from '../../capture/pcapng/blocks.ts';
import { COMMENT, OptionsReader } from '../../capture/pcapng/options.ts';
import { type ByteSink, PcapngWriter, type WrittenPacket } from '../../capture/pcapng/writer.ts';
import type { CaptureReader } from '../../capture/reader.ts';
import type { Diagnosis } from '../../diagnosis/diagnosis.ts';
import type { DnsPolicy } from '../../protocols/decoder.ts';
import { escapeText } from '../../protocols/escape.ts';
import type { PacketView } from '../../protocols/packet-view.ts';
import { Protocol } from '../../protocols/protocol.ts';
import { Next, type PacketConsumer, runPackets } from '../../track/run-packets.ts';
import { evidenceCaptureWords } from '../../words/evidence-capture.ts';
import { say } from '../../words/say.ts';
import { type Citations, citations, MAXIMUM_COMMENTS } from './citations.ts';
import { CitedConversations } from './conversations.ts';
import { sectionComment } from './section-comment.ts';

export interface EvidenceOptions {
  /** Whose frames are wanted; of the same capture. */
  readonly diagnosis: Diagnosis;
  /** Frames before and behind each cited one that are written, too. */
  readonly context: number;
  /** Leave out the other frames of the conversations that cited frames are of. */
  readonly citedOnly: boolean;
  /** Cut what follows the transport header; DNS messages stay, as their names prove. */
  readonly headersOnly: boolean;
  /** The packets are redacted: nothing else that the capture tells of its origin is written. */
  readonly isRedacted: boolean;
  /** That of the diagnosis. */
  readonly dns: DnsPolicy;
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

const LAST_FRAME = evidenceCaptureWords.lastFrameCaptureHow;
const FIRST_FRAME = evidenceCaptureWords.firstFrameCapture;

/**
 * Writes the frames that a diagnosis cites as a pcapng capture that tells what each of them proves.
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
  const cited = citations(options.diagnosis);
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
  const consumer: PacketConsumer = {
    stopsAtTcp: true,
    observe(view) {
      if (frames.has(view.frameNumber)) conversations.add(view);
      return view.frameNumber < last ? Next.MORE : Next.STOP;
    },
    afterBatch: () => options.onProgress?.(reader),
  };
  if (last > 0) await runPackets(reader, consumer, options.dns);
}

async function writeFrames(
  reader: CaptureReader,
  sink: ByteSink,
  { byFrame, leftOut }: Citations,
  conversations: CitedConversations,
  options: EvidenceOptions,
): Promise<EvidenceSummary> {
  const { diagnosis, isRedacted } = options;
  const wanted = withContext(byFrame.keys(), options.context);
  const notes = [evidenceCaptureWords.onlyFramesReportCites(options.citedOnly, options.context)];
  if (leftOut > 0) notes.push(evidenceCaptureWords.furtherCitedFramesLeft(leftOut));
  if (options.headersOnly) notes.push(evidenceCaptureWords.cutBehindTransportHeaders);
  for (const { code, sentence } of diagnosis.capture.quality) {
    if (code === 'redacted') notes.push(say(sentence));
  }
  const hasFcs = !isRedacted && !options.headersOnly;
  // Opened at the first packet: what stands before it has the section's comments.
  const openWriter = () =>
    new PcapngWriter(sink, {
      application: `pcap-verdict ${diagnosis.version}`,
      comments: [
        sectionComment(diagnosis, notes),
        ...(isRedacted ? [] : reader.comments.map(plain)),
      ],
      interfaces: reader.interfaces,
      anonymous: isRedacted,
      withFcs: hasFcs,
    });
  let writer: PcapngWriter | null = null;
  const packetOf = (view: PacketView, comments: readonly string[]): WrittenPacket => {
    const own = isRedacted ? [] : commentsOf(view, reader);
    const lines = comments.length > 0 ? comments : ['context'];
    const end = options.headersOnly
      ? headersEnd(view)
      : hasFcs
        ? Math.min(view.start + view.capturedLength, view.end + view.fcsLength)
        : view.end;
    return {
      interfaceIndex: view.interfaceIndex,
      seconds: view.seconds,
      nanoseconds: view.nanoseconds,
      bytes: view.bytes,
      start: view.start,
      end,
      originalLength: view.originalLength + (hasFcs ? view.fcsLength : 0),
      flags: flagsOf(view, reader, hasFcs),
      comments: [...own, ...lines.map((text) => escapeText(`frame ${view.frameNumber}: ${text}`))],
    };
  };
  let packets = 0;
  let cited = 0;
  let lastSeconds = 0;
  let lastView: PacketView | null = null;
  let lastWritten = 0;
  /** The last packet of the chunk before, whose bytes are gone, and its number. */
  let lastPacket: WrittenPacket | null = null;
  let lastFrame = 0;
  const consumer: PacketConsumer = {
    stopsAtTcp: !options.headersOnly,
    observe(view) {
      writer ??= openWriter();
      lastView = view;
      const lines = byFrame.get(view.frameNumber);
      const isFirst = packets === 0;
      lastSeconds = Math.max(lastSeconds, view.seconds);
      const isNear = conversations.take(view) || wanted.has(view.frameNumber);
      if (lines === undefined && !isFirst && !isNear) return Next.MORE;
      lastWritten = view.frameNumber;
      if (lines !== undefined) cited++;
      packets++;
      writer.packet(packetOf(view, lines ?? (isFirst ? [FIRST_FRAME] : [])));
      return Next.MORE;
    },
    afterBatch() {
      if (lastView !== null) {
        const packet = packetOf(lastView, [LAST_FRAME]);
        const { bytes, start, end } = packet;
        lastPacket = { ...packet, bytes: bytes.slice(start, end), start: 0, end: end - start };
        lastFrame = lastView.frameNumber;
      }
      lastView = null;
      options.onProgress?.(reader);
    },
  };
  await runPackets(reader, consumer, options.dns);
  writer ??= openWriter();
  if (lastPacket !== null && lastFrame !== lastWritten) {
    packets++;
    writer.packet(lastPacket);
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

/** Bits of `epb_flags` that tell the length of the frame check sequence. */
const FCS_BITS = 0x1e0;

/** `epb_flags` (direction, errors), or null. */
function flagsOf(view: PacketView, reader: CaptureReader, withFcs: boolean): number | null {
  const options = openOptions(view, reader);
  while (options.next()) {
    if (options.code === PacketOption.FLAGS && options.length === 4) {
      return withFcs ? options.uint32() : (options.uint32() & ~FCS_BITS) >>> 0;
    }
  }
  return null;
}
