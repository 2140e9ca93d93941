import type { CaptureReader } from '../capture/reader.ts';
import { PacketAnnotator } from '../track/packet-annotator.ts';
import { parseAddress } from '../wire/address-text.ts';
import { Analysis } from '../wire/analysis.ts';
import { Decoder, type DecoderOptions } from '../wire/decoder.ts';
import { PacketView } from '../wire/packet-view.ts';
import { Protocol } from '../wire/protocol.ts';
import * as tcp from '../wire/tcp.ts';
import { RowWriter } from './packet-list/row.ts';
import type { Report, ReportEndpoint, ReportFrame } from './report.ts';
import { captureTimeDigits, isoTime } from './time-text.ts';

/** Frames cited, and frames around them, that are looked up. */
const MAXIMUM_FRAMES = 2_000;
/** Endpoints of findings whose whole conversations are looked at. */
const MAXIMUM_ENDPOINTS = 256;
/** Frames around the cited ones, of each endpoint. */
const AROUND_PER_ENDPOINT = 64;
/** Answered endpoints of which something is shown, and frames of each: early ones, for speed. */
const ANSWERED_ENDPOINTS = 24;
const ANSWERED_FRAMES = 2;

/** What to look up: frames by number, and the endpoints whose other frames tell the story. */
export interface FrameRequest {
  readonly numbers: ReadonlySet<number>;
  readonly endpoints: readonly ReportEndpoint[];
  /** Index in `endpoints` of the first that cites a frame. */
  readonly citedBy: ReadonlyMap<number, number>;
  /** The last of `numbers`: nothing behind it is read. 0 where there are none. */
  readonly last: number;
}

/** The frames that a report cites: those of its findings, then a few of what answered; bounded. */
export function citedFrames(report: Report): FrameRequest {
  const numbers = new Set<number>();
  const cite = (frames: readonly number[]) => {
    for (const frame of frames) if (numbers.size < MAXIMUM_FRAMES) numbers.add(frame);
  };
  const endpoints = [...new Set(report.findings.flatMap((finding) => finding.endpoints))]
    .slice(0, MAXIMUM_ENDPOINTS)
    .map((index) => report.endpoints[index]);
  const citedBy = new Map<number, number>();
  endpoints.forEach(({ evidence, place }, index) => {
    for (const { frames } of evidence) cite(frames);
    if (place !== null) cite(place.frames);
    for (const { frames } of evidence) {
      for (const frame of frames) if (!citedBy.has(frame)) citedBy.set(frame, index);
    }
  });
  report.endpoints
    .filter(({ verdict }) => verdict === 'answered')
    .slice(0, ANSWERED_ENDPOINTS)
    .forEach(({ evidence }) => {
      cite(evidence.flatMap(({ frames }) => frames).slice(0, ANSWERED_FRAMES));
    });
  return { numbers, endpoints, citedBy, last: Math.max(0, ...numbers) };
}

/**
 * Reads a capture again, as far as the last frame that is asked for, and makes the packet list's rows
 * of these frames and of what surrounds them in their conversations.
 * @param options those of the packet list, so that Info says what it says there
 */
export async function readFrames(
  reader: CaptureReader,
  request: FrameRequest,
  options: DecoderOptions,
): Promise<ReportFrame[]> {
  if (request.last === 0) return [];
  const decoder = new Decoder(options);
  const view = new PacketView();
  const annotator = new PacketAnnotator(Analysis.TCP, reader.interfaces);
  const rows = new RowWriter('utc');
  const wanted = new EndpointSet(request.endpoints);
  const around = new Map<number, number>();
  const found: { frame: ReportFrame; endpoint: number; conversation: string }[] = [];
  let room = MAXIMUM_FRAMES - request.numbers.size;
  reading: while (await reader.refill()) {
    while (reader.next(view)) {
      decoder.decode(view);
      const endpoint = wanted.find(view);
      const isCited = request.numbers.has(view.frameNumber);
      // What the Info column says of earlier packets, it says of the same conversation.
      if (endpoint < 0 && !isCited) continue;
      annotator.annotate(view);
      rows.observe(view);
      if (!isCited) {
        const kept = around.get(endpoint) ?? 0;
        if (kept >= AROUND_PER_ENDPOINT || room === 0) continue;
        around.set(endpoint, kept + 1);
        room--;
      }
      found.push({
        frame: frameOf(view, rows, captureTimeDigits(reader.interfaces), isCited),
        endpoint: endpoint < 0 ? (request.citedBy.get(view.frameNumber) ?? -1) : endpoint,
        conversation: endpoint < 0 ? '' : `${endpoint} ${wanted.clientPort(view, endpoint)}`,
      });
      if (view.frameNumber >= request.last) break reading;
    }
  }
  const cited = found.filter(({ frame }) => frame.isCited);
  const conversations = new Set(cited.map(({ conversation }) => conversation));
  // Which conversation an ICMP error is about is in its quotation: it may be any of the endpoint's.
  const endpoints = new Set(
    cited.filter(({ conversation }) => conversation === '').map(({ endpoint }) => endpoint),
  );
  return found
    .filter(
      ({ frame, endpoint, conversation }) =>
        frame.isCited || conversations.has(conversation) || endpoints.has(endpoint),
    )
    .map(({ frame }) => frame);
}

