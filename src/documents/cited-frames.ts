import { captureTimeDigits, isoTime } from '../capture/time-text.ts';
import type { CitedFrame, Diagnosis, Endpoint } from '../diagnosis/diagnosis.ts';
import { EndpointSet } from '../diagnosis/endpoint-set.ts';
import { dnsPolicy } from '../profiles/dns-policy.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import { TcpAnalysisFlag } from '../protocols/tcp/annotation.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import { Next, type PacketConsumer, type PacketSource, runPackets } from '../track/run-packets.ts';
import { ROW_NEEDS, RowWriter } from './packet-list/row.ts';

/** Frames cited, and frames around them, that are looked up. */
const MAXIMUM_FRAMES = 2_000;
/** Endpoints of findings that are looked at, and those of them of which frames around are kept. */
const MAXIMUM_ENDPOINTS = 256;
const ENDPOINTS_WITH_MORE = 64;
/** Conversations of each that are remembered until a frame of theirs is cited, and frames of each. */
const CONVERSATIONS = 12;
const FRAMES_AROUND = 24;
/** Answered endpoints of which something is shown, and frames of each: early ones, for speed. */
const ANSWERED_ENDPOINTS = 24;
const ANSWERED_FRAMES = 2;

/** What to look up: frames by number, and the endpoints whose other frames tell the story. */
export interface FrameRequest {
  readonly numbers: ReadonlySet<number>;
  /** Those of findings, whose conversations are told, then some that answered. */
  readonly endpoints: readonly Endpoint[];
  /** How many of `endpoints` are of findings. */
  readonly failed: number;
  /** Index in `endpoints` of the first that cites a frame. */
  readonly citedBy: ReadonlyMap<number, number>;
  /** The last of `numbers`: nothing behind it is read. 0 where there are none. */
  readonly last: number;
}

/** What was looked up. */
export interface FoundFrames {
  readonly frames: readonly CitedFrame[];
  /** Whether the beginning of a TCP conversation was not read: its relative numbers are others then. */
  readonly lacksBeginning: boolean;
}

/** The frames that a diagnosis cites: those of its findings, then a few of what answered; bounded. */
export function citedFrames({ findings, endpoints }: Diagnosis): FrameRequest {
  const numbers = new Set<number>();
  const citedBy = new Map<number, number>();
  const cite = (frames: readonly number[], endpoint: number) => {
    for (const frame of frames) {
      if (numbers.size >= MAXIMUM_FRAMES) return;
      numbers.add(frame);
      if (!citedBy.has(frame)) citedBy.set(frame, endpoint);
    }
  };
  const failed = [...new Set(findings.flatMap((finding) => finding.endpoints))]
    .slice(0, MAXIMUM_ENDPOINTS)
    .map((index) => endpoints[index]);
  const isFailed = new Set(failed);
  const answered = endpoints
    .filter((endpoint) => endpoint.verdict === 'answered' && !isFailed.has(endpoint))
    .slice(0, ANSWERED_ENDPOINTS);
  failed.forEach(({ evidence, place }, index) => {
    cite([...evidence.flatMap(({ frames }) => frames), ...(place?.frames ?? [])], index);
  });
  answered.forEach(({ evidence }, index) => {
    const frames = evidence.flatMap((row) => row.frames).slice(0, ANSWERED_FRAMES);
    cite(frames, failed.length + index);
  });
  return {
    numbers,
    endpoints: [...failed, ...answered],
    failed: failed.length,
    citedBy,
    last: Math.max(0, ...numbers),
  };
}

/**
 * Reads a capture again, as far as the last frame that is asked for, and makes the packet list's rows
 * of these frames and of what surrounds them in their conversations, as the packet list has them.
 */
