import { Unknown } from '../capture/packet-record.ts';
import type { AddressWords } from '../protocols/address-text.ts';
import { recogniseDatagram } from '../protocols/datagram-protocols.ts';
import * as dns from '../protocols/dns/codec.ts';
import * as icmp from '../protocols/icmp/codec.ts';
import * as icmpv6 from '../protocols/icmpv6/codec.ts';
import { datagram, Turn } from '../protocols/message-of-datagram.ts';
import { type PacketView, Stop } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as udp from '../protocols/udp/codec.ts';
import { writeAddresses } from './address-key.ts';
import { TcpState } from './connection-state.ts';
import type { DnsTracker } from './dns-tracker.ts';
import { ENDPOINT_KEY_WORDS, type EndpointTable } from './endpoint-table.ts';
import type { IcmpErrorFacts } from './facts/attempt-facts.ts';
import type { EndpointFacts } from './facts/endpoint-facts.ts';
import { FLOW_WORDS, Flow, type FlowTable, FROM_CLIENT, findQuoted } from './flow-table.ts';
import { FrameSample, withFrame } from './frame-sample.ts';
import { hopLimit, hopsOf } from './hop-limit.ts';
import { hashBytes } from './name-hash.ts';
import type { RequestTracker } from './request-tracker.ts';
import { SenderFacts } from './sender.ts';
import { DUPLICATE_WITHIN, microsecondsBetween } from './time.ts';
import { isTimeExceeded } from './traces.ts';

/** Kinds of error (type, code, sender) told apart for one endpoint. */
const KINDS_PER_ENDPOINT = 8;
const FRAGMENTATION_NEEDED = 4;
/** Hosts with errors that do not show what they are about. */
const MAXIMUM_HOSTS = 1_024;
/** Errors between an error and its copy, at most. */
const RECENT_ERRORS = 16;
const RECENT_WORDS = 4;
/** Bytes of an error that tell it from others: what is quoted up to the question asked. */
const COMPARED_BYTES = 96;
/** Ports up to here belong to services (RFC 6335 §6, "system ports"). */
const LAST_SYSTEM_PORT = 1023;

/** ICMP errors, matched to the flow that they quote. */
export class IcmpTracker {
  /** Whether the packet at hand matches the display filter. */
  inScope = true;
  readonly #endpointKey = new Int32Array(ENDPOINT_KEY_WORDS);
  /** The last errors: hash of their bytes; sender; seconds; nanoseconds. */
  readonly #recent = new Int32Array(RECENT_ERRORS * RECENT_WORDS);
  #nextRecent = 0;

  constructor(
    readonly flows: FlowTable,
    readonly endpoints: EndpointTable,
    readonly dns: DnsTracker,
    readonly requests: RequestTracker,
  ) {}

  /** Takes in an ICMP or ICMPv6 packet; errors only, all else is nobody's refusal. */
  observe(view: PacketView): void {
    if (view.quotedFrom < 0 || view.quotedFrom >= view.layerCount) {
      // A snap length of 96 bytes ends in the IPv6 header that an ICMPv6 error quotes.
      if (this.dns.capture.isPacketList || view.stop === Stop.CUT_SHORT) this.#notQuoted(view);
      return;
    }
    if (this.#isCopy(view)) {
      this.dns.capture.duplicates++;
      return;
    }
    const flow = this.#quotedFlow(view);
    if (flow < 0) {
      this.#onlyQuoted(view);
      return;
    }
    const words = this.flows.words;
    const base = flow * FLOW_WORDS;
    const endpoint = this.endpoints.of(words, base);
    if (endpoint === null) return;
    const bytes = view.layerBytes(view.transport);
    const at = view.layerStart[view.transport];
    const version = view.transportProtocol === Protocol.ICMP ? 4 : 6;
    const type = icmp.type(bytes, at);
    const code = icmp.code(bytes, at);
    if (this.flows.direction !== FROM_CLIENT) {
      // The client itself says that an answer came after it stopped listening. What others say of
      // the server's packets (too big, no way back) is no answer.
      if (
        isPortUnreachable(version, type, code) &&
        isFrom(view, endpoint.client) &&
        !hasMoreAnswers(words, base)
      ) {
        endpoint.lateAnswers = withFrame(endpoint.lateAnswers, view.frameNumber);
      }
      if (isReassemblyTimeExceeded(version, type, code) && isFrom(view, endpoint.client)) {
        this.dns.capture.neverWhole++;
      }
      return;
    }
    if (isReassemblyTimeExceeded(version, type, code)) {
      // The request got so far in part: it is not refused, and its sender goes on waiting.
      endpoint.neverWhole = withFrame(endpoint.neverWhole, view.frameNumber);
      endpoint.inScope ||= this.inScope;
      return;
    }
    if (!isRefusal(version, type, code)) return;
    if (isTimeExceeded(version, type) && this.#isOfTrace(view, endpoint, flow)) return;
    this.#record(view, endpoint, version, type, code, this.#sinceLast(view, base));
    endpoint.inScope ||= this.inScope;
    const isAnswered = (words[base + Flow.STATE] & (TcpState.SYN_ACK | TcpState.SERVER_DATA)) !== 0;
    if (!isAnswered) {
      words[base + Flow.STATE] |= TcpState.ICMP_ERROR;
      words[base + Flow.REFUSAL_FRAME] = view.frameNumber;
    }
    if (words[base + Flow.PROTOCOL] === Protocol.UDP) {
      this.dns.refused(view, this.#quotedDns(view), flow);
      this.requests.refused(flow);
    }
  }

  /** Whether it is the answer that a traceroute's probe wants. */
  #isOfTrace(view: PacketView, endpoint: EndpointFacts, flow: number): boolean {
    const { traces } = this.dns.capture;
    const timeToLive = traces.limitOf(flow);
    if (timeToLive === 0 || endpoint.trace === null) return false;
    traces.told(flow);
    const hop = endpoint.trace.at(timeToLive);
    hop.told++;
    hop.address ??= [view.source0, view.source1, view.source2, view.source3];
    hop.toldFrame ||= view.frameNumber;
    endpoint.inScope ||= this.inScope;
    return true;
  }

  /** An error that does not show what it quotes, as in a list: about something that the host asked. */
  #notQuoted(view: PacketView): void {
    const bytes = view.layerBytes(view.transport);
    const at = view.layerStart[view.transport];
    const version = view.transportProtocol === Protocol.ICMP ? 4 : 6;
    if (!isRefusal(version, icmp.type(bytes, at), icmp.code(bytes, at))) return;
    const errors = this.dns.capture.errorsWithoutQuotation;
    const { destination0, destination1, destination2, destination3 } = view;
    const host = [destination0, destination1, destination2, destination3].join();
    let frames = errors.get(host);
    if (frames === undefined) {
      if (errors.size >= MAXIMUM_HOSTS) return;
      frames = new FrameSample();
      errors.set(host, frames);
    }
    frames.add(view.frameNumber);
    if (isTimeExceeded(version, icmp.type(bytes, at))) this.dns.capture.tracers.add(host);
  }

