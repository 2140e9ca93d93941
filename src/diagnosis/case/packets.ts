import { isFailure } from '../../evidence/verdict.ts';
import { dnsPolicy } from '../../profiles/dns-policy.ts';
import * as dns from '../../protocols/dns/codec.ts';
import { typeName } from '../../protocols/dns/types.ts';
import type { PacketView } from '../../protocols/packet-view.ts';
import { Protocol } from '../../protocols/protocol.ts';
import * as tcp from '../../protocols/tcp/codec.ts';
import { Next, type PacketSource, runPackets } from '../../track/run-packets.ts';
import type { Replies, Requests } from '../../words/en/case.ts';
import type { Endpoint } from '../diagnosis.ts';
import { EndpointSet } from '../endpoint-set.ts';

/** A packet that asks an endpoint, or that answers or refuses what was asked. */
export interface EndpointPacket {
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
  readonly frame: number;
  /** Index in the diagnosis' endpoints. */
  readonly endpoint: number;
  readonly kind: 'query' | 'syn' | 'answer' | 'reset' | 'icmp';
  /** `TXT debug.opendns.com` of a query; '' otherwise. */
  readonly question: string;
}

export interface EndpointPackets {
  /** By frame. */
  readonly packets: readonly EndpointPacket[];
  /** Whether these are all; of very many the first are kept. */
  readonly isWhole: boolean;
}

/** Packets that are kept of one capture. */
const MAXIMUM_PACKETS = 65_536;
/** Endpoints that are looked for. */
const MAXIMUM_ENDPOINTS = 256;
/** Questions whose text is remembered. */
const MAXIMUM_QUESTIONS = 4_096;
/** The same packet again so soon is the same packet, captured twice (milliseconds). */
const COPY_WITHIN = 10;

/**
 * Reads a capture for what a log's lines can be held against: every query, SYN, first answer and
 * refusal of the endpoints that a product needs or that fail, in the capture's order.
 * @param onChunk called after each part of the capture that was read
 */
export async function readEndpointPackets(
  reader: PacketSource,
  endpoints: readonly Endpoint[],
  onChunk?: () => void,
): Promise<EndpointPackets> {
  const indexes = followed(endpoints);
  if (indexes.length === 0) return { packets: [], isWhole: true };
  const collector = new Collector(endpoints, indexes);
  let isWhole = true;
  const consumer = {
    observe(view: PacketView) {
      isWhole = collector.take(view);
      return isWhole ? Next.MORE : Next.STOP;
    },
    afterBatch: onChunk,
  };
  await runPackets(reader, consumer, dnsPolicy({ asInWireshark: true }));
  return { packets: collector.packets, isWhole };
}

/** Those that fail first, then those that a product needs. */
function followed(endpoints: readonly Endpoint[]): number[] {
  const failing = endpoints.flatMap(({ verdict }, index) => (isFailure(verdict) ? [index] : []));
  const needed = endpoints.flatMap(({ function: fn, verdict }, index) =>
    fn !== null && !isFailure(verdict) ? [index] : [],
  );
  return [...failing, ...needed].slice(0, MAXIMUM_ENDPOINTS);
}

class Collector {
  readonly packets: EndpointPacket[] = [];
  readonly #set: EndpointSet;
  /** Endpoints by frames that their evidence cites: ICMP errors name no port. */
  readonly #citing = new Map<number, number>();
  readonly #questions = new Map<string, string>();
  /** What the last packet of each endpoint and kind looked like, and when it was. */
  readonly #last = new Map<string, { looks: number; time: number }>();