export async function readFrames(
  reader: PacketSource,
  request: FrameRequest,
): Promise<FoundFrames> {
  const rows = new RowWriter('utc');
  const wanted = new EndpointSet(request.endpoints);
  const cited: CitedFrame[] = [];
  const around = request.endpoints
    .slice(0, Math.min(request.failed, ENDPOINTS_WITH_MORE))
    .map(() => new Surroundings());
  const lastOf = lastCited(request);
  const begun = new Set<number>();
  let lacksBeginning = false;
  /** Of the packet under way: the endpoint whose it is, or -1, and whether it is cited. */
  let endpoint = -1;
  let isCited = false;
  const consumer: PacketConsumer = {
    needs: ROW_NEEDS,
    wants(view) {
      endpoint = wanted.find(view);
      isCited = request.numbers.has(view.frameNumber);
      // What the Info column says of earlier packets, it says of the same conversation.
      return isCited || (endpoint >= 0 && view.frameNumber <= lastOf[endpoint]);
    },
    observe(view) {
      rows.observeTime(view);
      const port = endpoint < 0 ? NO_CONVERSATION : wanted.clientPort(view, endpoint);
      if (endpoint >= 0 && view.transportProtocol === Protocol.TCP) {
        const conversation = endpoint * 65536 + port;
        if ((flagsOf(view) & tcp.SYN) !== 0) begun.add(conversation);
        else if (isCited && !begun.has(conversation)) lacksBeginning = true;
      }
      const kept = around[endpoint < 0 ? (request.citedBy.get(view.frameNumber) ?? -1) : endpoint];
      if (isCited) kept?.cite(port);
      else if (kept === undefined || !kept.hasRoom(port)) return Next.MORE;
      const frame = frameOf(view, rows, captureTimeDigits(reader.interfaces), isCited);
      if (isCited) cited.push(frame);
      else kept?.add(port, frame);
      return view.frameNumber >= request.last ? Next.STOP : Next.MORE;
    },
  };
  if (request.last > 0) {
    await runPackets(reader, consumer, dnsPolicy({ asInWireshark: true }));
  }
  const others = around.flatMap((kept) => kept.frames());
  return {
    frames: [...cited, ...others.slice(0, MAXIMUM_FRAMES - cited.length)].sort(
      (one, other) => one.number - other.number,
    ),
    lacksBeginning,
  };
}

/** The last frame of each endpoint that matters: of what answered, the last that is cited. */
function lastCited({ endpoints, failed, citedBy }: FrameRequest): number[] {
  const last = endpoints.map((_, index) => (index < failed ? Number.POSITIVE_INFINITY : 0));
  for (const [frame, endpoint] of citedBy) last[endpoint] = Math.max(last[endpoint], frame);
  return last;
}

/** Where the port of a client would be, of a frame that is no TCP or UDP of the endpoint. */
const NO_CONVERSATION = -1;

/** Frames of an endpoint that nothing cites, until it is known which conversations are cited. */
class Surroundings {
  /** By the client's port, the one that began last at the end. */
  readonly #conversations = new Map<number, CitedFrame[]>();
  readonly #cited = new Set<number>();

  cite(port: number): void {
    this.#cited.add(port);
  }

  hasRoom(port: number): boolean {
    return (this.#conversations.get(port)?.length ?? 0) < FRAMES_AROUND;
  }

  add(port: number, frame: CitedFrame): void {
    const known = this.#conversations.get(port);
    if (known !== undefined) known.push(frame);
    else {
      if (this.#conversations.size >= CONVERSATIONS && !this.#makeRoom()) return;
      this.#conversations.set(port, [frame]);
    }
  }

  /** Forgets the oldest conversation of which nothing is cited so far. */
  #makeRoom(): boolean {
    for (const port of this.#conversations.keys()) {
      if (!this.#cited.has(port)) return this.#conversations.delete(port);
    }
    return false;
  }

  /** Frames of conversations that are cited; all of them where an ICMP error may be about any. */
  frames(): CitedFrame[] {
    const isAny = this.#cited.has(NO_CONVERSATION);
    return [...this.#conversations]
      .filter(([port]) => isAny || this.#cited.has(port))
      .flatMap(([, frames]) => frames);
  }
}

function flagsOf(view: PacketView): number {
  return tcp.flags(view.layerBytes(view.transport), view.layerStart[view.transport]);
}

const RETRANSMISSION =
  TcpAnalysisFlag.RETRANSMISSION |
  TcpAnalysisFlag.FAST_RETRANSMISSION |
  TcpAnalysisFlag.SPURIOUS_RETRANSMISSION;

function frameOf(view: PacketView, rows: RowWriter, digits: 6 | 9, isCited: boolean): CitedFrame {
  const { number, source, destination, protocol, length, info } = rows.row(view, digits);
  // Of a list that does not show them those that it is judged by: what belongs together has the same.
  const { valid, flags } = view.tcpAnnotation;
  const analysis = valid ? flags : 0;
  const hasPorts =
    view.transportProtocol === Protocol.TCP || view.transportProtocol === Protocol.UDP;
  return {
    number,
    time: view.hasTime ? isoTime(view.seconds, view.nanoseconds, digits) : '',
    source,
    destination,
    sourcePort: hasPorts ? view.sourcePort : null,
    destinationPort: hasPorts ? view.destinationPort : null,
    protocol,
    length,
    info,
    tcpFlags: view.transportProtocol === Protocol.TCP ? flagsOf(view) : null,
    isRetransmission: (analysis & RETRANSMISSION) !== 0,
    isPortReused: (analysis & TcpAnalysisFlag.REUSED_PORTS) !== 0,
    payload: hasPorts ? view.payloadLength : 0,
    isCited,
  };
}