  /** Whether the error was captured a moment ago already: the same sender, the same quotation. */
  #isCopy(view: PacketView): boolean {
    if ((view.unknown & Unknown.CHECKSUM) !== 0) return false;
    const bytes = view.layerBytes(view.transport);
    const start = view.layerStart[view.transport];
    const end = Math.min(view.layerEnd[view.transport], start + COMPARED_BYTES);
    const checked = hashBytes(bytes, start, end);
    const recent = this.#recent;
    for (let i = 0; i < RECENT_ERRORS; i++) {
      const at = i * RECENT_WORDS;
      if (recent[at] !== checked || recent[at + 1] !== view.source3) continue;
      const pause = microsecondsBetween(
        recent[at + 2] >>> 0,
        recent[at + 3],
        view.seconds,
        view.nanoseconds,
      );
      if (Math.abs(pause) < DUPLICATE_WITHIN) return true;
    }
    const at = this.#nextRecent * RECENT_WORDS;
    recent[at] = checked;
    recent[at + 1] = view.source3;
    recent[at + 2] = view.seconds;
    recent[at + 3] = view.nanoseconds;
    this.#nextRecent = (this.#nextRecent + 1) % RECENT_ERRORS;
    return false;
  }

  /** Layer of the TCP or UDP header within the quotation, or -1. */
  #quotedTransport(view: PacketView): number {
    for (let layer = view.quotedFrom + 1; layer < view.layerCount; layer++) {
      const protocol = view.layerProtocol[layer];
      if (protocol === Protocol.TCP || protocol === Protocol.UDP) return layer;
    }
    return -1;
  }

  /** Layer of the DNS message within the quotation, or -1. */
  #quotedDns(view: PacketView): number {
    const last = view.layerCount - 1;
    return last > view.quotedFrom && view.layerProtocol[last] === Protocol.DNS ? last : -1;
  }

  /** The flow of the quoted packet, or -1; sets the table's direction to the quoted packet's. */
  #quotedFlow(view: PacketView): number {
    const layer = this.#quotedTransport(view);
    const key = this.#endpointKey;
    return layer < 0 ? -1 : findQuoted(this.flows, view, layer, key);
  }

  /** The quoted packet itself is not in the capture (a capture filter): the error still counts. */
  #onlyQuoted(view: PacketView): void {
    const transportLayer = this.#quotedTransport(view);
    const bytes = view.layerBytes(view.transport);
    const at = view.layerStart[view.transport];
    const version = view.transportProtocol === Protocol.ICMP ? 4 : 6;
    if (transportLayer < 0) {
      // Cut before its ports: it may be about anything that the host asked.
      if (view.stop === Stop.CUT_SHORT) this.#notQuoted(view);
      return;
    }
    if (!isRefusal(version, icmp.type(bytes, at), icmp.code(bytes, at))) return;
    if (this.#quotesAnswer(view, transportLayer)) return;
    const key = this.#endpointKey;
    if (!writeAddresses(view, view.quotedFrom + 1, key)) return;
    key[8] = udp.destinationPort(bytes, view.layerStart[transportLayer]);
    key[9] = view.layerProtocol[transportLayer];
    const endpoint = this.endpoints.at(this.endpoints.slotOfKey(key));
    if (endpoint === null) return;
    endpoint.inScope ||= this.inScope;
    endpoint.attempts++;
    endpoint.refused++;
    endpoint.touch(view.frameNumber, view.seconds, view.nanoseconds);
    this.#record(view, endpoint, version, icmp.type(bytes, at), icmp.code(bytes, at), -1);
  }

  /** Whether the quoted packet is a service's answer: what is said of it says nothing of a service. */
  #quotesAnswer(view: PacketView, transportLayer: number): boolean {
    const layer = this.#quotedDns(view);
    if (layer >= 0) return dns.isResponse(view.layerBytes(layer), view.layerStart[layer]);
    const bytes = view.layerBytes(transportLayer);
    const ports = view.layerStart[transportLayer];
    if (udp.destinationPort(bytes, ports) <= LAST_SYSTEM_PORT) return false;
    if (udp.sourcePort(bytes, ports) <= LAST_SYSTEM_PORT) return true;
    if (view.layerProtocol[transportLayer] !== Protocol.UDP) return false;
    // A resolver behind a translator may answer from any port.
    const payload = ports + udp.HEADER_LENGTH;
    const end = view.layerEnd[transportLayer];
    const from = udp.sourcePort(bytes, ports);
    const to = udp.destinationPort(bytes, ports);
    if (recogniseDatagram(bytes, payload, end, ports + udp.length(bytes, ports), from, to) >= 0) {
      return datagram.turn === Turn.RESPONSE;
    }
    return (
      end - payload >= dns.HEADER_LENGTH &&
      dns.isResponse(bytes, payload) &&
      dns.looksLikeMessage(bytes, payload, end, end)
    );
  }

  /** Microseconds since the flow's last packet, which the error is about as a rule. */
  #sinceLast(view: PacketView, base: number): number {
    const words = this.flows.words;
    return microsecondsBetween(
      words[base + Flow.LAST_SECONDS] >>> 0,
      words[base + Flow.LAST_NANOSECONDS],
      view.seconds,
      view.nanoseconds,
    );
  }

  #record(
    view: PacketView,
    endpoint: EndpointFacts,
    version: 4 | 6,
    type: number,
    code: number,
    delay: number,
  ): void {
    for (const known of endpoint.icmpErrors) {
      if (known.type === type && known.code === code && isFrom(view, known.source)) {
        known.frames.add(view.frameNumber);
        known.sender.add(view, delay);
        return;
      }
    }
    if (endpoint.icmpErrors.length >= KINDS_PER_ENDPOINT) return;
    const frames = new FrameSample();
    frames.add(view.frameNumber);
    const sender = new SenderFacts();
    sender.add(view, delay);
    const error: IcmpErrorFacts = {
      version,
      type,
      code,
      source: [view.source0, view.source1, view.source2, view.source3],
      frames,
      sender,
      quotedHops: hopsOf(hopLimit(view, view.quotedFrom)),
    };
    endpoint.icmpErrors = [...endpoint.icmpErrors, error];
  }
}