function frameOf(view: PacketView, rows: RowWriter, digits: 6 | 9, isCited: boolean): ReportFrame {
  const { number, source, destination, protocol, length, destinationPort, info } = rows.row(
    view,
    digits,
  );
  return {
    number,
    time: view.hasTime ? isoTime(view.seconds, view.nanoseconds, digits) : '',
    source,
    destination,
    sourcePort: destinationPort === null ? null : view.sourcePort,
    destinationPort,
    protocol,
    length,
    info,
    tcpFlags:
      view.transportProtocol === Protocol.TCP
        ? tcp.flags(view.layerBytes(view.transport), view.layerStart[view.transport])
        : null,
    payload: destinationPort === null ? 0 : view.payloadLength,
    isCited,
  };
}

/** Finds the endpoint that a packet is of, in either direction, without a string for most packets. */
class EndpointSet {
  /** A bit for each hash of server and port that is wanted. */
  readonly #hashes = new Uint8Array(1 << 16);
  readonly #byKey = new Map<string, number>();
  readonly #ports: number[] = [];

  constructor(endpoints: readonly ReportEndpoint[]) {
    endpoints.forEach(({ client, server, port, protocol }, index) => {
      const to = parseAddress(server);
      const from = parseAddress(client);
      // "many" clients have no address.
      if (to === null || from === null) return;
      this.#hashes[hash(to[0], to[1], to[3], port)] = 1;
      this.#byKey.set(`${protocol} ${from.join()} ${to.join()} ${port}`, index);
      this.#ports[index] = port;
    });
  }

  /** Index of the packet's endpoint, or -1. */
  find(view: PacketView): number {
    const { source0, source1, source3, destination0, destination1, destination3 } = view;
    if (this.#hashes[hash(destination0, destination1, destination3, view.destinationPort)] === 1) {
      const index = this.#lookUp(view, true);
      if (index >= 0) return index;
    }
    if (this.#hashes[hash(source0, source1, source3, view.sourcePort)] === 1) {
      return this.#lookUp(view, false);
    }
    return -1;
  }

  /** The client's port of a packet of that endpoint. */
  clientPort(view: PacketView, endpoint: number): number {
    return view.destinationPort === this.#ports[endpoint] ? view.sourcePort : view.destinationPort;
  }

  #lookUp(view: PacketView, isRequest: boolean): number {
    const protocol: Protocol = view.transportProtocol;
    if (protocol !== Protocol.TCP && protocol !== Protocol.UDP) return -1;
    const source = `${view.source0},${view.source1},${view.source2},${view.source3}`;
    const destination = `${view.destination0},${view.destination1},${view.destination2},${view.destination3}`;
    const addresses = isRequest ? `${source} ${destination}` : `${destination} ${source}`;
    const port = isRequest ? view.destinationPort : view.sourcePort;
    return (
      this.#byKey.get(`${protocol === Protocol.TCP ? 'tcp' : 'udp'} ${addresses} ${port}`) ?? -1
    );
  }
}

function hash(word0: number, word1: number, word3: number, port: number): number {
  const mixed = Math.imul(word0 ^ (word1 << 7) ^ word3 ^ (port << 15), 0x9e3779b1);
  return (mixed ^ port) >>> 16;
}