  constructor(
    readonly endpoints: readonly Endpoint[],
    readonly indexes: readonly number[],
  ) {
    this.#set = new EndpointSet(indexes.map((index) => endpoints[index]));
    for (const index of indexes) {
      for (const frame of endpoints[index].evidence.flatMap(({ frames }) => frames)) {
        if (!this.#citing.has(frame)) this.#citing.set(frame, index);
      }
    }
  }

  /** @returns false where there is no more room */
  take(view: PacketView): boolean {
    const found = this.#set.find(view);
    if (!view.hasTime) return true;
    if (found < 0) return this.#takeError(view);
    const endpoint = this.indexes[found];
    const isRequest = view.destinationPort === this.endpoints[endpoint].port;
    const bytes = view.layerBytes(view.transport);
    const at = view.layerStart[view.transport];
    let kind: EndpointPacket['kind'];
    let looks: number;
    let question = '';
    if (view.transportProtocol === Protocol.TCP) {
      const flags = tcp.flags(bytes, at);
      if ((flags & tcp.RST) !== 0 && !isRequest) kind = 'reset';
      else if ((flags & tcp.SYN) === 0) return true;
      else kind = isRequest ? 'syn' : 'answer';
      looks = tcp.sequence(bytes, at);
    } else {
      const message = dns.isDns(view.layerProtocol[view.layerCount - 1])
        ? view.layerStart[view.layerCount - 1]
        : -1;
      if (message < 0) return true;
      const payload = view.layerBytes(view.layerCount - 1);
      kind = dns.isResponse(payload, message) ? 'answer' : 'query';
      if (isRequest !== (kind === 'query')) return true;
      looks = dns.id(payload, message);
      if (kind === 'query') question = this.#questionOf(payload, message, view.payloadEnd);
    }
    const time = timeOf(view);
    const port = isRequest ? view.sourcePort : view.destinationPort;
    const key = `${endpoint} ${kind} ${port}`;
    const last = this.#last.get(key);
    if (last?.looks === looks && Math.abs(time - last.time) < COPY_WITHIN) return true;
    // Ports of a client come again; others are of no use once it has many.
    if (this.#last.size >= MAXIMUM_QUESTIONS) this.#last.clear();
    this.#last.set(key, { looks, time });
    return this.#add({ time, frame: view.frameNumber, endpoint, kind, question });
  }

  /** An ICMP error that an endpoint's evidence cites. */
  #takeError(view: PacketView): boolean {
    const { transportProtocol, frameNumber: frame } = view;
    if (transportProtocol !== Protocol.ICMP && transportProtocol !== Protocol.ICMPV6) return true;
    const endpoint = this.#citing.get(frame);
    if (endpoint === undefined) return true;
    return this.#add({ time: timeOf(view), frame, endpoint, kind: 'icmp', question: '' });
  }

  #add(packet: EndpointPacket): boolean {
    if (this.packets.length >= MAXIMUM_PACKETS) return false;
    this.packets.push(packet);
    return true;
  }

  /** The same text for the same question: a capture may have very many of one. */
  #questionOf(bytes: Uint8Array, at: number, limit: number): string {
    const end = dns.questionNameEnd(bytes, at, limit);
    if (end < 0) return '';
    const name = dns.nameText(bytes, at, at + dns.HEADER_LENGTH, limit);
    const text = `${typeName(dns.questionType(bytes, end))} ${name ?? ''}`;
    const known = this.#questions.get(text);
    if (known !== undefined) return known;
    if (this.#questions.size < MAXIMUM_QUESTIONS) this.#questions.set(text, text);
    return text;
  }
}

function timeOf({ seconds, nanoseconds }: PacketView): number {
  return seconds * 1e3 + nanoseconds / 1e6;
}

export function isRequest({ kind }: EndpointPacket): boolean {
  return kind === 'query' || kind === 'syn';
}

/** What of these the client sent, as a sentence tells it. */
export function requestsOf(packets: readonly EndpointPacket[]): Requests {
  const requests = packets.filter(isRequest);
  return {
    kind: requests.some(({ kind }) => kind === 'query') ? 'query' : 'syn',
    frames: requests.map(({ frame }) => frame),
    questions: [
      ...new Set(requests.flatMap(({ question }) => (question === '' ? [] : [question]))),
    ],
  };
}

/** What of these came back. */
export function repliesOf(packets: readonly EndpointPacket[]): Replies {
  const of = (wanted: EndpointPacket['kind']) =>
    packets.flatMap(({ kind, frame }) => (kind === wanted ? [frame] : []));
  return { answers: of('answer'), resets: of('reset'), errors: of('icmp') };
}
