import * as http from '../protocols/http/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import * as socks from '../protocols/socks/codec.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import type { EndpointTable } from './endpoint-table.ts';
import type { EndpointFacts } from './facts/endpoint-facts.ts';
import type { ProxiedFacts } from './facts/http-facts.ts';
import { FROM_CLIENT } from './flow-table.ts';
import { withFrame } from './frame-sample.ts';
import { ProxiedTargets, touch } from './proxied-targets.ts';
import { SocksRequests } from './socks-requests.ts';
import type { TunnelledTls } from './tunnelled-tls.ts';

/** Connections to proxies that are followed at once. */
const MAXIMUM_OPEN = 4_096;

const PROXY_AUTHENTICATION_REQUIRED = 407;
/** From here on the proxy says that it fails, not that it will not: 502 to 504, and some say 500. */
const FAILURE = 500;

/** A connection to a proxy: what was asked for last, and whether an answer to it is due. */
interface OpenRequest {
  target: ProxiedFacts;
  /** Sequence number of the request: what has it, too, is sent again. */
  sequence: number;
  isConnect: boolean;
  isDue: boolean;
  /** The last answer was a demand to log in. */
  isDemanded: boolean;
}

/**
 * What clients ask proxies for: tunnels (RFC 9110 §9.3.6) and, in absolute form, pages (RFC 9112
 * §3.2.2). Each target has facts of its own, as a proxy may refuse one and grant the other.
 */
export class ProxyRequests {
  readonly #open = new Map<number, OpenRequest>();
  readonly #socks: SocksRequests;
  readonly #targets = new ProxiedTargets();

  constructor(private readonly tunnels: TunnelledTls) {
    this.#socks = new SocksRequests(this.#targets, tunnels);
  }

  /** The client's first data on a connection asks a proxy. */
  begin(view: PacketView, flow: number, endpoint: EndpointFacts): void {
    if (socks.isOpening(view.layerBytes(view.transport), view.payloadStart, view.payloadEnd)) {
      this.#socks.begin(view, flow, endpoint);
    } else if (this.#open.size < MAXIMUM_OPEN) this.#request(view, flow, endpoint);
  }

  /**
   * More data of either side on such a connection.
   * @returns whether there may be more to see of it: in a tunnel that stands, a TLS handshake
   */
  goOn(view: PacketView, flow: number, direction: number, endpoint: EndpointFacts | null): boolean {
    if (this.#socks.follows(flow)) return this.#socks.goOn(view, flow, direction, endpoint);
    if (this.tunnels.looksAt(flow)) return this.tunnels.goOn(view, flow, direction);
    const open = this.#open.get(flow);
    if (open === undefined || endpoint === null) return false;
    const bytes = view.layerBytes(view.transport);
    const { payloadStart: at, payloadEnd: limit } = view;
    if (direction === FROM_CLIENT) {
      const sequence = tcp.sequence(bytes, view.layerStart[view.transport]);
      if (open.isDue || sequence === open.sequence) return true;
      if (!http.looksLikeMessage(bytes, at, limit)) return true;
      if (open.isDemanded) open.target.demands--;
      this.#request(view, flow, endpoint);
      return true;
    }
    const status = http.statusCode(bytes, at, limit);
    if (!open.isDue || status < 200) return true;
    open.isDue = false;
    this.#answer(view, open, status);
    if (!open.isConnect || status >= 300) return true;
    this.#open.delete(flow);
    return this.tunnels.begin(flow, open.target);
  }

  /** A connection ends, or is no longer followed, at a time. */
  end(flow: number, words: Int32Array, seconds: number, endpoints: EndpointTable): void {
    this.#socks.end(flow, words, seconds, endpoints);
    if (this.#open.size > 0) this.#open.delete(flow);
    this.tunnels.forget(flow);
  }

  #request(view: PacketView, flow: number, endpoint: EndpointFacts): void {
    const bytes = view.layerBytes(view.transport);
    const { payloadStart: at, payloadEnd: limit } = view;
    const isConnect = http.isConnect(bytes, at, limit);
    const host = http.proxiedHostAt(bytes, at, limit);
    const target = host < 0 ? null : this.#target(bytes, host, limit, isConnect, endpoint);
    if (target === null) {
      this.#open.delete(flow);
      return;
    }
    const known = this.#open.get(flow);
    // What is asked again with a log-in is one request.
    if (known?.isDemanded !== true || known.target !== target) target.attempts++;
    touch(target, view);
    const sequence = tcp.sequence(bytes, view.layerStart[view.transport]);
    this.#open.set(flow, { target, sequence, isConnect, isDue: true, isDemanded: false });
  }

  /** The target of that host; null where there is no room. */
  #target(
    bytes: Uint8Array,
    host: number,
    limit: number,
    isConnect: boolean,
    endpoint: EndpointFacts,
  ): ProxiedFacts | null {
    const name = http.hostText(bytes, host, limit);
    const port = http.portBehind(bytes, host, limit) ?? (isConnect ? 443 : 80);
    return this.#targets.of(endpoint, name, port);
  }

  #answer(view: PacketView, open: OpenRequest, status: number): void {
    const bytes = view.layerBytes(view.transport);
    const { payloadStart: at, payloadEnd: limit, frameNumber } = view;
    const { target } = open;
    touch(target, view);
    if (status === PROXY_AUTHENTICATION_REQUIRED) {
      open.isDemanded = true;
      target.demands++;
      target.demanded.add(frameNumber);
      return;
    }
    // A page may be refused by its own server; the proxy signs what it refuses itself.
    if (status < 400 || !(open.isConnect || http.isMadeByProxy(bytes, at, limit))) {
      target.granted++;
      target.answers = withFrame(target.answers, frameNumber);
    } else if (status >= FAILURE) {
      target.addFailure(frameNumber, status, '');
    } else {
      target.addRefusal(frameNumber, status, http.reasonText(bytes, at, limit));
    }
  }
}