/** Whether a host says that nobody listens on the port (RFC 792, RFC 4443 §3.1). */
function isPortUnreachable(version: 4 | 6, type: number, code: number): boolean {
  return version === 4
    ? type === icmp.DESTINATION_UNREACHABLE && code === 3
    : type === icmpv6.DESTINATION_UNREACHABLE && code === 4;
}

/** Whether a host gives up waiting for the rest of a datagram's fragments (RFC 792, RFC 4443 §3.3). */
function isReassemblyTimeExceeded(version: 4 | 6, type: number, code: number): boolean {
  return isTimeExceeded(version, type) && code === 1;
}

function isFrom(view: PacketView, address: AddressWords): boolean {
  return (
    view.source0 === address[0] &&
    view.source1 === address[1] &&
    view.source2 === address[2] &&
    view.source3 === address[3]
  );
}

/**
 * Whether more datagrams came back than were sent: the client has its answer, and refuses what comes of
 * it once more.
 */
function hasMoreAnswers(words: Int32Array, base: number): boolean {
  return (
    words[base + Flow.PROTOCOL] === Protocol.UDP &&
    words[base + Flow.SERVER_PACKETS] > words[base + Flow.CLIENT_PACKETS]
  );
}

/** Whether an error says that the packet did not arrive; the others only advise its sender. */
function isRefusal(version: 4 | 6, type: number, code: number): boolean {
  if (isReassemblyTimeExceeded(version, type, code)) return false;
  if (version === 4) {
    return (
      (type === icmp.DESTINATION_UNREACHABLE && code !== FRAGMENTATION_NEEDED) ||
      type === icmp.TIME_EXCEEDED
    );
  }
  return type === icmpv6.DESTINATION_UNREACHABLE || type === icmpv6.TIME_EXCEEDED;
}
